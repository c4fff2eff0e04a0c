"""Writing a run folder: whole or not at all, and nobody else's files touched."""

from __future__ import annotations

import errno
import json
import os
import time
from pathlib import Path

import pytest
import yaml

from optimizer import store
from optimizer.errors import InputError
from optimizer.store import folder as folders
from optimizer.store import writer
from tests.store import sample


def note(name: str, text: str = "isi"):
    """A report that writes one file."""

    def report(outcome, folder: Path, lang: str) -> Path:
        (folder / name).write_text(f"{outcome.name} {lang} {text}", encoding="utf-8")
        return folder / name

    return report


def breaks(error: BaseException):
    """A report that writes half a file and fails."""

    def report(outcome, folder: Path, lang: str) -> Path:
        (folder / "jadwal.xlsx").write_bytes(b"half")
        raise error

    return report


def everything(folder: Path) -> dict[str, bytes]:
    """All files below a folder, with their bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_run_is_one_folder_with_all_its_files(tmp_path):
    """plan.json, settings, three tables and the report asked for; plan.json names them all."""
    run = store.write(sample.outcome(), tmp_path / "a" / "uji", "en", [note("peta.html")])
    assert run == (tmp_path / "a" / "uji").resolve()
    names = ["budget.csv", "demand_left.csv", "peta.html", "plan.json", "schedule.csv", "settings.yaml"]
    assert sorted(path.name for path in run.iterdir()) == names
    assert json.loads((run / "plan.json").read_text(encoding="utf-8"))["files"] == names
    assert (run / "peta.html").read_text(encoding="utf-8") == "uji en isi"
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["uji"]


def test_settings_are_frozen_as_plain_yaml(tmp_path):
    """The settings read back are the settings of the run, dates and paths as text."""
    run = store.write(sample.outcome(), tmp_path / "uji")
    assert yaml.safe_load((run / "settings.yaml").read_text(encoding="utf-8")) == sample.outcome().settings
    assert writer.as_data({"day": sample.MONDAY, "of": ("a", Path("b")), "off": {2, 1}}) == {
        "day": "2026-01-05", "of": ["a", "b"], "off": [1, 2],
    }  # fmt: skip


def test_a_run_replaces_the_earlier_one_and_its_papers(tmp_path):
    """The second run asks for no map: the first one's map, of another plan, is gone."""
    store.write(sample.outcome("satu"), tmp_path / "uji", reports=[note("peta.html")])
    run = store.write(sample.outcome("dua"), tmp_path / "uji")
    assert json.loads((run / "plan.json").read_text(encoding="utf-8"))["name"] == "dua"
    assert not (run / "peta.html").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["uji"]


def test_what_others_put_into_a_run_stays(tmp_path):
    """A scan and a folder of photographs survive two new runs; a lock file of Excel does not."""
    run = store.write(sample.outcome(), tmp_path / "uji")
    (run / "surat.pdf").write_bytes(b"scan")
    (run / "foto").mkdir()
    (run / "foto" / "1.jpg").write_bytes(b"jpg")
    (run / "~$jadwal.xlsx").write_bytes(b"lock")
    for _ in range(2):
        store.write(sample.outcome(), run)
    assert (run / "surat.pdf").read_bytes() == b"scan"
    assert (run / "foto" / "1.jpg").read_bytes() == b"jpg"
    assert not (run / "~$jadwal.xlsx").exists()


