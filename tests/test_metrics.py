import subprocess
import sys

import keras
import numpy as np
import pytest
import scipy.linalg
import skimage.metrics

from aigc_keras import data, metrics
from aigc_keras.data import load_images
from aigc_keras.metrics import (
    ImageScores,
    classifier,
    frechet_distance,
    kernel_distance,
    mode_coverage,
    precision_recall,
    psnr,
    ssim,
)
from aigc_keras.metrics.classifier import classify, load_classifier

SSIM = skimage.metrics.structural_similarity
RNG = np.random.default_rng(0)
(TRAIN, TRAIN_LABELS), (TEST, TEST_LABELS) = load_images("mnist")


@pytest.fixture(scope="module")
def scores():
    return ImageScores("mnist", TEST[:600], TRAIN[:2000])


def test_frechet_distance_of_known_gaussians():
    # Diagonal Gaussians: ||m1 - m2||^2 + sum (s1 - s2)^2, exactly, once the samples are
    # made to have these moments exactly.
    white = RNG.normal(size=(500, 4))
    white -= white.mean(0)
    white @= np.linalg.inv(np.linalg.cholesky(np.cov(white, rowvar=False)).T)
    a, b = np.array([1.0, 2, 3, 0.5]), np.array([2.0, 2, 1, 4])
    shift = np.array([1.0, -2, 0, 3])
    expected = (shift**2).sum() + ((a - b) ** 2).sum()
    assert frechet_distance(white * a, white * b + shift) == pytest.approx(expected, rel=1e-9)
    assert frechet_distance(white, white) == pytest.approx(0, abs=1e-9)


def test_frechet_distance_agrees_with_scipys_matrix_root():
    real, fake = RNG.normal(size=(200, 6)) @ RNG.normal(size=(6, 6)), RNG.normal(size=(150, 6))
    c1, c2 = np.cov(real, rowvar=False), np.cov(fake, rowvar=False)
    gap = real.mean(0) - fake.mean(0)
    expected = gap @ gap + np.trace(c1 + c2 - 2 * scipy.linalg.sqrtm(c1 @ c2).real)
    assert frechet_distance(real, fake) == pytest.approx(expected, rel=1e-8)


def test_frechet_distance_survives_features_that_never_vary():
    real = np.concatenate([RNG.normal(size=(50, 2)), np.zeros((50, 3))], axis=1)
    assert np.isfinite(frechet_distance(real, real + 1))
    assert frechet_distance(real, real + 1) == pytest.approx(5, rel=1e-6)


def test_kernel_distance_is_unbiased_and_sees_a_shift():
    def draw():
        return RNG.normal(size=(100, 3))

    same = [kernel_distance(draw(), draw()) for _ in range(200)]
    assert abs(np.mean(same)) < 4 * np.std(same) / np.sqrt(200)
    assert min(same) < 0  # an estimate that cannot be negative is not unbiased
    assert kernel_distance(draw(), draw() + 1) > 10 * np.std(same)


def test_kernel_distance_by_explicit_loops():
    x, y = RNG.normal(size=(5, 2)), RNG.normal(size=(4, 2))

    def k(a, b):
        return (a @ b / 2 + 1) ** 3

    xx = np.mean([k(x[i], x[j]) for i in range(5) for j in range(5) if i != j])
    yy = np.mean([k(y[i], y[j]) for i in range(4) for j in range(4) if i != j])
    xy = np.mean([k(a, b) for a in x for b in y])
    assert kernel_distance(x, y) == pytest.approx(xx + yy - 2 * xy, rel=1e-10)


def test_precision_and_recall_on_a_line():
    real = np.array([[0.0], [1], [2], [3], [100], [101], [102], [103]])
    fake = np.array([[0.5], [1.5], [2.5], [3.5], [50]])
    # k=1: each real ball has radius 1, so 4 of 5 fakes lie in one. The fakes' balls have radius
    # 1 (the last: 46.5) and hold 0..3; the ball of 50 reaches up to 96.5.
    assert precision_recall(real, fake, k=1) == (0.8, 0.5)
    one_mode = RNG.normal(size=(200, 2)) * 0.1
    two_modes = one_mode + np.repeat([[0, 0], [9, 9]], 100, axis=0)
    precision, recall = precision_recall(two_modes, one_mode)
    assert precision > 0.9 and 0.4 < recall <= 0.5


