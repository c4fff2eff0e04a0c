"""An office's list of people: in letters and nowhere else, whole or refused, nobody in two places at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook

from optimizer.core.policy import Policy
from optimizer.errors import InputError
from optimizer.reports.papers import papers
from optimizer.reports.papers.people import crew_defects, crews
from optimizer.reports.papers.roster import NEEDED, Roster, read_roster
from optimizer.texts import tell_defect
from tests import tiny
from tests.reports import sample
from tests.reports.docx_text import pages, whole

TEAMS = {"T1": "Tim 1", "T2": "Tim 2"}
RANKS = ("golongan_iv", "golongan_iii", "golongan_ii", "non_asn")
NIP = ("198501012010011001", "198701022011012002", "199001032012011003", "199202042013012004")
GOOD = (
    "nama;nip;pangkat/golongan;jabatan;tim",
    f"Ani Lestari;{NIP[0]};Penata Muda Tk. I (III/b);Operator;Tim 1",
    f"Budi & Bros;{NIP[1][:8]} {NIP[1][8:14]} {NIP[1][14]} {NIP[1][15:]};III/a;;T1",
    f"Citra;{NIP[2]};golongan III;Pengemudi;T2",
    "Dewi;;III/c;Operator;T2",
)


def table(tmp_path: Path, *lines: str) -> Path:
    """A roster as CSV."""
    path = tmp_path / "petugas.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def read(path: Path) -> Roster:
    """The roster, for two teams."""
    return read_roster(path, TEAMS, RANKS)


def defects(path: Path) -> list[tuple[str, int | None, str | None]]:
    """Key, row and column of everything wrong with a roster."""
    with pytest.raises(InputError) as error:
        read(path)
    assert not any(nip in tell_defect(d, "id") for d in error.value.defects for nip in NIP)
    return [(d.message.key.removeprefix("papers.roster."), d.row, d.column) for d in error.value.defects]


def test_names_stand_in_letters_and_nowhere_else(tmp_path):
    """Each member by name in the letters of his team's trips and in his own orders; the KAK names nobody."""
    made = {file.stem: file for file in papers(sample.mixed(), tmp_path, "id", roster=table(tmp_path, *GOOD))}
    trips = sample.mixed().schedule.trips
    for trip, page in zip(trips, pages(made["surat_tugas"]), strict=True):
        names = ("Ani Lestari", "Budi & Bros") if trip.team == "T1" else ("Citra", "Dewi")
        assert [name for name in ("Ani Lestari", "Budi & Bros", "Citra", "Dewi") if name in page] == list(
            names
        )
    orders = ["\n".join(page) for page in pages(made["spd"])]
    assert [sum(name in page for page in orders) for name in ("Ani Lestari", "Citra")] == [3, 2]
    assert f"NIP {NIP[1]}" in orders[1]
    assert "b. ......................" in orders[1]
    for name in ("Ani", "Budi", "Citra", "Dewi", *NIP):
        assert name not in whole(made["kak"])
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "kak.docx", "petugas.csv", "spd.docx", "surat_tugas.docx",
    ]  # fmt: skip


def test_one_order_a_member_and_trip(tmp_path):
    """Nobody has two orders for a trip, and nobody's trips overlap."""
    papers(sample.mixed(), tmp_path, "id", roster=table(tmp_path, *GOOD))
    seen = set()
    for page in pages(tmp_path / "spd.docx"):
        at = page.index("Nama dan NIP pegawai yang melaksanakan perjalanan dinas") + 1
        trip = next(line for line in page if "perjalanan P" in line).split("perjalanan ")[1]
        assert (page[at], trip) not in seen
        seen.add((page[at], trip))
    assert len(seen) == 10


def test_nobody_is_on_two_trips_at_once(tmp_path):
    """Somebody in both teams, which are both out on Monday 5 January, is named with both trips and dates."""
    both = [line.replace("Citra;" + NIP[2], "Ani Lestari;" + NIP[0]) for line in GOOD]
    with pytest.raises(InputError) as error:
        papers(sample.mixed(), tmp_path, "id", roster=table(tmp_path, *both))
    (defect,) = error.value.defects
    assert defect.message.key == "papers.roster.clash"
    told = tell_defect(defect, "id")
    assert "Ani Lestari" in told
    assert "P001 (5 Januari 2026)" in told
    assert "P002 (5 Januari 2026)" in told
    assert not (tmp_path / "spd.docx").exists()


