"""Simulate: a plan lived many times over, a sturdier variant of it, and what a closed road would cost."""

from optimizer.simulate.run import simulate

__all__ = ["simulate"]
