"""An explanation in sentences, for whoever plans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from optimizer.core.plan import Level
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.core.score import rank_of
from optimizer.reports.dates import clock_time, full_date, long_date
from optimizer.texts import number, say
from optimizer.why.change import Change
from optimizer.why.explanation import Explanation, OtherDate, Stayed
from optimizer.why.obstacle import Obstacle

MOST_NAMED = 5
"""Places named in one sentence."""


def sentences(explanation: Explanation, lang: str, more_dates: int = 0) -> list[str]:
    """The explanation as paragraphs, headings included; `more_dates` were asked for and not looked at."""
    told = _Told(explanation, lang)
    if explanation.dates:
        lines = [*told.head(), *told.dates(), ""]
        lines += [line for other in explanation.dates for line in told.other(other)]
        if more_dates:
            lines.append(told.say("more_dates", count=more_dates))
        changes = [other.change for other in explanation.dates if other.change]
    else:
        lines = [*told.head(), *told.visits(), *told.missed(), *told.price()]
        changes = [explanation.price] if explanation.price else []
    return [*lines, "", told.say("checked")] if changes else lines


class _Told:
    def __init__(self, explanation: Explanation, lang: str):
        self.about, self.lang = explanation, lang
        self.places = explanation.problem.region.places

    def say(self, key: str, **values: object) -> str:
        return say(f"why.{key}", self.lang, **values)

    def head(self) -> Iterator[str]:
        """Who and where, and how many people there are served."""
        about, place = self.about, self.places[self.about.place]
        values = {"place": place.name, "code": place.code, "kecamatan": place.kecamatan}
        if not about.expected:
            yield self.say("head_nobody", **values)
            yield from self._nobody()
            return
        served = about.expected - about.waiting
        yield self.say("head", **values, expected=about.expected, served=served, waiting=about.waiting)

    def _nobody(self) -> Iterator[str]:
        """Where those who wait are served instead."""
        names = {service.code: service.name for service in self.about.problem.region.services}
        for row in self.about.accounts:
            if row.waiting or row.inflow:
                people = {"waiting": row.waiting, "inflow": row.inflow, "office": row.office}
                yield "  " + self.say("nobody", service=names[row.service], **people)

    def dates(self) -> Iterator[str]:
        """The dates on which the place is visited."""
        days = [full_date(day, self.lang) for day in dict.fromkeys(visit.day for visit in self.about.visits)]
        if days:
            yield self.say("scheduled", dates=self._joined(days))

    def visits(self) -> Iterator[str]:
        """When a team comes, and what is lost without its trip."""
        yield ""
        for visit in self.about.visits:
            yield self._visit(visit)
            given = visit.contribution
            yield "  " + self.say("gives", people=given.people, rupiah=given.rupiah)
        if not self.about.visits:
            yield self.say("no_visit")

    def missed(self) -> Iterator[str]:
        """Who is left, and why, as the bundle says it."""
        names = {service.code: service.name for service in self.about.problem.region.services}
        rows = self.about.unserved
        if rows:
            yield from ("", self.say("left"))
        for row in rows:
            values = {"people": row.people, "service": names[row.service]}
            values["place"] = self.places[row.place].name
            yield "  • " + say(f"store.reason.{row.reason}", self.lang, **values)

    def price(self) -> Iterator[str]:
        """What serving more of them would take."""
        about = self.about
        if not about.waiting:
            return
        yield from ("", self.say("price"))
        if about.price is None:
            yield "  " + self.say("price_none")
        else:
            what, *rest = self._change(about.price)
            what = self.say("on", date=long_date(about.price.day, self.lang), what=what)
            yield from ("  " + line for line in (what, *rest))

    def other(self, other: OtherDate) -> Iterator[str]:
        """What a date comes to."""
        day = long_date(other.day, self.lang)
        if other.planned:
            yield self.say("planned", date=day)
            yield from ("  " + self._visit(visit) for visit in self.about.visits if visit.day == other.day)
        elif other.obstacles:
            why = " ".join(self._obstacle(each) for each in other.obstacles)
            yield self.say("impossible", date=day, why=why)
        elif other.change is None:
            yield self.say("no_change", date=day)
        else:
            yield self.say("possible", date=day)
            yield from ("  " + line for line in self._change(other.change))

    def _visit(self, visit: Stayed) -> str:
        others = [v.place for v in visit.trip.trip.visits if v.place != self.about.place]
        company = self.say("company", places=self._names(list(dict.fromkeys(others)))) if others else ""
        return self.say(
            "visit",
            date=long_date(visit.day, self.lang),
            team=self._team(visit.trip.team),
            arrive=clock_time(visit.stay.arrive),
            leave=clock_time(visit.stay.leave),
            people=visit.stay.visit.people,
            company=company,
        )

    def _change(self, change: Change) -> Iterator[str]:
        """What is done, what it changes, and how that compares."""
        values = {"team": self._team(change.team), "other": "", "from": ""}
        if change.moved is not None:
            values["from"] = full_date(change.moved, self.lang)
        if change.swapped is not None:
            values["other"] = self._names(list(dict.fromkeys(change.swapped.trip.visited)))
        yield self.say(f"how.{change.how}{'_moved' if change.moved else ''}", **values)
        if change.gained:
            yield self.say("gained", places=self._counted(change.gained))
        if change.lost:
            yield self.say("lost", places=self._counted(change.lost))
        yield self.say("sum", parts="; ".join(self._sum(change)))
        yield self._verdict(change.before, change.after)

    def _sum(self, change: Change) -> Iterator[str]:
        yield self._signed("people", change.people, number(abs(change.people), self.lang))
        weighted = number(abs(change.weighted()) / WEIGHT_SCALE, self.lang, 2)
        yield self._signed("weighted", change.weighted(), weighted)
        if change.floors():
            yield self._signed("floors", change.floors(), number(abs(change.floors()), self.lang))
        yield self._signed("rupiah", change.rupiah, number(abs(change.rupiah), self.lang))

    def _signed(self, key: str, amount: int, text: str) -> str:
        sign = "same" if not amount else "more" if amount > 0 else "fewer"
        return self.say(f"{key}_{sign}", amount=text)

    def _verdict(self, before: Sequence[Level], after: Sequence[Level]) -> str:
        """Which of the plan's aims, in their order, the change meets worse or better."""
        pairs = list(zip(rank_of(before), rank_of(after), before, strict=True))
        for old, new, level in pairs:
            if new > old:
                return self.say(f"worse.{level.name}")
            if new < old:
                return self.say("better")
        return self.say("equal")

    def _obstacle(self, obstacle: Obstacle) -> str:
        values = {
            name: full_date(value, self.lang) if isinstance(value, date) else value
            for name, value in obstacle.values.items()
        }
        place = self.places[self.about.place].name
        return self.say(f"no.{obstacle.key}", **{"place": place, **values})

    def _team(self, team: str) -> str:
        return next((t.name for t in self.about.problem.region.teams if t.id == team), team)

    def _names(self, places: Sequence[int]) -> str:
        return self._joined([self.places[place].name for place in places])

    def _counted(self, pairs: Sequence[tuple[int, int]]) -> str:
        return self._joined([f"{self.places[p].name} ({number(n, self.lang)})" for p, n in pairs])

    def _joined(self, names: Sequence[str]) -> str:
        rest = len(names) - MOST_NAMED
        text = ", ".join(names[:MOST_NAMED])
        return text if rest <= 0 else text + " " + self.say("and_more", count=rest)
