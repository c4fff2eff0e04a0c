"""Why a plan is as it is: what visiting a place would cost, and what keeps it from a date."""

from optimizer.why.explanation import Explanation, explain
from optimizer.why.names import dates_of, place_of
from optimizer.why.sentences import sentences

__all__ = ["Explanation", "dates_of", "explain", "place_of", "sentences"]
