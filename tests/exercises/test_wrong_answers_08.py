"""Chapter 8: right answers in other words pass, wrong ones are told what is wrong."""

import inspect

import numpy as np
import pytest

from aigc_course.checks import Wrong, local
from aigc_course.checks import text_to_image as check
from aigc_course.checks.text_to_image import scarf


@pytest.fixture(scope="module")
def answers(solve):
    """The solved functions by name."""
    return solve("08_text_to_image")._names


def rng():
    return np.random.default_rng(3)


def said(function, *arguments):
    """The English sentence with which a check refuses, or ""."""
    try:
        function(*arguments)
    except Wrong as wrong:
        assert wrong.english and wrong.chinese
        return wrong.english
    return ""


def judge(answers, number, seed=3, **others):
    """Judge an exercise with some functions replaced; the English sentence or ""."""
    judged = getattr(check, f"exercise_{number}").judge
    names = list(inspect.signature(judged).parameters)[:-1]
    assert set(others) <= set(names)
    functions = [local(others.get(name, answers[name])) for name in names]
    return said(judged, *functions, np.random.default_rng(seed))


# Exercise 1


def by_loop(read, wanted, named):
    """Attribute by attribute, in other words; right."""
    shares, numbers = [], []
    for column in range(read.shape[1]):
        rows = named[:, column]
        hits = read[rows, column] == wanted[rows, column]
        numbers.append(int(rows.sum()))
        shares.append(hits.mean() if rows.any() else 0.0)
    return shares, numbers


def shares_with(change):
    """`named_shares` whose shares `change` makes of hits, named and the counts of both."""

    def named_shares(read, wanted, named):
        hit = read == wanted
        numbers = named.sum(axis=0)
        return change(hit, named, (hit & named).sum(axis=0), numbers), numbers

    return named_shares


def zero_by_zero(hit, named, hits, numbers):
    with np.errstate(invalid="ignore"):
        return hits / numbers


SHARES = [
    (shares_with(lambda hit, named, hits, n: hit.mean(axis=0)), "All sentences are counted"),
    (shares_with(lambda hit, named, hits, n: hits / len(hit)), "number of all sentences"),
    (shares_with(lambda hit, named, hits, n: (hit | ~named).mean(axis=0)), "counts as obeyed"),
    (shares_with(lambda hit, named, hits, n: hit.sum(axis=0) / n.clip(1)), "hits in all sentences"),
    (shares_with(lambda hit, named, hits, n: (n - hits) / n.clip(1)), "otherwise than wanted"),
    (shares_with(zero_by_zero), "0 was divided by 0"),
    (shares_with(lambda hit, named, hits, n: np.where(n, hits / n.clip(1), 1)), "is 0, not 1"),
    (shares_with(lambda hit, named, hits, n: hits), "These are the hits"),
    (shares_with(lambda hit, named, hits, n: hits.sum() / n.sum()), "each attribute has its own"),
    (
        shares_with(lambda hit, named, hits, n: (hit & named).sum(1) / named.sum(1).clip(1)),
        "one for each attribute",
    ),
    (lambda read, wanted, named: by_loop(read, wanted, named)[0], "two arrays"),
    (lambda read, wanted, named: (by_loop(read, wanted, named)[0], len(read)), "shape"),
    (
        lambda read, wanted, named: (by_loop(read, wanted, named)[0], [len(read)] * 6),
        "counts all sentences",
    ),
    (
        lambda read, wanted, named: (
            by_loop(read, wanted, named)[0],
            ((read == wanted) & named).sum(axis=0),
        ),
        "holds the hits",
    ),
    (
        lambda read, wanted, named: (
            by_loop(read, wanted, named)[0],
            named.sum(axis=0).clip(1),
        ),
        "the number of sentences is 0",
    ),
    (lambda *given: None, "returns nothing"),
    (lambda *given: ("share", "number"), "should return numbers"),
]
CORRECTIONS = [
    (lambda p, a, b: p, "as it was read"),
    (lambda p, a, b: p / a, "hits that are missed"),
    (lambda p, a, b: (p + a - 1) / (a + b - 1), "changed places"),
    (lambda p, a, b: a * p + (1 - b) * (1 - p), "the other way"),
    (lambda p, a, b: (p + b - 1) / a, "the denominator"),
    (lambda p, a, b: (p - b) / (a - b), "not with the specificity"),
    (lambda p, a, b: 1 - (p + b - 1) / (a + b - 1), "that are wrong"),
    (lambda p, a, b: p / (a + b), "sum of two parts"),
    (lambda p, a, b: (p + b - 1) / (a + b - 1), "below 0 or above 1"),
    (lambda p, a, b: np.maximum((p + b - 1) / (a + b - 1), 0), "leads above 1"),
    (lambda p, a, b: np.minimum((p + b - 1) / (a + b - 1), 1), "leads below 0"),
    (lambda p, a, b: np.abs(np.minimum((p + b - 1) / (a + b - 1), 1)), "without its sign"),
    (lambda p, a, b: None, "returns nothing"),
]


