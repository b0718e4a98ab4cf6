"""Names the room to Django and its work to the jobs room."""

from django.apps import AppConfig


class CaptionsConfig(AppConfig):
    """The room's registration."""

    name = "omniweb.captions"
    label = "captions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the work."""
        from omniweb.captions.jobs import DRAFT
        from omniweb.jobs.registry import register

        register(DRAFT)
