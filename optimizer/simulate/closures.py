"""Close each of the worst road links in turn and plan anew: who is served later, or not, at what cost."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from optimizer.core.link_cost import Change, LinkCost, LinkStudy
from optimizer.core.outcome import Outcome
from optimizer.core.region import Region
from optimizer.line import Request, run
from optimizer.roads.closures import Closing, close_each, ranked
from optimizer.roads.measure import modes_of
from optimizer.settings import Settings, overlaid, to_record
from optimizer.simulate.days import Day, days_of
from optimizer.simulate.slides import Slides, kecamatan_of
from optimizer.sweeps import Done, Failed, Task, carry_out, digest_of

WORST = 20
"""Links closed, where nothing else is asked for."""

DAYS = 14
"""Days from the first one on which a link is closed, where nothing else is asked for: a large landslide."""

STOP_SECONDS = 5.0
"""Seconds of each plan, where no stop is asked for."""

OPEN, ECHOES = "open", ("echo-1", "echo-2", "echo-3")
"""Names of the plans with every link open: one to compare with, and others from seeds of their own."""

CLOSED = "ruas {link}"
"""Name of a closure in the settings of its plan."""


@dataclass(frozen=True)
class Served:
    """What is compared of a plan: people by place and date, and its totals."""

    people: Mapping[str, Mapping[date, int]]
    rupiah: int
    metres: int
    team_days: int

    @property
    def total(self) -> int:
        """People served."""
        return sum(count for dates in self.people.values() for count in dates.values())


def study(
    request: Request,
    outcome: Outcome,
    store: Path,
    *,
    worst: int = WORST,
    days: int = DAYS,
    mode: str | None = None,
    workers: int = 1,
    watch: Callable[[Done | Failed, int, int], bool] | None = None,
    lang: str = "id",
) -> LinkStudy:
    """Close each of the `worst` links of a plan's region for its first `days` days, and plan anew.

    The office is taken to know from the start how long the road stays closed.

    The worst are those of `roads.closures.ranked`, for the vehicle mode of the first team and the season
    of the first day. All plans, also those without a closure, have the request's stop; one made before,
    found in `store`, is not made again.

    Parameters
    ----------
    request
        Settings, dates and folders of the plan.
    outcome
        The plan as published.
    workers
        Processes that plan at once.
    watch
        As for `sweeps.carry_out`.
    """
    region, settings = outcome.problem.region, request.settings
    start = outcome.problem.calendar.start
    end = min(start + timedelta(days=days - 1), outcome.problem.calendar.end)
    mode = mode or modes_of(region)[0]
    season = _season(settings, start)
    found = [c for c in ranked(close_each(region, settings.roads, mode, season)) if c.cut_off or c.detours]
    chosen = tuple(found[:worst])
    tasks = [
        _task(request, outcome, end, OPEN, None),
        *(_task(request, outcome, end, name, None, number) for number, name in enumerate(ECHOES, 1)),
        *(_task(request, outcome, end, closing.link.id, closing.link.id) for closing in chosen),
    ]
    ended = carry_out(tasks, planned, store, workers=workers, watch=watch, lang=lang)
    results = {each.task.name: each for each in ended}
    before = _served(results.get(OPEN))
    plan = settings.plan
    return LinkStudy(
        name=outcome.name,
        mode=mode,
        season=season,
        start=start,
        end=end,
        people=before.total if before else 0,
        rupiah=before.rupiah if before else 0,
        echo=_scatter(before, results, [place.code for place in region.places]),
        costs=tuple(sorted(_costs(request, outcome, end, chosen, before, results), key=_harm, reverse=True)),
        search=f"{plan.seconds:g} s" if plan.work is None else f"{plan.work} work",
        complete=len(ended) == len(tasks),
    )


def planned(request: Request) -> Mapping[str, Any]:
    """Plan once; the work of one task, its result plain JSON."""
    outcome = run(request)
    people: dict[str, dict[str, int]] = {}
    for trip in outcome.schedule.trips:
        for day, visits in zip(trip.dates, trip.trip.days, strict=True):
            for visit in visits:
                of_place = people.setdefault(outcome.problem.region.places[visit.place].code, {})
                of_place[day.isoformat()] = of_place.get(day.isoformat(), 0) + visit.people
    return {
        "people": people,
        "rupiah": outcome.budget.amount,
        "metres": sum(trip.effort.metres for trip in outcome.schedule.trips),
        "team_days": sum(len(trip.dates) for trip in outcome.schedule.trips),
    }


def closed(settings: Settings, link: str, start: date, end: date) -> Settings:
    """The settings with a link closed from `start` to `end`, besides what they and the tables close."""
    closure = {"links": [link], "start": start, "end": end}
    tree = {"region": {"means": {"closures": {CLOSED.format(link=link): closure}}}}
    return overlaid(settings, tree, "closures")


def compared(before: Served, after: Served, places: Collection[str]) -> Change:
    """What has changed from one plan to another, for the people of some `places` (codes).

    The people of a place are matched in the order in which they are served, so that a visit split in two
    delays only those of its second part.
    """
    served = left = later = sooner = waited = 0
    for code in places:
        first, second = _dates(before.people.get(code, {})), _dates(after.people.get(code, {}))
        served += len(first)
        left += max(0, len(first) - len(second))
        for then, now in zip(first, second, strict=False):
            later, sooner = later + (now > then), sooner + (now < then)
            waited += max(0, (now - then).days)
    return Change(
        people=after.total - before.total,
        rupiah=after.rupiah - before.rupiah,
        metres=after.metres - before.metres,
        team_days=after.team_days - before.team_days,
        before=served,
        left=left,
        later=later,
        sooner=sooner,
        days_later=waited / later if later else 0.0,
        finish=max((day for dates in after.people.values() for day in dates), default=None),
    )


def _dates(people: Mapping[date, int]) -> list[date]:
    """The date of each person, in order."""
    return [day for day in sorted(people) for _ in range(people[day])]


def _season(settings: Settings, day: date) -> str:
    months = settings.calendar.road_states
    return next(season for season, named in months.items() if day.month in named)


def _task(request: Request, outcome: Outcome, end: date, name: str, link: str | None, seed: int = 0) -> Task:
    """A plan with a link closed until `end`, or with none, from a seed so much later than the plan's own."""
    plan = request.settings.plan
    plan = plan.model_copy(update={"seed": plan.seed + seed})
    parts = {
        "settings": to_record(request.settings, request.configs),
        "start": request.start.isoformat(),
        "seed": plan.seed,
        **({} if link is None else {"end": end.isoformat(), "link": link}),
    }
    inputs = [[file.path.name, file.sha256] for file in outcome.problem.region.inputs]
    settings = request.settings if link is None else closed(request.settings, link, request.start, end)
    asked = replace(
        request,
        settings=settings.model_copy(update={"plan": plan, "question": None}),
        name=f"{request.name}-{name}",
        tell=None,
    )
    return Task(name, digest_of(parts, inputs, dict(outcome.versions)), asked)


