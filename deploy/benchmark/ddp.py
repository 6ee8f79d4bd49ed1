"""Samples a second of PyTorch's DistributedDataParallel over gloo, in processes of one thread each."""

from __future__ import annotations

import statistics
import tempfile
import time

from exchange_gloo import join, rounds_within
from step_torch import CellLoop, Forecaster, MaskedLSTM, adam, samples, train_step
from workload import Shape, parser, report, workloads

import torch
import torch.distributed as dist
from torch import multiprocessing
from torch.nn.parallel import DistributedDataParallel


def train(
    rank: int,
    workers: int,
    work: list[tuple[Shape, str]],
    outputs: int,
    cells: bool,
    seconds: float,
    folder: str,
) -> None:
    join(rank, workers, folder)
    for shape, case in work:
        torch.manual_seed(rank)
        forecaster = Forecaster(shape, case, outputs, CellLoop if cells else MaskedLSTM)
        model = DistributedDataParallel(forecaster, gradient_as_bucket_view=True)
        optimizer = adam(model, fused=not cells)
        x, y = samples(shape, outputs)

        def one() -> float:
            start = time.perf_counter()
            train_step(model, optimizer, x, y)
            return time.perf_counter() - start

        trial = [one() for _ in range(5)]
        processor = time.process_time()
        times = [one() for _ in range(rounds_within(seconds, statistics.median(trial)))]
        if rank == 0:
            report(
                peer="ddp",
                version=torch.__version__,
                shape=str(shape),
                case=case,
                workers=workers,
                samples_per_second=round(workers * shape.batch * len(times) / sum(times), 1),
                step_ms=round(1000 * statistics.median(times), 4),
                steps=len(times),
                processors_busy=round((time.process_time() - processor) / sum(times), 2),
            )
    dist.destroy_process_group()


def main() -> None:
    command = parser(__doc__)
    command.add_argument("--cells", action="store_true", help="nn.LSTMCell in a loop, Adam as it comes")
    command.add_argument("--workers", type=int, action="append", help="processes; default: 2")
    options = command.parse_args()
    for workers in options.workers or [2]:
        with tempfile.TemporaryDirectory() as folder:
            multiprocessing.spawn(
                train,
                nprocs=workers,
                args=(
                    workers, list(workloads(options)), options.outputs, options.cells, options.seconds, folder
                ),
            )


if __name__ == "__main__":
    main()
