"""`Document`: what plan.json holds, version 1, a contract that grows only by added keys."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from optimizer.core.accounts import Reason
from optimizer.core.answer import Question
from optimizer.core.effort import DurationClass
from optimizer.core.marginals import MarginalKind
from optimizer.core.plan import Status
from optimizer.core.policy import Purpose, Visits
from optimizer.core.region import Group

VERSION: Final = 1
"""The version written, and the newest one that can be read."""

LARGEST = 10**15
"""Beyond any count or rupiah of a district, and still exact in every JSON reader."""

Count = Annotated[int, Field(ge=0, le=LARGEST)]
Figure = Annotated[int, Field(ge=-LARGEST, le=LARGEST)] | Annotated[float, Field(ge=-LARGEST, le=LARGEST)]
Clock = Annotated[str, Field(pattern=r"^\d{2}:[0-5]\d$")]
Weekday = Annotated[int, Field(ge=0, le=6)]
"""0 is Monday."""
Counts = dict[str, Count]
KitStatus = Literal["baik", "rusak", "kembali"]


class Record(BaseModel):
    """A part of the document: frozen, exact about types, and deaf to keys added later.

    Keys added to version 1 after its first release have a default, so that older files can be read.
    """

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="ignore",
        allow_inf_nan=False,
        populate_by_name=True,
        use_attribute_docstrings=True,
    )


class StopRecord(Record):
    """When the engine was to end, and what ended it."""

    rule: str
    """The stop in words, such as `60 seconds` or `1000 work`."""
    hit: str
    seconds: float | None
    work: int | None


class ReadingRecord(Record):
    """One value a published figure may have, with the facts that print it or give it."""

    value: float
    sources: tuple[str, ...]


class ChoiceRecord(Record):
    """The reading planned with of a figure that is published in several ways, and why."""

    figure: str
    value: float
    reason: str
    alternatives: tuple[ReadingRecord, ...]


class LevelRecord(Record):
    """One objective of the lexicographic order."""

    name: str
    unit: str
    """`people` (for `weighted_…` in hundredths at the finest) or `rupiah`."""
    value: Figure
    bound: Figure | None
    """What no plan can beat; null where nothing is proven."""
    gap: float | None


class IncumbentRecord(Record):
    """A best plan known after so many seconds of solving, by its levels' values."""

    seconds: float
    values: tuple[Figure, ...]
    bounds: tuple[Figure | None, ...] = ()
    """What is proven of each level by then, null where nothing is; empty where nothing is at all."""


class MarginalRecord(Record):
    """What a little more of something scarce would bring, at the margin: at most so much, by proof.

    The plan's own distance to its bound comes on top. Units are those of `levels`.
    """

    kind: MarginalKind
    key: str
    """Number of the slot class for `team_day`, place and services for `person`, else empty."""
    per: Count
    value: Figure
    unit: str
    week: date | None
    """Monday of the week a `team_day` lies in."""


class MessageRecord(Record):
    """A warning as its catalogue key and values, so that it can be said again in another language."""

    key: str
    values: dict[str, Any]


class BaselineRecord(Record):
    """A rule of thumb beside the plan, under `equal` means or the means of today's `practice`."""

    name: str
    means: str
    people: Count
    weighted_people: Figure
    cost_rupiah: Count
    trips: Count
    plan_people: Count
    plan_weighted_people: Figure
    plan_cost_rupiah: Count
    plan_trips: Count


class InputRecord(Record):
    """A file that was read, and the SHA-256 of its bytes."""

    path: str
    sha256: str


class AccountRecord(Record):
    """One place and service: waiting + inflow = expected + office + absent + left.

    A person who needs several services in one sitting counts under each of them.
    """

    waiting: Count
    inflow: Count
    expected: Count
    """People the plan expects to serve on its visits."""
    office: Count
    absent: Count
    """People invited to a visit and expected not to come."""
    left: Count
    reason: Reason | None
    """Why people are left; null where nobody is."""
    estimated: bool
    """Whether the people waiting are an estimate."""
    source: str


class TotalRecord(Record):
    """An account summed over places: waiting + inflow = expected + office + absent + left."""

    waiting: Count
    inflow: Count
    expected: Count
    office: Count
    absent: Count
    left: Count


class SittingRecord(Record):
    """People of one place who come for the same services in one sitting; sittings are disjoint.

    `available` can be invited (waiting + inflow − office), `expected` would come if all of them were.
    """

    services: tuple[str, ...]
    group: Group
    extra: bool
    """Whether they stand beside the published totals: 16-year-olds."""
    minutes: Count
    """Minutes of one person at one station."""
    release: date | None
    """Date before which none of them can be served."""
    waiting: Count
    inflow: Count
    office: Count
    available: Count
    expected: Count


