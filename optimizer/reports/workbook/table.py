"""A table once it is written: where other sheets find its figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from optimizer.reports.workbook.sheet import Sheet


@dataclass(frozen=True)
class Table:
    """The sheet it is on, its columns by key, and its rows from `first` to `last`."""

    sheet: Sheet
    at: Mapping[str, int]
    first: int
    last: int

    def column(self, key: str) -> str:
        """All cells of a column, for a formula on another sheet."""
        return self.sheet.span(self.first, self.last, self.at[key])


@dataclass(frozen=True)
class SummedTable(Table):
    """A table with its sums in row `total`."""

    total: int

    def sum(self, key: str) -> str:
        """The cell of a column's sum, for a formula on another sheet."""
        return self.sheet.ref(self.total, self.at[key])
