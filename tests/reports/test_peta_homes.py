"""The map read by somebody who wants to know how few are visited at home: all of it, and what is public."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

from optimizer.core.outcome import Outcome
from optimizer.core.plan import Trip, Visit
from optimizer.core.policy import Policy
from optimizer.core.pose import pose
from optimizer.core.region import Cell
from optimizer.core.schedule import DatedTrip
from optimizer.core.score import clock_trip, effort_of
from optimizer.reports.peta.content import content
from optimizer.reports.suppress import Span
from tests import tiny
from tests.reports import sample

COLUMNS = {
    "Menunggu": "waiting", "Bertambah": "inflow", "Dilayani kantor": "office", "Diundang": "to_invite",
    "Diharapkan terlayani": "expected", "Diperkirakan tidak hadir": "absent", "Tersisa": "left",
}  # fmt: skip


class Reader:
    """What a reader of the map knows: bounds of every figure, and sums that hold among them."""

    def __init__(self, outcome: Outcome):
        self.outcome, self.data = outcome, content(outcome, "id")
        self.bounds: dict[Any, tuple[float, float | None]] = {}
        self.rows: list[tuple[dict[Any, int], float]] = []
        for index, place in enumerate(self.data["places"]):
            self._place(index, place)
        for number, trip in enumerate(self.data["trips"]):
            people = {("stop", number, spot): 1 for spot in range(len(trip["stops"]))}
            if trip["exact"]:
                self.rows.append((people, trip["people"]))
        self._published()

    def _place(self, index: int, place: dict[str, Any]) -> None:
        accounts = {names(self.outcome)[a.service]: a for a in self.outcome.accounts if a.place == index}
        figures = {COLUMNS[name]: values for name, *values in place["figures"]}
        for column, service in enumerate(place["services"]):
            printed = {name: figures.get(name, ["0"] * 9)[column] for name in COLUMNS.values()}
            large = any(text != "<5" and bound(text, 0)[0] >= 5 for text in printed.values())
            for name, text in printed.items():  # whoever knows how zeros are printed knows more than anybody
                somebody = bool(getattr(accounts.get(service), name, 0))
                self.bounds[index, service, name] = bound(text, int(large and somebody))
            of = {name: (index, service, name) for name in printed}
            parts = ("office", "expected", "absent", "left")
            self._sum({of["waiting"]: 1, of["inflow"]: 1} | {of[part]: -1 for part in parts})
            self._sum({of["to_invite"]: 1, of["expected"]: -1, of["absent"]: -1})
            reasons = [re.fullmatch(rf"{service}: (.+) orang tersisa .*", line) for line in place["reasons"]]
            told = {("reason", index, service, n): m[1] for n, m in enumerate(reasons) if m}
            self.bounds |= {key: bound(text, 1) for key, text in told.items()}
            if told or printed["left"] != "<5" or large:
                self._sum({of["left"]: 1} | dict.fromkeys(told, -1))
        persons = next(text for name, text in place["facts"] if name == "Menunggu (orang)")
        self.bounds["persons", index] = bound(persons.removesuffix(" orang"), 0)
        if len(place["services"]) == 1:
            self._sum({("persons", index): 1, (index, place["services"][0], "waiting"): -1})
        self._visits(index, place)

    def _visits(self, index: int, place: dict[str, Any]) -> None:
        people: dict[Any, int] = {}
        invited: dict[str, dict[Any, int]] = defaultdict(dict)
        for visit in place["visits"]:
            spot = next(
                n for n, s in enumerate(self.data["trips"][visit["trip"]]["stops"]) if s["place"] == index
            )
            key = ("stop", visit["trip"], spot)
            self.bounds[key] = bound(visit["people"].removesuffix(" orang"), 1)
            people[key] = -1
            for service in place["services"]:
                if found := re.search(rf"{re.escape(service)} ([^ ,]+)", visit["invited"]):
                    one = ("invited", *key[1:], service)
                    self.bounds[one] = bound(found[1], 1)
                    invited[service][one] = -1
        for service in place["services"]:
            self._sum({(index, service, "to_invite"): 1} | invited[service])
        if len(place["services"]) == 1:
            self._sum({(index, place["services"][0], "expected"): 1} | people)

    def _published(self) -> None:
        """The office's own tables: who waits in each desa (its homes among them), kecamatan and in all."""
        region = self.outcome.problem.region
        of = {place.code: index for index, place in enumerate(region.places)}
        units: dict[Any, dict[Any, int]] = defaultdict(dict)
        totals: dict[Any, int] = defaultdict(int)
        for cell in region.cells:
            place = region.places[of[cell.place]]
            for service in () if cell.extra else cell.services:
                for unit in ((place.within or place.code), place.kecamatan, "region"):
                    units[unit, service][of[cell.place], names(self.outcome)[service], "waiting"] = 1
                    totals[unit, service] += cell.waiting
        for unit, terms in units.items():
            self.rows.append((terms, totals[unit]))

    def _sum(self, terms: dict[Any, int]) -> None:
        self.rows.append((terms, 0))

    def interval(self, key: Any) -> tuple[float, float]:
        """Least and most a figure can be, by a linear programme over all of it."""
        keys = list(self.bounds)
        column = {one: number for number, one in enumerate(keys)}
        matrix = np.zeros((len(self.rows), len(keys)))
        for number, (terms, _) in enumerate(self.rows):
            for one, sign in terms.items():
                matrix[number, column[one]] += sign
        totals, ends = [total for _, total in self.rows], []
        for sign in (1, -1):
            aim = np.zeros(len(keys))
            aim[column[key]] = sign
            done = linprog(aim, A_eq=matrix, b_eq=totals, bounds=list(self.bounds.values()))
            assert done.status in (0, 3), done.message
            if done.status == 0:
                assert done.fun is not None
                ends.append(sign * done.fun)
            else:
                ends.append(sign * -np.inf)
        return ends[0], ends[1]


