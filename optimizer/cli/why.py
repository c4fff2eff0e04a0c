"""`jemput-bola why`: explain one place of an earlier run, and why it is not visited on another date."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from optimizer.cli.options import Data, Lang
from optimizer.errors import Defect, InputError, Message
from optimizer.line import earlier
from optimizer.settings import home
from optimizer.texts import say
from optimizer.why import dates_of, explain, place_of, sentences

RUNS = Path("runs")
MOST_DATES = 6
"""Dates looked at where a day of the week means more."""


def command(lang_default: str) -> Callable[..., int]:
    """The command with its help in a language."""

    def t(key: str) -> str:
        return say(f"why.{key}", lang_default)

    def why(
        place: Annotated[str, typer.Argument(metavar="PLACE", help=t("place"))],
        day: Annotated[list[str] | None, typer.Argument(metavar="[DATE]", help=t("date"))] = None,
        run: Annotated[Path | None, typer.Option("--run", metavar="FOLDER", help=t("run"))] = None,
        data: Data = None,
        lang: Lang = lang_default,
    ) -> int:
        folder = newest(RUNS) if run is None else run
        outcome = earlier(folder, home() / "configs", data).outcome
        chosen = place_of(outcome.problem, place)
        days = dates_of(outcome.problem, " ".join(day), lang) if day else ()
        explanation = explain(outcome, chosen, days[:MOST_DATES])
        console = Console()
        for line in sentences(explanation, lang, max(0, len(days) - MOST_DATES)):
            indent = len(line) - len(line.lstrip())
            console.print(Padding(escape(line.strip()), (0, 0, 0, indent)), highlight=False)
        return 0

    return why


def newest(runs: Path) -> Path:
    """The run written last in a folder of runs.

    Raises
    ------
    InputError
        If there is none.
    """
    found = [path for path in runs.glob("*/plan.json") if not path.parent.name.startswith(".")]
    if not found:
        raise InputError([Defect(str(runs), Message("why.no_run"))])
    return max(found, key=lambda path: path.stat().st_mtime).parent
