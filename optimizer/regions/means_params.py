"""What settings may say of an office's means where they differ from its tables: teams, kits, closures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Teams = Annotated[int, Field(ge=1, le=100)]
Members = Annotated[int, Field(ge=1, le=20)]
Kits = Annotated[int, Field(ge=1, le=1000)]
BrokenKits = Annotated[int, Field(ge=0, le=1000)]


class _Params(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RoadsParams(_Params):
    """Roads that are closed, whenever that may be.

    Attributes
    ----------
    links
        Links by id, as in the table ruas.
    kecamatan
        By code or name: every link that ends in one of its desa or at one of its schools.
    modes
        Vehicle modes kept out; empty for all.
    """

    links: tuple[str, ...] = ()
    kecamatan: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()


class ClosureParams(RoadsParams):
    """Roads closed from `start` to `end` (both included; null: until further notice)."""

    start: date
    end: date | None = None

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not self.links and not self.kecamatan:
            raise ValueError("a closure names links or kecamatan")
        if self.end is not None and self.end < self.start:
            raise ValueError("end must not be before start")
        return self


class MeansParams(_Params):
    """Means in place of, or besides, those of the tables tim, alat and penutupan; null: as the tables say.

    Attributes
    ----------
    teams
        Teams: taken away from the last, or copies of the last one added.
    members
        Members of each team, further ones of its lowest rank.
    vehicle
        Vehicle of every team.
    kits
        Kits of the whole office, in place of the inventory: dealt to the teams one by one, a team taking
        no more than it has members.
    broken_kits
        So many of the kits that work do not, from the last.
    closures
        By a name of one's own, besides those of the table.
    """

    teams: Teams | None = None
    members: Members | None = None
    vehicle: str | None = None
    kits: Kits | None = None
    broken_kits: BrokenKits = 0
    closures: Mapping[str, ClosureParams] = {}
