"""Check routes on the instance as published; knows neither the core nor any engine."""

from __future__ import annotations

from collections import Counter

from benchmarks.literature.instance import Instance, Routes

TOLERANCE = 1e-6
"""What double precision may add to the length of a route within its limit; nothing is rounded."""


def defects(instance: Instance, routes: Routes) -> list[str]:
    """Every rule of the instance that the routes break, in words; empty for a solution."""
    found = []
    if instance.routes is not None and len(routes) > instance.routes:
        found.append(f"{len(routes)} routes, {instance.routes} allowed")
    for number, route in enumerate(routes):
        found += [f"route {number}: {fault}" for fault in route_defects(instance, route)]
    served, visits = Counter[int](), Counter[int]()
    for route in routes:
        for customer, quantity in route:
            served[customer] += quantity
            visits[customer] += 1
    for customer, wanted in enumerate(instance.wanted, start=1):
        if instance.family != "top" and served[customer] != wanted:
            found.append(f"customer {customer}: {served[customer]} of {wanted} delivered")
        if instance.family != "sdvrp" and visits[customer] > 1:
            found.append(f"customer {customer}: {visits[customer]} visits")
    return found


def route_defects(instance: Instance, route: tuple[tuple[int, int], ...]) -> list[str]:
    """Every rule that one route breaks by itself."""
    found = []
    if any(not 1 <= customer <= instance.customers or quantity < 1 for customer, quantity in route):
        found.append("no such customer, or nothing for one")
        return found
    if len({customer for customer, _ in route}) < len(route):
        found.append("a customer twice")
    load = sum(quantity for _, quantity in route)
    if instance.capacity is not None and load > instance.capacity:
        found.append(f"load {load} of {instance.capacity}")
    length = instance.route_length(route) + instance.service * len(route)
    if instance.limit is not None and length > instance.limit + TOLERANCE:
        found.append(f"length {length:.6f} of {instance.limit}")
    return found


def value(instance: Instance, routes: Routes) -> float:
    """Prizes collected (`top`) or length driven, unrounded unless the instance rounds its edges."""
    if instance.family == "top":
        return float(sum(instance.wanted[customer - 1] for route in routes for customer, _ in route))
    return sum(instance.route_length(route) for route in routes)
