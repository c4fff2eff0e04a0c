"""Papers an office signs: terms of reference, assignment letters, travel orders, from its own templates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from optimizer.core.outcome import Outcome
from optimizer.errors import Defect, InputError, Message
from optimizer.reports.dates import date_range, full_date
from optimizer.reports.extras import told_apart
from optimizer.reports.figures import team_days
from optimizer.reports.file import put
from optimizer.reports.papers import kak, letters
from optimizer.reports.papers.design import shipped
from optimizer.reports.papers.fields import PAPERS
from optimizer.reports.papers.guide import GUIDE, guide
from optimizer.reports.papers.kak import Kak
from optimizer.reports.papers.letters import Letters
from optimizer.reports.papers.people import clashes, crew_defects, crews
from optimizer.reports.papers.roster import Roster, read_roster
from optimizer.reports.papers.template import Template, shipped_or_own
from optimizer.reports.papers.totals import totals
from optimizer.texts import say

__all__ = ["papers", "write_templates"]


def papers(
    outcome: Outcome, folder: Path, lang: str, templates: Path | None = None, roster: Path | None = None
) -> list[Path]:
    """Write `kak.docx`, `surat_tugas.docx` and `spd.docx` of an outcome into `folder`.

    Volumes and amounts are the outcome's own. Everything is made before anything is written.

    Parameters
    ----------
    outcome
        The run; without a trip in it there are no letters.
    folder
        Where the papers go; it exists.
    lang
        Language of the sentences, and of the shipped templates.
    templates
        Folder of templates that replace the shipped ones, file by file; see `write_templates`.
    roster
        The office's list of people (CSV or workbook); without it, letters leave names to be filled in.

    Raises
    ------
    InputError
        With every defect of templates and roster: placeholders missing or unknown, people on two trips
        at once, crews other than the plan's.
    """
    ready, defects = shipped_or_own(templates, shipped(lang))
    listed = None
    if roster is not None:
        try:
            listed = _listed(outcome, roster, lang)
        except InputError as error:
            defects += error.defects
    if defects:
        raise InputError(defects)
    made = {template.paper.file: _filled(outcome, template, listed, lang) for template in ready}
    return [put(folder / name, content) for name, content in made.items() if content is not None]


def write_templates(folder: Path, lang: str, *, overwrite: bool = False) -> list[Path]:
    """Write the shipped templates and the list of their placeholders into `folder`, to be changed there.

    Raises
    ------
    InputError
        If one of the files is there already and may not be overwritten, or `folder` is a file.
    """
    files = {PAPERS[name].file: content for name, content in shipped(lang).items()}
    files[GUIDE] = guide(lang).encode()
    if folder.is_file():
        raise InputError([Defect(str(folder), Message("papers.is_file"))])
    there = [name for name in files if not overwrite and (folder / name).exists()]
    if there:
        raise InputError(Defect(str(folder / name), Message("papers.exists")) for name in there)
    folder.mkdir(parents=True, exist_ok=True)
    return [put(folder / name, content) for name, content in files.items()]


def _listed(outcome: Outcome, path: Path, lang: str) -> Roster:
    """The roster, held against the teams that go out and their trips."""
    trips, region = outcome.schedule.trips, outcome.problem.region
    out = {trip.team for trip in trips}
    ranks = dict.fromkeys(rank for team in region.teams for rank, _ in team.members)
    roster = read_roster(path, {team.id: team.name for team in region.teams}, list(ranks))
    teams = [team for team in region.teams if team.id in out]
    defects = [*crew_defects(teams, roster), *clashes(trips, roster, lang)]
    if defects:
        raise InputError(defects)
    return roster


def _filled(outcome: Outcome, template: Template, roster: Roster | None, lang: str) -> bytes | None:
    """A paper's file; None where there is nothing to put into it."""
    name = template.paper.name
    pages = list(_PAGES[name](outcome, roster, lang))
    if not pages:
        return None
    title = f"{say(f'papers.title.{name}', lang)} {outcome.problem.region.name}"
    try:
        return template.fill(_shared(outcome, lang), pages, title, datetime.fromisoformat(outcome.created))
    except ValueError as error:
        raise InputError([Defect(template.where, Message("papers.broken", {"why": str(error)}))]) from error


def _kak(outcome: Outcome, roster: Roster | None, lang: str) -> Iterator[Mapping[str, Any]]:  # noqa: ARG001 - named nobody
    apart = told_apart(outcome, lang)
    days = team_days(apart)
    yield kak.values(Kak(apart, days, totals(apart, days), lang))


def _letters(outcome: Outcome, roster: Roster | None, lang: str) -> Letters:
    teams = outcome.problem.region.teams
    return Letters(outcome, team_days(outcome), crews(teams, roster), lang)


def _assignments(outcome: Outcome, roster: Roster | None, lang: str) -> Iterator[Mapping[str, Any]]:
    return letters.assignments(_letters(outcome, roster, lang))


def _orders(outcome: Outcome, roster: Roster | None, lang: str) -> Iterator[Mapping[str, Any]]:
    return letters.orders(_letters(outcome, roster, lang))


_PAGES: Mapping[str, Callable[[Outcome, Roster | None, str], Iterator[Mapping[str, Any]]]] = {
    "kak": _kak,
    "surat_tugas": _assignments,
    "spd": _orders,
}


def _shared(outcome: Outcome, lang: str) -> Mapping[str, Any]:
    """Placeholders that are the same on every page of every paper."""
    calendar, region = outcome.problem.calendar, outcome.problem.region
    mark = say("papers.indicative", lang, tariff=outcome.problem.tariff.name)
    return {
        "instansi": region.bases[0].name if region.bases else region.name,
        "wilayah": region.name,
        "masa": date_range(calendar.start, calendar.end, lang),
        "tanggal_susun": full_date(outcome.today, lang),
        "internal": say("papers.internal", lang),
        "penanda_tarif": "" if outcome.budget.verified else mark,
    }
