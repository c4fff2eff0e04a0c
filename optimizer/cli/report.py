"""`jemput-bola report`: make the reports of an earlier run again, from its bundle and the same inputs."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from optimizer.cli.budget import FILES
from optimizer.cli.options import Data, Lang
from optimizer.core.outcome import Outcome
from optimizer.line import Request, again
from optimizer.reports import REPORTS
from optimizer.reports.summary import summary
from optimizer.settings import home, of_record
from optimizer.store import Report, read, write
from optimizer.texts import say


def command(lang_default: str) -> Callable[..., int]:
    """The command with its help in a language."""

    def report(
        run: Annotated[Path, typer.Argument(metavar="RUN", help=say("cli.report.run", lang_default))],
        data: Data = None,
        lang: Lang = lang_default,
    ) -> int:
        configs = home() / "configs"
        bundle = read(run)
        document = bundle.document
        settings = of_record(bundle.settings, configs)
        outcome = again(
            Request(
                settings=settings,
                configs=configs,
                source=data or settings.region.data,
                start=document.start,
                today=document.today,
                created=document.created,
                name=document.name,
                cache=run.parent / ".cache",
            ),
            bundle,
        )
        papers = [_kept(run / name) for name in FILES if name in document.files and (run / name).is_file()]
        written = write(outcome, run, lang, (*REPORTS.values(), *papers))
        Console().print(summary(outcome, lang, sorted(written.iterdir())))
        return 0

    return report


def _kept(paper: Path) -> Report:
    """A budget paper of the run, which is still its own: taken along as the office may have edited it."""

    def copy(outcome: Outcome, folder: Path, lang: str) -> Path:  # noqa: ARG001 - as every report is called
        return Path(shutil.copy2(paper, folder / paper.name))

    return copy