class PeriodRecord(Record):
    """Dates from one to another, both included."""

    from_: date = Field(validation_alias="from", serialization_alias="from")
    to: date


class OpeningRecord(Record):
    """When a place can be visited."""

    days: tuple[Weekday, ...]
    """Days of the week; 0 is Monday."""
    hours: tuple[Clock, Clock]
    """Hours within which a stay lies, setting up included."""
    shut: tuple[PeriodRecord, ...]


class CutOffRecord(PeriodRecord):
    """Working dates on which no team can drive to a place and back."""

    next: date | None
    """The next date on which one can; null where the horizon has none."""


class PlaceRecord(Record):
    """A place, the weight of one person there, and where its people went."""

    code: str
    name: str
    kind: str
    lat: float
    lon: float
    kecamatan: str
    weight: Figure
    factors: dict[str, Figure]
    """What the weight is the sum of: `base`, `access`, `letter`, `last_visit`, `coverage`, `deadline`."""
    cells: dict[str, AccountRecord]
    """Accounts by service, of the people in the published totals."""
    kecamatan_code: str
    signal: str
    point_quality: str
    extra_cells: dict[str, AccountRecord] = {}
    """Accounts by service of people beside the published totals: 16-year-olds."""
    sittings: dict[str, SittingRecord] = {}
    """Its people by the label that `visits[].cells` uses."""
    within: str | None = None
    """The desa whose people are visited at home here."""
    opening: OpeningRecord | None = None
    """When it can be visited; null: on every working day."""
    access: tuple[CutOffRecord, ...] = ()
    """When no team can reach it."""
    last_visit: date | None = None
    deadline: date | None = None
    """The earliest date by which a deadline class wants it served."""
    rounds: bool = False
    """Whether it is visited anew for each release of its people."""
    visits_allowed: Count | None = None
    """Visits the policy allows it in the horizon."""


class MemberRecord(Record):
    """Members of a team by rank."""

    rank: str
    count: Count


class BaseRecord(Record):
    """An office from which teams start."""

    code: str
    name: str
    lat: float
    lon: float
    kecamatan_code: str


class VehicleRecord(Record):
    """What a team drives; `millilitres` of fuel for a kilometre, `seats` null where not known."""

    code: str
    name: str
    mode: str
    hired: bool
    seats: Count | None
    millilitres: Count


class LodgingRecord(Record):
    """A place where a team may sleep."""

    place: str
    name: str
    source: str
    estimated: bool


class KitRecord(Record):
    """A recording kit of the inventory; `back` is when one under repair returns."""

    code: str
    status: KitStatus
    back: date | None
    where: str
    source: str


class KitDayRecord(Record):
    """Kits on a working date: working ones, and those the teams out on it use."""

    date: date
    working: Count
    used: Count


class RequestRecord(Record):
    """A village head's letter asking for a visit."""

    place: str
    date: date
    number: str


class ClosureRecord(Record):
    """A road link closed on a working date of the horizon."""

    link: str
    name: str
    """The link's name, empty where it has none."""
    from_: date = Field(validation_alias="from", serialization_alias="from")
    to: date | None
    """Last date closed; null until further notice."""
    modes: tuple[str, ...]
    """Vehicle modes kept out; empty for all."""
    confidence: str
    source: str


class TargetRecord(Record):
    """People of a service wanted over the region, wherever they live."""

    service: str
    target: Count
    office: Count
    """People the office serves meanwhile."""
    people: Count
    """People to be served on visits: `target` less `office`."""
    reached: Count
    """People the plan serves."""


class FloorRecord(Record):
    """People of a kecamatan to be served before anything else counts."""

    kecamatan_code: str
    kecamatan: str
    people: Count
    reached: Count
    """People the plan serves, each once."""


class TeamRecord(Record):
    """A team, its base and what it goes out with."""

    id: str
    base: str
    vehicle: str
    stations: Count
    members: tuple[MemberRecord, ...]
    name: str
    days_off: tuple[date, ...] = ()


class SlotRecord(Record):
    """One team on one working date."""

    team: str
    date: date
    work_minutes: Count
    road_state: str
    used: bool
    stations: Count | None = None
    """Stations (kits) the team serves at on this date."""


class DayOffRecord(Record):
    """A date on which nobody works, and why."""

    date: date
    reason: str


class EffortRecord(Record):
    """What a trip takes; every cost is a rate on one of these numbers."""

    metres: Count
    team_days: Count
    visits: Count
    kilometres: Counts
    vehicle_days: Counts
    person_days: dict[str, dict[DurationClass, Count]]
    """Days of members by rank and duration class."""
    person_nights: Counts
    people: Counts
    litres: Counts = {}
    """Whole litres of fuel by vehicle."""


