"""Attention: positions, masks, scaled dot products, and the layers that look with several heads.

The layers call `keras.layers.Dense`, so that LoRA, quantisation and optimizers of matrices such as
Muon reach their weights. Their products are computed in the layer's dtype, all else in float32.
"""

import keras
from keras import ops

from aigc_keras.backend import by_row

register = keras.saving.register_keras_serializable("aigc_keras")


def sinusoids(positions, dim):
    """The sinusoidal code of positions (Vaswani et al. 2017, arXiv:1706.03762, section 3.5).

    Args:
        positions: Int tensor (...).
        dim: Int, even. Wavelengths run from 2 pi to 10,000 * 2 pi.

    Returns:
        float32 tensor (..., dim): dim / 2 sines, then the cosines of the same angles.

    Example:
        >>> tuple(sinusoids(np.arange(5), 8).shape)
        (5, 8)
    """
    angles = ops.cast(positions, "float32")[..., None] * _frequencies(dim)
    return ops.concatenate([ops.sin(angles), ops.cos(angles)], axis=-1)


def rotate(x, start=0):
    """Rotary positions: turn each pair of numbers by an angle that grows with the position.

    The product of a query and a key that were both turned depends on their distance only
    (Su et al. 2021, arXiv:2104.09864). A pair is here number i and number i + dim / 2.

    Args:
        x: Float tensor (..., length, dim), dim even.
        start: Int, position of the first of them.

    Returns:
        Tensor like `x`.

    Example:
        >>> tuple(rotate(np.ones((1, 3, 4), "float32")).shape)
        (1, 3, 4)
    """
    positions = ops.cast(start + ops.arange(ops.shape(x)[-2]), "float32")
    angles = positions[:, None] * _frequencies(x.shape[-1])  # (length, dim / 2)
    cos, sin = ops.cos(angles), ops.sin(angles)
    first, second = ops.split(x, 2, axis=-1)
    return ops.concatenate([first * cos - second * sin, second * cos + first * sin], axis=-1)


def _frequencies(dim):
    return 10_000.0 ** (-ops.arange(0, dim, 2, dtype="float32") / dim)


def causal_mask(length, past=0, window=None):
    """Which keys each of `length` queries may look at: itself and what came before.

    Args:
        length: Int, queries; they are the last ones of `past + length` positions.
        past: Int, earlier positions, whose keys stand first.
        window: Int or None: at most so many positions, its own included.

    Returns:
        Bool tensor (1, length, past + length).

    Example:
        >>> np.array(causal_mask(2))[0].tolist()
        [[True, False], [True, True]]
    """
    queries = past + ops.arange(length)[:, None]
    keys = ops.arange(past + length)[None]
    seen = keys <= queries
    return (seen if window is None else seen & (keys > queries - window))[None]


def attention(query, keys, values, mask, dtype="float32"):
    """Scaled dot-product attention: each query takes a weighted mean of the values.

    Args:
        query: Float tensor (n, num_heads, num_queries, dim).
        keys, values: Float tensors (n, num_heads, num_keys, dim).
        mask: Bool tensor (n or 1, num_queries, num_keys): True where a query may look. A query
            that may look nowhere gets the mean of all values.
        dtype: Name of the dtype of the two products.

    Returns:
        `(mixed, weights)`: float32 (n, num_heads, num_queries, dim), and float32
        (n, num_heads, num_queries, num_keys), whose rows sum to 1.

    Example:
        >>> x = np.ones((1, 2, 3, 4), "float32")
        >>> tuple(attention(x, x, x, causal_mask(3))[1].shape)
        (1, 2, 3, 3)
    """

    def multiply(a, b):
        return ops.cast(ops.matmul(ops.cast(a, dtype), ops.cast(b, dtype)), "float32")

    scores = multiply(query / query.shape[-1] ** 0.5, ops.swapaxes(keys, -1, -2))
    # (Added after the product, a mask would be fused with it, which is slow on CPUs.)
    scores = ops.where(mask[:, None], scores, -1e9)
    single = scores.shape[-1] == 1  # Keras warns of a softmax over one number
    weights = ops.ones_like(scores) if single else ops.softmax(scores, axis=-1)
    return multiply(weights, values), weights


def split_heads(x, num_parts, num_heads):
    """Cut the last axis into parts, such as queries, keys and values, and each part into heads.

    Args:
        x: Float tensor (n, length, num_parts * dim).
        num_parts, num_heads: Int.

    Returns:
        List of num_parts float32 tensors (n, num_heads, length, dim / num_heads).

    Example:
        >>> query, key, value = split_heads(ops.ones((1, 5, 3 * 8)), 3, num_heads=2)
        >>> tuple(query.shape)
        (1, 2, 5, 4)
    """
    size = x.shape[-1] // (num_parts * num_heads)
    x = ops.reshape(ops.cast(x, "float32"), (-1, ops.shape(x)[1], num_parts, num_heads, size))
    return ops.unstack(ops.transpose(x, (2, 0, 3, 1, 4)), num_parts)


def join_heads(x):
    """The heads' results side by side: (n, num_heads, length, size) -> (n, length, dim).

    Example:
        >>> tuple(join_heads(ops.ones((1, 2, 5, 4))).shape)
        (1, 5, 8)
    """
    _, num_heads, length, size = ops.shape(x)
    return ops.reshape(ops.transpose(x, (0, 2, 1, 3)), (-1, length, num_heads * size))


def _projection(num_parts, dim, dtype):
    """A Dense that makes `num_parts` of queries, keys and values, each begun as one of its own."""
    limit = (6 / (dim + dim)) ** 0.5  # of Glorot & Bengio 2010, from dim numbers to dim
    initializer = keras.initializers.RandomUniform(-limit, limit)
    return keras.layers.Dense(num_parts * dim, kernel_initializer=initializer, dtype=dtype)


