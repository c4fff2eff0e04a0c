"""Tiny districts drawn at random with any of the model's features, for the oracle to enumerate."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import numpy as np

from optimizer.core.calendar import Calendar, WorkDay
from optimizer.core.closures import closed_on, state_name
from optimizer.core.policy import DeadlineClass, Policy
from optimizer.core.pose import pose
from optimizer.core.problem import Problem
from optimizer.core.region import (
    Base,
    Cap,
    Cell,
    Closure,
    Kit,
    Link,
    Lodging,
    Opening,
    Place,
    Region,
    Request,
    Service,
    Team,
    Vehicle,
)
from optimizer.core.tariff import Tariff
from optimizer.core.travel import UNREACHABLE, Layer, Travel
from tests.tiny import MONDAY, SOURCE, TARIFF, rate

SEASON = "kemarau"
DAY = timedelta(days=1)

KitStatus = Literal["baik", "rusak", "kembali"]
STATUSES: tuple[KitStatus, ...] = ("baik", "baik", "rusak", "kembali")

TARIFF_OF_ALL = Tariff(
    "semua",
    "Tarif yang memakai semua penggerak",
    (
        *TARIFF.rates,
        rate("konsumsi", "visits", 20_000),
        rate("sopir", "vehicle_days", 60_000, vehicles=("minibus_dinas",)),
        rate("liter", "litres", 10_000),
        rate("inap", "person_nights", 30_000),
        rate("kuota", "people", 3_000, services=("IKD",)),
    ),
)
"""A rate on every field of effort."""

VEHICLES = (
    Vehicle("minibus_dinas", "Minibus dinas", "minibus", False, 8, 110),
    Vehicle("motor_dinas", "Motor dinas", "motor", False, 2, 30),
)


@dataclass(frozen=True)
class Feature:
    """A feature of the model: whether a problem has it, and the same problem without it."""

    present: Callable[[Problem], bool]
    stripped: Callable[[Problem], Problem]


def feature_problem(seed: int) -> Problem:
    """A district of 2–4 places and 1–4 slots with each feature on at even odds, the same for a seed.

    Small enough for `oracle.optimum` to enumerate; everything else is drawn too: roads, people, minutes,
    purpose, policy and tariff. A feature drawn may still be absent where there is nothing to put it on
    (a second day off of one day); `features` says which ones the problem has.
    """
    return _Draw(seed).problem()


def features(problem: Problem) -> frozenset[str]:
    """Names of the features, of `FEATURES`, that a problem has."""
    return frozenset(name for name, feature in FEATURES.items() if feature.present(problem))


def without(problem: Problem, name: str) -> Problem:
    """The same problem with one feature of `FEATURES` taken away."""
    return FEATURES[name].stripped(problem)


def posed(
    problem: Problem,
    region: Region | None = None,
    days: Calendar | None = None,
    **policy: object,
) -> Problem:
    """The problem over another region or calendar, or with some of its policy changed."""
    return pose(
        region or problem.region,
        problem.travel,
        days or problem.calendar,
        problem.tariff,
        replace(problem.policy, **policy),  # type: ignore[arg-type]
    )


class _Draw:
    """One district, part by part; every part is drawn from the same random numbers in the same order."""

    def __init__(self, seed: int):
        self.rng = random.Random(seed)
        self.on = {name for name in FEATURES if self.rng.random() < 0.5}

    def problem(self) -> Problem:
        rng = self.rng
        self.cells_each = 2 if {"two_cells", "own_minutes"} & self.on else 1
        self.places = rng.choice((2, 3, 3) if self.cells_each == 2 or "nights" in self.on else (3, 4, 4))
        teams, days = rng.choice(((1, 2), (1, 3), (1, 4), (2, 2), (2, 2)))
        self.dates = tuple(MONDAY + n * DAY for n in range(days))
        self.bases = 2 if "two_bases" in self.on else 1
        area = self._region(teams)
        travel = self._roads(area)
        return pose(area, travel, self._calendar(area), TARIFF_OF_ALL, self._policy(area))

    def _later(self) -> date:
        return self.rng.choice(self.dates[1:] or self.dates)

    def _region(self, teams: int) -> Region:
        rng = self.rng
        places = tuple(self._place(n) for n in range(self.places))
        cells = tuple(cell for place in places for cell in self._cells(place))
        bases = tuple(
            Base(f"B{n}", f"Kantor {n}", -3.5, 102.5, "K0", "kantor", "uji") for n in range(self.bases)
        )
        crew = tuple(self._team(n) for n in range(teams))
        self.spots = [(rng.uniform(-1, 1), rng.uniform(-1, 1)) for _ in range(len(bases) + len(places))]
        area = Region(
            "00.00", "Kabupaten Uji", places, bases, self._services(cells), cells, crew, VEHICLES, (),
            self._links(), (),
        )  # fmt: skip
        closed = replace(area, closures=self._closures(area)) if "closures" in self.on else area
        return replace(
            closed,
            kits=self._kits(crew) if "kits" in self.on else (),
            requests=(Request("P0", MONDAY - DAY, "1"),) if "priority" in self.on else (),
            lodgings=(Lodging(rng.choice(places).code, "Penginapan", SOURCE),) if "nights" in self.on else (),
        )

    def _place(self, number: int) -> Place:
        rng = self.rng
        first, long = rng.choice((450, 540, 630, 780)), rng.choice((150, 200, 300))
        shut = rng.choice(self.dates) if "shut" in self.on and rng.random() < 0.6 else None
        timed = "hours" in self.on and rng.random() < 0.6
        hours = (first, first + long) if timed else (0, 1440)
        opening = Opening(frozenset(range(7)), *hours, ((shut, shut),) if shut else ())
        return Place(
            f"P{number}", f"Desa {number}", rng.choice(("desa", "sekolah", "rumah")), f"K{number // 2}", "K",
            -3.5, 102.5, "good", "tidak" if "signal" in self.on and rng.random() < 0.4 else "ya", "uji",
            must_hold=40, last_visit=MONDAY - 200 * DAY if number else None,
            opening=opening if timed or shut else None, rounds="rounds" in self.on,
        )  # fmt: skip

    def _cells(self, place: Place) -> list[Cell]:
        rng = self.rng
        kinds: list[tuple[str, ...]] = [("KTP",), rng.choice((("IKD",), ("KTP", "IKD"), ("KTP",)))]
        made = []
        for number, services in enumerate(kinds[: self.cells_each]):
            if self.cells_each == 1 and {"target", "team_cap", "region_cap", "signal"} & self.on:
                services = rng.choice((("IKD",), ("KTP",), ("KTP", "IKD")))
            own = rng.choice((95, 120)) if number and "own_minutes" in self.on else None
            late = "release" in self.on and rng.random() < 0.5
            made.append(
                Cell(
                    place.code,
                    services,
                    rng.randint(1, 5 if self.cells_each == 1 else 3),
                    SOURCE,
                    inflow=int(late),
                    office=rng.choice((0, 0, 1)) if number == 0 else 0,
                    group="lansia" if own else "umum",
                    minutes=own,
                    release=self._later() if late else None,
                )
            )
        return made

    def _services(self, cells: Sequence[Cell]) -> tuple[Service, ...]:
        rng = self.rng
        cap = Cap(rng.choice((1, 2)), "team_day") if "team_cap" in self.on else None
        if "region_cap" in self.on and not (cap and rng.random() < 0.5):
            cap = Cap(rng.choice((1, 2, 3)), "region_day")
        eligible = sum(cell.waiting for cell in cells if "IKD" in cell.services)
        target = max(1, eligible * 2 // 3) if "target" in self.on else None
        return (
            Service("KTP", "KTP-el", rng.choice((37, 45, 60, 80)), value=rng.choice((1, 2))),
            Service("IKD", "IKD", rng.choice((20, 33, 50)), "signal" in self.on, cap, target=target),
        )

    def _team(self, number: int) -> Team:
        rng = self.rng
        off = frozenset({self._later()} if "days_off" in self.on and number == 0 else ())
        return Team(
            f"T{number + 1}", f"Tim {number + 1}", f"B{number % self.bases}",
            rng.choice(VEHICLES).code if "two_vehicles" in self.on else VEHICLES[0].code,
            rng.choice((1, 1, 2)), (("golongan_iii", 1), ("golongan_ii", 1)), off,
        )  # fmt: skip

    def _kits(self, teams: Sequence[Team]) -> tuple[Kit, ...]:
        rng = self.rng
        kits = []
        for number in range(sum(team.stations for team in teams)):
            status: KitStatus = rng.choice(STATUSES)
            where = rng.choice((rng.choice(teams).base, "K0"))
            back = self._later() if status == "kembali" else None
            kits.append(Kit(f"A{number}", status, back, where, "uji"))
        return tuple(kits)

    def _links(self) -> tuple[Link, ...]:
        rng = self.rng
        made: list[Link] = []
        codes = [f"B{n}" for n in range(self.bases)] + [f"P{n}" for n in range(self.places)]
        span = rng.choice((50, 90, 130) if "nights" in self.on else (15, 30, 50))
        for b in range(1, len(codes)):
            near = rng.randrange(b)
            for a in range(b):
                if a == near or rng.random() < 0.4:
                    straight = float(np.hypot(*np.subtract(self.spots[a], self.spots[b])))
                    km = span * (straight + 0.1) * rng.uniform(1.0, 1.5)
                    name = f"R{len(made)}"
                    made.append(Link(name, codes[a], codes[b], km, "tertiary", "aspal", False, "osm"))
        return tuple(made)

    def _closures(self, area: Region) -> tuple[Closure, ...]:
        rng = self.rng
        start = rng.choice(self.dates)
        end = rng.choice((None, start, self.dates[-1]))
        modes = rng.choice(((), ("minibus",)))
        return (Closure(rng.choice(area.links).id, start, end, modes, "tinggi", "uji"),)

    def _roads(self, area: Region) -> Travel:
        """Shortest ways by time for each vehicle on each date's roads, rounded up."""
        ids = tuple([base.code for base in area.bases] + [place.code for place in area.places])
        pace = {
            (link.id, vehicle.mode): self.rng.uniform(0.7, 1.6) for link in area.links for vehicle in VEHICLES
        }
        layers = {}
        for vehicle in VEHICLES:
            for day in (MONDAY - DAY, *self.dates):
                closed = closed_on(area.closures, day)
                gone = {c.link for c in closed if not c.modes or vehicle.mode in c.modes}
                links = [
                    (link.start, link.end, link.km, link.km * pace[link.id, vehicle.mode])
                    for link in area.links
                    if link.id not in gone
                ]
                layers[vehicle.mode, state_name(SEASON, closed)] = _shortest(ids, links)
        number = np.arange(len(ids), dtype=np.int32)
        return Travel(ids, layers, number, np.zeros(len(ids)), np.zeros(len(ids)))

    def _calendar(self, area: Region) -> Calendar:
        rng = self.rng
        short = rng.choice(self.dates) if "short_day" in self.on else None
        extra = self.dates[-1] if "nights" in self.on and rng.random() < 0.2 else None
        days = [
            WorkDay(
                day, 450, 840 if day == short else 975, (690, 780) if day == short else (720, 780),
                state_name(SEASON, closed_on(area.closures, day)), extra=day == extra,
            )
            for day in self.dates
        ]  # fmt: skip
        return Calendar(self.dates[0], self.dates[-1], tuple(days))

    def _policy(self, area: Region) -> Policy:
        rng, on = self.rng, self.on
        places = tuple(place.code for place in area.places)
        before = self._later() - DAY
        urgent = DeadlineClass(before, places=(rng.choice(places),), weight=rng.choice((0, 40)))
        return Policy(
            purpose="cover" if "target" in on else rng.choice(("reach", "cover")),
            visits="fewest" if "fewest" in on else "split",
            turnout_percent=80 if "turnout" in on else 100,
            setup_minutes=(("desa", 30), ("sekolah", 30), ("rumah", 10)),
            overtime_minutes=40 if "overtime" in on else 0,
            max_drive_minutes=rng.choice((60, 90, 120)) if "drive_limit" in on else None,
            max_visits=rng.choice((1, 2)) if "visit_limit" in on else None,
            budget=rng.choice((250_000, 400_000, 600_000, 900_000)) if "budget" in on else None,
            access_weight=25 if "priority" in on else 0,
            letter_weight=30 if "priority" in on else 0,
            last_visit_weight=20 if "priority" in on else 0,
            coverage_weight=15 if "priority" in on else 0,
            deadlines=(urgent,) if "deadlines" in on and len(self.dates) > 1 else (),
            floor_percent=rng.choice((50, 80)) if "floors" in on else 0,
            max_nights=1 if "nights" in on else 0,
        )


