"""A `Comparison`: plans of one district side by side, each against the first of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from optimizer.core.plan import Status
from optimizer.core.policy import Purpose, Visits

Verdict = Literal["same", "proven", "within", "unknown"]
"""Whether a difference says something: `within` is smaller than what a plan may lie from its best."""

MoveKind = Literal["gained", "lost", "more", "fewer", "redated"]
MOVES: tuple[MoveKind, ...] = ("gained", "lost", "more", "fewer", "redated")

Obstacle = Literal["", "purpose", "weights", "demand", "direction"]
"""Why a difference of people cannot be judged; empty where it can."""

HOME_VISITS = "rumah"
"""Kind of a place that stands for homes visited: its people are few and could be recognised."""


@dataclass(frozen=True)
class Spot:
    """A place as every plan knows it; degrees."""

    code: str
    name: str
    kind: str
    kecamatan: str
    kecamatan_code: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Stay:
    """What a plan does at a place: persons expected to come and served, and on which dates.

    `weighted` are the people served in hundredths of weighted people.
    """

    expected: int
    people: int
    weighted: int
    dates: tuple[date, ...]


NOBODY = Stay(0, 0, 0, ())


@dataclass(frozen=True)
class Aim:
    """A level of the objective, in hundredths of weighted people or in rupiah; bound None if unproven.

    `more` tells whether more is better.
    """

    name: str
    value: int
    bound: int | None
    more: bool

    @property
    def room(self) -> int | None:
        """What a better plan could gain at the most; None where nothing is proven."""
        return None if self.bound is None else abs(self.bound - self.value)


@dataclass(frozen=True)
class Share:
    """A kecamatan in one plan: persons expected to come, and served."""

    expected: int
    people: int

    @property
    def coverage(self) -> float | None:
        """Served of those expected, 0 to 1; None where nobody is expected."""
        return self.people / self.expected if self.expected else None


@dataclass(frozen=True)
class Told:
    """What one plan comes to.

    Attributes
    ----------
    people, weighted, left
        Persons served, each once; weighted people in hundredths; persons expected to come (or wanted by
        a target) whom no visit serves.
    cost, metres, nights, trips, team_days
        Of all dated trips; rupiah, metres.
    last, finish
        Last day out; the same where nobody is left, else None.
    near_days, long_days, over_days
        Days whose elapsed time comes close to eight hours, days above, and days of overtime.
    work_minutes, available_minutes
        Of the days out, together.
    missed
        Persons missing from the floors of the kecamatan, by the names of those; None without floors.
    aim, price
        The people's level and the cost's, with bounds; None where the plan states none.
    stays
        By place code.
    """

    title: str
    start: date
    end: date
    purpose: Purpose
    policy: Visits
    status: Status
    interrupted: bool
    engine: str
    search: str
    seed: int
    teams: int
    stations: int
    slots: int
    closures: int
    relaxes: tuple[str, ...]
    people: int
    weighted: int
    left: int
    cost: int
    metres: int
    nights: int
    trips: int
    team_days: int
    last: date | None
    finish: date | None
    near_days: int
    long_days: int
    over_days: int
    work_minutes: int
    available_minutes: int
    missed: Mapping[str, int] | None
    aim: Aim | None
    price: Aim | None
    stays: Mapping[str, Stay]

    @property
    def each(self) -> float | None:
        """Rupiah a person; None where nobody is served."""
        return self.cost / self.people if self.people else None

    @property
    def used(self) -> float | None:
        """Share of the minutes of work that the days out use, 0 to 1; None without a day."""
        return self.work_minutes / self.available_minutes if self.available_minutes else None


@dataclass(frozen=True)
class Move:
    """A place at which two plans differ."""

    place: str
    kind: MoveKind
    before: Stay
    after: Stay


@dataclass(frozen=True)
class Contrast:
    """A plan against the base.

    Attributes
    ----------
    people, weighted, cost
        Whether these differences are proven.
    aim_range, cost_range
        Between which ends the difference of the two best plans lies (see `compare`); None if unproven.
    room
        Persons by which the plan that serves fewer may lie from its best: its proven gap, which is one of
        weighted people, as the same share of its persons. None where nothing is proven.
    reason
        Why the people's difference cannot be judged although bounds may be known: `purpose`, `weights` or
        `demand` differ, or `direction` (people and weighted people differ oppositely).
    rebased
        Whether the plan weighs places differently, so that its weighted people and their bound stand here
        at the base's weights.
    """

    told: Told
    people: Verdict
    weighted: Verdict
    cost: Verdict
    aim_range: tuple[int, int] | None
    cost_range: tuple[int, int] | None
    room: int | None
    reason: Obstacle
    rebased: bool
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class Guess:
    """An assumption: its low, central and high, and the titles of the plans that use this very one."""

    key: str
    low: float
    central: float
    high: float
    unit: str
    basis: str
    used_by: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """A base and the plans against it; `offices` are (lat, lon) in degrees."""

    region: str
    today: date
    tariffs: tuple[str, ...]
    indicative: bool
    spots: tuple[Spot, ...]
    offices: tuple[tuple[float, float], ...]
    base: Told
    contrasts: tuple[Contrast, ...]
    guesses: tuple[Guess, ...]
    attributions: tuple[str, ...]

    @property
    def told(self) -> tuple[Told, ...]:
        """Every plan, the base first."""
        return (self.base, *(each.told for each in self.contrasts))


def shares(spots: Iterable[Spot], told: Told) -> dict[str, Share]:
    """A plan by kecamatan code, in the order of the spots."""
    found: dict[str, Share] = {}
    for spot in spots:
        before, stay = found.get(spot.kecamatan_code, Share(0, 0)), told.stays.get(spot.code, NOBODY)
        found[spot.kecamatan_code] = Share(before.expected + stay.expected, before.people + stay.people)
    return found
