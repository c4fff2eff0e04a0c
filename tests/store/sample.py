"""One small run whose every figure is derived by hand.

Four desa on one straight road, 20, 35 and 60 minutes from the office (1,000 m a minute), the last on no
road; two teams of two with one kit, Monday and Tuesday; 80 percent come:

    place  people                      available  expected (61 = 80 % of 76, largest remainder)
    P0     KTP 40 + 5 new, office 5    40         32
    P1     KTP 5, KTP and IKD 15       5, 15      4, 12         signal unknown
    P2     IKD 10                      10         8             no signal
    P3     KTP 6                       6          5             no road

Monday T1 serves 15 at P0: 20 + 30 + 75 + 20 = 145 minutes, 40 km, Rp 40,000 + 2 x 35,000 + 25,000.
Tuesday T2 serves 17 at P0 and all at P1: 20 + 30 + 85, 15 + 30 + 4 x 5 + 12 x 9, 35 = 343 minutes, 70 km,
Rp 70,000 + 70,000 + 25,000. Together Rp 300,000.
A person's weight is 1 + half per hour of driving, cut to hundredths: 1.16, 1.29, 1.50, 2.00; KTP and IKD
together count twice: 32 x 1.16 + 4 x 1.29 + 12 x 2.58 = 73.24 weighted people.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path, PurePath

from optimizer.core.accounts import accounts, unserved
from optimizer.core.budget import price
from optimizer.core.calendar import DayOff
from optimizer.core.outcome import Baseline, Outcome
from optimizer.core.plan import Incumbent, Plan, Result, Stop, Trip, Visit
from optimizer.core.policy import Policy
from optimizer.core.pose import pose
from optimizer.core.problem import Problem
from optimizer.core.region import Assumption, InputFile, Source
from optimizer.core.schedule import DatedTrip, Schedule
from optimizer.core.score import clock_trip, effort_of, levels, trip_cost
from optimizer.errors import Message
from optimizer.store.writer import write
from tests import tiny

GOLDEN = Path(__file__).parent / "golden" / "plan.json"
MONDAY, TUESDAY = tiny.MONDAY, date(2026, 1, 6)
ESTIMATE = Source("perkiraan menurut penduduk", "2026", True)
OFFICE = Source("rekap kantor", "2025-12-31", False)


def problem(sha256: str = "ab" * 32) -> Problem:
    """The problem above."""
    region = tiny.region(
        [40, {("KTP",): 5, ("KTP", "IKD"): 15}, {("IKD",): 10}, 6],
        teams=2,
        signals={1: "tidak_diketahui", 2: "tidak"},
    )
    first, *others = region.cells
    cells = (
        replace(first, inflow=5, office=5, source=OFFICE),
        *(replace(c, source=ESTIMATE) for c in others),
    )
    region = replace(
        region,
        cells=cells,
        assumptions=(Assumption("turnout_percent", 60, 80, 95, "%", "belum diukur"),),
        inputs=(InputFile(PurePath("data/uji/permintaan.csv"), sha256),),
    )
    road = tiny.line_of(20, 35, 60)
    minutes = [[*row, None] for row in road] + [[None] * 4 + [0]]
    calendar = replace(tiny.calendar(2), off=(DayOff(date(2026, 1, 7), "Libur uji"),))
    policy = Policy(visits="split", turnout_percent=80, access_weight=50)
    return pose(region, tiny.travel(minutes), calendar, tiny.TARIFF, policy)


def outcome(name: str = "uji", posed: Problem | None = None) -> Outcome:
    """The run above."""
    posed = posed or problem()
    trips = (
        dated(posed, "J001", "T1", MONDAY, Visit(0, ((0, 15),))),
        dated(posed, "J002", "T2", TUESDAY, Visit(0, ((0, 17),)), Visit(1, ((1, 4), (2, 12)))),
    )
    plan, schedule = Plan(tuple(trip.trip for trip in trips)), Schedule(trips)
    people, cost = levels(posed, plan)
    return Outcome(
        name=name,
        case=None,
        created="2026-01-02T08:00:00+07:00",
        today=date(2026, 1, 2),
        problem=posed,
        result=Result(
            plan=plan,
            status="feasible",
            levels=(replace(people, bound=8_000), cost),
            engine="routing",
            seed=7,
            stop=Stop(seconds=30.0),
            hit="seconds",
            seconds=30.25,
            trace=(Incumbent(0.5, (6_912, 290_000)), Incumbent(2.0, (7_324, 300_000))),
            bound_relaxes=("region_caps",),
        ),
        schedule=schedule,
        budget=price(posed, schedule),
        accounts=accounts(posed, plan.trips),
        unserved=unserved(posed, plan.trips),
        baselines=(Baseline("rotation", "equal", 40, 5_050, 310_000, 2, 48, 7_324, 300_000, 2),),
        warnings=(Message("store.estimated.points", {"count": 3, "places": 4}),),
        settings={
            "weeks": 1,
            "seed": 7,
            "horizon": {"start": "2026-01-05"},
            "teams": ["T1", "T2"],
            "budget": None,
        },
        versions={"jemput-bola": "0.1.0"},
        seconds=31.4,
    )


def dated(posed: Problem, trip_id: str, team: str, day: date, *visits: Visit) -> DatedTrip:
    """A day trip on its date."""
    slot_class = next(s.slot_class for s in posed.slots if (s.team, s.date) == (team, day))
    trip = Trip(slot_class, (visits,))
    clocks = clock_trip(posed, trip)
    return DatedTrip(
        trip_id, team, (day,), trip, clocks, effort_of(posed, trip, clocks), trip_cost(posed, trip)
    )


def renew(folder: Path) -> None:
    """Make the golden file anew, through a run written into an empty `folder`."""
    GOLDEN.write_bytes((write(outcome(), folder / "uji") / "plan.json").read_bytes())
