"""A bound on rupiah within seconds: a linear programme over rounds that may come back to a place.

    min  Σ rupiah_r x_r
    s.t. Σ visits_ir x_r + Σ_(l at i) u_l / saves_i >= fewest_i,     Σ visits_ir x_r <= visits_i,
         Σ units_lr x_r + u_l >= units_l  (musts),                   Σ units_lr x_r <= units_l  (the others),
         Σ_(l of t) Σ_r units_lr x_r + v_t >= units_t,               Σ w_l u_l + Σ w_t v_t <= missing,
         Σ_(r of class k) x_r <= slots_k,         Σ_(r of kind k) (capped units_r - cap) x_r <= 0 (`capped`),
         Σ_(r of classes that may serve lots L of i) visits_ir x_r + Σ_(l of L) u_l / saves_L >= fewest_L

of the widest classes (`widest`), with what every plan that serves as many needs (`needs`). Rounds are priced
by the completion bound alone, which a round that comes back to a place it left may reach, and one that keeps
the hours at which places shut as they are on a day of the shortest length; so any prices bound the rupiah of
every plan (Lagrange; where slots are many, Farley 1990), from the first round on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from math import inf

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from optimizer.core.plan import Plan
from optimizer.core.problem import Problem
from optimizer.core.score import trip_cost
from optimizer.engines.columns.capped import KINDS, Ahead, begun, going_on, kinds_of
from optimizer.engines.columns.completion import NOTHING, Completion
from optimizer.engines.columns.family import Family
from optimizer.engines.columns.needs import Needs, needs_of
from optimizer.engines.columns.routes import per_person
from optimizer.engines.columns.widest import Widest, latest, widest
from optimizer.engines.hours import NEVER

Goes = Callable[[], bool]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TOO_FEW = -1e12
"""Worth of a visit of too few units."""

TRACED, APIECE = 24, 8
"""Rounds traced for each length of day, of different first places, and of these added to any one place."""

BEGUN = 72
"""The same where rounds are told apart by their first two stops."""

PENALTY = 1e7
"""Rupiah of what is missing in a linear programme without enough rounds yet."""

SCALES = 6
"""Scales of the plan's prices tried at first."""

CLOSE = 5e-4
"""Relative distance of bound and linear programme at which it ends."""

SMOOTHING = 0.85
"""Share of the way from the programme's prices to the best ones, at first."""

TURNS = 3
"""Of so many rounds of pricing of each family one prices them all, for a bound."""

CAPPED = 0.5
"""Share of a target's price that a unit is charged for a cap at first."""

SHARE = 0.3
"""Of the time, spent at most with classes merged whoever they may serve."""

GAIN = 1.0
"""Rupiah by which a round has to be worth more than it costs."""


@dataclass(frozen=True)
class Rates:
    """Prices, none negative.

    Of visits `needed` and `allowed`, per place; of a unit of a must, and of an extra one that only counts
    towards a target, per lot; of a target's unit; of a weight left out; of a slot, per class; of visits of
    some classes; of a unit that a cap counts, by which a day has more of them than the others of its kind on
    average, per kind.
    """

    needed: Floats
    allowed: Floats
    must: Floats
    extra: Floats
    target: Floats
    weight: Floats
    slot: Floats
    late: Floats
    cap: Floats

    def mixed(self, other: Rates, share: float) -> Rates:
        """So far on the way to others."""
        names = [each.name for each in fields(self)]
        return Rates(*((1 - share) * getattr(self, n) + share * getattr(other, n) for n in names))

    def scaled(self, share: float) -> Rates:
        """Each times a share."""
        return Rates(*(share * getattr(self, each.name) for each in fields(self)))


@dataclass(frozen=True)
class Round:
    """A round of a class: what it costs, its visits by place and its units by lot.

    The cap of a day is kept by all rounds of a `kind` together, by each of those of none (-1) by itself.
    """

    slot_class: int
    rupiah: float
    visits: tuple[tuple[int, int], ...]
    units: tuple[tuple[int, int], ...]
    kind: int = -1


