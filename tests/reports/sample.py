"""Sample outcomes for report tests: tiny problems and one the size of a real district, planned greedily."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import PurePath
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

from optimizer.core.accounts import accounts, unserved
from optimizer.core.budget import price
from optimizer.core.calendar import Calendar
from optimizer.core.outcome import Baseline, Outcome
from optimizer.core.plan import Plan, Result, Stop, Trip, Visit
from optimizer.core.policy import DeadlineClass, Policy
from optimizer.core.pose import pose, visits_needed
from optimizer.core.problem import Problem
from optimizer.core.reading import Choice, Reading
from optimizer.core.region import (
    Assumption,
    Cap,
    Cell,
    Closure,
    InputFile,
    Kit,
    Link,
    LinkQuality,
    Lodging,
    Node,
    Opening,
    Place,
    PointQuality,
    Region,
    Request,
    Service,
    Signal,
    Source,
)
from optimizer.core.schedule import DatedTrip, Schedule
from optimizer.core.score import clock_trip, effort_of, levels, trip_cost
from optimizer.core.tariff import Driver, Rate, Tariff
from optimizer.core.travel import UNREACHABLE, Layer, Travel
from optimizer.errors import Message
from tests import tiny

ESTIMATE = Source("perkiraan menurut penduduk dan akses jalan", "2026-01-02", True)
OFFICIAL = Source("Disdukcapil, rekap DKB semester 2", "2025-12-31", False)
SERVICES = (
    Service("KTP", "KTP-el", 5),
    Service("IKD", "IKD", 4, needs_signal=True, cap=Cap(100)),
)
KECAMATAN = (
    "Kota Padang", "Padang Ulak Tanding", "Sindang Kelingi", "Curup", "Bermani Ulu", "Selupu Rejang",
    "Curup Utara", "Curup Timur", "Curup Selatan", "Curup Tengah", "Binduriang", "Sindang Beliti Ulu",
    "Sindang Dataran", "Sindang Beliti Ilir", "Bermani Ulu Raya",
)  # fmt: skip


def small(*, days: int = 5, **problem: object) -> Outcome:
    """Four desa on one road, two of them with IKD, over a week of one team."""
    return outcome(
        tiny.problem(
            [120, {("KTP",): 30, ("KTP", "IKD"): 12, ("IKD",): 9}, 45, {("IKD",): 20}],
            tiny.line_of(20, 35, 60, 90),
            days=days,
            signals={3: "tidak"},
            policy=Policy(turnout_percent=80),
            **problem,  # type: ignore[arg-type]
        )
    )


def empty() -> Outcome:
    """A district with people waiting, a budget of nothing, and so no trip at all."""
    problem = tiny.problem([30, 40], tiny.line_of(20, 35), policy=Policy(budget=0))
    return outcome(problem, trips=())


def hostile() -> Outcome:
    """Names and sources that try to become formulas, markup or scripts."""
    names = ('=HYPERLINK("http://x")', "+62 Desa", "-Desa", "@SUM(A1)", "<script>alert(1)</script>", "{=1+1}")
    problem = tiny.problem(
        [10] * len(names), tiny.line_of(*(10 * (i + 1) for i in range(len(names)))), days=3
    )
    places = tuple(
        replace(place, name=name, kecamatan=f"={place.kecamatan}")
        for place, name in zip(problem.region.places, names, strict=True)
    )
    return outcome(problem.replace(region=replace(problem.region, places=places, name="=1+1")))


def district(weeks: int = 4, teams: int = 2) -> Outcome:
    """156 desa and kelurahan in 15 kecamatan with 10,500 people waiting, `teams` over `weeks`."""
    region = _district(teams)
    calendar = tiny.calendar(5 * weeks)
    policy = Policy(turnout_percent=80, access_weight=50)
    return outcome(pose(region, _travel(region), calendar, _tariff(), policy), name="contoh-4-pekan")


def mixed(**policy: Any) -> Outcome:
    """A week with a school, homes of three desa, a night out, a broken kit, a closure and a choice."""
    region = mixed_region()
    problem = pose(
        region, mixed_travel(region), mixed_calendar(), tiny.TARIFF, Policy(**MIXED_POLICY | policy)
    )
    slot_class = {(slot.team, slot.date): slot.slot_class for slot in problem.slots}
    place = {one.code: number for number, one in enumerate(region.places)}
    cells: dict[str, list[int]] = {}
    for number, cell in enumerate(region.cells):
        cells.setdefault(cell.place, []).append(number)

    def visit(code: str, *people: int) -> Visit:
        loads = zip(cells[code], people or (int(problem.expected[c]) for c in cells[code]), strict=False)
        return Visit(place[code], tuple((cell, count) for cell, count in loads if count))

    monday, tuesday, wednesday, thursday, friday = (MONDAY + timedelta(days=n) for n in range(5))
    first, second = slot_class["T1", tuesday], slot_class["T1", wednesday]
    sleeps = int(problem.place_location[place["P2"]])
    planned = [
        ("P001", "T1", (monday,), Trip(slot_class["T1", monday], ((visit("P0", 30), visit("H0")),))),
        ("P002", "T2", (monday,), Trip(slot_class["T2", monday], ((visit("S1", 20, 10),),))),
        (
            "P003", "T1", (tuesday, wednesday),
            Trip(first, ((visit("P2"), visit("H2", 2, 1)), (visit("P3", 20),)), (second,), (sleeps,)),
        ),
        ("P004", "T2", (thursday,), Trip(slot_class["T2", thursday], ((visit("P1", 20, 4), visit("H1")),))),
        ("P005", "T1", (friday,), Trip(slot_class["T1", friday], ((visit("P0", 20),),))),
    ]  # fmt: skip
    dated = []
    for name, team, dates, trip in planned:
        clocks = clock_trip(problem, trip)
        effort, cost = effort_of(problem, trip, clocks), trip_cost(problem, trip)
        dated.append(DatedTrip(name, team, dates, trip, clocks, effort, cost))
    return outcome(problem, name="campuran", trips=sorted(dated, key=lambda one: (one.dates[0], one.team)))


MONDAY = tiny.MONDAY
MIXED_POLICY: dict[str, Any] = {
    "turnout_percent": 100,
    "visits": "split",
    "access_weight": 50,
    "letter_weight": 40,
    "last_visit_weight": 20,
    "coverage_weight": 30,
    "deadlines": (DeadlineClass(MONDAY + timedelta(days=30), kinds=("sekolah",), weight=25),),
    "floor_percent": 40,
    "max_nights": 2,
}


def mixed_region() -> Region:
    """Four desa in two kecamatan, homes of three of them, and a senior high school."""
    made = tiny.region(
        [60, {("KTP",): 40, ("KTP", "IKD"): 12}, 25, 45], teams=2, stations=2, services=SERVICES
    )
    made = replace(made, name="Kabupaten Campuran")
    desa = [
        replace(place, must_hold=400 + 50 * number, last_visit=date(2025, 3 + number, 10) if number else None)
        for number, place in enumerate(made.places)
    ]
    homes = [
        replace(
            desa[number], code=f"H{number}", name=f"Kunjungan rumah {desa[number].name}", kind="rumah",
            node=f"P{number}", within=f"P{number}", must_hold=None,
        )
        for number in range(3)
    ]  # fmt: skip
    school = replace(
        desa[1], code="S1", name="SMAN 1 Uji", kind="sekolah", lat=-3.52, lon=102.56, must_hold=None,
        last_visit=None, rounds=True,
        opening=Opening(frozenset(range(4)), 8 * 60, 13 * 60, ((MONDAY + timedelta(days=2),) * 2,)),
    )  # fmt: skip
    few, rooms = Source("taksiran rumah", "2026", True), Source("kecamatan; belum dikonfirmasi", "2026", True)
    cells = (
        *made.cells,
        Cell("H0", ("KTP",), 2, few, group="lansia", minutes=20),
        Cell("H0", ("KTP",), 1, few, group="disabilitas", minutes=30),
        Cell("H1", ("KTP",), 7, few, group="lansia", minutes=20),
        Cell("H1", ("KTP",), 2, few, group="disabilitas", minutes=30),
        Cell("H2", ("KTP",), 5, few, group="lansia", minutes=20),
        Cell("H2", ("KTP",), 1, few, group="disabilitas", minutes=30),
        Cell("S1", ("KTP",), 35, ESTIMATE, group="pemula"),
        Cell("S1", ("KTP",), 18, ESTIMATE, group="usia_16"),
    )
    links = tuple(replace(link, quality="perkiraan") if link.end == "P3" else link for link in made.links)
    nodes = (*made.nodes, Node("S1", "sekolah", school.name, school.lat, school.lon))
    return replace(
        made,
        places=(*desa, *homes, school),
        cells=cells,
        nodes=nodes,
        links=(*links, Link("R9", "KANTOR", "S1", 9.0, "secondary", "aspal", False, "osm", name="Jalan Uji")),
        services=(SERVICES[0], replace(SERVICES[1], target=20)),
        lodgings=(Lodging("P2", "Penginapan Kecamatan 1", rooms),),
        kits=(
            Kit("A-1", "baik", None, "KANTOR", "daftar alat"),
            Kit("A-2", "baik", None, "KANTOR", "daftar alat"),
            Kit("A-3", "kembali", MONDAY + timedelta(days=3), "KANTOR", "daftar alat"),
            Kit("A-4", "rusak", None, "KANTOR", "daftar alat"),
        ),
        requests=(Request("P2", date(2025, 12, 1), "140/07/2025"), Request("P1", date(2025, 2, 1), "140/02")),
        closures=(
            Closure("R3", MONDAY, MONDAY + timedelta(days=1), (), "tinggi", "longsor, dinas PU"),
            Closure("R9", MONDAY + timedelta(days=4), None, ("truk",), "sedang", "berita"),
        ),
        choices=(
            Choice("belum_rekam", 10_500, "angka terbaru menurut kantor", (Reading(3_302, ("F030",)),)),
        ),
        assumptions=(Assumption("home_minutes.lansia", 15, 20, 40, "menit", "belum diukur"),),
    )


def mixed_travel(region: Region) -> Travel:
    """One straight road; homes lie in their desa, the school 15 minutes out, P3 over an estimated link."""
    far = {"P0": 20, "P1": 40, "P2": 95, "P3": 110, "H0": 20, "H1": 40, "H2": 95, "S1": 15}
    codes = [place.code for place in region.places]
    made = tiny.travel(tiny.line_of(*(far[code] for code in codes)), codes)
    layer = made.layers["minibus", "kemarau"]
    rough = np.where(np.arange(len(far) + 1) == 1 + codes.index("P3"), 5_000, 0).astype(np.int32)
    layer = replace(layer, estimated_metres=np.minimum(rough[:, None] + rough[None], layer.metres))
    shut = layer.minutes.copy()
    shut[1 + codes.index("P3")] = shut[:, 1 + codes.index("P3")] = UNREACHABLE
    closed = replace(layer, minutes=shut, metres=np.where(shut == UNREACHABLE, UNREACHABLE, layer.metres))
    points = {place.code: (place.lat, place.lon) for place in region.places}
    lat, lon = zip(*[(-3.5, 102.5), *(points[code] for code in codes)], strict=True)
    layers = {("minibus", "kemarau"): layer, ("minibus", "kemarau tanpa R3"): closed}
    layers["minibus", "kemarau tanpa R9 (truk)"] = layer  # teams go by minibus
    return replace(made, layers=layers, node_lat=np.array(lat), node_lon=np.array(lon))


def mixed_calendar() -> Calendar:
    """Five working days, the road to P3 closed on the first two, the school's to lorries on the last."""
    days = tiny.calendar(5)
    roads = [replace(day, road_state="kemarau tanpa R3") for day in days.days[:2]]
    friday = replace(days.days[4], road_state="kemarau tanpa R9 (truk)")
    return replace(days, days=(*roads, *days.days[2:4], friday))