def _shortest(ids: Sequence[str], links: Sequence[tuple[str, str, float, float]]) -> Layer:
    """Minutes and metres between `ids` over links of (start, end, km, minutes)."""
    n, at = len(ids), {code: number for number, code in enumerate(ids)}
    minutes, metres = np.full((n, n), np.inf), np.zeros((n, n))
    np.fill_diagonal(minutes, 0)
    for start, end, km, long in links:
        for a, b in ((at[start], at[end]), (at[end], at[start])):
            if long < minutes[a, b]:
                minutes[a, b], metres[a, b] = long, 1000 * km
    for via in range(n):
        for a in range(n):
            for b in range(n):
                if minutes[a, via] + minutes[via, b] < minutes[a, b]:
                    minutes[a, b] = minutes[a, via] + minutes[via, b]
                    metres[a, b] = metres[a, via] + metres[via, b]
    known = np.isfinite(minutes)
    whole = np.where(known, np.ceil(np.where(known, minutes, 0)), UNREACHABLE).astype(np.int32)
    driven = np.where(known, np.ceil(metres), UNREACHABLE).astype(np.int32)
    return Layer(whole, driven, np.zeros_like(whole), np.zeros_like(whole))


def _services_changed(problem: Problem, **changes: object) -> Problem:
    services = tuple(replace(s, **changes) for s in problem.region.services)  # type: ignore[arg-type]
    return posed(problem, replace(problem.region, services=services))


