"""Processor time and memory of one piece of work, its children's included."""

from __future__ import annotations

import os
import pickle
import resource
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of user and system time; bytes that the largest process held."""

    cpu_s: float
    memory: int


def measured(work: Callable[[], object]) -> Spent:
    """Do the work in a process of its own and tell what it took."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        begun = _used()
        try:
            work()
            memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
            os.write(write, pickle.dumps(Spent(_used() - begun, memory)))
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as told:
        data = told.read()
    os.waitpid(child, 0)
    if not data:
        raise RuntimeError("The work that was measured failed; its words are above.")
    spent: Spent = pickle.loads(data)
    return spent


def _used() -> float:
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    times = [resource.getrusage(who) for who in both]
    return sum(one.ru_utime + one.ru_stime for one in times)
