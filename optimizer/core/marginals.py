"""`Marginal`: what one unit more of something scarce brings at the margin of a plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

MarginalKind = Literal["team_day", "person", "rupiah"]


@dataclass(frozen=True)
class Marginal:
    """What `per` units more bring: a price of the linear programme that also proves the bound.

    At the margin only: the next unit may bring less, and whole trips less again. What a plan gains by
    `per` units is at most `value` and the plan's distance to its bound together; for `person` that holds
    as long as the trips themselves stay as they could be made before.

    Attributes
    ----------
    kind
        `team_day`: one team out on one date more; `person`: somebody more who is expected to come;
        `rupiah`: more money.
    key
        Slot class of a `team_day`; place and services of a `person`, as in `17.02.01.2001 KTP+IKD`;
        empty for `rupiah`.
    per
        Units: 1, or 1,000,000 rupiah.
    value
        Weighted people more, in hundredths, or rupiah less for as many people; rounded up.
    unit
        `people/100` or `rupiah`: the level it is of.
    week
        Monday of the week a `team_day` lies in.
    """

    kind: MarginalKind
    key: str
    per: int
    value: int
    unit: str
    week: date | None = None
