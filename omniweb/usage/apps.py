"""Names the room to Django, and its chore to the jobs room."""

from django.apps import AppConfig


class UsageConfig(AppConfig):
    """The room's registration."""

    name = "omniweb.usage"
    label = "usage"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the chore."""
        from omniweb.jobs.sweep import register_chore
        from omniweb.usage.chores import put_right

        register_chore(put_right)
