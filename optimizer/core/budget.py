"""`Budget`: what a schedule costs, one line per rate; the lines add up to the trips to the rupiah."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.core.effort import total
from optimizer.core.problem import Problem
from optimizer.core.schedule import Schedule
from optimizer.core.tariff import Rate, quantity


@dataclass(frozen=True)
class Line:
    """One line of the cost plan: `amount` = `quantity` × `rate.rupiah`."""

    rate: Rate
    quantity: int

    @property
    def amount(self) -> int:
        """Rupiah of the line."""
        return self.quantity * self.rate.rupiah


@dataclass(frozen=True)
class Budget:
    """The lines with a quantity, in the tariff's order."""

    lines: tuple[Line, ...]

    @property
    def amount(self) -> int:
        """Rupiah of all lines."""
        return sum(line.amount for line in self.lines)


def price(problem: Problem, schedule: Schedule) -> Budget:
    """Price the schedule's whole effort with the problem's tariff."""
    effort = total(trip.effort for trip in schedule.trips)
    lines = (Line(rate, quantity(rate, effort)) for rate in problem.tariff.rates)
    return Budget(tuple(line for line in lines if line.quantity))
