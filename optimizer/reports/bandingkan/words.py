"""A comparison in words: figures with their differences, and what each scenario comes to in a paragraph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from optimizer.core.comparison import MOVES, Comparison, Contrast, Spot, Told, Verdict, shares
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.reports.dates import full_date
from optimizer.texts import number, say

MILLION = 1_000_000
NAMED = 2
"""Kecamatan named on either side."""
MINUS = "−"


def finding(comparison: Comparison, contrast: Contrast, lang: str) -> str:
    """What a scenario comes to against the base, in a few sentences."""
    told = contrast.told
    if told.status in ("infeasible", "none") and not told.trips:
        return _say("find.infeasible", lang)
    if _same(comparison.base, contrast):
        return _say("find.nothing", lang)
    return " ".join(_sentences(comparison, contrast, lang))


def title_of(told: Told, lang: str) -> str:
    """A plan's title; the base has one of its own where it bears none."""
    return told.title or _say("base", lang)


def signed(value: float, lang: str, decimals: int = 0) -> str:
    """A number with its sign, plain zero without."""
    text = number(abs(value), lang, decimals)
    if not round(value, decimals):
        return text
    return f"+{text}" if value > 0 else f"{MINUS}{text}"


def millions(rupiah: float, lang: str) -> str:
    """Rupiah in millions, one decimal."""
    return number(rupiah / MILLION, lang, 1)


def verdict_word(verdict: Verdict, lang: str) -> str:
    """Whether a difference is proven, in a word or two."""
    return _say(f"verdict.{verdict}", lang)


def ended(told: Told, lang: str) -> str:
    """When a plan is through, or how many it leaves."""
    if told.finish is not None:
        return full_date(told.finish, lang)
    return _say("not_finished", lang, left=told.left)


def comparable(base: Told, told: Told) -> bool:
    """Whether finishing dates can be told apart in days."""
    return base.finish is not None and told.finish is not None


def _same(base: Told, contrast: Contrast) -> bool:
    told = contrast.told
    keys = ("people", "weighted", "cost", "metres", "nights", "left", "finish", "team_days", "long_days")
    return not contrast.moves and all(getattr(base, key) == getattr(told, key) for key in keys)


def _sentences(comparison: Comparison, contrast: Contrast, lang: str) -> Iterator[str]:
    yield _say(
        "find.head",
        lang,
        people=_people(comparison.base, contrast.told, lang),
        cost=_cost(comparison.base, contrast.told, lang),
        rate="" if contrast.people == "within" else _rate(comparison.base, contrast.told, lang),
    )
    yield from _where(comparison, contrast.told, lang)
    yield from _floors(comparison.base, contrast.told, lang)
    yield from _finish(comparison.base, contrast.told, lang)
    yield from _moved(contrast, lang)
    yield from _road(comparison.base, contrast.told, lang)
    yield from _proof(comparison.base, contrast, lang)


def _people(base: Told, told: Told, lang: str) -> str:
    gain = told.people - base.people
    key = "same" if not gain else "more" if gain > 0 else "fewer"
    return _say(f"find.people_{key}", lang, n=abs(gain), before=base.people, after=told.people)


def _cost(base: Told, told: Told, lang: str) -> str:
    dearer = told.cost - base.cost
    if millions(base.cost, lang) == millions(told.cost, lang):
        return _say("find.cost_same", lang, after=millions(told.cost, lang))
    return _say(
        f"find.cost_{'more' if dearer > 0 else 'less'}",
        lang,
        n=millions(abs(dearer), lang),
        before=millions(base.cost, lang),
        after=millions(told.cost, lang),
    )


def _rate(base: Told, told: Told, lang: str) -> str:
    """What each person more costs, or each one fewer saves."""
    gain, dearer = told.people - base.people, told.cost - base.cost
    if gain * dearer <= 0 or millions(base.cost, lang) == millions(told.cost, lang):
        return ""
    return _say(f"find.rate_{'more' if gain > 0 else 'fewer'}", lang, each=round(dearer / gain))


