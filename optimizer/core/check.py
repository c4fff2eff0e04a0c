"""The referee: one named function per hard rule, over plans and schedules; knows no solver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from optimizer.core.clock import clock_day, held_minutes
from optimizer.core.closures import closed_on, state_name
from optimizer.core.kits import works
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
    """Drive, set-up, service and waits before hours fit a day's work minutes and overtime (minutes)."""
    for day in _days(problem, trips):
        allowed = problem.classes[day.slot_class].work_minutes + problem.policy.overtime_minutes
        work = _drive(problem, day) + sum(_stay(problem, day.slot_class, visit) for visit in day.visits)
        work += held_minutes(problem, day.slot_class, day.visits, day.first, day.last)
        if work > allowed:
            yield Fault("work_minutes", day.name, work - allowed)


def drive_minutes(problem: Problem, trips: tuple[Trip, ...]) -> Iterator[Fault]:
    """A day's driving stays within the drive limit (minutes)."""
    limit = problem.policy.max_drive_minutes
    for day in _days(problem, trips) if limit is not None else ():
        drive = _drive(problem, day)
        if limit is not None and drive > limit:
            yield Fault("drive_minutes", day.name, drive - limit)


def visits_per_day(problem: Problem, trips: tuple[Trip, ...]) -> Iterator[Fault]:
    """A day has at most so many visits (visits)."""
    limit = problem.policy.max_visits
    for day in _days(problem, trips):
        if limit is not None and len(day.visits) > limit:
            yield Fault("visits_per_day", day.name, len(day.visits) - limit)


def team_caps(problem: Problem, trips: tuple[Trip, ...]) -> Iterator[Fault]:
    """No team serves more people of a service in a day than its cap (people)."""
    for day in _days(problem, trips):
        for cap in problem.caps:
            people = sum(n for visit in day.visits for cell, n in visit.loads if cap.cells[cell])
            if not cap.per_region and people > cap.people:
                yield Fault("team_caps", f"{day.name} {cap.service}", people - cap.people)


def access(problem: Problem, trips: tuple[Trip, ...]) -> Iterator[Fault]:
    """A slot serves only cells it may: road, signal, date (people served against it)."""
    for day in _days(problem, trips):
        allowed = problem.classes[day.slot_class].allowed
        barred = sum(n for visit in day.visits for cell, n in visit.loads if not allowed[cell])
        if barred:
            yield Fault("access", day.name, barred)


def opening_hours(problem: Problem, trips: tuple[Trip, ...]) -> Iterator[Fault]:
    """Stays end before their place closes (minutes)."""
    for day in _days(problem, trips):
        if any(problem.timed[visit.place] for visit in day.visits):
            late = clock_day(problem, day.slot_class, day.visits, day.first, day.last).late
            if late:
                yield Fault("opening_hours", day.name, late)


def own_cells(problem: Problem, trips: tuple[Trip, ...]) -> Iterator[Fault]:
    """A visit serves only its own place's people, at least one of each cell named (loads)."""
    for day in _days(problem, trips):
        wrong = sum(
            problem.cell_place[cell] != visit.place or people < 1
            for visit in day.visits
            for cell, people in visit.loads
        ) + sum(not visit.loads for visit in day.visits)
        if wrong:
            yield Fault("own_cells", day.name, int(wrong))


def one_visit_a_day(problem: Problem, trips: tuple[Trip, ...]) -> Iterator[Fault]:
    """A day's trip comes to a place once (visits too many)."""
    for day in _days(problem, trips):
        again = len(day.visits) - len({visit.place for visit in day.visits})
        if again:
            yield Fault("one_visit_a_day", day.name, again)


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
    visits = Counter(place for trip in trips for place in trip.visited)
    for place, count in visits.items():
        if count > problem.max_visits[place]:
            where = problem.region.places[place].code
            yield Fault("visits_per_place", where, int(count - problem.max_visits[place]))


def slots_per_class(problem: Problem, trips: tuple[Trip, ...]) -> Iterator[Fault]:
    """No more days are spent out than there are slots of their class (days)."""
    for slot_class, count in Counter(k for trip in trips for k in trip.classes).items():
        slots = problem.slots_of(slot_class)
        if count > slots:
            yield Fault("slots_per_class", str(slot_class), count - slots)


def nights(problem: Problem, trips: tuple[Trip, ...]) -> Iterator[Fault]:
    """Nobody sleeps out longer or elsewhere than allowed; a bed for each night, a slot for each date.

    Counts nights beyond the policy's most, nights at a place that is no lodging, beds and slots missing
    or too many, days without a visit, and dates of another base, vehicle or crew than the first.
    """
    for number, trip in enumerate(trips):
        wrong = max(0, trip.nights - problem.policy.max_nights)
        wrong += sum(place not in problem.lodgings for place in trip.sleeps_at)
        wrong += abs(len(trip.sleeps_at) - trip.nights) + abs(len(trip.then) - trip.nights)
        wrong += sum(not day for day in trip.days)
        first = problem.classes[trip.slot_class]
        for slots in (problem.classes[k] for k in trip.then):
            same = slots.base == first.base and slots.vehicle == first.vehicle and slots.crew == first.crew
            wrong += not same
        if wrong:
            yield Fault("nights", f"trip {number}", wrong)


