"""Tests of backups, and of the way up from old ones."""
