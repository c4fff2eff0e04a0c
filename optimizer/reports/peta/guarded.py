"""Which counts on the map tell of few people visited at home, and how a reader could work them out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from optimizer.core.accounts import Account
from optimizer.core.outcome import Outcome
from optimizer.core.region import Region
from optimizer.reports.figures import Stop, TeamDay
from optimizer.reports.suppress import LEAST, Key, Span, Table, Terms, suppress

HOME_VISITS = "rumah"
"""Kind of a place that stands for homes visited: its people are few and could be recognised."""

COLUMNS = ("waiting", "inflow", "office", "expected", "absent", "left", "to_invite")
HELD_BACK_FIRST = ("office", "absent", "left", "inflow", "to_invite", "expected", "waiting")
"""Where others have to be held back too: what is told of a desa goes last that matters most to it."""


def account_key(place: int, service: str, column: str) -> Key:
    """Key of a figure in a place's table: a column of its account, or `to_invite`."""
    return ("account", place, service, column)


def reason_key(place: int, service: str, reason: str) -> Key:
    """Key of the people left for a reason."""
    return ("reason", place, service, reason)


def persons_key(place: int) -> Key:
    """Key of the persons who wait at a place."""
    return ("persons", place)


def stop_key(day: TeamDay, spot: int) -> Key:
    """Key of the persons expected at a stop."""
    return ("stop", day.trip.id, day.number, spot)


def invited_key(day: TeamDay, spot: int, service: str) -> Key:
    """Key of the people invited to a stop for a service."""
    return ("invited", day.trip.id, day.number, spot, service)


def spans(outcome: Outcome, days: Sequence[TeamDay]) -> dict[Key, Span]:
    """The counts of the map to hold back, with what is told instead.

    A reader is taken to know the whole map, how its columns add up (waiting + inflow = office +
    expected + absent + left; invited = expected + absent = the sum over visits), which visits there
    are, and how many wait in each desa, which is published: its homes and the rest together. Totals of
    kecamatan and region follow from these, so they tell nothing more. Nothing but the homes and the
    desa around them can be touched, so that each desa is a table of its own.
    """
    held_back: dict[Key, Span] = {}
    for family in _families(outcome.problem.region):
        held_back |= suppress(_Sheet(outcome, days, family).table())
    return held_back


def _families(region: Region) -> Iterable[tuple[int, ...]]:
    """Each desa with the homes within it, by index; homes within no desa alone."""
    number = {place.code: index for index, place in enumerate(region.places)}
    families: dict[int, list[int]] = {}
    for index, place in enumerate(region.places):
        if place.kind == HOME_VISITS:
            around = number.get(place.within or "", index)
            families.setdefault(around, [around]).append(index)
    return [tuple(dict.fromkeys(family)) for family in families.values()]


