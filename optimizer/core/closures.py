"""Which road closures hold on a date, and the name of the road state they make."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from optimizer.core.region import Closure


def closed_on(closures: Iterable[Closure], day: date) -> tuple[Closure, ...]:
    """The closures in force on a date, by link."""
    held = (c for c in closures if c.start <= day and (c.end is None or day <= c.end))
    return tuple(sorted(held, key=lambda closure: (closure.link, closure.modes)))


def state_name(season: str, closed: Iterable[Closure]) -> str:
    """Name of the roads of a season with some links closed, as in `hujan tanpa R-0464`.

    Links closed together are called by their common name.
    """
    links = (f"{c.name or c.link} ({', '.join(c.modes)})" if c.modes else c.name or c.link for c in closed)
    named = ", ".join(dict.fromkeys(links))
    return f"{season} tanpa {named}" if named else season
