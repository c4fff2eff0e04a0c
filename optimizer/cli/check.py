"""`jemput-bola check`: read and validate a region's tables and settings, and say what they hold."""

from collections import Counter
from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from optimizer.cli.options import Case, Data, Extra, Lang, Region, choose
from optimizer.core.region import Region as RegionData
from optimizer.regions.read import read
from optimizer.settings import load_tariff, policy_of
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
        found = read(chosen.source, chosen.settings.region)
        policy_of(chosen.settings.policy, found.assumptions)
        load_tariff(chosen.configs, chosen.settings.tariff)
        console = Console()
        console.print(say("cli.check.sound", lang, name=found.name, places=len(found.places)))
        console.print(_by_kecamatan(found, lang))
        for warning in found.warnings:
            console.print("• " + tell(warning, lang), soft_wrap=True, highlight=False, markup=False)
        return 0

    return check


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
