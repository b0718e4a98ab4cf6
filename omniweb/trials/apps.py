"""Names the room to Django and its work to the jobs room."""

from django.apps import AppConfig


class TrialsConfig(AppConfig):
    """The room's registration."""

    name = "omniweb.trials"
    label = "trials"

    def ready(self) -> None:
        """Register the work."""
        from omniweb.jobs.registry import register
        from omniweb.trials.jobs import CHECK

        register(CHECK)
