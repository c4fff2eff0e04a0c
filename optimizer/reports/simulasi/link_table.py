"""`penutupan.csv` and `penutupan.xlsx`: what closing each of the worst links costs."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from optimizer.core.link_cost import Change, LinkStudy
from optimizer.core.outcome import Outcome
from optimizer.reports.file import put
from optimizer.reports.simulasi.book import SimulationBook
from optimizer.reports.simulasi.link_words import (
    between,
    link_text,
    notable,
    study_head,
    study_notes,
    study_verdict,
)
from optimizer.reports.workbook.sheet import Column, Sheet
from optimizer.reports.workbook.styles import (
    BODY,
    CENTRE,
    NOTE,
    QUIET,
    SUBTITLE,
    TENTH,
    TITLE,
    WHOLE,
    WRAPPED,
)

CSV_FILE, XLSX_FILE = "penutupan.csv", "penutupan.xlsx"

COLUMNS = (
    "peringkat", "id_ruas", "nama_ruas", "dari", "ke", "kecamatan", "km", "rawan_longsor", "mutu",
    "orang_menunggu_terputus", "tempat_terputus", "memutar_terlama_menit", "hari_tim_lewat",
    "orang_pada_hari_itu", "orang_tak_terjangkau", "jalan_lebih_lama_menit", "tempat_di_balik_ruas",
    "orang_di_baliknya", "orang_tidak_lagi", "orang_lebih_lambat", "orang_lebih_cepat",
    "rata_rata_hari_lebih_lambat", "selisih_orang_seluruh_rencana", "selisih_rupiah", "selisih_meter",
    "selisih_hari_tim", "hari_terakhir", "ragam_orang_tidak_lagi", "ragam_orang_lebih_lambat",
    "melebihi_ragam", "gagal",
)  # fmt: skip
ROAD = ("rank", "link", "between", "kecamatan", "slide", "waiting", "minutes")
NOW = ("days", "planned", "missed", "longer")
ANEW = ("beyond", "before", "left", "scatter", "later", "scatter", "wait", "people", "rupiah", "notable")
SIGNED = {"num_format": "+#,##0_ ;-#,##0_ ;0_ "}
ENCODING = "utf-8-sig"
"""With a byte-order mark, because Excel takes a CSV for ANSI without it."""


def write_link_csv(study: LinkStudy, folder: Path) -> Path:
    """Write the table (commas, `.` decimals, header row) with the search's own noise as rank 0."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    if study.echo is not None:
        writer.writerow(["0", *[""] * 16, *_change(study.echo), "", "", "", ""])
    for rank, cost in enumerate(study.costs, 1):
        link = cost.link
        writer.writerow(
            [
                rank, link.id, _safe(link.name), link.start, link.end, _safe(cost.kecamatan),
                f"{link.km:.3f}", "ya" if link.slide_prone else "tidak", link.quality, cost.waiting,
                cost.places, cost.minutes,
                cost.days, cost.planned, cost.missed, cost.longer, cost.beyond,
                *(_change(cost.change) if cost.change else [""] * 10),
                *((cost.noise.left, cost.noise.later) if cost.noise else ("", "")),
                "ya" if notable(study, cost) else "tidak", _safe(cost.failed),
            ]
        )  # fmt: skip
    return put(folder / CSV_FILE, text.getvalue().encode(ENCODING))


def _change(change: Change) -> list[object]:
    finish = "" if change.finish is None else change.finish.isoformat()
    return [
        change.before, change.left, change.later, change.sooner, f"{change.days_later:.2f}",
        change.people, change.rupiah, change.metres, change.team_days, finish,
    ]  # fmt: skip


def _safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def write_link_workbook(study: LinkStudy, outcome: Outcome, folder: Path, lang: str) -> Path:
    """Write the workbook into `folder`, in one step."""
    book = SimulationBook(outcome, lang)
    _write(book, book.sheet(book.say("close.sheet")), study)
    return book.save(folder / XLSX_FILE)


def _write(book: SimulationBook, sheet: Sheet, study: LinkStudy) -> None:
    groups = ((ROAD, "road"), (NOW, "now"), (ANEW, "anew"))
    columns = tuple(
        Column(book.say(f"close.col.{name}"), 9, book.say(f"close.group.{group}"))
        for names, group in groups
        for name in names
    )
    last = len(columns) - 1
    title, about = study_head(study, book.outcome, book.lang)
    sheet.band(0, 0, last, title, TITLE)
    sheet.height(0, 24)
    sheet.band(1, 0, last, about, SUBTITLE)
    row = 2
    for text in study_verdict(study, book.lang):
        sheet.band(row, 0, last, text, WRAPPED)
        row += 1
    for text in study_notes(study, book.lang):
        sheet.band(row, 0, last, text, NOTE)
        row += 1
    top = row + 1
    first = row = sheet.header(top, columns)
    if study.echo is not None:
        sheet.blank(row, range(len(ROAD) + len(NOW)), QUIET)
        sheet.band(row, 1, 3, book.say("close.echo"), QUIET)
        _anew(sheet, row, len(book.outcome.problem.region.places), study.echo, None, "")
        row += 1
    for rank, cost in enumerate(study.costs, 1):
        link = cost.link
        sheet.number(row, 0, rank, BODY | WHOLE)
        sheet.text(row, 1, link_text(link), WRAPPED)
        sheet.text(row, 2, between(link, book.outcome), WRAPPED)
        sheet.text(row, 3, cost.kecamatan, WRAPPED)
        sheet.text(row, 4, book.say("close.yes" if link.slide_prone else "close.no"), BODY | CENTRE)
        figures = (cost.waiting, cost.minutes, cost.days, cost.planned, cost.missed, cost.longer)
        for col, value in enumerate(figures, 5):
            sheet.number(row, col, value, BODY | WHOLE)
        if cost.change is None:
            sheet.band(row, len(ROAD) + len(NOW), last, cost.failed, WRAPPED)
        else:
            above = book.say("close.yes" if notable(study, cost) else "close.no")
            _anew(sheet, row, cost.beyond, cost.change, cost.noise, above)
        row += 1
    sheet.fit_columns({1: 22, 2: 30, 3: 18}, least={1: 12, 2: 30, 3: 18, 19: 14})
    sheet.freeze(first, 2)
    sheet.page(repeat=(top, first - 1))


def _anew(sheet: Sheet, row: int, beyond: int, change: Change, noise: Change | None, above: str) -> None:
    """The plan made anew; beside each count of people what the search scatters by itself."""
    col = len(ROAD) + len(NOW)
    scatter = (noise.left, noise.later) if noise else (None, None)
    counts = (beyond, change.before, change.left, scatter[0], change.later, scatter[1])
    for step, value in enumerate(counts):
        if value is None:
            sheet.blank(row, [col + step], QUIET)
        else:
            sheet.number(row, col + step, value, (QUIET if step in (3, 5) else BODY) | WHOLE)
    sheet.number(row, col + 6, change.days_later, BODY | TENTH)
    sheet.number(row, col + 7, change.people, BODY | WHOLE | SIGNED)
    sheet.number(row, col + 8, change.rupiah, BODY | WHOLE | SIGNED)
    sheet.text(row, col + 9, above, BODY | CENTRE)