def _cells_changed(problem: Problem, **changes: object) -> Problem:
    cells = tuple(replace(c, **changes) for c in problem.region.cells)  # type: ignore[arg-type]
    return posed(problem, replace(problem.region, cells=cells))


def _places_changed(problem: Problem, change: Callable[[Place], Place]) -> Problem:
    return posed(problem, replace(problem.region, places=tuple(change(p) for p in problem.region.places)))


def _teams_changed(problem: Problem, **changes: object) -> Problem:
    teams = tuple(replace(t, **changes) for t in problem.region.teams)  # type: ignore[arg-type]
    return posed(problem, replace(problem.region, teams=teams))


def _always(place: Place) -> Place:
    opening = place.opening and replace(place.opening, start=0, end=1440)
    return replace(place, opening=opening)


def _unshut(place: Place) -> Place:
    return replace(place, opening=place.opening and replace(place.opening, shut=()))


def _one_cell(problem: Problem) -> Problem:
    """The first cell of each place alone."""
    first = {cell.place: cell for cell in reversed(problem.region.cells)}
    return posed(problem, replace(problem.region, cells=tuple(first[p.code] for p in problem.region.places)))


def _reopened(problem: Problem) -> Problem:
    days = tuple(replace(day, road_state=SEASON) for day in problem.calendar.days)
    return posed(problem, replace(problem.region, closures=()), replace(problem.calendar, days=days))