def _served(ended: Done | Failed | None) -> Served | None:
    if not isinstance(ended, Done):
        return None
    result = ended.result
    people = {
        code: {date.fromisoformat(day): int(count) for day, count in dates.items()}
        for code, dates in result["people"].items()
    }
    return Served(people, int(result["rupiah"]), int(result["metres"]), int(result["team_days"]))


def _change(before: Served | None, ended: Done | Failed | None, places: Collection[str]) -> Change | None:
    after = _served(ended)
    return None if before is None or after is None else compared(before, after, places)


def _scatter(
    before: Served | None, results: Mapping[str, Done | Failed], places: Collection[str]
) -> Change | None:
    """The largest change of each figure that another seed alone has made; None where no such plan ended."""
    found = [each for name in ECHOES if (each := _change(before, results.get(name), places))]
    if not found:
        return None
    largest = {
        field.name: max((getattr(each, field.name) for each in found), key=abs)
        for field in fields(Change)
        if field.name != "finish"
    }
    return Change(finish=max((each.finish for each in found if each.finish), default=None), **largest)


def _costs(
    request: Request,
    outcome: Outcome,
    end: date,
    chosen: tuple[Closing, ...],
    before: Served | None,
    results: Mapping[str, Done | Failed],
) -> Iterator[LinkCost]:
    region: Region = outcome.problem.region
    links = tuple(closing.link for closing in chosen)
    ways = Slides(outcome.problem, request.settings, request.settings.simulate.closures, links)
    days = tuple(day for day in days_of(outcome) if day.date <= end)
    named = kecamatan_of(region, links)
    for index, (closing, (_, kecamatan)) in enumerate(zip(chosen, named, strict=True)):
        ended = results.get(closing.link.id)
        using = [day for day in days if index in ways.used(day)]
        beyond = ways.beyond(index)
        yield replace(
            _on_the_way(ways, using, index, closing),
            kecamatan=kecamatan,
            beyond=len(beyond),
            change=_change(before, ended, beyond),
            noise=_scatter(before, results, beyond),
            failed=ended.why if isinstance(ended, Failed) else "",
        )


def _on_the_way(ways: Slides, using: list[Day], index: int, closing: Closing) -> LinkCost:
    """What the closed link does to the plan as it is, on the days whose way uses it."""
    missed = longer = 0
    for day in using:
        other, kept = ways.without(day, frozenset({index}))
        missed += day.people - sum(day.stops[number].people for number in kept)
        longer += max(0, other.drive - day.drive) if len(kept) == len(day.stops) else 0
    return LinkCost(
        link=closing.link,
        kecamatan="",
        waiting=closing.people,
        places=len(closing.cut_off),
        minutes=closing.slowest.minutes if closing.slowest else 0,
        days=len(using),
        planned=sum(day.people for day in using),
        missed=missed,
        longer=longer,
    )


def _harm(cost: LinkCost) -> tuple[int, ...]:
    """Worst first: people beyond the link who are left out or delayed, those left out, rupiah, cut off.

    What the search scatters is not taken off: it is largest where most people live, and stands beside.
    """
    change = cost.change
    if change is None:
        return (0, 0, 0, cost.missed, cost.waiting, cost.minutes)
    struck = change.left + change.later
    return (struck, change.left, change.rupiah, cost.missed, cost.waiting, cost.minutes)
