"""The shipped tariff and its warnings: what is paid, and what a tariff leaves unpaid or upside down."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from optimizer.core.effort import Effort
from optimizer.core.region import Lodging, Region, Source, Vehicle
from optimizer.core.tariff import Tariff, cost
from optimizer.errors import InputError
from optimizer.settings import doubts, home, load, load_tariff
from optimizer.texts import LANGUAGES, tell
from tests.tiny import rate, region

SHIPPED, _ = load_tariff(home() / "configs", "bengkulu-2026-indikatif")
FUELLED = (Vehicle("minibus_dinas", "Minibus dinas", "minibus", False, 7, 133),)
"""The tiny region's only vehicle, with its consumption."""

FUEL = rate("bbm", "litres", 10_000)


def told(tariff: Tariff, nights: int = 0, **changes: Any) -> list[str]:
    """Keys of the warnings about a tariff for a tiny region of one team, two members of rank III."""
    settings = load(home() / "configs", overrides={"policy": {"max_nights": nights}})
    found = doubts(settings, replace(region((10,)), **{"vehicles": FUELLED, **changes}), tariff)
    assert all(tell(message, lang) for message in found for lang in LANGUAGES)
    return [message.key.removeprefix("settings.warn_") for message in found]


def paid(*rates: Any) -> Tariff:
    """A tariff of these rates and fuel."""
    return Tariff("uji", "Tarif uji", (FUEL, *rates))


def test_two_days_and_a_night_by_hand() -> None:
    """4 people, 190 km: 2 × 4 × (380,000 + 35,000) + 4 × 692,000 + 26 × 10,000 + 190 × 500 + 2 × 25,000."""
    effort = Effort(
        metres=190_000,
        team_days=2,
        kilometres={"minibus_dinas": 190},
        litres={"minibus_dinas": 26},  # 190 km × 133 ml = 25.27 l
        vehicle_days={"minibus_dinas": 2},
        person_days={("golongan_iii", "overnight"): 4, ("golongan_ii", "overnight"): 4},
        person_nights={"golongan_iii": 2, "golongan_ii": 2},
    )
    assert cost(SHIPPED, effort) == 3_320_000 + 2_768_000 + 260_000 + 95_000 + 50_000


def test_a_hired_car_pays_rent_and_no_fuel() -> None:
    """One day of two members up to eight hours: 985,000 + 2 × 35,000 + 25,000."""
    effort = Effort(
        metres=50_000,
        team_days=1,
        kilometres={"minibus_sewa": 50},
        vehicle_days={"minibus_sewa": 1},
        person_days={("golongan_iii", "up_to_8h"): 2},
    )
    assert cost(SHIPPED, effort) == 985_000 + 70_000 + 25_000


def test_the_shipped_tariff_is_indicative_and_complete() -> None:
    """No rate is verified; own and hired cars, days and nights of every rank are paid: nothing is said."""
    assert not any(rate.verified for rate in SHIPPED.rates)
    assert all(rate.legal_basis and rate.source for rate in SHIPPED.rates)
    assert told(SHIPPED) == []
    hired = (Vehicle("minibus_dinas", "Minibus sewa", "minibus", True, 7),)
    assert told(replace_rates(SHIPPED, vehicles=("minibus_dinas",)), vehicles=hired) == []
    assert told(SHIPPED, nights=1, lodgings=lodgings(estimated=False)) == []


def replace_rates(tariff: Tariff, **changes: Any) -> Tariff:
    """The tariff with its rates by the vehicle-day changed."""
    rates = (replace(r, **changes) if r.driver == "vehicle_days" else r for r in tariff.rates)
    return replace(tariff, rates=tuple(rates))


def lodgings(*, estimated: bool) -> tuple[Lodging, ...]:
    """One place to sleep."""
    return (Lodging("P0", "Desa 0", Source("uji", "2026", estimated)),)


