"""Rules across rows and tables: one named function each, every defect found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from optimizer.core.privacy import shown
from optimizer.errors import Defect, Message
from optimizer.regions.assumptions import is_whole, missing
from optimizer.regions.params import BoundsParams, RegionParams
from optimizer.regions.schemas import DAY, DECIMAL, WHOLE, Rule, decimal, is_place_code, whole
from optimizer.regions.tables import Table, unknown

Point = tuple[float, float]

EARTH = BoundsParams(south=-90, north=90, west=-180, east=180)
EARTH_KM = 6371.0088
SLACK_KM = 0.002
"""Links are given to the metre and points to a tenth of one; shorter than straight by less is rounding."""

KEYS = {"kantor": "kode", "desa": "kode", "simpul": "id"}
"""Tables whose rows are nodes of the road network, and their code."""


@dataclass(frozen=True)
class Line:
    """A row of a table, with the means to say what is wrong in it."""

    table: Table
    row: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """The text of a cell; empty where the table lacks the column."""
        return self.cells.get(column, "")

    def reads(self, column: str, rules: tuple[Rule, ...]) -> bool:
        """Whether a cell is filled in and passes the rules of its kind; the schemas report it if not."""
        return bool(self.get(column)) and all(rule.test(self.get(column)) for rule in rules)

    def point(self) -> Point | None:
        """Its latitude and longitude, where both can be read."""
        if self.reads("lat", DECIMAL) and self.reads("lon", DECIMAL):
            return decimal(self.get("lat")), decimal(self.get("lon"))
        return None

    def defect(self, column: str, message: Message | str, /, **values: str) -> Defect:
        """A defect in a cell; `message` is one, or the key of one with these `values`."""
        if isinstance(message, str):
            message = Message(message, {name: shown(value) for name, value in values.items()})
        found = shown(self.get(column)) or None
        return Defect(self.table.where, message, self.row, self.table.labels.get(column, column), found)


Lines = Mapping[str, Sequence[Line]]
Check = Callable[[Lines, RegionParams], Iterator[Defect]]


def inconsistencies(tables: Mapping[str, Table], params: RegionParams) -> Iterator[Defect]:
    """The defects of every rule; cells that cannot be read are left to the schemas."""
    lines = {name: list(_lines(table)) for name, table in tables.items()}
    for check in CHECKS:
        yield from check(lines, params)


def kecamatan_matches_code(lines: Lines, params: RegionParams) -> Iterator[Defect]:
    """A desa's kecamatan is the one its code says, by code and by name."""
    coded = [line for line in lines.get("desa", ()) if is_place_code(line.get("kode"))]
    names = params.kecamatan or _usual_names(coded)
    for line in coded:
        code, name, expected = line.get("kode_kecamatan"), line.get("kecamatan"), line.get("kode")[:8]
        if code and code != expected:
            yield line.defect("kode_kecamatan", "regions.kecamatan_code", expected=expected)
        elif code and code not in names:
            yield line.defect("kode_kecamatan", unknown(code, names, "regions.kecamatan_unknown"))
        elif code and name and name != names[code]:
            yield line.defect("kecamatan", "regions.kecamatan_name", code=code, expected=names[code])


def base_in_known_kecamatan(lines: Lines, params: RegionParams) -> Iterator[Defect]:
    """An office stands in a kecamatan of the region, where the region lists them."""
    for line in lines.get("kantor", ()):
        code = line.get("kode_kecamatan")
        if params.kecamatan and code and code not in params.kecamatan:
            yield line.defect("kode_kecamatan", unknown(code, params.kecamatan, "regions.kecamatan_unknown"))


def points_inside(lines: Lines, params: RegionParams) -> Iterator[Defect]:
    """Points lie in the region (nodes outside the kabupaten: on earth); swapped ones are told so."""
    for line in _nodes(lines):
        point, allowed = line.point(), _allowed(line, params)
        if point and params.bounds.holds(point[1], point[0]):
            yield line.defect("lat", "regions.swapped")
        elif point and not allowed.holds(*point):
            inside = allowed.south <= point[0] <= allowed.north
            edges = {edge: f"{value:g}" for edge, value in allowed.model_dump().items()}
            yield line.defect("lon" if inside else "lat", "regions.outside", **edges)


