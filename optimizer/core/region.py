"""A `Region`: the places, people, teams and roads of one district, each figure with its source."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath
from typing import Literal

from optimizer.core.reading import Choice
from optimizer.errors import Message

Signal = Literal["ya", "tidak", "tidak_diketahui"]
PointQuality = Literal["good", "fair", "poor", "perkiraan", "kantor"]
LinkQuality = Literal["osm", "fakta", "perkiraan"]
Group = Literal["umum", "pemula", "usia_16", "lansia", "disabilitas"]


@dataclass(frozen=True)
class Source:
    """Where a figure comes from: text, date (ISO or year, as published), and whether it is an estimate."""

    text: str
    date: str
    estimated: bool


@dataclass(frozen=True)
class Cap:
    """At most `people` of a service in one `per` (a team's day, or a day of the whole region)."""

    people: int
    per: Literal["team_day", "region_day"] = "team_day"


@dataclass(frozen=True)
class Service:
    """What a resident comes for. `minutes` is one person at one station (kit).

    `target` is how many people of the region have to be served, wherever they live; None: everyone.
    """

    code: str
    name: str
    minutes: int
    needs_signal: bool = False
    cap: Cap | None = None
    value: int = 1
    target: int | None = None


@dataclass(frozen=True)
class Cell:
    """People of one place who need exactly these `services` in one sitting; cells are disjoint.

    `waiting` people wait now, `inflow` become eligible within the horizon, and the office serves
    `office` of them meanwhile. Counts only, never persons.

    Attributes
    ----------
    group
        Who they are: residents, students, 16-year-olds or people visited at home.
    minutes
        Minutes of one of them at one kit, where they take longer than the services' own minutes.
    release
        Date before which nobody of the cell can be served (monthly inflow); None: from the start.
    """

    place: str
    services: tuple[str, ...]
    waiting: int
    source: Source
    inflow: int = 0
    office: int = 0
    group: Group = "umum"
    minutes: int | None = None
    release: date | None = None

    @property
    def extra(self) -> bool:
        """Whether its people stand beside the published totals: too young to have to hold a card."""
        return self.group == "usia_16"


@dataclass(frozen=True)
class Opening:
    """When a place can be visited: days of the week (0 is Monday), hours, and dates it is shut.

    A stay, setting up included, lies between `start` and `end` (minutes after midnight).
    """

    weekdays: frozenset[int]
    start: int
    end: int
    shut: tuple[tuple[date, date], ...] = ()

    def on(self, day: date) -> bool:
        """Whether the place can be visited on a date."""
        return day.weekday() in self.weekdays and not any(a <= day <= b for a, b in self.shut)


@dataclass(frozen=True)
class Place:
    """Somewhere a team can visit: a desa or kelurahan, a school, or the homes of a desa.

    Attributes
    ----------
    last_visit
        Date of a team's last visit, where the office keeps it.
    node
        Node of the road network at which a team arrives; the place's own code where empty.
    opening
        When it can be visited; None: on every working day, at any hour.
    rounds
        Whether it is visited anew for each release of its cells (`fewest` then counts per round).
    within
        Code of the desa whose people are visited here, for the homes of a desa.
    waiting_before
        People waiting as tabled, where some of them are now met elsewhere: at schools and at home.
    """

    code: str
    name: str
    kind: str
    kecamatan_code: str
    kecamatan: str
    lat: float
    lon: float
    point_quality: PointQuality
    signal: Signal
    source: str
    population: int | None = None
    must_hold: int | None = None
    last_visit: date | None = None
    node: str = ""
    opening: Opening | None = None
    rounds: bool = False
    within: str | None = None
    waiting_before: int | None = None


@dataclass(frozen=True)
class Base:
    """Where teams start and end: the office."""

    code: str
    name: str
    lat: float
    lon: float
    kecamatan_code: str
    point_quality: PointQuality
    source: str


@dataclass(frozen=True)
class Node:
    """A point of the road network; places and bases are nodes with their own code as `id`."""

    id: str
    kind: str
    name: str
    lat: float
    lon: float
    outside: bool = False


@dataclass(frozen=True)
class Link:
    """A road link, driven both ways."""

    id: str
    start: str
    end: str
    km: float
    highway: str
    surface: str
    slide_prone: bool
    quality: LinkQuality
    name: str = ""


@dataclass(frozen=True)
class Vehicle:
    """How a team travels. `mode` picks the speed table, `hired` the tariff lines.

    `seats` bounds the team's size (None: not known); `millilitres` is the fuel for one kilometre.
    `transport_money`: neither the office's own nor hired, so each member is paid for going out.
    """

    code: str
    name: str
    mode: str
    hired: bool
    seats: int | None = None
    millilitres: int = 0
    transport_money: bool = False


@dataclass(frozen=True)
class Team:
    """People and kits that go out together from one base.

    `members` counts people by rank (a tariff rank such as "golongan_iii"), `stations` the recording
    kits they serve at in parallel.
    """

    id: str
    name: str
    base: str
    vehicle: str
    stations: int
    members: tuple[tuple[str, int], ...]
    days_off: frozenset[date] = frozenset()

    @property
    def size(self) -> int:
        """Number of members."""
        return sum(count for _, count in self.members)


@dataclass(frozen=True)
class Assumption:
    """A value without a source: central with a low and a high, and what it rests on."""

    key: str
    low: float
    central: float
    high: float
    unit: str
    basis: str


@dataclass(frozen=True)
class School:
    """A senior high school, with its students aged 16 and 17.

    Parameters
    ----------
    npsn
        National school number, the code of the school and of its node.
    form
        `SMA`, `SMK`, `MA` or `SLB`.
    kecamatan_code, place
        Kecamatan, and the code of its desa where that is known.
    students
        People aged 16 or 17, recorded or not; `source` says whether estimated.
    node
        Node of the road network at which a team arrives: `npsn` where the school has a point of its own,
        else its desa, else the desa of its kecamatan nearest to its rough point.
    tie
        The estimated link from that own node to the network, or None.
    """

    npsn: str
    name: str
    form: str
    kecamatan_code: str
    place: str | None
    lat: float
    lon: float
    point_quality: PointQuality
    students: int
    source: Source
    node: str
    tie: Link | None = None


@dataclass(frozen=True)
class HomeGroup:
    """People of one desa who wait to be recorded and are visited at home; they are among its waiting."""

    place: str
    elderly: int
    disabled: int
    source: Source


@dataclass(frozen=True)
class Kit:
    """A mobile recording kit. `back` is the date a kit under repair returns, `where` a base or kecamatan."""

    code: str
    status: Literal["baik", "rusak", "kembali"]
    back: date | None
    where: str
    source: str


@dataclass(frozen=True)
class Request:
    """A village head's letter asking for a visit: its date, and its number where one is kept."""

    place: str
    date: date
    number: str


@dataclass(frozen=True)
class Closure:
    """A road link closed from `start` to `end` (both included; None: until further notice).

    `modes` are the vehicle modes kept out, empty for all; `confidence` says how sure the link is. Links
    closed together, on the same dates and to the same modes, may share a `name`; it is no link's id.
    """

    link: str
    start: date
    end: date | None
    modes: tuple[str, ...]
    confidence: Literal["tinggi", "sedang", "rendah", "tidak_ditentukan"]
    source: str
    name: str = ""


@dataclass(frozen=True)
class Lodging:
    """A place where a team can sleep."""

    place: str
    name: str
    source: Source


@dataclass(frozen=True)
class InputFile:
    """A file that was read, and the SHA-256 of its bytes, for the record of a run."""

    path: PurePath
    sha256: str


@dataclass(frozen=True)
class Region:
    """Everything known about a district before any planning, validated.

    `choices` are the readings chosen of published figures that contradict each other.
    """

    code: str
    name: str
    places: tuple[Place, ...]
    bases: tuple[Base, ...]
    services: tuple[Service, ...]
    cells: tuple[Cell, ...]
    teams: tuple[Team, ...]
    vehicles: tuple[Vehicle, ...]
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    assumptions: tuple[Assumption, ...]
    attributions: tuple[str, ...] = ()
    inputs: tuple[InputFile, ...] = ()
    warnings: tuple[Message, ...] = field(default=())
    choices: tuple[Choice, ...] = ()
    schools: tuple[School, ...] = ()
    home_groups: tuple[HomeGroup, ...] = ()
    kits: tuple[Kit, ...] = ()
    requests: tuple[Request, ...] = ()
    closures: tuple[Closure, ...] = ()
    lodgings: tuple[Lodging, ...] = ()

    def assumption(self, key: str) -> Assumption:
        """The assumption called `key`; raises KeyError where the region states none."""
        return next(a for a in self.assumptions if a.key == key)
