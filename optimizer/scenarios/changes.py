"""What a scenario changes, setting by setting; what two of them set differently is a clash."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from optimizer.errors import Defect, Message
from optimizer.regions.tables import unknown
from optimizer.scenarios.params import RoadClosureParams
from optimizer.scenarios.scenario import Scenario
from optimizer.settings import Settings

Path = tuple[str, ...]

SETTINGS: Mapping[str, Path] = {
    **{key: ("region", "means", key) for key in ("teams", "members", "vehicle", "kits", "broken_kits")},
    **{key: (key,) for key in ("tariff", "tariff_percent")},
    **{
        key: ("policy", key)
        for key in (
            "budget", "deadline", "nights_over_days_off", "overtime_minutes", "max_drive_minutes",
            "max_visits", "turnout_percent", "floor_percent", "purpose",
        )
    },
    "nights": ("policy", "max_nights"),
    "policy": ("policy", "visits"),
    **{key: ("plan", key) for key in ("weeks", "start")},
}  # fmt: skip
"""Fields of a scenario that are one setting each."""

MONTHS = list(range(1, 13))


@dataclass(frozen=True)
class Change:
    """One setting and its value: `setting` is its path, `key` what it is called in `where`."""

    setting: Path
    value: Any
    where: str
    key: str


def changes(scenario: Scenario, settings: Settings, start: date) -> Iterator[Change]:
    """What a scenario changes in `settings`, for a plan from `start`; see `wrong` for what it may not."""
    params, where = scenario.params, scenario.where
    for key in (key for key in type(params).model_fields if key in params.model_fields_set):
        value = getattr(params, key)
        if key in SETTINGS:
            yield Change(SETTINGS[key], value, where, key)
        elif key == "season":
            for name in dict.fromkeys((*settings.calendar.road_states, value)):
                yield Change(("calendar", "road_states", name), MONTHS if name == value else [], where, key)
        elif key == "avoid_slides":
            for name in settings.roads.seasons:
                yield Change(("roads", "avoid_slides", name), value, where, key)
        elif key == "settings":
            for setting, leaf in leaves(value):
                yield Change(setting, leaf, where, ".".join((key, *setting)))
        elif isinstance(value, Mapping):
            for name, each in value.items():
                yield Change(*_entry(key, name, each, start), where, f"{key}.{name}")


def _entry(key: str, name: str, value: Any, start: date) -> tuple[Path, Any]:
    match key:
        case "capacity":
            return ("services", name, "cap"), {"people": value, "per": "team_day"}
        case "minutes":
            return ("services", name, "minutes"), value
        case "setup_minutes":
            return ("policy", "setup_minutes", name), value
    return ("region", "means", "closures", name), _dated(value, start)


def _dated(closure: RoadClosureParams, start: date) -> dict[str, Any]:
    """A closure with its dates, of a plan from `start`."""
    first, last = closure.start or start, closure.end
    if closure.weeks is not None:
        monday = start - timedelta(days=start.weekday())
        first = max(start, monday + timedelta(weeks=closure.weeks[0] - 1))
        last = monday + timedelta(weeks=closure.weeks[1], days=-1)
    return {**closure.model_dump(include={"links", "kecamatan", "modes"}), "start": first, "end": last}


def leaves(tree: Mapping[str, Any], above: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Settings of a tree with their values: what is no mapping, or an empty one."""
    for key, value in tree.items():
        setting = (*above, str(key))
        if isinstance(value, Mapping) and value:
            yield from leaves(value, setting)
        else:
            yield setting, value


def tree_of(made: Iterable[Change]) -> dict[str, Any]:
    """Changes as a tree like a case's file."""
    tree: dict[str, Any] = {}
    for change in made:
        *above, last = change.setting
        branch = tree
        for key in above:
            branch = branch.setdefault(key, {})
        branch[last] = change.value
    return tree


def clashes(made: Iterable[Change]) -> Iterator[Defect]:
    """Settings that two changes give different values."""
    first: dict[Path, Change] = {}
    told: set[tuple[str, str, str]] = set()
    for change in made:
        other = first.setdefault(change.setting, change)
        pair = (other.where, change.where, change.key)
        if other.value == change.value or pair in told:
            continue
        told.add(pair)
        values = {"other": other.where, "key": other.key, "value": spelt(other.value)}
        yield Defect(change.where, Message("scenarios.clash", values), None, change.key, spelt(change.value))


def spelt(value: Any) -> str:
    """A value as text, short."""
    return str(value.isoformat() if isinstance(value, date) else value)[:80]


def wrong(scenario: Scenario, settings: Settings) -> Iterator[Defect]:
    """Services, seasons and vehicle modes that a scenario names and the settings do not have."""
    params, where = scenario.params, scenario.where
    services = [service.code for service in settings.region.services]
    named = [
        (f"{key}.{name}", name, services) for key in ("capacity", "minutes") for name in getattr(params, key)
    ]
    if "season" in params.model_fields_set:
        named.append(("season", params.season, list(settings.roads.seasons)))
    for name, closure in params.closures.items():
        named += [(f"closures.{name}.modes", mode, list(settings.roads.modes)) for mode in closure.modes]
    for key, name, known in named:
        if name not in known:
            yield Defect(where, unknown(name, known, "scenarios.unknown"), None, key, name)
