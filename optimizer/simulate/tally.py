"""`Tally`: many lives of a plan being added up, team-day by team-day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from optimizer.core.effort import EIGHT_HOURS
from optimizer.core.problem import Problem
from optimizer.core.simulation import Band, DayRisk, LossReason, Share, TargetRisk
from optimizer.simulate.days import Day
from optimizer.simulate.dice import Floats
from optimizer.simulate.life import Lived

EDGES = (5, 95)
"""Percent of the lives below a band's ends."""


class Part:
    """People planned, served and lost in a part of a plan: a week, a kecamatan or the whole."""

    def __init__(self, lives: int):
        self.planned, self.days, self.too_long = 0, 0, 0.0
        self.served, self.lost = np.zeros(lives), np.zeros(lives)


class Tally:
    """Sums over the team-days lived so far; arrays have one entry a life."""

    def __init__(self, problem: Problem, lives: int):
        self._problem, self.lives = problem, lives
        self.whole = Part(lives)
        self.came, self.rupiah = np.zeros(lives), np.zeros(lives)
        self.weeks: dict[date, Part] = {}
        self.kecamatan: dict[str, Part] = {}
        self.services: dict[str, Floats] = {}
        self.planned_services = Counter[str]()
        self.targets = [np.zeros(lives) for _ in problem.targets]
        self.lost = Counter[LossReason]()
        self.missed: dict[date, NDArray[np.int64]] = {}
        self.overruns = np.zeros(1, dtype=np.int64)
        self.days: list[DayRisk] = []

    def add(self, day: Day, monday: date, lived: Lived, cut: NDArray[np.bool_], stations: Floats) -> None:
        """Add a team-day; `cut` tells per stop (rows) and life whether a closed road kept the team away."""
        overrun = np.maximum(0.0, lived.needed - day.limit)
        late = np.maximum(0.0, lived.end - day.limit)
        kits = np.broadcast_to(stations == 0, self.lives)
        week = self.weeks.setdefault(monday, Part(self.lives))
        served_day, came_day = np.zeros(self.lives), np.zeros(self.lives)
        kecamatan = set[str]()
        for number, stop in enumerate(day.stops):
            served = sum(lived.served[number], np.zeros(self.lives))
            came = sum(lived.came[number], np.zeros(self.lives))
            lost = came - served
            name = self._problem.region.places[stop.place].kecamatan
            part = self.kecamatan.setdefault(name, Part(self.lives))
            if name not in kecamatan:
                kecamatan.add(name)
                part.days += 1
                part.too_long += float((overrun > 0).mean())
            for each in (self.whole, week, part):
                each.planned += stop.people
                each.served += served
                each.lost += lost
            self.missed[day.date] = self.missed.get(day.date, np.zeros(self.lives, np.int64)) + (lost > 0)
            self.lost["cut_off"] += float(lost[cut[number] & ~kits].sum())  # type: ignore[assignment]
            self.lost["kits"] += float(lost[kits].sum())  # type: ignore[assignment]
            self.lost["time"] += float(lost[~cut[number] & ~kits].sum())  # type: ignore[assignment]
            self._by_cell(stop.cells, stop.loads, lived.served[number])
            served_day, came_day = served_day + served, came_day + came
        capped = float(lived.capped.sum())
        self.lost["cap"] += capped  # type: ignore[assignment]
        self.lost["time"] -= capped  # type: ignore[assignment]
        self.came += came_day
        self.rupiah += self._rupiah(day, lived)
        for each in (self.whole, week):
            each.days += 1
            each.too_long += float((overrun > 0).mean())
        self._count(overrun)
        over = overrun[overrun > 0]
        self.days.append(
            DayRisk(
                trip=day.trip,
                team=day.team,
                date=day.date,
                places=tuple(self._problem.region.places[stop.place].code for stop in day.stops),
                planned_end=day.planned_end,
                limit=day.limit,
                planned=day.people,
                served=band(served_day),
                came=band(came_day),
                overrun=float((overrun > 0).mean()),
                overrun_minutes=(float(over.mean()) if len(over) else 0.0, _point(overrun)),
                kept_late=(float((late > 0).mean()), _point(late)),
                off=float((kits | cut.all(axis=0)).mean()) if len(day.stops) else 0.0,
            )
        )

    def _rupiah(self, day: Day, lived: Lived) -> Floats:
        """What the day costs: by how long it lasts and whom it serves; nothing where nobody leaves."""
        long = lived.end - day.start > EIGHT_HOURS
        rupiah = day.rupiah + np.where(long, float(day.by_length[1]), float(day.by_length[0]))
        for stop, rates, people in zip(day.stops, day.each, lived.served, strict=True):
            for planned, rate, met in zip(stop.loads, rates, people, strict=True):
                rupiah = rupiah + rate * (met - planned)
        return np.where((lived.end <= day.start) & day.alone, 0.0, rupiah)

    def _by_cell(self, cells: tuple[int, ...], loads: tuple[int, ...], served: tuple[Floats, ...]) -> None:
        for cell, planned, people in zip(cells, loads, served, strict=True):
            for code in self._problem.region.cells[cell].services:
                self.planned_services[code] += planned
                self.services.setdefault(code, np.zeros(self.lives))
                self.services[code] += people
            for target, met in zip(self._problem.targets, self.targets, strict=True):
                if target.cells[cell]:
                    met += people

    def _count(self, overrun: Floats) -> None:
        """Keep how often each whole minute of overrun occurs, over all days and lives."""
        found = np.bincount(np.broadcast_to(overrun, self.lives).astype(np.int64))
        size = max(len(found), len(self.overruns))
        self.overruns = np.pad(self.overruns, (0, size - len(self.overruns))) + np.pad(
            found, (0, size - len(found))
        )

    @property
    def overrun(self) -> float:
        """Share of days, over all lives, that are too long for everyone who comes."""
        total = int(self.overruns.sum())
        return 1 - int(self.overruns[0]) / total if total else 0.0

    def overrun_point(self, percent: float) -> int:
        """Minutes of overrun that so many percent of the days, over all lives, do not exceed."""
        total = int(self.overruns.sum())
        return int(np.searchsorted(np.cumsum(self.overruns), percent / 100 * total)) if total else 0

    @property
    def overrun_mean(self) -> float:
        """Mean minutes of the days that are too long."""
        over = int(self.overruns[1:].sum())
        return float(np.arange(len(self.overruns)) @ self.overruns) / over if over else 0.0

    def reached(self) -> tuple[TargetRisk, ...]:
        """Each target, and how often the visits planned reach it."""
        return tuple(
            TargetRisk(target.service, target.people, share(met >= target.people))
            for target, met in zip(self._problem.targets, self.targets, strict=True)
        )


