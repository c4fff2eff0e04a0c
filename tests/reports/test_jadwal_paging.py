"""Page breaks, by hand."""

from __future__ import annotations

from optimizer.reports.workbook.paging import SAFETY, Block, Paper, page_breaks

WIDE = [100.0]  # 705 pixels, as wide as the paper below: nothing is shrunk
PAPER = Paper(705, 100 / SAFETY)  # 100 points of room


def test_a_page_holds_what_fits():
    """Three blocks of 40 in 100 points: the third begins page two."""
    blocks = [Block(0, 40, 1), Block(4, 40, 2), Block(8, 40, 3)]
    assert page_breaks(blocks, WIDE, PAPER) == [8]


def test_a_week_stays_together_if_it_can():
    """Week 2 (30 + 40) would fit a page but not what week 1 leaves of it: it begins a page."""
    blocks = [Block(0, 60, 1), Block(6, 30, 2), Block(9, 40, 2)]
    assert page_breaks(blocks, WIDE, PAPER) == [6]


def test_a_long_week_is_split_between_days():
    """Week 1 takes 3 × 60: too long for any page, so each day that does not fit begins one."""
    blocks = [Block(0, 60, 1), Block(6, 60, 1), Block(12, 60, 1)]
    assert page_breaks(blocks, WIDE, PAPER) == [6, 12]


def test_repeated_header_and_shrinking_change_the_room():
    """A header of 30 leaves 70 of 100 points; a sheet twice as wide is shrunk to half, with room for 200."""
    blocks = [Block(0, 40, 1), Block(4, 40, 2)]
    assert page_breaks(blocks, WIDE, PAPER, header=30) == [4]
    assert page_breaks(blocks, [200.0 + 5 / 7], PAPER) == []


def test_a_banner_takes_its_first_day_along():
    """Week 2 (10 + 60 + 60) fits no page; its banner would fit after week 1, but not with its first day."""
    blocks = [Block(0, 60, 1), Block(6, 10, 2), Block(7, 60, 2), Block(13, 60, 2)]
    assert page_breaks(blocks, WIDE, PAPER) == [6, 13]


def test_the_title_takes_room_on_the_first_page_only():
    """A title of 30 above: 70 points are left on page one, 100 on page two."""
    blocks = [Block(3, 40, 1), Block(7, 40, 2), Block(11, 40, 3)]
    assert page_breaks(blocks, WIDE, PAPER, top=30) == [7]
