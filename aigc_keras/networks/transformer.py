"""The Transformer: a block of attention and a small network, and a stack of blocks over tokens.

Under a mixed precision the products of training are computed in the coarse dtype; everything else,
and all of inference, is float32.
"""

import keras
from keras import ops

from aigc_keras.backend import by_row, coarse_only_in, product
from aigc_keras.networks.attention import CrossAttention, SelfAttention, sinusoids

register = keras.saving.register_keras_serializable("aigc_keras")
POSITIONS = ("rotary", "learned", "sinusoidal", None)


@register
class FeedForward(keras.layers.Layer):
    """The network that works on each position by itself: four times as wide inside.

    Args:
        dim: Int, numbers at each position.
        activation: Name of an activation of Keras.

    Example:
        >>> tuple(FeedForward(8)(np.ones((1, 5, 8), "float32")).shape)
        (1, 5, 8)
    """

    def __init__(self, dim, activation="gelu", **kwargs):
        super().__init__(autocast=False, **kwargs)
        self.dim = dim
        self.activation = activation
        self.expand = keras.layers.Dense(4 * dim, dtype=self.dtype_policy)
        self.contract = keras.layers.Dense(dim, dtype=self.dtype_policy)

    def build(self, input_shape):
        self.expand.build((*input_shape[:-1], self.dim))
        self.contract.build((*input_shape[:-1], 4 * self.dim))
        self.built = True

    def call(self, x):
        activate = keras.activations.get(self.activation)
        inner = activate(ops.cast(by_row(self.expand, x), "float32"))  # (n, length, 4 * dim)
        return ops.cast(by_row(self.contract, inner), "float32")  # (n, length, dim)


