"""The command `jemput-bola`."""

from optimizer.cli.main import main

__all__ = ["main"]
