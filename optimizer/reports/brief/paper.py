"""`Paper`: the brief in words and tables, before any file format; both files print the same paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from optimizer.core.brief import KINDS, Brief, Course, Published
from optimizer.core.frontier import MILLION
from optimizer.reports.dates import MONTHS, date_range, full_date, short_date
from optimizer.reports.papers.words import figure_name
from optimizer.texts import number, say


@dataclass(frozen=True)
class Table:
    """A table of texts: a title, column heads, rows, and how wide each column is beside the others.

    The first `left` columns are set left, others right; the last row is a sum where there is a `total`,
    and row `strong` is set in bold.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    left: int = 1
    total: bool = False
    strong: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Paper:
    """Everything the brief says, in order; `mark` is empty once the tariff is verified."""

    lang: str
    office: str
    title: str
    where: str
    mark: str
    headline: str
    lead: tuple[str, ...]
    options: Table
    accounts: Table
    months: Table
    statements: tuple[str, tuple[str, ...]]
    sources: tuple[str, tuple[str, ...]]
    footer: str
    created: str


def paper(brief: Brief, lang: str) -> Paper:
    """The paper of a brief."""
    problem = brief.outcome.problem
    region, tariff = problem.region, problem.tariff
    dates = date_range(problem.calendar.start, problem.calendar.end, lang)
    mark = "" if tariff.verified else _say("indicative", lang, tariff=tariff.name)
    return Paper(
        lang=lang,
        office=region.bases[0].name if region.bases else region.name,
        title=_say("title", lang),
        where=_say("where", lang, region=region.name, service=brief.service, dates=dates),
        mark=mark,
        headline=_headline(brief, lang),
        lead=tuple(_lead(brief, lang)),
        options=_options(brief, lang),
        accounts=_accounts(brief, lang),
        months=_months(brief, lang),
        statements=(_say("statements", lang), tuple(_statements(brief, lang))),
        sources=(_say("sources", lang), tuple(_sources(brief, lang))),
        footer=_say("footer", lang, region=region.name, mark=mark.partition(":")[0] or tariff.name),
        created=brief.outcome.created,
    )


def option(brief: Brief, course: Course, lang: str) -> str:
    """What a course is called."""
    values = {"trips": brief.trips_per_week} if course.kind == "practice" else {}
    return _say(f"option.{course.kind}", lang, **values)


def millions(rupiah: int, lang: str) -> str:
    """Rupiah in millions, one decimal."""
    return number(rupiah / MILLION, lang, 1)


def _headline(brief: Brief, lang: str) -> str:
    plan = brief.course("plan")
    problem = brief.outcome.problem
    values: dict[str, object] = {
        "cost": millions(plan.rupiah, lang),
        "region": problem.region.name,
        "service": brief.service,
        "goal": brief.goal,
        "people": plan.people,
        "end": full_date(problem.calendar.end, lang),
    }
    if not plan.people:
        return _say("headline.none", lang)
    if plan.done is None or plan.reckoned:
        return _say("headline.part", lang, **values)
    values["done"] = full_date(plan.done, lang)
    if brief.kind != "reaches_target":
        return _say("headline.all", lang, **values)
    if brief.already:
        return _say("headline.target", lang, whole=brief.already + brief.goal, **values)
    return _say("headline.target_gain", lang, **values)


def _lead(brief: Brief, lang: str) -> Iterator[str]:
    office, practice, plan = (brief.course(kind) for kind in KINDS)
    if brief.already:
        yield _say("lead.start", lang, already=brief.already, goal=brief.goal)
    if office.done is None:
        yield _say("lead.no_office", lang)
    else:
        yield _say("lead.office", lang, pace=office.a_month, done=full_date(office.done, lang))
    if practice.done is not None:
        key = "lead.practice" if practice.reckoned else "lead.practice_in_time"
        done, cost = full_date(practice.done, lang), millions(practice.needed, lang)
        yield _say(key, lang, trips=brief.trips_per_week, done=done, cost=cost)
    if plan.last_trip is not None:
        yield _say(
            "lead.plan",
            lang,
            team_days=plan.team_days,
            pace=plan.a_month,
            each=_each(brief, plan),
            last=full_date(plan.last_trip, lang),
        )
        if plan.done is not None and plan.done > plan.last_trip and not plan.reckoned:
            yield _say("lead.rest", lang, done=full_date(plan.done, lang))
    if not plan.reckoned and plan.done and practice.done and practice.done > plan.done:
        months = round((practice.done - plan.done).days / 30.4)
        if months:
            yield _say("lead.faster", lang, months=months, money=_dearer(plan, practice, lang))
    if brief.by is not None:
        met = plan.done is not None and plan.done <= brief.by and not plan.reckoned
        yield _say(f"lead.deadline_{'met' if met else 'missed'}", lang, by=full_date(brief.by, lang))


def _dearer(plan: Course, practice: Course, lang: str) -> str:
    apart = plan.needed - practice.needed
    if abs(apart) < MILLION // 20:
        return _say("lead.same", lang)
    return _say(f"lead.{'dearer' if apart > 0 else 'cheaper'}", lang, million=millions(abs(apart), lang))


def _each(brief: Brief, course: Course) -> int:
    """Rupiah for each person a course serves on trips, over the horizon."""
    met = course.people - brief.course("office").people
    return round(course.rupiah / met) if met > 0 else 0


