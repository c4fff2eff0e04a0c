"""No feature that a shipped case has on is inert: switched off, the plan is another."""

from __future__ import annotations

from functools import cache

import pytest

from benchmarks.feature import FEATURES, Feature
from benchmarks.replan import CASES, Case, Figures, planned, posed

NOWHERE = {
    "two services in one sitting",
    "no signal",
    "nights out",
    "several bases",
    "days off of a team",
    "letters",
    "last visit",
    "closed links",
    "slide-prone links avoided",
    "budget",
}
"""Features that no shipped case has: nothing published says so, and facts are not invented."""


@cache
def case(name: str) -> Case:
    """A shipped case as it is."""
    return posed(name, weeks=CASES[name])


@cache
def plan(name: str) -> Figures:
    """Its plan."""
    return planned(case(name), date=False)


@pytest.mark.parametrize("name", CASES)
def test_no_feature_of_a_case_is_inert(name: str) -> None:
    """Off, it is found no more, and people, days, rupiah or dates are others."""
    inert, still = [], []
    for feature in FEATURES:
        if not feature.found(case(name)):
            continue
        without = posed(name, feature.off, CASES[name])
        if feature.name != "reading chosen" and feature.found(without):
            still.append(feature.name)
        if planned(without, date=False) == plan(name) and planned(without) == planned(case(name)):
            inert.append(feature.name)
    assert (inert, still) == ([], [])


def test_what_no_case_has_is_named() -> None:
    """A feature is in some case, or in the list above, never in both."""

    def somewhere(feature: Feature) -> bool:
        return any(feature.found(case(name)) for name in CASES)

    assert {feature.name for feature in FEATURES if not somewhere(feature)} == NOWHERE
