"""Time of one JAX training step (forward, mean squared error, backward, Adam) by XLA, on one thread."""

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
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
os.environ["JAX_PLATFORMS"] = "cpu"

import jax  # noqa: E402 (after the thread limits)
import jax.numpy as jnp  # noqa: E402
from jax import Array  # noqa: E402

Weights = dict[str, Array]


def initial(shape: Shape, outputs: int, key: Array) -> Weights:
    sizes = {
        "input": (shape.features, 4 * shape.units),
        "recurrent": (shape.units, 4 * shape.units),
        "dense": (shape.units, outputs),
    }
    draw = jax.nn.initializers.glorot_uniform()
    weights = {
        name: draw(k, size) for (name, size), k in zip(sizes.items(), jax.random.split(key, len(sizes)))
    }
    return weights | {"gates": jnp.zeros(4 * shape.units), "offset": jnp.zeros(outputs)}


def mask(key: Array, size: tuple[int, ...]) -> Array:
    return jax.random.bernoulli(key, 1 - DROPOUT, size) / (1 - DROPOUT)


def loss(weights: Weights, x: Array, y: Array, key: Array, dropped: bool) -> Array:
    """Of x (T, B, F) and y (B, outputs). Masks are held over time, one for all four gates."""
    _, batch, features = x.shape
    units = weights["recurrent"].shape[0]
    kept: Array | float = 1.0
    if dropped:
        first, second = jax.random.split(key)
        x = x * mask(first, (batch, features))
        kept = mask(second, (batch, units))

    def cell(state: tuple[Array, Array], x: Array) -> tuple[tuple[Array, Array], None]:
        h, c = state
        # XLA runs the products of the inputs faster here, step by step, than all at once ahead of the scan.
        z = x @ weights["input"] + (h * kept) @ weights["recurrent"] + weights["gates"]
        i, f, g, o = jnp.split(z, 4, axis=1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        return (jax.nn.sigmoid(o) * jnp.tanh(c), c), None

    zero = jnp.zeros((batch, units))
    (h, _), _ = jax.lax.scan(cell, (zero, zero), x)
    return jnp.mean(jnp.square(h @ weights["dense"] + weights["offset"] - y))


def train_step(state: tuple, x: Array, y: Array, dropped: bool) -> tuple[tuple, Array]:
    weights, first, second, count, key = state
    key, mine = jax.random.split(key)
    value, gradient = jax.value_and_grad(loss)(weights, x, y, mine, dropped)
    count = count + 1
    first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, gradient)
    second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradient)
    rate = LEARNING_RATE * jnp.sqrt(1 - 0.999**count) / (1 - 0.9**count)
    weights = jax.tree.map(lambda w, m, v: w - rate * m / (jnp.sqrt(v) + 1e-7), weights, first, second)
    return (weights, first, second, count, key), value


def main() -> None:
    one_processor()
    options = parser(__doc__).parse_args()
    compiled = jax.jit(train_step, static_argnames="dropped", donate_argnums=0)
    for shape, case in workloads(options):
        key = jax.random.key(1)
        weights = initial(shape, options.outputs, key)
        zeros = jax.tree.map(jnp.zeros_like, weights)
        state = (weights, zeros, jax.tree.map(jnp.copy, zeros), jnp.float32(0), jax.random.key(2))
        x = jax.random.normal(key, (shape.steps, shape.batch, shape.features))
        y = jax.random.normal(key, (shape.batch, options.outputs))

        def step() -> None:
            nonlocal state
            state, _ = jax.block_until_ready(compiled(state, x, y, dropped=case == "both"))

        figures = measure(step, options.seconds)
        report(peer="jax", version=jax.__version__, shape=str(shape), case=case, **figures)


if __name__ == "__main__":
    main()
