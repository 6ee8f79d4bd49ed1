"""Forecasts a second of Darts (BlockRNNModel, on PyTorch) on one thread: predict over as many series as there are
windows, each long enough for one.

Case both is left out: Darts samples with dropout between layers alone, not within the recurrence.
"""

from __future__ import annotations

import logging
import warnings

from workload import SLICES, forecasts, one_processor, one_thread, parser, report, workloads

one_thread()

import darts  # noqa: E402 (after the thread limits)
import numpy as np  # noqa: E402
import torch  # noqa: E402
from darts import TimeSeries  # noqa: E402
from darts.models import BlockRNNModel  # noqa: E402


def main() -> None:
    one_processor()
    options = parser(__doc__).parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    torch.set_num_threads(1)
    for shape, case in workloads(options):
        if case == "both":
            continue
        random = np.random.default_rng(1)
        model = BlockRNNModel(
            model=options.layer.upper(),
            input_chunk_length=shape.steps,
            output_chunk_length=options.outputs,
            hidden_dim=shape.units,
            n_rnn_layers=1,
            batch_size=shape.batch,
            n_epochs=1,
            pl_trainer_kwargs={
                "accelerator": "cpu",
                "enable_progress_bar": False,
                "enable_model_summary": False,
                "logger": False,
            },
        )
        length = shape.steps + options.outputs

        def series(rows: int) -> tuple[TimeSeries, TimeSeries]:
            values = random.standard_normal((rows, shape.features)).astype(np.float32)
            return TimeSeries.from_values(values[:, :1]), TimeSeries.from_values(values[:, 1:])

        target, beside = series(length)
        model.fit(target, past_covariates=beside)
        samples = SLICES * shape.batch
        targets, covariates = zip(*(series(shape.steps) for _ in range(samples)))

        def predict() -> None:
            model.predict(
                options.outputs,
                series=list(targets),
                past_covariates=list(covariates),
                batch_size=shape.batch,
                verbose=False,
                show_warnings=False,
            )

        report(
            peer="darts",
            shape=str(shape),
            case=case,
            **forecasts(predict, samples, options.seconds),
            version=f"{darts.__version__} on PyTorch {torch.__version__}",
        )


if __name__ == "__main__":
    main()
