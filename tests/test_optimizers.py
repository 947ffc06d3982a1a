"""FlatAdam takes the steps of Keras' Adam. (TwoPlayerAdam is tested in test_gan.py.)"""

import keras
import numpy as np
import pytest
from keras import ops

from aigc_keras import FlatAdam

pytestmark = pytest.mark.backends
SHAPES = (3, 4), (4,), (), (2, 1, 5)


def variables():
    rng = np.random.default_rng(0)
    return [keras.Variable(rng.normal(size=shape), dtype="float32") for shape in SHAPES]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"weight_decay": 0.1, "beta_1": 0.5, "beta_2": 0.9, "epsilon": 1e-3},
        {"global_clipnorm": 0.5, "use_ema": True, "ema_momentum": 0.8},
    ],
)
def test_the_steps_are_those_of_adam(options):
    rate = keras.optimizers.schedules.CosineDecay(0.1, 10)
    optimizers = [kind(rate, **options) for kind in (keras.optimizers.Adam, FlatAdam)]
    expected, flat = variables(), variables()
    rng = np.random.default_rng(1)
    for _ in range(5):
        gradients = [rng.normal(size=shape).astype("float32") for shape in SHAPES]
        for optimizer, weights in zip(optimizers, (expected, flat), strict=True):
            optimizer.apply([ops.convert_to_tensor(gradient) for gradient in gradients], weights)
    start = variables()
    if "use_ema" in options:  # the averages, too
        for optimizer, weights in zip(optimizers, (expected, flat), strict=True):
            optimizer.finalize_variable_values(weights)
    for a, b, c in zip(expected, flat, start, strict=True):
        np.testing.assert_allclose(a.numpy(), b.numpy(), atol=2e-6)
        assert np.max(np.abs(a.numpy() - c.numpy())) > 0.05


def test_rows_of_an_embedding_that_occur_twice_count_twice():
    def trained(layer):
        model = keras.Sequential([layer, keras.layers.GlobalAveragePooling1D()])
        model.build((None, 3))
        model.set_weights([np.ones((4, 2), "float32")])
        model.compile(FlatAdam(0.1, beta_1=0.0, beta_2=0.0, epsilon=1.0), "mse")
        model.fit(np.array([[1, 1, 2]]), np.zeros((1, 2)), verbose=0)
        return model.get_weights()[0]

    moved = 1 - trained(keras.layers.Embedding(4, 2))
    assert moved[0] == pytest.approx(0) == moved[3]
    gradient = np.array([2 / 3, 1 / 3])  # of a mean square over two numbers, of means over three
    np.testing.assert_allclose(moved[1:3, 0], 0.1 * gradient / (gradient + 1), rtol=1e-4)


def test_saved_in_the_middle_it_goes_on_as_if_never_stopped(tmp_path):
    x, y = np.random.default_rng(0).normal(size=(2, 8, 3)).astype("float32")
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4), keras.layers.Dense(3)])
    model.compile(FlatAdam(0.01), "mse")
    model.fit(x, y, epochs=3, verbose=0)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert isinstance(loaded.optimizer, FlatAdam)
    for each in (model, loaded):
        each.fit(x, y, epochs=3, verbose=0)
    for a, b in zip(model.get_weights(), loaded.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-6)


@pytest.mark.filterwarnings("ignore:Gradients do not exist")
def test_a_variable_without_a_gradient_is_refused():
    first, second = variables()[:2]
    optimizer = FlatAdam()
    optimizer.build([first, second])
    with pytest.raises(ValueError, match="needs every variable's gradient"):
        optimizer.apply([ops.ones((3, 4)), None], [first, second])


def test_amsgrad_is_refused():
    first = variables()[0]
    with pytest.raises(ValueError, match="no amsgrad"):
        FlatAdam(amsgrad=True).apply([ops.ones((3, 4))], [first])
