"""The figures of a `Document` that have to agree with one another, whoever wrote it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from optimizer.errors import Defect, Message
from optimizer.store.document import Document

PLAN_FILE = "plan.json"


def disagreements(document: Document) -> Iterator[Defect]:
    """Every figure of `document` that disagrees with another, and every code it does not explain."""
    yield from _codes(document)
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
    ):
        for code, count in Counter(codes).items():
            if count > 1:
                yield Defect(PLAN_FILE, Message("store.sums.twice"), column=key, found=code)
    visits = [visit for trip in document.trips for day in trip.days for visit in day.visits]
    places = {place.code for place in document.places}
    teams = {team.id for team in document.teams}
    services = {service.code for service in document.services}
    for key, used, known in (
        ("places[].cells", {code for place in document.places for code in place.cells}, services),
        ("slots[].team", {slot.team for slot in document.slots}, teams),
        ("trips[].team", {trip.team for trip in document.trips}, teams),
        ("visits[].place", {visit.place for visit in visits}, places),
        ("visits[].people", {code for visit in visits for code in visit.people}, services),
        ("visits[].invited", {code for visit in visits for code in visit.invited}, services),
        ("unserved[].place", {row.place for row in document.unserved}, places),
        ("unserved[].service", {row.service for row in document.unserved}, services),
    ):
        for code in sorted(used - known):
            yield Defect(PLAN_FILE, Message("store.sums.unknown"), column=key, found=code)


def _balances(document: Document) -> Iterator[Defect]:
    """Waiting + inflow = expected + office + absent + left."""
    for place in document.places:
        for service, cell in place.cells.items():
            whole = cell.waiting + cell.inflow
            parts = cell.expected + cell.office + cell.absent + cell.left
            if whole != parts:
                message = Message("store.sums.balance", {"whole": whole, "parts": parts})
                yield Defect(PLAN_FILE, message, column=f"places[{place.code}].cells.{service}")


def _people(document: Document) -> Iterator[Defect]:
    """People served and invited over a place's visits are its account's; all places make the total."""
    served, invited = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for trip in document.trips:
        for visit in (visit for day in trip.days for visit in day.visits):
            served.update({(visit.place, service): n for service, n in visit.people.items()})
            invited.update({(visit.place, service): n for service, n in visit.invited.items()})
    total = Counter[str]()
    for place in document.places:
        for service, cell in place.cells.items():
            where = f"places[{place.code}].cells.{service}"
            total[service] += cell.expected
            yield from _differ(f"{where}.expected", cell.expected, served[place.code, service])
            invitations = cell.expected + cell.absent
            yield from _differ(f"{where}.absent", invitations, invited[place.code, service])
    for service in dict.fromkeys((*document.people, *total)):
        yield from _differ(f"people.{service}", document.people.get(service, 0), total[service])


def _unserved(document: Document) -> Iterator[Defect]:
    """Who is told not to be served is who the accounts say is absent or left."""
    told = Counter[tuple[str, str, bool]]()
    for row in document.unserved:
        told[row.place, row.service, row.reason == "absent"] += row.people
    for place in document.places:
        for service, cell in place.cells.items():
            where = f"places[{place.code}].cells.{service}"
            yield from _differ(f"{where}.absent", cell.absent, told[place.code, service, True])
            yield from _differ(f"{where}.left", cell.left, told[place.code, service, False])


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


def _differ(where: str, stated: float, counted: float) -> Iterator[Defect]:
    if stated != counted:
        message = Message("store.sums.differ", {"stated": stated, "counted": counted})
        yield Defect(PLAN_FILE, message, column=where)
