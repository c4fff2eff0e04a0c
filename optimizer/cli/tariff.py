"""`jemput-bola tariff`: show a tariff, and mark its rates as verified by the office."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from optimizer.cli.options import Lang
from optimizer.core.tariff import Rate, Tariff
from optimizer.errors import Defect, InputError, Message
from optimizer.reports.file import put
from optimizer.settings import home, load_tariff
from optimizer.settings.tariff import ASSUMED, tariff_file
from optimizer.settings.verification import Verification, verified_text
from optimizer.texts import say

PERSONAL = re.compile(r"\d{6}")
"""So many digits in a row are a person's number (NIP, NIK), not a role."""


def build_app(lang: str) -> typer.Typer:
    """The commands with their help in `lang`."""
    app = typer.Typer(help=say("tariff.help", lang), no_args_is_help=True)
    app.command(help=say("tariff.show.help", lang))(_show(lang))
    app.command(help=say("tariff.verify.help", lang))(_verify(lang))
    return app


def _show(lang_default: str) -> Callable[..., int]:
    """`tariff show`, with its help in a language."""

    def show(
        file: Annotated[str, typer.Argument(metavar="FILE", help=say("tariff.show.file", lang_default))],
        lang: Lang = lang_default,
    ) -> int:
        tariff, _ = load_tariff(home() / "configs", file)
        for line in (*_listed(tariff, lang), Text(), _note(tariff, lang)):
            Console().print(line, highlight=False, soft_wrap=True)
        return 0

    return show


def _verify(lang_default: str) -> Callable[..., int]:
    """`tariff verify`, with its help in a language."""

    def verify(
        file: Annotated[str, typer.Argument(metavar="FILE", help=say("tariff.show.file", lang_default))],
        item: Annotated[
            list[str] | None,
            typer.Option("--item", metavar="X", help=say("tariff.verify.item", lang_default)),
        ] = None,
        every: Annotated[bool, typer.Option("--all", help=say("tariff.verify.all", lang_default))] = False,
        basis: Annotated[
            str, typer.Option("--basis", metavar="X", help=say("tariff.verify.basis", lang_default))
        ] = "",
        by: Annotated[
            str, typer.Option("--by", metavar="X", help=say("tariff.verify.by", lang_default))
        ] = "bendahara",
        on: Annotated[
            str | None,
            typer.Option("--date", metavar="YYYY-MM-DD", help=say("tariff.verify.date", lang_default)),
        ] = None,
        lang: Lang = lang_default,
    ) -> int:
        found = _verification(item or [], every, basis, by, on, date.today())
        path = tariff_file(home() / "configs", file)
        before, _ = load_tariff(home() / "configs", file)
        items = [rate.item for rate in before.rates] if every else list(dict.fromkeys(item or []))
        old = path.read_bytes().decode("utf-8")
        new = verified_text(old, items, found, path.name)
        put(path, new.encode("utf-8"))
        after, _ = load_tariff(home() / "configs", file)
        for line in _told(path, before, after, items, found, lang):
            Console().print(line, markup=False, highlight=False, soft_wrap=True)
        return 0

    return verify


def _verification(
    items: list[str], every: bool, basis: str, by: str, on: str | None, today: date
) -> Verification:
    """What the options say; raises InputError with everything that is wrong with them."""
    defects = []
    if every == bool(items):
        key = "tariff.both" if every else "tariff.no_items"
        defects.append(Defect("--item", Message(key)))
    if basis.strip().casefold() in ("", ASSUMED):
        defects.append(Defect("--basis", Message("tariff.no_basis"), found=basis or None))
    if not by.strip() or PERSONAL.search(by.replace(" ", "")):
        defects.append(Defect("--by", Message("tariff.a_person")))
    try:
        when = today if on is None else date.fromisoformat(on)
    except ValueError:
        when = date.max
    if when > today:
        defects.append(Defect("--date", Message("tariff.wrong_date"), found=on))
    if defects:
        raise InputError(defects)
    return Verification(" ".join(basis.split()), " ".join(by.split()), when)


def _told(
    path: Path, before: Tariff, after: Tariff, items: list[str], found: Verification, lang: str
) -> list[str]:
    """What changed, and what is left to verify."""
    values = {"count": len(items), "file": path.name, "by": found.by, "date": found.on.isoformat()}
    lines = [say("tariff.verified", lang, **values)]
    for old, new in zip(before.rates, after.rates, strict=True):
        if new.item in items:
            shown = {"item": new.item, "rupiah": new.rupiah, "unit": new.unit}
            basis = {"before": old.legal_basis, "after": new.legal_basis}
            lines.append("  " + say("tariff.verified_item", lang, **shown, **basis))
    left = [rate.item for rate in after.rates if not rate.verified]
    lines.append(
        say("tariff.left", lang, items=", ".join(left)) if left else say("tariff.all_verified", lang)
    )
    return lines


def _listed(tariff: Tariff, lang: str) -> Iterator[Text]:
    """The rates, three lines each: no code is cut, which `--item` needs in full."""
    names = dict(tariff.accounts)
    yield Text(say("tariff.title", lang, name=tariff.name, code=tariff.code), style="bold")
    for rate in tariff.rates:
        price = say("tariff.price", lang, rupiah=rate.rupiah, unit=rate.unit)
        account = " ".join(filter(None, (rate.account, names.get(rate.account))))
        yield Text.assemble("\n", (rate.item, "bold"), f"  {price}  {_status(rate, lang)}")
        yield Text(f"  {rate.name}: {_applies(rate, lang)}")
        yield Text(f"  {account}; {rate.funding}; {rate.legal_basis} ({rate.year})")


def _applies(rate: Rate, lang: str) -> str:
    """What a rate counts and what narrows it, in words."""
    classes = (say(f"tariff.class.{name}", lang) for name in rate.duration_classes)
    narrowed = [*rate.ranks, *classes, *rate.vehicles, *rate.services]
    words = [say(f"tariff.driver.{rate.driver}", lang), ", ".join(narrowed)]
    if rate.most_per_month is not None:
        words.append(say("tariff.most", lang, count=rate.most_per_month))
    return "; ".join(filter(None, words))


def _status(rate: Rate, lang: str) -> str:
    if not rate.verified or rate.verified_on is None:
        return say("tariff.status.indicative", lang)
    return say("tariff.status.verified", lang, by=rate.verified_by, date=rate.verified_on.isoformat())


def _note(tariff: Tariff, lang: str) -> Text:
    """How many rates are indicative still."""
    left = sum(not rate.verified for rate in tariff.rates)
    if not left:
        return Text(say("tariff.all_verified", lang))
    return Text(say("tariff.indicative", lang, count=left, rates=len(tariff.rates)), style="bold")