def band(values: Floats) -> Band:
    """A figure's 5 % point, mean and 95 % point."""
    low, high = np.percentile(values, EDGES) if len(values) else (0.0, 0.0)
    return Band(float(low), float(values.mean()) if len(values) else 0.0, float(high))


def share(hits: NDArray[np.bool_]) -> Share:
    """A share of the lives with its standard sampling error, √(p(1−p)/n)."""
    value = float(hits.mean())
    return Share(value, float(np.sqrt(value * (1 - value) / len(hits))))


def made_up(
    tally: Tally, free: dict[date, int], deadline: date, dates: Iterable[date]
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Lives in which everyone is served by `deadline`, and the day (ordinal) on which the last one is.

    Every visit that lost somebody takes one of the team-days left free on a later date, the earliest one;
    `dates` are those with visits as planned. Where they do not suffice the day is one beyond every date.
    """
    backlog = np.zeros(tally.lives, dtype=np.int64)
    planned = sorted(dates)
    done = np.full(tally.lives, planned[-1].toordinal() if planned else 0, dtype=np.int64)
    for day in sorted({*free, *planned}):
        if day > deadline:
            break
        before = backlog > 0
        backlog = np.maximum(0, backlog - free.get(day, 0))
        done = np.where(before & (backlog == 0), np.maximum(done, day.toordinal()), done)
        if day in tally.missed:
            backlog = backlog + tally.missed[day]
    served = backlog == 0
    return served, np.where(served, done, date.max.toordinal())


def _point(values: Floats) -> float:
    return float(np.percentile(values, EDGES[1])) if len(values) else 0.0
