"""Names the room to Django."""

from django.apps import AppConfig


class UsageConfig(AppConfig):
    """The room's registration."""

    name = "omniweb.usage"
    label = "usage"
    default_auto_field = "django.db.models.BigAutoField"
