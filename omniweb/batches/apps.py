"""Names the room to Django, and asks the jobs room to be told of ends."""

from django.apps import AppConfig


class BatchesConfig(AppConfig):
    """The room's registration."""

    name = "omniweb.batches"
    label = "batches"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Go on with a batch when a job of its ends, and with what was forgotten; its
        calls let those go first that people wait for."""
        from omniweb.batches.access import is_item
        from omniweb.batches.chores import go_on, job_ended
        from omniweb.jobs.followers import follow
        from omniweb.jobs.sweep import register_watch
        from omniweb.usage.turns import wait_for

        follow(job_ended)
        register_watch(go_on)
        wait_for(is_item)
