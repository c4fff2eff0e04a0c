"""`jemput-bola simulate` and `roads closures --run` at the command: what they write, and what they refuse."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pytest
import yaml

from optimizer.cli.main import run
from optimizer.core.link_cost import Change, LinkCost, LinkStudy
from optimizer.core.region import Link
from optimizer.reports.simulasi import write_link_csv, write_link_page, write_link_workbook, write_workbook
from optimizer.settings import home
from optimizer.simulate import simulate
from tests.cases.small import A, B, Small
from tests.reports import sample
from tests.simulate.worlds import settings


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """Two desa along a road, planned for a Monday."""
    made = Small(tmp_path_factory.mktemp("hidup"))
    made.desa(A, 40)
    made.desa(B, 20)
    made.road("KANTOR", A, 30)
    made.road(A, B, 10)
    made.plan()
    return made


def command(small: Small, *options: str) -> int:
    """The exit code of `jemput-bola simulate` on the small district's plan."""
    args = ["simulate", str(small.folder / "rencana-0"), "--data", str(small.folder / "tabel")]
    return run([*args, *options])


def test_the_same_seed_writes_the_same_record(small: Small, tmp_path: Path) -> None:
    """A workbook and a record in the folder asked for; a second call replaces both with the same."""
    out = tmp_path / "hasil"
    texts = []
    for _ in range(2):
        assert command(small, "--lives", "500", "--seed", "7", "--out", str(out)) == 0
        assert sorted(path.name for path in out.iterdir()) == ["simulasi.json", "simulasi.xlsx"]
        texts.append((out / "simulasi.json").read_text(encoding="utf-8"))
    assert texts[0] == texts[1]
    made = json.loads(texts[0])["simulation"]
    assert (made["planned"], made["lives"], made["seed"]) == (60, 500, 7)
    sheets = openpyxl.load_workbook(out / "simulasi.xlsx").sheetnames
    assert sheets == ["Ringkasan", "Hari", "Pekan dan kecamatan", "Ruas", "Dasar"]


def test_every_figure_comes_with_its_basis(small: Small, tmp_path: Path, capsys) -> None:
    """Each distribution in force stands in the workbook with where it comes from, and on the screen."""
    assert command(small, "--lives", "500", "--out", str(tmp_path)) == 0
    sheet = openpyxl.load_workbook(tmp_path / "simulasi.xlsx")["Dasar"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6) if row[1].value]
    params = yaml.safe_load((home() / "configs" / "default.yaml").read_text(encoding="utf-8"))["simulate"]
    for chance in ("turnout", "minutes", "drive", "kits"):
        assert any(row[7] == params[chance]["basis"] for row in rows), chance
    assert all(row[7] for row in rows if "policy.turnout_percent" not in str(row[1]))
    shown = capsys.readouterr().out
    assert "Dasar: apa yang diundi" in shown
    assert "90 – 100 – 130 %" in shown


def test_wrong_options_are_all_named_and_nothing_is_written(small: Small, tmp_path: Path, capsys) -> None:
    """Too few lives and an impossible level in one call: both are named, exit 2."""
    out = tmp_path / "x"
    assert command(small, "--lives", "5", "--robust", "--level", "12", "--out", str(out)) == 2
    told = capsys.readouterr().err
    assert "--lives" in told
    assert "--level" in told
    assert not out.exists()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("simulate: {drive: {low: 120}}", "simulate.drive"),
        ("simulate: {turnuot: {visits: 3}}", "turnout"),
        ("simulate: {chances: [longsor]}", "simulate.chances.0"),
        ("policy: {overtime_minutes: 60}", "policy"),
        ("simulate: 3", "simulate"),
    ],
)
def test_wrong_settings_are_refused_by_name(small: Small, tmp_path: Path, capsys, text, named) -> None:
    """A range out of order, a misspelling, an unknown chance, another section: named, nothing written."""
    file, out = tmp_path / "salah.yaml", tmp_path / "x"
    file.write_text(text + "\n", encoding="utf-8")
    assert command(small, "--settings", str(file), "--out", str(out)) == 2
    assert named in re.sub(r"\s+", " ", capsys.readouterr().err)
    assert not out.exists()


def test_a_folder_that_is_no_plan_is_refused(tmp_path: Path, capsys) -> None:
    """An empty folder is no run: exit 2."""
    assert run(["simulate", str(tmp_path)]) == 2
    assert "plan.json" in capsys.readouterr().err


def test_a_plan_made_before_there_were_simulations_takes_the_shipped_section(
    small: Small, tmp_path: Path
) -> None:
    """Settings recorded without the section `simulate`: configs/default.yaml's holds."""
    file = small.folder / "rencana-0" / "settings.yaml"
    recorded = file.read_text(encoding="utf-8")
    tree = yaml.safe_load(recorded)
    del tree["simulate"]
    file.write_text(yaml.safe_dump(tree, sort_keys=False), encoding="utf-8")
    try:
        assert command(small, "--lives", "200", "--out", str(tmp_path / "lama")) == 0
    finally:
        file.write_text(recorded, encoding="utf-8")
    made = json.loads((tmp_path / "lama" / "simulasi.json").read_text(encoding="utf-8"))["simulation"]
    assert made["chances"] == ["turnout", "minutes", "setup", "drive", "kits", "closures"]


def test_options_of_one_use_are_refused_in_the_other(small: Small, tmp_path: Path, capsys) -> None:
    """`--worst` means nothing without `--run`, `--season` nothing with it: named, exit 2."""
    assert run(["roads", "closures", "--region", "kota_bengkulu", "--worst", "3", "--workers", "2"]) == 2
    told = capsys.readouterr().err
    assert "--worst" in told
    assert "--workers" in told
    plan = str(small.folder / "rencana-0")
    assert run(["roads", "closures", "--run", plan, "--season", "hujan"]) == 2
    assert "--season" in capsys.readouterr().err


def test_names_that_would_be_code_stay_text(tmp_path: Path) -> None:
    """Names of villages and links that look like formulas or markup: text in every sheet and page."""
    outcome = sample.hostile()
    write_workbook(simulate(outcome, settings("kits", lives=200)), outcome, None, tmp_path, "id")
    base = outcome.problem.region.links[0]
    link = Link(base.id, base.start, base.end, 1.0, "tertiary", "aspal", False, "osm", "=1+1</script>")
    change = Change(-1, 2, 3, 0, 4, 1, 1, 0, 2.0, None)
    cost = LinkCost(link, "<b>", 5, 1, 3, 1, 4, 1, 2, 1, change, change)
    calendar = outcome.problem.calendar
    study = LinkStudy(
        "<i>", "minibus", "hujan", calendar.start, calendar.end, 4, 100, change, (cost,), "20 work"
    )
    for made in (write_link_csv(study, tmp_path), write_link_page(study, outcome, tmp_path, "id")):
        assert made.exists()
    write_link_workbook(study, outcome, tmp_path, "id")
    for name in ("simulasi.xlsx", "penutupan.xlsx"):
        book = openpyxl.load_workbook(tmp_path / name)
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        risky = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith("=")]
        assert all(cell.data_type == "s" for cell in risky), name
    page = (tmp_path / "penutupan.html").read_text(encoding="utf-8")
    data = page.split('id="data">')[1].split("</script>")[0]
    assert "<" not in data
    assert json.loads(data)["links"][0]["name"].endswith("</script>")
    rows = (tmp_path / "penutupan.csv").read_text(encoding="utf-8-sig").splitlines()
    assert f"{link.id},'=1+1</script>" in rows[2]
