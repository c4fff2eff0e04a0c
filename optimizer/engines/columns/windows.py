"""Windows: the dates that trips take of teams alike, as rows of a linear programme and as a bound.

A trip with nights takes a run of dates of one team, and runs of one team must not overlap. With z_w how often
the teams of a group g (alike on every date) go out in window w, of slot classes c(w):

    Σ_(r of classes c) x_r ≤ Σ_(w of classes c) z_w,      Σ_(w of g over date d) z_w ≤ teams_g.

The windows of a group are intervals, so the z are whole of themselves, and the most that windows of given
worth can bring a group is found date by date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ortools.linear_solver import pywraplp

from optimizer.core.problem import Problem

Classes = tuple[int, ...]
"""Slot classes of the dates of a trip with nights."""

Most = Mapping[int | Classes, float]
"""The most that any day trip of a class, and any trip with nights over some classes, is worth."""


@dataclass(frozen=True)
class Window:
    """Dates of a group, from number `first` on, and the slot class of each."""

    first: int
    classes: Classes


@dataclass(frozen=True)
class Group:
    """Teams that are alike on every date: how many, their number of dates, and their windows."""

    teams: int
    dates: int
    windows: tuple[Window, ...]


def nights_of(problem: Problem) -> tuple[Classes, ...]:
    """The classes that trips with nights may run over, each once."""
    return tuple(sorted({span.classes for span in problem.spans}))


def groups(problem: Problem) -> tuple[Group, ...]:
    """The groups of a problem's teams, in order of their first slots."""
    slots: dict[str, list[int]] = {}
    for number, slot in enumerate(problem.slots):
        slots.setdefault(slot.team, []).append(number)
    number_of = {n: at for mine in slots.values() for at, n in enumerate(mine)}
    windows = {
        team: [Window(at, (problem.slots[n].slot_class,)) for at, n in enumerate(mine)]
        for team, mine in slots.items()
    }
    for span in problem.spans:
        windows[span.team].append(Window(number_of[span.slots[0]], span.classes))
    alike = Counter((len(slots[team]), tuple(mine)) for team, mine in windows.items())
    return tuple(Group(teams, dates, mine) for (dates, mine), teams in alike.items())


def most_worth(problem: Problem, best: Most) -> float:
    """The most that trips can be worth together, if none is worth more than `best` tells of its classes.

    Classes it does not tell of are worth nothing.
    """
    worth = {(key,) if isinstance(key, int) else key: value for key, value in best.items()}
    total = 0.0
    for group in groups(problem):
        onward = [0.0] * (group.dates + 1)
        begins: list[list[Window]] = [[] for _ in range(group.dates)]
        for window in group.windows:
            begins[window.first].append(window)
        for date in reversed(range(group.dates)):
            onward[date] = max(
                onward[date + 1],
                *(worth.get(w.classes, 0.0) + onward[date + len(w.classes)] for w in begins[date]),
            )
        total += group.teams * onward[0]
    return total


def lay(
    problem: Problem,
    solver: pywraplp.Solver,
    days: Sequence[pywraplp.Constraint],
    nights: Mapping[Classes, pywraplp.Constraint],
) -> None:
    """Let windows limit the rows of day trips by class, and of trips with nights by their classes."""
    far = solver.infinity()
    for row in (*days, *nights.values()):
        row.SetUb(0.0)
    for group in groups(problem):
        dates = [solver.Constraint(-far, float(group.teams)) for _ in range(group.dates)]
        for window in group.windows:
            taken = solver.NumVar(0.0, float(group.teams), "")
            row = days[window.classes[0]] if len(window.classes) == 1 else nights[window.classes]
            row.SetCoefficient(taken, -1.0)
            for date in dates[window.first : window.first + len(window.classes)]:
                date.SetCoefficient(taken, 1.0)
