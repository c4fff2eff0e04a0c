"""Instances of the literature as problems of the core: plans, proven bounds and gaps to the best known.

`--family top`, `sdvrp` or `cmt`; the instances are read in place from `../shared/instances` (or `--folder`),
see `benchmarks/literature/README.md` for where they come from and `posed` for how they become problems.
"""

from benchmarks.literature.spec import main

__all__ = ["main"]
