"""What can be wrong with an input, said once, with every defect located."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Message:
    """A sentence for the user: a key of the catalogues in `optimizer.texts` and its values."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Defect:
    """One thing wrong with an input.

    Parameters
    ----------
    where
        File, sheet or setting in which it stands, as the user knows it.
    message
        What is wrong, and what was expected instead.
    row
        Row as the user sees it in a spreadsheet (the header is row 1), or None.
    column
        Column or setting name, or None.
    found
        The offending value as text, or None.
    """

    where: str
    message: Message
    row: int | None = None
    column: str | None = None
    found: str | None = None


class JemputBolaError(Exception):
    """Root of every error this package raises on purpose."""


class InputError(JemputBolaError, ValueError):
    """The input cannot be planned with; carries every defect found, not only the first."""

    def __init__(self, defects: Iterable[Defect]):
        self.defects: tuple[Defect, ...] = tuple(defects)
        super().__init__("; ".join(f"{d.where}: {d.message.key} {d.message.values}" for d in self.defects))


class EngineUnavailable(JemputBolaError, RuntimeError):
    """An engine was asked for whose package is not installed."""
