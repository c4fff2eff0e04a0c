"""The cost plan's workbook: its sentences, and pages that carry the mark of unverified rates."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.core.effort import Part
from optimizer.core.outcome import Outcome
from optimizer.core.tariff import Rate
from optimizer.reports.jadwal.book import ScheduleBook
from optimizer.reports.jadwal.teams import rank_name
from optimizer.reports.workbook.sheet import Sheet
from optimizer.reports.workbook.styles import BODY, PLAIN, SUBTITLE, TITLE, WHOLE, Style
from optimizer.texts import say

RED = "#B00020"
MARK: Style = PLAIN | {"bold": True, "font_color": RED}
INPUT: Style = BODY | WHOLE | {"bg_color": "#FFF8DC"}
"""Numbers that a person may change; everything else follows from them."""


class Page(Sheet):
    """A sheet whose every printed page says whether it rests on rates that nobody has verified."""

    mark = ""

    def opening(self, title: str, notes: Sequence[str], columns: int) -> int:
        """Title, mark and notes over the width of a table; returns the next free row."""
        self.band(0, 0, 0, title, TITLE)
        self.height(0, 24)
        lines = [(self.mark, MARK)] if self.mark else []
        lines += [(note, SUBTITLE) for note in notes]
        for row, (text, style) in enumerate(lines, 1):
            self.band(row, 0, columns - 1, text, style | {"text_wrap": True})
        return len(lines) + 2

    def page(
        self, *, repeat: tuple[int, int] | None = None, landscape: bool = True, breaks: Sequence[int] = ()
    ) -> None:
        """Print setup of `Sheet.page`, with the mark above and below every page."""
        super().page(repeat=repeat, landscape=landscape, breaks=breaks)
        if not self.mark:
            return
        sheet = self._worksheet
        shown = self.mark.replace("&", "&&")
        sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.65)
        sheet.set_header(f'&C&"Arial,Bold"&10&K{RED[1:]}{shown}', {"margin": 0.35})
        marks = (self.book.say("mark_short"), self.book.say("internal"), self.book.region)
        self.footer(" · ".join(marks))


class RabBook(ScheduleBook):
    """A workbook in memory; `indicative` where a rate that is used has not been verified."""

    def __init__(self, outcome: Outcome, lang: str):
        super().__init__(outcome, lang)
        self.indicative = not outcome.budget.verified

    def say(self, key: str, **values: object) -> str:
        """The workbook's sentence `key`."""
        return say(f"rab.{key}", self.lang, **values)

    @property
    def money(self) -> str:
        """Key of the heading over rupiah."""
        return "amount_indicative" if self.indicative else "amount"

    def page(self, name: str, *, indicative: bool | None = None) -> Page:
        """A new sheet, marked on every page where it rests on rates nobody has verified."""
        page = Page(self, *self.add(name))
        if self.indicative if indicative is None else indicative:
            page.mark = self.say("mark")
        return page

    def account(self, name: str) -> str:
        """An account's name as a heading, which may break at its slashes."""
        return name.replace("/", "/ ")

    def funding(self, rate: Rate) -> str:
        """The source of a rate's money, never blank: a blank would be equal to every empty cell."""
        return rate.funding.strip() or self.say("unfunded")

    def part(self, part: Part) -> str:
        """What a part of effort counts, under its driver's heading."""
        driver, *keys = part
        return ", ".join(self._called(driver, key) for key in keys) or self.say(f"of.{driver}")

    def _called(self, driver: str, key: str) -> str:
        """A vehicle, service, duration class or rank by its name."""
        region = self.outcome.problem.region
        if driver in ("kilometres", "litres", "vehicle_days", "person_trips"):
            return next((vehicle.name for vehicle in region.vehicles if vehicle.code == key), key)
        if driver == "people":
            return next((service.name for service in region.services if service.code == key), key)
        duration = self.term("duration", key)
        return rank_name(key) if duration == key else duration
