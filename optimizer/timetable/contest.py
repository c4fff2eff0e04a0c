"""What trips without a date contend for, and the problem in which they no longer can.

An engine counts slots by class and knows no dates, so it may send two teams to a place on the only date it
has, or more trips with nights than there are runs of slots for. `settle` splits the classes so that counting
is enough: of the slots of a date only those with the place's own trips, or else one, may still serve it; and
runs of slots for trips with nights that do not overlap get classes of their own. Dated trips are in the
classes of their dates (`fits`), whatever class they were planned for. Every plan of the narrowed
problem is one of the problem itself; it is a choice among them, so bounds proven on it do not hold outside.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from optimizer.core.plan import Plan
from optimizer.core.problem import Problem, Slot, SlotClass, Span
from optimizer.core.schedule import Schedule
from optimizer.timetable.fits import relabelled


@dataclass(frozen=True)
class Contest:
    """Places and caps (by index) that undated trips would need, and whether they need nights."""

    places: frozenset[int] = frozenset()
    caps: frozenset[int] = frozenset()
    nights: bool = False

    def __or__(self, other: Contest) -> Contest:
        return Contest(self.places | other.places, self.caps | other.caps, self.nights or other.nights)


@dataclass(frozen=True)
class Settled:
    """The narrowed problem, the dated trips in its classes, and the class each of its classes came from."""

    problem: Problem
    start: Plan
    origin: tuple[int, ...]

    def original(self, plan: Plan) -> Plan:
        """A plan of the narrowed problem in the classes of the problem itself."""
        return Plan(
            tuple(relabelled(trip, tuple(self.origin[k] for k in trip.classes)) for trip in plan.trips)
        )


def contest(problem: Problem, schedule: Schedule) -> Contest:
    """What the undated trips of a schedule contend for.

    A place that another trip visits too, a cap of the region's day on people they serve, and runs of
    slots where they sleep out.
    """
    trips = [dated.trip for dated in schedule.trips] + list(schedule.undated)
    visitors = Counter(place for trip in trips for place in {visit.place for visit in trip.visits})
    visits = [visit for trip in schedule.undated for visit in trip.visits]
    shared = frozenset(visit.place for visit in visits if visitors[visit.place] > 1)
    served = [cell for visit in visits for cell, _ in visit.loads]
    caps = frozenset(i for i, cap in enumerate(problem.caps) if cap.per_region and cap.cells[served].any())
    return Contest(shared, caps, any(trip.nights for trip in schedule.undated))


def settle(problem: Problem, schedule: Schedule, over: Contest) -> Settled:
    """Narrow a problem so that plans counted by class can be dated; the trips dated stay possible."""
    number = {(slot.team, slot.date): index for index, slot in enumerate(problem.slots)}
    runs = [tuple(number[dated.team, day] for day in dated.dates) for dated in schedule.trips]
    spans, position = _apart(problem, schedule, runs) if over.nights else (problem.spans, {})
    barred = _barred(problem, schedule, runs, over)
    known: dict[tuple[int, int, frozenset[int]], int] = {}
    masks = _masks(problem, over)
    slots: list[Slot] = []
    classes: list[SlotClass] = []
    origin: list[int] = []
    for index, slot in enumerate(problem.slots):
        key = slot.slot_class, position.get(index, 0), barred[index]
        if key not in known:
            known[key] = len(classes)
            origin.append(slot.slot_class)
            of = problem.classes[slot.slot_class]
            classes.append(
                replace(of, allowed=_without(of.allowed, [masks[m] for m in sorted(barred[index])]))
            )
        slots.append(Slot(slot.team, slot.date, known[key]))
    start = Plan(
        tuple(
            relabelled(dated.trip, tuple(slots[index].slot_class for index in run))
            for dated, run in zip(schedule.trips, runs, strict=True)
        )
    )
    renamed = tuple(Span(s.team, s.slots, tuple(slots[n].slot_class for n in s.slots)) for s in spans)
    narrowed = problem.replace(slots=tuple(slots), classes=tuple(classes), spans=renamed)
    return Settled(narrowed, start, tuple(origin))


def _masks(problem: Problem, over: Contest) -> list[NDArray[np.bool_]]:
    """The cells of each thing contended for: of a place, or under a cap."""
    places = [problem.cell_place == place for place in sorted(over.places)]
    return places + [problem.caps[cap].cells for cap in sorted(over.caps)]


def _without(allowed: NDArray[np.bool_], masks: list[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    left = allowed.copy()
    for mask in masks:
        left &= ~mask
    left.setflags(write=False)
    return left


def _barred(
    problem: Problem, schedule: Schedule, runs: list[tuple[int, ...]], over: Contest
) -> list[frozenset[int]]:
    """Per slot the masks it may not serve: on each date all slots but those that do, or else one.

    The one is of the class by which the trips of the plan most often serve the cells, a free one if any.
    """
    day_of = {
        slot: day
        for dated, run in zip(schedule.trips, runs, strict=True)
        for slot, day in zip(run, dated.trip.days, strict=True)
    }
    on: dict[date, list[int]] = defaultdict(list)
    for index, slot in enumerate(problem.slots):
        on[slot.date].append(index)
    barred: list[set[int]] = [set() for _ in problem.slots]
    trips = [dated.trip for dated in schedule.trips] + list(schedule.undated)
    for m, mask in enumerate(_masks(problem, over)):
        serving = {slot for slot, day in day_of.items() if any(mask[c] for v in day for c, _ in v.loads)}
        liked = Counter(
            k
            for trip in trips
            for k, day in zip(trip.classes, trip.days, strict=True)
            if any(mask[c] for v in day for c, _ in v.loads)
        )
        for here in on.values():
            able = [s for s in here if (problem.classes[problem.slots[s].slot_class].allowed & mask).any()]
            able.sort(key=lambda s: (-liked[problem.slots[s].slot_class], s in day_of, s))
            kept = serving.intersection(here) or set(able[:1])
            for index in set(here) - kept:
                barred[index].add(m)
    return [frozenset(each) for each in barred]


def _apart(
    problem: Problem, schedule: Schedule, runs: list[tuple[int, ...]]
) -> tuple[tuple[Span, ...], dict[int, int]]:
    """Spans that do not overlap, with those that begin them, and the position of each slot in its span.

    Spans in use come first, then those of classes that undated trips ask for, of free slots, of many.
    """
    used = {run for run in runs if len(run) > 1}
    busy = {slot for run in runs for slot in run}
    asked = {trip.classes for trip in schedule.undated if trip.nights}

    def key(span: Span) -> tuple[bool, bool, int, int, tuple[int, ...]]:
        taken = sum(slot in busy for slot in span.slots)
        return span.slots not in used, span.classes not in asked, taken, -len(span.slots), span.slots

    position: dict[int, int] = {}
    heads: dict[int, int] = {}
    for span in sorted(problem.spans, key=key):
        if not any(slot in position for slot in span.slots):
            heads[span.slots[0]] = len(span.slots)
            position.update({slot: place for place, slot in enumerate(span.slots, start=1)})
    kept = tuple(span for span in problem.spans if len(span.slots) <= heads.get(span.slots[0], 0))
    return kept, position
