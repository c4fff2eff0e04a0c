"""Small counts held back: a reader who solves for them with everything printed cannot tell them."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.optimize import linprog

from optimizer.reports.suppress import Span, Table, suppress

COLUMNS = ("waiting", "served", "left")


def attack(table: Table, spans: dict, key) -> tuple[float, float]:
    """Least and most a held back count can be: a linear programme over all that is printed or known."""
    keys = list(table.counts)
    column = {one: number for number, one in enumerate(keys)}
    rows, totals = [], []
    for terms in table.sums:
        row = np.zeros(len(keys))
        for one, sign in terms:
            row[column[one]] += sign
        rows.append(row)
        totals.append(float(row @ [table.counts[one] for one in keys]))
    bounds = []
    for one in keys:
        if one in spans:
            bounds.append((spans[one].low, spans[one].high))
        elif one in table.unseen:
            bounds.append((0, None))
        else:
            bounds.append((table.counts[one], table.counts[one]))
    ends = []
    for sign in (1, -1):
        aim = np.zeros(len(keys))
        aim[column[key]] = sign
        done = linprog(aim, A_eq=np.array(rows), b_eq=totals, bounds=bounds)
        assert done.status in (0, 3), done.message
        if done.status == 0:
            assert done.fun is not None
            ends.append(sign * done.fun)
        else:
            ends.append(np.inf)
    return ends[0], ends[1]


def values(table: Table, spans: dict, key) -> int:
    """Values of `key` from end to end by the linear programme (whole ends)."""
    low, high = attack(table, spans, key)
    return int(np.floor(high + 1e-6)) - int(np.ceil(low - 1e-6)) + 1


def village(desa: dict[str, int], homes: dict[str, int]) -> Table:
    """A desa and its homes, as waiting = served + left, with the published total of both."""
    counts = {("desa", name): desa[name] for name in COLUMNS} | {
        ("homes", name): homes[name] for name in COLUMNS
    }
    signs = (1, -1, -1)
    sums = [
        tuple(((kind, name), sign) for name, sign in zip(COLUMNS, signs, strict=True))
        for kind in ("desa", "homes")
    ]
    sums.append(((("desa", "waiting"), 1), (("homes", "waiting"), 1)))
    return Table(counts, {("homes", name): "homes" for name in COLUMNS}, tuple(sums))


def test_masking_alone_is_given_back_by_subtraction():
    """Of 40 in the desa and its homes 37 are printed: 3 at home, unless the desa's own is held back too."""
    table = village({"waiting": 37, "served": 30, "left": 7}, {"waiting": 3, "served": 3, "left": 0})
    naive = {("homes", name): Span(0, 4) for name in COLUMNS}
    assert attack(table, naive, ("homes", "waiting")) == (3, 3)  # 40 − 37, for anybody
    spans = suppress(table)
    assert ("desa", "waiting") in spans
    assert attack(table, spans, ("homes", "waiting")) == (0, 4)
    # the desa's own sum must not give it back either, so another of its counts goes
    assert {("desa", "served"), ("desa", "left")} & set(spans)


def test_what_is_told_of_a_large_count_follows_from_what_is_printed():
    """40 in all and 0 to 4 at home: anybody knows 36 to 40 for the desa, and that is what it says."""
    table = village({"waiting": 37, "served": 30, "left": 7}, {"waiting": 3, "served": 3, "left": 0})
    spans = suppress(table)
    assert spans["desa", "waiting"] == Span(36, 40)
    assert spans["homes", "waiting"] == spans["homes", "left"] == Span(0, 4)


def test_a_part_of_a_printed_sum_needs_a_second_part_held_back():
    """12 = 10 + 2: the 2 alone would be 12 − 10, so the 10 becomes 8 to 11."""
    table = village({"waiting": 88, "served": 80, "left": 8}, {"waiting": 12, "served": 10, "left": 2})
    spans = suppress(table)
    assert spans == {("homes", "left"): Span(1, 4), ("homes", "served"): Span(8, 11)}
    assert attack(table, spans, ("homes", "left")) == (1, 4)


def test_nothing_is_held_back_where_nothing_is_small():
    """5 and more are printed in full; so is a zero beside them, and a desa of 3, which is no home visit."""
    table = village({"waiting": 3, "served": 3, "left": 0}, {"waiting": 9, "served": 9, "left": 0})
    assert suppress(table) == {}


