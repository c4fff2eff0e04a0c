"""`jemput-bola whatif`: plan a case and the same case under scenarios, side by side."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from optimizer.cli.options import Case, Data, Extra, Lang, Region, choose, day, given, seconds
from optimizer.engines import ENGINES
from optimizer.scenarios import Ground, Made, Way, check_study, listed, study, whatif
from optimizer.scenarios.compare import write_comparison
from optimizer.scenarios.table import table
from optimizer.settings import home
from optimizer.sweeps.attempt import cores
from optimizer.texts import say

INFEASIBLE, INTERRUPTED = 1, 130

Paper = Callable[[Sequence[tuple[str, Path]], Path, str], tuple[Path, ...]]
"""Writes a comparison of bundles (title and folder each, the base first) into a folder, in a language."""

PAPERS: tuple[Paper, ...] = (write_comparison,)
"""Comparisons written after the runs, where there is something to compare."""


def command(lang_default: str) -> Callable[..., int]:
    """The command with its help in a language."""

    def t(key: str) -> str:
        return say(f"scenarios.help.{key}", lang_default)

    def p(key: str) -> str:
        return say(f"cli.plan.{key}", lang_default)

    def whatif_(
        more: Annotated[list[str] | None, typer.Argument(metavar="[kits=2..8]", help=t("more"))] = None,
        scenario: Annotated[list[str] | None, typer.Option(metavar="A[,B]", help=t("scenario"))] = None,
        grid: Annotated[list[str] | None, typer.Option(metavar="teams=1..5", help=t("grid"))] = None,
        show: Annotated[bool, typer.Option("--list", help=t("list"))] = False,
        workers: Annotated[int | None, typer.Option(min=1, max=512, help=t("workers"))] = None,
        cluster: Annotated[str | None, typer.Option(metavar="tcp://…", help=t("cluster"))] = None,
        papers: Annotated[bool, typer.Option("--reports/--no-reports", help=t("reports"))] = False,
        start: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help=p("start"))] = None,
        weeks: Annotated[int | None, typer.Option(help=p("weeks"))] = None,
        purpose: Annotated[str | None, typer.Option(metavar="reach|cover", help=p("purpose"))] = None,
        policy: Annotated[str | None, typer.Option(metavar="fewest|split", help=p("policy"))] = None,
        budget: Annotated[int | None, typer.Option(metavar="RUPIAH", help=p("budget"))] = None,
        deadline: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help=p("deadline"))] = None,
        stop: Annotated[str | None, typer.Option(metavar="5s", help=t("stop"))] = None,
        work: Annotated[int | None, typer.Option(metavar="N", help=t("work"))] = None,
        seed: Annotated[int | None, typer.Option(help=p("seed"))] = None,
        engine: Annotated[str | None, typer.Option(metavar="|".join(ENGINES), help=p("engine"))] = None,
        out: Annotated[Path | None, typer.Option(metavar="FOLDER", help=t("out"))] = None,
        case: Case = None,
        region: Region = None,
        data: Data = None,
        settings: Extra = None,
        lang: Lang = lang_default,
    ) -> int:
        console = Console()
        if show:
            console.print(listed(home() / "configs", lang))
            return 0
        limit = seconds(stop)
        fixed = given(
            policy={
                "purpose": purpose, "visits": policy, "budget": budget,
                "deadline": day(deadline, "--deadline"),
            },
            plan={
                "start": day(start, "--start"), "weeks": weeks, "seed": seed, "work": work,
                "engine": engine, "seconds": limit,
            },
        )  # fmt: skip
        chosen = choose(region=region, case=case, data=data, extra=settings, overrides=fixed)
        ground = Ground(chosen.settings, chosen.configs, chosen.source, chosen.start, fixed)
        plan = chosen.settings.plan
        folder = out or Path("runs") / f"whatif-{plan.case or plan.region}-{chosen.start}"
        check_study(folder)
        variants = study(ground, scenario or (), [*(grid or ()), *(more or ())])
        way = Way(folder, chosen.today, lang, workers or cores(), cluster, papers)
        with Bar(console, len(variants), lang) as bar:
            made = whatif(ground, variants, way, bar.tell)
        console.print(table(made, lang))
        bundles = [(each.variant.title, each.bundle) for each in made if each.bundle is not None]
        compared = len(bundles) > 1 and made[0].bundle is not None
        written = [path for paper in PAPERS if compared for path in paper(bundles, folder, lang)]
        kept = sum(each.kept for each in made)
        console.print(Text(say("scenarios.end", lang, made=len(bundles), kept=kept, folder=str(folder))))
        for path in written:
            console.print(Text(f"  {path}"), soft_wrap=True)
        if len(made) < len(variants):
            console.print(Text(say("scenarios.interrupted", lang, left=len(variants) - len(made))))
            return INTERRUPTED
        sound = all(each.figures is not None and each.figures["status"] != "infeasible" for each in made)
        return 0 if sound else INFEASIBLE

    return whatif_


class Bar:
    """A bar of the variants that have ended; where nobody watches, a line for each."""

    def __init__(self, console: Console, total: int, lang: str):
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bar = Progress(*columns, console=console, transient=True)
        self._task = self._bar.add_task(say("scenarios.running", lang), total=total)
        self._console, self._lang = console, lang

    def __enter__(self) -> "Bar":
        if self._console.is_terminal:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def tell(self, made: Made, ended: int, total: int) -> bool:
        """Show a variant that has ended; never asks to end, which is Ctrl-C's part."""
        title = made.variant.title or say("scenarios.base", self._lang)
        self._bar.update(self._task, completed=ended)
        if not self._console.is_terminal and not made.kept:
            self._console.print(Text(f"{ended}/{total}  {title}"), soft_wrap=True)
        return True