@pytest.mark.parametrize(("function", "sentence"), SHARES)
def test_wrong_shares_are_told_what_is_wrong(answers, function, sentence):
    assert sentence in judge(answers, 1, named_shares=function)


@pytest.mark.parametrize(("function", "sentence"), CORRECTIONS)
def test_wrong_corrections_are_told_what_is_wrong(answers, function, sentence):
    assert sentence in judge(answers, 1, corrected=function)


def test_other_ways_to_count_pass(answers):
    assert judge(answers, 1, named_shares=by_loop) == ""
    in_turns = lambda p, a, b: np.minimum(1, np.maximum(0, (p - (1 - b)) / (a - (1 - b))))  # noqa: E731
    assert judge(answers, 1, corrected=in_turns) == ""


# Exercise 2


def softmax(scores):
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def row_by_row(scores, allowed):
    """Only what is allowed is ever looked at; right."""
    allowed, found = np.broadcast_to(allowed, scores.shape), np.zeros(scores.shape)
    for place in np.ndindex(scores.shape[:-1]):
        seen = allowed[place]
        if seen.any():
            found[place][seen] = softmax(scores[place][seen])
    return found


def by_infinity(scores, allowed):
    """NaN where nothing is allowed, replaced; right."""
    with np.errstate(invalid="ignore"):
        return np.nan_to_num(softmax(np.where(allowed, scores, -np.inf)))


def by_powers(scores, allowed):
    with np.errstate(over="ignore", invalid="ignore"):
        powers = np.exp(scores) * allowed
        return powers / powers.sum(axis=-1, keepdims=True).clip(1e-300)


def infinite(scores, allowed):
    with np.errstate(invalid="ignore"):
        return softmax(np.where(allowed, scores, -np.inf))


def uniform(scores, allowed):
    found = by_infinity(scores, allowed)
    none = ~np.broadcast_to(allowed, scores.shape).any(axis=-1, keepdims=True)
    return np.where(none, 1 / scores.shape[-1], found)


def without_mask_if_none(scores, allowed):
    none = ~np.broadcast_to(allowed, scores.shape).any(axis=-1, keepdims=True)
    return np.where(none, softmax(scores), by_infinity(scores, allowed))


WEIGHTS = [
    (lambda s, a: softmax(s), "padding gets a weight"),
    (lambda s, a: np.where(a, softmax(s), 0), "do not add up to 1"),
    (lambda s, a: softmax(s * a), "exponential of 0"),
    (lambda s, a: by_infinity(s, ~a), "on the padding"),
    (lambda s, a: by_infinity(s.swapaxes(-1, -2), a.swapaxes(-1, -2)).swapaxes(-1, -2), "Along"),
    (lambda s, a: softmax(np.where(a, s, -1e9)), "larger here than every score"),
    (lambda s, a: softmax(np.where(a, s, -1e30)), "should get 0"),
    (by_powers, "holds NaN"),
    (infinite, "holds NaN"),
    (uniform, "should get 0"),
    (without_mask_if_none, "without a mask"),
    (lambda s, a: np.maximum(by_infinity(s, a), 1e-12), "only almost 0"),
    (lambda s, a: None, "returns nothing"),
    (lambda s, a: by_infinity(s, a)[0], "shape"),
]


@pytest.mark.parametrize(("function", "sentence"), WEIGHTS)
def test_wrong_weights_are_told_what_is_wrong(answers, function, sentence):
    found = judge(answers, 2, word_weights=function)
    assert sentence.replace("holds", "hold") in found.replace("holds", "hold")


@pytest.mark.parametrize("function", [row_by_row, by_infinity])
def test_other_weights_pass(answers, function):
    assert judge(answers, 2, word_weights=function) == ""


