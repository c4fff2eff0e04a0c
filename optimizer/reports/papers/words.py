"""Numbers, lengths of time and dates in words, as Indonesian letters write them."""

from __future__ import annotations

from datetime import date

from optimizer.reports.dates import MONTHS, full_date
from optimizer.reports.keys import key_in_words
from optimizer.texts import catalogue, say

ONES = (
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh",
    "sebelas",
)  # fmt: skip
SCALES = (
    (10**12, "triliun"),
    (10**9, "miliar"),
    (10**6, "juta"),
    (1000, "ribu"),
    (100, "ratus"),
    (10, "puluh"),
)


def spelled(value: int) -> str:
    """A number that is not negative in Indonesian words: 1.150 is seribu seratus lima puluh."""
    if value < len(ONES):
        return ONES[value]
    if value < 20:
        return f"{ONES[value - 10]} belas"
    unit, name = next(scale for scale in SCALES if value >= scale[0])
    count, rest = divmod(value, unit)
    # "se-" stands for one ten, hundred and thousand, not for one million: seratus, but satu juta.
    head = f"se{name}" if count == 1 and unit <= 1000 else f"{spelled(count)} {name}"
    return f"{head} {spelled(rest)}" if rest else head


def days(count: int, lang: str) -> str:
    """1 (satu) hari; 2 days."""
    if lang != "id":
        return say("papers.days_one" if count == 1 else "papers.days_many", lang, n=count)
    return say("papers.days_many", lang, n=count, words=spelled(count))


def as_published(text: str, lang: str) -> str:
    """A source's own date (`2024-12-31`, `2024-12` or anything else) as people write it."""
    parts = text.split("-")
    if not all(part.isascii() and part.isdigit() for part in parts) or len(parts[0]) != 4:
        return text
    try:
        if len(parts) == 3:
            return full_date(date(*map(int, parts)), lang)
        if len(parts) == 2:
            return f"{MONTHS[lang][date(int(parts[0]), int(parts[1]), 1).month - 1]} {parts[0]}"
    except ValueError:
        pass
    return text


def figure_name(figure: str, lang: str) -> str:
    """What a published figure is called; its key in words where it has no name."""
    return catalogue(lang).get(f"papers.figure.{figure}") or key_in_words(figure)
