"""Names the room to Django."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """The room's registration."""

    name = "omniweb.library"
    label = "library"
    default_auto_field = "django.db.models.BigAutoField"
