"""Tours: rows, labels that pay for them, lists and bounds, each against all there is on few places."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from itertools import combinations, pairwise, permutations

import numpy as np
import pytest

from benchmarks.literature.instance import Instance
from benchmarks.literature.posed import posed
from optimizer.core.plan import Stop
from optimizer.engines.columns import Columns
from optimizer.engines.columns.tours import sift
from optimizer.engines.columns.tours.choice import choose
from optimizer.engines.columns.tours.homeward import Homeward, turned
from optimizer.engines.columns.tours.listing import listed
from optimizer.engines.columns.tours.programme import Programme
from optimizer.engines.columns.tours.proof import Proof
from optimizer.engines.columns.tours.rows import Charged, Row, exceeded, memory_of
from optimizer.engines.columns.tours.shape import shape_of
from optimizer.engines.columns.tours.sift import sifted
from optimizer.engines.columns.walks import Memory, Rest, walked
from tests.engines import districts


def always():
    """Go on."""
    return True


def drawn(seed, count=7, tours=2):
    """An instance of team orienteering on a small map, which not everybody can be visited on."""
    rng = np.random.default_rng(seed)
    points = [(float(x), float(y)) for x, y in rng.integers(0, 12, (count + 1, 2))]
    prizes = tuple(int(prize) for prize in rng.integers(1, 9, count))
    return Instance(
        "top", f"T{seed}", tuple(points), prizes, end=points[0], limit=float(rng.integers(14, 26)),
        routes=tours,
    )  # fmt: skip


def triangles(seed):
    """Two triangles of places far apart, of each of which a day has time for two; three days.

    A linear programme makes every pair half, six places in three days; a plan has five.
    """
    rng = np.random.default_rng(seed)
    base = (0.0, 0.0)
    corners = [
        (side * (10 + 2 * math.cos(angle)) + rng.uniform(0, 0.05), 2 * math.sin(angle) + rng.uniform(0, 0.05))
        for side in (1, -1)
        for angle in (math.pi / 3, math.pi, 5 * math.pi / 3)
    ]
    pairs = [pair for part in (corners[:3], corners[3:]) for pair in combinations(part, 2)]
    limit = max(math.dist(base, a) + math.dist(a, b) + math.dist(b, base) for a, b in pairs) + 0.05
    prizes = tuple(int(prize) for prize in rng.integers(3, 6, 6))
    return Instance("top", f"T{seed}", (base, *corners), prizes, end=base, limit=limit, routes=3)


def shape_for(instance):
    """The shape of an instance."""
    shape = shape_of(posed(instance).problem)
    assert shape is not None
    return shape


def staying(shape, minutes):
    """The shape with more minutes at each place, and days as much longer as three places take."""
    ways, stay = shape.minutes.copy(), shape.stay.copy()
    ways[:, :-1] += minutes
    stay[:-1] += minutes
    return replace(shape, minutes=ways, stay=stay, most=shape.most + 3 * minutes)


def tours_of(shape):
    """Every set of places that a day has time for, with its fewest minutes and their order."""
    found: dict[frozenset[int], tuple[float, tuple[int, ...]]] = {}
    for size in range(1, shape.count + 1):
        for order in permutations(range(shape.count), size):
            way = (shape.count, *order, shape.count)
            minutes = sum(int(shape.minutes[leg]) for leg in pairwise(way))
            if minutes <= shape.most and minutes < found.get(frozenset(order), (math.inf,))[0]:
                found[frozenset(order)] = minutes, order
    return found


def best_of(shape, tours):
    """The most that so many days, or fewer, collect."""
    worth = {places: int(shape.prize[list(places)].sum()) for places in tours}
    best: dict[frozenset[int], int] = {frozenset(): 0}
    for _ in range(shape.tours):
        for been, value in list(best.items()):
            for places, more in worth.items():
                if not places & been:
                    best[places | been] = max(best.get(places | been, 0), value + more)
    return max(best.values())


def rows_of(rng, count, number=4):
    """Rows over some threes of places, with prices."""
    threes = [frozenset(rng.choice(count, 3, replace=False).tolist()) for _ in range(number)]
    memories = [three | set(rng.choice(count, 2).tolist()) for three in threes]
    return [
        (Row(three, frozenset(memory)), float(rng.uniform(50, 400)))
        for three, memory in zip(threes, memories, strict=True)
    ]


def test_no_plan_exceeds_a_row_and_half_of_three_tours_do():
    """Every two tours apart count at most one, whatever the memory; three tours over pairs half count 1.5."""
    rng = np.random.default_rng(1)
    for seed in range(4):
        shape = shape_for(drawn(seed))
        tours = [order for _, order in tours_of(shape).values()]
        for row, _ in rows_of(rng, shape.count, 6):
            whole = replace(row, memory=frozenset(range(shape.count)))
            assert all(row.of(o) <= whole.of(o) == len(row.places.intersection(o)) // 2 for o in tours)
            for a, b in combinations(tours, 2):
                assert set(a) & set(b) or whole.of(a) + whole.of(b) <= 1
    made = {(0, 1): 0.5, (1, 3, 2): 0.5, (2, 0): 0.5, (3,): 1.0}
    assert exceeded(made, [], 4) == [(0.5, frozenset({0, 1, 2}))]
    assert exceeded(made, [frozenset({0, 1, 2})], 4) == []
    row = Row(frozenset({0, 1, 2}), memory_of(frozenset({0, 1, 2}), made))
    assert row.memory == {0, 1, 2, 3}
    assert sum(share * row.of(order) for order, share in made.items()) == 1.5
    assert Row(row.places, row.places).of((1, 3, 2)) == 0


def test_labels_pay_for_rows():
    """The best walk less what its rows cost is that of trying every order, both ways round."""
    for seed in range(12):
        shape = staying(shape_for(drawn(seed)), 400 * (seed % 2))
        rng = np.random.default_rng(seed)
        programme, rows = Programme(shape, []), rows_of(rng, shape.count)
        walks = programme.all_walks(*prices_of(shape, rng))
        back = turned(walks, shape.stay)
        best = max(value_of(walks, rows, order) for order in orders_of(shape))
        for each in (walks, back):
            memory = Memory.near(each, 0)
            while True:
                labels = walked(each, Rest(each), best - 1.0, memory, 10**6, always, Charged(memory, rows))
                value, walk = next(labels.best(each, best - 1.0, 9))
                assert value >= best - 1e-6
                if len(set(walk)) == len(walk):
                    break
                assert memory.learn(walk)
            assert value == pytest.approx(best)
            assert value == pytest.approx(value_of(walks, rows, walk))


def prices_of(shape, rng):
    """Prices at which some places are worth little."""
    programme = Programme(shape, [])
    solved = programme.packing.solve()
    assert solved is not None
    prices = solved[1]
    return (replace(prices, worth=rng.uniform(0.0, 1.0, shape.count) * shape.prize),)


def orders_of(shape):
    """Orders of places that a day has time for."""
    for size in range(1, shape.count + 1):
        for order in permutations(range(shape.count), size):
            if shape.minutes_of(order) <= shape.most:
                yield order


def value_of(walks, rows, order):
    """What an order is worth less what its rows cost."""
    worth = sum(float(walks.worth[leg]) for leg in pairwise((walks.count, *order, walks.count)))
    return worth - sum(price * row.of(order) for row, price in rows)


def test_lists_are_whole():
    """Every set of places worth more than a threshold is listed once, in its quickest order."""
    for seed in range(30):
        shape = staying(shape_for(drawn(seed, 6)), 400 * (seed % 2))
        rng = np.random.default_rng(seed)
        rows = rows_of(rng, shape.count)
        whole = [(replace(row, memory=frozenset(range(shape.count))), price) for row, price in rows]
        walks = Programme(shape, []).all_walks(*prices_of(shape, rng))
        tours = tours_of(shape)
        values = {places: value_of(walks, whole, order) for places, (_, order) in tours.items()}
        above = float(np.quantile([*values.values()], rng.uniform(0, 0.95)))
        memory, back = Memory.near(walks, seed % 3), turned(walks, shape.stay)
        labels = walked(back, Rest(back), above, memory, 10**6, always, Charged(memory, rows))
        found = listed(walks, Homeward(walks, shape.stay, labels), above, rows, 10**6)
        assert found is not None
        told = {frozenset(order): worth for order, worth in zip(found.orders, found.worth, strict=True)}
        assert len(told) == len(found.orders)
        asked = iter((True,) * (seed % 5))  # broken off anywhere nothing is told
        home = Homeward(walks, shape.stay, labels)
        cut = listed(walks, home, above, rows, 10**6, partial(next, asked, False))
        assert cut is None or not found.orders
        assert told == pytest.approx({p: value for p, value in values.items() if value > above + 1e-7})
        assert all(shape.minutes_of(order) == tours[frozenset(order)][0] for order in found.orders)


def test_bounds_with_rows_are_none_too_low_and_sifting_loses_no_plan(monkeypatch):
    """Rows lower the bound, not below the best plan, which stays to be chosen; above it nothing does."""
    lowered = 0
    for instance in [*map(drawn, range(12)), *map(triangles, range(6))]:
        shape = shape_for(instance)
        tours = tours_of(shape)
        best, programme = best_of(shape, tours), Programme(shape, [])
        assert programme.solve(always, 0.0)
        first = programme.bound
        for _ in range(5):
            assert programme.bound >= best - 1e-6
            if not programme.cut():
                break
            assert programme.proof is not None  # of before these rows, which had no price then
            assert len(programme.priced_rows(programme.proof[1])) < len(programme.packing.rows)
            assert programme.solve(always, 0.0)
        lowered += programme.bound < first - 1.0
        orders = [order for _, order in tours.values()]
        monkeypatch.setattr(sift, "FEW", 0)
        monkeypatch.setattr(sift, "SHRUNK", 2.0)
        for rounds in (1, 40):
            monkeypatch.setattr(sift, "ROUNDS", rounds)
            left = sifted(shape, orders, best, always)
            choice = choose(left, shape.prize.tolist(), shape.tours, Stop(work=1000))
            assert choice.best
            assert sum(int(shape.prize[list(order)].sum()) for order in choice.orders) == best
        assert not sifted(shape, orders, int(first) + shape.unit, always)
    assert lowered == 6


def test_every_tour_of_a_good_plan_is_sifted_out(monkeypatch):
    """Whoever is in two days that collect so much is kept, whatever the target; others are left out."""
    monkeypatch.setattr(sift, "FEW", 0)
    monkeypatch.setattr(sift, "SHRUNK", 2.0)
    dropped = 0
    for seed in range(12):
        shape = shape_for(drawn(seed))
        tours = tours_of(shape)
        worth = {places: int(shape.prize[list(places)].sum()) for places in tours}
        target = best_of(shape, tours) - seed % 5 * shape.unit
        left = {frozenset(o) for o in sifted(shape, [o for _, o in tours.values()], target, always)}
        for a, b in combinations(tours, 2):
            assert a & b or worth[a] + worth[b] < target or {a, b} <= left
        dropped += len(tours) - len(left)
    assert dropped > 20


def test_tours_are_solved_by_the_engine():
    """On nine maps the plan and the bound are the best that trying everything finds."""
    for instance in [*map(drawn, range(100, 106)), *map(triangles, range(20, 23))]:
        problem = posed(instance).problem
        shape = shape_for(instance)
        result = Columns().solve(problem, Stop(work=200), 0)
        best = best_of(shape, tours_of(shape))
        assert (result.levels[0].value, result.levels[0].bound) == (best, best)


def test_other_problems_are_no_tours():
    """Where people are served by minutes, or something else is asked, there is no such proof."""
    assert Proof.of(districts.tiny(1)) is None
    problem = posed(drawn(0)).problem
    assert Proof.of(problem) is not None
    assert Proof.of(problem.replace(policy=replace(problem.policy, max_visits=2))) is None
