"""`Slides`: slide-prone links that close by chance, whom that cuts off, and the ways round them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from optimizer.core.closures import closed_on, state_name
from optimizer.core.problem import Problem
from optimizer.core.region import Link, Region
from optimizer.roads.graph import build_graph, with_times
from optimizer.roads.matrix import whole_minutes
from optimizer.roads.slides import without_slides
from optimizer.roads.state import RoadState, with_closures
from optimizer.settings import Settings
from optimizer.settings.simulate import ClosureParams
from optimizer.simulate.days import Day, detoured, window

BEFORE = 30
"""Days before the first team-day from which a closure may still last."""

DAYS_A_YEAR = 365.25

Closed = frozenset[int]
"""Links that are closed, by index into `Slides.links`."""


@dataclass(frozen=True)
class Events:
    """Closures of many lives, each of a `link` from day `first` to day `last` (ordinals, both included)."""

    life: NDArray[np.int64]
    link: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]

    def on(self, day: date) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Lives and links of the closures in force on a date."""
        held = (self.first <= day.toordinal()) & (day.toordinal() <= self.last)
        return self.life[held], self.link[held]


class Slides:
    """Links of a problem that may close and how often each does; by default those prone to slides."""

    def __init__(
        self,
        problem: Problem,
        settings: Settings,
        params: ClosureParams,
        links: tuple[Link, ...] | None = None,
    ):
        region = problem.region
        self.links = tuple(link for link in region.links if link.slide_prone) if links is None else links
        self.kecamatan = kecamatan_of(region, self.links)
        self._problem, self._settings, self._params = problem, settings, params
        self._a_day = np.array(
            [
                link.km * params.per_km_year * params.kecamatan.get(code, 1.0) / DAYS_A_YEAR
                for link, (code, _) in zip(self.links, self.kecamatan, strict=True)
            ]
        )
        weights = [params.months.get(month, 1.0) for month in range(1, 13)]
        mean = sum(weights) / 12 or 1.0
        self._month = [weight / mean for weight in weights]
        node = {each.id: number for number, each in enumerate(region.nodes)}
        self._ends: dict[tuple[int, int], list[int]] = {}
        for index, link in enumerate(self.links):
            pair = node[link.start], node[link.end]
            for ends in (pair, pair[::-1]):
                self._ends.setdefault(ends, []).append(index)
        self._roads: dict[tuple[str, str], _Roads] = {}
        self._used: dict[tuple[tuple[str, str], int, int], Closed] = {}
        self._states: dict[str, RoadState] | None = None

    def rates(self, dates: tuple[date, ...]) -> NDArray[np.float64]:
        """Closures expected to begin, shape (dates, links)."""
        return np.outer([self._month[day.month - 1] for day in dates], self._a_day)

    def draw(self, stream: np.random.Generator, days: tuple[Day, ...], lives: int) -> Events:
        """Closures of all lives together: a Poisson number, each one's link, day and life drawn apart."""
        dates = window(days, BEFORE) if days else ()
        rates = self.rates(dates).ravel()
        total = float(rates.sum())
        number = int(stream.poisson(total * lives)) if total else 0
        spot = np.searchsorted(np.cumsum(rates), stream.random(number) * total, side="right")
        spot = np.minimum(spot, max(0, len(rates) - 1))
        first = (dates[0].toordinal() if dates else 0) + spot // max(1, len(self.links))
        length = stream.geometric(1 / self._params.days, number)
        life = stream.integers(0, lives, number)
        return Events(life, spot % max(1, len(self.links)), first, first + length - 1)

    def chance(self, dates: tuple[date, ...], index: int) -> float:
        """Chance that a link is closed on at least one of the `dates`, from its rate.

        A closure that begins on day t lasts until the next of the dates, g days later, with chance
        (1 − 1/mean)^g; closures are Poisson, so that none does with chance exp(−Σ rate × that).
        """
        if not dates:
            return 0.0
        all_days = tuple(
            date.fromordinal(n) for n in range(min(dates).toordinal() - BEFORE, max(dates).toordinal() + 1)
        )
        rates = self.rates(all_days)[:, index]
        left, ordered = 1 - 1 / self._params.days, sorted(dates)
        expected, ahead = 0.0, 0
        for day, rate in zip(all_days, rates, strict=True):
            while ordered[ahead] < day:
                ahead += 1
            expected += float(rate) * left ** (ordered[ahead] - day).days
        return float(-np.expm1(-expected))

    def used(self, day: Day) -> Closed:
        """Links on the ways of a day, the ways straight home from each of its stops included."""
        last = day.ways[-1]
        legs = {*zip(day.ways, day.ways[1:], strict=False), *((here, last) for here in day.ways[1:-1])}
        return frozenset[int]().union(*(self._on_way(day.layer, a, b) for a, b in legs))

    def beyond(self, index: int) -> tuple[str, ...]:
        """Codes of the places to which some team's usual way from its base uses a link."""
        problem = self._problem
        starts = {(slots.layer, slots.base) for slots in problem.classes}
        return tuple(
            place.code
            for place, at in zip(problem.region.places, problem.place_location.tolist(), strict=True)
            if any(index in self._on_way(layer, base, at) for layer, base in starts)
        )

    def without(self, day: Day, closed: Closed) -> tuple[Day, tuple[int, ...]]:
        """A day with some links closed, and the numbers of its stops that are still reached."""
        if day.layer not in self._roads:
            self._roads[day.layer] = _Roads(
                self._problem, self._settings, self._state(day.layer[1]), day, self
            )
        at = self._problem.travel.node_of[list(day.ways)]
        return detoured(day, self._roads[day.layer].minutes(at, closed))

    def _on_way(self, key: tuple[str, str], start: int, end: int) -> Closed:
        if (key, start, end) not in self._used:
            travel = self._problem.travel
            previous = travel.layers[key].previous[start]
            node, stop, found = int(travel.node_of[end]), int(travel.node_of[start]), set[int]()
            while node != stop and int(previous[node]) >= 0:
                found.update(self._ends.get((int(previous[node]), node), ()))
                node = int(previous[node])
            self._used[key, start, end] = frozenset(found)
        return self._used[key, start, end]

    def _state(self, name: str) -> RoadState:
        """The road state of that name, as it was measured."""
        if self._states is None:
            calendar, closures = self._problem.calendar, self._problem.region.closures
            plain = []
            for day in calendar.days:
                suffix = state_name("", closed_on(closures, day.date))
                plain.append(replace(day, road_state=day.road_state.removesuffix(suffix)))
            _, states = with_closures(replace(calendar, days=tuple(plain)), closures)
            self._states = {state.name: state for state in states}
        return self._states[name]


