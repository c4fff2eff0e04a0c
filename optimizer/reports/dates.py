"""Dates and clock times as people write them, in Bahasa Indonesia and English."""

from __future__ import annotations

from datetime import date, timedelta

# Two small tables instead of a locale library: nineteen words that do not change.
DAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni",
        "Juli", "Agustus", "September", "Oktober", "November", "Desember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
SHORT_MONTHS = {
    "id": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}


def full_date(day: date, lang: str) -> str:
    """5 Januari 2026."""
    return f"{day.day} {MONTHS[lang][day.month - 1]} {day.year}"


def long_date(day: date, lang: str) -> str:
    """Senin, 5 Januari 2026."""
    return f"{DAYS[lang][day.weekday()]}, {full_date(day, lang)}"


def short_date(day: date, lang: str) -> str:
    """5 Jan."""
    return f"{day.day} {SHORT_MONTHS[lang][day.month - 1]}"


def date_range(first: date, last: date, lang: str) -> str:
    """5–9 Januari 2026; the month or year is repeated only where it differs."""
    if first == last:
        return full_date(first, lang)
    if first.year != last.year:
        return f"{full_date(first, lang)} – {full_date(last, lang)}"
    if first.month != last.month:
        return f"{first.day} {MONTHS[lang][first.month - 1]} – {full_date(last, lang)}"
    return f"{first.day}–{full_date(last, lang)}"


def monday_of(day: date) -> date:
    """The Monday that opens the week of `day`."""
    return day - timedelta(days=day.weekday())


def week_number(day: date, start: date) -> int:
    """Week of `day` in a horizon from `start`: 1 for the week of the start, Monday to Sunday."""
    return (monday_of(day) - monday_of(start)).days // 7 + 1


def clock_time(minutes: int) -> str:
    """Minutes after midnight as 07:30."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
