"""Forecasts a second of PyTorch on one thread: nn.LSTM or nn.GRU and nn.Linear in inference mode, batch by batch.

Case both is left out: these layers have no dropout within the recurrence.
"""

from __future__ import annotations

from workload import SLICES, forecasts, one_processor, one_thread, parser, report, workloads

one_thread()

import torch  # noqa: E402 (after the thread limits)


class Forecaster(torch.nn.Module):
    def __init__(self, layer: str, features: int, units: int, outputs: int) -> None:
        super().__init__()
        kind = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[layer]
        self.recurrent = kind(features, units, batch_first=True)
        self.dense = torch.nn.Linear(units, outputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.dense(self.recurrent(x)[0][:, -1])


def main() -> None:
    one_processor()
    options = parser(__doc__).parse_args()
    torch.set_num_threads(1)
    for shape, case in workloads(options):
        if case == "both":
            continue
        model = Forecaster(options.layer, shape.features, shape.units, options.outputs).eval()
        samples = SLICES * shape.batch
        batches = torch.randn(samples, shape.steps, shape.features).split(shape.batch)

        def predict() -> None:
            with torch.inference_mode():
                for batch in batches:
                    model(batch)

        report(
            peer="torch",
            shape=str(shape),
            case=case,
            **forecasts(predict, samples, options.seconds),
            version=torch.__version__,
        )


if __name__ == "__main__":
    main()
