"""The timetable: trips get their dates, teams and hours."""

from optimizer.timetable.contest import Contest, Settled, contest, settle
from optimizer.timetable.params import TimetableParams
from optimizer.timetable.place import place

__all__ = ["Contest", "Settled", "TimetableParams", "contest", "place", "settle"]
