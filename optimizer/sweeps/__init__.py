"""Sweeps: many tasks that know nothing of each other, in parallel, restartable, none lost with another."""

from optimizer.sweeps.sweep import carry_out
from optimizer.sweeps.task import Done, Failed, Task, digest_of, sha256_of
from optimizer.sweeps.way import RESULTS, Way, is_foreign

__all__ = [
    "RESULTS",
    "Done",
    "Failed",
    "Task",
    "Way",
    "carry_out",
    "digest_of",
    "is_foreign",
    "sha256_of",
]
