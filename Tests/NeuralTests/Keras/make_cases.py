# /// script
# requires-python = ">=3.11"
# dependencies = ["keras==3.15.1", "tensorflow-cpu==2.21.0", "numpy==2.4.6"]
# ///
"""Writes the reference cases of the tests anew: what Keras computes, in Float64, for given numbers.

    python3 -m venv /tmp/keras
    /tmp/keras/bin/pip install keras==3.15.1 tensorflow-cpu==2.21.0 numpy==2.4.6
    /tmp/keras/bin/python Tests/NeuralTests/Keras/make_cases.py [FOLDER]

Takes about two minutes. The same versions write the same files. Arrays are {shape, data}, row-major; inputs
are (B, T, F), and each given number is a Float32, so that both sides begin from the same values. Results are
rounded to the nearest Float32 and written with as few digits as tell it apart.

lstm_*.json     one LSTM layer: output, and the gradient of sum(output * output_gradient)
layers_*.json   the same of any stack of layers
loss_*.json     a loss and its gradient
train_*.json    LSTM(return_sequences) -> LSTM -> Dense(2): loss of each step before its update, last weights
initial_*.json  how initial weights are distributed: limits, moments, deciles
schedule_*.json learning rates after so many steps, or epochs of such losses

Dropout masks are drawn by Keras and recorded, scaled by 1 / (1 - rate) as they are used, an axis along which
a mask is shared with size 1. An LSTM's are one for all gates, or four in the order i, f, c, o. What
GaussianNoise adds is recorded as a mask, too.
"""

import os

# First, for what it sets before Keras is imported.
from case_files import FOLDER, WRITTEN, array, draw, generator, make, number, write

import keras
import numpy as np
import tensorflow as tf
from initial_weights import write_all_initial_weights
from schedules import described, write_all_schedules


class Masks:
    """Records the masks that Keras draws, and holds Keras to using them as factors."""

    def __init__(self):
        self.drawn = []
        self.seed = 0
        self.dropout = keras.src.backend.random.dropout
        keras.src.backend.random.dropout = self.record
        self.normal = keras.src.backend.random.normal
        keras.src.backend.random.normal = self.record_noise

    def record(self, inputs, rate, noise_shape=None, seed=None):
        """Dropout by the next seed that drops something and keeps something."""
        ones = tf.ones_like(inputs)
        sizes = [given or size for given, size in zip(noise_shape or inputs.shape, inputs.shape)]
        # A mask of one number keeps.
        wanted = {1.0} if np.prod(sizes) == 1 else {0.0, 1.0}
        mask = np.full(inputs.shape, np.nan)
        while set(np.sign(mask).ravel()) != wanted:
            self.seed += 1
            mask = self.dropout(ones, rate, noise_shape, self.seed).numpy()
        output = self.dropout(inputs, rate, noise_shape, self.seed)
        np.testing.assert_allclose(output, inputs * mask, rtol=1e-15)
        self.drawn.append((mask, noise_shape))
        return output

    def record_noise(self, shape, mean=0.0, stddev=1.0, dtype=None, seed=None):
        """Noise, of the next seed, as Float32 numbers; initializers ask for a deviation of 1."""
        if stddev == 1.0:
            return self.normal(shape, mean, stddev, dtype, seed)
        self.seed += 1
        noise = self.normal(shape, mean, stddev, dtype, self.seed).numpy().astype(np.float32)
        self.drawn.append((noise.astype(np.float64), None))
        return tf.constant(self.drawn[-1][0])

    def take(self):
        """The masks since the last call, an axis along which all parts are one mask with size 1."""
        taken = []
        for mask, noise_shape in self.drawn:
            for axis, size in enumerate(noise_shape or ()):
                if size == 1:
                    first = mask.take([0], axis)
                    assert np.array_equal(np.broadcast_to(first, mask.shape), mask)
                    mask = first
            taken.append(mask)
        self.drawn = []
        return taken


