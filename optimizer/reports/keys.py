"""Keys of tables as people write them."""

from __future__ import annotations

ACRONYMS = frozenset({"ktp", "ikd", "sma", "smk", "ii", "iii", "iv"})


def key_in_words(key: str) -> str:
    """A key in words: `persen_hadir_ikd` is persen hadir IKD."""
    return " ".join(word.upper() if word in ACRONYMS else word for word in key.split("_"))
