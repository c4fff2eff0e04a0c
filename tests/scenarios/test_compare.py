"""Plans compared by their documents: figures, verdicts and moves, each with a number derived by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from optimizer.cli.main import run
from optimizer.core.comparison import Aim, Comparison
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.errors import InputError
from optimizer.reports.figures import people_served, weighted_served
from optimizer.scenarios.compare import compare, span, verdict
from optimizer.store.composer import compose
from optimizer.store.document import Document
from tests.cases.small import FAR, MONDAY, A, B, C, Small
from tests.reports import sample


def document() -> Document:
    """Four desa on one road over a week of one team; weighted people have a bound a tenth above."""
    return compose(sample.small(), "id")


def less(made: Document, trips: int) -> Document:
    """The plan without its last trips, and without what they cost."""
    kept = made.trips[: len(made.trips) - trips]
    return changed(made, trips=kept, cost_rupiah=sum(trip.cost_rupiah for trip in kept))


def changed(made: Document, **update: Any) -> Document:
    """The plan with other keys."""
    return made.model_copy(update=update)


def levels(made: Document, value: float, bound: float | None, name: str = "weighted_people") -> Document:
    """The plan with another people's level."""
    first = made.levels[0].model_copy(update={"name": name, "value": value, "bound": bound})
    return changed(made, levels=(first, *made.levels[1:]))


def serving(made: Document, people: int) -> Document:
    """The plan with one visit only, of one trip, that serves so many people for KTP."""
    trip = made.trips[0]
    day = trip.days[0]
    visit = day.visits[0].model_copy(update={"cells": {"KTP": people}})
    days = (day.model_copy(update={"visits": (visit,)}),)
    return changed(made, trips=(trip.model_copy(update={"days": days}),))


def against(base: Document, *others: Document) -> Comparison:
    """The comparison of plans named by number."""
    return compare([("", base), *((f"S{number}", each) for number, each in enumerate(others, 1))])


@pytest.mark.parametrize(
    ("base", "other", "more", "judged"),
    [
        ((100, 110), (111, None), True, "proven"),  # the base can reach 110 at the most
        ((100, 110), (110, 110), True, "within"),
        ((100, None), (150, 150), True, "unknown"),
        ((100, None), (95, 99), True, "proven"),  # the scenario can reach 99 at the most
        ((100, 100), (95, 100), True, "within"),
        ((100, 100), (95, None), True, "unknown"),
        ((100, 120), (100, None), True, "same"),
        ((50, 45), (44, None), False, "proven"),  # less is better: the base can come down to 45
        ((50, 45), (45, 45), False, "within"),
        ((50, None), (60, 51), False, "proven"),
        ((50, 50), (60, 50), False, "within"),
        ((50, 50), (60, None), False, "unknown"),
    ],
)
def test_a_difference_is_proven_where_the_plan_behind_cannot_catch_up(
    base: tuple[int, int | None], other: tuple[int, int | None], more: bool, judged: str
) -> None:
    """Value and bound of two plans: who is behind may gain as far as its own bound, no further."""
    assert verdict(Aim("x", *base, more), Aim("x", *other, more)) == judged


def test_the_best_plans_differ_between_the_bounds() -> None:
    """Best plans of 100–110 and of 120–130 differ by 10 to 30; of costs 45–50 and 40–60 by −10 to +15."""
    assert span(Aim("x", 100, 110, True), Aim("x", 120, 130, True)) == (10, 30)
    assert span(Aim("x", 50, 45, False), Aim("x", 60, 40, False)) == (-10, 15)
    assert span(Aim("x", 50, None, False), Aim("x", 60, 40, False)) is None
    assert span(Aim("x", 100, 110, True), Aim("y", 120, 130, True)) is None
    assert verdict(Aim("x", 100, 110, True), Aim("y", 120, 130, True)) == "unknown"


@pytest.mark.parametrize("made", [sample.small, sample.mixed])
def test_figures_are_those_of_the_plan_itself(made: Any) -> None:
    """From plan.json alone the same people, weight, rupiah and metres as from the outcome it was made of."""
    outcome = made()
    base = against(compose(outcome, "id")).base
    trips = outcome.schedule.trips
    assert base.people == people_served(outcome)
    assert base.weighted == round(weighted_served(outcome) * WEIGHT_SCALE)
    assert base.cost == sum(trip.cost for trip in trips)
    assert base.metres == sum(clock.metres for trip in trips for clock in trip.clocks)
    assert base.nights == sum(trip.trip.nights for trip in trips)
    assert base.team_days == sum(len(trip.dates) for trip in trips)
    expected = int(outcome.problem.expected.sum())
    assert sum(stay.expected for stay in base.stays.values()) == expected
    assert base.left == expected - base.people
    assert base.work_minutes == sum(clock.work for trip in trips for clock in trip.clocks)


