"""The timetable: trips get their dates, teams and hours."""

from optimizer.timetable.params import TimetableParams
from optimizer.timetable.place import place

__all__ = ["TimetableParams", "place"]
