"""Searches in processes of their own, heard now and then while something else goes on here."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import Any, cast

from optimizer.engines.child import stream


class Aside:
    """One search at a time, and the things it told since it was last heard."""

    def __init__(self) -> None:
        self._told: Generator[Any, None, None] | None = None

    @property
    def goes(self) -> bool:
        """Whether a search is going on."""
        return self._told is not None

    def begin(self, search: Callable[..., Any], *arguments: Any) -> None:
        """Begin a search like those of `child.stream`, in the place of the one before."""
        self.close()
        self._told = cast("Generator[Any, None, None]", stream(search, *arguments, poll=0.0))
        next(self._told, None)  # it begins only when asked for the first time

    def hear(self) -> Iterable[Any]:
        """What was told, without waiting for more."""
        while self._told is not None:
            try:
                told = next(self._told)
            except StopIteration:
                self._told = None
                return
            if told is None:
                return
            yield told

    def close(self) -> None:
        """End the search."""
        if self._told is not None:
            self._told.close()
            self._told = None
