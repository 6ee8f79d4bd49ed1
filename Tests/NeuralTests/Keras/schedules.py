"""Cases of learning rates. `make_cases.py` says how they are used; numbers here are Float64."""

from case_files import write

import keras
import numpy as np

SCHEDULES = keras.optimizers.schedules
KINDS = {"CosineDecay": "cosine", "ExponentialDecay": "exponential", "PiecewiseConstantDecay": "piecewise"}


def described(serialized):
    """A schedule by the job file's names: numbers and lists of them."""
    options = {key: value for key, value in serialized["config"].items() if key not in ["name", "dtype"]}
    return {
        "kind": KINDS[serialized["class_name"]],
        "numbers": {key: float(value) for key, value in options.items() if np.isscalar(value)},
        "lists": {key: list(value) for key, value in options.items() if isinstance(value, list)},
    }


def write_schedule(name, schedule, steps):
    case = described({"class_name": type(schedule).__name__, "config": schedule.get_config()})
    rates = [float(schedule(step)) for step in steps]
    write(f"schedule_{name}", case | {"steps": list(steps), "rates": rates})


def write_plateau(name, losses, **options):
    """The rate of each epoch, the first before any loss."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.1))
    callback = keras.callbacks.ReduceLROnPlateau(**options)
    callback.set_model(model)
    callback.on_train_begin()
    rates = [0.1]
    for epoch, loss in enumerate(losses):
        callback.on_epoch_end(epoch, {"val_loss": loss})
        rates.append(float(model.optimizer.learning_rate.numpy()))
    names = {"min_lr": "min_learning_rate"}
    numbers = {names.get(key, key): float(value) for key, value in options.items()}
    case = {"kind": "reduce_on_plateau", "numbers": numbers | {"initial_learning_rate": 0.1}, "lists": {}}
    write(f"schedule_{name}", case | {"losses": losses, "rates": rates})


def write_all_schedules():
    steps = [0, 1, 2, 3, 7, 19, 20, 21, 25, 39, 40, 99, 100, 101, 119, 120, 121, 1000, 123456]
    # Of a Python number Keras makes a Float32.
    rate, low, decay = np.float64(0.1), np.float64(0.001), np.float64(0.7)
    write_schedule("exponential", SCHEDULES.ExponentialDecay(rate, 20, decay), steps)
    write_schedule("exponential_staircase", SCHEDULES.ExponentialDecay(rate, 20, decay, True), steps)
    growth = SCHEDULES.ExponentialDecay(np.float64(1e-7), 12345, np.float64(3))
    write_schedule("exponential_growth", growth, steps)
    write_schedule("cosine", SCHEDULES.CosineDecay(rate, 100), steps)
    write_schedule("cosine_alpha", SCHEDULES.CosineDecay(rate, 121, alpha=0.25), steps)
    warmup = {"warmup_target": rate, "warmup_steps": 20}
    write_schedule("cosine_warmup", SCHEDULES.CosineDecay(low, 100, 0.01, **warmup), steps)
    write_schedule("cosine_target_alone", SCHEDULES.CosineDecay(low, 100, warmup_target=rate), steps)
    values = [np.float64(value) for value in [0.1, 0.01, 0.05, 0.002]]
    write_schedule("piecewise", SCHEDULES.PiecewiseConstantDecay([2, 20, 100], values), steps)

    losses = [5, 4, 4, 4.00005, 3.99995, 4, 3, 3, 3, 3, 3, 2, 2.5, 2.5, 2.5, 2.5, 2.5, 2.5, 1, 1, 1, 1, 1]
    write_plateau("plateau_patience_1", losses, patience=1, factor=0.5)
    write_plateau("plateau_patience_2", losses, patience=2, factor=0.3, min_delta=0.0)
    write_plateau("plateau_cooldown", losses, patience=2, factor=0.5, cooldown=2)
    write_plateau("plateau_floor", losses, patience=1, factor=0.2, cooldown=1, min_lr=0.01)
    write_plateau("plateau_min_delta", losses, patience=3, min_delta=1.5)
