import keras
import numpy as np
import pytest
from keras import ops

from aigc_keras import losses
from aigc_keras.models import vae_inference
from aigc_keras.models.likelihoods import LIKELIHOODS, Bernoulli, DiscretizedLogistic, Gaussian
from aigc_keras.models.vae import VAE, ConditionalVAE
from aigc_keras.networks.conv import ConvDecoder, ConvEncoder
from aigc_keras.networks.dense import DenseDecoder, DenseEncoder

pytestmark = pytest.mark.backends
SHAPE = (8, 8, 1)


def small_images(n=32, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (n, *SHAPE), dtype="uint8")


def binary(images):
    return np.where(images > 127, 255, 0).astype("uint8")


@pytest.fixture(autouse=True)
def same_first_weights():
    """Whatever ran before, each test draws the same weights."""
    keras.utils.set_random_seed(0)


def small_vae(**kwargs):
    return VAE(SHAPE, 3, **{"widths": (16,), "seed": 1} | kwargs)


def values(tensors):
    return [ops.convert_to_numpy(t) + 0 for t in tensors]


def log_normal(x, mean, log_variance):
    return -0.5 * (np.log(2 * np.pi) + log_variance + (x - mean) ** 2 / np.exp(log_variance))


def test_closed_form_kl_agrees_with_monte_carlo_and_is_of_each_dimension():
    mean, log_variance = np.float32([[0.0, 1.5, -0.3]]), np.float32([[0.0, -1.0, 0.8]])
    kl = ops.convert_to_numpy(losses.gaussian_kl(mean, log_variance))[0]
    rng = np.random.default_rng(0)
    z = mean + np.exp(0.5 * log_variance) * rng.standard_normal((400_000, 3))
    sampled = np.mean(log_normal(z, mean, log_variance) - log_normal(z, 0, 0.0), axis=0)
    assert kl.shape == (3,) and kl[0] == 0
    np.testing.assert_allclose(kl, sampled, atol=0.01)


def test_the_logistic_of_8_bit_pixels_is_a_probability_and_has_the_known_values():
    every = (np.arange(256, dtype="float32") / 255).reshape(1, 256)
    for mean, log_scale in ((0.5, -2.0), (-0.2, -5.0), (1.3, -3.0), (0.25, -9.0)):
        shape = np.ones((1, 256), "float32")
        log_p = losses.discretized_logistic_log_likelihood(every, mean * shape, log_scale * shape)
        log_p = ops.convert_to_numpy(log_p)[0].astype("float64")
        assert np.all(np.isfinite(log_p))
        np.testing.assert_allclose(np.exp(log_p).sum(), 1, atol=1e-4)
        cdf = 1 / (
            1 + np.exp(-np.clip((every[0, :-1] + 0.5 / 255 - mean) / np.exp(log_scale), -80, 80))
        )
        expected = np.diff(np.concatenate([[0], cdf, [1]]))
        sure = expected > 1e-3
        np.testing.assert_allclose(np.exp(log_p)[sure], expected[sure], rtol=2e-3)


def test_the_logistic_mean_is_the_mean_of_its_256_probabilities():
    likelihood = DiscretizedLogistic()
    parameters = np.zeros((3, *SHAPE[:2], 2), "float32")
    parameters[..., 0] = np.float32([-0.7, 0.1, 0.6])[:, None, None]
    parameters[..., 1] = np.float32([0.5, -1.0, 0.0])[:, None, None]
    every = np.broadcast_to(
        (np.arange(256, dtype="float32") / 255)[:, None, None, None], (256, *SHAPE)
    )
    for i in range(3):
        log_p = likelihood.log_prob(every, np.repeat(parameters[i : i + 1], 256, axis=0))
        p = np.exp(ops.convert_to_numpy(log_p).astype("float64"))
        expected = (p * every).sum(axis=0)
        mean = ops.convert_to_numpy(likelihood.mean(parameters[i : i + 1]))[0]
        np.testing.assert_allclose(mean, expected, atol=1e-3)


