"""The case for the trip: three courses, their dates and costs by hand, and both files alike."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from docx import Document

from optimizer.core.brief import Booked, Brief, Course, Month
from optimizer.core.outcome import Outcome
from optimizer.core.schedule import Schedule
from optimizer.frontier import case
from optimizer.line.tally import outings, tally
from optimizer.reports.brief import write
from optimizer.reports.brief.course_chart import course_chart
from optimizer.reports.brief.paper import paper
from optimizer.reports.brief.pdf import as_pdf
from optimizer.settings import QuestionParams
from tests.reports import sample

QUESTION = QuestionParams(kind="which_when", service="KTP")


def made(outcome: Outcome, office: int = 0) -> Brief:
    """A brief of a ready outcome: its plan, no trips as now, and an office that serves so many."""
    problem = outcome.problem
    planned = tally(problem, QUESTION, outings(outcome.schedule))
    goal = planned.expected + office
    none = tally(problem, QUESTION, ())
    return Brief(
        outcome=outcome,
        kind="which_when",
        service="Perekaman KTP-el",
        by=None,
        already=0,
        goal=goal,
        courses=(
            case._course("office", problem, QUESTION, Schedule(()), None, goal, office),
            case._course("practice", problem, QUESTION, Schedule(()), none, goal, office),
            case._course("plan", problem, QUESTION, outcome.schedule, planned, goal, office),
        ),
        trips_per_week=3,
        months=case._months(problem, QUESTION, outcome.schedule),
        accounts=case._accounts(outcome),
        figures=(),
        statements=("Anggapan satu.",),
    )


def test_months_and_accounts_add_up_to_the_budget():
    """Both tables come to the core's price of the schedule, and to the people of the tally."""
    outcome = sample.small()
    brief = made(outcome)
    assert sum(month.rupiah for month in brief.months) == outcome.budget.amount
    assert sum(booked.rupiah for booked in brief.accounts) == outcome.budget.amount
    planned = tally(outcome.problem, QUESTION, outings(outcome.schedule))
    assert sum(month.people for month in brief.months) == planned.served
    assert sum(month.team_days for month in brief.months) == planned.team_days


def test_the_office_alone_takes_its_own_pace():
    """50 people over the five days of the sample, 10 a day: the goal on day ceil(goal / 10)."""
    outcome = sample.small()
    brief = made(outcome, office=50)
    office = brief.course("office")
    days = -(-brief.goal * 5 // 50)
    assert office.people == 50
    assert office.done == outcome.problem.calendar.start + timedelta(days=days - 1)
    assert office.reckoned
    assert (office.rupiah, office.team_days, office.needed) == (0, 0, 0)
    assert office.a_month == 30 * 50 // 5


def test_without_office_nobody_is_served_at_the_counter():
    """Its course leads nowhere: no date, no pace."""
    office = made(sample.small()).course("office")
    assert (office.people, office.done, office.reckoned, office.a_month) == (0, None, False, 0)


def test_what_is_needed_grows_with_the_days_beyond_the_horizon():
    """100 of 300 people over 50 days for 1,000 rupiah: 150 days, 3,000 rupiah; done in time it is 1,000."""
    start = date(2026, 1, 5)
    course = Course("practice", 100, 50, 10, 1_000, None, start + timedelta(days=149), True, (), start)
    assert (course.needed, course.needed_days, course.a_month) == (3_000, 30, 60)
    in_time = replace(course, done=start + timedelta(days=24), reckoned=False)
    assert (in_time.needed, in_time.needed_days, in_time.a_month) == (1_000, 10, 120)


def test_a_path_never_falls_and_ends_at_the_people_served():
    """Week by week, from nobody to everyone the course serves."""
    for course in made(sample.small(), office=50).courses:
        counts = [count for _, count in course.path]
        assert counts == sorted(counts)
        assert (counts[0], counts[-1]) == (0, course.people)


def test_both_files_say_the_same_and_are_the_same_each_time(tmp_path: Path):
    """Every word of the paper is in the document; equal briefs give equal bytes."""
    brief = made(sample.small(), office=50)
    pdf, docx = write(brief, tmp_path / "a", "id")
    again = write(brief, tmp_path / "b", "id")
    assert [pdf.read_bytes(), docx.read_bytes()] == [path.read_bytes() for path in again]
    words = paper(brief, "id")
    document = Document(io.BytesIO(docx.read_bytes()))
    texts = [paragraph.text for paragraph in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    whole = "\n".join(texts)
    for text in (
        words.title,
        words.mark,
        words.headline,
        *words.lead,
        *words.statements[1],
        *words.sources[1],
    ):
        assert text in whole
    for table in (words.options, words.accounts, words.months):
        for row in (table.head, *table.rows):
            assert all(text in texts for text in row)


def test_the_mark_stands_until_every_rate_is_verified():
    """INDIKATIF in the mark and the footer; gone with a verified tariff."""
    outcome = sample.small()
    words = paper(made(outcome), "id")
    assert words.mark.startswith("INDIKATIF")
    assert "INDIKATIF" in words.footer
    tariff = outcome.problem.tariff
    checked = replace(tariff, rates=tuple(replace(rate, verified=True) for rate in tariff.rates))
    words = paper(made(replace(outcome, problem=outcome.problem.replace(tariff=checked))), "id")
    assert words.mark == ""
    assert "INDIKATIF" not in words.footer


def test_names_are_never_markup():
    """A region called like a Typst function or a tag prints as it is, in a PDF and in the chart."""
    outcome = sample.small()
    for name in ('#panic("x")', "<script>alert(1)</script>", "=1+1 & *tebal* _miring_ $x$ @y"):
        region = replace(outcome.problem.region, name=name)
        brief = made(replace(outcome, problem=outcome.problem.replace(region=region)))
        svg = course_chart(brief, "id").svg("id")
        assert "<script" not in svg
        assert as_pdf(paper(brief, "id"), svg).startswith(b"%PDF")


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_year_of_months_still_fits_two_pages(lang: str):
    """Eighteen months, twelve accounts and twenty assumptions: the letters shrink, the pages stay two."""
    brief = made(sample.small(), office=50)
    months = tuple(Month(date(2026 + n // 12, n % 12 + 1, 1), 10, 100, 1_000_000) for n in range(18))
    accounts = tuple(Booked(f"5.1.02.{n:02}", (f"Uraian {n}",), 1_500_000) for n in range(12))
    long = replace(brief, months=months, accounts=accounts, statements=("Anggapan yang panjang. " * 8,) * 12)
    pdf = as_pdf(paper(long, lang), course_chart(long, lang).svg(lang))
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") + pdf.count(b"/Type/Page/") == 2


def test_a_plan_without_trips_says_so():
    """Nobody is served: no cost per person, no date, and a headline that says it."""
    brief = made(sample.empty())
    words = paper(brief, "id")
    assert words.headline.startswith("Rencana ini tidak mencapai siapa pun")
    assert course_chart(brief, "id").svg("id").startswith("<svg")
