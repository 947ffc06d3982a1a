"""Chapter 4, exercise 3: right answers in other words pass, wrong ones are told what is wrong."""

import keras
import numpy as np
import pytest
from keras import layers, ops

from aigc_course.checks import Wrong, local
from aigc_course.checks import vae as check


@pytest.fixture(scope="module")
def answers(solve):
    """The solved functions by name."""
    return solve("04_vae")._names


@pytest.fixture(scope="module")
def known(answers):
    """The reference solution's arrays, trained once, for tests of what else is judged."""
    images = check.flipped_patterns(np.random.default_rng(3), (12, 10), 10, 0.1, 1200)[0]
    return answers["mended_training"](images)


def said(function, *arguments):
    """The English sentence with which a check refuses, or ""."""
    try:
        function(*arguments)
    except Wrong as wrong:
        assert wrong.english and wrong.chinese
        return wrong.english
    return ""


def of_training(training, seed=3):
    return said(check.serves_well, local(training), np.random.default_rng(seed), (12, 10), 10)


def pixels(images, logits):
    return ops.softplus(logits) - images * logits


def codes(z_mean, z_log_var):
    return 0.5 * (ops.square(z_mean) + ops.exp(z_log_var) - 1 - z_log_var)


def weighted(a, b):
    """A loss: a times the reconstruction loss plus b times the divergence, in nats per image."""

    def loss(x, logits, m, v):
        cost = ops.sum(pixels(x, logits)) / ops.shape(x)[0]
        return a * cost + b * ops.mean(ops.sum(codes(m, v), axis=1))

    return loss


def another_architecture(images):
    """Eight dimensions, other hidden layers, fewer steps, written with a loss by `add_loss`."""

    class Costs(layers.Layer):
        def call(self, inputs):
            x, logits, m, v = inputs
            total = ops.sum(pixels(x, logits), axis=1) + ops.sum(codes(m, v), axis=1)
            self.add_loss(ops.mean(total))
            return logits

    class Draw(layers.Layer):
        def call(self, m, v):
            return m + ops.exp(v / 2) * keras.random.normal(ops.shape(m))

    keras.utils.set_random_seed(1)
    x = keras.Input((120,))
    encoder = keras.Sequential([keras.Input((120,)), layers.Dense(64, "relu"), layers.Dense(16)])
    decoder = keras.Sequential([keras.Input((8,)), layers.Dense(96, "relu"), layers.Dense(120)])
    both = encoder(x)
    m, v = both[:, :8], both[:, 8:]
    model = keras.Model(x, Costs()([x, decoder(Draw()(m, v)), m, v]))
    model.compile(keras.optimizers.Adam(4e-3), jit_compile=False)
    model.fit(images.reshape(-1, 120), batch_size=60, epochs=20, verbose=0)
    return tuple(encoder.get_weights() + decoder.get_weights())


@pytest.mark.parametrize(
    "loss", [weighted(1 / 784, 1 / 784), weighted(100.0, 100.0), weighted(1.0, 0.7)]
)
def test_other_losses_with_a_beta_near_1_pass(answers, loss):
    assert of_training(lambda images: answers["train_vae"](images, loss)) == ""


def test_another_architecture_passes():
    assert of_training(another_architecture) == ""


@pytest.mark.parametrize("seed", range(2))
def test_the_solution_has_a_margin(answers, seed, monkeypatch):
    monkeypatch.setattr("aigc_course.checks.vae.training.WAY", 0.2)
    assert of_training(answers["mended_training"], seed) == ""


LOSSES = [
    (lambda x, y, m, v: ops.mean(pixels(x, y)) + ops.mean(codes(m, v)), "have died"),
    (lambda x, y, m, v: ops.mean(pixels(x, y)) + weighted(0, 1)(x, y, m, v), "have died"),
    (weighted(1.0, 16.0), "counts for too much"),
    (weighted(1.0, 0.0), "or not at all"),
    (weighted(1.0, 1 / 16**2), "counts for too little"),
    (weighted(100.0, 1.0), "counts for too little"),
    (lambda x, y, m, v: weighted(1, 0)(x, y, m, v) + ops.mean(m**2), "counts for too little"),
    (weighted(-1.0, 1.0), "right sign"),
    (weighted(1.0, -1.0), "right sign"),
    (lambda x, y, m, v: weighted(1, 0)(x, y, m, v) + ops.mean(m**2 + v - ops.log(v)), "`exp`"),
]


@pytest.mark.parametrize(("loss", "sentence"), LOSSES)
def test_wrong_losses_are_told_what_is_wrong(answers, loss, sentence):
    assert sentence in of_training(lambda images: answers["train_vae"](images, loss))


