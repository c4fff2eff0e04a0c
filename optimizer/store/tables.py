"""The tables beside plan.json, for programs and spreadsheets: schedule, demand left, budget.

Commas and `.` decimals as in RFC 4180, because these files are read by programs and the workbook is
what people open; with a byte-order mark, because Excel takes a CSV for ANSI without it and would
garble the accents. An Excel set to Indonesian splits at semicolons: there, use Data > From Text/CSV.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from optimizer.store.document import (
    AccountRecord,
    DayRecord,
    Document,
    PlaceRecord,
    TripRecord,
    UnservedRecord,
    VisitRecord,
)
from optimizer.texts import say

Value = str | int | float | bool | None

ENCODING = "utf-8-sig"

FORMULA = re.compile(r"(?:^|(?<=[;,|\t\r\n\"]))(?=\s*[=+\-@＝＋－＠])")
"""Where a spreadsheet could take text for a formula: at a cell's start, or after a character at which
a spreadsheet with other separators would start a new cell."""


def schedule(document: Document) -> str:
    """schedule.csv: a row per visit. A trip's cost stands on its first row only, so that it adds up.

    `dari` and `ke` are the codes of where its day begins and ends, `menit_tunggu` are the whole day's;
    `usia_16_…` of those expected stand beside the published totals.
    """
    places = {place.code: place for place in document.places}
    teams = {team.id: team.name for team in document.teams}
    services = [service.code for service in document.services]
    header = [
        "perjalanan", "tim", "nama_tim", "tanggal", "hari", "urutan", "kode", "nama", "jenis", "kecamatan",
        "berangkat", "tiba", "selesai", "pulang", "istirahat_mulai", "istirahat_selesai",
        "menit_tempuh", "meter_tempuh", "menit_persiapan", "menit_layanan",
        *[f"diundang_{code}" for code in services], *[f"diharapkan_{code}" for code in services],
        "biaya_perjalanan_rupiah", "catatan",
        "hari_ke", "dari", "ke", "kelas_durasi", "menit_tunggu", *[f"usia_16_{code}" for code in services],
    ]  # fmt: skip
    rows: list[list[Value]] = []
    for trip in document.trips:
        for number, (nth, day, order, visit) in enumerate(_visits(trip)):
            place = places[visit.place]
            pause: tuple[Value, Value] = day.break_ or (None, None)
            rows.append([
                trip.id, trip.team, teams[trip.team], day.date.isoformat(),
                say(f"store.weekday.{day.date.weekday()}", document.lang), order,
                *_named(place), day.start, visit.arrive, visit.leave, day.end, *pause,
                visit.drive_minutes, visit.metres, visit.setup_minutes, visit.service_minutes,
                *[visit.invited.get(code, 0) for code in services],
                *[visit.people.get(code, 0) for code in services],
                trip.cost_rupiah if number == 0 else None,
                " ".join(say(f"store.flag.{flag}", document.lang) for flag in visit.flags),
                nth, day.from_, day.to, day.duration_class, day.wait_minutes,
                *[visit.extra.get(code, 0) for code in services],
            ])  # fmt: skip
    return _table(header, rows)


def demand_left(document: Document) -> str:
    """demand_left.csv: a row per place and service; menunggu + tambahan = the four columns after."""
    return _left(
        document.unserved,
        ((place, service, cell) for place in document.places for service, cell in place.cells.items()),
    )


def demand_left_extra(document: Document) -> str:
    """demand_left_extra.csv: the same of people beside the published totals (16-year-olds)."""
    return _left(
        document.extra_unserved,
        ((place, service, cell) for place in document.places for service, cell in place.extra_cells.items()),
    )


def _left(unserved: Iterable[UnservedRecord], cells: Iterable[tuple[PlaceRecord, str, AccountRecord]]) -> str:
    """A row per account; `alasan` is that of most people left, `keterangan` tells every reason."""
    header = [
        "kode", "nama", "jenis", "kecamatan", "layanan",
        "menunggu", "tambahan",
        "diharapkan_terlayani", "dilayani_kantor", "diperkirakan_tidak_datang", "tersisa",
        "alasan", "keterangan", "perkiraan", "sumber",
    ]  # fmt: skip
    texts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in unserved:
        if row.reason != "absent":
            texts[row.place, row.service].append(row.text)
    rows: list[list[Value]] = [
        [
            *_named(place), service,
            cell.waiting, cell.inflow, cell.expected, cell.office, cell.absent, cell.left,
            cell.reason, " ".join(texts[place.code, service]) or None,
            cell.estimated, cell.source,
        ]
        for place, service, cell in cells
    ]  # fmt: skip
    return _table(header, rows)


def budget(document: Document) -> str:
    """budget.csv: a row per line of the cost plan, without a total row: the sum of `jumlah` is it."""
    header = [
        "kode_rekening", "uraian", "koefisien", "satuan", "harga_rupiah", "jumlah_rupiah",
        "dasar_hukum", "tahun", "sumber", "terverifikasi",
    ]  # fmt: skip
    rows: list[list[Value]] = [
        [
            line.account, line.name, line.quantity, line.unit, line.rupiah, line.amount,
            line.legal_basis, line.year, line.source, line.verified,
        ]
        for line in document.budget
    ]  # fmt: skip
    return _table(header, rows)


def harmless(value: Value) -> str | int | float:
    """A cell no spreadsheet runs: an apostrophe before what would start a formula; numbers as they are."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return FORMULA.sub("'", value) if isinstance(value, str) else value


def _table(header: list[str], rows: Iterable[list[Value]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([harmless(name) for name in header])
    writer.writerows([harmless(value) for value in row] for row in rows)
    return text.getvalue()


def _visits(trip: TripRecord) -> Iterator[tuple[int, DayRecord, int, VisitRecord]]:
    for nth, day in enumerate(trip.days, start=1):
        for order, visit in enumerate(day.visits, start=1):
            yield nth, day, order, visit


def _named(place: PlaceRecord) -> tuple[str, str, str, str]:
    return place.code, place.name, place.kind, place.kecamatan