def test_a_trip_less_is_places_lost() -> None:
    """Without its last trip the plan serves its people no more, saves its cost, and those places are lost."""
    made = document()
    last = made.trips[-1]
    gone: dict[str, int] = {}
    for day in last.days:
        for visit in day.visits:
            gone[visit.place] = gone.get(visit.place, 0) + sum(visit.cells.values())
    (contrast,) = against(made, less(made, 1)).contrasts
    base = against(made).base
    assert contrast.told.people - base.people == -sum(gone.values()) < 0
    assert contrast.told.cost - base.cost == -last.cost_rupiah < 0
    assert {move.place: move.before.people - move.after.people for move in contrast.moves} == gone
    assert all(move.kind == ("fewer" if move.after.people else "lost") for move in contrast.moves)
    (back,) = against(less(made, 1), made).contrasts
    assert {move.kind for move in back.moves} <= {"gained", "more"}
    assert len(back.moves) == len(gone)


def test_the_same_people_on_other_dates_is_a_move() -> None:
    """A plan a day later moves each of its places in time, and nothing else."""
    made = document()
    day = timedelta(days=1)
    trips = tuple(
        trip.model_copy(
            update={"days": tuple(d.model_copy(update={"date": d.date + day}) for d in trip.days)}
        )
        for trip in made.trips
    )
    (contrast,) = against(made, changed(made, trips=trips)).contrasts
    visited = {visit.place for trip in made.trips for d in trip.days for visit in d.visits}
    assert {(move.place, move.kind) for move in contrast.moves} == {(code, "redated") for code in visited}
    assert (contrast.people, contrast.weighted, contrast.cost) == ("same", "same", "same")


@pytest.mark.parametrize(
    ("people", "judged"),
    [(115, "within"), (116, "proven"), (85, "within"), (84, "proven")],
)
def test_persons_are_judged_by_the_same_share(people: int, judged: str) -> None:
    """15 of 100 weighted people to gain at weight 1 are 15 persons: 15 more say nothing, 16 do.

    A scenario with fewer may itself lie 15 from its best.
    """
    base = levels(serving(document(), 100), 100, 115)
    (contrast,) = against(base, levels(serving(document(), people), people, people + 15)).contrasts
    assert (contrast.people, contrast.room) == (judged, 15)


@pytest.mark.parametrize(("people", "room"), [(50, 10), (0, 20)])
def test_the_room_in_persons(people: int, room: int) -> None:
    """Of 50 persons who weigh 100, 20 weighted people are 10 persons; of nobody, 20 at weight 1."""
    weighty = [place.model_copy(update={"weight": 2.0}) for place in document().places]
    base = changed(levels(serving(document(), people), 2 * people, 2 * people + 20), places=tuple(weighty))
    other = changed(levels(serving(document(), 90), 180, 180), places=tuple(weighty))
    (contrast,) = against(base, other).contrasts
    assert contrast.room == room


def test_weighted_people_may_be_proven_where_persons_are_not() -> None:
    """21 weighted people more exceed the 20 to gain; the 10 persons they are equal those 20's share of 50."""
    weighty = tuple(place.model_copy(update={"weight": 2.0}) for place in document().places)
    base = changed(levels(serving(document(), 50), 100, 120), places=weighty)
    other = changed(levels(serving(document(), 60), 121, 121), places=weighty)
    (contrast,) = against(base, other).contrasts
    assert (contrast.people, contrast.room, contrast.weighted) == ("within", 10, "proven")


def test_what_cannot_be_judged_says_why() -> None:
    """Another purpose, weight or demand; people and weighted people that change in opposite directions."""
    made = document()
    base = levels(serving(made, 100), 100, 100)
    more = levels(serving(made, 150), 150, 150)
    heavier = tuple(place.model_copy(update={"weight": place.weight + 1}) for place in made.places)
    cover = levels(changed(base, purpose="cover"), 10, 10, "weighted_shortfall")
    wanted = changed(levels(changed(more, purpose="cover"), 0, 0, "weighted_shortfall"), places=_twice(made))
    assert against(base, changed(more, purpose="cover")).contrasts[0].reason == "purpose"
    assert against(base, changed(more, places=heavier)).contrasts[0].reason == "weights"
    assert against(cover, wanted).contrasts[0].reason == "demand"
    assert (
        against(base, changed(more, places=_twice(made))).contrasts[0].reason == ""
    )  # reach wants no number
    weights = against(base, changed(more, places=heavier)).contrasts[0]
    assert (weights.people, weights.weighted, weights.aim_range) == ("unknown", "unknown", None)


def _twice(made: Document) -> tuple[Any, ...]:
    """Places where twice as many are expected to come."""
    return tuple(
        place.model_copy(
            update={
                "sittings": {
                    label: sitting.model_copy(update={"expected": 2 * sitting.expected + 1})
                    for label, sitting in place.sittings.items()
                }
            }
        )
        for place in made.places
    )


def test_more_people_of_less_weight_prove_nothing() -> None:
    """Ten persons of weight 1 instead of four of weight 3: more people, fewer weighted, so no verdict."""
    made = document()
    first = made.trips[0].days[0].visits[0].place
    other = next(place.code for place in made.places if place.code != first)
    places = tuple(
        place.model_copy(update={"weight": 3.0 if place.code == first else 1.0}) for place in made.places
    )
    few = levels(changed(serving(made, 4), places=places), 12, 12)
    trip = serving(made, 10).trips[0]
    visit = trip.days[0].visits[0].model_copy(update={"place": other})
    days = (trip.days[0].model_copy(update={"visits": (visit,)}),)
    many = changed(few, trips=(trip.model_copy(update={"days": days}),))
    (contrast,) = against(few, levels(many, 10, 10)).contrasts
    assert (contrast.people, contrast.weighted, contrast.reason) == ("unknown", "proven", "direction")


