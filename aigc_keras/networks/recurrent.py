"""Recurrent layers read a sequence: the loop over time, with back-propagation written out.

A framework that differentiates such a loop by itself multiplies and adds up the gradients of the
weights at every step. But only the state needs the loop. Here one loop computes the states and
another, backwards, their gradients; all else (the products with the inputs, the slopes of the
gates, the gradients of the weights) is done once, for all steps together.
"""

from collections.abc import Callable
from typing import NamedTuple

import keras
from keras import ops

from aigc_keras.backend import product


def read(cell, x, state):
    """Run a cell over a sequence: the results and gradients of `keras.layers.RNN(cell)`.

    The products are computed in the cell's compute dtype, all else in float32.

    Args:
        cell: Built `keras.layers.SimpleRNNCell`, `LSTMCell` or `GRUCell` with biases and Keras'
            own activations; its dropout is not applied.
        x: Float tensor (length, n, dim): time comes first.
        state: List of float tensors (n, hidden): h; for an LSTM h and c.

    Returns:
        `(outputs, state)`: float32 (length, n, hidden), h after each step; and the list of float32
        tensors after the last one.

    Example:
        >>> cell = keras.layers.GRUCell(4)
        >>> cell.build((None, 3))
        >>> outputs, state = read(cell, ops.ones((7, 2, 3)), [ops.zeros((2, 4))])
        >>> tuple(outputs.shape), tuple(state[0].shape)
        ((7, 2, 4), (2, 4))
    """
    rules, dtype = RULES[type(cell)], cell.compute_dtype
    inputs, weights, bias = _inputs(cell, x)

    @ops.custom_gradient
    def run(inputs, weights, bias, *state):
        times = ops.arange(ops.shape(inputs)[0])

        def forwards(before, time):
            after = rules.step(inputs[time], product(before[0], weights, dtype) + bias, before)
            return after, after

        _, states = ops.scan(forwards, list(state), times)

        def gradient(*arguments, upstream=None):
            above = list(ops.unstack(arguments[0] if upstream is None else upstream))
            before = [
                ops.concatenate([first[None], later[:-1]])
                for first, later in zip(state, states, strict=True)
            ]
            known = rules.slopes(inputs, product(before[0], weights, dtype) + bias, before, states)
            transposed = ops.transpose(weights)

            def backwards(below, time):
                after = [a + b[time] for a, b in zip(below, above, strict=True)]
                _, at_state, (h, *others) = rules.back(after, [slope[time] for slope in known])
                return [h + product(at_state, transposed, dtype), *others], after

            zeros = [ops.zeros_like(tensor) for tensor in state]
            at_start, after = ops.scan(backwards, zeros, times, reverse=True)
            at_inputs, at_state, _ = rules.back(after, known)
            h, at_state = _rows(before[0]), _rows(at_state)
            at_weights = ops.matmul(ops.cast(ops.transpose(h), dtype), ops.cast(at_state, dtype))
            return at_inputs, at_weights, ops.sum(at_state, axis=0), *at_start

        return ops.stack(states), gradient

    state = [ops.cast(tensor, "float32") for tensor in state]
    states = run(inputs, weights, bias, *state)
    return states[0], list(ops.unstack(states[:, -1]))


def step(cell, x, state):
    """`read` for one step, x (n, dim): the list of float32 tensors afterwards, h first.

    Example:
        >>> cell = keras.layers.GRUCell(4)
        >>> cell.build((None, 3))
        >>> tuple(step(cell, ops.ones((2, 3)), [ops.zeros((2, 4))])[0].shape)
        (2, 4)
    """
    inputs, weights, bias = _inputs(cell, x)
    state = [ops.cast(tensor, "float32") for tensor in state]
    r = product(state[0], weights, cell.compute_dtype) + bias
    return RULES[type(cell)].step(inputs, r, state)