def unrecorded_within_must_hold(lines: Lines, params: RegionParams) -> Iterator[Defect]:
    """No more people wait for a service in a desa than it has residents who must hold a card."""
    for line in lines.get("desa", ()):
        for column in params.count_columns() if line.reads("wajib_ktp", WHOLE) else ():
            most = line.get("wajib_ktp")
            if line.reads(column, WHOLE) and whole(line.get(column)) > whole(most):
                yield line.defect(column, "regions.more_than_must_hold", most=most)


def teams_have_base(lines: Lines, _params: RegionParams) -> Iterator[Defect]:
    """A team starts at an office of the region."""
    bases = [line.get("kode") for line in lines.get("kantor", ())]
    for line in lines.get("tim", ()) if bases else ():
        base = line.get("kantor")
        if base and base not in bases:
            yield line.defect("kantor", unknown(base, map(shown, bases), "regions.unknown_base"))


def teams_have_members(lines: Lines, params: RegionParams) -> Iterator[Defect]:
    """A team has at least one member."""
    for line in lines.get("tim", ()):
        if all(line.reads(rank, WHOLE) and not whole(line.get(rank)) for rank in params.ranks):
            yield line.defect(params.ranks[0], "regions.no_members", ranks=", ".join(params.ranks))


def teams_fit_their_vehicle(lines: Lines, params: RegionParams) -> Iterator[Defect]:
    """A team has no more members than its vehicle has seats, where its seats are known."""
    seats = {vehicle.code: vehicle.seats for vehicle in params.vehicles}
    for line in lines.get("tim", ()):
        most = seats.get(line.get("kendaraan"))
        if most is None or not all(line.reads(rank, WHOLE) for rank in params.ranks):
            continue
        members = sum(whole(line.get(rank)) for rank in params.ranks)
        if members > most:
            yield line.defect("kendaraan", "regions.too_few_seats", members=str(members), seats=str(most))


def node_codes_unique(lines: Lines, _params: RegionParams) -> Iterator[Defect]:
    """No two of the tables of nodes use the same code."""
    seen: dict[str, Table] = {}
    for line in _nodes(lines):
        code = line.get(KEYS[line.table.name])
        if code and seen.setdefault(code, line.table) is not line.table:
            yield line.defect(KEYS[line.table.name], "regions.code_in_two_tables", other=seen[code].where)


def links_join_known_nodes(lines: Lines, _params: RegionParams) -> Iterator[Defect]:
    """A link leads from one known node to another."""
    nodes = {line.get(KEYS[line.table.name]) for line in _nodes(lines)}
    for line in lines.get("ruas", ()) if all(name in lines for name in KEYS) else ():
        for column in ("dari", "ke"):
            if line.get(column) and line.get(column) not in nodes:
                yield line.defect(column, "regions.unknown_node")
        if line.get("dari") and line.get("dari") == line.get("ke"):
            yield line.defect("ke", "regions.link_to_itself")


def links_not_too_short(lines: Lines, params: RegionParams) -> Iterator[Defect]:
    """A link is longer than nothing and no shorter than the straight line between its ends."""
    # A point outside the region, or a code used twice, is reported as such and not again for each link.
    points = {
        line.get(KEYS[line.table.name]): point
        for line in reversed(list(_nodes(lines)))
        if (point := line.point()) and _allowed(line, params).holds(*point)
    }
    for line in lines.get("ruas", ()):
        if not line.reads("km", DECIMAL):
            continue
        km, ends = decimal(line.get("km")), (line.get("dari"), line.get("ke"))
        if km <= 0:
            yield line.defect("km", "regions.km_positive")
        elif all(end in points for end in ends):
            straight = _straight_km(points[ends[0]], points[ends[1]])
            if km + SLACK_KM < straight:
                yield line.defect("km", "regions.km_too_short", straight=f"{straight:.3f}")