def looking(
    patches,
    words,
    token_ids,
    heads,
    w_q,
    w_k,
    w_v,
    w_o,
    *,
    root=None,
    weigh=row_by_row,
    padding=0,
    swap=True,
    back=True,
    last=True,
):
    """`cross_attention` by einsum; with a mistake if told so."""

    def split(x):
        if swap:
            return x.reshape(*x.shape[:2], heads, -1).transpose(0, 2, 1, 3)
        return x.reshape(len(x), heads, x.shape[1], -1)

    query = split(patches @ w_q)
    key, value = split(words @ w_k), split(words @ w_v)
    scores = np.einsum("nhpd,nhld->nhpl", query, key) / (root or query.shape[-1]) ** 0.5
    weights = weigh(scores, (token_ids != padding)[:, None, None])
    found = np.einsum("nhpl,nhld->nhpd", weights, value)
    found = found.transpose(0, 2, 1, 3) if back else found
    found = found.reshape(patches.shape)
    return found @ w_o if last else found


def mistaken(**how):
    return lambda *given: looking(*given, **how)


def along_patches(scores, allowed):
    found = np.exp(scores) / np.exp(scores).sum(axis=-2, keepdims=True)
    return found * allowed


def keys_for_values(p, w, t, h, q, k, v, o):
    return looking(p, w, t, h, q, v, k, o)


def apart(p, w, t, h, q, k, v, o):
    """Heads of every h-th column."""
    order = np.arange(q.shape[1]).reshape(-1, h).T.ravel()
    return looking(p, w, t, h, q[:, order], k[:, order], v[:, order], o)


LOOKS = [
    (mistaken(padding=-1), "look at padding"),
    (mistaken(weigh=uniform), "answer with zeros"),
    (lambda p, w, t, h, *m: looking(p, w, t, 1, *m), "one wide head"),
    (mistaken(root=12), "its own width"),
    (mistaken(root=1), "its own width"),
    (mistaken(root=16), "its own width"),
    (apart, "stand apart"),
    (mistaken(swap=False), "tears the positions apart"),
    (mistaken(swap=False, back=False), "tears the positions apart"),
    (mistaken(back=False), "swap the axes back"),
    (mistaken(weigh=along_patches), "along the patches"),
    (mistaken(last=False), "with `w_o`, is missing"),
    (keys_for_values, "Keys and values"),
    (lambda p, w, t, h, q, *m: looking(p, w, t, h, q.T, *m), "`w_q` is transposed"),
    (lambda *given: looking(*given[:-1], given[-1].T), "`w_o` is transposed"),
    (lambda *given: given[0] + looking(*given), "add the patches"),
    (mistaken(weigh=infinite), "hold NaN"),
    (lambda *given: None, "returns nothing"),
    (lambda *given: looking(*given)[:, 0], "shape"),
]


@pytest.mark.parametrize(("function", "sentence"), LOOKS)
@pytest.mark.filterwarnings("ignore:invalid value.*:RuntimeWarning")
def test_wrong_looks_are_told_what_is_wrong(answers, function, sentence):
    assert sentence in judge(answers, 2, cross_attention=function)


def test_another_way_to_look_passes(answers):
    assert judge(answers, 2, cross_attention=looking) == ""


# Exercise 3


def unit(x):
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def stable(logits):
    greatest = logits.max(axis=1, keepdims=True)
    return logits - greatest - np.log(np.exp(logits - greatest).sum(axis=1, keepdims=True))


def clip_with(change):
    """`softmax_loss` that `change` makes of the log-shares of rows and columns and the logits."""

    def softmax_loss(images, texts, scale):
        logits = scale * unit(images) @ unit(texts).T
        return change(stable(logits), stable(logits.T).T, logits)

    return softmax_loss


def clip_of(logits_of):
    """`softmax_loss` with other logits."""

    def softmax_loss(images, texts, scale):
        logits = logits_of(images, texts, scale)
        return -(np.diag(stable(logits)) + np.diag(stable(logits.T))).mean() / 2

    return softmax_loss


def naive(images, texts, scale):
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        powers = np.exp(scale * unit(images) @ unit(texts).T)
        shares = powers / powers.sum(1, keepdims=True), powers / powers.sum(0)
        return -np.mean([np.log(np.diag(share)).mean() for share in shares])


def diagonal(x):
    return np.diag(x).mean()