MASKS = Masks()


# Layers


def forward(layers, value):
    """The output, and the masks of each layer that drew some."""
    masks = []
    for layer in layers:
        value = layer(value) if isinstance(layer, keras.layers.Dense) else layer(value, training=True)
        masks.append(MASKS.take())
    return value, masks


def places(layers, masks):
    """Masks by layer and number."""
    return [
        {"layer": index, "mask": place, "values": array(mask)}
        for index, (layer, drawn) in enumerate(zip(layers, masks))
        for place, mask in numbered(layer, drawn)
    ]


def numbered(layer, drawn):
    """Masks with their numbers: a dropout's is 0, a recurrent layer's 0... of the inputs and 4... of the
    state, those of a backward copy 8 more."""
    if isinstance(layer, keras.layers.Bidirectional):
        half = len(drawn) // 2
        behind = numbered(layer.backward_layer, drawn[half:])
        return numbered(layer.forward_layer, drawn[:half]) + [(place + 8, mask) for place, mask in behind]
    inputs = len(drawn)
    if getattr(layer, "recurrent_dropout", 0) > 0:
        inputs -= getattr(layer.cell, "dropout_mask_count", None) or 1
    places = [number if number < inputs else number - inputs + 4 for number in range(len(drawn))]
    return list(zip(places, drawn))


def passes(random, descriptions, shape, scale):
    """Both passes of a stack of layers with weights, input and output gradient of given sizes."""
    layers = [make(description) for description in descriptions]
    inputs = tf.Variable(draw(random, *shape, scale=scale))
    forward(layers, inputs)
    for layer in layers:
        layer.set_weights([draw(random, *weight.shape, scale=0.5) for weight in layer.get_weights()])
    weights = [variable for layer in layers for variable in layer.trainable_variables]
    with tf.GradientTape() as tape:
        output, masks = forward(layers, inputs)
        above = draw(random, *output.shape)
        objective = tf.reduce_sum(output * above)
    gradients = tape.gradient(objective, [inputs] + [weight.value for weight in weights])
    return layers, inputs, weights, masks, output, above, gradients


def write_layers(name, *descriptions, shape, scale=1.0):
    random = begin(f"layers_{name}")
    layers, inputs, weights, masks, output, above, gradients = passes(random, descriptions, shape, scale)
    case = {
        "layers": list(descriptions),
        "input": array(inputs),
        "weights": [array(weight) for weight in weights],
        "masks": places(layers, masks),
        "output": array(output),
        "output_gradient": array(above),
        "input_gradient": array(gradients[0]),
        "weight_gradients": [array(value) for value in gradients[1:]],
    }
    write(f"layers_{name}", case)


def write_lstm(name, shape, **options):
    random = begin(f"lstm_{name}")
    (layer,), inputs, weights, (masks,), output, above, gradients = passes(
        random, [{"class": "LSTM", **options}], shape, 1.0
    )
    split = len(masks) - 4 if layer.recurrent_dropout > 0 else len(masks)
    names = ["kernel", "recurrent_kernel", "bias"]
    config = layer.get_config()
    keys = ["units", "activation", "recurrent_activation", "return_sequences", "go_backwards", "use_bias"]
    case = {"layer": "LSTM", **{key: config[key] for key in keys}, "gate_order": "i,f,c,o"}
    case |= {
        "input": array(inputs),
        "weights": dict(zip(names, map(array, weights))),
        "input_masks": [array(mask) for mask in masks[:split]] or None,
        "recurrent_masks": [array(mask) for mask in masks[split:]] or None,
        "output": array(output),
        "output_gradient": array(above),
        "input_gradient": array(gradients[0]),
        "weight_gradients": dict(zip(names, map(array, gradients[1:]))),
    }
    write(f"lstm_{name}", case)


