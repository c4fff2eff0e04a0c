"""Lives of a four-week plan, against the time numpy needs to draw the same random numbers alone.

Run from the repository's root: `python -m benchmarks simulate`. The plan is `rejang-lebong-2025` with every
distribution as shipped, 10,000 lives. Drawing alone repeats the calls of numpy's generators that a
simulation makes, recorded beforehand with their arguments, and nothing else; living is `simulate.run.lived`,
drawing included. Best of several runs, in processor time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import numpy as np

from benchmarks.machine import conditions
from optimizer.core.outcome import Outcome
from optimizer.line import Request, run
from optimizer.settings import Settings, home, load
from optimizer.simulate import simulate
from optimizer.simulate.days import Day, days_of
from optimizer.simulate.dice import Dice
from optimizer.simulate.run import lived
from optimizer.simulate.slides import Slides
from optimizer.simulate.world import World, world_of

CASE = "rejang-lebong-2025"
WORK, SEED = 200, 0
MOST_RATIO = 10

Call = tuple[np.random.Generator, str, tuple[Any, ...]]


def main(seeds: int = 3) -> str:
    """Measure, check the ratio, and return the result as Markdown."""
    settings = load(home() / "configs", case=CASE, overrides={"plan": {"work": WORK}})
    with TemporaryDirectory() as cache:
        outcome = _planned(settings, Path(cache))
    params, problem = settings.simulate, outcome.problem
    days, world = days_of(outcome), world_of(problem, settings)
    slides = Slides(problem, settings, params.closures)
    calls = recorded(settings, days, world, slides)
    draws = min(
        _seconds(lambda: [getattr(stream, name)(*args) for stream, name, args in calls]) for _ in range(seeds)
    )
    lives = min(_seconds(lambda: lived(problem, days, world, slides, params, SEED)) for _ in range(seeds))
    whole = min(_seconds(lambda: simulate(outcome, settings, seed=SEED)) for _ in range(seeds))
    assert whole < MOST_RATIO * draws, f"{whole / draws:.1f} times the drawing"
    visits = sum(len(day.stops) for day in days)
    return "\n".join(
        [
            f"`{CASE}`, {params.lives:,} lives, {len(days)} team-days, {visits} visits.",
            conditions("numpy"),
            "",
            "| | seconds | times the drawing |",
            "| --- | ---: | ---: |",
            f"| drawing alone | {draws:.2f} | 1 |",
            f"| living, drawing included | {lives:.2f} | {lives / draws:.1f} |",
            f"| all of `simulate`, tables and each chance alone | {whole:.2f} | {whole / draws:.1f} |",
            f"| at most | | {MOST_RATIO} |",
            "",
        ]
    )


def recorded(settings: Settings, days: tuple[Day, ...], world: World, slides: Slides) -> list[Call]:
    """Every call of a generator that a simulation makes, in order."""
    params, calls = settings.simulate, list[Call]()
    dice = Dice(
        world,
        params,
        params.lives,
        SEED,
        lambda seeds: cast("np.random.Generator", Recorder(np.random.default_rng(seeds), calls)),
    )
    slides.draw(dice.streams["closures"], days, params.lives)
    for day in days:
        dice.day(day)
    return calls


def repeat(calls: list[Call]) -> None:
    """Make the calls again and throw the numbers away."""
    for stream, name, args in calls:
        getattr(stream, name)(*args)


class Recorder:
    """A generator that notes what it is asked for."""

    def __init__(self, stream: np.random.Generator, calls: list[Call]):
        self._stream, self._calls = stream, calls

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            self._calls.append((self._stream, name, args))
            return getattr(self._stream, name)(*args)

        return call


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _planned(settings: Settings, cache: Path) -> Outcome:
    start = settings.plan.start
    assert start is not None, "the case names its first day"
    return run(
        Request(
            settings=settings,
            configs=home() / "configs",
            source=settings.region.data,
            start=start,
            today=settings.plan.today or start,
            created=f"{start}T00:00:00",
            name=CASE,
            cache=cache,
        )
    )


if __name__ == "__main__":
    print(main())
