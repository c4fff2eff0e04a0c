"""`jemput-bola plan`: make a visit plan and write its bundle."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from optimizer.cli.options import (
    Budget,
    Case,
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
    asked,
    choose,
)
from optimizer.cli.progress import Progress
from optimizer.engines import ENGINES, EXTRAS
from optimizer.errors import Defect, InputError, Message
from optimizer.line import run
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
        ranges: Annotated[bool | None, typer.Option("--ranges/--no-ranges", help=t("ranges"))] = None,
        out: Annotated[Path | None, typer.Option(metavar="FOLDER", help=t("out"))] = None,
        case: Case = None,
        region: Region = None,
        data: Data = None,
        settings: Extra = None,
        lang: Lang = lang_default,
    ) -> int:
        overrides = asked(
            start=start, weeks=weeks, purpose=purpose, policy=policy, budget=budget, deadline=deadline,
            stop=stop, work=work, seed=seed, engine=engine,
        )  # fmt: skip
        chosen = choose(region=region, case=case, data=data, extra=settings, overrides=overrides)
        if chosen.settings.plan.engine not in ENGINES:
            missing = chosen.settings.plan.engine
            message = Message("cli.no_engine", {"known": ", ".join(ENGINES)})
            if missing in EXTRAS:
                message = Message("cli.no_extra", {"extra": missing})
            raise InputError([Defect("plan.engine", message, found=missing)])
        folder = (
            out or Path("runs") / f"{chosen.settings.plan.case or chosen.settings.plan.region}-{chosen.start}"
        )
        check_folder(folder)
        console = Console()
        with Progress(console, lang, chosen.settings.policy.purpose) as progress:
            ranged = case is not None if ranges is None else ranges
            outcome = run(chosen.request(folder, folder.name, tell=progress.tell, ranges=ranged))
            progress.tell("writing", None)
            written = write(outcome, folder, lang, tuple(REPORTS.values()))
        console.print(summary(outcome, lang, sorted(written.iterdir())))
        if outcome.result.interrupted or progress.stopping:
            return INTERRUPTED
        return INFEASIBLE if outcome.result.status == "infeasible" else 0

    return plan
