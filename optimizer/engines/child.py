"""Run a search in a process of its own, so that it can be ended whatever the solver inside does.

The child is `main` run by the same interpreter, not `multiprocessing`: callers need no guarded main module,
in notebooks and on Windows alike. Messages are pickles on its standard streams; only its own
parent writes to it.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, BinaryIO, TypeVar

T = TypeVar("T")

POLL = 0.1
"""Seconds after which the caller gets its turn though nothing was told."""


def stream(search: Callable[..., T | None], *arguments: Any, poll: float = POLL) -> Iterator[T | None]:
    """Run `search(*arguments, told)` in a child; yield each thing it tells, at last the one it returns.

    Yields None every `poll` seconds in which nothing was told. Closing the iterator ends the child at once; a
    child that dies just ends the iterator.
    """
    here = f"import sys; sys.path[:] = {sys.path!r}"  # the child imports from where its parent does
    command = [sys.executable, "-c", f"{here}; from {__name__} import main; main()"]
    message = pickle.dumps((search, arguments))
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:  # noqa: S603 - ourselves
        heard: queue.Queue[Any] = queue.Queue()
        assert child.stdin is not None
        assert child.stdout is not None
        threading.Thread(target=_listen, args=(child.stdout, heard), daemon=True).start()
        try:
            threading.Thread(target=_send, args=(message, child.stdin), daemon=True).start()
            while (told := _next(heard, poll)) is not False:
                yield told
        finally:
            child.kill()
            with suppress(OSError):
                child.stdin.close()


def _send(message: bytes, stream: BinaryIO) -> None:
    """Send a child its message, for which it has to have started; while it does the caller goes on."""
    with suppress(OSError, ValueError):  # it died before it had read everything, or was ended
        stream.write(message)
        stream.flush()  # left open: its end tells the child that its parent is gone


def _listen(stream: BinaryIO | Any, heard: queue.Queue[Any]) -> None:
    """Put what the child says into the queue, at last False."""
    try:
        while True:
            heard.put(pickle.load(stream))  # noqa: S301 - written by our own child
    except (EOFError, pickle.UnpicklingError, OSError, ValueError):
        heard.put(False)


def _next(heard: queue.Queue[Any], poll: float) -> Any:
    try:
        return heard.get(timeout=poll)
    except queue.Empty:
        return None


def main() -> None:
    """The child: read the search, run it, tell.

    Ctrl-C reaches the whole terminal group; the parent decides what it means. Whatever a library prints
    goes to standard error, for standard output carries the messages.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)

        def told(message: object) -> None:
            try:
                pickle.dump(message, out)
                out.flush()
            except OSError:
                os._exit(1)  # the parent is gone, and an exception would not get through the solver

        search, arguments = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own parent
        threading.Thread(target=_end_with_parent, args=(_own_input(),), daemon=True).start()
        told(search(*arguments, told))


def _own_input() -> int:
    """A descriptor of our input that nothing else reads; file descriptor 0 then is empty.

    On Windows a library loaded while a thread reads from descriptor 0 would wait for that thread.
    """
    own, empty = os.dup(0), os.open(os.devnull, os.O_RDONLY)
    os.dup2(empty, 0)
    os.close(empty)
    return own


def _end_with_parent(parent: int) -> None:
    """End this process when its parent is gone, as soon as the solver lets another thread run."""
    os.read(parent, 1)
    os._exit(1)
