"""The figures of a `Document` that have to agree with one another, whoever wrote it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from optimizer.errors import Defect, Message
from optimizer.store.document import AccountRecord, Document, TotalRecord, TripRecord

PLAN_FILE = "plan.json"


def disagreements(document: Document) -> Iterator[Defect]:
    """Every figure of `document` that disagrees with another, and every code it does not explain."""
    yield from _codes(document)
    yield from _ways(document)
    yield from _weights(document)
    yield from _balances(document)
    yield from _people(document)
    yield from _unserved(document)
    yield from _costs(document)


def _codes(document: Document) -> Iterator[Defect]:
    """Codes are unique, and every code used is one listed."""
    for key, codes in (
        ("places", [place.code for place in document.places]),
        ("teams", [team.id for team in document.teams]),
        ("trips", [trip.id for trip in document.trips]),
        ("services", [service.code for service in document.services]),
        ("bases", [base.code for base in document.bases]),
        ("vehicles", [vehicle.code for vehicle in document.vehicles]),
        ("kits", [kit.code for kit in document.kits]),
        ("targets", [target.service for target in document.targets]),
        ("floors", [floor.kecamatan_code for floor in document.floors]),
    ):
        for code, count in Counter(codes).items():
            if count > 1:
                yield Defect(PLAN_FILE, Message("store.sums.twice"), column=key, found=code)
    visits = [visit for trip in document.trips for day in trip.days for visit in day.visits]
    lost = [visit for trip in document.undated for day in trip.days for visit in day]
    rows = (*document.unserved, *document.extra_unserved)
    places = {place.code for place in document.places}
    teams = {team.id for team in document.teams}
    services = {service.code for service in document.services}
    beds = {lodging.place for lodging in document.lodgings}
    spots = places | {base.code for base in document.bases} | {team.base for team in document.teams}
    for key, used, known in (
        ("places[].cells", {code for place in document.places for code in place.cells}, services),
        ("places[].extra_cells", {code for place in document.places for code in place.extra_cells}, services),
        ("places[].within", {place.within for place in document.places if place.within}, places),
        ("slots[].team", {slot.team for slot in document.slots}, teams),
        ("trips[].team", {trip.team for trip in document.trips}, teams),
        ("trips[].sleeps_at", {code for trip in document.trips for code in trip.sleeps_at}, beds),
        ("undated[].sleeps_at", {code for trip in document.undated for code in trip.sleeps_at}, beds),
        ("days[].from", {day.from_ for trip in document.trips for day in trip.days}, spots),
        ("days[].to", {day.to for trip in document.trips for day in trip.days}, spots),
        ("visits[].place", {visit.place for visit in visits}, places),
        ("undated[].place", {visit.place for visit in lost}, places),
        ("visits[].people", {code for visit in visits for code in visit.people}, services),
        ("visits[].invited", {code for visit in visits for code in visit.invited}, services),
        ("visits[].extra", {c for visit in visits for c in (*visit.extra, *visit.extra_invited)}, services),
        ("unserved[].place", {row.place for row in rows}, places),
        ("unserved[].service", {row.service for row in rows}, services),
        ("lodgings[].place", beds, spots),
        ("requests[].place", {request.place for request in document.requests}, places),
        ("targets[].service", {target.service for target in document.targets}, services),
        ("extra", set(document.extra), services),
    ):
        for code in sorted(used - known):
            yield Defect(PLAN_FILE, Message("store.sums.unknown"), column=key, found=code)


def _ways(document: Document) -> Iterator[Defect]:
    """A trip leads from its team's base from bed to bed and back, one date after the other."""
    bases = {team.id: team.base for team in document.teams}
    for trip in document.trips:
        where = f"trips[{trip.id}]"
        if not trip.days:
            yield Defect(PLAN_FILE, Message("store.sums.no_day"), column=where)
            continue
        yield from _differ(f"{where}.nights", trip.nights, len(trip.days) - 1)
        yield from _differ(f"{where}.sleeps_at", len(trip.sleeps_at), trip.nights)
        yield from _way(where, trip, bases.get(trip.team))
    for number, lost in enumerate(document.undated):
        where, nights = f"undated[{number}]", len(lost.days) - 1
        if not lost.days:
            yield Defect(PLAN_FILE, Message("store.sums.no_day"), column=where)
            continue
        yield from _differ(f"{where}.sleeps_at", len(lost.sleeps_at), nights)
        yield from _differ(f"{where}.then", len(lost.then), nights)


def _way(where: str, trip: TripRecord, base: str | None) -> Iterator[Defect]:
    if base is not None and len(trip.sleeps_at) == len(trip.days) - 1:
        ends = zip((base, *trip.sleeps_at), (*trip.sleeps_at, base), strict=True)
        for number, (day, way) in enumerate(zip(trip.days, ends, strict=True)):
            yield from _say(f"{where}.days[{number}].from", day.from_, way[0])
            yield from _say(f"{where}.days[{number}].to", day.to, way[1])
    for number, (day, after) in enumerate(pairwise(trip.days), start=1):
        if after.date.toordinal() != day.date.toordinal() + 1:
            yield from _say(f"{where}.days[{number}].date", str(after.date), f"{day.date} + 1")


