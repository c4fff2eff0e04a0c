"""The fleet offered to a router: short days, and long ones where some parcel fits no short one."""

from dataclasses import replace

from optimizer.core.policy import Policy
from optimizer.engines.fleet import SPARE_DAYS, fleet, many_stops
from optimizer.engines.parcels import cut
from tests import tiny

COVER = Policy(purpose="cover")


def test_a_long_day_is_offered_in_one_season_only():
    """78 people take 30 + 390 + 20 = 440 minutes: one class gets long days, the other stays short."""
    problem = tiny.problem([78, 5], tiny.line_of(10, 12), days=20, policy=COVER)
    wet = replace(problem.classes[0], layer=("minibus", "hujan"))
    slots = [replace(slot, slot_class=number % 2) for number, slot in enumerate(problem.slots)]
    problem = problem.replace(classes=(problem.classes[0], wet), slots=tuple(slots))
    long = [vehicle.slot_class for vehicle in fleet(problem, cut(problem)) if vehicle.minutes == 465]
    assert long == [0] * (1 + SPARE_DAYS)


def test_every_slot_is_one_vehicle():
    """However many parcels want a long day, no class has more vehicles than slots."""
    problem = tiny.problem([78] * 4, tiny.line_of(10, 12, 14, 16), days=5, policy=COVER)
    assert len(fleet(problem, cut(problem))) == 5


def test_days_hold_many_stops_where_each_takes_little_of_one():
    """A stop of one person takes 35 of the 400 minutes that driving leaves, of 20 people 130."""
    places = tiny.line_of(*[10] * 8)
    for people, many in ((1, True), (20, False)):
        problem = tiny.problem([people] * 8, places, days=8, policy=COVER)
        assert many_stops(problem, cut(problem)) == many
