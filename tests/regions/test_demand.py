"""People moved to schools and homes: nobody lost, nobody counted twice, every part on or off."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from pydantic import ValidationError

from optimizer.core.policy import Policy
from optimizer.core.pose import pose
from optimizer.core.problem import Problem
from optimizer.core.region import Region
from optimizer.errors import InputError
from optimizer.regions.calendar import make_calendar
from optimizer.regions.demand import populated
from optimizer.regions.demand_params import DemandParams, ShutParams
from optimizer.regions.params import ServiceParams
from optimizer.regions.read import read
from optimizer.settings import load
from optimizer.texts import LANGUAGES, tell
from tests import tiny
from tests.regions.district import DATA, ROOT, brief, copy, defects, put
from tests.regions.district import params as region_params
from tests.regions.meeting import FORTNIGHT, district, horizon, keys, params, school, waiting

CASES = sorted(path.stem for path in (ROOT / "configs" / "cases").glob("*.yaml"))
EVERYTHING = {"schools": True, "home_visits": True, "from_age": 16, "inflow": "all", "office": True}


def test_all_parts_off_change_nothing() -> None:
    """With every switch off, the region is the one read."""
    region = district(schools=[school(1, 20)], homes={"P0": (1, 1)}, must_hold=1000)
    assert populated(region, params(), FORTNIGHT) == region


def test_students_leave_the_desa_of_their_kecamatan() -> None:
    """Of 21 students 10 are 17, half of them wait: 5, from 20 and 10 who may leave: 3.3 and 1.7."""
    region = populated(district(schools=[school(1, 21)]), params(schools=True), FORTNIGHT)
    assert waiting(region) == {"P0": 37, "P1": 18, "P2": 30, "S1": 5}
    assert keys(region) == ["schools"]
    place = region.places[-1]
    assert (place.code, place.kind, place.node, place.kecamatan, place.rounds) == (
        "S1", "sekolah", "P0", "Kecamatan 0", True,
    )  # fmt: skip
    assert [(c.services, c.group, c.extra, c.source.estimated) for c in region.cells[3:]] == [
        (("KTP",), "pemula", False, True)
    ]


def test_a_desa_keeps_the_count_as_tabled_for_its_coverage() -> None:
    """40, 20 and 30 waited; homes and the school take from P0 and P1 only, which both keep their own."""
    made = district(schools=[school(1, 21)], homes={"P0": (2, 1)})
    region = populated(made, params(schools=True, home_visits=True), FORTNIGHT)
    before = {place.code: place.waiting_before for place in region.places}
    assert [before[code] for code in ("P0", "P1", "P2", "S1")] == [40, 20, None, None]


def test_what_the_kecamatan_does_not_give_comes_from_the_rest() -> None:
    """44 wanted: 20 + 10 from the kecamatan, which keeps half, and 14 of the 15 who may leave elsewhere."""
    region = populated(district(schools=[school(1, 176)]), params(schools=True), FORTNIGHT)
    assert waiting(region) == {"P0": 20, "P1": 10, "P2": 16, "S1": 44}


def test_no_more_students_than_may_leave() -> None:
    """100 wanted over two schools, 45 may leave (20 + 10 + 15): 30 and 15 by students, and it is said."""
    schools = [school(1, 266), school(2, 134, kecamatan="K1")]  # 133 and 67 are 17: 133 / 200 × 45 = 29.9
    region = populated(district(schools=schools), params(schools=True), FORTNIGHT)
    assert waiting(region) == {"P0": 20, "P1": 10, "P2": 15, "S1": 30, "S2": 15}
    short = next(m for m in region.warnings if m.key == "regions.demand_short")
    assert short.values == {"wanted": 100, "moved": 45}


def test_a_place_keeps_its_share_rounded_up() -> None:
    """Of 1 waiting half is kept, that is 1: nobody leaves."""
    region = populated(district((1, 1, 1), schools=[school(1, 400)]), params(schools=True), FORTNIGHT)
    assert waiting(region) == {"P0": 1, "P1": 1, "P2": 1, "S1": 0}


def test_people_at_home_leave_their_own_desa() -> None:
    """15 elderly at 20 minutes and 5 disabled at 25 leave P0: half of its 40, so all 5 students leave P1."""
    region = district(schools=[school(1, 20)], homes={"P0": (15, 5)})
    made = populated(region, params(home_visits=True, schools=True), FORTNIGHT)
    assert waiting(made) == {"P0": 20, "P1": 15, "P2": 30, "P0-RUMAH": 20, "S1": 5}
    home = next(place for place in made.places if place.kind == "rumah")
    assert (home.within, home.node, home.name) == ("P0", "P0", "Rumah warga Desa 0")
    cells = [(c.group, c.waiting, c.minutes) for c in made.cells if c.place == home.code]
    assert cells == [("lansia", 15, 20), ("disabilitas", 5, 25)]


def test_homes_never_hold_more_than_wait() -> None:
    """4 waiting, 3 elderly and 3 disabled: the disabled are cut to 1, the desa is empty, nobody negative."""
    made = populated(district((4, 0, 0), homes={"P0": (3, 3)}), params(home_visits=True), FORTNIGHT)
    assert waiting(made) == {"P0": 0, "P1": 0, "P2": 0, "P0-RUMAH": 4}


def test_only_those_who_need_the_service_alone_are_moved() -> None:
    """10 need KTP, 30 KTP and IKD in one sitting: at most the half of 10 go to school."""
    people = ({("KTP", "IKD"): 30, ("KTP",): 10}, 0, 0)
    made = populated(district(people, schools=[school(1, 80)]), params(schools=True), FORTNIGHT)
    assert [cell.waiting for cell in made.cells] == [30, 5, 0, 0, 5]


def test_moving_counted_people_is_said() -> None:
    """An office's own count is moved too, with a warning of how many people at how many places."""
    region = district(schools=[school(1, 21)], counted=True)
    made = populated(region, params(schools=True), FORTNIGHT)
    assert waiting(made)["S1"] == 5
    said = next(m for m in made.warnings if m.key == "regions.demand_observed")
    assert said.values == {"people": 5, "places": 2}


