"""What every peer is measured on: shapes, cases, the command line, the timing loop and the line of JSON."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product

DROPOUT = 0.2
LEARNING_RATE = 0.001
CASES = ("none", "both")
# Of forecasts: batches of windows in one repetition, and sampled paths of one window.
SLICES = 32
PATHS = 200


@dataclass(frozen=True)
class Shape:
    """B samples x T time steps x F features x H units, as in 32x24x7x10."""

    batch: int
    steps: int
    features: int
    units: int

    @classmethod
    def parse(cls, text: str) -> Shape:
        sizes = text.split("x")
        if len(sizes) != 4 or not all(size.isdecimal() and int(size) > 0 for size in sizes):
            raise argparse.ArgumentTypeError(f"{text!r} is not BATCHxSTEPSxFEATURESxUNITS, as in 32x24x7x10")
        return cls(*map(int, sizes))

    def __str__(self) -> str:
        return f"{self.batch}x{self.steps}x{self.features}x{self.units}"


SHAPES = {"S": Shape(32, 24, 7, 10), "M": Shape(64, 96, 7, 64), "L": Shape(128, 96, 32, 256)}


def one_thread() -> None:
    """Tells the libraries, before they are imported, to compute on one thread."""
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"


def one_processor() -> None:
    """Holds the process to one processor, before it computes anything.

    XLA heeds no thread setting; it makes as many threads as the process has processors.
    """
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def parser(description: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument(
        "--shape",
        type=Shape.parse,
        action="append",
        help="BATCHxSTEPSxFEATURESxUNITS, may be given several times; default: S, M and L",
    )
    parser.add_argument(
        "--case",
        choices=CASES,
        action="append",
        help="dropout on neither or on both inputs and recurrent state; default: each",
    )
    parser.add_argument("--layer", choices=("lstm", "gru"), default="lstm", help="the recurrent layer")
    parser.add_argument("--outputs", type=int, default=24, help="outputs of the dense layer")
    parser.add_argument("--seconds", type=float, default=3.0, help="time to measure each shape and case")
    return parser


def workloads(options: argparse.Namespace) -> Iterable[tuple[Shape, str]]:
    return product(options.shape or SHAPES.values(), options.case or CASES)


def measure(step: Callable[[], object], seconds: float, least: int = 5) -> dict[str, float]:
    """Milliseconds a step, after warming up for a quarter of the time."""
    warm = time.perf_counter() + seconds / 4
    for count in range(1_000_000):
        if count >= 3 and time.perf_counter() > warm:
            break
        step()
    times: list[float] = []
    processor, begin = time.process_time(), time.perf_counter()
    while len(times) < least or time.perf_counter() - begin < seconds:
        start = time.perf_counter()
        step()
        times.append(1000 * (time.perf_counter() - start))
    busy = (time.process_time() - processor) / (time.perf_counter() - begin)
    return summary(times) | {"processors_busy": round(busy, 2)}


def forecasts(predict: Callable[[], object], samples: int, seconds: float) -> dict[str, float]:
    """As `measure`, of so many forecasts at a time."""
    figures = measure(predict, seconds, least=3)
    return figures | {"samples_per_second": round(1000 * samples / figures["median_ms"], 1)}


def summary(times: list[float]) -> dict[str, float]:
    return {
        "median_ms": round(statistics.median(times), 4),
        "minimum_ms": round(min(times), 4),
        "maximum_ms": round(max(times), 4),
        "repetitions": len(times),
    }


def report(**fields: object) -> None:
    """One JSON object a line on standard output."""
    print(json.dumps(fields), flush=True)
