"""Follows one job's log, each event once and in order; the one live reader."""

from __future__ import annotations

import uuid
from collections.abc import AsyncGenerator

from asgiref.sync import sync_to_async

from omniweb.jobs.append import last_seq
from omniweb.jobs.ear import feed_of
from omniweb.jobs.feed import Feed
from omniweb.jobs.models import ENDED, Event
from omniweb.jobs.wire import Frame, frame

BATCH = 100


async def tail(job_id: uuid.UUID, after: int) -> AsyncGenerator[list[Frame], None]:
    """The frames beyond a number as they come, until the log's last one.

    Joins the feed first and reads then, so that nothing falls between the two.
    """
    with feed_of(job_id) as feed:
        while True:
            over = feed.over
            frames = feed.beyond(after)
            if frames is None:
                frames = await _catch_up(feed, after)
            if frames:
                after = frames[-1].seq
                yield frames
                if frames[-1].kind in ENDED:
                    return
            elif over:
                return
            elif feed.beyond(after) == []:
                await feed.news()


async def _catch_up(feed: Feed, after: int) -> list[Frame]:
    """Read rows that the feed does not hold; at the log's end it may begin there."""
    seen = feed.turns
    frames, newest = await sync_to_async(_read)(feed.job_id, after)
    if len(frames) < BATCH and feed.turns == seen:
        feed.begin(newest)
    return frames


def _read(job_id: uuid.UUID, after: int) -> tuple[list[Frame], int]:
    """A batch of frames, and where the log stands if this is its end."""
    frames = [frame(row) for row in Event.objects.after(job_id, after)[:BATCH]]
    return frames, frames[-1].seq if frames else last_seq(job_id)
