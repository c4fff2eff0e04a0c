"""The referee: one named function per hard rule, over plans and schedules; knows no solver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from optimizer.core.plan import Plan, Trip, Visit
from optimizer.core.problem import Problem
from optimizer.core.schedule import Schedule
from optimizer.core.score import effort_of, trip_cost
from optimizer.core.tariff import cost


@dataclass(frozen=True)
class Fault:
    """A broken rule: how much too much (`amount`, in the rule's unit) and where."""

    rule: str
    where: str
    amount: int


Check = Callable[[Problem, tuple[Trip, ...]], Iterator[Fault]]


def work_minutes(problem: Problem, trips: tuple[Trip, ...]) -> Iterator[Fault]:
    """Drive + set-up + service of a day fit its work minutes and the overtime allowed (minutes)."""
    for name, trip, day in _days(trips):
        allowed = problem.classes[trip.slot_class].work_minutes + problem.policy.overtime_minutes
        work = _drive(problem, trip, day) + sum(_stay(problem, trip, visit) for visit in day)
        if work > allowed:
            yield Fault("work_minutes", name, work - allowed)


def drive_minutes(problem: Problem, trips: tuple[Trip, ...]) -> Iterator[Fault]:
    """A day's driving stays within the drive limit (minutes)."""
    limit = problem.policy.max_drive_minutes
    for name, trip, day in _days(trips) if limit is not None else ():
        drive = _drive(problem, trip, day)
        if limit is not None and drive > limit:
            yield Fault("drive_minutes", name, drive - limit)


def visits_per_day(problem: Problem, trips: tuple[Trip, ...]) -> Iterator[Fault]:
    """A day has at most so many visits (visits)."""
    limit = problem.policy.max_visits
    for name, _, day in _days(trips):
        if limit is not None and len(day) > limit:
            yield Fault("visits_per_day", name, len(day) - limit)


def team_caps(problem: Problem, trips: tuple[Trip, ...]) -> Iterator[Fault]:
    """No team serves more people of a service in a day than its cap (people)."""
    for name, _, day in _days(trips):
        for cap in problem.caps:
            people = sum(n for visit in day for cell, n in visit.loads if cap.cells[cell])
            if not cap.per_region and people > cap.people:
                yield Fault("team_caps", f"{name} {cap.service}", people - cap.people)


def access(problem: Problem, trips: tuple[Trip, ...]) -> Iterator[Fault]:
    """A slot serves only cells it may: road, signal, date (people served against it)."""
    for name, trip, day in _days(trips):
        allowed = problem.classes[trip.slot_class].allowed
        barred = sum(n for visit in day for cell, n in visit.loads if not allowed[cell])
        if barred:
            yield Fault("access", name, barred)


def own_cells(problem: Problem, trips: tuple[Trip, ...]) -> Iterator[Fault]:
    """A visit serves only its own place's people, at least one of each cell named (loads)."""
    for name, _, day in _days(trips):
        wrong = sum(
            problem.cell_place[cell] != visit.place or people < 1
            for visit in day
            for cell, people in visit.loads
        ) + sum(not visit.loads for visit in day)
        if wrong:
            yield Fault("own_cells", name, int(wrong))


def one_visit_a_day(_problem: Problem, trips: tuple[Trip, ...]) -> Iterator[Fault]:
    """A day's trip comes to a place once (visits too many)."""
    for name, _, day in _days(trips):
        again = len(day) - len({visit.place for visit in day})
        if again:
            yield Fault("one_visit_a_day", name, again)


def expected_people(problem: Problem, trips: tuple[Trip, ...]) -> Iterator[Fault]:
    """No more people are served at a place than are expected to come (people)."""
    people = Counter[int]()
    for trip in trips:
        for visit in trip.visits:
            for cell, count in visit.loads:
                people[cell] += count
    for cell, count in people.items():
        if count > problem.expected[cell]:
            place = problem.region.cells[cell].place
            yield Fault("expected_people", place, int(count - problem.expected[cell]))


def visits_per_place(problem: Problem, trips: tuple[Trip, ...]) -> Iterator[Fault]:
    """No place is visited more often than the policy allows: `fewest`, what its people need (visits)."""
    visits = Counter(visit.place for trip in trips for visit in trip.visits)
    for place, count in visits.items():
        if count > problem.max_visits[place]:
            where = problem.region.places[place].code
            yield Fault("visits_per_place", where, int(count - problem.max_visits[place]))


def slots_per_class(problem: Problem, trips: tuple[Trip, ...]) -> Iterator[Fault]:
    """No more trips go out than there are slots of their class (trips)."""
    for slot_class, count in Counter(trip.slot_class for trip in trips).items():
        slots = problem.slots_of(slot_class)
        if count > slots:
            yield Fault("slots_per_class", str(slot_class), count - slots)


def budget(problem: Problem, trips: tuple[Trip, ...]) -> Iterator[Fault]:
    """All trips together cost at most the budget (rupiah)."""
    limit = problem.policy.budget
    if limit is not None:
        rupiah = sum(trip_cost(problem, trip) for trip in trips)
        if rupiah > limit:
            yield Fault("budget", "plan", rupiah - limit)


RULES: Mapping[str, Check] = {
    rule.__name__: rule
    for rule in (
        work_minutes,
        drive_minutes,
        visits_per_day,
        team_caps,
        access,
        own_cells,
        one_visit_a_day,
        expected_people,
        visits_per_place,
        slots_per_class,
        budget,
    )
}
"""Every hard rule of a plan, by name."""


def check_plan(problem: Problem, plan: Plan) -> tuple[Fault, ...]:
    """Every fault of an undated plan; empty where the plan keeps all rules."""
    return tuple(fault for rule in RULES.values() for fault in rule(problem, plan.trips))


def check_schedule(problem: Problem, schedule: Schedule) -> tuple[Fault, ...]:
    """Every fault of a dated schedule: the plan's rules and the calendar's."""
    plan = Plan(tuple(dated.trip for dated in schedule.trips))
    return check_plan(problem, plan) + tuple(
        fault for rule in DATED_RULES.values() for fault in rule(problem, schedule)
    )


def slot_once(problem: Problem, schedule: Schedule) -> Iterator[Fault]:
    """A team goes out at most once a date, in a slot of the trip's class (trips)."""
    slots = {(slot.team, slot.date): slot.slot_class for slot in problem.slots}
    used = Counter((dated.team, day) for dated in schedule.trips for day in dated.dates)
    for (team, day), count in used.items():
        if count > 1:
            yield Fault("slot_once", f"{team} {day}", count - 1)
    for dated in schedule.trips:
        for day in dated.dates:
            if slots.get((dated.team, day)) != dated.trip.slot_class:
                yield Fault("slot_once", f"{dated.id} {day}", 1)


def one_team_a_place(problem: Problem, schedule: Schedule) -> Iterator[Fault]:
    """No place has two teams on one date (teams too many)."""
    teams = Counter(
        (visit.place, day)
        for dated in schedule.trips
        for day, visits in zip(dated.dates, dated.trip.days, strict=True)
        for visit in visits
    )
    for (place, day), count in teams.items():
        if count > 1:
            yield Fault("one_team_a_place", f"{problem.region.places[place].code} {day}", count - 1)


def region_caps(problem: Problem, schedule: Schedule) -> Iterator[Fault]:
    """All teams together stay within a service's cap for the region and date (people)."""
    for cap in problem.caps:
        if not cap.per_region:
            continue
        people = Counter[str]()
        for dated in schedule.trips:
            for day, visits in zip(dated.dates, dated.trip.days, strict=True):
                people[day.isoformat()] += sum(
                    n for visit in visits for cell, n in visit.loads if cap.cells[cell]
                )
        for when, count in people.items():
            if count > cap.people:
                yield Fault("region_caps", f"{when} {cap.service}", count - cap.people)


def own_days(problem: Problem, schedule: Schedule) -> Iterator[Fault]:
    """The clock shows the trip's own days: its visits, from base to base, once work has begun (days)."""
    for dated in schedule.trips:
        slots = problem.classes[dated.trip.slot_class]
        wrong = abs(len(dated.clocks) - len(dated.trip.days)) + abs(len(dated.dates) - len(dated.trip.days))
        for clock, day in zip(dated.clocks, dated.trip.days, strict=False):
            own = tuple(stay.visit for stay in clock.stays) == day
            wrong += not (own and clock.first == clock.last == slots.base and clock.start >= slots.start)
        if wrong:
            yield Fault("own_days", dated.id, wrong)


def clocks(problem: Problem, schedule: Schedule) -> Iterator[Fault]:
    """The clock adds up: drives, stays, break and waiting fill the day; no drive in a break (minutes)."""
    for dated in schedule.trips:
        layer = problem.layer(dated.trip.slot_class)
        pause = problem.classes[dated.trip.slot_class].pause
        for clock in dated.clocks:
            now, here, work, wrong = clock.start, clock.first, 0, 0
            moves = [(s.arrive, s.drive, int(problem.place_location[s.visit.place])) for s in clock.stays]
            leaves = [stay.leave for stay in clock.stays]
            for (arrive, drive, there), leave in zip(
                [*moves, (clock.end, clock.home_drive, clock.last)], [*leaves, clock.end], strict=True
            ):
                wrong += abs(drive - int(layer.minutes[here, there]))
                wrong += max(0, now + drive - arrive)
                if pause:
                    wrong += max(0, min(arrive, pause[1]) - max(arrive - drive, pause[0]))
                work, now, here = work + drive, leave, there
            for stay in clock.stays:
                needed = _stay(problem, dated.trip, stay.visit)
                rest = _overlap((stay.arrive, stay.leave), pause)
                wrong += abs(stay.setup + stay.service - needed)
                wrong += abs(stay.leave - stay.arrive - rest - needed)
                work += needed
            rest = _overlap((clock.start, clock.end), pause)
            wrong += abs(clock.work - work) + abs(clock.elapsed - clock.work - clock.wait - rest)
            if wrong:
                yield Fault("clocks", dated.id, wrong)


def prices(problem: Problem, schedule: Schedule) -> Iterator[Fault]:
    """A trip's effort and rupiah are what its visits take (rupiah too much or too little)."""
    for dated in schedule.trips:
        effort = effort_of(problem, dated.trip)
        rupiah = cost(problem.tariff, effort)
        wrong = max(abs(dated.cost - rupiah), abs(cost(problem.tariff, dated.effort) - rupiah))
        if wrong or dated.effort != effort:
            yield Fault("prices", dated.id, max(1, wrong))


DATED_RULES: Mapping[str, Callable[[Problem, Schedule], Iterator[Fault]]] = {
    rule.__name__: rule for rule in (slot_once, one_team_a_place, region_caps, own_days, clocks, prices)
}
"""Every hard rule that needs dates, by name."""


def _overlap(span: tuple[int, int], pause: tuple[int, int] | None) -> int:
    return max(0, min(span[1], pause[1]) - max(span[0], pause[0])) if pause else 0


def _days(trips: tuple[Trip, ...]) -> Iterator[tuple[str, Trip, tuple[Visit, ...]]]:
    for number, trip in enumerate(trips):
        for index, day in enumerate(trip.days):
            yield f"trip {number} day {index}", trip, day


def _drive(problem: Problem, trip: Trip, day: tuple[Visit, ...]) -> int:
    base, minutes = problem.classes[trip.slot_class].base, problem.layer(trip.slot_class).minutes
    stops = [base, *(int(problem.place_location[visit.place]) for visit in day), base]
    return sum(int(minutes[a, b]) for a, b in pairwise(stops))


def _stay(problem: Problem, trip: Trip, visit: Visit) -> int:
    minutes = sum(people * int(problem.cell_minutes[cell]) for cell, people in visit.loads)
    stations = problem.classes[trip.slot_class].stations
    return int(problem.setup[visit.place]) + -(-minutes // stations)
