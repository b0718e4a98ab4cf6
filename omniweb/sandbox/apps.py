"""Names the room to Django."""

from django.apps import AppConfig


class SandboxConfig(AppConfig):
    """The room's registration."""

    name = "omniweb.sandbox"
    label = "sandbox"
    default_auto_field = "django.db.models.BigAutoField"
