"""`jemput-bola roads`: download a road network, build a district's road tables from one, close links."""

from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from optimizer.cli import closures
from optimizer.cli.options import Extra, Lang, choose
from optimizer.errors import Defect, InputError, Message
from optimizer.roads.attach import Fill
from optimizer.roads.build import Built, build_tables
from optimizer.roads.fetch import fetch_roads
from optimizer.roads.graph import Box
from optimizer.roads.osm import read_roads
from optimizer.roads.places import around, read_places
from optimizer.roads.tables import free_paths, write_tables
from optimizer.texts import LANGUAGES, number, say


def build_app(lang: str) -> typer.Typer:
    """The commands with their help in `lang`."""
    roads = typer.Typer(help=say("cli.roads.help", lang), no_args_is_help=True)
    roads.command(help=say("roads.help_build", lang))(_build(lang))
    roads.command(help=say("roads.help_fetch", lang))(_fetch(lang))
    roads.command(help=say("roads.help_closures", lang))(closures.command(lang))
    return roads


def _build(lang_default: str) -> Callable[..., int]:
    """`roads build`, with its help in a language."""

    def build(
        file: Annotated[Path, typer.Argument(metavar="FILE", help=say("roads.help_file", lang_default))],
        places: Annotated[
            Path, typer.Option("--places", metavar="CSV", help=say("roads.help_places", lang_default))
        ],
        out: Annotated[
            Path, typer.Option("--out", metavar="FOLDER", help=say("roads.help_out", lang_default))
        ],
        max_snap: Annotated[
            float, typer.Option("--max-snap", min=0, metavar="KM", help=say("roads.help_snap", lang_default))
        ] = 1.0,
        fill: Annotated[Fill, typer.Option("--fill", help=say("roads.help_fill", lang_default))] = Fill.NONE,
        overwrite: Annotated[
            bool, typer.Option("--overwrite", help=say("roads.help_overwrite", lang_default))
        ] = False,
        settings: Extra = None,
        lang: Lang = lang_default,
    ) -> int:
        console = Console()
        params = choose(extra=settings).settings.roads
        free_paths(out, overwrite)
        spots = read_places(places)
        with console.status(say("roads.reading", lang, file=file.name)):
            graph = read_roads(file, around(spots, params.margin_km))
        with console.status(say("roads.building", lang)):
            built = build_tables(graph, spots, params, max_snap, fill)
        written = write_tables(out, built, file, params, lang, overwrite)
        size = say("roads.built_network_value", lang, nodes=len(graph), edges=graph.number_of_edges())
        console.print(_summary(built, file, size, written, lang))
        if not any(spot.office for spot in spots):
            console.print(say("roads.no_office", lang), style="yellow")
        return 0

    return build


def _summary(built: Built, file: Path, size: str, written: tuple[Path, ...], lang: str) -> Table:
    """What was read, tied on and written; names from files are shown as they are, never as markup."""
    metres = [tie.metres for tie in built.ties]
    values = {
        "network": size,
        "places": say(
            "roads.built_places_value",
            lang,
            places=len(metres),
            median=round(median(metres)),
            most=round(max(metres)),
        ),
        "filled": _names(
            f"{tie.spot.name} ({number(tie.metres / 1000, lang, 1)} km)" for tie in built.ties if tie.filled
        ),
        "apart": _names(tie.spot.name for tie in built.ties if tie.apart),
        "tables": say(
            "roads.built_tables_value",
            lang,
            nodes=len(built.nodes),
            links=len(built.links),
            km=sum(link.km for link in built.links),
            estimated=sum(link.quality == "perkiraan" for link in built.links),
        ),
        "files": "\n".join(map(str, written)),
    }
    table = Table(show_header=False, title=Text(say("roads.built_title", lang, file=file.name)))
    for row, value in values.items():
        table.add_row(say(f"roads.built_{row}", lang), Text(value))
    return table


def _names(names: Iterable[str]) -> str:
    return "\n".join(names) or "-"


def _fetch(lang_default: str) -> Callable[..., int]:
    """`roads fetch`, with its help in a language."""

    def fetch(
        out: Annotated[
            Path, typer.Option("--out", metavar="FILE", help=say("roads.help_graphml", lang_default))
        ],
        place: Annotated[
            str | None, typer.Option("--place", metavar="NAMA", help=say("roads.help_place", lang_default))
        ] = None,
        bbox: Annotated[
            str | None, typer.Option("--bbox", metavar="B,S,T,U", help=say("roads.help_bbox", lang_default))
        ] = None,
        lang: Lang = lang_default,
    ) -> int:
        console = Console()
        if (place is None) == (bbox is None):
            raise InputError([Defect("roads fetch", Message("roads.fetch_target"))])
        with console.status(say("roads.fetching", lang)):
            graph = fetch_roads(place if place is not None else _box(bbox or ""), out)
        text = say("roads.fetched", lang, nodes=len(graph), links=graph.number_of_edges(), path=str(out))
        console.print(Text(text), soft_wrap=True)
        return 0

    return fetch


def _box(text: str) -> Box:
    """West, south, east, north as written on the command line."""
    try:
        west, south, east, north = map(float, text.split(","))
    except ValueError as error:
        raise InputError([Defect("--bbox", Message("roads.fetch_target"), found=text)]) from error
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise InputError([Defect("--bbox", Message("roads.fetch_target"), found=text)])
    return west, south, east, north


app = build_app(LANGUAGES[0])
