"""Templates an office replaces: what is missing, unknown or forbidden is refused by name, nothing written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE

from optimizer.cli.main import run
from optimizer.errors import InputError
from optimizer.reports.papers import _PAGES, _shared, papers, write_templates
from optimizer.reports.papers.design import shipped
from optimizer.reports.papers.fields import PAPERS, Field, Paper
from optimizer.reports.papers.guide import GUIDE, guide
from optimizer.reports.papers.sandbox import Sandbox
from optimizer.reports.papers.template import Template
from optimizer.texts import LANGUAGES, catalogue, tell_defect
from tests.reports import sample
from tests.reports.docx_text import edit, header, pages, saved, whole


def refused(content: bytes, paper: str = "surat_tugas") -> list[tuple[str, str]]:
    """Key of each defect of a template, with the name it tells."""
    defects = Template(PAPERS[paper], content, f"{paper}.docx").defects()
    return [
        (d.message.key.removeprefix("papers."), d.found or d.message.values.get("name", "")) for d in defects
    ]


def letter(*lines: str, head: str = "{{ internal }}") -> bytes:
    """A template of a few paragraphs."""
    document = Document()
    document.sections[0].header.paragraphs[0].text = head
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


MINI = Paper(
    "mini",
    shared=(Field("internal"),),
    fields=(
        Field("nama"),
        Field("catatan", required=False),
        Field("anggota", rows=(Field("nama"), Field("nip", required=False))),
    ),
)  # fmt: skip
ROWS = ("{%p for a in anggota %}", "{{ a.nama }}", "{%p endfor %}")


def mini(*lines: str, head: str = "{{ internal }}") -> list[tuple[str, str]]:
    """Defects of a template of the small paper."""
    defects = Template(MINI, letter(*lines, head=head), "mini.docx").defects()
    return [
        (d.message.key.removeprefix("papers."), d.found or d.message.values.get("name", "")) for d in defects
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PAPERS)
def test_shipped_templates_are_sound(name, lang):
    """The shipped templates pass the check that an office's have to pass."""
    assert refused(shipped(lang)[name], name) == []


@pytest.mark.parametrize("name", ["kak", "surat_tugas", "spd"])
def test_every_required_placeholder_is_asked_for_by_name(name):
    """Of an empty template every required placeholder of the first level is named missing, once."""
    paper = PAPERS[name]
    wanted = [field.name for field in (*paper.shared, *paper.fields) if field.required]
    assert refused(letter("kosong", head=""), name) == [("missing", field) for field in wanted]


def test_missing_placeholder_is_named():
    """A template that lost one placeholder is refused by its name, in a row of a table as well."""
    sound = shipped("id")["surat_tugas"]
    assert refused(edit(sound, {"{{ maksud }}": "-"})) == [("missing", "maksud")]
    assert refused(edit(sound, {"{{ a.nama }}": "-"})) == [("missing", "anggota.nama")]
    assert refused(edit(shipped("id")["kak"], {"{{ b.volume }}": "1"}), "kak") == [
        ("missing", "rekening.baris.volume")
    ]


def test_mark_of_an_unverified_tariff_cannot_be_left_out():
    """KAK and travel order without the mark are refused, also where it is printed on another condition."""
    order = shipped("id")["spd"]
    assert refused(edit(order, {"{{ penanda_tarif }}": ""}), "spd") == [("missing", "penanda_tarif")]
    hidden = edit(order, {"{%p if penanda_tarif %}": "{%p if wilayah == 'x' %}"})
    assert refused(hidden, "spd") == [("missing", "penanda_tarif")]


def test_unknown_placeholder_is_named():
    """A misspelt placeholder is refused by the name it has, beside those there are."""
    defects = Template(
        PAPERS["surat_tugas"],
        edit(shipped("id")["surat_tugas"], {"{{ tim }}": "{{ tmi }}"}),
        "surat_tugas.docx",
    ).defects()
    assert [d.found for d in defects] == ["tmi"]
    assert "tim" in tell_defect(defects[0], "id")
    assert "tmi" in tell_defect(defects[0], "id")


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("{{ nama }}", "{{ nama.__class__ }}", *ROWS), ("unknown", "nama.__class__")),
        (("{{ nama }}", "{{ ''.__class__.__mro__ }}", *ROWS), ("forbidden", "Getattr")),
        (("{{ nama }}", "{{ range(9) }}", *ROWS), ("forbidden", "Call")),
        (("{{ nama }}", "{{ 'a' * 999999999 }}", *ROWS), ("forbidden", "Mul")),
        (("{{ nama }}", "{{ nama[0] }}", *ROWS), ("forbidden", "Getitem")),
        (("{{ nama }}", "{{ nama|safe }}", *ROWS), ("forbidden", "Filter")),
        (("{{ nama }}", "{{ nama if nama else 'x' }}", *ROWS), ("forbidden", "CondExpr")),
        (("{{ nama }}", "{% set x = nama %}", *ROWS), ("forbidden", "Assign")),
        (("{{ nama }}", "{% include 'x' %}", *ROWS), ("forbidden", "Include")),
        (("{{ nama }}", "{{ anggota }}", *ROWS), ("unknown", "anggota (…)")),
        (("{{ nama }}", "{%p for b in nama %}", "{%p endfor %}", *ROWS), ("unknown", "nama (for)")),
        (("{{ nama }}", "{{ loop.index }}", *ROWS), ("unknown", "loop.index")),
        (("{{ nama }}", "{{ a.nama }}", *ROWS), ("unknown", "a.nama")),
        (("{{ nama }}", "{{p catatan }}", *ROWS), ("forbidden", "{{p …}}")),
        (
            ("{{ nama }}", *ROWS[:2], "{%p for b in anggota %}", "{{ b.nama }}", "{%p endfor %}", ROWS[2]),
            ("forbidden", "For"),
        ),
    ],
)  # fmt: skip
def test_templates_can_only_print_repeat_and_leave_out(lines, found):
    """Whatever reaches beyond plain texts and their rows is refused, with its own name."""
    assert found in mini(*lines)


