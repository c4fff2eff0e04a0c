"""A region's `Travel`: layers by mode and road state, and the cache under them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer.core.travel import UNREACHABLE
from optimizer.errors import InputError
from optimizer.roads import measure as module
from optimizer.roads.cache import VERSION, fingerprint
from optimizer.roads.measure import measure
from optimizer.roads.state import RoadState, seasonal
from optimizer.texts import LANGUAGES, tell_defect
from tests.roads.network import DRY, WET, link, region, speeds

# K -2 km trunk- x -2 km village road, gravel- A; K -6 km track- A; B on a road of its own.
LINKS = (
    link("K", "x", 2),
    link("x", "A", 2, "residential", "kerikil"),
    link("K", "A", 6, "track"),
    link("B", "y", 1),
)


def same(one, other):
    """Whether two layers hold the same numbers."""
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("minutes", "metres", "estimated_metres", "previous")
    )


def test_layers_per_mode_and_road_state():
    """One number each, derived by hand: K to A for two vehicles, dry, wet and after a landslide."""
    closed = RoadState("longsor", "kemarau", frozenset({"x-A"}))
    travel = measure(region(LINKS, "AB", ("minibus", "jip")), speeds(), [DRY, WET, closed])
    assert travel.ids == ("K", "A", "B")
    minutes = {key: int(layer.minutes[0, 1]) for key, layer in travel.layers.items()}
    assert minutes == {
        # dry: 2 min + 2 km at 20 × 0.5 km/h = 12 min; the track would take 36
        ("minibus", "kemarau"): 14,
        # wet: 2 min + 2 km at 20 × 0.5 × 0.5 × 0.5 km/h = 48 min; the track is barred to the minibus
        ("minibus", "hujan"): 50,
        # x-A closed: 6 km of track at 10 km/h
        ("minibus", "longsor"): 36,
        # the jeep drives tracks at 20 km/h when dry, 18 min, so still by x
        ("jip", "kemarau"): 14,
        # wet, the jeep may take the track, at 10 km/h
        ("jip", "hujan"): 36,
        ("jip", "longsor"): 18,
    }
    assert travel.layers["jip", "hujan"].metres[0, 1] == 6000
    assert all(layer.minutes[0, 2] == UNREACHABLE for layer in travel.layers.values())


def test_leg_follows_the_measured_way():
    """The leg from A to K in the dry season passes x; no leg leads to B."""
    travel = measure(region(LINKS, "AB"), speeds(), [DRY])
    at = {code: number for number, code in enumerate("KABxy")}
    points = [(-0.001 * at[code], 0.002 * at[code]) for code in "AxK"]
    assert travel.leg(("minibus", "kemarau"), 1, 0) == points
    with pytest.raises(ValueError, match="no road"):
        travel.leg(("minibus", "kemarau"), 0, 2)


def test_only_modes_of_teams_are_measured():
    """A vehicle no team uses costs no layer."""
    made = region(LINKS, "AB", ("minibus", "jip"))
    travel = measure(replace(made, teams=made.teams[1:]), speeds(), seasonal(["hujan", "kemarau", "hujan"]))
    assert list(travel.layers) == [("jip", "hujan"), ("jip", "kemarau")]


def test_what_the_speed_table_lacks_is_named_all_at_once():
    """A class, a surface, a mode, a season and a closed link: five defects, told in both languages."""
    links = (*LINKS, link("A", "z", 1, "ferry", "air"))
    state = RoadState("kabut", "kabut", frozenset({"R-9999"}))
    with pytest.raises(InputError) as caught:
        measure(region(links, "AB", ("perahu",)), speeds(), [DRY, state])
    found = [(defect.where, defect.found) for defect in caught.value.defects]
    assert found == [
        ("roads.speeds", "ferry"),
        ("roads.surfaces", "air"),
        ("roads.modes", "perahu"),
        ("roads.seasons", "kabut"),
        ("roads", "R-9999"),
    ]
    for lang in LANGUAGES:
        assert all(tell_defect(defect, lang) for defect in caught.value.defects)


def test_second_measuring_comes_from_the_cache(tmp_path, monkeypatch):
    """Equal input is read back, number for number and read-only, without measuring."""
    made = region(LINKS, "AB")
    first = measure(made, speeds(), [DRY, WET], tmp_path / "cache")
    monkeypatch.setattr(module, "measure_layer", None)
    again = measure(made, speeds(), [DRY, WET], tmp_path / "cache")
    assert list(again.layers) == list(first.layers)
    assert all(same(first.layers[key], again.layers[key]) for key in first.layers)
    assert not again.layers["minibus", "hujan"].previous.flags.writeable
    assert [path.suffix for path in (tmp_path / "cache").iterdir()] == [".npz"]


def test_anything_that_changes_the_answer_changes_the_cache_key():
    """Links, nodes, places, speeds, modes, states and closures each lead to another file."""
    made = region(LINKS, "AB")
    plain = (made.nodes, made.links, (0, 1, 2), 1, speeds(), ["minibus"], [DRY])
    variants = [
        plain,
        (made.nodes[:-1], *plain[1:]),
        (made.nodes, (*made.links[1:], replace(made.links[0], km=2.001)), *plain[2:]),
        (*plain[:2], (0, 2, 1), *plain[3:]),
        (*plain[:3], 2, *plain[4:]),
        (*plain[:4], speeds(circuity=1.5), *plain[5:]),
        (*plain[:4], speeds(avoid_slides={"hujan": True}), *plain[5:]),
        (*plain[:5], ["jip"], [DRY]),
        (*plain[:6], [WET]),
        (*plain[:6], [RoadState("kemarau", "kemarau", frozenset({"K-x"}))]),
        (*plain[:6], [RoadState("kemarau", "kemarau", frozenset(), frozenset({("K-x", "minibus")}))]),
    ]
    assert len({fingerprint(*variant) for variant in variants}) == len(variants)
    assert fingerprint(*plain) == fingerprint(*plain)


def test_new_version_does_not_read_old_files(monkeypatch):
    """Raising VERSION changes the key of the same input."""
    made = region(LINKS, "AB")
    plain = (made.nodes, made.links, (0, 1, 2), 1, speeds(), ["minibus"], [DRY])
    before = fingerprint(*plain)
    monkeypatch.setattr("optimizer.roads.cache.VERSION", VERSION + 1)
    assert fingerprint(*plain) != before


def _cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _flip(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :]


@pytest.mark.parametrize(
    "damage", [_cut, _flip, lambda _: b"", lambda _: b"not a zip", lambda _: b"\x93NUMPY"]
)
def test_damaged_cache_file_is_measured_anew(tmp_path, damage):
    """Half a file, a flipped byte, an empty file or another format: the same Travel, and a whole file."""
    made = region(LINKS, "AB")
    first = measure(made, speeds(), [DRY], tmp_path)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    again = measure(made, speeds(), [DRY], tmp_path)
    assert same(first.layers["minibus", "kemarau"], again.layers["minibus", "kemarau"])
    with np.load(file) as saved:
        assert np.array_equal(saved["0.minutes"], first.layers["minibus", "kemarau"].minutes)


def test_cache_file_of_another_shape_or_with_objects_is_not_trusted(tmp_path):
    """A file whose arrays have the wrong shape or kind, or would need unpickling, is measured anew."""
    made = region(LINKS, "AB")
    first = measure(made, speeds(), [DRY], tmp_path)
    (file,) = tmp_path.iterdir()
    names = ("minutes", "metres", "estimated_metres", "previous")
    for shapes, kind in (((2, 2), np.int32), ((3, 3), np.float64), ((3, 3), object)):
        wrong = {name: np.zeros(shapes, kind) for name in names} | {"previous": np.zeros((3, 5), kind)}
        np.savez(file, allow_pickle=True, **{f"0.{name}": array for name, array in wrong.items()})
        again = measure(made, speeds(), [DRY], tmp_path)
        assert same(first.layers["minibus", "kemarau"], again.layers["minibus", "kemarau"])


def test_cache_folder_that_cannot_be_written_stops_nothing(tmp_path):
    """A file stands where the folder should be: the roads are measured all the same."""
    (tmp_path / "cache").write_text("in the way")
    travel = measure(region(LINKS, "AB"), speeds(), [DRY], tmp_path / "cache")
    assert travel.layers["minibus", "kemarau"].minutes[0, 1] == 14
