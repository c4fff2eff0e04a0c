"""`jemput-bola report`: make the reports of an earlier run again, from its bundle and the same inputs."""

import shutil
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from optimizer.cli.budget import FILES
from optimizer.cli.options import Data, Lang, Run
from optimizer.core.outcome import Outcome
from optimizer.line import earlier
from optimizer.reports import REPORTS
from optimizer.reports.summary import summary
from optimizer.settings import home
from optimizer.store import Report, write


def command(lang_default: str) -> Callable[..., int]:
    """The command with its help in a language."""

    def report(
        run: Run,
        data: Data = None,
        lang: Lang = lang_default,
    ) -> int:
        found = earlier(run, home() / "configs", data)
        own = [name for name in FILES if name in found.bundle.document.files and (run / name).is_file()]
        papers = [_kept(run / name) for name in own]
        written = write(found.outcome, run, lang, (*REPORTS.values(), *papers))
        Console().print(summary(found.outcome, lang, sorted(written.iterdir())))
        return 0

    return report


def _kept(paper: Path) -> Report:
    """A budget paper of the run, which is still its own: taken along as the office may have edited it."""

    def copy(outcome: Outcome, folder: Path, lang: str) -> Path:  # noqa: ARG001 - as every report is called
        return Path(shutil.copy2(paper, folder / paper.name))

    return copy