@dataclass
class _Sheet:
    """The table of one family of places, filled figure by figure."""

    outcome: Outcome
    days: Sequence[TeamDay]
    family: tuple[int, ...]
    counts: dict[Key, int] = field(default_factory=dict)
    guarded: dict[Key, Key] = field(default_factory=dict)
    unseen: set[Key] = field(default_factory=set)
    present: set[Key] = field(default_factory=set)
    sums: list[Terms] = field(default_factory=list)

    def table(self) -> Table:
        books = [account for account in self.outcome.accounts if account.place in self.family]
        for book in books:
            self._account(book)
        for place in self.family:
            self._persons(place, [book.service for book in books if book.place == place])
        self._stops({(book.place, book.service) for book in books})
        if len(self.family) > 1:  # the published figure of the desa counts those who wait at its homes
            for service in dict.fromkeys(book.service for book in books):
                of_all = (account_key(b.place, service, "waiting") for b in books if b.service == service)
                self._sum(*((key, 1) for key in of_all))
        order = [account_key(b.place, b.service, column) for column in HELD_BACK_FIRST for b in books]
        return Table(
            self.counts,
            self.guarded,
            tuple(self.sums),
            frozenset(self.unseen),
            frozenset(self.present),
            tuple(order),
        )

    def _home(self, place: int) -> bool:
        return self.outcome.problem.region.places[place].kind == HOME_VISITS

    def _add(self, key: Key, count: int, place: int, group: Key = None) -> Key:
        self.counts[key] = count
        if self._home(place):
            self.guarded[key] = (place, group)
        return key

    def _rest(self, key: Key, count: int) -> tuple[tuple[Key, int], ...]:
        """A count that is printed nowhere and closes a sum: people with a second service, and such."""
        self.counts[key] = count
        self.unseen.add(key)
        return ((key, -1),)

    def _sum(self, *terms: tuple[Key, int]) -> None:
        self.sums.append(tuple(terms))

    def _account(self, book: Account) -> None:
        of = {column: account_key(book.place, book.service, column) for column in COLUMNS}
        for column, key in of.items():
            invited = column == "to_invite"
            count = book.expected + book.absent if invited else getattr(book, column)
            self._add(key, count, book.place, book.service)
        parts = ("office", "expected", "absent", "left")
        self._sum((of["waiting"], 1), (of["inflow"], 1), *((of[part], -1) for part in parts))
        self._sum((of["to_invite"], 1), (of["expected"], -1), (of["absent"], -1))
        if not 0 < max(self.counts[key] for key in of.values()) < LEAST or not self._home(book.place):
            self._reasons(book)

    def _reasons(self, book: Account) -> None:
        """Why people are left is told, and so whether anybody is, unless all is small (see `balloon`)."""
        keys = []
        for row in self.outcome.unserved:
            if (row.place, row.service) == (book.place, book.service) and row.reason != "absent":
                key = reason_key(row.place, row.service, row.reason)
                keys.append(self._add(key, row.people, row.place, row.service))
        self.present.update(keys)
        self._sum((account_key(book.place, book.service, "left"), 1), *((key, -1) for key in keys))

    def _persons(self, place: int, services: Sequence[str]) -> None:
        region = self.outcome.problem.region
        cells = [cell for cell in region.cells if cell.place == region.places[place].code]
        key = self._add(persons_key(place), sum(cell.waiting for cell in cells), place)
        terms = [(account_key(place, service, "waiting"), 1) for service in services]
        twice = sum((len(cell.services) - 1) * cell.waiting for cell in cells)
        several = any(len(cell.services) > 1 for cell in cells)
        self._sum(*terms, (key, -1), *(self._rest(("twice", place), twice) if several else ()))

    def _stops(self, accounts: set[tuple[int, str]]) -> None:
        """Visits add up to the accounts, and nobody comes who was not invited."""
        found = [(d, n, s) for d in self.days for n, s in enumerate(d.stops) if s.place in self.family]
        for place in self.family:
            here = [(day, spot, stop) for day, spot, stop in found if stop.place == place]
            services = [service for at, service in sorted(accounts) if at == place]
            for day, spot, stop in here:
                self._stop(day, spot, stop)
            for service in services:
                visits = [invited_key(d, spot, service) for d, spot, stop in here if service in stop.invited]
                self._sum((account_key(place, service, "to_invite"), 1), *((key, -1) for key in visits))
            people = [stop_key(day, spot) for day, spot, _ in here]
            twice = sum(stop.twice for _, _, stop in here)
            self._sum(
                *((account_key(place, service, "expected"), 1) for service in services),
                *((key, -1) for key in people),
                *(self._rest(("twice served", place), twice) if len(services) > 1 else ()),
            )

    def _stop(self, day: TeamDay, spot: int, stop: Stop) -> None:
        visit = ("visit", day.trip.id, day.number, spot)
        people = self._add(stop_key(day, spot), stop.people, stop.place, visit)
        invited = [
            self._add(invited_key(day, spot, service), count, stop.place, visit)
            for service, count in stop.invited.items()
        ]
        self.present.update((people, *invited))
        more = sum(stop.invited.values()) - stop.people
        if more >= 0:
            rest = self._rest(("more invited", *visit), more)
            self._sum(*((key, 1) for key in invited), (people, -1), *rest)


def kept_close(held_back: Mapping[Key, Span], day: TeamDay) -> bool:
    """Whether a day's hours would tell how many were served: minutes at a stop follow the people there."""
    return any(stop_key(day, spot) in held_back for spot in range(len(day.stops)))
