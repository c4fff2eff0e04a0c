"""Walks: the best of them by trying every order, and no bound below it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, permutations

import numpy as np
import pytest

from optimizer.engines.columns import walks as module
from optimizer.engines.columns.family import families
from optimizer.engines.columns.pricing import Pricer, Prices
from optimizer.engines.columns.values import table
from optimizer.engines.columns.walker import Walker, Walkers
from optimizer.engines.columns.walks import Memory, Rest, Walks, walked
from tests.engines import districts

FAR = 10**6


def drawn(seed):
    """Walks over up to six places, roads longer one way than the other, and what the best is worth."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(2, 7))
    spots = rng.integers(0, 40, (count + 1, 2))
    minutes = np.sqrt(((spots[:, None] - spots[None]) ** 2).sum(-1)).astype(np.int64)
    minutes += rng.integers(0, 4, minutes.shape)
    minutes[:, :count] += rng.integers(1, 4, count)
    np.fill_diagonal(minutes, FAR)
    worth = -rng.uniform(0, 3, minutes.shape)
    worth[:, :count] += rng.uniform(0, 20, count)
    walks = Walks(minutes, worth, int(rng.integers(60, 220)))
    orders = (order for size in range(1, count + 1) for order in permutations(range(count), size))
    return walks, max((told(walks, order)[1] for order in orders if fits(walks, order)), default=None)


def told(walks, order):
    """Minutes and worth of places in an order."""
    way = list(pairwise((walks.count, *order, walks.count)))
    return sum(int(walks.minutes[leg]) for leg in way), sum(float(walks.worth[leg]) for leg in way)


def fits(walks, order):
    """Whether a day has time for places in an order."""
    return told(walks, order)[0] <= walks.most


@pytest.mark.parametrize("rows", [600, 10])
def test_the_best_walk_is_that_of_trying_every_order(monkeypatch, rows):
    """Whatever is known before: never less, and just that once places keep in mind what they forgot."""
    monkeypatch.setattr(module, "GRID_ROWS", rows)
    for seed in range(120):
        walks, best = drawn(seed)
        if best is None:
            continue
        rest = Rest(walks)
        assert rest.whole(walks) >= best - 1e-6
        for above in (-1e9, best - 3.0, best - 1e-3):
            memory = Memory.near(walks, seed % 3)
            while True:
                met = list(walked(walks, rest, above, memory, 10**6).best(walks, above, 50))
                value, walk = met[0]
                assert value >= best - 1e-6
                if len(set(walk)) == len(walk):
                    break
                assert memory.learn(walk)
            assert (value, told(walks, walk)[1]) == pytest.approx((best, best))
            assert fits(walks, walk)


def test_walks_that_remember_every_place_are_trips():
    """Nobody comes back to a place, every day has time, and with so few places the best is among them."""
    for seed in range(120):
        walks, best = drawn(seed)
        if best is not None:
            labels = walked(walks, Rest(walks), -1e9, Memory.near(walks, 5), None)
            met = list(labels.best(walks, -1e9, 100))
            assert all(len(set(walk)) == len(walk) and fits(walks, walk) for _, walk in met)
            assert all(value == pytest.approx(told(walks, walk)[1]) for value, walk in met)
            assert met[0][0] == pytest.approx(best)


def test_too_few_labels_are_told_of():
    """One label is the base's own; a search that may have no other is not whole."""
    walks, best = drawn(0)
    assert best is not None
    assert not walked(walks, Rest(walks), -1e9, Memory.near(walks, 0), 1).whole


def test_walks_and_minutes_price_alike():
    """Where each place has one person, labels find the value that the search over minutes does."""
    compared = 0
    for seed in range(12):
        problem = districts.tiny(seed)
        rng = np.random.default_rng(seed)
        for family in families(problem):
            family = replace(family, lengths=family.lengths[:1])
            length, most = family.lengths[0], family.lengths[0].minutes
            worth = rng.uniform(0, 400, problem.cells)
            values = table(problem, family.slot_class, worth, most)
            values = np.where(np.arange(most + 1)[:, None] >= 9, values[-1] / 7, 0.0)
            prices = Prices(float(rng.choice([0.0, 1e-3])), rng.uniform(0, 50, problem.places))
            walker = Walkers().pricer(family, values, prices, None)
            if isinstance(walker, Walker):
                found, whole = Pricer(family, values, prices).search(length, 0.0, 10_000, 100_000)
                best = found[0].value if found else 0.0
                bound, trips = walker.priced(length, 0.0, 100, 400)
                slack = prices.rupiah * (family.per_kilometre + family.per_litre)
                assert whole
                assert not trips or best - 1e-6 <= bound <= best + slack + 1e-6
                assert (trips[0].value if trips else 0.0) == pytest.approx(best)
                compared += bool(trips)
    assert compared >= 5


def test_places_served_by_minutes_are_not_walked_to():
    """With more than one length of stay worth while, or hours, minutes are searched."""
    problem = districts.tiny(1)
    family = families(problem)[0]
    most = family.lengths[0].minutes
    values = table(problem, family.slot_class, np.full(problem.cells, 10.0), most)
    prices = Prices(0.0, np.zeros(problem.places))
    assert not isinstance(Walkers().pricer(family, values, prices, None), Walker)
    assert not isinstance(Walkers().pricer(family, np.minimum(values, 1.0), prices, 2), Walker)


def test_a_place_with_no_way_straight_home_may_be_gone_by():
    """From the place worth 4 roads lead on alone: by the one worth 3 to that worth 5, 4 + 3 + 5 = 12."""
    minutes = np.full((4, 4), FAR)
    for start, end, way in ((3, 0, 1), (0, 1, 1), (3, 2, 2), (2, 1, 2), (1, 0, 1), (0, 3, 1), (1, 3, 1)):
        minutes[start, end] = way
    worth = np.zeros((4, 4))
    worth[:, :3] = [5.0, 3.0, 4.0]
    walks = Walks(minutes, worth, 6)
    met = list(walked(walks, Rest(walks), 11.0, Memory.near(walks, 2), 100).best(walks, 11.0, 9))
    assert met == [(12.0, (2, 1, 0))]
