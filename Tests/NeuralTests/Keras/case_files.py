"""Files of cases, and the numbers that cases begin from. `make_cases.py` says how they are used."""

import json
import os
import sys
import textwrap

os.environ.update(KERAS_BACKEND="tensorflow", CUDA_VISIBLE_DEVICES="", TF_CPP_MIN_LOG_LEVEL="3")

import keras
import numpy as np

keras.config.set_floatx("float64")
FOLDER = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
WRITTEN = []


def array(values):
    """An array as Float32 numbers with as few digits as tell them apart."""
    values = np.asarray(values, dtype=np.float64)
    return {"shape": list(values.shape), "data": [number(value) for value in values.ravel()]}


class number(float):
    """Written as a Float32, with as few digits as tell it apart."""

    def __repr__(self):
        text = repr(float(np.format_float_scientific(np.float32(self) + 0, unique=True)))
        return text.removesuffix(".0")


def text(value):
    """JSON; arrays' data in lines of their own."""
    if isinstance(value, dict) and value.keys() == {"shape", "data"}:
        data = textwrap.fill(", ".join(map(repr, value["data"])), width=110)
        return f'{{"shape": {json.dumps(value["shape"])}, "data": [\n{data}]}}'
    if isinstance(value, dict):
        return "{" + ",\n".join(f"{json.dumps(key)}: {text(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        if not any(isinstance(item, (dict, list)) for item in value):
            return "[" + ", ".join(map(text, value)) + "]"
        return "[" + ",\n".join(map(text, value)) + "]"
    return repr(value) if isinstance(value, number) else json.dumps(value)


def write(name, case):
    WRITTEN.append(f"{name}.json")
    with open(os.path.join(FOLDER, f"{name}.json"), "w", encoding="ascii") as file:
        file.write(text(case) + "\n")


def draw(random, *shape, scale=1.0):
    """Normal numbers of three decimals, as their nearest Float32."""
    return np.round(random.normal(0, scale, shape), 3).astype(np.float32).astype(np.float64) + 0.0


def generator(name):
    """Numbers of a case's own, so that no case changes another."""
    keras.utils.set_random_seed(1)
    return np.random.default_rng(list(name.encode()))


class IndependentCell(keras.layers.Layer, keras.src.layers.rnn.dropout_rnn_cell.DropoutRNNCell):
    """h = activation((x * m) W + b + u (h * r)), of Li et al. 2018, which Keras does not have."""

    def __init__(self, units, activation="relu", use_bias=True, dropout=0.0, recurrent_dropout=0.0):
        super().__init__()
        self.units = self.state_size = units
        self.activation = keras.activations.get(activation)
        self.use_bias = use_bias
        self.dropout, self.recurrent_dropout = dropout, recurrent_dropout
        self.seed_generator = keras.random.SeedGenerator()

    def build(self, shape):
        self.kernel = self.add_weight(shape=(shape[-1], self.units), name="kernel")
        self.bias = self.add_weight(shape=(self.units,), name="bias") if self.use_bias else 0
        self.factors = self.add_weight(shape=(self.units,), name="recurrent_kernel")

    def call(self, inputs, states, training=False):
        is_list = isinstance(states, (list, tuple))
        state = states[0] if is_list else states
        masks = self.get_dropout_mask(inputs), self.get_recurrent_dropout_mask(state)
        if training and masks[0] is not None:
            inputs = inputs * masks[0]
        if training and masks[1] is not None:
            state = state * masks[1]
        output = self.activation(inputs @ self.kernel + self.bias + self.factors * state)
        return output, [output] if is_list else output


class Residual(keras.layers.Layer):
    """A linear map of the input, all time steps at once, plus what layers make of it."""

    def __init__(self, layers):
        super().__init__()
        self.inner = [make(layer) for layer in layers]

    def build(self, shape):
        output = shape
        for layer in self.inner:
            layer.build(output)
            output = layer.compute_output_shape(output)
        sizes = [int(np.prod(axes[1:])) for axes in (shape, output)]
        self.kernel = self.add_weight(shape=sizes, name="kernel")
        self.bias = self.add_weight(shape=sizes[1:], name="bias")

    def call(self, inputs, training=False):
        output = inputs
        for layer in self.inner:
            output = layer(output)
        flat = keras.ops.reshape(inputs, (inputs.shape[0], -1))
        return output + keras.ops.reshape(flat @ self.kernel + self.bias, output.shape)


def independent(return_sequences=False, go_backwards=False, **options):
    cell = IndependentCell(**options)
    layer = keras.layers.RNN(cell, return_sequences=return_sequences, go_backwards=go_backwards)
    layer.recurrent_dropout = cell.recurrent_dropout
    return layer


def make(description):
    options = {key: value for key, value in description.items() if key != "class"}
    if "layer" in options:
        options["layer"] = make(options["layer"])
    if description["class"] == "IndRNN":
        return independent(**options)
    if description["class"] == "Residual":
        return Residual(**options)
    return getattr(keras.layers, description["class"])(**options)