def places_on_a_road(lines: Lines, _params: RegionParams) -> Iterator[Defect]:
    """Every desa and office is an end of some link."""
    ends = {line.get(column) for line in lines.get("ruas", ()) for column in ("dari", "ke")}
    for name in ("kantor", "desa") if ends else ():
        for line in lines.get(name, ()):
            if line.get("kode") and line.get("kode") not in ends:
                yield line.defect("kode", "regions.no_road", name=line.get("nama"))


def assumptions_in_order(lines: Lines, _params: RegionParams) -> Iterator[Defect]:
    """Of an assumption, low is at most central and central at most high."""
    for line in lines.get("asumsi", ()):
        for smaller, larger in (("rendah", "tengah"), ("tengah", "tinggi")):
            readable = line.reads(smaller, DECIMAL) and line.reads(larger, DECIMAL)
            if readable and decimal(line.get(smaller)) > decimal(line.get(larger)):
                yield line.defect(smaller, "regions.not_in_order", column=larger, limit=line.get(larger))


def references_are_assumptions(lines: Lines, params: RegionParams) -> Iterator[Defect]:
    """An assumption that the services name is there, and is a whole number of at least 1."""
    known = {line.get("kunci"): line for line in lines.get("asumsi", ())}
    for setting, key in params.references() if known else ():
        line = known.get(key)
        if line is None:
            where = lines["asumsi"][0].table.where
            yield Defect(where, missing(key, known, setting), None, "kunci")
        elif line.reads("tengah", DECIMAL) and not is_whole(decimal(line.get("tengah")), least=1):
            yield line.defect("tengah", "regions.assumption_not_whole", setting=setting, assumption=key)


def demand_is_assumed(lines: Lines, params: RegionParams) -> Iterator[Defect]:
    """An assumption that says where people are met is there, and is a percentage or whole minutes."""
    known = {line.get("kunci"): line for line in lines.get("asumsi", ())}
    for setting, key, kind in params.demand.references() if known else ():
        line = known.get(key)
        if line is None:
            where = lines["asumsi"][0].table.where
            yield Defect(where, missing(key, known, setting), None, "kunci")
        elif line.reads("tengah", DECIMAL):
            value = decimal(line.get("tengah"))
            if kind == "minutes" and not is_whole(value, least=1):
                yield line.defect("tengah", "regions.assumption_not_whole", setting=setting, assumption=key)
            elif kind == "percent" and not 0 <= value <= 100:
                yield line.defect("tengah", "regions.assumption_not_percent", setting=setting, assumption=key)
            elif value < 0:
                yield line.defect("tengah", "regions.negative")


def named_places_known(lines: Lines, _params: RegionParams) -> Iterator[Defect]:
    """Schools, home-visit groups, letters and lodgings name a desa of the table."""
    places = {line.get("kode") for line in lines.get("desa", ())}
    for name in ("sekolah", "rumah", "permintaan", "penginapan") if places else ():
        for line in lines.get(name, ()):
            if is_place_code(line.get("kode_desa")) and line.get("kode_desa") not in places:
                yield line.defect("kode_desa", "regions.unknown_place")


def schools_in_region(lines: Lines, params: RegionParams) -> Iterator[Defect]:
    """A school stands inside the region, in a kecamatan that has a desa."""
    known = {line.get("kode")[:8] for line in lines.get("desa", ())}
    for line in lines.get("sekolah", ()):
        code, point = line.get("kode_kecamatan"), line.point()
        if known and code and code not in known:
            yield line.defect("kode_kecamatan", unknown(code, sorted(known), "regions.kecamatan_unknown"))
        if point and params.bounds.holds(point[1], point[0]):
            yield line.defect("lat", "regions.swapped")
        elif point and not params.bounds.holds(*point):
            edges = {edge: f"{value:g}" for edge, value in params.bounds.model_dump().items()}
            yield line.defect("lat", "regions.outside", **edges)


