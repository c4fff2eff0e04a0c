"""A comparison as it may be published: homes visited stand in no place and no kecamatan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from optimizer.core.comparison import HOME_VISITS, Comparison, Contrast, Told
from optimizer.reports.suppress import LEAST


@dataclass(frozen=True)
class Published:
    """A comparison without homes among its places.

    `homes` tells whether there were any; `counted` whether the totals of people still count them.
    """

    comparison: Comparison
    homes: bool
    counted: bool


def published(comparison: Comparison) -> Published:
    """The comparison without places that stand for homes.

    Totals of people go on counting those visited there, unless they would give a small count away to
    somebody who knows all others, as the published map of a plan may tell them; then no figure of people
    counts them. Weighted people never do: beside the plain total they would be a second equation.
    """
    homes = frozenset(spot.code for spot in comparison.spots if spot.kind == HOME_VISITS)
    if not homes:
        return Published(comparison, homes=False, counted=True)
    counted = all(_safe(told, homes) for told in comparison.told)
    return Published(
        replace(
            comparison,
            spots=tuple(spot for spot in comparison.spots if spot.code not in homes),
            base=_without(comparison.base, homes, counted),
            contrasts=tuple(_contrast(each, homes, counted) for each in comparison.contrasts),
        ),
        homes=True,
        counted=counted,
    )


def hidden_well(counts: Sequence[int]) -> bool:
    """Whether small counts stay unknown to who knows all others and the sum of all.

    Each of the small ones, which are 1 to 4, can then still have every one of these values.
    """
    small = [count for count in counts if 0 < count < LEAST]
    others = len(small) - 1
    return not small or others + LEAST - 1 <= sum(small) <= others * (LEAST - 1) + 1


def _contrast(contrast: Contrast, homes: frozenset[str], counted: bool) -> Contrast:
    moves = tuple(move for move in contrast.moves if move.place not in homes)
    return replace(contrast, told=_without(contrast.told, homes, counted), moves=moves)


def _without(told: Told, homes: frozenset[str], counted: bool) -> Told:
    gone = [stay for code, stay in told.stays.items() if code in homes]
    less = replace(
        told,
        stays={code: stay for code, stay in told.stays.items() if code not in homes},
        weighted=told.weighted - sum(stay.weighted for stay in gone),
        missed=None,  # of a kecamatan whose other counts are known it would tell those visited at home
    )
    if counted:
        return less
    return replace(
        less,
        people=told.people - sum(stay.people for stay in gone),
        left=max(0, told.left - sum(stay.expected - stay.people for stay in gone)),
    )


def _safe(told: Told, homes: frozenset[str]) -> bool:
    gone = [stay for code, stay in told.stays.items() if code in homes]
    left = [stay.expected - stay.people for stay in gone]
    return hidden_well([stay.people for stay in gone]) and hidden_well(left)
