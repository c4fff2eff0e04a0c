"""The contract every report meets."""

from __future__ import annotations

import pytest

from optimizer.reports import REPORTS
from optimizer.texts import LANGUAGES
from tests.reports import sample


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("outcome", [sample.small, sample.empty, sample.hostile], ids=lambda f: f.__name__)
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_one_file_of_its_name(name, outcome, lang, tmp_path):
    """A writer leaves exactly one file, named after the report, and says which; a second run replaces it."""
    first = REPORTS[name](outcome(), tmp_path, lang)
    before = first.read_bytes()
    assert REPORTS[name](outcome(), tmp_path, lang) == first
    assert list(tmp_path.iterdir()) == [first]
    assert first.stem == name
    assert first.read_bytes() == before
