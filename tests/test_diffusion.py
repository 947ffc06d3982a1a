"""Schedules, samplers, bounds and the model of diffusion, against formulas and exact denoisers."""

import keras
import numpy as np
import pytest
from keras import ops

from aigc_keras import VAE, Diffusion, LatentDiffusion, schedules
from aigc_keras.models import diffusion_sampling as sampling
from aigc_keras.models import load_model
from aigc_keras.models.diffusion import without
from aigc_keras.networks.conditions import Conditions, ScaleShift, TimeCode
from aigc_keras.networks.dit import DenseDenoiser, DiT
from aigc_keras.networks.unet import UNet
from aigc_keras.schedules import SCHEDULES, image_and_noise, schedule_of, target_weights

NAMES = sorted(SCHEDULES)
TARGETS = ("noise", "image", "velocity")


def rates_of(name):
    """A schedule's rates at a time, as floats."""
    return lambda time: tuple(float(rate) for rate in SCHEDULES[name].rates(time))


def of_normal(name, mean=0.5, deviation=0.3):
    """What the best denoiser says where images are N(mean, deviation^2), by Bayes' rule."""
    rates = rates_of(name)

    def estimate(x, time):
        signal, rate = rates(time)
        variance = (signal * deviation) ** 2 + rate**2
        surprise = (x - signal * mean) / variance
        return mean + signal * deviation**2 * surprise, rate * surprise

    return estimate


@pytest.mark.parametrize("name", NAMES)
def test_the_noise_grows_and_the_velocity_fits(name):
    t = np.linspace(0, 1, 101)
    signal, noise = (np.array(rate) for rate in SCHEDULES[name].rates(t))
    assert np.all(np.diff(signal) < 0) and np.all(np.diff(noise) > -1e-6)
    np.testing.assert_allclose([signal[0], noise[0], noise[-1]], [1, 0, 1], atol=1e-4)
    of_image, of_noise = SCHEDULES[name].velocity(signal, noise)
    np.testing.assert_allclose(signal * of_noise - noise * of_image, 1, atol=1e-5)
    # The velocity points where the curve (signal, noise) goes.
    slope = np.gradient(signal, t)[20:80], np.gradient(noise, t)[20:80]
    across = slope[0] * of_noise[20:80] - slope[1] * of_image[20:80]
    np.testing.assert_allclose(across / np.hypot(*slope), 0, atol=2e-3)
    snr = np.array(schedules.log_snr(SCHEDULES[name].rates, t[1:-1]))
    assert np.all(np.diff(snr) < 0)


def test_the_linear_schedule_is_that_of_ddpm():
    """Its thousand steps of noise, multiplied."""
    betas = np.linspace(1e-4, 0.02, 1000)
    signal = np.sqrt(np.cumprod(1 - betas))
    ours = np.array(schedules.linear(np.arange(1, 1001) / 1000)[0])
    np.testing.assert_allclose(ours[99:], signal[99:], rtol=0.04)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("target", TARGETS)
def test_a_prediction_gives_back_image_and_noise(name, target):
    image, noise = np.random.default_rng(0).normal(size=(2, 4, 3))
    rates = rates_of(name)(0.4)
    weights = target_weights(SCHEDULES[name], target, rates)
    prediction = weights[0] * image + weights[1] * noise
    found = image_and_noise(rates[0] * image + rates[1] * noise, prediction, rates, weights)
    np.testing.assert_allclose(found, [image, noise], atol=1e-5)


def test_a_step_with_eta_1_is_that_of_ddpm():
    """Ho et al. 2020: algorithm 2, with the variance of equation 7, in their own symbols."""
    betas = np.linspace(1e-4, 0.02, 1000)
    alphas = 1 - betas
    bars = np.cumprod(alphas)
    rng = np.random.default_rng(0)
    x, epsilon = rng.normal(size=(2, 5, 4))
    for t in (1, 10, 500, 999):
        mean = (x - betas[t] / np.sqrt(1 - bars[t]) * epsilon) / np.sqrt(alphas[t])
        variance = (1 - bars[t - 1]) / (1 - bars[t]) * betas[t]
        z = np.random.default_rng(7).standard_normal(x.shape, dtype="float32")
        now, then = ((np.sqrt(bars[i]), np.sqrt(1 - bars[i])) for i in (t, t - 1))
        image = (x - now[1] * epsilon) / now[0]
        ours = sampling.step(image, epsilon, now, then, 1.0, np.random.default_rng(7))
        np.testing.assert_allclose(ours, mean + np.sqrt(variance) * z, rtol=1e-6, atol=1e-8)