def begin(name):
    """A case's given numbers; its masks are drawn from the first seed on."""
    MASKS.seed = 0
    return generator(name)


# Losses and trainings


def write_loss(name, function, shape, **given):
    random = begin(f"loss_{name}")
    output, target = draw(random, *shape), draw(random, *shape)
    # Where the derivative jumps, or ends to grow.
    target[0, 0] = output[0, 0]
    output[1, 0], target[1, 0] = 1.5, 0.5
    output = tf.Variable(output)
    with tf.GradientTape() as tape:
        mean = function(tf.constant(target), output)
    case = {
        **given,
        "output": array(output),
        "target": array(target),
        "mean": number(mean),
        "gradient": array(tape.gradient(mean, output)),
    }
    write(f"loss_{name}", case)


def described_rules(options):
    """What layers ask of their weights, as job files say it."""
    found = {}
    for key, value in options.items():
        if isinstance(value, keras.regularizers.Regularizer):
            value = {"l1": 0.0, "l2": 0.0} | value.get_config()
        elif isinstance(value, keras.constraints.MaxNorm):
            value = {"max_norm": value.max_value}
        found[key] = value
    return found


def write_training(name, optimizer, loss="mse", activation=None, steps=6, dropout=0.0, rules=()):
    random = begin(f"train_{name}")
    batch, time_steps, features, units = 4, 5, 3, 4
    rates = {"dropout": dropout, "recurrent_dropout": dropout}
    given = list(rules) or [{}, {}, {}]
    layers = [
        keras.layers.LSTM(units, return_sequences=True, **rates, **given[0]),
        keras.layers.LSTM(units, **rates, **given[1]),
        keras.layers.Dense(2, activation=activation, **given[2]),
    ]
    inputs = draw(random, steps, batch, time_steps, features)
    targets = draw(random, steps, batch, 2)
    if activation == "relu":
        targets = np.abs(targets)
    forward(layers, inputs[0])
    for layer in layers:
        layer.set_weights([draw(random, *weight.shape, scale=0.5) for weight in layer.get_weights()])
    if activation == "relu":
        # Otherwise an output may be 0 for all samples, and learn nothing.
        layers[-1].bias.assign([1, 1])
    variables = [variable for layer in layers for variable in layer.trainable_variables]
    weights = [variable for layer in layers for variable in layer.weights]
    initial = [array(variable) for variable in weights]
    losses, masks = [], []
    for step in range(steps):
        with tf.GradientTape() as tape:
            output, drawn = forward(layers, tf.constant(inputs[step]))
            value = keras.losses.get(loss)(tf.constant(targets[step]), output)
            value = tf.reduce_mean(value)
            for penalty in [penalty for layer in layers for penalty in layer.losses]:
                value += penalty
        gradients = tape.gradient(value, [variable.value for variable in variables])
        assert all(np.any(gradient) for gradient in gradients)
        optimizer.apply(gradients, variables)
        losses.append(number(value))
        masks.append(places(layers, drawn))
    config = {
        key: value * 1.0
        for key, value in optimizer.get_config().items()
        if isinstance(value, (bool, float)) and "ema" not in key
    }
    rate = optimizer.get_config()["learning_rate"]
    schedule = {"schedule": described(rate)} if isinstance(rate, dict) else {}
    average = {}
    if optimizer.use_ema:
        average["ema_momentum"] = optimizer.ema_momentum
        average["ema_overwrite_frequency"] = optimizer.ema_overwrite_frequency
        average["averages"] = [array(value) for value in optimizer._model_variables_moving_average]
    case = {
        "units": units,
        "dense_activation": activation,
        "loss": loss,
        "optimizer": type(optimizer).__name__,
        "optimizer_config": config,
        **schedule,
        "initial_weights": initial,
        "inputs": array(inputs),
        "targets": array(targets),
        "losses": losses,
        **average,
        **({"rules": [described_rules(options) for options in rules]} if rules else {}),
        "final_weights": [array(value) for value in weights],
    }
    write(f"train_{name}", case | ({"dropout": dropout, "masks": masks} if dropout else {}))