def test_bernoulli_and_gaussian_log_likelihoods_agree_with_numpy():
    images, logits = np.float32([[0, 1, 1]]), np.float32([[-2.0, 0.5, 30.0]])
    p = 1 / (1 + np.exp(-logits.astype("float64")))
    got = ops.convert_to_numpy(losses.bernoulli_log_likelihood(images, logits))
    np.testing.assert_allclose(got, np.log(np.where(images == 1, p, 1 - p)), atol=1e-5)
    got = ops.convert_to_numpy(losses.gaussian_log_likelihood(images, logits / 10, 0.7))
    np.testing.assert_allclose(got, log_normal(images, logits / 10, 2 * np.log(0.7)), rtol=1e-5)


@pytest.mark.parametrize("likelihood", [Bernoulli(), Gaussian(0.3), DiscretizedLogistic()])
def test_draws_have_the_mean_of_their_distribution_and_travel_as_a_config(likelihood):
    rng = np.random.default_rng(0)
    shape = (1, 2, 2, 3 * likelihood.parameters_per_value)  # three colours
    parameters = rng.normal(0, 0.5, shape).astype("float32")
    draws = likelihood.draw(np.repeat(parameters, 40_000, axis=0), rng)
    assert draws.shape == (40_000, 2, 2, 3)
    if isinstance(likelihood, DiscretizedLogistic):
        draws = np.clip(draws, 0, 1)
    mean = ops.convert_to_numpy(likelihood.mean(parameters))[0]
    np.testing.assert_allclose(draws.mean(axis=0), mean, atol=0.01)
    twin = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(likelihood))
    assert type(twin) is type(likelihood) and twin.get_config() == likelihood.get_config()
    one = np.full((1, 2, 2, 3), 1.0, "float32")
    expected = ops.convert_to_numpy(likelihood.log_prob(one, parameters))
    np.testing.assert_array_equal(ops.convert_to_numpy(twin.log_prob(one, parameters)), expected)


def test_the_loss_sums_over_pixels_and_over_dimensions_and_averages_over_images():
    model = small_vae(beta=0.5)
    model.compile(keras.optimizers.SGD(0.0))
    images = binary(small_images())
    logs = model.train_on_batch(images, return_dict=True)
    z_mean, z_log_var = model.encode(images)
    kl = 0.5 * (z_mean**2 + np.exp(z_log_var) - 1 - z_log_var).sum(axis=1).mean()
    np.testing.assert_allclose(logs["kl_loss"], kl, rtol=1e-4)
    assert 35 < logs["reconstruction_loss"] < 60  # 64 pixels, about ln 2 each before training
    np.testing.assert_allclose(logs["loss"], logs["reconstruction_loss"] + 0.5 * kl, rtol=1e-4)


def test_gradients_flow_through_the_sampling_to_every_weight_of_the_encoder():
    model = small_vae(beta=0.0)  # without the divergence, only the sampling leads there
    model.compile(keras.optimizers.SGD(0.1))
    before = values(model.encoder.trainable_variables)
    for _ in range(2):
        model.train_on_batch(small_images())
    after = values(model.encoder.trainable_variables)
    moved = [np.abs(a - b).max() for a, b in zip(after, before, strict=True)]
    assert min(moved) > 0, moved


def test_weights_of_images_count_as_if_those_of_weight_0_were_not_there():
    model = small_vae(free_bits=0.01)
    model.compile(keras.optimizers.SGD(0.1))
    start = values(model.trainable_variables)
    images, weights = small_images(8), np.arange(8) % 2
    y_pred = {name: ops.convert_to_numpy(x) for name, x in model(images).items()}
    loss = model.compute_loss(y_pred=y_pred, sample_weight=weights.astype("float32"))
    chosen = {name: x[weights == 1] for name, x in y_pred.items()}
    np.testing.assert_allclose(float(loss), float(model.compute_loss(y_pred=chosen)), rtol=1e-5)
    model.fit(images, sample_weight=np.zeros(8), verbose=0)
    for a, b in zip(start, values(model.trainable_variables), strict=True):
        np.testing.assert_array_equal(a, b)  # nothing counted, nothing moved


def test_a_penalty_on_weights_counts():
    def step(penalty):
        keras.utils.set_random_seed(0)
        model = small_vae()
        if penalty:
            kernel = model.encoder.layers[2].kernel
            kernel.regularizer = keras.regularizers.L2(penalty)
        model.compile(keras.optimizers.SGD(1.0))
        before = values(model.trainable_variables)
        model.train_on_batch(small_images())
        after = values(model.trainable_variables)
        return before, [b - a for b, a in zip(before, after, strict=True)]

    weights, without = step(0)
    _, with_penalty = step(0.25)
    for i, weight in enumerate(weights):
        expected = 2 * 0.25 * weight if i == 0 else np.zeros_like(weight)
        np.testing.assert_allclose(with_penalty[i] - without[i], expected, atol=1e-5)


