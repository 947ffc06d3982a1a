import json
import zipfile

import keras
import numpy as np
import pytest
from keras import ops

from aigc_keras.losses import GAN_LOSSES, discriminator_loss, generator_loss, gradient_penalty
from aigc_keras.models import gan as gan_module
from aigc_keras.models.gan import GAN
from aigc_keras.models.gan_networks import (
    BatchDeviation,
    conv_discriminator,
    conv_generator,
    dense_discriminator,
    dense_generator,
)
from aigc_keras.models.gan_variants import ConditionalGAN, GANEnsemble
from aigc_keras.optimizers import TwoPlayerAdam

pytestmark = pytest.mark.backends


def softplus(x):
    return np.logaddexp(0, x)


NUMPY_D = {
    "minimax": lambda r, f: softplus(-r).mean() + softplus(f).mean(),
    "non_saturating": lambda r, f: softplus(-r).mean() + softplus(f).mean(),
    "least_squares": lambda r, f: 0.5 * ((r - 1) ** 2).mean() + 0.5 * (f**2).mean(),
    "wasserstein_gp": lambda r, f: f.mean() - r.mean(),
    "relativistic": lambda r, f: -np.log(1 / (1 + np.exp(-(r - f)))).mean(),
}
NUMPY_G = {
    "minimax": lambda f, r: np.log(1 - 1 / (1 + np.exp(-f))).mean(),
    "non_saturating": lambda f, r: -np.log(1 / (1 + np.exp(-f))).mean(),
    "least_squares": lambda f, r: 0.5 * ((f - 1) ** 2).mean(),
    "wasserstein_gp": lambda f, r: -f.mean(),
    "relativistic": lambda f, r: -np.log(1 / (1 + np.exp(-(f - r)))).mean(),
}


def small_images(n=32, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (n, 8, 8, 1), dtype="uint8")


def small_networks(**kwargs):
    shape = (8, 8, 1)
    return (
        dense_generator(4, (8,), shape, **kwargs),
        dense_discriminator((8,), shape, **kwargs),
    )


def point_networks():
    """A generator 2 -> 2 and a smooth discriminator 2 -> 1, for finite differences."""
    generator = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
    discriminator = keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(3, activation="tanh"), keras.layers.Dense(1)]
    )
    return generator, discriminator


def values(variables):
    return [np.array(ops.convert_to_numpy(v.value)) for v in variables]


@pytest.mark.parametrize("loss", GAN_LOSSES)
def test_losses_agree_with_numpy(loss):
    real, fake = np.random.default_rng(0).normal(size=(2, 50, 1)).astype("float32") * 3
    d_loss, g_loss = discriminator_loss(real, fake, loss), generator_loss(fake, loss, real)
    np.testing.assert_allclose(float(d_loss), NUMPY_D[loss](real, fake), 1e-5)
    np.testing.assert_allclose(float(g_loss), NUMPY_G[loss](fake, real), 1e-5)


def test_losses_at_equilibrium_and_for_extreme_logits():
    zero = np.zeros((4, 1), "float32")
    np.testing.assert_allclose(float(discriminator_loss(zero, zero)), 2 * np.log(2), 1e-6)
    np.testing.assert_allclose(float(generator_loss(zero)), np.log(2), 1e-6)
    assert np.isfinite(float(discriminator_loss(zero - 1000, zero + 1000)))
    with pytest.raises(ValueError, match="least_squares"):
        generator_loss(zero, "hinged")


def test_gradient_penalty_is_the_squared_distance_of_norms():
    gradients = np.array([[3.0, 4.0], [0.0, 1.0]], "float32")
    np.testing.assert_allclose(float(gradient_penalty(gradients)), (4**2 + 0) / 2, 1e-5)
    zero_centred = float(gradient_penalty(gradients, target_norm=0))
    np.testing.assert_allclose(zero_centred, (25 + 1) / 2, 1e-5)


