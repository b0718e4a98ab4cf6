"""The product's settings for a server under test: quick passwords, nothing else."""

from omniweb.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
