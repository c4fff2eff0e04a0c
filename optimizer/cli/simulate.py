"""`jemput-bola simulate`: live a published plan many times, and make a sturdier variant of it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from optimizer.cli.options import Data, Extra, Lang, Run, seconds
from optimizer.cli.published import published, simulation_params
from optimizer.core.outcome import Outcome
from optimizer.core.simulation import Robust, Simulation
from optimizer.errors import Defect, InputError, Message
from optimizer.line import Earlier, Request, now
from optimizer.reports import REPORTS
from optimizer.reports.simulasi import lives_summary, write_record, write_workbook
from optimizer.simulate import simulate as live
from optimizer.simulate.robust import robust as sturdier
from optimizer.store import check_folder, write
from optimizer.texts import say

LEVELS = (50, 99)
STURDY = "rencana-kokoh"
"""Folder of the sturdier variant's bundle, inside that of the results."""


def command(lang_default: str) -> Callable[..., int]:
    """The command with its help in a language."""

    def t(key: str) -> str:
        return say(f"simulate.help_{key}", lang_default)

    def simulate(
        run: Run,
        lives: Annotated[int | None, typer.Option("--lives", metavar="N", help=t("lives"))] = None,
        seed: Annotated[int, typer.Option("--seed", min=0, metavar="N", help="cli.option.seed")] = 0,
        robust: Annotated[bool, typer.Option("--robust", help=t("robust"))] = False,
        level: Annotated[int, typer.Option("--level", metavar="50-99", help=t("level"))] = 90,
        stop: Annotated[str | None, typer.Option("--stop", metavar="20s", help=t("stop"))] = None,
        work: Annotated[int | None, typer.Option("--work", min=1, metavar="N", help=t("work"))] = None,
        out: Annotated[Path | None, typer.Option("--out", metavar="FOLDER", help=t("out"))] = None,
        data: Data = None,
        settings: Extra = None,
        lang: Lang = lang_default,
    ) -> int:
        limit = seconds(stop)
        _checked(lives, level)
        folder = out or run.parent / f"{run.resolve().name}-simulasi"
        if robust:
            check_folder(folder / STURDY)
        found = published(run, data, simulation_params(settings, lives))
        if not found.outcome.schedule.trips:
            raise InputError([Defect(str(run), Message("simulate.no_trips"))])
        console = Console()
        count = found.request.settings.simulate.lives
        with console.status(say("simulate.running", lang, lives=count)):
            simulation = live(found.outcome, found.request.settings, seed=seed)
        variant: tuple[Robust, Outcome, Simulation] | None = None
        if robust:
            variant = _sturdier(found, simulation, level, limit, work, console, lang)
        folder.mkdir(parents=True, exist_ok=True)
        found_robust = variant[0] if variant else None
        files = [
            write_workbook(simulation, found.outcome, found_robust, folder, lang),
            write_record(simulation, found_robust, folder),
        ]
        if variant and variant[0].reserve:
            files.append(write(variant[1], folder / STURDY, lang, tuple(REPORTS.values())))
        console.print(lives_summary(simulation, found.outcome, found_robust, lang, files))
        return 0

    return simulate


def _checked(lives: int | None, level: int) -> None:
    """Raise an InputError with every option out of its range."""
    defects = []
    if lives is not None and not 100 <= lives <= 100_000:
        defects.append(Defect("--lives", Message("simulate.wrong_lives"), found=str(lives)))
    if not LEVELS[0] <= level <= LEVELS[1]:
        defects.append(Defect("--level", Message("simulate.wrong_level"), found=str(level)))
    if defects:
        raise InputError(defects)


def _sturdier(
    found: Earlier,
    simulation: Simulation,
    level: int,
    limit: float | None,
    work: int | None,
    console: Console,
    lang: str,
) -> tuple[Robust, Outcome, Simulation]:
    """The sturdier variant, made with the plan's own stop where no other is asked for."""
    settings = found.request.settings
    plan = settings.plan
    if limit is not None or work is not None:
        plan = plan.model_copy(update={"seconds": limit, "work": work})
    request: Request = replace(
        found.request,
        settings=settings.model_copy(update={"plan": plan}),
        name=STURDY,
        created=now(),
    )
    with console.status("") as status:

        def tell(number: int, reserve: int) -> None:
            status.update(say("simulate.replanning", lang, number=number, reserve=reserve))

        return sturdier(request, found.outcome, simulation, level, tell)