class _Roads:
    """The roads of a vehicle mode in a road state, on which some slide-prone links can be closed."""

    def __init__(self, problem: Problem, settings: Settings, state: RoadState, day: Day, slides: Slides):
        region = problem.region
        timed = with_times(build_graph(region.nodes, region.links), settings.roads, day.layer[0], state)
        timed, _ = without_slides(timed, region, settings.roads, state.season)
        node = {each.id: number for number, each in enumerate(region.nodes)}
        prone = {link.id: index for index, link in enumerate(slides.links)}
        edges = [
            (node[a], node[b], edge["travel_time"], prone.get(edge["link"], -1))
            for a, b, edge in timed.edges(data=True)
        ]
        edges.sort(key=lambda edge: edge[:2])
        pairs = np.array([edge[:2] for edge in edges], dtype=np.int64).reshape(-1, 2)
        self._nodes, self._seconds = (
            len(region.nodes),
            np.array([edge[2] for edge in edges], dtype=np.float64),
        )
        self._link = np.array([edge[3] for edge in edges], dtype=np.int64)
        key = pairs[:, 0] * self._nodes + pairs[:, 1]
        _, self._first = np.unique(key, return_index=True)
        self._pairs = pairs[self._first]

    def minutes(self, at: NDArray[np.int32], closed: Closed) -> NDArray[np.int32]:
        """Whole minutes between nodes, shape (nodes, nodes), of parallel links the quickest open one."""
        seconds = np.where(np.isin(self._link, list(closed)), np.inf, self._seconds)
        best = np.minimum.reduceat(seconds, self._first) if len(self._first) else seconds
        kept = np.isfinite(best)
        ends = (self._pairs[kept, 0], self._pairs[kept, 1])
        matrix = csr_array((best[kept], ends), shape=(self._nodes, self._nodes))
        return whole_minutes(dijkstra(matrix, indices=at)[:, at])


def kecamatan_of(region: Region, links: tuple[Link, ...]) -> tuple[tuple[str, str], ...]:
    """Code and name of each link's kecamatan: that of the place nearest to its middle."""
    return tuple(_kecamatan(region, links))


def _kecamatan(region: Region, links: tuple[Link, ...]) -> Iterator[tuple[str, str]]:
    nodes = {node.id: node for node in region.nodes}
    places = np.array([(place.lat, place.lon) for place in region.places]).reshape(-1, 2)
    for link in links:
        ends = nodes[link.start], nodes[link.end]
        middle = np.array([sum(end.lat for end in ends) / 2, sum(end.lon for end in ends) / 2])
        nearest = region.places[int(((places - middle) ** 2).sum(axis=1).argmin())]
        yield nearest.kecamatan_code, nearest.kecamatan
