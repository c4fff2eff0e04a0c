"""Run each measurement in a process of its own: its peak memory is its own, and several run side by side."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Generic, TypeVar

Outcome = TypeVar("Outcome")


@dataclass(frozen=True)
class Measured(Generic[Outcome]):
    """What a measurement gave, its wall seconds and processor seconds, and its process's peak memory in MiB.

    `peak` is None where the system does not tell.
    """

    outcome: Outcome
    seconds: float
    cpu: float
    peak: float | None


def apart(
    function: Callable[..., Outcome], tasks: Sequence[tuple[Any, ...]], jobs: int = 1
) -> Iterator[Measured[Outcome]]:
    """`function(*task)` of each task in order, `jobs` at a time, each in a fresh interpreter."""
    context = get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, max_tasks_per_child=1) as pool:
        yield from pool.map(_measured, [function] * len(tasks), tasks)


def _measured(function: Callable[..., Outcome], task: tuple[Any, ...]) -> Measured[Outcome]:
    wall, cpu = time.perf_counter(), time.process_time()
    outcome = function(*task)
    return Measured(outcome, time.perf_counter() - wall, time.process_time() - cpu, peak())


def peak() -> float | None:
    """Most memory this process has held at once, in MiB; None where the system keeps no such figure.

    Read from Linux's own account: `getrusage` also counts the parent's memory before the child began.
    """
    try:
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    held = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return next((int(kib) / 1024 for kib in held), None)
