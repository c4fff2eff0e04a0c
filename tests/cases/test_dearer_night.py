"""The price of a night decides between a night out and day trips: derived by hand, found by the engines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from optimizer.cli.main import run
from optimizer.core.plan import Stop
from optimizer.core.policy import Policy
from optimizer.core.problem import Problem
from optimizer.core.region import Lodging
from optimizer.core.score import levels
from optimizer.core.tariff import Tariff
from optimizer.engines import ENGINES
from optimizer.settings import home
from tests import tiny
from tests.cases.small import A, Small, people
from tests.engines.oracle import optimum
from tests.reports import calc

TARIFF = home() / "configs" / "tariffs" / "bengkulu-2026-indikatif.yaml"


def tariff_with(folder: Path, **rupiah: int) -> Path:
    """The shipped tariff in `folder`, some of its rates at another price."""
    tree = yaml.safe_load(TARIFF.read_text(encoding="utf-8"))
    for item, price in rupiah.items():
        tree["rates"][item]["rupiah"] = price
    path = folder / "tarif.yaml"
    path.write_text(yaml.safe_dump(tree, sort_keys=False), encoding="utf-8")
    return path


@pytest.fixture
def district(tmp_path: Path) -> Small:
    """28 people 200 km and 200 minutes out, where a team may sleep."""
    made = Small(tmp_path)
    made.desa(A, 28)
    made.road("KANTOR", A, 200)
    bed = {"kode_desa": A, "nama": "Losmen", "taksiran": "ya", "tanggal": "", "sumber": "uji"}
    made.table("penginapan", bed)
    return made


@pytest.mark.parametrize(
    ("allowance", "nights", "rupiah"), [(556_000, 1, 4_538_000), (557_000, 0, 4_540_000)]
)
def test_a_dearer_night_flips_the_plan_to_day_trips(
    district: Small, tmp_path: Path, allowance: int, nights: int, rupiah: int
) -> None:
    """Four day trips of 7 people cost 4 × 1,135,000 = 4,540,000, whatever a night costs.

    A way out and back is 400 km: 54 litres and upkeep, 740,000; data 25,000 and two lunches 70,000 a day;
    a day trip adds 2 × 150,000. One night for all 28: 740,000 + 2 × 95,000 + 2 × 692,000 = 2,314,000 and
    four allowances: 4 × 556,500 makes both equal, so 556,000 is a night and 557,000 are day trips.
    """
    path = tariff_with(tmp_path, uang_harian_menginap=allowance)
    own: dict[str, Any] = {
        "tariff": str(path),
        "calendar": {"weekdays": ["mon", "tue", "wed", "thu"]},
        "policy": {"purpose": "cover", "max_nights": 1},
    }
    plan = district.plan("--work", "400", **own)
    assert people(plan) == {A: 28}
    assert plan["cost_rupiah"] == rupiah
    assert max(trip["nights"] for trip in plan["trips"]) == nights
    assert plan["prices"]["indicative"] is True
    assert str(tmp_path) not in str(plan)


def weighed(night: int) -> Problem:
    """14 people 200 minutes out on two days: two day trips, or one trip with a night at so much a person."""
    tariff = Tariff(
        "uji",
        "Tarif uji",
        (
            tiny.rate("bbm", "kilometres", 100),
            tiny.rate("harian", "person_days", 50_000),
            tiny.rate("inap", "person_nights", night),
        ),
    )
    problem = tiny.problem([14], tiny.line_of(200), days=2, tariff=tariff, policy=Policy(purpose="cover"))
    beds = (Lodging("P0", "Penginapan", tiny.SOURCE),)
    return tiny.again(problem, policy={"max_nights": 1}, lodgings=beds)


@pytest.mark.parametrize(("night", "nights", "rupiah"), [(19_999, 1, 279_998), (20_001, 0, 280_000)])
@pytest.mark.parametrize("engine", ["routing", "auto"])
def test_engines_weigh_the_night(engine: str, night: int, nights: int, rupiah: int) -> None:
    """Two members, two days: 4 × 50,000 either way. A second drive of 400 km is 40,000, the night two beds.

    Day trips: 200,000 + 80,000. A night: 240,000 + 2 × night, which is less below 20,000 a bed.
    """
    problem = weighed(night)
    result = ENGINES[engine]().solve(problem, Stop(work=200), 0)
    shortfall, spent = levels(problem, result.plan)
    assert (shortfall.value, spent.value) == (0, rupiah) == optimum(problem)
    assert [made.nights for made in result.plan.trips] == ([1] if nights else [0, 0])


def test_a_factor_on_every_rate_is_a_factor_on_the_plan(district: Small, tmp_path: Path) -> None:
    """Rates times three: the same plan, its cost, each line of its budget and its RAB times three."""
    factor = 3
    tree = yaml.safe_load(TARIFF.read_text(encoding="utf-8"))
    dearer = {item: factor * rate["rupiah"] for item, rate in tree["rates"].items()}
    own: dict[str, Any] = {"calendar": {"weekdays": ["mon", "tue"]}, "policy": {"max_nights": 1}}
    plain = district.plan("--work", "50", **own)
    path = tariff_with(tmp_path, **dearer)
    dear = district.plan("--work", "50", tariff=str(path), **own)
    assert [trip["days"] for trip in dear["trips"]] == [trip["days"] for trip in plain["trips"]]
    assert dear["cost_rupiah"] == factor * plain["cost_rupiah"] > 0
    lines = zip(dear["budget"], plain["budget"], strict=True)
    assert all(more["amount"] == factor * less["amount"] for more, less in lines)
    run_folder = tmp_path / "rencana-1"
    assert (
        run(
            [
                "budget",
                str(run_folder),
                "--tariff",
                str(path),
                "--no-letters",
                "--data",
                str(tmp_path / "tabel"),
            ]
        )
        == 0
    )
    cells = calc.values(run_folder / "rab.xlsx")
    assert cells["RAB", f"F{calc.row_of(cells, 'RAB', 'Jumlah')}"] == factor * plain["cost_rupiah"]
