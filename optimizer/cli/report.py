"""`jemput-bola report`: make the reports of an earlier run again, from its bundle and the same inputs."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from optimizer.cli.options import Data, Lang
from optimizer.line import Request, again
from optimizer.reports import REPORTS
from optimizer.reports.summary import summary
from optimizer.settings import home, of_record
from optimizer.store import read, write
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
        written = write(outcome, run, lang, tuple(REPORTS.values()))
        Console().print(summary(outcome, lang, sorted(written.iterdir())))
        return 0

    return report
