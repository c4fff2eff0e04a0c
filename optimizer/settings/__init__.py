"""Settings: the YAML files gathered, checked and resolved, one params model per stage."""

from optimizer.settings.doubts import doubts
from optimizer.settings.home import home
from optimizer.settings.load import load
from optimizer.settings.model import PlanParams, PolicyParams, PracticeParams, Settings, policy_of
from optimizer.settings.overlay import check_question, overlaid
from optimizer.settings.question import QuestionParams
from optimizer.settings.record import of_record, to_record
from optimizer.settings.scaled import scaled
from optimizer.settings.simulate import CHANCES, Chance, SimulateParams
from optimizer.settings.tariff import load_tariff

__all__ = [
    "CHANCES",
    "Chance",
    "PlanParams",
    "PolicyParams",
    "PracticeParams",
    "QuestionParams",
    "Settings",
    "SimulateParams",
    "check_question",
    "doubts",
    "home",
    "load",
    "load_tariff",
    "of_record",
    "overlaid",
    "policy_of",
    "scaled",
    "to_record",
]
