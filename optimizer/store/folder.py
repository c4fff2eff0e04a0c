"""A run folder on disk: made beside its place, moved there whole, and never half of it."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from optimizer.errors import Defect, InputError, Message
from optimizer.store.sums import PLAN_FILE

LOCKS = ("~$", ".~lock.")
"""How Excel's and LibreOffice's marks of an open file begin."""

TRIES = 5
PAUSE_SECONDS = 0.2

ABANDONED_SECONDS = 24 * 60 * 60
"""After this long no other run is still writing a half-made folder."""


def check_folder(folder: Path) -> None:
    """Refuse a folder that a run may not be written to; call it before planning.

    A run may be written where nothing is, into an empty folder, and over an earlier run.

    Raises
    ------
    InputError
        If `folder` is a file, or holds something that is not a run bundle.
    """
    if folder.is_file():
        raise InputError([Defect(str(folder), Message("store.folder.file"))])
    if folder.is_dir() and any(folder.iterdir()) and _stated(folder) is None:
        raise InputError([Defect(str(folder), Message("store.folder.foreign"))])


def fill_folder(folder: Path, fill: Callable[[Path], None]) -> Path:
    """Make `folder` what `fill` writes into an empty one, all or nothing; return where it stands.

    The new folder is made beside the old and moved into its place when complete. Until then, and
    whatever happens (a full disk, an error in `fill`, Ctrl-C), the old one stays; a new one not
    completed is removed. Files that others put into an earlier run's folder are carried over. Where
    the old folder cannot be moved, as on Windows while a workbook in it is open, the new one goes
    beside it under the next free name (`name-2`), so that a plan is not lost.

    Raises
    ------
    InputError
        If the folder is not ours to replace (`check_folder`).
    OSError
        If the disk refuses.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    _recover(folder)
    check_folder(folder)
    token = uuid.uuid4().hex[:8]
    new, old = (folder.with_name(f".{folder.name}.{token}.{end}") for end in ("new", "old"))
    try:
        new.mkdir()
        fill(new)
        _to_disk(new)
        _carry_over(folder, new)
        return _put(new, folder, old)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


def _put(new: Path, folder: Path, old: Path) -> Path:
    """Move `new` to `folder`, an earlier folder going to `old` meanwhile and back if that fails."""
    try:
        if folder.exists():
            try:
                _move(folder, old)
            except PermissionError:
                folder = _free_name(folder)
        _move(new, folder)
    except BaseException:
        if old.exists() and not folder.exists():
            old.replace(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
    return folder


def _move(source: Path, target: Path) -> None:
    """Rename, trying again for a moment: virus scanners and indexers hold new files on Windows."""
    for attempt in range(TRIES):
        try:
            source.replace(target)
            return
        except PermissionError:
            if attempt == TRIES - 1:
                raise
            time.sleep(PAUSE_SECONDS)


def _free_name(folder: Path) -> Path:
    number = 2
    while folder.with_name(f"{folder.name}-{number}").exists():
        number += 1
    return folder.with_name(f"{folder.name}-{number}")


def _recover(folder: Path) -> None:
    """Put right what a power cut left: the earlier folder set aside, or a new one half made."""
    ours = re.compile(rf"\.{re.escape(folder.name)}\.[0-9a-f]{{8}}\.(new|old)")
    for path in sorted(path for path in folder.parent.iterdir() if ours.fullmatch(path.name)):
        if path.suffix == ".old" and not folder.exists():
            path.replace(folder)
        elif path.suffix == ".old" or time.time() - path.stat().st_mtime > ABANDONED_SECONDS:
            shutil.rmtree(path, ignore_errors=True)


def _carry_over(folder: Path, new: Path) -> None:
    """Copy what others put into the earlier run's folder, such as notes or scans."""
    stated = _stated(folder)
    for path in sorted(folder.iterdir()) if stated is not None else ():
        if path.name in (stated or ()) or path.name.startswith(LOCKS) or (new / path.name).exists():
            continue
        if path.is_dir():
            shutil.copytree(path, new / path.name, symlinks=True)
        else:
            shutil.copy2(path, new / path.name, follow_symlinks=False)


def _stated(folder: Path) -> frozenset[str] | None:
    """Names of the files a run wrote into `folder`; None where it holds no run bundle."""
    try:
        stated = json.loads((folder / PLAN_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(stated, dict) or not {"version", "trips", "places", "levels"} <= stated.keys():
        return None
    files = stated.get("files")
    names = [name for name in files if isinstance(name, str)] if isinstance(files, list) else []
    return frozenset((PLAN_FILE, *names))


def _to_disk(folder: Path) -> None:
    """Have every file reach the disk before the folder takes its name, so that a power cut halves none."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
