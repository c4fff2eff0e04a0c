"""An `Answer`: what a case asked, answered by its plan and by plans at other assumptions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

Question = Literal["finished_by", "reaches_target", "how_long", "which_when"]
Figure = Literal["finish", "unrecorded", "served", "visited", "team_days", "rupiah"]

FIGURES: dict[Question, tuple[Figure, ...]] = {
    "finished_by": ("finish", "unrecorded", "team_days"),
    "reaches_target": ("team_days", "finish", "rupiah"),
    "how_long": ("finish", "team_days", "rupiah"),
    "which_when": ("served", "visited"),
}
"""Figures that answer each kind of question, the headline first."""

NEVER = 10**15
"""Team-days and rupiah of what no plan can reach."""

MORE_IS_BETTER: tuple[Figure, ...] = ("served", "visited")


@dataclass(frozen=True)
class Tally:
    """What one plan comes to, counted over the people a question is about.

    Attributes
    ----------
    waiting, office
        People who wait at the start, and those of them whom the office serves meanwhile.
    expected, served
        People to be served on trips (those expected to come, or the target), and those who are.
    team_days, slots, rupiah
        Of the whole plan: team-days used, those there are, and cost.
    visited, places
        Places where some of the people are served, and those where some are expected.
    start, end
        First and last day of the horizon.
    finish
        Date on which the last of those expected is served; None where the horizon ends before.
    reckoned
        Where `finish` is None: the date reached at the plan's own pace; None where nobody is served.
    """

    waiting: int
    office: int
    expected: int
    served: int
    team_days: int
    slots: int
    rupiah: int
    visited: int
    places: int
    start: date
    end: date
    finish: date | None
    reckoned: date | None

    @property
    def left(self) -> int:
        """People expected who are not served."""
        return max(0, self.expected - self.served)

    @property
    def unrecorded(self) -> int:
        """People who still wait afterwards: left, or invited without coming."""
        return max(0, self.waiting - self.office - self.served)

    @property
    def done(self) -> date:
        """`finish`, or else the date reckoned; the last date there is where neither is known."""
        return self.finish or self.reckoned or date.max

    @property
    def reached(self) -> bool:
        """Whether everyone expected is served, within the horizon or at its pace later."""
        return self.done < date.max

    @property
    def weeks(self) -> int:
        """Weeks from the start until `done`, a part of one counted whole."""
        return -(-((self.done - self.start).days + 1) // 7)

    def figure(self, name: Figure) -> int:
        """A figure as a number; a date as its ordinal.

        Team-days and rupiah are those until everyone expected is served: where the horizon ends before,
        in proportion to the people served; NEVER where that can never be.
        """
        if name == "finish":
            return self.done.toordinal()
        value = int(getattr(self, name))
        if name not in ("team_days", "rupiah") or self.finish is not None:
            return value
        return -(-value * self.expected // self.served) if self.reached else NEVER


@dataclass(frozen=True)
class Effect:
    """An assumption, and what planning comes to at its low and high with all others central.

    `at_low` or `at_high` is None where the value is the central one, where nothing can be planned with
    it, or where planning was interrupted.
    """

    key: str
    unit: str
    low: float
    central: float
    high: float
    at_low: Tally | None
    at_high: Tally | None

    def swing(self, name: Figure, central: Tally) -> int:
        """How far a figure moves between low and high; dates in days."""
        values = [tally.figure(name) for tally in (self.at_low, central, self.at_high) if tally is not None]
        return max(values) - min(values)


@dataclass(frozen=True)
class Variant:
    """The question under other settings, by the name the case gives them."""

    name: str
    tally: Tally


@dataclass(frozen=True)
class Week:
    """A week of the plan: its Monday, places by code in the order visited, and people served."""

    monday: date
    places: tuple[str, ...]
    people: int


@dataclass(frozen=True)
class Answer:
    """The answer to a case's own question.

    Attributes
    ----------
    kind, service, by
        What is asked, of which service, and until when where that is asked.
    plan
        What the plan itself comes to.
    central
        A plan made as shortly as those it is compared with, every assumption central; None where no
        range was asked for or reached.
    echo
        The central plan once more from another seed: a figure that differs shows how far so short a
        search can be told apart.
    effects
        Every assumption the plan uses, the one that moves the headline most first.
    best, worst
        With every assumption at the value that is better, or worse, for the headline.
    variants
        The same question under other settings.
    carried
        Assumptions that made the region's tables and cannot be varied in a run.
    pace, days
        People whom the office serves over the horizon, and its working days.
    weeks
        The plan, week by week.
    complete
        Whether every plan asked for was made.
    search
        Seconds or work of each of these plans, in words.
    dated
        Whether these plans are dated; else their last day is that of the earliest team-days there are.
    """

    kind: Question
    service: str
    by: date | None
    plan: Tally
    central: Tally | None
    echo: Tally | None
    effects: tuple[Effect, ...]
    best: Tally | None
    worst: Tally | None
    variants: tuple[Variant, ...]
    carried: tuple[str, ...]
    pace: int
    days: int
    weeks: tuple[Week, ...]
    complete: bool
    search: str
    dated: bool

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures that answer, the headline first."""
        return FIGURES[self.kind]

    def range(self, name: Figure) -> tuple[Tally, Tally, Tally] | None:
        """The plans with a figure's least, central and most; None without a range."""
        if self.central is None:
            return None
        tallies = [self.central, *self._others()]
        least, most = (pick(tallies, key=lambda tally: tally.figure(name)) for pick in (min, max))
        return least, self.central, most

    def noise(self, name: Figure) -> int:
        """How far a figure moves when nothing but the seed of the search changes."""
        if self.central is None or self.echo is None:
            return 0
        return abs(self.central.figure(name) - self.echo.figure(name))

    def most(self, name: Figure) -> Effect | None:
        """The assumption that moves a figure most; None where none moves it further than the seed does."""
        if self.central is None:
            return None
        central = self.central
        effect = max(self.effects, key=lambda each: each.swing(name, central), default=None)
        return effect if effect is not None and effect.swing(name, central) > self.noise(name) else None

    def _others(self) -> Iterator[Tally]:
        for effect in self.effects:
            yield from (tally for tally in (effect.at_low, effect.at_high) if tally is not None)
        yield from (tally for tally in (self.best, self.worst) if tally is not None)
