"""Problems over the embedded district, as the line poses them, with people, kits and dates to choose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from optimizer.core.apportion import apportion
from optimizer.core.problem import Problem
from optimizer.core.region import Region
from optimizer.core.tariff import Tariff
from optimizer.line.horizon import covering, dated_within, problem_over
from optimizer.regions.read import read
from optimizer.settings import Settings, home, load, load_tariff

MONDAY = date(2026, 6, 1)
"""Start of the benchmarks' horizon where the date does not matter."""


@dataclass(frozen=True)
class District:
    """Settings, region and tariff of the embedded district; `at` poses the problem from a date."""

    settings: Settings
    region: Region
    tariff: Tariff

    @classmethod
    def read(cls, **policy: Any) -> District:
        """The district with some keys of the policy replaced."""
        configs = home() / "configs"
        settings = load(configs, region="rejang_lebong", overrides={"policy": policy})
        region = read(settings.region.data, settings.region)
        return cls(settings, region, load_tariff(configs, settings.tariff)[0])

    def of(self, people: int | None = None, stations: int | None = None) -> District:
        """With so many people waiting, shared out as now, and so many kits a team."""
        region = self.region
        if people is not None:
            shares = apportion(people, np.array([cell.waiting for cell in region.cells], dtype=np.float64))
            cells = zip(region.cells, shares, strict=True)
            region = replace(region, cells=tuple(replace(cell, waiting=int(n)) for cell, n in cells))
        if stations is not None:
            region = replace(region, teams=tuple(replace(t, stations=stations) for t in region.teams))
        return replace(self, region=region)

    def at(self, start: date = MONDAY, weeks: int | None = None) -> Problem:
        """The problem from `start`; `cover` without weeks gets as many as its backlog takes."""
        if weeks is None and self.settings.policy.purpose == "cover":
            return covering(self.settings, self.region, self.tariff, start, None)
        end = dated_within(start, weeks, None)
        return problem_over(self.settings, self.region, self.tariff, start, end, None)