def test_sixteen_year_olds_come_on_top() -> None:
    """11 of 21 students are 16, 90 percent of them wait: 10 beside the 90 published."""
    made = populated(district(schools=[school(1, 21)]), params(schools=True, from_age=16), FORTNIGHT)
    assert sum(waiting(made).values()) == 90
    assert waiting(made, extra=True)["S1"] == 10
    assert keys(made) == ["schools", "sixteen"]


def test_schools_done_are_not_visited() -> None:
    """A kecamatan done takes out its school with the reason; its students stay where they were."""
    region = district(schools=[school(1, 21), school(2, 21, kecamatan="K1")])
    made = populated(region, params(schools=True, done_kecamatan={"K0": "sekolah kota"}), FORTNIGHT)
    assert waiting(made) == {"P0": 40, "P1": 20, "P2": 25, "S2": 5}
    assert made.warnings[0].values == {"schools": 1, "reason": "sekolah kota"}
    both = params(schools=True, done_kecamatan={"K0": "kota"}, done_schools={"S2": "sudah"})
    assert waiting(populated(region, both, FORTNIGHT)) == waiting(region)


def test_schools_done_that_are_not_there_are_defects() -> None:
    """An unknown kecamatan gets the known ones, a misspelt school the one probably meant; all at once."""
    wrong = params(schools=True, done_kecamatan={"K9": "x"}, done_schools={"S11": "y"})
    with pytest.raises(InputError) as error:
        populated(district(schools=[school(1, 21)]), wrong, FORTNIGHT)
    assert brief(list(error.value.defects)) == [
        ("region.demand", None, "done_kecamatan", "kecamatan_unknown"),
        ("region.demand", None, "done_schools", "school_unknown_near"),
    ]


def test_a_school_with_a_point_of_its_own_joins_the_roads() -> None:
    """Its node and link come with it; a school standing at a desa brings neither."""
    region = district(schools=[school(1, 20, tie=True), school(2, 20)])
    made = populated(region, params(schools=True), FORTNIGHT)
    assert [node.id for node in made.nodes[len(region.nodes) :]] == ["S1"]
    assert [link.id for link in made.links[len(region.links) :]] == ["SEKOLAH-S1"]
    assert [place.node for place in made.places[3:]] == ["S1", "P0"]


def opened(**hours: object) -> DemandParams:
    """Schools on, open as said."""
    return params(schools=True, school_hours=hours)


