"""Names the room to Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The room's registration."""

    name = "omniweb.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
