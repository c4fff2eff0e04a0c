"""What the frontier says is worth buying next."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from optimizer.core.frontier import Frontier, Goods, Offer, Yield
from optimizer.reports.frontier.sentences import best


def offer(goods: Goods, people: int, rupiah: int, budget: int | None = None) -> Offer:
    """Something that serves so many people more than 1,000 for so much more than Rp 10 million."""
    values = {"team": "Tim 1", "vehicle": "Minibus", "month": "2026-03"}
    alone = Yield(1_000, 100_000, 10_000_000, 5, 5)
    made = Yield(1_000 + people, 100 * (1_000 + people), 10_000_000 + rupiah, 5, 5)
    return Offer(goods, values, budget, alone, made)


def said(*offers: Offer) -> list[str]:
    """What is said of them."""
    return list(best(cast("Frontier", SimpleNamespace(offers=offers)), "en"))


def ranked(what: str, gain: str, money: str, each: str) -> str:
    """The sentence on the best purchase."""
    bought = f"Next best purchase per rupiah: {what}: {gain}, trips cost {money} more"
    apart = "the price of a kit or vehicle is not counted"
    return f"{bought} ({each} people per Rp1 million of trip money; {apart})."


def test_the_best_purchase_has_most_people_per_rupiah():
    """657 people for Rp 0.5 million are 1,314 per million, a day's 71 are 142; a saving is told beside."""
    swap, kit = offer("vehicle", 21, -200_000), offer("kit", 657, 500_000)
    cheaper = "Minibus for Tim 1, in place of its vehicle (21 more people, trips cost Rp200,000 less)"
    assert said(swap, offer("team_day", 71, 500_000), kit) == [
        ranked("One more recording kit for Tim 1", "657 more people", "Rp500,000", "1,314"),
        f"For no more trip money, and serving no fewer people: {cheaper}.",
    ]


def test_a_purchase_is_ranked_by_people_per_rupiah_not_by_people():
    """10 people for Rp 2 million are 5 per million, 8 for one million 8.0; at one budget none is ranked."""
    many, dense = offer("team", 10, 2_000_000), offer("team_day", 8, 1_000_000)
    told = said(many, dense, offer("kit", 900, 1, budget=5_000_000))
    assert told == [ranked("One more team-day in March 2026", "8 more people", "Rp1 million", "8.0")]


def test_what_serves_nobody_more_is_no_purchase():
    """A saving alone is told beside "no purchase"; what serves fewer for less, or as many for more, never."""
    none = "No purchase serves more people."
    saving = said(offer("vehicle", 0, -50_000), offer("kit", 0, 0), offer("nights", -3, -900_000))
    assert saving[0] == none
    assert saving[1].endswith("(nobody more, trips cost Rp50,000 less).")
    assert said(offer("kit", 0, 40_000)) == [none]
    assert len(said(offer("kit", 4, 0))) == 1
    assert said() == []
