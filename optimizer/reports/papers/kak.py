"""What the terms of reference (KAK) say: every figure from the plan, its schedule and its budget."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from optimizer.core.access import cut_off
from optimizer.core.outcome import Outcome
from optimizer.core.region import Service, Source
from optimizer.reports.access import closure_text, closures_within
from optimizer.reports.dates import MONTHS, date_range, full_date, monday_of, short_date, week_number
from optimizer.reports.extras import MARK
from optimizer.reports.figures import TeamDay, people_served, services_needed, warnings
from optimizer.reports.keys import key_in_words
from optimizer.reports.papers.people import rank_name
from optimizer.reports.papers.totals import Totals
from optimizer.reports.papers.words import as_published, figure_name, spelled
from optimizer.reports.rupiah import rupiah
from optimizer.texts import catalogue, number, say, tell

Row = dict[str, Any]

MOST_WEEKS = 16
"""Weeks in one table; a longer plan is told month by month."""
MOST_ASSUMPTIONS = 12
MOST_NAMED = 3
BACKGROUND = ("reconcile.chosen", "reconcile.chosen_only", "reconcile.assumed")
"""Warnings told in the background, so not once more at the end."""
TOLD_AS_RISK = ("line.warn_kits", "regions.warn_estimated", "reports.warning.tariff")
FOR_THE_PLANNER = (
    "regions.warn_team_vehicles", "regions.warn_weak_points", "regions.warn_weak_base",
    "regions.warn_slides_unknown", "regions.demand_inflow", "regions.warn_stale_source",
)  # fmt: skip
"""Warnings about settings and tables, which the workbook tells."""
OF_HOMES = "regions.demand_homes"
"""A warning that says how many people are visited at home."""


@dataclass(frozen=True)
class Kak:
    """What the paper is made of; `outcome` has the 16-year-olds told apart."""

    outcome: Outcome
    days: Sequence[TeamDay]
    totals: Totals
    lang: str

    def say(self, key: str, **values: object) -> str:
        """The paper's own sentence `key`."""
        return say(f"papers.kak.{key}", self.lang, **values)

    def number(self, value: float) -> str:
        """A number as the language writes it, with the decimals it has."""
        decimals = len(f"{value:.2f}".rstrip("0").partition(".")[2])
        return number(value, self.lang, decimals)

    @property
    def services(self) -> tuple[Service, ...]:
        """Services somebody needs."""
        held = {account.service for account in self.outcome.accounts}
        return tuple(s for s in services_needed(self.outcome.problem.region) if s.code in held)


def values(kak: Kak) -> Row:
    """Every placeholder of the paper (see `fields.KAK`) but the shared ones."""
    kak_tables: Mapping[str, Callable[[Kak], Iterator[Row]]] = {
        "angka": _figures, "pilihan": _choices, "neraca": _balance, "penerima": _beneficiaries,
        "tim": _teams, "tahapan": _stages, "jadwal": _schedule, "rekening": _accounts, "risiko": _risks,
        "asumsi": _assumptions,
    }  # fmt: skip
    sentences = {
        "latar": _background, "anggapan": _assumed, "dasar": _basis, "strategi": _strategy, "catatan": _notes,
    }  # fmt: skip
    budget, persons, lang = kak.outcome.budget, kak.totals.persons, kak.lang
    each = budget.amount // persons.low if persons.exact and persons.low else 0
    return {
        **{name: list(rows(kak)) for name, rows in kak_tables.items()},
        **{name: [{"kalimat": text} for text in texts(kak)] for name, texts in sentences.items()},
        "catatan_penerima": _about_homes(kak),
        "jenis_masa": kak.say("week" if _weekly(kak) else "month"),
        "jumlah": rupiah(budget.amount, lang),
        "terbilang": kak.say("in_words", words=spelled(budget.amount)) if lang == "id" else "",
        "biaya_per_orang": kak.say("each", each=rupiah(each, lang), people=persons.low) if each else "",
        "tarif": _tariff(kak),
    }