# The cases


def write_all_layers():
    write_lstm("plain", (3, 5, 4), units=6)
    write_lstm("sequences", (2, 7, 3), units=5, return_sequences=True)
    write_lstm("no_bias", (2, 4, 3), units=4, use_bias=False)
    write_lstm(
        "backwards_relu_hard_sigmoid",
        (2, 4, 3),
        units=4,
        activation="relu",
        recurrent_activation="hard_sigmoid",
        return_sequences=True,
        go_backwards=True,
    )
    write_lstm("one_of_everything", (1, 1, 1), units=1)
    write_lstm("one_sample_17_units", (1, 2, 2), units=17)
    write_lstm("dropout_one_mask", (3, 5, 4), units=6, dropout=0.5)
    write_lstm("dropout_four_masks", (3, 5, 4), units=6, dropout=0.5, implementation=1, use_cudnn=False)
    write_lstm("recurrent_dropout", (3, 6, 4), units=5, recurrent_dropout=0.2)
    write_lstm("both_dropouts", (4, 6, 5), units=7, dropout=0.2, recurrent_dropout=0.5)
    write_lstm(
        "both_dropouts_sequences",
        (2, 6, 3),
        units=4,
        dropout=0.5,
        recurrent_dropout=0.2,
        return_sequences=True,
    )

    vector = {"class": "LSTM", "units": 3}
    for activation in ["linear", "relu", "tanh", "sigmoid", "hard_sigmoid"]:
        # Wide enough for both ends of hard_sigmoid.
        dense = {"class": "Dense", "units": 4, "activation": activation}
        write_layers(f"dense_{activation}_sequences", dense, shape=(3, 4, 3), scale=3)
        write_layers(f"dense_{activation}_vectors", vector, dense, shape=(5, 2, 3), scale=2)
    write_layers("dense_no_bias", {"class": "Dense", "units": 4, "use_bias": False}, shape=(2, 3, 3))

    for name, noise in [
        ("none", None),
        ("nil_1_nil", [None, 1, None]),
        ("1_T_1", [1, 4, 1]),
        ("nil_nil_1", [None, None, 1]),
        ("1_nil_nil", [1, None, None]),
        ("1_1_nil", [1, 1, None]),
        ("nil_1_1", [None, 1, 1]),
        ("1_1_1", [1, 1, 1]),
        ("nil_T_F", [None, 4, 5]),
    ]:
        write_layers(
            f"dropout_{name}", {"class": "Dropout", "rate": 0.2, "noise_shape": noise}, shape=(3, 4, 5)
        )
    for name, noise in [("none", None), ("1_nil", [1, None]), ("nil_1", [None, 1])]:
        dropout = {"class": "Dropout", "rate": 0.5, "noise_shape": noise}
        write_layers(f"dropout_vectors_{name}", vector, dropout, shape=(4, 2, 3))
    spatial = {"class": "SpatialDropout1D", "rate": 0.5}
    write_layers("spatial_dropout", spatial, shape=(3, 4, 5))
    write_layers(
        "stack",
        spatial | {"rate": 0.2},
        {"class": "LSTM", "units": 4, "return_sequences": True, "dropout": 0.2, "recurrent_dropout": 0.2},
        {"class": "Dropout", "rate": 0.5, "noise_shape": [1, None, None]},
        {"class": "LSTM", "units": 3, "dropout": 0.5},
        {"class": "Dropout", "rate": 0.2, "noise_shape": None},
        {"class": "Dense", "units": 5, "activation": "tanh"},
        {"class": "Dense", "units": 2},
        shape=(3, 5, 4),
    )

    write_all_gated_layers()