def test_nobody_at_all_is_printed_as_nobody():
    """A home-visit group without a person prints its zeros: there is nobody to recognise."""
    table = village({"waiting": 9, "served": 4, "left": 5}, {"waiting": 0, "served": 0, "left": 0})
    assert suppress(table) == {}


def district(seed: int) -> Table:
    """Random kecamatan of desa and homes: columns add up, desa with their homes, kecamatan, region."""
    random = np.random.default_rng(seed)
    counts, guarded, sums, everyone = {}, {}, [], []
    for kecamatan in range(2):
        members = []
        for desa in range(2):
            pair = []
            for kind, most in (("desa", 40), ("homes", 7)):
                if kind == "homes" and random.random() < 0.2:
                    continue
                unit = (kecamatan, desa, kind)
                parts = {
                    name: int(random.integers(0, most)) for name in ("office", "served", "absent", "left")
                }
                for name, count in [("waiting", sum(parts.values())), *parts.items()]:
                    counts[unit, name] = count
                    if kind == "homes":
                        guarded[unit, name] = unit
                sums.append((((unit, "waiting"), 1), *(((unit, name), -1) for name in parts)))
                pair.append(((unit, "waiting"), 1))
            sums.append(tuple(pair))
            members += pair
        sums.append(tuple(members))
        everyone += members
    sums.append(tuple(everyone))
    return Table(counts, guarded, tuple(sums), order=tuple(k for k in counts if k[1] == "office"))


@pytest.mark.parametrize("seed", range(15))
def test_no_small_count_of_a_random_district_can_be_worked_out(seed):
    """In fifteen random districts the linear programme leaves each small count at least four values."""
    table = district(seed)
    spans = suppress(table)
    small = [key for key in table.guarded if 0 < table.counts[key] < 5]
    assert set(small) <= set(spans)
    for key in small:
        low, high = attack(table, spans, key)
        assert low <= table.counts[key] <= high
        assert high - low >= 3 - 1e-6, (key, low, high)


@pytest.mark.parametrize("seed", range(3))
def test_each_count_held_back_is_needed(seed):
    """Printing any one of the others after all would let a small count be told (whole numbers, by trying)."""
    table = district(seed)
    spans = suppress(table)
    others = [key for key in spans if key not in table.guarded or table.counts[key] >= 5]
    for key in others:
        fewer = {one: span for one, span in spans.items() if one != key}
        assert any(
            values(table, fewer, one) < 4
            for one in fewer
            if 0 < table.counts[one] < 5 and one in table.guarded
        )


def test_whole_numbers_are_tried_and_not_only_averages():
    """Counting every way to fill in the spans by hand: each of three tied counts has four values in some."""
    counts = {"x": 3, "y": 4, "z": 4, "a": 6, "b": 6, "c": 6}
    pairs = (("x", "y", "a"), ("x", "z", "b"), ("y", "z", "c"))
    sums = tuple(tuple((key, 1) for key in terms) for terms in pairs)
    spans = suppress(Table(counts, {"x": 1, "y": 2, "z": 3}, sums))
    boxes = [range(span.low, (20 if span.high is None else span.high) + 1) for span in spans.values()]
    found: dict[str, set[int]] = {key: set() for key in "xyz"}
    for tried in itertools.product(*boxes):
        guess = counts | dict(zip(spans, tried, strict=True))
        if all(sum(guess[key] for key in terms) == sum(counts[key] for key in terms) for terms in pairs):
            for key in found:
                found[key].add(guess[key])
    assert all(len(values) >= 4 for values in found.values())


def test_a_sum_that_is_itself_small_is_not_chased():
    """One in the whole desa, at home: hiding all leaves 0 and 1, and that is what the reader is left with."""
    table = village({"waiting": 0, "served": 0, "left": 0}, {"waiting": 1, "served": 1, "left": 0})
    low, high = attack(table, suppress(table), ("homes", "waiting"))
    assert (low, high) == (0, 1)


def test_a_visit_is_known_to_meet_somebody():
    """2 + 1 = 3: the 2 can be 0 to 3, unless a visit shows it is not 0; then the 3 is held back as well."""
    counts, sums = {"came": 2, "left": 1, "all": 3}, ((("came", 1), ("left", 1), ("all", -1)),)
    guarded = {"came": "visit", "left": "homes"}
    assert set(suppress(Table(counts, guarded, sums))) == {"came", "left"}
    known = Table(counts, guarded, sums, present=frozenset({"came"}))
    assert set(suppress(known)) == {"came", "left", "all"}