def _tariff(kak: Kak) -> str:
    """Which tariff, and where the money comes from."""
    funding = dict.fromkeys(line.rate.funding for line in kak.outcome.budget.lines if line.rate.funding)
    said = kak.say("tariff", tariff=kak.outcome.problem.tariff.name)
    return f"{said} {kak.say('funding', funding=', '.join(funding))}" if funding else said


def _background(kak: Kak) -> Iterator[str]:
    """Who waits, and why somebody has to go out to them."""
    region, today = kak.outcome.problem.region, full_date(kak.outcome.today, kak.lang)
    kinds = Counter(place.kind for place in region.places)
    villages = kinds["desa"] + kinds["kelurahan"]
    kecamatan = len({place.kecamatan_code for place in region.places})
    for service in kak.services:
        if service.code.endswith(MARK):  # not waiting yet in the published figures
            continue
        waiting = kak.totals.region[service.code, "waiting"].text(kak.lang)
        yield kak.say(
            "waiting", today=today, region=region.name, service=service.name, waiting=waiting,
            villages=villages, kecamatan=kecamatan,
        )  # fmt: skip
    yield kak.say("why")
    yield kak.say("sources")


def _figures(kak: Kak) -> Iterator[Row]:
    """The district's own figures, each with its source and date."""
    region = kak.outcome.problem.region
    table = kak.say("table")
    for name, total in (
        ("population", sum(place.population or 0 for place in region.places)),
        ("must_hold", sum(place.must_hold or 0 for place in region.places)),
    ):
        if total:
            yield {"nama": kak.say(name), "nilai": kak.number(total), "per": "—", "sumber": table}
    kinds: dict[Source, set[str]] = defaultdict(set)
    for cell in region.cells:
        kinds[cell.source] |= {name for name in ("waiting", "inflow") if getattr(cell, name)}
    for source, people in kak.totals.sources.items():
        what = kak.say(_about(kinds[source]))
        yield {
            "nama": kak.say("estimated" if source.estimated else "counted", what=what),
            "nilai": "—" if people is None else people.text(kak.lang),
            "per": as_published(source.date, kak.lang) or kak.say("undated"),
            "sumber": source.text,
        }


def _about(kinds: set[str]) -> str:
    return "people_both" if len(kinds) > 1 else "people_inflow" if kinds == {"inflow"} else "people_waiting"


def _choices(kak: Kak) -> Iterator[Row]:
    """Published figures that contradict each other: which is planned with, and why."""
    for choice in kak.outcome.problem.region.choices:
        others = (f"{kak.number(one.value)} ({'; '.join(one.sources)})" for one in choice.alternatives)
        yield {
            "nama": figure_name(choice.figure, kak.lang),
            "nilai": kak.number(choice.value),
            "alasan": choice.reason,
            "lain": "; ".join(others) or "—",
        }


def _assumed(kak: Kak) -> Iterator[str]:
    for message in kak.outcome.warnings:
        if message.key == "reconcile.assumed":
            yield str(message.values["text"])


def _basis(kak: Kak) -> Iterator[str]:
    """The rules the rates rest on, and which rates rest on none."""
    lines: dict[str, list[str]] = defaultdict(list)
    for line in kak.outcome.budget.lines:
        lines[line.rate.legal_basis].append(line.rate.name)
    for basis, names in lines.items():
        key = "basis_none" if basis.strip().lower() in ("asumsi", "") else "basis"
        yield kak.say(key, basis=basis, names=", ".join(names))
    for line in kak.outcome.budget.lines:
        if line.rate.assumption:
            yield kak.say("basis_assumed", name=line.rate.name, text=line.rate.assumption)
    if not kak.outcome.budget.verified:
        yield kak.say("basis_unverified")
    if not lines:
        yield "—"


def _balance(kak: Kak) -> Iterator[Row]:
    columns = {
        "menunggu": "waiting", "bertambah": "inflow", "kantor": "office", "terlayani": "expected",
        "absen": "absent", "tersisa": "left",
    }  # fmt: skip
    for service in kak.services:
        found = {name: kak.totals.region[service.code, column] for name, column in columns.items()}
        yield {"layanan": service.name, **{name: each.text(kak.lang) for name, each in found.items()}}


