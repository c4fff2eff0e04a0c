"""`jemput-bola template`: the input workbook, ready to be filled in by the office."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from optimizer.cli.options import Extra, Lang, Region, choose
from optimizer.regions.template import write_template
from optimizer.texts import say


def command(lang_default: str) -> Callable[..., int]:
    """The command with its help in a language."""

    def template(
        out: Annotated[Path, typer.Argument(metavar="XLSX", help=say("cli.template.out", lang_default))],
        overwrite: Annotated[
            bool, typer.Option("--overwrite", help=say("cli.template.overwrite", lang_default))
        ] = False,
        region: Region = None,
        settings: Extra = None,
        lang: Lang = lang_default,
    ) -> int:
        params = choose(region=region, extra=settings).settings.region
        written = write_template(params.data, out, params, lang, overwrite=overwrite)
        Console().print(say("cli.template.written", lang, path=str(written)), markup=False, soft_wrap=True)
        return 0

    return template