def _options(brief: Brief, lang: str) -> Table:
    end = brief.outcome.problem.calendar.end
    head = ("option", "done", "served", "pace", "team_days", "cost", "each")
    rows = []
    for course in brief.courses:
        about = course.reckoned and course.needed != course.rupiah
        each = _each(brief, course)
        rows.append(
            (
                option(brief, course, lang),
                _done(course, lang),
                number(course.people, lang),
                number(course.a_month, lang),
                _about(course.needed_days, about, lang),
                _about(course.needed, about, lang),
                number(each, lang) if each else "–",
            )
        )
    ending = f"{short_date(end, lang)} {end.year}"
    return Table(
        _say("options", lang),
        tuple(_say(f"col.{name}", lang, **({"end": ending} if name == "served" else {})) for name in head),
        tuple(rows),
        (1.5, 1.3, 1.15, 0.95, 0.85, 1.25, 1.15),
        strong=len(rows) - 1,
        note=_say("options_note", lang),
    )


def _done(course: Course, lang: str) -> str:
    if course.done is None:
        return _say("never", lang)
    text = f"{short_date(course.done, lang)} {course.done.year}"
    return _say("about", lang, value=text) if course.reckoned else text


def _about(value: int, about: bool, lang: str) -> str:
    """A number; one that is only reckoned to four digits."""
    if not about:
        return number(value, lang)
    return _say("about", lang, value=number(round(value, min(0, 4 - len(str(value)))), lang))


def _accounts(brief: Brief, lang: str) -> Table:
    rows = [(each.account, "; ".join(each.rates), number(each.rupiah, lang)) for each in brief.accounts]
    total = sum(each.rupiah for each in brief.accounts)
    rows.append((_say("total", lang), "", number(total, lang)))
    head = tuple(_say(f"col.{name}", lang) for name in ("account", "item", "amount"))
    return Table(_say("accounts", lang), head, tuple(rows), (1.35, 3.6, 1.05), left=2, total=True)


def _months(brief: Brief, lang: str) -> Table:
    rows, spent, met = [], 0, 0
    for month in brief.months:
        spent, met = spent + month.rupiah, met + month.people
        name = f"{MONTHS[lang][month.first.month - 1]} {month.first.year}"
        figures = (month.team_days, month.people, met, month.rupiah, spent)
        rows.append((name, *(number(each, lang) for each in figures)))
    days = sum(month.team_days for month in brief.months)
    total = (number(days, lang), number(met, lang), "", number(spent, lang), "")
    rows.append((_say("total", lang), *total))
    names = ("month", "team_days", "people", "people_sum", "amount", "amount_sum")
    head = tuple(_say(f"col.{name}", lang) for name in names)
    return Table(_say("months", lang), head, tuple(rows), (1.4, 0.8, 1.2, 1.2, 1.2, 1.2), total=True)


def _statements(brief: Brief, lang: str) -> Iterator[str]:
    problem = brief.outcome.problem
    yield _say("statement.expected", lang, turnout=problem.policy.turnout_percent)
    yield _say("statement.practice", lang, trips=brief.trips_per_week)
    yield from brief.statements
    if any(cell.source.estimated for cell in problem.region.cells):
        yield _say("statement.estimates", lang)
    cost = brief.outcome.result.levels[-1]
    if cost.gap is not None and all(level.gap == 0 for level in brief.outcome.result.levels[:-1]):
        yield _say("statement.bound", lang, gap=number(100 * cost.gap, lang, 1))


def _sources(brief: Brief, lang: str) -> Iterator[str]:
    region, tariff = brief.outcome.problem.region, brief.outcome.problem.tariff
    yield from (figure_line(each, lang) for each in brief.figures)
    for choice in region.choices:
        value = number(choice.value, lang, 0 if choice.value == int(choice.value) else 2)
        figure = figure_name(choice.figure, lang)
        yield _say("source.choice", lang, value=value, figure=figure, reason=choice.reason)
    used = [line.rate for line in brief.outcome.budget.lines]
    bases = (f"{rate.legal_basis} {_year(rate.legal_basis, rate.year)}".strip() for rate in used)
    basis = ", ".join(dict.fromkeys(bases))
    verified = _say("source.verified" if tariff.verified else "source.unverified", lang)
    yield _say("source.tariff", lang, name=tariff.name, basis=basis, verified=verified)
    roads = "; ".join(region.attributions) or "–"
    today = full_date(brief.outcome.today, lang)
    yield _say("source.made", lang, today=today, name=brief.outcome.name, roads=roads)


def figure_line(each: Published, lang: str) -> str:
    """A published figure by its name, with its unit and source."""
    text = _printed(each.text, lang)
    if not each.metric.startswith(f"{each.unit}_"):  # tahun_peluncuran is the year 2023, not 2023 years
        text += f" {each.unit}"
    source = each.source if each.date in each.source else f"{each.source}, {each.date}"
    name = figure_name(each.metric, lang)
    return _say("source.figure", lang, metric=name, text=text, source=source, id=each.id)


def _year(basis: str, year: int) -> str:
    """The year of a rate, unless its legal basis names it."""
    return "" if str(year) in basis else str(year)


def _printed(text: str, lang: str) -> str:
    """A published figure with the language's separators; a number of four digits may be a year."""
    if text.isdigit() and len(text) > 4:
        return number(int(text), lang)
    return text.replace(".", ",") if lang == "id" else text


def _say(key: str, lang: str, /, **values: object) -> str:
    return say(f"brief.{key}", lang, **values)
