"""A plan weighed anew: its weighted people, and what is proven of them, at the weights of another plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor

from optimizer.core.comparison import Told
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.store import Document
from optimizer.store.document import PlaceRecord


def hundredths(place: PlaceRecord) -> int:
    """Weight of a person of a place."""
    return round(WEIGHT_SCALE * place.weight)


def rebased(told: Told, weights: Mapping[str, int], document: Document) -> Told | None:
    """A plan at other `weights` (hundredths, by place): its weighted people, its aim and the aim's bound.

    Where Σ w′x ≤ B for all people x that a plan could serve, Σ wx ≤ B × max w/w′; where Σ w′s ≥ B for all
    that it could leave, Σ ws ≥ B × min w/w′. The maximum and minimum are over places where somebody is
    expected: elsewhere nobody is served or left.

    Returns
    -------
    Told or None
        None where the aim is not the plain sum over places that can be weighed anew: with a target,
        trips without a date, or people who weigh nothing.
    """
    own = {place.code: hundredths(place) for place in document.places}
    new = {code: weights.get(code, weight) for code, weight in own.items()}
    worth = _worth_expected(document)
    served = {code: stay.weighted // own[code] if own[code] else 0 for code, stay in told.stays.items()}
    stays = {code: replace(stay, weighted=served[code] * new[code]) for code, stay in told.stays.items()}
    made = replace(told, stays=stays, weighted=sum(stay.weighted for stay in stays.values()))
    aim = told.aim
    if aim is None:
        return made
    counted = served if aim.more else {code: worth[code] - served[code] for code in own}
    if document.targets or not all(own[code] for code in own if worth[code]):
        return None
    if aim.value != sum(own[code] * counted[code] for code in own):
        return None
    ratios = [Fraction(new[code], own[code]) for code in own if worth[code]]
    bound = aim.bound
    if bound is not None and ratios:
        bound = floor(bound * max(ratios)) if aim.more else ceil(bound * min(ratios))
    return replace(made, aim=replace(aim, value=sum(new[code] * counted[code] for code in own), bound=bound))


def _worth_expected(document: Document) -> dict[str, int]:
    """What serving everybody expected at each place is worth, at weight 1."""
    values = {service.code: service.value for service in document.services}
    return {
        place.code: sum(
            sitting.expected * sum(values.get(service, 0) for service in sitting.services)
            for sitting in place.sittings.values()
        )
        for place in document.places
    }
