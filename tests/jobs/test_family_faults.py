"""What crashes, deletions and races leave of parents that wait for children."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from omniweb.jobs import actions, ending, family, sweep
from omniweb.jobs.executor import claim
from omniweb.jobs.models import LIVE, MAX_ATTEMPTS, Job
from omniweb.jobs.registry import Outcome
from tests.jobs.parents import child, finish, status

Waiting = Callable[[int], Job]


def _crash_after_the_mark(job: Job) -> None:
    Job.objects.mark_cancelled(job.id, timezone.now())


def _crash_after_a_childs_stop(job: Job) -> None:
    _crash_after_the_mark(job)
    first = job.children.order_by("created_at")[0]
    actions.cancel(job=first)


def _delete_the_children(job: Job) -> None:
    job.children.all().delete()


@pytest.mark.parametrize(
    ("crash", "then"),
    [
        (_crash_after_the_mark, "cancelled"),
        (_crash_after_a_childs_stop, "cancelled"),
        (_delete_the_children, "queued"),
    ],
)
def test_the_sweep_goes_on_where_a_crash_or_a_deletion_left_a_parent(
    waiting: Waiting, crash: Callable[[Job], None], then: str
) -> None:
    job, other = waiting(3), waiting(1)
    crash(job)
    assert status(job) == "waiting"
    assert sweep.wake_forgotten(timezone.now()) == 1
    assert sweep.wake_forgotten(timezone.now()) == 0
    assert (status(job), status(other)) == (then, "waiting")
    assert not job.children.filter(status__in=LIVE).exists()


def test_a_childs_end_and_its_parents_count_stand_or_fall_together(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = waiting(1)
    only = job.children.get()
    claim(only.id, "home:1", timezone.now())
    with monkeypatch.context() as broken:
        broken.setattr(family, "_tell", _killed)
        with pytest.raises(SystemExit):
            finish(only, Outcome.done("/"))
    assert (status(only), status(job)) == ("running", "waiting")
    assert Job.objects.get(id=job.id).remaining == 1
    sweep.adopt("home", timezone.now())
    assert finish(only, Outcome.done("/")) and status(job) == "queued"


def _killed(*_: Any) -> None:
    raise SystemExit


def test_ends_and_further_children_and_a_stop_at_once_leave_nothing_hanging(
    waiting: Waiting,
) -> None:
    for turn in range(4):
        job = waiting(4)
        _race(job, list(job.children.all()), stop=bool(turn % 2))
        for one in _living(job):
            finish(one, Outcome.done("/"))
        assert status(job) in {"cancelled", "queued"}
        assert Job.objects.get(id=job.id).children.count() >= 4


def _race(job: Job, children: list[Job], *, stop: bool) -> None:
    barrier = threading.Barrier(3)
    deeds: list[Callable[[], object]] = [
        lambda: [finish(one, Outcome.done("/")) for one in children],
        lambda: _more(job),
        lambda: stop and actions.cancel(job=job),
    ]
    threads = [
        threading.Thread(target=_at_once, args=(barrier, deed)) for deed in deeds
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _at_once(barrier: threading.Barrier, deed: Callable[[], object]) -> None:
    barrier.wait()
    try:
        deed()
    finally:
        connection.close()


def _more(job: Job) -> None:
    for _ in range(3):
        try:
            child(job)
        except family.NotWaiting:
            return


def _living(job: Job) -> Iterator[Job]:
    while one := family.live_children(job.id).first():
        yield one


@pytest.mark.parametrize(("handed_on", "then"), [(2, "failed"), (4, "queued")])
def test_what_was_handed_on_before_the_wait_gives_no_attempt_after_it(
    waiting: Waiting, handed_on: int, then: str
) -> None:
    """The log of a parent that waits: its hand-overs stand at 2, before the wait at 3,
    or at 4, after it."""
    job, now = waiting(1), timezone.now()
    job.events.all().delete()
    for seq in (2, 3, 4):
        said = {"state": "waiting" if seq == 3 else "queued"}
        if seq == handed_on:
            said |= {"handed_on": True}
        job.events.create(seq=seq, kind="state", data=said, at=now)
    Job.objects.filter(id=job.id).update(
        status="running", worker="gone", attempt=MAX_ATTEMPTS
    )
    job.refresh_from_db()
    ending.give_back(job, now)
    assert status(job) == then
