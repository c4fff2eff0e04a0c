"""Give each trip its dates: CP-SAT over trips × options, urgent people first, neighbours together.

With x_to = 1 if trip t takes option o (dates d(o) in classes that fit it, of the team g(o) where it sleeps
out), z_kw = 1 if kecamatan k is visited in week w and u_t = 1 if no option is found for t:

    min  Σ urgency_t · first date of o · x_to  +  together · Σ z_kw  +  worst · Σ value_t · u_t
    s.t. Σ_o x_to + u_t = 1;
         Σ_{(t, o) with a day in class k on d} x_to ≤ slots of class k on d;
         Σ_{(t, o) with g(o) = g and d in d(o)} x_to ≤ 1 per team g and date d, trips with nights only;
         Σ_{(t, o) that visit i on d} x_to ≤ 1 per place i and date d;
         Σ people of (t, o) on d · x_to ≤ cap per date of a region's service;
         x_to ≤ z_kw where (t, o) visits kecamatan k in week w.

    value_t   = weighted people of the trip / those of the average trip
    urgency_t = value_t + PRIORITY · (mean weight of the trip's people - that of the lightest trip's)

So priority comes first, then numbers: 0.1 of weight counts as much as the people of an average trip. At a
weight of 1.5 a few people go before ordinary trips less than 5 averages larger, and where all places weigh
the same the larger trip goes first. `worst` outweighs the rest of the objective: leaving out the least
comes before everything else. Why teams of day trips need not be named is in `options`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from ortools.sat.python import cp_model

from optimizer.core.plan import Trip
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.core.problem import Problem
from optimizer.timetable.board import Board
from optimizer.timetable.options import Option, Options, Resource
from optimizer.timetable.params import TimetableParams

UNIT = 100
"""Cost of dating an average trip one working day later, where no place weighs more than another."""

PRIORITY = 10
"""Average trips whose people count as much as one more weight per person of the places' priority."""

LARGEST = 25_000
"""Options of all trips beyond which the model would take longer to build than a planner waits."""

Week = tuple[int, int]
"""ISO year and week."""

Dated = Mapping[int, Option]
"""Option of each trip dated, by its number."""


def choose_dates(
    problem: Problem, trips: tuple[Trip, ...], params: TimetableParams, seed: int
) -> tuple[Option | None, ...]:
    """The dates of each trip, and its team where it sleeps out; None where nothing is left for it.

    Campaigns too large for the model, and those for which it finds nothing better in its time, are dated
    in turn: by urgency, by value, kecamatan by kecamatan or those with the fewest options first, each also
    with trips in the classes they were planned for alone, whichever is best.
    """
    search = _Search(problem, Options(problem, trips), params)
    found = search.in_turn()
    if sum(len(search.options.of(t)) for t in range(len(trips))) <= LARGEST:
        found = min((found, search.by_model(found, seed)), key=search.cost)
    return tuple(found.get(t) for t in range(len(trips)))