def _beneficiaries(kak: Kak) -> Iterator[Row]:
    """People by kecamatan, one table for each service."""
    region, totals = kak.outcome.problem.region, kak.totals
    visited = {stop.place for day in kak.days for stop in day.stops}
    for service in kak.services:
        of = {account.place for account in kak.outcome.accounts if account.service == service.code}
        rows, counts = [], Counter[str]()
        for code, name in dict.fromkeys((p.kecamatan_code, p.kecamatan) for p in region.places):
            here = [n for n in of if region.places[n].kecamatan_code == code]
            waiting = totals.kecamatan.get((code, service.code, "waiting"))
            expected = totals.kecamatan.get((code, service.code, "expected"))
            if waiting is None or expected is None:
                continue
            places, seen = len(here), len(visited.intersection(here))
            counts.update(tempat=places, dikunjungi=seen)
            rows.append(
                {
                    "kecamatan": name,
                    "tempat": kak.number(places),
                    "dikunjungi": kak.number(seen),
                    "menunggu": waiting.text(kak.lang),
                    "terlayani": expected.text(kak.lang),
                }
            )
        yield {
            "layanan": service.name,
            "baris": rows,
            "tempat": kak.number(counts["tempat"]),
            "dikunjungi": kak.number(counts["dikunjungi"]),
            "menunggu": totals.region[service.code, "waiting"].text(kak.lang),
            "terlayani": totals.region[service.code, "expected"].text(kak.lang),
        }


def _about_homes(kak: Kak) -> str:
    """A note where a figure that is printed is a range."""
    columns = ("expected", "office", "inflow", "absent", "left")
    of_kecamatan = (each for (_, _, column), each in kak.totals.kecamatan.items() if column == "expected")
    of_region = (each for (_, column), each in kak.totals.region.items() if column in columns)
    sums = (*of_kecamatan, *of_region, kak.totals.persons)
    return kak.say("homes") if not all(each.exact for each in sums) else ""


def _strategy(kak: Kak) -> Iterator[str]:
    outcome, problem, trips = kak.outcome, kak.outcome.problem, kak.outcome.schedule.trips
    kinds = Counter(problem.region.places[stop.place].kind for day in kak.days for stop in day.stops)
    named = ", ".join(
        f"{number(n, kak.lang)} {say(f'reports.kind.{k}', kak.lang).lower()}" for k, n in kinds.items()
    )
    yield kak.say("method")
    purpose, policy = (
        _lowered(_term(kind, code, kak.lang))
        for kind, code in (("purpose", problem.policy.purpose), ("policy", problem.policy.visits))
    )
    yield kak.say("purpose", purpose=purpose, policy=policy)
    if not trips:
        yield kak.say("no_trip")
        return
    yield kak.say(
        "volume", trips=len(trips), team_days=len(kak.days), slots=len(problem.slots),
        visits=sum(kinds.values()), kinds=named, km=round(sum(trip.effort.metres for trip in trips) / 1000),
    )  # fmt: skip
    yield kak.say("served", people=kak.totals.persons.text(kak.lang))
    if nights := sum(trip.trip.nights for trip in trips):
        yield kak.say("nights", nights=nights, trips=sum(1 for trip in trips if trip.trip.nights))
    rivals = [b for b in outcome.baselines if b.means == "equal"]
    if rivals and kak.totals.persons.exact:
        best = max(rivals, key=lambda baseline: baseline.people)
        name = _term("baseline", best.name, kak.lang)
        money = {"rupiah": rupiah(best.cost, kak.lang), "amount": rupiah(outcome.budget.amount, kak.lang)}
        yield kak.say("rival", name=name, people=best.people, own=people_served(outcome), **money)


