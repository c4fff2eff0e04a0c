"""`jemput-bola national`: plan every district of a list, or make synthetic districts to try it with."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from optimizer.cli.bar import Bar
from optimizer.cli.options import (
    Cluster,
    Engine,
    Lang,
    Limit,
    Policy,
    Purpose,
    Seed,
    Start,
    Weeks,
    Work,
    asked,
)
from optimizer.engines.cores import cores
from optimizer.errors import Defect, InputError, Message
from optimizer.national import (
    Made,
    check_national,
    national,
    publish,
    read_manifest,
    summary,
    synthetic,
)
from optimizer.national.published import arrow_for
from optimizer.settings import home
from optimizer.sweeps import Way
from optimizer.texts import say

FAILED, INTERRUPTED = 1, 130
MOST_SYNTHETIC = 2000
"""Districts: what two figures for a province and two for its districts can tell apart."""


def command(lang_default: str) -> Callable[..., int]:
    """The command with its help in a language."""

    def t(key: str) -> str:
        return say(f"national.help.{key}", lang_default)

    def national_(
        manifest: Annotated[Path | None, typer.Argument(metavar="[DAFTAR]", help=t("manifest"))] = None,
        workers: Annotated[int | None, typer.Option(min=1, max=512, help=t("workers"))] = None,
        cluster: Cluster = None,
        stop: Limit = None,
        work: Work = None,
        start: Start = None,
        weeks: Weeks = None,
        purpose: Purpose = None,
        policy: Policy = None,
        seed: Seed = None,
        engine: Engine = None,
        parquet: Annotated[bool | None, typer.Option("--parquet/--no-parquet", help=t("parquet"))] = None,
        make: Annotated[
            int | None,
            typer.Option("--synthetic", metavar="N", min=1, max=MOST_SYNTHETIC, help=t("synthetic")),
        ] = None,
        out: Annotated[Path | None, typer.Option(metavar="FOLDER", help=t("out"))] = None,
        lang: Lang = lang_default,
    ) -> int:
        console = Console()
        if (manifest is None) == (make is None):
            raise InputError([Defect("jemput-bola national", Message("national.one_of"))])
        if make is not None:
            return _synthetic(make, seed or 0, out or Path("runs") / f"sintetis-{make}", console, lang)
        assert manifest is not None
        arrow_for(parquet)
        overrides = asked(
            start=start, weeks=weeks, purpose=purpose, policy=policy,
            stop=stop, work=work, seed=seed, engine=engine,
        )  # fmt: skip
        folder, configs = out or Path("runs") / f"nasional-{manifest.stem}", home() / "configs"
        check_national(folder)
        with console.status(say("national.checking", lang)):
            districts = read_manifest(manifest, configs, overrides)
        way = Way(folder, date.today(), lang, workers or cores(), cluster)
        with Bar(console, say("national.running", lang), len(districts)) as bar:
            made = national(districts, configs, way, _watch(bar))
        if made:
            _told(made, publish(made, folder, parquet=parquet), parquet, console, lang)
        if len(made) < len(districts):
            console.print(Text(say("national.interrupted", lang, left=len(districts) - len(made))))
            return INTERRUPTED
        sound = all(each.cells is not None and each.cells["status"] != "infeasible" for each in made)
        return 0 if sound else FAILED

    return national_


def _told(
    made: Sequence[Made], written: Sequence[Path], parquet: bool | None, console: Console, lang: str
) -> None:
    """Print the summary and what was written."""
    console.print(summary(made, lang))
    planned, kept = sum(each.cells is not None for each in made), sum(each.kept for each in made)
    console.print(Text(say("national.end", lang, made=planned, kept=kept)))
    for path in written:
        console.print(Text(f"  {path}"), soft_wrap=True)
    if parquet is None and arrow_for(None) is None:
        console.print(Text(say("national.no_arrow", lang)), soft_wrap=True)


def _synthetic(count: int, seed: int, folder: Path, console: Console, lang: str) -> int:
    """Write synthetic districts and say how to plan them."""
    with Bar(console, say("national.making", lang), count) as bar:
        for number, path in enumerate(synthetic(count, seed, folder), start=1):
            bar.to(number)
            manifest = path
    console.print(Text(say("national.made", lang, count=count, manifest=str(manifest))), soft_wrap=True)
    return 0


def _watch(bar: Bar) -> Callable[[Made, int, int], bool]:
    """Shows each district that has ended; never asks to end, which is Ctrl-C's part."""

    def watch(made: Made, ended: int, _total: int) -> bool:
        name = f"{made.district.code} {made.district.name}"
        bar.to(ended, "" if made.kept else f"{name}{': ' * bool(made.why)}{made.why}")
        return True

    return watch
