"""Grounds of small districts made by hand, planned by work and not by the clock."""

from __future__ import annotations

from typing import Any

from optimizer.core.problem import Problem
from optimizer.frontier.ground import Ground
from optimizer.frontier.params import FrontierParams
from optimizer.settings import Settings, home, load
from optimizer.sweeps import digest_of


def settings() -> Settings:
    """The shipped settings; of them a frontier of a ready problem uses the timetable's alone."""
    return load(home() / "configs")


def ground(problem: Problem, name: str = "uji", **params: Any) -> Ground:
    """A ground; `name` stands for the inputs."""
    made = FrontierParams(**{"points": 4, "work": 20, "engine": "routing", "more": 100_000, **params})
    return Ground(settings(), problem, made, 0, digest_of(name, made.model_dump(mode="json")), ())
