"""Published figures as the brief's last page lists them."""

from __future__ import annotations

import pytest

from optimizer.core.brief import Published
from optimizer.reports.brief.paper import figure_line


@pytest.mark.parametrize(
    ("metric", "text", "unit", "line"),
    [
        ("ikd_aktif", "10425", "orang", "IKD aktif: 10.425 orang (Koran A, 2024) [F1]"),
        # A figure without a name of its own is told by its key, acronyms as people write them.
        ("ikd_maks_per_hari", "100", "orang/hari", "IKD maks per hari: 100 orang/hari (Koran A, 2024) [F1]"),
        # What the name begins with is not said once more: the year 2023, not 2023 years.
        ("tahun_peluncuran_ikd", "2023", "tahun", "tahun peluncuran IKD: 2023 (Koran A, 2024) [F1]"),
        ("usia_wajib_pemula", "17", "tahun", "usia wajib pemula: 17 tahun (Koran A, 2024) [F1]"),
    ],
)
def test_a_published_figure_reads_as_people_write(metric, text, unit, line):
    """Name, figure, unit and source, with no key of a table in it."""
    assert figure_line(Published("F1", metric, text, unit, "Koran A", "2024"), "id") == line
