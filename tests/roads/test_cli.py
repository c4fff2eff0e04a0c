"""`jemput-bola roads`: the commands as a user runs them."""

from __future__ import annotations

import csv
from contextlib import nullcontext
from urllib.error import URLError

import osmnx as ox
import pytest
import requests

from optimizer.cli.main import run
from optimizer.roads import fetch as module
from optimizer.roads.fetch import fetch_roads
from optimizer.roads.osm import read_roads
from tests.roads.osm_file import write_osm

PLACES = "kode,nama,jenis,lat,lon\nA,Air Satu,desa,0,102.001\nB,[red]Dua,desa,0.004,102.003\n"
OFFICE = "K,Kantor,kantor,0,102.004\n"


@pytest.fixture
def files(tmp_path):
    """A road 1-2-3-4, and a list with a village on it, one 4 steps (445 m) off, and the office."""
    roads = write_osm(tmp_path / "peta.osm", [([1, 2, 3, 4], {"highway": "tertiary"})])
    places = tmp_path / "desa.csv"
    places.write_text(PLACES + OFFICE, encoding="utf-8")
    return str(roads), str(places), tmp_path / "tabel"


def test_build_writes_the_tables_and_says_what_it_did(files, capsys):
    """Three places within a kilometre: exit code 0, three files, a summary in Bahasa Indonesia."""
    roads, places, out = files
    assert run(["roads", "build", roads, "--places", places, "--out", str(out)]) == 0
    assert sorted(path.name for path in out.iterdir()) == ["README-jalan.md", "ruas.csv", "simpul.csv"]
    text = capsys.readouterr().out
    assert "4 titik, 6 ruas searah" in text
    assert "445 m" in text
    assert "jenis kantor" not in text


def test_far_village_is_named_and_nothing_is_written(files, capsys):
    """At most 0.2 km: Dua (0.4 km) is named, its name is no markup, exit code 2, no folder."""
    roads, places, out = files
    args = ["roads", "build", roads, "--places", places, "--out", str(out), "--max-snap", "0.2"]
    assert run(args) == 2
    assert "[red]Dua: 0,4 km" in capsys.readouterr().err
    assert not out.exists()
    assert run([*args, "--fill", "estimate", "--lang", "en"]) == 0
    assert "[red]Dua (0.4 km)" in capsys.readouterr().out


def test_list_without_an_office_gets_a_hint(files, capsys):
    """The tables are written, and the planner is told how to tie the office on."""
    roads, places, out = files
    (out.parent / "desa.csv").write_text(PLACES, encoding="utf-8")
    assert run(["roads", "build", roads, "--places", places, "--out", str(out)]) == 0
    assert "jenis kantor" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({0: "tidak-ada.osm"}, "tidak dapat dibaca"),
        ({0: "peta.shp"}, ".osm, .osm.pbf"),
        ({1: "tidak-ada.csv"}, "daftar tempat tidak dapat dibaca"),
    ],
)
def test_unusable_files_are_exit_code_2(files, capsys, change, words):
    """A missing road file, one of another format, a missing list."""
    roads, places, out = files
    roads, places = (change.get(number, path) for number, path in enumerate((roads, places)))
    assert run(["roads", "build", roads, "--places", places, "--out", str(out)]) == 2
    assert words in capsys.readouterr().err
    assert not out.exists()


def test_existing_tables_are_refused_before_anything_is_read(files, capsys):
    """Even with a road file that does not exist, the first thing said is that ruas.csv is there."""
    _, places, out = files
    out.mkdir()
    (out / "ruas.csv").write_text("own work")
    assert run(["roads", "build", "tidak-ada.osm", "--places", places, "--out", str(out)]) == 2
    assert "ruas.csv" in capsys.readouterr().err
    assert (out / "ruas.csv").read_text() == "own work"


def _offline(*args, **kwargs):
    raise requests.exceptions.ConnectionError("no route")


def _no_server(*args, **kwargs):
    raise URLError("no route")