class _Search:
    """The options of the trips and what each choice of them costs."""

    def __init__(self, problem: Problem, options: Options, params: TimetableParams):
        self.options, self._params = options, params
        self._problem, self._trips = problem, options.trips
        self._values = _values(problem, options.trips)
        self._urgency = _urgency(problem, options.trips, self._values)
        self._order = {day: number for number, day in enumerate(options.dates)}
        self._together = params.together * UNIT
        self._kecamatan = [
            [
                sorted({problem.region.places[visit.place].kecamatan_code for visit in day})
                for day in trip.days
            ]
            for trip in options.trips
        ]

    def cost(self, dated: Dated) -> tuple[int, int]:
        """Value left undated, then lateness and weeks in which kecamatan are visited."""
        late = sum(self._urgency[t] * self._order[option.dates[0]] for t, option in dated.items())
        met = {pair for t, option in dated.items() for pair in self._weeks(t, option)}
        return -sum(self._values[t] for t in dated), late + self._together * len(met)

    def in_turn(self) -> Dated:
        """The best of some simple datings.

        Those by own class are tried too, as an early trip may take a slot that only a later one can use.
        """
        of: dict[str, list[int]] = defaultdict(list)
        for t in range(len(self._trips)):
            of[self._kecamatan[t][0][0]].append(self._urgency[t])
        mean = {kecamatan: sum(worth) / len(worth) for kecamatan, worth in of.items()}
        by_value = sorted(range(len(self._trips)), key=lambda t: (-self._values[t], t))
        by_urgency = sorted(range(len(self._trips)), key=lambda t: (-self._urgency[t], t))
        homes = [days[0][0] for days in self._kecamatan]
        by_kecamatan = sorted(by_urgency, key=lambda t: (-mean[homes[t]], homes[t]))
        by_scarcity = sorted(by_urgency, key=lambda t: len(self.options.of(t)))
        tried = []
        for options in (self.options, self.options.labelled):
            for order in (by_urgency, by_value, by_kecamatan, by_scarcity):
                board = Board(options)
                board.date_in_turn(order)
                tried.append(board.dated)
        return min(tried, key=self.cost)

    def by_model(self, first: Dated, seed: int) -> Dated:
        """What CP-SAT finds, starting from `first`; `first` where it finds nothing."""
        model = cp_model.CpModel()
        goes = [
            {option: model.new_bool_var("") for option in self.options.of(t)} for t in range(len(self._trips))
        ]
        undated = [model.new_bool_var("") for _ in self._trips]
        for t, out in enumerate(undated):
            model.add_exactly_one([*goes[t].values(), out])
        self._add_limits(model, goes)
        visited = self._weeks_of_kecamatan(model, goes)
        self._minimize(model, goes, undated, visited)
        met = {pair for t, option in first.items() for pair in self._weeks(t, option)}
        for t, out in enumerate(undated):
            model.add_hint(out, t not in first)
            for option, var in goes[t].items():
                model.add_hint(var, first.get(t) == option)
        for pair, var in visited.items():
            model.add_hint(var, pair in met)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed
        solver.parameters.catch_sigint_signal = False  # Ctrl-C is the caller's business
        solver.parameters.max_deterministic_time = self._params.deterministic_seconds
        if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return first
        return {t: o for t, each in enumerate(goes) for o, var in each.items() if solver.boolean_value(var)}

    def _add_limits(self, model: cp_model.CpModel, goes: list[dict[Option, cp_model.IntVar]]) -> None:
        """Nothing scarce is used beyond what there is of it."""
        users: dict[Resource, list[tuple[cp_model.IntVar, int]]] = defaultdict(list)
        for t, each in enumerate(goes):
            for option, var in each.items():
                for resource, amount in self.options.uses(t, option):
                    users[resource].append((var, amount))
        for resource, using in users.items():
            limit, amounts = self.options.limit(resource), [amount for _, amount in using]
            if sum(amounts) > limit:
                model.add(cp_model.LinearExpr.weighted_sum([var for var, _ in using], amounts) <= limit)

    def _weeks_of_kecamatan(
        self, model: cp_model.CpModel, goes: list[dict[Option, cp_model.IntVar]]
    ) -> dict[tuple[str, Week], cp_model.IntVar]:
        """A variable per kecamatan and week that is 1 where a trip visits it."""
        visited: dict[tuple[str, Week], cp_model.IntVar] = {}
        for t, each in enumerate(goes):
            for option, var in each.items():
                for pair in self._weeks(t, option):
                    if pair not in visited:
                        visited[pair] = model.new_bool_var("")
                    model.add_implication(var, visited[pair])
        return visited

    def _minimize(
        self,
        model: cp_model.CpModel,
        goes: list[dict[Option, cp_model.IntVar]],
        undated: list[cp_model.IntVar],
        visited: Mapping[tuple[str, Week], cp_model.IntVar],
    ) -> None:
        worst = 1 + len(self._order) * sum(self._urgency) + self._together * len(visited)
        costs = [
            (var, self._urgency[t] * self._order[option.dates[0]])
            for t, each in enumerate(goes)
            for option, var in each.items()
        ]
        costs += [(var, self._together) for var in visited.values()]
        costs += [(var, worst * self._values[t]) for t, var in enumerate(undated)]
        if costs:
            model.minimize(cp_model.LinearExpr.weighted_sum(*map(list, zip(*costs, strict=True))))

    def _weeks(self, trip: int, option: Option) -> Iterator[tuple[str, Week]]:
        """Pairs of kecamatan and week in which a trip visits it."""
        for day, kecamatan in zip(option.dates, self._kecamatan[trip], strict=True):
            for code in kecamatan:
                yield code, _week(day)


def _week(day: date) -> Week:
    return day.isocalendar()[:2]


def _values(problem: Problem, trips: tuple[Trip, ...]) -> list[int]:
    """Weighted people of each trip, `UNIT` for the average trip, at least 1."""
    weights = [
        sum(people * int(problem.cell_weight[cell]) for visit in trip.visits for cell, people in visit.loads)
        for trip in trips
    ]
    average = max(1.0, sum(weights) / max(1, len(weights)))
    return [max(1, round(UNIT * weight / average)) for weight in weights]


def _urgency(problem: Problem, trips: tuple[Trip, ...], values: list[int]) -> list[int]:
    """What dating each trip a working day later costs: its value, and what its people weigh more."""
    means = [
        sum(visit.people * int(problem.weight[visit.place]) for visit in trip.visits)
        / max(1, sum(visit.people for visit in trip.visits))
        for trip in trips
    ]
    least = min(means, default=0.0)
    more = [round(PRIORITY * UNIT * (mean - least) / WEIGHT_SCALE) for mean in means]
    return [value + above for value, above in zip(values, more, strict=True)]
