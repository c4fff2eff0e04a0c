"""`Lane`: one worker process that takes one task at a time.

Every worker is an executor of its own, so that one that is killed (by a full memory, by hand) takes with
it the one task it had in hand, and it is known which. Loky rather than `concurrent.futures`: it ends a
worker together with the processes that the worker started, and needs no guarded main module.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import BrokenExecutor, Future
from multiprocessing.connection import Connection

from joblib.externals.loky import ProcessPoolExecutor

from optimizer.sweeps.attempt import ONE_THREAD, Came, Work, attempt
from optimizer.sweeps.task import Task


class Lane:
    """One worker, begun with its first task; closed or not, it does not outlive this process."""

    def __init__(self) -> None:
        # Nothing is ever sent: the worker's end closes when this process ends, however it ends.
        self._theirs, self._ours = multiprocessing.Pipe(duplex=False)
        self._pool = self._new()

    def submit(self, work: Work, task: Task, lang: str) -> Future[Came]:
        """Begin a task; the lane must have none in hand."""
        try:
            future: Future[Came] = self._pool.submit(attempt, work, task.payload, lang)
        except BrokenExecutor:  # the worker has died, with its last task or idle
            self._pool.shutdown(kill_workers=True)
            self._pool = self._new()
            future = self._pool.submit(attempt, work, task.payload, lang)
        return future

    def close(self) -> None:
        """End the worker and what it started, whatever it does."""
        self._pool.shutdown(kill_workers=True)
        self._ours.close()
        self._theirs.close()

    def _new(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(1, initializer=_begin, initargs=(self._theirs,), env=dict(ONE_THREAD))


def _begin(lifeline: Connection) -> None:
    """In the worker: leave Ctrl-C to the parent, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, args=(lifeline,), daemon=True).start()


def _end_with_parent(lifeline: Connection) -> None:
    try:
        lifeline.recv()
    except (EOFError, OSError):
        os._exit(1)