@pytest.mark.parametrize("likelihood", LIKELIHOODS)
@pytest.mark.parametrize("network", ["dense", "conv"])
def test_training_raises_the_bound_on_its_images(likelihood, network):
    images = np.repeat(small_images(2), 16, axis=0)
    images = binary(images) if likelihood == "bernoulli" else images
    model = small_vae(network=network, widths=(8,), units=16, likelihood=likelihood)
    before = model.elbo(images).mean()
    model.compile(keras.optimizers.Adam(0.01))
    model.fit(images, batch_size=16, epochs=15, verbose=0)
    after = model.elbo(images)
    assert after.shape == (32,) and after.dtype == "float64"
    assert after.mean() > before + 5


def linear_gaussian():
    """A VAE whose exact log-likelihood is known: p(x) = N(b, W W' + s^2 1), around grey."""
    deviation = 0.025
    model = VAE(
        (2, 2, 1), 2, widths=(), likelihood="gaussian", standard_deviation=deviation, seed=1
    )
    rng = np.random.default_rng(3)
    weights = rng.normal(size=(2, 4)).astype("float32") / 20
    bias = np.float32([0.5, 0.52, 0.48, 0.53])
    model.decoder.set_weights([weights, bias])
    images = (rng.normal(size=(20, 2)) @ weights + bias).reshape(20, 2, 2, 1)
    images = (images + deviation * rng.normal(size=images.shape)).astype("float32")
    covariance = weights.T @ weights + deviation**2 * np.eye(4)
    centred = images.reshape(20, 4) - bias
    mahalanobis = np.sum(centred @ np.linalg.inv(covariance) * centred, axis=1)
    exact = -0.5 * (mahalanobis + np.linalg.slogdet(2 * np.pi * covariance)[1])
    posterior = np.linalg.inv(weights @ weights.T / deviation**2 + np.eye(2))
    gain = weights.T @ posterior / deviation**2  # the exact posterior's mean is (x - b) gain
    set_encoder(model, gain, -bias @ gain, np.zeros(2))
    return model, images, exact, posterior, gain, bias


def set_encoder(model, gain, bias, log_variance):
    """A linear encoder with a variance that is the same for all images."""
    layers = {layer.name: layer for layer in model.encoder.layers}
    layers["z_mean"].set_weights([gain, bias])
    layers["z_log_var"].set_weights([np.zeros_like(gain), log_variance])


def test_the_bound_rises_to_the_exact_likelihood_of_a_linear_gaussian_model():
    model, images, exact, *_ = linear_gaussian()
    bounds = [
        np.mean([model.log_likelihood(images, num_samples=k, seed=s).mean() for s in range(8)])
        for k in (1, 10, 100)
    ]
    elbo = np.mean([model.elbo(images, seed=s).mean() for s in range(40)])
    assert elbo < bounds[1] < bounds[2] < exact.mean() + 0.05
    np.testing.assert_allclose(model.log_likelihood(images, num_samples=9000), exact, atol=0.15)


def test_with_the_exact_posterior_one_sample_is_enough():
    model, images, exact, posterior, gain, bias = linear_gaussian()
    # The exact posterior's covariance is not diagonal: turn the code to its main axes first.
    _, turn = np.linalg.eigh(posterior)
    decoder = model.decoder.get_weights()
    model.decoder.set_weights([turn.T.astype("float32") @ decoder[0], decoder[1]])
    variances = np.diag(turn.T @ posterior @ turn)
    set_encoder(model, gain @ turn, -bias @ gain @ turn, np.log(variances))
    np.testing.assert_allclose(model.log_likelihood(images, num_samples=1), exact, atol=1e-3)


def test_free_bits_and_warm_up_change_the_loss_as_written():
    images = binary(small_images())
    model = small_vae(free_bits=5.0, warmup_steps=4)
    model.compile(keras.optimizers.SGD(0.0))
    for step in range(1, 7):
        logs = model.train_on_batch(images, return_dict=True)
        model.reset_metrics()
        # Nothing moves, and each of the 3 dimensions is below 5 nats: each costs 5.
        expected = logs["reconstruction_loss"] + min(1, step / 4) * 3 * 5.0
        np.testing.assert_allclose(logs["loss"], expected, rtol=1e-5)
        assert logs["kl_loss"] < 5


