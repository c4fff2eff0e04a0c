"""Other settings laid over those of a run, and the check of a case's question before anything is planned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from optimizer.core.region import Region
from optimizer.errors import Defect, InputError, Message
from optimizer.settings.load import checked, merge
from optimizer.settings.model import Settings


def overlaid(settings: Settings, tree: Mapping[str, Any], where: str) -> Settings:
    """The settings with a tree like a case's file laid over them; services and vehicles go by code.

    Raises
    ------
    InputError
        With every setting misspelt or out of range, under `where`.
    """
    made = settings.model_dump(exclude={"question"})
    for name in ("services", "vehicles"):
        made["region"][name] = {each.pop("code"): each for each in made["region"][name]}
    over = dict(tree)
    own = {name: over.pop(name) for name in ("services", "vehicles") if name in over}
    if own:
        over = merge(over, {"region": own})
    return checked(Settings, merge(made, over), where)


def check_question(settings: Settings, region: Region) -> None:
    """Raise an InputError where the question cannot be asked of these settings."""
    defects = list(_defects(settings, region))
    if defects:
        raise InputError(defects)


def _defects(settings: Settings, region: Region) -> Iterator[Defect]:
    question = settings.question
    if question is None:
        return
    known = {service.code: service for service in region.services}
    if question.service not in known:
        message = Message("settings.question_service", {"known": ", ".join(known)})
        yield Defect("question", message, None, "service", question.service)
    elif question.kind == "reaches_target" and known[question.service].target is None:
        yield Defect("question", Message("settings.question_target"), None, "service", question.service)
    if question.kind == "finished_by" and settings.policy.deadline is None:
        yield Defect("question", Message("settings.question_deadline"), None, "kind", question.kind)
    for name, variant in question.variants.items():
        try:
            overlaid(settings, variant.settings, f"question.variants.{name}.settings")
        except InputError as error:
            yield from error.defects
