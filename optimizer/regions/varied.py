"""A region at other values of its assumptions: its tables read once, its teams changed to match."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from optimizer.core.region import Region
from optimizer.regions.params import RegionParams
from optimizer.regions.read import made
from optimizer.regions.tables import Reading, Table
from optimizer.regions.teams import COUNT, MEMBERS, OF_RANK, STATIONS, with_teams

CARRIED_BY = "data/carry.py"
"""In the basis of an assumption: it made the tables, and no run reads it."""

SOURCED = ("desa", "sekolah", "rumah", "alat")
"""Tables whose sources may name the assumptions they were made with."""


def at(reading: Reading, params: RegionParams, values: Mapping[str, float]) -> Region:
    """The region with `values` as the central values of those assumptions, its teams changed to match.

    Nothing is read again. Raises InputError where a value cannot be used, a part of a minute for example.
    """
    frame = reading.tables["asumsi"].frame.copy()
    for key, value in values.items():
        frame.loc[frame["kunci"] == key, "tengah"] = f"{value:.12g}"
    tables = {**reading.tables, "asumsi": replace(reading.tables["asumsi"], frame=frame)}
    return with_teams(made(replace(reading, tables=tables), params), values)


def of_teams(reading: Reading, region: Region) -> tuple[str, ...]:
    """The assumptions that made the table of teams: its source names one, and it has their values."""
    if not any(COUNT in source or STATIONS in source for source in _sources(reading.tables["tim"])):
        return ()
    central = {assumption.key: assumption.central for assumption in region.assumptions}
    shown: dict[str, set[int]] = {
        COUNT: {len(region.teams)},
        STATIONS: {team.stations for team in region.teams},
        MEMBERS: {team.size for team in region.teams},
    }
    for rank in dict.fromkeys(rank for team in region.teams for rank, _ in team.members):
        shown[OF_RANK + rank] = {dict(team.members).get(rank, 0) for team in region.teams}
    return tuple(key for key, found in shown.items() if key in central and found == {int(central[key])})


def carried(reading: Reading, region: Region) -> tuple[str, ...]:
    """The assumptions that made the tables themselves, as their own basis or a table's source says."""
    sources = {
        source for name in SOURCED if name in reading.tables for source in _sources(reading.tables[name])
    }
    return tuple(
        assumption.key
        for assumption in region.assumptions
        if CARRIED_BY in assumption.basis or any(assumption.key in source for source in sources)
    )


def estimated(reading: Reading, params: RegionParams) -> tuple[str, ...]:
    """The assumptions that bring the tables to published figures: shares, and who came where visited."""
    made_here = [
        e for column, e in params.published.estimates.items() if column not in reading.tables["desa"].frame
    ]
    shares = [key for estimate in made_here for key in estimate.shares]
    return (*shares, *([params.published.came] if params.published.visited else []))


def _sources(table: Table) -> set[str]:
    return set(table.frame["sumber"]) if "sumber" in table.frame else set()
