"""Column generation over trips: plans with a proof. See `columns.Columns`."""

from optimizer.engines.columns.columns import Columns

__all__ = ["Columns"]
