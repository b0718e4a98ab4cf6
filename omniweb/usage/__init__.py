"""Tokens and money: the ledger of what was spent; it never calls a model."""
