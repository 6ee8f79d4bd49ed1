"""Draws how Lockstep's cost grows: a step with each of its sizes, the coordinator's time with the workers.

Reads what `compare.sh growth --json FILE` wrote and writes step.svg, coordinator.svg and the same as PNG.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt  # noqa: E402 (after the backend)
from matplotlib.axes import Axes  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullLocator  # noqa: E402

from contestants import Result, lockstep  # noqa: E402
from workload import Shape  # noqa: E402

SWEEPS = {
    "batch": "samples in a batch",
    "time-steps": "time steps",
    "units": "units",
    "layers": "LSTM layers",
}
SIZES = (10_000, 100_000, 1_000_000)
WORKERS = (1, 2, 4, 8, 16, 32, 64)
CASES = {"none": "no dropout", "both": "dropout on inputs and state"}
COLORS = ("#1b6ca8", "#d1622b", "#3a8f5c", "#7a4fa3")
MARKERS = ("o", "s", "^", "D")


def measure(binary: Path, quick: bool) -> dict[str, object]:
    """Lockstep's figures: each sweep in each case, and the exchange with each number of workers."""
    seconds = "0.1" if quick else "1"
    step, exchange = lockstep(binary, "step"), lockstep(binary, "exchange")
    cases = [part for case in CASES for part in ("--case", case)]
    report: dict[str, object] = {
        "sweeps": {
            sweep: step.run("--sweep", sweep, *cases, "--seconds", seconds)["results"] for sweep in SWEEPS
        }
    }
    options = [part for size in SIZES for part in ("--parameters", str(size))]
    options += [part for workers in WORKERS for part in ("--workers", str(workers))]
    exchanged = exchange.run(*options, "--seconds", seconds)
    return report | {"exchange": exchanged["results"], "machine": exchanged["machine"]}


def operations(result: Result) -> float:
    """Floating-point operations of the LSTM layers' matrix products in a step: 6 B T (F + H) 4H a layer."""
    shape = Shape.parse(str(result["shape"]))
    inputs = shape.features + (int(result["layers"]) - 1) * shape.units
    return 24 * shape.batch * shape.steps * shape.units * (inputs + int(result["layers"]) * shape.units)


def size(sweep: str, result: Result) -> int:
    shape = Shape.parse(str(result["shape"]))
    return {
        "batch": shape.batch,
        "time-steps": shape.steps,
        "units": shape.units,
        "layers": int(result["layers"]),
    }[sweep]


def draw(report: dict[str, object], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    plt.rcParams.update(
        {
            "font.size": 10,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "grid.color": "#e4e4e4",
            "axes.axisbelow": True,
            "svg.fonttype": "none",
            "legend.frameon": False,
        }
    )
    save(steps(report["sweeps"]), folder / "step")
    save(coordinator(report["exchange"]), folder / "coordinator")


def save(figure: Figure, path: Path) -> None:
    for suffix in (".svg", ".png"):
        figure.savefig(path.with_suffix(suffix), dpi=150)
    plt.close(figure)


def steps(sweeps: dict[str, list[Result]]) -> Figure:
    figure, grid = plt.subplots(2, 2, figsize=(9, 7), sharey=True, layout="constrained")
    for axes, (sweep, label) in zip(grid.flat, SWEEPS.items()):
        by_case: dict[str, list[Result]] = defaultdict(list)
        for result in sweeps[sweep]:
            by_case[str(result["case"])].append(result)
        for color, marker, (case, results) in zip(COLORS, MARKERS, by_case.items()):
            sizes = [size(sweep, result) for result in results]
            times = [float(result["median_ms"]) for result in results]
            work = [operations(result) for result in results]
            axes.plot(sizes, times, marker=marker, color=color, label=CASES[case])
            axes.plot(
                sizes,
                [times[0] * each / work[0] for each in work],
                "--",
                linewidth=1,
                color=color,
                alpha=0.7,
                label="linear in operations" if case == "both" else None,
            )
        logarithmic(axes, sizes)
        axes.set_xlabel(label)
    for axes in grid[:, 0]:
        axes.set_ylabel("ms a step")
    grid[0, 0].legend()
    start = sweeps["batch"][0]["shape"]
    figure.suptitle(
        f"One training step on one thread, from {start} (samples x time steps x features x units)",
        fontsize=11,
    )
    return figure


def coordinator(exchange: list[Result]) -> Figure:
    figure, axes = plt.subplots(figsize=(6.5, 4.5), layout="constrained")
    by_size: dict[int, list[Result]] = defaultdict(list)
    for result in exchange:
        by_size[int(result["parameters"])].append(result)
    for color, marker, (parameters, results) in zip(COLORS, MARKERS, sorted(by_size.items(), reverse=True)):
        axes.plot(
            [result["workers"] for result in results],
            [result["coordinator_ms"] for result in results],
            marker=marker,
            color=color,
            label=f"{parameters:,} parameters",
        )
    logarithmic(axes, sorted({int(result["workers"]) for result in exchange}))
    axes.set_xlabel("workers")
    axes.set_ylabel("coordinator's ms a step")
    axes.legend()
    return figure


def logarithmic(axes: Axes, sizes: list[int]) -> None:
    """Both axes in logarithms, with plain numbers at the measured sizes."""
    axes.set(xscale="log", yscale="log")
    axes.xaxis.set(
        major_locator=FixedLocator(sizes),
        minor_locator=NullLocator(),
        major_formatter=FuncFormatter(lambda value, _: f"{value:,.0f}"),
    )
    axes.yaxis.set(
        major_locator=LogLocator(10), major_formatter=FuncFormatter(lambda value, _: f"{value:,g}")
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, help="what compare.sh growth --json wrote")
    parser.add_argument("folder", type=Path, help="folder for the charts")
    options = parser.parse_args()
    draw(json.loads(options.file.read_text())["growth"], options.folder)


if __name__ == "__main__":
    main()
