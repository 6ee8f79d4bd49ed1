"""Time of one Keras training step (forward, mean squared error, backward, Adam) on one thread of TensorFlow.

The step is a tf.function, as in Keras's guide to custom training loops, which is faster than fit; or, with --fit,
what most people use.
"""

from __future__ import annotations

import os

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
os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras  # noqa: E402 (after the thread limits)
import tensorflow as tf  # noqa: E402


def fit_figures(
    model: keras.Model, shape: Shape, x: tf.Tensor, y: tf.Tensor, seconds: float
) -> dict[str, float]:
    """Milliseconds a step of fit, over epochs of so many batches that fit's own beginning counts little."""
    model.compile(optimizer=keras.optimizers.Adam(LEARNING_RATE), loss="mse")
    batches = min(50, max(5, 20_000_000 // (shape.batch * shape.steps * shape.units)))
    xs, ys = (tf.tile(part, [batches] + [1] * (part.ndim - 1)).numpy() for part in (x, y))
    figures = measure(
        lambda: model.fit(xs, ys, batch_size=shape.batch, verbose=0, shuffle=False), seconds, least=3
    )
    return {name: value / batches if name.endswith("_ms") else value for name, value in figures.items()}


def main() -> None:
    one_processor()
    command = parser(__doc__)
    command.add_argument("--xla", action="store_true", help="compile the step by XLA")
    command.add_argument("--fit", action="store_true", help="model.fit instead of a step of its own")
    options = command.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    for shape, case in workloads(options):
        keras.utils.set_random_seed(1)
        layer = {"lstm": keras.layers.LSTM, "gru": keras.layers.GRU}[options.layer]
        rate = DROPOUT if case == "both" else 0.0
        model = keras.Sequential(
            [
                keras.Input((shape.steps, shape.features), batch_size=shape.batch),
                layer(shape.units, dropout=rate, recurrent_dropout=rate),
                keras.layers.Dense(options.outputs),
            ]
        )
        optimizer = keras.optimizers.Adam(LEARNING_RATE)
        x = tf.random.normal((shape.batch, shape.steps, shape.features))
        y = tf.random.normal((shape.batch, options.outputs))
        optimizer.build(model.trainable_variables)

        @tf.function(jit_compile=options.xla)
        def train_step() -> tf.Tensor:
            with tf.GradientTape() as tape:
                value = tf.reduce_mean(tf.square(model(x, training=True) - y))
            optimizer.apply(tape.gradient(value, model.trainable_variables), model.trainable_variables)
            return value

        if options.fit:
            figures = fit_figures(model, shape, x, y, options.seconds)
        else:
            figures = measure(lambda: train_step().numpy(), options.seconds)
        report(
            peer="keras-fit" if options.fit else "keras-xla" if options.xla else "keras",
            shape=str(shape),
            case=case,
            **figures,
            version=f"{keras.__version__} on TensorFlow {tf.__version__}",
        )


if __name__ == "__main__":
    main()
