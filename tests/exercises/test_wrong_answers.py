"""Right answers of chapter 0 in other words pass its checks; wrong ones are told what is wrong."""

import keras
import numpy as np
import pytest
from keras import ops

from aigc_course.checks import Wrong, local
from aigc_course.checks import start as check


@pytest.fixture(scope="module")
def answers(solve):
    """The solved functions by name."""
    return solve("00_start")._names


def judge(number, answers, **others):
    """Judge exercise `number` with some functions replaced; returns the English sentence or ""."""
    names = {
        1: ("to_unit", "to_bytes"),
        2: ("shuffle_and_split", "standardise"),
        3: ("cross_entropy", "cross_entropy_gradient", "finite_difference"),
        4: ("dead_share", "reason", "mended_training"),
    }[number]
    assert set(others) <= set(names)
    functions = [local(others.get(name, answers.get(name))) for name in names]
    try:
        getattr(check, f"exercise_{number}").judge(*functions, np.random.default_rng(3))
    except Wrong as wrong:
        assert wrong.english and wrong.chinese
        return wrong.english
    return ""


def shuffled(seed, n):
    keras.utils.set_random_seed(seed)
    return np.random.permutation(n)


def split_from_behind(x, y, num_validation, seed):
    order = shuffled(seed, len(x))
    cut = len(x) - num_validation
    return [x[order[:cut]], y[order[:cut]], x[order[cut:]], y[order[cut:]]]


def split_apart(x, y, held, seed):
    """Shuffles images and labels with one seed each: the same permutation twice."""
    a, b = (np.random.default_rng(seed).permutation(z) for z in (x, y))
    return a[held:], b[held:], a[:held], b[:held]


def standardise_float32(a, b):
    a, b = ops.cast(a, "float32"), ops.cast(b, "float32")
    return (a - ops.mean(a)) / ops.std(a), (b - ops.mean(a)) / ops.std(a)


def keras_loss(logits, labels):
    return ops.mean(
        ops.logsumexp(logits, axis=-1)
        - ops.sum(ops.one_hot(labels, logits.shape[1], dtype=logits.dtype) * logits, axis=-1)
    )


def keras_gradient(logits, labels):
    logits = ops.cast(logits, "float32")
    right = ops.one_hot(labels, logits.shape[1])
    return (ops.softmax(logits) - right) / logits.shape[0]


def in_place(function, x, h):
    """Moves the numbers of x itself, and puts each back."""
    found = np.empty(x.shape)
    for place in np.ndindex(*x.shape):
        kept = x[place]
        x[place] = kept + h
        above = function(x)
        x[place] = kept - h
        found[place] = (above - function(x)) / 2 / h
        x[place] = kept
    return found


RIGHT = [
    (1, {"to_unit": lambda a: np.float32(a) / np.float32(255)}),
    (1, {"to_unit": lambda a: (a / 255).astype("float32")}),
    (1, {"to_unit": lambda a: ops.cast(a, "float32") / 255}),
    (1, {"to_unit": lambda a: a * np.float32(1 / 255)}),
    (1, {"to_bytes": lambda a: (255 * np.clip(a, 0, 1) + 0.5).astype("uint8")}),
    (1, {"to_bytes": lambda a: ops.cast(ops.round(ops.clip(a, 0, 1) * 255), "uint8")}),
    (1, {"to_bytes": lambda a: np.rint(a * 255).clip(0, 255).astype(np.uint8)}),
    (2, {"shuffle_and_split": split_from_behind}),
    (2, {"shuffle_and_split": split_apart}),
    (2, {"standardise": standardise_float32}),
    (3, {"cross_entropy": keras_loss}),
    (3, {"cross_entropy_gradient": keras_gradient}),
    (3, {"finite_difference": in_place}),
    (4, {"reason": lambda: " d."}),
    (4, {"dead_share": lambda h: 1 - ops.mean(ops.cast(ops.any(h > 0, axis=0), "float32"))}),
]


@pytest.mark.parametrize(("number", "others"), RIGHT)
def test_right_answers_in_other_words_pass(answers, number, others):
    if number == 4:  # without a training of its own
        others = others | {"mended_training": nearest_mean}
    assert judge(number, answers, **others) == ""


def nearest_mean(images, labels, new_images):
    """A reader without a network, quick."""
    means = [images[labels == k].mean(axis=0) for k in range(labels.max() + 1)]
    distances = [((new_images - mean) ** 2).sum(axis=(1, 2, 3)) for mean in means]
    return np.argmin(distances, axis=0)


