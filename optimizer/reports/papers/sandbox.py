"""The language of templates: print a placeholder, repeat rows, leave out; nothing else can be said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jinja2 import StrictUndefined, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from optimizer.reports.papers.fields import Field

LOOP = frozenset({"first", "last", "index", "index0", "length"})
"""What a template may ask of a repetition, as `loop.first`."""

FILTERS = frozenset({"upper", "lower"})

Scope = Mapping[str, tuple[str, Field]]
"""Names known at a spot of a template: each with its path (`anggota.nama`) and what it stands for."""

_TESTS = (nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand, nodes.Const)
_LOOP = "loop."


class Sandbox(ImmutableSandboxedEnvironment):
    """A Jinja environment in which a dot looks into plain mappings, and nothing can be called."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.tests.clear()

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An entry of a mapping, or what a repetition tells of itself."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        if isinstance(obj, LoopContext) and attribute in LOOP:
            return getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Nothing: a template names what it wants."""
        return self.undefined(obj=obj, name=str(argument))

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ARG002 - the base class asks for it
        """Nothing is called."""
        return False


class Reading:
    """A template's own words held against the placeholders there are.

    Attributes
    ----------
    printed
        Paths printed whatever the circumstances, and lists repeated so.
    unknown, forbidden
        Names that are no placeholder, and constructs that are not allowed, in order of finding.
    """

    def __init__(self) -> None:
        self.printed: set[str] = set()
        self.unknown: dict[str, None] = {}
        self.forbidden: dict[str, None] = {}
        self._within = ""  # the list being repeated

    def read(self, tree: nodes.Template, fields: Iterable[Field]) -> None:
        """Go through one part of a template, in which `fields` may stand."""
        scope = {field.name: (field.name, field) for field in fields}
        self._block(tree.body, scope, frozenset())

    def missing(self, fields: Iterable[Field], above: str = "") -> Iterator[str]:
        """Paths that have to be printed and are not; the rows of a list left out are not asked for."""
        for field in fields:
            path = f"{above}{field.name}"
            if path not in self.printed:
                if field.required:
                    yield path
            else:
                yield from self.missing(field.rows, f"{path}.")

    def _block(self, body: Iterable[nodes.Node], scope: Scope, asked: frozenset[str]) -> None:
        for node in body:
            if isinstance(node, nodes.Output):
                for part in node.nodes:
                    if not isinstance(part, nodes.TemplateData):
                        self._print(part, scope, asked)
            elif isinstance(node, nodes.For):
                self._repeat(node, scope, asked)
            elif isinstance(node, nodes.If):
                self._choose(node, scope, asked)
            else:
                self._forbid(node)

    def _print(self, node: nodes.Node, scope: Scope, asked: frozenset[str]) -> None:
        while isinstance(node, nodes.Filter) and node.name in FILTERS and not node.args and node.node:
            node = node.node
        found = self._resolve(node, scope)
        if found is None:
            return
        path, field = found
        if field.rows:
            self.unknown[f"{path} (…)"] = None  # a whole list cannot be printed
        elif asked <= {path}:  # printed only if something else holds is not printed for certain
            self.printed.add(path)

    def _repeat(self, node: nodes.For, scope: Scope, asked: frozenset[str]) -> None:
        found = self._resolve(node.iter, scope)
        if found is None:
            return
        path, field = found
        if not field.rows:
            self.unknown[f"{path} (for)"] = None
        elif not isinstance(node.target, nodes.Name) or node.recursive or node.test or node.else_:
            self._forbid(node)
        elif path.rpartition(".")[0] != self._within:
            # Lists within one another multiply without end; only a row's own list stands in a row.
            self._forbid(node)
        else:
            if asked <= {path}:
                self.printed.add(path)
            own = f"{node.target.name}."
            names = {name: known for name, known in scope.items() if not name.startswith((own, _LOOP))}
            names |= {own + row.name: (f"{path}.{row.name}", row) for row in field.rows}
            names |= {_LOOP + name: (_LOOP + name, Field(name)) for name in LOOP}
            outer, self._within = self._within, path
            self._block(node.body, names, asked - {path})
            self._within = outer

    def _choose(self, node: nodes.If, scope: Scope, asked: frozenset[str]) -> None:
        wanted = asked | self._asked(node.test, scope)
        for body in (node.body, node.else_):
            self._block(body, scope, wanted)
        for other in node.elif_:
            self._choose(other, scope, wanted)

    def _asked(self, node: nodes.Node, scope: Scope) -> frozenset[str]:
        """Paths that a condition depends on."""
        if isinstance(node, nodes.Name | nodes.Getattr):
            found = self._resolve(node, scope)
            return frozenset({found[0]}) if found else frozenset()
        if not isinstance(node, _TESTS):
            self._forbid(node)
            return frozenset()
        inner = (self._asked(child, scope) for child in node.iter_child_nodes())
        return frozenset().union(*inner)

    def _resolve(self, node: nodes.Node, scope: Scope) -> tuple[str, Field] | None:
        name = _dotted(node)
        if name is None:
            self._forbid(node)
        elif name not in scope:
            self.unknown[name] = None
        else:
            return scope[name]
        return None

    def _forbid(self, node: nodes.Node) -> None:
        self.forbidden[type(node).__name__] = None


def _dotted(node: nodes.Node) -> str | None:
    """`nama` or `a.nama`; None for anything more."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        return f"{node.node.name}.{node.attr}"
    return None
