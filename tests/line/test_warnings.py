"""Warnings of a run that follow from its problem and schedule."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from optimizer.core.policy import Policy
from optimizer.core.pose import pose
from optimizer.core.region import Kit
from optimizer.core.schedule import Schedule
from optimizer.errors import Message
from optimizer.line.run import warnings_of
from optimizer.texts import LANGUAGES, tell
from tests import tiny


def told(*kits: Kit, **policy: object) -> list[Message]:
    """Warnings about two teams over Monday to Friday."""
    area = replace(tiny.region([10], teams=2), kits=kits)
    made = Policy(**policy)  # type: ignore[arg-type]
    problem = pose(area, tiny.travel(tiny.line_of(20)), tiny.calendar(5), tiny.TARIFF, made)
    return list(warnings_of(problem, Schedule((), ())))


def kit(code: str, status: str = "baik", days: int | None = None) -> Kit:
    """A kit at the office; one under repair is back so many days after Monday."""
    back = None if days is None else tiny.MONDAY + timedelta(days=days)
    return Kit(code, status, back, "KANTOR", "uji")  # type: ignore[arg-type]


def test_days_at_home_for_want_of_a_kit_are_said() -> None:
    """The second kit is back on Thursday: 3 of the 10 team-days are lost, Monday to Wednesday."""
    [said] = told(kit("A"), kit("B", "kembali", 3))
    assert said.key == "line.warn_kits"
    numbers = [said.values[key] for key in ("lost", "whole", "dates", "working")]
    assert numbers == [3, 10, 3, 5]
    assert (said.values["first"], said.values["last"]) == ("2026-01-05", "2026-01-07")
    assert all(tell(said, lang) for lang in LANGUAGES)


def test_only_days_before_the_deadline_count() -> None:
    """With a deadline on Tuesday 2 of 4 team-days are lost."""
    [said] = told(kit("A"), kit("B", "kembali", 3), deadline=tiny.MONDAY + timedelta(days=1))
    assert [said.values[key] for key in ("lost", "whole", "dates", "working")] == [2, 4, 2, 2]


def test_enough_kits_are_no_warning() -> None:
    """Two sound kits for two teams, or no inventory at all: nothing is said."""
    assert told(kit("A"), kit("B")) == told() == []
