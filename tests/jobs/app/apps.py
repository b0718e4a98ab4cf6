"""Registers the tests' kinds in a server under test."""

from django.apps import AppConfig


class TalkConfig(AppConfig):
    """The registration."""

    name = "tests.jobs.app"
    label = "talk"

    def ready(self) -> None:
        """Make the kinds known, and a slow reader slow soon."""
        from omniweb.jobs import consumer
        from tests.jobs.app import kinds

        kinds.install()
        consumer.SLOW_S = 1.5