def reference_losses(weights, real, noise, share, loss, penalty_weight, r1_weight):
    """Both players' losses of `point_networks`, in NumPy and float64."""
    gw, gb, w1, b1, w2, b2 = (w.astype("float64") for w in weights)

    def critic(x):
        return np.tanh(x @ w1 + b1) @ w2 + b2

    fake = noise @ gw + gb

    def slope(x):
        return ((1 - np.tanh(x @ w1 + b1) ** 2) * w2[:, 0]) @ w1.T

    d_loss = NUMPY_D[loss](critic(real), critic(fake))
    d_loss = d_loss + r1_weight / 2 * (slope(real[:2]) ** 2).sum(-1).mean()
    if loss == "wasserstein_gp":
        norm = np.sqrt((slope(share * real + (1 - share) * fake) ** 2).sum(-1))
        d_loss = d_loss + penalty_weight * ((norm - 1) ** 2).mean()
    return d_loss, NUMPY_G[loss](critic(fake), critic(real))


@pytest.mark.parametrize(
    ("loss", "r1_weight"), [*((loss, 0) for loss in GAN_LOSSES), (GAN_LOSSES[-1], 3)]
)
def test_each_variable_gets_the_gradient_of_its_own_players_loss_only(loss, r1_weight):
    keras.utils.set_random_seed(1)
    model = GAN(*point_networks(), loss=loss, penalty_weight=2.0, r1_weight=r1_weight, seed=3)
    model.compile(keras.optimizers.SGD(1.0))
    real = np.random.default_rng(0).normal(size=(16, 2)).astype("float32") + 1
    twin = keras.random.SeedGenerator(3)  # draws what the model will draw
    noise = ops.convert_to_numpy(keras.random.normal((16, 2), seed=twin)).astype("float64")
    share = ops.convert_to_numpy(keras.random.uniform((16, 1), seed=twin)).astype("float64")

    before = values(model.trainable_variables)
    model.train_on_batch(real)
    for i, (old, new) in enumerate(zip(before, values(model.trainable_variables), strict=True)):
        player = 1 if i < 2 else 0  # the first two are the generator's
        gradient = np.zeros_like(old, "float64")
        for index in np.ndindex(old.shape):
            sides = []
            for step in (1e-4, -1e-4):
                moved = [w.astype("float64") for w in before]
                moved[i][index] += step
                sides.append(
                    reference_losses(moved, real, noise, share, loss, 2.0, r1_weight)[player]
                )
            gradient[index] = (sides[0] - sides[1]) / 2e-4
        np.testing.assert_allclose(old - new, gradient, rtol=2e-3, atol=2e-4)


def test_the_penalty_is_taken_on_points_spread_uniformly_between_real_and_fake(monkeypatch):
    model = GAN(*point_networks(), loss="wasserstein_gp", seed=0)
    model.generator.set_weights([np.zeros((2, 2)), np.zeros(2)])  # all fakes lie at 0
    seen = []

    def record(function, points):
        seen.append(ops.convert_to_numpy(points))
        return points

    monkeypatch.setattr(gan_module, "input_gradient", record)
    real = np.ones((4000, 2), "float32")
    model.compute_loss(x=real, y_pred=model(real))
    share = seen[0]
    np.testing.assert_array_equal(share[:, 0], share[:, 1])  # one number for a whole image
    quantiles = np.quantile(share[:, 0], [0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0])
    np.testing.assert_allclose(quantiles, [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1], atol=0.03)


def test_a_critic_without_slope_gives_no_nan():
    generator, critic = point_networks()
    critic.set_weights([np.zeros_like(w) for w in critic.get_weights()])
    model = GAN(generator, critic, loss="wasserstein_gp", seed=0)
    model.compile()
    model.train_on_batch(np.ones((8, 2), "float32"))
    assert all(np.isfinite(v).all() for v in values(model.trainable_variables))


def numpy_adam(gradients, start, rate, beta_1=0.5, beta_2=0.999, epsilon=1e-7):
    m = v = 0.0
    path = [start]
    for t, g in enumerate(gradients, 1):
        m, v = m + (1 - beta_1) * (g - m), v + (1 - beta_2) * (g * g - v)
        step = rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t) * m / (np.sqrt(v) + epsilon)
        path.append(path[-1] - step)
    return path


