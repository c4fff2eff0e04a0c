"""Rupiah as the spelling rules (EYD) write them: the sign before Rp, no space after it."""

from __future__ import annotations

from optimizer.texts import number

MINUS = "−"


def rupiah(value: float, lang: str) -> str:
    """An amount: Rp1.250.000, below nothing −Rp1.250.000."""
    amount = round(value)
    return f"{MINUS if amount < 0 else ''}Rp{number(abs(amount), lang)}"


def signed_rupiah(value: float, lang: str) -> str:
    """A difference: +Rp733.500, −Rp733.500, Rp0."""
    return f"{'+' if round(value) > 0 else ''}{rupiah(value, lang)}"
