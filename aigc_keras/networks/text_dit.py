"""A denoiser that is told in words: a Transformer over patches that looks at one over words."""

import keras
from keras import layers, ops

from aigc_keras.backend import coarse_only_in
from aigc_keras.networks.attention import CrossAttention, SelfAttention
from aigc_keras.networks.conditions import TimeCode
from aigc_keras.networks.dit import Positions, patches_to_tokens, tokens_to_patches
from aigc_keras.networks.transformer import Block, FeedForward

register = keras.saving.register_keras_serializable("aigc_keras")
PADDING = 0  # the token id that stands where a sentence has ended


def mean_of_words(words, token_ids):
    """The mean over a sentence's own tokens; zeros for a sentence that has none.

    Args:
        words: Float tensor (n, length, dim).
        token_ids: Int tensor (n, length), 0 for padding.

    Returns:
        float32 tensor (n, dim).

    Example:
        >>> words = np.array([[[2.0], [4.0], [9.0]]])
        >>> float(mean_of_words(words, np.array([[5, 6, 0]]))[0, 0])
        3.0
    """
    mask = ops.cast(ops.not_equal(token_ids, PADDING), "float32")[..., None]  # (n, length, 1)
    total = ops.sum(ops.cast(words, "float32") * mask, axis=1)
    return total / ops.maximum(ops.sum(mask, axis=1), 1.0)


@register
class TextEncoder(layers.Layer):
    """What each token of a sentence means beside the others: a Transformer in both directions.

    Token ids (n, length), 0 for padding, become float32 (n, length, dim). Nothing looks at padding.

    Args:
        vocabulary_size: Int, tokens, padding included.
        context_length: Int, tokens of a sentence at most.
        dim: Int, numbers of a token.
        num_layers, num_heads: Ints; the heads divide dim.

    Example:
        >>> encoder = TextEncoder(50, context_length=6, dim=8, num_layers=1, num_heads=2)
        >>> tuple(encoder(np.array([[7, 8, 9, 0, 0, 0]])).shape)
        (1, 6, 8)
    """

    def __init__(
        self, vocabulary_size, context_length, dim=128, num_layers=2, num_heads=4, **kwargs
    ):
        super().__init__(autocast=False, **kwargs)
        self.vocabulary_size = vocabulary_size
        self.context_length = context_length
        self.dim = dim
        self.num_layers = num_layers
        self.num_heads = num_heads
        normal = keras.initializers.RandomNormal(stddev=0.5)
        self.embedding = layers.Embedding(
            vocabulary_size, dim, embeddings_initializer=normal, dtype="float32"
        )
        self.places = Positions(dtype="float32")
        self.blocks = [Block(dim, num_heads, dtype=self.dtype_policy) for _ in range(num_layers)]
        self.norm = layers.LayerNormalization(dtype="float32")

    def build(self, input_shape):
        shape = (None, self.context_length, self.dim)
        self.embedding.build(input_shape)
        for part in (self.places, *self.blocks, self.norm):
            part.build(shape)
        self.built = True

    def call(self, token_ids, training=False):
        mask = ops.not_equal(token_ids, PADDING)[:, None]  # (n, 1, length)
        x = self.places(self.embedding(token_ids))  # (n, length, dim)
        for block in self.blocks:
            x, _, _ = block(x, mask, training=training)
        return self.norm(x)

    def compute_output_shape(self, input_shape):
        return (*input_shape, self.dim)

    def get_config(self):
        names = ("vocabulary_size", "context_length", "dim", "num_layers", "num_heads")
        return super().get_config() | {name: getattr(self, name) for name in names}


