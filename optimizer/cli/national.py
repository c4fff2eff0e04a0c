"""`jemput-bola national`: plan every district of a list, or make synthetic districts to try it with."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from optimizer.cli.options import Lang, day, given, seconds
from optimizer.engines import ENGINES
from optimizer.errors import Defect, InputError, Message
from optimizer.national import (
    Made,
    Way,
    check_national,
    national,
    publish,
    read_manifest,
    summary,
    synthetic,
)
from optimizer.national.published import arrow_for
from optimizer.settings import home
from optimizer.sweeps.attempt import cores
from optimizer.texts import say

FAILED, INTERRUPTED = 1, 130
MOST_SYNTHETIC = 2000
"""Districts: what two figures for a province and two for its districts can tell apart."""


def command(lang_default: str) -> Callable[..., int]:
    """The command with its help in a language."""

    def t(key: str) -> str:
        return say(f"national.help.{key}", lang_default)

    def p(key: str) -> str:
        return say(f"cli.plan.{key}", lang_default)

    def national_(
        manifest: Annotated[Path | None, typer.Argument(metavar="[DAFTAR]", help=t("manifest"))] = None,
        workers: Annotated[int | None, typer.Option(min=1, max=512, help=t("workers"))] = None,
        cluster: Annotated[str | None, typer.Option(metavar="tcp://…", help=t("cluster"))] = None,
        stop: Annotated[str | None, typer.Option(metavar="5s", help=t("stop"))] = None,
        work: Annotated[int | None, typer.Option(metavar="N", help=t("work"))] = None,
        start: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help=p("start"))] = None,
        weeks: Annotated[int | None, typer.Option(help=p("weeks"))] = None,
        purpose: Annotated[str | None, typer.Option(metavar="reach|cover", help=p("purpose"))] = None,
        policy: Annotated[str | None, typer.Option(metavar="fewest|split", help=p("policy"))] = None,
        seed: Annotated[int | None, typer.Option(help=p("seed"))] = None,
        engine: Annotated[str | None, typer.Option(metavar="|".join(ENGINES), help=p("engine"))] = None,
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
        overrides = given(
            policy={"purpose": purpose, "visits": policy},
            plan={
                "start": day(start, "--start"), "weeks": weeks, "seed": seed, "work": work,
                "engine": engine, "seconds": seconds(stop),
            },
        )  # fmt: skip
        folder, configs = out or Path("runs") / f"nasional-{manifest.stem}", home() / "configs"
        check_national(folder)
        with console.status(say("national.checking", lang)):
            districts = read_manifest(manifest, configs, overrides)
        way = Way(folder, configs, date.today(), lang, workers or cores(), cluster)
        with Bar(console, say("national.running", lang), len(districts)) as bar:
            made = national(districts, way, bar.tell)
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


class Bar:
    """A bar of what has ended; where nobody watches, a line for each district."""

    def __init__(self, console: Console, title: str, total: int):
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bar = Progress(*columns, console=console, transient=True)
        self._task = self._bar.add_task(title, total=total)
        self._console = console

    def __enter__(self) -> "Bar":
        if self._console.is_terminal:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def to(self, ended: int) -> None:
        """Show how many have ended."""
        self._bar.update(self._task, completed=ended)

    def tell(self, made: Made, ended: int, total: int) -> bool:
        """Show a district that has ended; never asks to end, which is Ctrl-C's part."""
        self.to(ended)
        if not self._console.is_terminal and not made.kept:
            name = f"{made.district.code} {made.district.name}"
            self._console.print(
                Text(f"{ended}/{total}  {name}{': ' * bool(made.why)}{made.why}"), soft_wrap=True
            )
        return True
