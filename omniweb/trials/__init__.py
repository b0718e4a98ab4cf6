"""Proves that an endpoint can be used, by small calls; it answers no questions."""
