"""`RoadState`: the season and the links closed, under the name that working days refer to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from optimizer.core.calendar import Calendar
from optimizer.core.closures import closed_on, state_name
from optimizer.core.region import Closure


@dataclass(frozen=True)
class RoadState:
    """Roads as they are on some dates; `name` is the working days' `road_state`.

    `closed` are links nobody may drive, `closed_to` pairs of link and the vehicle mode kept out.
    """

    name: str
    season: str
    closed: frozenset[str] = frozenset()
    closed_to: frozenset[tuple[str, str]] = frozenset()

    def shut_to(self, mode: str) -> frozenset[str]:
        """The links a vehicle mode may not drive."""
        return self.closed | {link for link, other in self.closed_to if other == mode}


def seasonal(names: Iterable[str]) -> tuple[RoadState, ...]:
    """One road state per season name, nothing closed, each once, in the order first met."""
    return tuple(RoadState(name, name) for name in dict.fromkeys(names))


def with_closures(calendar: Calendar, closures: Sequence[Closure]) -> tuple[Calendar, tuple[RoadState, ...]]:
    """The calendar with the dated closures in its days' road states, and those states, each once."""
    states: dict[str, RoadState] = {}
    days = []
    for day in calendar.days:
        closed = closed_on(closures, day.date)
        name = state_name(day.road_state, closed)
        states[name] = RoadState(
            name,
            day.road_state,
            frozenset(closure.link for closure in closed if not closure.modes),
            frozenset((closure.link, mode) for closure in closed for mode in closure.modes),
        )
        days.append(replace(day, road_state=name))
    return replace(calendar, days=tuple(days)), tuple(states.values())
