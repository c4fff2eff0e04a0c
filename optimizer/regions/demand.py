"""People moved to the places where they are met, new card holders, and those whom the office serves."""

from __future__ import annotations

from optimizer.core.calendar import Calendar
from optimizer.core.region import Region
from optimizer.regions.demand_params import DemandParams
from optimizer.regions.inflow import with_inflow
from optimizer.regions.meeting import check_done
from optimizer.regions.moved import with_homes, with_schools
from optimizer.regions.walk_ins import with_walk_ins


def populated(region: Region, params: DemandParams, calendar: Calendar) -> Region:
    """The region as it is met over a horizon: each part that is switched on, one after the other.

    People at schools and homes are taken out of their desa's waiting, so a region still sums to its
    published total; students of 16 (group `usia_16`) and new card holders (`inflow`) come on top.
    The same input gives the same region; what was done is said in its warnings.

    Raises
    ------
    InputError
        If an assumption is missing or makes no sense, or a school said to be done does not exist.
    """
    check_done(region, params)
    if params.home_visits:
        region = with_homes(region, params, calendar)
    if params.schools:
        region = with_schools(region, params, calendar)
    if params.inflow != "none":
        region = with_inflow(region, params, calendar)
    if params.office:
        region = with_walk_ins(region, params, calendar)
    return region
