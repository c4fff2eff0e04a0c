"""`jadwal.xlsx`: the whole outcome as one workbook to read, print, send and recalculate."""

from __future__ import annotations

from pathlib import Path

from optimizer.core.access import cut_off
from optimizer.core.outcome import Outcome
from optimizer.reports.access import closures_within
from optimizer.reports.extras import told_apart
from optimizer.reports.figures import team_days
from optimizer.reports.jadwal.access import write_access
from optimizer.reports.jadwal.book import ScheduleBook
from optimizer.reports.jadwal.costs import write_costs
from optimizer.reports.jadwal.goals import write_goals
from optimizer.reports.jadwal.kits import write_kits
from optimizer.reports.jadwal.left_out import write_left_out
from optimizer.reports.jadwal.overview import Parts, write_overview
from optimizer.reports.jadwal.places import write_kecamatan, write_places
from optimizer.reports.jadwal.priority import Priorities, write_priorities
from optimizer.reports.jadwal.proof import worth_a_sheet, write_proof
from optimizer.reports.jadwal.sources import write_sources
from optimizer.reports.jadwal.teams import write_team
from optimizer.reports.jadwal.trips import write_trips
from optimizer.reports.jadwal.weeks import write_weeks

FILE = "jadwal.xlsx"


def write(outcome: Outcome, folder: Path, lang: str) -> Path:
    """Write `jadwal.xlsx` into `folder`.

    Every count, distance and cost stands once, in the schedule or with its place; everything else is
    a formula with its present value beside it, so that a change runs through all sheets.
    """
    outcome = told_apart(outcome, lang)
    book, days = ScheduleBook(outcome, lang), team_days(outcome)
    overview, schedule = book.sheet(book.say("overview.sheet")), book.sheet(book.say("weeks.sheet"))
    teams = [(team, book.sheet(team.name)) for team in outcome.problem.region.teams]
    weeks = write_weeks(book, schedule, days)
    for team, sheet in teams:
        write_team(book, sheet, weeks, team, [day for day in days if day.team.id == team.id])
    trips = write_trips(book, book.sheet(book.say("trips.sheet")), weeks, days)
    priorities = Priorities(book.sheet(book.say("priority.sheet")))
    places = write_places(book, book.sheet(book.say("places.sheet")), priorities, weeks, days)
    write_priorities(book, priorities)
    write_kecamatan(book, book.sheet(book.say("kecamatan.sheet")), places)
    left = write_left_out(book, book.sheet(book.say("left_out.sheet")), places)
    if outcome.problem.floors or outcome.problem.targets:
        write_goals(book, book.sheet(book.say("goals.sheet")), places)
    if outcome.problem.region.kits:
        write_kits(book, book.sheet(book.say("kits.sheet")))
    if cut_off(outcome.problem) or closures_within(outcome.problem):
        write_access(book, book.sheet(book.say("access.sheet")))
    costs = write_costs(book, book.sheet(book.say("costs.sheet")), trips)
    if worth_a_sheet(outcome.result):
        write_proof(book, book.sheet(book.say("proof.sheet")))
    write_sources(book, book.sheet(book.say("sources.sheet")))
    write_overview(book, overview, Parts(trips, places, left, costs))
    return book.save(folder / FILE)
