"""`Bar`: how many of many plans have ended."""

from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text


class Bar:
    """A bar of what has ended; where nobody watches, a line for each that has one."""

    def __init__(self, console: Console, title: str, total: int):
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bar = Progress(*columns, console=console, transient=True)
        self._task = self._bar.add_task(title, total=total)
        self._console, self._total = console, total

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def to(self, ended: int, line: str = "") -> None:
        """Show how many have ended, and in a line which one."""
        self._bar.update(self._task, completed=ended)
        if line and not self._console.is_terminal:
            self._console.print(Text(f"{ended}/{self._total}  {line}"), soft_wrap=True)
