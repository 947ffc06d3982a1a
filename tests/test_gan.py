import json
import zipfile

import keras
import numpy as np
import pytest
from keras import ops

from aigc_keras import losses
from aigc_keras.losses import GAN_LOSSES, discriminator_loss, generator_loss, gradient_penalty
from aigc_keras.models import gan as gan_module
from aigc_keras.models.gan import GAN, ConditionalGAN, GANEnsemble, great_circles
from aigc_keras.networks.conv import BatchDeviation, ConvDiscriminator, ConvGenerator
from aigc_keras.networks.dense import DenseDiscriminator, DenseGenerator
from aigc_keras.optimizers import TwoPlayerAdam

pytestmark = pytest.mark.backends


def softplus(x):
    return np.logaddexp(0, x)


def log_sigmoid(x):
    return np.log(1 / (1 + np.exp(-x)))


NUMPY_D = {  # of each example: real and fake logits
    "minimax": lambda r, f: softplus(-r) + softplus(f),
    "non_saturating": lambda r, f: softplus(-r) + softplus(f),
    "least_squares": lambda r, f: 0.5 * (r - 1) ** 2 + 0.5 * f**2,
    "wasserstein_gp": lambda r, f: f - r,
    "relativistic": lambda r, f: -log_sigmoid(r - f),
    "hinge": lambda r, f: np.maximum(0, 1 - r) + np.maximum(0, 1 + f),
}
NUMPY_G = {
    "minimax": lambda r, f: np.log(1 - 1 / (1 + np.exp(-f))),
    "non_saturating": lambda r, f: -log_sigmoid(f),
    "least_squares": lambda r, f: 0.5 * (f - 1) ** 2,
    "wasserstein_gp": lambda r, f: -f,
    "relativistic": lambda r, f: -log_sigmoid(f - r),
    "hinge": lambda r, f: -f,
}


def small_images(n=32, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (n, 8, 8, 1), dtype="uint8")


