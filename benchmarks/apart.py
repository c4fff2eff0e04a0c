"""Run each measurement in a process of its own: its peak memory is its own, and several run side by side."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any, Generic, TypeVar

import psutil

Outcome = TypeVar("Outcome")

LOOK = 0.1
"""Seconds between two looks at the memory of children."""


@dataclass(frozen=True)
class Measured(Generic[Outcome]):
    """What a measurement gave, wall seconds, processor seconds and most memory in MiB, its children's too.

    `peak` is None where the system does not tell.
    """

    outcome: Outcome
    seconds: float
    cpu: float
    peak: float | None


def apart(
    function: Callable[..., Outcome], tasks: Sequence[tuple[Any, ...]], jobs: int = 1, alone: bool = False
) -> Iterator[Measured[Outcome]]:
    """`function(*task)` of each task in order, `jobs` at a time, each in a fresh interpreter.

    `alone` ties each to one core, its children with it, where the system lets it.
    """
    context = get_context("spawn")
    free: Queue[int] | None = None
    if alone and hasattr(os, "sched_getaffinity"):
        free = context.Queue()
        for core in sorted(os.sched_getaffinity(0)):
            free.put(core)
    with ProcessPoolExecutor(
        jobs, mp_context=context, initializer=_lend, initargs=(free,), max_tasks_per_child=1
    ) as pool:
        yield from pool.map(_measured, [function] * len(tasks), tasks)


_FREE: list[Queue[int]] = []
"""In a process of its own: where cores are taken from and given back."""


def _lend(free: Queue[int] | None) -> None:
    _FREE[:] = [] if free is None else [free]


def _measured(function: Callable[..., Outcome], task: tuple[Any, ...]) -> Measured[Outcome]:
    taken = [(free, free.get()) for free in _FREE]
    for _, core in taken:
        os.sched_setaffinity(0, {core})
    try:
        with _Memory() as memory:
            wall, cpu = time.perf_counter(), _cpu()
            outcome = function(*task)
            return Measured(outcome, time.perf_counter() - wall, _cpu() - cpu, memory.peak())
    finally:
        for free, core in taken:
            free.put(core)


def _cpu() -> float:
    """Processor seconds of this process and of its children that have ended."""
    return sum(os.times()[:4])


class _Memory:
    """Most memory of this process and its children together, looked at several times a second."""

    def __enter__(self) -> _Memory:
        self._most, self._ended = 0.0, threading.Event()
        threading.Thread(target=self._look, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()

    def peak(self) -> float | None:
        """MiB at most; None where the system does not tell what this process held."""
        own = peak()
        return None if own is None else max(own, self._most)

    def _look(self) -> None:
        own = psutil.Process()
        while not self._ended.wait(LOOK):
            held = 0
            for process in (own, *own.children(recursive=True)):
                with suppress(psutil.Error):
                    held += process.memory_info().rss
            self._most = max(self._most, held / 2**20)


def peak(process: int | str = "self") -> float | None:
    """Most memory a process has held at once, in MiB; None where the system keeps no such figure.

    Read from Linux's own account: `getrusage` also counts the parent's memory before the child began.
    """
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    held = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return next((int(kib) / 1024 for kib in held), None)
