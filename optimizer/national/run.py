"""Plan every district of a manifest, each by a worker, those done before left alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from optimizer.errors import Defect, InputError, Message
from optimizer.line import Request, now
from optimizer.line.versions import versions
from optimizer.national.manifest import District
from optimizer.national.tables import Cell
from optimizer.national.work import Order, fingerprint, plan
from optimizer.settings import to_record
from optimizer.settings.tariff import tariff_file
from optimizer.sweeps import Done, Failed, Task, Way, carry_out, digest_of, is_foreign, sha256_of

ROWS = "rinci"
"""Folder of the rows by digest, under `RESULTS`."""

Watch = Callable[["Made", int, int], bool]


@dataclass(frozen=True)
class Made:
    """A district with its figures (see `tables.district_cells`) and rows, or why it failed.

    `kept` where an earlier call had planned it.
    """

    district: District
    cells: Mapping[str, Cell] | None = None
    part: Path | None = None
    kept: bool = False
    why: str = ""


def national(
    districts: Sequence[District], configs: Path, way: Way, watch: Watch | None = None
) -> tuple[Made, ...]:
    """Plan the districts with the tariffs of `configs`; fewer than asked for only where it was ended.

    A district is not planned again where its settings, tables and versions are those of an earlier call
    and its rows are still those written then. A worker that is killed costs the district it had in
    hand, which is tried once more. Nothing of a district stays in a worker's memory.

    Raises
    ------
    InputError
        If the folder is not one of a national run, or the cluster does not answer.
    OSError
        If the disk refuses.
    """
    check_national(way.folder)
    tasks = tasks_of(districts, configs, way)
    # So that no large one is left at the end.
    largest_first = sorted(tasks, key=lambda task: -_bytes(task.payload.request.source))
    by_digest = {task.digest: district for task, district in zip(tasks, districts, strict=True)}

    def made(each: Done | Failed) -> Made:
        district = by_digest[each.task.digest]
        if isinstance(each, Failed):
            return Made(district, why=each.why)
        return Made(district, each.result["cells"], each.task.payload.part, each.kept)

    ended = carry_out(
        largest_first,
        plan,
        way.results,
        workers=way.workers,
        cluster=way.cluster,
        watch=None if watch is None else lambda each, count, total: watch(made(each), count, total),
        holds=lambda task, result: fingerprint(task.payload.part) == result.get("sha256"),
        lang=way.lang,
    )
    by_task = {each.task.digest: made(each) for each in ended}
    return tuple(by_task[task.digest] for task in tasks if task.digest in by_task)


def check_national(folder: Path) -> None:
    """Refuse a folder that holds anything but an earlier national run; raises InputError."""
    if is_foreign(folder):
        raise InputError([Defect(str(folder), Message("national.foreign_folder"))])


def tasks_of(districts: Sequence[District], configs: Path, way: Way) -> list[Task]:
    """A task for each district, its payload an `Order`."""
    tariffs: dict[str, str] = {}
    rows, of_versions = way.results.resolve() / ROWS, versions()
    tasks = []
    for district in districts:
        settings = district.settings
        if settings.tariff not in tariffs:
            tariffs[settings.tariff] = sha256_of(tariff_file(configs, settings.tariff))
        start = settings.plan.start or _monday_after(settings.plan.today or way.today)
        digest = digest_of(
            to_record(settings, configs),
            start.isoformat(),
            [f"{path.name} {sha256_of(path)}" for path in _tables(district)],
            tariffs[settings.tariff],
            of_versions,
        )
        request = Request(
            settings=settings,
            configs=configs.resolve(),
            source=district.source.resolve(),
            start=start,
            today=settings.plan.today or way.today,
            created=now(),
            name=district.code,
        )
        order = Order(request, rows / f"{digest}.json")
        tasks.append(Task(f"{district.code} {district.name}", digest, order))
    return tasks


def _monday_after(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())


def _tables(district: District) -> list[Path]:
    folders = dict.fromkeys((district.source, district.settings.region.data))
    return [path for folder in folders for path in sorted(folder.glob("*.csv"))]


def _bytes(source: Path) -> int:
    """How large a district's tables are, which tells how long planning it takes."""
    return sum(path.stat().st_size for path in source.glob("*.csv"))