def budget(problem: Problem, trips: tuple[Trip, ...]) -> Iterator[Fault]:
    """All trips together cost at most the budget (rupiah)."""
    limit = problem.policy.budget
    if limit is not None:
        rupiah = sum(trip_cost(problem, trip) for trip in trips if _whole(trip))
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
        opening_hours,
        own_cells,
        one_visit_a_day,
        expected_people,
        visits_per_place,
        slots_per_class,
        nights,
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
    """A team goes out at most once a date, in a slot of that day's class (days)."""
    slots = {(slot.team, slot.date): slot.slot_class for slot in problem.slots}
    used = Counter((dated.team, day) for dated in schedule.trips for day in dated.dates)
    for (team, day), count in used.items():
        if count > 1:
            yield Fault("slot_once", f"{team} {day}", count - 1)
    for dated in schedule.trips:
        for day, slot_class in zip(dated.dates, dated.trip.classes, strict=False):
            if slots.get((dated.team, day)) != slot_class:
                yield Fault("slot_once", f"{dated.id} {day}", 1)


def nights_in_a_row(problem: Problem, schedule: Schedule) -> Iterator[Fault]:
    """A trip with nights lies on a run of dates the calendar and the policy allow (dates astray)."""
    slots = {(slot.team, slot.date): number for number, slot in enumerate(problem.slots)}
    spans = {(span.team, span.slots) for span in problem.spans}
    for dated in schedule.trips:
        apart = sum((b - a).days != 1 for a, b in pairwise(dated.dates))
        run = tuple(slots.get((dated.team, day), -1) for day in dated.dates)
        if apart or (len(run) > 1 and (dated.team, run) not in spans):
            yield Fault("nights_in_a_row", dated.id, max(1, apart))


def open_dates(problem: Problem, schedule: Schedule) -> Iterator[Fault]:
    """Nobody is served on a date their place is shut, before their release or after their deadline.

    Read from the region and the policy, not from the classes compiled from them (people).
    """
    for dated in schedule.trips:
        for day, visits in zip(dated.dates, dated.trip.days, strict=False):
            barred = 0
            for visit in visits:
                place = problem.region.places[visit.place]
                shut = place.opening is not None and not place.opening.on(day)
                described = place.kind, place.kecamatan_code, place.code
                shut |= any(d.by < day and d.holds(*described) for d in problem.policy.deadlines)
                for cell, people in visit.loads:
                    release = problem.region.cells[cell].release
                    barred += people if shut or (release is not None and day < release) else 0
            if barred:
                yield Fault("open_dates", f"{dated.id} {day}", barred)


def kits(problem: Problem, schedule: Schedule) -> Iterator[Fault]:
    """Teams out on a date serve at no more stations than kits work on it (stations).

    Kits that lie at a base are for the teams of that base, the others for whoever lacks some.
    """
    inventory, ids = problem.region.kits, problem.travel.ids
    used: dict[date, Counter[str]] = {}
    for dated in schedule.trips if inventory else ():
        for day, k in zip(dated.dates, dated.trip.classes, strict=False):
            slots = problem.classes[k]
            used.setdefault(day, Counter())[ids[slots.base]] += slots.stations
    bases = {base.code for base in problem.region.bases}
    for day, stations in used.items():
        working = Counter(kit.where if kit.where in bases else "" for kit in inventory if works(kit, day))
        lacking = sum(max(0, number - working[base]) for base, number in stations.items())
        if lacking > working[""]:
            yield Fault("kits", day.isoformat(), lacking - working[""])


def closed_roads(problem: Problem, schedule: Schedule) -> Iterator[Fault]:
    """Each date is driven on roads without the links closed on it (days).

    The name of a road state tells its links closed (`closures.state_name`); that no layer drives on them
    is `roads.measure`'s part.
    """
    for dated in schedule.trips:
        for day, k in zip(dated.dates, dated.trip.classes, strict=False):
            state, closed = problem.classes[k].layer[1], closed_on(problem.region.closures, day)
            if closed and not state.endswith(state_name("", closed)):
                yield Fault("closed_roads", f"{dated.id} {day}", 1)


