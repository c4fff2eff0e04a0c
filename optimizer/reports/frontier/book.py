"""The workbook of a frontier: its sentences, and pages that open alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from optimizer.core.frontier import Frontier
from optimizer.reports.dates import date_range
from optimizer.reports.workbook.book import Book
from optimizer.reports.workbook.page import Page
from optimizer.texts import say

ACROSS = (118 / 8,) * 8
"""Columns of a page without a table: 118 characters across a printed page."""


class FrontierBook(Book):
    """The workbook of a frontier."""

    def __init__(self, frontier: Frontier, lang: str):
        super().__init__(lang)
        self.frontier = frontier
        self.stamp(self.title, datetime.fromisoformat(frontier.created))

    @property
    def region(self) -> str:
        """Name of the region."""
        return self.frontier.problem.region.name

    @property
    def title(self) -> str:
        """Title of every sheet."""
        return self.say("title", region=self.region)

    @property
    def where(self) -> str:
        """Dates, size and tariff."""
        frontier = self.frontier
        return self.say(
            "where",
            dates=date_range(frontier.start, frontier.end, self.lang),
            trips=frontier.points[-1].plan.trips,
            tariff=frontier.problem.tariff.name,
        )

    def say(self, key: str, **values: object) -> str:
        """A sentence."""
        return say(f"frontier.{key}", self.lang, **values)

    def page(self, key: str, widths: Sequence[float] = ACROSS, notes: Sequence[str] = ()) -> Page:
        """A new sheet with title, mark and notes."""
        page = Page(self, *self.add(self.say(f"sheet.{key}")), widths)
        mark = "" if self.frontier.problem.tariff.verified else self.say("indicative")
        page.opening(self.title, self.where, mark, notes)
        page.footer(self.region, "&P / &N")
        return page
