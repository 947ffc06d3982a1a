"""One convention for images, labels and random streams, for every model of images and method."""

import keras
import numpy as np
import pytest
from keras import ops

from aigc_keras.models import vae_inference
from aigc_keras.models.gan import GAN, ConditionalGAN, GANEnsemble
from aigc_keras.models.images import check_batch, check_images
from aigc_keras.models.likelihoods import Gaussian
from aigc_keras.models.vae import VAE, ConditionalVAE
from aigc_keras.networks.conv import ConvDiscriminator, ConvGenerator
from aigc_keras.networks.dense import DenseDiscriminator, DenseEncoder, DenseGenerator

DTYPES = ("uint8", "bool", "float16", "float32", "float64")
WRONG = {
    "floats of 0 to 255": lambda x: x.astype("float32"),
    "floats of -1 to 1": lambda x: x / 127.5 - 1,
    "not a number": lambda x: np.where(x > 127, np.nan, 0.0),
    "integers above 255": lambda x: x.astype("int32") * 2,
    "integers below 0": lambda x: x.astype("int16") - 200,
    "complex numbers": lambda x: x.astype("complex64"),
}
GREY = (8, 8, 1)
COLOUR = (8, 8, 3)
LABELS = [0, 1, 2, 0]


def images_like(shape):
    """Black and white, with both colours in each image, so that every dtype means the same."""
    noise = np.random.default_rng(0).random((4, *shape))
    return np.where(noise > 0.6, 255, 0).astype("uint8")


def as_dtype(images, dtype):
    if dtype == "uint8":
        return images
    return images > 127 if dtype == "bool" else (images / 255).astype(dtype)


def make(name, shape):
    keras.utils.set_random_seed(0)
    classes = {"num_classes": 3} if "conditional" in name else {}

    def dense():
        options = {"image_shape": shape, **classes}
        return DenseGenerator(2, (4,), **options), DenseDiscriminator((4,), **options)

    if name.startswith("GAN, ensemble"):
        pairs = zip(dense(), dense(), strict=True)
        return GANEnsemble(*(list(pair) for pair in pairs), **classes, seed=0)
    if name == "GAN, convolutional":
        generator = ConvGenerator(2, (4, 2), shape)
        return GAN(generator, ConvDiscriminator((2, 4), 4, shape), r1_weight=1.0, seed=0)
    if name.startswith("GAN"):
        kind = ConditionalGAN if "older" in name else GAN
        return kind(*dense(), **classes, loss="wasserstein_gp", seed=0)
    options = {"image_shape": shape, "latent_dim": 2, "widths": (4,), "seed": 0, **classes}
    options |= {"likelihood": name.split(", ")[1]}
    return (ConditionalVAE if "older" in name else VAE)(**options)


MODELS = (
    "GAN",
    "GAN, convolutional",
    "GAN, ensemble",
    "GAN, ensemble, conditional",
    "GAN, conditional",
    "GAN, conditional, older name",
    "VAE, bernoulli",
    "VAE, gaussian",
    "VAE, discretized_logistic",
    "VAE, gaussian, conditional",
    "VAE, gaussian, conditional, older name",
)


def takes_labels(name):
    return "conditional" in name


def fed(name, model):
    """What takes images as Keras feeds them: {method: function of images}."""

    def pair(x):
        return (x, np.array(LABELS[: len(x)], "int32")) if takes_labels(name) else x

    return {
        "call": lambda x: model(pair(x)),
        "call on a tensor": lambda x: model(pair(ops.convert_to_tensor(x))),
        "fit": lambda x: model.fit(pair(x), verbose=0, batch_size=4, shuffle=False).history["loss"],
        "evaluate": lambda x: model.evaluate(pair(x), verbose=0),
        "predict": lambda x: model.predict(pair(x), verbose=0),
        "train_on_batch": lambda x: model.train_on_batch(pair(x)),
        "test_on_batch": lambda x: model.test_on_batch(pair(x)),
        "predict_on_batch": lambda x: model.predict_on_batch(pair(x)),
    }


def asked(name, model):
    """The methods of a VAE that take images: {method: function of images}."""
    labels = [LABELS] if takes_labels(name) else []
    mask = np.arange(8)[:, None, None] < 3
    return {
        "encode": lambda x: model.encode(x, *labels)[0],
        "reconstruct": lambda x: model.reconstruct(x, *labels, dtype="float32"),
        "interpolate": lambda x: model.interpolate(x, x[::-1], 3, *labels, dtype="float32"),
        "elbo": lambda x: model.elbo(x, *labels),
        "log_likelihood": lambda x: model.log_likelihood(x, *labels, num_samples=3),
        "inpaint": lambda x: model.inpaint(x, mask, *labels, num_steps=2, dtype="float32"),
        "denoise": lambda x: model.denoise(x, 0.2, *labels, num_steps=2, dtype="float32"),
    }


def numbers(result):
    arrays = result.values() if isinstance(result, dict) else [result]
    flat = [np.asarray(ops.convert_to_numpy(ops.convert_to_tensor(a)), "float64") for a in arrays]
    return np.concatenate([np.ravel(a) for a in flat])


