"""Copies of a whole installation: rows, files and secret key, out and in again."""
