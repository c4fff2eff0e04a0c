"""Tasks side by side on the cores of this machine."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait

from optimizer.sweeps.attempt import Came, Coming, Work, broke, killed
from optimizer.sweeps.lane import Lane
from optimizer.sweeps.task import Task

POLL = 0.5
"""Seconds between chances for Ctrl-C, which does not end a wait on Windows."""


def processes(tasks: Sequence[Task], work: Work, workers: int, lang: str) -> Coming:
    """Each task with what came of it, in the order they end; closing the iterator ends what is under way.

    A task whose worker dies is tried once more, in a new one.
    """
    waiting = deque((task, False) for task in tasks)
    lanes = [Lane() for _ in range(min(workers, len(tasks)))]
    free = list(lanes)
    under_way: dict[Future[Came], tuple[Lane, Task, bool]] = {}
    try:
        while waiting or under_way:
            while free and waiting:
                (task, again), lane = waiting.popleft(), free.pop()
                under_way[lane.submit(work, task, lang)] = (lane, task, again)
            for future in wait(under_way, POLL, FIRST_COMPLETED).done:
                lane, task, again = under_way.pop(future)
                free.append(lane)
                error = future.exception()
                if isinstance(error, BrokenExecutor) and not again:
                    waiting.appendleft((task, True))
                elif isinstance(error, BrokenExecutor):
                    yield task, killed(lang)
                else:
                    yield task, future.result() if error is None else broke(error, lang)
    finally:
        for each in lanes:
            each.close()
