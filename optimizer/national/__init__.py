"""Many districts at once: each planned by itself, the results on disk, a summary by province."""

from optimizer.national.manifest import District, read_manifest
from optimizer.national.published import publish
from optimizer.national.run import Made, check_national, national
from optimizer.national.summary import summary
from optimizer.national.synthetic import synthetic

__all__ = [
    "District",
    "Made",
    "check_national",
    "national",
    "publish",
    "read_manifest",
    "summary",
    "synthetic",
]
