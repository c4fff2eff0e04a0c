"""Wishes that cannot come true: exit code 1 and a bundle with the reasons."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from optimizer.cli.main import run


@pytest.mark.parametrize(
    ("wish", "reason"),
    [(["--budget", "0"], "budget"), (["--deadline", "2026-11-01"], "after_deadline")],
    ids=["a budget of 0", "a deadline before the start"],
)
def test_an_infeasible_wish_is_a_result_with_reasons(tmp_path: Path, wish: list[str], reason: str) -> None:
    """Nobody is served, all 10,500 stand in the bundle with that one reason (no new card holders here)."""
    out, own = tmp_path / "out", tmp_path / "own.yaml"
    own.write_text("region: {demand: {inflow: none}}\n", encoding="utf-8")
    asked = ["plan", "--start", "2026-11-23", "--work", "10", "--settings", str(own), "--out", str(out)]
    assert run([*asked, *wish]) == 1
    plan = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert plan["status"] == "infeasible"
    assert plan["trips"] == []
    people: Counter[str] = Counter()
    for row in plan["unserved"]:
        people[row["reason"]] += row["people"]
    assert people == {reason: 10_500}