def _weights(document: Document) -> Iterator[Defect]:
    """The weight of a place is the sum of its factors, to the hundredth."""
    for place in document.places:
        total = sum(round(100 * points) for points in place.factors.values())
        yield from _differ(f"places[{place.code}].weight", round(100 * place.weight) / 100, total / 100)


def _balances(document: Document) -> Iterator[Defect]:
    """Waiting + inflow = expected + office + absent + left."""
    accounts: dict[str, AccountRecord | TotalRecord] = {
        f"extra.{service}": total for service, total in document.extra.items()
    }
    for place in document.places:
        for key, cells in (("cells", place.cells), ("extra_cells", place.extra_cells)):
            accounts |= {f"places[{place.code}].{key}.{service}": cell for service, cell in cells.items()}
    for where, account in accounts.items():
        whole = account.waiting + account.inflow
        parts = account.expected + account.office + account.absent + account.left
        if whole != parts:
            message = Message("store.sums.balance", {"whole": whole, "parts": parts})
            yield Defect(PLAN_FILE, message, column=where)


def _people(document: Document) -> Iterator[Defect]:
    """People served and invited over a place's visits are its accounts'; all places make the totals."""
    served, invited = Counter[_Key](), Counter[_Key]()
    for trip in document.trips:
        for visit in (visit for day in trip.days for visit in day.visits):
            for counted, people, beside in (
                (served, visit.people, visit.extra),
                (invited, visit.invited, visit.extra_invited),
            ):
                for service in dict.fromkeys((*people, *beside)):
                    young = beside.get(service, 0)
                    counted[visit.place, service, False] += people.get(service, 0) - young
                    counted[visit.place, service, True] += young
    cells = _cells(document)
    for key in dict.fromkeys((*cells, *served, *invited)):
        where, expected, absent, _ = _stated(cells, key)
        yield from _differ(f"{where}.expected", expected, served[key])
        yield from _differ(f"{where}.absent", expected + absent, invited[key])
    total = Counter[str]()
    for (_, service, extra), cell in cells.items():
        total[service] += 0 if extra else cell.expected
    for service in dict.fromkeys((*document.people, *total)):
        yield from _differ(f"people.{service}", document.people.get(service, 0), total[service])
    yield from _extra(document, cells)


_Key = tuple[str, str, bool]
"""Place, service, and whether beside the published totals."""


def _cells(document: Document) -> dict[_Key, AccountRecord]:
    """Every account of every place."""
    return {
        (place.code, service, extra): cell
        for place in document.places
        for extra, cells in ((False, place.cells), (True, place.extra_cells))
        for service, cell in cells.items()
    }


def _stated(cells: dict[_Key, AccountRecord], key: _Key) -> tuple[str, int, int, int]:
    """Where an account stands, and whom it says to be expected, absent and left: nobody without one."""
    where = f"places[{key[0]}].{'extra_cells' if key[2] else 'cells'}.{key[1]}"
    cell = cells.get(key)
    return (where, cell.expected, cell.absent, cell.left) if cell else (where, 0, 0, 0)


def _extra(document: Document, cells: dict[_Key, AccountRecord]) -> Iterator[Defect]:
    """The people beside the published totals, place by place and in all."""
    sums = {service: Counter[str]() for service in document.extra}
    for (_, service, extra), cell in cells.items():
        if extra:
            found = sums.setdefault(service, Counter())
            found.update({name: getattr(cell, name) for name in TotalRecord.model_fields})
    for service, counts in sums.items():
        stated = document.extra.get(service)
        for name in TotalRecord.model_fields:
            people = getattr(stated, name) if stated else 0
            yield from _differ(f"extra.{service}.{name}", people, counts[name])


def _unserved(document: Document) -> Iterator[Defect]:
    """Who is told not to be served is who the accounts say is absent or left."""
    told = Counter[tuple[_Key, bool]]()
    for extra, rows in ((False, document.unserved), (True, document.extra_unserved)):
        for row in rows:
            told[(row.place, row.service, extra), row.reason == "absent"] += row.people
    cells = _cells(document)
    for key in dict.fromkeys((*cells, *(key for key, _ in told))):
        where, _, absent, left = _stated(cells, key)
        yield from _differ(f"{where}.absent", absent, told[key, True])
        yield from _differ(f"{where}.left", left, told[key, False])


def _costs(document: Document) -> Iterator[Defect]:
    """Trips, budget lines and the cost level are one amount."""
    for line in document.budget:
        yield from _differ(f"budget[{line.item}].amount", line.amount, line.quantity * line.rupiah)
    trips = sum(trip.cost_rupiah for trip in document.trips)
    yield from _differ("cost_rupiah", document.cost_rupiah, trips)
    yield from _differ("budget", sum(line.amount for line in document.budget), trips)
    for level in document.levels:
        if level.unit == "rupiah":
            yield from _differ(f"levels.{level.name}", level.value, trips)


def _say(where: str, stated: str, found: str) -> Iterator[Defect]:
    if stated != found:
        message = Message("store.sums.other", {"stated": stated, "found": found})
        yield Defect(PLAN_FILE, message, column=where)


def _differ(where: str, stated: float, counted: float) -> Iterator[Defect]:
    if stated != counted:
        message = Message("store.sums.differ", {"stated": stated, "counted": counted})
        yield Defect(PLAN_FILE, message, column=where)
