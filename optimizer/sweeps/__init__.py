"""Sweeps: many tasks that know nothing of each other, in parallel, restartable, none lost with another."""

from optimizer.sweeps.sweep import carry_out
from optimizer.sweeps.task import Done, Failed, Task, digest_of

__all__ = ["Done", "Failed", "Task", "carry_out", "digest_of"]
