"""The cores a process may use, which can be fewer than the machine has."""

from __future__ import annotations

import os


def cores() -> int:
    """Cores this process may run on: at least one."""
    if hasattr(os, "sched_getaffinity"):  # not on Windows and macOS
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
