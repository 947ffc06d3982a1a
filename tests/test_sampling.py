import keras
import numpy as np
import pytest
import scipy.stats
from keras import ops

from aigc_keras import sampling
from aigc_keras.backend import compile_function

pytestmark = pytest.mark.backends

INF = np.inf
# 1/2, 1/4, 1/8, 1/16, 1/16 in another order: sums of these are exact in float32.
PROBABILITIES = np.array([1 / 8, 1 / 2, 1 / 16, 1 / 4, 1 / 16], "float32")


def array(x):
    return ops.convert_to_numpy(x)


def kept(logits):
    """Which tokens are left, as a list of ids for each row."""
    return [np.flatnonzero(row > -INF).tolist() for row in np.atleast_2d(array(logits))]


def numpy_distribution(logits, temperature=1.0, top_k=None, top_p=None):
    """The definition, one row at a time, with sorting by hand."""
    logits = [float(x) for x in logits]
    order = sorted(range(len(logits)), key=lambda i: (-logits[i], i))
    weights = {i: np.exp((logits[i] - max(logits)) / temperature) for i in order[:top_k]}
    total, nucleus = sum(weights.values()), {}
    for i, weight in weights.items():
        if top_p is None or sum(nucleus.values()) < top_p * total:
            nucleus[i] = weight
    return np.array([nucleus.get(i, 0) for i in range(len(logits))]) / sum(nucleus.values())


def test_top_k_keeps_k_tokens_and_the_first_of_equals():
    logits = np.array([[0.5, 2, 1, -3], [1, 1, 1, 1], [0, 7, 7, 7]], "float32")
    assert kept(sampling.top_k(logits, 1)) == [[1], [0], [1]]
    assert kept(sampling.top_k(logits, 2)) == [[1, 2], [0, 1], [1, 2]]
    for k in (4, 5, 100):
        np.testing.assert_array_equal(array(sampling.top_k(logits, k)), logits)
    np.testing.assert_array_equal(array(sampling.top_k(logits, 3))[0], [0.5, 2, 1, -INF])


def test_top_p_keeps_the_smallest_set_that_reaches_p():
    logits = np.log(PROBABILITIES)
    for p, expected in (
        (1e-6, [1]),
        (0.5, [1]),
        (0.51, [1, 3]),
        (0.75, [1, 3]),
        (0.8, [0, 1, 3]),
        (0.9, [0, 1, 2, 3]),
        (0.9375, [0, 1, 2, 3]),
        (0.95, [0, 1, 2, 3, 4]),
        (1, [0, 1, 2, 3, 4]),
    ):
        assert kept(sampling.top_p(logits, p)) == [expected], p
    assert kept(sampling.top_p(np.zeros((2, 4), "float32"), 0.5)) == [[0, 1], [0, 1]]


def test_top_p_of_1_keeps_what_rounding_would_lose():
    logits = np.array([0, -30, -200], "float32")  # the running sum is 1 after the first
    np.testing.assert_array_equal(array(sampling.top_p(logits, 1.0)), logits)


def test_the_rules_run_in_the_stated_order():
    logits = np.log(PROBABILITIES)
    # t = 1/2 squares: 1/4 and 1/16 are now 0.93 of the whole.
    assert kept(sampling.filtered(logits, 1.0, None, 0.9)) == [[0, 1, 2, 3]]
    assert kept(sampling.filtered(logits, 0.5, None, 0.9)) == [[1, 3]]
    # Among the first three, 1/2 is 4/7: more than 0.55. Among all it is less.
    assert kept(sampling.filtered(logits, 1.0, 3, 0.55)) == [[1]]
    assert kept(sampling.filtered(logits, 1.0, None, 0.55)) == [[1, 3]]


@pytest.mark.parametrize(
    "rules",
    [
        {},
        {"temperature": 0.7},
        {"top_k": 4},
        {"top_p": 0.8},
        {"temperature": 1.3, "top_k": 9, "top_p": 0.6},
    ],
)
def test_filtered_logits_are_the_definitions_distribution(rules):
    logits = np.random.default_rng(0).normal(size=(2, 3, 12)).astype("float32") * 2
    probabilities = array(ops.softmax(sampling.filtered(logits, **rules), axis=-1))
    expected = np.apply_along_axis(numpy_distribution, -1, logits, **rules)
    np.testing.assert_allclose(probabilities, expected, rtol=1e-4, atol=1e-6)


def test_settings_may_be_tensors():
    """So that a new temperature needs no new compilation."""
    logits = np.random.default_rng(0).normal(size=(5, 30)).astype("float32")
    numbers = ops.convert_to_tensor(np.array([0.7, 0.8], "float32"))
    found = sampling.filtered(logits, numbers[0], 12, numbers[1])
    np.testing.assert_allclose(array(found), array(sampling.filtered(logits, 0.7, 12, 0.8)), 1e-5)


@pytest.mark.parametrize(
    "rules", [{"top_k": 300}, {"top_p": 0.5}, {"top_p": 0.95}, {"top_k": 1000, "top_p": 0.9}]
)
def test_a_large_vocabulary_with_many_equal_logits(rules):
    logits = np.random.default_rng(1).normal(size=(4, 3000)).round(1).astype("float32") * 4
    probabilities = array(ops.softmax(sampling.filtered(logits, **rules), axis=-1))
    expected = np.apply_along_axis(numpy_distribution, -1, logits, **rules)
    # Where a rounded sum decides, one of many equals may be in or out.
    assert (np.abs((probabilities > 0).sum(-1) - (expected > 0).sum(-1)) <= 1).all()
    np.testing.assert_allclose(probabilities, expected, rtol=2e-3, atol=1e-3)