def split(indices):
    """A split function from a function of n, num_validation and seed that gives both parts."""

    def function(x, y, held, seed):
        train, validation = indices(len(x), held, seed)
        return x[train], y[train], x[validation], y[validation]

    return function


def draw(n, seed):
    return np.random.default_rng(seed).permutation(n)


def unpaired(x, y, held, seed):
    a, b = draw(len(x), seed), draw(len(x), seed + 1)
    return x[a[held:]], y[b[held:]], x[a[:held]], y[b[:held]]


def changed_order(x, y, held, seed):
    order = draw(len(x), seed)
    return x[order[:held]], y[order[:held]], x[order[held:]], y[order[held:]]


def own_statistics(a, b):
    return (a - a.mean()) / a.std(), (b - b.mean()) / b.std()


def joint_statistics(a, b):
    both = np.concatenate([a, b])
    return (a - both.mean()) / both.std(), (b - both.mean()) / both.std()


def softmax(z, axis=1):
    powers = np.exp(z)
    return powers / powers.sum(axis=axis, keepdims=True)


def picked(p, y):
    return p[np.arange(len(y)), y]


def slope(z, y):
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) - np.eye(z.shape[1])[y]


def one_sided(f, x, h):
    moved = [x + h * unit.reshape(x.shape) for unit in np.eye(x.size)]
    return np.array([(f(m) - f(x)) / h for m in moved]).reshape(x.shape)


def forgetful(f, x, h):
    found = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        x[place] += h
        above = f(x)
        x[place] -= 2 * h
        found[place] = (above - f(x)) / (2 * h)
    return found