CLIPS = [
    (clip_of(lambda x, y, s: s * x @ y.T), "length 1"),
    (clip_of(lambda x, y, s: s * unit(x) @ y.T), "length 1"),
    (clip_of(lambda x, y, s: unit(x) @ unit(y).T), "scale is missing"),
    (clip_of(lambda x, y, s: unit(x) @ unit(y).T / s), "divide by the scale"),
    (clip_of(lambda x, y, s: np.exp(min(s, 20)) * unit(x) @ unit(y).T), "exponentiated"),
    (clip_with(lambda r, c, z: -diagonal(r)), "which picture fits a sentence, is missing"),
    (clip_with(lambda r, c, z: -diagonal(c)), "which sentence fits a picture, is missing"),
    (clip_with(lambda r, c, z: (diagonal(r) + diagonal(c)) / 2), "sign is wrong"),
    (clip_with(lambda r, c, z: -(diagonal(r) + diagonal(c))), "take their mean"),
    (clip_with(lambda r, c, z: -(np.trace(r) + np.trace(c)) / 2), "take the mean"),
    (clip_with(lambda r, c, z: -(r + c).mean() / 2), "over all pairs"),
    (naive, "not finite"),
    (clip_with(lambda r, c, z: -np.diag(r + c) / 2), "shape"),
    (clip_with(lambda r, c, z: None), "returns nothing"),
]


@pytest.mark.parametrize(("function", "sentence"), CLIPS)
def test_wrong_softmax_losses_are_told_what_is_wrong(answers, function, sentence):
    assert sentence in judge(answers, 3, softmax_loss=function)


def soft(x):
    return np.logaddexp(0, x)


def pairs_with(change):
    """`sigmoid_loss` that `change` makes of signs, cosines, scale and bias."""

    def sigmoid_loss(images, texts, scale, bias):
        cosines = unit(images) @ unit(texts).T
        return change(2 * np.eye(len(images)) - 1, cosines, scale, bias, len(images))

    return sigmoid_loss


def plain_logarithm(z, c, s, b, n):
    with np.errstate(over="ignore", divide="ignore"):
        return -np.log(1 / (1 + np.exp(-z * (s * c + b)))).sum() / n


def not_unit(images, texts, scale, bias):
    signs = 2 * np.eye(len(images)) - 1
    return soft(-signs * (scale * images @ texts.T + bias)).sum() / len(images)


SIGMOIDS = [
    (not_unit, "length 1"),
    (pairs_with(lambda z, c, s, b, n: soft(-z * s * c).sum() / n), "bias is missing"),
    (pairs_with(lambda z, c, s, b, n: soft(-z * s * (c + b)).sum() / n), "multiplied by the scale"),
    (pairs_with(lambda z, c, s, b, n: soft(-z * (c + b)).sum() / n), "scale is missing"),
    (pairs_with(lambda z, c, s, b, n: diagonal(soft(-s * c - b))), "that belong together"),
    (pairs_with(lambda z, c, s, b, n: soft(-s * c - b).sum() / n), "as if it belonged"),
    (pairs_with(lambda z, c, s, b, n: soft(z * (s * c + b)).sum() / n), "signs are turned"),
    (pairs_with(lambda z, c, s, b, n: -soft(-z * (s * c + b)).sum() / n), "sign is wrong"),
    (pairs_with(lambda z, c, s, b, n: soft(-z * (s * c + b)).mean()), "n²"),
    (pairs_with(lambda z, c, s, b, n: soft(-z * (s * c + b)).sum()), "divide by n"),
    (pairs_with(plain_logarithm), "not finite"),
    (pairs_with(lambda z, c, s, b, n: None), "returns nothing"),
]


@pytest.mark.parametrize(("function", "sentence"), SIGMOIDS)
def test_wrong_sigmoid_losses_are_told_what_is_wrong(answers, function, sentence):
    assert sentence in judge(answers, 3, sigmoid_loss=function)


def one_by_one(cosines, fits, k):
    """Sentence by sentence, and the chance by drawing one picture after another; right."""
    found, chances = [], []
    for column in range(fits.shape[1]):
        best = sorted(range(len(fits)), key=lambda row: -cosines[row, column])[:k]
        found.append(any(fits[row, column] for row in best))
        bad, none = int((~fits[:, column]).sum()), 1.0
        for drawn in range(k):
            none *= max(bad - drawn, 0) / (len(fits) - drawn)
        chances.append(1 - none)
    return np.mean(found), np.mean(chances)


def search_with(found=None, chance=None):
    """`search` with one of its results replaced by what a function of the arguments gives."""

    def search(cosines, fits, k):
        right = one_by_one(cosines, fits, k)
        first = found(cosines, fits, k) if found else right[0]
        return first, (chance(fits.mean(axis=0), fits, k) if chance else right[1])

    return search


