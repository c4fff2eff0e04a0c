"""Options that several commands share, and the settings they lead to."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from optimizer.errors import Defect, InputError, Message
from optimizer.settings import Settings, home, load

Lang = Annotated[str, typer.Option("--lang", metavar="id|en", help="Bahasa: id, en")]
Region = Annotated[str | None, typer.Option("--region", metavar="NAMA", help="configs/regions/NAMA.yaml")]
Case = Annotated[str | None, typer.Option("--case", metavar="NAMA", help="configs/cases/NAMA.yaml")]
Data = Annotated[
    Path | None, typer.Option("--data", metavar="FOLDER|XLSX", help="tabel atau buku kerja isian")
]
Extra = Annotated[Path | None, typer.Option("--settings", metavar="YAML", help="pengaturan sendiri")]


@dataclass(frozen=True)
class Chosen:
    """Settings, and the folders and dates that follow from them and the command line."""

    settings: Settings
    configs: Path
    source: Path
    today: date
    start: date


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


def given(**parts: dict[str, Any]) -> dict[str, Any]:
    """Settings to override: what was not given on the command line is left out."""
    return {
        name: {key: value for key, value in part.items() if value is not None} for name, part in parts.items()
    }
