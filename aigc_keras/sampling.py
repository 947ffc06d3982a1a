"""How the next token is drawn from a model's logits: pure functions with static shapes.

They run one after another, in this order: `repetition` (where wanted, by the caller), then inside
`sample` `temperature`, `top_k`, `top_p`, and last the draw. So `top_p` counts probabilities of
the sharpened distribution, among the tokens that `top_k` left. A token that is ruled out has a
logit of -inf. Equal logits rank by token id, the smaller first.
"""

import math

import keras
from keras import ops


def check(temperature=1.0, top_k=None, top_p=None):
    """Raise a ValueError that names the first argument of `sample` that makes no sense.

    Args:
        temperature: Finite number >= 0.
        top_k: None or whole number >= 1.
        top_p: None or number in (0, 1].

    Example:
        >>> check(temperature=0.8, top_k=40)
        >>> check(top_p=1.5)
        Traceback (most recent call last):
        ...
        ValueError: top_p must be None or above 0 and at most 1, not 1.5.
    """
    if not 0 <= temperature < math.inf:
        raise ValueError(f"temperature must be a finite number of at least 0, not {temperature}.")
    if top_k is not None and not (top_k >= 1 and top_k == int(top_k)):
        raise ValueError(f"top_k must be None or a whole number of at least 1, not {top_k}.")
    if top_p is not None and not 0 < top_p <= 1:
        raise ValueError(f"top_p must be None or above 0 and at most 1, not {top_p}.")


def repetition(logits, counts, penalty):
    """Make tokens that already occurred less likely, the more often the less.

    Each occurrence takes `penalty` nats off a token's logit: the "frequency penalty" of OpenAI's
    interface. The well-known rule of Keskar et al. 2019 (arXiv:1909.05858), which divides the
    logits of such tokens by a constant, depends on where the logits' zero lies, though softmax
    does not; a difference does not depend on it.

    Args:
        logits: Float tensor (..., vocabulary_size).
        counts: Tensor of the same shape, how often each token occurred in the text so far, or in
            a window of it.
        penalty: Float, nats for each occurrence; 0 changes nothing.

    Returns:
        Float tensor like `logits`.

    Example:
        >>> np.array(repetition([1.0, 1.0], [0, 2], 0.5)).tolist()
        [1.0, 0.0]
    """
    logits = ops.convert_to_tensor(logits)
    return logits - penalty * ops.cast(counts, logits.dtype)


def temperature(logits, t):
    """Divide the logits: below 1 likely tokens gain, above 1 unlikely ones do.

    Args:
        logits: Float tensor (..., vocabulary_size).
        t: Float > 0. Probabilities become p^(1/t), scaled to sum to 1.

    Returns:
        Float tensor like `logits`.

    Example:
        >>> np.array(temperature([1.0, 2.0], 0.5)).tolist()
        [2.0, 4.0]
    """
    return ops.convert_to_tensor(logits) / t


def top_k(logits, k):
    """Rule out all but the k most likely tokens (Fan et al. 2018, arXiv:1805.04833).

    Args:
        logits: Float tensor (..., vocabulary_size).
        k: Int >= 1; from vocabulary_size on, nothing is ruled out.

    Returns:
        Float tensor like `logits`, -inf where ruled out.

    Example:
        >>> np.array(top_k([0.0, 2.0, 1.0], 2)).tolist()
        [-inf, 2.0, 1.0]
    """
    logits = ops.convert_to_tensor(logits)
    if k >= logits.shape[-1]:
        return logits
    # (The last of the k; XLA would sort the whole vocabulary for a slice of it.)
    last = ops.min(ops.top_k(logits, k)[0], axis=-1, keepdims=True)
    return _keep(logits, logits > last, logits == last, ops.ones_like(logits), k)