def test_mode_coverage_counts_modes_and_good_points():
    centres = np.array([[0.0, 0], [10, 0]])
    points = np.array([[0.1, 0], [0, 0.1], [0, 0], [5, 5]])
    assert mode_coverage(points, centres, 0.1) == (1, 0.75)
    assert mode_coverage(points + [[0, 0], [10, 0], [0, 0], [0, 0]], centres, 0.1)[0] == 2


@pytest.mark.parametrize("function", [frechet_distance, kernel_distance, precision_recall])
def test_bad_input_is_named(function):
    with pytest.raises(ValueError, match="shapes"):
        function(np.zeros((5, 3)), np.zeros((5, 2)))
    with pytest.raises(ValueError, match="rows"):
        function(np.zeros((1, 3)), np.zeros((1, 3)))
    with pytest.raises(ValueError, match="NaN"):
        function(np.zeros((9, 1)), np.full((9, 1), np.nan))
    with pytest.raises(ValueError, match="arrays of numbers; got <U1"):
        function(np.full((9, 1), "a"), np.zeros((9, 1)))
    with pytest.raises(ValueError, match="Of images, give features: `ImageScores` does"):
        function(TEST[:9], TEST[:9])


@pytest.mark.parametrize("k", [0, -1, 1.5, None])
def test_numbers_of_neighbours_that_cannot_be_are_refused(k):
    with pytest.raises(ValueError, match="k must be a whole number of neighbours, at least 1"):
        precision_recall(np.zeros((9, 1)), np.zeros((9, 1)), k=k)


@pytest.mark.parametrize("deviation", [0, -0.1, np.nan])
def test_modes_without_a_width_are_refused(deviation):
    with pytest.raises(ValueError, match="must be above 0"):
        mode_coverage(np.zeros((9, 2)), np.zeros((3, 2)), deviation)


@pytest.mark.parametrize(("name", "accuracy"), [("mnist", 0.975), ("fashion_mnist", 0.875)])
def test_the_frozen_classifiers_know_their_test_sets(name, accuracy):
    images, labels = load_images(name)[1]
    features, guesses = classify(name, images)
    assert features.shape == (2000, 128)
    assert np.mean(guesses == labels) > accuracy


def test_the_classifier_computes_in_float32_whatever_the_policy():
    before = classify("mnist", TEST[:8])[0]
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        classifier._load.cache_clear()
        np.testing.assert_allclose(classify("mnist", TEST[:8])[0], before, rtol=1e-4, atol=1e-5)
    finally:
        keras.config.set_dtype_policy("float32")


def test_scores_order_real_images_copies_blur_one_class_and_noise(scores):
    rows = scores.reference_rows(num_samples=600)
    real = rows["real"]
    assert real["frechet"] < rows["copies"]["frechet"] < rows["noise"]["frechet"]
    assert "nearest" not in real
    assert rows["copies"]["nearest"] == pytest.approx(0, abs=0.01)
    assert real["precision"] > 0.85 and real["recall"] > 0.8
    assert rows["copies"]["recall"] < 0.2 and rows["noise"]["precision"] < 0.05
    only_ones = scores.score(TRAIN[TRAIN_LABELS == 1][:600])
    assert only_ones["class_kl"] > 1.5 and only_ones["class_recall"] < 0.2
    blurred = TEST[600:1200].astype("float32")
    for axis in (1, 2):
        blurred = (np.roll(blurred, 1, axis) + blurred + np.roll(blurred, -1, axis)) / 3
    assert scores.frechet(np.rint(blurred).astype("uint8")) > 3 * real["frechet"]


def test_score_model_gives_mean_and_deviation_over_sampling_seeds(scores):
    class Model:
        def sample(self, num_samples, *, seed):
            return TRAIN[np.random.default_rng(seed).permutation(len(TRAIN))[:num_samples]]

    result = scores.score_model(Model(), num_samples=100, seeds=(0, 1))
    each = [scores.score(Model().sample(100, seed=seed))["frechet"] for seed in (0, 1)]
    assert result["frechet"] == (pytest.approx(np.mean(each)), pytest.approx(np.std(each)))