def test_a_step_with_eta_0_is_that_of_ddim():
    """Song et al. 2020, equation 12: it is the same with every amount of noise, and draws none."""
    image, noise = np.random.default_rng(0).normal(size=(2, 5, 4))
    for eta in (0.0, 0.3, 1.0):
        now, then = (0.6, 0.8), (0.8, 0.6)
        draws = np.random.default_rng(1).standard_normal(image.shape, dtype="float32")
        sigma = eta * np.sqrt((1 - 0.64) / (1 - 0.36)) * np.sqrt(1 - 0.36 / 0.64)
        expected = 0.8 * image + np.sqrt(0.36 - sigma**2) * noise + sigma * draws
        ours = sampling.step(image, noise, now, then, eta, np.random.default_rng(1))
        np.testing.assert_allclose(ours, expected, atol=1e-7)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("sampler", sampling.SAMPLERS)
def test_the_exact_denoiser_gives_the_images_distribution(name, sampler):
    rng, rates = np.random.default_rng(0), rates_of(name)
    x = rng.standard_normal((20_000, 1))
    weights = lambda time: SCHEDULES[name].velocity(*rates(time))  # noqa: E731
    times = np.linspace(0.999, 0, 501)
    how = {"sampler": sampler, "rng": rng, "weights": weights}
    *_, images = sampling.walk(of_normal(name), rates, x, times, **how)
    np.testing.assert_allclose(images.mean(), 0.5, atol=0.02)
    np.testing.assert_allclose(images.std(), 0.3, atol=0.02)


@pytest.mark.parametrize("name", NAMES)
def test_heun_is_of_second_order(name):
    """With twice as many steps its error is a quarter, DDIM's one half."""
    rates, estimate = rates_of(name), of_normal(name)
    weights = lambda time: SCHEDULES[name].velocity(*rates(time))  # noqa: E731
    x = np.array([[1.5]])
    errors = {}
    for sampler in ("ddim", "heun"):
        ends = []
        for num_steps in (16, 32, 1024):  # to a time at which the velocity is still smooth
            times = np.linspace(0.9, 0.3, num_steps + 1)
            how = {"sampler": sampler, "weights": weights}
            *_, end = sampling.walk(estimate, rates, x, times, **how)
            ends.append(end.item())
        errors[sampler] = [abs(end - ends[-1]) for end in ends[:2]]
    ratios = {sampler: pair[0] / pair[1] for sampler, pair in errors.items()}
    assert 1.7 < ratios["ddim"] < 2.4 and 3.3 < ratios["heun"] < 5, ratios


def test_schedules_agree_where_their_signal_to_noise_ratios_do():
    """DDIM on the straight line, at the times with the ratios of the cosine, ends where that does.

    A noisy image of one schedule is then a multiple of that of the other.
    """
    times = np.linspace(0.95, 0.0, 12)
    ratios = np.tan(np.pi / 2 * times)  # noise / signal of the cosine
    twins = ratios / (1 + ratios)
    x = np.random.default_rng(0).normal(size=(6, 3))
    scale = sum(rates_of("cosine")(times[0]))
    *_, one = sampling.walk(of_normal("cosine"), rates_of("cosine"), x, times)
    *_, other = sampling.walk(of_normal("rectified"), rates_of("rectified"), x / scale, twins)
    np.testing.assert_allclose(other, one, atol=1e-5)


def test_a_repair_is_drawn_from_what_the_visible_part_allows():
    """Two pixels whose correlation is 0.8: of the second, given the first, all is known."""
    covariance = np.array([[1.0, 0.8], [0.8, 1.0]]) * 0.25
    rates = rates_of("cosine")

    def estimate(x, time):
        signal, rate = rates(time)
        gain = signal * covariance @ np.linalg.inv(signal**2 * covariance + rate**2 * np.eye(2))
        image = x @ gain.T
        return image, (x - signal * image) / rate

    known = np.full((4000, 2), 0.5)
    times, rng = np.linspace(0.999, 0, 41), np.random.default_rng(0)
    mask = np.broadcast_to([False, True], known.shape)
    found = sampling.repaired(estimate, rates, known, mask, times, 5, rng)
    assert np.all(found[:, 0] == 0.5)
    np.testing.assert_allclose(found[:, 1].mean(), 0.8 * 0.5, atol=0.06)
    np.testing.assert_allclose(found[:, 1].std(), 0.3, atol=0.06)  # sqrt(1 - 0.8^2) / 2


