"""The line: from settings to an outcome, in one recipe."""

from optimizer.line.earlier import Earlier, earlier
from optimizer.line.request import Request, Tell, now
from optimizer.line.run import again, run

__all__ = ["Earlier", "Request", "Tell", "again", "earlier", "now", "run"]
