"""Template words of the trials room."""
