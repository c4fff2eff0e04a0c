"""Scenarios: what if, one case under many named overrides, each planned as the case itself is."""

from optimizer.scenarios.listed import listed
from optimizer.scenarios.scenario import Scenario, read_scenario
from optimizer.scenarios.study import BASE, Ground, Variant, study
from optimizer.scenarios.whatif import Made, Way, check_study, whatif

__all__ = [
    "BASE",
    "Ground",
    "Made",
    "Scenario",
    "Variant",
    "Way",
    "check_study",
    "listed",
    "read_scenario",
    "study",
    "whatif",
]
