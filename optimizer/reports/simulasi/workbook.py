"""`simulasi.xlsx`: what a plan's lives came to, day by day, week by week, and what it rests on."""

from __future__ import annotations

from pathlib import Path

from optimizer.core.outcome import Outcome
from optimizer.core.simulation import Robust, Simulation
from optimizer.reports.simulasi.book import SimulationBook
from optimizer.reports.simulasi.days import write_days
from optimizer.reports.simulasi.links import write_links
from optimizer.reports.simulasi.overview import write_overview
from optimizer.reports.simulasi.parts import write_parts
from optimizer.reports.simulasi.rows import write_rows
from optimizer.reports.simulasi.sturdy import write_robust

FILE = "simulasi.xlsx"


def write_workbook(
    simulation: Simulation, outcome: Outcome, robust: Robust | None, folder: Path, lang: str
) -> Path:
    """Write the workbook into `folder`, in one step."""
    book = SimulationBook(outcome, lang)
    write_overview(book, book.sheet(book.say("sheet.overview")), simulation, robust)
    if robust is not None:
        write_robust(book, book.sheet(book.say("sheet.robust")), robust)
    write_days(book, book.sheet(book.say("sheet.days")), simulation)
    write_parts(book, book.sheet(book.say("sheet.weeks")), simulation)
    if "closures" in simulation.chances:
        write_links(book, book.sheet(book.say("sheet.links")), simulation)
    write_rows(book, book.sheet(book.say("sheet.rows")), simulation)
    return book.save(folder / FILE)
