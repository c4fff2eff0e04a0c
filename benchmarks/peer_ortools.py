"""Plain OR-Tools routing as a peer: its defaults with guided local search (Voudouris and Tsang 1999)."""

from __future__ import annotations

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from benchmarks.task import Route, Task


def available() -> bool:
    """Whether the package is installed: the engine itself needs it."""
    return True


def solve(task: Task, seconds: float, seed: int) -> list[Route]:  # noqa: ARG001
    """Route all parcels within the seconds; a vehicle's day is its fixed cost; there is no seed."""
    manager = pywrapcp.RoutingIndexManager(len(task.parcels) + 1, len(task.vehicles), 0)
    routing = pywrapcp.RoutingModel(manager)
    classes = {vehicle.slot_class for vehicle in task.vehicles}
    work = {k: routing.RegisterTransitMatrix(task.arcs.work(k).tolist()) for k in classes}
    rupiah = {k: routing.RegisterTransitMatrix(task.arcs.rupiah(k).tolist()) for k in classes}
    transits = [work[vehicle.slot_class] for vehicle in task.vehicles]
    minutes = [vehicle.minutes for vehicle in task.vehicles]
    routing.AddDimensionWithVehicleTransitAndCapacity(transits, 0, minutes, True, "work")
    for number, vehicle in enumerate(task.vehicles):
        routing.SetArcCostEvaluatorOfVehicle(rupiah[vehicle.slot_class], number)
        routing.SetFixedCostOfVehicle(vehicle.fixed, number)
    for number, people in enumerate(task.caps()):
        counts = routing.RegisterUnaryTransitVector([0, *(task.people(p)[number] for p in task.parcels)])
        routing.AddDimension(counts, 0, people, True, f"cap {number}")
    for number in range(len(task.parcels)):
        routing.AddDisjunction([manager.NodeToIndex(number + 1)], task.prize)
    search = pywrapcp.DefaultRoutingSearchParameters()
    search.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    search.time_limit.FromMilliseconds(int(seconds * 1000))
    solution = routing.SolveWithParameters(search)
    routes: list[Route] = []
    for number, vehicle in enumerate(task.vehicles):
        stops, index = [], routing.Start(number)
        while not routing.IsEnd(index := solution.Value(routing.NextVar(index))):
            stops.append(manager.IndexToNode(index) - 1)
        routes.append((vehicle, stops))
    return routes
