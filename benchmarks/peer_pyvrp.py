"""PyVRP as a peer: hybrid iterated local search for vehicle routing (Wouda, Lan and Kool 2024)."""

from __future__ import annotations

from typing import Any

from benchmarks.task import Route, Task

try:
    import pyvrp
    from pyvrp import stop
except ImportError:  # an extra of the benchmarks
    pyvrp = None  # type: ignore[assignment]


SCALE = 100
"""Rupiah per unit of cost."""


def available() -> bool:
    """Whether the package is installed."""
    return pyvrp is not None


def solve(task: Task, seconds: float, seed: int) -> list[Route]:
    """Route all parcels within the seconds; a vehicle type per kind of vehicle, every client required."""
    kinds = task.kinds()
    classes = sorted({vehicle.slot_class for vehicle, _ in kinds})
    places = [task.problem.region.places[parcel.place] for parcel in task.parcels]
    spots = [(0.0, 0.0), *((place.lon, place.lat) for place in places)]
    rupiah: list[Any] = [task.arcs.rupiah(k) // SCALE for k in classes]
    minutes: list[Any] = [task.arcs.work(k) for k in classes]
    data = pyvrp.ProblemData(
        locations=[pyvrp.Location(x, y) for x, y in spots],
        clients=[
            pyvrp.Client(location=number, delivery=task.people(parcel))
            for number, parcel in enumerate(task.parcels, start=1)
        ],
        depots=[pyvrp.Depot(location=0)],
        vehicle_types=[
            pyvrp.VehicleType(
                num_available=count,
                capacity=task.caps(),
                fixed_cost=vehicle.fixed // SCALE,
                shift_duration=vehicle.minutes,
                profile=classes.index(vehicle.slot_class),
            )
            for vehicle, count in kinds
        ],
        distance_matrices=rupiah,
        duration_matrices=minutes,
    )
    result = pyvrp.solve(data, stop.MaxRuntime(seconds), seed=seed, collect_stats=False, display=False)
    return [
        (kinds[route.vehicle_type()][0], [activity.idx for activity in route if activity.is_client()])
        for route in result.best.routes()
    ]
