"""`manage.py sweep`: looks after lost hints, dead workers' jobs and old files, for
OMNIWEB_JOBS=celery; it runs no job."""

from __future__ import annotations

import asyncio
import signal
from typing import Any

from django.core.management.base import BaseCommand

from omniweb.jobs.management.commands.worker import needs_celery


class Command(BaseCommand):
    """One of these is enough; two do no harm."""

    help = "Send lost hints again and take back what dead workers held."

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep until SIGTERM."""
        needs_celery()
        asyncio.run(_until_told())


async def _until_told() -> None:
    from omniweb.jobs.sweeper import run

    running = asyncio.ensure_future(run())
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, running.cancel)
    await asyncio.wait([running])
    if not running.cancelled():
        running.result()
