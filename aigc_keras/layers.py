"""Building blocks of Transformers: positions, attention, and a block of both.

The products may be computed in another dtype; all else is float32.
"""

import functools

import keras
from keras import ops

from aigc_keras.recurrence import product

QKV = ("query", "key", "value")


def sinusoids(positions, dim):
    """The sinusoidal code of positions (Vaswani et al. 2017, arXiv:1706.03762, section 3.5).

    Args:
        positions: Int tensor (...).
        dim: Int, even. Wavelengths run from 2 pi to 10,000 * 2 pi.

    Returns:
        float32 tensor (..., dim): dim / 2 sines, then the cosines of the same angles.
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
    """
    positions = ops.cast(start + ops.arange(ops.shape(x)[-2]), "float32")
    angles = positions[:, None] * _frequencies(x.shape[-1])
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
    """
    queries = past + ops.arange(length)[:, None]
    keys = ops.arange(past + length)[None]
    seen = keys <= queries
    return (seen if window is None else seen & (keys > queries - window))[None]


def linear(x, layer, dtype):
    """What a `keras.layers.Dense` without activation does, the product in another dtype."""
    return product(x, layer.kernel, dtype) + layer.bias


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
    """

    def multiply(a, b):
        return ops.cast(ops.matmul(ops.cast(a, dtype), ops.cast(b, dtype)), "float32")

    scores = multiply(query / query.shape[-1] ** 0.5, ops.swapaxes(keys, -1, -2))
    # (Added after the product, a mask would be fused with it, which is slow on CPUs.)
    scores = ops.where(mask[:, None], scores, -1e9)
    single = scores.shape[-1] == 1  # Keras warns of a softmax over one number
    weights = ops.ones_like(scores) if single else ops.softmax(scores, axis=-1)
    return multiply(weights, values), weights


