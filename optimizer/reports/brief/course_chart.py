"""The chart of a brief: people served over time, by each of the three courses."""

from __future__ import annotations

from datetime import date

from optimizer.core.brief import Brief, Course, Kind
from optimizer.reports.brief.paper import option
from optimizer.reports.chart import Chart, Line
from optimizer.reports.dates import SHORT_MONTHS
from optimizer.texts import number, say

COLOURS: dict[Kind, str] = {"office": "#7A7F83", "practice": "#B26A00", "plan": "#1F6F8B"}
MOST_TICKS = 8


def course_chart(brief: Brief, lang: str) -> Chart:
    """Solid within the horizon; dashed beyond, at the pace kept over it."""
    starts = brief.outcome.problem.calendar.start
    last = _last_day(brief)
    lines = []
    for course in reversed(brief.courses):
        path = [(float(day.toordinal()), float(brief.already + people)) for day, people in course.path]
        name = option(brief, course, lang)
        beyond = _beyond(brief, course, last)
        lines.append(Line("" if beyond else name, path, COLOURS[course.kind]))
        if beyond:
            lines.append(Line(name, [path[-1], beyond], COLOURS[course.kind], dashed=True))
    goal = brief.already + brief.goal
    whole = "chart.title_whole" if brief.already else "chart.title"
    return Chart(
        title=say(f"brief.{whole}", lang),
        subtitle=f"{brief.service}, {brief.outcome.problem.region.name}",
        x_name=say("brief.chart.x", lang),
        y_name=say("brief.chart.y", lang),
        ticks=_ticks(starts, last, lang),
        lines=lines,
        level=(float(goal), say("brief.chart.goal", lang, goal=number(goal, lang))),
    )


def _last_day(brief: Brief) -> date:
    """The last day shown: when the practice gets there, but never over three times the horizon."""
    calendar = brief.outcome.problem.calendar
    most = date.fromordinal(
        min(date.max.toordinal(), calendar.start.toordinal() + 3 * (calendar.end - calendar.start).days)
    )
    ends = [course.done for course in brief.courses if course.kind != "office" and course.done]
    return max(calendar.end, min(most, max(ends, default=calendar.end)))


def _beyond(brief: Brief, course: Course, last: date) -> tuple[float, float] | None:
    """Where a course's own pace takes it by the last day shown; None where it ends before."""
    end, people = course.path[-1]
    if not course.reckoned or course.done is None or end >= last:
        return None
    until = min(last, course.done)
    days = max(1, course.days)
    reached = min(brief.goal, people + people * (until - end).days / days)
    return float(until.toordinal()), float(brief.already + reached)


def _ticks(first: date, last: date, lang: str) -> list[tuple[float, str]]:
    """First days of months, as many as are readable; days of weeks where there are few months."""
    months = (last.year - first.year) * 12 + last.month - first.month
    every = next(n for n in (1, 2, 3, 4, 6, 12, 24, 60, 120, 1200) if months / n <= MOST_TICKS)
    ticks = []
    for number_of in range(months + 1):
        index = first.month - 1 + number_of
        day = date(first.year + index // 12, index % 12 + 1, 1)
        if number_of % every == 0 and first <= day <= last:
            ticks.append((float(day.toordinal()), f"{SHORT_MONTHS[lang][day.month - 1]} {day.year}"))
    if len(ticks) < 2:
        step = max(7, (last - first).days // 4 // 7 * 7)
        days = range(first.toordinal(), last.toordinal() + 1, step)
        made = [(float(day), date.fromordinal(day)) for day in days]
        return [(at, f"{day.day} {SHORT_MONTHS[lang][day.month - 1]}") for at, day in made]
    return ticks
