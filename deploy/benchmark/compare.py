"""Measures Lockstep and its peers in turn, in the same minutes, and prints tables with ratios as Markdown.

A round runs each contestant once; the figure of a contestant is the median of its rounds. A ratio above 1
says that Lockstep is that many times faster.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
from collections import defaultdict
from pathlib import Path

import contestants
import growth
from contestants import Contestant, Failure, Result
from exchange_gloo import PARAMETERS, WORKERS
from workload import SHAPES

ROOT = contestants.HERE.parents[1]
TOPICS = ("step", "gru", "forecast", "exchange", "cluster", "growth")
STEPS = ("step", "gru")
KEYS = {
    "step": ("shape", "case"),
    "gru": ("shape", "case"),
    "forecast": ("shape", "case"),
    "exchange": ("parameters", "workers"),
    "cluster": ("shape", "case", "workers"),
}
UNITS = {
    "step": "ms a step",
    "gru": "ms a step",
    "forecast": "samples a second",
    "exchange": "ms a round",
    "cluster": "samples a second",
}
# Topics of which more is better.
SPEEDS = ("forecast", "cluster")
Key = tuple[object, ...]


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def batches(topic: str) -> list[list[str]]:
    """Options of the runs that alternate: the smaller each one, the closer in time the contestants are."""
    if topic == "exchange":
        return [
            [part for size in PARAMETERS for part in ("--parameters", str(size))]
            + ["--workers", str(workers)]
            for workers in WORKERS
        ]
    more = {"cluster": ["--workers", "2"], "gru": ["--layer", "gru"]}.get(topic, [])
    return [
        ["--shape", str(shape), "--case", "none", "--case", "both", *more] for shape in SHAPES.values()
    ]


def measure(topic: str, field: list[Contestant], rounds: int, seconds: float) -> tuple[dict, dict, dict]:
    """Figures by key and contestant, versions by contestant, and Lockstep's description of the machine."""
    runs: dict[Key, dict[str, list[Result]]] = defaultdict(lambda: defaultdict(list))
    versions: dict[str, str] = {}
    machine: dict[str, object] = {}
    for number in range(1, rounds + 1):
        for options in batches(topic):
            for contestant in field:
                say(f"{topic}, round {number} of {rounds}: {contestant.name} {' '.join(options)}")
                # Lockstep alone tells masks for each gate (both) from one mask for all gates (shared).
                more = ["--case", "shared"] if topic in STEPS and contestant.name == "Lockstep" else []
                report = contestant.run(*options, *more, "--seconds", str(seconds))
                machine = report.get("machine", machine)
                for result in report["results"]:
                    runs[tuple(result[key] for key in KEYS[topic])][contestant.name].append(result)
                    if result.get("incidents"):
                        say(f"Its cluster was disturbed, so this says little: {result['incidents'][-1]}")
                    versions[contestant.name] = result.get("version") or machine["version"]
    return (
        {key: {name: medians(results) for name, results in by_name.items()} for key, by_name in runs.items()},
        versions,
        machine,
    )


def medians(rounds: list[Result]) -> Result:
    """Of each number over the rounds, and the rounds themselves."""
    middle = {
        name: statistics.median(result[name] for result in rounds)
        for name, value in rounds[0].items()
        if isinstance(value, (int, float))
    }
    return middle | {"rounds": rounds}


def table(topic: str, figures: dict[Key, dict[str, Result]], field: list[Contestant]) -> list[str]:
    value = "samples_per_second" if topic in SPEEDS else "median_ms"
    extra = {"cluster": ("coordinator_share",), "exchange": ()}.get(topic, ("gflops", "fraction_of_peak"))
    head = [*KEYS[topic]]
    for contestant in field:
        head += (
            [contestant.name, *(name.replace("_", " ") for name in extra)]
            if contestant.name == "Lockstep"
            else [contestant.name if field[0].name != "Lockstep" else f"{contestant.name} (ratio)"]
        )
    rows = []
    for key, by_name in figures.items():
        own = by_name.get("Lockstep", {}).get(value)
        cells = [f"{part:,}" if isinstance(part, int) else str(part) for part in key]
        for contestant in field:
            result = by_name.get(contestant.name, {})
            if contestant.name == "Lockstep":
                cells += [number(result.get(value))]
                cells += [number(result.get(name), percent=name != "gflops") for name in extra]
            else:
                cells.append(compared(topic, result.get(value), own))
        rows.append(cells)
    words = 2 if topic != "exchange" else 0
    lines = [head, ["---" if column < words else "---:" for column in range(len(head))], *rows]
    return ["| " + " | ".join(line) + " |" for line in lines]


