"""The shipped templates, made in the language asked for; an office changes copies of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from optimizer.reports.papers.page import CENTRE, JUSTIFIED, LEFT, RIGHT, TEXT, Page
from optimizer.texts import catalogue, say

DOTS = "." * 44


@cache
def shipped(lang: str) -> Mapping[str, bytes]:
    """The template of every paper, by its name."""
    return {"kak": _kak(lang), "surat_tugas": _surat_tugas(lang), "spd": _spd(lang)}


def _teller(lang: str, paper: str) -> Callable[[str], str]:
    return lambda key: say(f"papers.{paper}.{key}", lang)


def _letterhead(page: Page, lang: str) -> None:
    """Where an office puts its own head and coat of arms."""
    page.text(say("papers.government", lang) + " {{ wilayah|upper }}", CENTRE, bold=True, size=13, after=0)
    page.text("{{ instansi|upper }}", CENTRE, bold=True, size=14, after=0)
    page.text(say("papers.address", lang), CENTRE, size=9, after=0, quiet=True)
    page.rule()


def _kak(lang: str) -> bytes:
    t, page = _teller(lang, "kak.form"), Page(lang)
    page.footer(f"{t('short')} {{{{ wilayah }}}} · {{{{ masa }}}}", catalogue(lang)["papers.page"])
    _letterhead(page, lang)
    page.text(t("title"), CENTRE, bold=True, size=14, before=4, after=0)
    page.text(t("subtitle"), CENTRE, bold=True, size=11.5, after=2)
    page.text("{{ wilayah }}, {{ masa }}", CENTRE, after=6)
    page.tag("{%p if penanda_tarif %}")
    page.text("{{ penanda_tarif }}", CENTRE, bold=True, size=9.5, after=6)
    page.tag("{%p endif %}")
    for number, section in enumerate(_SECTIONS):
        page.heading(f"{chr(ord('A') + number)}. {t(section.__name__.strip('_'))}")
        section(page, t)
    _signature(page, lang)
    return page.bytes()


def _background(page: Page, t: Callable[[str], str]) -> None:
    _sentences(page, "latar")
    table = page.table((46, 24, 30, TEXT - 100), size=9)
    table.titles(t("figure"), t("value"), t("as_of"), t("source"))
    table.tag("{%tr for a in angka %}")
    table.line("{{ a.nama }}", ("{{ a.nilai }}", RIGHT), ("{{ a.per }}", CENTRE), "{{ a.sumber }}")
    table.tag("{%tr endfor %}")
    page.tag("{%p if pilihan %}")
    page.text(t("choices"), before=6, keep=True)
    table = page.table((34, 22, TEXT - 92, 36), size=9)
    table.titles(t("figure"), t("used"), t("reason"), t("others"))
    table.tag("{%tr for p in pilihan %}")
    table.line("{{ p.nama }}", ("{{ p.nilai }}", RIGHT), "{{ p.alasan }}", "{{ p.lain }}")
    table.tag("{%tr endfor %}")
    page.tag("{%p endif %}")
    page.tag("{%p if anggapan %}")
    page.text(t("assumed"), before=6, keep=True)
    page.tag("{%p for a in anggapan %}")
    page.text("•\t{{ a.kalimat }}", indent=2, hanging=5, after=2)
    page.tag("{%p endfor %}")
    page.tag("{%p endif %}")


def _legal(page: Page, t: Callable[[str], str]) -> None:
    page.text(t("legal_lead"), keep=True)
    page.tag("{%p for d in dasar %}")
    page.text("{{ loop.index }}.\t{{ d.kalimat }}", indent=0, hanging=7, after=2)
    page.tag("{%p endfor %}")


def _beneficiaries(page: Page, t: Callable[[str], str]) -> None:
    page.text(t("balance"), keep=True)
    table = page.table((32, 21, 22, 21, 27, 20, 23), size=9)
    table.titles(t("service"), t("waiting"), t("inflow"), t("office"), t("served"), t("absent"), t("left"))
    table.tag("{%tr for n in neraca %}")
    columns = ("menunggu", "bertambah", "kantor", "terlayani", "absen", "tersisa")
    table.line("{{ n.layanan }}", *[(f"{{{{ n.{column} }}}}", RIGHT) for column in columns])
    table.tag("{%tr endfor %}")
    page.text(t("balance_note"), size=8.5, before=2, after=4, quiet=True)
    page.tag("{%p if catatan_penerima %}")
    page.text("{{ catatan_penerima }}", size=8.5, after=4, quiet=True)
    page.tag("{%p endif %}")
    page.tag("{%p for s in penerima %}")
    page.text(f"{t('by_kecamatan')} {{{{ s.layanan }}}}", before=6, keep=True)
    table = page.table((TEXT - 108, 24, 26, 28, 30), size=9)
    table.titles(t("kecamatan"), t("places"), t("visited"), t("waiting"), t("served"))
    table.tag("{%tr for b in s.baris %}")
    table.line(
        "{{ b.kecamatan }}",
        *[(f"{{{{ b.{column} }}}}", RIGHT) for column in ("tempat", "dikunjungi", "menunggu", "terlayani")],
    )
    table.tag("{%tr endfor %}")
    table.line(
        (t("total"), LEFT),
        *[(f"{{{{ s.{column} }}}}", RIGHT) for column in ("tempat", "dikunjungi", "menunggu", "terlayani")],
        bold=True,
        shade=True,
    )
    page.tag("{%p endfor %}")


def _strategy(page: Page, t: Callable[[str], str]) -> None:
    _sentences(page, "strategi")
    table = page.table((22, TEXT - 126, 42, 20, 24, 18), size=9)
    table.titles(t("team"), t("members"), t("vehicle"), t("kits"), t("trips"), t("days"))
    table.tag("{%tr for m in tim %}")
    table.line(
        "{{ m.nama }}", "{{ m.petugas }}", "{{ m.kendaraan }}",
        *[(f"{{{{ m.{column} }}}}", RIGHT) for column in ("alat", "perjalanan", "hari")],
    )  # fmt: skip
    table.tag("{%tr endfor %}")


def _stages(page: Page, t: Callable[[str], str]) -> None:
    table = page.table((28, 46, TEXT - 74), size=9)
    table.titles(t("stage"), t("when"), t("work"))
    table.tag("{%tr for g in tahapan %}")
    table.line("{{ g.nama }}", "{{ g.waktu }}", "{{ g.kegiatan }}")
    table.tag("{%tr endfor %}")
    page.text(t("schedule"), before=6, keep=True)
    table = page.table((18, 30, 24, 20, 24, TEXT - 116), size=9)
    table.titles("{{ jenis_masa }}", t("dates"), t("trips"), t("team_days"), t("visits"), t("kecamatan"))
    table.tag("{%tr for j in jadwal %}")
    table.line(
        ("{{ j.masa }}", CENTRE), "{{ j.tanggal }}",
        *[(f"{{{{ j.{column} }}}}", RIGHT) for column in ("perjalanan", "hari_tim", "kunjungan")],
        "{{ j.kecamatan }}",
    )  # fmt: skip
    table.tag("{%tr endfor %}")


def _cost(page: Page, t: Callable[[str], str]) -> None:
    page.tag("{%p if tarif %}")
    page.text("{{ tarif }}", keep=True)
    page.tag("{%p endif %}")
    table = page.table((TEXT - 108, 22, 24, 26, 30, 6), size=9)
    table.titles(t("item"), t("volume"), t("unit"), t("price"), t("amount"), "")
    table.tag("{%tr for r in rekening %}")
    table.joined(("{{ r.kode }}", LEFT, 4), ("{{ r.jumlah }}", RIGHT, 1), ("", LEFT, 1), keep=True)
    table.tag("{%tr for b in r.baris %}")
    table.line(
        "{{ b.uraian }}", ("{{ b.volume }}", RIGHT), "{{ b.satuan }}", ("{{ b.harga }}", RIGHT),
        ("{{ b.jumlah }}", RIGHT), ("{{ b.tanda }}", CENTRE),
    )  # fmt: skip
    table.tag("{%tr endfor %}")
    table.tag("{%tr endfor %}")
    table.joined((t("total"), LEFT, 4), ("{{ jumlah }}", RIGHT, 1), ("", LEFT, 1))
    page.tag("{%p if terbilang %}")
    page.text("{{ terbilang }}", before=3, after=2)
    page.tag("{%p endif %}")
    page.tag("{%p if biaya_per_orang %}")
    page.text("{{ biaya_per_orang }}", after=2)
    page.tag("{%p endif %}")
    page.tag("{%p if penanda_tarif %}")
    page.text("* {{ penanda_tarif }}", size=9, bold=True)
    page.tag("{%p endif %}")


def _risks(page: Page, t: Callable[[str], str]) -> None:
    table = page.table((32, TEXT - 88, 56), size=9)
    table.titles(t("risk"), t("basis"), t("help"))
    table.tag("{%tr for r in risiko %}")
    table.line("{{ r.nama }}", "{{ r.dasar }}", "{{ r.tindakan }}")
    table.tag("{%tr endfor %}")
    page.tag("{%p if asumsi %}")
    page.text(t("assumptions"), before=6, keep=True)
    table = page.table((TEXT - 112, 24, 24, 24, 40), size=9)
    table.titles(t("key"), t("low"), t("central"), t("high"), t("unit"))
    table.tag("{%tr for a in asumsi %}")
    table.line(
        "{{ a.nama }}", ("{{ a.rendah }}", RIGHT), ("{{ a.tengah }}", RIGHT), ("{{ a.tinggi }}", RIGHT),
        "{{ a.satuan }}",
    )  # fmt: skip
    table.tag("{%tr endfor %}")
    page.tag("{%p endif %}")
    page.tag("{%p if catatan %}")
    page.text(t("notes"), before=6, keep=True)
    page.tag("{%p for c in catatan %}")
    page.text("•\t{{ c.kalimat }}", indent=2, hanging=5, after=2, size=9.5)
    page.tag("{%p endfor %}")
    page.tag("{%p endif %}")


_SECTIONS = (_background, _legal, _beneficiaries, _strategy, _stages, _cost, _risks)


def _sentences(page: Page, name: str) -> None:
    page.tag(f"{{%p for s in {name} %}}")
    page.text("{{ s.kalimat }}", JUSTIFIED)
    page.tag("{%p endfor %}")


def _signature(page: Page, lang: str, *, gap: float = 30) -> None:
    """Place and date, office, and room for a signature, to be filled in by hand."""
    t = _teller(lang, "signature")
    for text, before, bold in (
        (t("place"), 14, False),
        (t("head"), 0, True),
        (DOTS, gap, False),
        (t("nip"), 0, False),
    ):
        page.text(text, before=before, after=0, indent=TEXT / 2 + 4, bold=bold, keep=text != t("nip"))


def _surat_tugas(lang: str) -> bytes:
    t, page = _teller(lang, "letters.form"), Page(lang)
    page.header("{{ internal }}")
    _letterhead(page, lang)
    page.text(t("title"), CENTRE, bold=True, size=14, before=4, after=0)
    page.text(t("number"), CENTRE, after=10)
    page.text(t("basis"), bold=True, after=2, keep=True)
    page.tag("{%p for d in dasar %}")
    page.text("{{ loop.index }}.\t{{ d.kalimat }}", hanging=7, after=2)
    page.tag("{%p endfor %}")
    page.text(t("order"), CENTRE, bold=True, before=8, after=6, keep=True)
    page.text(t("to"), bold=True, after=2, keep=True)
    table = page.table((11, 52, 42, 29, TEXT - 134), size=9.5)
    table.titles(t("no"), t("name"), t("nip"), t("grade"), t("post"))
    table.tag("{%tr for a in anggota %}")
    table.line(("{{ a.no }}", CENTRE), "{{ a.nama }}", "{{ a.nip }}", "{{ a.golongan }}", "{{ a.jabatan }}")
    table.tag("{%tr endfor %}")
    page.text(t("for"), bold=True, before=8, after=2, keep=True)
    page.text("{{ maksud }}", JUSTIFIED)
    facts = page.table((38, 4, TEXT - 42), lines=False)
    for key, value in (
        ("team", "{{ tim }} (" + t("trip") + " {{ perjalanan }})"),
        ("dates", "{{ tanggal }}, {{ lamanya }}"),
        ("from", "{{ berangkat }}"),
        ("vehicle", "{{ kendaraan }}"),
    ):
        facts.line(t(key), ":", value)
    page.text("", after=2, size=4)
    table = page.table((42, 26, TEXT - 68), size=9.5)
    table.titles(t("day"), t("clock"), t("places"))
    table.tag("{%tr for j in tujuan %}")
    table.line("{{ j.tanggal }}", ("{{ j.jam }}", CENTRE), "{{ j.tempat }}")
    table.tag("{%tr endfor %}")
    page.tag("{%p if menginap %}")
    page.text("{{ menginap }}", before=4)
    page.tag("{%p endif %}")
    page.text(t("duty"), JUSTIFIED, before=8)
    _signature(page, lang)
    return page.bytes()


def _spd(lang: str) -> bytes:
    t, page = _teller(lang, "spd.form"), Page(lang, 10)
    page.header("{{ internal }}")
    _letterhead(page, lang)
    page.text(t("sheet"), indent=TEXT - 62, after=0, size=9.5)
    page.text(t("code"), indent=TEXT - 62, after=0, size=9.5)
    page.text(t("number"), indent=TEXT - 62, after=6, size=9.5)
    page.text(t("title"), CENTRE, bold=True, size=13, after=6)
    table = page.table((9, 66, TEXT - 75), size=9.5)
    for number, (label, value) in enumerate(
        (
            (t("by"), DOTS),
            (t("who"), "{{ nama }}\nNIP {{ nip }}"),
            (t("rank"), "a. {{ golongan }}\nb. {{ jabatan }}\nc. " + DOTS),
            (t("purpose"), "{{ maksud }}"),
            (t("vehicle"), "{{ kendaraan }}"),
            (t("way"), "a. {{ berangkat }}\nb. {{ tujuan }}"),
            (t("time"), "a. {{ lamanya }}\nb. {{ tanggal_berangkat }}\nc. {{ tanggal_kembali }}"),
            (t("followers"), "—"),
        ),
        1,
    ):
        table.line((f"{number}.", CENTRE), label, value)
    table.line(("9.", CENTRE), t("charged"), t("office") + " {{ instansi }}")
    table.tag("{%tr for a in akun %}")
    table.line("", ("{{ a.uraian }}", LEFT), t("account") + " {{ a.kode }}")
    table.tag("{%tr endfor %}")
    table.line(("10.", CENTRE), t("more"), "{{ keterangan }}")
    page.tag("{%p if penanda_tarif %}")
    page.text("{{ penanda_tarif }}", size=8.5, before=4, bold=True)
    page.tag("{%p endif %}")
    for text, before in ((t("issued"), 10), (t("date"), 0), (t("signer"), 4), (DOTS, 34), (t("nip"), 0)):
        page.text(text, before=before, after=0, indent=TEXT / 2 + 4, keep=text != t("nip"))
    return page.bytes()
