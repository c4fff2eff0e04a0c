"""A new service and a new case without Python: a YAML file, and for a service its column."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from optimizer.cli.main import run
from tests.cases.made import copy


def planned(arguments: str, out: Path) -> dict[str, object]:
    """The bundle of a plan of one week, made with a tiny stop, that passed the referee."""
    assert run([*f"plan --weeks 1 --work 1 {arguments} --out".split(), str(out)]) == 0
    return dict(json.loads((out / "plan.json").read_text(encoding="utf-8")))


def test_a_new_service_by_yaml_alone(tmp_path: Path) -> None:
    """The child's card: 3 of each desa's 156, 10 minutes each; everyone is planned for, absent or left."""
    tables = copy(None, tmp_path)
    with (tables / "desa.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (tables / "desa.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0], "belum_kia"])
        writer.writeheader()
        writer.writerows({**row, "belum_kia": "3"} for row in rows)
    own = tmp_path / "kia.yaml"
    own.write_text(
        "services:\n  KIA: {name: Kartu identitas anak, column: belum_kia, minutes: 10, value: 2}\n",
        encoding="utf-8",
    )
    plan = planned(f"--start 2026-03-30 --data {tables} --settings {own}", tmp_path / "rencana")
    people, unserved = plan["people"], plan["unserved"]
    assert isinstance(people, dict)
    assert isinstance(unserved, list)
    left = sum(row["people"] for row in unserved if row["service"] == "KIA")
    assert people["KIA"] > 0
    assert people["KIA"] + left == 3 * 156


def test_a_new_case_by_yaml_alone(tmp_path: Path) -> None:
    """A case of one's own: its dates, one kecamatan's deadline, its weight in the plan's places."""
    own = tmp_path / "lebih-dulu.yaml"
    own.write_text(
        "plan: {region: kota_bengkulu, case: lebih-dulu, start: 2024-08-12}\n"
        "policy:\n  deadlines:\n    - {by: 2024-08-14, kecamatan: ['17.71.01'], weight: 40}\n",
        encoding="utf-8",
    )
    plan = planned(f"--case {own}", tmp_path / "rencana")
    assert (plan["case"], plan["start"], plan["end"]) == ("lebih-dulu", "2024-08-12", "2024-08-18")
    places, trips = plan["places"], plan["trips"]
    assert isinstance(places, list)
    assert isinstance(trips, list)
    first = {place["code"] for place in places if place["code"].startswith("17.71.01")}
    assert {place["factors"]["deadline"] for place in places if place["code"] in first} == {0.4}
    late = [day for trip in trips for day in trip["days"] if day["date"] > "2024-08-14"]
    assert late
    assert not first & {visit["place"] for day in late for visit in day["visits"]}
