"""Roads over time: dated closures, seasons, slide-prone links avoided, and how much of a way is estimated."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from pydantic import ValidationError

from optimizer.core.calendar import Calendar, WorkDay
from optimizer.core.region import Closure, Node, Place
from optimizer.core.travel import UNREACHABLE
from optimizer.errors import InputError
from optimizer.line.horizon import problem_over
from optimizer.regions.read import read
from optimizer.roads.matrix import measure_layer
from optimizer.roads.measure import measure, slide_warnings
from optimizer.roads.state import RoadState, with_closures
from optimizer.settings import home, load, load_tariff
from optimizer.texts import LANGUAGES, tell, tell_defect
from tests.roads.network import DRY, WET, link, region, shipped, speeds

MARCH = date(2026, 3, 2)

# K -2 km trunk- x -2 km trunk- A -1 km trunk- B; K -4 km village road- A: 4 min by x, 12 min by the other.
LINKS = (link("K", "x", 2), link("x", "A", 2), link("A", "B", 1), link("K", "A", 4, "residential"))


def calendar(days=5, season="kemarau", start=MARCH):
    """Working days one after another, all in one season."""
    dates = [start + timedelta(days=n) for n in range(days)]
    return Calendar(start, dates[-1], tuple(WorkDay(day, 450, 960, None, season) for day in dates))


def shut(name, first, last, *modes):
    """A closure from the first to the last day of the horizon, counted from 0; None: until further notice."""
    end = None if last is None else MARCH + timedelta(days=last)
    return Closure(name, MARCH + timedelta(days=first), end, modes, "sedang", "uji")


def over(made, closures, params=None, mode="minibus", days=5, season="kemarau"):
    """Per working day the layer that a mode drives on, and the travel it is of."""
    dated, states = with_closures(calendar(days, season), closures)
    travel = measure(made, params or speeds(), states)
    return [travel.layers[mode, day.road_state] for day in dated.days], travel


def minutes(made, closures, place=1, **others):
    """Minutes from the office to a place on each day."""
    return [int(layer.minutes[0, place]) for layer in over(made, closures, **others)[0]]


def driven(layer, nodes):
    """The pairs of neighbouring nodes that some way of the layer drives."""
    steps = {
        (here, int(before)) for tree in layer.previous for here, before in enumerate(tree) if before >= 0
    }
    return {frozenset((nodes[here].id, nodes[before].id)) for here, before in steps}


def test_closure_holds_from_its_first_to_its_last_day():
    """x-A closed on days 1 and 2 of 0 to 4: 12 minutes then, 4 before and after."""
    assert minutes(region(LINKS, "AB"), [shut("x-A", 1, 2)]) == [4, 12, 12, 4, 4]


def test_closure_without_an_end_holds_on():
    """Closed from day 3 until further notice; one from before the horizon holds from its first day."""
    assert minutes(region(LINKS, "AB"), [shut("x-A", 3, None)]) == [4, 4, 4, 12, 12]
    assert minutes(region(LINKS, "AB"), [shut("x-A", -90, None)]) == [12] * 5


def test_overlapping_closures_add_up():
    """x-A on days 0-2, K-A on 2-3: both on day 2, when A and B are cut off; K-A alone costs nothing."""
    closures = [shut("x-A", 0, 2), shut("K-A", 2, 3)]
    assert minutes(region(LINKS, "AB"), closures) == [12, 12, UNREACHABLE, 4, 4]
    # The same link closed twice stays closed until the later end.
    assert minutes(region(LINKS, "AB"), [shut("x-A", 0, 1), shut("x-A", 1, 3)]) == [12, 12, 12, 12, 4]


def test_what_only_one_road_leads_to_is_cut_off_and_comes_back():
    """A-B closed on days 1-3: B is out of reach exactly then, and reached in 5 minutes again on day 4."""
    never = UNREACHABLE
    assert minutes(region(LINKS, "AB"), [shut("A-B", 1, 3)], place=2) == [5, never, never, never, 5]


def test_closed_to_some_vehicles_only():
    """x-A closed to the minibus on day 1, when the jeep still takes 4 minutes; to both on day 2."""
    made = region(LINKS, "AB", ("minibus", "jip"))
    closures = [shut("x-A", 1, 2, "minibus"), shut("x-A", 2, 2, "jip")]
    assert minutes(made, closures, mode="minibus") == [4, 12, 12, 4, 4]
    assert minutes(made, closures, mode="jip") == [4, 4, 12, 4, 4]
    # Closed to all and, by another row, to the jeep: closed to all.
    assert minutes(made, [shut("x-A", 1, 1), shut("x-A", 1, 1, "jip")], mode="minibus")[1] == 12


def test_states_of_other_vehicles_share_a_layer(monkeypatch):
    """Two states, the second closed to the jeep alone: three layers are measured for four keys."""
    measured = []

    def counted(*given):
        measured.append(1)
        return measure_layer(*given)

    monkeypatch.setattr("optimizer.roads.measure.measure_layer", counted)
    _, travel = over(region(LINKS, "AB", ("minibus", "jip")), [shut("x-A", 1, 1, "jip")])
    assert (len(travel.layers), len(measured)) == (4, 3)


def test_parallel_road_is_driven_when_the_other_is_closed():
    """Two roads K-A, 2 km and 3 km: closing the first leaves 3 minutes, both cut A off."""
    made = region((replace(link("K", "A", 2), id="satu"), replace(link("A", "K", 3), id="dua")), "A")
    assert minutes(made, [shut("satu", 1, 3), shut("dua", 2, 2)]) == [2, 3, UNREACHABLE, 3, 2]


@pytest.mark.parametrize("season", ["kemarau", "hujan"])
def test_no_closed_link_of_rejang_lebong_is_driven_on_its_dates(season):
    """Every closure in the table, day by day: no way of the layer, and no leg on a map, uses the link."""
    settings = load(home() / "configs", region="rejang_lebong")
    made = read(settings.region.data, settings.region)
    ends = {each.id: frozenset((each.start, each.end)) for each in made.links}
    spot = {node.id: (node.lat, node.lon) for node in made.nodes}
    for start in sorted({closure.start for closure in made.closures}):
        days = replace(calendar(1, season, start))
        dated, states = with_closures(days, made.closures)
        travel = measure(made, settings.roads, states)
        key = ("minibus", dated.days[0].road_state)
        used = driven(travel.layers[key], made.nodes)
        held = [c for c in made.closures if c.start <= start and (c.end is None or start <= c.end)]
        assert held
        for closure in held:
            assert ends[closure.link] not in used
            points = {spot[end] for end in ends[closure.link]}
            for place in range(1, len(travel.ids)):
                legs = pairwise(travel.leg(key, 0, place))
                assert all(set(step) != points for step in legs)


def test_open_links_of_rejang_lebong_are_driven():
    """Without closures the layer does use the links that get closed: the test above can fail."""
    settings = load(home() / "configs", region="rejang_lebong")
    made = read(settings.region.data, settings.region)
    ends = {each.id: frozenset((each.start, each.end)) for each in made.links}
    used = driven(measure(made, settings.roads, [DRY]).layers["minibus", "kemarau"], made.nodes)
    assert all(ends[closure.link] in used for closure in made.closures)


def test_motorbike_passes_where_cars_do_not():
    """R-0451 in March 2019 was closed to four wheels: the motorbike drives as usual, the minibus not."""
    settings = load(home() / "configs", region="rejang_lebong")
    made = read(settings.region.data, settings.region)
    team, car = made.teams[0], made.vehicles[0]
    bike = replace(car, code="motor", mode="motor")
    made = replace(made, vehicles=(car, bike), teams=(team, replace(team, id="M", vehicle="motor")))
    dated, states = with_closures(calendar(1, "hujan", date(2019, 3, 18)), made.closures)
    travel = measure(made, settings.roads, [WET, *states])
    name = dated.days[0].road_state
    assert "R-0451" in name
    same = {
        mode: np.array_equal(travel.layers[mode, name].minutes, travel.layers[mode, "hujan"].minutes)
        for mode in ("minibus", "motor")
    }
    assert same == {"minibus": False, "motor": True}


def test_closures_lead_to_other_cache_files(tmp_path):
    """Open, closed to all, closed to the minibus, on one cache folder: each its own answer, twice."""
    made = region(LINKS, "AB")
    states = [
        RoadState("kemarau", "kemarau"),
        RoadState("kemarau", "kemarau", frozenset({"x-A", "K-A"})),
        RoadState("kemarau", "kemarau", frozenset(), frozenset({("x-A", "minibus")})),
        RoadState("kemarau", "kemarau", frozenset(), frozenset({("x-A", "jip")})),
    ]
    for _ in range(2):
        found = [
            int(measure(made, speeds(), [state], tmp_path).layers["minibus", "kemarau"].minutes[0, 1])
            for state in states
        ]
        assert found == [4, UNREACHABLE, 12, 4]
    assert len(list(tmp_path.iterdir())) == 4


def test_closure_of_an_unknown_link_or_vehicle_is_a_defect():
    """R-9999 is no link and a `minibuss` no vehicle: both named at once, told in both languages."""
    with pytest.raises(InputError) as caught:
        minutes(region(LINKS, "AB"), [shut("R-9999", 1, 1), shut("x-A", 2, 2, "minibuss")])
    assert [(each.where, each.found) for each in caught.value.defects] == [
        ("roads", "R-9999"),
        ("roads.modes", "minibuss"),
    ]
    for lang in LANGUAGES:
        assert "x-A" in tell_defect(caught.value.defects[1], lang)


@pytest.mark.parametrize(
    ("highway", "km", "dry", "wet"),
    [
        # One hour each at the class's dry speed; wet by the factor, rounded up.
        ("trunk", 45, 60, 64),  # / 0.95 = 63.16
        ("primary", 40, 60, 64),
        ("secondary", 35, 60, 67),  # / 0.9 = 66.67
        ("tertiary", 28, 60, 71),  # / 0.85 = 70.59
        ("unclassified", 20, 60, 80),  # / 0.75
        ("residential", 20, 60, 71),
        ("track", 10, 60, 120),  # / 0.5
    ],
)
def test_wet_and_dry_minutes_per_class(highway, km, dry, wet):
    """The minibus on each road class of the shipped table, dry and wet."""
    travel = measure(region([link("K", "A", km, highway)], "A"), shipped(), [DRY, WET])
    found = [int(travel.layers["minibus", season].minutes[0, 1]) for season in ("kemarau", "hujan")]
    assert found == [dry, wet]


def prone(start, end, km, highway="trunk"):
    """A slide-prone link."""
    return replace(link(start, end, km, highway), slide_prone=True)


# To A: 2 km of prone trunk road, or 3 km of trunk road and 1 km of village road. To B beyond it: two prone
# roads, by z 1 km prone and 5 km safe trunk road, directly 2 km prone. To C beyond B: safe.
SLIDES = (
    prone("K", "A", 2),
    link("K", "x", 3),
    link("x", "A", 1, "trunk"),
    prone("A", "B", 2),
    prone("A", "z", 1),
    link("z", "B", 5),
    link("B", "C", 1),
)
AVOIDING = {"hujan": True}


def test_slide_prone_links_are_avoided_in_the_season_named():
    """Wet: A takes 4 minutes instead of 2; dry, and without the setting, 2."""
    made = region(SLIDES, "ABC")
    travel = measure(made, speeds(avoid_slides=AVOIDING), [DRY, WET])
    found = [int(travel.layers["minibus", season].minutes[0, 1]) for season in ("kemarau", "hujan")]
    assert found == [2, 4]
    assert measure(made, speeds(), [WET]).layers["minibus", "hujan"].minutes[0, 1] == 2
    off = measure(made, speeds(avoid_slides={"hujan": False}), [WET])
    assert off.layers["minibus", "hujan"].minutes[0, 1] == 2


def test_links_without_which_a_place_is_cut_off_are_kept_and_told():
    """B and C need one prone road: the 1 km by z (4 + 1 + 5 min), not the quicker 2 km; both are named."""
    made, params = region(SLIDES, "ABC"), speeds(avoid_slides=AVOIDING)
    layer = measure(made, params, [WET]).layers["minibus", "hujan"]
    assert layer.minutes[0].tolist() == [0, 4, 10, 11]
    assert frozenset("AB") not in driven(layer, made.nodes)
    (warning,) = slide_warnings(made, params, [WET])
    assert (warning.values["count"], warning.values["places"]) == (2, "B, C")
    for lang in LANGUAGES:
        assert "B, C" in tell(warning, lang)


def test_nothing_is_told_where_nothing_is_avoided():
    """Without the setting, in the other season, or where every place has a safe road: no sentence."""
    made = region(SLIDES, "ABC")
    assert slide_warnings(made, speeds(), [WET]) == ()
    assert slide_warnings(made, speeds(avoid_slides=AVOIDING), [DRY]) == ()
    assert slide_warnings(region(SLIDES[:3], "A"), speeds(avoid_slides=AVOIDING), [WET]) == ()


def test_a_closed_safe_road_brings_the_prone_one_back():
    """K-x closed in the wet season: A has only the prone road then, 2 minutes, and is told of."""
    made, params = region(SLIDES, "ABC"), speeds(avoid_slides=AVOIDING)
    closures = [shut("K-x", 1, 1)]
    assert minutes(made, closures, params=params, days=3, season="hujan") == [4, 2, 4]
    _, states = with_closures(calendar(3, "hujan"), closures)
    (warning,) = slide_warnings(made, params, states)
    assert warning.values["places"] == "A, B, C"


def test_a_place_no_road_leads_to_keeps_no_prone_link():
    """D, on a prone road of its own, is not reached either way: it is not named, and changes nothing."""
    made = region((*SLIDES[:3], prone("D", "y", 1)), "AD")
    params = speeds(avoid_slides=AVOIDING)
    assert slide_warnings(made, params, [WET]) == ()
    assert measure(made, params, [WET]).layers["minibus", "hujan"].minutes[0].tolist() == [0, 4, UNREACHABLE]


def test_season_to_avoid_slides_in_must_exist():
    """A misspelt season would avoid nothing, so it is refused."""
    with pytest.raises(ValidationError, match="hujann"):
        speeds(avoid_slides={"hujann": True})


def test_avoiding_slides_in_rejang_lebong_cuts_nobody_off():
    """249 of 509 links are slide-prone: every place stays reached, none sooner than before."""
    settings = load(home() / "configs", region="rejang_lebong")
    made = read(settings.region.data, settings.region)
    params = settings.roads.model_copy(update={"avoid_slides": AVOIDING})
    usual = measure(made, settings.roads, [WET]).layers["minibus", "hujan"].minutes
    layer = measure(made, params, [WET]).layers["minibus", "hujan"].minutes
    assert (layer < UNREACHABLE).all()
    assert (layer >= usual).all()
    assert (layer > usual).any()


def with_school(links):
    """A region with a school tied to A by 0.3 km of estimated road of its own."""
    made = region((*links, replace(link("S", "A", 0.3, "residential", quality="perkiraan"))), "AB")
    assert made.nodes[-1].id == "S"
    point = Node("S", "sekolah", "SMA", 0.0, 0.0)
    school = Place(
        "NPSN", "SMA", "sekolah", "00.00.01", "Uji", 0.0, 0.0, "fair", "ya", "uji", node="S", within="A"
    )
    return replace(made, nodes=(*made.nodes[:-1], point), places=(*made.places, school))


def test_share_of_a_way_that_is_estimated_follows_the_dates():
    """To the school by x 4 km of map and 0.3 km estimated; with x-A closed all 4 + 0.3 are estimated."""
    links = (*LINKS[:3], link("K", "A", 4, "residential", quality="perkiraan"))
    layers, _ = over(with_school(links), [shut("x-A", 1, 1)], days=2)
    found = [(int(layer.metres[0, 3]), int(layer.estimated_metres[0, 3])) for layer in layers]
    assert found == [(4300, 300), (4300, 4300)]
    # 4 min + 0.3 km at 20 km/h (0.9 min) are 5 minutes; 12.9 are 13 by the village road.
    assert [int(layer.minutes[0, 3]) for layer in layers] == [5, 13]
    # From the school to B: its own tie, then 1 km of map.
    assert (layers[0].metres[3, 2], layers[0].estimated_metres[3, 2]) == (1300, 300)


def test_school_at_its_desa_costs_no_way():
    """A school without a point of its own stands at A's node: 0 minutes from A, as far from K as A is."""
    made = region(LINKS, "AB")
    school = Place("NPSN", "SMA", "sekolah", "00.00.01", "Uji", 0.0, 0.0, "poor", "ya", "uji", node="A")
    made = replace(made, places=(*made.places, school))
    travel = measure(made, speeds(), [DRY])
    layer = travel.layers["minibus", "kemarau"]
    assert (layer.minutes[1, 3], layer.metres[1, 3], layer.estimated_metres[1, 3]) == (0, 0, 0)
    assert layer.minutes[:, 3].tolist() == layer.minutes[:, 1].tolist()
    assert travel.leg(("minibus", "kemarau"), 0, 3) == travel.leg(("minibus", "kemarau"), 0, 1)


def test_a_plan_tells_what_stays_exposed():
    """From the settings to the run's warnings: January in Rejang Lebong with slides avoided, and without."""
    told = {}
    for avoid in (True, False):
        chosen = load(
            home() / "configs",
            region="rejang_lebong",
            overrides={"roads": {"avoid_slides": {"hujan": avoid}}},
        )
        made = read(chosen.region.data, chosen.region)
        tariff, _ = load_tariff(home() / "configs", chosen.tariff)
        start = date(2026, 1, 5)
        posed = problem_over(chosen, made, tariff, start, start + timedelta(days=4), None)
        told[avoid] = [each for each in posed.calendar.warnings if each.key == "roads.slides_kept"]
    assert told[False] == []
    (warning,) = told[True]
    assert 0 < warning.values["count"] < len(posed.region.places)
