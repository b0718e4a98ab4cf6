"""A question put to a model about a file, its answer and its narration."""