@register
class Block(keras.layers.Layer):
    """A Transformer block: attention, then a small network; each adds to what it was given.

    Args:
        dim: Int, numbers at each position.
        num_heads: Int that divides dim.
        norm: "before" each part (Xiong et al. 2020, arXiv:2002.04745), or "after" its result was
            added, as in the original (Vaswani et al. 2017, arXiv:1706.03762).
        activation: Name of the small network's activation: "gelu" (Hendrycks & Gimpel 2016,
            arXiv:1606.08415) or, as in the original, "relu", which takes less time.
        causal, window, rotary: As for `SelfAttention`.
        cross: Bool: whether a second attention looks at another sequence.
        dropout: Float, share of the numbers dropped from what each part adds, in training.
        seed: Int for the dropout, or None.

    Raises:
        ValueError: an unknown norm, heads that do not divide dim, or an odd share for each with
            rotary positions, which turn pairs.

    Example:
        >>> x, cache, weights = Block(8, 2, causal=True)(np.ones((1, 5, 8), "float32"))
        >>> tuple(weights.shape)
        (1, 2, 5, 5)
    """

    def __init__(
        self,
        dim,
        num_heads,
        *,
        norm="before",
        activation="gelu",
        causal=False,
        window=None,
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
        super().__init__(autocast=False, **kwargs)
        self.norm_first = norm == "before"
        dtype = self.dtype_policy
        self.attention = SelfAttention(
            dim, num_heads, causal=causal, window=window, rotary=rotary, dtype=dtype
        )
        self.cross_attention = CrossAttention(dim, num_heads, dtype=dtype) if cross else None
        self.feed_forward = FeedForward(dim, activation, dtype=dtype)
        count = 3 if cross else 2
        self.norms = [keras.layers.LayerNormalization(dtype="float32") for _ in range(count)]
        self.drop = keras.layers.Dropout(dropout, seed=seed, dtype="float32")

    def build(self, input_shape):
        parts = [self.attention, self.cross_attention, self.feed_forward, *self.norms]
        for part in filter(None, parts):
            part.build(input_shape)
        self.built = True

    def call(self, x, attention_mask=None, cache=None, source=None, training=False):
        """What the block makes of a sequence.

        Args:
            x: Float32 tensor (n, length, dim).
            attention_mask, cache: As for `SelfAttention.call`.
            source: For `cross`: `(source, mask)`, as for `CrossAttention.call`.

        Returns:
            `(x, cache, weights)`: the result, float32 like `x`; the rest as from
            `SelfAttention.call`.

        Raises:
            ValueError: a block with `cross` without a source.
        """
        if self.cross_attention and source is None:
            raise ValueError("A block with cross=True needs the source that it looks at.")
        with coarse_only_in(training, self):
            found, cache, weights = self.attention(self._before(0, x), attention_mask, cache)
            x = self._add(0, x, found, training)
            if self.cross_attention:
                found = self.cross_attention(self._before(1, x), *source)
                x = self._add(1, x, found, training)
            x = self._add(-1, x, self.feed_forward(self._before(-1, x)), training)
        return x, cache, weights

    def _before(self, part, x):
        return self.norms[part](x) if self.norm_first else x

    def _add(self, part, x, found, training):
        x = x + self.drop(found, training=training)
        return x if self.norm_first else self.norms[part](x)


def check_sizes(positions, context_length, hidden_dim):
    """Raise a ValueError that names the first argument of `Transformer` that makes no sense.

    Example:
        >>> check_sizes("rotary", context_length=64, hidden_dim=128)
        >>> check_sizes("sinusoidal", context_length=64, hidden_dim=5)
        Traceback (most recent call last):
        ...
        ValueError: Sinusoidal positions are pairs: hidden_dim=5 is odd.
    """
    if positions not in POSITIONS:
        raise ValueError(f"positions must be one of {POSITIONS}, not {positions!r}.")
    if context_length < 1:
        raise ValueError(f"context_length must be at least 1, not {context_length}.")
    if positions == "sinusoidal" and hidden_dim % 2:
        raise ValueError(f"Sinusoidal positions are pairs: hidden_dim={hidden_dim} is odd.")


@register
class Transformer(keras.layers.Layer):
    """Token ids in, logits out: embeddings, a stack of blocks, and the embeddings once more.

    With `encoder`, a second stack reads another sequence in both directions, and the blocks of the
    first one look at its result: the original architecture (Vaswani et al. 2017, arXiv:1706.03762).

    Args:
        vocabulary_size: Int, how many different token ids there are.
        context_length: Int, positions that a position may look at, its own included. (The encoder,
            and a stack that is not causal, look everywhere.)
        hidden_dim: Int, numbers at each position.
        num_layers, num_heads: Int; the heads share hidden_dim.
        positions: "rotary", "sinusoidal", "learned", or None: without them, order is lost but for
            what the mask tells.
        norm: "before" each part of a block and once more at the end, or "after" each part, as in
            the original.
        activation: As for `Block`.
        causal: Bool: whether a position looks at itself and what came before only.
        encoder: Bool.
        dropout: Float, share of the numbers dropped in training.
        seed: Int for the dropout, or None.

    Raises:
        ValueError: unknown positions, context_length below 1, an odd hidden_dim with sinusoidal
            positions, or what `Block` refuses.

    Example:
        >>> network = Transformer(50, hidden_dim=8, num_layers=1, num_heads=2)
        >>> logits, caches, weights = network(np.ones((1, 5), "int32"))
        >>> tuple(logits.shape)
        (1, 5, 50)
    """

    def __init__(
        self,
        vocabulary_size,
        *,
        context_length=64,
        hidden_dim=128,
        num_layers=4,
        num_heads=4,
        positions="rotary",
        norm="before",
        activation="gelu",
        causal=True,
        encoder=False,
        dropout=0.0,
        seed=None,
        **kwargs,
    ):
        check_sizes(positions, context_length, hidden_dim)
        super().__init__(autocast=False, **kwargs)
        self.context_length = context_length
        self.hidden_dim = hidden_dim
        self.num_layers = num_layers
        self.positions = positions
        self.seed = seed
        self.embedding = self._weight("embedding", vocabulary_size, hidden_dim)
        if positions == "learned":
            self.places = self._weight("places", context_length, hidden_dim)
        self.drop = keras.layers.Dropout(dropout, seed=seed, dtype="float32")
        block = {"dim": hidden_dim, "num_heads": num_heads, "norm": norm, "activation": activation}
        block |= {"rotary": positions == "rotary", "dropout": dropout, "dtype": self.dtype_policy}
        window = context_length if causal else None
        self.blocks = self._blocks(1, cross=encoder, causal=causal, window=window, **block)
        self.last_norm = self._last_norm(norm)
        self.bias = self._weight("bias", vocabulary_size, initializer="zeros")
        if encoder:
            self.encoder_blocks = self._blocks(1 + num_layers, **block)
            self.encoder_norm = self._last_norm(norm)
        self.built = True

    def _weight(self, name, *shape, initializer="uniform"):
        return self.add_weight(shape, initializer, name=name, autocast=False)

    def _blocks(self, first_seed, **options):
        blocks = []
        for i in range(self.num_layers):
            seed = None if self.seed is None else self.seed + first_seed + i
            blocks.append(Block(seed=seed, **options))
            blocks[-1].build((None, None, self.hidden_dim))
        return blocks

    def _last_norm(self, norm):
        """The norm behind blocks that norm what they read, and not what they made."""
        if norm == "after":
            return None
        last_norm = keras.layers.LayerNormalization(dtype="float32")
        last_norm.build((None, None, self.hidden_dim))
        return last_norm

    def empty_caches(self, num_texts):
        """Each layer's KV cache before a text, as from `SelfAttention.empty_cache`: a list."""
        return [block.attention.empty_cache(num_texts) for block in self.blocks]

    def check_length(self, length):
        """Raise a ValueError where more positions are asked for than were learned."""
        if self.positions == "learned" and length > self.context_length:
            raise ValueError(
                f"{length} tokens are more than the {self.context_length} positions that were "
                'learned: shorten the text, or train with positions="rotary".'
            )

    def call(self, token_ids, caches=None, source=None, training=False):
        """Logits at every position.

        Args:
            token_ids: Ints (n, length).
            caches: None, or a list as from `empty_caches` or an earlier call: then token_ids come
                after what those hold.
            source: With an encoder: `(source, mask)`, as `encode` gives them.

        Returns:
            `(logits, caches, weights)`: float32 (n, length, vocabulary_size); the caches
            afterwards; a list of each layer's weights as from `SelfAttention.call`.
        """
        start = 0
        if caches is None:
            self.check_length(token_ids.shape[1] or 0)
        else:
            # All layers have read as much: from one count, XLA makes their masks only once.
            count = caches[0]["count"]
            caches = [cache | {"count": count} for cache in caches]
            start = count[:, None]
        x = self._embed(token_ids, start, training)  # (n, length, hidden_dim)
        after = []
        weights = []
        for block, cache in zip(self.blocks, caches or [None] * self.num_layers, strict=True):
            x, cache, looked = block(x, None, cache, source, training=training)
            after.append(cache)
            weights.append(looked)
        x = x if self.last_norm is None else self.last_norm(x)
        # The embedding's weights again (Press & Wolf 2016, arXiv:1608.05859).
        dtype = self.compute_dtype if training else "float32"
        return product(x, ops.transpose(self.embedding), dtype) + self.bias, after, weights

    def encode(self, token_ids, mask, training=False):
        """What the encoder makes of a sequence.

        Args:
            token_ids: Ints (n, length).
            mask: Bool tensor (n, length), False on padding.

        Returns:
            `(source, mask)`: float32 (n, length, hidden_dim), and bool (n, 1, length): where the
            blocks may look in it.
        """
        self.check_length(token_ids.shape[1] or 0)
        return self.encode_vectors(self._embed(token_ids, 0, training), mask, training)

    def encode_vectors(self, x, mask, training=False):
        """As `encode`, for a sequence of vectors, such as the patches of an image.

        Args:
            x: Float tensor (n, length, hidden_dim).
            mask, training: As for `encode`.
        """
        mask = ops.cast(mask, "bool")[:, None]
        for block in self.encoder_blocks:
            x, _, _ = block(x, mask, training=training)
        return x if self.encoder_norm is None else self.encoder_norm(x), mask

    def _embed(self, token_ids, start, training):
        scale = self.hidden_dim**0.5
        x = ops.take(self.embedding, token_ids, axis=0) * scale
        places = start + ops.arange(ops.shape(token_ids)[1])
        if self.positions == "learned":
            places = ops.minimum(places, self.context_length - 1)
            x = x + ops.take(self.places, places, axis=0) * scale
        elif self.positions == "sinusoidal":
            x = x + sinusoids(places, self.hidden_dim)
        return self.drop(x, training=training)