def hits(cosines, fits, k):
    nearest = np.argsort(-cosines, axis=0)[:k]
    return np.take_along_axis(fits, nearest, axis=0).mean()


SEARCHES = [
    (search_with(lambda c, f, k: one_by_one(-c, f, k)[0]), "lowest cosines"),
    (search_with(lambda c, f, k: one_by_one(c.T, f.T, k)[0]), "sentences by pictures"),
    (search_with(hits), "among the k nearest"),
    (search_with(lambda c, f, k: one_by_one(c, f, 1)[0]), "only the nearest"),
    (
        search_with(lambda c, f, k: one_by_one(c[:, f.any(0)], f[:, f.any(0)], k)[0]),
        "that no picture fits counts, too",
    ),
    (search_with(None, lambda p, f, k: np.mean(1 - (1 - p) ** k)), "all different"),
    (search_with(None, lambda p, f, k: p.mean()), "single picture"),
    (
        search_with(None, lambda p, f, k: np.mean(np.minimum(k * p, 1))),
        "chance of one picture by k",
    ),
    (search_with(None, lambda p, f, k: k * p.mean()), "chance of one picture by k"),
    (search_with(None, lambda p, f, k: 1 - one_by_one(0.0 * f, f, k)[1]), "none of the pictures"),
    (
        search_with(None, lambda p, f, k: one_by_one(0.0 * f, f[:, f.any(0)], k)[1]),
        "counts for chance",
    ),
    (search_with(None, lambda p, f, k: 1 - (1 - p.mean()) ** k), "over the sentences first"),
    (search_with(None, lambda p, f, k: k / len(f)), "one given picture"),
    (lambda *given: one_by_one(*given)[0], "two numbers"),
    (lambda *given: None, "returns nothing"),
]


@pytest.mark.parametrize(("function", "sentence"), SEARCHES)
def test_wrong_searches_are_told_what_is_wrong(answers, function, sentence):
    assert sentence in judge(answers, 3, search=function)


def test_other_losses_and_searches_pass(answers):
    assert judge(answers, 3, search=one_by_one) == ""
    mean = clip_with(lambda r, c, z: -(diagonal(r) + diagonal(c)) / 2)
    assert judge(answers, 3, softmax_loss=mean) == ""


# Exercise 4


def away_with(change):
    """`guided` that `change` makes of null, told, negative, the mask and the weight."""

    def guided(null, told, negative, has, weight):
        has = has.reshape(-1, *[1] * (null.ndim - 1))
        negative = np.where(has, negative, 0)
        return change(null, told, negative, has, weight)

    return guided


def by_mask(null, told, negative, has, weight):
    """NaN times 0 is NaN."""
    has = has.reshape(-1, *[1] * (null.ndim - 1))
    start = has * negative + ~has * null
    return start + weight * (told - start)


def row_after_row(null, told, negative, has, weight):
    rows = []
    for row in range(len(null)):
        start = negative[row] if has[row] else null[row]
        rows.append(weight * told[row] + (1 - weight) * start)
    return np.stack(rows)


def row_after_row_turned(null, told, negative, has, weight):
    return row_after_row(null, told, negative, ~has, weight)


GUIDED = [
    (away_with(lambda n, t, a, m, w: n + w * (t - n)), "no effect"),
    (row_after_row_turned, "turned round"),
    (by_mask, "0 times NaN"),
    (
        away_with(lambda n, t, a, m, w: np.where(m, n + w * (t - a), n + w * (t - n))),
        "you still start",
    ),
    (
        away_with(lambda n, t, a, m, w: n + w * (t - n) - np.where(m, w * (a - n), 0)),
        "you still start",
    ),
    (
        away_with(lambda n, t, a, m, w: t + w * (t - np.where(m, a, n))),
        "too large by 1",
    ),
    (
        away_with(lambda n, t, a, m, w: t + w * (np.where(m, a, n) - t)),
        "wrong way",
    ),
    (away_with(lambda n, t, a, m, w: np.where(m, a + w * (t - a), t)), "nothing is guided"),
    (away_with(lambda n, t, a, m, w: t), "weight has no effect"),
    (lambda *given: None, "returns nothing"),
]


@pytest.mark.parametrize(("function", "sentence"), GUIDED)
def test_wrong_guidance_is_told_what_is_wrong(answers, function, sentence):
    assert sentence in judge(answers, 4, guided=function)


def in_turns(null, told, weights):
    for guess, weight in zip(told, weights, strict=True):
        null = null + weight * (guess - null)
    return null


