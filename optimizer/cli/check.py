"""`jemput-bola check`: validate tables and settings, weigh published figures, and say what they hold."""

from collections import Counter
from collections.abc import Callable, Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from optimizer.cli.options import Case, Data, Extra, Lang, Region, choose
from optimizer.core.region import Region as RegionData
from optimizer.regions.published import ChoiceParams
from optimizer.regions.read import compared, findings, read
from optimizer.regions.reconcile import ColumnSum, Finding, spell
from optimizer.settings import doubts, load_tariff, policy_of
from optimizer.texts import number, say, tell


def command(lang_default: str) -> Callable[..., int]:
    """The command with its help in a language."""

    def check(
        case: Case = None,
        region: Region = None,
        data: Data = None,
        settings: Extra = None,
        lang: Lang = lang_default,
    ) -> int:
        chosen = choose(region=region, case=case, data=data, extra=settings)
        console, params = Console(), chosen.settings.region
        # Shown before anything is demanded, so that a missing choice can be made from what is seen.
        for name, figures in findings(chosen.source, params).items():
            console.print(_findings(name, figures, params.published.choices, lang))
        columns = compared(chosen.source, params)
        if columns:
            console.print(_sums(columns, lang))
        found = read(chosen.source, params)
        policy_of(chosen.settings.policy, found)
        tariff, _ = load_tariff(chosen.configs, chosen.settings.tariff)
        console.print(say("cli.check.sound", lang, name=found.name, places=len(found.places)))
        console.print(_by_kecamatan(found, lang))
        for warning in (*found.warnings, *doubts(chosen.settings, found, tariff, chosen.start)):
            console.print("• " + tell(warning, lang), soft_wrap=True, highlight=False, markup=False)
        return 0

    return check


def _findings(
    case: str, figures: tuple[Finding, ...], choices: Mapping[str, ChoiceParams], lang: str
) -> Table:
    """The published figures of a case: what arithmetic says, other readings, sources, the choice."""
    count = Counter(finding.judgement for finding in figures)
    title = say(
        "reconcile.title",
        lang,
        case=case,
        wrong=count["contradiction"],
        sound=count["consistent"],
        unchecked=count["unchecked"],
        other=count["not_comparable"],
    )
    table = Table(title=Text(title), title_justify="left")
    for column in ("fact", "figure", "printed", "judgement", "readings", "source"):
        table.add_column(say(f"reconcile.{column}", lang), justify="right" if column == "printed" else "left")
    for finding in figures:
        judgement = say(f"reconcile.{finding.judgement}", lang, why=finding.why)
        others = finding.readings[1:] if finding.beside is None else (finding.beside,)
        chosen = choices.get(finding.fact.metric)
        if chosen:
            judgement += "; " + say("reconcile.chosen_mark", lang, value=f"{chosen.value:.10g}")
        fact = finding.fact
        cells = (fact.id, fact.metric, fact.text, judgement, spell(others), f"{fact.source}, {fact.date}")
        table.add_row(*map(Text, cells))
    return table


def _sums(columns: tuple[ColumnSum, ...], lang: str) -> Table:
    """The tables as they are beside the published figures planned with."""
    table = Table(title=say("reconcile.sums", lang), title_justify="left")
    for column in ("column", "table", "planned", "gap", "estimated_cells"):
        table.add_column(say(f"reconcile.{column}", lang), justify="left" if column == "column" else "right")
    for entry in columns:
        table.add_row(
            Text(f"{entry.column} ({entry.fact.id})"),
            number(entry.total, lang),
            number(entry.planned, lang),
            number(entry.total - entry.planned, lang),
            f"{number(entry.estimated, lang)} / {number(entry.cells, lang)}",
        )
    return table


def _by_kecamatan(region: RegionData, lang: str) -> Table:
    """People waiting per kecamatan and combination of services."""
    kinds = list(dict.fromkeys(cell.services for cell in region.cells))
    kecamatan = {place.code: place.kecamatan for place in region.places}
    places = Counter(kecamatan.values())
    people = Counter[tuple[str, tuple[str, ...]]]()
    for cell in region.cells:
        people[kecamatan[cell.place], cell.services] += cell.waiting
    table = Table(say("cli.check.kecamatan", lang), say("cli.check.places", lang))
    for kind in kinds:
        table.add_column("+".join(kind), justify="right")
    table.columns[1].justify = "right"
    for name in sorted(places):
        table.add_row(name, str(places[name]), *(number(people[name, kind], lang) for kind in kinds))
    table.add_section()
    totals = [sum(people[name, kind] for name in places) for kind in kinds]
    table.add_row(
        say("cli.check.total", lang), str(len(region.places)), *(number(total, lang) for total in totals)
    )
    return table
