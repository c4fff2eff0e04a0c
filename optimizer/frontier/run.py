"""The recipe: ground → top → curve → bounds → offers → frontier."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from optimizer.core.frontier import Frontier, Offer, Point, knee_of
from optimizer.errors import Message
from optimizer.frontier.bounds import Proven
from optimizer.frontier.curve import Made, Top, curve, top
from optimizer.frontier.ground import Ground, grounded
from optimizer.frontier.kept import Kept
from optimizer.frontier.offers import additions, offers
from optimizer.frontier.params import FrontierParams
from optimizer.frontier.shares import shares
from optimizer.line import Request, Tell

STAGE = "frontier {number}/{total}"
"""What is told before each plan."""


def frontier(request: Request, params: FrontierParams, store: Path) -> Frontier:
    """What money buys, from nothing to everything.

    What an earlier call with the same inputs, settings and stop has planned is read from `store`. Where
    the user asks to end, the frontier holds the points made by then.

    Raises
    ------
    InputError
        If the tables or settings cannot be planned with, or a kept plan is damaged.
    RefereeError
        If a plan breaks a rule, or exceeds what is proven.
    KeyboardInterrupt
        If the user asked to end before the first point was made.
    """
    tell = request.tell
    if tell is not None:
        tell("reading", None)
    ground = grounded(request, params, None if tell is None else lambda met: tell("frontier", met))
    tried = tuple(additions(ground))
    kept = Kept(store, 1 + params.points + 2 * (1 + len(tried)), _told(tell))
    most = top(ground, kept)
    made, found, complete = list[Made](), list[Offer](), False
    try:
        for each in curve(ground, kept, most):
            made.append(each)
        for number, budget in _bought_at(ground, most, made):
            found += offers(ground, kept, made[number].schedule, budget, tried)
        complete = True
    except KeyboardInterrupt:
        if not made:
            raise
    return _frontier(request, ground, most, made, found, complete)


def _told(tell: Tell | None) -> Callable[[int, int], bool] | None:
    return (
        None if tell is None else lambda number, total: tell(STAGE.format(number=number, total=total), None)
    )


def _bought_at(ground: Ground, most: Top, made: Sequence[Made]) -> list[tuple[int, int | None]]:
    """Points at which things are bought, and the money: the knee for the same money, the last for any."""
    knee = knee_of(_points(ground, most, made))
    middle = len(made) // 2 if knee is None else knee
    return [(middle, made[middle].budget), (len(made) - 1, None)]


def _points(ground: Ground, most: Top, made: Sequence[Made]) -> tuple[Point, ...]:
    proven = Proven(ground, most, made)
    return tuple(proven.point(each) for each in made)


def _frontier(
    request: Request, ground: Ground, most: Top, made: Sequence[Made], found: list[Offer], complete: bool
) -> Frontier:
    problem, proven = ground.problem, Proven(ground, most, made)
    points = tuple(proven.point(each) for each in made)
    notes = list(ground.notes)
    if undated := sum(each.undated for each in made):
        notes.append(Message("frontier.note.undated", {"trips": undated}))
    if not ground.params.dated:
        notes.append(Message("frontier.note.not_dated"))
    return Frontier(
        name=request.name,
        case=request.settings.plan.case,
        created=request.created,
        today=request.today,
        start=problem.calendar.start,
        end=problem.calendar.end,
        problem=problem,
        expected=int(problem.expected.sum()),
        points=points,
        bound=proven.between([point.budget for point in points]),
        knee=knee_of(points),
        offers=tuple(found),
        shares=shares(problem, made[-1].schedule),
        schedule=made[-1].schedule,
        engine=ground.params.engine,
        search=f"{ground.stop.seconds:g} s" if ground.stop.work is None else f"{ground.stop.work} work",
        relaxes=tuple(dict.fromkeys(name for each in made for name in each.relaxes)),
        notes=tuple(notes),
        complete=complete,
    )
