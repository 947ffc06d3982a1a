import keras
import numpy as np
import pytest
import scipy.linalg
import skimage.metrics

from aigc_keras import metrics
from aigc_keras.data import load_images
from aigc_keras.metrics import (
    ImageScores,
    frechet_distance,
    kernel_distance,
    mode_coverage,
    precision_recall,
    psnr,
    ssim,
)
from aigc_keras.metrics.classifier import classify

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
        classify.__globals__["load_classifier"].cache_clear()
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


def test_images_in_another_form_are_refused(scores):
    with pytest.raises(ValueError, match="uint8"):
        scores.score(TEST[:10] / 255)
    with pytest.raises(ValueError, match="28, 28, 1"):
        scores.score(TEST[:10, :14])


def pairs_of_images():
    """uint8 references of both sizes, each with a noisy, a blurred, a darker and another image."""
    for references in (TEST[:30], load_images("faces")[1][0]):
        floats = references.astype("float64")
        noisy = floats + np.random.default_rng(0).normal(scale=20, size=floats.shape)
        blurred = (np.roll(floats, 1, 1) + floats + np.roll(floats, -1, 2)) / 3
        for images in (noisy, blurred, 0.7 * floats, floats[::-1]):
            yield np.rint(np.clip(images, 0, 255)).astype("uint8"), references


def by_scikit_image(function, images, references, data_range):
    return [
        function(y[..., 0], x[..., 0], data_range=data_range)
        for x, y in zip(images, references, strict=True)
    ]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (psnr, skimage.metrics.peak_signal_noise_ratio),
        (ssim, skimage.metrics.structural_similarity),
    ],
)
def test_psnr_and_ssim_agree_with_scikit_image(ours, theirs):
    for images, references in pairs_of_images():
        expected = by_scikit_image(theirs, images, references, 255)
        assert np.ptp(expected) > 0.001
        np.testing.assert_allclose(ours(images, references), expected, rtol=0, atol=1e-4)
        floats = [(x / 255).astype("float32") for x in (images, references)]
        np.testing.assert_allclose(ours(*floats), expected, rtol=0, atol=1e-4)


def test_psnr_and_ssim_of_known_pairs():
    black = np.zeros((1, 8, 9, 1), "uint8")
    assert psnr(black + 255, black) == pytest.approx(0)
    assert psnr(black + 51, black) == pytest.approx(20 * np.log10(5))
    # Without variance only the means count: (2 x y + c1) / (x^2 + y^2 + c1).
    assert ssim(black + 255, black) == pytest.approx(1e-4 / 1.0001)
    assert ssim(black / 255 + 0.5, black / 255 + 0.25) == pytest.approx(0.2501 / 0.3126)


def test_psnr_and_ssim_of_identical_images():
    faces = load_images("faces")[1][0]
    for images in (faces, TEST[:20], np.zeros((2, 7, 7, 1))):
        assert (psnr(images, images) == np.inf).all() and psnr(images, images).dtype == "float64"
        assert (ssim(images, images) == 1).all() and ssim(images, images).shape == (len(images),)


@pytest.mark.parametrize("function", [psnr, ssim])
def test_psnr_and_ssim_name_bad_input(function):
    good = np.zeros((2, 8, 8, 1))
    for images, reference in ((good, good[:1]), (good[..., 0], good[..., 0]), (good[:0], good[:0])):
        with pytest.raises(ValueError, match="one shape .n, h, w, 1."):
            function(images, reference)
    for images in (good.astype("uint8"), good.astype("int64")):
        with pytest.raises(ValueError, match="both uint8, or both floats in .0, 1.; got"):
            function(images, good)
    for bad in (np.nan, -0.1, 255):
        with pytest.raises(ValueError, match="must be in .0, 1."):
            function(good + bad, good)


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
    with pytest.raises(ValueError, match="at least two"):
        metrics.mean_and_error([1.0])


def test_even_odds_over_all_values_cost_8_bits_each():
    shape = (5, 4, 3)
    assert metrics.bits_per_dimension(-60 * np.log(256), shape) == pytest.approx(8)
    np.testing.assert_allclose(metrics.bits_per_dimension([0, -60 * np.log(2)], shape), [0, 1])


def test_active_units_are_those_whose_means_vary():
    z_mean = np.random.default_rng(0).normal(5, [1, 0.05, 0.2], (1000, 3))
    np.testing.assert_array_equal(metrics.active_units(z_mean), [True, False, True])
