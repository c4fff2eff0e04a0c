"""A region with the means that its settings give it instead of those of its tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from optimizer.core.kits import works
from optimizer.core.region import Closure, Kit, Region, Team
from optimizer.errors import Defect, InputError, Message
from optimizer.regions.means_params import ClosureParams, MeansParams
from optimizer.regions.tables import unknown
from optimizer.regions.teams import COUNT, MEMBERS, with_teams

WHERE = "region.means"
BY_SETTINGS = "pengaturan (region.means)"
"""Source of a kit or closure that no table lists."""


def with_means(region: Region, means: MeansParams) -> Region:
    """The region with those means, and a warning that says which they are.

    Raises
    ------
    InputError
        With every vehicle, link and kecamatan that is not known, teams too large for their vehicle, and
        more broken kits than work.
    """
    if means == MeansParams():
        return region
    values = {COUNT: means.teams, MEMBERS: means.members}
    made = with_teams(region, {key: float(value) for key, value in values.items() if value is not None})
    if means.vehicle is not None:
        made = replace(made, teams=tuple(replace(team, vehicle=means.vehicle) for team in made.teams))
    if means.kits is not None:
        made = _with_kits(made, means.kits)
    defects = [*_wrong_vehicles(made, means), *_wrong_closures(made, means)]
    if means.broken_kits:
        made = made if made.kits else _with_kits(made, sum(team.stations for team in made.teams))
        working = [kit for kit in made.kits if works(kit, date.max)]
        if len(working) < means.broken_kits:
            message = Message("regions.means_broken", {"kits": len(working)})
            defects.append(Defect(WHERE, message, None, "broken_kits", str(means.broken_kits)))
        broken = {kit.code for kit in working[len(working) - means.broken_kits :]}
        kits = (replace(k, status="rusak", back=None) if k.code in broken else k for k in made.kits)
        made = replace(made, kits=tuple(kits))
    if defects:
        raise InputError(defects)
    closures = [each for name, params in means.closures.items() for each in _closures(made, name, params)]
    changed = Message("regions.warn_means", {"means": "; ".join(_said(means))})
    return replace(made, closures=(*made.closures, *closures), warnings=(*made.warnings, changed))


def _with_kits(region: Region, count: int) -> Region:
    """An inventory of so many sound kits, dealt to the teams one by one; a team has a person for each."""
    dealt = [0] * len(region.teams)
    kits: list[Kit] = []
    for number in range(1, count + 1):
        room = [n for n, team in enumerate(region.teams) if dealt[n] < max(1, team.size)]
        # Kits beyond what all teams can serve at wait at the last team's base, for one that breaks.
        to = min(room, key=lambda n: dealt[n]) if room else len(region.teams) - 1
        dealt[to] += 1
        kits.append(Kit(f"ALAT-{number}", "baik", None, region.teams[to].base, BY_SETTINGS))
    teams = (
        replace(team, stations=max(1, min(team.size, have)))
        for team, have in zip(region.teams, dealt, strict=True)
    )
    return replace(region, teams=tuple(teams), kits=tuple(kits))


def _wrong_vehicles(region: Region, means: MeansParams) -> Iterator[Defect]:
    known = {vehicle.code: vehicle for vehicle in region.vehicles}
    if means.vehicle is not None and means.vehicle not in known:
        yield Defect(
            WHERE, unknown(means.vehicle, known, "regions.means_unknown"), None, "vehicle", means.vehicle
        )
        return
    for team in region.teams if means.vehicle is not None or means.members is not None else ():
        seats = known[team.vehicle].seats
        if seats is not None and team.size > seats:
            yield _too_large(team, seats)


def _too_large(team: Team, seats: int) -> Defect:
    values = {"team": team.name, "vehicle": team.vehicle, "seats": seats}
    return Defect(WHERE, Message("regions.means_seats", values), None, "members", str(team.size))


def _wrong_closures(region: Region, means: MeansParams) -> Iterator[Defect]:
    links = {link.id for link in region.links}
    kecamatan = [place.kecamatan for place in region.places]
    codes = [place.kecamatan_code for place in region.places]
    for name, each in means.closures.items():
        if name in links:  # it would name two states of the roads alike
            yield Defect(WHERE, Message("regions.means_name"), None, f"closures.{name}", name)
        for column, named, known in (
            ("links", each.links, sorted(links)),
            ("kecamatan", each.kecamatan, [*dict.fromkeys(kecamatan), *dict.fromkeys(codes)]),
        ):
            folded = {text.casefold() for text in known}
            for text in named:
                if text.casefold() not in folded:
                    key = "regions.means_link" if column == "links" else "regions.means_unknown"
                    yield Defect(WHERE, unknown(text, known, key), None, f"closures.{name}.{column}", text)


def _closures(region: Region, name: str, params: ClosureParams) -> Iterator[Closure]:
    """A closure for each link, all under one name, for they hold on the same dates."""
    wanted = {text.casefold() for text in params.kecamatan}
    ends = {place.code for place in region.places if _named(place.kecamatan, place.kecamatan_code, wanted)}
    codes = {place.kecamatan_code for place in region.places if place.code in ends}
    ties = (school.tie for school in region.schools if school.kecamatan_code in codes)
    links = {link.id for link in region.links if link.start in ends or link.end in ends}
    links |= {tie.id for tie in ties if tie is not None}
    given = {text.casefold() for text in params.links}
    links |= {link.id for link in region.links if link.id.casefold() in given}
    for link in sorted(links):
        yield Closure(link, params.start, params.end, params.modes, "tidak_ditentukan", BY_SETTINGS, name)


def _named(name: str, code: str, wanted: set[str]) -> bool:
    return name.casefold() in wanted or code.casefold() in wanted


def _said(means: MeansParams) -> Iterator[str]:
    """What differs, key by key: numbers and names only, for they stand in sentences of any language."""
    for key in ("teams", "members", "vehicle", "kits", "broken_kits"):
        value = getattr(means, key)
        if value not in (None, 0):
            yield f"{key} = {value}"
    for name, closure in means.closures.items():
        where = ", ".join((*closure.kecamatan, *closure.links))
        yield f"closures.{name} = {where} ({closure.start} – {closure.end or '…'})"
