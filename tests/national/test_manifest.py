"""Manifests: CSV and YAML say the same; every defect of every row at once, and nothing run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from optimizer.cli.main import run
from optimizer.errors import InputError
from optimizer.national import read_manifest
from optimizer.settings import home
from tests.national.country import country

CONFIGS = home() / "configs"


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """Three districts: 16.97 and 16.99 in Utara, 16.98 in Selatan."""
    return country(tmp_path)


def found(path: Path, **overrides: Any) -> list[tuple[str, str, str | None]]:
    """Where, message and column of every defect."""
    with pytest.raises(InputError) as caught:
        read_manifest(path, CONFIGS, overrides)
    return [(each.where, each.message.key, each.column) for each in caught.value.defects]


def said(path: Path) -> list[tuple[str, str, str, str, bool]]:
    """What a manifest comes to."""
    return [
        (each.code, each.name, each.source.name, each.province, each.synthetic)
        for each in read_manifest(path, CONFIGS, {})
    ]


def test_csv_and_yaml_say_the_same(manifest: Path):
    """Three rows, from either kind of file, with commas or semicolons; paths are relative to it."""
    three = [
        ("16.97", "Kabupaten 16.97", "tabel", "Utara", False),
        ("16.98", "Kabupaten 16.98", "tabel", "Selatan", False),
        ("16.99", "Kabupaten 16.99", "tabel", "Utara", False),
    ]
    assert said(manifest) == three
    semicolons = manifest.with_name("titik-koma.csv")
    semicolons.write_text(
        "\ufeff" + manifest.read_text(encoding="utf-8").replace(",", ";") + ";;;;;\n", encoding="utf-8"
    )
    assert said(semicolons) == three
    listed = [
        {"folder": f"{code}/tabel", "region": f"{code}/baru.yaml", "province": province}
        for code, _, _, province, _ in three
    ]
    other = manifest.with_name("daftar.yaml")
    other.write_text(yaml.safe_dump({"districts": listed}), encoding="utf-8")
    assert said(other) == three


def test_settings_of_a_row_and_of_the_command_line(manifest: Path):
    """A row's own settings lie over its region's, the command line over both."""
    own = manifest.with_name("sendiri.yaml")
    own.write_text(yaml.safe_dump({"plan": {"weeks": 7, "seed": 5}}), encoding="utf-8")
    text = manifest.read_text(encoding="utf-8").replace("16.98/baru.yaml,,", "16.98/baru.yaml,,sendiri.yaml")
    manifest.write_text(text, encoding="utf-8")
    districts = read_manifest(manifest, CONFIGS, {"plan": {"seed": 9}})
    assert [each.settings.plan.weeks for each in districts] == [None, 7, None]
    assert [each.settings.plan.seed for each in districts] == [9, 9, 9]


def test_shipped_districts_by_case(tmp_path: Path):
    """A case brings its region: the shipped tables are taken from any folder named."""
    path = tmp_path / "daftar.csv"
    data = home() / "data" / "rejang_lebong"
    path.write_text(f"folder,kasus,provinsi\n{data},rejang-lebong-2025,Bengkulu\n", encoding="utf-8")
    (district,) = read_manifest(path, CONFIGS, {})
    assert (district.code, district.settings.plan.case) == ("17.02", "rejang-lebong-2025")


def test_every_mistake_at_once(manifest: Path):
    """Nine mistakes on eight rows are all named, the sound row among them is not."""
    broken = manifest.with_name("rusak.yaml")
    broken.write_text("plan: {week: 3}\n", encoding="utf-8")
    (manifest.parent / "kosong").mkdir()
    manifest.write_text(
        "folder,wilayah,kasus,pengaturan,propinsi,sintetis\n"
        "16.97/tabel,16.97/baru.yaml,,,Utara,\n"
        ",,,,Utara,\n"
        "tidak-ada,16.98/baru.yaml,,,Utara,\n"
        "16.98/tabel,tak-dikenal,,,Utara,\n"
        "16.98/tabel,16.98/baru.yaml,,,Utara,mungkin\n"
        "16.99/tabel,16.99/baru.yaml,,rusak.yaml,Utara,\n"
        "16.97/tabel,16.97/baru.yaml,,,Utara,\n"
        "kosong,,,,Utara,\n"
        "16.99/tabel,16.99/baru.yaml,,,Utara,ya,lagi\n",
        encoding="utf-8",
    )
    assert found(manifest) == [
        ("daftar.csv", "national.unknown_near", "propinsi"),
        ("daftar.csv", "national.too_long", None),
        ("daftar.csv:3", "national.no_folder", "folder"),
        ("daftar.csv:4", "national.not_a_folder", "folder"),
        ("daftar.csv:5 → regions", "settings.no_such_file", None),
        ("daftar.csv:6", "national.not_yes_no", "sintetis"),
        ("daftar.csv:7 → settings", "settings.unknown_near", "plan.week"),
        ("daftar.csv:8", "national.same_code", None),
        ("daftar.csv:9", "national.no_region", None),
    ]


@pytest.mark.parametrize(
    ("name", "text", "key"),
    [
        ("a.csv", "wilayah,provinsi\nx,y\n", "regions.missing_column"),
        ("a.csv", "folder,folder\nx,y\n", "national.twice"),
        ("a.csv", "folder,wilayah\n", "national.empty"),
        ("a.csv", 'folder\n"16.97', "regions.not_csv"),
        ("a.yaml", "districts: [", "settings.broken_yaml"),
        ("a.yaml", "district: []", "national.no_list"),
        ("a.yaml", "districts: []", "national.empty"),
        ("a.yaml", "districts: [x]", "national.not_an_entry"),
        ("a.yaml", "districts: [{folder: [x]}]", "national.not_text"),
        ("a.yaml", "districts: [{folder: x, regio: y}]", "national.unknown_near"),
        ("none/a.csv", None, "national.unreadable"),
    ],
)
def test_each_kind_of_broken_file(tmp_path: Path, name: str, text: str | None, key: str):
    """A file that is missing, broken or of another shape is told apart."""
    path = tmp_path / name
    if text is not None:
        path.write_text(text, encoding="utf-8")
    assert key in [message for _, message, _ in found(path)]


def test_an_engine_that_does_not_exist(manifest: Path):
    """The command line's engine is checked too, once a row."""
    keys = [key for _, key, _ in found(manifest, plan={"engine": "sihir"})]
    assert keys == ["cli.no_engine"] * 3


def test_nothing_is_run(manifest: Path, capsys: pytest.CaptureFixture[str]):
    """With one mistake in one row the command writes nothing, and names the row."""
    text = manifest.read_text(encoding="utf-8").replace("16.99/tabel", "16.99/table")
    manifest.write_text(text, encoding="utf-8")
    out = manifest.parent / "hasil"
    assert run(["national", str(manifest), "--work", "1", "--out", str(out)]) == 2
    assert not out.exists()
    assert "daftar.csv:4" in capsys.readouterr().err
