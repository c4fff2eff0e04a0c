"""`QuestionParams`: what a case asks of its plan, and which other settings it wants answered beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from optimizer.core.answer import Question

Text = Annotated[str, Field(min_length=1)]


def _without_null(value: Any) -> Any:
    """A mapping without the entries that a later file set to null."""
    if not isinstance(value, Mapping):
        return value
    return {key: each for key, each in value.items() if each is not None}


class _Params(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class VariantParams(_Params):
    """The question under other settings: a tree like a case's file, laid over the run's own.

    `kits` is `sound` to take every kit of the inventory for working.
    """

    name: Text
    settings: Mapping[str, Any] = {}
    kits: Literal["as_listed", "sound"] = "as_listed"


class QuestionParams(_Params):
    """What a case asks.

    Attributes
    ----------
    kind
        `finished_by`: is everyone served by the policy's deadline; `reaches_target`: what it takes to
        reach the service's target; `how_long`: when the backlog is done; `which_when`: which places when.
    service
        Code of the service it is about.
    seconds
        Stop of each plan made at another value of an assumption; under a work stop `work_share` of the
        run's work instead.
    dated
        Whether those plans are dated trip by trip; else their last day is reckoned, each team-day taken
        in order of date: for campaigns of a thousand team-days, whose dating takes minutes.
    variants
        The question under other settings, in the order answered.
    """

    kind: Question
    service: Text = "KTP"
    seconds: Annotated[float, Field(gt=0, le=600)] = 3
    work_share: Annotated[float, Field(gt=0, le=1)] = 0.1
    dated: bool = True
    variants: Annotated[Mapping[str, VariantParams], BeforeValidator(_without_null)] = {}