def top_p(logits, p):
    """Rule out all but the nucleus (Holtzman et al. 2019, arXiv:1904.09751).

    The nucleus is the smallest set of most likely tokens whose probability reaches p. It always
    holds the most likely one.

    Args:
        logits: Float tensor (..., vocabulary_size).
        p: Float in (0, 1], or a scalar tensor; 1 rules nothing out.

    Returns:
        Float tensor like `logits`, -inf where ruled out.

    Example:
        >>> logits = np.log([0.5, 0.3, 0.2]).astype("float32")
        >>> np.isfinite(np.array(top_p(logits, 0.7))).tolist()
        [True, True, False]
    """
    if isinstance(p, (int, float)) and p >= 1:  # a rounded sum may reach 1 too early
        return logits
    probabilities = ops.softmax(logits, axis=-1)
    # The least probability in the nucleus, by halving: tokens from `low` on reach p, tokens from
    # `high` on do not. (Sorting a vocabulary of thousands takes ten times longer on a CPU.)
    low = ops.zeros_like(probabilities[..., :1])
    high = low + 2
    for _ in range(30):
        middle = (low + high) / 2
        inside = ops.where(probabilities >= middle, probabilities, 0.0)
        reaches = ops.sum(inside, axis=-1, keepdims=True) >= p
        low, high = ops.where(reaches, middle, low), ops.where(reaches, high, middle)
    above = probabilities >= high
    return _keep(logits, above, (probabilities >= low) & ~above, probabilities, p)


# Under other names, since arguments of `filtered` have these.
_divided = temperature
_most_likely = top_k
_nucleus = top_p


def filtered(logits, temperature=1.0, top_k=None, top_p=None):
    """Logits after temperature, top-k and top-p: what `sample` draws from.

    Args:
        logits: Float tensor (..., vocabulary_size).
        temperature: Float > 0, or a scalar tensor: as t in `temperature`.
        top_k: None or int, as k in `top_k`.
        top_p: None, float or scalar tensor, as p in `top_p`.

    Returns:
        float32 tensor like `logits`, -inf where ruled out; its softmax is the distribution.

    Example:
        >>> np.array(filtered([0.0, 1.0, 2.0], top_k=2)).tolist()
        [-inf, 1.0, 2.0]
    """
    logits = _divided(ops.cast(logits, "float32"), temperature)
    if top_k is not None:
        logits = _most_likely(logits, top_k)
    if top_p is not None:
        logits = _nucleus(logits, top_p)
    return logits


def draw(logits, uniforms):
    """Draw one token for each row of logits with numbers that are already drawn.

    The token at which the running sum of the probabilities first exceeds the number: so the same
    numbers give the same tokens on every backend, but for rounding.

    Args:
        logits: Float tensor (..., vocabulary_size), -inf where ruled out.
        uniforms: Float tensor (...), in [0, 1).

    Returns:
        int32 tensor (...), token ids.

    Example:
        >>> int(draw([0.0, 0.0], 0.25)), int(draw([0.0, 0.0], 0.75))
        (0, 1)
    """
    probabilities = ops.softmax(ops.cast(logits, "float32"), axis=-1)
    sums = ops.cumsum(probabilities, axis=-1)
    numbers = ops.cast(uniforms, "float32")[..., None] * sums[..., -1:]
    exceeds = (sums > numbers) & (probabilities > 0)
    # The first that exceeds; where rounding leaves none, the most likely.
    return ops.cast(ops.argmax(ops.where(exceeds, 2.0, probabilities), axis=-1), "int32")


def sample(logits, *, temperature=1.0, top_k=None, top_p=None, seed):
    """Draw one token for each row of logits.

    Args:
        logits: Float tensor (..., vocabulary_size).
        temperature: Float >= 0; 0 takes the most likely token and draws nothing.
        top_k: None, or int >= 1: only the k most likely tokens.
        top_p: None, or float in (0, 1]: only the nucleus of that probability.
        seed: As for `keras.random.uniform`. An int draws the same each time: a loop needs a
            `keras.random.SeedGenerator`.

    Returns:
        int32 tensor (...), token ids.

    Raises:
        ValueError: an argument outside its range.

    Example:
        >>> int(sample([0.0, 3.0, 1.0], temperature=0, seed=0))
        1
    """
    check(temperature, top_k, top_p)
    if temperature == 0:
        return ops.cast(ops.argmax(logits, axis=-1), "int32")
    uniforms = keras.random.uniform(ops.shape(logits)[:-1], dtype="float32", seed=seed)
    return draw(filtered(logits, temperature, top_k, top_p), uniforms)


def _keep(logits, above, equal, weights, limit):
    """Rule out all but the tokens `above`, and the first `equal` ones until the limit is reached.

    An equal token stays as long as the weights of all that stay before it are below the limit.
    """
    more = ops.where(equal, weights, 0.0)
    before = ops.sum(ops.where(above, weights, 0.0), axis=-1, keepdims=True)
    before = before + ops.cumsum(more, axis=-1) - more
    return ops.where(above | (equal & (before < limit)), logits, -math.inf)
