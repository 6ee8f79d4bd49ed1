"""Forecasts a second of Keras on one thread of TensorFlow: model.predict, or with --function a tf.function of the
model, which spends less beside the model.

Case both: passes of a window with dropout on, each under masks of its own, for which Keras has no predict.
"""

from __future__ import annotations

import os

from workload import (
    DROPOUT,
    PATHS,
    SLICES,
    forecasts,
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


def main() -> None:
    one_processor()
    command = parser(__doc__)
    command.add_argument("--function", action="store_true", help="a tf.function instead of model.predict")
    options = command.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    for shape, case in workloads(options):
        if case == "both" and not options.function:
            continue
        layer = {"lstm": keras.layers.LSTM, "gru": keras.layers.GRU}[options.layer]
        rate = DROPOUT if case == "both" else 0.0
        model = keras.Sequential(
            [
                keras.Input((shape.steps, shape.features)),
                layer(shape.units, dropout=rate, recurrent_dropout=rate),
                keras.layers.Dense(options.outputs),
            ]
        )
        samples = PATHS if case == "both" else SLICES * shape.batch
        x = tf.random.normal((samples, shape.steps, shape.features))
        batches = tf.split(x, SLICES) if case == "none" else [x]
        rows = x.numpy()
        call = tf.function(lambda part: model(part, training=case == "both"))

        def predict() -> None:
            if options.function:
                for part in batches:
                    call(part).numpy()
            else:
                model.predict(rows, batch_size=shape.batch, verbose=0)

        report(
            peer="keras-function" if options.function else "keras",
            shape=str(shape),
            case=case,
            **forecasts(predict, samples, options.seconds),
            version=f"{keras.__version__} on TensorFlow {tf.__version__}",
        )


if __name__ == "__main__":
    main()