def test_the_bound_of_random_bytes_is_8_bits():
    """With the exact denoiser, and with many levels, the bound is what the bytes hold."""
    images = np.random.default_rng(0).integers(0, 256, (50, 40)) / 127.5 - 1
    rates, values = rates_of("cosine"), np.linspace(-1, 1, 256)

    def estimate(x, time):
        signal, rate = rates(time)
        logits = -0.5 * ((x[..., None] - signal * values) / rate) ** 2
        weights = np.exp(logits - logits.max(-1, keepdims=True))
        image = (weights * values).sum(-1) / weights.sum(-1)
        return image, (x - signal * image) / rate

    rng = np.random.default_rng(0)
    bound = sampling.evidence_lower_bound(estimate, rates, images, 5000, 100, rng)
    bits = -bound / (40 * np.log(2))
    assert bits.shape == (50,)
    np.testing.assert_allclose(bits.mean(), 8.0, atol=0.05)
    worse = sampling.evidence_lower_bound(
        lambda x, time: (0 * x, (x - 0 * x) / rates(time)[1]), rates, images, 1000, 100, rng
    )
    assert -worse.mean() / (40 * np.log(2)) > 8.5


def small(**options):
    """A model of 8x8 grey images, not trained, the same each time."""
    keras.utils.set_random_seed(0)
    network = UNet((8, 8, 1), filters=(4, 8), num_heads=2, num_classes=options.get("num_classes"))
    model = Diffusion(network, seed=0, **options)
    for variable in model.trainable_variables:
        if not ops.convert_to_numpy(variable).any():
            variable.assign(np.random.default_rng(0).normal(size=variable.shape) / 4)
    return model


def test_guidance_goes_further_from_what_is_said_without_a_label():
    model = small(num_classes=3)
    noisy = np.random.default_rng(0).normal(size=(2, 8, 8, 1)).astype("float32")
    free, with_label, twice = (
        model.estimate(noisy, 0.5, 1, guidance=guidance)[0] for guidance in (0.0, 1.0, 2.0)
    )
    np.testing.assert_allclose(model.estimate(noisy, 0.5)[0], free, atol=1e-5)
    assert np.abs(with_label - free).max() > 1e-3
    np.testing.assert_allclose(twice, 2 * with_label - free, atol=1e-4)
    # Outside the interval nothing is guided.
    how = {"num_steps": 4, "seed": 0, "labels": 1, "dtype": "float32"}
    plain = model.sample(3, **how)
    assert np.array_equal(model.sample(3, guidance=3.0, guidance_interval=(2, 3), **how), plain)
    assert not np.array_equal(model.sample(3, guidance=3.0, **how), plain)


def test_labels_are_left_out_at_the_rate_that_was_asked_for():
    model = small(num_classes=3, drop_rate=1.0)
    x = np.zeros((4, 8, 8, 1), "uint8")
    losses = []
    for label in (0, 2):
        model.seed_generator.state.assign(np.array([0, 0], "uint32"))
        y_pred = model((x, np.full(4, label, "int32")), training=True)
        losses.append(float(model.compute_loss(y_pred=y_pred)))
    assert losses[0] == losses[1]
    kept = without(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([True, False]))
    assert np.array(kept).tolist() == [[0, 0], [3, 4]]


def told_vectors(seed=0):
    """A model of images that is told vectors of five numbers, with weights that listen to them."""
    model = Diffusion(
        UNet((8, 8, 1), (4, 8), num_heads=2, condition_dim=5), condition_dim=5, seed=0
    )
    for variable in model.denoiser.trainable_variables:
        variable.assign(np.random.default_rng(0).normal(size=variable.shape) / 4)
    return model


