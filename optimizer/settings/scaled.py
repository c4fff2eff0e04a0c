"""A tariff at a percentage of its rates."""

from __future__ import annotations

from dataclasses import replace

from optimizer.core.tariff import Tariff


def scaled(tariff: Tariff, percent: int) -> Tariff:
    """The tariff with every rate at so many percent, in whole rupiah, halves up.

    No rate of another amount than the verified one is verified; the name says the percentage.
    """
    if percent == 100:
        return tariff
    rates = (
        replace(rate, rupiah=(rate.rupiah * percent + 50) // 100, verified=False) for rate in tariff.rates
    )
    return replace(tariff, name=f"{tariff.name} × {percent} %", rates=tuple(rates))