class VisitRecord(Record):
    """One stay at a place. A person counts once under each service in `people` and `invited`."""

    place: str
    arrive: Clock
    leave: Clock
    setup_minutes: Count
    people: Counts
    """People expected to be served, by service."""
    invited: Counts
    """People to invite so that those come; over all visits to a place exact to the person."""
    cells: Counts
    """People expected by the services one person gets in this sitting, such as `KTP+IKD`: disjoint."""
    service_minutes: Count
    drive_minutes: Count
    """Driving to this place from the one before."""
    metres: Count
    flags: tuple[str, ...]
    """`signal_unknown`: a service that needs a signal is planned where it is unknown."""
    extra: Counts = {}
    """Of `people`, those beside the published totals (16-year-olds)."""
    extra_invited: Counts = {}
    """Of `invited`, those beside the published totals (16-year-olds)."""


class DayRecord(Record):
    """A trip's day by the clock. Hours run on past midnight (25:10), as in GTFS."""

    date: date
    start: Clock
    end: Clock
    from_: str = Field(validation_alias="from", serialization_alias="from")
    to: str
    break_: tuple[Clock, Clock] | None = Field(validation_alias="break", serialization_alias="break")
    """The break, where the day runs into it."""
    drive_minutes: Count
    metres: Count
    wait_minutes: Count
    work_minutes: Count
    """Driving, setting up and serving."""
    work_minutes_available: Count
    elapsed_minutes: Count
    """Leaving the base to being back, break and waiting included."""
    duration_class: DurationClass
    """`overnight` on every day of a trip with nights."""
    visits: tuple[VisitRecord, ...]
    estimated_metres: Count = 0
    """Of `metres`, those on roads that are estimates."""


class TripRecord(Record):
    """One team out and home."""

    id: str
    team: str
    nights: Count
    sleeps_at: tuple[str, ...]
    """Codes of the places slept at, one a night."""
    cost_rupiah: Count
    effort: EffortRecord
    days: tuple[DayRecord, ...]


class UndatedVisitRecord(Record):
    """A visit of a trip that no slot was found for."""

    place: str
    cells: Counts


class UndatedRecord(Record):
    """A trip that no slot was found for; `slot_class` numbers the classes of the problem posed."""

    slot_class: Count
    days: tuple[tuple[UndatedVisitRecord, ...], ...]
    then: tuple[Count, ...] = ()
    """Slot classes of its later days."""
    sleeps_at: tuple[str, ...] = ()


class UnservedRecord(Record):
    """People of a place and service who are not served, why, and the same in words."""

    place: str
    service: str
    people: Count
    reason: Reason
    text: str


class ServiceRecord(Record):
    """What a resident comes for; `value` is what one person's service counts for."""

    code: str
    name: str
    minutes: Count
    needs_signal: bool
    value: int
    cap: Count | None
    cap_per: str | None
    target: Count | None = None
    """People wanted over the region; null: everyone."""


class AssumptionRecord(Record):
    """A value without a source."""

    key: str
    low: float
    central: float
    high: float
    unit: str
    basis: str


class LineRecord(Record):
    """One line of the cost plan: `amount` = `quantity` × `rupiah`."""

    account: str
    item: str
    name: str
    driver: str
    unit: str
    quantity: Count
    rupiah: Count
    amount: Count
    legal_basis: str
    year: int
    source: str
    verified: bool


class PricesRecord(Record):
    """The tariff used; `indicative` unless every rate of it is verified by the office."""

    code: str
    name: str
    indicative: bool


class TallyRecord(Record):
    """What one plan comes to, counted over the people a question is about."""

    waiting: Count
    office: Count
    expected: Count
    """People to be served on trips: those expected to come, or the target."""
    served: Count
    team_days: Count
    slots: Count
    rupiah: Count
    visited: Count
    places: Count
    start: date
    end: date
    finish: date | None
    """Date by which everyone expected is served; null where the horizon ends before."""
    reckoned: date | None
    """Where `finish` is null: the date reached at the plan's own pace; null where none can be."""


class EffectRecord(Record):
    """An assumption, and what planning comes to at its low and high with all others central."""

    key: str
    unit: str
    low: float
    central: float
    high: float
    at_low: TallyRecord | None
    """Null where the value is the central one, or was not planned with."""
    at_high: TallyRecord | None


class VariantRecord(Record):
    """The question under other settings, by the name the case gives them."""

    name: str
    tally: TallyRecord