@pytest.mark.parametrize("likelihood", LIKELIHOODS)
def test_samples_have_shape_type_range_and_obey_the_seed(likelihood):
    model = small_vae(likelihood=likelihood)
    rng = np.random.default_rng(0)  # an untrained decoder draws the same for every code
    weights = model.decoder.get_weights()
    model.decoder.set_weights([w + rng.normal(0, 0.3, w.shape).astype("float32") for w in weights])
    first, again = model.sample(5, seed=3), model.sample(5, seed=3)
    assert first.shape == (5, *SHAPE) and first.dtype == np.uint8
    np.testing.assert_array_equal(first, again)
    assert np.any(first != model.sample(5, seed=4))
    floats = model.sample(5, seed=3, dtype="float32")
    assert floats.dtype == np.float32 and floats.min() >= 0 and floats.max() <= 1
    np.testing.assert_allclose(floats * 255, first, atol=0.51)
    draws = model.sample(5, seed=3, draws=True)
    assert np.any(draws != first)
    np.testing.assert_array_equal(draws, model.sample(5, seed=3, draws=True))
    if likelihood == "bernoulli":
        assert set(np.unique(draws)) <= {0, 255}


def test_codes_reconstructions_and_walks_fit_together():
    model, images = small_vae(), small_images(4)
    z_mean, z_log_var = model.encode(images)
    assert z_mean.shape == z_log_var.shape == (4, 3)
    np.testing.assert_array_equal(model.reconstruct(images), model.decode(z_mean))
    walk = model.interpolate(images[:2], images[2:], 5)
    assert walk.shape == (10, *SHAPE)
    np.testing.assert_array_equal(walk[[0, 4, 5, 9]], model.decode(z_mean[[0, 2, 1, 3]]))


def test_repairs_keep_what_is_visible_and_explain_it_better_than_the_first_guess(monkeypatch):
    monkeypatch.setattr(vae_inference, "NUM_STARTS", 5)
    images = binary(small_images(3))
    model = small_vae(widths=(32,))
    model.compile(keras.optimizers.Adam(0.01))
    model.fit(np.repeat(images, 20, axis=0), batch_size=20, epochs=60, verbose=0)
    mask = np.zeros(SHAPE, bool)
    mask[:, 5:] = True
    damaged = np.where(mask, 77, images).astype("uint8")
    repaired = model.inpaint(damaged, mask, num_steps=30)
    np.testing.assert_array_equal(repaired[:, :, :5], images[:, :, :5])
    wrong = np.mean(np.abs(repaired.astype(int) - images)[:, :, 5:])
    assert wrong < 60  # of 255, where an image of another of the three would give about 127
    np.testing.assert_array_equal(
        repaired, model.inpaint(np.where(mask, 200, images), mask, num_steps=30)
    )
    noise = np.random.default_rng(0).normal(0, 0.3, images.shape)
    clean = model.denoise(
        (images / 255 + noise).astype("float32"), 0.3, num_steps=30, dtype="float32"
    )
    assert np.mean((clean - images / 255) ** 2) < 0.5 * np.mean(noise**2)


def make_conditional(kind, **options):
    options = {"latent_dim": 2, "widths": (8,), "seed": 1} | options
    if kind is VAE:
        return VAE(image_shape=SHAPE, num_classes=2, **options)
    return ConditionalVAE(2, image_shape=SHAPE, **options)


