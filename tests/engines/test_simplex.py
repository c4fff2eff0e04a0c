"""Linear programmes that grow, where a solver gives up on them."""

from __future__ import annotations

import pytest
from ortools.math_opt.python import mathopt

from optimizer.engines.columns.fewest.simplex import Simplex


def cheapest() -> tuple[Simplex, mathopt.Variable]:
    """The least x of at least 3, by hand 3."""
    model = mathopt.Model()
    least = model.add_variable(lb=3.0)
    model.minimize(least)
    return Simplex(model, mathopt.ModelSolveParameters()), least


def optimum(simplex: Simplex) -> float | None:
    """Its value."""
    result = simplex.optimum()
    return None if result is None else result.objective_value()


def refuse(error: Exception):
    """A solver that raises."""

    def solve(*_args: object, **_named: object) -> None:
        raise error

    return solve


@pytest.mark.parametrize("error", [AttributeError("canonical_code"), RuntimeError("ABNORMAL")])
def test_a_solver_that_gives_up_is_followed_by_others(monkeypatch, error):
    """The optimum is 3, and 5 once a row asks for it, though the growing solver raises each time."""
    simplex, least = cheapest()
    monkeypatch.setattr(mathopt.IncrementalSolver, "solve", refuse(error))
    assert optimum(simplex) == pytest.approx(3.0)
    simplex.model.add_linear_constraint(least >= 5.0)
    assert optimum(simplex) == pytest.approx(5.0)


def test_a_programme_that_no_solver_ends_has_no_optimum(monkeypatch):
    """Nothing is raised then."""
    simplex, _ = cheapest()
    monkeypatch.setattr(mathopt.IncrementalSolver, "solve", refuse(RuntimeError("ABNORMAL")))
    monkeypatch.setattr(mathopt, "solve", refuse(RuntimeError("ABNORMAL")))
    assert optimum(simplex) is None


def test_a_programme_goes_on_from_a_solver_that_did_not_give_up():
    """By hand: 3, then 4 by a row added."""
    simplex, least = cheapest()
    assert optimum(simplex) == pytest.approx(3.0)
    simplex.model.add_linear_constraint(least >= 4.0)
    assert optimum(simplex) == pytest.approx(4.0)


def test_a_solver_that_ends_with_no_solution_is_followed_by_others(monkeypatch):
    """It raises nothing then and says only that it got lost; the optimum is 3."""
    simplex, _ = cheapest()
    reason = mathopt.TerminationReason.NO_SOLUTION_FOUND
    lost = mathopt.SolveResult(mathopt.Termination(reason=reason))
    monkeypatch.setattr(mathopt.IncrementalSolver, "solve", lambda *_args, **_named: lost)
    assert optimum(simplex) == pytest.approx(3.0)


def test_a_programme_without_a_solution_is_not_solved_anew(monkeypatch):
    """At least 3 and at most 2 is no number; a second solver would only take time to say so again."""
    simplex, least = cheapest()
    simplex.model.add_linear_constraint(least <= 2.0)
    monkeypatch.setattr(mathopt, "solve", refuse(AssertionError("solved anew")))
    assert optimum(simplex) is None
