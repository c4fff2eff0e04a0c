"""The architecture is a checked fact, and the check itself notices when it is broken."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
STAGES = ("regions", "roads", "engines", "timetable", "reports", "store")


@pytest.fixture
def lint(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Import-linter on a copy of the package with lines added to some of its modules."""
    shutil.copytree(ROOT / "optimizer", tmp_path / "optimizer", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")

    def run(added: dict[str, str]) -> subprocess.CompletedProcess[str]:
        for name, line in added.items():
            module = tmp_path / "optimizer" / name
            module.parent.mkdir(exist_ok=True)
            (module.parent / "__init__.py").touch()
            old = module.read_text(encoding="utf-8") if module.exists() else ""
            module.write_text(f"{old}\n{line}\n", encoding="utf-8")
        program = Path(sys.executable).with_name("lint-imports")
        return subprocess.run(
            [program, "--no-cache", "--no-logo"], cwd=tmp_path, capture_output=True, text=True, check=False
        )

    return run


def test_the_contracts_hold(lint):
    """The package as it stands keeps every contract: the failures below come from the added line alone."""
    result = lint({})
    assert result.returncode == 0, result.stdout
    assert "0 broken" in result.stdout


@pytest.mark.parametrize(
    ("added", "named"),
    [
        ({"core/score.py": "import pandas"}, "optimizer.core.score -> pandas"),
        ({"core/score.py": "import logging"}, "optimizer.core.score -> logging"),
        ({"core/score.py": "from ortools.sat.python import cp_model"}, "optimizer.core.score -> ortools"),
        ({"core/score.py": "from optimizer.texts import say"}, "optimizer.core.score -> optimizer.texts"),
        ({"errors.py": "import optimizer.core.plan"}, "optimizer.errors -> optimizer.core.plan"),
        (
            {"reports/a.py": "", "engines/b.py": "import optimizer.reports.a"},
            "engines.b -> optimizer.reports.a",
        ),
        ({"store/a.py": "import ortools"}, "optimizer.store.a -> ortools"),
        ({"newcomer.py": ""}, "newcomer"),
        (
            {"store/a/x.py": "import optimizer.store.b.y", "store/b/y.py": "import optimizer.store.a.x"},
            "No import cycles",
        ),
    ],
    ids=[
        "pandas",
        "logging",
        "solver",
        "texts",
        "upwards",
        "sideways",
        "solver elsewhere",
        "unplaced",
        "cycle",
    ],
)
def test_a_forbidden_import_fails_the_gate(lint, added: dict[str, str], named: str):
    """One line that breaks a rule makes lint-imports fail and name it."""
    if any(name.startswith("store/") for name in added):
        added = {"store/__init__.py": "", **added}
    result = lint(added)
    assert result.returncode == 1, result.stdout
    assert named in re.sub(r"\s+", " ", result.stdout)


def test_the_core_imports_the_standard_library_numpy_and_the_errors_only():
    """Whatever the forbidden list says, no other name is imported anywhere in the core or the errors."""
    allowed = set(sys.stdlib_module_names) | {"numpy", "optimizer.core", "optimizer.errors"}
    for path in [*(ROOT / "optimizer" / "core").rglob("*.py"), ROOT / "optimizer" / "errors.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            else:
                continue
            for name in names:
                start = ".".join(name.split(".")[:2]) if name.startswith("optimizer") else name.split(".")[0]
                assert start in allowed, f"{path.name} imports {name}"


def test_the_forbidden_list_knows_every_dependency():
    """A dependency added to pyproject.toml has to be added to what the core may not import."""
    forbidden = {
        module
        for contract in PROJECT["tool"]["importlinter"]["contracts"]
        for module in contract.get("forbidden_modules", [])
    }
    modules: dict[str, set[str]] = {}
    for module, distributions in packages_distributions().items():
        for distribution in distributions:
            modules.setdefault(canonicalize_name(distribution), set()).add(module)
    for requirement in map(Requirement, PROJECT["project"]["dependencies"]):
        name = canonicalize_name(requirement.name)
        if name != "numpy":
            assert modules[name] & forbidden, f"{name} is not forbidden to the core"


def test_stages_and_layers_are_those_of_the_design():
    """Every stage stands on one line of the layers, separated so that no one may import another."""
    (layers,) = (
        contract["layers"]
        for contract in PROJECT["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers"
    )
    assert " | ".join(f"({stage})" for stage in STAGES) in layers
