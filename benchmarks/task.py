"""The routing task every router is given: the engine's own parcels, vehicles and arcs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from optimizer.core.plan import Plan
from optimizer.core.problem import Problem
from optimizer.engines.arcs import Arcs
from optimizer.engines.fleet import Vehicle, fleet
from optimizer.engines.join import join
from optimizer.engines.parcels import Parcel, cut

Route = tuple[Vehicle, Sequence[int]]
"""A vehicle and the numbers of the parcels it serves, in driving order."""


@dataclass(frozen=True)
class Task:
    """Serve every parcel at least rupiah; nodes are the base (node 0), then the parcels.

    `work(k)` gives minutes and `rupiah(k)` rupiah from node to node for slot class k, service and
    set-up on the arcs, so that all routers see the same numbers.
    """

    problem: Problem
    parcels: tuple[Parcel, ...]
    vehicles: tuple[Vehicle, ...]
    arcs: Arcs

    @classmethod
    def of(cls, problem: Problem) -> Task:
        """The task of a problem with one base, no drive or visit limit and plentiful slots.

        Raises
        ------
        ValueError
            If the problem has what the other routers' models cannot say.
        """
        parcels = cut(problem)
        vehicles = fleet(problem, parcels)
        bases = {slots.base for slots in problem.classes}
        policy = problem.policy
        if len(bases) > 1 or policy.max_drive_minutes is not None or policy.max_visits is not None:
            raise ValueError("only one base, and no limit on driving or visits")
        if policy.budget is not None or any(v.soft_minutes is not None for v in vehicles):
            raise ValueError("only plentiful slots without a budget")
        return cls(problem, parcels, vehicles, Arcs(problem, sorted(bases), parcels))

    @property
    def prize(self) -> int:
        """More rupiah than serving a parcel can ever cost."""
        dearest = max(int(self.arcs.rupiah(k).max()) for k in {v.slot_class for v in self.vehicles})
        return 10 * (dearest + max(vehicle.fixed for vehicle in self.vehicles))

    def kinds(self) -> list[tuple[Vehicle, int]]:
        """Each kind of vehicle, and how many there are."""
        return list(Counter(self.vehicles).items())

    def people(self, parcel: Parcel) -> list[int]:
        """People of a parcel that count towards each cap of a team-day."""
        caps = [cap for cap in self.problem.caps if not cap.per_region]
        return [sum(n for c, n in parcel.loads if cap.cells[c]) for cap in caps]

    def caps(self) -> list[int]:
        """People allowed by each cap of a team-day."""
        return [cap.people for cap in self.problem.caps if not cap.per_region]

    def plan(self, routes: Iterable[Route]) -> Plan:
        """The routes as a plan of the core, parcels of a place joined as the engine joins them."""
        return join(
            self.problem,
            [(vehicle.slot_class, tuple(self.parcels[i] for i in stops)) for vehicle, stops in routes],
        )
