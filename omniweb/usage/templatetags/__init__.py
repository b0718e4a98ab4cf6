"""Template words of the usage room."""