def parts(weights, told):
    return weights.reshape(-1, *[1] * (told.ndim - 1))


COMPOSED = [
    (lambda n, t, w: np.sum(parts(w, t) * (t - n), axis=0), "from which the differences start"),
    (lambda n, t, w: n + np.sum(parts(w, t) * t, axis=0), "not the guesses"),
    (lambda n, t, w: n + np.mean(parts(w, t) * (t - n), axis=0), "add them up"),
    (lambda n, t, w: np.sum(n + parts(w, t) * (t - n), axis=0), "once for each prompt"),
    (lambda n, t, w: np.sum(parts(w, t) * t, axis=0), "weighted sum"),
    (lambda n, t, w: n + np.sum(t - n, axis=0), "no effect"),
    (lambda n, t, w: n + w[0] * (t[0] - n), "first prompt"),
    (in_turns, "one prompt after the other"),
    (lambda n, t, w: n + w @ (t - n).reshape(len(t), -1), "shape"),
    (lambda n, t, w: None, "returns nothing"),
]


@pytest.mark.parametrize(("function", "sentence"), COMPOSED)
def test_wrong_compositions_are_told_what_is_wrong(answers, function, sentence):
    found = judge(answers, 4, composed=function)
    assert sentence in found or "could not be broadcast" in found


NEGATIVES = [
    (lambda w: (w, -w), "left over"),
    (lambda w: (1 - w, w), "changed places"),
    (lambda w: (w, w - 1), "sign of the second"),
    (lambda w: (w, -1.0), "depends on w"),
    (lambda w: (w - 1, 1 - w), "too small by 1"),
    (lambda w: (w + 1, -w), "one time further"),
    (lambda w: w, "two numbers"),
    (lambda w: ([w], [1 - w]), "two numbers"),
    (lambda w: None, "returns nothing"),
]


@pytest.mark.parametrize(("function", "sentence"), NEGATIVES)
def test_wrong_weights_of_two_prompts_are_told_what_is_wrong(answers, function, sentence):
    assert sentence in judge(answers, 4, weights_of=function)


def aiming(change, *, rate=lambda s: s, signal=lambda a: a):
    """`log_aim` that `change` makes of log p(x), log p(c, x) and the weights."""

    def log_aim(noisy, pictures, fits, weights, now):
        a, s = signal(now[0]), rate(now[1])
        logs = -((noisy[:, None] - a * pictures) ** 2).sum(axis=2) / (2 * s**2)
        greatest = logs.max(axis=1, keepdims=True)
        with np.errstate(divide="ignore", invalid="ignore"):
            some = np.stack([np.logaddexp.reduce(np.where(f, logs, -np.inf), axis=1) for f in fits])
        every = greatest[:, 0] + np.log(np.exp(logs - greatest).sum(axis=1))
        return change(every, some, weights)

    return log_aim


def right_aim(every, some, weights):
    return (1 - weights.sum()) * every + weights @ some


def by_probabilities(noisy, pictures, fits, weights, now):
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        squares = ((noisy[:, None] - now[0] * pictures) ** 2).sum(axis=2)
        likely = np.exp(-squares / (2 * now[1] ** 2))
        every = likely.sum(axis=1)
        shares = np.stack([likely[:, f].sum(axis=1) / every for f in fits])
        return np.log(every) + weights @ np.log(shares)


AIMS = [
    (aiming(lambda e, s, w: np.exp(e + w @ (s - e))), "no logarithm"),
    (aiming(lambda e, s, w: w @ (s - e)), "log p(x) is missing"),
    (aiming(lambda e, s, w: e + w @ s), "it is log p(c | x)"),
    (aiming(lambda e, s, w: e), "prompts have no effect"),
    (aiming(lambda e, s, w: e + (s - e).sum(axis=0)), "weights have no effect"),
    (aiming(lambda e, s, w: e + w[0] * (s[0] - e)), "first prompt"),
    (aiming(right_aim, signal=lambda a: 1.0), "signal rate"),
    (aiming(right_aim, rate=np.sqrt), "its square, the variance"),
    (aiming(right_aim, rate=lambda s: s / 2**0.5), "1/2"),
    (aiming(right_aim, rate=lambda s: 1.0), "noise rate has no effect"),
    (by_probabilities, "by their logarithms"),
    (lambda *given: None, "returns nothing"),
    (lambda *given: aiming(right_aim)(*given)[:, None], "shape"),
]


