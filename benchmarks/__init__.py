"""Measurements against named references; each file prints its table by one command."""