def bounds(problem: Problem, plan: Plan, goes: Goes, first: Goes) -> Iterator[float]:
    """Ever better bounds of the rupiah of plans that serve as many weighted people as this one.

    At first, while `first` says so, classes are merged whoever they may serve, and rounds under a cap are all
    of one kind, which is soon priced; then at the prices and with the rounds of that programme those that may
    not serve the same people are told apart, and rounds by kind.
    """
    merged = widest(problem, apart=False)
    needs = needs_of(problem, plan, merged.problem.classes) if plan.trips and merged.families else None
    if needs is None:
        return
    one = Relaxed(problem, needs, merged)
    made, best = one.made(plan), 0.0
    for below in one.improve(None, made, lambda: goes() and first()):
        best = max(best, below)
        yield best
    by_kind = needs.day is not None
    apart = widest(problem, apart=True, cells=latest(problem))
    if len(apart.families) > len(merged.families) and goes():
        needs = needs_of(problem, plan, apart.problem.classes)
        assert needs is not None
        two = Relaxed(problem, needs, apart, by_kind=by_kind)
        like = {apart.number[k]: merged.number[k] for k in range(len(problem.classes))}
        of_lot = np.zeros(len(needs.place), dtype=np.int64)
        of_lot[needs.lot[needs.lot >= 0]] = one.needs.lot[needs.lot >= 0]
        rates = replace(
            one.best,
            must=one.best.must[of_lot],
            extra=one.best.extra[of_lot],
            slot=np.array([one.best.slot[like[k]] for k in sorted(like)]),
            late=np.zeros(len(needs.late)),
            cap=np.full(KINDS, one.best.cap[0]),
        )
        rounds = [*two.made(plan), *_told_apart(two, one.legal(), like, of_lot)]
    elif by_kind and goes():
        two = Relaxed(problem, needs, merged, by_kind=True)
        rates, rounds = replace(one.best, cap=np.full(KINDS, one.best.cap[0])), [*made, *one.legal()]
    else:
        return
    for below in two.improve(rates, rounds, goes):
        best = max(best, below)
        yield best


def _told_apart(
    relaxed: Relaxed, rounds: Iterable[Round], like: Mapping[int, int], of: Ints
) -> Iterator[Round]:
    """Rounds of merged classes by each class told apart, as far as it may make them; `of` are merged lots."""
    needs = relaxed.needs
    parts = [np.flatnonzero(of == lot) for lot in range(int(of.max()) + 1)]
    for each in rounds:
        for k, merged in like.items():
            units = Counter[int]()
            for lot, count in each.units if merged == each.slot_class else ():
                left = count
                for part in parts[lot][needs.allowed[k, parts[lot]]].tolist():
                    units[part] = min(left, int(needs.units[part]))
                    left -= units[part]
            there = {int(needs.place[lot]) for lot, count in units.items() if count}
            visits = Counter({place: count for place, count in each.visits if place in there})
            if visits:
                yield _round(k, each.rupiah, visits, units)


