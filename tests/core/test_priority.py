"""Factors of priority, each by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from optimizer.core.policy import DeadlineClass, Policy
from optimizer.core.pose import pose
from optimizer.core.problem import Problem
from optimizer.core.region import Cell, Request
from tests import tiny

DAY = timedelta(days=1)


def posed(problem: Problem, **fields: list[object]) -> Problem:
    """The problem with a field of its places changed, one value per place."""
    places = {
        n: {name: values[n] for name, values in fields.items()} for n in range(len(problem.region.places))
    }
    return tiny.again(problem, places=places)


def test_access_is_by_the_best_roads_and_the_nearest_office():
    """25 an hour. Wet, dry and by another mode 90, 60 and 48 minutes to P0: 48 give 20; P1 is 100 always."""
    one = tiny.travel(tiny.line_of(90, 100))
    others = [tiny.travel(tiny.line_of(n, 100)).layers["minibus", "kemarau"] for n in (60, 48)]
    layers = {
        ("minibus", "hujan"): one.layers["minibus", "hujan"],
        ("minibus", "kemarau"): others[0],
        ("motor", "kemarau"): others[1],
    }
    problem = pose(
        tiny.region([1, 1]),
        replace(one, layers=layers),
        tiny.calendar(),
        tiny.TARIFF,
        Policy(access_weight=25),
    )
    assert problem.factors["access"].tolist() == [20, 41]


def test_a_letter_counts_until_a_later_visit_answers_it():
    """Letters of 2 January, today the 5th: never visited; visited before; on that date; after it."""
    problem = tiny.problem([1] * 6, tiny.line_of(*range(6)), policy=Policy(letter_weight=30))
    letters = tuple(Request(f"P{n}", date(2026, 1, 2), "1") for n in range(4))
    future = Request("P4", date(2026, 1, 6), "1")  # not written yet on the first day of the horizon
    again = (Request("P5", date(2026, 1, 1), "1"), Request("P5", date(2026, 1, 3), "2"))
    problem = tiny.again(problem, requests=(*letters, future, *again))
    visits = [None, date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 4), None, date(2026, 1, 2)]
    assert posed(problem, last_visit=[*visits]).factors["letter"].tolist() == [30, 30, 0, 0, 0, 30]


def test_a_letter_of_the_first_day_counts():
    """Dated today, it is known today."""
    problem = tiny.problem([1], tiny.line_of(5), policy=Policy(letter_weight=30))
    problem = tiny.again(problem, requests=(Request("P0", tiny.MONDAY, "1"),))
    assert problem.factors["letter"].tolist() == [30]


def test_time_since_the_last_visit_counts_up_to_a_year():
    """40 for 365 days: 73 are a fifth, 800 a year, unknown and today nothing."""
    problem = tiny.problem([1] * 5, tiny.line_of(*range(5)), policy=Policy(last_visit_weight=40))
    ago = [365, 73, 800, None, 0]
    visits: list[object] = [None if days is None else tiny.MONDAY - days * DAY for days in ago]
    assert posed(problem, last_visit=visits).factors["last_visit"].tolist() == [40, 8, 40, 0, 0]


def test_coverage_counts_what_is_above_the_share_of_the_region():
    """50 for twice the share. 10, 20, 30 and 60 of 100 each, 30 of 400: 150 of 800 wait, 18.75 %.

    20 % are a fifteenth above: 3; 30 % are 0.6 above: 30; 60 % are far above: 50; 10 % and 7.5 % below: 0.
    The last place, of whom nobody knows how many must hold a card, has none and is in no share.
    """
    people = [10, 20, 30, 60, 30, 99]
    problem = tiny.problem(people, tiny.line_of(*range(6)), policy=Policy(coverage_weight=50))
    held: list[object] = [100, 100, 100, 100, 400, None]
    assert posed(problem, must_hold=held).factors["coverage"].tolist() == [0, 3, 30, 50, 0, 0]


def test_people_met_at_home_count_for_their_desa():
    """20 of 100 wait at P0, 12 of them at home, and 10 of 100 at P2: 15 % wait, P0 is a third above."""
    problem = tiny.problem([8, 12, 10], tiny.line_of(5, 5, 6), policy=Policy(coverage_weight=60))
    problem = posed(problem, must_hold=[100, None, 100], within=[None, "P0", None])
    assert problem.factors["coverage"].tolist() == [20, 0, 0]


def test_people_met_at_school_count_for_their_desa():
    """20 of 100 waited at P0 before 12 were met at school, 10 of 100 at P2: 15 %, P0 a third above."""
    problem = tiny.problem([8, 12, 10], tiny.line_of(5, 5, 6), policy=Policy(coverage_weight=60))
    problem = posed(problem, must_hold=[100, None, 100], waiting_before=[20, None, None])
    assert problem.factors["coverage"].tolist() == [20, 0, 0]


def test_those_too_young_to_hold_a_card_are_no_gap_in_coverage():
    """10 of 100 wait in both places, and 50 16-year-olds in one: the shares are equal."""
    problem = tiny.problem([10, 10], tiny.line_of(5, 6), policy=Policy(coverage_weight=50))
    young = Cell("P0", ("KTP",), 50, tiny.SOURCE, group="usia_16")
    problem = tiny.again(problem, cells={}, places={n: {"must_hold": 100} for n in range(2)})
    region = replace(problem.region, cells=(*problem.region.cells, young))
    made = pose(region, problem.travel, problem.calendar, problem.tariff, problem.policy)
    assert made.factors["coverage"].tolist() == [0, 0]


def test_a_deadline_counts_by_the_largest_weight_of_its_classes():
    """K0 10, P1 25, schools 40: P0 is in K0, P1 in K0 and named, P2 in K1, P3 a school in K1."""
    by = date(2026, 1, 9)
    classes = (
        DeadlineClass(by, kecamatan=("K0",), weight=10),
        DeadlineClass(by, places=("P1",), weight=25),
        DeadlineClass(by, kinds=("sekolah",), weight=40),
        DeadlineClass(by, kinds=("sekolah",), kecamatan=("K0",), weight=90),
    )
    problem = tiny.problem([1] * 4, tiny.line_of(*range(4)), policy=Policy(deadlines=classes))
    made = posed(problem, kind=["desa", "desa", "desa", "sekolah"])
    assert made.factors["deadline"].tolist() == [10, 25, 0, 40]


def test_the_weight_of_a_person_is_the_sum_of_all_factors():
    """100 + access 25 (an hour) + letter 30 + last visit 20 (a year) + deadline 10, times the value."""
    policy = Policy(
        access_weight=25, letter_weight=30, last_visit_weight=20,
        deadlines=(DeadlineClass(date(2026, 1, 9), weight=10),),
    )  # fmt: skip
    services = (replace(tiny.KTP, value=3), tiny.IKD)
    problem = tiny.problem([1], tiny.line_of(60), policy=policy, services=services)
    problem = tiny.again(
        problem,
        requests=(Request("P0", tiny.MONDAY, "1"),),
        places={0: {"last_visit": tiny.MONDAY - 400 * DAY}},
    )
    assert {name: each.tolist() for name, each in problem.factors.items()} == {
        "access": [25],
        "letter": [30],
        "last_visit": [20],
        "coverage": [0],
        "deadline": [10],
    }
    assert problem.weight.tolist() == [185]
    assert problem.cell_weight.tolist() == [555]


@pytest.mark.parametrize("weight", ["access", "letter", "last_visit", "coverage"])
def test_factors_without_a_weight_are_nothing(weight):
    """By default every person weighs the same."""
    problem = tiny.problem([10, 1], tiny.line_of(60, 90))
    assert not np.any(problem.factors[weight])