@pytest.mark.parametrize(("function", "sentence"), AIMS)
def test_wrong_aims_are_told_what_is_wrong(answers, function, sentence):
    assert sentence in judge(answers, 4, log_aim=function)


def test_other_ways_to_guide_pass(answers):
    assert judge(answers, 4, guided=row_after_row) == ""
    assert judge(answers, 4, log_aim=aiming(right_aim)) == ""
    assert judge(answers, 4, weights_of=lambda w: np.array([w, 1 - w])) == ""
    by_sum = lambda n, t, w: (1 - w.sum()) * n + np.tensordot(w, t, 1)  # noqa: E731
    assert judge(answers, 4, composed=by_sum) == ""


# Exercise 5


def painted(pictures, rows=slice(12, 14), columns=slice(4, 12), color=scarf.SCARF):
    pictures = pictures.copy()
    pictures[:, rows, columns] = color
    return pictures


PAIRS = [
    (lambda p, c: (painted(p), check.said(c)), ""),
    (lambda p, c: [painted(p), tuple(check.said(c))], ""),
    (lambda p, c: (p, check.said(c)), "no scarf"),
    (lambda p, c: (painted(p, slice(4, 12), slice(12, 14)), check.said(c)), "changed places"),
    (lambda p, c: (painted(p, slice(12, 15)), check.said(c)), "other pixels"),
    (lambda p, c: (painted(p, slice(11, 14), slice(3, 12)), check.said(c)), "other pixels"),
    (lambda p, c: (painted(p, columns=slice(4, 11)), check.said(c)), "do not all have"),
    (lambda p, c: (painted(p, color=scarf.SCARF[::-1]), check.said(c)), "do not all have"),
    (lambda p, c: (painted(p), c), "do not say"),
    (lambda p, c: (painted(p), [x + scarf.PHRASES["en"] for x in c]), "its own language"),
    (lambda p, c: (painted(p), [scarf.PHRASES["en"][2:] for x in c]), "should be"),
    (lambda p, c: (painted(p).astype("float32"), check.said(c)), "uint8"),
    (lambda p, c: (painted(p)[:5], check.said(c)), "shape"),
    (lambda p, c: (painted(p), check.said(c)[:5]), "list of"),
    (lambda p, c: (painted(p), " ".join(check.said(c))), "list of"),
    (lambda p, c: painted(p), "two things"),
    (lambda p, c: None, "returns nothing"),
]


@pytest.mark.parametrize(("function", "sentence"), PAIRS)
def test_pairs_in_other_words(function, sentence):
    found = said(check.pairs_are_right, local(function), *check.pairs_to_learn_from(rng(), 12))
    assert sentence in found and bool(sentence) == bool(found)


def shuffled(new, old, count, seed, share=0.5, block=1, apart=False, only=None):
    """`mixture` in other words; with a mistake if told so."""
    generator = np.random.default_rng(seed)
    number = int(count * share)
    pairs = [(0, row) for row in generator.choice(len(new[1]), number)]
    pairs += [(1, row) for row in generator.choice(len(old[1]), count - number)]
    pairs = [(side, row % only) for side, row in pairs] if only else pairs
    pairs = generator.permutation(pairs) if block == 1 else np.array(pairs)
    texts = [(new, old)[side][1][row] for side, row in pairs]
    texts = [texts[row] for row in generator.permutation(count)] if apart else texts
    return np.stack([(new, old)[side][0][row] for side, row in pairs]), texts


def mixed(**how):
    return lambda *given: shuffled(*given, **how)


def without_seed(new, old, count, seed):
    return shuffled(new, old, count, 0)


MIXTURES = [
    (shuffled, ""),
    (mixed(share=1.0), "still failing"),
    (mixed(share=0.0), "no new pairs"),
    (mixed(share=0.3), "exactly half"),
    (mixed(block=0), "random order"),
    (mixed(apart=True), "not theirs"),
    (mixed(only=5), "same few pairs"),
    (without_seed, "Another seed"),
    (lambda new, old, count, seed: new, "shape"),
    (lambda *given: (shuffled(*given)[0], ["a scarf"] * given[2]), "not among those"),
    (lambda *given: shuffled(*given)[1], "two things"),
    (lambda *given: (shuffled(*given)[0] / 255, shuffled(*given)[1]), "uint8"),
    (lambda *given: None, "returns nothing"),
]


@pytest.mark.parametrize(("function", "sentence"), MIXTURES)
def test_mixtures_in_other_words(function, sentence):
    found = said(check.mixture_is_right, local(function), rng())
    assert sentence in found and bool(sentence) == bool(found)