@pytest.mark.parametrize(
    "rules",
    [{}, {"temperature": 0.5}, {"top_k": 3}, {"top_p": 0.7}, {"temperature": 2, "top_k": 4}],
)
def test_many_draws_follow_the_definition(rules):
    n = 20_000
    logits = np.array([0.1, 2, -1, 1, 0.5, -2], "float32")
    token_ids = array(sampling.sample(np.tile(logits, (n, 1)), seed=1, **rules))
    expected = numpy_distribution(logits, **rules)
    counts = np.bincount(token_ids, minlength=6)
    assert (counts[expected == 0] == 0).all()
    test = scipy.stats.chisquare(counts[expected > 0], n * expected[expected > 0])
    assert test.pvalue > 1e-3
    wrong = np.roll(expected[expected > 0], 1)
    assert scipy.stats.chisquare(counts[expected > 0], n * wrong).pvalue < 1e-9


def test_draw_takes_the_token_where_the_running_sum_exceeds_the_number():
    logits = np.tile(np.log(PROBABILITIES), (7, 1))
    uniforms = np.array([0, 0.124, 0.125, 0.624, 0.625, 0.9374, 1 - 2**-24], "float32")
    token_ids = sampling.draw(logits, uniforms)
    assert "int32" in str(token_ids.dtype)
    assert array(token_ids).tolist() == [0, 0, 1, 1, 2, 3, 4]


def test_draw_never_takes_a_token_that_is_ruled_out():
    logits = np.random.default_rng(0).normal(size=(64, 500)).astype("float32")
    logits[:, 3:] = -INF
    logits[::2, 0] = -INF
    for uniform in (0, 1 - 2**-24):
        token_ids = array(sampling.draw(logits, np.full(64, uniform, "float32")))
        assert (logits[np.arange(64), token_ids] > -INF).all()


def test_rules_and_draw_can_be_compiled():
    rng = np.random.default_rng(0)
    logits, counts = rng.normal(size=(40, 30)).astype("float32"), rng.integers(0, 3, (40, 30))
    uniforms = rng.random(40, "float32")

    def choose(logits, counts, uniforms):
        logits = sampling.repetition(logits, counts, 0.5)
        return sampling.draw(sampling.filtered(logits, 0.8, 20, 0.9), uniforms)

    arguments = [ops.convert_to_tensor(x) for x in (logits, counts, uniforms)]
    compiled = compile_function(choose, [])(*arguments)
    np.testing.assert_array_equal(array(compiled), array(choose(*arguments)))


def test_sample_keeps_the_shape_and_obeys_the_seed():
    logits = np.random.default_rng(0).normal(size=(3, 4, 9)).astype("float32")
    token_ids = sampling.sample(logits, seed=5)
    assert token_ids.shape == (3, 4) and "int32" in str(token_ids.dtype)
    np.testing.assert_array_equal(array(token_ids), array(sampling.sample(logits, seed=5)))
    assert (array(token_ids) != array(sampling.sample(logits, seed=6))).any()
    generator = keras.random.SeedGenerator(5)
    first, second = (array(sampling.sample(logits, seed=generator)) for _ in range(2))
    assert (first != second).any()
    assert array(sampling.sample(logits[0, 0], seed=0)).shape == ()


def test_temperature_0_and_one_token_left_are_greedy():
    logits = np.random.default_rng(0).normal(size=(50, 9)).astype("float32").round()
    greedy = logits.argmax(-1)  # the first of equals
    for rules in ({"temperature": 0}, {"top_k": 1}, {"top_p": 1e-9}, {"temperature": 1e-4}):
        token_ids = array(sampling.sample(logits + np.arange(9) * -1e-2, seed=0, **rules))
        np.testing.assert_array_equal(token_ids, greedy)
    np.testing.assert_array_equal(array(sampling.sample(logits, top_k=1, seed=0)), greedy)
    assert "int32" in str(sampling.sample(logits, temperature=0, seed=0).dtype)


def test_repetition_takes_nats_off_for_each_occurrence():
    logits = np.array([[1.0, -2.0, 0.5]], "float32")
    counts = np.array([[0, 1, 3]])
    result = array(sampling.repetition(logits, counts, 0.25))
    np.testing.assert_allclose(result, [[1, -2.25, -0.25]])
    np.testing.assert_array_equal(array(sampling.repetition(logits, counts, 0.0)), logits)
    moved = array(ops.softmax(sampling.repetition(logits + 7, counts, 0.25)))
    np.testing.assert_allclose(moved, array(ops.softmax(result)), rtol=1e-5)


def test_bfloat16_logits_are_filtered_in_float32():
    logits = ops.cast(np.zeros((2, 8), "float32"), "bfloat16")
    assert "float32" in str(sampling.filtered(logits, 1.0, 5, 0.9).dtype)
    assert array(sampling.sample(logits, seed=0)).shape == (2,)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"temperature": -0.1}, "temperature must be a finite number of at least 0, not -0.1"),
        ({"temperature": INF}, "temperature must be a finite"),
        ({"temperature": np.nan}, "temperature must be a finite"),
        ({"top_k": 0}, "top_k must be None or a whole number of at least 1, not 0"),
        ({"top_k": 2.5}, "top_k must be None or a whole number"),
        ({"top_p": 0}, "top_p must be None or above 0 and at most 1, not 0"),
        ({"top_p": 1.01}, "top_p must be"),
        ({"top_p": np.nan}, "top_p must be"),
    ],
)
def test_arguments_that_make_no_sense_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        sampling.check(**arguments)
    with pytest.raises(ValueError, match=message):
        sampling.sample(np.zeros((1, 3), "float32"), seed=0, **arguments)
    sampling.check(0, 1, 1)
