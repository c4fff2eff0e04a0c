"""Colours that colour-blind readers tell apart: a ramp over the weeks, distinct hues for teams."""

from __future__ import annotations

RAMP = (
    (0x2A, 0x05, 0x93), (0x7E, 0x03, 0xA8), (0xCC, 0x47, 0x78), (0xE6, 0x6C, 0x5C), (0xF8, 0x95, 0x40),
)  # fmt: skip
"""Weeks follow one another, so they get a sequence: matplotlib's "plasma" (S. van der Walt and
N. Smith), without its pale end, which would vanish on the light ground."""

HUES = ("#0072b2", "#d55e00", "#009e73", "#aa4499", "#56b4e9", "#e69f00")
"""After M. Okabe and K. Ito, "Color Universal Design"; its pink is darkened to stand on the light
ground."""


def week_colours(weeks: int) -> list[str]:
    """One colour a week, evenly spaced along the ramp."""
    return [_along(week / max(1, weeks - 1)) for week in range(weeks)]


def team_colours(teams: int) -> list[str]:
    """One hue a team; beyond the palette they repeat."""
    return [HUES[team % len(HUES)] for team in range(teams)]


def _along(part: float) -> str:
    """The ramp's colour at `part` of its length (0 to 1)."""
    position = part * (len(RAMP) - 1)
    low = min(int(position), len(RAMP) - 2)
    mixed = (round(a + (b - a) * (position - low)) for a, b in zip(RAMP[low], RAMP[low + 1], strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)
