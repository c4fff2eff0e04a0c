"""Read a tariff from YAML."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from optimizer.core.effort import DurationClass
from optimizer.core.region import InputFile
from optimizer.core.tariff import Driver, Rate, Tariff
from optimizer.errors import Defect, InputError, Message
from optimizer.settings.load import checked, read_yaml

NARROWED: Mapping[Driver, tuple[str, ...]] = {
    "kilometres": ("vehicles",),
    "litres": ("vehicles",),
    "vehicle_days": ("vehicles",),
    "person_days": ("ranks", "duration_classes"),
    "person_nights": ("ranks",),
    "person_trips": ("vehicles",),
    "people": ("services",),
}
"""Driver of a rate → the fields that may narrow it."""

UNITS: Mapping[Driver, tuple[str, ...]] = {
    "kilometres": ("km",),
    "litres": ("liter", "ltr"),
    "vehicle_days": ("unit/hari", "kendaraan/hari"),
    "person_days": ("orang/hari", "OH"),
    "person_nights": ("orang/malam", "OM"),
    "person_trips": ("orang/kali", "OK", "OT"),
    "team_days": ("tim/hari",),
    "visits": ("kunjungan", "kali", "lokasi"),
    "people": ("orang", "paket", "lembar"),
}
"""Driver of a rate → the units in which it is paid; any other would not be what the driver counts."""

ASSUMED = "asumsi"
"""Legal basis of a rate that has none."""

Text = Annotated[str, Field(min_length=1, pattern=r"\S")]
Account = Annotated[str, Field(pattern=r"^\d+(\.\d+)*$")]


class RateParams(BaseModel):
    """One rate (see `Rate`); every field that narrows it is optional."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Text
    account: Account
    funding: Text
    driver: Driver
    unit: Text
    rupiah: Annotated[int, Field(ge=0, le=10**9, strict=True)]
    legal_basis: Text
    year: Annotated[int, Field(ge=2000, le=2100)]
    source: Text
    verified: Annotated[bool, Field(strict=True)]
    verified_by: str = ""
    verified_on: date | None = None
    assumption: str = ""
    most_per_month: Annotated[int, Field(ge=1, le=31, strict=True)] | None = None
    ranks: tuple[str, ...] = ()
    duration_classes: tuple[DurationClass, ...] = ()
    vehicles: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


class TariffParams(BaseModel):
    """A tariff: rates by item, and the names of the budget accounts they are booked on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Text
    name: Text
    accounts: Mapping[Account, Text] = {}
    rates: Annotated[Mapping[str, RateParams], Field(min_length=1)]


def load_tariff(configs: Path, name: str) -> tuple[Tariff, InputFile]:
    """A tariff and its file.

    Parameters
    ----------
    configs
        Folder with `tariffs/`.
    name
        Name of a file there, without ending, or the path of a YAML file elsewhere.

    Raises
    ------
    InputError
        With every defect: no such file, fields missing, misspelt or out of range, an unknown driver, a unit
        its driver does not count, the same rate twice, a rate said to be verified that nobody verified.
    """
    path = tariff_file(configs, name)
    tree = read_yaml(path)
    defects = [*_repeated(path), *_crossed(tree, path.name)]
    try:
        params = checked(TariffParams, tree, path.name)
    except InputError as error:
        raise InputError([*error.defects, *defects]) from error
    if defects:
        raise InputError(defects)
    rates = tuple(Rate(item=item, **rate.model_dump()) for item, rate in params.rates.items())
    root = configs.parent
    shown = path.relative_to(root) if path.is_relative_to(root) else path.absolute()
    file = InputFile(shown, hashlib.sha256(path.read_bytes()).hexdigest())
    return Tariff(params.code, params.name, rates, tuple(params.accounts.items())), file


def tariff_file(configs: Path, name: str) -> Path:
    """The file of a tariff, by name or path; raises InputError with the names there are."""
    if name.endswith((".yaml", ".yml")) and Path(name).is_file():
        return Path(name)
    path = configs / "tariffs" / f"{name}.yaml"
    known = sorted(file.stem for file in path.parent.glob("*.yaml"))
    if name not in known:
        message = Message("settings.no_such_file", {"known": ", ".join(known), "near": "-"})
        raise InputError([Defect("tariffs", message, found=name)])
    return path


def _repeated(path: Path) -> Iterator[Defect]:
    """Keys written twice in one mapping, of which YAML would quietly keep the last."""
    nodes = [(yaml.compose(path.read_text(encoding="utf-8"), yaml.SafeLoader), "")]
    visited = set[int]()
    while nodes:
        node, above = nodes.pop()
        if not isinstance(node, yaml.MappingNode) or id(node) in visited:
            continue
        visited.add(id(node))  # an alias may lead back to itself
        seen: set[str] = set()
        for key, value in node.value:
            name = f"{above}{key.value}"
            if key.value in seen:
                yield Defect(path.name, Message("tariff.repeated"), key.start_mark.line + 1, name)
            seen.add(key.value)
            nodes.append((value, f"{name}."))


def _crossed(tree: Mapping[str, Any], where: str) -> Iterator[Defect]:
    """What is wrong between fields of a rate, or between rates, however wrong the fields are themselves."""
    rates = tree.get("rates")
    named = defaultdict[str, list[str]](list)
    for item, rate in rates.items() if isinstance(rates, Mapping) else ():
        if isinstance(rate, Mapping):
            yield from _rate(rate, where, f"rates.{item}")
            named[str(rate.get("name", item)).casefold().strip()].append(str(item))
    for items in named.values():
        if len(items) > 1:
            message = Message("tariff.same_name", {"items": ", ".join(items)})
            yield Defect(where, message, None, f"rates.{items[-1]}.name")


def _rate(rate: Mapping[str, Any], where: str, setting: str) -> Iterator[Defect]:
    unit = rate.get("unit")
    driver = next((name for name in UNITS if name == rate.get("driver")), None)
    if driver is not None:
        # A rate narrowed by what its driver does not count would quietly apply to everything.
        able = NARROWED.get(driver, ())
        wrong = dict.fromkeys(name for names in NARROWED.values() for name in names if rate.get(name))
        if strange := [name for name in wrong if name not in able]:
            values = {"driver": driver, "names": ", ".join(strange)}
            yield Defect(where, Message("tariff.not_narrowed", values), None, setting)
        if isinstance(unit, str) and unit not in UNITS[driver]:
            values = {"driver": driver, "known": ", ".join(UNITS[driver])}
            yield Defect(where, Message("tariff.unit", values), None, f"{setting}.unit", unit)
        if rate.get("most_per_month") is not None and driver not in ("person_days", "person_nights"):
            yield Defect(where, Message("tariff.cap"), None, f"{setting}.most_per_month")
    if rate.get("verified") is True:
        lacking = [key for key in ("verified_by", "verified_on") if not rate.get(key)]
        if str(rate.get("legal_basis", "")).strip().casefold() in ("", ASSUMED):
            lacking.append("legal_basis")
        if lacking:
            message = Message("tariff.not_verified", {"names": ", ".join(lacking)})
            yield Defect(where, message, None, f"{setting}.verified")