def test_a_denoiser_can_be_told_vectors(tmp_path):
    model = told_vectors()
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (8, 8, 8, 1), "uint8")
    vectors = rng.normal(size=(8, 5)).astype("float32")
    model.compile("adam")
    model.fit((images, vectors), batch_size=4, verbose=0)
    how = {"num_steps": 3, "seed": 0, "dtype": "float32"}
    plain = model.sample(2, **how)
    assert np.array_equal(model.sample(2, labels=np.zeros(5), **how), plain)  # zeros mean none
    one, two = (model.sample(2, labels=vector, **how) for vector in vectors[:2])
    assert not np.array_equal(one, plain) and not np.array_equal(one, two)
    mixed = model.sample(2, labels=vectors[:2], **how)  # a vector for each image
    np.testing.assert_allclose(mixed[0], one[0], atol=1e-4)
    np.testing.assert_allclose(mixed[1], two[1], atol=1e-4)
    assert not np.array_equal(model.sample(2, labels=vectors[:2], guidance=3.0, **how), mixed)
    walks = model.interpolate(images[:2], images[2:4], 3, vectors[:2], num_steps=2)
    assert walks.shape == (6, 8, 8, 1)
    assert model.edit(images[:2], 0.5, vectors[0], num_steps=2).shape == (2, 8, 8, 1)
    model.save(tmp_path / "model.keras")
    twin = load_model(tmp_path / "model.keras")
    assert np.array_equal(twin.sample(2, labels=vectors[:2], **how), mixed)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda m, x: m.sample(2, labels=[1.0, 2.0], num_steps=1), "vector of 5 numbers"),
        (lambda m, x: m.sample(2, labels=3, num_steps=1), "vector of 5 numbers"),
        (lambda m, x: m.fit(x, verbose=0), "learns from pairs"),
        (lambda m, x: m.fit((x, np.zeros((4, 3))), verbose=0), "Vectors must be"),
        (lambda m, x: m.fit(x, np.zeros((4, 5)), verbose=0), "fit"),
        (lambda m, x: Diffusion(m.denoiser, condition_dim=4), "third input is"),
        (lambda m, x: Diffusion(m.denoiser, condition_dim=5, num_classes=2), "not both"),
        (lambda m, x: Diffusion(m.denoiser), "takes 2 inputs"),
    ],
)
def test_vectors_that_do_not_fit_are_refused(make, message):
    model = told_vectors()
    model.compile("adam")
    with pytest.raises(ValueError, match=message):
        make(model, np.zeros((4, 8, 8, 1), "uint8"))


def test_a_latent_diffusion_passes_vectors_on():
    vae, _ = latent()
    diffusion = Diffusion(DenseDenoiser(4, 8, condition_dim=2), condition_dim=2, seed=0)
    model = LatentDiffusion(vae.encoder, vae.decoder, diffusion, from_logits=True)
    images, vectors = np.zeros((8, 8, 8, 1), "uint8"), np.ones((8, 2), "float32")
    model.adapt(images)
    model.compile("adam")
    model.fit((images, vectors), verbose=0)
    assert model.sample(3, labels=[0.5, 1.0], num_steps=2, seed=0).shape == (3, 8, 8, 1)
    with pytest.raises(ValueError, match="learns from pairs"):
        model.fit(images, verbose=0)


def test_the_loss_of_exact_predictions_is_zero_and_times_cover_all_noise_levels():
    model = small()
    x = np.random.default_rng(0).integers(0, 256, (64, 8, 8, 1), "uint8")
    seen = []
    model.denoiser.call = lambda inputs, **options: seen.append(inputs) or ops.zeros_like(inputs[0])
    y_pred = model(x, training=True)
    t = np.sort(np.array(seen[0][1]))
    np.testing.assert_allclose(np.diff(t), 1 / 64, atol=1e-5)
    scaled = x / 127.5 - 1
    signal, rate = (np.array(r)[:, None, None, None] for r in schedules.cosine(seen[0][1]))
    noise = (np.array(seen[0][0]) - signal * scaled) / np.maximum(rate, 1e-3)
    target = signal * noise - rate * scaled
    good = rate[:, 0, 0, 0] > 0.1
    np.testing.assert_allclose(np.array(y_pred["target"])[good], target[good], atol=1e-3)
    perfect = {"prediction": y_pred["target"], "target": y_pred["target"]}
    assert float(model.compute_loss(y_pred=perfect)) == 0