@pytest.mark.parametrize(
    "error", [ValueError("bug"), OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()]
)
def test_a_run_that_fails_half_way_leaves_the_earlier_one(tmp_path, error):
    """A report that fails, a full disk, Ctrl-C: the earlier run to the byte, and nothing else."""
    run = store.write(sample.outcome("satu"), tmp_path / "uji", reports=[note("peta.html")])
    before = everything(tmp_path)
    with pytest.raises(type(error)):
        store.write(sample.outcome("dua"), run, reports=[note("peta.html", "baru"), breaks(error)])
    assert everything(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ["uji"]


@pytest.mark.parametrize("full_at", ["settings.yaml", "budget.csv", "plan.json"])
def test_a_full_disk_leaves_nothing_behind(tmp_path, monkeypatch, full_at):
    """The disk is full at one of our own files: no folder at all, where none was before."""
    put = writer._put

    def full(path: Path, text: str, encoding: str = "utf-8") -> None:
        if path.name == full_at:
            raise OSError(errno.ENOSPC, "No space left on device")
        put(path, text, encoding)

    monkeypatch.setattr(writer, "_put", full)
    with pytest.raises(OSError, match="No space left"):
        store.write(sample.outcome(), tmp_path / "uji")
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_run_comes_back_when_the_last_step_fails(tmp_path, monkeypatch):
    """The new folder cannot take the name: the earlier one, already set aside, gets it back."""
    run = store.write(sample.outcome("satu"), tmp_path / "uji")
    before, replace = everything(tmp_path), Path.replace

    def fails(self: Path, target: Path) -> Path:
        if self.name.endswith(".new"):
            raise OSError(errno.EIO, "Input/output error")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(OSError, match="Input/output"):
        store.write(sample.outcome("dua"), run)
    assert everything(tmp_path) == before


def test_a_plan_is_not_lost_to_an_open_workbook(tmp_path, monkeypatch):
    """Windows moves no folder with an open file: the run goes beside it, and says where."""
    run = store.write(sample.outcome("satu"), tmp_path / "uji")
    before, replace = everything(run), Path.replace

    def opened(self: Path, target: Path) -> Path:
        if self.name == "uji":
            raise PermissionError(errno.EACCES, "Access is denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", opened)
    monkeypatch.setattr(folders, "PAUSE_SECONDS", 0)
    names = [store.write(sample.outcome("dua"), run).name for _ in range(2)]
    assert names == ["uji-2", "uji-3"]
    assert everything(run) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["uji", "uji-2", "uji-3"]


def test_a_scanner_that_lets_go_is_waited_for(tmp_path, monkeypatch):
    """Two refusals of a moment, as by a virus scanner, and the run stands under its own name."""
    refusals, replace = iter([True, True]), Path.replace

    def held(self: Path, target: Path) -> Path:
        if next(refusals, False):
            raise PermissionError(errno.EACCES, "Access is denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr(folders, "PAUSE_SECONDS", 0)
    assert store.write(sample.outcome(), tmp_path / "uji").name == "uji"


def test_a_power_cut_between_two_renames_is_put_right(tmp_path):
    """The earlier run stands set aside and its name is free: it is back before the next run fails."""
    run = store.write(sample.outcome("satu"), tmp_path / "uji")
    store.write(sample.outcome("lain"), tmp_path / "uji.0a1b2c3d")
    run.rename(tmp_path / ".uji.0123abcd.old")
    with pytest.raises(ValueError, match="bug"):
        store.write(sample.outcome("dua"), tmp_path / "uji", reports=[breaks(ValueError("bug"))])
    assert store.read(tmp_path / "uji").document.name == "satu"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["uji", "uji.0a1b2c3d"]


def test_what_a_power_cut_left_is_cleared_away(tmp_path):
    """The run set aside and the half-made one of two days ago go; one of this minute may be at work."""
    run = store.write(sample.outcome("dua"), tmp_path / "uji")
    store.write(sample.outcome("satu"), tmp_path / "lama").rename(tmp_path / ".uji.0123abcd.old")
    for name, age in ((".uji.00000001.new", 2 * folders.ABANDONED_SECONDS), (".uji.00000002.new", 0)):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    store.write(sample.outcome("tiga"), run)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".uji.00000002.new", "uji"]


@pytest.mark.parametrize(
    "files",
    [
        {"catatan.txt": "milik orang"},
        {"plan.json": '{"version": 1}'},
        {"plan.json": "[1, 2]"},
        {"plan.json": "{"},
    ],
)
def test_a_folder_that_is_not_a_run_is_refused(tmp_path, files):
    """Somebody's folder, even with a plan.json of its own, is neither replaced nor touched."""
    target = tmp_path / "uji"
    target.mkdir()
    for name, text in files.items():
        (target / name).write_text(text, encoding="utf-8")
    before = everything(tmp_path)
    for refuse in (lambda: store.check_folder(target), lambda: store.write(sample.outcome(), target)):
        with pytest.raises(InputError) as caught:
            refuse()
        assert caught.value.defects[0].message.key == "store.folder.foreign"
    assert everything(tmp_path) == before


def test_a_file_of_that_name_is_refused(tmp_path):
    """Where a file stands there can be no run folder."""
    (tmp_path / "uji").write_text("x", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        store.write(sample.outcome(), tmp_path / "uji")
    assert caught.value.defects[0].message.key == "store.folder.file"
    assert (tmp_path / "uji").read_text(encoding="utf-8") == "x"


def test_an_empty_folder_may_be_filled(tmp_path):
    """An empty folder is nobody's work."""
    (tmp_path / "uji").mkdir()
    store.check_folder(tmp_path / "uji")
    store.check_folder(tmp_path / "belum-ada")
    assert (store.write(sample.outcome(), tmp_path / "uji") / "plan.json").is_file()
