"""Progress while a plan is made: the stage, the time and the best plan so far; Ctrl-C ends the search."""

import signal
import time
from types import FrameType, TracebackType
from typing import Any, Self

from rich.console import Console

from optimizer.core.plan import Incumbent
from optimizer.texts import number, say


class Progress:
    """A status line that hears of stages and incumbents.

    The first Ctrl-C asks the engine to end, so that the best plan so far is written; the second one
    interrupts at once.
    """

    def __init__(self, console: Console, lang: str, purpose: str):
        self._status = console.status("")
        self._lang, self._purpose, self._stopping = lang, purpose, False
        self._console, self._began = console, time.monotonic()
        self._before: Any = None

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGINT, self._interrupt)
        self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._status.stop()
        signal.signal(signal.SIGINT, self._before)

    @property
    def stopping(self) -> bool:
        """Whether the user asked to end."""
        return self._stopping

    def tell(self, stage: str, incumbent: Incumbent | None) -> bool:
        """Show a stage (`answers 3/28`: how far it is) or a better plan; False once the user asked to end."""
        name, _, count = stage.partition(" ")
        text = f"{say(f'cli.stage.{name}', self._lang)} {count}".rstrip()
        if incumbent is not None:
            # Where floors are set, what is missing from them comes first.
            *_, people, rupiah = incumbent.values
            text += "  " + say(
                f"cli.best.{self._purpose}",
                self._lang,
                people=number(people / 100, self._lang),
                rupiah=rupiah,
            )
        if not self._console.is_terminal and incumbent is None and not count:
            self._console.print(text)
        self._status.update(f"{text}  ({time.monotonic() - self._began:.0f} s)")
        return not self._stopping

    def _interrupt(self, _number: int, _frame: FrameType | None) -> None:
        if self._stopping:
            raise KeyboardInterrupt
        self._stopping = True
        self._console.print(say("cli.interrupting", self._lang))