@pytest.mark.backends
def test_errors_of_the_image_weigh_as_those_of_the_velocity_up_to_a_limit():
    x = np.random.default_rng(0).integers(0, 256, (64, 8, 8, 1), "uint8")

    def losses(limit, target):
        model = small(target=target, **({"weight_limit": limit} if limit else {}))
        times = []

        def black(inputs, **options):  # what an answer of 0 for the image is for the velocity
            noisy, t = inputs
            times.append(ops.convert_to_numpy(t))
            if target == "image":
                return ops.zeros_like(noisy)
            signal, rate = (rate[:, None, None, None] for rate in schedules.cosine(t))
            return signal / rate * noisy

        model.denoiser.call = black
        y_pred = model(x, training=True)
        errors = ops.convert_to_numpy(ops.square(y_pred["prediction"] - y_pred["target"]))
        weights = y_pred.get("weight")
        per_image = errors.mean((1, 2, 3))
        if weights is not None:
            per_image = per_image * ops.convert_to_numpy(weights)
        mean = float(model.compute_loss(y_pred=y_pred))
        np.testing.assert_allclose(mean, per_image.mean(), rtol=1e-4)
        return per_image, times[0]

    of_velocity, times = losses(None, "velocity")
    of_image, same = losses(1e9, "image")
    limited, _ = losses(10.0, "image")
    plain, _ = losses(None, "image")
    np.testing.assert_array_equal(times, same)
    late = times > 0.05
    np.testing.assert_allclose(of_image[late], of_velocity[late], rtol=1e-2)
    rate = ops.convert_to_numpy(schedules.cosine(times)[1])
    np.testing.assert_allclose(limited, plain * np.minimum(1 / rate**2, 10), rtol=1e-3)
    np.testing.assert_allclose(losses(1.0, "image")[0], plain, rtol=1e-5)


def test_it_learns_where_two_kinds_of_points_lie():
    keras.utils.set_random_seed(0)
    rng = np.random.default_rng(0)
    points = rng.choice([-1.0, 1.0], (4000, 1)) * [[1.0, 0.5]] + rng.normal(size=(4000, 2)) / 20
    model = Diffusion(DenseDenoiser(2, 64, 2), seed=0)
    model.compile(keras.optimizers.Adam(3e-3), steps_per_execution=20)
    model.fit(points.astype("float32"), batch_size=200, epochs=20, verbose=0)
    drawn = model.sample(500, num_steps=20, seed=0)
    sides = np.sign(drawn[:, 0])
    assert 0.4 < (sides > 0).mean() < 0.6
    distances = np.linalg.norm(drawn - sides[:, None] * [1.0, 0.5], axis=1)
    assert np.median(distances) < 0.2
    # Coded and decoded, points come back; between those of both sides the walk crosses the gap.
    noise = model.encode(points[:200], num_steps=100)
    assert np.abs(model.decode(noise, num_steps=100) - points[:200]).mean() < 0.1
    assert np.abs(noise.std() - 1) < 0.3


def test_visible_pixels_stay_and_another_seed_repairs_otherwise():
    model = small()
    images = np.random.default_rng(0).integers(0, 256, (3, 8, 8, 1), "uint8")
    mask = np.zeros((8, 8, 1), bool)
    mask[:4] = True
    one, other = (model.inpaint(images, mask, num_steps=3, seed=seed) for seed in (0, 1))
    assert np.array_equal(one[:, 4:], images[:, 4:]) and np.array_equal(other[:, 4:], images[:, 4:])
    assert not np.array_equal(one, other)
    assert np.array_equal(one, model.inpaint(images, mask, num_steps=3, seed=0))


def test_a_weak_edit_keeps_more_than_a_strong_one():
    model = small()
    images = np.random.default_rng(0).integers(0, 256, (8, 8, 8, 1), "uint8")
    weak, strong = (
        np.abs(model.edit(images, s, num_steps=4, seed=0).astype(int) - images).mean()
        for s in (0.05, 1.0)
    )
    assert weak < strong / 2


