"""`jemput-bola frontier`: whom each budget serves, what is proven of it, and what to buy next."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from optimizer.cli.options import Case, Data, Extra, Lang, Region, choose, seconds
from optimizer.cli.progress import Progress
from optimizer.engines import ENGINES
from optimizer.errors import Defect, InputError, Message
from optimizer.frontier import FrontierParams, frontier
from optimizer.reports.frontier import page, write
from optimizer.texts import say

INTERRUPTED = 130


def command(lang_default: str) -> Callable[..., int]:
    """The command with its help in a language."""

    def t(key: str) -> str:
        return say(f"frontier.help_{key}", lang_default)

    def run(
        points: Annotated[int, typer.Option(min=3, max=99, help=t("points"))] = 9,
        stop: Annotated[str, typer.Option(metavar="10s", help=t("stop"))] = "10s",
        work: Annotated[int | None, typer.Option(min=1, metavar="N", help="cli.option.work")] = None,
        engine: Annotated[str, typer.Option(metavar="|".join(ENGINES), help="cli.option.engine")] = "auto",
        out: Annotated[Path | None, typer.Option(metavar="FOLDER", help=t("out"))] = None,
        case: Case = None,
        region: Region = None,
        data: Data = None,
        settings: Extra = None,
        lang: Lang = lang_default,
    ) -> int:
        chosen = choose(region=region, case=case, data=data, extra=settings)
        if engine not in ENGINES:
            message = Message("cli.no_engine", {"known": ", ".join(ENGINES)})
            raise InputError([Defect("--engine", message, found=engine)])
        limit = seconds(stop)
        if limit is None or not 0 < limit <= 3600:
            raise InputError([Defect("--stop", Message("cli.wrong_duration"), found=stop)])
        plan, question = chosen.settings.plan, chosen.settings.question
        name = f"{plan.case or plan.region}-anggaran"
        folder = out or Path("runs") / name
        if folder.is_file():
            raise InputError([Defect(str(folder), Message("store.folder.file"))])
        params = FrontierParams(
            points=points,
            seconds=limit,
            work=work,
            engine=engine,
            dated=question is None or question.dated,
        )
        console = Console()
        with Progress(console, lang, chosen.settings.policy.purpose) as progress:
            request = chosen.request(folder, name, tell=progress.tell)
            found = frontier(request, params, folder.parent / ".cache" / "frontier")
            progress.tell("writing", None)
            files = write(found, folder, lang)
        console.print(page(found, lang))
        names = ", ".join(path.name for path in files)
        text = say("frontier.files", lang, folder=str(folder), files=names)
        console.print(text, markup=False, soft_wrap=True)
        return 0 if found.complete else INTERRUPTED

    return run
