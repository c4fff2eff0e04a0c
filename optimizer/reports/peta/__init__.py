"""`peta.html`: the plan on a map, one file that opens without internet, also on a phone."""

from optimizer.reports.peta.page import write

__all__ = ["write"]
