"""Who goes on which trip: by name where a roster is given, by rank where not; never in two places at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from optimizer.core.region import Team
from optimizer.core.schedule import DatedTrip
from optimizer.errors import Defect, Message
from optimizer.reports.dates import date_range
from optimizer.reports.jadwal.teams import rank_name as spelled_rank
from optimizer.reports.papers.roster import Person, Roster


@dataclass(frozen=True)
class Member:
    """One place in a team, of a rank, and who fills it: nobody known without a roster."""

    rank: str
    person: Person | None = None


Crews = Mapping[str, tuple[Member, ...]]
"""Members by code of team."""


def crews(teams: Iterable[Team], roster: Roster | None) -> Crews:
    """The members of every team, the highest paid rank first as the team table has them."""
    by_team: dict[str, list[Person]] = defaultdict(list)
    for person in roster.people if roster else ():
        by_team[person.team].append(person)
    return {team.id: tuple(_crew(team, by_team[team.id])) for team in teams}


def crew_defects(teams: Iterable[Team], roster: Roster) -> Iterator[Defect]:
    """Teams that go out with other people than those the plan pays for."""
    for team in teams:
        listed = Counter(person.rank for person in roster.people if person.team == team.id)
        planned = Counter(dict(team.members))
        if listed != planned:
            values = {"team": team.name, "planned": _ranks(planned), "listed": _ranks(listed)}
            yield Defect(roster.where, Message("papers.roster.crew", values), column="tim")


def clashes(trips: Sequence[DatedTrip], roster: Roster, lang: str) -> Iterator[Defect]:
    """People who would be on two trips on one date."""
    teams: dict[str, dict[str, Person]] = defaultdict(dict)
    for person in roster.people:
        teams[person.key][person.team] = person
    for of in teams.values():
        theirs = [trip for trip in trips if trip.team in of]
        for one, other in combinations(theirs, 2):
            if one.dates[0] <= other.dates[-1] and other.dates[0] <= one.dates[-1]:
                values = {
                    "name": of[one.team].name,
                    "one": f"{one.id} ({date_range(one.dates[0], one.dates[-1], lang)})",
                    "other": f"{other.id} ({date_range(other.dates[0], other.dates[-1], lang)})",
                }
                row = max(of[one.team].row, of[other.team].row)
                yield Defect(roster.where, Message("papers.roster.clash", values), row)


def rank_name(rank: str) -> str:
    """A tariff rank as letters write it: golongan III, non ASN."""
    return spelled_rank(rank).replace("asn", "ASN")


def _crew(team: Team, people: Sequence[Person]) -> Iterator[Member]:
    left = list(people)
    for rank, count in team.members:
        named = [person for person in left if person.rank == rank][:count]
        yield from (Member(rank, person) for person in named)
        yield from (Member(rank) for _ in range(count - len(named)))


def _ranks(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {rank_name(rank)}" for rank, count in sorted(counts.items()) if count) or "0"