@pytest.mark.parametrize("kind", [VAE, ConditionalVAE])
def test_with_labels_it_obeys_them_and_survives_a_file(kind, tmp_path):
    labels = np.arange(64) % 2
    images = np.where(labels[:, None, None, None], 255, 0) * np.ones((1, *SHAPE))
    images = images.astype("uint8")
    model = make_conditional(kind)
    model.compile(keras.optimizers.Adam(0.03))
    model.fit((images, labels), batch_size=32, epochs=40, verbose=0)
    assert model.sample(9, labels=1, seed=0).mean() > 200 > 55 > model.sample(9, labels=0).mean()
    assert model.sample(9).shape == (9, *SHAPE)
    right, wrong = model.elbo(images, labels).mean(), model.elbo(images, 1 - labels).mean()
    assert right > wrong + 10
    assert model.log_likelihood(images[:3], labels[:3], num_samples=7).shape == (3,)
    model.save(tmp_path / "vae.keras")
    loaded = keras.models.load_model(tmp_path / "vae.keras")
    assert type(loaded) is kind and loaded.num_classes == 2
    np.testing.assert_array_equal(
        loaded.sample(3, labels=1, seed=2), model.sample(3, labels=1, seed=2)
    )
    with pytest.raises(ValueError, match="needs labels"):
        model.encode(images)
    with pytest.raises(ValueError, match="one label, or 3"):
        model.sample(3, labels=[0, 1])
    with pytest.raises(ValueError, match=r"0 \.\. 1"):
        model.sample(2, labels=[0, 2])


@pytest.mark.parametrize("kind", [VAE, ConditionalVAE])
def test_every_method_takes_labels_and_asks_for_them(kind, monkeypatch):
    monkeypatch.setattr(vae_inference, "NUM_STARTS", 3)
    model = make_conditional(kind)
    rng = np.random.default_rng(0)  # an untrained decoder draws the same for every code
    weights = model.decoder.get_weights()
    model.decoder.set_weights([w + rng.normal(0, 0.5, w.shape) for w in weights])
    images = binary(small_images(4))
    mask = np.arange(8)[:, None] < 3
    calls = {
        "encode": lambda *labels: model.encode(images, *labels)[0],
        "decode": lambda *labels: model.decode(np.zeros((4, 2)), *labels),
        "reconstruct": lambda *labels: model.reconstruct(images, *labels),
        "interpolate": lambda *labels: model.interpolate(images, images[::-1], 3, *labels),
        "elbo": lambda *labels: model.elbo(images, *labels),
        "log_likelihood": lambda *labels: model.log_likelihood(images, *labels, num_samples=3),
        "inpaint": lambda *labels: model.inpaint(images, mask[..., None], *labels, num_steps=2),
        "denoise": lambda *labels: model.denoise(images, 0.1, *labels, num_steps=2),
    }
    for name, call in calls.items():
        ones, mixed = call(1), call([1, 0, 1, 1])
        assert len(ones) == (12 if name == "interpolate" else 4), name
        np.testing.assert_allclose(call([1, 1, 1, 1]), ones, err_msg=name)
        parts, others = np.split(mixed, 4), np.split(ones, 4)
        assert np.any(parts[1] != others[1]), f"{name} does not look at the labels"
        np.testing.assert_allclose(parts[0], others[0], rtol=1e-4, atol=1, err_msg=name)
        with pytest.raises(ValueError, match="needs labels"):
            call()
        with pytest.raises(ValueError, match=r"0 \.\. 1"):
            call(2)


def test_walks_of_a_class_start_and_end_at_their_reconstructions():
    model, images = make_conditional(VAE), small_images(4)
    labels = [0, 1]
    walk = model.interpolate(images[:2], images[2:], 5, labels)
    np.testing.assert_array_equal(walk[[0, 5]], model.reconstruct(images[:2], labels))
    np.testing.assert_array_equal(walk[[4, 9]], model.reconstruct(images[2:], labels))


def networks_given(likelihood, **options):
    shape = {"image_shape": (8, 8, 3)} | options
    count = likelihood.parameters_per_value
    return {
        "dense": (
            DenseEncoder(2, (8,), **shape),
            DenseDecoder(2, (8,), parameters_per_value=count, **shape),
        ),
        "conv": (
            ConvEncoder(2, (4, 8), units=8, **shape),
            ConvDecoder(2, (8, 4), units=8, parameters_per_value=count, **shape),
        ),
    }


