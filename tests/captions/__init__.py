"""Tests of the captions room."""
