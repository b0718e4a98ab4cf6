"""Tests of the usage room."""
