"""`jemput-bola budget`: the cost plan and the papers of an earlier run, from its bundle."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from optimizer.cli.options import Data, Lang, Run
from optimizer.core.outcome import Outcome
from optimizer.errors import Defect, InputError, Message
from optimizer.line import earlier
from optimizer.reports import rab
from optimizer.reports.papers import papers
from optimizer.settings import home
from optimizer.store import add
from optimizer.texts import number, say

LETTERS = ("surat_tugas.docx", "spd.docx")
FILES = (rab.FILE, "kak.docx", *LETTERS)
"""What this command adds to a run."""


def command(lang_default: str) -> Callable[..., int]:
    """The command with its help in a language."""

    def budget(
        run: Run,
        out: Annotated[
            Path | None, typer.Option("--out", metavar="FOLDER", help=say("rab.help.out", lang_default))
        ] = None,
        tariff: Annotated[
            str | None, typer.Option("--tariff", metavar="YAML", help=say("rab.help.tariff", lang_default))
        ] = None,
        letters: Annotated[
            bool,
            typer.Option(
                "--letters/--no-letters", help=say("rab.help.letters", lang_default), show_default=False
            ),
        ] = True,
        templates: Annotated[
            Path | None,
            typer.Option("--templates", metavar="FOLDER", help=say("rab.help.templates", lang_default)),
        ] = None,
        roster: Annotated[
            Path | None, typer.Option("--roster", metavar="FILE", help=say("rab.help.roster", lang_default))
        ] = None,
        data: Data = None,
        lang: Lang = lang_default,
    ) -> int:
        folder = out or run
        if folder.is_file():
            raise InputError([Defect("--out", Message("rab.no_folder"), found=str(folder))])
        # With the tariff as it is now: verified since, perhaps, but not dearer.
        outcome = earlier(run, home() / "configs", data, tariff=tariff).outcome
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".budget-", dir=folder) as draft:
            made = [rab.write(outcome, Path(draft), lang)]
            made += papers(outcome, Path(draft), lang, templates, roster)
            kept = [path for path in made if letters or path.name not in LETTERS]
            written = [path.replace(folder / path.name) for path in kept]
        if out is None:
            add(run, [path.name for path in written])
        console = Console()
        console.print(_accounts(outcome, lang))
        for line in _told(outcome, written, lang):
            console.print(line, soft_wrap=True, highlight=False)
        return 0

    return budget


def _accounts(outcome: Outcome, lang: str) -> Table:
    """Rupiah by account, as the workbook groups them."""
    costs = rab.ledger_of(outcome)
    table = Table(title=Text(say("rab.lines.title", lang)), title_justify="left", show_footer=True)
    table.add_column(say("rab.account", lang), footer=say("rab.total", lang))
    table.add_column(say("rab.item", lang))
    key = "amount" if outcome.budget.verified else "amount_indicative"
    table.add_column(say(f"rab.{key}", lang), footer=number(costs.amount, lang), justify="right")
    for account, lines in costs.lines.items():
        amount = number(sum(line.amount for line in lines), lang)
        table.add_row(Text(account), Text(costs.names.get(account, "")), amount)
    return table


def _told(outcome: Outcome, written: list[Path], lang: str) -> list[Text]:
    """The mark, what a person costs, and what was written."""
    lines = [] if outcome.budget.verified else [Text(say("rab.mark", lang), style="bold red")]
    costs = rab.ledger_of(outcome)
    if costs.people:
        each = round(costs.amount / costs.people)
        lines.append(Text(say("rab.told.each", lang, people=costs.people, each=each)))
    names = ", ".join(path.name for path in written)
    return [*lines, Text(say("rab.told.written", lang, folder=str(written[0].parent), names=names))]
