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
from optimizer.reports.bandingkan.published import published
from optimizer.reports.bandingkan.words import finding
from optimizer.reports.figures import people_served, weighted_served
from optimizer.scenarios.compare import compare, span, verdict
from optimizer.store import read
from optimizer.store.composer import compose
from optimizer.store.document import Document, FloorRecord
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


def weighing(made: Document, weights: Sequence[float]) -> Document:
    """The plan with other weights of its first places, 1 elsewhere."""
    given = (*weights, *[1.0] * (len(made.places) - len(weights)))
    return changed(
        made,
        places=tuple(
            place.model_copy(update={"weight": weight})
            for place, weight in zip(made.places, given, strict=True)
        ),
    )


@pytest.mark.parametrize(("bound", "judged", "room"), [(170, "proven", 50), (201, "within", 81)])
def test_a_plan_that_weighs_places_otherwise_is_compared_at_the_weights_of_the_base(
    bound: float, judged: str, room: int
) -> None:
    """The base serves 200 at weight 1. With a road closed everybody weighs 1.5 and 120 are served.

    Those are 180 of at most 180 + so many at the scenario's weights, 120 at the base's. People weigh no more
    there than here, so a bound of 170 × 1.5 = 255 says that at most 170 can be served: fewer than 200. One
    of 201 × 1.5 says nothing.
    """
    base = levels(weighing(serving(document(), 200), ()), 200, 230)
    every = [1.5] * len(base.places)
    other = levels(weighing(serving(document(), 120), every), 180, 1.5 * bound)
    (contrast,) = against(base, other).contrasts
    assert (contrast.people, contrast.weighted, contrast.reason) == (judged, judged, "")
    assert contrast.told.aim == Aim("weighted_people", 12_000, round(100 * bound), True)
    assert (contrast.told.weighted, contrast.room, contrast.rebased) == (12_000, room, True)
    assert contrast.aim_range == (12_000 - 23_000, round(100 * bound) - 20_000)
    assert "weighed here as the base is" in finding(against(base, other), contrast, "en")
    assert not against(base, base).contrasts[0].rebased


def test_a_bound_at_other_weights_takes_the_place_that_gains_most() -> None:
    """Weights of 2 and 4 become 3 and 4: of at most 100 weighted people at most 150 can come, not 100.

    The plan serves 20 at the first place: 40 there, 60 here.
    """
    made = levels(weighing(serving(document(), 20), (2.0, 4.0)), 40, 100)
    base = weighing(document(), (3.0, 4.0))
    first, second, *_ = made.places
    where = made.trips[0].days[0].visits[0].place
    assert (first.code, first.weight, second.weight) == (where, 2.0, 4.0)
    (contrast,) = against(base, made).contrasts
    assert contrast.told.aim == Aim("weighted_people", 6_000, 15_000, True)


def test_a_shortfall_at_other_weights() -> None:
    """Everybody weighs 2 there and 1 here: half the shortfall, and half the bound, rounded up.

    189 people are expected, 10 of them for both services: 199, less the 20 served. Of 101 hundredths the
    half is 51, for no plan leaves fewer than 50.5.
    """
    made, left = changed(serving(document(), 20), purpose="cover"), 179
    two = weighing(made, [2.0] * len(made.places))
    other = levels(two, 2 * left, 1.01, "weighted_shortfall")
    base = levels(weighing(made, ()), left, 0, "weighted_shortfall")
    (contrast,) = against(base, other).contrasts
    assert contrast.told.aim == Aim("weighted_shortfall", 100 * left, 51, False)
    assert (contrast.reason, contrast.rebased) == ("", True)
    wrong = levels(two, 2 * left + 1, 1.01, "weighted_shortfall")  # somebody has no date: not its own plan
    assert against(base, wrong).contrasts[0].reason == "weights"


def test_missed_floors_are_told() -> None:
    """Floors of 40 and 30 reached with 25 and 30 lack 15 people, in the first; the base lacks 5, or none."""
    made = document()

    def reaching(*reached: int) -> Document:
        floors = tuple(
            FloorRecord(kecamatan_code=str(n), kecamatan=f"K{n}", people=people, reached=now)
            for n, (people, now) in enumerate(zip((40, 30), reached, strict=True))
        )
        return changed(made, floors=floors)

    def told(base: Document, other: Document) -> str:
        comparison = against(base, other)
        return finding(comparison, comparison.contrasts[0], "en")

    later = less(made, 1)
    assert "lack 15 people (base: 5): K0 15." in told(
        reaching(35, 30), changed(later, floors=reaching(25, 30).floors)
    )
    assert "lack 15 people (K0 15)." in told(made, changed(later, floors=reaching(25, 31).floors))
    assert "are reached (base: 15 people missing)" in told(
        reaching(25, 30), changed(later, floors=reaching(40, 30).floors)
    )
    assert "floors" not in told(made, later)
    assert "floors" not in told(reaching(40, 30), changed(later, floors=reaching(40, 30).floors))


def test_missed_floors_are_not_published_beside_home_visits() -> None:
    """Who knows a kecamatan's other counts could subtract them from its floor: the page leaves it out."""
    made = compose(sample.mixed(), "id")
    floors = (FloorRecord(kecamatan_code="1", kecamatan="K1", people=40, reached=25),)
    inside = against(made, changed(less(made, 1), floors=floors))
    outside = published(inside)
    assert outside.homes
    assert "lack 15 people" in finding(inside, inside.contrasts[0], "en")
    assert "lack" not in finding(outside.comparison, outside.comparison.contrasts[0], "en")


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


def test_a_closed_road_is_proven_to_cost_people(tmp_path: Path) -> None:
    """Of 5 and 6 people at 15 and 20 minutes from the office all are served in a day, at 1.25 and 1.33.

    With the road to the 6 closed they weigh 3, as the farthest do, and only the 5 can be served. At the
    base's weights those are 6.25, and no plan serves more, since no road leads to the others.
    """
    small = Small(tmp_path)
    small.desa(A, 5)
    small.desa(FAR, 6)
    small.road("KANTOR", A, 15)
    link = small.road("KANTOR", FAR, 20)
    small.lay(policy={"access_weight": 100})
    file = tmp_path / "longsor.yaml"
    file.write_text(f"name: Longsor\nclosures: {{longsor: {{links: [{link}]}}}}\n", encoding="utf-8")
    folder = studied(small, ["--scenario", str(file), "--engine", "columns", "--work", "50"])
    plans = [read(folder / name).document for name in ("dasar", "longsor")]
    weights = [{place.code: place.weight for place in each.places} for each in plans]
    assert weights == [{A: 1.25, FAR: 1.33}, {A: 1.25, FAR: 3}]
    comparison = compare([("", plans[0]), ("Longsor", plans[1])])
    (contrast,) = comparison.contrasts
    assert (comparison.base.people, contrast.told.people) == (11, 5)
    assert contrast.told.aim == Aim("weighted_people", 625, 625, True)
    assert (contrast.people, contrast.weighted, contrast.rebased) == ("proven", "proven", True)
