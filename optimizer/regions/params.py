"""What a region's configuration may say: its tables, bounds, services and vehicles."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from optimizer.regions.demand_params import DemandParams
from optimizer.regions.means_params import MeansParams
from optimizer.regions.published import PublishedParams

Named = TypeVar("Named", bound=BaseModel)
Code = Annotated[str, Field(min_length=1)]
Whole = Annotated[int, Field(ge=0)]


def _listed(value: Any) -> Any:
    """A mapping of code → fields as the list it stands for; a code set to null is left out."""
    if not isinstance(value, Mapping):
        return value
    return [
        {"code": code, **fields} if isinstance(fields, Mapping) else fields
        for code, fields in value.items()
        if fields is not None
    ]


ByCode = Annotated[tuple[Named, ...], BeforeValidator(_listed)]
"""Entries by code: a mapping in YAML, so that later files can change one of them by its code."""


class _Params(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CapParams(_Params):
    """The most people of a service in one team's day, or in one day of the whole region."""

    people: Annotated[int, Field(ge=1)] | str
    per: Literal["team_day", "region_day"] = "team_day"


class ServiceParams(_Params):
    """A service: what residents come for.

    Attributes
    ----------
    code, name
        Short code (`KTP`) and the name shown.
    column
        Column of the desa table that counts the people who need this service alone.
    optional
        Whether the column may be missing; then nobody needs the service alone.
    minutes
        Minutes of one person at one kit, a whole number or the key of an assumption.
    needs_signal
        Whether it needs a mobile signal on the spot.
    cap
        The most people a day, or None.
    value
        Weight of a person served, relative to other services.
    target
        People of the region to be served, wherever they live, a number or the key of an assumption; None:
        everyone.
    """

    code: Code
    name: str
    column: str
    minutes: Annotated[int, Field(ge=1)] | str
    optional: bool = False
    needs_signal: bool = False
    cap: CapParams | None = None
    value: Annotated[int, Field(ge=1)] = 1
    target: Annotated[int, Field(ge=1)] | str | None = None


class VehicleParams(_Params):
    """A vehicle: what a team travels in.

    Attributes
    ----------
    code, name
        Short code, as the team table names it, and the name shown.
    mode
        Mode of the roads' speed table: its speeds, and the roads it is kept from.
    hired
        Whether it is rented by the day (then the rent is taken to pay for fuel and driver).
    seats
        The largest team it carries, its driver included; None where nobody says.
    litres_per_100_km
        Fuel it takes; 0 where none is paid for by the litre.
    transport_money
        Whether members are paid transport money for going out: only where the vehicle is neither the
        office's own nor hired, so it is refused beside `hired` or fuel.
    """

    code: Code
    name: str
    mode: str
    hired: bool = False
    seats: Annotated[int, Field(ge=1)] | None = None
    litres_per_100_km: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] = 0
    transport_money: bool = False

    @model_validator(mode="after")
    def _paid_once(self) -> Self:
        """Rent or fuel and transport money for the same way would pay it twice."""
        if self.transport_money and (self.hired or self.litres_per_100_km):
            raise ValueError("transport_money is paid only where the vehicle is neither hired nor fuelled")
        return self

    @property
    def millilitres(self) -> int:
        """Millilitres of fuel for one kilometre, whole."""
        return round(10 * self.litres_per_100_km)


class BoundsParams(_Params):
    """The rectangle, in WGS84 degrees, in which every place of the region lies."""

    south: Annotated[float, Field(ge=-90, le=90)]
    north: Annotated[float, Field(ge=-90, le=90)]
    west: Annotated[float, Field(ge=-180, le=180)]
    east: Annotated[float, Field(ge=-180, le=180)]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.south >= self.north or self.west >= self.east:
            raise ValueError("south must be less than north, west less than east")
        return self

    def holds(self, lat: float, lon: float) -> bool:
        """Whether a point lies inside, the edge included."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east


INDONESIA = BoundsParams(south=-11.1, north=6.2, west=94.9, east=141.1)


class AssumptionParams(_Params):
    """A general assumption, for regions that state none of their own: see `Assumption`."""

    low: float
    central: float
    high: float
    unit: str
    basis: str


class RegionParams(_Params):
    """A region: where its tables lie and what they may contain.

    Attributes
    ----------
    code, name
        Kemendagri code (`17.02`) and name of the kabupaten or kota.
    data
        Folder of its tables.
    bounds
        Rectangle that holds every place; all of Indonesia where nothing narrower is said.
    kecamatan
        Code → name of every kecamatan; empty where the names are only checked against each other.
    services, vehicles
        By code, in the order in which reports show them.
    team_vehicles
        Team of the team table → the vehicle it takes instead of the one named there.
    sittings
        Optional columns of the desa table that count people who need several services in one sitting:
        column → codes of the services.
    ranks
        Ranks of team members: a column of the team table each, and what tariffs pay by.
    assumptions
        General assumptions by key, for those that the region's own table lacks.
    tie_circuity
        Road metres per straight metre from a school's point to the nearest node of the network.
    published
        Published figures, how they are weighed against each other and which reading is chosen.
    demand
        Where people are met besides their desa, and who comes to the office meanwhile.
    means
        Teams, kits, vehicles and closures where they differ from the tables.
    attributions
        What maps and reports must print about the sources, licence included.
    """

    code: Code
    name: str
    data: Path
    bounds: BoundsParams = INDONESIA
    kecamatan: Mapping[str, str] = {}
    services: ByCode[ServiceParams]
    vehicles: ByCode[VehicleParams]
    team_vehicles: Mapping[str, str] = {}
    sittings: Mapping[str, tuple[str, ...]] = {}
    ranks: tuple[str, ...]
    assumptions: Mapping[str, AssumptionParams] = {}
    tie_circuity: Annotated[float, Field(ge=1, le=5)] = 1.4
    published: PublishedParams = PublishedParams()
    demand: DemandParams = DemandParams()
    means: MeansParams = MeansParams()
    attributions: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _known(self) -> Self:
        codes = [service.code for service in self.services]
        unknown = {code for needed in self.sittings.values() for code in needed}.difference(codes)
        if unknown:
            raise ValueError(f"sittings name unknown services: {', '.join(sorted(unknown))}")
        for listed in (codes, [vehicle.code for vehicle in self.vehicles], list(self.ranks)):
            if not listed or len(set(listed)) < len(listed):
                raise ValueError("services, vehicles and ranks need at least one entry, each once")
        strange = set(self.team_vehicles.values()).difference(vehicle.code for vehicle in self.vehicles)
        if strange:
            raise ValueError(f"team_vehicles name unknown vehicles: {', '.join(sorted(strange))}")
        columns = [service.column for service in self.services] + list(self.sittings)
        if len(set(columns)) < len(columns):
            raise ValueError("each service and each sitting needs a column of its own")
        if self.demand.service not in codes:
            raise ValueError(f"demand names an unknown service: {self.demand.service}")
        return self

    def count_columns(self) -> dict[str, tuple[str, ...]]:
        """Columns of the desa table that count people → the services they need in one sitting."""
        return {service.column: (service.code,) for service in self.services} | dict(self.sittings)

    def references(self) -> list[tuple[str, str]]:
        """Settings of the services that name an assumption: (setting, key)."""
        values = [(f"services.{service.code}.minutes", service.minutes) for service in self.services]
        values += [(f"services.{s.code}.cap.people", s.cap.people) for s in self.services if s.cap]
        values += [(f"services.{s.code}.target", s.target) for s in self.services if s.target is not None]
        return [(setting, value) for setting, value in values if isinstance(value, str)]
