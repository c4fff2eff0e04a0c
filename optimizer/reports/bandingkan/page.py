"""`bandingkan.html`: the comparison as one page that needs no internet and reads without a script too."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path
from string import Template

from optimizer.core.comparison import Comparison, Contrast, Told, Verdict, shares
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.reports import one_file
from optimizer.reports.bandingkan.drawing import Ground, ground, map_svg
from optimizer.reports.bandingkan.published import Published, published
from optimizer.reports.bandingkan.words import (
    comparable,
    finding,
    signed,
    title_of,
    verdict_word,
)
from optimizer.reports.dates import full_date, short_date
from optimizer.reports.file import put
from optimizer.reports.one_file import asset, closed_script
from optimizer.texts import number, say

FILE = "bandingkan.html"
MARKS: dict[Verdict, str] = {"proven": "✓", "within": "≈", "unknown": "?", "same": ""}
NOTHING = "–"
MOST_MAPS = 60
"""Scenarios with maps and places of their own: more would make a page that no phone opens."""


def write_page(comparison: Comparison, folder: Path, lang: str) -> Path:
    """Write the page into `folder`, whole or not at all; nothing in it asks for anything outside it."""
    return put(folder / FILE, page(published(comparison), lang).encode())


def page(told: Published, lang: str) -> str:
    """The whole page."""
    comparison = told.comparison
    script = closed_script(asset("bandingkan/bandingkan.js"))
    title = _say("title", lang, region=comparison.region)
    subtitle = _say(
        "subtitle",
        lang,
        base=title_of(comparison.base, lang),
        today=full_date(comparison.today, lang),
        tariff=", ".join(comparison.tariffs),
    )
    body = Template(asset("bandingkan/bandingkan.html")).substitute(
        title=_e(title),
        subtitle=_e(subtitle),
        warning=f'<p class="awas">{_e(_say("indicative", lang))}</p>' if comparison.indicative else "",
        body="\n".join(_body(told, lang)),
    )
    return one_file.page(lang, title, asset("bandingkan/bandingkan.css"), body, script)


def _body(told: Published, lang: str) -> Iterator[str]:
    comparison = told.comparison
    if not comparison.contrasts:
        yield f"<p>{_e(_say('web.none', lang))}</p>"
    yield f"<h2>{_e(_say('web.findings', lang))}</h2>"
    yield '<ol class="temuan">'
    for index, contrast in enumerate(comparison.contrasts):
        name = _e(title_of(contrast.told, lang))
        text = _e(finding(comparison, contrast, lang))
        yield f"<li>{_linked(index, f'<b>{name}</b>')}<p>{text}</p></li>"
    yield "</ol>"
    yield f"<h2>{_e(_say('web.table', lang))}</h2>"
    yield from _table(comparison, lang)
    yield f'<p class="kecil">{_e(_say("web.table_note", lang))}</p>'
    if told.homes:
        yield f'<p class="kecil">{_e(_homes(told, lang))}</p>'
    yield f"<h2>{_e(_say('web.maps', lang))}</h2>"
    last, first = min(len(comparison.contrasts), MOST_MAPS) - 1, next(iter(comparison.contrasts), None)
    if len(comparison.contrasts) > MOST_MAPS:
        yield f"<p>{_e(_say('web.first_maps', lang, n=MOST_MAPS))}</p>"
    if first is not None:
        yield (
            f'<div id="pilih" hidden><label for="geser">{_e(_say("web.slider", lang))}</label>'
            f'<input type="range" id="geser" min="0" max="{last}" value="0" step="1">'
            f'<output for="geser" id="nama">{_e(title_of(first.told, lang))}</output></div>'
        )
    yield from _legend(lang)
    drawn = ground(comparison)
    for index, contrast in enumerate(comparison.contrasts[:MOST_MAPS]):
        yield from _section(comparison, contrast, index, drawn, lang)
    yield '<footer class="kecil">'
    yield from (f"<p>{_e(line)}</p>" for line in _notes(told, lang))
    yield "</footer>"


def _notes(told: Published, lang: str) -> Iterator[str]:
    yield _say("web.note_expected", lang)
    yield _say("verdict_note", lang)
    yield _say("days_note", lang)
    yield from told.comparison.attributions


def _linked(index: int, markup: str) -> str:
    """A scenario's name as a link to its maps, where it has them."""
    return f'<a href="#s{index}">{markup}</a>' if index < MOST_MAPS else markup


