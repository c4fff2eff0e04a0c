"""A document's zip file written anew, so that equal documents are equal files."""

from __future__ import annotations

import io
import zipfile

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip file can state; what it holds says when the document was made."""


def fixed(content: bytes) -> bytes:
    """The same zip file without the time of writing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            entry.create_system = 3  # or the file would differ between Windows and the rest
            new.writestr(entry, old.read(name))
    return out.getvalue()