def test_days_close_to_and_above_eight_hours() -> None:
    """Elapsed minutes of 449, 450, 480 and 481: two days are close to eight hours, one is above."""
    made = document()
    day = made.trips[0].days[0]
    minutes = (449, 450, 480, 481)
    days = tuple(
        day.model_copy(update={"elapsed_minutes": m, "work_minutes": m, "work_minutes_available": 480})
        for m in minutes
    )
    told = against(changed(made, trips=(made.trips[0].model_copy(update={"days": days}),))).base
    assert (told.near_days, told.long_days, told.over_days) == (2, 1, 1)
    assert told.used == sum(minutes) / 4 / 480


def test_a_plan_that_leaves_nobody_is_through() -> None:
    """With as many expected as are served the last day is the end; with one more there is none."""
    made = document()
    told = against(made).base

    def wanting(extra: int) -> Document:
        places = []
        for number, place in enumerate(made.places):
            people = told.stays[place.code].people + (extra if number == 0 else 0)
            first = next(iter(place.sittings.values()))
            places.append(
                place.model_copy(update={"sittings": {"KTP": first.model_copy(update={"expected": people})}})
            )
        return changed(made, places=tuple(places))

    last = max(day.date for trip in made.trips for day in trip.days)
    through, late = against(wanting(0)).base, against(wanting(1)).base
    assert (through.left, through.finish, through.last) == (0, last, last)
    assert (late.left, late.finish, late.last) == (1, None, last)


def test_of_a_target_only_the_rest_is_left() -> None:
    """IKD is wanted of 20 only: who needs nothing else is not left, but the target's missing people are."""
    made = compose(sample.mixed(), "id")
    (target,) = made.targets
    told = against(changed(made, purpose="cover")).base
    reach = against(made).base
    optional = 0
    for place in made.places:
        for label, sitting in place.sittings.items():
            if set(sitting.services) == {"IKD"}:
                served = sum(
                    visit.cells.get(label, 0)
                    for trip in made.trips
                    for day in trip.days
                    for visit in day.visits
                    if visit.place == place.code
                )
                optional += sitting.expected - served
    missing = max(0, target.people - target.reached)
    assert told.left == reach.left - optional + missing


def test_plans_of_other_districts_are_refused_together() -> None:
    """Two foreign plans are two defects, each by its title; without any plan there is nothing to compare."""
    made = document()
    with pytest.raises(InputError) as caught:
        against(made, changed(made, region="17.02"), made, changed(made, region="17.71"))
    assert [(each.where, each.found) for each in caught.value.defects] == [("S1", "17.02"), ("S3", "17.71")]
    with pytest.raises(InputError):
        compare([])


def test_assumptions_that_differ_stand_once_for_each_value() -> None:
    """Two plans with the same assumption and one with another central value: two rows, with their users."""
    made = compose(sample.mixed(), "id")
    (guess, *_) = made.assumptions
    other = changed(made, assumptions=(guess.model_copy(update={"central": guess.central + 1}),))
    found = [each for each in against(made, made, other).guesses if each.key == guess.key]
    assert sorted((each.central, each.used_by) for each in found) == [
        (guess.central, ("", "S1")),
        (guess.central + 1, ("S2",)),
    ]


@pytest.fixture
def district(tmp_path: Path) -> Small:
    """Four desa of 30, 40, 50 and 60 people on a road, and one team."""
    small = Small(tmp_path)
    for number, place in enumerate((A, B, C, FAR)):
        small.desa(place, 30 + 10 * number)
    for start, end, km in (("KANTOR", A, 20), (A, B, 10), (B, C, 10), (A, FAR, 30)):
        small.road(start, end, km)
    small.lay()
    return small


def studied(small: Small, options: Sequence[str]) -> Path:
    """The folder of a study of one Monday."""
    folder = small.folder / "bagaimana"
    own = ["--region", str(small.folder / "baru.yaml"), "--start", MONDAY, "--weeks", "1", "--work", "3"]
    assert run(["whatif", *own, "--workers", "1", "--out", str(folder), *options]) == 0
    return folder


def test_the_command_writes_the_comparison(district: Small, capsys: pytest.CaptureFixture[str]) -> None:
    """`whatif` with two points ends with a workbook and a page that name both; the base alone with none."""
    folder = studied(district, [])
    assert not list(folder.glob("bandingkan.*"))
    folder = studied(district, ["teams=2..3"])
    page = (folder / "bandingkan.html").read_text(encoding="utf-8")
    assert "teams=2" in page
    assert "teams=3" in page
    assert (folder / "bandingkan.xlsx").is_file()
    assert "bandingkan.html" in capsys.readouterr().out
