"""What a proven bound leaves out, in words."""

from __future__ import annotations

from optimizer.texts import catalogue


def relaxed(rule: str, lang: str) -> str:
    """What users call a rule of `Result.bound_relaxes`; the code itself if it has no name."""
    return catalogue(lang).get(f"compare.relaxes.{rule}", rule)