class Relaxed:
    """The programme and the best bound so far, nobody paid for by the head.

    Rounds under a cap are told apart `by_kind`, or else all of the first one.
    """

    def __init__(self, problem: Problem, needs: Needs, wide: Widest, *, by_kind: bool = False):
        self.problem, self.needs, self.wide, self.by_kind = problem, needs, wide, by_kind
        classes = range(len(wide.problem.classes))
        self.slots = np.array([wide.problem.slots_of(k) for k in classes], dtype=np.float64)
        self.cheapest = float(min(length.rupiah for family in wide.families for length in family.lengths))
        self.place = needs.place
        self.lots = [np.flatnonzero(needs.place == i) for i in range(problem.places)]
        self.bound, self.value, self.chosen = -inf, inf, list[Round]()

    def improve(self, start: Rates | None, rounds: Sequence[Round], goes: Goes) -> Iterator[float]:
        """Ever better bounds, from prices and rounds to begin with.

        Of several families one after the other is priced, and all of them now and then: only then is there
        a bound.
        """
        lp, count = _Programme(self, [*rounds, *self._alone()]), len(self.wide.families)
        self.best = self._first(self._plain(rounds) if start is None else start, goes)
        yield self.bound
        smoothing, turn, idle = SMOOTHING, 0, 0
        while goes():
            solved = lp.solve()
            if solved is None:
                return
            self.value, rates = solved
            at = rates.mixed(self.best, smoothing)
            if idle < count and turn % (count * TURNS) < count * (TURNS - 1) and count > 1:
                found = self._priced(self.wide.families[turn % count], at)[1]
            else:
                below, found = self._bound(at)
                idle = 0
                if below > self.bound:
                    self.bound, self.best = below, at
                    yield below
                turn += count - 1
            turn += 1
            if self.value - self.bound <= CLOSE * abs(self.value):
                return
            self.chosen = lp.chosen()
            new = lp.add(found)
            if any(self.worth(each, rates) > GAIN for each in new):
                idle = 0
                continue
            idle += 1
            if not smoothing and not new and count == 1:
                return
            if idle >= count or count == 1:
                smoothing = smoothing / 2 if smoothing > 0.1 else 0.0

    def legal(self) -> list[Round]:
        """The rounds last chosen that keep the cap by themselves, of no kind."""
        day, chosen = self.needs.day, [replace(each, kind=-1) for each in self.chosen]
        return [each for each in chosen if day is None or day.beyond(each.units) <= 0]

    def unit(self, rates: Rates) -> Floats:
        """What a unit of each lot is worth, shape (lots,)."""
        worth = np.where(self.needs.musts, rates.must, -rates.extra)
        for price, target in zip(rates.target, self.needs.targets, strict=True):
            worth = worth + price * target.lots
        return worth

    def worth(self, each: Round, rates: Rates) -> float:
        """By how much a round is worth more than it costs."""
        worth, unit = -each.rupiah - float(rates.slot[each.slot_class]), self.unit(rates)
        worth += sum(n * float(rates.needed[i] - rates.allowed[i]) for i, n in each.visits)
        worth += sum(
            n * float(price)
            for price, late in zip(rates.late, self.needs.late, strict=True)
            if price and late.classes[each.slot_class]
            for i, n in each.visits
            if i == late.place
        )
        if self.needs.day is not None and each.kind >= 0:
            worth -= float(rates.cap[each.kind]) * self.needs.day.beyond(each.units)
        return worth + sum(n * float(unit[lot]) for lot, n in each.units)

    def made(self, plan: Plan) -> list[Round]:
        """The trips of a plan as rounds."""
        paid = np.array(per_person(self.problem), dtype=np.int64)
        rounds = []
        for trip in plan.trips:
            units, heads = Counter[int](), 0
            for cell, count in (load for visit in trip.visits for load in visit.loads):
                heads += int(paid[cell]) * count
                units[int(self.needs.lot[cell])] += (
                    count * int(self.problem.cell_minutes[cell]) // self.needs.unit
                )
            rupiah, visits = float(trip_cost(self.problem, trip) - heads), Counter(trip.visited)
            rounds.append(_round(self.wide.number[trip.slot_class], rupiah, visits, units))
        return rounds

    def _alone(self) -> Iterator[Round]:
        """Rounds to each place alone, as full as can be: they keep the first prices in reach."""
        needs, base = self.needs, self.problem.places
        for family in self.wide.families:
            slots = self.wide.problem.classes[family.slot_class]
            for place, lots in enumerate(self.lots):
                way = int(family.minutes[base, place] + family.minutes[place, base])
                metres = int(family.metres[base, place] + family.metres[place, base])
                for length in family.lengths:
                    left = (length.minutes - way) * slots.stations // needs.unit
                    left = max(0, min(left, int(needs.most[place])))
                    able = lots[needs.allowed[family.slot_class, lots]]
                    units = _loads(needs, able, left, needs.day.units if needs.day else 0)
                    if sum(units.values()) >= max(1, int(needs.least[place])):
                        rupiah = length.rupiah + metres * family.per_metre + family.per_visit
                        yield _round(family.slot_class, rupiah, Counter({place: 1}), units)

    def _first(self, rates: Rates, goes: Goes) -> Rates:
        """Prices scaled so that they bound most."""
        low, high, best, share = 0.0, inf, rates.scaled(0.0), 1.0
        for _ in range(SCALES):
            if not goes():
                break
            below, found = self._bound(rates.scaled(share))
            if below > self.bound:
                self.bound, best = below, rates.scaled(share)
            low, high = (low, share) if found else (share, high)
            share = (low + high) / 2 if high < inf else 1.5 * share
            if low == 1.0:
                break
        return best

    def _plain(self, rounds: Iterable[Round]) -> Rates:
        """Prices at which rounds are worth what they cost, by the minutes of each stop."""
        needs, problem = self.needs, self.problem
        costs, units = np.zeros(problem.places), np.zeros(problem.places)
        for each in rounds:
            stations = self.wide.problem.classes[each.slot_class].stations
            busy = {place: float(problem.setup[place]) * stations * n for place, n in each.visits}
            for lot, count in each.units:
                busy[int(self.place[lot])] += count * needs.unit
                units[self.place[lot]] += count
            for place, minutes in busy.items():
                costs[place] += each.rupiah * minutes / max(1.0, sum(busy.values()))
        rate = (costs / np.maximum(1.0, units))[self.place]
        aimed = ~needs.musts & (needs.units > 0)
        target = float(np.average(rate[aimed], weights=needs.units[aimed])) if aimed.any() else 0.0
        must, none = np.where(needs.musts, rate, 0.0), np.zeros(problem.places)
        ratio = must[needs.musts] / needs.weight[needs.musts]
        tried = np.quantile(ratio, np.linspace(0.5, 1.0, 9)).tolist() if len(ratio) else [0.0]
        made = (
            Rates(
                none, none, must, np.zeros(len(needs.place)), np.full(len(needs.targets), target),
                np.array([weight + target]), np.zeros(len(self.slots)), np.zeros(len(needs.late)),
                np.full(KINDS, CAPPED * target),
            )
            for weight in tried
        )  # fmt: skip
        return max(made, key=self._base)

    def _base(self, rates: Rates) -> float:
        """What the prices bound, were no round worth more than it costs."""
        needs, weight = self.needs, float(rates.weight[0])
        units = np.where(needs.musts, needs.units, 0)
        total = float(rates.needed @ needs.fewest - rates.allowed @ needs.visits + rates.must @ units)
        total -= float(rates.extra @ needs.units) + weight * needs.missing + float(rates.slot @ self.slots)
        for price, target in zip(rates.target, needs.targets, strict=True):
            total += (float(price) + min(0.0, weight * target.weight - float(price))) * target.units
        out = weight * needs.weight - rates.must - (rates.needed / needs.saves)[self.place]
        for price, late in zip(rates.late, needs.late, strict=True):
            total += float(price) * late.fewest
            out -= float(price) / late.saves * late.lots
        return total + float(np.minimum(0.0, out * units).sum())

    def _bound(self, rates: Rates) -> tuple[float, list[Round]]:
        """What prices bound, and rounds worth more than they cost at them, by the completion bound."""
        base, found, beyond = self._base(rates), list[Round](), np.zeros(len(self.slots))
        for family in self.wide.families:
            most, rounds = self._priced(family, rates)
            beyond[family.slot_class] = max(beyond[family.slot_class], most)
            found += rounds
        most = float(beyond.max())
        share = self.cheapest / (self.cheapest + most) if most > 0 else 1.0
        return max(base - float(beyond @ self.slots), share * base), found

    def _priced(self, family: Family, rates: Rates) -> tuple[float, list[Round]]:
        """The most that a round of a family is worth beyond its cost, and some that are worth more."""
        if self.needs.day is None or not self.by_kind:
            most, found = _Priced(self, family, rates, float(rates.cap[0])).best()
            return most, [each if self.needs.day is None else replace(each, kind=0) for each in found]
        free = _Priced(self, family, rates)
        return free.within([_Priced(self, family, rates, float(price), free) for price in rates.cap])


