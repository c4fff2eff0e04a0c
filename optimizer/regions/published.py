"""What a case says about published figures: how they hang together, and which reading is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from optimizer.regions.relations import Relation

Text = Annotated[str, Field(min_length=1)]


class _Params(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ChoiceParams(_Params):
    """The reading planned with, by its value as `jemput-bola check` shows it, and why."""

    value: int | float
    reason: Text


class EstimateParams(_Params):
    """A count column made of published figures, for tables that have none.

    Attributes
    ----------
    of
        Metric → +1 or −1: the people it is made of.
    shares
        Keys of assumptions in percent, multiplied.
    by
        Column of the desa table → +1 or −1: what it is shared out by.
    """

    of: Mapping[str, int]
    shares: tuple[str, ...] = ()
    by: Mapping[str, int]


class PublishedParams(_Params):
    """Published figures and the tables beside them.

    Attributes
    ----------
    case
        Whose figures of fakta.csv are meant (its column `kasus`); None plans with the tables as they are.
    columns
        Column of the desa table → metric whose published value it sums to.
    relations
        How figures of one case hang together, by a name of their own.
    choices
        Metric → reading chosen. Every contradicted figure that a column sums to needs one.
    estimates
        Columns made of published figures.
    visited
        Code of a desa already visited → why it is taken to be one. Of the people estimated there the
        share `came` (key of an assumption in percent) counts as recorded; the published total stays.
    assumptions
        What the case assumes because its source does not say it: dates, for example. Printed in reports.
    """

    case: str | None = None
    columns: Mapping[str, str] = {}
    relations: Mapping[str, Relation] = {}
    choices: Mapping[str, ChoiceParams] = {}
    estimates: Mapping[str, EstimateParams] = {}
    visited: Mapping[str, Text] = {}
    came: str = "persen_hadir"
    assumptions: tuple[Text, ...] = ()
