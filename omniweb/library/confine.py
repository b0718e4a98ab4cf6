"""The first step of a child that reads foreign files: it limits itself, then becomes
the program. Run by path, alone; it never imports omniweb.
"""

from __future__ import annotations

import ctypes
import os
import resource
import sys

PR_SET_PDEATHSIG, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 24, 38
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
# Numbers, since importing their names takes as long as all else here.
SIGKILL, SIGPIPE, SIGXFSZ = 9, 13, 25
CAP_DAC_OVERRIDE, CAPABILITIES = 1, 64
# The three calls have the same numbers on every architecture.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION_FLAG, RULE_PATH_BENEATH = 1, 1
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
REMOVE_FILE, MAKE_REG, TRUNCATE = 1 << 5, 1 << 8, 1 << 14
READING = READ_FILE | READ_DIR
WRITING = READING | WRITE_FILE | REMOVE_FILE | MAKE_REG | TRUNCATE
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE
# How many rights over files each version of Landlock knows; later ones know the last.
RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
NO_TCP, NO_FOREIGN_SOCKETS_OR_SIGNALS = 3, 3
# Where programs keep what they load. No home, no data and no settings lie here.
LIBRARIES = (
    "/lib",
    "/lib32",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/nix/store",
    "/gnu/store",
    "/home/linuxbrew/.linuxbrew",
    "/etc/ld.so.cache",
    "/dev/urandom",
    "/dev/zero",
    "/sys/devices/system/cpu",
)
LOADERS = ("/lib", "/lib64")  # where the one lies that starts every program


class Attributes(ctypes.Structure):
    """What a ruleset is about; a kernel takes the zeros it does not know."""

    _fields_ = (
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scopes", ctypes.c_uint64),
    )


class Beneath(ctypes.Structure):
    """Rights over a file, or over all that is beneath a directory."""

    _pack_ = 1
    _fields_ = (("rights", ctypes.c_uint64), ("place", ctypes.c_int32))


def limit(limits: dict[str, int]) -> None:
    """Set each RLIMIT_ by its name, soft and hard, never above what we have."""
    for name, wanted in limits.items():
        kind = getattr(resource, name)
        hard = resource.getrlimit(kind)[1]
        value = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (value, value))


def isolate(libc: ctypes.CDLL) -> None:
    """Die with the parent, gain no privileges, and lose the network where we may."""
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # Refused in many containers; the protocol whitelist stands in any case.
    libc.unshare(CLONE_NEWNET if os.geteuid() == 0 else CLONE_NEWUSER | CLONE_NEWNET)
    # Only now, for entering a namespace of users forgets it.
    libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
    # What root becomes may do no more than open files of others that it is shown.
    for capability in set(range(CAPABILITIES)) - {CAP_DAC_OVERRIDE}:
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)


def enclose(
    libc: ctypes.CDLL, program: str, reads: list[str], writes: list[str]
) -> None:
    """See and change only these files, by Landlock; nothing where the kernel has none.

    Without TCP and without signals to others from the versions on that can say so.
    """
    version = libc.syscall(CREATE_RULESET, None, 0, VERSION_FLAG)
    if version < 1:
        return
    known = (1 << RIGHTS[min(version, 5)]) - 1
    about = Attributes(
        known,
        NO_TCP if version >= 4 else 0,
        NO_FOREIGN_SOCKETS_OR_SIGNALS if version >= 6 else 0,
    )
    rules = libc.syscall(CREATE_RULESET, ctypes.byref(about), ctypes.sizeof(about), 0)
    own = os.path.realpath(program)
    beside = own.rsplit("/", 2)[0] + "/lib"
    for rights, places in (
        (READING, [*LIBRARIES, beside, *reads]),
        (READING | EXECUTE, [own, "/nix/store", *_loaders()]),
        (READING | WRITE_FILE, ["/dev/null"]),
        (WRITING, writes),
    ):
        for place in places:
            _allow(libc, rules, place, rights & known)
    libc.syscall(RESTRICT_SELF, rules, 0)
    os.close(rules)


def _loaders() -> list[str]:
    kept = [place for place in LOADERS if os.access(place, os.R_OK)]
    return [
        f"{place}/{name}"
        for place in kept
        for name in os.listdir(place)  # noqa: PTH208 - pathlib loads too long here
        if name.startswith("ld-")
    ]


def _allow(libc: ctypes.CDLL, rules: int, place: str, rights: int) -> None:
    try:
        opened = os.open(place, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # this system has no such place
    if not os.path.isdir(place):  # noqa: PTH112 - as above
        rights &= OF_FILES
    rule = Beneath(rights, opened)
    libc.syscall(ADD_RULE, rules, RULE_PATH_BENEATH, ctypes.byref(rule), 0)
    os.close(opened)


def main() -> None:
    """confine.py (RLIMIT_NAME=NUMBER | read=PATH | write=PATH)... -- PROGRAM ARGUMENT..

    Words and not JSON, whose import takes longer than the whole confinement.
    """
    cut = sys.argv.index("--")
    given = [word.partition("=")[::2] for word in sys.argv[1:cut]]
    command = sys.argv[cut + 1 :]
    # Python ignores these, and what it ignores its successor would ignore too.
    libc = ctypes.CDLL(None)
    for ended_by in (SIGXFSZ, SIGPIPE):
        libc.signal(ended_by, None)
    if sys.platform == "linux":
        isolate(libc)
        reads = [value for name, value in given if name == "read"]
        writes = [value for name, value in given if name == "write"]
        enclose(libc, command[0], reads, writes)
    limit({name: int(value) for name, value in given if name.startswith("RLIMIT_")})
    os.execv(command[0], command)  # noqa: S606 - no shell is the point


if __name__ == "__main__":
    main()