def test_the_failing_loss_itself_does_not_pass(answers):
    failing = lambda images: answers["train_vae"](images, answers["failing_loss"])  # noqa: E731
    assert "counts for too little" in of_training(failing)
    shape, latent_dim = (28, 28, 1), 16
    beta = float(answers["find_beta"](answers["failing_loss"], shape, latent_dim))
    np.testing.assert_allclose(beta, 1 / 16, rtol=1e-5)  # what the exercise says of it
    cost, kl, total = map(float, answers["nats"](answers["failing"], answers["new_digits"]))
    mended_cost, mended_kl, mended_total = map(
        float, answers["nats"](answers["mended"], answers["new_digits"])
    )
    assert cost < mended_cost - 5 and kl > 2 * mended_kl and total > mended_total + 25


def untrained(arrays):
    return [np.random.default_rng(0).normal(0, 0.05, array.shape) for array in arrays]


RESULTS = [
    (lambda arrays: None, "eight arrays"),
    (lambda arrays: arrays[:4], "eight arrays"),
    (lambda arrays: arrays[4:] + arrays[:4], "in this order"),
    (lambda arrays: [array.T for array in arrays], "in this order"),
    (lambda arrays: [np.zeros((784, 128)), *arrays[1:]], "in this order"),
    (lambda arrays: [np.float32(1)] * 8, "in this order"),
    (lambda arrays: ["text", *arrays[1:]], "should return numbers"),
    (untrained, "Was the VAE trained?"),
    (lambda arrays: [*arrays[:2], 0 * arrays[2], 0 * arrays[3], *arrays[4:]], "Was the VAE"),
    (lambda arrays: [*arrays[:7], arrays[7] + np.inf], "NaN or infinity"),
]


@pytest.mark.parametrize(("change", "sentence"), RESULTS)
def test_wrong_results_are_told_what_is_wrong(known, change, sentence):
    assert of_training(lambda images: known) == ""
    assert sentence in of_training(lambda images: change(list(known)))


@pytest.mark.parametrize("letter", ["B", " b.", "(B)"])
def test_the_right_letter_passes(letter):
    assert said(check.reason_is_right, local(lambda: letter)) == ""


@pytest.mark.parametrize(
    ("letter", "sentence"),
    [*((letter, "does not fit") for letter in "ACDE"), ("F", "one of"), (2, "as text"), ("", "of")],
)
def test_wrong_letters_are_told_what_is_wrong(letter, sentence):
    assert sentence in said(check.reason_is_right, local(lambda: letter))


def two_calls(loss, shape, dim):
    """The loss without a divergence, and the divergence's own part of it, with code mean 1."""
    x, z = np.zeros((1, *shape)), np.zeros((1, dim))
    return loss(x, x, z, z), loss(x, x, z + 1, z) - loss(x, x, z, z)


def beta(loss, shape, dim):
    free, charged = two_calls(loss, shape, dim)
    return charged / (dim / 2) / (free / np.log(2) / np.prod(shape))


def by_sure_pixels(loss, shape, dim):
    """By perfect copies, and by pixels that are wrong by 50 nats each."""
    x, z = np.ones((2, *shape)), np.zeros((2, dim))
    wrong, right = loss(x, 0 * x - 50, z, z), loss(x, 0 * x + 50, z + 2, z)
    return right / (2 * dim) / (wrong / 50 / np.prod(shape))


BETAS = [
    (lambda f, s, d: 1.0, "measure the given one"),
    (lambda f, s, d: 1 / beta(f, s, d), "1 / beta"),
    (lambda f, s, d: two_calls(f, s, d)[1] / (d / 2), "factor of the divergence"),
    (lambda f, s, d: beta(f, s, d) * d / np.prod(s), "compare means"),
    (lambda f, s, d: beta(f, s, d) * d, "number of dimensions"),
    (lambda f, s, d: beta(f, s, d) / np.prod(s), "count the pixels"),
    (lambda f, s, d: beta(f, s, d) / 2, "factor of 2"),
    (lambda f, s, d: beta(f, s, d) * np.log(2), "factor of ln 2"),
    (lambda f, s, d: np.divide(*two_calls(f, s, d)[::-1]), "as they stand"),
]


@pytest.mark.parametrize("function", [beta, by_sure_pixels])
def test_other_ways_to_find_beta_pass(function):
    assert said(check.beta_is_found, local(function), np.random.default_rng(3)) == ""


@pytest.mark.parametrize(("function", "sentence"), BETAS)
def test_wrong_betas_are_told_what_is_wrong(function, sentence):
    assert sentence in said(check.beta_is_found, local(function), np.random.default_rng(3))