def test_what_templates_can_say():
    """Printing, in capitals too, repeating with a count, and leaving out what is empty."""
    spare = ("{%p if catatan %}", "{{ catatan }}", "{%p endif %}")
    row = "{{ loop.index }}. {{ a.nama }} {% if a.nip %}({{ a.nip }}){% endif %}"
    assert mini("{{ nama|upper }}", *spare, ROWS[0], row, ROWS[2]) == []


def test_broken_tags_are_told():
    """A repetition that is not ended cannot be read."""
    assert next(key for key, _ in mini("{{ nama }}", ROWS[0], ROWS[1])) == "syntax"


def test_page_header_holds_only_what_all_letters_share():
    """What differs from letter to letter cannot stand in the header, which is one for all."""
    assert ("unknown", "nama") in mini("{{ nama }}", *ROWS, head="{{ internal }} {{ nama }}")


def test_nothing_is_fetched_and_nothing_runs():
    """A picture from the internet and macros are refused; a link to click on is not."""
    document = Document(io.BytesIO(shipped("id")["surat_tugas"]))
    document.part.relate_to("https://example.org/", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    assert refused(saved(document)) == []
    document.part.relate_to("https://example.org/logo.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)
    assert refused(saved(document)) == [("outside", "https://example.org/logo.png")]
    macro = io.BytesIO(shipped("id")["surat_tugas"])
    with zipfile.ZipFile(macro, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    assert ("macro", "") in refused(macro.getvalue())


@pytest.mark.parametrize("content", [b"", b"halo", shipped("id")["spd"][:4000]])
def test_damaged_files_are_told(content):
    """What is no Word document is told as that."""
    assert refused(content) == [("not_docx", "")]


def test_sandbox_looks_into_plain_mappings_only():
    """Even if a template got past the check, a dot reaches no attribute and nothing is called."""
    sandbox = Sandbox()
    for text in ("{{ x.real }}", "{{ x.bit_length() }}", "{{ d.items() }}", "{{ d['a'] }}", "{{ ''.join }}"):
        with pytest.raises(Exception, match=r"undefined|not safely callable|has no"):
            sandbox.from_string(text).render(x=1, d={"a": "b"})
    assert sandbox.from_string("{{ d.a }}").render(d={"a": "<b>"}) == "&lt;b&gt;"


def test_an_offices_own_letterhead_is_used(tmp_path):
    """A template changed by the office replaces the shipped one; the others stay."""
    own, out = tmp_path / "templat", tmp_path / "hasil"
    write_templates(own, "id")
    (own / "spd.docx").unlink()
    (own / "kak.docx").unlink()
    path = own / "surat_tugas.docx"
    path.write_bytes(edit(path.read_bytes(), {"PEMERINTAH {{ wilayah|upper }}": "KOP KAMI, {{ wilayah }}"}))
    out.mkdir()
    papers(sample.mixed(), out, "id", templates=own)
    assert [page[0] for page in pages(out / "surat_tugas.docx")] == ["KOP KAMI, Kabupaten Campuran"] * 5
    assert "PEMERINTAH KABUPATEN CAMPURAN" in whole(out / "spd.docx")
    assert header(out / "surat_tugas.docx").startswith("INTERNAL")


def test_nothing_is_written_while_anything_is_wrong(tmp_path):
    """Two bad templates, a stray file and a bad roster are told at once, and no paper appears."""
    own, out, roster = tmp_path / "templat", tmp_path / "hasil", tmp_path / "petugas.csv"
    write_templates(own, "id")
    (own / "spd.docx").write_bytes(b"x")
    (own / "surat_tugas.docx").write_bytes(
        edit((own / "surat_tugas.docx").read_bytes(), {"{{ maksud }}": ""})
    )
    (own / "surat-tugas.docx").write_bytes(b"x")
    roster.write_text("nama,pangkat_golongan,tim\nAni,III/a,T9\n", encoding="utf-8")
    out.mkdir()
    with pytest.raises(InputError) as error:
        papers(sample.mixed(), out, "id", templates=own, roster=roster)
    assert [d.message.key.removeprefix("papers.") for d in error.value.defects] == [
        "unknown_file", "missing", "not_docx", "roster.team",
    ]  # fmt: skip
    assert list(out.iterdir()) == []


def test_tags_that_cut_across_a_table_are_told():
    """What is left out from before a table into one of its cells makes no document, not a mended one."""
    document = Document(io.BytesIO(letter("{{ nama }}", *ROWS, "{% if catatan %}")))
    document.add_table(1, 1).cell(0, 0).text = "{{ catatan }}{% endif %}"
    template = Template(MINI, saved(document), "mini.docx")
    assert template.defects() == ()
    page = {"nama": "A", "catatan": "", "anggota": []}
    with pytest.raises(ValueError, match="mismatch"):
        template.fill({"internal": "I"}, [page], "uji", datetime(2026, 1, 1))  # noqa: DTZ001 - Word keeps no zone


def test_a_folder_without_templates_is_told(tmp_path):
    """No such folder, and a folder without any template, are told instead of passed over."""
    (tmp_path / "kosong").mkdir()
    for folder, key in (
        (tmp_path / "tidak", "papers.no_folder"),
        (tmp_path / "kosong", "papers.no_template"),
    ):
        with pytest.raises(InputError) as error:
            papers(sample.mixed(), tmp_path, "id", templates=folder)
        assert [d.message.key for d in error.value.defects] == [key]


def test_templates_are_not_overwritten(tmp_path):
    """Writing the shipped templates where an office has its own is refused, file by file."""
    written = write_templates(tmp_path, "id")
    assert [path.name for path in written] == ["kak.docx", "surat_tugas.docx", "spd.docx", GUIDE]
    with pytest.raises(InputError) as error:
        write_templates(tmp_path, "id")
    assert len(error.value.defects) == 4


def test_command_writes_the_templates(tmp_path, capsys):
    """`jemput-bola template FOLDER --letters` writes what an office may change, and not over its changes."""
    folder = tmp_path / "templat"
    assert run(["template", str(folder), "--letters"]) == 0
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["kak.docx", "surat_tugas.docx", "spd.docx", GUIDE]
    )
    (folder / "spd.docx").write_bytes(b"x")
    assert run(["template", str(folder), "--letters"]) == 2
    assert (folder / "spd.docx").read_bytes() == b"x"
    assert run(["template", str(folder), "--letters", "--overwrite"]) == 0
    assert refused((folder / "spd.docx").read_bytes(), "spd") == []
    assert run(["template", str(folder / "spd.docx"), "--letters"]) == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_guide_lists_every_placeholder(lang):
    """The page names every placeholder there is and no other, each with a meaning."""

    def paths(fields: tuple[Field, ...], above: str = "") -> list[str]:
        return [p for f in fields for p in (above + f.name, *paths(f.rows, f"{above}{f.name}."))]

    for paper in PAPERS.values():
        part = guide(lang).split(f"## {paper.file}")[1].split("\n## ")[0]
        listed = [line.split("`")[1] for line in part.splitlines() if line.startswith("| `")]
        assert listed == paths((*paper.shared, *paper.fields))
    known = {
        f"papers.field.{p.name}.{path}" for p in PAPERS.values() for path in paths((*p.shared, *p.fields))
    }
    assert {key for key in catalogue(lang) if key.startswith("papers.field.")} == known
    assert [line for line in guide(lang).splitlines() if line.startswith("| `")][-6:][0].startswith(
        "| `nama`"
    )


def test_guide_in_the_docs_is_the_present_one():
    """docs/templates.md is what the code says; write it anew with `guide("id")` where this fails."""
    page = Path(__file__).resolve().parents[2] / "docs" / "templates.md"
    assert page.read_text(encoding="utf-8") == guide("id")


def test_values_fill_every_placeholder():
    """What the papers are filled with has every placeholder there is, and nothing else, at every level."""

    def check(fields: tuple[Field, ...], values: Mapping[str, Any]) -> None:
        assert set(values) == {field.name for field in fields}
        for field in fields:
            for row in values[field.name] if field.rows else ():
                check(field.rows, row)

    outcome = sample.mixed()
    for name, paper in PAPERS.items():
        shared = {field.name for field in paper.shared}
        assert shared <= set(_shared(outcome, "id"))
        for page in _PAGES[name](outcome, None, "id"):
            check(paper.fields, page)