def names(outcome: Outcome) -> dict[str, str]:
    """Names of the services by code."""
    return {service.code: service.name for service in outcome.problem.region.services}


def bound(text: str, least: int) -> tuple[float, float | None]:
    """What a printed count says: "<5", "36–40", "7 atau lebih", "~1.250"."""
    plain = text.replace("~", "").replace(".", "")
    if plain == "<5":
        return least, 4
    if plain.endswith(" atau lebih"):
        return int(plain.removesuffix(" atau lebih")), None
    low, _, high = plain.partition("–")
    return int(low), int(high or low)


def small_counts(outcome: Outcome) -> dict[Any, int]:
    """Every count of 1 to 4 of home visits: accounts and visits, by the reader's keys."""
    region = outcome.problem.region
    homes = {index for index, place in enumerate(region.places) if place.kind == "rumah"}
    found: dict[Any, int] = {}
    for row in outcome.accounts:
        if row.place in homes:
            values = {name: getattr(row, name) for name in COLUMNS.values() if name != "to_invite"}
            values["to_invite"] = row.expected + row.absent
            found |= {(row.place, names(outcome)[row.service], name): value for name, value in values.items()}
    return {key: value for key, value in found.items() if 0 < value < 5}


def village(seed: int) -> Outcome:
    """Three desa and their homes, a few people at each, visited or not."""
    random = np.random.default_rng(seed)
    made = tiny.region([int(n) for n in random.integers(5, 40, 3)], services=(tiny.KTP,))
    homes = tuple(
        replace(desa, code=f"H{n}", name=f"Rumah {n}", kind="rumah", within=desa.code)
        for n, desa in enumerate(made.places)
    )
    cells = tuple(
        Cell(
            home.code,
            ("KTP",),
            int(random.integers(0, 9)),
            tiny.SOURCE,
            inflow=int(random.integers(0, 3)) // 2,
        )
        for home in homes
    )
    region = replace(made, places=made.places + homes, cells=made.cells + cells)
    codes = [place.code for place in region.places]
    travel = tiny.travel(tiny.line_of(10, 20, 30, 10, 20, 30), codes)
    calendar = tiny.calendar(3)
    policy = Policy(turnout_percent=int(random.integers(60, 101)), visits="split")
    problem = pose(region, travel, calendar, tiny.TARIFF, policy)
    dated = []
    for number, slot in enumerate(problem.slots):
        visits = []
        for place in (number, number + 3):
            cell = int(np.flatnonzero(problem.cell_place == place)[0])
            people = int(problem.expected[cell]) - int(random.integers(0, 3))
            if people > 0 and random.random() < 0.8:
                visits.append(Visit(place, ((cell, people),)))
        if visits:
            trip = Trip(slot.slot_class, (tuple(visits),))
            clocks = clock_trip(problem, trip)
            dated.append(
                DatedTrip(f"P{number}", "T1", (slot.date,), trip, clocks, effort_of(problem, trip, clocks), 1)
            )
    return sample.outcome(problem, trips=dated)


def test_three_at_home_cannot_be_subtracted_from_the_desa():
    """63 wait in the desa, 60 of them not at home: the 3 print as "<5" and the 60 as a span of four."""
    reader = Reader(sample.mixed())
    desa, homes = reader.data["places"][0], reader.data["places"][4]
    assert ["Menunggu", "60–63"] in desa["figures"]
    assert ["Menunggu", "<5"] in homes["figures"]
    assert reader.interval((4, "KTP-el", "waiting")) == (0, 3)


def test_hours_of_a_day_do_not_count_the_people_at_home():
    """Minutes at a stop follow the people there: on that day only "pagi" and "siang" are printed."""
    data = content(sample.mixed(), "id")
    first = data["trips"][0]
    assert [stop["hours"] for stop in first["stops"]] == ["pagi", "pagi"]
    assert not re.search(r"\d\d:\d\d", str(first))
    assert first["figures"].replace("\u00a0", " ") == "2 tempat · sedikitnya 30 orang · 40 km"
    assert "07:50–09:10" in str(data["trips"][5])  # another day at the same desa tells its hours


@pytest.mark.parametrize("seed", range(12))
def test_no_small_count_of_home_visits_is_given_back(seed):
    """Each count of 1 to 4 keeps four values; three where under five invited both came and stayed away."""
    outcome = village(seed)
    reader, small = Reader(outcome), small_counts(outcome)
    assert small
    for key, value in small.items():
        low, high = reader.interval(key)
        assert low - 1e-6 <= value <= high + 1e-6
        nested = all((*key[:2], name) in small for name in ("to_invite", "expected", "absent"))
        assert high - low >= (2 if nested else 3) - 1e-6, (key, value, low, high)


def test_printing_the_desa_in_full_would_give_it_back(monkeypatch):
    """The attack itself works: with nothing but "<5" held back it finds the three."""
    monkeypatch.setattr(
        "optimizer.reports.peta.guarded.suppress",
        lambda table: {k: Span(1, 4) for k in table.guarded if 0 < table.counts[k] < 5},
    )
    low, high = Reader(sample.mixed()).interval((4, "KTP-el", "waiting"))
    assert (low, high) == (3, 3)
