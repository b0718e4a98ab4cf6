"""Names the room to Django."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The room's registration."""

    name = "omniweb.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
