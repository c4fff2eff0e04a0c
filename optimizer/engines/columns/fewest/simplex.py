"""A linear programme solved again and again while it grows, and anew where the simplex method gets lost.

GLOP gives up on some degenerate programmes ("abnormal" termination); from no start, with the dual simplex
method, or by HiGHS the same programme has its optimum.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ortools.math_opt.python import mathopt

ANEW = (
    (mathopt.SolverType.GLOP, mathopt.LPAlgorithm.DUAL_SIMPLEX),
    (mathopt.SolverType.HIGHS, mathopt.LPAlgorithm.DUAL_SIMPLEX),
)
"""What is tried from no start, in turn, where the solver that goes on from its last optimum gives up."""

GIVES_UP = (AttributeError, RuntimeError, ValueError)
"""What MathOpt raises then: an internal error, or failing to raise it (github.com/google/or-tools, 4606)."""

SURE = (
    mathopt.TerminationReason.OPTIMAL,
    mathopt.TerminationReason.INFEASIBLE,
    mathopt.TerminationReason.UNBOUNDED,
    mathopt.TerminationReason.INFEASIBLE_OR_UNBOUNDED,
)
"""What a solver says that has not given up; any other reason is that of one that got lost."""


@dataclass
class Simplex:
    """The optimum of a model that grows between two calls; `wanted` says what is brought back of it."""

    model: mathopt.Model
    wanted: mathopt.ModelSolveParameters
    _solver: mathopt.IncrementalSolver | None = field(init=False, default=None)

    def optimum(self) -> mathopt.SolveResult | None:
        """The optimum; None where the programme has none, or no solver finds it."""
        try:
            if self._solver is None:
                self._solver = mathopt.IncrementalSolver(self.model, mathopt.SolverType.GLOP)
            result = self._solver.solve(model_params=self.wanted)
            if result.termination.reason in SURE:
                return result if _optimal(result) else None
        except GIVES_UP:
            pass
        self._solver = None
        return self._anew()

    def _anew(self) -> mathopt.SolveResult | None:
        for solver, algorithm in ANEW:
            params = mathopt.SolveParameters(lp_algorithm=algorithm)
            try:
                result = mathopt.solve(self.model, solver, params=params, model_params=self.wanted)
            except GIVES_UP:
                continue
            if _optimal(result):
                return result
        return None


def _optimal(result: mathopt.SolveResult) -> bool:
    return result.termination.reason is mathopt.TerminationReason.OPTIMAL