def _teams(kak: Kak) -> Iterator[Row]:
    problem = kak.outcome.problem
    vehicles = {vehicle.code: vehicle.name for vehicle in problem.region.vehicles}
    for team in problem.region.teams:
        days = [day for day in kak.days if day.team.id == team.id]
        crew = ", ".join(f"{count} {rank_name(rank)}" for rank, count in team.members)
        yield {
            "nama": team.name,
            "petugas": f"{kak.number(team.size)} ({crew})",
            "kendaraan": vehicles.get(team.vehicle, team.vehicle),
            "alat": kak.number(team.stations),
            "perjalanan": kak.number(sum(day.opens_trip for day in days)),
            "hari": kak.number(len(days)),
        }


def _stages(kak: Kak) -> Iterator[Row]:
    """Getting ready, going out, reporting: with the dates that the schedule gives."""
    dates = [day.date for day in kak.days]
    if not dates:
        return
    first, last = min(dates), max(dates)
    when = {
        "prepare": kak.say("before", date=full_date(first, kak.lang)),
        "go": date_range(first, last, kak.lang),
        "report": kak.say("after", date=full_date(last, kak.lang)),
    }
    for key, time in when.items():
        yield {"nama": kak.say(f"stage.{key}"), "waktu": time, "kegiatan": kak.say(f"stage.{key}_what")}


def _weekly(kak: Kak) -> bool:
    return len({monday_of(day.date) for day in kak.days}) <= MOST_WEEKS


def _schedule(kak: Kak) -> Iterator[Row]:
    """The trips by week, or by month where there are many weeks; numbers of people stay out of it."""
    start, weekly = kak.outcome.problem.calendar.start, _weekly(kak)
    ordered = sorted(kak.days, key=lambda day: (day.date, day.team.id))

    def period(day: TeamDay) -> tuple[int, int]:
        return (0, week_number(day.date, start)) if weekly else (day.date.year, day.date.month)

    places = kak.outcome.problem.region.places
    for (year, part), group in groupby(ordered, key=period):
        days = list(group)
        stops = [stop.place for day in days for stop in day.stops]
        yield {
            "masa": str(part) if weekly else f"{MONTHS[kak.lang][part - 1]} {year}",
            "tanggal": _dates(days[0].date, days[-1].date, kak.lang),
            "perjalanan": kak.number(sum(day.opens_trip for day in days)),
            "hari_tim": kak.number(len(days)),
            "kunjungan": kak.number(len(stops)),
            "kecamatan": ", ".join(dict.fromkeys(places[place].kecamatan for place in stops)),
        }


def _accounts(kak: Kak) -> Iterator[Row]:
    """The budget's own lines, gathered by account."""
    accounts: dict[str, list[Row]] = defaultdict(list)
    amounts: Counter[str] = Counter()
    for line in kak.outcome.budget.lines:
        accounts[line.rate.account].append(
            {
                "uraian": line.rate.name,
                "volume": kak.number(line.quantity),
                "satuan": line.rate.unit,
                "harga": number(line.rate.rupiah, kak.lang),
                "jumlah": number(line.amount, kak.lang),
                "tanda": "" if line.rate.verified else "*",
            }
        )
        amounts[line.rate.account] += line.amount
    names = dict(kak.outcome.problem.tariff.accounts)
    for account, rows in sorted(accounts.items()):
        yield {
            "kode": f"{account} {names.get(account, '')}",
            "jumlah": number(amounts[account], kak.lang),
            "baris": rows,
        }


def _risks(kak: Kak) -> Iterator[Row]:
    for key, basis in (
        ("turnout", _turnout(kak)),
        ("roads", _roads(kak)),
        ("kits", _kits(kak)),
        ("signal", _signal(kak)),
        ("counts", _counts(kak)),
        ("tariff", "" if kak.outcome.budget.verified else kak.say("risk.tariff_basis")),
    ):
        if basis:
            yield {"nama": kak.say(f"risk.{key}"), "dasar": basis, "tindakan": kak.say(f"risk.{key}_help")}


def _turnout(kak: Kak) -> str:
    percent = kak.outcome.problem.policy.turnout_percent
    return kak.say("risk.turnout_basis", percent=percent) if percent < 100 else ""


