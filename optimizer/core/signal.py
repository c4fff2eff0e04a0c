"""Where there is no mobile signal: the part of a sitting that needs one stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from optimizer.core.policy import Policy
from optimizer.core.region import Cell, Region, Signal


def served_signals(policy: Policy) -> frozenset[Signal]:
    """Signals at which services that need one are planned."""
    return frozenset({"ya", "tidak_diketahui"} if policy.unknown_signal else {"ya"})


def parted(region: Region, policy: Policy) -> Region:
    """The region with its sittings parted where a place lacks the signal that some of their services need.

    People who need both come for the services that can be had; the others are a cell that nobody serves.
    """
    needs = {service.code for service in region.services if service.needs_signal}
    good, signal = served_signals(policy), {place.code: place.signal for place in region.places}
    cells: list[Cell] = []
    for cell in region.cells:
        cells += [cell] if signal[cell.place] in good else _parts(cell, needs)
    return region if len(cells) == len(region.cells) else replace(region, cells=tuple(cells))


def _parts(cell: Cell, needs: set[str]) -> Iterator[Cell]:
    """The services that can be had without a signal, then those that cannot."""
    for services in (
        tuple(service for service in cell.services if service not in needs),
        tuple(service for service in cell.services if service in needs),
    ):
        if services:
            yield replace(cell, services=services)