def _full_days(problem: Problem) -> Problem:
    days = tuple(replace(day, end=975, pause=(720, 780)) for day in problem.calendar.days)
    return posed(problem, days=replace(problem.calendar, days=days))


def _capped(problem: Problem, per: str) -> bool:
    cells = problem.region.cells
    return any(s.cap and s.cap.per == per and any(s.code in c.services for c in cells)
               for s in problem.region.services)  # fmt: skip


def _weighted(problem: Problem) -> bool:
    return bool((problem.weight != 100).any()) and not problem.policy.deadlines


FEATURES: Mapping[str, Feature] = {
    "two_cells": Feature(lambda p: p.cells > p.places, _one_cell),
    "own_minutes": Feature(
        lambda p: any(c.minutes for c in p.region.cells), lambda p: _cells_changed(p, minutes=None)
    ),
    "release": Feature(
        lambda p: any(c.release for c in p.region.cells), lambda p: _cells_changed(p, release=None)
    ),
    "rounds": Feature(
        lambda p: any(place.rounds for place in p.region.places),
        lambda p: _places_changed(p, lambda place: replace(place, rounds=False)),
    ),
    "shut": Feature(
        lambda p: any(place.opening and place.opening.shut for place in p.region.places),
        lambda p: _places_changed(p, _unshut),
    ),
    "hours": Feature(
        lambda p: any(place.opening and place.opening.end < 1440 for place in p.region.places),
        lambda p: _places_changed(p, _always),
    ),
    "signal": Feature(
        lambda p: any(place.signal == "tidak" for place in p.region.places),
        lambda p: _places_changed(p, lambda place: replace(place, signal="ya")),
    ),
    "team_cap": Feature(lambda p: _capped(p, "team_day"), lambda p: _services_changed(p, cap=None)),
    "region_cap": Feature(lambda p: _capped(p, "region_day"), lambda p: _services_changed(p, cap=None)),
    "target": Feature(lambda p: bool(p.targets), lambda p: _services_changed(p, target=None)),
    "kits": Feature(lambda p: bool(p.region.kits), lambda p: posed(p, replace(p.region, kits=()))),
    "days_off": Feature(
        lambda p: any(team.days_off for team in p.region.teams),
        lambda p: _teams_changed(p, days_off=frozenset()),
    ),
    "two_bases": Feature(
        lambda p: len({team.base for team in p.region.teams}) > 1,
        lambda p: _teams_changed(p, base=p.region.teams[0].base),
    ),
    "two_vehicles": Feature(
        lambda p: any(team.vehicle != VEHICLES[0].code for team in p.region.teams),
        lambda p: _teams_changed(p, vehicle=VEHICLES[0].code),
    ),
    "closures": Feature(lambda p: bool(p.region.closures), _reopened),
    "short_day": Feature(lambda p: any(day.end < 975 for day in p.calendar.days), _full_days),
    "deadlines": Feature(lambda p: bool(p.policy.deadlines), lambda p: posed(p, deadlines=())),
    "priority": Feature(
        _weighted,
        lambda p: posed(p, access_weight=0, letter_weight=0, last_visit_weight=0, coverage_weight=0),
    ),
    "floors": Feature(lambda p: bool(p.floors), lambda p: posed(p, floor_percent=0)),
    "nights": Feature(lambda p: bool(p.spans), lambda p: posed(p, max_nights=0)),
    "budget": Feature(lambda p: p.policy.budget is not None, lambda p: posed(p, budget=None)),
    "turnout": Feature(lambda p: p.policy.turnout_percent < 100, lambda p: posed(p, turnout_percent=100)),
    "overtime": Feature(lambda p: p.policy.overtime_minutes > 0, lambda p: posed(p, overtime_minutes=0)),
    "drive_limit": Feature(
        lambda p: p.policy.max_drive_minutes is not None, lambda p: posed(p, max_drive_minutes=None)
    ),
    "visit_limit": Feature(lambda p: p.policy.max_visits is not None, lambda p: posed(p, max_visits=None)),
    "fewest": Feature(lambda p: p.policy.visits == "fewest", lambda p: posed(p, visits="split")),
}
"""Every feature that `feature_problem` draws, by name."""
