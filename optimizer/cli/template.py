"""`jemput-bola template`: the input workbook to be filled in, or the letters' templates to be changed."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from optimizer.cli.options import Extra, Lang, Region, choose
from optimizer.regions.template import write_template
from optimizer.reports.papers import write_templates
from optimizer.texts import say


def command(lang_default: str) -> Callable[..., int]:
    """The command with its help in a language."""

    def template(
        out: Annotated[
            Path, typer.Argument(metavar="XLSX|FOLDER", help=say("cli.template.out", lang_default))
        ],
        overwrite: Annotated[
            bool, typer.Option("--overwrite", help=say("cli.template.overwrite", lang_default))
        ] = False,
        letters: Annotated[bool, typer.Option("--letters", help=say("papers.help", lang_default))] = False,
        region: Region = None,
        settings: Extra = None,
        lang: Lang = lang_default,
    ) -> int:
        if letters:
            written = write_templates(out, lang, overwrite=overwrite)
            names = ", ".join(path.name for path in written)
            told = say("papers.written", lang, folder=str(out), names=names)
            Console().print(told, markup=False, soft_wrap=True)
            return 0
        params = choose(region=region, extra=settings).settings.region
        book = write_template(params.data, out, params, lang, overwrite=overwrite)
        Console().print(say("cli.template.written", lang, path=str(book)), markup=False, soft_wrap=True)
        return 0

    return template