def test_trips_over_a_night_clash_with_those_of_both_days(tmp_path):
    """P003 is out on 6 and 7 January: a trip of the other team on the 7th clashes, one on the 8th not."""
    outcome = sample.mixed()
    trips = {trip.id: trip for trip in outcome.schedule.trips}
    both = [line.replace("Citra;" + NIP[2], "Ani Lestari;" + NIP[0]) for line in GOOD]
    for day, clashes in ((trips["P003"].dates[1], 1), (trips["P004"].dates[0], 0)):
        moved = replace(trips["P004"], dates=(day,))
        schedule = replace(outcome.schedule, trips=(trips["P003"], moved))
        run = replace(outcome, schedule=schedule)
        if not clashes:
            assert len(papers(run, tmp_path, "id", roster=table(tmp_path, *both))) == 3
            continue
        with pytest.raises(InputError) as error:
            papers(run, tmp_path, "id", roster=table(tmp_path, *both))
        assert "P003 (6–7 Januari 2026)" in tell_defect(error.value.defects[0], "id")


def test_one_person_may_serve_in_two_teams_on_different_days(tmp_path):
    """Teams written together in one cell: the same person, one order for each team's trips."""
    outcome = sample.outcome(tiny.problem([30, 30], tiny.line_of(20, 30), days=2, teams=2, policy=Policy()))
    one, two = outcome.schedule.trips[0], replace(outcome.schedule.trips[0], id="P9", team="T2")
    later = replace(two, dates=(outcome.problem.calendar.end,))
    run = replace(outcome, schedule=replace(outcome.schedule, trips=(one, later)))
    people = (f"Ani;{NIP[0]};III/b;;T1, T2", f"Budi;{NIP[1]};III/b;;T1 & Tim 2")
    papers(run, tmp_path, "id", roster=table(tmp_path, GOOD[0], *people))
    assert ["Ani" in "".join(page) for page in pages(tmp_path / "spd.docx")] == [True, False, True, False]


def test_crews_are_those_the_plan_pays(tmp_path):
    """A team listed with another number of people than the plan pays for is told, with both."""
    with pytest.raises(InputError) as error:
        papers(sample.mixed(), tmp_path, "id", roster=table(tmp_path, *GOOD[:4]))
    (defect,) = error.value.defects
    assert "Tim 2: rencana dan RAB memakai 2 golongan III, daftar memuat 1 golongan III" in tell_defect(
        defect, "id"
    )


def test_crews_have_the_ranks_the_plan_pays(tmp_path):
    """Two of rank III where the plan pays one III and one II are told, though the number is right."""
    team = replace(sample.mixed().problem.region.teams[0], members=(("golongan_iii", 1), ("golongan_ii", 1)))
    assert [d.message.values["listed"] for d in crew_defects([team], read(table(tmp_path, *GOOD[:3])))] == [
        "2 golongan III"
    ]
    mixed = table(tmp_path, *GOOD[:2], "Budi;;II/d;;T1")
    assert list(crew_defects([team], read(mixed))) == []
    assert [m.person.name for m in crews([team], read(mixed))["T1"] if m.person] == ["Ani Lestari", "Budi"]


def test_every_defect_is_told_at_once(tmp_path):
    """One file with every kind of mistake: all of them by row and column, none of the numbers repeated."""
    path = table(
        tmp_path,
        "nama,nip,pangkat_golongan,jabatan,tim,hp,NIK",
        f"Ani,{NIP[0]},III/b,,T1,,",
        f"Ani,{NIP[0]},III/b,,T1,,",
        ",,III/b,,T1,,",
        "Budi 2,12345,III/b,,T7,,",
        "Citra,,IX,,,,",
        "Dewi,1702064101900001,III/b,,T1,,",
        "Eko,,III/b,telp 1702 0641 0190 0001,T8,,",
        f"{'F' * 101},,III/b,,T1,,",
    )
    assert defects(path) == [
        ("column", 1, "hp"), ("personal", 1, "NIK"), ("twice", 3, "nama"), ("no_name", 4, "nama"),
        ("digits", 5, "nama"), ("nip", 5, "nip"), ("team", 5, "tim"), ("rank", 6, "pangkat_golongan"),
        ("no_team", 6, "tim"), ("nik", 7, "nip"), ("nik", 8, "jabatan"),
        ("team", 8, "tim"), ("long", 9, "nama"),
    ]  # fmt: skip


