"""Tests of the trials room."""
