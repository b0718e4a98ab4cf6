"""Names the room to Django and registers its work; it holds no logic."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """The room's registration."""

    name = "omniweb.library"
    label = "library"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the kind of work and the removal of files."""
        from omniweb.jobs.registry import Kind, register
        from omniweb.jobs.sweep import register_chore
        from omniweb.library import cleanup, jobs, sweep

        register(
            Kind(
                name=jobs.KIND,
                lane="media",
                run=jobs.prepare,
                settle=jobs.settle,
            )
        )
        register_chore(sweep.sweep)
        cleanup.connect()