def test_schools_are_shut_on_their_days() -> None:
    """20 December to 6 January of every year, once over New Year; 2 March of 2026 only."""
    shut = {
        "libur": {"first": "12-20", "last": "01-06"},
        "rapat": {"first": "2026-03-02", "last": "2026-03-02"},
        "dihapus": None,
    }
    calendar = horizon(date(2026, 1, 1), date(2027, 1, 31))
    made = populated(district(schools=[school(1, 20)]), opened(weekdays=["mon", "sat"], shut=shut), calendar)
    opening = made.places[-1].opening
    assert opening is not None
    assert opening.shut == (
        (date(2025, 12, 20), date(2026, 1, 6)),
        (date(2026, 3, 2), date(2026, 3, 2)),
        (date(2026, 12, 20), date(2027, 1, 6)),
    )
    # Mondays: 5 January and 2 March are shut, 12 January and 21 December as well, 9 March is open.
    days = [date(2026, 1, 5), date(2026, 1, 12), date(2026, 3, 2), date(2026, 3, 9), date(2026, 12, 21)]
    assert [opening.on(day) for day in days] == [False, True, False, True, False]
    assert opening.on(date(2026, 3, 7))  # a Saturday
    assert not opening.on(date(2026, 3, 10))  # a Tuesday


def test_a_day_the_month_lacks_is_its_last() -> None:
    """29 February is the 28th in 2026 and the 29th in 2028; 31 December exists every year."""
    shut = {"akhir": {"first": "02-29", "last": "02-29"}, "tahun": {"first": "12-31", "last": "12-31"}}
    calendar = horizon(date(2026, 1, 1), date(2028, 3, 31))
    opening = populated(district(schools=[school(1, 20)]), opened(shut=shut), calendar).places[-1].opening
    assert opening is not None
    assert [first for first, _ in opening.shut if first.month == 2] == [
        date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29),
    ]  # fmt: skip
    assert [first for first, _ in opening.shut if first.month == 12] == [
        date(2026, 12, 31), date(2027, 12, 31),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last"), [("12-20", "2026-01-06"), ("2026-03-02", "2026-03-01"), ("13-01", "13-02")]
)
def test_a_range_of_days_is_of_one_kind_and_in_order(first: str, last: str) -> None:
    """A day of every year beside a date, a range that ends before it begins, and month 13 are refused."""
    with pytest.raises(ValidationError):
        ShutParams.model_validate({"first": first, "last": last})


def posed(region: Region, made: DemandParams) -> Problem:
    """The problem of the district over a fortnight, all places 10 minutes apart."""
    calendar = tiny.calendar(10)
    populace = populated(region, made, calendar)
    codes = [place.code for place in populace.places]
    minutes = [[0 if a == b else 10 for b in range(len(codes) + 1)] for a in range(len(codes) + 1)]
    return pose(populace, tiny.travel(minutes, codes), calendar, tiny.TARIFF, Policy())


SWITCHES = (
    {"schools": True},
    {"schools": True, "from_age": 16},
    {"home_visits": True},
    {"schools": True, "inflow": "schools"},
    {"inflow": "all"},
    {"office": True},
)


def test_no_switch_is_inert() -> None:
    """Each switch, and each value of it, makes another problem: other people to expect at other places."""
    region = district(schools=[school(1, 42)], homes={"P0": (3, 2)}, must_hold=4000)
    made = [posed(region, params(**on)) for on in ({}, *SWITCHES)]
    seen = {tuple(zip(p.cell_place.tolist(), p.expected.tolist(), strict=True)) for p in made}
    assert len(seen) == len(SWITCHES) + 1


def test_no_slot_serves_a_school_on_a_shut_day() -> None:
    """Shut from 5 to 9 January, open from the 12th: the school's cell is barred on the first five days."""
    hours = {
        "start": "07:30",
        "end": "14:00",
        "shut": {"ujian": {"first": "2026-01-05", "last": "2026-01-09"}},
    }
    problem = posed(district(schools=[school(1, 20)]), params(schools=True, school_hours=hours))
    barred = [not problem.classes[slot.slot_class].allowed[-1] for slot in problem.slots]
    assert barred == [True] * 5 + [False] * 5
    assert (problem.classes[0].opens[-1], problem.classes[0].closes[-1]) == (450, 840)


