"""Maps as SVG from coordinates alone: places sized by people and coloured by coverage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import cos, log10, radians, sqrt

from optimizer.core.comparison import NOBODY, Comparison, Spot, Stay, Told
from optimizer.reports.bandingkan.words import title_of
from optimizer.texts import say

WIDTH, MARGIN = 560, 26
LOWEST, HIGHEST = 240, 620
"""Least and largest height of a map."""
SMALLEST, LARGEST = 2.6, 10.0
"""Radii of places."""
KM_A_DEGREE = 111.32
LETTER, LINE = 6.2, 13
"""Pixels of a letter and a line of a name, about."""


@dataclass(frozen=True)
class Ground:
    """Where everything lies on the maps of one comparison, the same on each of them.

    `labels` are kecamatan with the point their name is centred on, as far as they have room.
    """

    height: float
    spots: tuple[tuple[Spot, float, float], ...]
    offices: tuple[tuple[float, float], ...]
    labels: tuple[tuple[str, float, float], ...]
    most: int
    bar: tuple[float, float]


def ground(comparison: Comparison) -> Ground:
    """Project the places: straight up is north, distances are true at the middle."""
    points = [_kept(spot.lat, spot.lon) for spot in comparison.spots]
    offices = [_kept(lat, lon) for lat, lon in comparison.offices]
    everything = [*points, *offices] or [(0.0, 0.0)]
    middle = (min(lat for lat, _ in everything) + max(lat for lat, _ in everything)) / 2
    squeeze = max(0.05, cos(radians(middle)))
    west, north = min(lon for _, lon in everything) * squeeze, max(lat for lat, _ in everything)
    across = max(lon for _, lon in everything) * squeeze - west
    down = north - min(lat for lat, _ in everything)
    scale = min((WIDTH - 2 * MARGIN) / max(across, 1e-3), (HIGHEST - 2 * MARGIN) / max(down, 1e-3))
    height = max(LOWEST, down * scale + 2 * MARGIN)
    left = (WIDTH - across * scale) / 2
    top = (height - down * scale) / 2

    def at(lat: float, lon: float) -> tuple[float, float]:
        return left + (lon * squeeze - west) * scale, top + (north - lat) * scale

    spots = tuple((spot, *at(*point)) for spot, point in zip(comparison.spots, points, strict=True))
    most = max((stay.expected for told in comparison.told for stay in told.stays.values()), default=1)
    return Ground(
        height=height,
        spots=spots,
        offices=tuple(at(*point) for point in offices),
        labels=tuple(_labels(spots, height)),
        most=max(1, most),
        bar=_bar(scale / KM_A_DEGREE),
    )


def map_svg(drawn: Ground, told: Told, base: Told | None, lang: str) -> str:
    """The map of a plan; against a base, places with more or fewer people have a ring."""
    return "\n".join(_elements(drawn, told, base, lang))


def cover(stay: Stay) -> str:
    """Class of a place's coverage: `e` nobody expected, `n` none, `l` below half, `h`, `a` all."""
    if not stay.expected:
        return "e"
    if not stay.people:
        return "n"
    if stay.people >= stay.expected:
        return "a"
    return "h" if 2 * stay.people >= stay.expected else "l"


def _elements(drawn: Ground, told: Told, base: Told | None, lang: str) -> Iterator[str]:
    title = escape(say("compare.web.map_alt", lang, title=title_of(told, lang)))
    yield f'<svg viewBox="0 0 {WIDTH} {drawn.height:.0f}" role="img" aria-label="{title}">'
    ranked = sorted(drawn.spots, key=lambda each: -told.stays.get(each[0].code, NOBODY).expected)
    for spot, x, y in ranked:
        stay = told.stays.get(spot.code, NOBODY)
        radius = SMALLEST + (LARGEST - SMALLEST) * sqrt(stay.expected / drawn.most)
        words = escape(
            say(
                "compare.web.spot",
                lang,
                name=spot.name,
                kecamatan=spot.kecamatan,
                people=stay.people,
                expected=stay.expected,
            )
        )
        if base is not None:
            change = stay.people - base.stays.get(spot.code, NOBODY).people
            if change:
                ring = "up" if change > 0 else "dn"
                yield f'<circle class="{ring}" cx="{x:.1f}" cy="{y:.1f}" r="{radius + 2.4:.1f}"/>'
        yield (
            f'<circle class="{cover(stay)}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}">'
            f"<title>{words}</title></circle>"
        )
    for x, y in drawn.offices:
        yield f'<rect class="o" x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10"/>'
    for name, x, y in drawn.labels:
        yield f'<text x="{x:.1f}" y="{y:.1f}">{escape(name)}</text>'
    length, km = drawn.bar
    y = drawn.height - 8
    yield f'<path class="s" d="M8 {y - 4:.0f}v4h{length:.1f}v-4"/>'
    words = say("compare.web.scale", lang, km=f"{km:g}")
    yield f'<text class="s" x="{14 + length:.1f}" y="{y:.0f}">{words}</text>'
    yield "</svg>"


def _labels(spots: Sequence[tuple[Spot, float, float]], height: float) -> Iterator[tuple[str, float, float]]:
    """Names of kecamatan at the middle of their places, the largest first, none over another."""
    groups: dict[str, list[tuple[Spot, float, float]]] = {}
    for each in spots:
        groups.setdefault(each[0].kecamatan_code, []).append(each)
    taken: list[tuple[float, float, float, float]] = []
    for group in sorted(groups.values(), key=len, reverse=True):
        name = group[0][0].kecamatan
        half = len(name) * LETTER / 2
        x = min(max(sum(x for _, x, _ in group) / len(group), half + 4), WIDTH - half - 4)
        y = min(max(sum(y for _, _, y in group) / len(group) - 8, LINE), height - LINE)
        box = (x - half, y - LINE, x + half, y + 3)
        if any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
            continue
        taken.append(box)
        yield name, x, y


def _bar(pixels_a_km: float) -> tuple[float, float]:
    """Length in pixels and kilometres of the scale: a round number of about a fifth of the width."""
    raw = WIDTH / 5 / pixels_a_km
    power = 10.0 ** int(log10(raw) // 1)
    km = max(step * power for step in (1, 2, 5) if step * power <= raw)
    return km * pixels_a_km, km


def _kept(lat: float, lon: float) -> tuple[float, float]:
    """A point that lies on the earth whatever a file says."""
    return min(max(lat, -90.0), 90.0), min(max(lon, -180.0), 180.0)