class _Priced:
    """The rounds of a family at some prices, each unit that a cap counts charged.

    Stops are of use that are worth anything, or that are of use without the charge: a round that leaves one
    of those out could be of another kind.
    """

    def __init__(
        self,
        relaxed: Relaxed,
        family: Family,
        rates: Rates,
        charge: float = 0.0,
        free: _Priced | None = None,
    ):
        self.relaxed, self.family, self.needs = relaxed, family, relaxed.needs
        slots, problem = relaxed.wide.problem.classes[family.slot_class], relaxed.wide.problem
        self.slot, self.stations = float(rates.slot[family.slot_class]), slots.stations
        unit, day = relaxed.unit(rates), self.needs.day
        if day is not None:
            unit = unit - charge * day.lots
        self.given = charge * day.units if day else 0.0
        there = (
            self.needs.units
            if day is None
            else np.where(day.lots, np.minimum(self.needs.units, day.units), self.needs.units)
        )
        most, visit = family.lengths[0].minutes, rates.needed - rates.allowed
        for price, late in zip(rates.late, self.needs.late, strict=True):
            visit[late.place] += float(price) * late.classes[family.slot_class]
        served = np.arange(1, most + 1) * slots.stations // self.needs.unit
        self.order: dict[int, Ints] = {}
        worths: list[Floats] = []
        for place, lots in enumerate(relaxed.lots):
            able = lots[self.needs.allowed[family.slot_class, lots]]
            if len(able):
                order = able[np.argsort(-unit[able], kind="stable")]
                values = _values(np.minimum(served, self.needs.most[place]), order, unit, there)
                values = np.where(served < self.needs.least[place], TOO_FEW, values + visit[place])
                if values[-1] > 0 if free is None else place in free.order:
                    self.order[place] = order
                    worths.append(_grown(values))
        self.useful, base = np.array(list(self.order), dtype=np.int64), problem.places
        self.steps = [np.flatnonzero(np.diff(values, prepend=TOO_FEW) > 0) + 1 for values in worths]
        arc = family.metres.astype(np.float64) * family.per_metre
        arc[:, :base] += family.per_visit
        inside = np.ix_((*self.useful, base), (*self.useful, base))
        short = family.lengths[-1]  # on longer days places are taken to shut later by as much
        self.completion = Completion(
            minutes=family.minutes[inside],
            arc=arc[inside],
            worth=worths,
            ready=np.full(len(self.useful), NEVER),
            until=np.maximum(0, short.minutes - short.closes[self.useful]),
            most=most,
        )

    def best(self) -> tuple[float, list[Round]]:
        """The most that a round is worth beyond its cost, and some that are worth more."""
        most, found = 0.0, list[Round]()
        for length in self.family.lengths:
            out = self.given - length.rupiah - self.slot
            most = max(most, out)  # of stops that are worth nothing
            if not len(self.useful):
                continue
            rows = length.minutes - self.completion.minutes[-1, :-1]
            values = self.completion.arrived[np.maximum(rows, 0), np.arange(len(rows))]
            values = np.where(rows >= 1, values - self.completion.arc[-1, :-1] + out, NOTHING)
            most = max(most, float(values.max()))
            likely = [int(first) for first in np.argsort(-values)[:TRACED] if values[first] > GAIN]
            met = Counter[int]()
            for first in likely:
                if met[int(self.useful[first])] < APIECE:
                    each = self._traced(first, length.minutes, length.rupiah)
                    if all(met[place] < APIECE for place, _ in each.visits):
                        met.update(place for place, _ in each.visits)
                        found.append(each)
        return most, found

    def within(self, charged: Sequence[_Priced]) -> tuple[float, list[Round]]:
        """The same of rounds that a cap leaves so much, `charged` for by kind."""
        most, found, family = 0.0, list[Round](), self.family
        for length in family.lengths:
            kinds = kinds_of(family, length, self.stations, self.needs)
            beyond, begins = begun(self.ahead, [each.ahead for each in charged], kinds, length)
            most, met = max(most, beyond), Counter[int]()
            for each in [each for each in begins if each.worth > GAIN][:BEGUN]:
                if met[each.first] < APIECE:
                    priced = self if each.kind < 0 else charged[each.kind]
                    first = priced.ahead.number[each.first]
                    second = priced.ahead.number.get(each.second, -1)
                    made = priced._traced(first, length.minutes, length.rupiah, second)
                    if all(met[place] < APIECE for place, _ in made.visits):
                        met.update(place for place, _ in made.visits)
                        found.append(replace(made, kind=each.kind))
        return most, found

    @cached_property
    def ahead(self) -> Ahead:
        """What its rounds are worth by their first stops."""
        return Ahead(self.completion, self.useful, self.steps, self.given - self.slot)

    def _traced(self, first: int, minutes: int, rupiah: int, second: int | None = None) -> Round:
        """The best round that begins at a place, as the completion bound has it.

        With a `second` stop only of those that go on to it, or home where it is -1.
        """
        c = self.completion
        left, here, cost = minutes - int(c.minutes[-1, first]), first, rupiah + float(c.arc[-1, first])
        stops: list[tuple[int, int]] = []
        while True:
            worth = c.worth[here]
            spent = self.steps[here][self.steps[here] <= left - c.until[here]]
            after = left - spent
            home = np.where(after >= c.minutes[here, -1], -c.arc[here, -1], NOTHING)
            onward = going_on(c, here, after)
            if second is not None:
                onward[:, np.arange(onward.shape[1]) != second] = NOTHING
                home = home if second < 0 else np.full_like(home, NOTHING)
                second = None
            then = onward.argmax(axis=1)
            further = onward[np.arange(len(spent)), then]
            at = int((worth[spent - 1] + np.maximum(home, further)).argmax())
            stops.append((int(self.useful[here]), int(spent[at])))
            if home[at] >= further[at]:
                return self._made(stops, cost + float(c.arc[here, -1]))
            following = int(then[at])
            cost += float(c.arc[here, following])
            left, here = int(after[at]) - int(c.minutes[here, following]), following

    def _made(self, stops: Iterable[tuple[int, int]], cost: float) -> Round:
        """A round of stops with their minutes."""
        needs = self.needs
        visits, units = Counter[int](), Counter[int]()
        for place, minutes in stops:
            visits[place] += 1
            left = min(minutes * self.stations // needs.unit, int(needs.most[place]))
            units.update(_loads(needs, self.order[place], left, needs.day.units if needs.day else 0))
        return _round(self.family.slot_class, cost, visits, units)


def _loads(needs: Needs, lots: Ints, left: int, capped: int) -> Counter[int]:
    """At most so many units of some lots, the first of them first, of those that a cap counts so many."""
    units = Counter[int]()
    for lot in lots.tolist():
        count = min(left, int(needs.units[lot]))
        if needs.day is not None and needs.day.lots[lot]:
            count = min(count, capped)
            capped -= count
        units[lot] = count
        left -= count
    return units


def _round(slot_class: int, rupiah: float, visits: Counter[int], units: Counter[int]) -> Round:
    served = tuple(sorted((lot, count) for lot, count in units.items() if count))
    return Round(slot_class, rupiah, tuple(sorted(visits.items())), served)


def _values(served: Ints, order: Ints, unit: Floats, there: Ints) -> Floats:
    """What so many units are worth, those of the dearest lots first; none for less than nothing."""
    ends = np.concatenate([[0], np.cumsum(there[order])])
    worth = np.concatenate([[0.0], np.cumsum(np.maximum(0.0, unit[order]) * there[order])])
    values: Floats = np.interp(served, ends, worth)
    return values


def _grown(values: Floats) -> Floats:
    """Values up to the last minute at which they grow."""
    grows = np.flatnonzero(np.diff(values) > 0)
    return values[: int(grows[-1]) + 2] if len(grows) else values[:1]


class _Programme:
    """The linear programme over the rounds so far."""

    def __init__(self, relaxed: Relaxed, rounds: Sequence[Round]):
        self.needs, self._shares = relaxed.needs, dict[Round, pywraplp.Variable]()
        self._solver = solver = pywraplp.Solver.CreateSolver("GLOP")
        needs, far, place = self.needs, solver.infinity(), relaxed.place
        self._objective = solver.Objective()
        self._objective.SetMinimization()
        self._needed = [solver.Constraint(float(n), far) for n in needs.fewest]
        self._allowed = [solver.Constraint(-far, float(n)) for n in needs.visits]
        self._units = [
            solver.Constraint(*((float(n), far) if must else (-far, float(n))))
            for n, must in zip(needs.units, needs.musts, strict=True)
        ]
        self._targets = [solver.Constraint(float(target.units), far) for target in needs.targets]
        self._weight = solver.Constraint(-far, float(needs.missing))
        self._slots = [solver.Constraint(-far, float(most)) for most in relaxed.slots]
        self._late = [solver.Constraint(float(late.fewest), far) for late in needs.late]
        self._caps = [solver.Constraint(-far, 0.0) for _ in range(KINDS)]
        for row, target in zip(self._targets, needs.targets, strict=True):
            out = solver.NumVar(0.0, target.units, "")
            row.SetCoefficient(out, 1.0)
            self._weight.SetCoefficient(out, target.weight)
        for lot in np.flatnonzero(needs.musts).tolist():
            out, row = solver.NumVar(0.0, float(needs.units[lot]), ""), self._units[lot]
            row.SetCoefficient(out, 1.0)
            self._needed[place[lot]].SetCoefficient(out, 1.0 / float(needs.saves[place[lot]]))
            self._weight.SetCoefficient(out, float(needs.weight[lot]))
            self._forgive(row)
            for late_row, late in zip(self._late, needs.late, strict=True):
                if late.lots[lot]:
                    late_row.SetCoefficient(out, 1.0 / late.saves)
        for row in (*self._needed, *self._late):
            self._forgive(row)
        self.add(rounds)

    def _forgive(self, row: pywraplp.Constraint) -> None:
        none = self._solver.NumVar(0.0, self._solver.infinity(), "")
        row.SetCoefficient(none, 1.0)
        self._objective.SetCoefficient(none, PENALTY)

    def add(self, rounds: Iterable[Round]) -> list[Round]:
        """Add rounds that keep the cap, or have a kind; those that are new."""
        day = self.needs.day
        new = [
            each
            for each in dict.fromkeys(rounds)
            if each not in self._shares and (day is None or each.kind >= 0 or day.beyond(each.units) <= 0)
        ]
        for each in new:
            share = self._solver.NumVar(0.0, self._solver.infinity(), "")
            self._shares[each] = share
            self._objective.SetCoefficient(share, each.rupiah)
            for place, count in each.visits:
                self._needed[place].SetCoefficient(share, count)
                self._allowed[place].SetCoefficient(share, count)
            for lot, units in each.units:
                self._units[lot].SetCoefficient(share, units)
            for row, target in zip(self._targets, self.needs.targets, strict=True):
                row.SetCoefficient(share, sum(n for lot, n in each.units if target.lots[lot]))
            self._slots[each.slot_class].SetCoefficient(share, 1.0)
            if self.needs.day is not None and each.kind >= 0:
                self._caps[each.kind].SetCoefficient(share, self.needs.day.beyond(each.units))
            for row, late in zip(self._late, self.needs.late, strict=True):
                if late.classes[each.slot_class]:
                    row.SetCoefficient(share, sum(n for place, n in each.visits if place == late.place))
        return new

    def chosen(self) -> list[Round]:
        """Rounds that the last solution makes."""
        return [each for each, share in self._shares.items() if share.solution_value() > 0.0]

    def solve(self) -> tuple[float, Rates] | None:
        """The least rupiah over the rounds so far and the prices; None where none is found."""
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        musts = self.needs.musts

        def priced(rows: Sequence[pywraplp.Constraint], sign: float) -> Floats:
            return np.array([max(0.0, sign * row.dual_value()) for row in rows], dtype=np.float64)

        return self._objective.Value(), Rates(
            priced(self._needed, 1.0),
            priced(self._allowed, -1.0),
            np.where(musts, priced(self._units, 1.0), 0.0),
            np.where(musts, 0.0, priced(self._units, -1.0)),
            priced(self._targets, 1.0),
            priced([self._weight], -1.0),
            priced(self._slots, -1.0),
            priced(self._late, 1.0),
            priced(self._caps, -1.0),
        )
