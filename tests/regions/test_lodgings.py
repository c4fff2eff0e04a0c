"""Places to sleep: shipped by a stated rule, checked like every table, used only where nights are allowed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from optimizer.core.policy import Policy
from optimizer.core.pose import pose
from optimizer.core.problem import Problem
from optimizer.core.region import Region
from optimizer.regions.calendar import make_calendar
from optimizer.regions.read import read
from optimizer.regions.template import write_template
from optimizer.roads.measure import measure
from optimizer.roads.state import with_closures
from optimizer.settings import home, load
from optimizer.texts import LANGUAGES, tell_defect
from tests.regions.district import DATA, ROOT, brief, copy, defects, params, put, rewrite, rows
from tests.tiny import TARIFF

REGIONS = {"rejang_lebong": 15, "kota_bengkulu": 9, "oku_selatan": 19}
# Desa and kelurahan that bear the name of their kecamatan, read off the tables.
NAMESAKES = {
    "rejang_lebong": {"17.02.06": "17.02.06.1004"},
    "kota_bengkulu": {},
    "oku_selatan": {"16.09.02": "16.09.02.2013", "16.09.03": "16.09.03.2022", "16.09.04": "16.09.04.2019"},
}


def shipped(name: str) -> Region:
    """A region as shipped."""
    return read(ROOT / "data" / name, params(name))


@pytest.mark.parametrize("name", REGIONS)
def test_one_lodging_in_each_kecamatan_by_the_stated_rule(name: str) -> None:
    """The namesake of the kecamatan, else its kelurahan with most residents, else its desa with most."""
    region = shipped(name)
    assert len(region.lodgings) == REGIONS[name]
    for lodging in region.lodgings:
        there = [place for place in region.places if place.kecamatan_code == lodging.place[:8]]
        wards = [place for place in there if place.kind == "kelurahan"]
        largest = max(wards or there, key=lambda place: place.population or 0).code
        assert lodging.place == NAMESAKES[name].get(lodging.place[:8], largest)


@pytest.mark.parametrize("name", REGIONS)
def test_every_shipped_lodging_is_assumed_until_confirmed(name: str) -> None:
    """Nobody has asked there: each says that it is an assumption."""
    for lodging in shipped(name).lodgings:
        assert lodging.source.estimated
        assert lodging.source.text.startswith("Asumsi sampai dikonfirmasi")


def week(region: Region, policy: Policy) -> Problem:
    """A problem over the five days of one dry week, two teams."""
    settings = load(home() / "configs")
    days = make_calendar(date(2026, 7, 6), date(2026, 7, 10), settings.calendar)
    calendar, states = with_closures(days, region.closures)
    return pose(region, measure(region, settings.roads, states), calendar, TARIFF, policy)


def test_lodgings_are_used_only_where_nights_are_allowed() -> None:
    """2 teams × 5 days: 2 × 4 runs of two days and 2 × 3 of three; without nights, or lodgings, none."""
    region = shipped("rejang_lebong")
    nights = {most: week(region, Policy(max_nights=most)) for most in (0, 1, 2)}
    assert [len(problem.lodgings) for problem in nights.values()] == [0, 15, 15]
    assert [len(problem.spans) for problem in nights.values()] == [0, 8, 14]


def test_without_the_table_nobody_sleeps_out(tmp_path: Path) -> None:
    """No penginapan.csv: no lodging, and no nights whatever the policy allows."""
    folder = copy(tmp_path)
    (folder / "penginapan.csv").unlink()
    region = read(folder, params())
    assert region.lodgings == ()
    assert week(region, Policy(max_nights=2)).spans == ()


@pytest.mark.parametrize(
    ("row", "column", "value", "kind"),
    [
        (2, "kode_desa", "17.02.06.9999", "unknown_place"),
        (2, "kode_desa", "Kota Padang", "not_place_code"),
        (3, "kode_desa", "17.02.06.1004", "duplicate"),
        (2, "nama", "", "blank"),
        (2, "taksiran", "mungkin", "not_choice"),
        (2, "tanggal", "kemarin", "not_date"),
        (2, "sumber", "", "blank"),
        (2, "nama", "1702091505890001", "personal"),
    ],
)
def test_a_wrong_cell_is_the_only_defect(
    row: int, column: str, value: str, kind: str, tmp_path: Path
) -> None:
    """One wrong cell gives one defect, located as a spreadsheet shows it, in both languages."""
    folder = copy(tmp_path)
    put(folder, "penginapan", row, column, value)
    found = defects(folder)
    assert brief(found) == [("penginapan.csv", row, column, kind)]
    assert all(tell_defect(found[0], lang) for lang in LANGUAGES)


def test_the_office_confirms_a_lodging_in_the_workbook(tmp_path: Path) -> None:
    """The sheet Penginapan is read back; a row turned to `tidak` is an estimate no more."""
    path = write_template(DATA, tmp_path / "isian.xlsx", params())
    book = load_workbook(path)
    sheet = book["Penginapan"]
    assert [cell.value for cell in sheet[1]] == ["kode_desa", "nama", "taksiran", "tanggal", "sumber"]
    sheet["C2"], sheet["D2"], sheet["E2"] = "tidak", "2026-11-20", "Wisma, dipastikan lewat telepon"
    book.save(path)
    lodgings = read(path, params()).lodgings
    assert [lodging.source.estimated for lodging in lodgings] == [False] + [True] * 14
    assert lodgings[0].source.date == "2026-11-20"


def test_a_region_without_the_table_gets_an_empty_sheet(tmp_path: Path) -> None:
    """The sheet is there to be filled in, and left empty it means no lodging."""
    folder = copy(tmp_path)
    (folder / "penginapan.csv").unlink()
    path = write_template(folder, tmp_path / "isian.xlsx", params())
    assert load_workbook(path)["Penginapan"].max_row >= 1
    empty = params().model_copy(update={"data": folder})
    assert read(path, empty).lodgings == ()


def test_names_stay_names(tmp_path: Path) -> None:
    """A column for who lets the room is no column of the table."""
    folder = copy(tmp_path)

    def add(cells: list[list[str]]) -> None:
        for number, row in enumerate(cells):
            row.append("Budi" if number else "pemilik")

    rewrite(folder / "penginapan.csv", add)
    assert len(rows(folder / "penginapan.csv")) == 16
    assert [defect.column for defect in defects(folder)] == ["pemilik"]