def _homes(told: Published, lang: str) -> str:
    return _say("web.homes_counted" if told.counted else "web.homes_left_out", lang)


def _table(comparison: Comparison, lang: str) -> Iterator[str]:
    cost = "cost_indicative" if comparison.indicative else "cost"
    heads = ["people", "weighted", cost, "each", "finish", "km", "nights"]
    titles = [_say(f"col.{key}", lang) for key in heads]
    titles += [_say("web.col_long", lang), _say("col.used", lang)]
    yield '<div class="gulir"><table><thead><tr>'
    yield f'<th scope="col">{_e(_say("col.scenario", lang))}</th>'
    yield "".join(f'<th scope="col">{_e(title)}</th>' for title in titles)
    yield "</tr></thead><tbody>"
    yield _row(comparison.base, None, comparison.base, title_of(comparison.base, lang), lang)
    for index, contrast in enumerate(comparison.contrasts):
        name = _linked(index, _e(title_of(contrast.told, lang)))
        yield _row(contrast.told, contrast, comparison.base, name, lang, raw=True)
    yield "</tbody></table></div>"


def _row(
    told: Told, contrast: Contrast | None, base: Told, name: str, lang: str, *, raw: bool = False
) -> str:
    def cell(text: str, more: str = "", verdict: Verdict | None = None) -> str:
        if contrast is None or not more:
            return f"<td>{_e(text)}</td>"
        mark = f' <span title="{_e(verdict_word(verdict, lang))}">{MARKS[verdict]}</span>' if verdict else ""
        kind = f' class="{verdict}"' if verdict else ""
        return f"<td>{_e(text)}<small{kind}>{_e(more)}{mark}</small></td>"

    each = NOTHING if told.each is None else number(round(told.each), lang)
    each_more = "" if told.each is None or base.each is None else signed(round(told.each - base.each), lang)
    used = NOTHING if told.used is None else f"{number(100 * told.used, lang, 1)} %"
    points = ""
    if told.used is not None and base.used is not None:
        points = _say("web.points", lang, n=signed(100 * (told.used - base.used), lang, 1))
    finish, later = _finished(told, base, lang)
    near = _say("web.near", lang, n=told.near_days)
    days = f"<td>{_e(number(told.long_days, lang))}<small>{_e(near)}</small></td>"
    return "".join(
        (
            f'<tr><th scope="row">{name if raw else _e(name)}</th>',
            cell(
                number(told.people, lang),
                signed(told.people - base.people, lang),
                contrast.people if contrast else None,
            ),
            cell(
                number(told.weighted / WEIGHT_SCALE, lang),
                signed((told.weighted - base.weighted) / WEIGHT_SCALE, lang),
                contrast.weighted if contrast else None,
            ),
            cell(
                number(told.cost, lang),
                signed(told.cost - base.cost, lang),
                contrast.cost if contrast else None,
            ),
            cell(each, each_more),
            cell(finish, later),
            cell(number(told.metres / 1000, lang), signed((told.metres - base.metres) / 1000, lang)),
            cell(number(told.nights, lang), signed(told.nights - base.nights, lang)),
            days,
            cell(used, points),
            "</tr>",
        )
    )


def _finished(told: Told, base: Told, lang: str) -> tuple[str, str]:
    """When a plan is through, and how many days later than the base; or how many are left."""
    if told.finish is None:
        return _say("web.not_done", lang), _say("web.left", lang, left=told.left)
    if not comparable(base, told) or base.finish is None:
        return full_date(told.finish, lang), ""
    days = (told.finish - base.finish).days
    return full_date(told.finish, lang), _say("web.days", lang, n=signed(days, lang))


def _legend(lang: str) -> Iterator[str]:
    yield f'<ul class="legenda"><li><b>{_e(_say("web.legend", lang))}:</b></li>'
    for kind, key in (
        ("a", "cover_all"), ("h", "cover_high"), ("l", "cover_low"), ("n", "cover_none"),
        ("e", "cover_empty"), ("up", "ring_up"), ("dn", "ring_down"),
    ):  # fmt: skip
        radius = 3 if kind == "e" else 7
        yield (
            f'<li><svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">'
            f'<circle class="{kind}" cx="10" cy="10" r="{radius}"/></svg>{_e(_say(f"web.{key}", lang))}</li>'
        )
    yield (
        '<li><svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">'
        f'<rect class="o" x="5" y="5" width="10" height="10"/></svg>{_e(_say("web.office", lang))}</li></ul>'
    )
    yield f'<p class="kecil">{_e(_say("web.map_note", lang))}</p>'


