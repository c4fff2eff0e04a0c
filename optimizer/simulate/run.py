"""Live a plan many times and say what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
from numpy.typing import NDArray

from optimizer.core.outcome import Outcome
from optimizer.core.problem import Problem
from optimizer.core.simulation import LOSSES, MANY, ChanceEffect, LinkRisk, PartRisk, Simulation
from optimizer.reports.dates import monday_of
from optimizer.settings import CHANCES, Settings, SimulateParams
from optimizer.simulate.days import Day, days_of, free_days
from optimizer.simulate.dice import Dice, Floats, Rolls
from optimizer.simulate.life import Cap, Lived, live, room
from optimizer.simulate.slides import Closed, Events, Slides
from optimizer.simulate.tally import Part, Tally, band, made_up, share
from optimizer.simulate.world import World, rows_of, world_of

ALONE = 2_000
"""Lives, at most, for the effect of each chance alone."""

MOST_LINKS = 20
"""Links whose detours are told, those that cost most people first."""


def simulate(
    outcome: Outcome, settings: Settings, *, seed: int = 0, overtime: int | None = None
) -> Simulation:
    """A plan lived `settings.simulate.lives` times.

    Parameters
    ----------
    outcome
        The dated plan, in its problem.
    settings
        Those it was made with; `simulate` says what is left to chance.
    seed
        Of all random numbers; equal seeds give equal simulations.
    overtime
        Minutes a team may stay out beyond its working day; by default what the policy allows.
    """
    params, problem = settings.simulate, outcome.problem
    days, world = days_of(outcome, overtime), world_of(outcome.problem, settings)
    slides = Slides(problem, settings, params.closures)
    tally, losses = lived(problem, days, world, slides, params, seed)
    deadline = min(problem.policy.deadline or problem.calendar.end, problem.calendar.end)
    free = free_days(problem, days)
    everyone = tally.whole.lost == 0
    served, done = made_up(tally, free, deadline, {day.date for day in days})
    cells = {cell for day in days for stop in day.stops for cell in stop.cells}
    ranges = frozenset(i for cell in cells for i, _ in world.parts[cell] if i is not None)
    setup = frozenset(i for day in days for s in day.stops if (i := world.setup[s.place]) is not None)
    assessed = bool(slides.links)
    return Simulation(
        name=outcome.name,
        lives=params.lives,
        seed=seed,
        on_overrun=params.on_overrun,
        chances=tuple(chance for chance in CHANCES if chance in params.chances),
        deadline=deadline,
        planned=tally.whole.planned,
        invited=sum(sum(stop.invited) for day in days for stop in day.stops),
        came=band(tally.came),
        served=band(tally.whole.served),
        lost=tuple((reason, tally.lost[reason] / params.lives) for reason in LOSSES),
        services=tuple(
            (code, tally.planned_services[code], band(people)) for code, people in tally.services.items()
        ),
        rupiah=outcome.budget.amount,
        spent=band(tally.rupiah),
        as_planned=share(tally.whole.served >= tally.whole.planned),
        everyone=share(everyone),
        made_up=share(served),
        finish=(_day_of(done, 50), _day_of(done, 95)),
        free_days=sum(number for day, number in free.items() if day <= deadline),
        overrun=tally.overrun,
        overrun_minutes=(tally.overrun_mean, float(tally.overrun_point(95))),
        targets=tally.reached(),
        days=tuple(tally.days),
        weeks=tuple(_part(monday.isoformat(), part) for monday, part in sorted(tally.weeks.items())),
        kecamatan=tuple(_part(name, part) for name, part in sorted(tally.kecamatan.items())),
        links=tuple(_links(slides, days, losses, params.lives)) if "closures" in params.chances else (),
        effects=tuple(_effects(problem, days, world, slides, params, seed)),
        rows=rows_of(world, params, ranges, setup, assessed=assessed),
        assessed=assessed,
    )


def lived(
    problem: Problem, days: tuple[Day, ...], world: World, slides: Slides, params: SimulateParams, seed: int
) -> tuple[Tally, NDArray[np.float64]]:
    """All lives added up, and the people that each link's closures cost in all of them together."""
    dice, tally = Dice(world, params, params.lives, seed), Tally(problem, params.lives)
    on = "closures" in params.chances
    events = slides.draw(dice.streams["closures"], days if on else (), params.lives)
    losses = np.zeros(len(slides.links))
    shared: dict[tuple[date, int], Floats] = {}
    for day in days:
        rolls = dice.day(day)
        caps = tuple(_caps(problem, day, params.lives, shared))
        whole = live(day, rolls, params.on_overrun, caps)
        cut = np.zeros((len(day.stops), params.lives), dtype=bool)
        whole = _with_slides(day, rolls, params, caps, whole, cut, slides, events, losses)
        for number, (cap, left) in enumerate(zip(problem.caps, whole.left, strict=True)):
            if cap.per_region:
                shared[day.date, number] = left
        tally.add(day, monday_of(day.date), whole, cut, rolls.stations)
    return tally, losses


def _caps(problem: Problem, day: Day, lives: int, shared: dict[tuple[date, int], Floats]) -> Iterator[Cap]:
    """The caps of a team-day: its own, and what other teams have left of the region's."""
    for number, cap in enumerate(problem.caps):
        cells, left = room(lives, cap.people, cap.cells)
        yield cells, shared.get((day.date, number), left) if cap.per_region else left


