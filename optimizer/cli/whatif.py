"""`jemput-bola whatif`: plan a case and the same case under scenarios, side by side."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from optimizer.cli.bar import Bar
from optimizer.cli.options import (
    Budget,
    Case,
    Cluster,
    Data,
    Deadline,
    Engine,
    Extra,
    Lang,
    Limit,
    Policy,
    Purpose,
    Region,
    Seed,
    Start,
    Weeks,
    Work,
    Workers,
    asked,
    choose,
)
from optimizer.engines.cores import cores
from optimizer.scenarios import Ground, Made, Way, check_study, listed, study, whatif
from optimizer.scenarios.compare import write_comparison
from optimizer.scenarios.table import table
from optimizer.settings import home
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

    def whatif_(
        more: Annotated[list[str] | None, typer.Argument(metavar="[kits=2..8]", help=t("more"))] = None,
        scenario: Annotated[list[str] | None, typer.Option(metavar="A[,B]", help=t("scenario"))] = None,
        grid: Annotated[list[str] | None, typer.Option(metavar="teams=1..5", help=t("grid"))] = None,
        show: Annotated[bool, typer.Option("--list", help=t("list"))] = False,
        workers: Workers = None,
        cluster: Cluster = None,
        papers: Annotated[bool, typer.Option("--reports/--no-reports", help=t("reports"))] = False,
        start: Start = None,
        weeks: Weeks = None,
        purpose: Purpose = None,
        policy: Policy = None,
        budget: Budget = None,
        deadline: Deadline = None,
        stop: Limit = None,
        work: Work = None,
        seed: Seed = None,
        engine: Engine = None,
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
        fixed = asked(
            start=start, weeks=weeks, purpose=purpose, policy=policy, budget=budget, deadline=deadline,
            stop=stop, work=work, seed=seed, engine=engine,
        )  # fmt: skip
        chosen = choose(region=region, case=case, data=data, extra=settings, overrides=fixed)
        ground = Ground(chosen.settings, chosen.configs, chosen.source, chosen.start, fixed)
        plan = chosen.settings.plan
        folder = out or Path("runs") / f"whatif-{plan.case or plan.region}-{chosen.start}"
        check_study(folder)
        variants = study(ground, scenario or (), [*(grid or ()), *(more or ())])
        way = Way(folder, chosen.today, lang, workers or cores(), cluster, papers)
        with Bar(console, say("scenarios.running", lang), len(variants)) as bar:
            made = whatif(ground, variants, way, _watch(bar, lang))
        console.print(table(made, lang))
        bundles = [(each.variant.title, each.bundle) for each in made if each.bundle is not None]
        compared = len(bundles) > 1 and made[0].bundle is not None
        written = [path for paper in PAPERS if compared for path in paper(bundles, folder, lang)]
        kept = sum(each.kept for each in made)
        console.print(
            Text(say("scenarios.end", lang, made=len(bundles), kept=kept, folder=str(folder))), soft_wrap=True
        )
        for path in written:
            console.print(Text(f"  {path}"), soft_wrap=True)
        if len(made) < len(variants):
            console.print(Text(say("scenarios.interrupted", lang, left=len(variants) - len(made))))
            return INTERRUPTED
        sound = all(each.figures is not None and each.figures["status"] != "infeasible" for each in made)
        return 0 if sound else INFEASIBLE

    return whatif_


def _watch(bar: Bar, lang: str) -> Callable[[Made, int, int], bool]:
    """Shows each variant that has ended; never asks to end, which is Ctrl-C's part."""

    def watch(made: Made, ended: int, _total: int) -> bool:
        bar.to(ended, "" if made.kept else made.variant.title or say("scenarios.base", lang))
        return True

    return watch