@pytest.mark.parametrize("case", CASES)
def test_every_case_keeps_its_published_total(case: str) -> None:
    """With every part on, people waiting by service still sum to the tables', and nobody is negative."""
    settings = load(ROOT / "configs", case=case)
    region = read(settings.region.data, settings.region)
    assert settings.plan.start is not None
    start = settings.plan.start
    calendar = make_calendar(start, date(start.year, 12, 31), settings.calendar)
    demand = DemandParams.model_validate({**settings.region.demand.model_dump(), **EVERYTHING})
    made = populated(region, demand, calendar)
    for services in {cell.services for cell in region.cells}:
        here = [cell for cell in made.cells if cell.services == services and not cell.extra]
        before = sum(cell.waiting for cell in region.cells if cell.services == services)
        assert sum(cell.waiting for cell in here) == before
    assert all(0 <= cell.office <= cell.waiting and cell.inflow >= 0 for cell in made.cells)
    assert len({place.code for place in made.places}) == len(made.places)
    assert {place.node or place.code for place in made.places} <= {node.id for node in made.nodes}
    assert populated(region, demand, calendar) == made
    spoken = [tell(message, lang) for message in made.warnings for lang in LANGUAGES]
    assert len(spoken) == 2 * len(made.warnings) > 2 * len(region.warnings)


def test_settings_survive_the_record_of_a_run() -> None:
    """Written as plain data and read again, days of the year and dates are what they were."""
    settings = load(ROOT / "configs", region="rejang_lebong").region.demand
    dated = {"ujian": {"first": date(2026, 3, 2), "last": date(2026, 3, 6)}}
    made = settings.model_copy(
        update={"home_hours": settings.home_hours.model_validate({"shut": dated}), "unrecorded_at_17": 12.5}
    )
    assert DemandParams.model_validate(json.loads(json.dumps(made.model_dump(mode="json")))) == made


def test_a_target_is_a_number_or_an_assumption() -> None:
    """50,421 IKD over the region, as a number and by the name of an assumption."""
    services = region_params().services
    ktp = next(service for service in services if service.code == "KTP")
    for target, expected in ((50_421, 50_421), ("jumlah_tim", 2), (None, None)):
        ikd = ServiceParams.model_validate({"code": "IKD", "name": "IKD", "column": "belum_ikd",
                                            "optional": True, "minutes": 5, "target": target})  # fmt: skip
        region = read(DATA, region_params(services=(ktp, ikd)))
        assert [service.target for service in region.services] == [None, expected]


def test_assumptions_of_demand_are_checked_when_reading(tmp_path) -> None:
    """Missing where no general one stands in, above 100 percent, half a minute: one defect each."""
    folder = copy(tmp_path)
    lines = [line.split(",")[0] for line in (folder / "asumsi.csv").read_text(encoding="utf-8").splitlines()]
    for key, value in (("persen_tetap_di_desa", "101"), ("menit_rekam_lansia", "12.5")):
        put(folder, "asumsi", lines.index(key) + 1, "tengah", value)
        put(folder, "asumsi", lines.index(key) + 1, "tinggi", "200")
    put(
        folder,
        "asumsi",
        lines.index("persen_siswa_17_belum_rekam") + 1,
        "kunci",
        "persen_siswa_17_belum_rekamm",
    )
    assert {(row, key) for _, row, _, key in brief(defects(folder))} == {
        (None, "no_assumption_near"),
        (lines.index("persen_tetap_di_desa") + 1, "assumption_not_percent"),
        (lines.index("menit_rekam_lansia") + 1, "assumption_not_whole"),
    }


def test_a_share_out_of_range_is_refused_when_used() -> None:
    """110 percent of students, set in the region itself, is no plan but a defect."""
    with pytest.raises(InputError) as error:
        populated(district(schools=[school(1, 20)]), params(schools=True, unrecorded_at_17=110), FORTNIGHT)
    assert brief(list(error.value.defects)) == [("asumsi", None, "tengah", "assumption_not_percent")]


def test_a_newcomer_needs_no_tables() -> None:
    """Without schools, homes and card holders nothing changes, and nothing is said."""
    settings = load(ROOT / "configs", region="rejang_lebong")
    region = replace(district(), assumptions=())
    assert populated(region, settings.region.demand, FORTNIGHT) == region