def test_nearest_training_images_find_copies(scores):
    np.testing.assert_array_equal(scores.nearest_training_images(TRAIN[7:9]), TRAIN[7:9])
    assert scores.class_histogram(TRAIN[:500]).sum() == 500


def forms(images):
    """uint8 images in each of the forms that are taken, by the name of the dtype."""
    floats = {name: (images / 255).astype(name) for name in ("float16", "float32", "float64")}
    return {"uint8": images, "int64": images.astype("int64"), **floats}


def test_an_image_has_one_score_whatever_its_form():
    few = ImageScores("mnist", TEST[:40], TRAIN[:60])
    expected, nearest = few.score(TEST[40:60]), few.nearest_training_images(TEST[40:60])
    for form in ("int64", "float16", "float32", "float64"):
        again = ImageScores("mnist", forms(TEST[:40])[form], forms(TRAIN[:60])[form])
        images = forms(TEST[40:60])[form]
        assert again.score(images) == expected
        np.testing.assert_array_equal(again.nearest_training_images(images), nearest)
    black_and_white = TEST[40:60] > 127
    assert few.frechet(black_and_white) == few.frechet(np.uint8(255) * black_and_white)


@pytest.mark.parametrize(
    "method", ["score", "frechet", "class_histogram", "nearest_training_images"]
)
def test_images_in_another_form_are_refused(scores, method):
    method = getattr(scores, method)
    for images, message in (
        (TEST[:10, :14], r"grey images of 28x28 pixels only.*got shape \(10, 14, 28, 1\)"),
        (np.repeat(TEST[:10], 3, axis=3), r"got shape \(10, 28, 28, 3\). These are in colour"),
        (np.zeros((5, 16, 16, 3)), "These are in colour: psnr and ssim take colour"),
        (TEST[:10, ..., 0], r"Add the last axis: images\[..., None\]"),
        (TEST[:0], r"got shape \(0, 28, 28, 1\)"),
        (TEST[:10].astype("float32"), r"must lie in \[0, 1\]; these reach from 0 to 255"),
        (TEST[:10] / 127.5 - 1, r"must lie in \[0, 1\]; these reach from -1 to"),
        (np.full((5, 28, 28, 1), np.nan), r"must lie in \[0, 1\]"),
        (TEST[:10].astype("int64") + 1, r"must lie in 0 .. 255; got 1 to 256"),
        (TEST[:10].astype("complex"), "must be uint8, or float in .0, 1.; got complex128"),
        (TEST[:10].astype("str"), "must be uint8, or float in .0, 1.; got <U"),
    ):
        with pytest.raises(ValueError, match=message):
            method(images)
    with pytest.raises(ValueError, match="in colour"):
        ImageScores("mnist", TEST[:10], np.repeat(TEST[:10], 3, axis=3))


@pytest.mark.parametrize("name", ["portraits", "MNIST", "shakespeare", None, ["mnist"], 3])
def test_what_has_no_classifier_is_refused_with_what_has_one(name):
    for call in (
        lambda: ImageScores(name, TEST[:10], TRAIN[:10]),
        lambda: classify(name, TEST[:10]),
        lambda: load_classifier(name),
    ):
        with pytest.raises(ValueError, match=r"'mnist' or 'fashion_mnist'.*none for") as refusal:
            call()
        assert ".npz" not in str(refusal.value)


def test_numbers_of_samples_and_seeds_that_cannot_be_are_refused(scores):
    with pytest.raises(ValueError, match=r"num_samples=2001 must be in 4 \.\. 2000"):
        scores.reference_rows(num_samples=2001)
    with pytest.raises(ValueError, match="num_samples=3 must be"):
        scores.reference_rows(num_samples=3)
    with pytest.raises(ValueError, match="at least one seed"):
        scores.score_model(None, seeds=())
    with pytest.raises(ValueError, match="at least 4 rows"):
        scores.score(TEST[:3])


