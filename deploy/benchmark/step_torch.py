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


class MaskedGRU(nn.Module):
    """A GRU with dropout as MaskedLSTM has it."""

    def __init__(self, features: int, units: int) -> None:
        super().__init__()
        self.units = units
        self.input = nn.Linear(features, 3 * units)
        self.recurrent = nn.Parameter(nn.init.orthogonal_(torch.empty(units, 3 * units)))
        self.bias = nn.Parameter(torch.zeros(3 * units))

    def forward(self, x: Tensor) -> Tensor:
        """Of x (T, B, F), the last hidden state (B, H)."""
        batch = x.shape[1]
        x = x * nn.functional.dropout(x.new_ones(1, *x.shape[1:]), DROPOUT)
        mask = nn.functional.dropout(x.new_ones(batch, self.units), DROPOUT)
        h = x.new_zeros(batch, self.units)
        for ahead in self.input(x).unbind(0):
            z, r, n = ahead.chunk(3, 1)
            hz, hr, hn = torch.addmm(self.bias, h * mask, self.recurrent).chunk(3, 1)
            n = (n + (r + hr).sigmoid() * hn).tanh()
            h = torch.lerp(n, h, (z + hz).sigmoid())
        return h


class GateMaskedGRU(nn.Module):
    """MaskedGRU with masks for each gate, as in Keras: the gates' products are one batched product."""

    def __init__(self, features: int, units: int) -> None:
        super().__init__()
        self.kernel = nn.Parameter(nn.init.xavier_uniform_(torch.empty(3, features, units)))
        self.recurrent = nn.Parameter(nn.init.xavier_uniform_(torch.empty(3, units, units)))
        self.bias = nn.Parameter(torch.zeros(2, 3, 1, units))

    def forward(self, x: Tensor) -> Tensor:
        """Of x (T, B, F), the last hidden state (B, H)."""
        steps, batch, features = x.shape
        units = self.recurrent.shape[1]
        inputs = nn.functional.dropout(x.new_ones(3, 1, batch, features), DROPOUT)
        recurrent = nn.functional.dropout(x.new_ones(3, batch, units), DROPOUT)
        rows = (x * inputs).view(3, steps * batch, features)
        ahead = torch.baddbmm(self.bias[0], rows, self.kernel).view(3, steps, batch, units)
        h = x.new_zeros(batch, units)
        for step in ahead.unbind(1):
            z, r, n = step.unbind(0)
            hz, hr, hn = torch.baddbmm(self.bias[1], h * recurrent, self.recurrent).unbind(0)
            n = (n + (r + hr).sigmoid() * hn).tanh()
            h = torch.lerp(n, h, (z + hz).sigmoid())
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


class GRUCellLoop(nn.Module):
    """MaskedGRU as most would write it: nn.GRUCell in a loop."""

    def __init__(self, features: int, units: int) -> None:
        super().__init__()
        self.cell = nn.GRUCell(features, units)

    def forward(self, x: Tensor) -> Tensor:
        """Of x (T, B, F), the last hidden state (B, H)."""
        batch, units = x.shape[1], self.cell.hidden_size
        inputs = nn.functional.dropout(x.new_ones(batch, x.shape[2]), DROPOUT)
        recurrent = nn.functional.dropout(x.new_ones(batch, units), DROPOUT)
        h = x.new_zeros(batch, units)
        for step in x:
            h = self.cell(step * inputs, h * recurrent)
        return h


PLAIN = {"lstm": nn.LSTM, "gru": nn.GRU}
MASKED = {"lstm": MaskedLSTM, "gru": MaskedGRU}
GATES = {"lstm": GateMaskedLSTM, "gru": GateMaskedGRU}
CELLS = {"lstm": CellLoop, "gru": GRUCellLoop}


class Forecaster(nn.Module):
    """LSTM or GRU -> Dense over time-major inputs (T, B, F)."""

    def __init__(
        self,
        shape: Shape,
        case: str,
        outputs: int,
        masked: type[nn.Module] = MaskedLSTM,
        plain: type[nn.Module] = nn.LSTM,
    ) -> None:
        super().__init__()
        layer = plain if case == "none" else masked
        self.recurrent = layer(shape.features, shape.units)
        self.dense = nn.Linear(shape.units, outputs)

    def forward(self, x: Tensor) -> Tensor:
        h = self.recurrent(x)
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
    command.add_argument("--cells", action="store_true", help="a cell in a loop, Adam as it comes")
    command.add_argument("--gates", action="store_true", help="masks for each gate")
    options = command.parse_args()
    masked = (CELLS if options.cells else GATES if options.gates else MASKED)[options.layer]
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    for shape, case in workloads(options):
        torch.manual_seed(1)
        model = Forecaster(shape, case, options.outputs, masked, PLAIN[options.layer])
        optimizer = adam(model, fused=not options.cells)
        x, y = samples(shape, options.outputs)
        figures = measure(lambda: train_step(model, optimizer, x, y), options.seconds)
        report(peer="torch", version=torch.__version__, shape=str(shape), case=case, **figures)


if __name__ == "__main__":
    main()
