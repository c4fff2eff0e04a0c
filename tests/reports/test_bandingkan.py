"""The comparison as a workbook and a page: live figures, nothing from a file run, nobody recognisable."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from itertools import combinations_with_replacement, product
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from optimizer.core.comparison import Comparison, Contrast, Spot, Stay, Told
from optimizer.reports.bandingkan import write_book, write_page
from optimizer.reports.bandingkan.drawing import cover, ground
from optimizer.reports.bandingkan.page import page
from optimizer.reports.bandingkan.published import hidden_well, published
from optimizer.reports.bandingkan.words import finding
from optimizer.reports.suppress import LEAST
from optimizer.scenarios.compare import compare
from optimizer.store.composer import compose
from optimizer.store.document import Document
from tests.reports import calc, sample
from tests.reports.test_peta import HOSTILE
from tests.reports.test_peta import hostile as wicked

DAY = date(2026, 1, 5)


class Parsed(HTMLParser):
    """A page taken apart: elements with their attributes, and the text outside scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._code = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._code = tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._code = False

    def handle_data(self, data: str) -> None:
        if not self._code:
            self.text += data

    def of(self, tag: str, name: str = "") -> list[dict[str, str | None]]:
        """Attributes of the elements of a tag, of a class."""
        return [a for t, a in self.elements if t == tag and name in f"{a.get('class') or ''} ".split(" ")]


def shorter(made: Document, trips: int) -> Document:
    """A plan without its last trips."""
    kept = made.trips[: len(made.trips) - trips]
    return made.model_copy(update={"trips": kept, "cost_rupiah": sum(trip.cost_rupiah for trip in kept)})


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    """A week with a school, homes and a night out, against itself without one trip and without three."""
    made = compose(sample.mixed(), "id")
    return compare([("", made), ("Tanpa satu", shorter(made, 1)), ("=Tanpa tiga", shorter(made, 3))])


