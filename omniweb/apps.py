"""Names the house to Django, so that its checks and commands are found."""

from django.apps import AppConfig


class HouseConfig(AppConfig):
    """The registration of what belongs to no room."""

    name = "omniweb"
    label = "omniweb"

    def ready(self) -> None:
        """Register the system checks."""
        from omniweb import checks  # noqa: F401
