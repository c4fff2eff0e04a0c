"""A region's published figures: the rows of fakta.csv, with the tolerance their printing allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from optimizer.regions.relations import Span
from optimizer.regions.tables import Table

PERCENT = "persen"


@dataclass(frozen=True)
class Fact:
    """A figure as published: `text` as printed, `approximate` where the source says *about*.

    `case` names the case whose article states it, or is empty.
    """

    id: str
    date: str
    metric: str
    text: str
    unit: str
    approximate: bool
    case: str
    source: str
    note: str

    @property
    def value(self) -> Fraction:
        """The printed number, exactly."""
        return Fraction(self.text.replace(",", "."))

    @property
    def span(self) -> Span:
        """What the printed value may stand for.

        A count is exact. A number printed with decimals, or a percentage, is rounded: half a unit of its
        last decimal either way. *About* so many may be off by one in the last digit that is not zero.
        """
        value = self.value
        slack = self._last_digit() if self.approximate else self._rounding()
        return Span(value, value - slack, value + slack, self.id)

    def _decimals(self) -> int:
        return len(self.text.replace(",", ".").partition(".")[2])

    def _rounding(self) -> Fraction:
        exact = not self._decimals() and self.unit != PERCENT
        return Fraction(0) if exact else Fraction(1, 2) / 10 ** self._decimals()

    def _last_digit(self) -> Fraction:
        if self._decimals():
            return Fraction(1, 10 ** self._decimals())
        bare = self.text.rstrip("0")
        return Fraction(10 ** (len(self.text) - len(bare))) if bare.strip("-") else Fraction(1)


def facts_of(table: Table | None) -> tuple[Fact, ...]:
    """The figures of a validated table; none where there is no table."""
    if table is None:
        return ()
    return tuple(map(_fact, cast("list[Mapping[str, str]]", table.frame.to_dict("records"))))


def _fact(row: Mapping[str, str]) -> Fact:
    return Fact(
        id=row["id"],
        date=row["tanggal"],
        metric=row["metrik"],
        text=row["nilai"],
        unit=row["satuan"],
        approximate=row["perkiraan_sumber"] == "ya",
        case=row["kasus"],
        source=row["sumber"],
        note=row["catatan"],
    )