def _where(comparison: Comparison, told: Told, lang: str) -> Iterator[str]:
    """Kecamatan that gain and lose most people."""
    names: dict[str, Spot] = {spot.kecamatan_code: spot for spot in comparison.spots}
    before, after = shares(comparison.spots, comparison.base), shares(comparison.spots, told)
    change = {code: after[code].people - before[code].people for code in before}
    parts = []
    for key, sign in (("up", 1), ("down", -1)):
        ranked = sorted((code for code in change if change[code] * sign > 0), key=lambda c: -change[c] * sign)
        named = [
            _say("find.kecamatan", lang, name=names[code].kecamatan, n=signed(change[code], lang))
            for code in ranked[:NAMED]
        ]
        if named:
            parts.append(_say(f"find.{key}", lang, names=_say("find.and", lang).join(named)))
    if parts:
        text = "; ".join(parts)
        yield f"{text[0].upper()}{text[1:]}."


def _finish(base: Told, told: Told, lang: str) -> Iterator[str]:
    if told.finish is not None and base.finish is not None:
        days = (told.finish - base.finish).days
        if days:
            key = "later" if days > 0 else "sooner"
            yield _say(f"find.{key}", lang, days=abs(days), date=full_date(told.finish, lang))
    elif told.finish is not None:
        yield _say("find.now_done", lang, date=full_date(told.finish, lang), left=base.left)
    elif base.finish is not None:
        yield _say("find.no_longer_done", lang, date=full_date(base.finish, lang), left=told.left)
    else:
        yield _say("find.left", lang, left=told.left, before=base.left)


def _floors(base: Told, told: Told, lang: str) -> Iterator[str]:
    """Whom the least shares of the kecamatan miss, where a plan has such and misses somebody."""
    if told.missed:
        names = [_say("find.missing", lang, name=name, n=people) for name, people in told.missed.items()]
        before = None if base.missed is None else sum(base.missed.values())
        key = "missed" if before is None else "missed_before"
        values = {"n": sum(told.missed.values()), "before": before, "names": ", ".join(names)}
        yield _say(f"find.{key}", lang, **values)
    elif told.missed is not None and base.missed:
        yield _say("find.missed_no_more", lang, before=sum(base.missed.values()))


def _moved(contrast: Contrast, lang: str) -> Iterator[str]:
    counts = Counter(move.kind for move in contrast.moves)
    parts = [_say(f"find.moved_{kind}", lang, n=counts[kind]) for kind in MOVES if counts[kind]]
    if parts:
        yield _say("find.moved", lang, parts=", ".join(parts))


def _road(base: Told, told: Told, lang: str) -> Iterator[str]:
    """Roads, nights and long days, where they change."""
    parts = []
    kilometres = round(base.metres / 1000), round(told.metres / 1000)
    for key, before, after in (
        ("km", *kilometres),
        ("nights", base.nights, told.nights),
        ("long", base.long_days, told.long_days),
        ("near", base.near_days, told.near_days),
    ):
        if before != after:
            parts.append(_say(f"find.{key}", lang, before=before, after=after))
    if parts:
        yield _say("find.road", lang, parts="; ".join(parts))


def _proof(base: Told, contrast: Contrast, lang: str) -> Iterator[str]:
    told = contrast.told
    weighted = signed((told.weighted - base.weighted) / WEIGHT_SCALE, lang)
    if contrast.rebased:
        yield _say("find.rebased", lang)
    if contrast.reason:
        yield _say(f"find.reason_{contrast.reason}", lang)
    elif contrast.people != "same":
        beside = contrast.weighted == "proven" and contrast.people == "within"
        key = "within_but" if beside else contrast.people
        yield _say(f"find.people_{key}", lang, room=contrast.room or 0, weighted=weighted)
    if contrast.cost in ("within", "unknown") and base.cost != told.cost:
        yield _say(f"find.cost_{contrast.cost}", lang)


def _say(key: str, lang: str, /, **values: object) -> str:
    return say(f"compare.{key}", lang, **values)
