"""One attempt at a task, wherever it runs: what goes wrong in it becomes words, never an exception."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any

from optimizer.errors import InputError
from optimizer.sweeps.task import Task
from optimizer.texts import say, tell_defect

Work = Callable[[Any], Mapping[str, Any]]
"""Makes a result, plain JSON, of a payload; a function of a module, so that another process finds it."""

ONE_THREAD: Mapping[str, str] = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""Environment of workers: there is one for each core, so none may take several."""


@dataclass(frozen=True)
class Broke:
    """Why there is no result, in the user's words."""

    why: str


Came = Mapping[str, Any] | Broke
"""What comes of a task."""

Coming = Generator[tuple[Task, Came], None, None]
"""Tasks with what came of each, as they end; closed, it drops those under way."""


def attempt(work: Work, payload: Any, lang: str) -> Came:
    """The result of the work, as JSON gives it back, or why there is none."""
    try:
        made: dict[str, Any] = json.loads(json.dumps(dict(work(payload)), allow_nan=False))
    except InputError as error:
        return Broke("; ".join(tell_defect(defect, lang) for defect in error.defects))
    except Exception as error:  # noqa: BLE001 - the other tasks go on whatever this one ran into
        return broke(error, lang)
    return made


def broke(error: BaseException, lang: str) -> Broke:
    """For a task that ran into something unforeseen."""
    return Broke(say("sweeps.broke", lang, kind=type(error).__name__, why=str(error)))


def killed(lang: str) -> Broke:
    """For a task whose worker died twice."""
    return Broke(say("sweeps.killed", lang))
