"""A stand-in endpoint in DashScope's wire format; it never pretends to be AI."""
