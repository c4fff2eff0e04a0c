"""`jemput-bola roads closures`: what closing each road link in turn would do, to the roads and to a plan."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table
from rich.text import Text

from optimizer.cli.options import Case, Chosen, Data, Extra, Lang, Region, choose, seconds
from optimizer.cli.published import published
from optimizer.core.region import Link
from optimizer.core.region import Region as RegionData
from optimizer.errors import Defect, InputError, Message
from optimizer.regions.read import read
from optimizer.reports.simulasi import (
    study_summary,
    write_link_csv,
    write_link_page,
    write_link_workbook,
)
from optimizer.roads.closures import Closing, close_each, free_path, out_of_reach, ranked, rows, write_csv
from optimizer.roads.measure import modes_of
from optimizer.settings import home
from optimizer.simulate.closures import DAYS, STOP_SECONDS, WORST, study
from optimizer.sweeps import Done, Failed
from optimizer.texts import number, say, tell

INTERRUPTED = 130

SHOWN, DETOURS = 20, 10
"""Links printed: the worst, and of the rest those with the slowest way round; the CSV has them all."""


def command(lang_default: str) -> Callable[..., int]:
    """The command with its help in a language."""

    def t(key: str) -> str:
        return say(f"simulate.close.help_{key}", lang_default)

    def closures(
        region: Region = None,
        case: Case = None,
        data: Data = None,
        mode: Annotated[
            str | None, typer.Option("--mode", metavar="MODA", help=say("roads.help_mode", lang_default))
        ] = None,
        season: Annotated[
            str | None, typer.Option("--season", metavar="MUSIM", help=say("roads.help_season", lang_default))
        ] = None,
        out: Annotated[
            Path | None, typer.Option("--out", metavar="CSV", help=say("roads.help_csv", lang_default))
        ] = None,
        overwrite: Annotated[
            bool, typer.Option("--overwrite", help=say("roads.help_overwrite_csv", lang_default))
        ] = False,
        settings: Extra = None,
        run: Annotated[Path | None, typer.Option("--run", metavar="RUN", help=t("run"))] = None,
        worst: Annotated[int | None, typer.Option("--worst", min=1, metavar="N", help=t("worst"))] = None,
        days: Annotated[int | None, typer.Option("--days", min=1, metavar="N", help=t("days"))] = None,
        stop: Annotated[str | None, typer.Option("--stop", metavar="5s", help=t("stop"))] = None,
        work: Annotated[int | None, typer.Option("--work", min=1, metavar="N", help=t("work"))] = None,
        workers: Annotated[
            int | None, typer.Option("--workers", min=1, metavar="N", help=t("workers"))
        ] = None,
        folder: Annotated[Path | None, typer.Option("--folder", metavar="FOLDER", help=t("folder"))] = None,
        lang: Lang = lang_default,
    ) -> int:
        console = Console()
        own = {
            "--worst": worst,
            "--days": days,
            "--stop": stop,
            "--work": work,
            "--workers": workers,
            "--folder": folder,
        }
        others = {
            "--region": region,
            "--case": case,
            "--season": season,
            "--settings": settings,
            "--out": out,
        }
        _apart(run, own, others)
        if run is not None:
            wanted = _Wanted(worst or WORST, days or DAYS, seconds(stop), work, workers or 1, folder)
            return _replanned(run, data, mode, wanted, console, lang)
        if out is not None:
            free_path(out, overwrite)
        lines: list[tuple[str, ...]] = []
        for chosen in _chosen(region, case, data, settings):
            lines += _one_region(chosen, mode, season, console, lang)
        if out is not None:
            path = str(write_csv(out, lines, overwrite))
            console.print(Text(say("roads.closures_written", lang, path=path)), soft_wrap=True)
        return 0

    return closures


@dataclass(frozen=True)
class _Wanted:
    """How a plan is made anew: links closed, for how long, the stop and where the results go."""

    worst: int
    days: int
    seconds: float | None
    work: int | None
    workers: int
    folder: Path | None


def _apart(run: Path | None, own: Mapping[str, object], others: Mapping[str, object]) -> None:
    """Raise an InputError for options that mean nothing with, or without, `--run`."""
    stray, key = (own, "only_with_run") if run is None else (others, "not_with_run")
    defects = [
        Defect(name, Message(f"simulate.close.{key}"), found=str(value))
        for name, value in stray.items()
        if value is not None
    ]
    if defects:
        raise InputError(defects)


def _replanned(
    run: Path, data: Path | None, mode: str | None, wanted: _Wanted, console: Console, lang: str
) -> int:
    """Close the worst links one by one, plan anew and write what it costs."""
    found = published(run, data, {})
    settings, cache = found.request.settings, found.request.cache
    limit = wanted.seconds or (STOP_SECONDS if wanted.work is None else None)
    plan = settings.plan.model_copy(update={"seconds": limit, "work": wanted.work})
    request = replace(found.request, settings=settings.model_copy(update={"plan": plan}))
    with console.status("") as status:

        def watch(each: Done | Failed, number: int, total: int) -> bool:
            values = {"number": number, "total": total, "name": each.task.name}
            failed = isinstance(each, Failed)
            text = say(
                f"simulate.close.{'failed' if failed else 'done'}",
                lang,
                **values,
                **({"why": each.why} if isinstance(each, Failed) else {}),
            )
            if failed:
                console.print(Text(text), style="yellow")
            status.update(escape(text))
            return True

        made = study(
            request,
            found.outcome,
            (cache or run.parent / ".cache") / "penutupan",
            worst=wanted.worst,
            days=wanted.days,
            mode=mode,
            workers=wanted.workers,
            watch=watch,
            lang=lang,
        )
    if not made.complete:
        console.print(say("simulate.close.interrupted", lang), style="yellow")
        return INTERRUPTED
    folder = wanted.folder or run.parent / f"{run.resolve().name}-penutupan"
    folder.mkdir(parents=True, exist_ok=True)
    files = [
        write_link_csv(made, folder),
        write_link_workbook(made, found.outcome, folder, lang),
        write_link_page(made, found.outcome, folder, lang),
    ]
    console.print(study_summary(made, found.outcome, lang, files))
    return 0


def _chosen(region: str | None, case: str | None, data: Path | None, extra: Path | None) -> list[Chosen]:
    """The one region asked for, else every region there is."""
    if any((region, case, data, extra)):
        return [choose(region=region, case=case, data=data, extra=extra)]
    names = sorted(path.stem for path in (home() / "configs" / "regions").glob("*.yaml"))
    return [choose(region=name) for name in names]


def _one_region(
    chosen: Chosen, mode: str | None, season: str | None, console: Console, lang: str
) -> list[tuple[str, ...]]:
    """Print the worst links of a region; the lines of all of them."""
    params, found = chosen.settings.roads, read(chosen.source, chosen.settings.region)
    mode = mode or next(iter((*modes_of(found), *params.modes)))
    season = season or next(iter(params.seasons))
    closing = track(
        close_each(found, params, mode, season),
        escape(say("roads.closing", lang, region=found.name)),
        total=len(found.links),
        console=console,
        transient=True,
    )
    worst = ranked(closing)
    console.print(_table(found, worst, mode, season, lang))
    never = out_of_reach(found, params, mode, season)
    if never:
        console.print(say("roads.closures_never", lang, count=len(never)), style="yellow")
    for warning in found.warnings:
        # In this table "not slide-prone" must not be read where nobody has looked.
        if warning.key == "regions.warn_slides_unknown":
            console.print(Text(tell(warning, lang)), style="yellow")
    return list(rows(found, mode, season, worst))


def _table(region: RegionData, worst: Sequence[Closing], mode: str, season: str, lang: str) -> Table:
    """The worst links; names from files are shown as they are, never as markup."""
    shown = [closing for closing in worst[:SHOWN] if closing.cut_off or closing.detours]
    slow = sorted((closing for closing in worst[SHOWN:] if closing.slowest), key=_minutes, reverse=True)
    cutting = sum(bool(closing.cut_off) for closing in worst)
    delaying = sum(closing.detours > 0 and not closing.cut_off for closing in worst)
    values = {"region": region.name, "mode": mode, "season": season}
    title = say("roads.closures_title", lang, shown=len(shown), links=len(worst), **values)
    caption = say(
        "roads.closures_caption",
        lang,
        cutting=cutting,
        delaying=delaying,
        rest=len(worst) - cutting - delaying,
    )
    table = Table(title=Text(title), title_justify="left", caption=Text(caption), caption_justify="left")
    for column in ("link", "between", "slide", "quality", "people", "places", "detours", "slowest"):
        right = column in ("people", "places", "detours")
        table.add_column(say(f"roads.closures_{column}", lang), justify="right" if right else "left")
    names = {node.id: node.name for node in region.nodes}
    for section in (shown, slow[:DETOURS]):
        for closing in section:
            table.add_row(*map(Text, _cells(closing, names, lang)))
        table.add_section()
    return table


def _minutes(closing: Closing) -> int:
    return closing.slowest.minutes if closing.slowest else 0


def _cells(closing: Closing, names: Mapping[str, str], lang: str) -> tuple[str, ...]:
    counts = (closing.people, len(closing.cut_off), closing.detours)
    return (
        _named(closing.link),
        f"{names[closing.link.start]} – {names[closing.link.end]}",
        say("roads.yes" if closing.link.slide_prone else "roads.no", lang),
        closing.link.quality,
        *(number(count, lang) for count in counts),
        _slowest(closing, lang),
    )


def _named(link: Link) -> str:
    return f"{link.id} {link.name}".strip()


def _slowest(closing: Closing, lang: str) -> str:
    if closing.slowest is None:
        return "-"
    km = number(closing.slowest.metres / 1000, lang, 1)
    return say(
        "roads.closures_detour",
        lang,
        place=closing.slowest.place.name,
        minutes=closing.slowest.minutes,
        km=km if km.startswith("-") else f"+{km}",
    )
