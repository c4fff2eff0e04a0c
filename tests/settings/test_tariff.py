"""The shipped tariff and its warnings: what is paid, and what a tariff leaves unpaid or upside down."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from optimizer.core.effort import Effort
from optimizer.core.region import Lodging, Region, Source, Vehicle
from optimizer.core.tariff import Tariff, cost
from optimizer.errors import InputError
from optimizer.settings import doubts, home, load, load_tariff
from optimizer.texts import LANGUAGES, tell, tell_defect
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


BBM = "rates.bbm"


@pytest.mark.parametrize(
    ("changes", "settings"),
    [
        ({"driver": "bensin"}, [f"{BBM}.driver"]),
        ({"rupiah": -1}, [f"{BBM}.rupiah"]),
        ({"rupiah": 1.5}, [f"{BBM}.rupiah"]),
        ({"rupiah": "10.000"}, [f"{BBM}.rupiah"]),
        ({"rupiah": True}, [f"{BBM}.rupiah"]),
        ({"ranks": ["golongan_iii"]}, [BBM]),
        ({"harga": 1}, [f"{BBM}.harga"]),
        ({"driver": "person_days", "unit": "OH", "duration_classes": ["x"]}, [f"{BBM}.duration_classes.0"]),
        ({"duration_classes": ["overnight"]}, [BBM]),
        ({"unit": "galon"}, [f"{BBM}.unit"]),
        ({"unit": "km"}, [f"{BBM}.unit"]),
        ({"account": "5,1"}, [f"{BBM}.account"]),
        ({"name": " "}, [f"{BBM}.name"]),
        ({"name": "makan siang PETUGAS"}, ["rates.makan_siang.name"]),
        ({"most_per_month": 10}, [f"{BBM}.most_per_month"]),
        ({"verified": True}, [f"{BBM}.verified"]),
        ({"verified": "ya"}, [f"{BBM}.verified"]),
        ({"rupiah": None, "unit": "galon", "ranks": ["x"]}, [f"{BBM}.rupiah", BBM, f"{BBM}.unit"]),
    ],
)  # fmt: skip
def test_a_tariff_that_makes_no_sense_is_refused(
    changes: dict[str, Any], settings: list[str], tmp_path: Path
) -> None:
    """Drivers, amounts, units, narrowings, names and marks that are none: each named, all at once."""
    with pytest.raises(InputError) as caught:
        load_tariff(written(tmp_path, bbm=changes), "uji")
    assert [defect.column for defect in caught.value.defects] == settings
    assert all(tell_defect(defect, lang) for defect in caught.value.defects for lang in LANGUAGES)


def written(folder: Path, **changes: Any) -> Path:
    """The shipped tariff as `uji` of a folder of configs, with fields of its rates changed or taken away."""
    path = home() / "configs" / "tariffs" / "bengkulu-2026-indikatif.yaml"
    tree = yaml.safe_load(path.read_text(encoding="utf-8"))
    for item, fields in changes.items():
        rate = tree["rates"].setdefault(item, {})
        rate |= fields
        tree["rates"][item] = {key: value for key, value in rate.items() if value is not None}
    (folder / "tariffs").mkdir(exist_ok=True)
    (folder / "tariffs" / "uji.yaml").write_text(yaml.safe_dump(tree, sort_keys=False), encoding="utf-8")
    return folder


def test_every_bad_rate_is_named_at_once(tmp_path: Path) -> None:
    """Four rates wrong in four ways, one of them without anything at all: four plus its nine fields."""
    configs = written(
        tmp_path,
        bbm={"rupiah": -1},
        perawatan={"driver": "meter"},
        makan_siang={"unit": "bungkus"},
        baru={"driver": "visits"},
    )
    with pytest.raises(InputError) as caught:
        load_tariff(configs, "uji")
    found = [defect.column for defect in caught.value.defects]
    lacking = ["name", "account", "funding", "unit", "rupiah", "legal_basis", "year", "source", "verified"]
    assert sorted(map(str, found)) == sorted(
        ["rates.bbm.rupiah", "rates.perawatan.driver", "rates.makan_siang.unit"]
        + [f"rates.baru.{name}" for name in lacking]
    )


def test_a_rate_written_twice_is_refused(tmp_path: Path) -> None:
    """YAML keeps the last of two keys: the second `bbm` and its line number are named."""
    configs = written(tmp_path)
    path = configs / "tariffs" / "uji.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    start = lines.index("  bbm:")
    end = next(n for n in range(start + 1, len(lines)) if lines[n].startswith("  ") and lines[n][2] != " ")
    path.write_text("\n".join(lines + lines[start:end]), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_tariff(configs, "uji")
    defects = [(d.column, d.row, d.message.key) for d in caught.value.defects]
    assert defects == [("rates.bbm", len(lines) + 1, "tariff.repeated")]


@pytest.mark.parametrize(
    "text", ["", "[]", "rates: 1", "rates: &a {b: *a}", "rates: {1: {}}", "rates: {a: {driver: [x]}}"]
)
def test_what_is_no_tariff_at_all_is_refused(text: str, tmp_path: Path) -> None:
    """Lists, numbers and mappings that hold themselves: defects, never a traceback or an endless walk."""
    path = tmp_path / "uji.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        load_tariff(home() / "configs", str(path))


def test_a_tariff_of_ones_own_by_its_path(tmp_path: Path) -> None:
    """A file anywhere is a tariff too; an unknown name lists those there are."""
    path = written(tmp_path) / "tariffs" / "uji.yaml"
    tariff, file = load_tariff(home() / "configs", str(path))
    assert (tariff.rates, file.path) == (SHIPPED.rates, path)
    with pytest.raises(InputError) as caught:
        load_tariff(home() / "configs", "bengkulu")
    assert "bengkulu-2026-indikatif" in str(caught.value.defects[0].message.values["known"])


def test_what_is_allowed_but_doubtful_is_said() -> None:
    """A rate of last year, one of 0 rupiah, two that pay the same, transport that nobody pays."""
    settings, area = load(home() / "configs"), replace(region((10,)), vehicles=FUELLED)
    old = paid(replace(rate("makan", "person_days", 35_000), year=2025))
    for start, said in ((date(2025, 12, 31), []), (date(2026, 1, 1), ["tariff.warn_old"])):
        assert [w.key for w in doubts(settings, area, old, start)] == said
    assert told(paid(rate("paket", "team_days", 0))) == ["tariff.warn_zero"]
    long = rate("a", "person_days", 1, duration_classes=("over_8h", "overnight"))
    night = rate("b", "person_days", 2, duration_classes=("overnight",), ranks=("golongan_iii",))
    short = rate("c", "person_days", 2, duration_classes=("up_to_8h",))
    assert told(paid(long, night)) == ["tariff.warn_twice"]
    assert told(paid(long, replace(night, account="5.1.03"), short)) == ["cheaper_over_8h"]
    bus = (Vehicle("minibus_dinas", "Angkot", "minibus", False, None, 0, True),)
    assert told(paid(), vehicles=bus) == ["tariff.warn_no_transport"]
    assert told(paid(rate("t", "person_trips", 170_000)), vehicles=bus) == []


def test_doubts_reach_every_region(shipped: Region) -> None:
    """The shipped district with the shipped tariff has none."""
    assert doubts(load(home() / "configs"), shipped, SHIPPED) == ()


@pytest.fixture
def shipped() -> Region:
    """A region whose team drives what the default settings call minibus_dinas."""
    return replace(region((10,)), vehicles=FUELLED)
