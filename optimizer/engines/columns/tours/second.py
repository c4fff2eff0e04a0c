"""A second search where no proof is near: the core that bounds is worth more in looking for plans."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from optimizer.core.plan import Plan, Stop, Trip
from optimizer.engines.prized import collect, suits
from optimizer.engines.run import Run

EARLY = 0.4
"""Share of a stop after which a bound may be given up."""

FAR, CLOSE = 0.1, 0.015
"""By what share of the prizes a bound is too far above them then, and when it has had its time."""

ENDS = 0.95
"""Share of a stop in which is searched."""


def turns(run: Run, beside: object) -> bool:
    """Whether a proof that leads nowhere turns into a search: where time counts and one is beside already."""
    return bool(beside) and run.stop.work is None and run.stop.seconds is not None and suits(run.problem)


def leads_nowhere(run: Run, most: int, share: float) -> bool:
    """Whether what is proven, `most`, is more than a share above the best plan."""
    return most > (1.0 + share) * run.levels[-2].value


def patience(run: Run, share: float, most: Callable[[], int], hear: Callable[[], None]) -> Callable[[], Stop]:
    """What is left of a share of the stop; nothing once it shows that what is proven, `most`, leads nowhere.

    Plans found beside are heard before that is asked for the first time.
    """
    heard = False

    def rest() -> Stop:
        nonlocal heard
        if run.rest(EARLY).seconds == 0.0:
            if not heard:
                heard = True
                hear()
            if leads_nowhere(run, most(), FAR):
                return Stop(0.0)
        return run.rest(share)

    return rest


def second_search(run: Run, tours: Iterable[Trip]) -> None:
    """Look for plans, from the best one and from tours that prices led to.

    Whoever looks beside began with another seed.
    """

    def heard(plan: Plan | None) -> None:
        if plan is not None:
            run.offer(plan)

    collect(run.problem, run.rest(ENDS), run.seed + 1, run.best, heard, run.asks, tours)
