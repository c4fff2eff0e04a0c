"""Which features of the model are on in which case, and what each changes in the plan.

On or off is read from the case's settings and data (`benchmarks.feature`); each feature that is on is
switched off and the case planned again under the same work stop (`benchmarks.replan`).
"""

from __future__ import annotations

from benchmarks.feature import FEATURES, Feature
from benchmarks.machine import conditions
from benchmarks.replan import CASES, Case, Figures, differences, planned, posed


def main() -> str:
    """Plan every case with and without each of its features; the table as Markdown."""
    cases = {name: posed(name, weeks=weeks) for name, weeks in CASES.items()}
    plans = {name: planned(case, date=False) for name, case in cases.items()}
    lines = [
        conditions("ortools", "numpy", "holidays"),
        (
            "In each cell how much of the feature the case has, and what the feature adds to the plan of "
            "`routing` (people served; rupiah) under a work stop of 1; – where it is off. A change of 0; 0 "
            "is one of routes or dates; **inert** where the dated plan does not change either."
        ),
        "Planned: " + "; ".join(f"{name} {_weeks(case)}" for name, case in cases.items()) + ".",
        "",
        f"| feature | counted in | {' | '.join(cases)} |",
        f"| --- | --- | {' | '.join('---' for _ in cases)} |",
    ]
    for feature in FEATURES:
        cells = []
        for name, case in cases.items():
            found = feature.found(case)
            cells.append(f"{found:,}: {_effect(plans[name], case, feature)}" if found else "–")
        line = f"| {feature.name} | {feature.unit} | {' | '.join(cells)} |"
        print(line, flush=True)
        lines.append(line)
    return "\n".join([*lines, ""])


def _weeks(case: Case) -> str:
    calendar = case.problem.calendar
    return f"{calendar.start} to {calendar.end}"


def _effect(plan: Figures, case: Case, feature: Feature) -> str:
    """What a feature that is on adds to the plan, or that it does not even change the dates."""
    off = posed(case.name, feature.off, CASES[case.name])
    without = planned(off, date=False)
    if not differences(plan, without) and not differences(planned(case), planned(off)):
        return "**inert**"
    people = sum(plan.people.values()) - sum(without.people.values())
    return f"{people:+,}; {plan.cost - without.cost:+,}"
