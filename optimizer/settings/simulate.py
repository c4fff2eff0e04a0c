"""`SimulateParams`: what a simulated life of a plan draws at random, and what each distribution rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Chance = Literal["turnout", "minutes", "setup", "drive", "kits", "closures"]
CHANCES: tuple[Chance, ...] = ("turnout", "minutes", "setup", "drive", "kits", "closures")
"""Everything that can be left to chance, in the order in which a life meets it."""

OnOverrun = Literal["leave", "finish"]
Percent = Annotated[float, Field(ge=0, le=100)]
Month = Annotated[int, Field(ge=1, le=12)]
Weight = Annotated[float, Field(ge=0, le=100)]


class _Params(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class TurnoutParams(_Params):
    """Who comes: each person invited comes with the chance of the day's turnout."""

    whole: bool = True
    """Whether the district's turnout is drawn once a life, from its row of asumsi.csv (triangular)."""
    visits: Percent = 10
    """Standard deviation of a visit's own turnout, in percentage points."""
    basis: str = ""


class MinutesParams(_Params):
    """How long people take."""

    whole: bool = True
    """Whether minutes a person are drawn once a life, from their rows of asumsi.csv (triangular)."""
    visits: Percent = 10
    """Coefficient of variation from visit to visit, in percent."""
    persons: Annotated[float, Field(ge=0, le=300)] = 50
    """Coefficient of variation from person to person, in percent; a visit of n people has it over √n."""
    basis: str = ""


class SetupParams(_Params):
    """How long setting up takes."""

    whole: bool = True
    """Whether set-up minutes are drawn once a life, from their rows of asumsi.csv (triangular)."""
    basis: str = ""


class DriveParams(_Params):
    """How long drives take, in percent of the minutes planned."""

    low: Annotated[float, Field(gt=0, le=300)] = 90
    central: Annotated[float, Field(gt=0, le=300)] = 100
    high: Annotated[float, Field(gt=0, le=300)] = 130
    """Of all drives of a life: triangular."""
    legs: Percent = 10
    """Coefficient of variation from drive to drive, in percent."""
    basis: str = ""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.central <= self.high:
            raise ValueError("low, central and high must be in order")
        return self


class KitParams(_Params):
    """Kits that fail in the field; there is no spare one."""

    fail: Percent = 1
    """Chance that a working kit fails on a day it is out, in percent."""
    days: Annotated[float, Field(ge=1, le=365)] = 5
    """Days until it works again, on average (geometric), the day it fails included."""
    basis: str = ""


class ClosureParams(_Params):
    """Slide-prone links that close on dates nobody knows beforehand."""

    per_km_year: Annotated[float, Field(ge=0, le=10)] = 0.02
    """Closures of a kilometre of slide-prone road in a year."""
    days: Annotated[float, Field(ge=1, le=60)] = 2
    """Days a closure lasts, on average (geometric), its first one included."""
    months: Mapping[Month, Weight] = {}
    """Weight of each month, 1 where not named; only their ratio to the year's mean counts."""
    kecamatan: Mapping[str, Weight] = {}
    """Factor of the rate by kecamatan code, 1 where not named."""
    basis: str = ""


class SimulateParams(_Params):
    """`jemput-bola simulate`: distributions, number of lives, and what a team does when the day is over."""

    lives: int = Field(default=10_000, ge=100, le=100_000)
    chances: tuple[Chance, ...] = CHANCES
    """What is left to chance; anything else happens as planned."""
    on_overrun: OnOverrun = "leave"
    """`leave`: a team serves while it can be back in time, then leaves; `finish`: it serves everyone."""
    turnout: TurnoutParams = TurnoutParams()
    minutes: MinutesParams = MinutesParams()
    setup: SetupParams = SetupParams()
    drive: DriveParams = DriveParams()
    kits: KitParams = KitParams()
    closures: ClosureParams = ClosureParams()
