"""Rounds under the cap of a day: none is worth more than is said by its first two stops, at any prices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise, permutations

import numpy as np
import pytest

from optimizer.core.plan import Plan
from optimizer.engines.columns import relaxed
from optimizer.engines.columns.capped import KINDS, kinds_of
from optimizer.engines.columns.family import Family, Length
from optimizer.engines.columns.needs import Day, needs_of
from optimizer.engines.columns.relaxed import Rates, Relaxed
from optimizer.engines.columns.widest import widest
from optimizer.engines.fill import fill
from tests.engines import features

SOME = 1e-6


@cache
def capped() -> tuple[Relaxed, ...]:
    """Programmes of tiny problems of `cover` in which days have time for more than a cap allows them."""
    found = []
    for seed in range(160):
        problem = features.feature_problem(seed)
        if problem.policy.purpose == "cover" and not problem.spans and problem.slots and problem.caps:
            wide, plan = widest(problem, apart=False), fill(problem, Plan(()))
            needs = needs_of(problem, plan, wide.problem.classes) if wide.families else None
            if needs is not None and needs.day is not None:
                one = Relaxed(problem, needs, wide, by_kind=True)
                if any((kinds(one, f, length) >= 0).any() for f in wide.families for length in f.lengths):
                    found.append(one)
    return tuple(found)


def day_of(one: Relaxed) -> Day:
    """What the cap leaves to a day."""
    assert one.needs.day is not None
    return one.needs.day


def kinds(one: Relaxed, family: Family, length: Length):
    """The kinds of rounds of a family."""
    return kinds_of(family, length, one.wide.problem.classes[family.slot_class].stations, one.needs)


def drawn_prices(one: Relaxed, seed: int) -> Rates:
    """Prices at which some rounds are worth what they cost."""
    rng, places, lots = np.random.default_rng(seed), one.problem.places, len(one.needs.place)
    scale = 2 * one.cheapest / max(1, int(one.needs.units.max()))
    return Rates(
        needed=rng.uniform(0, one.cheapest / 2, places) * rng.integers(0, 2, places),
        allowed=rng.uniform(0, one.cheapest / 2, places) * rng.integers(0, 2, places),
        must=np.where(one.needs.musts, rng.uniform(0, scale, lots), 0.0),
        extra=np.where(one.needs.musts, 0.0, rng.uniform(0, scale / 2, lots)),
        target=rng.uniform(0, scale, len(one.needs.targets)),
        weight=np.zeros(1),
        slot=np.zeros(len(one.slots)),
        late=np.zeros(len(one.needs.late)),
        cap=rng.uniform(0, scale, KINDS) * rng.integers(0, 2, KINDS),
    )


def worths(one: Relaxed, family: Family, rates: Rates) -> Iterator[float]:
    """What rounds of one to three stops are worth, each unit served where it is worth most while it fits."""
    needs, slots = one.needs, one.wide.problem.classes[family.slot_class]
    unit, base = one.unit(rates), one.problem.places
    for length in family.lengths:
        for stops in (s for n in (1, 2, 3) for s in permutations(range(base), min(n, base))):
            way = list(pairwise((base, *stops, base)))
            room = length.minutes - sum(int(family.minutes[a, b]) for a, b in way)
            metres = sum(int(family.metres[a, b]) for a, b in way)
            worth = -length.rupiah - metres * family.per_metre - len(stops) * family.per_visit
            units, met = Counter[int](), Counter[int]()
            lots = [lot for lot in np.argsort(-unit).tolist() if int(needs.place[lot]) in stops]
            for lot in (lot for lot in lots if unit[lot] > 0 and needs.allowed[family.slot_class, lot]):
                place = int(needs.place[lot])
                for _ in range(int(needs.units[lot])):
                    more = met + Counter({place: 1})
                    spent = sum(-(-n * needs.unit // slots.stations) for n in more.values())
                    over = day_of(one).lots[lot] and day_of(one).beyond(units.items()) >= 0
                    if spent > room or over or more[place] > needs.most[place]:
                        break
                    met, units = more, units + Counter({lot: 1})
            if all(met[place] >= max(1, int(needs.least[place])) for place in stops) and not needs.late:
                worth += sum(float(unit[lot]) * n for lot, n in units.items())
                yield worth + sum(float(rates.needed[i] - rates.allowed[i]) for i in stops)


def beyond() -> Iterator[float]:
    """By how much the rounds of each programme are worth more than is said, at several prices."""
    for number, one in enumerate(capped()):
        for seed in range(3):
            rates = drawn_prices(one, 3 * number + seed)
            for family in one.wide.families:
                most = one._priced(family, rates)[0]
                yield max((each for each in worths(one, family, rates)), default=0.0) - most


def test_no_round_is_worth_more_than_is_said():
    """Against every round of up to three stops, whatever the prices."""
    found = list(beyond())
    assert len(capped()) > 3
    assert max(found) <= SOME


@pytest.mark.parametrize("broken", ["given", "useful"])
def test_a_charge_that_takes_too_much_is_seen(monkeypatch, broken):
    """Were a kind not given what the cap leaves it, or stops left out that only the charge makes useless."""
    made = relaxed._Priced

    def charged(one, family, rates, charge=0.0, free=None):
        priced = made(one, family, rates, charge, None if broken == "useful" else free)
        if broken == "given":
            priced.given = 0.0
        return priced

    monkeypatch.setattr(relaxed, "_Priced", charged)
    assert any(each > SOME for each in beyond())


def test_rounds_keep_the_cap_alone_or_by_kind():
    """A round of no kind has no more than the cap; one of a kind begins with two stops of that kind."""
    kept = Counter[bool]()
    for number, one in enumerate(capped()):
        for family in one.wide.families:
            for each in one._priced(family, drawn_prices(one, number))[1]:
                found = [kinds(one, family, length) for length in family.lengths]
                pairs = [(a, b) for a, _ in each.visits for b, _ in each.visits]
                kept[each.kind >= 0] += 1
                if each.kind < 0 and len(each.visits) == 1 and each.visits[0][1] == 1:
                    assert day_of(one).beyond(each.units) <= 0
                if each.kind >= 0:
                    assert any(each.kind == at[pair] for at in found for pair in pairs)
    assert kept[True]
    assert kept[False]


def test_kinds_by_hand():
    """Of a cap of 10 units two stops with time for 10 are of none, for 11 the first, for 20 the last."""
    one = capped()[0]
    family, needs = one.wide.families[0], one.needs
    day = replace(day_of(one), units=10)
    base = one.problem.places
    driven = int(family.minutes[base, 0] + family.minutes[0, 1] + family.minutes[1, base])
    for units, kind in ((10, -1), (11, 0), (20, KINDS - 1)):
        length = replace(family.lengths[0], minutes=driven + units * needs.unit)
        assert kinds_of(family, length, 1, replace(needs, day=day))[0, 1] == kind