WRONG = [
    (1, "to_unit", lambda a: a / 255, "float64"),
    (1, "to_unit", lambda a: (a // 255).astype("float32"), "cuts the decimals"),
    (1, "to_unit", lambda a: a.astype("float32"), "changes the type only"),
    (1, "to_unit", lambda a: a.astype("float32") / 256, "by 256"),
    (1, "to_unit", lambda a: a.astype("float32") / a.max(), "largest value"),
    (1, "to_unit", lambda a: a.astype("float32") / 127.5 - 1, "[-1, 1]"),
    (1, "to_unit", lambda a: np.float32((a - a.min()) / (a.max() - a.min())), "stretches"),
    (1, "to_unit", lambda a: (a.astype("float32") / 255)[0], "shape"),
    (1, "to_unit", lambda a: None, "return"),
    (1, "to_bytes", lambda a: (a.clip(0, 1) * 255).astype("uint8"), "cuts the decimals off"),
    (1, "to_bytes", lambda a: np.round(a * 255).astype("int64").astype("uint8"), "clip"),
    (1, "to_bytes", lambda a: np.round(a * 255), "leaves values outside"),
    (1, "to_bytes", lambda a: np.round(a.clip(0, 1) * 255), "stored as uint8"),
    (1, "to_bytes", lambda a: np.round(a.clip(0, 1)).astype("uint8"), "multiply by 255"),
    (2, "shuffle_and_split", unpaired, "belong together"),
    (2, "shuffle_and_split", changed_order, "training images and labels first"),
    (2, "shuffle_and_split", split(lambda n, v, s: (draw(n, s), draw(n, s)[:v])), "rows"),
    (2, "shuffle_and_split", split(lambda n, v, s: (draw(n, s)[v:], draw(n, 7)[:v])), "leak"),
    (2, "shuffle_and_split", split(lambda n, v, s: (draw(n, 1)[v:], draw(n, 1)[:v])), "Every seed"),
    (2, "shuffle_and_split", split(lambda n, v, s: (draw(n, s)[:-v], draw(n, s)[-v:])), "rows"),
    (2, "shuffle_and_split", split(lambda n, v, s: np.split(np.arange(n), [n - v])), "Every seed"),
    (
        2,
        "shuffle_and_split",
        split(lambda n, v, s: (draw(n - v, s), np.arange(n - v, n))),
        "always the first or the last",
    ),
    (
        2,
        "shuffle_and_split",
        split(lambda n, v, s: (np.sort(draw(n, s)[v:]), draw(n, s)[:v])),
        "not shuffled",
    ),
    (
        2,
        "shuffle_and_split",
        split(lambda n, v, s: (draw(n, None)[v:], draw(n, None)[:v])),
        "leak",
    ),
    (2, "shuffle_and_split", lambda x, y, held, seed: x, "four arrays"),
    (2, "standardise", own_statistics, "validation images"),
    (2, "standardise", joint_statistics, "leak in"),
    (2, "standardise", lambda a, b: (a - a.mean(), b - a.mean()), "division"),
    (2, "standardise", lambda a, b: (a - a.mean()) / a.std(), "both sets"),
    (3, "cross_entropy", lambda z, y: -np.mean(np.log(picked(softmax(z), y))), "±1000"),
    (3, "cross_entropy", lambda z, y: -np.sum(np.log(picked(softmax(z), y))), "sum"),
    (3, "cross_entropy", lambda z, y: -np.mean(np.log2(picked(softmax(z), y))), "bits"),
    (3, "cross_entropy", lambda z, y: np.mean(np.log(picked(softmax(z), y))), "sign"),
    (
        3,
        "cross_entropy",
        lambda z, y: -np.mean(np.log(picked(softmax(z, 0), y))),
        "over the images",
    ),
    (3, "cross_entropy", lambda z, y: -np.log(picked(softmax(z), y)), "for each image"),
    (
        3,
        "cross_entropy",
        lambda z, y: -np.mean(np.log(picked(slope(z, y) + np.eye(z.shape[1])[y], y) + 1e-9)),
        "too small",
    ),
    (
        3,
        "cross_entropy",
        lambda z, y: -np.mean(np.log(picked(softmax(z - z.max()), y))),
        "±1000",
    ),
    (3, "cross_entropy_gradient", lambda z, y: slope(z, y), "divide by n"),
    (3, "cross_entropy_gradient", lambda z, y: -slope(z, y) / len(z), "wrong sign"),
    (3, "cross_entropy_gradient", lambda z, y: slope(z, y) / z.size, "number of all logits"),
    (
        3,
        "cross_entropy_gradient",
        lambda z, y: (softmax(z) - np.eye(z.shape[1])[y]) / len(z),
        "NaN",
    ),
    (3, "finite_difference", one_sided, "one side"),
    (3, "finite_difference", forgetful, "put a number back"),
    (3, "finite_difference", lambda f, x, h: 2 * in_place(f, x, h), "twice the width"),
    (3, "finite_difference", lambda f, x, h: in_place(f, x, 1e-5), "exact derivative"),
    (
        3,
        "finite_difference",
        lambda f, x, h: np.full(x.shape, (f(x + h) - f(x - h)) / (2 * h)),
        "all numbers at once",
    ),
    (4, "dead_share", lambda h: np.mean(h == 0), "single zeros"),
    (4, "dead_share", lambda h: np.mean((h == 0).all(axis=1)), "axis 0"),
    (4, "dead_share", lambda h: np.mean((h == 0).any(axis=0)), "some image"),
    (4, "dead_share", lambda h: np.sum((h == 0).all(axis=0)), "share is asked for"),
    *((4, "reason", lambda letter=letter: letter, "does not fit") for letter in "ABCE"),
    (4, "reason", lambda: "F", "one of the letters"),
    (4, "reason", lambda: 4, "as text"),
    (4, "mended_training", lambda x, y, new: np.full(len(new), y[0]), "same label"),
    (4, "mended_training", lambda x, y, new: np.arange(len(new)) % 10, "85%"),
    (4, "mended_training", lambda x, y, new: np.eye(10)[nearest_mean(x, y, new)], "the largest"),
    (4, "mended_training", lambda x, y, new: nearest_mean(x, y, x), "shape"),
]


@pytest.mark.parametrize(("number", "name", "function", "said"), WRONG)
@pytest.mark.filterwarnings("ignore:.*(overflow|divide by zero|invalid value).*:RuntimeWarning")
def test_wrong_answers_are_told_what_is_wrong(answers, number, name, function, said):
    others = {name: function}
    if number == 4 and name != "mended_training":
        others |= {"mended_training": nearest_mean}
    assert said in judge(number, answers, **others)


def test_the_failing_program_itself_does_not_pass(answers):
    failing = lambda *arguments: answers["failing_training"](*arguments)[0]  # noqa: E731
    assert "hidden units are still dead" in judge(4, answers, mended_training=failing)
    assert 0.9 <= answers["dead_share"](answers["hidden"]) <= 1  # what the exercise says of it
    assert np.mean(answers["read"] == answers["new_labels"]) < 0.2
