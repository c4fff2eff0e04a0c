"""Bring estimated cells of the desa table to a published total; counted cells are never touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.core.apportion import apportion
from optimizer.errors import Defect, InputError, Message
from optimizer.regions.params import RegionParams
from optimizer.regions.published import EstimateParams
from optimizer.regions.reconcile import ColumnSum, Settled
from optimizer.regions.schemas import decimal, whole
from optimizer.regions.tables import Table

PEOPLE = ("penduduk", "wajib_ktp")
"""Columns whose estimates are marked in `taksiran_penduduk`; those of counts in `taksiran`."""

NOTES = ("taksiran", "tanggal", "sumber")
"""A count column may have its own `taksiran_<column>`, `tanggal_<column>` and `sumber_<column>` here."""


def reapportioned(
    tables: Mapping[str, Table], settled: Settled, params: RegionParams
) -> tuple[dict[str, Table], list[Message]]:
    """The tables with each column summing to the figure chosen for it, and what was done.

    Estimated cells are scaled by largest remainder, with their own values as weights, less the share that
    came in places already visited; where the counted ones leave a difference to the published total, it is
    said and left.

    Raises
    ------
    InputError
        If an estimate names an assumption or column the tables do not have, or a place visited is none of
        the region's.
    """
    stayed = _stayed_away(tables, params)
    made = {**tables, "desa": replace(tables["desa"], frame=tables["desa"].frame.copy())}
    frame, messages = made["desa"].frame, list[Message]()
    for column, metric in params.published.columns.items():
        if metric in settled.figures and column in frame:
            messages += _scale(frame, column, metric, settled, params, stayed)
    for column, estimate in params.published.estimates.items():
        if column not in frame:
            messages += _estimate(made, column, estimate, settled)
    return made, messages


def sums(tables: Mapping[str, Table], settled: Settled, params: RegionParams) -> tuple[ColumnSum, ...]:
    """What each column of the tables as they are sums to, beside the figure chosen for it."""
    frame = tables["desa"].frame
    found = []
    for column, metric in params.published.columns.items():
        if metric in settled.figures and column in frame:
            filled = frame[frame[column] != ""]
            estimated = int((filled[_flag(column)] == "ya").sum())
            total = sum(map(whole, filled[column]))
            found.append(
                ColumnSum(
                    column, settled.facts[metric], total, settled.figures[metric], len(filled), estimated
                )
            )
    return tuple(found)


def _flag(column: str) -> str:
    """The column that says whether another one is estimated."""
    return "taksiran_penduduk" if column in PEOPLE else "taksiran"


def _scale(
    frame: pd.DataFrame,
    column: str,
    metric: str,
    settled: Settled,
    params: RegionParams,
    stayed: NDArray[np.float64],
) -> Iterator[Message]:
    total, fact = settled.figures[metric], settled.facts[metric]
    filled = frame[column] != ""
    before = sum(map(whole, frame.loc[filled, column]))
    estimated = filled & (frame[_flag(column)] == "ya")
    visited = estimated & (stayed < 1) & (column in params.count_columns())
    if not filled.any() or (before == total and not visited.any()):
        return
    counted = sum(map(whole, frame.loc[filled & ~estimated, column]))
    values = {
        "column": column,
        "metric": metric,
        "before": before,
        "total": total,
        "source": f"{fact.id}, {fact.source}",
    }
    if estimated.any():
        weights = np.array([float(whole(cell)) for cell in frame.loc[estimated, column]])
        if column in params.count_columns():
            weights *= stayed[estimated]
        if not weights.any():
            weights += 1
        shared = apportion(max(0, total - counted), weights)
        frame.loc[estimated, column] = [str(count) for count in shared.tolist()]
        yield Message("reconcile.scaled", {**values, "cells": int(estimated.sum())})
        if column in params.count_columns():
            dated = (
                f"Taksiran: {_dots(total)} orang ({fact.id}, {fact.source}) dibagi sebanding taksiran semula"
            )
            _note(frame, column, estimated, fact.date, dated)
    if visited.any():
        names = ", ".join(frame.loc[visited, "nama"])
        came = round(100 * (1 - float(stayed[visited].min())))
        yield Message("reconcile.visited", {"column": column, "places": names, "came": came})
    after = sum(map(whole, frame.loc[filled, column]))
    if after != total:
        yield Message("reconcile.difference", {**values, "after": after, "difference": after - total})


def _stayed_away(tables: Mapping[str, Table], params: RegionParams) -> NDArray[np.float64]:
    """Share of those estimated at each place who still wait: 1, less where visited, shape (places,)."""
    codes, visited = tables["desa"].frame["kode"], params.published.visited
    central = dict(zip(tables["asumsi"].frame["kunci"], tables["asumsi"].frame["tengah"], strict=True))
    where = "region.published.visited"
    wrong = [
        Defect(where, Message("regions.unknown_place"), found=code)
        for code in visited
        if code not in set(codes)
    ]
    if visited and params.published.came not in central:
        wrong.append(
            Defect("region.published.came", Message("reconcile.estimate_needs"), found=params.published.came)
        )
    if wrong:
        raise InputError(wrong)
    left = 1 - decimal(central[params.published.came]) / 100 if visited else 1.0
    return np.where(codes.isin(list(visited)), left, 1.0)


def _note(frame: pd.DataFrame, column: str, rows: pd.Series[bool], date: str, source: str) -> None:
    """Give the scaled cells of a column a date and source of their own."""
    for name, value in (("taksiran", "ya"), ("tanggal", date), ("sumber", source)):
        own = f"{name}_{column}"
        frame[own] = frame[name] if own not in frame else frame[own]
        frame.loc[rows, own] = value


def _estimate(
    tables: Mapping[str, Table], column: str, estimate: EstimateParams, settled: Settled
) -> Iterator[Message]:
    """Add a column: the figures × the shares, shared out by other columns."""
    frame = tables["desa"].frame
    central = dict(zip(tables["asumsi"].frame["kunci"], tables["asumsi"].frame["tengah"], strict=True))
    where = f"region.published.estimates.{column}"
    wrong = [
        Defect(where, Message("reconcile.estimate_needs"), None, kind, name)
        for kind, names, known in (
            ("of", estimate.of, settled.figures),
            ("shares", estimate.shares, central),
            ("by", estimate.by, frame),
        )
        for name in names
        if name not in known
    ]
    wrong += [
        Defect(where, Message("reconcile.estimate_needs"), None, "by", name)
        for name in estimate.by
        if name in frame and (frame[name] == "").any()
    ]
    if wrong:
        raise InputError(wrong)
    eligible = sum(sign * settled.figures[metric] for metric, sign in estimate.of.items())
    exact = Fraction(eligible)
    for key in estimate.shares:
        exact *= Fraction(decimal(central[key])).limit_denominator(10**6) / 100
    total = max(0, (exact + Fraction(1, 2)).__floor__())
    weights = sum(sign * frame[name].map(whole).to_numpy(dtype=float) for name, sign in estimate.by.items())
    frame[column] = [str(count) for count in apportion(total, np.maximum(0, weights)).tolist()]
    shares = " × ".join(f"{key} ({central[key]} %)" for key in estimate.shares)
    made_of = " ".join(
        f"{'+' if sign > 0 else '−'} {settled.facts[metric].id}" for metric, sign in estimate.of.items()
    )
    source = f"Taksiran: {_dots(eligible)} orang ({made_of.removeprefix('+ ')}) × {shares}"
    dates = [settled.facts[metric].date for metric in estimate.of]
    for name, value in (("taksiran", "ya"), ("tanggal", max(dates)), ("sumber", source)):
        frame[f"{name}_{column}"] = value
    yield Message(
        "reconcile.estimated", {"column": column, "eligible": eligible, "total": total, "shares": shares}
    )


def _dots(number: int) -> str:
    return f"{number:,}".replace(",", ".")
