"""Commands of the analyses room."""
