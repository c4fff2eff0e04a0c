"""`Dice`: everything random of many lives, drawn per life, then per team-day, each chance from its stream."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from optimizer.core.region import Assumption
from optimizer.settings import CHANCES, Chance, SimulateParams
from optimizer.simulate.days import Day
from optimizer.simulate.world import World

Floats = NDArray[np.float64]
"""One number a life, shape (lives,); or one for all of them, shape ()."""

ONE: Floats = np.ones(())


@dataclass(frozen=True)
class Rolls:
    """A team-day's random numbers.

    Attributes
    ----------
    came
        People who come, per stop and load.
    minutes
        Minutes of a person at one kit, per stop and load.
    pace
        Factor of the minutes of a stop, after the people who came to it.
    setup
        Set-up minutes per stop.
    drive
        Factor of the minutes of each leg, the way home last.
    stations
        Kits that work.
    """

    lives: int
    came: tuple[tuple[Floats, ...], ...]
    minutes: tuple[tuple[Floats, ...], ...]
    pace: tuple[Floats, ...]
    setup: tuple[Floats, ...]
    drive: tuple[Floats, ...]
    stations: Floats

    def of(self, lives: NDArray[np.int64], stops: tuple[int, ...]) -> Rolls:
        """The numbers of some lives and stops."""

        def some(values: Floats) -> Floats:
            return values[lives] if values.ndim else values

        return Rolls(
            len(lives),
            tuple(tuple(map(some, self.came[stop])) for stop in stops),
            tuple(tuple(map(some, self.minutes[stop])) for stop in stops),
            tuple(some(self.pace[stop]) for stop in stops),
            tuple(some(self.setup[stop]) for stop in stops),
            (*(some(self.drive[stop]) for stop in stops), some(self.drive[-1])),
            some(self.stations),
        )


class Dice:
    """The random numbers of `lives` lives; asked for one team-day after another, in order of dates.

    What is not among `params.chances` happens as planned. Each chance has a stream of its own, so that
    switching one off leaves the others' numbers as they are.
    """

    def __init__(
        self,
        world: World,
        params: SimulateParams,
        lives: int,
        seed: int,
        generator: Callable[[np.random.SeedSequence], np.random.Generator] = np.random.default_rng,
    ):
        streams = np.random.SeedSequence(seed).spawn(len(CHANCES))
        self.streams: dict[Chance, np.random.Generator] = {
            chance: generator(stream) for chance, stream in zip(CHANCES, streams, strict=True)
        }
        self._world, self._params, self.lives = world, params, lives
        self._on = frozenset(params.chances)
        self._turnout = self._whole_turnout()
        factors = [self._factor(known) for known in world.ranges]
        self._factors = {
            "minutes": factors if "minutes" in self._on and params.minutes.whole else [ONE] * len(factors),
            "setup": factors if "setup" in self._on and params.setup.whole else [ONE] * len(factors),
        }
        drive = params.drive
        self._drive = (
            self._triangular("drive", drive.low / 100, drive.central / 100, drive.high / 100)
            if "drive" in self._on
            else ONE
        )
        self._out_until: dict[str, NDArray[np.int64]] = {}

    def day(self, day: Day) -> Rolls:
        """The numbers of the next team-day."""
        came = tuple(self._came(stop.loads, stop.invited) for stop in day.stops)
        return Rolls(
            self.lives,
            came,
            tuple(tuple(self._person(cell) for cell in stop.cells) for stop in day.stops),
            tuple(self._pace(people) for people in came),
            tuple(self._setup(stop.place, stop.setup) for stop in day.stops),
            tuple(self._leg() for _ in range(len(day.stops) + 1)),
            self._kits(day.team, day.stations, day.date),
        )

    def _whole_turnout(self) -> Floats:
        known = self._world.turnout
        if known is None or "turnout" not in self._on or not self._params.turnout.whole:
            return np.array((known.central if known else self._world.percent) / 100)
        return self._triangular("turnout", known.low / 100, known.central / 100, known.high / 100)

    def _factor(self, known: Assumption) -> Floats:
        """A range over its central value; drawn also where it is not used, so that streams stay apart."""
        if not known.central:
            return ONE
        return self._triangular("minutes", known.low, known.central, known.high) / known.central

    def _triangular(self, chance: Chance, low: float, central: float, high: float) -> Floats:
        if low == high:
            return np.array(central)
        return self.streams[chance].triangular(low, central, high, self.lives)

    def _came(self, loads: tuple[int, ...], invited: tuple[int, ...]) -> tuple[Floats, ...]:
        if "turnout" not in self._on:
            return tuple(np.array(float(people)) for people in loads)
        stream, share = self.streams["turnout"], self._turnout
        if self._params.turnout.visits:
            share = share + self._params.turnout.visits / 100 * stream.standard_normal(self.lives)
        share = np.clip(share, 0.0, 1.0)
        return tuple(stream.binomial(people, share, self.lives).astype(np.float64) for people in invited)

    def _person(self, cell: int) -> Floats:
        factors = self._factors["minutes"]
        total = np.zeros(())
        for index, minutes in self._world.parts[cell]:
            total = total + minutes * (ONE if index is None else factors[index])
        return total

    def _pace(self, came: tuple[Floats, ...]) -> Floats:
        params = self._params.minutes
        if "minutes" not in self._on or not (params.visits or params.persons):
            return ONE
        people = np.maximum(1.0, sum(came, np.zeros(())))
        variance = (params.visits / 100) ** 2 + (params.persons / 100) ** 2 / people
        return self._lognormal("minutes", variance)

    def _setup(self, place: int, minutes: int) -> Floats:
        index = self._world.setup[place]
        return np.ceil(minutes * (ONE if index is None else self._factors["setup"][index]) - 1e-9)

    def _leg(self) -> Floats:
        legs = self._params.drive.legs / 100
        if "drive" not in self._on or not legs:
            return self._drive
        return self._drive * self._lognormal("drive", np.array(legs**2))

    def _lognormal(self, chance: Chance, variance: Floats) -> Floats:
        """Mean 1 and this variance, one a life."""
        spread = np.log1p(variance)
        drawn = self.streams[chance].standard_normal(self.lives)
        factor: Floats = np.exp(np.sqrt(spread) * drawn - spread / 2)
        return factor

    def _kits(self, team: str, stations: int, day: date) -> Floats:
        """Kits of a team that work on a date: those not under repair that do not fail that morning."""
        params = self._params.kits
        if "kits" not in self._on or not params.fail:
            return np.array(float(stations))
        stream = self.streams["kits"]
        now = day.toordinal()
        until = self._out_until.get(team)
        if until is None or len(until) < stations:
            grown = np.zeros((stations, self.lives), dtype=np.int64)
            if until is not None:
                grown[: len(until)] = until
            until = self._out_until[team] = grown
        fails = (stream.random((stations, self.lives)) < params.fail / 100) & (until[:stations] <= now)
        until[:stations][fails] = now + stream.geometric(1 / params.days, int(fails.sum()))
        working: Floats = (until[:stations] <= now).sum(axis=0).astype(np.float64)
        return working
