"""What sending a team out for a day costs, and how long the cheaper kind of day lasts."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.core.effort import EIGHT_HOURS, DurationClass, Effort, driven
from optimizer.core.problem import Problem
from optimizer.core.tariff import cost
from optimizer.engines.day import limit, way


def day_cost(problem: Problem, slot_class: int, duration: DurationClass) -> int:
    """Rupiah of sending a team out for a day of that duration, before any kilometre or person.

    Transport money is paid once a trip, so days of a trip with nights come without it.
    """
    slots, vehicle = problem.classes[slot_class], problem.vehicle(slot_class)
    paid = vehicle.transport_money and duration != "overnight"
    effort = Effort(
        team_days=1,
        vehicle_days={slots.vehicle: 1},
        person_days={(rank, duration): count for rank, count in slots.crew},
        person_trips={vehicle.code: slots.size} if paid else {},
    )
    return cost(problem.tariff, effort)


def short_minutes(problem: Problem, slot_class: int) -> int | None:
    """Work minutes that keep a day within eight hours, where that is cheaper; else None."""
    slots = problem.classes[slot_class]
    minutes = EIGHT_HOURS - slots.pause_minutes
    if slots.pause is not None:  # a day that ends before a late break, or begins after an early one, has none
        end = slots.start + slots.work_minutes + slots.pause_minutes + problem.policy.overtime_minutes
        without = max(slots.pause[0] - slots.start, end - slots.pause[1])
        minutes = max(minutes, min(EIGHT_HOURS, without))
    dearer = day_cost(problem, slot_class, "over_8h") > day_cost(problem, slot_class, "up_to_8h")
    return minutes if dearer and minutes < slots.work_minutes + problem.policy.overtime_minutes else None


def kilometre_cost(problem: Problem, slot_class: int, kilometres: int = 1_000_000) -> int:
    """Rupiah of driving a million kilometres: so many that no rounding of fuel or distance is left in it."""
    return drive_cost(problem, slot_class, 1000 * kilometres)


def drive_cost(problem: Problem, slot_class: int, metres: int) -> int:
    """Rupiah of the kilometres and litres claimed for driving so many metres on one trip."""
    vehicle = problem.vehicle(slot_class)
    kilometres, litres = driven(metres, vehicle.millilitres)
    return cost(problem.tariff, Effort(kilometres={vehicle.code: kilometres}, litres={vehicle.code: litres}))


def lengths_of_day(problem: Problem, slot_class: int) -> list[tuple[int, DurationClass]]:
    """Work minutes of a class's longest day and, where that is cheaper, of the longest within eight hours."""
    most, short = limit(problem, slot_class), short_minutes(problem, slot_class)
    return [(most, "up_to_8h")] if short is None else [(most, "over_8h"), (short, "up_to_8h")]


@dataclass(frozen=True)
class Fares:
    """What days of a class cost, each asked of the tariff once: where many places are priced, that counts.

    Attributes
    ----------
    day
        Rupiah of sending the team out, by how long the day takes.
    metre
        Rupiah of driving a metre.
    short
        Work minutes that keep a day within eight hours, where that is cheaper; else None.
    lengths
        Work minutes of the longest day and, where that is cheaper, of the longest within eight hours.
    """

    slot_class: int
    day: dict[DurationClass, int]
    metre: float
    short: int | None
    lengths: list[tuple[int, DurationClass]]

    @classmethod
    def of(cls, problem: Problem) -> list[Fares]:
        """Those of each class."""
        return [
            cls(
                k,
                {duration: day_cost(problem, k, duration) for duration in ("up_to_8h", "over_8h")},
                kilometre_cost(problem, k) / 10**9,
                short_minutes(problem, k),
                lengths_of_day(problem, k),
            )
            for k in range(len(problem.classes))
        ]

    def duration(self, minutes: int) -> DurationClass:
        """How long a day of so many work minutes counts."""
        return "up_to_8h" if self.short is None or minutes <= self.short else "over_8h"

    def way(self, problem: Problem, place: int) -> float:
        """Rupiah of driving from the base to a place and back."""
        return self.metre * way(problem, self.slot_class, place)