def one_team_a_place(problem: Problem, schedule: Schedule) -> Iterator[Fault]:
    """No place has two teams on one date (teams too many)."""
    teams = Counter(
        (visit.place, day)
        for dated in schedule.trips
        for day, visits in zip(dated.dates, dated.trip.days, strict=False)
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
            for day, visits in zip(dated.dates, dated.trip.days, strict=False):
                people[day.isoformat()] += sum(
                    n for visit in visits for cell, n in visit.loads if cap.cells[cell]
                )
        for when, count in people.items():
            if count > cap.people:
                yield Fault("region_caps", f"{when} {cap.service}", count - cap.people)


def own_days(problem: Problem, schedule: Schedule) -> Iterator[Fault]:
    """The clock shows the trip's own days: its visits, from end to end, once work has begun (days)."""
    for dated in schedule.trips:
        trip = dated.trip
        wrong = abs(len(dated.clocks) - len(trip.days)) + abs(len(dated.dates) - len(trip.days))
        ends = trip.ends(problem.classes[trip.slot_class].base)
        for clock, day, k, way in zip(dated.clocks, trip.days, trip.classes, ends, strict=False):
            own = tuple(stay.visit for stay in clock.stays) == day and (clock.first, clock.last) == way
            wrong += not (own and clock.start >= problem.classes[k].start)
        if wrong:
            yield Fault("own_days", dated.id, wrong)


def clocks(problem: Problem, schedule: Schedule) -> Iterator[Fault]:
    """The clock adds up: drives, stays, break and waits fill the day (minutes).

    No drive lies in a break and no stay outside the hours of its place.
    """
    for dated in schedule.trips:
        for clock, k in zip(dated.clocks, dated.trip.classes, strict=False):
            layer, slots = problem.layer(k), problem.classes[k]
            pause = slots.pause
            now, here, work, wrong = clock.start, clock.first, 0, 0
            moves = [(s.arrive, s.drive, int(problem.place_location[s.visit.place])) for s in clock.stays]
            leaves = [stay.leave for stay in clock.stays]
            for (arrive, drive, there), leave in zip(
                [*moves, (clock.end, clock.home_drive, clock.last)], [*leaves, clock.end], strict=True
            ):
                wrong += abs(drive - int(layer.minutes[here, there]))
                wrong += max(0, now + drive - arrive)
                # a team early at a place waits there, so the drive is anywhere from leaving to arriving
                wrong += min(_overlap((now, now + drive), pause), _overlap((arrive - drive, arrive), pause))
                work, now, here = work + drive, leave, there
            for stay in clock.stays:
                needed = _stay(problem, k, stay.visit)
                wrong += max(0, int(slots.opens[stay.visit.place]) - stay.arrive)
                wrong += max(0, stay.leave - int(slots.closes[stay.visit.place]))
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
        if not _whole(dated.trip):
            continue
        effort = effort_of(problem, dated.trip)
        rupiah = cost(problem.tariff, effort)
        wrong = max(abs(dated.cost - rupiah), abs(cost(problem.tariff, dated.effort) - rupiah))
        if wrong or dated.effort != effort:
            yield Fault("prices", dated.id, max(1, wrong))


DATED_RULES: Mapping[str, Callable[[Problem, Schedule], Iterator[Fault]]] = {
    rule.__name__: rule for rule
    in (
        slot_once, nights_in_a_row, open_dates, kits, closed_roads, one_team_a_place, region_caps, own_days,
        clocks, prices,
    )
}  # fmt: skip
"""Every hard rule that needs dates, by name."""


def _whole(trip: Trip) -> bool:
    """Whether a trip can be clocked and priced at all; `nights` and `own_days` say what it lacks."""
    return len(trip.days) == len(trip.classes) == len(trip.sleeps_at) + 1


def _overlap(span: tuple[int, int], pause: tuple[int, int] | None) -> int:
    return max(0, min(span[1], pause[1]) - max(span[0], pause[0])) if pause else 0


@dataclass(frozen=True)
class _Day:
    """One day of a trip: its visits between two locations, in a slot of a class."""

    name: str
    slot_class: int
    visits: tuple[Visit, ...]
    first: int
    last: int


def _days(problem: Problem, trips: tuple[Trip, ...]) -> Iterator[_Day]:
    for number, trip in enumerate(trips):
        ends = trip.ends(problem.classes[trip.slot_class].base)
        for index, (visits, k, way) in enumerate(zip(trip.days, trip.classes, ends, strict=False)):
            yield _Day(f"trip {number} day {index}", k, visits, *way)


def _drive(problem: Problem, day: _Day) -> int:
    minutes = problem.layer(day.slot_class).minutes
    stops = [day.first, *(int(problem.place_location[visit.place]) for visit in day.visits), day.last]
    return sum(int(minutes[a, b]) for a, b in pairwise(stops))


def _stay(problem: Problem, slot_class: int, visit: Visit) -> int:
    minutes = sum(people * int(problem.cell_minutes[cell]) for cell, people in visit.loads)
    stations = problem.classes[slot_class].stations
    return int(problem.setup[visit.place]) + -(-minutes // stations)
