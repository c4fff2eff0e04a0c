"""The schedule's workbook: its sentences, and what places, services and codes are called in it."""

from __future__ import annotations

from datetime import datetime

from optimizer.core.outcome import Outcome
from optimizer.core.region import Place
from optimizer.reports.figures import services_needed
from optimizer.reports.workbook.book import Book
from optimizer.reports.workbook.sheet import Sheet
from optimizer.texts import catalogue, say

ROW_POINTS = 17


class ScheduleBook(Book):
    """A workbook about an outcome.

    Parameters
    ----------
    outcome
        What the workbook tells; its stamp is the workbook's, so that equal outcomes give equal files.
    lang
        Language of every sentence.
    """

    def __init__(self, outcome: Outcome, lang: str):
        super().__init__(lang, ROW_POINTS)
        self.outcome = outcome
        self.services = services_needed(outcome.problem.region)
        self.stamp(f"{self.say('title')} {self.region}", datetime.fromisoformat(outcome.created))

    @property
    def region(self) -> str:
        """Name of the region, for the foot of every page."""
        return self.outcome.problem.region.name

    @property
    def money(self) -> str:
        """Key of the heading over rupiah: marked as indicative until every rate is verified."""
        return "cost" if self.outcome.problem.tariff.verified else "cost_indicative"

    @property
    def place_title(self) -> str:
        """Heading over names of places: villages, or places of any kind where there are others."""
        kinds = {place.kind for place in self.outcome.problem.region.places}
        return self.say("place" if kinds <= {"desa", "kelurahan"} else "any_place")

    def say(self, key: str, **values: object) -> str:
        """The workbook's sentence `key`."""
        return say(f"reports.jadwal.{key}", self.lang, **values)

    def term(self, kind: str, code: str) -> str:
        """What a code of `kind` is called (a status, a reason, …); the code itself if it has no name."""
        return catalogue(self.lang).get(f"reports.{kind}.{code}", code)

    def kind(self, place: Place) -> str:
        """What a place is: desa, kelurahan, the form of a school, home visits."""
        forms = {school.npsn: school.form for school in self.outcome.problem.region.schools}
        return forms.get(place.code) or self.term("kind", place.kind)

    def sheet(self, name: str) -> Sheet:
        """A new sheet."""
        return Sheet(self, *self.add(name))