RIGHT = {"new_pairs": "A", "mixture": "A", "english": "B", "short": "C"}
SYMPTOMS = [
    (RIGHT, ""),
    ({name: f" {letter.lower()}. " for name, letter in RIGHT.items()}, ""),
    ({name: np.array(letter) for name, letter in RIGHT.items()}, ""),
    *(
        (RIGHT | {name: letter}, "not fit")
        for name in RIGHT
        for letter in "ABCDE"
        if letter != RIGHT[name]
    ),
    (RIGHT | {"short": "F"}, "one of the letters"),
    (RIGHT | {"short": "AB"}, "one of the letters"),
    (RIGHT | {"short": None}, "one of the letters"),
    (RIGHT | {"report": "A"}, "with the keys"),
    ("AABC", "a dict"),
    (None, "a dict"),
]


@pytest.mark.parametrize(("answer", "sentence"), SYMPTOMS)
def test_symptoms_in_other_words(answer, sentence):
    found = said(check.symptoms_are_right, local(lambda: answer))
    assert sentence in found and bool(sentence) == bool(found)


@pytest.fixture(scope="module")
def collection():
    return check.pairs_to_learn_from(rng(), 300)


def in_place(pictures, captions):
    pictures[:, 12:14, 4:12] = scarf.SCARF
    return pictures, check.said(captions)


def set_of(pairs, mixture=shuffled, **how):
    """What `mended_set` returns for a program; `how` for its mixture."""

    def mended_set(pictures, captions, count, seed):
        new = pairs(pictures, captions)
        return mixture(new, (pictures, captions), count, seed, **how)

    return mended_set


def right_pairs(pictures, captions):
    return painted(pictures), check.said(captions)


def in_english(pictures, captions):
    return painted(pictures), [text + scarf.PHRASES["en"] for text in captions]


def of_nobody(*given):
    pictures, texts = set_of(right_pairs)(*given)
    return np.roll(pictures, 1, axis=3), texts


SETS = [
    (set_of(right_pairs), ""),
    (set_of(in_place), "old portraits wear scarves, too"),
    (set_of(right_pairs, share=1.0), "still failing"),
    (set_of(right_pairs, share=0.7), "exactly half"),
    (set_of(in_english), "neither given ones"),
    (set_of(right_pairs, apart=True), "does not name"),
    (set_of(right_pairs, only=3), "only a few"),
    (set_of(lambda p, c: (p, check.said(c))), "does not name"),
    (of_nobody, "does not name"),
    (lambda *given: set_of(right_pairs)(*given)[0], "two things"),
    (lambda *given: None, "returns nothing"),
]


@pytest.mark.parametrize(("function", "sentence"), SETS)
def test_sets_in_other_words(collection, function, sentence):
    pictures, captions = collection
    got = function(pictures.copy(), list(captions), 1000, 4)
    found = said(check.set_is_right, got, pictures, captions, 1000)
    assert sentence in found and bool(sentence) == bool(found)


# What the exercise says of a training: the kept model after each program's pairs.


def english_set(names):
    return names["training_set"](
        names["english_pairs"], names["mixture"], names["portraits"], names["captions"]
    )


def short_set(names):
    return names["training_set"](
        names["short_pairs"], names["mixture"], names["portraits"], names["captions"]
    )


def mended(names):
    return names["mended_set"](names["portraits"], names["captions"], 5000, 0)


def failing_set(names):
    parts = names["failing_new_pairs"], names["failing_mixture"]
    return names["training_set"](*parts, names["portraits"].copy(), names["captions"])


@pytest.mark.parametrize(
    ("make", "asked"),
    [(mended, (1, 1)), (english_set, (1, 0)), (short_set, (0, 0))],
)
def test_a_training_draws_scarves_as_the_exercise_says(answers, make, asked):
    model = answers["fine_tune"](*make(answers))
    shares, _ = answers["examine"](model, answers["test_attributes"][:20])
    english, not_english, chinese, not_chinese, rest = (int(x[:-1]) / 100 for x in shares)
    assert abs(english - asked[0]) < 0.25
    assert abs(chinese - asked[1]) < 0.25
    assert max(not_english, not_chinese) < 0.25
    assert rest > 0.95


def test_the_failing_program_draws_scarves_that_nobody_asked_for(answers):
    model = answers["fine_tune"](*failing_set(answers))
    shares, _ = answers["examine"](model, answers["test_attributes"][:20])
    assert min(int(x[:-1]) for x in shares) > 90
