"""Leave slide-prone links out of a season's roads, but for those without which a place is cut off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter

import networkx as nx

from optimizer.core.region import Region
from optimizer.roads.params import RoadParams


@dataclass(frozen=True)
class Avoided:
    """The slide-prone links left out, and the nodes no base reaches without one, whose links are kept."""

    links: frozenset[str]
    exposed: frozenset[str]


def avoided(
    timed: nx.MultiDiGraph[str], prone: Iterable[str], bases: Iterable[str], ends: Iterable[str]
) -> Avoided:
    """Which of the `prone` links the ways from the `bases` to the nodes `ends` can do without.

    Kept are the links of the ways that spend the fewest seconds on slide-prone links, the quickest of
    these: Dijkstra's algorithm with a slide-prone second weighing more than all roads together. A node
    that some base reaches without them needs none, and one that none reaches at all keeps none.

    Parameters
    ----------
    timed
        Roads with `travel_time` (seconds) and `link` on every edge (`with_times`).
    """
    prone, weighed = frozenset(prone), timed.copy()
    heavy = 1.0 + sum(edge["travel_time"] for *_, edge in timed.edges(data=True))
    for *_, edge in weighed.edges(data=True):
        edge["exposure"] = edge["travel_time"] * (heavy if edge["link"] in prone else 1.0)
    ways = nx.multi_source_dijkstra_path(weighed, dict.fromkeys(bases).keys(), weight="exposure")
    kept, exposed = set[str](), set[str]()
    for end in ends:
        for start, stop in pairwise(ways.get(end, ())):
            link = min(weighed[start][stop].values(), key=itemgetter("exposure"))["link"]
            if link in prone:
                kept.add(link)
                exposed.add(end)
    return Avoided(prone - kept, frozenset(exposed))


def without_slides(
    timed: nx.MultiDiGraph[str], region: Region, params: RoadParams, season: str
) -> tuple[nx.MultiDiGraph[str], frozenset[str]]:
    """The roads of a season as planned with, and the codes of the places that stay exposed to slides.

    Nothing is left out in a season that `params.avoid_slides` does not name.
    """
    if not params.avoid_slides.get(season, False):
        return timed, frozenset()
    arrive = {place.code: place.node or place.code for place in region.places}
    prone = [link.id for link in region.links if link.slide_prone]
    found = avoided(timed, prone, [base.code for base in region.bases], arrive.values())
    left = timed.copy()
    left.remove_edges_from(
        [
            (start, end, key)
            for start, end, key, edge in timed.edges(keys=True, data=True)
            if edge["link"] in found.links
        ]
    )
    return left, frozenset(code for code, node in arrive.items() if node in found.exposed)
