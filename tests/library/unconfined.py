"""Stands in for the jail's confine.py and confines nothing."""

from __future__ import annotations

import os
import sys

command = sys.argv[sys.argv.index("--") + 1 :]
os.execv(command[0], command)
