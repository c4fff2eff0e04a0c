"""What money buys: a plan and a proven bound for each budget, prices verified by planning again."""

from optimizer.frontier.case import brief
from optimizer.frontier.params import FrontierParams
from optimizer.frontier.run import frontier

__all__ = ["FrontierParams", "brief", "frontier"]
