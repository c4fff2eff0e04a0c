"""Options that several commands share, and the settings they lead to."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from optimizer.engines import ENGINES
from optimizer.errors import Defect, InputError, Message
from optimizer.line import Request, Tell, now
from optimizer.settings import Settings, home, load
from optimizer.texts import catalogue, say

Lang = Annotated[str, typer.Option("--lang", metavar="id|en", help="cli.option.lang")]
Region = Annotated[str | None, typer.Option("--region", metavar="NAMA", help="cli.option.region")]
Case = Annotated[str | None, typer.Option("--case", metavar="NAMA", help="cli.option.case")]
Data = Annotated[Path | None, typer.Option("--data", metavar="FOLDER|XLSX", help="cli.option.data")]
Extra = Annotated[Path | None, typer.Option("--settings", metavar="YAML", help="cli.option.settings")]
Run = Annotated[Path, typer.Argument(metavar="RUN", help="cli.option.run")]

Start = Annotated[str | None, typer.Option("--start", metavar="YYYY-MM-DD", help="cli.option.start")]
Weeks = Annotated[int | None, typer.Option("--weeks", help="cli.option.weeks")]
Purpose = Annotated[str | None, typer.Option("--purpose", metavar="reach|cover", help="cli.option.purpose")]
Policy = Annotated[str | None, typer.Option("--policy", metavar="fewest|split", help="cli.option.policy")]
Budget = Annotated[int | None, typer.Option("--budget", metavar="RUPIAH", help="cli.option.budget")]
Deadline = Annotated[str | None, typer.Option("--deadline", metavar="YYYY-MM-DD", help="cli.option.deadline")]
Limit = Annotated[str | None, typer.Option("--stop", metavar="20s", help="cli.option.stop")]
Work = Annotated[int | None, typer.Option("--work", metavar="N", help="cli.option.work")]
Seed = Annotated[int | None, typer.Option("--seed", help="cli.option.seed")]
Engine = Annotated[str | None, typer.Option("--engine", metavar="|".join(ENGINES), help="cli.option.engine")]
Workers = Annotated[int | None, typer.Option("--workers", min=1, max=512, help="cli.option.workers")]
Cluster = Annotated[str | None, typer.Option("--cluster", metavar="tcp://…", help="cli.option.cluster")]


def spell_out(command: object, lang: str) -> None:
    """Put the sentences in place of the catalogue's keys in the help of a command and of those under it."""
    if isinstance(command, TyperCommand | TyperGroup):
        for param in command.params:
            if isinstance(param, TyperOption | TyperArgument) and param.help in catalogue(lang):
                param.help = say(param.help, lang)
    if isinstance(command, TyperGroup):
        for each in command.commands.values():
            spell_out(each, lang)


@dataclass(frozen=True)
class Chosen:
    """Settings, and the folders and dates that follow from them and the command line."""

    settings: Settings
    configs: Path
    source: Path
    today: date
    start: date

    def request(self, folder: Path, name: str, tell: Tell | None = None, *, ranges: bool = False) -> Request:
        """What the line is asked for now; measured roads are kept beside `folder`, that of the results."""
        return Request(
            settings=self.settings,
            configs=self.configs,
            source=self.source,
            start=self.start,
            today=self.today,
            created=now(),
            name=name,
            cache=folder.parent / ".cache",
            tell=tell,
            ranges=ranges,
        )


def choose(
    *,
    region: str | None = None,
    case: str | None = None,
    data: Path | None = None,
    extra: Path | None = None,
    overrides: dict[str, Any] | None = None,
) -> Chosen:
    """Load the settings; planning starts next Monday unless they name a date."""
    configs = home() / "configs"
    settings = load(configs, region=region, case=case, extra=extra, overrides=overrides)
    today = settings.plan.today or date.today()
    start = settings.plan.start or today + timedelta(days=7 - today.weekday())
    return Chosen(settings, configs, data or settings.region.data, today, start)


def day(text: str | None, option: str) -> date | None:
    """An option's date, YYYY-MM-DD; raises InputError for anything else."""
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise InputError([Defect(option, Message("cli.wrong_date"), found=text)]) from error


def seconds(text: str | None) -> float | None:
    """A duration such as 20, 20s or 2m in seconds; raises InputError for anything else."""
    if text is None:
        return None
    number, unit = (text[:-1], text[-1]) if text[-1:] in {"s", "m"} else (text, "s")
    try:
        return float(number) * (60 if unit == "m" else 1)
    except ValueError as error:
        raise InputError([Defect("--stop", Message("cli.wrong_duration"), found=text)]) from error


def asked(
    *,
    start: str | None,
    weeks: int | None,
    purpose: str | None,
    policy: str | None,
    stop: str | None,
    work: int | None,
    seed: int | None,
    engine: str | None,
    budget: int | None = None,
    deadline: str | None = None,
) -> dict[str, Any]:
    """Settings that the command line overrides; what was not given on it is left out.

    Raises
    ------
    InputError
        If a date or the stop is none.
    """
    parts: dict[str, dict[str, Any]] = {
        "policy": {
            "purpose": purpose, "visits": policy, "budget": budget, "deadline": day(deadline, "--deadline"),
        },
        "plan": {
            "start": day(start, "--start"), "weeks": weeks, "seed": seed, "work": work,
            "engine": engine, "seconds": seconds(stop),
        },
    }  # fmt: skip
    return {
        name: {key: value for key, value in part.items() if value is not None} for name, part in parts.items()
    }
