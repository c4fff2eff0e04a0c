"""`jemput-bola brief`: the case for the trip on two pages, of an earlier run or of a case planned now."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from optimizer.cli.options import Data, Lang, choose, seconds
from optimizer.cli.progress import Progress
from optimizer.core.outcome import Outcome
from optimizer.errors import Defect, InputError, Message
from optimizer.frontier import brief as briefed
from optimizer.line import Request, earlier, run
from optimizer.reports.brief import write
from optimizer.settings import home
from optimizer.store.sums import PLAN_FILE
from optimizer.texts import say

INTERRUPTED = 130


def command(lang_default: str) -> Callable[..., int]:
    """The command with its help in a language."""

    def t(key: str) -> str:
        return say(f"brief.help_{key}", lang_default)

    def brief(
        what: Annotated[str, typer.Argument(metavar="RUN|CASE", help=t("run"))],
        stop: Annotated[str | None, typer.Option(metavar="20s", help=t("stop"))] = None,
        out: Annotated[Path | None, typer.Option(metavar="FOLDER", help=t("out"))] = None,
        data: Data = None,
        lang: Lang = lang_default,
    ) -> int:
        folder = Path(what)
        console = Console()
        if (folder / PLAN_FILE).is_file():
            found = earlier(folder, home() / "configs", data)
            request, outcome = found.request, found.outcome
        else:
            if what not in (known := _cases()):
                message = Message("brief.no_such", {"known": ", ".join(known)})
                raise InputError([Defect("RUN|CASE", message, found=what)])
            folder = Path("runs") / f"{what}-ringkasan"
            request, outcome = _planned(what, stop, out or folder, data, console, lang)
        target = out or folder
        if target.is_file():
            raise InputError([Defect(str(target), Message("store.folder.file"))])
        files = write(briefed(request, outcome), target, lang)
        text = say("brief.files", lang, files=", ".join(str(path) for path in files))
        console.print(text, markup=False, soft_wrap=True)
        return INTERRUPTED if outcome.result.interrupted else 0

    return brief


def _cases() -> list[str]:
    return sorted(path.stem for path in (home() / "configs" / "cases").glob("*.yaml"))


def _planned(
    case: str, stop: str | None, folder: Path, data: Path | None, console: Console, lang: str
) -> tuple[Request, Outcome]:
    """A case planned now, as `plan` does without ranges and without writing a run."""
    limit = seconds(stop)
    chosen = choose(case=case, data=data, overrides={"plan": {"seconds": limit}} if limit else None)
    request = chosen.request(folder, case)
    with Progress(console, lang, chosen.settings.policy.purpose) as progress:
        return request, run(replace(request, tell=progress.tell))