@pytest.mark.parametrize(
    ("name", "shape", "dtypes"),
    [
        *((name, COLOUR, ("uint8", "float64")) for name in MODELS),
        ("GAN", GREY, DTYPES),
        ("VAE, gaussian", GREY, DTYPES),
    ],
)
def test_every_dtype_means_the_same_to_every_method(name, shape, dtypes, monkeypatch):
    monkeypatch.setattr(vae_inference, "NUM_STARTS", 2)
    images = images_like(shape)
    model = make(name, shape)
    # Nothing moves between the calls; eagerly, for each dtype would be compiled by itself.
    model.compile(keras.optimizers.SGD(0.0), run_eagerly=True)
    calls = fed(name, model) | (asked(name, model) if name.startswith("VAE") else {})
    for method, call in calls.items():
        results = []
        for dtype in dtypes:
            model.seed_generator.state.assign(model.seed_generator.state * 0 + 1)
            results.append(numbers(call(as_dtype(images, dtype))))
        for dtype, result in zip(dtypes, results, strict=True):
            assert np.all(np.isfinite(result)), (method, dtype)
            label = f"{method}, {dtype}"
            np.testing.assert_allclose(result, results[0], rtol=1e-4, atol=1e-5, err_msg=label)


@pytest.mark.parametrize("name", ["GAN", "GAN, conditional", "VAE, gaussian"])
def test_a_wrong_range_or_dtype_is_refused_by_every_method(name, monkeypatch):
    monkeypatch.setattr(vae_inference, "NUM_STARTS", 2)
    images = images_like((8, 8, 1))
    model = make(name, (8, 8, 1))
    model.compile("sgd", run_eagerly=True)
    calls = fed(name, model) | (asked(name, model) if name.startswith("VAE") else {})
    for method, call in calls.items():
        for wrong, change in WRONG.items():
            if method == "denoise" and wrong == "floats of -1 to 1":
                continue  # what noise may look like
            with pytest.raises(ValueError, match="Images"):
                call(change(images))
                pytest.fail(f"{method} took {wrong}")
    with pytest.raises(ValueError, match=r"\[0, 1\].*divide by 255"):
        pair = (images, np.array(LABELS, "int32")) if takes_labels(name) else images
        wrong = keras.tree.map_structure(lambda x: x.astype("float32"), pair)
        model.fit(pair, validation_data=(wrong, None), verbose=0)


@pytest.mark.backends
@pytest.mark.parametrize("name", ["GAN", "VAE, gaussian"])
def test_every_dtype_means_the_same_to_a_compiled_step(name):
    losses = []
    for dtype in DTYPES:
        model = make(name, COLOUR)
        model.compile(keras.optimizers.SGD(0.01))
        model.train_on_batch(as_dtype(images_like(COLOUR), dtype))
        losses.append([ops.convert_to_numpy(v) for v in model.trainable_variables])
    for dtype, found in zip(DTYPES, losses, strict=True):
        for a, b in zip(found, losses[0], strict=True):
            np.testing.assert_allclose(a, b, atol=1e-5, err_msg=dtype)


def test_a_data_set_is_looked_at_by_its_first_batch():
    class Wrong(keras.utils.PyDataset):
        def __len__(self):
            return 1

        def __getitem__(self, index):
            return images_like((8, 8, 1)).astype("float32")

    model = make("VAE, gaussian", (8, 8, 1))
    model.compile("sgd")
    with pytest.raises(ValueError, match="divide by 255"):
        model.fit(Wrong(), verbose=0)
    check_batch(np.full((3, 2), 77.0), (2,), None)  # vectors are no images


def test_images_that_rounding_took_out_of_the_unit_interval_are_cut():
    found = check_images(np.array([[-1e-5, 0.5, 1 + 1e-5]]))
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, np.float32([[0, 0.5, 1]]))
    assert check_images(np.zeros((0, 8, 8, 1))).shape == (0, 8, 8, 1)


def test_denoise_takes_what_noise_can_make_of_images_and_no_more(monkeypatch):
    monkeypatch.setattr(vae_inference, "NUM_STARTS", 2)
    model = make("VAE, gaussian", (8, 8, 3))
    images = images_like((8, 8, 3))
    noisy = images / 255 + np.random.default_rng(0).normal(0, 0.4, images.shape)
    expected = model.denoise(noisy, 0.4, num_steps=2)
    for dtype in ("float16", "float32"):
        found = model.denoise(noisy.astype(dtype), 0.4, num_steps=2)
        np.testing.assert_allclose(found, expected, atol=1)
    with pytest.raises(ValueError, match=r"\[-0.4, 1.4\]"):
        model.denoise(noisy, 0.05)
    for level in (0, -1, np.nan):
        with pytest.raises(ValueError, match="above 0"):
            model.denoise(images, level)


