"""Read a region from its tables, or from the workbook that the office filled in."""

from __future__ import annotations

from pathlib import Path

from optimizer.core.region import Region
from optimizer.errors import InputError
from optimizer.regions.build import build
from optimizer.regions.consistency import inconsistencies
from optimizer.regions.params import RegionParams
from optimizer.regions.schemas import schemas, validate
from optimizer.regions.tables import Reading, read_tables


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
    reading = sound_tables(source, params)
    return build(reading.tables, reading.inputs, params)


def sound_tables(source: Path, params: RegionParams) -> Reading:
    """The tables of a region as text, checked; raises InputError like `read`."""
    reading = read_tables(source, params.data)
    defects = list(reading.defects)
    for name, schema in schemas(params).items():
        if name in reading.tables:
            defects += validate(reading.tables[name], schema)
    defects += inconsistencies(reading.tables, params)
    if defects:
        places = list(dict.fromkeys(defect.where for defect in defects))
        raise InputError(sorted(defects, key=lambda d: (places.index(d.where), d.row or 0)))
    return reading