def pairs_of_images():
    """uint8 references, grey ones of two sizes and coloured ones, each with a noisy, a blurred, a
    darker and another image.
    """
    colour = np.stack([TEST[:30, ..., 0], TEST[30:60, ..., 0], TRAIN[:30, ..., 0]], axis=-1)
    for references in (TEST[:30], TEST[:20, 2:27, 1:26], colour):
        floats = references.astype("float64")
        noisy = floats + np.random.default_rng(0).normal(scale=20, size=floats.shape)
        blurred = (np.roll(floats, 1, 1) + floats + np.roll(floats, -1, 2)) / 3
        for images in (noisy, blurred, 0.7 * floats, floats[::-1]):
            yield np.rint(np.clip(images, 0, 255)).astype("uint8"), references


def by_scikit_image(function, images, references, data_range):
    return [
        function(y, x, data_range=data_range, **({"channel_axis": -1} if function is SSIM else {}))
        for x, y in zip(images, references, strict=True)
    ]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (psnr, skimage.metrics.peak_signal_noise_ratio),
        (ssim, SSIM),
    ],
)
def test_psnr_and_ssim_agree_with_scikit_image(ours, theirs):
    for images, references in pairs_of_images():
        expected = by_scikit_image(theirs, images, references, 255)
        assert np.ptp(expected) > 0.001
        np.testing.assert_allclose(ours(images, references), expected, rtol=0, atol=1e-4)
        for name, as_reference in forms(references).items():
            tolerance = 0.05 if name == "float16" else 1e-4
            given = forms(images)[name]
            np.testing.assert_allclose(ours(given, as_reference), expected, rtol=0, atol=tolerance)
            mixed = ours(images, as_reference)
            np.testing.assert_allclose(mixed, expected, rtol=0, atol=tolerance)


def test_psnr_and_ssim_of_known_pairs():
    black = np.zeros((1, 8, 9, 1), "uint8")
    assert psnr(black + 255, black) == pytest.approx(0)
    assert psnr(black + 51, black) == pytest.approx(20 * np.log10(5))
    # Without variance only the means count: (2 x y + c1) / (x^2 + y^2 + c1).
    assert ssim(black + 255, black) == pytest.approx(1e-4 / 1.0001)
    assert ssim(black / 255 + 0.5, black / 255 + 0.25) == pytest.approx(0.2501 / 0.3126)


def test_ssim_of_colour_is_the_mean_over_channels_and_psnr_pools_their_errors():
    images = np.random.default_rng(0).integers(0, 256, (4, 16, 16, 3), dtype="uint8")
    references = np.random.default_rng(1).integers(0, 256, (4, 16, 16, 3), dtype="uint8")
    channels = [(images[..., i : i + 1], references[..., i : i + 1]) for i in range(3)]
    by_channel = np.mean([ssim(*pair) for pair in channels], axis=0)
    np.testing.assert_allclose(ssim(images, references), by_channel)
    errors = np.mean([10 ** (-psnr(*pair) / 10) for pair in channels], axis=0)
    np.testing.assert_allclose(psnr(images, references), -10 * np.log10(errors))


def test_psnr_of_black_and_white_images():
    half = np.arange(64).reshape(1, 8, 8, 1) % 2 == 0
    assert psnr(half, ~half) == pytest.approx(0)
    assert psnr(half, half) == np.inf and ssim(half, half) == 1


def test_psnr_and_ssim_of_identical_images():
    for images in (TEST[:20, 2:27, 1:26], TEST[:20], np.zeros((2, 7, 7, 1))):
        assert (psnr(images, images) == np.inf).all() and psnr(images, images).dtype == "float64"
        assert (ssim(images, images) == 1).all() and ssim(images, images).shape == (len(images),)


