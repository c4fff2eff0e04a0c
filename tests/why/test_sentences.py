"""An explanation in words: figures in the language's own form, no key left over, nothing puzzling."""

from __future__ import annotations

import re

import numpy as np
import pytest

from optimizer.texts import LANGUAGES
from optimizer.why import explain, sentences
from tests import tiny
from tests.why.runs import HOUR, MONDAY, TUESDAY, going, outcome

HEAD = (
    "Desa 1 (P1), kecamatan Kecamatan 0: dari 5 orang yang diperkirakan datang bila diundang, "
    "0 dijadwalkan dan 5 belum kebagian."
)
RESULT = (
    "  Hasil seluruhnya: 1 orang lebih sedikit; menurut prioritas lebih buruk 1,00 (orang dikali bobot "
    "tempatnya); biaya naik Rp60.000."
)
CHECKED = (
    "Setiap perubahan di atas sudah diperiksa terhadap semua aturan jadwal. Yang diubah hanya satu atau "
    "dua perjalanan, jadi merencanakan ulang mungkin menemukan yang lebih murah."
)


def run(days=1, people=(8, 5), trips=((MONDAY, 0, 6),)):
    """The district of `test_rework.two_villages` as a run."""
    problem = tiny.problem(list(people), tiny.line_of(30, 60), services=HOUR, days=days)
    problem = problem.replace(max_visits=np.array([9, 9], dtype=np.int32))
    return outcome(problem, *(going(problem, day, (cell, n)) for day, cell, n in trips))


def test_a_place_that_is_not_visited():
    """What would be gained and lost for P1, and why the plan does otherwise, to the word."""
    assert sentences(explain(run(), 1), "id") == [
        HEAD,
        "",
        "Tidak ada kunjungan ke sana dalam rencana ini.",
        "",
        "Yang tidak terlayani, dan sebabnya:",
        "  • 5 orang di Desa 1 belum kebagian KTP-el: hari kerja dan tim yang ada tidak cukup.",
        "",
        "Kalau mereka tetap hendak dilayani, perubahan terbaik yang ditemukan:",
        "  Senin, 5 Januari 2026: Tim 1 ke sana sebagai ganti kunjungan lain.",
        "  Lebih banyak terlayani: Desa 1 (5).",
        "  Lebih sedikit terlayani: Desa 0 (6).",
        RESULT,
        "  Karena itu rencana tidak memilihnya: yang terlayani menurut prioritas berkurang.",
        "",
        CHECKED,
    ]


def test_a_place_that_is_visited():
    """When, with whom, and what would be lost without the trip: six people and Rp 455,000."""
    told = sentences(explain(run(people=(6, 5)), 0), "en")
    assert told[0].endswith("of 6 people expected to come if invited, 6 are scheduled and 0 are not.")
    assert told[2:] == [
        "Monday, 5 January 2026: Tim 1 is there from 08:00 to 15:30 and serves 6 people.",
        "  Without that whole trip 6 people go unserved and Rp455,000 is not spent.",
    ]


def test_dates_asked_for():
    """Planned on Monday; on Tuesday by exchanging dates; not on Saturday."""
    made = run(days=2, people=(6, 5), trips=((MONDAY, 0, 6), (TUESDAY, 1, 5)))
    told = sentences(explain(made, 0, (MONDAY, TUESDAY, MONDAY.replace(day=10))), "id", more_dates=3)
    assert told[1] == "Dijadwalkan: 5 Januari 2026."
    assert told[3] == "Senin, 5 Januari 2026: memang dijadwalkan."
    assert told[5:10] == [
        "Selasa, 6 Januari 2026: bisa, dengan perubahan berikut.",
        "  Kunjungan 5 Januari 2026 bertukar tanggal dengan perjalanan ke Desa 1.",
        "  Hasil seluruhnya: jumlah orang sama; menurut prioritas sama; biaya sama.",
        "  Bagi tujuan rencana keduanya sama baik; tanggalnya dipilih penjadwal.",
        "Sabtu, 10 Januari 2026: tidak bisa. Bukan hari kerja menurut kalender rencana.",
    ]
    assert told[10] == "… dan 3 tanggal lain; sebut tanggalnya untuk melihatnya."


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("place", [0, 1])
def test_no_key_and_no_brace_is_left_over(lang, place):
    """Every sentence is filled in, on every date of the week after as well."""
    made = run(days=2)
    days = [MONDAY, TUESDAY, MONDAY.replace(day=9), MONDAY.replace(day=10)]
    for told in (sentences(explain(made, place), lang), sentences(explain(made, place, days), lang)):
        assert not any(re.search(r"[{}]|why\.", line) for line in told)
