"""What the timetable prefers, where several dates would do."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class TimetableParams(BaseModel):
    """How trips are dated.

    Attributes
    ----------
    together
        What one more week in which a kecamatan is visited may cost, in days by which an average trip
        of the least weight is later: neighbouring villages are gathered into the same week as long as
        that is worth it.
    deterministic_seconds
        Work limit of the solver, in its own deterministic time; the same plan is dated the same way.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    together: int = Field(default=3, ge=0, le=50)
    deterministic_seconds: float = Field(default=1.0, gt=0, le=600)
