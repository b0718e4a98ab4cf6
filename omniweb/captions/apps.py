"""Names the room to Django, its work to the jobs room, its filters to the library."""

from django.apps import AppConfig


class CaptionsConfig(AppConfig):
    """The room's registration."""

    name = "omniweb.captions"
    label = "captions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the work, and what files can be found by."""
        from omniweb.captions.finding import MARKS, in_approved
        from omniweb.captions.jobs import DRAFT
        from omniweb.jobs.registry import register
        from omniweb.library import narrowing

        register(DRAFT)
        narrowing.offer(filters=MARKS, word=in_approved, load=["captions"])
