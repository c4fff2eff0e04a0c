"""Read a region from its tables, or from the workbook that the office filled in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from optimizer.core.region import Region
from optimizer.errors import Defect, InputError
from optimizer.regions.build import build
from optimizer.regions.consistency import inconsistencies
from optimizer.regions.defaults import filled
from optimizer.regions.facts import facts_of
from optimizer.regions.means import with_means
from optimizer.regions.params import RegionParams
from optimizer.regions.reapportion import reapportioned, sums
from optimizer.regions.reconcile import ColumnSum, Finding, find, said, settle
from optimizer.regions.schemas import schemas, validate
from optimizer.regions.tables import Reading, Table, read_tables


def read(source: Path, params: RegionParams) -> Region:
    """Read and validate a region.

    Parameters
    ----------
    source
        A folder of CSV tables, or an .xlsx workbook whose sheets replace tables of `params.data`.
    params
        The region's configuration.

    Raises
    ------
    InputError
        With every defect of every table.
    """
    return made(sound_tables(source, params), params)


def made(reading: Reading, params: RegionParams) -> Region:
    """The region of sound tables, with the means of the settings.

    Raises InputError where published figures do not settle or the means name what there is not.
    """
    settled = settle(weigh(reading.tables, params), params.published)
    tables, done = reapportioned(reading.tables, settled, params)
    _raised(list(inconsistencies(tables, params)) if done else [])
    warnings = (*reading.warnings, *said(settled, params.published), *done)
    return with_means(build(tables, reading.inputs, params, warnings, settled.choices), params.means)


def findings(source: Path, params: RegionParams) -> dict[str, tuple[Finding, ...]]:
    """What arithmetic says of the region's published figures, by case; of all cases where none is chosen.

    Raises
    ------
    InputError
        With every defect of every table.
    """
    tables = sound_tables(source, params).tables
    cases = [fact.case for fact in facts_of(tables.get("fakta")) if fact.case]
    chosen = [params.published.case] if params.published.case else list(dict.fromkeys(cases))
    return {
        case: weigh(
            tables,
            params.model_copy(update={"published": params.published.model_copy(update={"case": case})}),
        )
        for case in chosen
    }


def compared(source: Path, params: RegionParams) -> tuple[ColumnSum, ...]:
    """The tables as they are beside the figures chosen; raises InputError as `read` does."""
    tables = sound_tables(source, params).tables
    return sums(tables, settle(weigh(tables, params), params.published), params)


def weigh(tables: Mapping[str, Table], params: RegionParams) -> tuple[Finding, ...]:
    """The findings of the case chosen; none where no case is."""
    codes = tables["desa"].frame["kode"]
    counts = {"desa": len(codes), "kecamatan": len({code[:8] for code in codes})}
    return find(facts_of(tables.get("fakta")), params.published, counts)


def sound_tables(source: Path, params: RegionParams) -> Reading:
    """The tables of a region as text, checked; raises InputError like `read`."""
    reading = filled(read_tables(source, params.data), params)
    defects = list(reading.defects)
    for name, schema in schemas(params).items():
        if name in reading.tables:
            defects += validate(reading.tables[name], schema)
    defects += inconsistencies(reading.tables, params)
    _raised(defects)
    return reading


def _raised(defects: list[Defect]) -> None:
    if defects:
        places = list(dict.fromkeys(defect.where for defect in defects))
        raise InputError(sorted(defects, key=lambda d: (places.index(d.where), d.row or 0)))