def write_all_gated_layers():
    both = {"dropout": 0.2, "recurrent_dropout": 0.5}
    gru, before = {"class": "GRU", "units": 4}, {"class": "GRU", "units": 4, "reset_after": False}
    turned = {"return_sequences": True, "go_backwards": True}
    write_layers("gru", gru, shape=(3, 5, 4))
    write_layers("gru_sequences_backwards", gru | turned, shape=(2, 6, 3))
    write_layers("gru_no_bias", gru | {"use_bias": False}, shape=(2, 4, 3))
    write_layers("gru_dropout", gru | {"dropout": 0.5}, shape=(3, 5, 4))
    write_layers("gru_both_dropouts", gru | both, shape=(4, 6, 5))
    write_layers("gru_before", before, shape=(3, 5, 4))
    write_layers("gru_before_no_bias", before | {"use_bias": False}, shape=(2, 4, 3))
    write_layers("gru_before_both_dropouts", before | both, shape=(4, 6, 5))
    rough = {"activation": "relu", "recurrent_activation": "hard_sigmoid", "return_sequences": True}
    write_layers("gru_relu_hard_sigmoid", before | rough, shape=(2, 4, 3))
    simple = {"class": "SimpleRNN", "units": 5}
    write_layers("simple_rnn", simple, shape=(3, 5, 4))
    write_layers("simple_rnn_both_dropouts", simple | both | {"return_sequences": True}, shape=(3, 5, 4))
    write_layers("simple_rnn_no_bias_backwards", simple | turned | {"use_bias": False}, shape=(2, 4, 3))
    write_layers(
        "recurrent_stack",
        gru | {"return_sequences": True, "dropout": 0.5},
        before | both | {"return_sequences": True},
        simple | both,
        {"class": "Dense", "units": 2},
        shape=(3, 5, 4),
    )
    write_layers(
        "repeat_and_flatten",
        gru | {"units": 3},
        {"class": "RepeatVector", "n": 4},
        gru | {"return_sequences": True},
        {"class": "Flatten"},
        {"class": "Dense", "units": 2},
        shape=(3, 5, 4),
    )
    independent = {"class": "IndRNN", "units": 5}
    write_layers("indrnn", independent, shape=(3, 5, 4))
    write_layers(
        "indrnn_both_dropouts",
        independent | both | {"return_sequences": True, "activation": "tanh"},
        shape=(3, 5, 4),
    )
    write_layers("indrnn_no_bias_backwards", independent | turned | {"use_bias": False}, shape=(2, 4, 3))
    write_all_bidirectional_layers()
    dense = {"class": "Dense", "units": 3}
    write_layers("residual", {"class": "Residual", "layers": [gru, dense]}, shape=(3, 5, 4))
    write_layers(
        "residual_sequences",
        gru | {"return_sequences": True},
        {"class": "Residual", "layers": [simple | {"return_sequences": True}, dense]},
        {"class": "Flatten"},
        {"class": "Residual", "layers": [dense]},
        shape=(2, 4, 3),
    )
    normal = {"class": "LayerNormalization"}
    write_layers("layer_normalization", normal, gru | {"units": 3}, normal, shape=(3, 5, 4))
    plain = normal | {"center": False, "scale": False, "epsilon": 0.1}
    write_layers("layer_normalization_plain", plain, simple, shape=(2, 3, 4))
    write_all_further_activations()


def write_all_further_activations():
    for activation in ["elu", "selu", "gelu", "softplus", "swish", "leaky_relu"]:
        dense = {"class": "Dense", "units": 4, "activation": activation}
        write_layers(f"dense_{activation}", dense, shape=(3, 4, 3), scale=3)
    sequences = {"units": 4, "return_sequences": True}
    for name, kind, activation, recurrent, options in [
        ("lstm_gelu_swish", "LSTM", "gelu", "swish", {}),
        ("lstm_elu_softplus", "LSTM", "elu", "softplus", {}),
        ("gru_swish_gelu", "GRU", "swish", "gelu", {}),
        ("gru_before_selu_leaky_relu", "GRU", "selu", "leaky_relu", {"reset_after": False}),
    ]:
        activations = {"activation": activation, "recurrent_activation": recurrent}
        write_layers(name, {"class": kind, **sequences, **activations, **options}, shape=(2, 3, 3))
    simple = {"class": "SimpleRNN", "activation": "gelu", **sequences}
    write_layers("simple_rnn_gelu", simple, shape=(2, 4, 3))
    write_all_shapes_and_noise()


