"""Template words of the analyses room."""
