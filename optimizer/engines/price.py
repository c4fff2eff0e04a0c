"""What sending a team out for a day costs, and how long the cheaper kind of day lasts."""

from __future__ import annotations

from optimizer.core.effort import EIGHT_HOURS, DurationClass, Effort
from optimizer.core.problem import Problem
from optimizer.core.tariff import cost


def day_cost(problem: Problem, slot_class: int, duration: DurationClass) -> int:
    """Rupiah of sending a team out for a day of that duration, before any kilometre or person."""
    slots = problem.classes[slot_class]
    effort = Effort(
        team_days=1,
        vehicle_days={slots.vehicle: 1},
        person_days={(rank, duration): count for rank, count in slots.crew},
    )
    return cost(problem.tariff, effort)


def short_minutes(problem: Problem, slot_class: int) -> int | None:
    """Work minutes that keep a day within eight hours, where that is cheaper; else None."""
    slots = problem.classes[slot_class]
    minutes = EIGHT_HOURS - slots.pause_minutes
    dearer = day_cost(problem, slot_class, "over_8h") > day_cost(problem, slot_class, "up_to_8h")
    return minutes if dearer and minutes < slots.work_minutes + problem.policy.overtime_minutes else None


def kilometre_cost(problem: Problem, slot_class: int, kilometres: int = 1_000_000) -> int:
    """Rupiah of driving a million kilometres: so many that no rounding of fuel or distance is left in it."""
    code = problem.classes[slot_class].vehicle
    vehicle = next(v for v in problem.region.vehicles if v.code == code)
    litres = -(-1000 * kilometres * vehicle.millilitres // 10**6)
    effort = Effort(kilometres={code: kilometres}, litres={code: litres} if litres else {})
    return cost(problem.tariff, effort)
