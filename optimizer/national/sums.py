"""What the districts of a province come to together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from optimizer.national.run import Made
from optimizer.national.tables import Cell

SUMMED = ("desa", "warga", "diharapkan_datang", "terlayani", "hari_tim", "meter_tempuh", "biaya_rupiah")
COLUMNS = ("provinsi", "sintetis", "kabupaten", "gagal", *SUMMED)


@dataclass(frozen=True)
class Total:
    """Districts of a province, those that failed, whether any is synthetic, and the sums of the others."""

    province: str
    synthetic: bool
    districts: int
    failed: int
    sums: dict[str, int]

    def row(self) -> list[Cell]:
        """By the columns of `COLUMNS`."""
        synthetic = "ya" if self.synthetic else "tidak"
        return [
            self.province or "-", synthetic, self.districts, self.failed, *(self.sums[n] for n in SUMMED),
        ]  # fmt: skip


def by_province(made: Sequence[Made]) -> tuple[Total, ...]:
    """A total for each province, by name, those without one last."""
    provinces = sorted({each.district.province for each in made}, key=lambda name: (not name, name))
    return tuple(total([m for m in made if m.district.province == name], name) for name in provinces)


def total(made: Sequence[Made], province: str) -> Total:
    """The total of districts."""
    planned = [each.cells for each in made if each.cells is not None]
    return Total(
        province=province,
        synthetic=any(each.district.synthetic for each in made),
        districts=len(made),
        failed=len(made) - len(planned),
        sums={name: sum(int(cells[name] or 0) for cells in planned) for name in SUMMED},
    )
