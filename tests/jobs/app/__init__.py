"""Kinds of work for tests of the queue and the log."""
