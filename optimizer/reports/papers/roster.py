"""An office's own list of its people: read for the letters, checked whole, kept nowhere."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from optimizer.core.privacy import looks_personal, personal_header, shown
from optimizer.errors import Defect, InputError, Message

COLUMNS = ("nama", "nip", "pangkat_golongan", "jabatan", "tim", "kelas")
"""Columns of a roster; `kelas` says by which rank of the tariff somebody is paid where that is not plain."""
NEEDED = ("nama", "pangkat_golongan", "tim")
PASSED_OVER = frozenset({"no", "no.", "nomor"})
OTHER_NAMES = {
    "pangkat/golongan": "pangkat_golongan",
    "pangkat": "pangkat_golongan",
    "golongan": "pangkat_golongan",
}
MAX_ROWS, MAX_COLUMNS, MAX_BYTES = 5_000, 50, 50_000_000
NIP_DIGITS = 18
LONGEST = 100

_SIXTEEN = re.compile(r"(?<!\d)(?<!\d[\s.'’_-])\d(?:[\s.'’_-]{0,2}\d){15}(?![\s.'’_-]{0,2}\d)", re.ASCII)
"""Sixteen digits anywhere in a text; a roster has no other long number but the eighteen of a NIP."""
_WITH_LETTER = re.compile(r"\b(IV|I{1,3})\s*/\s*[A-E]\b")
_ALONE = re.compile(r"(?:GOL(?:ONGAN)?\.?\s*)?(IV|I{1,3})")
_NOT_CIVIL = re.compile(r"\b(non[ -_]?asn|honorer|kontrak|thl|phl|tkk|ptt|magang)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Person:
    """Somebody of the office: as written in letters, and the `rank` of the tariff he is paid by."""

    name: str
    nip: str
    grade: str
    post: str
    team: str
    rank: str
    row: int

    @property
    def key(self) -> str:
        """Who it is: the number of service where it is known, else the name."""
        return self.nip or self.name.casefold()


@dataclass(frozen=True)
class Roster:
    """The people of every team, and the name of the file for messages."""

    where: str
    people: tuple[Person, ...]


def read_roster(path: Path, teams: Mapping[str, str], ranks: Sequence[str]) -> Roster:
    """Read a roster from CSV or a workbook's first sheet.

    Parameters
    ----------
    path
        The file.
    teams
        Names of the teams by their code; a roster may use either.
    ranks
        Ranks the teams are made of.

    Raises
    ------
    InputError
        With every defect: no such file, unknown columns, numbers that look like a NIK, a NIP that is none,
        nobody's name, an unknown team or rank, somebody twice in a team. No such number is repeated.
    """
    rows = _rows(path)
    sheet = _Sheet(path.name, rows, teams, ranks)
    people = tuple(sheet.people())
    if sheet.defects:
        raise InputError(sheet.defects)
    return Roster(path.name, people)


def _rows(path: Path) -> list[list[Any]]:
    """Cells of the file; a CSV's are texts."""
    try:
        content = path.read_bytes()
    except OSError:
        raise InputError([Defect(str(path), Message("papers.roster.no_file"))]) from None
    try:
        return _workbook(content) if path.suffix.lower() == ".xlsx" else _text(content)
    except Exception:  # noqa: BLE001 - openpyxl raises anything at all on a damaged workbook
        raise InputError([Defect(path.name, Message("papers.roster.unreadable"))]) from None


def _text(content: bytes) -> list[list[Any]]:
    text = content.decode("utf-8-sig")
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


def _workbook(content: bytes) -> list[list[Any]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_BYTES:
            raise ValueError("too large")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles it would lose on saving; nothing is saved
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS, values_only=True)
        cells = [list(row) for row in rows]
        book.close()
    return cells


