"""The recipe plans over the region as it is met."""

from __future__ import annotations

from datetime import date

from optimizer.line.horizon import problem_over
from optimizer.regions.read import read
from optimizer.settings import load, load_tariff
from tests.regions.district import ROOT


def test_the_problem_is_posed_over_the_populated_region() -> None:
    """Rejang Lebong has 33 schools in its problem, at hours of their own, where half of those of 17 wait.

    Of the 5,583 students 2,784 are 17 (the smaller half of each school); half of them is 1,392.
    """
    settings = load(ROOT / "configs", region="rejang_lebong")
    region = read(settings.region.data, settings.region)
    tariff, _ = load_tariff(ROOT / "configs", settings.tariff)
    problem = problem_over(settings, region, tariff, date(2026, 2, 2), date(2026, 2, 6), None)
    schools = [place for place in problem.region.places if place.kind == "sekolah"]
    assert len(schools) == int(problem.timed.sum()) == 33
    moved = sum(c.waiting for c in problem.region.cells if c.group == "pemula")
    assert sum(each.students // 2 for each in region.schools) == 2784
    assert moved == 1392
