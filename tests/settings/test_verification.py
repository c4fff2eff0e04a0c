"""Marking rates as verified: the file keeps its comments and rates, and only what can be verified is."""

from __future__ import annotations

import difflib
from datetime import date
from pathlib import Path

import pytest
import yaml

from optimizer.cli.main import run
from optimizer.errors import InputError
from optimizer.settings import home, load_tariff
from optimizer.settings.verification import Verification, verified_text

SHIPPED = home() / "configs" / "tariffs" / "bengkulu-2026-indikatif.yaml"
FOUND = Verification('Perbup 12/2026, "SSH" #3', "bendahara", date(2026, 1, 15))


def changes(before: str, after: str) -> list[str]:
    """Lines taken away and added."""
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line.startswith(("- ", "+ "))]


def test_only_the_rates_own_marks_change() -> None:
    """Fuel is marked: two lines replaced, two added before `verified`; every comment stays."""
    before = SHIPPED.read_text(encoding="utf-8")
    assert changes(before, verified_text(before, ["bbm"], FOUND, "uji")) == [
        "-     legal_basis: asumsi",
        '+     legal_basis: "Perbup 12/2026, \\"SSH\\" #3"',
        '+     verified_by: "bendahara"',
        "+     verified_on: 2026-01-15",
        "-     verified: false",
        "+     verified: true",
    ]


def test_all_rates_are_verified_and_none_is_dearer(tmp_path: Path) -> None:
    """Read again: every rate verified on that basis by that role, all else as it was; twice is the same."""
    before = SHIPPED.read_text(encoding="utf-8")
    items = list(yaml.safe_load(before)["rates"])
    after = verified_text(before, items, FOUND, "uji")
    assert verified_text(after, items, FOUND, "uji") == after
    path = tmp_path / "uji.yaml"
    path.write_text(after, encoding="utf-8")
    old, _ = load_tariff(home() / "configs", SHIPPED.stem)
    new, _ = load_tariff(home() / "configs", str(path))
    assert new.verified
    assert not old.verified
    for was, now in zip(old.rates, new.rates, strict=True):
        assert (now.legal_basis, now.verified_by, now.verified_on) == (FOUND.basis, FOUND.by, FOUND.on)
        assert (now.item, now.rupiah, now.source) == (was.item, was.rupiah, was.source)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        (
            "rates:\n  a: {rupiah: 1, verified: false, legal_basis: x} # murah\n",
            (
                'rates:\n  a: {rupiah: 1, verified_by: "b", verified_on: 2026-01-15, verified: true, '
                'legal_basis: "P"} # murah\n'
            ),
        ),
        (
            "rates:\r\n  a:\r\n    legal_basis: x # lama\r\n    verified: no # periksa\r\n",
            (
                'rates:\r\n  a:\r\n    legal_basis: "P" # lama\r\n    verified_by: "b"\r\n'
                "    verified_on: 2026-01-15\r\n    verified: true # periksa\r\n"
            ),
        ),
    ],
)
def test_other_ways_of_writing_yaml(text: str, marked: str) -> None:
    """A rate on one line; Windows line ends and comments after values."""
    assert verified_text(text, ["a"], Verification("P", "b", date(2026, 1, 15)), "uji") == marked


def test_rates_that_share_a_text_are_refused() -> None:
    """Marking `a` would mark `b` too, its alias: nothing is changed."""
    text = "rates:\n  a: &sama {rupiah: 1, verified: false, legal_basis: x}\n  b: *sama\n"
    with pytest.raises(InputError) as caught:
        verified_text(text, ["a"], FOUND, "uji")
    assert [defect.message.key for defect in caught.value.defects] == ["tariff.no_place"]


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It writes the file and says what changed and what is left; then `show` says it too."""
    path = tmp_path / "uji.yaml"
    path.write_bytes(SHIPPED.read_bytes())
    args = [
        "tariff",
        "verify",
        str(path),
        "--item",
        "bbm",
        "--basis",
        "Perbup 12/2026",
        "--date",
        "2026-01-15",
    ]
    assert run(args) == 0
    told = capsys.readouterr().out
    assert "bbm: Rp10.000 per liter; dasar hukum: asumsi → Perbup 12/2026" in told
    assert "Masih indikatif: uang_harian_lebih_8_jam, " in told
    assert run(["tariff", "show", str(path)]) == 0
    told = capsys.readouterr().out
    assert "bbm  Rp10.000 per liter  terverifikasi, bendahara, 2026-01-15" in told
    assert "INDIKATIF: 9 dari 10 tarif" in told
    assert run(["tariff", "verify", str(path), "--all", "--basis", "Perbup 12/2026", "--lang", "en"]) == 0
    assert "Every rate of this file is verified." in capsys.readouterr().out


def test_what_verifies_nothing_is_refused_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An assumption for a basis, a person's number for a role, a date to come, item and all: four defects."""
    path = tmp_path / "uji.yaml"
    path.write_bytes(SHIPPED.read_bytes())
    wrong = [
        "--item",
        "bbm",
        "--all",
        "--basis",
        "asumsi",
        "--by",
        "NIP 19700101 200003",
        "--date",
        "9999-01-01",
    ]
    assert run(["tariff", "verify", str(path), *wrong]) == 2
    told = capsys.readouterr().err
    assert "4 masalah" in told
    assert all(option in told for option in ("--item:", "--basis:", "--by:", "--date:"))
    assert run(["tariff", "verify", str(path), "--item", "bmb", "--item", "xyz", "--basis", "P"]) == 2
    told = capsys.readouterr().err
    assert "mungkin maksudnya: bbm" in told
    assert "(tertulis: xyz)" in told
    assert path.read_bytes() == SHIPPED.read_bytes()
