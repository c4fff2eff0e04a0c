"""What the bundle says of a run, against figures derived by hand in `sample`."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import PurePath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as some

from optimizer import store
from optimizer.core.accounts import accounts
from optimizer.core.plan import Stop, Trip, Visit
from optimizer.core.policy import Policy
from optimizer.core.region import InputFile
from optimizer.core.score import clock_trip
from optimizer.store.composer import input_path, trips
from optimizer.store.estimates import estimates
from optimizer.store.places import cell_labels
from optimizer.store.units import hh_mm, in_units
from optimizer.texts import catalogue
from tests import tiny
from tests.reports import sample as large
from tests.store import sample


@pytest.fixture(scope="module")
def stated():
    """The sample run as plain data."""
    return store.bundle(sample.outcome())


@pytest.fixture(scope="module")
def district():
    """A run the size of a real district as plain data."""
    return store.bundle(replace(large.district(), warnings=()))


def test_levels_are_in_persons_and_rupiah(stated):
    """7,324 hundredths are 73.24 weighted people, a bound of 8,000 is the whole number 80."""
    first, second = stated["levels"]
    assert (first["value"], first["bound"], first["unit"]) == (73.24, 80, "people")
    assert isinstance(first["bound"], int)
    assert first["gap"] == (8_000 - 7_324) / 7_324
    assert (second["value"], second["bound"], second["gap"]) == (300_000, None, None)
    assert [best["values"] for best in stated["trace"]] == [[69.12, 290_000], [73.24, 300_000]]


@pytest.mark.parametrize(
    ("stop", "rule"),
    [
        (Stop(seconds=30), "30 seconds"),
        (Stop(work=500), "500 work"),
        (Stop(60.5, 500), "60.5 seconds or 500 work"),
        (Stop(), "none"),
    ],
)
def test_a_stop_is_told_in_words(stop, rule):
    """Time, work, both or neither."""
    first = sample.outcome()
    assert store.bundle(replace(first, result=replace(first.result, stop=stop)))["stop"]["rule"] == rule


def test_people_by_service(stated):
    """32 at P0 and 16 at P1 get a KTP, 12 of them an IKD."""
    assert stated["people"] == {"KTP": 48, "IKD": 12}


def test_the_clock_of_a_day_with_a_break(stated):
    """Tuesday: P0 07:50 to 09:45, P1 from 10:00, 158 minutes and the hour's break to 13:38, home 14:13."""
    day = stated["trips"][1]["days"][0]
    assert (day["start"], day["end"], day["break"]) == ("07:30", "14:13", ["12:00", "13:00"])
    assert [(v["arrive"], v["leave"]) for v in day["visits"]] == [("07:50", "09:45"), ("10:00", "13:38")]
    assert (day["from"], day["to"], day["drive_minutes"], day["metres"]) == ("KANTOR", "KANTOR", 70, 70_000)
    assert (day["work_minutes"], day["elapsed_minutes"], day["work_minutes_available"]) == (343, 403, 465)
    assert stated["trips"][0]["days"][0]["break"] is None


def test_invited_over_two_visits_add_up_to_all(stated):
    """P0: 15 of 32 call for 18.75, so 19 of 40; the 17 after them for the other 21."""
    invited = [
        visit["invited"]["KTP"]
        for trip in stated["trips"]
        for day in trip["days"]
        for visit in day["visits"]
        if visit["place"] == "P0"
    ]
    assert invited == [19, 21]


def test_a_visit_tells_people_by_service_and_by_sitting(stated):
    """At P1 four come for a KTP and twelve for both: 16 KTP of 20 invited, 12 IKD of 15; signal unknown."""
    visit = stated["trips"][1]["days"][0]["visits"][1]
    assert visit["cells"] == {"KTP": 4, "KTP+IKD": 12}
    assert visit["people"] == {"KTP": 16, "IKD": 12}
    assert visit["invited"] == {"KTP": 20, "IKD": 15}
    assert visit["flags"] == ["signal_unknown"]
    assert stated["trips"][1]["days"][0]["visits"][0]["flags"] == []


def test_a_known_signal_raises_no_flag():
    """The same visit where the signal is known to be good, and a KTP alone where it is unknown."""
    for service, signal in (("IKD", "ya"), ("KTP", "tidak_diketahui")):
        posed = tiny.problem([{(service,): 10}], tiny.line_of(20), signals={0: signal})
        [record] = trips(posed, [sample.dated(posed, "J001", "T1", sample.MONDAY, Visit(0, ((0, 10),)))])
        assert record.days[0].visits[0].flags == ()


def test_each_day_of_a_trip_has_its_own_invitations():
    """Two days in one trip, 15 at P0 and then 17: 19 and 21 invited, one night at P1."""
    posed = sample.problem()
    one = sample.dated(posed, "J001", "T1", sample.MONDAY, Visit(0, ((0, 15),)))
    k = one.trip.slot_class
    trip = Trip(k, (*one.trip.days, (Visit(0, ((0, 17),)),)), (k,), (2,))
    two = replace(one, dates=(sample.MONDAY, sample.TUESDAY), trip=trip, clocks=clock_trip(posed, trip))
    [record] = trips(posed, [two])
    assert [[visit.invited for visit in day.visits] for day in record.days] == [[{"KTP": 19}], [{"KTP": 21}]]
    assert (record.nights, record.sleeps_at) == (1, ("P1",))


