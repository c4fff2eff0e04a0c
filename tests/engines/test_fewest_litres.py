"""Routes sought where fuel is paid by the whole litre, against every order of every set of places."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise, permutations

import numpy as np
import pytest

from optimizer.engines.columns.family import families
from optimizer.engines.columns.fewest.drive import Drive
from optimizer.engines.columns.fewest.guided import Found, Roads, Worth, sets_within
from optimizer.engines.columns.fewest.litres import Litres
from optimizer.engines.columns.fewest.shape import shape_of
from tests.engines import districts

PER_LITRE, PER_KILOMETRE, PRICE = 10_000, 500, 20_000.0

Costs = dict[tuple[int, ...], float]


@cache
def of_litres(seed: int, litres: float) -> tuple[Costs, Drive, np.ndarray, int]:
    """What each set that a day holds costs beyond its worth; its legs, worths and minutes.

    The longest of the rounds that are shortest over their places takes about so many litres.
    """
    problem = districts.by(
        districts.middling(seed, places=5, days=5, people=lambda rng: rng.randint(3, 30)),
        purpose="cover",
        visits="fewest",
        budget=None,
    )
    shape, rng = shape_of(problem), np.random.default_rng(seed)
    assert shape is not None
    family = families(problem)[0]
    serving = shape.minutes(problem.classes[family.slot_class].stations)
    most = family.lengths[0].minutes
    shortest: dict[tuple[int, ...], int] = {}
    for size in range(1, problem.places + 1):
        for order in permutations(np.flatnonzero(serving > 0).tolist(), size):
            steps = list(pairwise([-1, *order, -1]))
            minutes = sum(int(family.minutes[step]) for step in steps) + serving[list(order)].sum()
            if minutes <= most:
                name, metres = tuple(sorted(order)), sum(int(family.metres[step]) for step in steps)
                shortest[name] = min(metres, shortest.get(name, metres))
    millilitres = round(litres * 10**6 / max(shortest.values()))
    family = replace(
        family,
        per_kilometre=PER_KILOMETRE,
        per_litre=PER_LITRE,
        millilitres=millilitres,
        per_metre=PER_KILOMETRE / 1000 + PER_LITRE * millilitres / 10**6,
    )
    worth = rng.uniform(0.2, 1.2, size=problem.places) * PER_LITRE * litres / 2
    costs = {
        stops: PRICE
        + PER_KILOMETRE * -(-metres // 1000)
        + PER_LITRE * -(-metres * millilitres // 10**6)
        - float(worth[list(stops)].sum())
        for stops, metres in shortest.items()
    }
    return costs, Drive(family, serving), worth, most


def sought(drive: Drive, worth: np.ndarray, most: int, gap: float, limit: int) -> tuple[Costs, Found]:
    """The sets found, and what each costs in whole litres and kilometres beyond its worth."""
    family = drive.family
    network = Roads(family.minutes, (family.metres * family.per_metre).astype(np.float64), family.metres)
    found = sets_within(
        network, drive.serving, Worth.of(worth), most, PRICE, gap,
        limit=limit, goes=lambda: True, drive=drive,
    )  # fmt: skip
    costs = {
        tuple(int(m) for m in row if m < drive.places): float(cost) + family.rounding(int(metres))
        for row, cost, metres in zip(found.sets.members, found.costs, found.sets.metres, strict=True)
    }
    return costs, found


@pytest.mark.parametrize("litres", [0.6, 2.5, 4.0, 12.0])
@pytest.mark.parametrize("seed", range(3))
def test_just_the_sets_within_the_gap_are_found(seed, litres):
    """Rounds of fewer than a litre, of some, and of more than are told apart; gaps just at a set's cost."""
    costs, drive, worth, most = of_litres(seed, litres)
    every = np.unique(np.array(list(costs.values())))
    for at in (0, len(every) // 4, len(every) // 2):
        gap = float(every[at]) + 0.5
        found, said = sought(drive, worth, most, gap, 10_000)
        within = {stops: cost for stops, cost in costs.items() if cost <= gap}
        assert found.keys() == within.keys()
        assert found == pytest.approx(within)
        assert said.beyond == gap


@pytest.mark.parametrize("litres", [0.6, 2.5, 4.0, 12.0])
@pytest.mark.parametrize("limit", [1, 3])
def test_no_set_left_out_costs_less_than_is_said(limit, litres):
    """However few beginnings are followed, in whole litres and kilometres."""
    cut_short = 0
    for seed in range(3):
        costs, drive, worth, most = of_litres(seed, litres)
        gap = float(np.median(list(costs.values())))
        found, said = sought(drive, worth, most, gap, limit)
        missing = costs.keys() - found.keys()
        assert min(costs[stops] for stops in missing) >= said.beyond - 1e-3
        cut_short += said.beyond < gap
    assert cut_short


@pytest.mark.parametrize("seed", range(3))
def test_the_way_home_is_the_shortest_over_any_places_and_none_from_where_the_office_is(seed):
    """Against every order of every set of places; a place at the office has no metres to go."""
    _, drive, worth, most = of_litres(seed, 4.0)
    metres = drive.family.metres.copy()
    metres[0, :], metres[:, 0] = metres[-1, :], metres[:, -1]
    metres[0, 0] = metres[0, -1] = metres[-1, 0] = 0
    at_office = Drive(replace(drive.family, metres=metres), drive.serving)
    litres = Litres.of(at_office, worth, most, PRICE)
    assert litres is not None
    least = [
        min(
            sum(int(metres[step]) for step in pairwise([place, *order, -1]))
            for size in range(drive.places)
            for order in permutations([other for other in range(drive.places) if other != place], size)
        )
        for place in range(drive.places)
    ]
    assert litres.home.tolist() == least
    assert least[0] == 0
