"""What one more person is worth while floors and targets are still being met."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.core.policy import WEIGHT_SCALE
from optimizer.core.problem import Problem

FLOOR_TIMES = 20
"""A person missing from a floor counts as so many of the greatest weight: floors come first."""

ALL = 10**9
"""More people than any cell has."""


class Aims:
    """Weights of people by what is still wanted; all take `left`, people not served, shape (cells,).

    In `cover` people whose needs are only wanted up to a target weigh nothing beyond it, and are worth 1
    each until then. `active` is False where nothing but the cells' own weight counts; while `floors_only`
    is set, nobody is wanted but those missing from a floor.
    """

    def __init__(self, problem: Problem):
        cover, weight = problem.policy.purpose == "cover", problem.cell_weight.astype(np.int64)
        self._expected = problem.expected.astype(np.int64)
        self.optional = problem.optional if cover else np.zeros(problem.cells, dtype=bool)
        targets = problem.targets if cover else ()
        self.active = bool(targets or problem.floors)
        self.floors_only = False
        self.own = np.where(self.optional, 0, weight)
        self._of_target = _rows([target.cells for target in targets], problem.cells)
        self._of_floor = _rows([floor.cells for floor in problem.floors], problem.cells)
        self._target = np.array([target.people for target in targets], dtype=np.int64)
        self._floor = np.array([floor.people for floor in problem.floors], dtype=np.int64)
        self.first = FLOOR_TIMES * max(WEIGHT_SCALE, int(weight.max(initial=0)))
        self.most_worth = self.own + WEIGHT_SCALE * self._of_target.sum(axis=0)

    def weights(self, left: NDArray[np.int64]) -> NDArray[np.int64]:
        """Worth of a person of each cell, shape (cells,)."""
        if not self.active:
            return self.own
        targets, floors = self._short(left)
        weights: NDArray[np.int64] = self.own + WEIGHT_SCALE * ((targets > 0) @ self._of_target)
        return weights + self.first * ((floors > 0) @ self._of_floor)

    def most(self, left: NDArray[np.int64]) -> NDArray[np.int64]:
        """Most people of each cell who are still wanted, shape (cells,)."""
        targets, floors = self._short(left)
        of_floor = floors[:, None] * self._of_floor
        if self.floors_only:
            missing: NDArray[np.int64] = of_floor.max(axis=0, initial=0)
            return missing
        wanted = np.concatenate((targets[:, None] * self._of_target, of_floor))
        return np.where(self.optional, wanted.max(axis=0, initial=0), ALL)

    def floors_short(self, left: NDArray[np.int64]) -> bool:
        """Whether some floor is not reached yet."""
        return bool(len(self._floor)) and bool(self._short(left)[1].any())

    def surplus(self, left: NDArray[np.int64], cell: int) -> int:
        """People of a cell who could be left without missing a target or floor."""
        served, people = self._expected - left, int(self._expected[cell])
        for cells, wanted in zip(
            (*self._of_target, *self._of_floor), (*self._target, *self._floor), strict=True
        ):
            if cells[cell]:
                people = min(people, int(cells @ served) - int(wanted))
        return max(0, people)

    def wanted(self, left: NDArray[np.int64]) -> NDArray[np.int64]:
        """People of each cell not served and still wanted, shape (cells,)."""
        return np.minimum(left, self.most(left)) if self.active else left

    def merit(self, left: NDArray[np.int64]) -> int:
        """One number for all levels but rupiah, floors far above the rest."""
        served = self._expected - left
        merit = int(self.own @ served)
        if self.active:
            targets, floors = self._short(left)
            merit += WEIGHT_SCALE * int((self._target - targets).sum())
            merit += self.first * int((self._floor - floors).sum())
        return merit

    def _short(self, left: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """People missing from each target and floor."""
        served = self._expected - left
        targets = np.maximum(0, self._target - self._of_target @ served)
        return targets, np.maximum(0, self._floor - self._of_floor @ served)


def _rows(masks: list[NDArray[np.bool_]], cells: int) -> NDArray[np.int64]:
    return np.array(masks, dtype=np.int64).reshape(len(masks), cells)
