"""The settings of a server under test with room for thirteen answers at once."""

from tests.server_settings import *  # noqa: F403

JOB_LANES = {"media": 2, "model": 13}
SANDBOX_KEY = "sk-sandbox-for-tests"
