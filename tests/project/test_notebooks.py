"""Every notebook runs from top to bottom."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """No cell raises; the notebook runs in a folder of its own, so nothing it writes stays."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute(env=dict(os.environ))


def test_there_is_a_notebook():
    """The first notebook exists: an empty folder would pass the test above unnoticed."""
    assert any(path.stem == "01_first_plan" for path in NOTEBOOKS)


def test_notebooks_show_the_package_alone():
    """A notebook shows the package's own interface: it, matplotlib and the standard library only."""
    allowed = set(sys.stdlib_module_names) | {"optimizer", "matplotlib"}
    for path in NOTEBOOKS:
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type != "code":
                continue
            for name in re.findall(r"^\s*(?:import|from)\s+(\w+)", cell.source, flags=re.MULTILINE):
                assert name in allowed, f"{path.name} imports {name}"
