"""Progress made before a case begins: places already visited keep those who stayed away, the total stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimizer.core.apportion import apportion
from optimizer.core.region import Region
from optimizer.errors import InputError
from optimizer.regions.read import read
from tests.cases.made import copy, region
from tests.regions.district import DATA, put, rows

CASE = "rejang-lebong-2022"
VISITED = ("17.02.20.2001", "17.02.20.2003")
"""Kepala Curup and Simpang Beliti: the case's assumption."""


def waiting(made: Region) -> dict[str, int]:
    """People waiting for a KTP by the code of their desa."""
    return {cell.place: cell.waiting for cell in made.cells if cell.services == ("KTP",)}


def planned(case: str = CASE, source: Path = DATA, **published: Any) -> Region:
    """The case's region, everybody met in their desa, what it says of published figures changed."""
    made = region(case, **published)
    made = made.model_copy(update={"demand": type(made.demand)()})
    return read(source, made)


def test_four_of_five_came_where_a_team_has_been() -> None:
    """6,000 shared out by the tables' estimates, those of the two desa times 1 − 80 %, to the person."""
    cells = rows(DATA / "desa.csv")
    column = cells[0].index("belum_rekam")
    weights = [float(row[column]) * (0.2 if row[0] in VISITED else 1) for row in cells[1:]]
    expected = apportion(6_000, np.array(weights)).tolist()
    assert list(waiting(planned()).values()) == expected
    assert sum(expected) == 6_000


def test_visits_left_out_change_the_case() -> None:
    """Without them Kepala Curup has 80 × 6,000 / 10,500 = 46 (45.7), with them a fifth: 9 (9.3)."""
    without = waiting(planned(visited={}))
    assert (without[VISITED[0]], waiting(planned())[VISITED[0]]) == (46, 9)


def test_people_counted_are_never_taken_to_have_come(tmp_path: Path) -> None:
    """The office's own count of 33 in a visited desa is 33, and only the other desa is scaled."""
    folder = copy(CASE, tmp_path)
    row = next(n for n, cells in enumerate(rows(folder / "desa.csv"), 1) if cells[0] == VISITED[0])
    put(folder, "desa", row, "belum_rekam", "33")
    put(folder, "desa", row, "taksiran", "tidak")
    found = planned(source=folder)
    assert waiting(found)[VISITED[0]] == 33
    assert sum(waiting(found).values()) == 6_000
    said = [w.values["places"] for w in found.warnings if w.key == "reconcile.visited"]
    assert said == ["Simpang Beliti"]


def test_it_holds_where_the_tables_already_have_the_total() -> None:
    """The headline case sums to 10,500 as shipped; a visit moves people away from the desa all the same."""
    found = waiting(planned("rejang-lebong-2025", visited={VISITED[0]: "diuji"}))
    assert sum(found.values()) == 10_500
    assert found[VISITED[0]] == 16  # 80 × 0.2 × 10,500 / 10,436 = 16.1


@pytest.mark.parametrize(
    ("changes", "found"),
    [({"visited": {"17.02.20.9999": "diuji"}}, "17.02.20.9999"), ({"came": "persen_hadr"}, "persen_hadr")],
)
def test_a_visit_to_nowhere_is_refused(changes: dict[str, Any], found: str) -> None:
    """An unknown desa, and a share no assumption gives, are named."""
    with pytest.raises(InputError) as caught:
        planned(**changes)
    assert [defect.found for defect in caught.value.defects] == [found]
