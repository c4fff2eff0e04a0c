"""`FrontierParams`: how finely the curve is drawn, and how long each plan may take."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class FrontierParams(BaseModel):
    """How a frontier is made.

    Attributes
    ----------
    points
        Budgets from nothing to everything, both included.
    seconds, work
        Stop of each plan: there are three at a point, the point's own, one more to see what searching
        longer alone gains, and one with a little more money. `work` instead of seconds where given.
    engine
        Engine of all of them.
    more
        Rupiah added at each point.
    dated
        Whether each point's trips are dated; campaigns of a thousand team-days take minutes to date.
    months
        Months, from the first, in which one more team-day is tried.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    points: Annotated[int, Field(ge=3, le=99)] = 9
    seconds: Annotated[float, Field(gt=0, le=3600)] = 10.0
    work: Annotated[int, Field(ge=1)] | None = None
    engine: str = "auto"
    more: Annotated[int, Field(ge=1)] = 1_000_000
    dated: bool = True
    months: Annotated[int, Field(ge=0, le=24)] = 3