def test_accounts_say_where_everyone_went(stated):
    """P0: 40 + 5 = 32 served + 5 office + 8 absent; P3: all 6 left, cut off."""
    p0, p1, p2, p3 = stated["places"]
    assert [p0["cells"]["KTP"][k] for k in ("waiting", "inflow", "expected", "office", "absent", "left")] == [
        40, 5, 32, 5, 8, 0,
    ]  # fmt: skip
    assert (p0["cells"]["KTP"]["reason"], p0["cells"]["KTP"]["estimated"]) == (None, False)
    assert (p1["cells"]["IKD"]["expected"], p1["cells"]["IKD"]["absent"]) == (12, 3)
    assert (p2["cells"]["IKD"]["left"], p2["cells"]["IKD"]["reason"]) == (10, "no_signal")
    assert (p3["cells"]["KTP"]["left"], p3["cells"]["KTP"]["reason"]) == (6, "cut_off")
    assert p3["cells"]["KTP"]["source"] == "perkiraan menurut penduduk (2026)"


def test_a_weight_is_the_sum_of_its_factors(stated):
    """One hour from the office weighs 1.5, 35 minutes 1.29; nothing else was asked for."""
    assert [place["weight"] for place in stated["places"]] == [1.16, 1.29, 1.5, 2]
    nothing = {"letter": 0, "last_visit": 0, "coverage": 0, "deadline": 0}
    assert [place["factors"] for place in stated["places"]][2] == {"base": 1, "access": 0.5, **nothing}


def test_slots_say_which_were_used(stated):
    """Of two teams on two days, T1 went out on Monday and T2 on Tuesday."""
    assert [(s["team"], s["date"]) for s in stated["slots"] if s["used"]] == [
        ("T1", "2026-01-05"),
        ("T2", "2026-01-06"),
    ]
    assert len(stated["slots"]) == 4


def test_estimates_are_told(stated):
    """Estimated: 26 KTP at P1 and P3, 25 IKD at P1 and P2, one signal, four prices, one assumption."""
    assert stated["estimated"] == [
        "KTP-el: 26 orang yang menunggu di 2 tempat adalah perkiraan (perkiraan menurut penduduk).",
        "IKD: 25 orang yang menunggu di 2 tempat adalah perkiraan (perkiraan menurut penduduk).",
        "1 tempat yang dikunjungi untuk layanan yang perlu sinyal belum diketahui sinyalnya.",
        "4 dari 4 harga satuan (Tarif uji) belum diverifikasi: semua biaya bersifat indikatif.",
        "1 nilai adalah asumsi; daftarnya ada di bagian assumptions.",
    ]
    assert stated["prices"]["indicative"] is True


def test_people_to_be_added_are_not_said_to_wait():
    """Of the 655 and 77 estimated at two places 655 wait; the 77 are to come, at one of them."""
    posed = sample.problem()
    cells = list(posed.region.cells)
    cells[3:5] = [replace(cells[3], waiting=600), replace(cells[4], waiting=55, inflow=77)]
    cells[3:5] = [replace(cell, services=("KTP",)) for cell in cells[3:5]]
    cells = [replace(c, source=c.source if n in (3, 4) else sample.OFFICE) for n, c in enumerate(cells)]
    posed = posed.replace(region=replace(posed.region, cells=tuple(cells)))
    told, source = estimates(sample.outcome(posed=posed), "en"), "perkiraan menurut penduduk"
    assert told[:2] == (
        f"KTP-el: the 655 people waiting in 2 places are an estimate ({source}).",
        f"KTP-el: the 77 people to be added in 1 places during the plan are an estimate ({source}).",
    )


