"""The settings of a server under test, with the tests' kinds of work."""

from tests.server_settings import *  # noqa: F403
from tests.server_settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.jobs.app.apps.TalkConfig"]