@pytest.mark.parametrize("value", [np.nan, 77.0])
def test_inpaint_does_not_look_at_what_is_masked(value, monkeypatch):
    monkeypatch.setattr(vae_inference, "NUM_STARTS", 2)
    model = make("VAE, gaussian", (8, 8, 3))
    mask = np.arange(8)[:, None, None] < 3
    images = images_like((8, 8, 3)) / 255
    expected = model.inpaint(images, mask, num_steps=2, dtype="float32")
    found = model.inpaint(np.where(mask, value, images), mask, num_steps=2, dtype="float32")
    np.testing.assert_array_equal(found, expected)
    np.testing.assert_allclose(found[:, 3:], images[:, 3:], atol=1e-6)


@pytest.mark.parametrize("name", ["GAN", "GAN, convolutional", "GAN, ensemble"])
def test_a_gan_takes_its_own_samples_in_both_dtypes(name):
    model = make(name, (8, 8, 3))
    logits = [model(model.sample(3, seed=0, dtype=dtype)) for dtype in ("uint8", "float32")]
    ours, theirs = (ops.convert_to_numpy(x) for x in logits)
    np.testing.assert_allclose(ours, theirs, atol=0.02)  # of rounding to 256 values
    inside = 2 * model.sample(3, seed=0, dtype="float32") - 1
    direct = ops.convert_to_numpy(model.discriminator(inside))
    np.testing.assert_allclose(theirs, direct, atol=1e-5)


def test_vectors_of_a_gan_stay_as_they_are():
    generator = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
    discriminator = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model = GAN(generator, discriminator, seed=0)
    model.compile()
    points = np.random.default_rng(0).normal(0, 50, (16, 2))
    for each in (points.astype("float32"), points, np.rint(points).astype("int32")):
        expected = ops.convert_to_numpy(discriminator(each.astype("float32")))
        np.testing.assert_allclose(ops.convert_to_numpy(model(each)), expected, rtol=1e-5)
        model.fit(each, verbose=0)


# One call, one stream. The networks below give what they are given, as numbers in [0, 1].
NUM_SEEDS = 500


def identity(image_shape=None):
    """[noise (n, 2), labels (n,)] -> (n, 3): 0.5 + noise / 40, and labels / 10."""
    noise = keras.Input((2,), name="noise")
    label = keras.Input((), dtype="int32", name="label")
    column = keras.layers.Reshape((1,), dtype="float32")(label)
    parts = [keras.layers.Rescaling(1 / 40, 0.5)(noise), keras.layers.Rescaling(0.1)(column)]
    numbers = keras.layers.Concatenate()(parts)
    if image_shape:
        numbers = keras.layers.Reshape(image_shape)(numbers)
    return keras.Model([noise, label], numbers)


def make_transparent(name):
    if name == "VAE":
        return VAE(
            DenseEncoder(2, (), (1, 3, 1), num_classes=10),
            identity((1, 3, 1)),
            likelihood=Gaussian(1 / 40),
            num_classes=10,
        )
    discriminator = DenseDiscriminator((), (3,), num_classes=10)
    if name == "GAN":
        return GAN(identity(), discriminator, num_classes=10)
    return GANEnsemble([identity()], [discriminator], num_classes=10)


def assert_unrelated(number, other):
    assert abs(np.corrcoef(number, other)[0, 1]) < 0.15


@pytest.mark.parametrize("name", ["GAN", "VAE"])
def test_over_seeds_the_labels_know_nothing_of_the_noise_nor_the_pixels_of_either(name):
    model = make_transparent(name)
    samples = [model.sample(1, seed=seed, dtype="float32") for seed in range(NUM_SEEDS)]
    samples = np.concatenate(samples).reshape(NUM_SEEDS, 3)
    noise = (samples[:, :2] - 0.5) * 40
    labels = np.rint(samples[:, 2] * 10)
    assert set(labels) == set(range(10)) and abs(np.std(noise) - 1) < 0.1
    for number in (np.linalg.norm(noise, axis=1), noise[:, 0], noise[:, 1]):
        assert_unrelated(number, labels)
    if name == "VAE":
        draws = [model.sample(1, seed=s, dtype="float32", draws=True) for s in range(NUM_SEEDS)]
        draws = np.concatenate(draws).reshape(NUM_SEEDS, 3)
        pixels = (draws - samples)[:, :2] * 40  # of the third value some are cut
        assert abs(np.std(pixels) - 1) < 0.1
        for pixel in pixels.T:
            for number in (noise[:, 0], noise[:, 1], labels):
                assert_unrelated(number, pixel)


@pytest.mark.parametrize("name", ["GAN", "GAN, ensemble", "VAE"])
def test_what_is_not_drawn_does_not_change_with_what_is_given(name):
    model = make_transparent(name)
    drawn = model.sample(5, seed=3, dtype="float32").reshape(5, 3)
    given = model.sample(5, labels=7, seed=3, dtype="float32").reshape(5, 3)
    np.testing.assert_array_equal(drawn[:, :2], given[:, :2])
    np.testing.assert_allclose(given[:, 2], 0.7, rtol=1e-6)
