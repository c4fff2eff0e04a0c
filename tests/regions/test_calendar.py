"""Working days: hours by law, holidays by the package, Ramadan and exceptions by the config."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from holidays import country_holidays
from pydantic import ValidationError

from optimizer.core.calendar import Calendar
from optimizer.errors import InputError
from optimizer.regions.calendar import CalendarParams, make_calendar
from optimizer.texts import LANGUAGES, tell, tell_defect
from tests.regions.district import settings


def params(**changes: Any) -> CalendarParams:
    """The default calendar, some of it changed."""
    return CalendarParams(**{**settings()["calendar"], **changes})


def worked(calendar: Calendar) -> list[int]:
    """Days of the month that are worked."""
    return [day.date.day for day in calendar.days]


def test_an_ordinary_week_is_37_and_a_half_hours() -> None:
    """Mon–Thu 07:30–16:15 less 1 h = 465; Fri 07:30–15:30 less 1.5 h = 390; 4 × 465 + 390 = 2,250 min."""
    days = make_calendar(date(2026, 7, 6), date(2026, 7, 12), params()).days
    assert [day.work_minutes for day in days] == [465, 465, 465, 465, 390]
    assert sum(day.work_minutes for day in days) == 37.5 * 60
    assert {day.start for day in days} == {7 * 60 + 30}
    assert [day.pause for day in days] == [(720, 780)] * 4 + [(690, 780)]
    assert [day.kind for day in days] == ["biasa"] * 4 + ["jumat"]


def test_a_week_of_ramadan_is_32_and_a_half_hours() -> None:
    """Mon–Thu 08:00–15:00 less 30 min = 390; Fri 08:00–15:30 less 1 h = 390; 5 × 390 = 1,950 min."""
    days = make_calendar(date(2026, 3, 2), date(2026, 3, 6), params()).days
    assert [day.work_minutes for day in days] == [390] * 5
    assert sum(day.work_minutes for day in days) == 32.5 * 60
    assert [day.kind for day in days] == ["ramadan"] * 4 + ["ramadan_jumat"]
    assert {day.start for day in days} == {8 * 60}


def test_nyepi_and_lebaran_2026() -> None:
    """Between 16 and 27 March 2026 five weekdays are off: Nyepi, Idul Fitri's and their joint leave."""
    calendar = make_calendar(date(2026, 3, 16), date(2026, 3, 27), params())
    assert worked(calendar) == [16, 17, 25, 26, 27]
    assert [day.kind for day in calendar.days] == ["ramadan"] * 2 + ["biasa"] * 2 + ["jumat"]
    assert [(day.date.day, day.reason) for day in calendar.off] == [
        (18, "Cuti Bersama Hari Suci Nyepi"),
        (19, "Hari Suci Nyepi"),
        (20, "Cuti Bersama Hari Raya Idul Fitri"),
        (23, "Cuti Bersama Hari Raya Idul Fitri"),
        (24, "Cuti Bersama Hari Raya Idul Fitri"),
    ]
    assert calendar.warnings == ()


def test_holidays_in_english() -> None:
    """The same day off under its English name."""
    calendar = make_calendar(date(2026, 3, 16), date(2026, 3, 20), params(language="en"))
    assert calendar.off[1].reason == "Day of Silence"


@pytest.mark.parametrize("year", range(2022, 2028))
def test_ramadan_ends_on_the_eve_of_idul_fitri(year: int) -> None:
    """The last day of fasting is the day before the package's Idul Fitri; the month has 29 or 30 days."""
    fast = params().ramadan[year]
    names = country_holidays("ID", years=year, language="id")
    assert names[fast.end + timedelta(days=1)].startswith("Hari Raya Idul Fitri")
    assert (fast.end - fast.start).days + 1 in (29, 30)


def test_first_day_of_ramadan_2026_is_the_sidang_isbats() -> None:
    """The sidang isbat of 17 February 2026 named 19 February; the 18th has ordinary hours."""
    days = make_calendar(date(2026, 2, 18), date(2026, 2, 19), params()).days
    assert [day.kind for day in days] == ["biasa", "ramadan"]


def test_road_state_follows_the_month() -> None:
    """30 April is in the rainy season, 4 May in the dry one."""
    days = make_calendar(date(2026, 4, 30), date(2026, 5, 4), params()).days
    assert [(day.date.day, day.road_state) for day in days] == [(30, "hujan"), (4, "kemarau")]