def _section(
    comparison: Comparison, contrast: Contrast, index: int, drawn: Ground, lang: str
) -> Iterator[str]:
    told, base = contrast.told, comparison.base
    yield f'<section class="skenario" id="s{index}"><h3>{_e(title_of(told, lang))}</h3>'
    yield f"<p>{_e(finding(comparison, contrast, lang))}</p>"
    yield '<div class="pasangan">'
    for caption, plan, against in (
        (_say("web.base", lang), base, None),
        (title_of(told, lang), told, base),
    ):
        yield f"<figure><figcaption>{_e(caption)}</figcaption>{map_svg(drawn, plan, against, lang)}</figure>"
    yield "</div>"
    yield from _kecamatan(comparison, told, lang)
    yield from _moves(comparison, contrast, lang)
    yield "</section>"


def _kecamatan(comparison: Comparison, told: Told, lang: str) -> Iterator[str]:
    names = {spot.kecamatan_code: spot.kecamatan for spot in comparison.spots}
    before, after = shares(comparison.spots, comparison.base), shares(comparison.spots, told)
    yield f"<h4>{_e(_say('web.kecamatan', lang))}</h4>"
    yield '<div class="gulir"><table class="kec"><thead><tr>'
    heads = ("kecamatan", "before", "after", "more", "coverage")
    yield "".join(f'<th scope="col">{_e(_say(f"col.{key}", lang))}</th>' for key in heads)
    yield "</tr></thead><tbody>"
    for code in sorted(before, key=lambda each: -(after[each].people - before[each].people)):
        base, share = before[code], after[code]
        yield (
            f'<tr><th scope="row">{_e(names[code])}</th><td>{number(base.people, lang)}</td>'
            f"<td>{number(share.people, lang)}</td><td>{signed(share.people - base.people, lang)}</td>"
            f"<td>{_bars(base.coverage, share.coverage, lang)}</td></tr>"
        )
    yield "</tbody></table></div>"


def _bars(before: float | None, after: float | None, lang: str) -> str:
    """Coverage of the base above that of the scenario, as bars with their percentages."""

    def bar(share: float | None, kind: str) -> str:
        if share is None:
            return f'<span class="bar">{NOTHING}</span>'
        width, words = min(100.0, 100 * share), number(100 * share, lang, 1)
        return (
            f'<span class="bar"><svg viewBox="0 0 100 8" width="100" height="8" preserveAspectRatio="none" '
            f'aria-hidden="true"><rect class="k" width="100" height="8"/>'
            f'<rect class="{kind}" width="{width:.1f}" height="8"/></svg><i>{words} %</i></span>'
        )

    return bar(before, "b") + bar(after, "c")


def _moves(comparison: Comparison, contrast: Contrast, lang: str) -> Iterator[str]:
    if not contrast.moves:
        yield f"<p>{_e(_say('web.no_moves', lang))}</p>"
        return
    spots = {spot.code: spot for spot in comparison.spots}
    yield f"<details><summary>{_e(_say('web.moves', lang, n=len(contrast.moves)))}</summary>"
    yield '<div class="gulir"><table class="pindah"><thead><tr>'
    heads = ("place", "kecamatan", "change", "before", "after", "dates_before", "dates_after")
    yield "".join(f'<th scope="col">{_e(_say(f"col.{key}", lang))}</th>' for key in heads)
    yield "</tr></thead><tbody>"
    for move in contrast.moves:
        spot = spots[move.place]
        dates = [
            ", ".join(short_date(day, lang) for day in stay.dates) or NOTHING
            for stay in (move.before, move.after)
        ]
        yield (
            f'<tr><th scope="row">{_e(spot.name)}</th><td class="t">{_e(spot.kecamatan)}</td>'
            f'<td class="t">{_e(_say(f"move.{move.kind}", lang))}</td>'
            f"<td>{number(move.before.people, lang)}</td><td>{number(move.after.people, lang)}</td>"
            f'<td class="t">{_e(dates[0])}</td><td class="t">{_e(dates[1])}</td></tr>'
        )
    yield "</tbody></table></div></details>"


def _e(text: str) -> str:
    return html.escape(text, quote=True)


def _say(key: str, lang: str, /, **values: object) -> str:
    return say(f"compare.{key}", lang, **values)
