"""Exercise 2 of chapter 6, the leak: right answers in other words pass, wrong ones hear why."""

import numpy as np
import pytest

from aigc_course.checks import Wrong, local
from aigc_course.checks import transformer as check

NAMES = "causal_mask", "seen", "reason", "mended_training"


@pytest.fixture(scope="module")
def answers(solve):
    """The solved functions by name."""
    return solve("06_transformer")._names


def judge(answers, **others):
    """Judge the exercise with some functions replaced; returns the English sentence or ""."""
    assert set(others) <= set(NAMES)
    functions = [local(others.get(name, answers[name])) for name in NAMES]
    try:
        check.exercise_2.judge(*functions, np.random.default_rng(3))
    except Wrong as wrong:
        assert wrong.english and wrong.chinese
        return wrong.english
    return ""


def one_by_one(logits, token_ids, size):
    """Each variant against the text itself, a batch of one each."""
    length = len(token_ids)
    before, found = logits(token_ids[None])[0], np.zeros((length, length), bool)
    for j in range(length):
        for other in range(size):
            text = token_ids.copy()
            text[j] = other
            found[:, j] |= np.any(np.abs(logits(text[None])[0] - before) > 1e-5, axis=1)
    return found


def all_at_once(logits, token_ids, size):
    length = len(token_ids)
    texts = np.tile(token_ids, (length, size, 1))
    for j in range(length):
        texts[j, :, j] = range(size)
    found = logits(texts.reshape(-1, length)).reshape(length, size, length, -1)
    return (np.abs(found - found[:, :1]).max(axis=(1, 3)) > 1e-5).T.tolist()


def trained(mask, **options):
    """A training with this mask, from the notebook's `train`."""
    return lambda train, ids, size: train(ids, size, mask, **options)[0]


def honest(length):
    return np.arange(length) <= np.arange(length)[:, None]


RIGHT = [
    {"causal_mask": lambda n, past: np.tri(n, past + n, past, dtype=bool)},
    {"causal_mask": lambda n, past: ~np.triu(np.ones((n, past + n), bool), past + 1)},
    {"seen": one_by_one},
    {"seen": all_at_once},
    {"reason": lambda: " c."},
    {"reason": lambda: np.array("C")},
    {"mended_training": trained(honest, seed=7)},
    {"mended_training": trained(lambda n: np.tri(n, dtype=bool), steps=900)},
    {"mended_training": lambda train, *text: tuple(trained(honest)(train, *text))},
]


def with_train(answers, others):
    """The same answers; a training gets the notebook's `train` first."""
    if "mended_training" not in others:
        return others
    of = others["mended_training"]
    return others | {"mended_training": lambda *text: of(answers["train"], *text)}


@pytest.mark.parametrize("others", RIGHT)
def test_right_answers_in_other_words_pass(answers, others):
    assert judge(answers, **with_train(answers, others)) == ""


def with_one_other(logits, token_ids, size):
    found = []
    for j in range(len(token_ids)):
        texts = np.stack([token_ids] * 2)
        texts[1, j] = (texts[1, j] + 1) % size
        before, after = logits(texts)
        found.append(np.abs(before - after).max(axis=-1) > 1e-5)
    return np.array(found).T


def never_put_back(logits, token_ids, size):
    before = logits(token_ids[None])[0]
    found, text = [], token_ids.copy()
    for j in range(len(text)):
        text[j] = (text[j] + 1) % size
        found.append(np.abs(logits(text[None])[0] - before).max(axis=-1) > 1e-5)
    return np.array(found).T


def how_much(logits, token_ids, size):
    """Numbers, not truth values."""
    return one_by_one(logits, token_ids, size) * 0.5


def at_the_last(logits, token_ids, size):
    return one_by_one(logits, token_ids, size)[-1]


def mended_at_the_wrong_end(train, ids, size):
    """The failing training; only what is done with the weights would have another mask."""
    return train(ids, size, lambda n: np.tri(n, k=1, dtype=bool))[0]