def write_all_shapes_and_noise():
    picture, dense = {"class": "Reshape", "target_shape": [2, 3, -1]}, {"class": "Dense", "units": 5}
    sequence = {"class": "Reshape", "target_shape": [-1, 5]}
    normal, gru = {"class": "LayerNormalization"}, {"class": "GRU", "units": 4}
    write_layers("reshape", picture, dense, normal, sequence, gru, shape=(3, 6, 4))
    shapes = [None, [None, 1, 3, 1], [1, 2, 1, 4]]
    dropouts = [{"class": "Dropout", "rate": 0.2, "noise_shape": shape} for shape in shapes]
    write_layers("dropout_axes", picture, *dropouts, shape=(3, 6, 4))
    write_layers(
        "spatial_dropout2d", picture, {"class": "SpatialDropout2D", "rate": 0.5}, dense, shape=(3, 4, 6)
    )
    body = {"class": "Reshape", "target_shape": [2, 2, 2, 3]}
    spatial = {"class": "SpatialDropout3D", "rate": 0.5}
    write_layers("spatial_dropout3d", body, spatial, {"class": "Flatten"}, dense, shape=(3, 4, 6))
    noise = {"class": "GaussianNoise", "stddev": 0.3}
    write_layers("gaussian_noise", noise, gru, noise | {"stddev": 0.5}, dense, shape=(3, 4, 3))


def write_all_bidirectional_layers():
    turned, sequences = {"class": "Bidirectional"}, {"return_sequences": True}
    lstm, gru = {"class": "LSTM", "units": 3}, {"class": "GRU", "units": 3}
    for merge in ["concat", "sum", "mul", "ave"]:
        given = turned | {"merge_mode": merge}
        write_layers(f"bidirectional_{merge}", given | {"layer": lstm}, shape=(2, 4, 3))
        write_layers(f"bidirectional_{merge}_sequences", given | {"layer": gru | sequences}, shape=(2, 4, 3))
    both = {"dropout": 0.5, "recurrent_dropout": 0.5}
    write_layers(
        "bidirectional_stack",
        turned | {"layer": {"class": "SimpleRNN", "units": 5, **sequences, **both}},
        turned | {"layer": lstm | both, "merge_mode": "ave"},
        {"class": "Dense", "units": 2},
        shape=(3, 5, 4),
    )


