"""Limits of a mixed integer programme: nodes by work, seconds by time; Ctrl-C is the caller's business."""

from __future__ import annotations

import time

from ortools.linear_solver import pywraplp

from optimizer.core.plan import Stop


def limited(solver: pywraplp.Solver, stop: Stop, nodes: int, gap: float = 0.0) -> None:
    """Have SCIP end at a stop, each unit of its work being so many nodes of its tree, or at a gap."""
    settings = f"misc/catchctrlc = FALSE\nlimits/gap = {gap}\n"
    if stop.work is not None:
        settings += f"limits/nodes = {nodes * stop.work}\n"
    solver.SetSolverSpecificParametersAsString(settings)
    if stop.seconds is not None:
        solver.SetTimeLimit(max(1, int(stop.seconds * 1000)))


def rest(stop: Stop, ends: float | None) -> Stop:
    """What is left of a stop whose seconds are over at `ends` by the clock on the wall, if that is known."""
    return stop if ends is None else Stop(max(0.0, ends - time.time()), stop.work)
