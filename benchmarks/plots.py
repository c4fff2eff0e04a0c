"""Plots of the tables, as small SVG files beside RESULTS.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

try:
    from matplotlib.figure import Figure
except ImportError:  # an extra of the notebooks
    Figure = None  # type: ignore[assignment,misc]

FOLDER = Path(__file__).with_name("plots")


def lines_plot(
    name: str,
    x: Sequence[float],
    series: Mapping[str, Sequence[float | None]],
    x_label: str,
    y_label: str,
    dashed: Sequence[str] = (),
    folder: Path = FOLDER,
) -> None:
    """Draw lines over a logarithmic axis into `plots/<name>.svg`; nothing where matplotlib is missing."""
    if Figure is None:
        return
    figure = Figure(figsize=(6.4, 3.6), layout="constrained")
    axes = figure.subplots()
    for label, values in series.items():
        met = [(a, b) for a, b in zip(x, values, strict=True) if b is not None]
        axes.plot(
            *zip(*met, strict=True), "--" if label in dashed else "-", marker="o", label=label
        ) if met else None
    axes.set_xscale("log", base=2)
    axes.set_xticks(list(x), [f"{each:,g}" for each in x])
    axes.minorticks_off()
    axes.set_xlabel(x_label)
    axes.set_ylabel(y_label)
    axes.grid(visible=True, alpha=0.3)
    axes.legend(frameon=False)
    folder.mkdir(exist_ok=True)
    # without a date and with fixed ids a plot of the same figures is the same file
    figure.savefig(folder / f"{name}.svg", metadata={"Date": None})
