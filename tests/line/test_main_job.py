"""The main job on the real district, end to end, under a work stop."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from optimizer.core.check import check_schedule
from optimizer.core.outcome import Outcome
from optimizer.core.score import levels
from optimizer.errors import InputError
from optimizer.line import Request, again, run
from optimizer.settings import home, load
from optimizer.store import bundle, read, write

CONFIGS = home() / "configs"


def request(name: str = "uji", start: date = date(2026, 11, 23), **overrides: object) -> Request:
    """A run on the embedded data under a short work stop."""
    plan = {"work": 60, **overrides.pop("plan", {})}  # type: ignore[dict-item]
    settings = load(CONFIGS, overrides={"plan": plan, **overrides})
    return Request(
        settings, CONFIGS, settings.region.data, start, date(2026, 11, 22), "2026-11-22T08:00:00+07:00", name
    )


@pytest.fixture(scope="module")
def month() -> Outcome:
    """Four weeks with two teams."""
    return run(request())


@pytest.fixture(scope="module")
def campaign() -> Outcome:
    """The whole backlog, without new card holders."""
    return run(request(policy={"purpose": "cover"}, region={"demand": {"inflow": "none"}}))


def test_a_month_uses_every_team_day_and_keeps_every_rule(month: Outcome) -> None:
    """23 November to 20 December 2026: 4 weeks × 5 days × 2 teams = 40 team-days, none a holiday."""
    assert len(month.problem.slots) == 40
    assert len(month.schedule.trips) == 40
    assert check_schedule(month.problem, month.schedule) == ()


def test_everyone_has_an_account_that_balances(month: Outcome, campaign: Outcome) -> None:
    """Place by place waiting + inflow = expected + office + absent + left; 10,500 wait in all."""
    for outcome in (month, campaign):
        for row in outcome.accounts:
            whole = row.expected + row.office + row.absent + row.left
            assert row.waiting + row.inflow == whole
            assert min(row.expected, row.office, row.absent, row.left) >= 0
        assert sum(row.waiting for row in outcome.accounts) == 10_500
        assert sum(row.people for row in outcome.unserved) == sum(r.absent + r.left for r in outcome.accounts)


def test_the_whole_backlog_is_covered(campaign: Outcome) -> None:
    """Of 10,500 people 80 % are expected to come: 8,400 served, 2,100 absent, nobody left."""
    assert campaign.result.levels[0].value == 0
    assert sum(row.expected for row in campaign.accounts) == 8_400
    assert sum(row.absent for row in campaign.accounts) == 2_100
    assert sum(row.left for row in campaign.accounts) == 0


def test_the_plan_wins_at_equal_means(month: Outcome) -> None:
    """Both rules of thumb, run on the plan's own slots, serve fewer weighted people."""
    equal = [row for row in month.baselines if row.means == "equal"]
    assert {row.name for row in equal} == {"largest_first", "rotation"}
    assert all(row.weighted < row.plan_weighted for row in equal)


def test_the_practice_has_three_trips_a_week(month: Outcome) -> None:
    """Four weeks at three trips: 12 trips of the rule, and at most as many of the plan beside it."""
    practice = next(row for row in month.baselines if row.means == "practice")
    assert practice.trips == 12
    assert practice.plan_trips <= 12
    assert practice.plan_weighted >= practice.weighted


def test_trips_lines_and_levels_cost_the_same(month: Outcome, campaign: Outcome) -> None:
    """The budget's lines, the trips and the objective agree to the rupiah."""
    for outcome in (month, campaign):
        trips = sum(trip.cost for trip in outcome.schedule.trips)
        assert outcome.budget.amount == trips == levels(outcome.problem, outcome.result.plan)[1].value


def test_the_same_seed_gives_the_same_schedule(month: Outcome) -> None:
    """Under a work stop a second run is bit-equal."""
    assert run(request()).schedule == month.schedule


def test_a_bundle_can_be_rebuilt_and_judged_again(month: Outcome, tmp_path: Path) -> None:
    """What `report` does: the outcome read back has the same schedule, and passes the referee."""
    bundle = read(write(month, tmp_path / "run"))
    assert again(request(), bundle).schedule == month.schedule


def test_a_tampered_bundle_is_refused(month: Outcome, tmp_path: Path) -> None:
    """One more person in a visit than the plan had is found out."""
    folder = write(month, tmp_path / "run")
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    plan["trips"][0]["days"][0]["visits"][0]["people"]["KTP"] += 1
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    with pytest.raises(InputError):
        again(request(), read(folder))


def test_ramadan_days_are_shorter() -> None:
    """16 February to 15 March 2026: joint leave on 16, new year on 17, Ramadan from 19 February.

    Working days: 18 (465 minutes), then 19 February to 13 March, 17 days of 390 minutes: 18 days,
    36 slots of two teams.
    """
    outcome = run(request(start=date(2026, 2, 16), plan={"work": 5}))
    minutes = [outcome.problem.classes[slot.slot_class].work_minutes for slot in outcome.problem.slots]
    assert sorted(minutes) == [390] * 34 + [465] * 2


def test_one_week_is_a_plan_of_ten_team_days() -> None:
    """`--weeks 1` is the weekly plan."""
    outcome = run(request(plan={"work": 5, "weeks": 1}))
    assert len(outcome.problem.slots) == 10
    assert {trip.dates[0].isocalendar().week for trip in outcome.schedule.trips} == {48}


def test_an_engine_that_breaks_a_rule_is_not_published(month: Outcome) -> None:
    """The referee stands between every plan and the reader: a trip too many is a fault."""
    crowded = replace(month.schedule, trips=(*month.schedule.trips, month.schedule.trips[0]))
    assert {fault.rule for fault in check_schedule(month.problem, crowded)} >= {"slot_once"}


def test_a_case_carries_the_reading_it_chose() -> None:
    """The article of 2024 gives 10,500 and, by 214,740 − 211,438, 3,302: the case says which and why."""
    settings = load(CONFIGS, case="rejang-lebong-2025", overrides={"plan": {"work": 1, "weeks": 1}})
    start = settings.plan.start
    assert start is not None
    case = Request(settings, CONFIGS, settings.region.data, start, start, "2025-01-06T08:00:00+07:00", "uji")
    choices = {choice["figure"]: choice for choice in bundle(run(case))["choices"]}
    assert choices["belum_rekam"]["value"] == 10_500
    assert 3_302 in [reading["value"] for reading in choices["belum_rekam"]["alternatives"]]
    assert choices["belum_rekam"]["reason"]
