"""The features of the model: whether a case has each, by settings and data, and how it is switched off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from benchmarks.replan import Case, Off, changed, setting
from optimizer.core.kits import stations_on
from optimizer.core.region import Place, Region
from optimizer.regions.read import read
from optimizer.settings import Settings


@dataclass(frozen=True)
class Feature:
    """Something the model can do.

    `found` counts what of it a case has, 0 where it is off; `unit` says what is counted.
    """

    name: str
    unit: str
    found: Callable[[Case], int]
    off: Off


def _kind(case: Case, kind: str) -> int:
    return sum(place.kind == kind for place in case.problem.region.places)


def _signal(case: Case) -> int:
    """Places without the signal that somebody there needs."""
    signal = {place.code: place.signal for place in case.region.places}
    good = {"ya", "tidak_diketahui"} if case.settings.policy.unknown_signal else {"ya"}
    needs = {service.code for service in case.region.services if service.needs_signal}
    cells = case.problem.region.cells
    return len({c.place for c in cells if needs & set(c.services) and signal.get(c.place, "ya") not in good})


def _blackouts(case: Case) -> int:
    """Working dates in the weekdays of a place on which it is shut, over all places."""
    days = [day.date for day in case.problem.calendar.days]
    return sum(
        place.opening is not None and day.weekday() in place.opening.weekdays and not place.opening.on(day)
        for place in case.problem.region.places
        for day in days
    )


def _hours(case: Case) -> int:
    """Places shut for part of some working day."""
    days = case.problem.calendar.days
    first, last = min(day.start for day in days), max(day.end for day in days)
    return sum(
        place.opening is not None and (place.opening.start > first or place.opening.end < last)
        for place in case.problem.region.places
    )


def _rounds(case: Case) -> int:
    """Schools whose rounds ask for more visits: several releases, all to be met, and visits counted."""
    policy = case.problem.policy
    if policy.visits != "fewest" or policy.purpose != "cover" or not _releases(case):
        return 0
    return sum(place.rounds for place in case.problem.region.places)


def _releases(case: Case) -> int:
    start = case.problem.calendar.start
    return len({c.release for c in case.problem.region.cells if c.release is not None and c.release > start})


def _kits_short(case: Case) -> int:
    """Team-days with fewer kits than the team has stations, teams left without any included."""
    stations = {team.id: team.stations for team in case.region.teams}
    return sum(
        count < stations[team]
        for day in case.problem.calendar.days
        for team, count in stations_on(case.region, day.date).items()
    )


def _kits_back(case: Case) -> int:
    calendar = case.problem.calendar
    return sum(kit.back is not None and calendar.start < kit.back <= calendar.end for kit in case.region.kits)


def _closed(case: Case) -> int:
    """Working dates of the horizon with a link closed."""
    return sum(" tanpa " in day.road_state for day in case.problem.calendar.days)


def _season(case: Case) -> int:
    """Working dates in the rainy season."""
    return sum(day.road_state.startswith("hujan") for day in case.problem.calendar.days)


def _ramadan(case: Case) -> int:
    return sum(day.kind.startswith("ramadan") for day in case.problem.calendar.days)


def _slides(case: Case) -> int:
    seasons = {day.road_state.split(" tanpa ")[0] for day in case.problem.calendar.days}
    return sum(case.settings.roads.avoid_slides.get(season, False) for season in seasons)


def _factor(name: str) -> Callable[[Case], int]:
    return lambda case: int((case.problem.factors[name] > 0).sum())


def _days_off(case: Case) -> int:
    dates = {day.date for day in case.problem.calendar.days}
    return sum(len(team.days_off & dates) for team in case.region.teams)


def _caps(shared: bool) -> Callable[[Case], int]:
    return lambda case: sum(
        cap.people for cap in case.problem.caps if cap.per_region == shared and cap.cells.any()
    )


def _other_readings(case: Case) -> int:
    return sum(len(choice.alternatives) for choice in case.region.choices if choice.figure == "belum_rekam")


def _another_reading(settings: Settings) -> Settings:
    """The first reading not taken of the people waiting."""
    made = read(settings.region.data, settings.region).choices
    other = next(choice for choice in made if choice.figure == "belum_rekam").alternatives[0].value
    choices = dict(settings.region.published.choices)
    choices["belum_rekam"] = choices["belum_rekam"].model_copy(update={"value": other})
    return changed(settings, "region.published.choices", choices)


def _without_service_field(field: str) -> Callable[[Settings], Settings]:
    def settings_without(settings: Settings) -> Settings:
        services = tuple(s.model_copy(update={field: None}) for s in settings.region.services)
        return changed(settings, "region.services", services)

    return settings_without


def _dry(settings: Settings) -> Settings:
    return changed(settings, "calendar.road_states", {"kemarau": tuple(range(1, 13))})


def _places(change: Callable[[Place], Place]) -> Callable[[Region], Region]:
    return lambda region: replace(region, places=tuple(change(place) for place in region.places))


def _open_every_day(place: Place) -> Place:
    return replace(place, opening=place.opening and replace(place.opening, shut=()))


def _open_all_day(place: Place) -> Place:
    return replace(place, opening=place.opening and replace(place.opening, start=0, end=24 * 60))


def _released_at_once(region: Region) -> Region:
    return replace(region, cells=tuple(replace(cell, release=None) for cell in region.cells))


def _never_back(region: Region) -> Region:
    return replace(region, kits=tuple(replace(kit, back=None) for kit in region.kits))


def _one_base(region: Region) -> Region:
    first = region.bases[0].code
    return replace(region, teams=tuple(replace(team, base=first) for team in region.teams))


def _no_days_off(region: Region) -> Region:
    return replace(region, teams=tuple(replace(team, days_off=frozenset()) for team in region.teams))


def _every_signal(region: Region) -> Region:
    return _places(lambda place: replace(place, signal="ya"))(region)


DEMAND = "region.demand"

FEATURES = (
    Feature("schools", "schools", lambda case: _kind(case, "sekolah"), setting(f"{DEMAND}.schools", False)),
    Feature(
        "students from 16",
        "people beside the totals",
        lambda case: sum(cell.waiting + cell.inflow for cell in case.problem.region.cells if cell.extra),
        setting(f"{DEMAND}.from_age", 17),
    ),
    Feature(
        "home visits",
        "rounds of homes",
        lambda case: _kind(case, "rumah"),
        setting(f"{DEMAND}.home_visits", False),
    ),
    Feature("opening hours", "places", _hours, Off(met=_places(_open_all_day))),
    Feature("blackout dates", "place-dates", _blackouts, Off(met=_places(_open_every_day))),
    Feature(
        "inflow",
        "people",
        lambda case: sum(cell.inflow for cell in case.problem.region.cells),
        setting(f"{DEMAND}.inflow", "none"),
    ),
    Feature("monthly release", "releases", _releases, Off(met=_released_at_once)),
    Feature(
        "schools in rounds",
        "schools",
        _rounds,
        Off(met=_places(lambda place: replace(place, rounds=False))),
    ),
    Feature(
        "schools done",
        "kecamatan and schools",
        lambda case: (
            len(case.settings.region.demand.done_kecamatan) + len(case.settings.region.demand.done_schools)
        ),
        Off(
            settings=lambda settings: changed(
                changed(settings, f"{DEMAND}.done_kecamatan", {}), f"{DEMAND}.done_schools", {}
            )
        ),
    ),
    Feature(
        "villages visited before",
        "villages",
        lambda case: len(case.settings.region.published.visited),
        setting("region.published.visited", {}),
    ),
    Feature("reading chosen", "other readings", _other_readings, Off(settings=_another_reading)),
    Feature(
        "turnout",
        "% absent",
        lambda case: 100 - case.problem.policy.turnout_percent,
        setting("policy.turnout_percent", 100),
    ),
    Feature(
        "office meanwhile",
        "people",
        lambda case: sum(cell.office for cell in case.problem.region.cells),
        setting(f"{DEMAND}.office", False),
    ),
    Feature(
        "a second service",
        "people",
        lambda case: sum(c.waiting for c in case.problem.region.cells if c.services != ("KTP",)),
        Off(
            met=lambda region: replace(region, cells=tuple(c for c in region.cells if c.services == ("KTP",)))
        ),
    ),
    Feature(
        "two services in one sitting",
        "people",
        lambda case: sum(c.waiting for c in case.problem.region.cells if len(c.services) > 1),
        Off(met=lambda region: replace(region, cells=tuple(c for c in region.cells if len(c.services) == 1))),
    ),
    Feature(
        "target over the region",
        "people",
        lambda case: sum(target.people for target in case.problem.targets),
        Off(settings=_without_service_field("target")),
    ),
    Feature(
        "cap of a team's day", "people", _caps(shared=False), Off(settings=_without_service_field("cap"))
    ),
    Feature(
        "cap of the region's day", "people", _caps(shared=True), Off(settings=_without_service_field("cap"))
    ),
    Feature("no signal", "places", _signal, Off(region=_every_signal)),
    Feature(
        "broken kits",
        "team-days short of kits",
        _kits_short,
        Off(region=lambda region: replace(region, kits=())),
    ),
    Feature("kits back from repair", "kits", _kits_back, Off(region=_never_back)),
    Feature(
        "a vehicle of its own",
        "teams",
        lambda case: len(case.settings.region.team_vehicles),
        setting("region.team_vehicles", {}),
    ),
    Feature(
        "several bases",
        "bases beyond the first",
        lambda case: len({team.base for team in case.region.teams}) - 1,
        Off(region=_one_base),
    ),
    Feature("days off of a team", "team-days", _days_off, Off(region=_no_days_off)),
    Feature(
        "nights out", "runs of dates", lambda case: len(case.problem.spans), setting("policy.max_nights", 0)
    ),
    Feature("road access", "places", _factor("access"), setting("policy.access_weight", 0)),
    Feature("letters", "places", _factor("letter"), setting("policy.letter_weight", 0)),
    Feature("last visit", "places", _factor("last_visit"), setting("policy.last_visit_weight", 0)),
    Feature("low coverage", "places", _factor("coverage"), setting("policy.coverage_weight", 0)),
    Feature("deadlines of their own", "places", _factor("deadline"), setting("policy.deadlines", ())),
    Feature(
        "floor per kecamatan",
        "kecamatan",
        lambda case: len(case.problem.floors),
        setting("policy.floor_percent", 0),
    ),
    Feature(
        "deadline of all",
        "date",
        lambda case: int(case.problem.policy.deadline is not None),
        setting("policy.deadline", None),
    ),
    Feature("rainy season", "dates", _season, Off(settings=_dry)),
    Feature("Ramadan", "dates", _ramadan, setting("calendar.ramadan", {})),
    Feature("closed links", "dates", _closed, Off(region=lambda region: replace(region, closures=()))),
    Feature("slide-prone links avoided", "seasons", _slides, setting("roads.avoid_slides", {})),
    Feature("budget", "rupiah", lambda case: case.problem.policy.budget or 0, setting("policy.budget", None)),
)
"""Every feature, in the order of the table; what is wanted (purpose, visits) is always on in some way."""
