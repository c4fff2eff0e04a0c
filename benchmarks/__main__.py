"""The runner: `python -m benchmarks SPEC … [--seconds S] [--seeds N]` renews sections of RESULTS.md.

A spec is a module of this package with a `main` that returns Markdown; it says in its own docstring what
it measures, and takes `seconds` and `seeds` if it can use them.
"""

from __future__ import annotations

import argparse
import inspect
import pkgutil
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")

Main = Callable[..., str]


def main() -> None:
    """Run the specs named and write their sections."""
    specs = find_specs()
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("spec", nargs="*", choices=[*specs, []], help="what to measure")
    parser.add_argument("--seconds", type=float, help="seconds of each run")
    parser.add_argument("--seeds", type=int, help="number of seeds")
    options = parser.parse_args()
    if not options.spec:
        parser.exit(message="\n".join(f"{name:12} {_title(name)}" for name in specs) + "\n")
    for name in options.spec:
        wanted = {key: getattr(options, key) for key in ("seconds", "seeds")}
        taken = inspect.signature(specs[name]).parameters
        body = specs[name](**{k: v for k, v in wanted.items() if k in taken and v is not None})
        print(body)
        write_section(RESULTS, name, f"## {name}: {_title(name)}\n\n{body}")


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
