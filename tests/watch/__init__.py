"""Tests of what machines may ask."""
