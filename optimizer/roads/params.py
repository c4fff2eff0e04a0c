"""`RoadParams`: how fast each class of road is driven, by surface, season and vehicle mode."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Kph = Annotated[float, Field(gt=0, le=130)]
Factor = Annotated[float, Field(ge=0, le=4)]
Table = Literal["speeds", "surfaces", "seasons", "modes", "circuity"]


class Season(BaseModel):
    """What a season does to the dry speeds: factors by road class and by surface, 1 where not named."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    classes: dict[str, Factor] = {}
    surfaces: dict[str, Factor] = {}


class RoadParams(BaseModel):
    """Speeds: `speeds` × `surfaces` × season (class, surface) × mode (season, class), in km/h.

    A factor of 0 bars the road to that mode in that season.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    speeds: dict[str, Kph] = Field(min_length=1)
    """Km/h of each road class (OpenStreetMap `highway`): minibus, dry season, usual surface."""
    surfaces: dict[str, Factor] = Field(min_length=1)
    """Factor of each surface in the dry season; a surface not listed is refused."""
    seasons: dict[str, Season] = Field(min_length=1)
    """Every season by name; a name not listed is refused."""
    modes: dict[str, dict[str, dict[str, Factor]]] = Field(min_length=1)
    """Vehicle mode → season → road class → factor, 1 where not named; a mode not listed is refused."""
    circuity: float = Field(gt=0.999, le=5)
    """Road metres per straight metre of an estimated link."""
    estimated_class: str
    """Road class of an estimated link."""
    margin_km: float = Field(gt=0, le=500)
    """How far beyond its places a district's roads are kept, for the ways round."""
    max_fill_km: float = Field(gt=0, le=200)
    """Straight line beyond which no estimated link is laid (wrong coordinates, rather than a gap)."""
    avoid_slides: dict[str, bool] = {}
    """Seasons in which slide-prone links are left out, but for those without which a place is cut off."""
    basis: dict[Table, str] = {}
    """What each table rests on, for the reports; values without a source say `perkiraan`."""

    @model_validator(mode="after")
    def _known(self) -> Self:
        """Every class, surface and season named elsewhere exists: a misspelt one would do nothing."""
        named = {
            (self.estimated_class, "classes"),
            *((name, "classes") for season in self.seasons.values() for name in season.classes),
            *((name, "surfaces") for season in self.seasons.values() for name in season.surfaces),
            *((name, "seasons") for name in self.avoid_slides),
            *((name, "seasons") for mode in self.modes.values() for name in mode),
            *((name, "classes") for mode in self.modes.values() for own in mode.values() for name in own),
        }
        known = {"classes": set(self.speeds), "surfaces": set(self.surfaces), "seasons": set(self.seasons)}
        stray = sorted(f"{name} ({table})" for name, table in named if name not in known[table])
        if stray:
            raise ValueError(f"named but not in the tables: {', '.join(stray)}")
        return self

    def class_speeds(self, mode: str, season: str) -> dict[str, float]:
        """Km/h of each road class, `_link` roads included, for a vehicle mode in a season."""
        wet, own = self.seasons[season].classes, self.modes[mode].get(season, {})
        speeds = {name: kph * wet.get(name, 1.0) * own.get(name, 1.0) for name, kph in self.speeds.items()}
        return {f"{name}_link": kph for name, kph in speeds.items()} | speeds

    def surface_factors(self, season: str) -> dict[str, float]:
        """Factor of each surface in a season."""
        wet = self.seasons[season].surfaces
        return {name: factor * wet.get(name, 1.0) for name, factor in self.surfaces.items()}
