"""Look up a setting that names a row of the region's assumptions instead of a number."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from fractions import Fraction

from optimizer.core.region import Assumption
from optimizer.errors import Defect, InputError, Message


def resolve(value: int | str, assumptions: Iterable[Assumption], setting: str = "") -> int:
    """The whole number a setting stands for: itself, or the central value of the assumption it names.

    Parameters
    ----------
    value
        A number, or the `kunci` of a row of asumsi.csv.
    assumptions
        Those of the region.
    setting
        The setting's name (`services.KTP.minutes`), for the message.

    Raises
    ------
    InputError
        If there is no such assumption, or its central value is not a whole number.
    """
    if not isinstance(value, str):
        return value
    known = {assumption.key: assumption for assumption in assumptions}
    if value not in known:
        raise InputError([Defect("asumsi", missing(value, known, setting))])
    central = known[value].central
    if not is_whole(central):
        message = Message("regions.assumption_not_whole", {"setting": setting, "assumption": value})
        raise InputError([Defect("asumsi", message, None, "tengah", f"{central:g}")])
    return int(central)


def central(value: float | str, assumptions: Iterable[Assumption], setting: str = "") -> Fraction:
    """The number a setting stands for, whole or not, exactly as it is written.

    Raises
    ------
    InputError
        If there is no such assumption.
    """
    if not isinstance(value, str):
        return _written(value)
    known = {assumption.key: assumption for assumption in assumptions}
    if value not in known:
        raise InputError([Defect("asumsi", missing(value, known, setting))])
    return _written(known[value].central)


def percent(value: float | str, assumptions: Iterable[Assumption], setting: str = "") -> Fraction:
    """The share, from 0 to 1, that a setting in percent stands for.

    Raises
    ------
    InputError
        If there is no such assumption, or it is no percentage from 0 to 100.
    """
    share = central(value, assumptions, setting) / 100
    if not 0 <= share <= 1:
        message = Message("regions.assumption_not_percent", {"setting": setting, "assumption": str(value)})
        raise InputError([Defect("asumsi", message, None, "tengah", f"{float(share * 100):g}")])
    return share


def _written(value: float) -> Fraction:
    """A number read from decimal text, as that text says it."""
    return Fraction(value).limit_denominator(10**6)


def missing(key: str, known: Iterable[str], setting: str) -> Message:
    """The message that `setting` names no assumption of the region, with the one probably meant."""
    near = get_close_matches(key, list(known), n=1)
    values = {"setting": setting, "assumption": key}
    if near:
        return Message("regions.no_assumption_near", {**values, "near": near[0]})
    return Message("regions.no_assumption", values)


def is_whole(value: float, least: int = 0) -> bool:
    """Whether a value is a whole number, at least `least`."""
    return value == int(value) and value >= least
