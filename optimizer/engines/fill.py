"""Fill a plan with people: free slots first come first served, or for money the best value first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product

from optimizer.core.plan import Plan, Trip
from optimizer.core.problem import Problem
from optimizer.core.score import served, trip_cost
from optimizer.engines.aims import Aims
from optimizer.engines.day import Day, Stop
from optimizer.engines.filler import Filler, Preference, by_gain, by_rate
from optimizer.engines.outing import Outing
from optimizer.engines.price import short_minutes

TOO_DEAR = 5
"""Times a day is filled anew without the places that alone cost more than there is."""


def fill(problem: Problem, plan: Plan, prefer: Preference = by_gain) -> Plan:
    """Fill a plan's days, and the slots still free, until nothing fits; never serves fewer.

    With a budget see `fill_for_money`.
    """
    if problem.policy.budget is not None:
        return fill_for_money(problem, plan)
    filler = Filler(problem, plan)
    filler.open_free_slots()
    for day in filler.days:
        filler.fill(day, prefer)
    filler.trim()
    return filler.plan()


def fill_for_money(problem: Problem, plan: Plan) -> Plan:
    """Fill free slots while the budget lasts, always with the day that earns most per rupiah.

    A day is tried short (where a longer one is dearer) and full, by gain and by gain per minute. Trips
    of `plan` are kept as far as they can be paid, those that earn most per rupiah first.
    """
    filler = Filler(problem, within_budget(problem, plan))
    money = (problem.policy.budget or 0) - sum(outing.cost(problem) for outing in filler.outings)
    used = Counter(day.slot_class for day in filler.days)
    free = [problem.slots_of(k) - used[k] for k in range(len(problem.classes))]
    while best := max(_offers(filler, free, money), key=lambda offer: offer[0], default=None):
        _, rupiah, day, prefer = best
        _fill_within(filler, day, prefer, money)
        filler.add(day)
        money, free[day.slot_class] = money - rupiah, free[day.slot_class] - 1
    filler.trim()
    return filler.plan()


def _offers(filler: Filler, free: list[int], money: int) -> Iterator[tuple[float, int, Day, Preference]]:
    """Days that could go out next and be paid: (weighted people per rupiah, rupiah, day, preference)."""
    problem = filler.problem
    kinds: list[tuple[int, int | None]] = [(k, None) for k, slots in enumerate(free) if slots > 0]
    kinds += [(k, short) for k, _ in kinds if (short := short_minutes(problem, k)) is not None]
    before = filler.aims.merit(filler.left)
    for (k, most), prefer in product(kinds, (by_rate, by_gain)):
        day = Day(k, most=most)
        rupiah = _fill_within(filler, day, prefer, money)
        worth = filler.aims.merit(filler.left) - before
        filler.empty(day)
        if worth:
            yield worth / max(1, rupiah), rupiah, Day(k, most=most), prefer


def _fill_within(filler: Filler, day: Day, prefer: Preference, money: int) -> int:
    """Fill a day for no more than `money`, passing over places that alone cost more; returns its cost."""
    visits, rupiah = filler.visits_left.copy(), 0
    for _ in range(TOO_DEAR):
        filler.fill(day, prefer)
        dear = [stop.place for stop in day.stops]
        rupiah = shrink(filler, Outing([day]), money)
        if day.stops or not dear:
            break
        filler.visits_left[dear] = 0
    filler.visits_left = visits
    for stop in day.stops:
        filler.visits_left[stop.place] -= 1
    return rupiah


def shrink(filler: Filler, outing: Outing, rupiah: int) -> int:
    """Take the least worthy stops off a trip until it costs no more than `rupiah`; returns its cost.

    A trip with nights stays whole or goes.
    """
    problem, weights = filler.problem, filler.aims.most_worth

    def worth(stop: Stop) -> int:
        return sum(n * int(weights[c]) for c, n in stop.loads.items())

    while outing.stops and (cost := outing.cost(problem)) > rupiah:
        if outing.nights:
            for day in outing.days:
                filler.empty(day)
        else:
            filler.remove(outing.days[0], min(outing.stops, key=worth))
    return cost if outing.stops else 0


def within_budget(problem: Problem, plan: Plan) -> Plan:
    """Drop the trips that earn least per rupiah until the rest is within the budget."""
    budget = problem.policy.budget
    if budget is None:
        return plan
    aims, costs = Aims(problem), [trip_cost(problem, trip) for trip in plan.trips]
    if aims.active:
        return _most_per_rupiah(problem, plan, aims, costs)

    def rate(number: int) -> float:
        return int(served(problem, [plan.trips[number]]) @ aims.own) / max(1, costs[number])

    kept, spent = list[Trip](), 0
    for number in sorted(range(len(costs)), key=rate, reverse=True):
        if spent + costs[number] <= budget:
            kept.append(plan.trips[number])
            spent += costs[number]
    return Plan(tuple(kept))


def _most_per_rupiah(problem: Problem, plan: Plan, aims: Aims, costs: list[int]) -> Plan:
    """The trips that one after the other earn most per rupiah, as floors and targets are being met."""
    left, money = problem.expected.astype("int64"), problem.policy.budget or 0
    people, kept, rest = [served(problem, [trip]) for trip in plan.trips], list[int](), set(range(len(costs)))
    while affordable := sorted(number for number in rest if costs[number] <= money):
        merit = aims.merit(left)
        best = max(
            affordable,
            key=lambda n: (aims.merit(left - people[n]) - merit) / max(1, costs[n]),
        )
        rest.remove(best)
        if aims.merit(left - people[best]) > merit:
            kept.append(best)
            left, money = left - people[best], money - costs[best]
    return Plan(tuple(plan.trips[number] for number in kept))