def test_days_off_and_extra_working_days_of_the_config() -> None:
    """Tuesday 7 July off, Saturday 11 July worked; a date in both lists is off."""
    calendar = make_calendar(
        date(2026, 7, 6),
        date(2026, 7, 12),
        params(
            days_off={date(2026, 7, 7): "Rapat kerja", date(2026, 7, 12): "Libur"},
            workdays=[date(2026, 7, 11), date(2026, 7, 12)],
        ),
    )
    assert worked(calendar) == [6, 8, 9, 10, 11]
    assert [(day.date.day, day.reason) for day in calendar.off] == [(7, "Rapat kerja"), (12, "Libur")]
    assert calendar.days[-1].work_minutes == 465
    # Only Saturday is worked beyond the office's own week.
    assert [day.date.day for day in calendar.days if day.extra] == [11]


def test_a_holiday_can_be_worked() -> None:
    """17 August 2026 is a Monday and a holiday, unless the config says it is worked."""
    day = date(2026, 8, 17)
    assert worked(make_calendar(day, day + timedelta(days=1), params())) == [18]
    assert worked(make_calendar(day, day + timedelta(days=1), params(workdays=[day]))) == [17, 18]
    # Tuesday is listed too, but is an ordinary working day: only Monday is extra.
    both = make_calendar(day, day + timedelta(days=1), params(workdays=[day, day + timedelta(days=1)]))
    assert [day.extra for day in both.days] == [True, False]


def test_a_six_day_week() -> None:
    """Weekdays are settings: with Saturday, six days."""
    week = ["mon", "tue", "wed", "thu", "fri", "sat"]
    assert worked(make_calendar(date(2026, 7, 6), date(2026, 7, 12), params(weekdays=week))) == [
        6,
        7,
        8,
        9,
        10,
        11,
    ]


def test_years_beyond_the_data_are_warned_of() -> None:
    """Joint leave is known to 2027 and Ramadan filled in to 2027: 2028 has a warning for each."""
    keys = [w.key for w in make_calendar(date(2028, 7, 3), date(2028, 7, 7), params()).warnings]
    assert keys == ["regions.warn_no_joint_leave", "regions.warn_no_ramadan"]
    for year in range(2022, 2027):
        assert make_calendar(date(year, 7, 4), date(year, 7, 8), params()).warnings == ()


def test_dates_still_to_be_announced_are_warned_of() -> None:
    """Ramadan and Idul Fitri of 2027 are reckoned: said by name, in both languages."""
    for lang in LANGUAGES:
        calendar = make_calendar(date(2027, 3, 1), date(2027, 3, 19), params(language=lang))
        told = [tell(warning, lang) for warning in calendar.warnings]
        assert len(told) == 2
        assert "Fitri" in told[0] or "Eid al-Fitr" in told[0]
        assert "2027-02-08" in told[1]


def test_horizon_without_a_working_day() -> None:
    """A weekend, and the joint leave of 18 to 24 March 2026, are refused with the reason."""
    with pytest.raises(InputError) as weekend:
        make_calendar(date(2026, 7, 11), date(2026, 7, 12), params())
    assert [d.message.key for d in weekend.value.defects] == ["regions.only_weekend"]
    with pytest.raises(InputError) as lebaran:
        make_calendar(date(2026, 3, 18), date(2026, 3, 24), params())
    assert "Hari Suci Nyepi" in tell_defect(lebaran.value.defects[0], "id")
    with pytest.raises(InputError) as backwards:
        make_calendar(date(2026, 3, 24), date(2026, 3, 18), params())
    assert [d.message.key for d in backwards.value.defects] == ["regions.horizon_backwards"]


def test_clock_times_as_yaml_may_read_them() -> None:
    """YAML reads an unquoted 16:15 as 975, which are the same minutes after midnight."""
    hours = {
        **settings()["calendar"]["hours"],
        "ordinary": {"start": "07:30", "end": 975, "pause": ["12:00", 780]},
    }
    assert make_calendar(date(2026, 7, 6), date(2026, 7, 6), params(hours=hours)).days[0].work_minutes == 465


@pytest.mark.parametrize(
    "changes",
    [
        {"road_states": {"hujan": [1, 2, 3], "kemarau": [4, 5, 6, 7, 8, 9, 10, 11]}},
        {"road_states": {"hujan": [1, 2, 3, 4], "kemarau": [4, 5, 6, 7, 8, 9, 10, 11, 12]}},
        {"ramadan": {2026: {"start": "2026-02-19", "end": "2026-02-20"}}},
        {"weekdays": ["senin"]},
        {"jam": {}},
        {"hours": {**settings()["calendar"]["hours"], "friday": {"start": "13:00", "end": "07:30"}}},
        {"hours": {**settings()["calendar"]["hours"], "friday": {"start": "siang", "end": "15:30"}}},
    ],
)
def test_settings_that_make_no_sense_are_refused(changes: dict[str, Any]) -> None:
    """A month in no or two seasons, a Ramadan of 2 days, unknown names, times out of order."""
    with pytest.raises(ValidationError):
        params(**changes)
