"""An `Outcome`: everything about one run, from region to budget, for reports and the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from optimizer.core.accounts import Account, Unserved
from optimizer.core.answer import Answer
from optimizer.core.budget import Budget
from optimizer.core.plan import Result
from optimizer.core.problem import Problem
from optimizer.core.schedule import Schedule
from optimizer.errors import Message


@dataclass(frozen=True)
class Baseline:
    """A rule of thumb beside the plan.

    `means` is `equal` (every slot the plan has) or `practice` (the trips a week the office makes
    today); `plan_*` are the plan's own figures under those means.
    """

    name: str
    means: str
    people: int
    weighted: int
    cost: int
    trips: int
    plan_people: int
    plan_weighted: int
    plan_cost: int
    plan_trips: int


@dataclass(frozen=True)
class Outcome:
    """One run. `settings` are the resolved settings as plain data, for the record.

    `warnings` are sentences for the user (catalogue keys with values); `case` is the name of the
    case planned, or None; `created` an ISO time stamp given by the face; `answer` what the case's own
    question comes to, where it has one.
    """

    name: str
    case: str | None
    created: str
    today: date
    problem: Problem
    result: Result
    schedule: Schedule
    budget: Budget
    accounts: tuple[Account, ...]
    unserved: tuple[Unserved, ...]
    baselines: tuple[Baseline, ...]
    warnings: tuple[Message, ...]
    settings: Mapping[str, Any]
    versions: Mapping[str, str]
    seconds: float
    answer: Answer | None = None
