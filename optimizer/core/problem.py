"""`Problem`: region, travel, calendar, tariff and policy compiled to indices and whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace as dataclass_replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.core.calendar import Calendar
from optimizer.core.policy import Policy
from optimizer.core.priority import Factors
from optimizer.core.region import Region, Vehicle
from optimizer.core.tariff import Tariff
from optimizer.core.travel import Layer, Travel


@dataclass(frozen=True)
class SlotClass:
    """Slots that are interchangeable: same base, roads, minutes, crew and places allowed.

    Attributes
    ----------
    base
        Location index of the team's base.
    allowed
        Whether the class may serve each cell, shape (cells,): False without a road or signal, where the
        place is shut, before the cell's release and after its deadline.
    opens, closes
        Minutes after midnight between which a stay at each place lies, shape (places,).
    """

    layer: tuple[str, str]
    base: int
    start: int
    pause: tuple[int, int] | None
    work_minutes: int
    stations: int
    vehicle: str
    crew: tuple[tuple[str, int], ...]
    allowed: NDArray[np.bool_]
    opens: NDArray[np.int32]
    closes: NDArray[np.int32]

    @property
    def size(self) -> int:
        """Number of members."""
        return sum(count for _, count in self.crew)

    @property
    def pause_minutes(self) -> int:
        """Length of the break, 0 without one."""
        return self.pause[1] - self.pause[0] if self.pause else 0


@dataclass(frozen=True)
class Slot:
    """One team on one date, of class `slot_class`."""

    team: str
    date: date
    slot_class: int


@dataclass(frozen=True)
class Span:
    """Slots of one team on consecutive dates, by index into `Problem.slots`, for a trip with nights."""

    team: str
    slots: tuple[int, ...]
    classes: tuple[int, ...]


@dataclass(frozen=True)
class ServiceCap:
    """At most `people` over the cells in `cells`, per team-day or per date of the region.

    `per_trip` is what a team may count on in a day: the cap, or its even share of the region's.
    """

    service: str
    cells: NDArray[np.bool_]
    people: int
    per_region: bool
    per_trip: int


@dataclass(frozen=True)
class Target:
    """So many `people` to be served of a service, over the cells in `cells`, wherever they live."""

    service: str
    cells: NDArray[np.bool_]
    people: int


@dataclass(frozen=True)
class Floor:
    """At least `people` to be served of a kecamatan's cells, before anything else counts."""

    kecamatan: str
    cells: NDArray[np.bool_]
    people: int


@dataclass(frozen=True)
class Problem:
    """The one frozen object engines, referee and reports share; arrays are read-only.

    Attributes
    ----------
    place_location
        Location index (into `travel.ids`) of each place, shape (places,).
    setup
        Set-up minutes of a visit, shape (places,).
    cell_place, cell_minutes, cell_weight
        Place index, minutes per person at one station and weight in hundredths of each cell,
        shape (cells,).
    available, expected
        People of each cell who can be invited (waiting + inflow − office) and of these the ones
        expected to come, shape (cells,).
    max_visits
        Visits allowed per place under the policy, shape (places,); never more than dates to come on.
    factors
        Hundredths that each factor of priority adds to the weight of a place, by name.
    timed
        Whether each place has opening hours, shape (places,).
    optional
        Cells that need only services with a target over the region, shape (cells,): where its people
        live is left to the plan.
    targets, floors
        What has to be served over the region or in a kecamatan.
    slots, classes
        Slots in order of date and team; classes they refer to.
    lodgings
        Location indices where a team may sleep; empty where the policy allows no night out.
    spans
        Runs of two slots and more that a trip with nights may use.
    """

    region: Region
    travel: Travel
    calendar: Calendar
    tariff: Tariff
    policy: Policy
    place_location: NDArray[np.int32]
    setup: NDArray[np.int32]
    weight: NDArray[np.int32]
    cell_place: NDArray[np.int32]
    cell_minutes: NDArray[np.int32]
    cell_weight: NDArray[np.int32]
    available: NDArray[np.int32]
    expected: NDArray[np.int32]
    max_visits: NDArray[np.int32]
    caps: tuple[ServiceCap, ...]
    classes: tuple[SlotClass, ...]
    slots: tuple[Slot, ...]
    factors: Factors
    timed: NDArray[np.bool_]
    optional: NDArray[np.bool_]
    targets: tuple[Target, ...] = ()
    floors: tuple[Floor, ...] = ()
    lodgings: tuple[int, ...] = ()
    spans: tuple[Span, ...] = ()

    @property
    def places(self) -> int:
        """Number of places."""
        return len(self.place_location)

    @property
    def cells(self) -> int:
        """Number of demand cells."""
        return len(self.cell_place)

    def replace(self, **changes: Any) -> Problem:
        """A copy with some fields changed."""
        return dataclass_replace(self, **changes)

    def with_slots(self, slots: tuple[Slot, ...]) -> Problem:
        """The problem with only these of its slots; a span stays where all its slots do."""
        number = {(slot.team, slot.date): index for index, slot in enumerate(slots)}
        moved = {old: number.get((slot.team, slot.date)) for old, slot in enumerate(self.slots)}
        spans = []
        for span in self.spans:
            kept = tuple(new for old in span.slots if (new := moved[old]) is not None)
            if len(kept) == len(span.slots):
                spans.append(Span(span.team, kept, span.classes))
        return self.replace(slots=slots, spans=tuple(spans))

    def layer(self, slot_class: int) -> Layer:
        """The travel matrices a slot class drives on."""
        return self.travel.layers[self.classes[slot_class].layer]

    def vehicle(self, slot_class: int) -> Vehicle:
        """The vehicle a slot class goes out with."""
        code = self.classes[slot_class].vehicle
        return next(vehicle for vehicle in self.region.vehicles if vehicle.code == code)

    def slots_of(self, slot_class: int) -> int:
        """How many slots a class has."""
        return sum(slot.slot_class == slot_class for slot in self.slots)
