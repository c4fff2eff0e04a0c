"""The workbook of a comparison: its sentences, and pages that open alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from optimizer.core.comparison import Comparison
from optimizer.reports.bandingkan.words import title_of
from optimizer.reports.dates import full_date
from optimizer.reports.workbook.book import Book
from optimizer.reports.workbook.page import Page
from optimizer.texts import say


class ComparisonBook(Book):
    """The workbook."""

    def __init__(self, comparison: Comparison, lang: str):
        super().__init__(lang)
        self.comparison = comparison
        self.stamp(self.title, datetime.combine(comparison.today, time()))

    @property
    def region(self) -> str:
        """Name of the region."""
        return self.comparison.region

    @property
    def title(self) -> str:
        """Title of every sheet."""
        return self.say("title", region=self.region)

    def say(self, key: str, **values: object) -> str:
        """A sentence."""
        return say(f"compare.{key}", self.lang, **values)

    def page(self, key: str, widths: Sequence[float], notes: Sequence[str] = ()) -> Page:
        """A new sheet with title, marks and notes."""
        page = Page(self, *self.add(self.say(f"sheet.{key}")), widths)
        mark = self.say("indicative") if self.comparison.indicative else ""
        page.opening(self.title, self._subtitle(), mark, (self.say("internal_note"), *notes))
        page.footer(f"{self.say('internal')} · {self.region}")
        return page

    def _subtitle(self) -> str:
        comparison = self.comparison
        return self.say(
            "subtitle",
            base=title_of(comparison.base, self.lang),
            today=full_date(comparison.today, self.lang),
            tariff=", ".join(comparison.tariffs),
        )
