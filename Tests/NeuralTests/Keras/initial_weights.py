"""Cases of initial weights: how Keras distributes them. `make_cases.py` says how they are used."""

import keras
import numpy as np
from case_files import generator, make, number, write


def write_initial(name, description, features, draws, quantities):
    """Draws a layer's weights anew so often.

    A quantity is (tensor, what, first, end): "elements" of the flat tensor from first to end, all drawn alike
    and independently; "trace" or "determinant" of a square one; "orthonormal", that the rows are, or the
    columns where they are fewer.
    """
    generator(f"initial_{name}")
    drawn = {quantity: [] for quantity in quantities}
    uniform = RecordedUniform()
    for _ in range(draws):
        layer = make(description)
        layer.build((None, 2, features))
        tensors = {variable.path.split("/")[-1]: variable.numpy() for variable in layer.trainable_variables}
        for quantity in quantities:
            drawn[quantity].append(measure(tensors[quantity[0]], *quantity[1:]))
    found = []
    for quantity, parts in drawn.items():
        tensor, what, first, end = quantity
        entry = {"tensor": tensor, "of": what, "range": [first, end]}
        values = np.concatenate(parts)
        if what == "orthonormal":
            assert np.max(np.abs(values)) < 1e-13
        elif np.all(values == values[0]):
            entry["constant"] = number(values[0])
        else:
            if what == "elements":
                entry |= uniform.limit(parts[0])
            entry |= statistics(values)
        found.append(entry)
    uniform.stop()
    write(
        f"initial_{name}", {"layer": description, "features": features, "draws": draws, "quantities": found}
    )


def measure(tensor, what, first, end):
    if what == "elements":
        return tensor.ravel()[first:end]
    if what == "orthonormal":
        product = tensor @ tensor.T if len(tensor) <= len(tensor.T) else tensor.T @ tensor
        return (product - np.eye(len(product))).ravel()
    return [{"trace": np.trace, "determinant": np.linalg.det}[what](tensor)]


def statistics(values):
    mean, variance = np.mean(values), np.var(values)
    deciles = np.quantile(values, np.arange(1, 10) / 10)
    # A sign alone has no deciles.
    distinct = (
        {"deciles": [number(round(value, 7)) for value in deciles]}
        if len(set(np.round(values, 9))) > 2
        else {}
    )
    return {
        "mean": number(mean),
        "variance": number(variance),
        "fourth_moment": number(np.mean((values - mean) ** 4)),
        **distinct,
    }


class RecordedUniform:
    """Which uniform numbers initializers asked for, and within which limits."""

    def __init__(self):
        self.module = keras.src.initializers.random_initializers.random
        self.uniform = self.module.uniform
        self.module.uniform = self.record
        self.drawn = []

    def stop(self):
        self.module.uniform = self.uniform

    def record(self, shape, minval, maxval, **options):
        assert minval == -maxval
        values = self.uniform(shape, minval, maxval, **options)
        self.drawn.append((maxval, values.numpy()))
        return values

    def limit(self, values):
        """The limit within which these were drawn, if any was."""
        limits = [limit for limit, drawn in self.drawn if np.isin(values, drawn).all()]
        return {"limit": number(limits[0])} if limits else {}


def write_all_initial_weights():
    dense, lstm = {"class": "Dense", "units": 100}, {"class": "LSTM", "units": 30}
    write_initial("dense", dense, 200, 10, [("kernel", "elements", 0, 20_000), ("bias", "elements", 0, 100)])
    write_initial(
        "lstm",
        lstm,
        40,
        20,
        [
            ("kernel", "elements", 0, 4800),
            ("recurrent_kernel", "orthonormal", 0, 3600),
            ("bias", "elements", 0, 30),
            ("bias", "elements", 30, 60),
            ("bias", "elements", 60, 120),
        ],
    )
    write_initial(
        "lstm_no_forget_bias", lstm | {"unit_forget_bias": False}, 2, 1, [("bias", "elements", 0, 120)]
    )
    glorot = {"bias_initializer": "glorot_uniform"}
    write_initial("dense_glorot_bias", dense | glorot, 2, 200, [("bias", "elements", 0, 100)])
    write_initial(
        "lstm_glorot_bias",
        lstm | glorot,
        2,
        200,
        [("bias", "elements", 0, 30), ("bias", "elements", 30, 60), ("bias", "elements", 60, 120)],
    )
    write_initial(
        "lstm_glorot_bias_no_forget_bias",
        lstm | glorot | {"unit_forget_bias": False},
        2,
        200,
        [("bias", "elements", 0, 120)],
    )
    write_initial(
        "ones",
        dense | {"kernel_initializer": "ones", "bias_initializer": "ones"},
        2,
        1,
        [("kernel", "elements", 0, 200), ("bias", "elements", 0, 100)],
    )
    # Elements of an orthogonal matrix depend on each other: one of each draw.
    write_initial(
        "orthogonal_recurrent",
        {"class": "LSTM", "units": 2},
        2,
        3000,
        [
            ("recurrent_kernel", what, first, end)
            for what, first, end in [
                ("orthonormal", 0, 16),
                ("elements", 0, 1),
                ("elements", 7, 8),
                ("elements", 15, 16),
            ]
        ],
    )
    orthogonal = {"class": "Dense", "kernel_initializer": "orthogonal"}
    write_initial(
        "orthogonal_square",
        orthogonal | {"units": 3},
        3,
        3000,
        [
            ("kernel", what, first, end)
            for what, first, end in [
                ("orthonormal", 0, 9),
                ("elements", 0, 1),
                ("elements", 8, 9),
                ("trace", 0, 9),
                ("determinant", 0, 9),
            ]
        ],
    )
    write_initial(
        "orthogonal_tall",
        orthogonal | {"units": 2},
        5,
        3000,
        [
            ("kernel", what, first, end)
            for what, first, end in [("orthonormal", 0, 10), ("elements", 0, 1), ("elements", 9, 10)]
        ],
    )
