"""How numbers stand in plan.json: parts as units, minutes as clock times."""

from __future__ import annotations


def in_units(value: int, per_unit: int) -> int | float:
    """A whole number of parts as a number of units: whole where it is whole, else a decimal fraction."""
    return value // per_unit if value % per_unit == 0 else value / per_unit


def hh_mm(minutes: int) -> str:
    """Minutes after midnight as HH:MM; hours run on past 24."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
