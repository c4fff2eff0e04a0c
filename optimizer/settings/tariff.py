"""Read a tariff from YAML."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

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
    "people": ("services",),
}
"""Driver of a rate → the fields that may narrow it."""


class RateParams(BaseModel):
    """One rate (see `Rate`); every field that narrows it is optional."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    account: str
    driver: Driver
    unit: str
    rupiah: Annotated[int, Field(ge=0)]
    legal_basis: str
    year: Annotated[int, Field(ge=2000, le=2100)]
    source: str
    verified: bool
    ranks: tuple[str, ...] = ()
    duration_classes: tuple[DurationClass, ...] = ()
    vehicles: tuple[str, ...] = ()
    services: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _narrowed(self) -> Self:
        """A rate narrowed by what its driver does not count would quietly apply to everything."""
        able = NARROWED.get(self.driver, ())
        wrong = [name for names in NARROWED.values() for name in names if getattr(self, name)]
        wrong = [name for name in dict.fromkeys(wrong) if name not in able]
        if wrong:
            raise ValueError(f"a rate on {self.driver} cannot be narrowed by {', '.join(wrong)}")
        return self


class TariffParams(BaseModel):
    """A tariff: rates by item."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    name: str
    rates: Mapping[str, RateParams]


def load_tariff(configs: Path, name: str) -> tuple[Tariff, InputFile]:
    """The tariff `name` of `configs/tariffs/` and its file; raises InputError with every defect."""
    path = configs / "tariffs" / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in path.parent.glob("*.yaml")))
        message = Message("settings.no_such_file", {"known": known, "near": "-"})
        raise InputError([Defect("tariffs", message, found=name)])
    params = checked(TariffParams, read_yaml(path), path.name)
    rates = tuple(Rate(item=item, **rate.model_dump()) for item, rate in params.rates.items())
    file = InputFile(path.relative_to(configs.parent), hashlib.sha256(path.read_bytes()).hexdigest())
    return Tariff(params.code, params.name, rates), file