def home_groups_within_waiting(lines: Lines, _params: RegionParams) -> Iterator[Defect]:
    """Home visits serve people of the desa's own backlog, so they are no more than wait there."""
    waiting = {
        line.get("kode"): line.get("belum_rekam")
        for line in lines.get("desa", ())
        if line.reads("belum_rekam", WHOLE)
    }
    for line in lines.get("rumah", ()):
        most = waiting.get(line.get("kode_desa"))
        columns = ("lansia", "disabilitas")
        if not most or not all(line.reads(column, WHOLE) for column in columns):
            continue
        if sum(whole(line.get(column)) for column in columns) > whole(most):
            yield line.defect("lansia", "regions.more_at_home", most=most)


def kits_have_place_and_date(lines: Lines, _params: RegionParams) -> Iterator[Defect]:
    """A kit under repair has the date it is due back, no other kit has; each stands somewhere known."""
    bases = {line.get("kode") for line in lines.get("kantor", ())}
    known = bases | {line.get("kode")[:8] for line in lines.get("desa", ())}
    for line in lines.get("alat", ()):
        due = line.get("status") == "kembali"
        if line.get("status") and due != bool(line.get("tanggal_kembali")):
            yield line.defect("tanggal_kembali", "regions.kit_due" if due else "regions.kit_not_due")
        if {"kantor", "desa"} <= set(lines) and line.get("lokasi") and line.get("lokasi") not in known:
            yield line.defect("lokasi", "regions.unknown_location")


def closures_on_known_links(lines: Lines, _params: RegionParams) -> Iterator[Defect]:
    """A closure names a link of the table, and ends no earlier than it begins."""
    links = {line.get("id") for line in lines.get("ruas", ())}
    for line in lines.get("penutupan", ()):
        if links and line.get("id_ruas") and line.get("id_ruas") not in links:
            yield line.defect("id_ruas", "regions.unknown_link")
        days = [line.get(column) for column in ("mulai", "selesai") if line.reads(column, (DAY,))]
        if len(days) > 1 and days[1] < days[0]:
            yield line.defect("selesai", "regions.ends_before", start=days[0])


CHECKS: tuple[Check, ...] = (
    kecamatan_matches_code,
    base_in_known_kecamatan,
    points_inside,
    unrecorded_within_must_hold,
    teams_have_base,
    teams_have_members,
    teams_fit_their_vehicle,
    node_codes_unique,
    links_join_known_nodes,
    links_not_too_short,
    places_on_a_road,
    named_places_known,
    schools_in_region,
    home_groups_within_waiting,
    kits_have_place_and_date,
    closures_on_known_links,
    assumptions_in_order,
    references_are_assumptions,
    demand_is_assumed,
)


def _lines(table: Table) -> Iterator[Line]:
    for row, *cells in table.frame.itertuples():
        yield Line(table, row, dict(zip(table.frame.columns, cells, strict=True)))


def _nodes(lines: Lines) -> Iterator[Line]:
    for name in KEYS:
        yield from lines.get(name, ())


def _allowed(line: Line, params: RegionParams) -> BoundsParams:
    """Where a point may lie: in the region, or anywhere for nodes outside the kabupaten."""
    return EARTH if line.get("luar_kabupaten") == "ya" else params.bounds


def _usual_names(lines: Iterable[Line]) -> dict[str, str]:
    """The name most rows give each kecamatan code (the first of those equally frequent)."""
    counts = Counter((line.get("kode_kecamatan"), line.get("kecamatan")) for line in lines)
    return {code: name for (code, name), _ in reversed(counts.most_common())}


def _straight_km(a: Point, b: Point) -> float:
    """Great-circle distance (haversine)."""
    (lat_a, lon_a), (lat_b, lon_b) = (tuple(map(radians, point)) for point in (a, b))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))
