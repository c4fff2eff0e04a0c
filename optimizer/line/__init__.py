"""The line: from settings to an outcome, in one recipe."""

from optimizer.line.run import Request, again, run

__all__ = ["Request", "again", "run"]