@keras.saving.register_keras_serializable("aigc_keras")
class Block(keras.layers.Layer):
    """A Transformer block: attention, then a small network; each adds to what it was given.

    Args:
        dim: Int, numbers at each position.
        num_heads: Int that divides dim.
        norm: "before" each part (Xiong et al. 2020, arXiv:2002.04745), or "after" its result was
            added, as in the original (Vaswani et al. 2017, arXiv:1706.03762).
        activation: Name of the small network's activation: "gelu" (Hendrycks & Gimpel 2016,
            arXiv:1606.08415) or, as in the original, "relu", which takes less time.
        rotary: Bool, for the self-attention.
        cross: Bool: whether a second attention looks at another sequence.
        dropout: Float, share of the numbers dropped from what each part adds, in training.
        seed: Int for the dropout, or None.

    Raises:
        ValueError: an unknown norm, heads that do not divide dim, or an odd share for each with
            rotary positions, which turn pairs.
    """

    def __init__(
        self,
        dim,
        num_heads,
        *,
        norm="before",
        activation="gelu",
        rotary=False,
        cross=False,
        dropout=0.0,
        seed=None,
        **kwargs,
    ):
        if norm not in ("before", "after"):
            raise ValueError(f'norm must be "before" or "after", not {norm!r}.')
        if num_heads < 1 or dim % num_heads:
            raise ValueError(f"{num_heads} heads do not divide {dim} numbers.")
        if rotary and dim // num_heads % 2:
            raise ValueError(f"Rotary positions turn pairs: {dim // num_heads} a head is odd.")
        super().__init__(**kwargs | {"dtype": "float32"})
        self.dim, self.num_heads, self.norm, self.activation = dim, num_heads, norm, activation
        self.rotary, self.cross, self.dropout, self.seed = rotary, cross, dropout, seed
        kinds = keras.layers.MultiHeadAttention, keras.layers.Dense, keras.layers.LayerNormalization
        heads, dense, norms = (functools.partial(kind, dtype="float32") for kind in kinds)
        self.attention = heads(num_heads, dim // num_heads)
        self.cross_attention = heads(num_heads, dim // num_heads) if cross else None
        self.expand, self.contract = dense(4 * dim), dense(dim)
        self.norms = [norms() for _ in range(3 if cross else 2)]
        self.drop = keras.layers.Dropout(dropout, seed=seed, dtype="float32")

    def build(self, input_shape):
        for part in filter(None, (self.attention, self.cross_attention)):
            part.build(input_shape, input_shape)
        for norm in self.norms:
            norm.build(input_shape)
        self.expand.build(input_shape)
        self.contract.build((*input_shape[:-1], self.expand.units))
        self.built = True

    def call(self, x, mask, past=None, source=None, dtype="float32", training=False):
        """What the block makes of a sequence.

        Args:
            x: Float32 tensor (n, length, dim).
            mask: Bool tensor (n or 1, length, past + length): where a position may look.
            past: None, or keys and values of earlier positions, as this returns them.
            source: For `cross`: `(x, mask)`, the other sequence, float32 (n, source length, dim),
                and where a position may look in it, bool (n or 1, length or 1, source length).
            dtype: Name of the dtype of the products.

        Returns:
            `(x, (keys, values), weights)`: the result like `x`; the keys and values of all
            positions, float32 (n, num_heads, past + length, dim / num_heads); the weights of the
            self-attention as in `attention`.
        """
        query, *kept = self._heads(self.attention, QKV, self._given(0, x), dtype)
        if past is not None:
            kept = [ops.concatenate(pair, axis=2) for pair in zip(past, kept, strict=True)]
        keys, values = kept
        if self.rotary:
            query = rotate(query, ops.shape(keys)[2] - ops.shape(query)[2])
            keys = rotate(keys)
        found, weights = attention(query, keys, values, mask, dtype)
        x = self._added(0, x, self._joined(self.attention, found, dtype), training)
        if self.cross:
            if source is None:
                raise ValueError("A block with cross=True needs the source that it looks at.")
            (query,) = self._heads(self.cross_attention, QKV[:1], self._given(1, x), dtype)
            keys, values = self._heads(self.cross_attention, QKV[1:], source[0], dtype)
            found, _ = attention(query, keys, values, source[1], dtype)
            x = self._added(1, x, self._joined(self.cross_attention, found, dtype), training)
        activate = keras.activations.get(self.activation)
        inner = activate(linear(self._given(-1, x), self.expand, dtype))
        x = self._added(-1, x, linear(inner, self.contract, dtype), training)
        return x, tuple(kept), weights

    def _heads(self, attention, which, x, dtype):
        """Queries, keys or values, float32 (n, num_heads, length, dim / num_heads) each."""
        parts = [getattr(attention, f"{name}_dense") for name in which]
        dim, shape = x.shape[-1], (-1, ops.shape(x)[1], len(parts), self.num_heads)
        weights = ops.concatenate([ops.reshape(p.kernel, (dim, -1)) for p in parts], axis=1)
        bias = ops.concatenate([ops.reshape(p.bias, (-1,)) for p in parts])
        x = product(x, weights, dtype) + bias
        x = ops.reshape(x, (*shape, dim // self.num_heads))
        return ops.unstack(ops.transpose(x, (2, 0, 3, 1, 4)), len(parts))

    def _joined(self, attention, x, dtype):
        """The heads' results side by side, and the last product of an attention."""
        n, _, length, _ = ops.shape(x)
        x = ops.reshape(ops.transpose(x, (0, 2, 1, 3)), (n, length, self.dim))
        kernel = ops.reshape(attention.output_dense.kernel, (self.dim, -1))
        return product(x, kernel, dtype) + attention.output_dense.bias

    def _given(self, part, x):
        return self.norms[part](x) if self.norm == "before" else x

    def _added(self, part, x, found, training):
        x = x + self.drop(found, training=training)
        return self.norms[part](x) if self.norm == "after" else x

    def get_config(self):
        names = ("dim", "num_heads", "norm", "activation", "rotary", "cross", "dropout", "seed")
        return super().get_config() | {name: getattr(self, name) for name in names}