def outcome(problem: Problem, *, name: str = "contoh", trips: Iterable[DatedTrip] | None = None) -> Outcome:
    """A full outcome over a greedy plan (or over `trips`), with everything else a report prints."""
    dated = tuple(greedy(problem) if trips is None else trips)
    plan = Plan(tuple(trip.trip for trip in dated))
    *before, first, second = levels(problem, plan)
    values = (*before, replace(first, bound=first.value + first.value // 10), second)
    schedule = Schedule(dated)
    return Outcome(
        name=name,
        case=None,
        created="2026-01-02T08:00:00+07:00",
        today=date(2026, 1, 2),
        problem=problem,
        result=Result(
            plan,
            "feasible" if dated else "infeasible",
            values,
            "routing",
            7,
            Stop(seconds=30.0),
            "seconds",
            30.2,
        ),
        schedule=schedule,
        budget=price(problem, schedule),
        accounts=accounts(problem, plan.trips),
        unserved=unserved(problem, plan.trips),
        baselines=_baselines(problem, dated),
        warnings=(Message("line.no_slot"),) if not dated else (),
        settings={"weeks": 4, "purpose": problem.policy.purpose, "seed": 7},
        versions={"jemput-bola": "0.1.0", "ortools": "9.15.6755", "python": "3.11"},
        seconds=31.4,
    )


def greedy(problem: Problem) -> list[DatedTrip]:
    """Every slot in turn takes the largest place left, then its nearest neighbours while time lasts."""
    left, visits = problem.expected.astype(np.int64).copy(), Counter[int]()
    dated: list[DatedTrip] = []
    for number, slot in enumerate(problem.slots):
        taken = {v.place for t in dated if slot.date in t.dates for v in t.trip.visits}
        day = _fill(problem, slot.slot_class, left, visits, taken)
        if not day:
            continue
        for visit in day:
            visits[visit.place] += 1
            for cell, people in visit.loads:
                left[cell] -= people
        trip = Trip(slot.slot_class, (tuple(day),))
        clocks = clock_trip(problem, trip)
        dated.append(
            DatedTrip(
                f"P{number + 1:03d}", slot.team, (slot.date,), trip, clocks,
                effort_of(problem, trip, clocks), trip_cost(problem, trip),
            )
        )  # fmt: skip
    return dated


def _fill(
    problem: Problem, slot_class: int, left: np.ndarray, visits: Counter[int], taken: set[int]
) -> list[Visit]:
    slots, minutes = problem.classes[slot_class], problem.layer(slot_class).minutes
    spare, here, day, used = slots.work_minutes, slots.base, list[Visit](), Counter[int]()
    here = slots.base
    while True:
        options = []
        for place in range(problem.places):
            cells = np.flatnonzero((problem.cell_place == place) & slots.allowed & (left > 0))
            there = int(problem.place_location[place])
            extra = (
                int(minutes[here, there]) + int(minutes[there, slots.base]) - int(minutes[here, slots.base])
            )
            rest = (spare - extra - int(problem.setup[place])) * slots.stations
            if (
                len(cells)
                and place not in taken
                and visits[place] < problem.max_visits[place]
                and visits_needed(problem, place, slot_class)
                and extra < UNREACHABLE
                and rest > 0
            ):
                loads = _load(problem, cells, left, rest, used)
                if loads:
                    worth = sum(n for _, n in loads) if not day else -int(minutes[here, there])
                    options.append((worth, -place, loads, extra))
        if not options:
            return day
        _, negative, loads, extra = max(options)
        place = -negative
        day.append(Visit(place, loads))
        taken.add(place)
        spend = sum(n * int(problem.cell_minutes[c]) for c, n in loads)
        spare -= extra + int(problem.setup[place]) + -(-spend // slots.stations)
        here = int(problem.place_location[place])
        for number, cap in enumerate(problem.caps):
            used[number] += sum(n for c, n in loads if cap.cells[c])


def _load(
    problem: Problem, cells: np.ndarray, left: np.ndarray, rest: int, used: Counter[int]
) -> tuple[tuple[int, int], ...]:
    loads, taken = [], Counter(used)
    for cell in cells:
        people = min(int(left[cell]), rest // int(problem.cell_minutes[cell]))
        for number, cap in enumerate(problem.caps):
            if cap.cells[cell]:
                people = min(people, cap.people - taken[number])
        if people > 0:
            loads.append((int(cell), people))
            rest -= people * int(problem.cell_minutes[cell])
            for number, cap in enumerate(problem.caps):
                taken[number] += people if cap.cells[cell] else 0
    return tuple(loads)


def _baselines(problem: Problem, dated: tuple[DatedTrip, ...]) -> tuple[Baseline, ...]:
    first = levels(problem, Plan(tuple(t.trip for t in dated)))[-2].value
    people, cost = sum(v.people for t in dated for v in t.trip.visits), sum(t.cost for t in dated)
    trips = len(dated)
    few = (people // 3, first // 3, cost // 4, trips // 3)
    return (
        Baseline(
            "largest_first", "equal", people * 3 // 4, first * 3 // 4, cost, trips, people, first, cost, trips
        ),
        Baseline(
            "rotation", "equal", people // 2, first // 2, cost * 9 // 10, trips, people, first, cost, trips
        ),
        Baseline("largest_first", "practice", people // 4, first // 4, cost // 3, trips // 3, *few),
    )


def _district(teams: int) -> Region:
    """Places scattered round the base on a seeded spiral, joined to nearer neighbours by links."""
    random = np.random.default_rng(1)
    tiny_region = tiny.region([1], teams=teams, stations=2, services=SERVICES)
    base = replace(tiny_region.bases[0], name="Kantor Disdukcapil", lat=-3.4700, lon=102.5200)
    places, cells = [], []
    share = random.gamma(2.0, 1.0, 156)
    waiting = np.floor(10_500 * share / share.sum()).astype(int)
    waiting[0] += 10_500 - waiting.sum()
    for index in range(156):
        kecamatan = index * 15 // 156
        angle = 2 * np.pi * kecamatan / 15 + random.normal(0, 0.12)
        reach = 0.02 + 0.35 * ((kecamatan * 7) % 15) / 15 + random.uniform(0, 0.06)
        code = f"17.02.{kecamatan + 1:02d}.{2001 + index}"
        names = ("Sanggar", "Betung", "Dusun", "Makmur", "Seguring")
        signals: tuple[Signal, ...] = ("ya", "tidak_diketahui", "tidak")
        qualities: tuple[PointQuality, ...] = ("good", "fair", "poor")
        places.append(
            Place(
                code,
                f"{('Tanjung', 'Air')[index % 2]} {names[index % 5]} {index + 1}",
                "desa" if index % 5 else "kelurahan",
                f"17.02.{kecamatan + 1:02d}",
                KECAMATAN[kecamatan],
                float(base.lat + reach * np.sin(angle)),
                float(base.lon + reach * np.cos(angle)),
                qualities[index % 3],
                signals[index % 3] if index % 5 else "ya",
                "KODE;TITIK:OSM",
                1850,
                1376,
            )
        )
        source = OFFICIAL if index % 10 == 0 else ESTIMATE
        both = int(waiting[index]) // 3
        cells.append(
            Cell(code, ("KTP",), int(waiting[index]) - both, source, inflow=index % 3, office=index % 4)
        )
        cells.append(Cell(code, ("KTP", "IKD"), both, source))
        cells.append(Cell(code, ("IKD",), 15, source))
    nodes = [Node(base.code, "kantor", base.name, base.lat, base.lon)]
    nodes += [Node(place.code, place.kind, place.name, place.lat, place.lon) for place in places]
    return replace(
        tiny_region,
        code="17.02",
        name="Kabupaten Rejang Lebong",
        places=tuple(places),
        bases=(base,),
        cells=tuple(cells),
        nodes=tuple(nodes),
        links=tuple(_links(nodes)),
        assumptions=(
            Assumption("setup_minutes.desa", 20, 30, 45, "menit", "pasang alat dan meja; belum diukur"),
            Assumption("turnout_percent", 60, 80, 95, "%", "belum ada data; diganti dari rekap kunjungan"),
            Assumption("teams.count", 1, 2, 3, "tim", "jumlah tim tidak diterbitkan"),
        ),
        inputs=(
            InputFile(PurePath("data/rejang_lebong/wilayah.csv"), "ab" * 32),
            InputFile(PurePath("data/rejang_lebong/permintaan.csv"), "cd" * 32),
        ),
    )  # fmt: skip


def _links(nodes: list[Node]) -> list[Link]:
    """Each place joined to its two nearest nodes nearer to the base; the last two only to each other."""
    points = np.array([(node.lat, node.lon) for node in nodes])
    gap = 111 * np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    order = np.argsort(gap[0])
    links: list[Link] = []
    island = {len(nodes) - 2, len(nodes) - 1}
    main = [int(n) for n in order if int(n) not in island]
    pairs = [
        (n, m) for i, n in enumerate(main) for m in main[:i] if gap[n, m] <= np.sort(gap[n, main[:i]])[:2][-1]
    ]
    for number, (a, b) in enumerate([*pairs, tuple(sorted(island))]):
        highway = ("primary", "secondary", "tertiary", "unclassified")[number % 4]
        quality: LinkQuality = "osm" if number % 6 else "perkiraan"
        km = round(1.3 * float(gap[a, b]) + 0.3, 2)
        surface = "aspal" if number % 3 else "tak diketahui"
        ends = (nodes[a].id, nodes[b].id)
        links.append(Link(f"R{number}", *ends, km, highway, surface, number % 11 == 0, quality))
    return links


def _travel(region: Region) -> Travel:
    """Shortest ways over the links at 35 km/h (30 in the rain)."""
    index = {node.id: n for n, node in enumerate(region.nodes)}
    starts, ends = [index[k.start] for k in region.links], [index[k.end] for k in region.links]
    graph = csr_array(([k.km for k in region.links], (starts, ends)), shape=(len(index), len(index)))
    km, previous = shortest_path(graph, directed=False, return_predecessors=True)
    layers = {
        ("minibus", state): _layer(km, previous, speed) for state, speed in (("kemarau", 35), ("hujan", 30))
    }
    return Travel(
        tuple(index), layers, np.arange(len(index), dtype=np.int32),
        np.array([node.lat for node in region.nodes]), np.array([node.lon for node in region.nodes]),
    )  # fmt: skip


def _layer(km: np.ndarray, previous: np.ndarray, speed: int) -> Layer:
    reachable = np.isfinite(km)
    km = np.where(reachable, km, 0)
    minutes = np.where(reachable, np.ceil(km / speed * 60), UNREACHABLE).astype(np.int32)
    metres = np.where(reachable, np.ceil(km * 1000), UNREACHABLE).astype(np.int32)
    return Layer(
        minutes, metres, np.where(reachable, metres // 5, 0).astype(np.int32), previous.astype(np.int32)
    )


def _tariff() -> Tariff:
    return Tariff(
        "rejang_lebong_2026",
        "Tarif indikatif 2026",
        (
            _rate("BBM kendaraan dinas", "5.1.02.01.01.0004", "kilometres", "km", 1_300),
            _rate("Makan dan minum petugas", "5.1.02.01.01.0052", "person_days", "orang/hari", 35_000),
            replace(
                _rate(
                    "Uang harian lebih dari 8 jam", "5.1.02.04.01.0003", "person_days", "orang/hari", 150_000
                ),
                legal_basis="PMK 32/2025 (SBM TA 2026), pembanding",
                duration_classes=("over_8h", "overnight"),
            ),
            _rate("Paket data tim", "5.1.02.02.01.0063", "team_days", "tim/hari", 25_000),
        ),
    )


def _rate(name: str, account: str, driver: Driver, unit: str, rupiah: int) -> Rate:
    source = "daftar harga pembanding; belum diperiksa kantor"
    return Rate(name.casefold(), name, account, driver, unit, rupiah, "asumsi", 2026, source, False)