def test_driving_that_nobody_pays_is_said() -> None:
    """No price by the litre, no consumption, a price for other vehicles only, no rent: one warning each."""
    assert told(Tariff("uji", "Tarif uji", (rate("km", "kilometres", 1_333),))) == ["no_fuel"]
    assert told(paid(), vehicles=(replace(FUELLED[0], millilitres=0),)) == ["no_fuel"]
    other = Tariff("uji", "Tarif uji", (rate("bbm", "litres", 10_000, vehicles=("motor_dinas",)),))
    assert told(other) == ["no_fuel"]
    hired = (replace(FUELLED[0], hired=True),)
    assert told(paid(), vehicles=hired) == ["no_rent"]
    assert told(paid()) == []


@pytest.mark.parametrize(
    ("over", "night", "said"),
    [
        (150_000, 150_000, []),
        (150_000, 149_999, ["cheaper_overnight"]),
        (34_999, 150_000, ["cheaper_over_8h"]),
        (34_999, 34_998, ["cheaper_over_8h", "cheaper_overnight"]),
    ],
)
def test_a_longer_day_for_less_is_said(over: int, night: int, said: list[str]) -> None:
    """Against 35,000 up to eight hours: equal is no matter, a rupiah less is, class by class."""
    tariff = paid(
        rate("pendek", "person_days", 35_000, duration_classes=("up_to_8h",)),
        rate("panjang", "person_days", over, duration_classes=("over_8h",)),
        rate("menginap", "person_days", night, duration_classes=("overnight",)),
    )
    assert told(tariff) == said


def test_nights_need_a_bed_and_its_price() -> None:
    """Allowed without a lodging; with one nobody confirmed; with one nobody pays."""
    assert told(paid(), nights=1) == ["no_lodging"]
    assert told(SHIPPED, nights=1, lodgings=lodgings(estimated=True)) == ["lodging_estimated"]
    assert told(paid(), nights=1, lodgings=lodgings(estimated=False)) == ["unpaid_nights"]
    assert told(paid(), nights=0, lodgings=lodgings(estimated=True)) == []


def test_a_rate_for_nobody_is_said() -> None:
    """A misspelt rank and an unknown vehicle are never counted, and that is said."""
    strange = rate("harian", "person_days", 1, ranks=("golongan_3",))
    cart = rate("gerobak", "vehicle_days", 1, vehicles=("gerobak",))
    assert told(paid(strange, cart)) == ["unknown_in_tariff"] * 2


@pytest.mark.parametrize(
    ("changes", "setting"),
    [
        ({"driver": "bensin"}, "rates.bbm.driver"),
        ({"rupiah": -1}, "rates.bbm.rupiah"),
        ({"rupiah": 1.5}, "rates.bbm.rupiah"),
        ({"ranks": ["golongan_iii"]}, "rates.bbm"),
        ({"harga": 1}, "rates.bbm.harga"),
        ({"duration_classes": ["semalam"]}, "rates.bbm.duration_classes.0"),
    ],
)
def test_a_tariff_that_makes_no_sense_is_refused(
    changes: dict[str, Any], setting: str, tmp_path: Path
) -> None:
    """An unknown driver, a negative or broken amount, a rank on litres, a misspelt field: named, once."""
    path = home() / "configs" / "tariffs" / "bengkulu-2026-indikatif.yaml"
    tree = yaml.safe_load(path.read_text(encoding="utf-8"))
    tree["rates"]["bbm"] |= changes
    (tmp_path / "tariffs").mkdir()
    (tmp_path / "tariffs" / "uji.yaml").write_text(yaml.safe_dump(tree), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_tariff(tmp_path, "uji")
    assert [defect.column for defect in caught.value.defects] == [setting]


def test_doubts_reach_every_region(shipped: Region) -> None:
    """The shipped district with the shipped tariff has none."""
    assert doubts(load(home() / "configs"), shipped, SHIPPED) == ()


@pytest.fixture
def shipped() -> Region:
    """A region whose team drives what the default settings call minibus_dinas."""
    return replace(region((10,)), vehicles=FUELLED)
