"""A published figure that can be read in several ways, and which reading was chosen, with its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reading:
    """One value a figure may have.

    `sources` are the ids of the facts that print it (`F031`) and the sums by which others give it
    (`F030 − F028`).
    """

    value: float
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """The reading planned with of a figure that can be read in several ways.

    Parameters
    ----------
    figure
        What is counted (`belum_rekam`).
    value
        The value chosen.
    reason
        Why, as the configuration says it.
    alternatives
        The readings not chosen.
    """

    figure: str
    value: float
    reason: str
    alternatives: tuple[Reading, ...]
