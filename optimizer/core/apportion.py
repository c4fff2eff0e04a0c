"""Share out whole numbers: the largest-remainder method, and the people expected of those invited."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray


def apportion(total: int, weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """Split `total` into whole parts proportional to `weights`, summing exactly.

    Hamilton's largest-remainder method; ties go to the earlier entry, so the result is
    deterministic.

    Raises
    ------
    ValueError
        If `total` or a weight is negative, or all weights are zero while `total` is not.
    """
    if total < 0 or (weights < 0).any():
        raise ValueError("total and weights must not be negative")
    shares = [Fraction(weight) for weight in weights.tolist()]  # exact: equal remainders are ties
    whole = sum(shares, Fraction(0))
    if whole == 0:
        if total:
            raise ValueError("nothing to share the total by")
        return np.zeros(len(weights), dtype=np.int64)
    exact = [total * share / whole for share in shares]
    parts = np.array([int(part) for part in exact], dtype=np.int64)
    order = sorted(range(len(exact)), key=lambda i: (int(parts[i]) - exact[i], i))
    parts[order[: total - int(parts.sum())]] += 1
    return parts


def expected_people(available: NDArray[np.int32], turnout_percent: int) -> NDArray[np.int32]:
    """People expected of those `available`, summing to the turnout of the whole (half rounds up)."""
    whole = (int(available.sum()) * turnout_percent + 50) // 100
    return apportion(whole, available.astype(np.float64)).astype(np.int32)


def invited_people(served: int, expected: int, available: int) -> int:
    """People to invite so that `served` of `expected` come: everyone available if all are served."""
    return 0 if expected == 0 else (served * available + expected // 2) // expected
