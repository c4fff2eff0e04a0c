"""Records of what is asked for beside people: letters, targets over the region, floors of kecamatan."""

from __future__ import annotations

from optimizer.core.outcome import Outcome
from optimizer.core.region import Region
from optimizer.core.score import served
from optimizer.store import document as doc


def requests(region: Region) -> tuple[doc.RequestRecord, ...]:
    """Records of the village heads' letters."""
    return tuple(
        doc.RequestRecord(place=request.place, date=request.date, number=request.number)
        for request in region.requests
    )


def targets(outcome: Outcome) -> tuple[doc.TargetRecord, ...]:
    """Records of the targets, with what the plan reaches."""
    problem = outcome.problem
    people = served(problem, (trip.trip for trip in outcome.schedule.trips))
    wanted = {service.code: service.target or 0 for service in problem.region.services}
    return tuple(
        doc.TargetRecord(
            service=target.service,
            target=wanted[target.service],
            office=wanted[target.service] - target.people,
            people=target.people,
            reached=int(people[target.cells].sum()),
        )
        for target in problem.targets
    )


def floors(outcome: Outcome) -> tuple[doc.FloorRecord, ...]:
    """Records of the floors, with what the plan reaches."""
    problem = outcome.problem
    people = served(problem, (trip.trip for trip in outcome.schedule.trips))
    names = {place.kecamatan_code: place.kecamatan for place in problem.region.places}
    return tuple(
        doc.FloorRecord(
            kecamatan_code=floor.kecamatan,
            kecamatan=names[floor.kecamatan],
            people=floor.people,
            reached=int(people[floor.cells].sum()),
        )
        for floor in problem.floors
    )
