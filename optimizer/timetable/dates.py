"""Give each trip its date: CP-SAT over trips × dates, urgent people first, neighbours together.

With x_td = 1 if trip t goes on date d, z_kw = 1 if kecamatan k is visited in week w and u_t = 1 if no
date is found for t:

    min  Σ value_t · d · x_td  +  together · Σ z_kw  +  worst · Σ value_t · u_t
    s.t. Σ_d x_td + u_t = 1;  Σ_{t of class k} x_td ≤ slots of class k on d;
         Σ_{t visits i} x_td ≤ 1 per place i and date d;
         Σ people_t x_td ≤ cap per date of a region's service;  x_td ≤ z_kw for t in kecamatan k.

`value_t` is the weighted people of the trip over the average trip's, so what is urgent comes early.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date

from ortools.sat.python import cp_model

from optimizer.core.plan import Trip
from optimizer.core.problem import Problem
from optimizer.timetable.params import TimetableParams

UNIT = 100
"""Cost of dating an average trip one working day later."""

LARGEST = 25_000
"""Trips × dates beyond which the model would take longer to build than a planner waits."""

Week = tuple[int, int]
"""ISO year and week."""


def choose_dates(
    problem: Problem, trips: tuple[Trip, ...], params: TimetableParams, seed: int
) -> tuple[date | None, ...]:
    """A date for each trip, None where no slot is left for it.

    Campaigns too large for the model, and those for which it finds nothing better in its time, are dated
    in turn, kecamatan by kecamatan or by value, whichever costs less.
    """
    if not trips:
        return ()
    capacity, values, together = _capacity(problem), _values(problem, trips), params.together * UNIT
    first = _first_dates(problem, trips, capacity, values, together)
    if len(trips) * len({day for _, day in capacity}) > LARGEST:
        return tuple(first.get(t) for t in range(len(trips)))
    model = cp_model.CpModel()
    dates = sorted({day for _, day in capacity})
    order = {day: number for number, day in enumerate(dates)}
    weeks: dict[date, Week] = {day: day.isocalendar()[:2] for day in dates}
    goes = [
        {day: model.new_bool_var(f"{t} {day}") for day in dates if capacity.get((trip.slot_class, day))}
        for t, trip in enumerate(trips)
    ]
    undated = [model.new_bool_var(f"undated {t}") for t in range(len(trips))]
    for t in range(len(trips)):
        model.add_exactly_one([*goes[t].values(), undated[t]])
    for (slot_class, day), slots in capacity.items():
        model.add(sum(goes[t][day] for t, trip in enumerate(trips) if trip.slot_class == slot_class) <= slots)
    _add_one_team_a_place(model, trips, goes)
    _add_region_caps(model, problem, trips, goes, dates)
    visited = _weeks_of_kecamatan(model, problem, trips, goes, weeks)
    worst = 10 * (len(dates) * len(trips) + together)
    late = [(var, values[t] * order[day]) for t, days in enumerate(goes) for day, var in days.items()]
    costs = (
        late
        + [(var, together) for var in visited.values()]
        + [(var, worst * values[t]) for t, var in enumerate(undated)]
    )
    model.minimize(cp_model.LinearExpr.weighted_sum(*map(list, zip(*costs, strict=True))))
    for t, days in enumerate(goes):
        for day, var in days.items():
            model.add_hint(var, first.get(t) == day)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = params.deterministic_seconds
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return tuple(first.get(t) for t in range(len(trips)))
    return tuple(next((day for day, var in days.items() if solver.boolean_value(var)), None) for days in goes)


def _capacity(problem: Problem) -> dict[tuple[int, date], int]:
    """Slots of each class on each date."""
    return dict(Counter((slot.slot_class, slot.date) for slot in problem.slots))


def _values(problem: Problem, trips: tuple[Trip, ...]) -> list[int]:
    """Weighted people of each trip, `UNIT` for the average trip, at least 1."""
    weights = [
        sum(people * int(problem.cell_weight[cell]) for visit in trip.visits for cell, people in visit.loads)
        for trip in trips
    ]
    average = max(1.0, sum(weights) / len(weights))
    return [max(1, round(UNIT * weight / average)) for weight in weights]


def _add_one_team_a_place(
    model: cp_model.CpModel, trips: tuple[Trip, ...], goes: list[dict[date, cp_model.IntVar]]
) -> None:
    visitors = defaultdict(list)
    for t, trip in enumerate(trips):
        for place in {visit.place for visit in trip.visits}:
            visitors[place].append(t)
    for visiting in visitors.values():
        for day in sorted({day for t in visiting for day in goes[t]}) if len(visiting) > 1 else ():
            model.add_at_most_one(goes[t][day] for t in visiting if day in goes[t])


def _add_region_caps(
    model: cp_model.CpModel,
    problem: Problem,
    trips: tuple[Trip, ...],
    goes: list[dict[date, cp_model.IntVar]],
    dates: list[date],
) -> None:
    for cap in problem.caps:
        people = [sum(n for v in trip.visits for c, n in v.loads if cap.cells[c]) for trip in trips]
        if cap.per_region and any(people):
            for day in dates:
                model.add(
                    sum(people[t] * days[day] for t, days in enumerate(goes) if day in days) <= cap.people
                )


def _weeks_of_kecamatan(
    model: cp_model.CpModel,
    problem: Problem,
    trips: tuple[Trip, ...],
    goes: list[dict[date, cp_model.IntVar]],
    weeks: Mapping[date, Week],
) -> dict[tuple[str, Week], cp_model.IntVar]:
    """A variable per kecamatan and week that is 1 where a trip visits it."""
    visited: dict[tuple[str, Week], cp_model.IntVar] = {}
    for t, trip in enumerate(trips):
        for kecamatan in _kecamatan(problem, trip):
            for day, var in goes[t].items():
                key = (kecamatan, weeks[day])
                if key not in visited:
                    visited[key] = model.new_bool_var(f"{kecamatan} {weeks[day]}")
                model.add_implication(var, visited[key])
    return visited


def _first_dates(
    problem: Problem,
    trips: tuple[Trip, ...],
    capacity: Mapping[tuple[int, date], int],
    values: list[int],
    together: int,
) -> dict[int, date]:
    """The better of two simple datings to start from: trips by value, or kecamatan by kecamatan."""
    of: dict[str, list[int]] = defaultdict(list)
    for t, trip in enumerate(trips):
        of[_kecamatan(problem, trip)[0]].append(values[t])
    mean = {kecamatan: sum(worth) / len(worth) for kecamatan, worth in of.items()}
    by_value = sorted(range(len(trips)), key=lambda t: (-values[t], t))
    by_kecamatan = sorted(
        by_value, key=lambda t: (-mean[_kecamatan(problem, trips[t])[0]], _kecamatan(problem, trips[t])[0])
    )
    tried = [_in_turn(problem, trips, order, capacity) for order in (by_value, by_kecamatan)]
    order = {day: number for number, day in enumerate(sorted({day for _, day in capacity}))}

    def cost(dated: dict[int, date]) -> tuple[int, int]:
        late = sum(values[t] * order[day] for t, day in dated.items())
        met = {(k, day.isocalendar()[:2]) for t, day in dated.items() for k in _kecamatan(problem, trips[t])}
        return -len(dated), late + together * len(met)

    return min(tried, key=cost)


def _in_turn(
    problem: Problem, trips: tuple[Trip, ...], order: list[int], capacity: Mapping[tuple[int, date], int]
) -> dict[int, date]:
    """Each trip, in order, on the first date with a slot, its places free and room in the caps."""
    free, taken, dated = dict(capacity), set[tuple[int, date]](), dict[int, date]()
    room = [Counter({day: cap.people for _, day in capacity}) for cap in problem.caps if cap.per_region]
    for t in order:
        places = {visit.place for visit in trips[t].visits}
        people = _people_of_caps(problem, trips[t])
        for slot_class, day in sorted(free, key=lambda key: key[1]):
            if slot_class != trips[t].slot_class or not free[slot_class, day]:
                continue
            full = any(wanted > left[day] for wanted, left in zip(people, room, strict=True))
            if not full and not any((place, day) in taken for place in places):
                for wanted, left in zip(people, room, strict=True):
                    left[day] -= wanted
                free[slot_class, day] -= 1
                taken.update((place, day) for place in places)
                dated[t] = day
                break
    return dated


def _people_of_caps(problem: Problem, trip: Trip) -> list[int]:
    """People of a trip that count towards each cap of the region's day."""
    return [
        sum(people for visit in trip.visits for cell, people in visit.loads if cap.cells[cell])
        for cap in problem.caps
        if cap.per_region
    ]


def _kecamatan(problem: Problem, trip: Trip) -> list[str]:
    """Codes of the kecamatan a trip visits, in order."""
    return sorted({problem.region.places[visit.place].kecamatan_code for visit in trip.visits})
