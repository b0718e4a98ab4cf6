"""The door to Celery: a task is the id of a job that waits. It decides nothing about
jobs; their rows do."""

from __future__ import annotations

import contextlib
import os
import signal
import uuid
from typing import Any

from billiard import active_children
from celery import Celery, signals
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "omniweb.settings")

# How a lane's jobs share a process: media needs the processor, so each has a process
# of its own; model waits for others, so that many wait in one.
POOLS = {"media": "prefork", "model": "threads"}

app = Celery("omniweb")
app.config_from_object(settings.CELERY)


@app.task(name="omniweb.job")  # type: ignore[untyped-decorator]
def run_job(job_id: str) -> None:
    """See a job to its end, if it still waits: the claim decides, not the hint."""
    from omniweb.jobs.worker import worker

    worker().run(uuid.UUID(job_id))


@signals.worker_shutting_down.connect  # type: ignore[untyped-decorator]
def _stop(**sent: Any) -> None:
    """Let what runs end soon or be handed on, here and in this worker's children."""
    from omniweb.jobs import worker

    worker.stop(settings.STOP_S)
    for child in active_children():
        with contextlib.suppress(ProcessLookupError):
            os.kill(child.pid, signal.SIGUSR2)


@signals.worker_process_init.connect  # type: ignore[untyped-decorator]
def _heed(**sent: Any) -> None:
    """A child hears its parent stop."""
    from omniweb.jobs import worker

    signal.signal(signal.SIGUSR2, lambda *_: worker.stop(settings.STOP_S))


@signals.worker_shutdown.connect  # type: ignore[untyped-decorator]
@signals.worker_process_shutdown.connect  # type: ignore[untyped-decorator]
def _end(**sent: Any) -> None:
    """Nothing runs any more in this process, and it is about to end."""
    from omniweb.jobs import worker

    worker.end()


def send(job_id: uuid.UUID, lane: str) -> None:
    """Put a hint into the lane's queue; raises when the broker does not take it."""
    run_job.apply_async((str(job_id),), queue=lane, retry=False)


def waiting(lane: str) -> int:
    """How many hints of a lane no worker has taken yet."""
    with app.connection_for_read() as connection:
        queue = connection.default_channel.queue_declare(queue=lane, durable=True)
        return int(queue.message_count)


def work(lane: str, places: int) -> None:
    """Be a worker of a lane with so many places, until told to stop."""
    app.worker_main(
        [
            "worker",
            f"--queues={lane}",
            f"--pool={POOLS[lane]}",
            f"--concurrency={places}",
            f"--hostname={lane}@%h",
            f"--loglevel={settings.LOGGING['root']['level']}",
            "--without-gossip",
            "--without-mingle",
        ]
    )
