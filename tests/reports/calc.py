"""LibreOffice as an independent calculator for the workbook tests."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

Cells = dict[tuple[str, str], Any]
"""Values by (sheet, address)."""


def convert(soffice: str, folder: Path, form: str, *files: Path) -> list[Path]:
    """Convert files with LibreOffice into `folder`/`form`, with a profile of its own."""
    out, profile = folder / form, (folder / "profile").as_uri()
    command = [soffice, f"-env:UserInstallation={profile}", "--headless", "--convert-to", form]
    subprocess.run(
        [*command, "--outdir", str(out), *map(str, files)], check=True, capture_output=True, timeout=300
    )
    return [out / f"{file.stem}.{form}" for file in files]


def recalculate(soffice: str, folder: Path, books: dict[str, Workbook]) -> dict[str, Cells]:
    """Values of every cell, calculated anew: openpyxl saves formulas without the values they had."""
    stripped = folder / "stripped"
    stripped.mkdir()
    for name, book in books.items():
        book.save(stripped / f"{name}.xlsx")
    files = convert(soffice, folder, "xlsx", *(stripped / f"{name}.xlsx" for name in books))
    return {name: values(file) for name, file in zip(books, files, strict=True)}


def values(file: Path) -> Cells:
    """The values stored in a workbook."""
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in load_workbook(file, data_only=True).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def formulas(file: Path) -> dict[tuple[str, str], str]:
    """The formulas in a workbook."""
    return {
        (sheet.title, cell.coordinate): str(cell.value)
        for sheet in load_workbook(file).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def margins(sheet: Any) -> tuple[str, str]:
    """What is printed above (in the middle) and below (on the left) every page of an openpyxl sheet."""
    return str(sheet.oddHeader.center.text or ""), str(sheet.oddFooter.left.text or "")


def row_of(cells: Cells, sheet: str, label: str, column: str = "A") -> int:
    """The row in which `label` stands."""
    found = [
        a
        for (s, a), value in cells.items()
        if s == sheet and value == label and a.rstrip("0123456789") == column
    ]
    assert found, (sheet, label)
    return int(found[0][len(column) :])