@pytest.mark.parametrize(
    "network",
    [
        UNet((8, 8, 3), (4, 8), 1, 2, 2, num_classes=3),
        DiT((8, 8, 3), 4, 8, 1, 2, num_classes=3),
        DenseDenoiser(5, 8, num_classes=3),
        DenseDenoiser(5, 8, condition_dim=4),
    ],
    ids=["UNet", "DiT", "dense, labels", "dense, vectors"],
)
def test_networks_begin_at_zero_listen_and_are_kept(network, tmp_path):
    shapes = [(2, *x.shape[1:]) for x in network.inputs]
    rng = np.random.default_rng(0)
    inputs = [rng.normal(size=shape).astype("float32") for shape in shapes]
    if network.num_classes:
        inputs[2] = np.array([0, 3], "int32")
    assert not np.array(network(inputs)).any()
    for variable in network.trainable_variables:
        if not ops.convert_to_numpy(variable).any():
            variable.assign(rng.normal(size=variable.shape) / 4)
    before = np.array(network(inputs))
    for i in range(len(inputs)):  # noisy image, time, condition: all count
        changed = list(inputs)
        changed[i] = inputs[i][::-1] if i != 1 else inputs[i] + 0.3
        assert np.abs(np.array(network(changed)) - before).max() > 1e-4, i
    network.save(tmp_path / "network.keras")
    loaded = keras.saving.load_model(tmp_path / "network.keras")
    np.testing.assert_allclose(np.array(loaded(inputs)), before, atol=1e-5)