@pytest.fixture(scope="module")
def file(comparison: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook."""
    return write_book(comparison, tmp_path_factory.mktemp("buku"), "id")


def spots(*names: str) -> tuple[Spot, ...]:
    """Places one below the other, each of a kecamatan of its own."""
    return tuple(
        Spot(f"P{n}", name, "desa", f"Kec {name}", f"K{n}", -3.5 - n / 100, 102.5)
        for n, name in enumerate(names)
    )


def two(comparison: Comparison, *people: tuple[int, int], **after: object) -> tuple[Comparison, Contrast]:
    """Places of 100 expected each, served by the base and by the scenario; other fields of the scenario."""
    names = spots(*(f"D{n}" for n in range(len(people))))

    def stays(side: int) -> dict[str, Stay]:
        served = [each[side] for each in people]
        return {f"P{n}": Stay(100, p, 100 * p, (DAY,) if p else ()) for n, p in enumerate(served)}

    base = replace(
        comparison.base, people=sum(a for a, _ in people), weighted=0, left=9, finish=None, cost=24_000_000,
        metres=100_400, nights=0, long_days=1, near_days=2, stays=stays(0),
    )  # fmt: skip
    told = replace(base, title="Uji", people=sum(b for _, b in people), stays=stays(1), **after)  # type: ignore[arg-type]
    contrast = replace(
        comparison.contrasts[0], told=told, people="proven", weighted="proven", cost="within", room=7,
        reason="", moves=(),
    )  # fmt: skip
    return replace(comparison, spots=names, base=base, contrasts=(contrast,)), contrast


def test_a_finding_is_computed(comparison: Comparison) -> None:
    """90 more people for Rp18 million more: Rp200,000 each; the two largest gains and the loss are named."""
    made, contrast = two(
        comparison, (10, 70), (0, 40), (0, 5), (20, 5),
        cost=42_000_000, metres=130_000, nights=2, long_days=3, left=4, near_days=2,
    )  # fmt: skip
    assert finding(made, contrast, "id") == (
        "90 orang lebih banyak (30 → 120), Rp18,0 juta lebih mahal (24,0 → 42,0); tiap orang tambahan"
        " Rp200.000. Paling bertambah: Kec D0 (+60) dan Kec D1 (+40); paling berkurang: Kec D3 (−15). Masih"
        " tersisa 4 orang (dasar: 9). Di jalan: 100 → 130 km; malam menginap 0 → 2; hari di atas 8 jam 1 → 3."
        " Selisih orang terbukti: melebihi celah pembuktian (7 orang). Selisih biaya tidak berarti: lebih"
        " kecil daripada celah pembuktiannya."
    )


def test_a_finding_of_nothing_says_nothing_else(comparison: Comparison) -> None:
    """The same plan changes nothing; a scenario without a plan says only that there is none."""
    made, contrast = two(comparison, (10, 10))
    assert finding(made, contrast, "id") == "Tidak mengubah apa pun: rencananya sama dengan dasar."
    none = replace(contrast, told=replace(contrast.told, status="infeasible", trips=0, people=0))
    assert finding(made, none, "id") == "Tidak ada rencana yang mungkin dengan skenario ini."


def test_a_difference_within_the_gap_is_marked(comparison: Comparison) -> None:
    """Not significant: said in the finding, without a price a person, and marked ≈ in the table."""
    made, contrast = two(comparison, (10, 12), cost=25_000_000)
    contrast = replace(contrast, people="within", weighted="within", cost="unknown")
    made = replace(made, contrasts=(contrast,))
    text = finding(made, contrast, "id")
    assert "Selisih orang tidak berarti" in text
    assert "tiap orang" not in text
    drawn = page(published(made), "id")
    assert '<small class="within">+2 <span title="tidak berarti">≈</span></small>' in drawn
    assert '<small class="unknown">+1.000.000 <span title="tidak diketahui">?</span></small>' in drawn


def test_finishing_dates_are_told_in_days(comparison: Comparison) -> None:
    """From 9 to 5 January is four days sooner; from an end to none tells how many are left."""
    made, contrast = two(comparison, (10, 12))
    made = replace(made, base=replace(made.base, finish=date(2026, 1, 9)))
    done = replace(contrast, told=replace(contrast.told, finish=DAY))
    assert "Selesai 4 hari lebih cepat, 5 Januari 2026." in finding(made, done, "id")
    assert "Tidak lagi selesai: 9 orang tersisa" in finding(made, contrast, "id")


@pytest.mark.parametrize(
    ("stay", "kind"), [((0, 0), "e"), ((10, 0), "n"), ((10, 4), "l"), ((10, 5), "h"), ((10, 10), "a")]
)
def test_colours_of_coverage(stay: tuple[int, int], kind: str) -> None:
    """Nobody expected; none, less than half, half or more, and all of ten."""
    assert cover(Stay(*stay, 0, ())) == kind


def test_the_map_keeps_directions_and_distances(comparison: Comparison) -> None:
    """North is up; a hundredth of a degree north and one east at the equator are equally long."""
    made = (
        replace(spots("A")[0], lat=0.0, lon=102.0),
        replace(spots("B")[0], code="PB", lat=0.01, lon=102.0),
        replace(spots("C")[0], code="PC", lat=0.0, lon=102.01),
    )
    drawn = ground(replace(comparison, spots=made, offices=()))
    (_, x0, y0), (_, xb, yb), (_, xc, yc) = drawn.spots
    assert xb == pytest.approx(x0)
    assert yc == pytest.approx(y0)
    assert y0 - yb == pytest.approx(xc - x0, rel=1e-6)
    length, km = drawn.bar
    assert length / km == pytest.approx((xc - x0) / 1.1132, rel=1e-6)


def test_a_map_of_one_point_or_of_nonsense_is_drawn(comparison: Comparison) -> None:
    """A single place, none at all, or coordinates off the earth: finite numbers within the picture."""
    far = replace(spots("A")[0], lat=1e300, lon=-1e300)
    for made in (spots("A"), (), (far, *spots("B"))):
        still = tuple(replace(each, moves=()) for each in comparison.contrasts)
        told = replace(comparison, spots=made, offices=(), contrasts=still)
        drawn = page(published(told), "id")
        assert "nan" not in "".join(re.findall(r'c[xy]="[^"]*"', drawn))
        assert all(0 <= x <= 560 and 0 <= y <= 620 for _, x, y in ground(told).spots)


def test_without_a_script_base_and_scenarios_are_shown(comparison: Comparison) -> None:
    """Two scenarios: two sections, none hidden, each with the map of the base and its own."""
    parsed = Parsed(page(published(comparison), "id"))
    sections = parsed.of("section", "skenario")
    assert len(sections) == 2
    assert not any("hidden" in each for each in sections)
    assert len([a for t, a in parsed.elements if t == "svg" and a.get("role") == "img"]) == 4
    (box,) = (a for t, a in parsed.elements if a.get("id") == "pilih")
    assert "hidden" in box  # the slider does nothing without the script
    assert "Tanpa satu" in parsed.text


def test_names_are_text_only(tmp_path: Path) -> None:
    """Hostile names of places, kecamatan, offices, sources and scenarios add no element and no script."""
    made, plain = (compose(each, "id") for each in (wicked(), sample.small()))
    drawn, calm = (
        page(published(compare([(name, each), (name, shorter(each, 1))])), "id")
        for name, each in ((HOSTILE, made), ("Nama", plain))
    )
    evil, good = Parsed(drawn), Parsed(calm)
    assert [tag for tag, _ in evil.elements].count("script") == 1
    assert {tag for tag, _ in evil.elements} == {tag for tag, _ in good.elements}
    assert not any(name.startswith("on") for _, attrs in evil.elements for name in attrs)
    assert HOSTILE in evil.text
    file = write_book(compare([(HOSTILE, made), ("=1+1", shorter(made, 1))]), tmp_path, "id")
    assert not [text for text in calc.formulas(file).values() if "1+1" in text or "kena" in text]


def test_the_page_asks_for_nothing(comparison: Comparison, tmp_path: Path) -> None:
    """One file whole or not at all, no address in any attribute or style, a policy that allows one script."""
    file = write_page(comparison, tmp_path, "id")
    assert [each.name for each in tmp_path.iterdir()] == ["bandingkan.html"]
    text = file.read_text(encoding="utf-8")
    parsed = Parsed(text)
    links = [a[k] for _, a in parsed.elements for k in ("src", "href", "xlink:href", "data") if a.get(k)]
    assert all(str(link).startswith("#s") for link in links)
    assert not re.search(r"url\(|@import|http-equiv=\"refresh", text)
    assert "default-src 'none'; script-src 'sha256-" in text


def test_homes_stand_nowhere_on_the_page(comparison: Comparison) -> None:
    """No place, kecamatan, move or weight of the page counts homes; the plain total does only where safe."""
    told = published(comparison)
    homes = {spot.code for spot in comparison.spots if spot.kind == "rumah"}
    assert homes == {"H0", "H1", "H2"}
    for plan, whole in zip(told.comparison.told, comparison.told, strict=True):
        assert not homes & set(plan.stays)
        served = sum(stay.people for stay in plan.stays.values())
        assert plan.people == (whole.people if told.counted else served)
        assert plan.weighted == sum(stay.weighted for stay in plan.stays.values())
    assert not any(move.place in homes for each in told.comparison.contrasts for move in each.moves)
    text = Parsed(page(told, "id")).text
    assert "Kunjungan rumah Desa" not in text
    assert "Kunjungan rumah " in text  # the reader is told
    # homes of 3, 9 and 6 are served by the base: the 3 would be the total less all that the map prints
    assert not told.counted


def test_a_small_count_among_enough_others_stays_counted(comparison: Comparison) -> None:
    """Three homes of 2, 2 and 3: seven in all could be any of 1 to 4 each, so totals may count them."""

    def few(told: Told) -> Told:
        stays = dict(told.stays)
        for code, people in (("H0", 2), ("H1", 2), ("H2", 3)):
            stays[code] = Stay(people, people, 100 * people, (DAY,))
        return replace(told, stays=stays)

    contrasts = tuple(replace(each, told=few(each.told)) for each in comparison.contrasts)
    told = published(replace(comparison, base=few(comparison.base), contrasts=contrasts))
    assert told.counted
    assert told.comparison.base.people == comparison.base.people


def test_small_counts_are_hidden_well_by_trying_all() -> None:
    """Against enumeration: all that a reader knows are the sum and that each small count is 1 to 4."""
    small = range(1, LEAST)
    for size in range(4):
        for counts in combinations_with_replacement(range(7), size):
            hidden = [count for count in counts if 0 < count < LEAST]
            fits = [guess for guess in product(small, repeat=len(hidden)) if sum(guess) == sum(hidden)]
            enough = all({guess[n] for guess in fits} == set(small) for n in range(len(hidden)))
            assert hidden_well(counts) == enough, counts


def test_differences_are_formulas_with_their_values(file: Path, needs_tool, tmp_path: Path) -> None:
    """What LibreOffice calculates is what is stored; 7 more in the base make each difference 7 less."""
    cached, formulas = calc.values(file), calc.formulas(file)
    assert len(formulas) > 50
    books = {name: load_workbook(file) for name in ("plain", "more")}
    row = int(_base(cached)[1:])
    books["more"]["Ringkasan"][f"B{row}"].value += 7
    first = min(int(a[1:]) for (s, a), v in cached.items() if s == "Kecamatan" and v == "Tanpa satu")
    books["more"]["Kecamatan"][f"C{first}"].value *= 2  # twice as many expected in the base
    made = calc.recalculate(needs_tool("soffice"), tmp_path, books)
    for cell in formulas:
        assert made["plain"][cell] == pytest.approx(cached[cell], rel=1e-9, abs=1e-9), cell
    for under in (row + 1, row + 2):
        cell = ("Ringkasan", f"C{under}")
        assert made["more"][cell] == cached[cell] - 7
    before, after = ("Kecamatan", f"H{first}"), ("Kecamatan", f"I{first}")
    assert cached[before] > 0
    assert made["more"][before] == pytest.approx(cached[before] / 2)
    assert made["more"][after] == pytest.approx(cached[after])


def _base(cells: calc.Cells) -> str:
    """The first row of the base."""
    rows = [a for (s, a), v in cells.items() if s == "Ringkasan" and v == "Dasar (kasus apa adanya)"]
    return min((a for a in rows if a.startswith("A")), key=lambda a: int(a[1:]))


def test_the_workbook_holds_the_figures_and_prints_on_a4(comparison: Comparison, file: Path) -> None:
    """Five sheets across A4, marked internal; people, cost and moves as the comparison has them."""
    book = load_workbook(file)
    assert book.sheetnames == ["Ringkasan", "Temuan", "Kecamatan", "Tempat yang berubah", "Asumsi"]
    for sheet in book.worksheets:
        assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
        setup = sheet.sheet_properties.pageSetUpPr
        assert setup is not None
        assert setup.fitToPage
        assert "INTERNAL" in calc.margins(sheet)[1]
    cells = calc.values(file)
    row = int(_base(cells)[1:])
    shown = [(cells["Ringkasan", f"B{row + n}"], cells["Ringkasan", f"H{row + n}"]) for n in range(3)]
    assert shown == [(told.people, told.cost) for told in comparison.told]
    assert cells["Ringkasan", f"A{row + 2}"] == "=Tanpa tiga"
    moves = [a for (s, a), v in cells.items() if s == "Tempat yang berubah" and v == "Tanpa satu"]
    assert len(moves) == len(comparison.contrasts[0].moves)
    with ZipFile(file) as parts:
        assert [name for name in parts.namelist() if "charts/chart" in name] == ["xl/charts/chart1.xml"]


@pytest.mark.needs_tool("chromium")
def test_the_slider_shows_one_scenario(
    comparison: Comparison, needs_tool: Callable[[str], str], tmp_path: Path
) -> None:
    """In a browser the slider appears, and of two scenarios the one asked for is shown alone."""
    file = write_page(comparison, tmp_path, "id")
    command = [
        needs_tool("chromium"), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
        "--disable-background-networking", f"--user-data-dir={tmp_path / 'profil'}",
        "--virtual-time-budget=2000", "--enable-logging=stderr", "--v=0", "--dump-dom", f"{file.as_uri()}#s1",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=True)
    parsed = Parsed(done.stdout)
    assert ["hidden" in each for each in parsed.of("section", "skenario")] == [True, False]
    (box,) = (a for _, a in parsed.elements if a.get("id") == "pilih")
    assert "hidden" not in box
    assert "CONSOLE" not in done.stderr


@pytest.mark.parametrize("lang", ["id", "en"])
def test_both_languages_write_both_files(comparison: Comparison, lang: str, tmp_path: Path) -> None:
    """Every sentence used is in both catalogues, also for a base alone and for a plan without a trip."""
    made = compose(sample.empty(), "id")
    for told in (comparison, compare([("", made)]), compare([("", made), ("Sama", made)])):
        assert write_book(told, tmp_path, lang).is_file()
        assert write_page(told, tmp_path, lang).is_file()


def test_a_large_study_still_opens(comparison: Comparison, tmp_path: Path) -> None:
    """300 scenarios: 60 have maps and a link to them, and the chart has two series where Excel takes 255."""
    many = replace(comparison, contrasts=(comparison.contrasts[0],) * 300)
    parsed = Parsed(page(published(many), "id"))
    assert len(parsed.of("section", "skenario")) == 60
    assert max(int(str(a["href"])[2:]) for a in parsed.of("a")) == 59
    (slider,) = parsed.of("input")
    assert slider["max"] == "59"
    with ZipFile(write_book(many, tmp_path, "id")) as parts:
        assert parts.read("xl/charts/chart1.xml").count(b"<c:ser>") == 2
