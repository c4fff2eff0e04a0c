"""The fewest visits that hold everyone, against counting all packings."""

from __future__ import annotations

import random
from itertools import product

import numpy as np
import pytest

from optimizer.core.bins import fewest_bins


def fewest(people, minutes, capacity, caps=()):
    """`fewest_bins` on plain lists."""
    made = [(np.array(kinds, dtype=bool), most) for kinds, most in caps]
    return fewest_bins(np.array(people, dtype=np.int64), np.array(minutes, dtype=np.int64), capacity, made)


def by_enumeration(people, minutes, capacity, caps):
    """Bins until some sequence of fillings has taken everyone."""
    fillings = [
        filling
        for filling in product(*(range(n + 1) for n in people))
        if sum(n * m for n, m in zip(filling, minutes, strict=True)) <= capacity
        and all(sum(n for n, k in zip(filling, kinds, strict=True) if k) <= most for kinds, most in caps)
    ]
    left, bins = {tuple(people)}, 0
    while (0,) * len(people) not in left:
        left = {tuple(max(0, a - b) for a, b in zip(s, f, strict=True)) for s in left for f in fillings}
        bins += 1
    return bins


@pytest.mark.parametrize(
    ("people", "minutes", "capacity", "caps", "bins"),
    [
        ([75], [5], 375, (), 1),
        ([76], [5], 375, (), 2),
        ([5], [6], 10, (), 5),  # one of 6 minutes in 10: the 30 minutes would fit 3
        ([2, 2], [6, 5], 11, (), 2),  # 6 + 5 twice
        ([3, 1], [6, 3], 12, (), 2),  # 6 + 6, 6 + 3
        ([2, 2], [7, 4], 12, (), 2),  # 22 minutes in 24, and 7 + 4 twice does it
        ([2, 3], [7, 4], 12, (), 3),  # 26 minutes
        ([1, 4], [7, 4], 12, (), 2),  # 7 + 4, then 4 + 4 + 4
        ([3, 3], [7, 5], 13, (), 3),  # 36 minutes of 39: 7 + 5 thrice; 5 + 5 would leave a 7 alone
        ([10, 250], [5, 4], 1500, [([False, True], 100)], 3),  # 1,050 minutes fit one day; 100 a day do not
    ],
)
def test_by_hand(people, minutes, capacity, caps, bins):
    """Counts derived in the comments."""
    assert fewest(people, minutes, capacity, caps) == bins


def random_case(rng: random.Random, kinds: int):
    """A few people of each kind, a day, and up to two caps."""
    people, minutes = [rng.randint(1, 6) for _ in range(kinds)], [rng.randint(2, 9) for _ in range(kinds)]
    caps = [
        ([rng.random() < 0.6 for _ in range(kinds)], rng.randint(1, 4))
        for _ in range(rng.choice((0, 0, 1, 2)))
    ]
    return people, minutes, rng.randint(max(minutes), 25), [cap for cap in caps if any(cap[0])]


def test_one_and_two_kinds_are_packed_exactly():
    """400 small cases against enumeration."""
    rng = random.Random(1)
    for _ in range(400):
        case = random_case(rng, rng.choice((1, 2, 2, 2)))
        assert fewest(*case) == by_enumeration(*case), case


def test_three_kinds_get_enough_and_seldom_one_too_many():
    """60 cases: never fewer than enumeration finds, equal in at least 85 %."""
    rng = random.Random(2)
    over = []
    for _ in range(60):
        case = random_case(rng, 3)
        over.append(fewest(*case) - by_enumeration(*case))
    assert min(over) == 0
    assert max(over) <= 1
    assert sum(extra == 0 for extra in over) >= 0.85 * len(over)
