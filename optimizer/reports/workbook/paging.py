"""Where a printed sheet turns the page, so that no trip is torn in two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Paper:
    """Room for cells on a page, within the margins of `Sheet.page`: pixels across, points down."""

    width: float
    height: float


LANDSCAPE = Paper(10.89 * 96, 7.12 * 72)
PORTRAIT = Paper(7.47 * 96, 10.54 * 72)
"""A4 both ways."""
SAFETY = 0.97
"""Printers and fonts differ a little; a page that is nearly full stays one page."""


@dataclass(frozen=True)
class Block:
    """Rows that belong together: where they begin, their height in points, and the week they are of."""

    row: int
    points: float
    week: int


def page_breaks(
    blocks: Sequence[Block],
    widths: Sequence[float],
    paper: Paper = LANDSCAPE,
    header: float = 0,
    top: float = 0,
) -> list[int]:
    """Rows before which a new page begins, on a sheet shrunk to one page wide.

    A block is never split; a week that fits one page is not split either, and no week's first block
    stands alone at the foot of a page. `widths` are the columns' in characters, `header` the height in
    points of the rows repeated on every page, `top` of what stands above them on the first.
    """
    pixels = sum(7 * width + 5 for width in widths)
    room = SAFETY * paper.height * max(1.0, pixels / paper.width) - header
    weeks = {block.week: sum(b.points for b in blocks if b.week == block.week) for block in blocks}
    breaks: list[int] = []
    used, week, fresh = top, None, True
    for index, block in enumerate(blocks):
        need = block.points
        if block.week != week:  # a banner takes its whole week along, or at least the first day
            first = sum(b.points for b in blocks[index + 1 : index + 2] if b.week == block.week)
            need = weeks[block.week] if weeks[block.week] <= room else block.points + first
        if not fresh and used + need > room:
            breaks.append(block.row)
            used = 0.0
        used, week, fresh = used + block.points, block.week, False
    return breaks
