"""Tasks on the workers of a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

from optimizer.errors import Defect, InputError, Message
from optimizer.sweeps.attempt import Came, Coming, Work, attempt, broke, killed
from optimizer.sweeps.task import Task

PATIENCE_SECONDS = 15
"""How long the scheduler may take to answer, and its first worker to be there."""

DEATHS_FORGIVEN = 1
"""Workers that may die with a task in hand before it counts as failed, as with processes here."""


def cluster(tasks: Sequence[Task], work: Work, address: str, lang: str) -> Coming:
    """Each task with what came of it, in the order they end; closing the iterator drops what is under way.

    Only as many tasks are handed out as the cluster has threads, so that a worker of one thread that dies
    has one in hand; it is tried once more, on any worker. A result leaves the cluster as soon as it is
    yielded, so that no worker's memory grows with the number of tasks. Workers need this package and see
    the files that the tasks name; Dask's nanny gives each one thread for BLAS and OpenMP.

    Raises
    ------
    InputError
        If Dask is not installed, or no scheduler with a worker answers at `address`.
    """
    dask = _distributed()
    with _connected(dask, address) as client, _impatient(client):
        waiting = list(reversed(tasks))
        under_way: dict[Any, Task] = {}
        done = dask.as_completed(loop=client.loop)

        def hand_out() -> None:
            threads = max(1, sum(client.nthreads().values()))
            while waiting and len(under_way) < threads:
                task = waiting.pop()
                future = client.submit(attempt, work, task.payload, lang, pure=False)
                under_way[future] = task
                done.add(future)

        try:
            hand_out()
            while under_way:
                future = next(done)
                task, came = under_way.pop(future), _came(dask, future, lang)
                # A result still held would be made again if its worker died with the next task.
                future.release()
                hand_out()  # before the result is looked at: no worker waits for that
                yield task, came
        finally:
            client.cancel(list(under_way), force=True)


@contextmanager
def _impatient(client: Any) -> Iterator[None]:
    """Have the scheduler give up a task when `DEATHS_FORGIVEN` is passed; afterwards as it was before.

    Dask has no such setting for a task, and three deaths forgiven by default: hours, where a task fills a
    worker's memory. A scheduler that runs no functions keeps its own patience.
    """

    # Nested, so that it is pickled whole: the scheduler's machine may lack this package.
    def forgive(most: int, dask_scheduler: Any = None) -> int:
        before: int = dask_scheduler.allowed_failures
        dask_scheduler.allowed_failures = most
        return before

    before = None
    with suppress(ValueError):
        before = client.run_on_scheduler(forgive, DEATHS_FORGIVEN)
    try:
        yield
    finally:
        if before is not None:
            with suppress(OSError):  # the scheduler is gone
                client.run_on_scheduler(forgive, before)


def _came(dask: Any, future: Any, lang: str) -> Came:
    try:
        came: Came = future.result()
    except dask.KilledWorker:
        return killed(lang)
    except Exception as error:  # noqa: BLE001 - of the cluster itself: no such module there, say
        return broke(error, lang)
    return came


def _distributed() -> Any:
    """Dask's package for clusters: it comes with an extra, and takes a second to import."""
    try:
        return import_module("distributed")
    except ImportError as error:
        raise InputError([Defect("--cluster", Message("sweeps.no_dask"))]) from error


def _connected(dask: Any, address: str) -> Any:
    try:
        client = dask.Client(address, timeout=PATIENCE_SECONDS, set_as_default=False)
        try:
            client.wait_for_workers(1, timeout=PATIENCE_SECONDS)
        except BaseException:
            client.close()
            raise
    except (OSError, ValueError) as error:
        message = Message("sweeps.no_scheduler", {"why": str(error)})
        raise InputError([Defect("--cluster", message, found=address)]) from error
    return client