class WeekRecord(Record):
    """A week of the plan: its Monday, codes of places in the order visited, and people served."""

    monday: date
    places: tuple[str, ...]
    people: Count


class AnswerRecord(Record):
    """The answer to the case's own question, with plans made at other values of the assumptions."""

    kind: Question
    service: str
    by: date | None
    plan: TallyRecord
    """What the plan in this file comes to."""
    central: TallyRecord | None
    """A plan with the short stop of those it is compared with; null without a range."""
    echo: TallyRecord | None
    """The same from another seed: smaller differences say nothing."""
    effects: tuple[EffectRecord, ...]
    """Every assumption the plan uses; the first moves the headline most."""
    best: TallyRecord | None
    """Every assumption at the value better for the headline."""
    worst: TallyRecord | None
    variants: tuple[VariantRecord, ...]
    carried: tuple[str, ...]
    """Assumptions that made the region's tables and cannot be varied in a run."""
    pace: Count
    """People whom the office serves over the horizon."""
    days: Count
    """Working days of the horizon."""
    weeks: tuple[WeekRecord, ...]
    complete: bool
    """Whether every plan asked for was made."""
    search: str
    """Stop of each of these plans."""
    dated: bool
    """Whether these plans are dated; else their last day is that of the earliest team-days there are."""


class Document(Record):
    """plan.json: one run of the planner, internal to the office."""

    version: Literal[1]
    case: str | None
    region: str
    """The region's code."""
    created: str
    today: date
    start: date
    end: date
    purpose: Purpose
    policy: Visits
    seed: int
    engine: str
    stop: StopRecord
    seconds: float
    """Seconds of the whole run."""
    versions: dict[str, str]
    status: Status
    interrupted: bool
    levels: tuple[LevelRecord, ...]
    bound_relaxes: tuple[str, ...]
    people: Counts
    """People expected to be served, by service; those beside the published totals are in `extra`."""
    choices: tuple[ChoiceRecord, ...]
    """Readings chosen of published figures that contradict each other."""
    warnings: tuple[str, ...]
    estimated: tuple[str, ...]
    """What in these figures is an estimate, in sentences."""
    baselines: tuple[BaselineRecord, ...]
    inputs: tuple[InputRecord, ...]
    places: tuple[PlaceRecord, ...]
    teams: tuple[TeamRecord, ...]
    slots: tuple[SlotRecord, ...]
    trips: tuple[TripRecord, ...]
    unserved: tuple[UnservedRecord, ...]

    name: str
    """The run's name."""
    audience: Literal["internal"]
    """Small cells stand in full here: not for publication."""
    lang: str
    """Language of the sentences in this file."""
    region_name: str
    cost_rupiah: Count
    """All trips together: the sum of `trips[].cost_rupiah` and of `budget[].amount`."""
    budget: tuple[LineRecord, ...]
    prices: PricesRecord
    services: tuple[ServiceRecord, ...]
    assumptions: tuple[AssumptionRecord, ...]
    attributions: tuple[str, ...]
    days_off: tuple[DayOffRecord, ...]
    undated: tuple[UndatedRecord, ...]
    solve_seconds: float
    """Seconds the engine took."""
    trace: tuple[IncumbentRecord, ...]
    notes: tuple[str, ...]
    messages: tuple[MessageRecord, ...]
    """`warnings` as catalogue keys and values."""
    files: tuple[str, ...]
    """Names of the files this run wrote into its folder."""
    extra: dict[str, TotalRecord] = {}
    """Totals by service of people beside the published totals: 16-year-olds, recorded now, printed at 17."""
    extra_unserved: tuple[UnservedRecord, ...] = ()
    """As `unserved`, of the people in `extra`."""
    bases: tuple[BaseRecord, ...] = ()
    vehicles: tuple[VehicleRecord, ...] = ()
    lodgings: tuple[LodgingRecord, ...] = ()
    kits: tuple[KitRecord, ...] = ()
    """The inventory; empty where the region keeps none."""
    kit_days: tuple[KitDayRecord, ...] = ()
    """Kits by working date; empty without an inventory."""
    requests: tuple[RequestRecord, ...] = ()
    closures: tuple[ClosureRecord, ...] = ()
    targets: tuple[TargetRecord, ...] = ()
    floors: tuple[FloorRecord, ...] = ()
    answer: AnswerRecord | None = None
    """The answer to the case's own question; null where none is asked."""
    marginals: tuple[MarginalRecord, ...] = ()
    """What one team-day, person or million rupiah more would bring; empty where no engine knows."""


def schema() -> dict[str, Any]:
    """The JSON schema of plan.json, as published in `plan.schema.json` beside this module."""
    made = Document.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
