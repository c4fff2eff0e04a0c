"""Build the command for a language, run it and turn what goes wrong into sentences and exit codes."""

import os
import sys
from collections.abc import Callable

import typer
from rich.console import Console
from rich.markup import escape
from typer.exceptions import TyperException

from optimizer.cli import (
    brief,
    budget,
    check,
    frontier,
    national,
    plan,
    report,
    roads,
    simulate,
    tariff,
    template,
    whatif,
    why,
)
from optimizer.cli.options import spell_out
from optimizer.errors import InputError
from optimizer.line.run import RefereeError
from optimizer.texts import LANGUAGES, say, tell_defect

BAD_INPUT = 2
INTERRUPTED = 130
BUG = 70


def main() -> None:
    """Entry point of the console script; the language is needed before options are read."""
    sys.exit(run(sys.argv[1:], os.environ.get("JEMPUT_BOLA_LANG", LANGUAGES[0])))


def run(args: list[str], lang: str = LANGUAGES[0]) -> int:
    """Run the command with `args` and return its exit code.

    0 a plan · 1 infeasible, bundle written · 2 bad input, nothing written · 130 interrupted.
    """
    lang, args = _language(args, lang), args or ["--help"]
    console = Console(stderr=True)
    try:
        result = build(lang)(args, standalone_mode=False)
        return result if isinstance(result, int) else 0
    except InputError as error:
        console.print(f"[bold]{say('cli.bad_input', lang, count=len(error.defects))}[/bold]")
        for defect in error.defects:
            console.print("  • " + escape(tell_defect(defect, lang)), highlight=False, soft_wrap=True)
        return BAD_INPUT
    except RefereeError as error:
        console.print(escape(say("cli.referee", lang, faults=str(error))), highlight=False)
        return BUG
    except OSError as error:
        console.print(escape(say("cli.disk", lang, why=str(error))), highlight=False, soft_wrap=True)
        return BAD_INPUT
    except KeyboardInterrupt:
        console.print(say("cli.interrupted_early", lang))
        return INTERRUPTED
    except typer.Exit as stop:
        return stop.exit_code
    except typer.Abort:
        return INTERRUPTED
    except TyperException as error:
        console.print(
            escape(say("cli.usage", lang, why=error.format_message())), highlight=False, soft_wrap=True
        )
        return BAD_INPUT


def build(lang: str) -> Callable[..., object]:
    """The command with its help in `lang`."""
    app = typer.Typer(help=say("cli.help", lang), no_args_is_help=True, add_completion=False)
    app.command(help=say("cli.plan.help", lang))(plan.command(lang))
    app.command(help=say("cli.check.help", lang))(check.command(lang))
    app.command(help=say("cli.report.help", lang))(report.command(lang))
    app.command(help=say("rab.help", lang))(budget.command(lang))
    app.command("frontier", help=say("frontier.help", lang))(frontier.command(lang))
    app.command(help=say("brief.help", lang))(brief.command(lang))
    app.command(help=say("cli.template.help", lang))(template.command(lang))
    app.command(help=say("simulate.help", lang))(simulate.command(lang))
    app.command("national", help=say("national.help", lang))(national.command(lang))
    app.command("whatif", help=say("scenarios.help", lang))(whatif.command(lang))
    app.command(help=say("why.help", lang))(why.command(lang))
    app.add_typer(roads.build_app(lang), name="roads")
    app.add_typer(tariff.build_app(lang), name="tariff")
    command = typer.main.get_command(app)
    spell_out(command, lang)
    return command


def _language(args: list[str], default: str) -> str:
    """The value of `--lang` wherever it stands, so that help and errors speak it too."""
    for index, arg in enumerate(args):
        value = arg.partition("=")[2] if arg.startswith("--lang=") else None
        if arg == "--lang" and index + 1 < len(args):
            value = args[index + 1]
        if value in LANGUAGES:
            return value
    return default if default in LANGUAGES else LANGUAGES[0]