class _Sheet:
    """The rows of a roster being read; `defects` collects what is wrong with them."""

    def __init__(
        self, where: str, rows: Sequence[Sequence[Any]], teams: Mapping[str, str], ranks: Sequence[str]
    ):
        self.defects: list[Defect] = []
        self._where, self._ranks = where, ranks
        self._teams = {name.casefold(): code for code, name in teams.items()} | {
            c.casefold(): c for c in teams
        }
        self._known = ", ".join(teams)
        self._columns = self._header(rows[0] if rows else [])
        self._rows = [(n, row) for n, row in enumerate(rows[1:], start=2) if any(_said(cell) for cell in row)]

    def people(self) -> Iterator[Person]:
        """Everybody, once for each team."""
        if len(self._rows) > MAX_ROWS:
            self._wrong("papers.roster.too_many", most=MAX_ROWS)
            return
        if not self._rows:
            self._wrong("papers.roster.empty")
        seen: set[tuple[str, str]] = set()
        for number, row in self._rows:
            before = len(self.defects)
            hidden = self._personal(number, row)
            told = len(self.defects)
            cells = {name: row[at] if at < len(row) else None for name, at in self._columns.items()}
            people = list(self._person(number, cells | dict.fromkeys(hidden)))
            self.defects[told:] = [defect for defect in self.defects[told:] if defect.column not in hidden]
            if len(self.defects) > before:
                continue
            for person in people:
                if (person.key, person.team) in seen:
                    self._wrong("papers.roster.twice", number, "nama", person.name, team=person.team)
                seen.add((person.key, person.team))
                yield person

    def _header(self, header: Sequence[Any]) -> dict[str, int]:
        columns: dict[str, int] = {}
        for at, cell in enumerate(header):
            label = _said(cell)
            name = "_".join(label.lower().split())
            name = OTHER_NAMES.get(name, name)
            if personal_header(name):
                self._wrong("papers.roster.personal", 1, label)
            elif name in columns:
                self._wrong("papers.roster.column_twice", 1, shown(label))
            elif name in COLUMNS:
                columns[name] = at
            elif name and name not in PASSED_OVER:
                self._wrong("papers.roster.column", 1, shown(label), known=", ".join(COLUMNS))
        for name in NEEDED:
            if name not in columns:
                self._wrong("papers.roster.no_column", 1, name)
        return columns

    def _personal(self, number: int, row: Sequence[Any]) -> list[str]:
        """Columns whose cells look like a NIK; said without repeating it."""
        texts = map(_said, row)
        found = [at for at, text in enumerate(texts) if looks_personal(text) or _SIXTEEN.search(text)]
        names = {at: name for name, at in self._columns.items()}
        for at in found:
            self._wrong("papers.roster.nik", number, names.get(at, str(at + 1)))
        return [names[at] for at in found if at in names]

    def _person(self, number: int, cells: Mapping[str, Any]) -> Iterator[Person]:
        said = {name: _said(cells.get(name)) for name in COLUMNS}
        for name, text in said.items():
            if len(text) > LONGEST:
                self._wrong("papers.roster.long", number, name, most=LONGEST)
        if not said["nama"]:
            self._wrong("papers.roster.no_name", number, "nama")
        elif any(c.isdigit() for c in said["nama"]):
            self._wrong("papers.roster.digits", number, "nama")
        nip = self._nip(number, cells.get("nip"))
        rank = self._rank(number, said)
        codes = []
        for part in filter(None, (part.strip() for part in re.split("[,;&]", said["tim"]))):
            code = self._teams.get(part.casefold())
            if code is None:
                self._wrong("papers.roster.team", number, "tim", shown(part), known=self._known)
            else:
                codes.append(code)
        if not said["tim"]:
            self._wrong("papers.roster.no_team", number, "tim", known=self._known)
        for code in codes:
            yield Person(said["nama"], nip, said["pangkat_golongan"], said["jabatan"], code, rank, number)

    def _nip(self, number: int, cell: Any) -> str:
        text = _said(cell)
        digits = re.sub(r"[\s.'’-]", "", text)
        if digits and isinstance(cell, int | float):
            self._wrong("papers.roster.nip_number", number, "nip")  # a spreadsheet keeps 15 digits of it
        elif digits and not (digits.isascii() and digits.isdigit() and len(digits) == NIP_DIGITS):
            self._wrong("papers.roster.nip", number, "nip", digits=NIP_DIGITS)
        return digits

    def _rank(self, number: int, said: Mapping[str, str]) -> str:
        """The rank of the tariff: as `kelas` says, else by the grade (III/b, or not a civil servant)."""
        given = "_".join((said["kelas"] or said["pangkat_golongan"]).lower().split())
        if given in self._ranks:
            return given
        grade = said["pangkat_golongan"].upper()
        roman = _WITH_LETTER.search(grade) or _ALONE.fullmatch(grade)
        guess = f"golongan_{roman[1].lower()}" if roman else ""
        if not roman and (_NOT_CIVIL.search(grade) or grade in ("", "-", "–")):
            guess = "non_asn"
        if not said["kelas"] and guess in self._ranks:
            return guess
        column = "kelas" if said["kelas"] else "pangkat_golongan"
        self._wrong("papers.roster.rank", number, column, shown(said[column]), known=", ".join(self._ranks))
        return ""

    def _wrong(
        self,
        key: str,
        row: int | None = None,
        column: str | None = None,
        found: str | None = None,
        **values: Any,
    ) -> None:
        self.defects.append(Defect(self._where, Message(key, values), row, column, found))


def _said(cell: Any) -> str:
    """A cell as text without stray spaces."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split())
