"""Kits at hand: how many stations each team can serve at on a date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from optimizer.core.region import Kit, Region


def works(kit: Kit, day: date) -> bool:
    """Whether a kit can record on a date: sound, or back from repair by then."""
    return kit.status == "baik" or (kit.status == "kembali" and kit.back is not None and kit.back <= day)


def stations_on(region: Region, day: date) -> Mapping[str, int]:
    """Stations of each team on a date: its kits, at most as many as it has stations.

    Kits that lie at a base are dealt to the teams of that base, then the others to all teams: each to
    the team that has fewest so far, the first in the table among equals. A region without an inventory
    has as many kits as its teams have stations.
    """
    if not region.kits:
        return {team.id: team.stations for team in region.teams}
    bases = {base.code for base in region.bases}
    at_hand = [kit for kit in region.kits if works(kit, day)]
    dealt = {team.id: 0 for team in region.teams}
    for where in [*sorted(bases), None]:
        pile = sum(kit.where == where if where else kit.where not in bases for kit in at_hand)
        teams = [team for team in region.teams if where is None or team.base == where]
        for _ in range(pile):
            short = [team for team in teams if dealt[team.id] < team.stations]
            if short:
                dealt[min(short, key=lambda team: dealt[team.id]).id] += 1
    return dealt


def at_home(region: Region, days: Iterable[date]) -> tuple[tuple[str, date], ...]:
    """Teams, by id, that work on a date but have no kit to go out with, in order of date and team."""
    return tuple(
        (team.id, day)
        for day, stations in ((day, stations_on(region, day)) for day in days)
        for team in region.teams
        if day not in team.days_off and not stations[team.id]
    )