WRONG = [
    ("causal_mask", lambda n, past: np.tri(n, past + n, past + 1, dtype=bool), "has to predict"),
    ("causal_mask", lambda n, past: np.tri(n, past + n, past - 1, dtype=bool), "at itself"),
    ("causal_mask", lambda n, past: np.tri(n, past + n, dtype=bool), "number the queries from 0"),
    ("causal_mask", lambda n, past: np.tri(n, past + n, past), "holds numbers"),
    ("causal_mask", lambda n, past: np.tri(n, dtype=bool), "keys of the past are missing"),
    ("seen", with_one_other, "every other token"),
    ("seen", never_put_back, "put a token back"),
    ("seen", how_much, "True and False"),
    ("seen", at_the_last, "a row for the logits of each position"),
    ("seen", lambda *given: one_by_one(*given).T, "rows and columns exchanged"),
    ("seen", lambda *given: ~one_by_one(*given), "True and False exchanged"),
    ("seen", lambda logits, ids, size: np.tri(len(ids), dtype=bool), "returns the causal mask"),
    ("seen", lambda *given: np.tril(one_by_one(*given)), "those before it count too"),
    ("seen", lambda *given: np.triu(one_by_one(*given)), "places"),
    ("seen", lambda *given: None, "returns nothing"),
    *(("reason", lambda letter=letter: letter, f"{letter} does not fit") for letter in "ABDE"),
    ("reason", lambda: "F", "one of the letters"),
    ("reason", lambda: 3, "as text"),
    ("mended_training", mended_at_the_wrong_end, "still lets them look ahead"),
    ("mended_training", trained(lambda n: np.ones((n, n), bool)), "still lets them look ahead"),
    ("mended_training", trained(lambda n: honest(n).T), "still lets them look ahead"),
    ("mended_training", trained(lambda n: np.eye(n, dtype=bool)), "where a blind guess needs"),
    ("mended_training", trained(honest, steps=3), "where a blind guess needs"),
    (
        "mended_training",
        trained(lambda n: np.tri(n, k=-1, dtype=bool), steps=2),
        "may look nowhere",
    ),
    ("mended_training", lambda train, *text: train(*text, honest), "return the weights alone"),
    ("mended_training", lambda train, *text: trained(honest, steps=2)(train, *text)[:5], "six"),
    (
        "mended_training",
        lambda train, *text: trained(honest, steps=2)(train, *text)[::-1],
        "shapes",
    ),
    ("mended_training", lambda train, *text: None, "returns nothing"),
]


@pytest.mark.parametrize(("name", "function", "said"), WRONG)
@pytest.mark.filterwarnings("ignore:.*invalid value.*:RuntimeWarning")
def test_wrong_answers_are_told_what_is_wrong(answers, name, function, said):
    assert said in judge(answers, **with_train(answers, {name: function}))


def test_the_failing_program_looks_good_and_is_not(answers):
    """What the exercise says of it, and that its own weights do not pass."""
    assert answers["losses"][-1] < 0.15
    assert answers["loss_of"](answers["failed"], answers["new_ids"], answers["failing_mask"]) < 0.15
    assert np.array_equal(answers["found"], np.tri(12, k=1, dtype=bool))
    assert answers["honest_loss"](answers["failed"], answers["new_ids"]) > 4
    assert answers["honest_loss"](answers["mended"], answers["new_ids"]) < 2.7
    failing = trained(answers["failing_mask"])
    said = judge(answers, **with_train(answers, {"mended_training": failing}))
    assert "still lets them look ahead" in said


def test_gradients_are_those_of_finite_differences(answers):
    """What the notebook hands out as complete is right."""
    rng, mask = np.random.default_rng(0), honest
    shapes = [(5, 4), (32, 4), (4, 4), (4, 4), (4, 4), (4, 5)]
    weights = [rng.normal(size=shape) for shape in shapes]
    inputs, targets = rng.integers(5, size=(2, 3, 6))
    slopes = answers["gradients"](weights, inputs, targets, mask)[1]
    for weight, slope in zip(weights, slopes, strict=True):
        for place in list(np.ndindex(weight.shape))[:20:3]:
            kept, ends = weight[place], []
            for moved in (kept + 1e-5, kept - 1e-5):
                weight[place] = moved
                ends.append(answers["gradients"](weights, inputs, targets, mask)[0])
            weight[place] = kept
            assert (ends[0] - ends[1]) / 2e-5 == pytest.approx(slope[place], abs=1e-8)
