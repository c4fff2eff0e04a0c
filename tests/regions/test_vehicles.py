"""Vehicles: seats, consumption, which team takes which, and a new one by YAML alone."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import pytest
from pydantic import ValidationError

from optimizer.cli.main import run
from optimizer.regions.read import read
from optimizer.texts import LANGUAGES, tell_defect
from tests.regions.district import DATA, brief, copy, defects, params, put, settings


def test_consumption_is_whole_millilitres_a_kilometre() -> None:
    """13.3 litres per 100 km (7.5 km a litre) are 133 millilitres a kilometre; a hired car burns none."""
    found = {v.code: (v.mode, v.hired, v.seats, v.millilitres) for v in read(DATA, params()).vehicles}
    assert found == {
        "minibus_dinas": ("minibus", False, 7, 133),
        "minibus_sewa": ("minibus", True, 7, 0),
        "gardan_ganda_dinas": ("gardan_ganda", False, 5, 125),
        "motor_dinas": ("motor", False, 2, 25),
        "kendaraan_umum": ("minibus", False, None, 0),
    }


@pytest.mark.parametrize(("golongan_iii", "caught"), [("3", 0), ("4", 1)])
def test_a_team_needs_a_seat_for_each_member(golongan_iii: str, caught: int, tmp_path: Path) -> None:
    """Five seats: 3 + 2 members fit, 4 + 2 do not, and the cell of the vehicle is named."""
    folder = copy(tmp_path)
    put(folder, "tim", 3, "kendaraan", "gardan_ganda_dinas")
    put(folder, "tim", 3, "golongan_iii", golongan_iii)
    if not caught:
        assert read(folder, params()).teams[1].size == 5
        return
    found = defects(folder)
    assert brief(found) == [("tim.csv", 3, "kendaraan", "too_few_seats")]
    assert found[0].message.values == {"members": "6", "seats": "5"}
    assert all(tell_defect(found[0], lang) for lang in LANGUAGES)


def test_seats_nobody_knows_bound_no_team() -> None:
    """A vehicle without `seats` takes any team."""
    vehicles = {"minibus_dinas": {"name": "Minibus", "mode": "minibus"}}
    assert [team.size for team in read(DATA, params(vehicles=vehicles)).teams] == [4, 4]


def test_settings_give_a_team_another_vehicle() -> None:
    """T2 drives the four-wheel drive, T1 what the table says, and the reader is told."""
    region = read(DATA, params(team_vehicles={"T2": "gardan_ganda_dinas"}))
    assert [team.vehicle for team in region.teams] == ["minibus_dinas", "gardan_ganda_dinas"]
    told = [warning for warning in region.warnings if warning.key == "regions.warn_team_vehicles"]
    assert [warning.values["teams"] for warning in told] == ["T2 = gardan_ganda_dinas"]


def test_settings_that_name_no_team_or_vehicle() -> None:
    """An unknown team is a defect; an unknown vehicle is refused with the settings; two seats are too few."""
    found = defects(DATA, params(team_vehicles={"T9": "motor_dinas"}))
    assert brief(found) == [("region.team_vehicles", None, None, "unknown_team")]
    with pytest.raises(ValidationError, match="unknown vehicles: kuda"):
        params(team_vehicles={"T1": "kuda"})
    found = defects(DATA, params(team_vehicles={"T1": "motor_dinas"}))
    assert brief(found) == [("tim.csv", 2, "kendaraan", "too_few_seats")]


@pytest.mark.parametrize(
    "change",
    [
        {"transport_money": True, "hired": True},
        {"transport_money": True, "litres_per_100_km": 8},
        {"seats": 0},
        {"litres_per_100_km": -1},
        {"litres_per_100_km": 101},
        {"litre": 8},
        {"mode": None},
    ],
)
def test_vehicles_that_make_no_sense_are_refused(change: dict[str, object]) -> None:
    """No seats, negative or absurd consumption, a misspelt or missing setting."""
    vehicles = {**settings()["vehicles"], "pikap": {"name": "Pikap", "mode": "minibus", **change}}
    with pytest.raises(ValidationError):
        params(vehicles=vehicles)


def test_a_new_vehicle_by_yaml_alone(tmp_path: Path) -> None:
    """A pickup of 20 l/100 km for both teams: fuel is Rp 10,000 × Σ ⌈metres × 200 ml / km⌉ litres."""
    own = tmp_path / "pikap.yaml"
    own.write_text(
        "vehicles:\n"
        "  pikap: {name: Pikap, mode: gardan_ganda, seats: 5, litres_per_100_km: 20}\n"
        "region: {team_vehicles: {T1: pikap, T2: pikap}}\n",
        encoding="utf-8",
    )
    out = tmp_path / "rencana"
    args = f"plan --start 2026-03-30 --weeks 1 --work 1 --settings {own} --out {out}"
    assert run(args.split()) == 0
    plan = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert {team["vehicle"] for team in plan["teams"]} == {"pikap"}
    litres = sum(math.ceil(trip["effort"]["metres"] * 200 / 1e6) for trip in plan["trips"])
    with (out / "budget.csv").open(encoding="utf-8-sig", newline="") as file:
        fuel = next(row for row in csv.DictReader(file) if row["uraian"] == "BBM")
    assert (int(fuel["koefisien"]), int(fuel["jumlah_rupiah"])) == (litres, 10_000 * litres)
    assert litres > 0
