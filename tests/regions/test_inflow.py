"""New card holders month by month, and people served at the office meanwhile."""

from __future__ import annotations

from datetime import date

import pytest

from optimizer.core.region import Region
from optimizer.regions.demand import populated
from tests.regions.meeting import FORTNIGHT, district, horizon, keys, params, school

WINTER = horizon(date(2026, 1, 15), date(2026, 3, 15))


def inflow(region: Region) -> dict[tuple[str, str, date | None], int]:
    """New people by place, group and release."""
    return {(c.place, c.group, c.release): c.inflow for c in region.cells if c.inflow}


def test_new_card_holders_are_released_with_their_month() -> None:
    """3 × 20,000 card holders, 2 percent a year: 100 a month, 60 of them at school.

    15 January to 15 March: 17 of 31 days, a month, 15 of 31 days: 60 × 17 / 31 = 32.90, 60, 29.03; in all
    121.94, so 122 = 33 + 60 + 29. Those of January are in the cell of those who wait.
    """
    region = district(schools=[school(1, 20)], must_hold=20_000)
    made = populated(region, params(schools=True, inflow="schools"), WINTER)
    assert inflow(made) == {
        ("S1", "pemula", None): 33,
        ("S1", "pemula", date(2026, 2, 1)): 60,
        ("S1", "pemula", date(2026, 3, 1)): 29,
    }
    first = next(cell for cell in made.cells if cell.place == "S1")
    assert (first.waiting, first.inflow) == (5, 33)
    assert made.warnings[-1].values == {"people": 122, "yearly": 1200}


def test_schools_share_by_students_and_the_rest_by_card_holders() -> None:
    """`all`, February: of 100, 60 at schools of 30 and 10 students (45 and 15), 40 at desa: 14, 13, 13.

    A third of 40 is 13.3; of equal remainders the first desa has the one left over.
    """
    region = district(schools=[school(1, 30), school(2, 10)], must_hold=20_000)
    month = horizon(date(2026, 2, 1), date(2026, 2, 28))
    made = populated(region, params(schools=True, inflow="all"), month)
    assert inflow(made) == {
        ("S1", "pemula", None): 45, ("S2", "pemula", None): 15,
        ("P0", "pemula", None): 14, ("P1", "pemula", None): 13, ("P2", "pemula", None): 13,
    }  # fmt: skip


def test_without_schools_all_are_met_at_their_desa() -> None:
    """Schools off: `schools` brings nobody, `all` brings all 100 of February to the desa."""
    region = district(schools=[school(1, 30)], must_hold=20_000)
    month = horizon(date(2026, 2, 1), date(2026, 2, 28))
    assert inflow(populated(region, params(inflow="schools"), month)) == {}
    assert sum(inflow(populated(region, params(inflow="all"), month)).values()) == 100


def test_students_of_schools_done_are_not_met_at_others() -> None:
    """Half of the students are at a school that is done: of 60 only 30 are new at the other one."""
    region = district(schools=[school(1, 20), school(2, 20)], must_hold=20_000)
    month = horizon(date(2026, 2, 1), date(2026, 2, 28))
    made = params(schools=True, inflow="schools", done_schools={"S1": "sudah"})
    assert inflow(populated(region, made, month)) == {("S2", "pemula", None): 30}


def test_from_sixteen_the_new_ones_are_those_who_turn_sixteen() -> None:
    """Who turns 17 is in the 16-year-olds' cell already: nobody at school is counted twice."""
    region = district(schools=[school(1, 20)], must_hold=20_000)
    made = populated(region, params(schools=True, from_age=16, inflow="schools"), WINTER)
    assert {group for _, group, _ in inflow(made)} == {"usia_16"}
    assert sum(inflow(made).values()) == 122
    first = next(cell for cell in made.cells if cell.group == "usia_16")
    assert (first.waiting, first.inflow, first.release) == (9, 33, None)


def test_unknown_card_holders_bring_no_inflow_and_that_is_said() -> None:
    """Without wajib_ktp nobody new is counted."""
    made = populated(district(schools=[school(1, 20)]), params(schools=True, inflow="schools"), FORTNIGHT)
    assert inflow(made) == {}
    assert keys(made) == ["schools", "no_must_hold"]


def office(region: Region) -> list[int]:
    """People served at the office, by cell."""
    return [cell.office for cell in region.cells]


def test_the_office_serves_those_who_live_near() -> None:
    """2 a day for 10 days: 20, by waiting × share within 2 km (P1 at 1.6 km) and none beyond: 13.3, 6.7, 0.

    P0 stands at the office, P2 3.1 km away (0.02 degrees each way, 111.195 km a degree).
    """
    made = populated(district(), params(office=True, bands={2: 100}), FORTNIGHT)
    assert office(made) == [13, 7, 0]
    assert made.warnings[-1].values == {"service": "KTP", "people": 20, "days": 10, "rate": "2"}


def test_bands_weigh_those_farther_away_less() -> None:
    """40 × 100, 20 × 50 and 30 × 50: 20 shared 4000 : 1000 : 1500 are 12.3, 3.1 and 4.6."""
    assert office(populated(district(), params(office=True, bands={1: 100, 5: 50}), FORTNIGHT)) == [12, 3, 5]


@pytest.mark.parametrize(("a_day", "served"), [(6, [40, 20, 0]), (50, [40, 20, 0]), (4.5, [30, 15, 0])])
def test_the_office_serves_nobody_who_does_not_wait(a_day: float, served: list[int]) -> None:
    """60 or 500 in ten days: the 40 and 20 within 2 km and nobody else; 45: three quarters of them."""
    made = populated(district(orang_kantor_per_hari=a_day), params(office=True, bands={2: 100}), FORTNIGHT)
    assert office(made) == served


def test_a_full_cell_leaves_its_share_to_the_others() -> None:
    """Shares 100 and 1: 5 × 100 and 90 × 1 would be 17 and 3 of 20; 5 wait, so 15 come from farther away."""
    made = populated(district((5, 90, 0)), params(office=True, bands={1: 100, 5: 1}), FORTNIGHT)
    assert office(made) == [5, 15, 0]


def test_the_office_serves_several_services_in_one_sitting() -> None:
    """2 KTP and 1 IKD a day: 20 of those who need KTP (alone or both, 30 : 10), 10 of those for IKD alone."""
    people = ({("KTP",): 30, ("KTP", "IKD"): 10, ("IKD",): 12}, 0, 0)
    assert office(populated(district(people), params(office=True), FORTNIGHT))[:3] == [15, 5, 10]


def test_nobody_at_school_or_home_comes_to_the_office() -> None:
    """However many the office could serve, the 5 students and 2 at home stay to be met."""
    region = district(schools=[school(1, 20)], homes={"P0": (1, 1)}, orang_kantor_per_hari=1000)
    made = populated(region, params(schools=True, home_visits=True, office=True), FORTNIGHT)
    left = {cell.group: cell.waiting - cell.office for cell in made.cells if cell.waiting > cell.office}
    assert left == {"pemula": 5, "lansia": 1, "disabilitas": 1}
