"""Names the room to Django."""

from django.apps import AppConfig


class AnalysesConfig(AppConfig):
    """The room's registration."""

    name = "omniweb.analyses"
    label = "analyses"
    default_auto_field = "django.db.models.BigAutoField"