@pytest.mark.parametrize("likelihood", [Bernoulli(), Gaussian(0.3), DiscretizedLogistic()])
@pytest.mark.parametrize("network", ["dense", "conv"])
def test_it_takes_its_networks_and_its_likelihood_as_arguments(network, likelihood, tmp_path):
    encoder, decoder = networks_given(likelihood)[network]
    model = VAE(encoder, decoder, likelihood=likelihood, seed=1)
    assert model.image_shape == (8, 8, 3) and model.latent_dim == 2
    model.compile(keras.optimizers.Adam(0.01))
    images = np.random.default_rng(0).integers(0, 256, (8, 8, 8, 3), dtype="uint8")
    model.fit(images, verbose=0)
    model.save(tmp_path / "vae.keras")
    loaded = keras.models.load_model(tmp_path / "vae.keras")
    assert type(loaded.encoder) is type(encoder) and type(loaded.likelihood) is type(likelihood)
    assert loaded.likelihood.get_config() == likelihood.get_config()
    np.testing.assert_array_equal(loaded.encode(images)[0], model.encode(images)[0])
    for draws in (False, True):
        samples = model.sample(3, seed=0, draws=draws)
        np.testing.assert_array_equal(samples, loaded.sample(3, seed=0, draws=draws))


def test_networks_built_from_their_names_are_those_given():
    for network, pair in networks_given(Bernoulli()).items():
        widths = {"dense": (8,), "conv": (4, 8)}[network]
        built = VAE((8, 8, 3), 2, network=network, widths=widths, units=8)
        for a, b in zip(pair, (built.encoder, built.decoder), strict=True):
            ours, theirs = a.get_config(), b.get_config()
            assert ours | {"name": ""} == theirs | {"name": ""}


def test_networks_that_do_not_fit_are_refused():
    encoder, decoder = networks_given(Bernoulli())["dense"]
    with pytest.raises(ValueError, match="both encoder and decoder"):
        VAE(encoder)
    with pytest.raises(ValueError, match=r"must give \(8, 8, 6\)"):
        VAE(encoder, decoder, likelihood="discretized_logistic")
    with pytest.raises(ValueError, match="outputs of length 2"):
        VAE(DenseEncoder(3, (8,), (8, 8, 3)), decoder)
    with pytest.raises(ValueError, match="Give num_classes to both"):
        VAE(encoder, decoder, num_classes=3)
    with pytest.raises(ValueError, match="above 0"):
        VAE(likelihood="gaussian", standard_deviation=0.0)


def test_bounds_are_computed_in_float32_whatever_the_training_precision():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = small_vae()
    finally:
        keras.config.set_dtype_policy("float32")
    twin = small_vae()
    twin.set_weights(model.get_weights())
    images = binary(small_images())
    np.testing.assert_allclose(model.elbo(images), twin.elbo(images), atol=1e-4)
    assert model.decoder.layers[1].compute_dtype == "bfloat16"  # and put back


def test_bad_input_is_refused_with_a_remedy():
    model = small_vae()
    with pytest.raises(ValueError, match="binarize"):
        model.elbo(small_images())
    with pytest.raises(ValueError, match="bernoulli, discretized_logistic"):
        small_vae(likelihood="poisson")
    with pytest.raises(ValueError, match='"dense" or "conv"'):
        small_vae(network="transformer")
    with pytest.raises(ValueError, match="divisible by 16"):
        small_vae(network="conv", widths=(4, 4, 4, 4))
    with pytest.raises(ValueError, match="no labels"):
        model.encode(small_images(2), labels=[0, 1])
    with pytest.raises(ValueError, match=r"got \(2, 8, 7, 1\)"):
        model.encode(small_images(2)[:, :, :7])
    with pytest.raises(ValueError, match="at least 1"):
        model.sample(0)
    with pytest.raises(ValueError, match="at least 1"):
        model.log_likelihood(binary(small_images(1)), num_samples=0)
    with pytest.raises(ValueError, match="boolean"):
        model.inpaint(small_images(2), np.zeros(SHAPE))
    with pytest.raises(ValueError, match="does not fit"):
        model.inpaint(small_images(2), np.zeros((3, 3), bool))
    with pytest.raises(ValueError, match="above 0"):
        model.denoise(small_images(2), 0)
    with pytest.raises(ValueError, match="dtype"):
        model.decode(np.zeros((1, 3)), dtype="float64")
    with pytest.raises(ValueError, match="num_steps"):
        model.interpolate(small_images(2), small_images(2), 0)
    with pytest.raises(ValueError, match="as many ends"):
        model.interpolate(small_images(2), small_images(3), 3)


def test_batches_cover_everything_once():
    parts = list(vae_inference.batches(np.arange(7), np.arange(7) * 2, size=3))
    assert [len(p[0]) for p in parts] == [3, 3, 1]
    np.testing.assert_array_equal(np.concatenate([p[1] for p in parts]), np.arange(7) * 2)
