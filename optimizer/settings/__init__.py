"""Settings: the YAML files gathered, checked and resolved, one params model per stage."""

from optimizer.settings.doubts import doubts
from optimizer.settings.home import home
from optimizer.settings.load import load
from optimizer.settings.model import PlanParams, PolicyParams, PracticeParams, Settings, policy_of
from optimizer.settings.record import of_record, to_record
from optimizer.settings.tariff import load_tariff

__all__ = [
    "PlanParams",
    "PolicyParams",
    "PracticeParams",
    "Settings",
    "doubts",
    "home",
    "load",
    "load_tariff",
    "of_record",
    "policy_of",
    "to_record",
]
