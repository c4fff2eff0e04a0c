"""The teams of a region in other numbers: more or fewer teams, stations and members."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from optimizer.core.region import Kit, Region, Team

COUNT, STATIONS, MEMBERS, OF_RANK = "jumlah_tim", "alat_per_tim", "anggota_per_tim", "anggota_"
"""Assumptions that shape the table of teams; a rank's own is `anggota_golongan_iii`, for example."""


def with_teams(region: Region, values: Mapping[str, float]) -> Region:
    """The region with as many teams, stations and members as `values` say; other keys change nothing.

    Teams are taken away from the end, or copies of the last one added (`T3` after `T2`), each with its
    base, vehicle and days off. Stations are set for every team. Where the region keeps an inventory,
    each station added brings a sound kit of its own to the team's base, for more teams or kits are
    assumed because nobody knows how many kits there are; a station taken away leaves its kit to the
    others. Members beyond those of ranks with a number of their own are of the lowest rank in the team.
    """
    teams, kits = list(region.teams), list(region.kits)
    if COUNT in values:
        count = max(1, int(values[COUNT]))
        while len(teams) < count:
            teams.append(_copied(teams))
            kits += _kits(region, teams[-1], teams[-1].stations)
        teams = teams[:count]
    if STATIONS in values:
        stations = max(1, int(values[STATIONS]))
        for team in teams:
            kits += _kits(region, team, stations - team.stations)
        teams = [replace(team, stations=stations) for team in teams]
    ranked = {
        key.removeprefix(OF_RANK): int(values[key])
        for key in values
        if key.startswith(OF_RANK) and key != MEMBERS
    }
    if ranked or MEMBERS in values:
        size = int(values[MEMBERS]) if MEMBERS in values else None
        teams = [replace(team, members=_members(team, size, ranked)) for team in teams]
    return replace(region, teams=tuple(teams), kits=tuple(kits))


def _copied(teams: list[Team]) -> Team:
    taken, number = {team.id for team in teams}, len(teams) + 1
    while f"T{number}" in taken:
        number += 1
    return replace(teams[-1], id=f"T{number}", name=f"Tim {number}")


def _kits(region: Region, team: Team, more: int) -> Iterator[Kit]:
    """Sound kits at a team's base; none without an inventory."""
    for number in range(more if region.kits else 0):
        yield Kit(f"{team.id}+{number + 1}", "baik", None, team.base, STATIONS)


def _members(team: Team, size: int | None, ranked: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """A team's members with so many of each rank in `ranked`, the rest of the lowest rank it has."""
    counts = dict(team.members) | dict(ranked)
    lowest = [rank for rank, _ in team.members if rank not in ranked][-1:] or [*counts][-1:]
    others = sum(count for rank, count in counts.items() if rank not in lowest)
    counts[lowest[0]] = max(0, (team.size if size is None else size) - others)
    return tuple((rank, count) for rank, count in counts.items() if count)
