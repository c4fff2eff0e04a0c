"""What each paper can print: its placeholders, which of them a template must use, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """A placeholder: a text, or (with `rows`) a table whose rows have placeholders of their own.

    A template that lacks a `required` one is refused.
    """

    name: str
    required: bool = True
    rows: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Paper:
    """A kind of paper: `shared` fields are the same on all its pages, so a page header may hold them.

    `fields` may stand in the body only: of a letter, they differ from one to the next.
    """

    name: str
    shared: tuple[Field, ...]
    fields: tuple[Field, ...]

    @property
    def file(self) -> str:
        """Name of its file, and of the template that replaces the shipped one."""
        return f"{self.name}.docx"


def _texts(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name) for name in names)


def _spare(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, required=False) for name in names)


_OFFICE = (*_texts("instansi"), *_spare("wilayah", "masa", "tanggal_susun"))
_INTERNAL = _texts("internal")
_TARIFF = _texts("penanda_tarif")
"""The mark of a tariff nobody has verified; empty once it is."""

KAK = Paper(
    "kak",
    shared=(*_OFFICE, *_TARIFF),
    fields=(
        Field("latar", rows=_texts("kalimat")),
        Field("angka", rows=_texts("nama", "nilai", "per", "sumber")),
        Field("pilihan", required=False, rows=_texts("nama", "nilai", "alasan", "lain")),
        Field("anggapan", required=False, rows=_texts("kalimat")),
        Field("dasar", rows=_texts("kalimat")),
        Field(
            "neraca",
            rows=_texts("layanan", "menunggu", "bertambah", "kantor", "terlayani", "absen", "tersisa"),
        ),
        Field(
            "penerima",
            rows=(
                Field("layanan"),
                Field("baris", rows=_texts("kecamatan", "tempat", "dikunjungi", "menunggu", "terlayani")),
                *_texts("tempat", "dikunjungi", "menunggu", "terlayani"),
            ),
        ),
        *_spare("catatan_penerima"),
        Field("strategi", rows=_texts("kalimat")),
        Field("tim", rows=_texts("nama", "petugas", "kendaraan", "alat", "perjalanan", "hari")),
        Field("tahapan", rows=_texts("nama", "waktu", "kegiatan")),
        *_spare("jenis_masa"),
        Field("jadwal", rows=_texts("masa", "tanggal", "perjalanan", "hari_tim", "kunjungan", "kecamatan")),
        Field(
            "rekening",
            rows=(
                *_texts("kode", "jumlah"),
                Field("baris", rows=_texts("uraian", "volume", "satuan", "harga", "jumlah", "tanda")),
            ),
        ),
        *_texts("jumlah"),
        *_spare("terbilang", "biaya_per_orang", "tarif"),
        Field("risiko", rows=_texts("nama", "dasar", "tindakan")),
        Field("asumsi", required=False, rows=_texts("nama", "rendah", "tengah", "tinggi", "satuan")),
        Field("catatan", required=False, rows=_texts("kalimat")),
    ),
)  # fmt: skip

SURAT_TUGAS = Paper(
    "surat_tugas",
    shared=(*_OFFICE, *_INTERNAL),
    fields=(
        *_texts("perjalanan", "maksud", "tanggal", "lamanya", "kendaraan", "berangkat"),
        *_spare("tim", "menginap"),
        Field("dasar", rows=_texts("kalimat")),
        Field("anggota", rows=(*_texts("no", "nama", "golongan"), *_spare("nip", "jabatan"))),
        Field("tujuan", rows=(*_texts("tanggal", "tempat"), *_spare("jam"))),
    ),
)

SPD = Paper(
    "spd",
    shared=(*_OFFICE, *_INTERNAL, *_TARIFF),
    fields=(
        *_texts("nama", "nip", "golongan", "jabatan", "maksud", "kendaraan", "berangkat"),
        *_texts("tujuan", "lamanya", "tanggal_berangkat", "tanggal_kembali"),
        Field("akun", rows=_texts("kode", "uraian")),
        *_texts("keterangan"),
        *_spare("perjalanan", "tim"),
    ),
)

PAPERS: Mapping[str, Paper] = {paper.name: paper for paper in (KAK, SURAT_TUGAS, SPD)}
"""Every paper by name."""
