"""TwoPlayerAdam is an Adam for each player; FlatAdam takes the steps of Keras' Adam."""

import keras
import numpy as np
import pytest
from keras import ops

from aigc_keras import FlatAdam, TwoPlayerAdam

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


def numpy_adam(gradients, start, rate, amsgrad=False, beta_1=0.5, beta_2=0.999, epsilon=1e-7):
    m = v = largest = 0.0
    path = [start]
    for t, g in enumerate(gradients, 1):
        m = m + (1 - beta_1) * (g - m)
        v = v + (1 - beta_2) * (g * g - v)
        largest = max(largest, v) if amsgrad else v
        step = rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t) * m / (np.sqrt(largest) + epsilon)
        path.append(path[-1] - step)
    return path


@pytest.mark.parametrize("amsgrad", [False, True])
@pytest.mark.parametrize("critic_steps", [1, 3])
def test_two_player_adam_is_an_adam_for_each_player_in_its_own_turns(critic_steps, amsgrad):
    g, d = keras.Variable(1.0), keras.Variable(2.0)
    optimizer = TwoPlayerAdam(
        0.01,
        discriminator_ratio=4.0,
        critic_steps=critic_steps,
        num_generator_variables=1,
        amsgrad=amsgrad,
    )
    optimizer.build([g, d])
    gradients = np.random.default_rng(0).normal(size=(12, 2)).astype("float32")
    gradients[6:] *= 0.01  # after large gradients small ones: the largest velocity counts
    seen = []
    for row in gradients:
        optimizer.apply([ops.convert_to_tensor(x) for x in row], [g, d])
        seen.append([float(ops.convert_to_numpy(v)) for v in (g, d)])
    seen = np.array(seen)
    expected = numpy_adam(gradients[:, 1], 2.0, 0.04, amsgrad)[1:]
    np.testing.assert_allclose(seen[:, 1], expected, rtol=1e-5)
    turns = numpy_adam(gradients[critic_steps - 1 :: critic_steps, 0], 1.0, 0.01, amsgrad)
    expected = [turns[(t + 1) // critic_steps] for t in range(12)]
    np.testing.assert_allclose(seen[:, 0], expected, rtol=1e-5)


def test_two_player_adam_counts_turns_of_accumulated_gradients():
    g, d = keras.Variable(1.0), keras.Variable(2.0)
    optimizer = TwoPlayerAdam(
        0.01, critic_steps=2, num_generator_variables=1, gradient_accumulation_steps=2
    )
    gradients = np.random.default_rng(0).normal(size=(12, 2)).astype("float32")
    for row in gradients:
        optimizer.apply([ops.convert_to_tensor(x) for x in row], [g, d])
    means = gradients.reshape(6, 2, 2).mean(axis=1)
    expected = numpy_adam(means[1::2, 0], 1.0, 0.01)[-1], numpy_adam(means[:, 1], 2.0, 0.01)[-1]
    found = [float(ops.convert_to_numpy(v)) for v in (g, d)]
    np.testing.assert_allclose(found, expected, rtol=1e-5)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"critic_steps": 0}, "critic_steps"),
        ({"critic_steps": 1.5}, "critic_steps"),
        ({"discriminator_ratio": -1}, "discriminator_ratio"),
        ({"global_clipnorm": 1.0}, "use clipnorm"),
        ({"weight_decay": 0.1, "critic_steps": 2}, "kernel_regularizer"),
        ({"weight_decay": 0.1, "discriminator_ratio": 2.0}, "kernel_regularizer"),
    ],
)
def test_two_player_adam_refuses_what_makes_no_sense(options, reason):
    with pytest.raises(ValueError, match=reason):
        TwoPlayerAdam(**options)


def test_two_player_adam_outside_a_gan_says_what_it_misses():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.compile(TwoPlayerAdam(), "mse")
    with pytest.raises(ValueError, match="GAN.compile sets it"):
        model.fit(np.ones((4, 3)), np.ones((4, 1)), verbose=0)
    with pytest.raises(ValueError, match="GAN.compile sets it"):
        TwoPlayerAdam(num_generator_variables=3).build(variables()[:2])


@pytest.mark.parametrize("options", [{"weight_decay": 0.1}, {"clipnorm": 0.5}, {"clipvalue": 0.5}])
def test_with_one_rate_and_one_turn_the_steps_are_those_of_adam(options):
    kinds = [
        keras.optimizers.Adam(0.01, beta_1=0.5, **options),
        TwoPlayerAdam(0.01, num_generator_variables=2, **options),
    ]
    expected, found = variables(), variables()
    rng = np.random.default_rng(1)
    for _ in range(5):
        gradients = [rng.normal(size=shape).astype("float32") for shape in SHAPES]
        for optimizer, weights in zip(kinds, (expected, found), strict=True):
            optimizer.apply([ops.convert_to_tensor(gradient) for gradient in gradients], weights)
    for a, b in zip(expected, found, strict=True):
        np.testing.assert_allclose(ops.convert_to_numpy(a), ops.convert_to_numpy(b), atol=1e-6)
