"""Carry out tasks: those an earlier call has done are read, the others run, each result kept at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from optimizer.sweeps import results
from optimizer.sweeps.attempt import Broke, Came, Coming, Work
from optimizer.sweeps.cluster import cluster as on_cluster
from optimizer.sweeps.here import here
from optimizer.sweeps.processes import processes
from optimizer.sweeps.task import Done, Failed, Task

Watch = Callable[[Done | Failed, int, int], bool]
"""Told of each task that ended, of how many have ended and how many there are; False asks to end."""

Holds = Callable[[Task, Mapping[str, Any]], bool]
"""Whether a result kept earlier still stands, where a task leaves more behind than its result."""


def carry_out(
    tasks: Sequence[Task],
    work: Work,
    store: Path,
    *,
    workers: int = 1,
    cluster: str | None = None,
    watch: Watch | None = None,
    holds: Holds | None = None,
    lang: str = "id",
) -> tuple[Done | Failed, ...]:
    """Do what is not done yet.

    A result is written to `store/<digest>.json` the moment it is there, and a task that has one is not
    run again. An exception in a task fails that task alone. A worker that is killed costs the task it had
    in hand, which is tried once more in a new one and then fails. Tasks of one digest are done once.

    Parameters
    ----------
    work
        Called with each payload; a function of a module, for it is pickled by name.
    workers
        Processes; 1 runs in this one.
    cluster
        Address of a Dask scheduler, to run there instead.
    watch
        Told of every task that ended, the kept ones first. Where it returns False, and on Ctrl-C, what is
        under way is dropped.
    holds
        Asked of each kept result; where it says no, the task runs again.
    lang
        Of the words in `Failed.why`.

    Returns
    -------
    tuple
        In the order of `tasks`; shorter than `tasks` only where it was asked to end.

    Raises
    ------
    InputError
        If Dask is not installed or no scheduler answers at `cluster`.
    OSError
        If the store cannot be written.
    """
    ended: dict[str, Done | Failed] = {}
    total = len({task.digest for task in tasks})

    def goes_on(each: Done | Failed) -> bool:
        ended[each.task.digest] = each
        return watch is None or watch(each, len(ended), total)

    try:
        if all(goes_on(each) for each in _kept(tasks, store, holds)):
            left = list({task.digest: task for task in tasks if task.digest not in ended}.values())
            with closing(_running(left, work, workers, cluster, lang)) as running:
                for task, came in running:
                    if not goes_on(_ended(task, came, store)):
                        break
    except KeyboardInterrupt:
        pass  # what has ended is kept, and fewer results than tasks say that it was stopped
    return tuple(_own(ended[task.digest], task) for task in tasks if task.digest in ended)


def _kept(tasks: Sequence[Task], store: Path, holds: Holds | None) -> Iterator[Done]:
    for task in {task.digest: task for task in tasks}.values():
        result = results.kept(store, task)
        if result is not None and (holds is None or holds(task, result)):
            yield Done(task, result, kept=True)


def _running(tasks: Sequence[Task], work: Work, workers: int, cluster: str | None, lang: str) -> Coming:
    if cluster is not None and tasks:
        return on_cluster(tasks, work, cluster, lang)
    if workers == 1:
        return here(tasks, work, lang)
    return processes(tasks, work, workers, lang)


def _ended(task: Task, came: Came, store: Path) -> Done | Failed:
    if isinstance(came, Broke):
        return Failed(task, came.why)
    results.keep(store, task, came)
    return Done(task, came, kept=False)


def _own(ended: Done | Failed, task: Task) -> Done | Failed:
    """What became of a task's digest, under the task's own name."""
    return Failed(task, ended.why) if isinstance(ended, Failed) else Done(task, ended.result, ended.kept)