def small_networks(**kwargs):
    shape = kwargs.pop("image_shape", (8, 8, 1))
    return (
        DenseGenerator(4, (8,), shape, **kwargs),
        DenseDiscriminator((8,), shape, **kwargs),
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
def test_losses_agree_with_numpy_for_each_example(loss):
    assert NUMPY_D.keys() == GAN_LOSSES.keys() == NUMPY_G.keys()
    real, fake = np.random.default_rng(0).normal(size=(2, 50, 1)).astype("float32") * 3
    d_losses, g_losses = GAN_LOSSES[loss](real, fake)
    np.testing.assert_allclose(d_losses, NUMPY_D[loss](real, fake), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(g_losses, NUMPY_G[loss](real, fake), rtol=1e-4, atol=1e-5)
    d_loss = discriminator_loss(real, fake, loss)
    g_loss = generator_loss(fake, loss, real)
    np.testing.assert_allclose(float(d_loss), NUMPY_D[loss](real, fake).mean(), 1e-5)
    np.testing.assert_allclose(float(g_loss), NUMPY_G[loss](real, fake).mean(), 1e-5)
    if loss != "relativistic":
        np.testing.assert_allclose(float(generator_loss(fake, loss)), float(g_loss))


def test_the_relativistic_loss_of_a_generator_needs_real_logits():
    with pytest.raises(ValueError, match="pass real_logits"):
        generator_loss(np.zeros((4, 1), "float32"), "relativistic")


def test_losses_at_equilibrium_and_for_extreme_logits():
    zero = np.zeros((4, 1), "float32")
    np.testing.assert_allclose(float(discriminator_loss(zero, zero)), 2 * np.log(2), 1e-6)
    np.testing.assert_allclose(float(generator_loss(zero)), np.log(2), 1e-6)
    assert np.isfinite(float(discriminator_loss(zero - 1000, zero + 1000)))
    with pytest.raises(ValueError, match="least_squares"):
        generator_loss(zero, "hinged")
    d_loss, g_loss = losses.hinge(zero + 2, zero - 2)  # both beyond the margin
    assert not ops.convert_to_numpy(d_loss).any() and float(ops.mean(g_loss)) == 2


def test_gradient_penalty_is_the_squared_distance_of_norms():
    gradients = np.array([[3.0, 4.0], [0.0, 1.0]], "float32")
    np.testing.assert_allclose(float(gradient_penalty(gradients)), (4**2 + 0) / 2, 1e-5)
    zero_centred = float(gradient_penalty(gradients, target_norm=0))
    np.testing.assert_allclose(zero_centred, (25 + 1) / 2, 1e-5)


def reference_losses(arrays, draws, loss, penalty_weight=0.0, r1_weight=0.0, row_weights=None):
    """Both players' losses of `point_networks`, in NumPy and float64."""
    gw, gb, w1, b1, w2, b2 = (w.astype("float64") for w in arrays)
    real, noise, share = draws

    def critic(x):
        return np.tanh(x @ w1 + b1) @ w2 + b2

    def slope(x):
        return ((1 - np.tanh(x @ w1 + b1) ** 2) * w2[:, 0]) @ w1.T

    def mean(values):
        return np.average(values, axis=0, weights=row_weights)

    fake = noise @ gw + gb
    d_loss = mean(NUMPY_D[loss](critic(real), critic(fake))[:, 0])
    if r1_weight:
        squares = (slope(real[:2]) ** 2).sum(-1)
        relative = 1 if row_weights is None else row_weights[:2] / row_weights.mean()
        d_loss = d_loss + r1_weight / 2 * np.mean(relative * squares)
    if loss == "wasserstein_gp":
        norm = np.sqrt((slope(share * real + (1 - share) * fake) ** 2).sum(-1))
        d_loss = d_loss + penalty_weight * mean((norm - 1) ** 2)
    return d_loss, mean(NUMPY_G[loss](critic(real), critic(fake))[:, 0])


def slopes_of(arrays, *arguments):
    """Central differences of each player's loss in its own arrays; two are the generator's."""
    slopes = []
    for i, array in enumerate(arrays):
        player = 1 if i < 2 else 0
        slope = np.zeros_like(array, "float64")
        for index in np.ndindex(array.shape):
            sides = []
            for step in (1e-4, -1e-4):
                moved = [w.astype("float64") for w in arrays]
                moved[i][index] += step
                sides.append(reference_losses(moved, *arguments)[player])
            slope[index] = (sides[0] - sides[1]) / 2e-4
        slopes.append(slope)
    return slopes


def points_and_draws(seed):
    """Real points, and the noise and shares that a model of this seed will draw for them."""
    real = np.random.default_rng(0).normal(size=(16, 2)).astype("float32") + 1
    twin = keras.random.SeedGenerator(seed)
    noise = ops.convert_to_numpy(keras.random.normal((16, 2), seed=twin)).astype("float64")
    share = ops.convert_to_numpy(keras.random.uniform((16, 1), seed=twin)).astype("float64")
    return real, noise, share


@pytest.mark.parametrize(
    ("loss", "r1_weight"), [*((loss, 0) for loss in GAN_LOSSES), ("relativistic", 3)]
)
def test_each_variable_gets_the_gradient_of_its_own_players_loss_only(loss, r1_weight):
    keras.utils.set_random_seed(1)
    model = GAN(*point_networks(), loss=loss, penalty_weight=2.0, r1_weight=r1_weight, seed=3)
    model.compile(keras.optimizers.SGD(1.0))
    draws = points_and_draws(seed=3)
    before = values(model.trainable_variables)
    model.train_on_batch(draws[0])
    expected = slopes_of(before, draws, loss, 2.0, r1_weight)
    after = values(model.trainable_variables)
    for old, new, slope in zip(before, after, expected, strict=True):
        np.testing.assert_allclose(old - new, slope, rtol=2e-3, atol=2e-4)


@pytest.mark.parametrize("loss", ["non_saturating", "wasserstein_gp"])
def test_weights_of_rows_count_in_both_players_losses_and_in_the_penalties(loss):
    keras.utils.set_random_seed(1)
    model = GAN(*point_networks(), loss=loss, penalty_weight=2.0, r1_weight=3.0, seed=3)
    model.compile(keras.optimizers.SGD(1.0))
    draws = points_and_draws(seed=3)
    weights = np.arange(16) % 3 / 2.0  # some of them 0: as if these rows were not there
    before = values(model.trainable_variables)
    model.fit(draws[0], sample_weight=weights, batch_size=16, shuffle=False, verbose=0)
    expected = slopes_of(before, draws, loss, 2.0, 3.0, weights)
    after = values(model.trainable_variables)
    for old, new, slope in zip(before, after, expected, strict=True):
        np.testing.assert_allclose(old - new, slope, rtol=2e-3, atol=2e-4)


@pytest.mark.parametrize("player", ["generator", "discriminator"])
def test_a_penalty_on_weights_changes_the_gradient_of_its_own_player_only(player):
    def step(penalty):
        keras.utils.set_random_seed(1)
        generator, discriminator = point_networks()
        network = {"generator": generator, "discriminator": discriminator}[player]
        if penalty:
            network.layers[0].kernel_regularizer = keras.regularizers.L2(penalty)
            network = keras.models.clone_model(network)
        if player == "generator":
            generator = network
        else:
            discriminator = network
        model = GAN(generator, discriminator, seed=3)
        rng = np.random.default_rng(0)
        for variable in model.trainable_variables:
            variable.assign(rng.normal(size=variable.shape))
        model.compile(keras.optimizers.SGD(1.0))
        before = values(model.trainable_variables)
        model.train_on_batch(np.ones((8, 2), "float32"))
        after = values(model.trainable_variables)
        return before, [old - new for old, new in zip(before, after, strict=True)]

    weights, without = step(0)
    _, with_penalty = step(0.25)
    changed = 0 if player == "generator" else 2  # the kernel of that player's first layer
    for i, weight in enumerate(weights):
        expected = 2 * 0.25 * weight if i == changed else np.zeros_like(weight)
        np.testing.assert_allclose(with_penalty[i] - without[i], expected, atol=1e-5)


def test_a_loss_of_ones_own_is_a_function(tmp_path):
    @keras.saving.register_keras_serializable("test_gan")
    def shifted(real_logits, fake_logits):
        return losses.least_squares(real_logits - 1, fake_logits + 1)

    model = GAN(*small_networks(), loss=shifted, seed=0)
    model.compile()
    history = model.fit(small_images(), batch_size=32, verbose=0).history
    named = GAN(*small_networks(), loss="hinge", seed=0)
    for each, kind in ((model, shifted), (named, "hinge")):
        each.save(tmp_path / "gan.keras")
        assert keras.models.load_model(tmp_path / "gan.keras").adversarial_loss == kind
    assert np.isfinite(history["d_loss"]).all()


def batch_norm_discriminator():
    normalise = keras.layers.BatchNormalization(momentum=0.5, center=False, scale=False)
    return keras.Sequential([keras.Input((2,)), normalise, keras.layers.Dense(1)])


def test_averages_of_the_discriminator_take_in_real_images_and_fakes():
    model = GAN(point_networks()[0], batch_norm_discriminator(), seed=3)
    model.compile(keras.optimizers.SGD(0.0))
    real, noise, _ = points_and_draws(seed=3)
    kernel, bias = model.generator.get_weights()
    fakes = noise @ kernel + bias
    model.evaluate(real, verbose=0)  # changes nothing
    normalise = model.discriminator.layers[0]
    np.testing.assert_array_equal(ops.convert_to_numpy(normalise.moving_mean), 0)
    model = GAN(model.generator, model.discriminator, seed=3)  # draws that noise
    model.compile(keras.optimizers.SGD(0.0))
    model.train_on_batch(real)
    mean = 0.5 * (0.5 * 0 + 0.5 * real.mean(0)) + 0.5 * fakes.mean(0)
    variance = 0.5 * (0.5 * 1 + 0.5 * real.var(0)) + 0.5 * fakes.var(0)
    found = ops.convert_to_numpy(normalise.moving_mean)
    np.testing.assert_allclose(found, mean, rtol=1e-4, atol=1e-5)
    found = ops.convert_to_numpy(normalise.moving_variance)
    np.testing.assert_allclose(found, variance, rtol=1e-4)


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


def make_gan():
    """A GAN whose discriminator has a seed of its own, in a layer of dropout."""
    keras.utils.set_random_seed(0)
    generator, discriminator = small_networks()
    discriminator = keras.Sequential([keras.layers.Dropout(0.2, seed=7), discriminator])
    discriminator.build((None, 8, 8, 1))
    model = GAN(generator, discriminator, seed=5)
    model.compile(TwoPlayerAdam(1e-3, discriminator_ratio=2.0, use_ema=True, ema_momentum=0.9))
    return model


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
    start, end = np.random.default_rng(4).normal(size=(2, 2, 4)).astype("float32")
    walk = great_circles(start, end, 5).reshape(2, 5, 4)
    np.testing.assert_allclose(walk[:, 0], start, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(walk[:, -1], end, rtol=1e-4, atol=1e-5)
    quarter = great_circles(np.array([[2.0, 0]]), np.array([[0, 2.0]]), 9)
    np.testing.assert_allclose(np.linalg.norm(quarter, axis=1), 2, rtol=1e-5)
    line = great_circles(np.array([[2.0], [1.0]]), np.array([[1.0], [-1.0]]), 3)  # no circle
    np.testing.assert_allclose(line[:, 0], [2, 1.5, 1, 1, 0, -1])
    model = GAN(*small_networks(), seed=0)
    assert model.interpolate(5, num_walks=2, seed=4).shape == (10, 8, 8, 1)
    with pytest.raises(ValueError, match="num_steps"):
        model.interpolate(0)


def make_conditional(kind):
    """A GAN of three classes: by argument, by the older name, or an ensemble of two."""
    keras.utils.set_random_seed(0)
    networks = small_networks(num_classes=3)
    if kind is GANEnsemble:
        pairs = zip(networks, small_networks(num_classes=3), strict=True)
        networks = (list(pair) for pair in pairs)
    return kind(*networks, num_classes=3, seed=0)


@pytest.mark.parametrize("kind", [GAN, ConditionalGAN, GANEnsemble])
def test_with_labels_it_trains_obeys_them_and_survives_a_file(kind, tmp_path):
    model = make_conditional(kind)
    model.compile()
    labels = np.arange(32) % 3
    model.fit((small_images(), labels), batch_size=8, verbose=0)
    assert model.evaluate((small_images(), labels), verbose=0, return_dict=True)["d_loss"] > 0
    assert model.predict((small_images(), labels), verbose=0).shape == (32, 1)
    model.save(tmp_path / "conditional.keras")
    loaded = keras.models.load_model(tmp_path / "conditional.keras")
    assert type(loaded) is kind and loaded.num_classes == 3
    ones = model.sample(4, labels=1, seed=0)
    np.testing.assert_array_equal(ones, loaded.sample(4, labels=[1, 1, 1, 1], seed=0))
    assert (ones != model.sample(4, labels=2, seed=0)).any()
    assert model.sample(5, seed=0).shape == (5, 8, 8, 1)
    walks = model.interpolate(4, labels=[2, 0], num_walks=2, seed=0)
    np.testing.assert_array_equal(walks, loaded.interpolate(4, labels=[2, 0], num_walks=2, seed=0))
    assert (walks[:4] != model.interpolate(4, labels=0, num_walks=2, seed=0)[:4]).any()
    assert model.interpolate(4, seed=0).shape == (4, 8, 8, 1)
    with pytest.raises(ValueError, match="0 .. 2"):
        model.sample(2, labels=3)
    with pytest.raises(ValueError, match="one label"):
        model.sample(2, labels=[0, 1, 2])


def test_labels_and_networks_must_fit_together():
    model = GAN(*small_networks())
    with pytest.raises(ValueError, match="takes no labels"):
        model.sample(2, labels=1)
    with pytest.raises(ValueError, match="takes no labels"):
        model.interpolate(2, labels=1)
    for networks, num_classes in (
        (small_networks(), 3),
        (small_networks(num_classes=3), None),
    ):
        with pytest.raises(ValueError, match="Give num_classes to both"):
            GAN(*networks, num_classes=num_classes)


def test_ensemble_draws_each_sample_from_one_member_and_averages_logits(tmp_path):
    keras.utils.set_random_seed(0)
    pairs = [small_networks() for _ in range(3)]
    generators, discriminators = map(list, zip(*pairs, strict=True))
    model = GANEnsemble(generators, discriminators, seed=0)
    noise = np.random.default_rng(0).normal(size=(7, 4)).astype("float32")
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
    generator, discriminator = ConvGenerator(), ConvDiscriminator()
    assert generator.output_shape == (None, 28, 28, 1)
    assert discriminator.output_shape == (None, 1)
    model = GAN(generator, discriminator, seed=0)
    model.compile()
    model.train_on_batch(np.zeros((2, 28, 28, 1), "uint8"))
    assert model.sample(2, seed=0).shape == (2, 28, 28, 1)