def test_parts_of_conditions():
    assert np.abs(np.array(TimeCode(8)(np.array([0.0, 0.5])))).max() <= 1
    assert Conditions(4)(ops.ones((2, 7))).shape == (2, 4)
    x = np.random.default_rng(0).normal(size=(2, 3, 5)).astype("float32")
    layer = ScaleShift()
    layer(x, np.ones((2, 4), "float32"))
    layer.project.bias.assign(np.r_[np.ones(5), np.full(5, 7.0)])
    np.testing.assert_allclose(layer(x, np.ones((2, 4), "float32")), 2 * x + 7, atol=1e-5)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: small(target="score"), "target must be one of noise, image, velocity"),
        (lambda: small(schedule="exponential"), "schedule must be one of"),
        (lambda: small(drop_rate=2), "drop_rate must be a number"),
        (lambda: small(weight_limit=5.0), "goes with target"),
        (lambda: small(target="image", weight_limit=0.5), "at least 1, or None"),
        (lambda: small(target="image", weight_limit="5"), "at least 1, or None"),
        (lambda: Diffusion(UNet((8, 8, 1), (4, 8), num_heads=2), num_classes=3), "takes 3 inputs"),
        (lambda: Diffusion("unet"), "must be a Keras model"),
        (lambda: UNet((10, 10, 1), (4, 8, 16)), "divisible by 4"),
        (lambda: DiT((10, 10, 1), 4), "do not divide"),
        (lambda: small().sample(2, num_steps=2, sampler="euler"), "sampler must be one of"),
        (lambda: small().sample(2, num_steps=0), "num_steps must be a whole number"),
        (lambda: small().sample(2, labels=1), "takes no labels"),
        (lambda: small(num_classes=3).sample(2, labels=4, num_steps=2), "Labels must lie in 0"),
        (lambda: small().edit(np.zeros((1, 8, 8, 1)), 0.0), "above 0"),
        (lambda: small().decode(np.zeros((1, 8, 8))), "Noise must be"),
        (lambda: small().inpaint(np.zeros((1, 8, 8, 1)), np.ones((1, 8, 8, 1))), "boolean"),
        (lambda: small().inpaint(np.zeros((1, 8, 8, 1)), np.ones((3, 3), bool)), "does not fit"),
        (lambda: Diffusion(DenseDenoiser(2, 8)).elbo(np.zeros((1, 2))), "images of 8 bits"),
        (lambda: small().encode(np.full((1, 8, 8, 1), 99.0)), "divide by 255"),
    ],
)
def test_what_cannot_be_done_is_said(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_schedule_of_ones_own_works_and_is_not_saved(tmp_path):
    own = schedules.Schedule(lambda t: schedules.cosine(t), schedules.along_circle)
    assert schedule_of(own) is own
    model = small(schedule=own)
    assert np.array_equal(
        model.sample(2, num_steps=2, seed=0), small().sample(2, num_steps=2, seed=0)
    )
    with pytest.raises(ValueError, match="cannot be saved"):
        model.save(tmp_path / "model.keras")


def test_a_file_keeps_the_model(tmp_path):
    model = small(num_classes=3, target="noise", schedule="linear")
    model.save(tmp_path / "model.keras")
    twin = load_model(tmp_path / "model.keras")
    how = {"labels": [0, 1, 2], "num_steps": 3, "seed": 0}
    assert np.array_equal(twin.sample(3, **how), model.sample(3, **how))
    assert (twin.target, twin.schedule_name, twin.num_classes) == ("noise", "linear", 3)
    small(target="image", weight_limit=5.0).save(tmp_path / "weighted.keras")
    assert load_model(tmp_path / "weighted.keras").weight_limit == 5.0


def latent(means_alone=False):
    """A latent diffusion around a VAE of 8x8 images with codes of 4 numbers, not trained."""
    keras.utils.set_random_seed(0)
    vae = VAE(image_shape=(8, 8, 1), latent_dim=4, widths=(16,))
    vae.decoder.set_weights(
        [np.random.default_rng(0).normal(size=w.shape) for w in vae.decoder.get_weights()]
    )
    diffusion = Diffusion(DenseDenoiser(4, 8), seed=0)
    encoder = vae.encoder
    if means_alone:
        encoder = keras.Model(encoder.inputs, encoder.outputs[0])
    return vae, LatentDiffusion(encoder, vae.decoder, diffusion, from_logits=True)


def test_codes_are_standardised_and_give_the_autoencoders_images():
    vae, model = latent()
    images = np.random.default_rng(0).integers(0, 256, (600, 8, 8, 1), "uint8")
    model.adapt(images)
    codes = model.codes(images)
    np.testing.assert_allclose(codes.mean(0), 0, atol=1e-4)
    assert np.abs(model.images(codes).astype(int) - vae.reconstruct(images)).max() <= 1
    drawn = np.concatenate([model.codes(images, seed=seed) for seed in range(20)])
    np.testing.assert_allclose(drawn.std(0), 1, atol=0.03)
    assert np.array_equal(model.codes(images, seed=3), drawn[1800:2400])
    # An encoder that gives codes alone has nothing to draw.
    _, model = latent(means_alone=True)
    model.adapt(images)
    codes = model.codes(images)
    np.testing.assert_allclose(codes.std(0), 1, atol=1e-3)
    assert np.array_equal(model.codes(images, seed=0), codes)


def test_training_on_images_is_training_on_their_codes_and_leaves_the_autoencoder(tmp_path):
    images = np.random.default_rng(0).integers(0, 256, (64, 8, 8, 1), "uint8")
    ends = []
    for on_codes in (False, True):
        _, model = latent(means_alone=True)
        model.adapt(images)
        before = [np.array(w) for w in model.encoder.get_weights() + model.decoder.get_weights()]
        trained = model.diffusion if on_codes else model
        trained.compile(keras.optimizers.SGD(0.1))
        x = model.codes(images) if on_codes else images
        trained.fit(x, batch_size=16, epochs=2, shuffle=False, verbose=0)
        after = model.encoder.get_weights() + model.decoder.get_weights()
        for one, other in zip(before, after, strict=True):
            np.testing.assert_array_equal(one, other)
        ends.append(model.diffusion.get_weights())
    for one, other in zip(*ends, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-4)
    model.save(tmp_path / "model.keras")
    twin = load_model(tmp_path / "model.keras")
    one, other = (m.sample(3, num_steps=3, seed=0).astype(int) for m in (model, twin))
    assert np.abs(one - other).max() <= 1


def test_a_latent_diffusion_says_what_does_not_fit():
    vae, _ = latent()
    with pytest.raises(ValueError, match="one shape throughout"):
        LatentDiffusion(vae.encoder, vae.decoder, Diffusion(DenseDenoiser(5, 8)))
    with pytest.raises(ValueError, match="scaled=False"):
        LatentDiffusion(vae.encoder, vae.decoder, small())
    with pytest.raises(ValueError, match="must be Keras models"):
        LatentDiffusion("encoder", vae.decoder, Diffusion(DenseDenoiser(4, 8)))


def test_feature_maps_are_taken_as_they_are():
    model = Diffusion(DiT((4, 4, 2), 2, 8, 1, 2), scaled=False, seed=0)
    model.compile("adam")
    x = 9 * np.random.default_rng(0).normal(size=(16, 4, 4, 2)).astype("float32")
    model.fit(x, verbose=0)
    assert model.sample(3, num_steps=2, seed=0).dtype == "float32"
    with pytest.raises(ValueError, match="learns from images alone"):
        model.fit((x, np.zeros(16, "int32")), verbose=0)
