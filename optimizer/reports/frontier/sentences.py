"""A frontier in sentences: what the money buys, where it stops paying, and what to buy next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from optimizer.core.frontier import MILLION, Frontier, Offer, Point
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.reports.dates import MONTHS
from optimizer.reports.rupiah import rupiah as spelt
from optimizer.texts import number, say


def headline(frontier: Frontier, lang: str) -> Iterator[str]:
    """The curve in a few sentences, the knee first."""
    last = frontier.points[-1]
    if frontier.knee is None:
        each = _rate(last.plan.people, last.plan.rupiah)
        yield _say("say.straight", lang, before=number(each, lang))
    else:
        knee = frontier.points[frontier.knee]
        yield _say(
            "say.knee",
            lang,
            knee=millions(knee.budget, lang),
            knee_people=knee.plan.people,
            before=number(_rate(knee.plan.people, knee.plan.rupiah), lang),
            after=_tenths(_beyond(knee, last), lang),
        )
    yield _say(
        "say.top",
        lang,
        top=millions(last.plan.rupiah, lang),
        top_people=last.plan.people,
        expected=frontier.expected,
    )
    chosen = frontier.points[frontier.knee if frontier.knee is not None else -1]
    yield _say(
        "say.bound",
        lang,
        budget=millions(chosen.budget, lang),
        most=chosen.most_people,
        gap=number(100 * chosen.gap, lang, 1),
    )


def purchases(frontier: Frontier, lang: str) -> Iterator[str]:
    """Shadow prices in words, each as planning again found it, the best purchase first."""
    yield from best(frontier, lang)
    chosen = frontier.points[frontier.knee if frontier.knee is not None else len(frontier.points) // 2]
    if chosen.more is not None:
        key = "say.more" if chosen.more.rupiah == MILLION else "say.more_other"
        values = {} if key == "say.more" else {"more": chosen.more.rupiah}
        yield _say(
            key,
            lang,
            budget=millions(chosen.budget, lang),
            gain=people_more(chosen.more.people, lang),
            promised=number(chosen.more.promised / WEIGHT_SCALE, lang),
            **values,
        )
    same = {bought(offer): offer for offer in frontier.offers if offer.budget is not None}
    useless = []
    for offer in frontier.offers:
        if offer.budget is not None:
            continue
        before = same.get(bought(offer))
        if offer.people <= 0 and offer.rupiah >= 0 and (before is None or before.people <= 0):
            useless.append(named(offer, lang))
            continue
        if before is None:
            yield _say("say.any_money", lang, **_offered(offer, lang))
            continue
        gain = people_more(before.people, lang)
        money = millions(before.budget or 0, lang)
        yield _say("say.both_money", lang, same=gain, budget=money, **_offered(offer, lang))
    if useless:
        yield _say("say.useless", lang, names="; ".join(useless))
    yield from _dearest(frontier, lang)


def best(frontier: Frontier, lang: str) -> Iterator[str]:
    """What serves most more people per rupiah of trips, and what serves as many or more for no more money.

    A purchase that makes trips cheaper has no people per rupiah to be ranked by: it is worth a sentence of
    its own, but one person more for a little less must not hide hundreds more for half a million.
    """
    offers = [offer for offer in frontier.offers if offer.budget is None]
    dearer = [offer for offer in offers if offer.people > 0 and offer.per_million is not None]
    free = [offer for offer in offers if _for_no_more(offer)]
    if dearer:
        chosen = max(dearer, key=lambda offer: offer.per_million or 0.0)
        each = _tenths(chosen.per_million or 0.0, lang)
        yield _say("say.next", lang, each=each, **_offered(chosen, lang))
    elif offers and not any(offer.people > 0 for offer in free):
        yield _say("say.next_none", lang)
    if free:
        free.sort(key=lambda offer: (-offer.people, offer.rupiah))
        names = "; ".join(_say("say.no_dearer_one", lang, **_offered(offer, lang)) for offer in free)
        yield _say("say.no_dearer", lang, names=names)


def bought(offer: Offer) -> str:
    """A key by which the same thing is found at another budget."""
    return f"{offer.goods} {sorted(offer.values.items())}"


def named(offer: Offer, lang: str) -> str:
    """What is bought."""
    values = dict(offer.values)
    if "month" in values:
        day = date.fromisoformat(f"{values['month']}-01")
        values["month"] = f"{MONTHS[lang][day.month - 1]} {day.year}"
    return _say(f"goods.{offer.goods}", lang, **values)


def reasons(point: Point, lang: str) -> str:
    """Why planning again gained what it did, as far as it can be told from the plans and bounds."""
    return " ".join(_reasons(point, lang))


def _reasons(point: Point, lang: str) -> Iterator[str]:
    more = point.more
    if more is None:
        return
    money = point.budget - more.alone.rupiah + more.rupiah
    if more.promised == 0 and more.gain <= 0:
        yield _say("why.free", lang)
    if more.gain == more.promised and more.gain:
        yield _say("why.same", lang)
        return
    if more.cheapest is None:
        yield _say("why.everyone" if more.bound == more.alone.weighted else "why.no_days", lang)
    elif more.cheapest > money:
        yield _say("why.no_trip", lang, cheapest=more.cheapest, money=money)
    rest = point.budget + more.rupiah - more.made.rupiah
    if more.cheapest is not None and rest > 0 and more.gain < more.promised:
        yield _say("why.rest", lang, rest=rest)
    if more.gain > more.promised:
        yield _say("why.beyond", lang)
    elif more.bound - more.alone.weighted > more.promised - more.gain:
        gap = number((more.bound - more.alone.weighted) / WEIGHT_SCALE, lang)
        yield _say("why.gap", lang, gap=gap)


def people_more(people: int, lang: str) -> str:
    """So many people more or fewer."""
    if not people:
        return _say("say.same_people", lang)
    return _say("say.more_people" if people > 0 else "say.fewer_people", lang, people=abs(people))


def millions(rupiah: int, lang: str) -> str:
    """Rupiah in millions with one decimal, none for whole ones."""
    return number(rupiah / MILLION, lang, 0 if rupiah % MILLION == 0 else 1)


def amount(rupiah: int, lang: str) -> str:
    """An amount as the page says it: in millions, below one of them in full."""
    if rupiah < MILLION:
        return spelt(rupiah, lang)
    return _say("say.million", lang, million=millions(rupiah, lang))


def _offered(offer: Offer, lang: str) -> dict[str, str]:
    key = "dearer" if offer.rupiah > 0 else "cheaper" if offer.rupiah < 0 else "as_dear"
    values = {"amount": amount(abs(offer.rupiah), lang)} if offer.rupiah else {}
    return {
        "what": named(offer, lang),
        "gain": people_more(offer.people, lang),
        "money": _say(f"say.{key}", lang, **values),
    }


def _for_no_more(offer: Offer) -> bool:
    """Whether as many people or more are served for as much money or less, and one of the two is better."""
    return offer.people >= 0 >= offer.rupiah and bool(offer.people or offer.rupiah)


def _tenths(value: float, lang: str) -> str:
    """With a decimal only where it says something."""
    return number(value, lang, 1 if value < 10 else 0)


def _dearest(frontier: Frontier, lang: str) -> Iterator[str]:
    served = [share for share in frontier.shares if share.people]
    if len(served) > 1:
        dear, cheap = served[0], served[-1]
        yield _say(
            "say.dearest",
            lang,
            dear=dear.kecamatan,
            dear_each=round(dear.rupiah / dear.people),
            cheap=cheap.kecamatan,
            cheap_each=round(cheap.rupiah / cheap.people),
        )


def _rate(people: int, rupiah: int) -> float:
    return people * MILLION / rupiah if rupiah else 0.0


def _beyond(knee: Point, last: Point) -> float:
    return _rate(last.plan.people - knee.plan.people, last.plan.rupiah - knee.plan.rupiah)


def _say(key: str, lang: str, /, **values: object) -> str:
    return say(f"frontier.{key}", lang, **values)
