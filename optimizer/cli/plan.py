"""`jemput-bola plan`: make a visit plan and write its bundle."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from optimizer.cli.options import Case, Data, Extra, Lang, Region, choose, day, given, seconds
from optimizer.cli.progress import Progress
from optimizer.engines import ENGINES, EXTRAS
from optimizer.errors import Defect, InputError, Message
from optimizer.line import Request, run
from optimizer.reports import REPORTS
from optimizer.reports.summary import summary
from optimizer.store import check_folder, write
from optimizer.texts import say

INFEASIBLE, INTERRUPTED = 1, 130


def command(lang_default: str) -> Callable[..., int]:
    """The command with its help in a language."""

    def t(key: str) -> str:
        return say(f"cli.plan.{key}", lang_default)

    def plan(
        start: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help=t("start"))] = None,
        weeks: Annotated[int | None, typer.Option(help=t("weeks"))] = None,
        purpose: Annotated[str | None, typer.Option(metavar="reach|cover", help=t("purpose"))] = None,
        policy: Annotated[str | None, typer.Option(metavar="fewest|split", help=t("policy"))] = None,
        budget: Annotated[int | None, typer.Option(metavar="RUPIAH", help=t("budget"))] = None,
        deadline: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help=t("deadline"))] = None,
        stop: Annotated[str | None, typer.Option(metavar="20s", help=t("stop"))] = None,
        work: Annotated[int | None, typer.Option(metavar="N", help=t("work"))] = None,
        seed: Annotated[int | None, typer.Option(help=t("seed"))] = None,
        engine: Annotated[str | None, typer.Option(metavar="|".join(ENGINES), help=t("engine"))] = None,
        ranges: Annotated[bool | None, typer.Option("--ranges/--no-ranges", help=t("ranges"))] = None,
        out: Annotated[Path | None, typer.Option(metavar="FOLDER", help=t("out"))] = None,
        case: Case = None,
        region: Region = None,
        data: Data = None,
        settings: Extra = None,
        lang: Lang = lang_default,
    ) -> int:
        limit = seconds(stop)
        overrides = given(
            policy={
                "purpose": purpose, "visits": policy, "budget": budget,
                "deadline": day(deadline, "--deadline"),
            },
            plan={
                "start": day(start, "--start"), "weeks": weeks, "seed": seed, "work": work,
                "engine": engine, "seconds": limit,
            },
        )  # fmt: skip
        chosen = choose(region=region, case=case, data=data, extra=settings, overrides=overrides)
        if chosen.settings.plan.engine not in ENGINES:
            asked = chosen.settings.plan.engine
            message = Message("cli.no_engine", {"known": ", ".join(ENGINES)})
            if asked in EXTRAS:
                message = Message("cli.no_extra", {"extra": asked})
            raise InputError([Defect("plan.engine", message, found=asked)])
        folder = (
            out or Path("runs") / f"{chosen.settings.plan.case or chosen.settings.plan.region}-{chosen.start}"
        )
        check_folder(folder)
        console = Console()
        with Progress(console, lang, chosen.settings.policy.purpose) as progress:
            outcome = run(
                Request(
                    settings=chosen.settings,
                    configs=chosen.configs,
                    source=chosen.source,
                    start=chosen.start,
                    today=chosen.today,
                    created=datetime.now().astimezone().isoformat(timespec="seconds"),
                    name=folder.name,
                    cache=folder.parent / ".cache",
                    tell=progress.tell,
                    ranges=case is not None if ranges is None else ranges,
                )
            )
            progress.tell("writing", None)
            written = write(outcome, folder, lang, tuple(REPORTS.values()))
        console.print(summary(outcome, lang, sorted(written.iterdir())))
        if outcome.result.interrupted or progress.stopping:
            return INTERRUPTED
        return INFEASIBLE if outcome.result.status == "infeasible" else 0

    return plan
