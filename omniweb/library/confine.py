"""The first step of a child that reads foreign files: it limits itself, then becomes
the program. Run by path, alone; it never imports omniweb.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


def limit(limits: dict[str, int]) -> None:
    """Set each RLIMIT_ by its name, soft and hard, never above what we have."""
    for name, wanted in limits.items():
        kind = getattr(resource, name)
        hard = resource.getrlimit(kind)[1]
        value = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (value, value))


def isolate() -> None:
    """Die with the parent, gain no privileges, and lose the network where we may."""
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # Refused in many containers; the protocol whitelist stands in any case.
    libc.unshare(CLONE_NEWNET if os.geteuid() == 0 else CLONE_NEWUSER | CLONE_NEWNET)


def main() -> None:
    """confine.py LIMITS-JSON PROGRAM ARGUMENT..."""
    if sys.platform == "linux":
        isolate()
    # Python ignores these, and what it ignores its successor would ignore too.
    for ended_by in (signal.SIGXFSZ, signal.SIGPIPE):
        signal.signal(ended_by, signal.SIG_DFL)
    limit(json.loads(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 - no shell is the point


if __name__ == "__main__":
    main()
