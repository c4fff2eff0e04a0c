"""VROOM as a peer: heuristics and local search for vehicle routing (Coupey et al.)."""

from __future__ import annotations

from datetime import timedelta

from benchmarks.task import Route, Task

try:
    import vroom
except ImportError:  # an extra of the benchmarks
    vroom = None

EXPLORATION = 5
"""VROOM's highest level; it ends by itself when it has nothing left to try, and has no seed."""


def available() -> bool:
    """Whether the package is installed."""
    return vroom is not None


def solve(task: Task, seconds: float, seed: int) -> list[Route]:  # noqa: ARG001
    """Route all parcels within the seconds, in one thread; a vehicle for each of the engine's."""
    made = vroom.Input()
    for k in {vehicle.slot_class for vehicle in task.vehicles}:
        made.set_durations_matrix(f"class {k}", task.arcs.work(k))
        made.set_costs_matrix(f"class {k}", task.arcs.rupiah(k))
    for number, parcel in enumerate(task.parcels):
        made.add_job(vroom.Job(number, location=number + 1, delivery=task.people(parcel)))
    for number, vehicle in enumerate(task.vehicles):
        made.add_vehicle(
            vroom.Vehicle(
                number,
                start=0,
                end=0,
                profile=f"class {vehicle.slot_class}",
                capacity=task.caps(),
                time_window=(0, vehicle.minutes),
                costs=vroom.VehicleCosts(fixed=vehicle.fixed),
            )
        )
    solution = made.solve(EXPLORATION, nb_threads=1, timeout=timedelta(seconds=seconds))
    stops: dict[int, list[int]] = {}
    for row in solution.routes.itertuples():
        if row.type == "job":
            stops.setdefault(int(row.vehicle_id), []).append(int(row.id))
    return [(task.vehicles[number], parcels) for number, parcels in stops.items()]
