"""Many synthetic districts on a local Dask cluster: one worker against two, one killed, memory.

Run from the repository's root on a quiet machine of two cores: `python -m benchmarks national`; with
`--part all` all 514 districts go through with a short time stop instead. Needs the extra `cluster`.
Districts are those of `jemput-bola national --synthetic` (all invented), planned largest first, each by a
worker of one thread. The 50 districts have a work stop, so that one worker and two do the same work and
must come to the same plans; starting workers and importing the program is not counted, nor is the
scheduler, which runs in the process that asks. Memory is the most a worker process has held, read from the
system each time a district ends; the engine, `routing`, searches within it.
"""

from __future__ import annotations

import os
import signal
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.apart import peak
from benchmarks.machine import conditions
from optimizer.national import national, read_manifest, synthetic
from optimizer.national.run import tasks_of
from optimizer.national.work import Order, plan
from optimizer.settings import home
from optimizer.sweeps import RESULTS, Done, Failed, Task, Way, carry_out

try:
    distributed: Any = import_module("distributed")
except ImportError:  # the extra `cluster`
    distributed = None

START = date(2026, 8, 3)
ENGINE = "routing"
"""It searches in one thread of the worker; `auto` has a second process beside it."""

LEAST_RATIO = 1.8
MOST_GROWTH = 1.1
"""Most that a worker's peak may grow from a third of the districts, the largest among them, to all."""

BUSY_SECONDS = 0.3
"""After a district has ended, its worker is busy with the next one by then."""

TRIES = ".percobaan"
"""Folder of a mark for each attempt at a district."""


