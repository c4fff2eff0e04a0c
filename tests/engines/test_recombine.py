"""Recombining trips: the best set is found among those met, at the core's own prices."""

from optimizer.core.plan import Stop
from optimizer.core.policy import Policy
from optimizer.engines.arcs import Arcs
from optimizer.engines.parcels import cut
from optimizer.engines.recombine import MOST_TRIPS, Pool, recombine
from tests import tiny

PRIZE = 10_000_000


def district(people=20):
    """Places at 10, 12, 40 and 42 minutes (km), with so many people each; six slots of two members."""
    return tiny.problem([people] * 4, tiny.line_of(10, 12, 40, 42), days=6, policy=Policy(purpose="cover"))


def choose(problem, trips, best, prizes=(PRIZE,) * 4):
    """Stops of the trips chosen from a pool of one slot class, in order."""
    arcs, pool = Arcs(problem, [0], cut(problem)), Pool()
    for stops in trips:
        pool.add(0, stops)
    return sorted(recombine(problem, arcs, prizes, pool, [(0, stops) for stops in best], Stop(work=1_000)))


def test_the_best_halves_of_two_solutions_make_a_better_one():
    """Near pair and far pair: 24 + 84 km and two days; each was met, but never in one solution."""
    # Solutions met: {0,1},{2},{3} = 24 + 80 + 84 km, three days; {0},{1},{2,3} = 20 + 24 + 84 km, three days.
    met = [(0, 1), (2,), (3,), (0,), (1,), (2, 3)]
    assert choose(district(), met, best=[(0, 1), (2,), (3,)]) == [(0, (0, 1)), (0, (2, 3))]


def test_the_incumbent_stays_where_nothing_is_cheaper():
    """The two pairs again, now as the incumbent: whatever else was met costs more."""
    met = [(0, 2), (1, 3), (0,), (1,)]
    assert choose(district(), met, best=[(0, 1), (2, 3)]) == [(0, (0, 1)), (0, (2, 3))]


def test_a_parcel_on_two_trips_goes_on_the_one_where_it_saves_least_to_leave_it_out():
    """{0,1,2} and {2,3} must both go: 2 is on the way to 3 but 28 km beyond 1, so 3's trip serves it."""
    # Leaving 2 out of {0,1,2} saves 80 − 24 = 56 km, out of {2,3} nothing (84 km either way).
    assert choose(district(), [(0, 1, 2), (2, 3)], best=[(0, 1, 2)]) == [(0, (0, 1)), (0, (2, 3))]


def test_of_two_orders_the_cheaper_one_is_kept():
    """0, 3, 1, 2 drives 10 + 32 + 30 + 28 + 40 = 140 km, out along the road and back only 84."""
    assert choose(district(people=5), [(0, 3, 1, 2), (0, 1, 2, 3)], best=[(0, 3, 1, 2)]) == [
        (0, (0, 1, 2, 3))
    ]


def test_a_day_is_priced_by_how_long_it_lasts():
    """All three in one day cost the day allowance, 300,000; a second day costs 95,000 and 24 km more."""
    # A stop is 30 + 19 × 5 = 125 minutes: 375 + 80 = 455, beyond the 420 of eight hours but within 465.
    prizes = (PRIZE, PRIZE, PRIZE, 0)
    chosen = choose(district(people=19), [(0, 1), (2,)], best=[(0, 1, 2)], prizes=prizes)
    assert chosen == [(0, (0, 1)), (0, (2,))]


def test_a_parcel_not_worth_a_trip_is_left():
    """A prize of 100,000 does not pay the far trip of 95,000 + 84,000."""
    assert choose(district(), [(0, 1), (3,)], best=[], prizes=(PRIZE, PRIZE, 1, 100_000)) == [(0, (0, 1))]


def test_no_more_trips_than_slots():
    """With one slot only one of the pairs can go: the one with the greater prizes."""
    problem = district()
    problem = problem.replace(slots=problem.slots[:1])
    prizes = (PRIZE, PRIZE, 2 * PRIZE, 2 * PRIZE)
    assert choose(problem, [(0, 1), (2, 3)], best=[(0, 1)], prizes=prizes) == [(0, (2, 3))]


def test_the_pool_forgets_the_oldest_trip_first():
    """One trip more than it can hold drops the first, and meeting a trip again adds nothing."""
    pool = Pool()
    for number in range(MOST_TRIPS + 1):
        pool.add(0, (number,))
    pool.add(0, (MOST_TRIPS,))
    assert len(pool.trips) == MOST_TRIPS
    assert (0, (0,)) not in pool.trips