def test_estimated_roads_are_told_in_km():
    """A fifth of the ways estimated: 8 of the 40 km and 14 of the 70 km driven make 22 of 110."""
    posed = sample.problem()
    layer = next(iter(posed.travel.layers.values()))
    rough = replace(layer, estimated_metres=layer.metres // 5)
    travel = replace(posed.travel, layers=dict.fromkeys(posed.travel.layers, rough))
    told = store.bundle(sample.outcome(posed=posed.replace(travel=travel)))["estimated"]
    assert "22,0 km dari 110,0 km perjalanan melewati ruas jalan perkiraan." in told


def test_sentences_speak_the_language_asked_for(stated):
    """The reason of the people left at P3, in both languages."""
    english = store.bundle(sample.outcome(), "en")
    assert stated["unserved"][-1]["text"].startswith(
        "6 orang di Desa 3 belum dapat dilayani KTP-el: tidak ada jalan"
    )
    assert english["unserved"][-1]["text"].startswith(
        "Desa 3: 6 cannot be served with KTP-el: no passable road"
    )
    assert english["messages"] == stated["messages"]


def test_both_languages_have_the_same_sentences():
    """Every key of the store stands in both catalogues."""
    keys = [{key for key in catalogue(lang) if key.startswith("store.")} for lang in ("id", "en")]
    assert keys[0] == keys[1]


def test_every_place_and_service_balances(district):
    """Waiting + inflow = expected + office + absent + left, over a whole district."""
    cells = [cell for place in district["places"] for cell in place["cells"].values()]
    assert len(cells) == 2 * 156
    for cell in cells:
        whole = cell["waiting"] + cell["inflow"]
        assert whole == cell["expected"] + cell["office"] + cell["absent"] + cell["left"]
        assert (cell["reason"] is not None) == (cell["left"] > 0)


def test_visits_add_up_to_the_accounts(district):
    """Over a district: people and invitations of all visits to a place are those of its account."""
    people, invited = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for trip in district["trips"]:
        for day in trip["days"]:
            for visit in day["visits"]:
                people.update({(visit["place"], s): n for s, n in visit["people"].items()})
                invited.update({(visit["place"], s): n for s, n in visit["invited"].items()})
                assert all(visit["invited"][s] >= n for s, n in visit["people"].items())
    for place in district["places"]:
        for service, cell in place["cells"].items():
            assert people[place["code"], service] == cell["expected"]
            assert invited[place["code"], service] == cell["expected"] + cell["absent"]


def test_costs_are_one_amount(district):
    """Trips, budget lines, cost level and the total are the same rupiah."""
    trips = sum(trip["cost_rupiah"] for trip in district["trips"])
    assert trips == sum(line["amount"] for line in district["budget"])
    assert trips == district["levels"][1]["value"] == district["cost_rupiah"] > 0


def test_a_run_without_a_trip_is_a_bundle_too():
    """A budget of nothing: no trip, everyone left, the reason in words."""
    stated = store.bundle(replace(large.empty(), warnings=()))
    assert (stated["status"], stated["trips"], stated["cost_rupiah"]) == ("infeasible", [], 0)
    assert {row["reason"] for row in stated["unserved"]} == {"budget"}


def test_an_outcome_that_disagrees_with_itself_is_not_written():
    """Accounts of a plan with one trip less: 17 + 16 people too many on the visits."""
    outcome = sample.outcome()
    fewer = accounts(outcome.problem, outcome.result.plan.trips[:1])
    with pytest.raises(ValueError, match="the outcome disagrees with itself"):
        store.bundle(replace(outcome, accounts=fewer))


@given(
    turnout=some.integers(1, 100),
    available=some.integers(1, 400),
    cuts=some.lists(some.integers(0, 400), max_size=6),
)
def test_invitations_never_pile_up(turnout, available, cuts):
    """However a place's people are cut into visits, all visits invite what one would."""
    posed = tiny.problem([available], tiny.line_of(10), days=7, policy=Policy("reach", "split", turnout))
    expected = int(posed.expected[0])
    ends = sorted({min(cut, expected) for cut in cuts} | {0, expected})
    parts = [b - a for a, b in pairwise(ends)]
    dated = [
        sample.dated(posed, str(n), "T1", slot.date, Visit(0, ((0, people),)))
        for n, (people, slot) in enumerate(zip(parts, posed.slots, strict=False))
    ]
    invited = [record.days[0].visits[0].invited["KTP"] for record in trips(posed, dated)]
    assert sum(invited) == (available if expected else 0)
    assert all(asked >= people for asked, people in zip(invited, parts, strict=True))


@pytest.mark.parametrize(
    ("minutes", "clock"), [(0, "00:00"), (450, "07:30"), (719, "11:59"), (1439, "23:59"), (1510, "25:10")]
)
def test_clock_times_have_two_digits(minutes, clock):
    """Minutes after midnight as HH:MM; the hours run on past midnight."""
    assert hh_mm(minutes) == clock


@pytest.mark.parametrize(
    ("parts", "units"), [(0, "0"), (100, "1"), (10_050, "100.5"), (12_345, "123.45"), (-7, "-0.07")]
)
def test_hundredths_print_as_persons(parts, units):
    """Whole where whole, else at most two decimals, exactly."""
    assert repr(in_units(parts, 100)) == units


def test_cells_of_one_place_and_the_same_services_keep_apart():
    """A second cell of the same people (a month later, say) gets a number."""
    region = sample.problem().region
    again = replace(region, cells=(*region.cells, region.cells[2]))
    assert cell_labels(again) == ("KTP", "KTP", "KTP+IKD", "IKD", "KTP", "KTP+IKD#2")


@pytest.mark.parametrize(
    ("path", "recorded"),
    [
        (PurePath("data/uji/a.csv"), "data/uji/a.csv"),
        (PurePath("/home/rahasia/uji/a.csv"), "uji/a.csv"),
        (PurePath("/a.csv"), "a.csv"),
        (PureWindowsPath("C:\\Users\\rahasia\\uji\\a.csv"), "uji/a.csv"),
        (PureWindowsPath("data\\uji\\a.csv"), "data/uji/a.csv"),
    ],
)
def test_inputs_do_not_tell_where_an_office_keeps_its_files(path, recorded):
    """A relative path stays, of an absolute one only file and folder are recorded."""
    assert input_path(InputFile(path, "ab" * 32)) == recorded
