"""The help of every command, in the language asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from typer.core import TyperArgument, TyperGroup, TyperOption

from optimizer.cli.main import build
from optimizer.texts import LANGUAGES, catalogue

LONGEST = 150
"""Characters: three lines of the narrowest terminal that shows an option's name beside them."""


def helps(command: object, above: str = "") -> Iterator[tuple[str, str | None]]:
    """Every option and argument of a command and of those under it, with its help."""
    for param in getattr(command, "params", ()):
        if isinstance(param, TyperOption | TyperArgument) and param.name != "help":
            yield f"{above} {param.name}".strip(), param.help
    if isinstance(command, TyperGroup):
        for name, each in command.commands.items():
            yield from helps(each, f"{above} {name}")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_option_is_explained_in_the_language_asked_for(lang: str) -> None:
    """Each help is a sentence of that language's catalogue, and a short one."""
    found = dict(helps(build(lang)))
    known = set(catalogue(lang).values())
    assert len(found) > 100
    assert {name: told for name, told in found.items() if told not in known} == {}
    assert {name: told for name, told in found.items() if told is not None and len(told) > LONGEST} == {}


def test_an_option_means_the_same_everywhere() -> None:
    """The options that many commands have are told in one sentence each."""
    found = dict(helps(build("en")))
    for option in ("lang", "data", "settings", "seed", "region", "case"):
        told = {text for name, text in found.items() if name.split()[-1] == option}
        assert len(told) == 1, (option, told)
