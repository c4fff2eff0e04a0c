"""Mark rates of a tariff file as verified, changing nothing else in it."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

import yaml

from optimizer.errors import Defect, InputError, Message

Edit = tuple[int, int, str]
"""Characters from and to which a text is replaced."""


@dataclass(frozen=True)
class Verification:
    """That an office has checked rates: on what basis, in which role, when; never a person's name."""

    basis: str
    by: str
    on: date

    def fields(self) -> dict[str, str | date | bool]:
        """What a verified rate says."""
        return {
            "verified_by": self.by,
            "verified_on": self.on,
            "legal_basis": self.basis,
            "verified": True,
        }


def verified_text(text: str, items: Sequence[str], found: Verification, where: str) -> str:
    """The text of a tariff file with `items` marked as verified; comments, order and rates stay.

    Raises
    ------
    InputError
        If the file has no such rate, or is written in a form that cannot be changed in place (anchors that
        several rates share, for example); with every one.
    """
    rates = _mapping(_mapping(yaml.compose(text, yaml.SafeLoader)).get("rates"))
    unknown = [item for item in items if item not in rates]
    if unknown:
        raise InputError(_unknown(item, list(rates), where) for item in unknown)
    edits = [edit for item in items for edit in _edits(text, rates[item], found)]
    changed = text
    for start, end, new in sorted(edits, reverse=True):
        changed = changed[:start] + new + changed[end:]
    tree = yaml.safe_load(text)
    # Deep, since rates that share an anchor are one object and would change together unseen.
    wanted = {**tree, "rates": {item: copy.deepcopy(rate) for item, rate in tree["rates"].items()}}
    for item in items:
        wanted["rates"][item] |= found.fields()
    try:
        same = yaml.safe_load(changed) == wanted
    except yaml.YAMLError:
        same = False
    if not same:
        message = Message("tariff.no_place", {"item": ", ".join(items)})
        raise InputError([Defect(where, message)])
    return changed


def _unknown(item: str, known: list[str], where: str) -> Defect:
    near = get_close_matches(item, known, n=1)
    values = {"known": ", ".join(known), "near": near[0] if near else "-"}
    return Defect(where, Message("tariff.no_item", values), found=item)


def _mapping(node: Any) -> dict[str, Any]:
    """Nodes of a mapping by key; empty for anything else."""
    return {key.value: value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}


def _edits(text: str, rate: yaml.MappingNode, found: Verification) -> list[Edit]:
    """Replace the values there are; new keys go before `verified`, whose comment then stays with it."""
    fields: Mapping[str, Any] = found.fields()
    keys = {key.value: key for key, _ in rate.value}
    values = _mapping(rate)
    edits = [
        (values[name].start_mark.index, values[name].end_mark.index, _scalar(value))
        for name, value in fields.items()
        if name in values
    ]
    mark = keys["verified"].start_mark
    newline = "\r\n" if "\r\n" in text else "\n"
    gap = ", " if rate.flow_style else newline + " " * mark.column
    new = [f"{name}: {_scalar(value)}{gap}" for name, value in fields.items() if name not in values]
    return [*edits, (mark.index, mark.index, "".join(new))]


def _scalar(value: str | date | bool) -> str:
    """A value as YAML writes it on one line, in block and flow mappings alike."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return yaml.safe_dump(value, default_style='"', width=float("inf"), allow_unicode=True).strip()
