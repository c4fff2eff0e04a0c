"""Tasks one after another in this process."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.sweeps.attempt import Coming, Work, attempt
from optimizer.sweeps.task import Task


def here(tasks: Sequence[Task], work: Work, lang: str) -> Coming:
    """Each task with what came of it, as soon as it is there."""
    for task in tasks:
        yield task, attempt(work, task.payload, lang)
