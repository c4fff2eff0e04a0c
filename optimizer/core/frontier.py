"""A `Frontier`: whom each budget serves, what is proven of it, and what is worth buying next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from optimizer.core.plan import Trip
from optimizer.core.problem import Problem
from optimizer.core.schedule import Schedule
from optimizer.core.score import served, trip_cost, weighted_counted
from optimizer.errors import Message

Proof = Literal["everyone", "engine", "relaxation"]
"""What proves a bound: nobody else is expected, the engine's own bound, or the relaxation of the line."""

Goods = Literal["team_day", "team", "kit", "vehicle", "nights"]

MILLION = 1_000_000


@dataclass(frozen=True)
class Yield:
    """What a plan comes to: people, weighted people in hundredths as its level counts them, and cost."""

    people: int
    weighted: int
    rupiah: int
    trips: int
    team_days: int

    @classmethod
    def of(cls, problem: Problem, trips: tuple[Trip, ...]) -> Yield:
        """The yield of trips."""
        people = served(problem, trips)
        return cls(
            people=int(people.sum()),
            weighted=weighted_counted(problem, people),
            rupiah=sum(trip_cost(problem, trip) for trip in trips),
            trips=len(trips),
            team_days=sum(len(trip.days) for trip in trips),
        )

    def better_than(self, other: Yield) -> bool:
        """Whether more weighted people are served, or as many for less."""
        return (self.weighted, -self.rupiah) > (other.weighted, -other.rupiah)


@dataclass(frozen=True)
class More:
    """A little more money at a point: what its dual price promises, and what planning again found.

    Attributes
    ----------
    rupiah
        How much more.
    per_million
        Weighted people in hundredths that a million rupiah more is worth at most, by the duals of the
        bound named in `proof`.
    most
        Weighted people no plan exceeds with the money, by the same kind of bound as at the point.
    made
        The plan made with it.
    alone
        The plan that searching as long without the money made: what is gained beyond it is the money's.
    cheapest
        Rupiah of the cheapest trip that would serve somebody the plan leaves; None where none can.
    """

    rupiah: int
    per_million: float
    proof: Proof
    bound: int
    most: int
    made: Yield
    alone: Yield
    cheapest: int | None

    @property
    def promised(self) -> int:
        """Weighted people in hundredths that the dual price promises at most for the money."""
        return round(self.per_million * self.rupiah / MILLION)

    @property
    def proven(self) -> int:
        """By how much the bound grows with the money."""
        return self.most - self.bound

    @property
    def gain(self) -> int:
        """Weighted people in hundredths gained by planning again."""
        return self.made.weighted - self.alone.weighted

    @property
    def people(self) -> int:
        """People gained by planning again."""
        return self.made.people - self.alone.people


@dataclass(frozen=True)
class Point:
    """A budget, the plan made for it, and what no plan for it exceeds.

    Attributes
    ----------
    plan
        Of the dated schedule.
    most_weighted, most_people
        What no plan within the budget exceeds.
    idle
        Team-days left over.
    finish
        Last day of the plan; None for a plan without trips, or whose trips are not dated.
    more
        A little more money at this point; None where planning was interrupted.
    """

    budget: int
    plan: Yield
    most_weighted: int
    most_people: int
    proof: Proof
    idle: int
    finish: date | None
    more: More | None = None

    @property
    def gap(self) -> float:
        """How far the plan may be from the best, as a share of the bound."""
        return (self.most_weighted - self.plan.weighted) / max(1, self.most_weighted)


@dataclass(frozen=True)
class Offer:
    """Something to buy besides money, and what planning again with it found.

    `budget` is the money planned with, None for as much as it takes; `alone` the plan that as long a
    search without it made; `values` name it in a sentence. `promised` is what the dual price says it is
    worth at most, in weighted people; None where there is no price of it.
    """

    goods: Goods
    values: Mapping[str, str]
    budget: int | None
    alone: Yield
    made: Yield
    promised: int | None = None

    @property
    def people(self) -> int:
        """People more than without it."""
        return self.made.people - self.alone.people

    @property
    def weighted(self) -> int:
        """Weighted people in hundredths more than without it."""
        return self.made.weighted - self.alone.weighted

    @property
    def rupiah(self) -> int:
        """Rupiah more that the plan costs, without the price of the thing itself."""
        return self.made.rupiah - self.alone.rupiah

    @property
    def per_million(self) -> float | None:
        """People for each million rupiah the plan costs more; None where it costs no more."""
        return self.people * MILLION / self.rupiah if self.rupiah > 0 else None


@dataclass(frozen=True)
class Share:
    """What serving a kecamatan's people costs: its share of each trip by people served."""

    kecamatan: str
    people: int
    rupiah: int
    expected: int


@dataclass(frozen=True)
class Frontier:
    """What money buys in a district.

    Attributes
    ----------
    name, case, today, start, end, created
        Of the run: its name, case, the planner's date, the horizon, an ISO time stamp.
    expected
        People expected to come over the horizon, in all.
    points
        By budget, from nothing to everything; a point's plan serves no fewer weighted people than those
        before it.
    bound
        Budgets between the points too, with the people that no plan for each exceeds.
    knee
        The point after which money buys markedly less; None where the curve does not bend.
    offers
        What else could be bought: at the knee for the same money, and for as much as it takes.
    shares
        Cost by kecamatan, of the plan that serves most.
    search
        Seconds or work of each plan, in words; `engine` is what made them.
    relaxes
        Features that the engine's bounds leave out, by name.
    notes
        What the reader should know.
    schedule
        Of the plan that serves most.
    complete
        Whether every plan asked for was made.
    """

    name: str
    case: str | None
    created: str
    today: date
    start: date
    end: date
    problem: Problem
    expected: int
    points: tuple[Point, ...]
    bound: tuple[tuple[int, int], ...]
    knee: int | None
    offers: tuple[Offer, ...]
    shares: tuple[Share, ...]
    schedule: Schedule
    engine: str
    search: str
    relaxes: tuple[str, ...]
    notes: tuple[Message, ...]
    complete: bool

    def slope(self, number: int) -> float | None:
        """People a million rupiah more buys between the point before and this one; None at the first."""
        if not number:
            return None
        here, before = self.points[number], self.points[number - 1]
        spent = here.plan.rupiah - before.plan.rupiah
        return (here.plan.people - before.plan.people) * MILLION / spent if spent > 0 else None


def knee_of(points: tuple[Point, ...], least: float = 0.05) -> int | None:
    """The point farthest above the straight line from the first to the last, both axes run from 0 to 1.

    None where none is `least` above it. Satopää et al., Finding a "Kneedle" in a Haystack (2011).
    """
    if len(points) < 3:
        return None
    first, last = points[0], points[-1]
    money = last.plan.rupiah - first.plan.rupiah
    people = last.plan.weighted - first.plan.weighted
    if money <= 0 or people <= 0:
        return None
    above = [
        (point.plan.weighted - first.plan.weighted) / people - (point.plan.rupiah - first.plan.rupiah) / money
        for point in points
    ]
    best = max(range(len(points)), key=above.__getitem__)
    return best if above[best] >= least else None
