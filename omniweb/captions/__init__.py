"""A caption with named fields, drafted by a model and approved by people."""