def _roads(kak: Kak) -> str:
    problem, names = kak.outcome.problem, {link.id: link.name for link in kak.outcome.problem.region.links}
    closures, lost = closures_within(problem), {period.place for period in cut_off(problem)}
    found = [
        f"{names.get(closure.link) or closure.link}: {closure_text(closure, kak.lang)}"
        for closure in closures[:MOST_NAMED]
    ]
    if len(closures) > MOST_NAMED:
        found.append(say("reports.and_more", kak.lang, n=len(closures) - MOST_NAMED))
    if lost:
        named = [problem.region.places[place].name for place in sorted(lost)]
        more = (
            ""
            if len(named) <= MOST_NAMED
            else " " + say("reports.and_more", kak.lang, n=len(named) - MOST_NAMED)
        )
        found.append(kak.say("risk.cut_off", places=", ".join(named[:MOST_NAMED]) + more))
    prone = sum(link.slide_prone for link in problem.region.links)
    if prone:
        found.append(kak.say("risk.slides", prone=prone))
    if any(day.road_state.startswith("hujan") for day in problem.calendar.days):
        found.append(kak.say("risk.rain"))
    return "; ".join(part.removesuffix(".") for part in found) + "." if found else kak.say("risk.no_closure")


def _kits(kak: Kak) -> str:
    kits = kak.outcome.problem.region.kits
    broken = sum(kit.status != "baik" for kit in kits)
    found = (
        [kak.say("risk.kits_known", kits=len(kits), broken=broken)]
        if kits
        else [kak.say("risk.kits_unknown")]
    )
    found += [tell(m, kak.lang) for m in kak.outcome.warnings if m.key == "line.warn_kits"]
    return " ".join(found)


def _signal(kak: Kak) -> str:
    region = kak.outcome.problem.region
    needing = {service.code for service in region.services if service.needs_signal}
    unsure = {
        stop.place
        for day in kak.days
        for stop in day.stops
        if needing.intersection(stop.expected) and region.places[stop.place].signal == "tidak_diketahui"
    }
    return kak.say("risk.signal_basis", places=len(unsure)) if unsure else ""


def _counts(kak: Kak) -> str:
    cells = kak.outcome.problem.region.cells
    estimated = sum(cell.source.estimated for cell in cells)
    return kak.say("risk.counts_basis", estimated=estimated, cells=len(cells)) if estimated else ""


def _assumptions(kak: Kak) -> Iterator[Row]:
    """The assumptions that matter most: those that move the answer furthest where that is known."""
    region, answer = kak.outcome.problem.region, kak.outcome.answer
    known = {one.key: one for one in region.assumptions}
    moving = [effect.key for effect in answer.effects if effect.key in known] if answer else []
    for key in (moving or list(known))[:MOST_ASSUMPTIONS]:
        one = known[key]
        low, central, high = (kak.number(value) for value in (one.low, one.central, one.high))
        yield {
            "nama": key_in_words(key),
            "rendah": low,
            "tengah": central,
            "tinggi": high,
            "satuan": one.unit,
        }


def _notes(kak: Kak) -> Iterator[str]:
    """What the planner is told of the run, and has not been said above."""
    for message in warnings(kak.outcome):
        told = message.key in (*BACKGROUND, *TOLD_AS_RISK, *FOR_THE_PLANNER)
        if not told and (kak.totals.homes or message.key != OF_HOMES):
            yield tell(message, kak.lang)
    more = len(kak.outcome.problem.region.assumptions) - MOST_ASSUMPTIONS
    if more > 0:
        yield kak.say("more_assumptions", more=more)
    yield from kak.outcome.problem.region.attributions


def _dates(first: date, last: date, lang: str) -> str:
    if first == last:
        return short_date(first, lang)
    return f"{short_date(first, lang)} – {short_date(last, lang)}"


def _term(kind: str, code: str, lang: str) -> str:
    return catalogue(lang).get(f"reports.{kind}.{code}", code)


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
