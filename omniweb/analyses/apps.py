"""Names the room to Django and its work to the jobs room."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete


class AnalysesConfig(AppConfig):
    """The room's registration."""

    name = "omniweb.analyses"
    label = "analyses"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register work, chore, and the one signal: files go after their row."""
        from omniweb.analyses import narration
        from omniweb.analyses.chores import drop_kept_audio
        from omniweb.analyses.jobs import ANSWER
        from omniweb.analyses.models import Answer
        from omniweb.analyses.part_jobs import PART
        from omniweb.jobs.registry import register
        from omniweb.jobs.sweep import register_chore
        from omniweb.library import keys

        register(ANSWER)
        register(PART)
        register_chore(drop_kept_audio)
        keys.holders.append(narration.holds)
        post_delete.connect(remove_files, sender=Answer)


def remove_files(instance: Any, **_: Any) -> None:
    """Delete an answer's files once its row is gone for good."""
    from omniweb.analyses.narration import remove

    remove(instance)