@pytest.mark.parametrize("target", [["--place", "Curup"], ["--bbox", "102.5,-3.5,102.6,-3.4"]])
@pytest.mark.parametrize("server", [_no_server, lambda *args, **kwargs: nullcontext()])
def test_fetch_without_a_connection_says_so(tmp_path, capsys, monkeypatch, target, server):
    """No internet, before or after the first answer: a sentence, exit code 2, nothing written or changed."""
    monkeypatch.setattr(module, "urlopen", server)
    monkeypatch.setattr(ox.settings, "overpass_rate_limit", False)
    monkeypatch.setattr(requests, "get", _offline)
    monkeypatch.setattr(requests, "post", _offline)
    before = ox.settings.use_cache, list(ox.settings.useful_tags_way)
    out = tmp_path / "peta.graphml"
    assert run(["roads", "fetch", *target, "--out", str(out), "--lang", "en"]) == 2
    assert "no connection to OpenStreetMap" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    assert (ox.settings.use_cache, list(ox.settings.useful_tags_way)) == before


@pytest.mark.parametrize(
    "args",
    [
        [],
        ["--place", "Curup", "--bbox", "1,2,3,4"],
        ["--bbox", "1,2,3"],
        ["--bbox", "103,-3.5,102,-3.4"],
        ["--bbox", "nan,nan,nan,nan"],
    ],
)
def test_fetch_needs_one_area(tmp_path, capsys, args):
    """Neither or both of place and box, or a box that is none: told how to give one."""
    assert run(["roads", "fetch", *args, "--out", str(tmp_path / "x.graphml")]) == 2
    assert "--bbox" in capsys.readouterr().err


def test_fetch_only_writes_graphml(tmp_path, capsys):
    """Another suffix is refused before any download."""
    assert run(["roads", "fetch", "--place", "Curup", "--out", str(tmp_path / "x.osm")]) == 2
    assert ".graphml" in capsys.readouterr().err


def test_fetched_network_is_read_back(tmp_path, monkeypatch):
    """What OSMnx would download (here: read from a file) is saved whole and read by `roads build`."""
    osm = write_osm(tmp_path / "x.osm", [([1, 2, 3], {"highway": "trunk"})])

    def download(target):
        return ox.graph_from_xml(osm, simplify=False, retain_all=True)

    monkeypatch.setattr(module, "_download", download)
    out = tmp_path / "unduh" / "peta.graphml"
    fetch_roads("Curup", out)
    assert [path.name for path in out.parent.iterdir()] == ["peta.graphml"]
    assert read_roads(out).number_of_edges() == 4


def test_closures_of_one_region_on_screen_and_as_a_table(tmp_path, capsys):
    """OKU Selatan: 18 of its 452 links cut off, the worst 18 places; 278 others delay; a row a link."""
    out = tmp_path / "penutupan.csv"
    args = ["roads", "closures", "--region", "oku_selatan", "--out", str(out), "--lang", "en"]
    assert run(args) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "RO-0250" in text
    assert "18 links cut places off, 278 others force a way round, 156 change nothing" in text
    # Nobody has looked for slides there, and the table says so.
    assert "452 of 452" in text
    with out.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert (len(table), table[0]["id_ruas"], table[0]["tempat_terputus"]) == (452, "RO-0250", "18")
    # A second time the table is refused before anything is reckoned, unless it may be overwritten.
    assert run(args) == 2
    assert "--overwrite" in capsys.readouterr().err
    assert run([*args, "--overwrite", "--season", "hujan", "--mode", "motor"]) == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert {(row["moda"], row["musim"]) for row in csv.DictReader(file)} == {("motor", "hujan")}


def test_closures_without_a_region_go_through_all(capsys):
    """Three regions shipped, three tables, in Bahasa Indonesia."""
    assert run(["roads", "closures"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    for name in ("Kota Bengkulu", "Kabupaten OKU Selatan", "Kabupaten Rejang Lebong"):
        assert f"{name}: bila satu ruas tertutup (minibus, kemarau)" in text


def test_closures_for_an_unknown_vehicle_or_season(tmp_path, capsys):
    """Both are named with what is known; exit code 2 and no table."""
    out = tmp_path / "penutupan.csv"
    args = ["roads", "closures", "--region", "oku_selatan", "--mode", "perahu", "--season", "kabut"]
    assert run([*args, "--out", str(out)]) == 2
    text = capsys.readouterr().err
    assert "perahu" in text
    assert "kabut" in text
    assert not out.exists()
