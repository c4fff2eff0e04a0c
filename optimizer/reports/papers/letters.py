"""What assignment letters and travel orders say: one letter a trip, one order a trip and member."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from optimizer.core.effort import Effort
from optimizer.core.outcome import Outcome
from optimizer.core.region import Place
from optimizer.core.tariff import quantity
from optimizer.reports.dates import clock_time, date_range, full_date, long_date
from optimizer.reports.figures import Stop, TeamDay, bed
from optimizer.reports.papers.people import Crews, Member, rank_name
from optimizer.reports.papers.words import days as days_in_words
from optimizer.texts import say

Row = dict[str, Any]

TO_FILL, POST_TO_FILL = "." * 40, "." * 22
"""Where a name or number is to be written by hand."""

PERSONAL = ("person_days", "person_nights", "person_trips")
"""Drivers of the rates that are paid for a person."""


@dataclass(frozen=True)
class Letters:
    """What the letters are made of: the team-days of each trip, and who goes."""

    outcome: Outcome
    days: Sequence[TeamDay]
    crews: Crews
    lang: str

    def say(self, key: str, **values: object) -> str:
        """The letters' own sentence `key`."""
        return say(f"papers.letters.{key}", self.lang, **values)

    @property
    def trips(self) -> Iterator[tuple[TeamDay, ...]]:
        """Days of each trip, in the schedule's order."""
        for _, days in groupby(self.days, key=lambda day: day.trip.id):
            yield tuple(days)


def assignments(letters: Letters) -> Iterator[Row]:
    """Placeholders of each assignment letter (see `fields.SURAT_TUGAS`)."""
    for days in letters.trips:
        first, region = days[0], letters.outcome.problem.region
        beds = dict.fromkeys(bed(region, location) for location in first.trip.trip.sleeps_at)
        yield {
            **_of_trip(letters, days),
            "tanggal": date_range(first.date, days[-1].date, letters.lang),
            "menginap": letters.say("sleeps", places="; ".join(beds)) if beds else "",
            "dasar": [{"kalimat": text} for text in _basis(letters)],
            "anggota": [
                {"no": str(number), **_of_member(member)}
                for number, member in enumerate(letters.crews[first.team.id], 1)
            ],
            "tujuan": [
                {
                    "tanggal": long_date(day.date, letters.lang),
                    "jam": f"{clock_time(day.clock.start)}–{clock_time(day.clock.end)}",
                    "tempat": _places(letters, day.stops),
                }
                for day in days
            ],
        }


def orders(letters: Letters) -> Iterator[Row]:
    """Placeholders of each travel order (see `fields.SPD`)."""
    for days in letters.trips:
        trip = _of_trip(letters, days) | {
            "tujuan": _places(letters, [stop for day in days for stop in day.stops]),
            "tanggal_berangkat": full_date(days[0].date, letters.lang),
            "tanggal_kembali": full_date(days[-1].date, letters.lang),
            "keterangan": letters.say("about", trip=days[0].trip.id, team=days[0].team.name),
        }
        for member in letters.crews[days[0].team.id]:
            accounts = list(_accounts(letters, days, member))
            yield trip | _of_member(member) | {"akun": accounts or [{"kode": "—", "uraian": "—"}]}


def effort_of(days: Sequence[TeamDay], member: Member) -> Effort:
    """What a trip takes of one member: days by duration class, nights, and a fare where one is paid."""
    person_days: dict[Any, int] = {}
    for day in days:
        key = member.rank, day.duration
        person_days[key] = person_days.get(key, 0) + 1
    dated = days[0].trip
    nights = {member.rank: dated.trip.nights} if dated.trip.nights else {}
    fares = {vehicle: 1 for vehicle, members in dated.effort.person_trips.items() if members}
    return Effort(person_days=person_days, person_nights=nights, person_trips=fares)


def _accounts(letters: Letters, days: Sequence[TeamDay], member: Member) -> Iterator[Mapping[str, str]]:
    """Accounts on which the member's own costs of the trip are booked."""
    effort, named = effort_of(days, member), dict[str, list[str]]()
    for rate in letters.outcome.problem.tariff.rates:
        if rate.driver in PERSONAL and quantity(rate, effort):
            named.setdefault(rate.account, []).append(rate.name)
    for account, names in named.items():
        yield {"kode": account, "uraian": ", ".join(names)}


def _of_trip(letters: Letters, days: Sequence[TeamDay]) -> Row:
    first, problem = days[0], letters.outcome.problem
    services = {code for day in days for stop in day.stops for code in stop.expected}
    names = [service.name for service in problem.region.services if service.code in services]
    base = next(base for base in problem.region.bases if base.code == first.team.base)
    return {
        "perjalanan": first.trip.id,
        "tim": first.team.name,
        "maksud": letters.say("purpose", services=_joined(names, letters.lang)),
        "lamanya": days_in_words(len(days), letters.lang),
        "kendaraan": problem.vehicle(first.trip.trip.slot_class).name,
        "berangkat": base.name,
    }


def _of_member(member: Member) -> Row:
    person = member.person
    if person is None:
        return {
            "nama": TO_FILL,
            "nip": TO_FILL,
            "golongan": _capital(rank_name(member.rank)),
            "jabatan": POST_TO_FILL,
        }
    return {
        "nama": person.name,
        "nip": person.nip or "—",
        "golongan": person.grade,
        "jabatan": person.post or POST_TO_FILL,
    }


def _basis(letters: Letters) -> Iterator[str]:
    outcome, calendar = letters.outcome, letters.outcome.problem.calendar
    yield letters.say(
        "plan",
        region=outcome.problem.region.name,
        dates=date_range(calendar.start, calendar.end, letters.lang),
        today=full_date(outcome.today, letters.lang),
    )
    yield letters.say("budget")


def _places(letters: Letters, stops: Sequence[Stop]) -> str:
    """Places in the order visited, those of one kecamatan together: A, B (Kec. X); C (Kec. Y)."""
    places = [letters.outcome.problem.region.places[stop.place] for stop in stops]
    parts = []
    for kecamatan, group in groupby(places, key=lambda place: place.kecamatan):
        names = dict.fromkeys(_named(place, letters.lang) for place in group)
        parts.append(letters.say("places", places=", ".join(names), kecamatan=kecamatan))
    return "; ".join(dict.fromkeys(parts))


def _named(place: Place, lang: str) -> str:
    """Desa Kayu Manis; what is no village goes by its own name."""
    kind = say(f"reports.kind.{place.kind}", lang) if place.kind in ("desa", "kelurahan") else ""
    return place.name if place.name.startswith(kind) else f"{kind} {place.name}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _joined(names: Sequence[str], lang: str) -> str:
    """A, B dan C."""
    *most, last = names or ["—"]
    return say("papers.letters.and", lang, most=", ".join(most), last=last) if most else last
