"""Time of one all-reduce of P Float32 between processes of this machine by PyTorch's gloo."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from datetime import timedelta

from workload import one_thread, report, summary

one_thread()

import torch  # noqa: E402 (after the thread limits)
import torch.distributed as dist  # noqa: E402
from torch import multiprocessing  # noqa: E402

PARAMETERS = (1_000, 100_000, 1_000_000, 8_000_000)
WORKERS = (2, 4)


def join(rank: int, workers: int, folder: str) -> None:
    """Makes this process one of the group, over the loopback interface and on one thread."""
    os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
    torch.set_num_threads(1)
    dist.init_process_group(
        "gloo",
        init_method=f"file://{folder}/group",
        rank=rank,
        world_size=workers,
        timeout=timedelta(minutes=2),
    )


def rounds_within(seconds: float, one: float) -> int:
    """As many rounds as fit, the same for all processes: the first one's count holds."""
    count = torch.tensor([max(5, min(2000, int(seconds / one)))])
    dist.broadcast(count, 0)
    return int(count)


def rounds(rank: int, workers: int, sizes: list[int], seconds: float, folder: str) -> None:
    join(rank, workers, folder)
    for size in sizes:
        values = torch.zeros(size)

        def one() -> float:
            start = time.perf_counter()
            dist.all_reduce(values)
            return time.perf_counter() - start

        trial = [one() for _ in range(5)]
        times = [1000 * one() for _ in range(rounds_within(seconds, min(trial)))]
        if rank == 0:
            report(peer="gloo", version=torch.__version__, parameters=size, workers=workers, **summary(times))
    dist.destroy_process_group()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parameters", type=int, action="append", help=f"default: {PARAMETERS}")
    parser.add_argument("--workers", type=int, action="append", help=f"processes; default: {WORKERS}")
    parser.add_argument("--seconds", type=float, default=2.0, help="time to measure each size")
    options = parser.parse_args()
    sizes = options.parameters or list(PARAMETERS)
    for workers in options.workers or WORKERS:
        with tempfile.TemporaryDirectory() as folder:
            multiprocessing.spawn(rounds, (workers, sizes, options.seconds, folder), nprocs=workers)


if __name__ == "__main__":
    main()
