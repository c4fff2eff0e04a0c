"""A line chart as SVG: bands, lines and marks on two axes, named where they end instead of in a legend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from xml.sax.saxutils import escape

import typst

from optimizer.texts import number

XY = tuple[float, float]

WIDTH, HEIGHT = 760, 430
LEFT, RIGHT, TOP, BOTTOM = 74, 158, 64, 58
INK, GREY, GRID = "#22313A", "#5A6468", "#DCE3E6"
FONT = "Libertinus Serif, Georgia, serif"
LINE_HEIGHT = 15
"""Least pixels between two names at the right edge."""


@dataclass(frozen=True)
class Line:
    """A line through points, named at its end; `dots` shows each point, `dashed` what is no plan."""

    name: str
    points: Sequence[XY]
    colour: str
    dashed: bool = False
    dots: bool = False


@dataclass(frozen=True)
class Band:
    """The area between two lines."""

    lower: Sequence[XY]
    upper: Sequence[XY]
    colour: str


@dataclass(frozen=True)
class Mark:
    """A point worth a word."""

    at: XY
    name: str


@dataclass(frozen=True)
class Chart:
    """What is drawn; `ticks` of the x axis are values with their labels."""

    title: str
    subtitle: str
    x_name: str
    y_name: str
    ticks: Sequence[tuple[float, str]]
    lines: Sequence[Line]
    bands: Sequence[Band] = ()
    marks: Sequence[Mark] = ()
    level: tuple[float, str] | None = None

    def svg(self, lang: str) -> str:
        """The chart as an SVG document, the same bytes for the same chart."""
        return "\n".join(_Drawing(self, lang).elements()) + "\n"


def as_png(svg: str, ppi: int = 160) -> bytes:
    """An SVG as PNG, in the fonts that Typst brings along, so that it looks alike on every machine."""
    main = b'#set page(width: auto, height: auto, margin: 6pt)\n#image("chart.svg")\n'
    made = typst.compile(  # type: ignore[call-overload] # the stub forgets several sources by name
        {"main": main, "chart.svg": svg.encode()}, format="png", ppi=ppi, ignore_system_fonts=True
    )
    assert isinstance(made, bytes)
    return made


def round_ticks(most: float, count: int = 5) -> list[float]:
    """From 0 to at least `most` in about `count` steps of 1, 2, 2.5 or 5 times a power of ten."""
    if most <= 0:
        return [0.0, 1.0]
    raw = most / count
    power = 10.0 ** floor(log10(raw))
    step = next(f * power for f in (1, 2, 2.5, 5, 10) if f * power >= raw * 0.999)
    return [step * number for number in range(ceil(most / step - 1e-9) + 1)]


class _Drawing:
    def __init__(self, chart: Chart, lang: str):
        self._chart, self._lang = chart, lang
        drawn = [line.points for line in chart.lines]
        drawn += [side for band in chart.bands for side in (band.lower, band.upper)]
        points = [point for line in drawn for point in line]
        highest = max([y for _, y in points] + ([chart.level[0]] if chart.level else []), default=1.0)
        self._y_ticks = round_ticks(highest)
        xs = [x for x, _ in points] + [x for x, _ in chart.ticks]
        self._x0, self._x1 = min(xs, default=0.0), max(xs, default=1.0)
        if self._x1 <= self._x0:
            self._x1 = self._x0 + 1

    def elements(self) -> Iterable[str]:
        chart = self._chart
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
            f'width="{WIDTH}" height="{HEIGHT}" role="img" font-family="{FONT}">'
        )
        yield f"<title>{escape(chart.title)}</title>"
        yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#FFFFFF"/>'
        yield _text(LEFT - 58, 24, chart.title, 18, INK, weight="bold")
        yield _text(LEFT - 58, 43, chart.subtitle, 12.5, GREY)
        yield from self._axes()
        for band in chart.bands:
            ring = [*band.lower, *reversed(band.upper)]
            yield f'<polygon points="{self._path(ring)}" fill="{band.colour}"/>'
        if chart.level:
            y = self._y(chart.level[0])
            yield _rule(LEFT, y, WIDTH - RIGHT, y, "#B3261E", "4 3")
            yield _text(LEFT + 6, y - 5, chart.level[1], 12.5, "#B3261E")
        for line in chart.lines:
            dash = ' stroke-dasharray="6 4"' if line.dashed else ""
            yield (
                f'<polyline points="{self._path(line.points)}" fill="none" stroke="{line.colour}" '
                f'stroke-width="2.4" stroke-linejoin="round"{dash}/>'
            )
            if line.dots:
                for x, y in line.points:
                    yield _dot(self._x(x), self._y(y), 3.6, f'fill="{line.colour}"')
        yield from self._names()
        for mark in chart.marks:
            x, y = self._x(mark.at[0]), self._y(mark.at[1])
            yield _dot(x, y, 7, f'fill="none" stroke="{INK}" stroke-width="1.6"')
            yield _text(x + 12, y + 20, mark.name, 12.5, INK)
        yield "</svg>"

    def _axes(self) -> Iterable[str]:
        chart, bottom = self._chart, HEIGHT - BOTTOM
        decimals = 0 if all(tick == int(tick) for tick in self._y_ticks) else 1
        for tick in self._y_ticks:
            y = self._y(tick)
            yield _rule(LEFT, y, WIDTH - RIGHT, y, GRID)
            yield _text(LEFT - 8, y + 4, number(tick, self._lang, decimals), 12.5, GREY, anchor="end")
        for value, name in chart.ticks:
            x = self._x(value)
            yield _rule(x, bottom, x, bottom + 5, GREY)
            yield _text(x, bottom + 20, name, 12.5, GREY, anchor="middle")
        yield _rule(LEFT, bottom, WIDTH - RIGHT, bottom, GREY)
        yield _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, chart.x_name, 13, INK, anchor="middle")
        yield _text(LEFT - 58, TOP - 4, chart.y_name, 13, INK)

    def _names(self) -> Iterable[str]:
        """Names of the lines beside their ends, pushed apart where they would touch."""
        ends = sorted(
            ((self._y(line.points[-1][1]), line) for line in self._chart.lines if line.points),
            key=lambda each: each[0],
        )
        used, level = -1e9, self._y(self._chart.level[0]) if self._chart.level else None
        for y, line in ends:
            words = _wrapped(line.name, 24)
            if level is not None and abs(y - level) < LINE_HEIGHT:
                y = level + LINE_HEIGHT  # beside its end the name would lie on the line of the goal
            y = min(y, HEIGHT - BOTTOM - LINE_HEIGHT / 2)  # nor on the axis
            at = max(y + 4, used + LINE_HEIGHT)
            x = self._x(line.points[-1][0]) + 10
            for number_of, word in enumerate(words):
                yield _text(x, at + number_of * LINE_HEIGHT, word, 12.5, line.colour, weight="bold")
            used = at + (len(words) - 1) * LINE_HEIGHT

    def _path(self, points: Sequence[XY]) -> str:
        return " ".join(f"{self._x(x):.1f},{self._y(y):.1f}" for x, y in points)

    def _x(self, value: float) -> float:
        return LEFT + (value - self._x0) / (self._x1 - self._x0) * (WIDTH - LEFT - RIGHT)

    def _y(self, value: float) -> float:
        return HEIGHT - BOTTOM - value / self._y_ticks[-1] * (HEIGHT - TOP - 14 - BOTTOM)


def _dot(x: float, y: float, radius: float, look: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" {look}/>'


def _wrapped(text: str, most: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _rule(x1: float, y1: float, x2: float, y2: float, colour: str, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-width="1"{dashed}/>'
    )


def _text(
    x: float, y: float, text: str, size: float, colour: str, *, anchor: str = "start", weight: str = "normal"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" text-anchor="{anchor}" '
        f'font-weight="{weight}">{escape(text)}</text>'
    )