@pytest.mark.parametrize("critic_steps", [1, 3])
def test_two_player_adam_is_an_adam_for_each_player_in_its_own_turns(critic_steps):
    g, d = keras.Variable(1.0), keras.Variable(2.0)
    optimizer = TwoPlayerAdam(
        0.01, discriminator_ratio=4.0, critic_steps=critic_steps, num_generator_variables=1
    )
    optimizer.build([g, d])
    gradients = np.random.default_rng(0).normal(size=(12, 2)).astype("float32")
    seen = []
    for row in gradients:
        optimizer.apply([ops.convert_to_tensor(x) for x in row], [g, d])
        seen.append([float(v) for v in values([g, d])])
    seen = np.array(seen)
    np.testing.assert_allclose(seen[:, 1], numpy_adam(gradients[:, 1], 2.0, 0.04)[1:], rtol=1e-5)
    turns = numpy_adam(gradients[critic_steps - 1 :: critic_steps, 0], 1.0, 0.01)
    expected = [turns[(t + 1) // critic_steps] for t in range(12)]
    np.testing.assert_allclose(seen[:, 0], expected, rtol=1e-5)


def test_two_player_adam_refuses_what_makes_no_sense():
    with pytest.raises(ValueError, match="critic_steps"):
        TwoPlayerAdam(critic_steps=0)
    with pytest.raises(ValueError, match="discriminator_ratio"):
        TwoPlayerAdam(discriminator_ratio=-1)


def make_gan():
    """A GAN whose discriminator has a seed of its own, in a layer of dropout."""
    keras.utils.set_random_seed(0)
    generator, discriminator = small_networks()
    discriminator = keras.Sequential([keras.layers.Dropout(0.2, seed=7), discriminator])
    discriminator.build((None, 8, 8, 1))
    model = GAN(generator, discriminator, seed=5)
    model.compile(TwoPlayerAdam(1e-3, discriminator_ratio=2.0, use_ema=True, ema_momentum=0.9))
    return model


def test_save_load_continue_equals_uninterrupted_training(tmp_path):
    images = small_images()
    first = make_gan()
    for batch in images.reshape(4, 8, 8, 8, 1):
        first.train_on_batch(batch)
    first.save(tmp_path / "gan.keras")
    second = keras.models.load_model(tmp_path / "gan.keras")
    assert second.optimizer.discriminator_ratio == 2.0
    assert second.optimizer.num_generator_variables == 4
    for model in (first, second):
        for batch in images.reshape(4, 8, 8, 8, 1):
            model.train_on_batch(batch)
    for a, b in zip(values(first.variables), values(second.variables), strict=True):
        np.testing.assert_array_equal(a, b)
    for a, b in zip(
        values(first.optimizer.variables), values(second.optimizer.variables), strict=True
    ):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("asked", ["auto", True, False])
def test_a_file_says_whether_xla_was_asked_for_not_what_keras_chose_here(asked, tmp_path):
    model = make_gan()
    model.compile(model.optimizer, jit_compile=asked)
    model.save(tmp_path / "gan.keras")
    config = json.loads(zipfile.ZipFile(tmp_path / "gan.keras").read("config.json"))
    assert config["compile_config"]["jit_compile"] == asked
    assert keras.models.load_model(tmp_path / "gan.keras").jit_compile == model.jit_compile


def test_training_moves_both_players_and_logs_both_losses():
    model = make_gan()
    before = values(model.trainable_variables)
    history = model.fit(small_images(), batch_size=8, epochs=2, verbose=0).history
    assert {"d_loss", "g_loss"} <= set(history)
    for old, new in zip(before, values(model.trainable_variables), strict=True):
        assert np.abs(old - new).max() > 0


def test_samples_have_shape_type_range_and_obey_the_seed():
    model = GAN(*small_networks(), seed=0)
    images = model.sample(7, seed=1)
    assert images.shape == (7, 8, 8, 1) and images.dtype == np.uint8
    np.testing.assert_array_equal(images, model.sample(7, seed=1))
    assert (images != model.sample(7, seed=2)).any()
    floats = model.sample(7, seed=1, dtype="float32")
    assert floats.dtype == np.float32 and floats.min() >= 0 and floats.max() <= 1
    np.testing.assert_array_equal(np.rint(floats * 255), images)
    assert GAN(*point_networks()).sample(3).shape == (3, 2)
    with pytest.raises(ValueError, match="uint8"):
        model.sample(1, dtype="float64")
    with pytest.raises(ValueError, match="at least 1"):
        model.sample(0)
    with pytest.raises(ValueError, match="least_squares"):
        GAN(*small_networks(), loss="hinged")


def test_walks_keep_the_norm_and_start_and_end_at_their_vectors():
    model = GAN(*small_networks(), seed=0)
    walk = model._walk(5, 2, seed=4).reshape(2, 5, 4)
    start, end = model._draw_noise(4, 4).reshape(2, 2, 4)
    np.testing.assert_allclose(walk[:, 0], start, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(walk[:, -1], end, rtol=1e-4, atol=1e-5)
    points = GAN(*point_networks())
    points._draw_noise = lambda count, seed: np.array([[2.0, 0], [0, 2.0]], "float32")
    np.testing.assert_allclose(np.linalg.norm(points._walk(9, 1, 0), axis=1), 2, rtol=1e-5)
    assert model.interpolate(5, num_walks=2, seed=4).shape == (10, 8, 8, 1)


def test_conditional_gan_trains_obeys_labels_and_survives_a_file(tmp_path):
    keras.utils.set_random_seed(0)
    model = ConditionalGAN(*small_networks(num_classes=3), num_classes=3, seed=0)
    model.compile()
    labels = np.arange(32) % 3
    model.fit((small_images(), labels), batch_size=8, verbose=0)
    model.save(tmp_path / "conditional.keras")
    loaded = keras.models.load_model(tmp_path / "conditional.keras")
    ones = model.sample(4, labels=1, seed=0)
    np.testing.assert_array_equal(ones, loaded.sample(4, labels=[1, 1, 1, 1], seed=0))
    assert (ones != model.sample(4, labels=2, seed=0)).any()
    assert model.sample(5, seed=0).shape == (5, 8, 8, 1)
    assert model.interpolate(4, labels=2, seed=0).shape == (4, 8, 8, 1)
    with pytest.raises(ValueError, match="0 .. 2"):
        model.sample(2, labels=3)
    with pytest.raises(ValueError, match="one label"):
        model.sample(2, labels=[0, 1, 2])


def test_ensemble_draws_each_sample_from_one_member_and_averages_logits(tmp_path):
    keras.utils.set_random_seed(0)
    pairs = [small_networks() for _ in range(3)]
    generators, discriminators = map(list, zip(*pairs, strict=True))
    model = GANEnsemble(generators, discriminators, seed=0)
    noise = model._draw_noise(7, seed=0)
    images = ops.convert_to_numpy(model.generator(noise))
    for row in range(7):
        member = ops.convert_to_numpy(generators[row % 3](noise[row : row + 1]))
        np.testing.assert_allclose(images[row], member[0], atol=1e-3)  # a GPU rounds coarsely
    logits = [ops.convert_to_numpy(d(images)) for d in discriminators]
    np.testing.assert_allclose(
        ops.convert_to_numpy(model.discriminator(images)), np.mean(logits, 0), rtol=1e-4, atol=1e-5
    )
    model.compile()
    before = values(model.trainable_variables)
    model.fit(small_images(), batch_size=8, epochs=1, verbose=0)
    assert len(before) == 3 * 8
    for old, new in zip(before, values(model.trainable_variables), strict=True):
        assert np.abs(old - new).max() > 0
    model.save(tmp_path / "ensemble.keras")
    loaded = keras.models.load_model(tmp_path / "ensemble.keras")
    np.testing.assert_array_equal(model.sample(6, seed=1), loaded.sample(6, seed=1))
    assert loaded.interpolate(4, member=2, seed=0).shape == (4, 8, 8, 1)


def test_batch_deviation_tells_how_much_the_images_of_a_batch_differ():
    x = np.random.default_rng(0).normal(size=(6, 3, 3, 2)).astype("float32")
    told = ops.convert_to_numpy(BatchDeviation()(x))
    assert told.shape == (6, 3, 3, 3)
    np.testing.assert_array_equal(told[..., :2], x)
    np.testing.assert_allclose(told[..., 2], x.std(axis=0).mean(), rtol=1e-5)
    same = np.repeat(x[:1], 6, axis=0)
    assert ops.convert_to_numpy(BatchDeviation()(same))[..., 2].max() < 1e-3


def test_the_convolutional_pair_has_the_shapes_of_its_images():
    generator, discriminator = conv_generator(), conv_discriminator()
    assert generator.output_shape == (None, 28, 28, 1)
    assert discriminator.output_shape == (None, 1)
    model = GAN(generator, discriminator, seed=0)
    model.compile()
    model.train_on_batch(np.zeros((2, 28, 28, 1), "uint8"))
    assert model.sample(2, seed=0).shape == (2, 28, 28, 1)
