"""Many files under one question or one kind of caption: batches."""
