"""How published figures hang together: one class per kind of relation, each with its own arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Metric = Annotated[str, Field(min_length=1)]
TOTAL = 100
"""What shares in percent sum to."""


@dataclass(frozen=True)
class Span:
    """A figure with its tolerance: the printed value, and the least and most it may stand for."""

    value: Fraction
    low: Fraction
    high: Fraction
    name: str

    def meets(self, other: Span) -> bool:
        """Whether both may stand for the same number."""
        return self.low <= other.high and other.low <= self.high

    def at(self, value: Fraction) -> Span:
        """The same figure without tolerance, at one of its values."""
        return Span(value, value, value, self.name)


@dataclass(frozen=True)
class Verdict:
    """What one relation says: it `holds` for some figures, or speaks `against` some."""

    holds: bool
    about: tuple[str, ...]


@dataclass(frozen=True)
class Derived:
    """A value that a relation gives a figure, and the sum that gives it."""

    value: Fraction
    formula: str


Spans = Mapping[str, Span]
Counts = Mapping[str, int]
"""Rows of the region's own tables: `desa`, `kecamatan`."""


class _Relation(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def derive(self, metric: str, figures: Spans, counts: Counts) -> Derived | None:
        """The value that the relation and the other figures give a metric; None where they give none."""
        raise NotImplementedError

    def span(self, metric: str, figures: Spans, counts: Counts) -> Span | None:
        """That value with the tolerance that the other figures leave it.

        Every relation is monotone in each figure, so that the extremes lie at the ends of their spans.
        """
        exact = self.derive(metric, figures, counts)
        if exact is None:
            return None
        mentioned = self._mentioned() & set(figures) - {metric}
        names = [name for name in sorted(mentioned) if figures[name].low < figures[name].high]
        ends = product(*((figures[name].low, figures[name].high) for name in names))
        found = [
            derived.value
            for corner in ends
            if (
                derived := self.derive(
                    metric,
                    {**figures, **{n: figures[n].at(v) for n, v in zip(names, corner, strict=True)}},
                    counts,
                )
            )
        ]
        return Span(exact.value, min(found), max(found), exact.formula)

    def _mentioned(self) -> set[str]:
        """Every text of the relation, its metrics among them."""
        fields = self.model_dump().values()
        return {
            text
            for field in fields
            for text in (field if isinstance(field, tuple) else (field,))
            if isinstance(text, str)
        }


class SumRelation(_Relation):
    """The parts sum to the whole: a metric, or 100 for shares in percent. A wrong sum speaks against all."""

    kind: Literal["sum"]
    whole: Metric | Literal[100]
    parts: tuple[Metric, ...] = Field(min_length=2)

    def verdict(self, figures: Spans, _counts: Counts) -> Verdict | None:
        """Whether whole and parts, each within its tolerance, can be equal."""
        if not all(metric in figures for metric in self._metrics()):
            return None
        parts = [figures[part] for part in self.parts]
        low, high = sum(part.low for part in parts), sum(part.high for part in parts)
        whole = self._whole(figures)
        return Verdict(whole.low <= high and low <= whole.high, self._metrics())

    def derive(self, metric: str, figures: Spans, _counts: Counts) -> Derived | None:
        """The metric from the others."""
        others = [name for name in self._metrics() if name != metric]
        if metric not in self._metrics() or not all(name in figures for name in others):
            return None
        if metric == self.whole:
            value = sum((figures[part].value for part in self.parts), Fraction(0))
            return Derived(value, " + ".join(figures[part].name for part in self.parts))
        rest = [figures[part] for part in self.parts if part != metric]
        whole = self._whole(figures)
        value = whole.value - sum((part.value for part in rest), Fraction(0))
        return Derived(value, " − ".join([whole.name, *(part.name for part in rest)]))

    def _metrics(self) -> tuple[str, ...]:
        return self.parts if isinstance(self.whole, int) else (self.whole, *self.parts)

    def _whole(self, figures: Spans) -> Span:
        if isinstance(self.whole, int):
            return Span(Fraction(TOTAL), Fraction(TOTAL), Fraction(TOTAL), str(TOTAL))
        return figures[self.whole]


class ShareRelation(_Relation):
    """A share in percent of a whole; where the part is not published, what is left (`rest`) gives it.

    The whole is the yardstick: a share that does not fit speaks against the share and the part (or the
    rest) it is compared with, not against the whole; one that fits speaks for all three.
    """

    kind: Literal["share"]
    share: Metric
    part: Metric
    whole: Metric
    rest: Metric | None = None

    def verdict(self, figures: Spans, _counts: Counts) -> Verdict | None:
        """Whether part / whole × 100 can be the printed share."""
        compared = self._compared(figures)
        if compared is None or self.share not in figures:
            return None
        whole, part, share = figures[self.whole], figures[compared], figures[self.share]
        low, high = TOTAL * part.low / whole.high, TOTAL * part.high / whole.low
        if compared == self.rest:
            low, high = TOTAL - high, TOTAL - low
        holds = share.low <= high and low <= share.high
        return Verdict(holds, (self.share, compared, self.whole) if holds else (self.share, compared))

    def derive(self, metric: str, figures: Spans, _counts: Counts) -> Derived | None:
        """The share from part and whole, or the part or rest from share and whole."""
        compared = self._compared(figures)
        if metric == self.share and compared:
            whole, part = figures[self.whole], figures[compared]
            taken = part.value if compared == self.part else whole.value - part.value
            left = part.name if compared == self.part else f"({whole.name} − {part.name})"
            return Derived(TOTAL * taken / whole.value, f"{left} / {whole.name} × 100")
        if metric not in (self.part, self.rest) or not {self.share, self.whole} <= set(figures):
            return None
        whole, share = figures[self.whole], figures[self.share]
        if metric == self.part:
            return Derived(whole.value * share.value / TOTAL, f"{whole.name} × {share.name} / 100")
        return Derived(
            whole.value * (TOTAL - share.value) / TOTAL, f"{whole.name} × (100 − {share.name}) / 100"
        )

    def _compared(self, figures: Spans) -> str | None:
        """The part, or the rest where the part is not published; None where neither can be compared."""
        if self.whole not in figures or figures[self.whole].low <= 0:
            return None
        found = [metric for metric in (self.part, self.rest) if metric in figures]
        return found[0] if found else None


class RowsRelation(_Relation):
    """A figure counts the rows of the region's own table, or its kecamatan."""

    kind: Literal["rows"]
    metric: Metric
    of: Literal["desa", "kecamatan"]

    def verdict(self, figures: Spans, counts: Counts) -> Verdict | None:
        """Whether the number printed is the number of rows."""
        if self.metric not in figures:
            return None
        span = figures[self.metric]
        return Verdict(span.low <= counts[self.of] <= span.high, (self.metric,))

    def derive(self, metric: str, _figures: Spans, counts: Counts) -> Derived | None:
        """The number of rows."""
        return Derived(Fraction(counts[self.of]), f"n({self.of})") if metric == self.metric else None


class ExceedsRelation(_Relation):
    """The source says that one figure lies above another."""

    kind: Literal["exceeds"]
    more: Metric
    less: Metric

    def verdict(self, figures: Spans, _counts: Counts) -> Verdict | None:
        """Whether it does."""
        if not {self.more, self.less} <= set(figures):
            return None
        return Verdict(figures[self.more].high > figures[self.less].low, (self.more, self.less))

    def derive(self, _metric: str, _figures: Spans, _counts: Counts) -> Derived | None:
        """Nothing: an order gives no value."""
        return None


class DifferentRelation(_Relation):
    """A figure that only looks like part / whole: it counts something else, and `why` says what."""

    kind: Literal["different"]
    share: Metric
    part: Metric
    whole: Metric
    why: Annotated[str, Field(min_length=1)]

    def verdict(self, _figures: Spans, _counts: Counts) -> Verdict | None:
        """Nothing: different things are neither equal nor wrong."""
        return None

    def derive(self, _metric: str, _figures: Spans, _counts: Counts) -> Derived | None:
        """Nothing: what looks like the share is the share of something else."""
        return None

    def beside(self, figures: Spans) -> Derived | None:
        """The share of what it looks like, for the reader to compare."""
        if not {self.part, self.whole} <= set(figures):
            return None
        part, whole = figures[self.part], figures[self.whole]
        return (
            Derived(TOTAL * part.value / whole.value, f"{part.name} / {whole.name} × 100")
            if whole.value
            else None
        )


Relation = Annotated[
    SumRelation | ShareRelation | RowsRelation | ExceedsRelation | DifferentRelation,
    Field(discriminator="kind"),
]