@register
class ReadingBlock(layers.Layer):
    """A block of patches that look at each other and then at the words of a sentence.

    Three parts, attention, cross-attention and a small network; each is scaled, shifted and gated
    by a condition (Peebles & Xie 2022, arXiv:2212.09748), so that at the start the block adds
    nothing.

    Args:
        dim: Int, numbers of a patch and of a word.
        num_heads: Int that divides dim.

    Example:
        >>> x, words = ops.ones((2, 5, 8)), ops.ones((2, 3, 8))
        >>> y = ReadingBlock(8, 2)(x, ops.ones((2, 8)), words, np.ones((2, 1, 3), bool))
        >>> float(ops.max(ops.abs(y - x)))  # at the start
        0.0
    """

    def __init__(self, dim, num_heads, **kwargs):
        super().__init__(autocast=False, **kwargs)
        self.dim = dim
        self.num_heads = num_heads
        dtype = self.dtype_policy
        self.attention = SelfAttention(dim, num_heads, dtype=dtype)
        self.cross_attention = CrossAttention(dim, num_heads, dtype=dtype)
        self.feed_forward = FeedForward(dim, dtype=dtype)
        self.modulation = layers.Dense(9 * dim, kernel_initializer="zeros", dtype=dtype)
        norm = {"center": False, "scale": False, "dtype": "float32"}
        self.norm = layers.LayerNormalization(**norm)

    def build(self, x_shape, condition_shape, words_shape=None, mask_shape=None):
        for part in (self.attention, self.cross_attention, self.feed_forward, self.norm):
            part.build(x_shape)
        self.modulation.build(condition_shape)
        self.built = True

    def call(self, x, condition, words, mask, training=False):
        """Look, read, and think.

        Args:
            x: float32 tensor (n, patches, dim).
            condition: Float tensor (n, any).
            words: Float tensor (n, length, dim).
            mask: Bool tensor (n, 1, length), False on padding.

        Returns:
            float32 tensor like `x`.
        """

        def part(function, place):
            scale, shift, gate = factors[3 * place : 3 * place + 3]  # (n, 1, dim) each
            return gate * function(self.norm(x) * (1 + scale) + shift)

        with coarse_only_in(training, self):
            factors = ops.cast(self.modulation(condition), "float32")[:, None]
            factors = ops.split(factors, 9, axis=-1)
            x = x + part(lambda h: self.attention(h)[0], 0)
            x = x + part(lambda h: self.cross_attention(h, words, mask), 1)
            return x + part(self.feed_forward, 2)

    def compute_output_shape(self, x_shape, condition_shape, words_shape=None, mask_shape=None):
        return x_shape

    def get_config(self):
        return super().get_config() | {"dim": self.dim, "num_heads": self.num_heads}


@register
class TextDiT(keras.Model):
    """A denoiser of images: [noisy images, times, token ids] -> float32 like the images.

    The image is cut into patches, each a token, as in `DiT`; the sentence is read by a
    `TextEncoder`, at whose words the patches look, as in PixArt-alpha (Chen et al. 2023,
    arXiv:2310.00426); the mean of the words joins the time in what scales and shifts each part.
    A sentence without tokens, all padding, means that nothing is asked for.

    Args:
        image_shape: (height, width, channels); both sides must be divisible by patch_size.
        vocabulary_size: Int, tokens, padding included.
        context_length: Int, tokens of a sentence at most.
        patch_size: Int, side of a patch in pixels.
        hidden_dim: Int, numbers of a patch and of a word.
        num_layers, num_heads: Ints; the heads divide hidden_dim.
        text_layers: Int, layers of the `TextEncoder`.

    Raises:
        ValueError: a size that the patch does not divide.

    Example:
        >>> network = TextDiT((8, 8, 3), 50, 6, hidden_dim=16, num_layers=1, num_heads=2)
        >>> network.output_shape
        (None, 8, 8, 3)
    """

    def __init__(
        self,
        image_shape=(16, 16, 3),
        vocabulary_size=512,
        context_length=40,
        patch_size=4,
        hidden_dim=128,
        num_layers=3,
        num_heads=4,
        text_layers=2,
        **kwargs,
    ):
        images, time = keras.Input(image_shape, name="images"), keras.Input((), name="time")
        token_ids = keras.Input((context_length,), dtype="int32", name="token_ids")
        sizes = {"num_layers": text_layers, "num_heads": num_heads, "name": "text_encoder"}
        encoder = TextEncoder(vocabulary_size, context_length, hidden_dim, **sizes)
        words = encoder(token_ids)  # (n, length, hidden_dim)
        mask = ops.not_equal(token_ids, PADDING)[:, None]  # (n, 1, length)
        told = layers.Dense(hidden_dim)(TimeCode(64)(time))
        told = layers.Add(dtype="float32")([told, mean_of_words(words, token_ids)])
        told = layers.Dense(hidden_dim)(layers.Activation("silu")(told))
        told = layers.Activation("silu", dtype="float32")(told)  # (n, hidden_dim)
        x = patches_to_tokens(images, patch_size, hidden_dim)
        for _ in range(num_layers):
            x = ReadingBlock(hidden_dim, num_heads)(x, told, words, mask)
        outputs = tokens_to_patches(x, told, image_shape, patch_size)
        super().__init__([images, time, token_ids], outputs, **kwargs)
        self.image_shape = tuple(image_shape)
        self.vocabulary_size = vocabulary_size
        self.context_length = context_length
        self.patch_size = patch_size
        self.hidden_dim = hidden_dim
        self.num_layers = num_layers
        self.num_heads = num_heads
        self.text_layers = text_layers

    def get_config(self):
        names = ("image_shape", "vocabulary_size", "context_length", "patch_size", "hidden_dim")
        names = (*names, "num_layers", "num_heads", "text_layers", "name", "trainable")
        return {name: getattr(self, name) for name in names}
