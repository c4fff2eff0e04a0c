"""The core of every workbook: widths against Arial's own, pages of typed cells, names beside points."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from optimizer.reports.bandingkan.workbook import name_sides
from optimizer.reports.bounds import relaxed
from optimizer.reports.workbook.book import Book
from optimizer.reports.workbook.page import Formula, Page
from optimizer.reports.workbook.sheet import NARROWER, Column, Sheet, line_count, pixels
from optimizer.reports.workbook.styles import BODY, MORE, SHORT_DATE, WHOLE, WRAPPED

# Advance widths of Helvetica, which Arial shares, in thousandths of the type size (Adobe's font metrics).
CAPITALS = (
    667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611,
)  # fmt: skip
SMALL = (
    556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833,
    556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500,
)  # fmt: skip
ARIAL = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", CAPITALS, strict=True))
ARIAL |= dict(zip("abcdefghijklmnopqrstuvwxyz", SMALL, strict=True))
ARIAL |= {" ": 278, ",": 278} | dict.fromkeys("0123456789", 556)
TEN_POINTS = 10 * 96 / 72
"""Pixels of the type size."""


class Words(Book):
    """A workbook whose sentences are their keys."""

    region = "Kabupaten A & B"

    def say(self, key: str, **values: object) -> str:
        """The key."""
        return key.format(**values)


@pytest.mark.parametrize(
    "text",
    [
        "SMK NEGERI 7 REJANG LEBONG,",
        "SMKS MUHAMMADIYAH CURUP",
        "SMA NEGERI 12 REJANG LEBONG, Talang Belitar",
        "Kampung Melayu",
    ],
)
def test_capitals_are_given_the_room_arial_takes(text):
    """What a name is reckoned to take, in letters that are not bold, is what Arial's metrics say or more."""
    assert pixels(text) / NARROWER >= sum(ARIAL[letter] for letter in text) * TEN_POINTS / 1000


def test_three_schools_take_three_lines():
    """By Arial's metrics two schools' names and a village's need three lines of 34 characters."""
    text = "SMK NEGERI 7 REJANG LEBONG, SMK NEGERI 6 REJANG LEBONG, Duku Ulu"
    assert line_count(text, (34 * 7 - 18) * NARROWER) == 3


def test_no_word_of_a_header_is_broken(tmp_path: Path):
    """A column asked to be 9 characters wide is as wide as the longest word of its title, bold."""
    book = Words("id")
    sheet = Sheet(book, *book.add("A"))
    sheet.header(0, (Column("Selisih orang seluruhnya", 9), Column("Tim", 9)))
    wide, narrow = sheet.fit_columns()
    # Helvetica-Bold: s e l u r u h n y a, in thousandths of the size; a character of a width is 7 pixels.
    bold = sum((556, 556, 278, 611, 389, 611, 611, 611, 556, 556)) * TEN_POINTS / 1000
    assert wide * 7 >= bold > 9 * 7
    assert narrow == 9
    book.save(tmp_path / "a.xlsx")


def test_a_page_holds_cells_of_every_kind(tmp_path: Path):
    """Text stays text, nothing is a dash, a formula has its value, and groups stand above their columns."""
    book = Words("id")
    book.stamp("A", datetime(2026, 1, 5, 7, 30))  # noqa: DTZ001 - a workbook knows no zone
    page = Page(book, *book.add("A & B"), (10, 10, 10, 10))
    page.opening("title", "where", "", ("note",))
    columns = (
        Column("a", style=WRAPPED),
        Column("b", 8, "ab", BODY | WHOLE),
        Column("c", 8, "ab", BODY | MORE),
        Column("d", style=BODY | SHORT_DATE),
    )
    first = page.table(columns, [["=1+1", 2, None, date(2026, 1, 5)], ["b", 3, Formula("B9-B8", 1), None]])
    page.footer(book.region)
    sheet = load_workbook(book.save(tmp_path / "a.xlsx"))["A & B"]
    shown = load_workbook(tmp_path / "a.xlsx", data_only=True)["A & B"]
    # title, where, note, a free row, groups, titles; then the values.
    assert first == 6
    assert (sheet["B5"].value, sheet["C6"].value, sheet["A5"].value) == ("ab", "c", "a")
    assert (sheet["A7"].value, sheet["A7"].data_type, sheet["A7"].quotePrefix) == ("=1+1", "s", True)
    assert (sheet["C7"].value, sheet["D7"].value) == ("–", datetime(2026, 1, 5))  # noqa: DTZ001
    assert (sheet["C8"].value, shown["C8"].value) == ("=B9-B8", 1)
    assert page.row == 9
    assert sheet.oddFooter is not None
    assert sheet.oddFooter.left is not None
    assert sheet.oddFooter.left.text == "Kabupaten A && B"


def test_names_stand_away_from_the_nearest_point():
    """Of two plans close to each other the upper one's name stands above, the lower one's below."""
    # The third lies far below and to the left of both: 0.4 of the width (2 names), 0.7 of the height (9).
    assert name_sides([(0.67, 0.86), (0.70, 0.78), (0.27, 0.15)]) == ["above", "below", "below"]
    assert name_sides([(0.2, 0.5), (0.6, 0.5)]) == ["left", "right"]
    # At one spot there is no side to turn to: the names stand round it.
    assert name_sides([(0.5, 0.5), (0.5, 0.5)]) == ["below", "right"]


def test_what_a_bound_leaves_out_is_said_in_words():
    """No code of a rule reaches the head of an office; an unknown one is shown as it is."""
    assert relaxed("opening_hours", "id") == "jam buka"
    assert relaxed("caps_over_places", "id") == "batas layanan sehari atas beberapa tempat"
    assert relaxed("unheard_of", "en") == "unheard_of"