def _inputs(cell, x):
    """What a step needs beside the state: x @ W, the recurrent weights, and their bias."""
    inputs, bias = product(x, cell.kernel, cell.compute_dtype), ops.cast(cell.bias, "float32")
    if len(bias.shape) == 2:  # a GRU has one bias for the inputs and one for the state
        inputs, bias = inputs + bias[0], bias[1]
    # (A product, since TensorFlow allows no variable, only tensors, where gradients are given.)
    return inputs, 1.0 * ops.cast(cell.recurrent_kernel, cell.compute_dtype), bias


def _rows(x):
    return ops.reshape(x, (-1, x.shape[-1]))


class Rules(NamedTuple):
    """What `read` must know of a kind of cell, in terms of x @ W, r = h @ U + b and the state."""

    step: Callable  # (x @ W, r, state) -> the next state
    slopes: Callable  # (x @ W, r, states before, states after) -> factors of the gradients
    back: Callable  # (gradients after, slopes) -> gradients at x @ W, at r, and before


def _simple_step(x, r, state):
    return [ops.tanh(x + r)]


def _simple_slopes(x, r, before, after):
    return [1 - ops.square(after[0])]


def _simple_back(after, slopes):
    at_sum = after[0] * slopes[0]
    return at_sum, at_sum, [ops.zeros_like(at_sum)]


def _lstm_gates(x, r):
    i, f, c, o = ops.split(x + r, 4, axis=-1)
    return ops.sigmoid(i), ops.sigmoid(f), ops.tanh(c), ops.sigmoid(o)


def _lstm_step(x, r, state):
    i, f, candidate, o = _lstm_gates(x, r)
    c = f * state[1] + i * candidate
    return [o * ops.tanh(c), c]


def _lstm_slopes(x, r, before, after):
    i, f, candidate, o = _lstm_gates(x, r)
    shown = ops.tanh(after[1])
    at_i, at_f = candidate * i * (1 - i), before[1] * f * (1 - f)
    at_candidate, at_o = i * (1 - ops.square(candidate)), shown * o * (1 - o)
    return [at_i, at_f, at_candidate, at_o, o * (1 - ops.square(shown)), f]


def _lstm_back(after, slopes):
    at_i, at_f, at_candidate, at_o, shown, f = slopes
    h, c = after[0], after[1] + after[0] * shown
    at_sum = ops.concatenate([c * at_i, c * at_f, c * at_candidate, h * at_o], axis=-1)
    return at_sum, at_sum, [ops.zeros_like(h), c * f]


def _gru_gates(x, r):
    x_z, x_r, x_candidate = ops.split(x, 3, axis=-1)
    r_z, r_r, r_candidate = ops.split(r, 3, axis=-1)
    reset = ops.sigmoid(x_r + r_r)
    return ops.sigmoid(x_z + r_z), reset, ops.tanh(x_candidate + reset * r_candidate), r_candidate


def _gru_step(x, r, state):
    z, _, candidate, _ = _gru_gates(x, r)
    return [candidate + z * (state[0] - candidate)]


def _gru_slopes(x, r, before, after):
    z, reset, candidate, r_candidate = _gru_gates(x, r)
    at_candidate = (1 - z) * (1 - ops.square(candidate))
    at_reset = at_candidate * r_candidate * reset * (1 - reset)
    return [(before[0] - candidate) * z * (1 - z), at_reset, at_candidate, reset, z]


def _gru_back(after, slopes):
    at_z, at_reset, at_candidate, reset, z = slopes
    gates, candidate = [after[0] * at_z, after[0] * at_reset], after[0] * at_candidate
    at_x = ops.concatenate([*gates, candidate], axis=-1)
    return at_x, ops.concatenate([*gates, candidate * reset], axis=-1), [after[0] * z]


RULES = {
    keras.layers.SimpleRNNCell: Rules(_simple_step, _simple_slopes, _simple_back),
    keras.layers.LSTMCell: Rules(_lstm_step, _lstm_slopes, _lstm_back),
    keras.layers.GRUCell: Rules(_gru_step, _gru_slopes, _gru_back),
}
