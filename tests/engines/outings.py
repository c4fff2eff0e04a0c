"""What a team can do from a date on, by trying everything: the oracle's day, clock and price."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, pairwise, permutations, product

from optimizer.core.calendar import WorkDay
from optimizer.core.problem import Problem
from optimizer.core.region import Place, Team
from optimizer.core.tariff import Rate
from optimizer.core.travel import UNREACHABLE, Layer

Loads = tuple[int, ...]
"""People served per cell, shape (cells,)."""

EIGHT_HOURS = 8 * 60


@dataclass(frozen=True)
class Outing:
    """One day out: people per cell, places in order, metres, and whether it lasts over eight hours."""

    loads: Loads
    order: tuple[int, ...]
    metres: int
    long: bool


@dataclass(frozen=True)
class Move:
    """A trip as other trips see it: people per cell, visits per place, places and caps used by date.

    `days` are its days as they are driven and `beds` the locations between them.
    """

    loads: Loads
    visits: tuple[int, ...]
    places: tuple[frozenset[int], ...]
    capped: tuple[Loads, ...]
    rupiah: int
    days: tuple[Outing, ...]
    beds: tuple[int, ...] = ()


@dataclass(frozen=True)
class Date:
    """What a team finds on a date: its roads, minutes and kits, and the cells that may be served."""

    roads: Layer
    work: WorkDay
    stations: int
    cells: tuple[int, ...]


class Outings:
    """All trips of a problem, found once for each team and date."""

    def __init__(self, problem: Problem):
        self.problem = problem
        self.teams = {team.id: team for team in problem.region.teams}
        self.days = {day.date: day for day in problem.calendar.days}
        self.at = {code: n for n, code in enumerate(problem.travel.ids)}
        self.known: dict[tuple[object, ...], list[Outing]] = {}
        self.found: dict[tuple[str, date], list[Move]] = {}

    def moves(self, team: str, day: date) -> list[Move]:
        """Every trip a team can leave for on a date, the cheapest of those that are alike."""
        if (team, day) not in self.found:
            cheapest: dict[tuple[object, ...], Move] = {}
            for move in (*self._day_trips(self.teams[team], day), *self._night_trips(self.teams[team], day)):
                key = move.loads, move.visits, move.places, move.capped
                if key not in cheapest or move.rupiah < cheapest[key].rupiah:
                    cheapest[key] = move
            self.found[team, day] = [*cheapest.values()]
        return self.found[team, day]

    def _day_trips(self, team: Team, day: date) -> Iterator[Move]:
        home = self.at[team.base]
        for out in self.between(team, day, home, home):
            yield self.move(team, (out,), ())

    def _night_trips(self, team: Team, day: date) -> Iterator[Move]:
        """Trips of one night: what follows on the next date from wherever the team may sleep."""
        policy, home, next_day = self.problem.policy, self.at[team.base], day + timedelta(days=1)
        assert policy.max_nights <= 1, "the oracle knows one night at most"
        slots = {(slot.team, slot.date) for slot in self.problem.slots}
        if not policy.max_nights or (team.id, next_day) not in slots:
            return
        worked_off = self.days[day].extra or self.days[next_day].extra
        if worked_off and not policy.nights_over_days_off:
            return
        for lodging in self.problem.region.lodgings:
            bed = self.at[lodging.place]
            outs = _shortest(self.between(team, day, home, bed), last=True)
            homes = _shortest(self.between(team, next_day, bed, home), last=False)
            for out, back in product(outs, homes):
                both = (a + b for a, b in zip(out.loads, back.loads, strict=True))
                if all(n <= most for n, most in zip(both, self.problem.expected, strict=True)):
                    yield self.move(team, (out, back), (bed,))

    def move(self, team: Team, outs: tuple[Outing, ...], beds: tuple[int, ...]) -> Move:
        """The trip of these days."""
        durations = ("overnight",) * len(outs) if beds else ("over_8h" if outs[0].long else "up_to_8h",)
        visits = [0] * self.problem.places
        for n, out in enumerate(outs):
            for place in out.order:
                visits[place] += 1
            if n and out.order[0] == outs[n - 1].order[-1]:  # stayed at over the night: one visit
                visits[out.order[0]] -= 1
        loads = tuple(sum(each) for each in zip(*(out.loads for out in outs), strict=True))
        metres, stays = sum(out.metres for out in outs), sum(len(out.order) for out in outs)
        return Move(
            loads,
            tuple(visits),
            tuple(frozenset(out.order) for out in outs),
            tuple(self._capped(out.loads) for out in outs),
            rupiah(self.problem, team, metres, durations, stays, loads),
            outs,
            beds,
        )

    def _capped(self, loads: Loads) -> Loads:
        """People served of each service with a cap."""
        capped = [service.code for service in self.problem.region.services if service.cap]
        cells = self.problem.region.cells
        return tuple(
            sum(n for n, cell in zip(loads, cells, strict=True) if code in cell.services) for code in capped
        )

    def between(self, team: Team, day: date, first: int, last: int) -> list[Outing]:
        """Every day a team can spend between two locations; equal ones of teams alike are found once."""
        there = self._date(team, day)
        key = (
            id(there.roads), there.work.start, there.work.pause, there.work.work_minutes, there.stations,
            there.cells, first, last,
        )  # fmt: skip
        if key not in self.known:
            self.known[key] = [*self._enumerated(there, first, last)]
        return self.known[key]

    def _date(self, team: Team, day: date) -> Date:
        region, policy, work = self.problem.region, self.problem.policy, self.days[day]
        vehicle = next(v for v in region.vehicles if v.code == team.vehicle)
        roads = self.problem.travel.layers[vehicle.mode, work.road_state]
        places = {place.code: place for place in region.places}
        needs = {service.code for service in region.services if service.needs_signal}
        fine = {"ya", "tidak_diketahui"} if policy.unknown_signal else {"ya"}
        cells = []
        for number, cell in enumerate(region.cells):
            place = places[cell.place]
            here, home = self.at[place.code], self.at[team.base]
            reached = max(roads.minutes[home, here], roads.minutes[here, home]) < UNREACHABLE
            heard = place.signal in fine or not needs & set(cell.services)
            released = cell.release is None or cell.release <= day
            if reached and heard and released and self._open(place, day) and self.problem.expected[number]:
                cells.append(number)
        return Date(roads, work, stations(self.problem, day)[team.id], tuple(cells))

    def _open(self, place: Place, day: date) -> bool:
        """Whether nothing shuts the place on the date and no deadline of its own has passed."""
        if place.opening is not None:
            if day.weekday() not in place.opening.weekdays:
                return False
            if any(begin <= day <= end for begin, end in place.opening.shut):
                return False
        for urgent in self.problem.policy.deadlines:
            meant = (
                (urgent.kinds, place.kind),
                (urgent.kecamatan, place.kecamatan_code),
                (urgent.places, place.code),
            )
            if urgent.by < day and all(not names or name in names for names, name in meant):
                return False
        return True

    def _enumerated(self, there: Date, first: int, last: int) -> Iterator[Outing]:
        problem, policy = self.problem, self.problem.policy
        of = {int(problem.cell_place[c]) for c in there.cells}
        longest = min(len(of), policy.max_visits or len(of))
        for size in range(1, longest + 1):
            for chosen in combinations(sorted(of), size):
                served = [*self._loads(there, chosen)]
                for order in permutations(chosen):
                    way = [first, *(self.at[problem.region.places[p].code] for p in order), last]
                    drives = [int(there.roads.minutes[a, b]) for a, b in pairwise(way)]
                    metres = sum(int(there.roads.metres[a, b]) for a, b in pairwise(way))
                    too_far = policy.max_drive_minutes is not None and sum(drives) > policy.max_drive_minutes
                    for loads, minutes in served if not too_far else ():
                        stays = [minutes[p] for p in order]
                        long = self._lasts(there, order, drives, stays)
                        if long is not None:
                            yield Outing(loads, order, metres, long)

    def _loads(self, there: Date, chosen: tuple[int, ...]) -> Iterator[tuple[Loads, Mapping[int, int]]]:
        """Every way to serve someone at each place within the caps, and the minutes of each stay."""
        problem, region = self.problem, self.problem.region
        setup = dict(problem.policy.setup_minutes)
        sitting = {service.code: service.minutes for service in region.services}
        ranges = [
            range(int(problem.expected[c]) + 1)
            if c in there.cells and problem.cell_place[c] in chosen
            else range(1)
            for c in range(problem.cells)
        ]
        caps = [service.cap for service in region.services if service.cap]
        for loads in product(*ranges):
            minutes = dict.fromkeys(chosen, 0)
            for c, n in enumerate(loads):
                if n:
                    each = region.cells[c].minutes or sum(sitting[s] for s in region.cells[c].services)
                    minutes[int(problem.cell_place[c])] += n * each
            used = zip(caps, self._capped(loads), strict=True)
            if all(minutes.values()) and all(n <= cap.people for cap, n in used):
                yield (
                    loads,
                    {
                        p: setup[region.places[p].kind] - (-m // there.stations)  # rounded up once a visit
                        for p, m in minutes.items()
                    },
                )

    def _lasts(self, there: Date, order: tuple[int, ...], drives: list[int], stays: list[int]) -> bool | None:
        """Whether a day lasts over eight hours; None where it cannot be done."""
        problem, work = self.problem, there.work
        spent, allowed = sum(drives) + sum(stays), work.work_minutes + problem.policy.overtime_minutes
        if spent > allowed:
            return None
        hours = [problem.region.places[p].opening for p in order]
        if not any(hours):  # nothing to wait for: the team rests where the day runs into the break
            rest = work.pause[1] - work.pause[0] if work.pause and work.start + spent > work.pause[0] else 0
            return spent + rest > EIGHT_HOURS
        doors = [(h.start, h.end) if h else (0, 24 * 60) for h in hours]
        back, late, stood = run(work.pause, doors, drives, stays, work.start)
        if late or spent + stood > allowed:
            return None
        if back - work.start <= EIGHT_HOURS:
            return False
        # who leaves later is back no earlier: enough to leave eight hours before
        later, late, _ = run(work.pause, doors, drives, stays, back - EIGHT_HOURS)
        return later > back or late > 0


def run(
    pause: tuple[int, int] | None,
    doors: list[tuple[int, int]],
    drives: list[int],
    stays: list[int],
    leave: int,
) -> tuple[int, int, int]:
    """When a team that leaves at `leave` is back, how late it is at doors, and how long it stands there.

    A drive lies before the break or after it; a stay is interrupted by it.
    """
    begin, end = pause or (0, 0)
    now, late, stood = leave, 0, 0
    for n, drive in enumerate(drives):
        if now < end and now + drive > begin:
            now = end
        now += drive
        if n == len(stays):
            break
        opens, closes = doors[n]
        stood += sum(not begin <= minute < end for minute in range(now, opens))
        now = max(now, opens)
        for _ in range(stays[n]):
            now = end + 1 if begin <= now < end else now + 1
        late += max(0, now - closes)
    return now, late, stood


def stations(problem: Problem, day: date) -> dict[str, int]:
    """Kits each team has on a date: those of its base first, the rest to whoever has fewest."""
    teams, bases = problem.region.teams, {base.code for base in problem.region.bases}
    if not problem.region.kits:
        return {team.id: team.stations for team in teams}
    has = {team.id: 0 for team in teams}
    sound = [
        kit for kit in problem.region.kits
        if kit.status == "baik" or (kit.status == "kembali" and kit.back is not None and day >= kit.back)
    ]  # fmt: skip
    for kit in sorted(sound, key=lambda kit: kit.where not in bases):
        takers = [
            team for team in teams
            if has[team.id] < team.stations and (kit.where not in bases or team.base == kit.where)
        ]  # fmt: skip
        if takers:
            has[min(takers, key=lambda team: has[team.id]).id] += 1
    return has


def _shortest(outs: list[Outing], *, last: bool) -> list[Outing]:
    """The least metres of outings that serve the same people and end (or begin) at the same place."""
    best: dict[tuple[Loads, int], Outing] = {}
    for out in outs:
        key = out.loads, out.order[-1 if last else 0]
        if key not in best or out.metres < best[key].metres:
            best[key] = out
    return [*best.values()]


def rupiah(
    problem: Problem, team: Team, metres: int, durations: tuple[str, ...], stays: int, loads: Loads
) -> int:
    """Rupiah of a trip of so many metres and stays whose dates are of these duration classes."""
    vehicle = next(v for v in problem.region.vehicles if v.code == team.vehicle)
    served: dict[str, int] = {}
    for cell, people in zip(problem.region.cells, loads, strict=True):
        for service in cell.services:
            served[service] = served.get(service, 0) + people

    def units(rate: Rate) -> int:
        owns = not rate.vehicles or team.vehicle in rate.vehicles
        crew = sum(n for rank, n in team.members if not rate.ranks or rank in rate.ranks)
        if rate.driver == "kilometres":
            return -(-metres // 1000) if owns else 0
        if rate.driver == "litres":
            return -(-metres * vehicle.millilitres // 1_000_000) if owns else 0
        if rate.driver == "vehicle_days":
            return len(durations) if owns else 0
        if rate.driver == "team_days":
            return len(durations)
        if rate.driver == "visits":
            return stays
        if rate.driver == "people":
            return sum(n for s, n in served.items() if not rate.services or s in rate.services)
        if rate.driver == "person_nights":
            return crew * (len(durations) - 1)
        return crew * sum(not rate.duration_classes or d in rate.duration_classes for d in durations)

    return sum(rate.rupiah * units(rate) for rate in problem.tariff.rates)
