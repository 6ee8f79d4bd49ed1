"""Time of one PyTorch training step (forward, mean squared error, backward, Adam) on one thread."""

from __future__ import annotations

from workload import (
    DROPOUT,
    LEARNING_RATE,
    Shape,
    measure,
    one_processor,
    one_thread,
    parser,
    report,
    workloads,
)

one_thread()

import torch  # noqa: E402 (after the thread limits)
from torch import Tensor, nn  # noqa: E402


class MaskedLSTM(nn.Module):
    """An LSTM with dropout on inputs and recurrent state, which nn.LSTM does not have.

    Masks are drawn for each sample and held over time, one for all four gates, so that one matrix product
    serves all gates and the inputs of all time steps go through a single product ahead of the loop.
    """

    def __init__(self, features: int, units: int) -> None:
        super().__init__()
        self.units = units
        self.input = nn.Linear(features, 4 * units)
        self.recurrent = nn.Parameter(nn.init.orthogonal_(torch.empty(units, 4 * units)))

    def forward(self, x: Tensor) -> Tensor:
        """Of x (T, B, F), the last hidden state (B, H)."""
        batch = x.shape[1]
        x = x * nn.functional.dropout(x.new_ones(1, *x.shape[1:]), DROPOUT)
        mask = nn.functional.dropout(x.new_ones(batch, self.units), DROPOUT)
        h = c = x.new_zeros(batch, self.units)
        for z in self.input(x).unbind(0):
            i, f, g, o = torch.addmm(z, h * mask, self.recurrent).chunk(4, 1)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = o.sigmoid() * c.tanh()
        return h


class GateMaskedLSTM(nn.Module):
    """MaskedLSTM with masks for each gate, as in Keras: the gates' products are one batched product."""

    def __init__(self, features: int, units: int) -> None:
        super().__init__()
        self.kernel = nn.Parameter(nn.init.xavier_uniform_(torch.empty(4, features, units)))
        self.recurrent = nn.Parameter(nn.init.xavier_uniform_(torch.empty(4, units, units)))
        self.bias = nn.Parameter(torch.zeros(4, 1, units))

    def forward(self, x: Tensor) -> Tensor:
        """Of x (T, B, F), the last hidden state (B, H)."""
        steps, batch, features = x.shape
        units = self.recurrent.shape[1]
        inputs = nn.functional.dropout(x.new_ones(4, 1, batch, features), DROPOUT)
        recurrent = nn.functional.dropout(x.new_ones(4, batch, units), DROPOUT)
        rows = (x * inputs).view(4, steps * batch, features)
        z = torch.baddbmm(self.bias, rows, self.kernel).view(4, steps, batch, units)
        h = c = x.new_zeros(batch, units)
        for ahead in z.unbind(1):
            i, f, g, o = torch.baddbmm(ahead, h * recurrent, self.recurrent).unbind(0)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = o.sigmoid() * c.tanh()
        return h


class CellLoop(nn.Module):
    """The same as most would write it: nn.LSTMCell in a loop."""

    def __init__(self, features: int, units: int) -> None:
        super().__init__()
        self.cell = nn.LSTMCell(features, units)

    def forward(self, x: Tensor) -> Tensor:
        """Of x (T, B, F), the last hidden state (B, H)."""
        batch, units = x.shape[1], self.cell.hidden_size
        inputs = nn.functional.dropout(x.new_ones(batch, x.shape[2]), DROPOUT)
        recurrent = nn.functional.dropout(x.new_ones(batch, units), DROPOUT)
        h = c = x.new_zeros(batch, units)
        for step in x:
            h, c = self.cell(step * inputs, (h * recurrent, c))
        return h


class Forecaster(nn.Module):
    """LSTM -> Dense over time-major inputs (T, B, F)."""

    def __init__(self, shape: Shape, case: str, outputs: int, masked: type[nn.Module] = MaskedLSTM) -> None:
        super().__init__()
        layer = nn.LSTM if case == "none" else masked
        self.lstm = layer(shape.features, shape.units)
        self.dense = nn.Linear(shape.units, outputs)

    def forward(self, x: Tensor) -> Tensor:
        h = self.lstm(x)
        return self.dense(h if isinstance(h, Tensor) else h[0][-1])


def samples(shape: Shape, outputs: int) -> tuple[Tensor, Tensor]:
    return torch.randn(shape.steps, shape.batch, shape.features), torch.randn(shape.batch, outputs)


def adam(model: nn.Module, fused: bool = True) -> torch.optim.Optimizer:
    return torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, fused=fused)


def train_step(model: nn.Module, optimizer: torch.optim.Optimizer, x: Tensor, y: Tensor) -> None:
    optimizer.zero_grad()
    nn.functional.mse_loss(model(x), y).backward()
    optimizer.step()


def main() -> None:
    one_processor()
    command = parser(__doc__)
    command.add_argument("--cells", action="store_true", help="nn.LSTMCell in a loop, Adam as it comes")
    command.add_argument("--gates", action="store_true", help="masks for each gate")
    options = command.parse_args()
    masked = CellLoop if options.cells else GateMaskedLSTM if options.gates else MaskedLSTM
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    for shape, case in workloads(options):
        torch.manual_seed(1)
        model = Forecaster(shape, case, options.outputs, masked)
        optimizer = adam(model, fused=not options.cells)
        x, y = samples(shape, options.outputs)
        figures = measure(lambda: train_step(model, optimizer, x, y), options.seconds)
        report(peer="torch", version=torch.__version__, shape=str(shape), case=case, **figures)


if __name__ == "__main__":
    main()
