"""The runner: `python -m benchmarks SPEC … [--option value …]` renews sections of RESULTS.md.

A spec is a module or package of this package with a `main` that returns Markdown; it says in its own
docstring what it measures, and the parameters of `main`, all with defaults, are its options. Options of text
that are given name a section of their own (`literature --family top`), so that each choice keeps its table.
"""

from __future__ import annotations

import argparse
import inspect
import pkgutil
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).with_name("RESULTS.md")

Main = Callable[..., str]

UNNAMED = ("folder", "only", "engines", "policies")
"""Options of text that do not name a section: they say how, not what."""


def main() -> None:
    """Run the specs named and write their sections."""
    specs = find_specs()
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("spec", nargs="*", choices=[*specs, []], help="what to measure")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the sections are renewed")
    for name, kind in _options(specs).items():
        parser.add_argument(f"--{name}", type=kind)
    chosen = parser.parse_args()
    if not chosen.spec:
        parser.exit(message="\n".join(f"{name:12} {_title(name)}" for name in specs) + "\n")
    for name in chosen.spec:
        taken = inspect.signature(specs[name]).parameters
        given = {key: value for key, value in vars(chosen).items() if key in taken and value is not None}
        body = specs[name](**given)
        print(body)
        section = section_name(name, given)
        write_section(chosen.results, section, f"## {section}: {_title(name)}\n\n{body}")


def section_name(spec: str, given: Mapping[str, Any]) -> str:
    """The section of a spec run with these options."""
    choices = (v for k, v in given.items() if isinstance(v, str) and k not in UNNAMED)
    return " ".join((spec, *choices))


def _options(specs: Mapping[str, Main]) -> dict[str, type]:
    """Every option of any spec and the type of its default."""
    found: dict[str, type] = {}
    for spec in specs.values():
        for name, parameter in inspect.signature(spec).parameters.items():
            found.setdefault(name, type(parameter.default))
    return found


def find_specs() -> dict[str, Main]:
    """Every spec of this package, by the name of its module."""
    found = {}
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name != "__main__":
            spec = getattr(import_module(f"benchmarks.{module.name}"), "main", None)
            if spec is not None:
                found[module.name] = spec
    return found


def write_section(path: Path, name: str, body: str) -> None:
    """Replace the section between the marks of `name`, or add it at the end."""
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    section = f"{begin}\n{body.rstrip()}\n{end}"
    if begin in text and end in text:
        head, rest = text.split(begin, 1)
        text = head + section + rest.split(end, 1)[1]
    else:
        text = f"{text.rstrip()}\n\n{section}\n".lstrip()
    path.write_text(text, encoding="utf-8", newline="\n")


def _title(name: str) -> str:
    """The first sentence of a spec's docstring, without its full stop."""
    doc = inspect.getdoc(import_module(f"benchmarks.{name}")) or name
    return doc.split("\n\n")[0].replace("\n", " ").rstrip(".")


if __name__ == "__main__":
    main()