def compared(topic: str, value: float | None, own: float | None) -> str:
    if value is None or own is None:
        return number(value)
    ratio = own / value if topic in SPEEDS else value / own
    return f"{number(value)} ({ratio:.2f})"


def number(value: float | None, percent: bool = False) -> str:
    if value is None:
        return "-"
    if percent:
        return f"{100 * value:.1f} %"
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def with_shared_masks(figures: dict[Key, dict[str, Result]]) -> dict[Key, dict[str, Result]]:
    """PyTorch's and JAX's `both` has one mask for all gates: they stand beside Lockstep's `shared` too."""
    rows = {}
    for (shape, case), by_name in figures.items():
        others = figures[shape, "both"] if case == "shared" else {}
        rows[shape, case] = {name: others[name] for name in ("PyTorch", "PyTorch cells", "JAX") if name in others} | by_name
    return rows


def machine_lines(machine: dict[str, object], versions: dict[str, str]) -> list[str]:
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    lines = [
        f"{contestants.processor()}, {os.cpu_count()} processors, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}; load at the end {load}"
    ]
    if machine:
        lines.append(
            ", ".join(
                f"{key.replace('_', ' ')} {number(value) if isinstance(value, float) else value}"
                for key, value in machine.items()
                if key not in ("processor", "cores")
            )
        )
    return lines + [", ".join(f"{name} {version}" for name, version in versions.items())]


def contest(topic: str, options: argparse.Namespace) -> dict[str, object]:
    field = contestants.peers(topic)
    if not options.peers_only:
        field.insert(0, contestants.lockstep(options.lockstep, topic))
    figures, versions, machine = measure(topic, field, options.rounds, options.seconds)
    if topic in STEPS:
        figures = with_shared_masks(figures)
    heading = f"### {topic} ({UNITS[topic]}; median of {options.rounds} round(s), {options.seconds:g} s each)"
    about = machine_lines(machine, versions)
    print(
        "\n".join(["", heading, "", *(f"- {line}" for line in about), "", *table(topic, figures, field)]),
        flush=True,
    )
    results = [dict(zip(KEYS[topic], key)) | {"contestants": by_name} for key, by_name in figures.items()]
    return {"machine": machine or about[0], "versions": versions, "results": results}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("topic", choices=[*TOPICS, "all"], nargs="?", default="all")
    parser.add_argument("--quick", action="store_true", help="one short round: shows that all works, no more")
    parser.add_argument("--rounds", type=int, help="default: 3, quick 1")
    parser.add_argument("--seconds", type=float, help="time to measure each figure; default: 2, quick 0.2")
    parser.add_argument(
        "--lockstep", type=Path, default=ROOT / ".build/release/lockstep", help="the built command"
    )
    parser.add_argument("--peers-only", action="store_true", help="leave Lockstep out")
    parser.add_argument("--json", type=Path, help="file to write the figures to as well")
    parser.add_argument(
        "--plots", type=Path, default=ROOT / ".build-peers/plots", help="folder for growth's charts"
    )
    options = parser.parse_args()
    options.rounds = options.rounds or (1 if options.quick else 3)
    options.seconds = options.seconds or (0.2 if options.quick else 2.0)
    if not options.peers_only and not os.access(options.lockstep, os.X_OK):
        parser.error(
            f"there is no {options.lockstep}; build it with: swift build -c release, or name it by --lockstep"
        )
    if options.peers_only and options.topic == "growth":
        parser.error("growth measures Lockstep alone; leave --peers-only away")
    return options


def main() -> None:
    options = arguments()
    topics = TOPICS if options.topic == "all" else (options.topic,)
    reports: dict[str, object] = {}
    for topic in topics:
        if topic != "growth":
            reports[topic] = contest(topic, options)
        elif not options.peers_only:
            reports[topic] = growth.measure(options.lockstep, options.quick)
            growth.draw(reports[topic], options.plots)
    if options.json:
        options.json.write_text(json.dumps(reports, indent=2) + "\n")


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        sys.exit(str(failure))
    except KeyboardInterrupt:
        sys.exit(130)
