"""Names the room to Django."""

from django.apps import AppConfig


class CaptionsConfig(AppConfig):
    """The room's registration."""

    name = "omniweb.captions"
    label = "captions"
    default_auto_field = "django.db.models.BigAutoField"