def write_all_losses_and_trainings():
    losses, optimizers = keras.losses, keras.optimizers
    write_loss("mse", losses.MeanSquaredError(), (4, 3), loss="mse")
    write_loss("mae", losses.MeanAbsoluteError(), (4, 3), loss="mae")
    write_loss("huber", losses.Huber(), (4, 3), loss="huber", delta=1.0)
    write_loss("huber_delta", losses.Huber(delta=0.3), (4, 3), loss="huber", delta=0.3)
    write_loss("log_cosh", losses.LogCosh(), (4, 3), loss="log_cosh")
    write_loss("mse_sequences", losses.MeanSquaredError(), (3, 4, 2), loss="mse")
    write_loss("huber_sequences", losses.Huber(delta=2.0), (3, 4, 2), loss="huber", delta=2.0)

    write_training("sgd", optimizers.SGD(0.05))
    write_training("sgd_momentum", optimizers.SGD(0.05, momentum=0.9))
    write_training("sgd_nesterov", optimizers.SGD(0.05, momentum=0.8, nesterov=True))
    write_training("adam", optimizers.Adam(0.01))
    write_training(
        "adam_dropout", optimizers.Adam(0.01, beta_1=0.8, beta_2=0.95, epsilon=1e-3), steps=4, dropout=0.2
    )
    write_training(
        "adamw_clip_huber_relu",
        optimizers.AdamW(0.01, weight_decay=0.01, global_clipnorm=0.5),
        "huber",
        "relu",
    )
    write_training("rmsprop_mae", optimizers.RMSprop(0.005), "mae")
    write_training("rmsprop_momentum", optimizers.RMSprop(0.005, rho=0.8, momentum=0.5))
    write_training("rmsprop_centered", optimizers.RMSprop(0.005, momentum=0.5, epsilon=1e-5, centered=True))

    write_training("nadam", optimizers.Nadam(0.01))
    write_training("nadam_clipvalue", optimizers.Nadam(0.02, beta_1=0.8, beta_2=0.95, clipvalue=0.05))
    write_training("lion", optimizers.Lion(0.01))

    write_training("adam_average", optimizers.Adam(0.02, use_ema=True, ema_momentum=0.7))
    average = {"use_ema": True, "ema_momentum": 0.6, "ema_overwrite_frequency": 3}
    write_training("sgd_average_overwrites", optimizers.SGD(0.05, momentum=0.9, **average), steps=8)

    regularizers, max_norm = keras.regularizers, keras.constraints.MaxNorm
    write_training(
        "adam_penalties",
        optimizers.Adam(0.01, global_clipnorm=0.5),
        rules=(
            {"kernel_regularizer": regularizers.L1(0.01), "recurrent_regularizer": regularizers.L2(0.02)},
            {"bias_regularizer": regularizers.L1L2(0.02, 0.05)},
            {"kernel_regularizer": regularizers.L1L2(0.005, 0.01), "bias_regularizer": regularizers.L2(0.1)},
        ),
    )
    write_training(
        "sgd_max_norm",
        optimizers.SGD(0.05, momentum=0.9),
        rules=(
            {"kernel_constraint": max_norm(0.7), "recurrent_constraint": max_norm(0.9)},
            {"bias_constraint": max_norm(0.8)},
            {"kernel_constraint": max_norm(1.5), "bias_constraint": max_norm(0.2)},
        ),
    )
    frozen = {"trainable": False, "kernel_regularizer": regularizers.L2(0.1), "bias_constraint": max_norm(0.1)}
    write_training(
        "adamw_frozen",
        optimizers.AdamW(0.02, weight_decay=0.1, clipnorm=0.05),
        rules=({"recurrent_regularizer": regularizers.L2(0.01)}, frozen, {}),
    )

    schedules = optimizers.schedules
    cosine = schedules.CosineDecay(0.001, 5, alpha=0.1, warmup_target=0.05, warmup_steps=3)
    write_training("adam_cosine", optimizers.Adam(cosine), steps=9)
    decay = schedules.ExponentialDecay(0.05, 4, 0.5)
    write_training("sgd_momentum_exponential", optimizers.SGD(decay, momentum=0.9))
    write_training("lion_clipnorm_exponential", optimizers.Lion(decay, beta_1=0.8, beta_2=0.9, clipnorm=0.1))
    pieces = schedules.PiecewiseConstantDecay([1, 3], [0.05, 0.02, 0.001])
    write_training("adamw_piecewise", optimizers.AdamW(pieces, weight_decay=0.1))


if __name__ == "__main__":
    os.makedirs(FOLDER, exist_ok=True)
    write_all_layers()
    write_all_losses_and_trainings()
    write_all_initial_weights()
    write_all_schedules()
    sizes = [os.path.getsize(os.path.join(FOLDER, name)) for name in WRITTEN]
    print(f"{len(WRITTEN)} files, {sum(sizes)} bytes, in {FOLDER}")