def test_number_that_looks_like_a_nik_is_not_repeated(tmp_path):
    """Sixteen digits are refused in any column, without standing in the message; eighteen are a NIP."""
    for cell in ("1702064101900001", "1702.0641.0190.0001", "NIK 1702064101900001"):
        with pytest.raises(InputError) as error:
            read(table(tmp_path, GOOD[0], f"Ani;{cell};III/a;;T1"))
        assert [d.message.key for d in error.value.defects] == ["papers.roster.nik"]
        assert "0641" not in " ".join(tell_defect(d, "id") for d in error.value.defects)
    assert read(table(tmp_path, *GOOD)).people[0].nip == NIP[0]


@pytest.mark.parametrize(
    ("grade", "rank"),
    [
        ("III/b", "golongan_iii"), ("Penata Muda Tk. I (III/b)", "golongan_iii"),
        ("III/b - Penata Muda Tk. I", "golongan_iii"), ("Pembina, IV/a", "golongan_iv"),
        ("II / c", "golongan_ii"), ("Gol. III", "golongan_iii"), ("IV", "golongan_iv"),
        ("honorer", "non_asn"), ("Non ASN", "non_asn"), ("-", "non_asn"), ("golongan_ii", "golongan_ii"),
    ],
)  # fmt: skip
def test_rank_of_the_tariff_follows_the_grade(tmp_path, grade, rank):
    """Grades as offices write them, to the tariff's ranks."""
    assert read(table(tmp_path, GOOD[0], f"Ani;;{grade};;T1")).people[0].rank == rank


def test_class_says_the_rank_where_the_grade_does_not(tmp_path):
    """A grade of another scale (PPPK IX) is refused until the column `kelas` says how it is paid."""
    head = "nama,pangkat_golongan,tim,kelas"
    assert defects(table(tmp_path, head, "Ani,IX,T1,")) == [("rank", 2, "pangkat_golongan")]
    assert read(table(tmp_path, head, "Ani,IX,T1,golongan iii")).people[0].rank == "golongan_iii"
    assert defects(table(tmp_path, head, "Ani,III/a,T1,xx")) == [("rank", 2, "kelas")]


def test_workbook(tmp_path):
    """A workbook's first sheet is read; a NIP stored as a number is refused, since Excel rounded it."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["No", "Nama", "NIP", "Golongan", "Tim"],
        [1, "Ani", NIP[0], "III/a", "T1"],
        [],
        [2, "Budi", None, "III/a", "Tim 1"],
    ):
        sheet.append(row)
    path = tmp_path / "petugas.xlsx"
    book.save(path)
    assert [(one.name, one.nip, one.row) for one in read(path).people] == [
        ("Ani", NIP[0], 2),
        ("Budi", "", 4),
    ]
    sheet["C4"] = 199001032012011003
    book.save(path)
    assert defects(path) == [("nip_number", 4, "nip")]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (None, [("no_file", None, None)]),
        (b"\xff\xfe\x00", [("unreadable", None, None)]),
        (b"", [*[("no_column", 1, name) for name in NEEDED], ("empty", None, None)]),
        (b"nama,nama,tim,golongan\n", [("column_twice", 1, "nama"), ("empty", None, None)]),
    ],
)  # fmt: skip
def test_files_that_are_no_roster(tmp_path, content, found):
    """No file, no text, nothing in it, a column twice."""
    path = tmp_path / "petugas.csv"
    if content is not None:
        path.write_bytes(content)
    assert defects(path) == found