def _with_slides(
    day: Day,
    rolls: Rolls,
    params: SimulateParams,
    caps: tuple[Cap, ...],
    whole: Lived,
    cut: NDArray[np.bool_],
    slides: Slides,
    events: Events,
    losses: NDArray[np.float64],
) -> Lived:
    """The team-day, corrected in the lives in which a link on its ways is closed; notes whom that cost."""
    used: Closed = slides.used(day) if len(events.life) else frozenset()
    lives, links = events.on(day.date)
    struck = np.isin(links, list(used))
    if not struck.any():
        return whole
    of_life: dict[int, set[int]] = {int(life): set() for life in lives[struck]}
    for life, link in zip(lives.tolist(), links.tolist(), strict=True):
        if life in of_life:
            of_life[life].add(link)
    groups: dict[Closed, list[int]] = {}
    for life, found in of_life.items():
        groups.setdefault(frozenset(found), []).append(life)
    arrays = _Writable(whole)
    for closed, members in groups.items():
        some = np.array(sorted(members))
        other, kept = slides.without(day, closed)
        there = live(
            other,
            rolls.of(some, kept),
            params.on_overrun,
            tuple((cells, left[some]) for cells, left in caps),
        )
        before = arrays.people(some)
        arrays.put(some, kept, there, day)
        lost = before - arrays.people(some)
        for number in set(range(len(day.stops))).difference(kept):
            cut[number, some] = True
        blamed = closed & used
        for link in blamed:
            losses[link] += float(lost.sum()) / len(blamed)
    return arrays.lived()


class _Writable:
    """A `Lived` of which some lives are rewritten."""

    def __init__(self, whole: Lived):
        self._whole = whole
        self._served = [[people.copy() for people in stop] for stop in whole.served]
        self._capped, self._needed, self._end = whole.capped.copy(), whole.needed.copy(), whole.end.copy()
        self._left = [left.copy() for left in whole.left]

    def people(self, some: NDArray[np.int64]) -> Floats:
        """People served in some lives."""
        return sum((people[some] for stop in self._served for people in stop), np.zeros(len(some)))

    def put(self, some: NDArray[np.int64], kept: tuple[int, ...], there: Lived, day: Day) -> None:
        """Rewrite some lives; at stops not `kept` nobody is served, and without any nobody leaves."""
        for stop in self._served:
            for people in stop:
                people[some] = 0
        for number, stop_served in zip(kept, there.served, strict=True):
            for people, met in zip(self._served[number], stop_served, strict=True):
                people[some] = met
        self._capped[some] = there.capped
        self._needed[some] = there.needed if kept else float(day.start)
        self._end[some] = there.end if kept else float(day.start)
        for left, now in zip(self._left, there.left, strict=True):
            left[some] = now

    def lived(self) -> Lived:
        """What has become of it."""
        served = tuple(tuple(stop) for stop in self._served)
        whole = self._whole
        return Lived(served, whole.came, self._capped, self._needed, self._end, tuple(self._left))


def _part(name: str, part: Part) -> PartRisk:
    return PartRisk(
        name=name,
        days=part.days,
        planned=part.planned,
        served=band(part.served),
        lost=band(part.lost),
        any_lost=float((100 * part.lost >= MANY * max(1, part.planned)).mean()),
        overrun=part.too_long / part.days if part.days else 0.0,
    )


def _day_of(done: NDArray[np.int64], percent: int) -> date | None:
    """The day by which so many percent of the lives are done; None where fewer ever are."""
    day = int(np.sort(done)[-(-percent * len(done) // 100) - 1])
    return None if day == date.max.toordinal() else date.fromordinal(day)


def _links(
    slides: Slides, days: tuple[Day, ...], losses: NDArray[np.float64], lives: int
) -> Iterator[LinkRisk]:
    """The links on the plan's ways that cost most people, the worst first."""
    using: dict[int, list[Day]] = {}
    for day in days:
        for index in sorted(slides.used(day)):
            using.setdefault(index, []).append(day)
    chances = {index: slides.chance(tuple({d.date for d in found}), index) for index, found in using.items()}
    order = sorted(using, key=lambda i: (-losses[i], -chances[i] * sum(d.people for d in using[i]), i))
    for index in order[:MOST_LINKS]:
        link, found = slides.links[index], using[index]
        cut_off, minutes = 0, 0
        for day in found:
            other, kept = slides.without(day, frozenset({index}))
            cut_off += day.people - sum(day.stops[number].people for number in kept)
            if len(kept) == len(day.stops):
                minutes = max(minutes, other.drive - day.drive)
        yield LinkRisk(
            link=link.id,
            name=link.name,
            kecamatan=slides.kecamatan[index][1],
            days=len(found),
            planned=sum(day.people for day in found),
            closed=chances[index],
            cut_off=cut_off,
            minutes=minutes,
            lost=float(losses[index]) / lives,
        )


def _effects(
    problem: Problem, days: tuple[Day, ...], world: World, slides: Slides, params: SimulateParams, seed: int
) -> Iterator[ChanceEffect]:
    """Each chance alone, the others as planned."""
    for chance in (each for each in CHANCES if each in params.chances):
        alone = params.model_copy(update={"chances": (chance,), "lives": min(params.lives, ALONE)})
        tally, _ = lived(problem, days, world, slides, alone, seed)
        yield ChanceEffect(chance, band(tally.whole.served), tally.overrun)
