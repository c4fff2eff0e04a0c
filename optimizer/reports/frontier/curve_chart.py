"""The chart of a frontier: the band between the plans and what is proven, over the budget."""

from __future__ import annotations

from optimizer.core.frontier import MILLION, Frontier
from optimizer.reports.chart import Band, Chart, Line, Mark, round_ticks
from optimizer.reports.frontier.sentences import millions
from optimizer.texts import number, say

PLAN, MOST, BETWEEN = "#1F6F8B", "#8A6D1D", "#F3E9C9"


def curve_chart(frontier: Frontier, lang: str) -> Chart:
    """People served and the proven bound, by budget."""
    plan = [(point.budget / MILLION, float(point.plan.people)) for point in frontier.points]
    most = [(budget / MILLION, float(people)) for budget, people in frontier.bound]
    marks = []
    if frontier.knee is not None:
        knee = frontier.points[frontier.knee]
        words = say("frontier.chart.knee", lang, knee=millions(knee.budget, lang), people=knee.plan.people)
        marks.append(Mark((knee.budget / MILLION, float(knee.plan.people)), words))
    ticks = round_ticks(plan[-1][0])
    decimals = 0 if all(tick == int(tick) for tick in ticks) else 1
    return Chart(
        title=say("frontier.chart.title", lang),
        subtitle=f"{frontier.problem.region.name} · {mark(frontier, lang)}",
        x_name=say("frontier.chart.x", lang),
        y_name=say("frontier.chart.y", lang),
        ticks=[(tick, number(tick, lang, decimals)) for tick in ticks],
        lines=(
            Line(say("frontier.chart.most", lang), most, MOST, dashed=True),
            Line(say("frontier.chart.plan", lang), plan, PLAN, dots=True),
        ),
        bands=(Band(plan, most, BETWEEN),),
        marks=marks,
    )


def mark(frontier: Frontier, lang: str) -> str:
    """Whether the tariff has been verified, in a few words."""
    verified = frontier.problem.tariff.verified
    return say(f"frontier.{'verified_short' if verified else 'indicative_short'}", lang)
