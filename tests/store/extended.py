"""A small run with a night out, opening hours, a closed road, kits under repair, floors and a target.

Five places on one straight road (1,000 m a minute), Monday to Wednesday; everyone invited comes:

    place                       minutes  people                            open
    P0  desa, kecamatan K0           30  KTP 10                            always
    P1  desa, K0, with beds         150  KTP 30                            always
    P2  school, K1                  160  KTP 20, 6 aged 16, 4 from 1 Feb   08:00-12:00, shut 7-9 January
    P3  homes of P0, K1              30  KTP 3, 15 minutes each            07:00-08:30
    P4  desa, K2                     60  KTP 8, IKD 4 (office 1)           10:00-15:00

The road to P4 is closed on Monday. One kit works on Monday, two from Tuesday, so that T2 stays at home on
Monday; it has Wednesday off. Tuesday is an hour and a quarter shorter (390 minutes).

J001, T1 Monday and Tuesday: at P1 10:00, 30 + 24 x 5 minutes and the break to 13:30, asleep there. Leaving
at 09:20 instead of 07:30 gets it to P2 (10 minutes) from 09:30 to 12:00: 30 + (20 + 4) x 5; home after the
break, 13:00 to 15:40. 320 km: Rp 320,000, 32 litres, meals 4 x 35,000, allowance 4 x 150,000, data 2 x
25,000 = Rp 1,110,000.
J002, T2 Tuesday: leaving at 07:35, as P3 shuts at 08:30: 08:05, 10 + 15 minutes; P4 at 09:00, where it waits
an hour; 30 + 2 x 4 minutes to 10:38, home 11:38. 120 km: Rp 120,000 + 70,000 + 25,000 = Rp 215,000.

Weights: access half per hour up to two (P0 .25, P1 1, P2 1, P3 .25, P4 .5); P0 last visited a year ago .2;
P1 has 30 of 100 waiting where the region has 43 of 200, 3 at
home: .395 of .5, cut to .19; P4's letter .3; P2's deadline .4.
24 x 2.19 + 24 x 2.4 + 1.25 + 2 x 1.8 = 115.01 weighted people.
Floors, half of those expected: K0 20 (24 reached), K1 16 of 33 (25), K2 5 of 11 (2): 3 short.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from optimizer.core.accounts import accounts, unserved
from optimizer.core.budget import price
from optimizer.core.calendar import WorkDay
from optimizer.core.marginals import Marginal
from optimizer.core.outcome import Outcome
from optimizer.core.plan import Incumbent, Plan, Result, Stop, Trip, Visit
from optimizer.core.policy import DeadlineClass, Policy
from optimizer.core.pose import pose
from optimizer.core.problem import Problem
from optimizer.core.region import Cell, Closure, Kit, Lodging, Opening, Request, Source
from optimizer.core.schedule import DatedTrip, Schedule
from optimizer.core.score import clock_trip, effort_of, levels, trip_cost
from optimizer.core.travel import UNREACHABLE
from tests import tiny

MONDAY, TUESDAY, WEDNESDAY = date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 7)
WEEK = frozenset(range(5))
ASSUMED = Source("asumsi uji", "2026", True)
BY_AGE = Source("taksiran umur", "2026", True)
CLOSED = "kemarau tanpa R4"


def problem() -> Problem:
    """The problem above."""
    ikd = replace(tiny.IKD, target=5)
    area = tiny.region(
        [10, 30, 20, 3, {("KTP",): 8, ("IKD",): 4}], teams=2, services=(tiny.KTP, ikd)
    )  # fmt: skip
    p0, p1, p2, p3, p4 = area.places
    places = (
        replace(p0, must_hold=100, last_visit=date(2025, 1, 5)),
        replace(p1, must_hold=100),
        replace(
            p2,
            kind="sekolah",
            opening=Opening(WEEK, 480, 720, ((date(2026, 1, 7), date(2026, 1, 9)),)),
            rounds=True,
        ),
        replace(p3, kind="rumah", within="P0", node="P0", opening=Opening(WEEK, 420, 510)),
        replace(p4, opening=Opening(WEEK, 600, 900)),
    )
    c0, c1, c2, c3, c4, c5 = area.cells
    cells = (
        c0,
        c1,
        replace(c2, group="pemula"),
        Cell("P2", ("KTP",), 6, BY_AGE, group="usia_16"),
        Cell("P2", ("KTP",), 0, ASSUMED, inflow=4, group="pemula", release=date(2026, 2, 1)),
        replace(c3, group="lansia", minutes=15),
        c4,
        replace(c5, office=1),
    )
    t1, t2 = area.teams
    area = replace(
        area,
        places=places,
        cells=cells,
        teams=(t1, replace(t2, days_off=frozenset({WEDNESDAY}))),
        vehicles=tuple(replace(vehicle, seats=7, millilitres=100) for vehicle in area.vehicles),
        links=tuple(replace(link, name="Jalan Uji") for link in area.links),
        kits=(
            Kit("A1", "baik", None, "KANTOR", "daftar alat"),
            Kit("A2", "kembali", TUESDAY, "KANTOR", "daftar alat"),
            Kit("A3", "rusak", None, "KANTOR", "daftar alat"),
        ),
        requests=(Request("P4", date(2026, 1, 2), "470/1"),),
        closures=(
            Closure("R4", date(2025, 12, 27), MONDAY, (), "tinggi", "laporan uji"),
            Closure("R3", date(2025, 3, 1), date(2025, 3, 9), (), "tinggi", "laporan lama"),
        ),
        lodgings=(Lodging("P1", "Penginapan Uji", ASSUMED),),
    )
    policy = Policy(
        access_weight=50,
        letter_weight=30,
        last_visit_weight=20,
        coverage_weight=50,
        deadlines=(DeadlineClass(date(2026, 1, 9), kinds=("sekolah",), weight=40),),
        floor_percent=50,
        max_nights=1,
    )
    travel = tiny.travel(tiny.line_of(30, 150, 160, 30, 60))
    layer = travel.layers["minibus", "kemarau"]
    open_roads = replace(layer, estimated_metres=layer.metres // 10)
    minutes, metres = layer.minutes.copy(), layer.metres.copy()
    for each in (minutes, metres):
        each[5, :5] = each[:5, 5] = UNREACHABLE
    closed = replace(layer, minutes=minutes, metres=metres, estimated_metres=layer.metres // 5)
    travel = replace(
        travel, layers={("minibus", "kemarau"): open_roads, ("minibus", CLOSED): closed}
    )  # fmt: skip
    days = (
        WorkDay(MONDAY, 450, 975, (720, 780), CLOSED),
        WorkDay(TUESDAY, 450, 900, (720, 780), "kemarau"),
        WorkDay(WEDNESDAY, 450, 975, (720, 780), "kemarau"),
    )
    calendar = replace(tiny.calendar(3), days=days)
    return pose(area, travel, calendar, tiny.TARIFF, policy)


def outcome(posed: Problem | None = None) -> Outcome:
    """The run above."""
    posed = posed or problem()
    k = {(slot.team, slot.date): slot.slot_class for slot in posed.slots}
    night_out = Trip(
        k["T1", MONDAY],
        ((Visit(1, ((1, 24),)),), (Visit(2, ((2, 20), (3, 4))),)),
        (k["T1", TUESDAY],),
        (2,),
    )
    home_visit = Trip(k["T2", TUESDAY], ((Visit(3, ((5, 1),)), Visit(4, ((7, 2),))),))
    trips = (
        dated(posed, "J001", "T1", (MONDAY, TUESDAY), night_out),
        dated(posed, "J002", "T2", (TUESDAY,), home_visit),
    )
    plan, schedule = Plan((night_out, home_visit)), Schedule(trips)
    floors, people, cost = levels(posed, plan)
    return Outcome(
        name="luas",
        case="uji",
        created="2026-01-02T08:00:00+07:00",
        today=date(2026, 1, 2),
        problem=posed,
        result=Result(
            plan=plan,
            status="feasible",
            levels=(replace(floors, bound=1), people, cost),
            engine="routing",
            seed=7,
            stop=Stop(work=5),
            hit="work",
            seconds=1.5,
            trace=(
                Incumbent(0.5, (3, 11_000, 1_400_000)),
                Incumbent(1.0, (3, 11_501, 1_325_000), (1, None, None)),
            ),
            marginals=(Marginal("team_day", "2", 1, 125_000, "rupiah", MONDAY),),
        ),
        schedule=schedule,
        budget=price(posed, schedule),
        accounts=accounts(posed, plan.trips),
        unserved=unserved(posed, plan.trips),
        baselines=(),
        warnings=(),
        settings={"weeks": 1},
        versions={"jemput-bola": "0.1.0"},
        seconds=2.0,
    )


def dated(posed: Problem, trip_id: str, team: str, dates: tuple[date, ...], trip: Trip) -> DatedTrip:
    """A trip on its dates."""
    clocks = clock_trip(posed, trip)
    effort = effort_of(posed, trip, clocks)
    return DatedTrip(trip_id, team, dates, trip, clocks, effort, trip_cost(posed, trip))
