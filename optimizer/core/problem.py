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
from optimizer.core.region import Region
from optimizer.core.tariff import Tariff
from optimizer.core.travel import Layer, Travel


@dataclass(frozen=True)
class SlotClass:
    """Slots that are interchangeable: same base, roads, minutes, crew and places allowed.

    `base` is a location index; `allowed` a boolean array over cells (shape (cells,)): False where the
    class may not serve a cell (no road, no signal, window). `team_caps` are (cell mask, people) per
    team-day.
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
class ServiceCap:
    """At most `people` over the cells in `cells`, per team-day or per date of the region."""

    service: str
    cells: NDArray[np.bool_]
    people: int
    per_region: bool


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
    slots, classes
        Slots in order of date and team; classes they refer to.
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

    def layer(self, slot_class: int) -> Layer:
        """The travel matrices a slot class drives on."""
        return self.travel.layers[self.classes[slot_class].layer]

    def slots_of(self, slot_class: int) -> int:
        """How many slots a class has."""
        return sum(slot.slot_class == slot_class for slot in self.slots)
