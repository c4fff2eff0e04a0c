"""Compile a region, its travel, calendar, tariff and policy into a `Problem`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from optimizer.core.apportion import expected_people
from optimizer.core.bins import fewest_bins
from optimizer.core.calendar import Calendar, WorkDay
from optimizer.core.clock import longest_stay
from optimizer.core.kits import stations_on
from optimizer.core.policy import WEIGHT_SCALE, Policy
from optimizer.core.priority import factors
from optimizer.core.problem import Floor, Problem, ServiceCap, Slot, SlotClass, Span, Target
from optimizer.core.region import Place, Region, Team
from optimizer.core.signal import parted, served_signals
from optimizer.core.tariff import Tariff
from optimizer.core.travel import UNREACHABLE, Travel

MIDNIGHT = 24 * 60

Scalar = TypeVar("Scalar", bound=np.generic)


def pose(region: Region, travel: Travel, calendar: Calendar, tariff: Tariff, policy: Policy) -> Problem:
    """Compile the planning problem.

    Slots are team × working date; slots that differ in nothing an engine can use share a class. A
    place may be visited m times under `fewest`: the fewest visits that can serve all its people,
    given the largest capacity over its permitted classes (DESIGN: "Policy fewest").
    """
    region = parted(region, policy)
    location = {code: index for index, code in enumerate(travel.ids)}
    place_index = {place.code: index for index, place in enumerate(region.places)}
    services = {service.code: service for service in region.services}
    setup_of = dict(policy.setup_minutes)
    cell_place = np.array([place_index[cell.place] for cell in region.cells], dtype=np.int32)
    available = np.array(
        [max(0, cell.waiting + cell.inflow - cell.office) for cell in region.cells], dtype=np.int32
    )
    expected = expected_people(available, policy.turnout_percent)
    points = {name: _frozen(each) for name, each in factors(region, travel, policy, calendar.start).items()}
    weight = np.full(len(region.places), WEIGHT_SCALE, dtype=np.int32) + sum(points.values())
    values = np.array([sum(services[s].value for s in c.services) for c in region.cells], dtype=np.int32)
    classes, slots = _Slots(region, travel, policy, cell_place).of(calendar)
    problem = Problem(
        region=region,
        travel=travel,
        calendar=calendar,
        tariff=tariff,
        policy=policy,
        place_location=_frozen(np.array([location[p.code] for p in region.places], dtype=np.int32)),
        setup=_frozen(np.array([setup_of[place.kind] for place in region.places], dtype=np.int32)),
        weight=_frozen(weight),
        cell_place=_frozen(cell_place),
        cell_minutes=_frozen(
            np.array(
                [cell.minutes or sum(services[s].minutes for s in cell.services) for cell in region.cells],
                dtype=np.int32,
            )
        ),
        cell_weight=_frozen(values * weight[cell_place]),
        available=_frozen(available),
        expected=_frozen(expected),
        max_visits=np.empty(0, dtype=np.int32),
        caps=tuple(_caps(region, slots)),
        classes=classes,
        slots=slots,
        factors=points,
        timed=_frozen(np.array([place.opening is not None for place in region.places], dtype=bool)),
        optional=_optional(region),
        targets=tuple(_targets(region)),
        floors=tuple(_floors(region, policy, expected)),
        lodgings=tuple(location[lodging.place] for lodging in region.lodgings) if policy.max_nights else (),
        spans=tuple(_spans(calendar, slots, policy)) if policy.max_nights and region.lodgings else (),
    )
    return problem.replace(max_visits=_frozen(_max_visits(problem)))


def _frozen(array: NDArray[Scalar]) -> NDArray[Scalar]:
    array.setflags(write=False)
    return array


def _of_service(region: Region, service: str) -> NDArray[np.bool_]:
    return _frozen(np.array([service in cell.services for cell in region.cells], dtype=bool))


def _caps(region: Region, slots: tuple[Slot, ...]) -> Iterator[ServiceCap]:
    """Caps by service; of a cap of the region's day each team counts on an even share."""
    teams = max(Counter(slot.date for slot in slots).values(), default=1)
    for service in region.services:
        if service.cap:
            shared, people = service.cap.per == "region_day", service.cap.people
            # Where there are more teams than people in the cap, dating decides which team has them.
            per_trip = max(1, people // teams) if shared else people
            yield ServiceCap(service.code, _of_service(region, service.code), people, shared, per_trip)


def _targets(region: Region) -> Iterator[Target]:
    """Targets by service, less what the office serves meanwhile."""
    for service in region.services:
        if service.target is not None:
            office = sum(cell.office for cell in region.cells if service.code in cell.services)
            people = max(0, service.target - office)
            yield Target(service.code, _of_service(region, service.code), people)


def _optional(region: Region) -> NDArray[np.bool_]:
    """Cells that need nothing but services with a target."""
    aimed = {service.code for service in region.services if service.target is not None}
    return _frozen(np.array([aimed.issuperset(cell.services) for cell in region.cells], dtype=bool))


def _floors(region: Region, policy: Policy, expected: NDArray[np.int32]) -> Iterator[Floor]:
    """The floor of each kecamatan, in order of codes; none where the policy sets none."""
    of = {place.code: place.kecamatan_code for place in region.places}
    for kecamatan in sorted(set(of.values())) if policy.floor_percent else ():
        cells = np.array([of[cell.place] == kecamatan for cell in region.cells], dtype=bool)
        people = int(expected[cells].sum()) * policy.floor_percent // 100
        if people:
            yield Floor(kecamatan, _frozen(cells), people)


class _Slots:
    """The slots of a calendar, in order of date and team, and their classes."""

    def __init__(self, region: Region, travel: Travel, policy: Policy, cell_place: NDArray[np.int32]):
        self._region, self._travel, self._policy = region, travel, policy
        self._cell_place = cell_place
        column = {code: index for index, code in enumerate(travel.ids)}
        self._location = np.array([column[place.code] for place in region.places], dtype=np.int64)
        self._modes = {vehicle.code: vehicle.mode for vehicle in region.vehicles}
        self._signal = _signal_allowed(region, policy)
        self._classes: list[SlotClass] = []
        self._known: dict[tuple[object, ...], int] = {}

    def of(self, calendar: Calendar) -> tuple[tuple[SlotClass, ...], tuple[Slot, ...]]:
        slots = []
        for day in calendar.days:
            if self._policy.deadline is not None and day.date > self._policy.deadline:
                continue
            stations, open_cells = stations_on(self._region, day.date), self._open(day.date)
            for team in self._region.teams:
                if day.date not in team.days_off and stations[team.id]:
                    number = self._class(team, day, stations[team.id], open_cells)
                    slots.append(Slot(team.id, day.date, number))
        return tuple(self._classes), tuple(slots)

    def _class(self, team: Team, day: WorkDay, stations: int, open_cells: NDArray[np.bool_]) -> int:
        """The number of the class of a team's slot; a new one where it differs from all before."""
        layer = (self._modes[team.vehicle], day.road_state)
        key = (
            team.base, team.vehicle, stations, team.members, layer, day.start, day.end, day.pause,
            open_cells.tobytes(),
        )  # fmt: skip
        if key not in self._known:
            self._known[key] = len(self._classes)
            base = self._travel.ids.index(team.base)
            matrix = self._travel.layers[layer].minutes
            way = matrix[base, self._location].astype(np.int64) + matrix[self._location, base]
            allowed = (way < UNREACHABLE)[self._cell_place] & open_cells
            opens, closes = _hours(self._region)
            self._classes.append(
                SlotClass(
                    layer, base, day.start, day.pause, day.work_minutes, stations, team.vehicle,
                    team.members, _frozen(allowed), opens, closes,
                )
            )  # fmt: skip
        return self._known[key]

    def _open(self, day: date) -> NDArray[np.bool_]:
        """Whether each cell may be served on a date, as far as no road is concerned."""
        places = {
            place.code: (place.opening is None or place.opening.on(day))
            and all(day <= d.by for d in self._policy.deadlines if d.holds(*_described(place)))
            for place in self._region.places
        }
        released = [
            places[cell.place] and (cell.release is None or cell.release <= day)
            for cell in self._region.cells
        ]
        return np.array(released, dtype=bool) & self._signal


def _described(place: Place) -> tuple[str, str, str]:
    return place.kind, place.kecamatan_code, place.code


def _hours(region: Region) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Minutes after midnight between which each place is open."""
    hours = [(p.opening.start, p.opening.end) if p.opening else (0, MIDNIGHT) for p in region.places]
    opens, closes = np.array(hours, dtype=np.int32).reshape(-1, 2).T.copy()
    return _frozen(opens), _frozen(closes)


def _spans(calendar: Calendar, slots: tuple[Slot, ...], policy: Policy) -> Iterator[Span]:
    """Slots of one team on two dates in a row and more, as many as the nights allowed."""
    extra = {day.date for day in calendar.days if day.extra}
    of = {(slot.team, slot.date): number for number, slot in enumerate(slots)}
    for slot in slots:
        run = [of[slot.team, slot.date]]
        for night in range(1, policy.max_nights + 1):
            day = slot.date + timedelta(days=night)
            barred = not policy.nights_over_days_off and {day, day - timedelta(days=1)} & extra
            if barred or (slot.team, day) not in of:
                break
            run.append(of[slot.team, day])
            yield Span(slot.team, tuple(run), tuple(slots[number].slot_class for number in run))


def _signal_allowed(region: Region, policy: Policy) -> NDArray[np.bool_]:
    """Whether each cell's place has the signal its services need."""
    needs = {service.code for service in region.services if service.needs_signal}
    signal = {place.code: place.signal for place in region.places}
    good = served_signals(policy)
    return np.array(
        [signal[c.place] in good or not needs.intersection(c.services) for c in region.cells], dtype=bool
    )


def _max_visits(problem: Problem) -> NDArray[np.int32]:
    """Visits allowed per place: the fewest that serve its people, or one a date (`split`).

    Never more than the dates on which a team can come, as no place has two teams on one date. A place
    visited in rounds has so many for each release of its cells.
    """
    dates: list[set[date]] = [set() for _ in problem.classes]
    for slot in problem.slots:
        dates[slot.slot_class].add(slot.date)
    most = np.ones(problem.places, dtype=np.int32)
    served = np.logical_or.reduce([slots.allowed for slots in problem.classes] or [problem.expected < 0])
    for place, described in enumerate(problem.region.places):
        here = np.flatnonzero((problem.cell_place == place) & served & (problem.expected > 0))
        able = [k for k, slots in enumerate(problem.classes) if slots.allowed[here].any()]
        open_dates = len(set[date]().union(*(dates[k] for k in able)))
        releases = [problem.region.cells[cell].release for cell in here]
        rounds = dict.fromkeys(releases) if described.rounds else {None: None}
        fewest = 0
        for release in rounds:
            met = here if not described.rounds else here[[r == release for r in releases]]
            needed = [
                visits_needed(problem, place, k, met) for k in able if problem.classes[k].allowed[met].any()
            ]
            fewest += min((n for n in needed if n is not None), default=0)
        most[place] = max(1, open_dates if problem.policy.visits == "split" else min(fewest, open_dates))
    return most


def visits_needed(
    problem: Problem, place: int, slot_class: int, cells: NDArray[np.intp] | None = None
) -> int | None:
    """Fewest single-stop trips as long as a class's that serve all people expected at `place`.

    None where the class cannot serve anyone there; people whose sitting is longer than the class's
    day allows are left out. `cells` are those to be served, by default the ones the class is allowed.
    Whole people have to fit into each day's minutes and caps, so this packs them: exact for one or two
    kinds of sitting, and never too few for more.
    """
    slots = problem.classes[slot_class]
    capacity = stay_minutes(problem, place, slot_class) * slots.stations
    if cells is None:
        cells = np.flatnonzero((problem.cell_place == place) & slots.allowed & (problem.expected > 0))
    cells = cells[problem.cell_minutes[cells] <= capacity]
    for cap in problem.caps:
        cells = cells[~cap.cells[cells] | (cap.per_trip > 0)]
    if not len(cells):
        return None
    caps = [(cap.cells[cells], cap.per_trip) for cap in problem.caps if cap.cells[cells].any()]
    people, minutes = problem.expected[cells], problem.cell_minutes[cells]
    return fewest_bins(people.astype(np.int64), minutes.astype(np.int64), capacity, caps)


def stay_minutes(problem: Problem, place: int, slot_class: int) -> int:
    """Minutes for serving on a single-stop trip of a class to `place`; not positive where there are none."""
    slots, layer = problem.classes[slot_class], problem.layer(slot_class)
    there, base = int(problem.place_location[place]), slots.base
    drive = int(layer.minutes[base, there]) + int(layer.minutes[there, base])
    limit = problem.policy.max_drive_minutes
    if drive >= UNREACHABLE or (limit is not None and drive > limit):
        return -1
    most = slots.work_minutes + problem.policy.overtime_minutes - drive
    if problem.timed[place]:
        most = longest_stay(problem, slot_class, place, most)
    return most - int(problem.setup[place])