@pytest.mark.parametrize("function", [psnr, ssim])
def test_psnr_and_ssim_name_bad_input(function):
    good = np.zeros((2, 8, 8, 1))
    for images, reference in (
        (good, good[:1]),
        (good[..., 0], good[..., 0]),
        (good[:0], good[:0]),
        (good, np.repeat(good, 3, axis=3)),
        (np.zeros((2, 3, 8, 8)), np.zeros((2, 3, 8, 8))),  # channels first
    ):
        with pytest.raises(ValueError, match="one shape .n, h, w, 1., or .n, h, w, 3. in colour"):
            function(images, reference)
    for bad, remedy in ((np.nan, "finite"), (-0.1, r"images \+ 1. / 2"), (255, "divide by 255")):
        with pytest.raises(ValueError, match=rf"must lie in .0, 1.; these reach.*{remedy}"):
            function(good + bad, good)
    with pytest.raises(ValueError, match=r"must lie in 0 \.\. 255; got 256 to 256"):
        function(good, good.astype("int64") + 256)
    with pytest.raises(ValueError, match="got complex128"):
        function(good, good.astype("complex"))


def test_ssim_needs_room_for_its_window():
    small = np.zeros((1, 6, 28, 1), "uint8")
    assert psnr(small, small) == np.inf
    with pytest.raises(ValueError, match="at least 7x7; got shape .1, 6, 28, 1."):
        ssim(small, small)


def test_mean_and_error_is_the_mean_and_its_standard_error():
    values = np.random.default_rng(0).normal(-90, 20, 400)
    mean, error = metrics.mean_and_error(values)
    assert mean == pytest.approx(values.mean())
    assert error == pytest.approx(values.std(ddof=1) / 20)
    for bad, message in (
        ([1.0], "at least two"),
        ([[1.0, 2.0]], "at least two"),
        ([1.0, np.nan], "must be finite"),
        (["a", "b"], "must be numbers; got <U1"),
    ):
        with pytest.raises(ValueError, match=message):
            metrics.mean_and_error(bad)


def test_even_odds_over_all_values_cost_8_bits_each():
    shape = (5, 4, 3)
    assert metrics.bits_per_dimension(-60 * np.log(256), shape) == pytest.approx(8)
    np.testing.assert_allclose(metrics.bits_per_dimension([0, -60 * np.log(2)], shape), [0, 1])
    for bad in ((), (28.0, 28.0, 1.0), (0, 28, 1), "mnist", None):
        with pytest.raises(ValueError, match="shape of one image, such as .28, 28, 1."):
            metrics.bits_per_dimension(-100.0, bad)
    with pytest.raises(ValueError, match="Log-likelihoods must be finite"):
        metrics.bits_per_dimension(np.inf, shape)


def test_active_units_are_those_whose_means_vary():
    z_mean = np.random.default_rng(0).normal(5, [1, 0.05, 0.2], (1000, 3))
    np.testing.assert_array_equal(metrics.active_units(z_mean), [True, False, True])
    for bad in (z_mean[0], z_mean[:1], z_mean.astype("str")):
        with pytest.raises(ValueError, match="codes of shape .n, latent_dim."):
            metrics.active_units(bad)


def test_scores_of_texts_and_points_need_no_keras():
    code = (
        "import sys; from aigc_keras.metrics import frechet_distance, psnr, perplexity, rhymes;"
        "assert not {'keras', 'tensorflow'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("package", [data, metrics])
def test_every_public_name_is_there_and_others_are_not(package):
    found = {name: getattr(package, name) for name in package.__all__}
    assert all(name == getattr(value, "__name__", name) for name, value in found.items())
    assert set(package.__all__) <= set(dir(package))
    with pytest.raises(AttributeError, match="no attribute 'scores'"):
        package.scores  # noqa: B018


def test_old_places_still_give_what_they_gave():
    from aigc_keras.data import text as plays
    from aigc_keras.metrics import bounds, text

    assert plays.load_text is data.load_text and plays.NAMES == ("shakespeare", "tang_poems")
    for name in ("bits_per_character", "copied_share", "distinct_n", "perplexity", "rhymes"):
        assert getattr(text, name) is getattr(metrics, name)
    for name in ("form_share", "quatrain_form", "rhyme_share", "tone_share"):
        assert getattr(text, name) is getattr(metrics, name)
    assert "東" in text._categories() and "啼" in text.VARIANTS
    for name in ("active_units", "bits_per_dimension", "mean_and_error"):
        assert getattr(bounds, name) is getattr(metrics, name)
