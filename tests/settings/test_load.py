"""Loading: a case that is like another lies over it, and nothing else changes in the precedence."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from optimizer.errors import InputError
from optimizer.settings import home, load

CONFIGS = home() / "configs"


@pytest.fixture
def configs(tmp_path: Path) -> Path:
    """A copy of configs/ to add cases to."""
    return Path(shutil.copytree(CONFIGS, tmp_path / "configs"))


def test_a_case_like_another_changes_what_it_says_and_nothing_else() -> None:
    """The second reading of 100 a day: the cap is the region's, everything else is the first reading's."""
    first, second = (load(CONFIGS, case=f"rejang-lebong-ikd-2024{end}") for end in ("", "-sehari"))
    caps = [next(s.cap for s in made.region.services if s.code == "IKD") for made in (first, second)]
    assert [(cap.people, cap.per) for cap in caps if cap] == [
        ("ikd_maks_tim_hari", "team_day"),
        ("ikd_maks_tim_hari", "region_day"),
    ]
    assert (first.plan.case, second.plan.case) == ("rejang-lebong-ikd-2024", "rejang-lebong-ikd-2024-sehari")
    same = {"case": None, "weeks": None}
    assert first.plan.model_copy(update=same) == second.plan.model_copy(update=same)
    assert (first.policy, first.region.demand) == (second.policy, second.region.demand)
    targets = [next(s.target for s in made.region.services if s.code == "IKD") for made in (first, second)]
    assert targets == [50_421, 50_421]


def test_the_user_still_wins(configs: Path, tmp_path: Path) -> None:
    """Default < region < the case it is like < the case < the user's file < the command line."""
    (configs / "cases" / "tiru.yaml").write_text(
        "like: kota-bengkulu-2024\npolicy: {deadline: 2024-11-30, overtime_minutes: 30}\n", encoding="utf-8"
    )
    own = tmp_path / "own.yaml"
    own.write_text("policy: {overtime_minutes: 60, max_visits: 3}\n", encoding="utf-8")
    made = load(configs, case="tiru", extra=own, overrides={"policy": {"max_visits": 2}})
    assert made.plan.region == "kota_bengkulu"
    assert str(made.policy.deadline) == "2024-11-30"
    assert (made.policy.overtime_minutes, made.policy.max_visits) == (60, 2)


@pytest.mark.parametrize(
    ("text", "found"),
    [("like: rejang-lebong-ikd-2024-sehari\n", "rejang-lebong-ikd-2024"), ("like: ada\n", "ada")],
)
def test_likeness_is_one_step_to_a_case_there_is(text: str, found: str, configs: Path) -> None:
    """No chain of likenesses, and no unknown case."""
    (configs / "cases" / "tiru.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load(configs, case="tiru")
    assert [defect.found for defect in caught.value.defects] == [found]
