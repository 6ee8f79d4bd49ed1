"""Who is measured at what, and how each one is run."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
Result = dict[str, object]


class Failure(Exception):
    """A contestant did not give figures."""


@dataclass(frozen=True)
class Contestant:
    name: str
    command: list[str]
    one_processor: bool = False

    def run(self, *options: str) -> dict[str, object]:
        """Its report: `results`, and with Lockstep `machine`. Peers print their results one a line."""
        command = [*self.command, *options]
        # gloo now and then aborts while its processes end: peers may try twice.
        for _ in range(1 if self.name == "Lockstep" else 2):
            process = subprocess.run(
                command,
                capture_output=True,
                text=True,
                preexec_fn=hold_to_one_processor if self.one_processor else None,
            )
            if process.returncode == 0:
                break
        if process.returncode != 0:
            lines = process.stderr.strip().splitlines() or ["it said nothing"]
            reason = next((line for line in lines if line.startswith("Error: ")), lines[-1])
            raise Failure(f"{' '.join(command)} ended with {process.returncode}: {reason}")
        if self.name == "Lockstep":
            return json.loads(process.stdout)
        return {"results": [json.loads(line) for line in process.stdout.splitlines() if line.startswith("{")]}


def hold_to_one_processor() -> None:
    """As the peers' scripts hold themselves."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def lockstep(binary: Path, topic: str) -> Contestant:
    command = "step" if topic == "gru" else topic
    return Contestant("Lockstep", [str(binary), "benchmark", command, "--json"], one_processor=command in ("step", "forecast"))


def peers(topic: str) -> list[Contestant]:
    scripts = {
        "step": {
            "PyTorch": ["step_torch.py"],
            "PyTorch cells": ["step_torch.py", "--cells"],
            "PyTorch gates": ["step_torch.py", "--gates"],
            "Keras": ["step_keras.py"],
            "Keras fit": ["step_keras.py", "--fit"],
            "Keras, XLA": ["step_keras.py", "--xla"],
            "JAX": ["step_jax.py"],
        },
        "gru": {
            "PyTorch": ["step_torch.py"],
            "PyTorch cells": ["step_torch.py", "--cells"],
            "PyTorch gates": ["step_torch.py", "--gates"],
            "Keras": ["step_keras.py"],
            "Keras fit": ["step_keras.py", "--fit"],
        },
        "forecast": {
            "Keras predict": ["predict_keras.py"],
            "Keras function": ["predict_keras.py", "--function"],
            "PyTorch": ["predict_torch.py"],
            "Darts": ["predict_darts.py"],
        },
        "exchange": {"gloo": ["exchange_gloo.py"]},
        "cluster": {"PyTorch DDP": ["ddp.py"], "DDP cells": ["ddp.py", "--cells"]},
    }
    return [
        Contestant(name, [sys.executable, str(HERE / script), *options])
        for name, (script, *options) in scripts[topic].items()
    ]


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
