"""Template tags of the captions room."""