def main(part: str = "", districts: int = 50, work: int = 500, many: int = 514, seconds: float = 1.0) -> str:
    """Measure, check what must hold, and return the result as Markdown; with `--part all` the long run."""
    if distributed is None:
        raise SystemExit("needs the extra `cluster`")
    kept = conditions("distributed", "dask", "pyarrow", "ortools", "numpy")
    if part == "all":
        return "\n".join([kept, *_many(many, seconds)])
    lines = [
        kept,
        f"{districts} synthetic districts of mixed size, engine `{ENGINE}`, `work` stop {work}, four weeks.",
        "",
        "| workers | seconds | of processor | districts an hour | peak MiB a worker: a third | 2/3 | all |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        tasks = _tasks(folder, districts, work)
        one, two = (_run(tasks, folder / f"{workers}", workers) for workers in (1, 2))
        lines += [_line(workers, run, districts) for workers, run in ((1, one), (2, two))]
        ratio = one.seconds / two.seconds
        killed = _run(tasks, folder / "killed", 2, kill_after=max(1, districts // 4))
        twice = sum(count - 1 for count in killed.tries.values())
        plans = {run: "equal" if run.figures == one.figures else "DIFFER" for run in (two, killed)}
        growth = f"{one.growth:.2f} and {two.growth:.2f}"
        lines += [
            "",
            f"Two workers against one: {ratio:.2f} times the throughput; wanted at least {LEAST_RATIO:g}.",
            f"Plans {plans[two]}.",
            f"Peak of a worker after all districts over that after a third: {growth};",
            f"wanted at most {MOST_GROWTH:g}.",
            f"One of two workers killed after {killed.killed_after} districts: {len(killed.figures)} of",
            f"{districts} planned, {twice} begun a second time, plans {plans[killed]}.",
            "",
        ]
    # What must hold is checked last, with the figures in the message.
    assert set(plans.values()) == {"equal"}, "\n".join(lines)
    assert twice <= 1, "\n".join(lines)
    assert len(killed.figures) == districts, "\n".join(lines)
    return "\n".join(lines)


@dataclass(eq=False)
class Run:
    """What a run took and came to.

    Wall seconds, processor seconds of all workers, figures and attempts by district, peak MiB after each.
    """

    seconds: float = 0.0
    cpu: float = 0.0
    figures: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    tries: Counter[str] = field(default_factory=Counter)
    peaks: list[float] = field(default_factory=list)
    killed_after: int = 0

    @property
    def growth(self) -> float:
        """Peak after all districts over the peak after a third."""
        return self.peaks[-1] / self.peaks[len(self.peaks) // 3] if self.peaks else float("nan")


@contextmanager
def _cluster(workers: int) -> Iterator[Any]:
    """A client of a local cluster whose workers have the program loaded."""
    with (
        distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, dashboard_address=None, memory_limit=0, protocol="tcp"
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        client.wait_for_workers(workers)
        client.run(_loaded)
        yield client


def _run(tasks: Sequence[Task], store: Path, workers: int, kill_after: int = 0) -> Run:
    """Plan the tasks on so many workers; after `kill_after` districts one worker is killed."""
    run = Run()
    own = [replace(task, payload=replace(task.payload, part=store / f"{task.digest}.rows")) for task in tasks]
    with _cluster(workers) as client:

        def watch(_each: Done | Failed, ended: int, _total: int) -> bool:
            if ended == kill_after:
                # Not now: the worker that has just ended a district has none in hand yet.
                pid = next(iter(client.run(os.getpid).values()))
                threading.Timer(BUSY_SECONDS, os.kill, (pid, signal.SIGKILL)).start()
                run.killed_after = ended
            elif not kill_after:
                run.peaks.append(_most(pids))
            return True

        pids = tuple(client.run(os.getpid).values())
        begun, cpu = time.perf_counter(), _cpu(client)
        ended = carry_out(own, noted, store, cluster=client.scheduler.address, watch=watch)
        run.seconds, run.cpu = time.perf_counter() - begun, _cpu(client) - cpu
    for each in ended:
        if isinstance(each, Done):
            run.figures[each.task.name] = {k: v for k, v in each.result["cells"].items() if k != "detik"}
        else:
            run.failed.append(f"{each.task.name}: {each.why}")
    run.tries.update(path.name.partition(" ")[0] for path in (store / TRIES).iterdir())
    return run


def noted(order: Order) -> dict[str, Any]:
    """Plan a district, leaving a mark of the attempt."""
    marks = order.part.parent / TRIES
    marks.mkdir(parents=True, exist_ok=True)
    (marks / f"{order.request.name} {uuid.uuid4().hex}").touch()
    return plan(order)


def _tasks(folder: Path, districts: int, work: int) -> list[Task]:
    """Synthetic districts as tasks, the largest first."""
    *_, manifest = synthetic(districts, 0, folder / "data")
    overrides = {"plan": {"work": work, "start": START, "engine": ENGINE}}
    listed = read_manifest(manifest, home() / "configs", overrides)
    tasks = tasks_of(listed, home() / "configs", Way(folder, START))
    return sorted(tasks, key=lambda task: -(task.payload.request.source / "desa.csv").stat().st_size)


def _many(districts: int, seconds: float) -> list[str]:
    """All districts with a short time stop, as the command runs them on a cluster."""
    with TemporaryDirectory() as scratch, _cluster(2) as client:
        folder = Path(scratch)
        *_, manifest = synthetic(districts, 0, folder / "data")
        begun = time.perf_counter()
        overrides = {"plan": {"seconds": seconds, "start": START, "engine": ENGINE}}
        listed = read_manifest(manifest, home() / "configs", overrides)
        checked = time.perf_counter() - begun
        peaks, held = list[float](), list[float]()

        def watch(*_: object) -> bool:
            peaks.append(_most(pids))
            held.append(max(resident(pid) for pid in pids))
            return True

        pids = tuple(client.run(os.getpid).values())

        way = Way(folder / "out", START, cluster=client.scheduler.address)
        made = national(listed, home() / "configs", way, watch)
        took = time.perf_counter() - begun
        begun = time.perf_counter()
        again = national(listed, home() / "configs", way)
        kept, restart = sum(each.kept for each in again), time.perf_counter() - begun
        stored = sum(path.stat().st_size for path in (folder / "out" / RESULTS).rglob("*.json")) / 2**20
    planned = [each.cells for each in made if each.cells is not None]
    people, served = (sum(int(cells[key] or 0) for cells in planned) for key in ("warga", "terlayani"))
    places, third = sum(int(cells["desa"] or 0) for cells in planned), len(peaks) // 3
    return [
        f"{districts} districts, {places:,} places, stop of {seconds:g} s each, two workers: {len(planned)}",
        f"planned in {took / 60:.0f} min (manifest checked in {checked:.0f} s), {served:,} of {people:,}",
        f"invented people served, {stored:.0f} MiB of results;",
        f"a second call found {kept} done in {restart:.0f} s.",
        f"Peak of a worker {peaks[third]:,.0f} MiB after {third + 1} districts, {peaks[-1]:,.0f} after all;",
        f"held between districts {held[third]:,.0f} and {held[-1]:,.0f}.",
        "",
        *(f"- not planned: {each.district.code}: {each.why}" for each in made if each.cells is None),
        "",
    ]


def _line(workers: int, run: Run, districts: int) -> str:
    at = [run.peaks[len(run.peaks) * k // 3 - (k == 3)] for k in (1, 2, 3)] if run.peaks else []
    hourly = 3600 * districts / run.seconds
    cells = (
        f"{workers}",
        f"{run.seconds:.0f}",
        f"{run.cpu:.0f}",
        f"{hourly:.0f}",
        *(f"{a:,.0f}" for a in at),
    )
    return f"| {' | '.join(cells)} |"


def _most(pids: Sequence[int]) -> float:
    """Most memory that one of the workers has held, in MiB.

    The system is asked, not the worker: one that is at work answers only when its solver lets it.
    """
    return max(filter(None, map(peak, pids)), default=float("nan"))


def _cpu(client: Any) -> float:
    return float(sum(client.run(time.process_time).values()))


def resident(pid: int) -> float:
    """Memory a process holds now, in MiB; not a number where the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return float("nan")
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


def _loaded() -> str:
    """In a worker: the work's module is imported by now, since this function is found beside it."""
    return plan.__module__
