"""The loop over time with its own back-propagation: against the layers of Keras."""

import keras
import numpy as np
import pytest
from keras import ops

from aigc_keras.backend import input_gradient
from aigc_keras.networks import recurrent

pytestmark = pytest.mark.backends

LAYERS = {
    "simple": keras.layers.SimpleRNN,
    "lstm": keras.layers.LSTM,
    "gru": keras.layers.GRU,
}


def random_layer(kind):
    """A layer with random weights and biases, inputs, a state to start from."""
    rng = np.random.default_rng(0)
    layer = LAYERS[kind](6, return_sequences=True, return_state=True, dtype="float32")
    layer.build((None, None, 4))
    for variable in layer.weights:
        variable.assign(0.5 * rng.normal(size=variable.shape))
    x = rng.normal(size=(3, 9, 4)).astype("float32")
    state = [rng.normal(size=(3, 6)).astype("float32") for _ in layer.get_initial_state(1)]
    return layer, x, state


def by_keras(layer, x, state):
    outputs, *after = layer(x, initial_state=[ops.convert_to_tensor(part) for part in state])
    return outputs, after


def by_read(layer, x, state):
    outputs, after = recurrent.read(layer.cell, ops.transpose(x, (1, 0, 2)), state)
    return ops.transpose(outputs, (1, 0, 2)), after


@pytest.mark.parametrize("kind", LAYERS)
def test_outputs_and_states_are_those_of_keras(kind):
    layer, x, state = random_layer(kind)
    expected, expected_state = by_keras(layer, x, state)
    outputs, after = by_read(layer, x, state)
    assert len(after) == len(expected_state)
    for one, other in zip([outputs, *after], [expected, *expected_state], strict=True):
        one, other = ops.convert_to_numpy(one), ops.convert_to_numpy(other)
        np.testing.assert_allclose(one, other, atol=2e-3)
    single = recurrent.step(layer.cell, ops.convert_to_tensor(x[:, 0]), state)[0]
    np.testing.assert_allclose(
        ops.convert_to_numpy(single), ops.convert_to_numpy(outputs)[:, 0], atol=1e-5
    )


@pytest.mark.parametrize("kind", LAYERS)
def test_gradients_are_those_of_automatic_differentiation(kind):
    """With respect to inputs, first state and every weight, of outputs and last states."""
    layer, x, state = random_layer(kind)
    rng = np.random.default_rng(1)
    at_outputs = ops.convert_to_tensor(rng.normal(size=(3, 9, 6)).astype("float32"))
    at_states = ops.convert_to_tensor(rng.normal(size=(len(state), 3, 6)).astype("float32"))
    sizes = [x[0].size, *(part[0].size for part in state)]

    def loss(run):
        def function(flat):
            first, *others = ops.split(flat, np.cumsum(sizes)[:-1].tolist(), axis=1)
            first = ops.reshape(first, (-1, *x.shape[1:]))
            outputs, after = run(layer, first, others)
            total = ops.sum(outputs * at_outputs, axis=(1, 2))
            return total + ops.sum(ops.stack(after) * at_states, axis=(0, 2))

        return function

    flat = np.concatenate([part.reshape(3, -1) for part in (x, *state)], axis=1)
    expected, found = (
        ops.convert_to_numpy(input_gradient(loss(run), ops.convert_to_tensor(flat)))
        for run in (by_keras, by_read)
    )
    np.testing.assert_allclose(found, expected, atol=1e-2)
    assert np.abs(expected).max() > 0.5


@keras.saving.register_keras_serializable("test")
class Summed(keras.Model):
    """The sum of a layer's outputs, by Keras or by `read`."""

    def __init__(self, layer, run, **kwargs):
        super().__init__(**kwargs)
        self.layer, self.run = layer, run

    def call(self, x):
        state = [ops.cast(part, "float32") for part in self.layer.get_initial_state(3)]
        return ops.sum(self.run(self.layer, x, state)[0], axis=-1)


@pytest.mark.parametrize("kind", LAYERS)
def test_one_training_step_changes_every_weight_as_keras_does(kind):
    changed, before = [], None
    for run in (by_keras, by_read):
        layer, x, _ = random_layer(kind)
        model = Summed(layer, run)
        model.compile(keras.optimizers.SGD(0.1), "mse")
        before = layer.get_weights()
        model.fit(x, np.ones((3, 9), "float32"), batch_size=3, verbose=0)
        changed.append(layer.get_weights())
    for old, expected, found in zip(before, *changed, strict=True):
        assert np.abs(expected - old).max() > 1e-3
        np.testing.assert_allclose(found, expected, atol=1e-3)


def test_products_may_be_coarser_but_the_state_is_float32():
    layer, x, state = random_layer("gru")
    exact, _ = by_read(layer, x, state)
    coarse = keras.layers.GRU(6, dtype="mixed_bfloat16")
    coarse.build((None, None, 4))
    coarse.set_weights(layer.get_weights())
    outputs, after = by_read(coarse, x, state)
    for tensor in (outputs, *after):
        assert keras.backend.standardize_dtype(tensor.dtype) == "float32"
    difference = ops.convert_to_numpy(outputs) - ops.convert_to_numpy(exact)
    assert 1e-5 < np.abs(difference).max() < 0.05
