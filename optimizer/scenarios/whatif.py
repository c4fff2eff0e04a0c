"""Plan every variant of a study side by side, each into a folder of its own, those done before left alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optimizer import sweeps
from optimizer.errors import Defect, InputError, Message
from optimizer.line import Request, now
from optimizer.line.versions import versions
from optimizer.scenarios.study import Ground, Variant
from optimizer.scenarios.work import Order, fingerprint, plan
from optimizer.settings import to_record
from optimizer.settings.tariff import tariff_file
from optimizer.sweeps import Done, Failed, Task, carry_out, digest_of, is_foreign, sha256_of

CACHE = ".cache"
"""Folder of measured roads, shared by all variants; `jemput-bola report` looks for it there too."""

LONGEST_NAME = 80
"""Characters of a folder's name: Windows allows 260 for a whole path."""

Watch = Callable[["Made", int, int], bool]


@dataclass(frozen=True)
class Way(sweeps.Way):
    """How variants are planned; `papers`: whether each bundle gets its workbook and map."""

    papers: bool = False


@dataclass(frozen=True)
class Made:
    """A variant with its figures (see `work.figures`) and bundle, or why it failed.

    `kept` where an earlier call had planned it.
    """

    variant: Variant
    figures: Mapping[str, Any] | None = None
    bundle: Path | None = None
    kept: bool = False
    why: str = ""


def whatif(
    ground: Ground, variants: Sequence[Variant], way: Way, watch: Watch | None = None
) -> tuple[Made, ...]:
    """Plan the variants, the base first; fewer than asked for only where it was ended.

    A variant is not planned again where its settings, inputs, versions and name are those of an earlier
    call and its bundle is still the one written then.

    Raises
    ------
    InputError
        If the folder is not one of a study, or the cluster does not answer.
    OSError
        If the disk refuses.
    """
    check_study(way.folder)
    tasks = _tasks(ground, variants, way)
    by_digest = {task.digest: variant for task, variant in zip(tasks, variants, strict=True)}

    def made(each: Done | Failed) -> Made:
        variant = by_digest[each.task.digest]
        if isinstance(each, Failed):
            return Made(variant, why=each.why)
        return Made(variant, each.result, way.folder / each.result["folder"], each.kept)

    ended = carry_out(
        tasks,
        plan,
        way.results,
        workers=way.workers,
        cluster=way.cluster,
        watch=None if watch is None else lambda each, count, total: watch(made(each), count, total),
        holds=lambda _, result: fingerprint(way.folder / str(result.get("folder"))) == result.get("sha256"),
        lang=way.lang,
    )
    return tuple(map(made, ended))


def check_study(folder: Path) -> None:
    """Refuse a folder that holds anything but an earlier study; raises InputError."""
    if is_foreign(folder, CACHE):
        raise InputError([Defect(str(folder), Message("scenarios.foreign_folder"))])


def _tasks(ground: Ground, variants: Sequence[Variant], way: Way) -> list[Task]:
    inputs = _inputs(ground.source, ground.settings.region.data)
    tariffs: dict[str, str] = {}
    taken: set[str] = set()
    tasks = []
    for variant in variants:
        tariff = variant.settings.tariff
        if tariff not in tariffs:
            tariffs[tariff] = sha256_of(tariff_file(ground.configs, tariff))
        digest = digest_of(
            variant.name,
            to_record(variant.settings, ground.configs),
            variant.start.isoformat(),
            [*inputs, tariffs[tariff]],
            versions(),
            [way.lang, way.papers],
        )
        folder = way.folder / _folder_name(variant.name, digest, taken)
        request = Request(
            settings=variant.settings,
            configs=ground.configs,
            source=ground.source,
            start=variant.start,
            today=way.today,
            created=now(),
            name=folder.name,
            cache=way.folder / CACHE,
        )
        tasks.append(Task(variant.name, digest, Order(request, folder, way.lang, way.papers)))
    return tasks


def _folder_name(name: str, digest: str, taken: set[str]) -> str:
    """A folder's name on any system for a variant's: plain signs only, short, and nobody else's."""
    plain = re.sub(r"[^\w.,=+-]+", "-", name).strip(".-") or digest[:8]
    if len(plain) > LONGEST_NAME or plain.casefold() in taken:
        plain = f"{plain[: LONGEST_NAME - 9]}-{digest[:8]}"
    taken.add(plain.casefold())
    return plain


def _inputs(*sources: Path) -> list[str]:
    """Hashes of the tables: of a workbook, or of every CSV file of a folder, by name."""
    files = [path for source in dict.fromkeys(sources) for path in _files(source)]
    return [f"{path.name} {sha256_of(path)}" for path in files]


def _files(source: Path) -> list[Path]:
    return sorted(source.glob("*.csv")) if source.is_dir() else [source]
