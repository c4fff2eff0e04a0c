"""Sums in the publishable KAK tell of no few people visited at home, whatever else a reader knows."""

from __future__ import annotations

import random
from itertools import product

import pytest

from optimizer.reports.extras import told_apart
from optimizer.reports.figures import team_days
from optimizer.reports.papers import papers
from optimizer.reports.papers.totals import Part, Sum, exact, published, totals
from optimizer.reports.peta.guarded import account_key, spans
from optimizer.reports.suppress import LEAST, VALUES, Span
from tests.reports import sample
from tests.reports.docx_text import whole

FEW = Span(1, LEAST - 1)


def few(count: int) -> Part:
    """A count of people at home that the map prints as <5."""
    return Part(count, FEW, home=True)


@pytest.mark.parametrize(
    ("parts", "safe"),
    [
        ([Part(40), Part(7)], True),  # nothing is held back
        ([Part(40), few(3)], False),  # 43 less 40 is 3
        ([few(1), few(1)], False),  # 2 can only be 1 and 1
        ([few(4), few(4)], False),  # 8 can only be 4 and 4
        ([few(2), few(3)], True),  # 5: 1 and 4, 2 and 3, 3 and 2, 4 and 1
        ([few(3), Part(9, Span(0, None))], True),  # 12: the other may be 8 to 11
        ([few(3), Part(1, Span(0, None))], True),  # 4: 1 and 3, 2 and 2, 3 and 1, 4 and 0
        ([few(2), Part(1, Span(0, None))], False),  # 3: 1 and 2, 2 and 1, 3 and 0
        ([Part(0, Span(0, 4), home=True), Part(40)], True),  # that nobody is there may be told
        ([Part(0, Span(0, 3)), Part(40)], False),  # held back beside a home: would give it away
    ],
)
def test_sum_is_exact_only_where_each_small_count_keeps_its_values(parts, safe):
    """Values left by a sum, counted by hand."""
    assert exact(parts) is safe


def test_rule_agrees_with_trying_every_combination():
    """Against enumeration: the values a count can have are those some combination of the others allows."""
    draw = random.Random(7)
    seen = set()
    for _ in range(300):
        parts = []
        for _ in range(draw.randint(1, 4)):
            low = draw.randint(0, 2)
            high = low + draw.randint(0, 4)
            parts.append(Part(draw.randint(low, high), Span(low, high), home=draw.random() < 0.5))
        whole_sum = sum(part.count for part in parts)
        spans_of = [part.span for part in parts if part.span]
        ranges = [range(span.low, (span.high or 0) + 1) for span in spans_of]
        fits = [row for row in product(*ranges) if sum(row) == whole_sum]
        left = [len({row[n] for row in fits}) for n in range(len(parts))]
        wanted = [min(VALUES, len(each)) for each in ranges]
        safe = all(
            a >= b or (part.home and not part.count) for a, b, part in zip(left, wanted, parts, strict=True)
        )
        assert exact(parts) is safe, parts
        seen.add(safe)
    assert seen == {True, False}


def test_one_sum_held_back_takes_another_with_it():
    """Of two kecamatan, one unsafe: the total less the other would tell it, so neither the total is exact.

    K1: 40 + <5 (3). K2: 30 and nothing held back. Their total 73 less K2's 30 less 40 is 3.
    """
    sums, whole_sum = published({"K1": [Part(40), few(3)], "K2": [Part(30)]})
    assert sums == {"K1": Sum(41, 44), "K2": Sum(30, 30)}
    assert whole_sum == Sum(71, 74)


def test_two_sums_held_back_leave_their_total_exact():
    """K1 and K2 with one home each (2 and 3): the total leaves each all of its values, and is printed."""
    sums, whole_sum = published({"K1": [Part(40), few(2)], "K2": [Part(30), few(3)]})
    assert sums == {"K1": Sum(41, 44), "K2": Sum(31, 34)}
    assert whole_sum == Sum(75, 75)


def test_a_safe_sum_joins_where_the_unsafe_one_would_be_told():
    """K1 is unsafe alone; K2 could be exact, but then the total would tell K1, so it joins K1."""
    groups = {"K1": [few(2)], "K2": [few(2), few(3)], "K3": [Part(5)]}
    sums, whole_sum = published(groups)
    assert not sums["K1"].exact
    assert not sums["K2"].exact
    assert sums["K3"].exact
    assert whole_sum == Sum(12, 12)


def test_kak_of_the_sample_tells_no_small_count(tmp_path):
    """Three people at the homes of Desa 0: from the KAK and the map together nobody can tell how many.

    The sums that hold them are ranges, and everything said of them still leaves each of 1 to 4.
    """
    outcome = told_apart(sample.mixed(), "id")
    days = team_days(outcome)
    found = totals(outcome, days)
    homes = next(n for n, place in enumerate(outcome.problem.region.places) if place.code == "H0")
    held = spans(outcome, days)
    assert account_key(homes, "KTP", "expected") in held
    others = sum(a.expected for a in outcome.accounts if a.service == "KTP" and a.place != homes)
    told = found.region["KTP", "expected"]
    assert told.low < others + 1
    assert told.high is not None
    assert told.high >= others + LEAST - 1
    assert found.region["KTP", "waiting"].exact  # how many wait in a desa is published
    assert not found.homes
    assert all(one is None or one.low >= 0 for one in found.sources.values())
    papers(sample.mixed(), tmp_path, "id")
    text = whole(tmp_path / "kak.docx")
    assert "tidak diumumkan" in text
    assert told.text("id") in text


def test_without_homes_every_sum_is_exact():
    """A district without home visits publishes all its sums."""
    outcome = sample.small()
    found = totals(outcome, team_days(outcome))
    assert all(one.exact for one in (*found.region.values(), *found.kecamatan.values(), found.persons))
    assert all(one is not None and one.exact for one in found.sources.values())