@register
class SelfAttention(keras.layers.Layer):
    """Every position of a sequence looks at the others, with several heads.

    One `Dense`, `qkv`, makes queries, keys and values in one product; LoRA on it adapts all three.
    Another, `out`, mixes what the heads found.

    Args:
        dim: Int, numbers at each position.
        num_heads: Int that divides dim.
        causal: Bool: whether a position looks at itself and what came before only.
        window: Int, at most so many positions, its own included; None for all. A cache needs it.
        rotary: Bool: whether queries and keys are turned by their positions (`rotate`).

    Example:
        >>> found, cache, weights = SelfAttention(8, 2, causal=True)(np.ones((1, 3, 8), "float32"))
        >>> np.array(weights)[0, 0, 0].tolist()  # the first position sees only itself
        [1.0, 0.0, 0.0]
    """

    def __init__(self, dim, num_heads, *, causal=False, window=None, rotary=False, **kwargs):
        super().__init__(autocast=False, **kwargs)
        self.dim = dim
        self.num_heads = num_heads
        self.causal = causal
        self.window = window
        self.rotary = rotary
        self.qkv = _projection(3, dim, self.dtype_policy)
        self.out = keras.layers.Dense(dim, dtype=self.dtype_policy)

    def build(self, input_shape):
        self.qkv.build((*input_shape[:-1], self.dim))
        self.out.build((*input_shape[:-1], self.dim))
        self.built = True

    def empty_cache(self, num_texts):
        """The KV cache before a text: `window` places for keys and values, none of them filled.

        Args:
            num_texts: Int, n.

        Returns:
            dict: "keys" and "values", float32 (n, num_heads, window, dim / num_heads), the latest
            last; "count", int32 (n,), how many positions were read so far.
        """
        empty = ops.zeros((num_texts, self.num_heads, self.window, self.dim // self.num_heads))
        return {"keys": empty, "values": empty, "count": ops.zeros((num_texts,), "int32")}

    def call(self, x, attention_mask=None, cache=None):
        """Look.

        Args:
            x: Float tensor (n, length, dim).
            attention_mask: None, or bool tensor (n or 1, length or 1, length): where a position
                may look, as far as `causal` and `window` let it. Not beside a cache.
            cache: None, or the keys and values of earlier positions, as from `empty_cache` or from
                an earlier call: then only the new positions are computed.

        Returns:
            `(found, cache, weights)`: float32 like `x`; the cache afterwards, None without one;
            float32 (n, num_heads, length, number of keys), whose rows sum to 1.
        """
        length = ops.shape(x)[1]
        query, keys, values = split_heads(by_row(self.qkv, x), 3, self.num_heads)
        if cache is None:
            mask = self._mask(length, attention_mask)
        else:
            keys = ops.concatenate([cache["keys"], keys], axis=2)
            values = ops.concatenate([cache["values"], values], axis=2)
            mask = self._mask_of_cache(length, cache["count"])
            cache = {
                "keys": keys[:, :, length:],
                "values": values[:, :, length:],
                "count": cache["count"] + length,
            }
        if self.rotary:  # only distances count, so the first key that is at hand has position 0
            query = rotate(query, ops.shape(keys)[2] - length)
            keys = rotate(keys)
        found, weights = attention(query, keys, values, mask, self.compute_dtype)
        return ops.cast(by_row(self.out, join_heads(found)), "float32"), cache, weights

    def _mask(self, length, attention_mask):
        """Where each of `length` positions may look, without a cache."""
        seen = ops.ones((1, length, length), "bool")
        if self.causal:
            seen = causal_mask(length, window=self.window)
        return seen if attention_mask is None else seen & ops.cast(attention_mask, "bool")

    def _mask_of_cache(self, length, count):
        """Where `length` new positions may look: bool (n, length, window + length)."""
        seen = causal_mask(length, self.window, self.window)
        filled = ops.arange(self.window + length) >= self.window - count[:, None]
        return seen & filled[:, None]


@register
class CrossAttention(keras.layers.Layer):
    """Every position of one sequence looks at those of another.

    Args:
        dim: Int, numbers at each position of both.
        num_heads: Int that divides dim.

    Example:
        >>> layer = CrossAttention(8, 2)
        >>> x, source = np.ones((1, 3, 8), "float32"), np.ones((1, 5, 8), "float32")
        >>> tuple(layer(x, source, np.ones((1, 1, 5), bool)).shape)
        (1, 3, 8)
    """

    def __init__(self, dim, num_heads, **kwargs):
        super().__init__(autocast=False, **kwargs)
        self.dim = dim
        self.num_heads = num_heads
        self.query = _projection(1, dim, self.dtype_policy)
        self.key_value = _projection(2, dim, self.dtype_policy)
        self.out = keras.layers.Dense(dim, dtype=self.dtype_policy)

    def build(self, input_shape):
        for part in (self.query, self.key_value, self.out):
            part.build((*input_shape[:-1], self.dim))
        self.built = True

    def call(self, x, source, source_mask):
        """Look.

        Args:
            x: Float tensor (n, length, dim).
            source: Float tensor (n, source length, dim).
            source_mask: Bool tensor (n or 1, length or 1, source length): where a position may
                look.

        Returns:
            float32 tensor like `x`.
        """
        (query,) = split_heads(by_row(self.query, x), 1, self.num_heads)
        keys, values = split_heads(by_row(self.key_value, source), 2, self.num_heads)
        found, _ = attention(query, keys, values, source_mask, self.compute_dtype)
        return ops.cast(by_row(self.out, join_heads(found)), "float32")
