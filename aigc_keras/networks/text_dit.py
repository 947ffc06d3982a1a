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


def largest_of_words(features, token_ids):
    """The largest value of each feature over a sentence's own tokens; 0 for one that has none.

    Args:
        features: Float tensor (n, length, dim), nowhere below 0.
        token_ids: Int tensor (n, length), 0 for padding.

    Returns:
        float32 tensor (n, dim).

    Example:
        >>> features = np.array([[[2.0], [4.0], [9.0]]])
        >>> float(largest_of_words(features, np.array([[5, 6, 0]]))[0, 0])
        4.0
    """
    mask = ops.cast(ops.not_equal(token_ids, PADDING), "float32")[..., None]  # (n, length, 1)
    return ops.max(ops.cast(features, "float32") * mask, axis=1)


@register
class TextEncoder(layers.Layer):
    """What each token of a sentence means beside its neighbours, and what the whole names.

    A convolution over five tokens tells the red of a hat from that of hair; then features of each
    token are computed, of which the sentence has the largest, wherever it stands (Kim 2014,
    arXiv:1408.5882): so a few hundred steps of training suffice. Blocks of a Transformer in both
    directions may follow for the tokens' own vectors. Nothing looks at padding.

    Args:
        vocabulary_size: Int, tokens, padding included.
        context_length: Int, tokens of a sentence at most.
        dim: Int, numbers of a token.
        num_layers: Int, blocks of the Transformer.
        num_heads: Int that divides dim.

    Example:
        >>> encoder = TextEncoder(50, context_length=6, dim=8, num_layers=1, num_heads=2)
        >>> words, summary = encoder(np.array([[7, 8, 9, 0, 0, 0]]))
        >>> tuple(words.shape), tuple(summary.shape)
        ((1, 6, 8), (1, 16))
    """

    def __init__(
        self, vocabulary_size, context_length, dim=128, num_layers=0, num_heads=4, **kwargs
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
        self.neighbours = layers.Conv1D(dim, 5, padding="same", activation="relu", dtype="float32")
        self.places = Positions(dtype="float32")
        self.norm = layers.LayerNormalization(dtype="float32")
        self.features = layers.Dense(2 * dim, activation="relu", dtype="float32")
        self.blocks = [Block(dim, num_heads, dtype=self.dtype_policy) for _ in range(num_layers)]

    def build(self, input_shape):
        shape = (None, self.context_length, self.dim)
        self.embedding.build(input_shape)
        for part in (self.neighbours, self.places, self.norm, self.features, *self.blocks):
            part.build(shape)
        self.built = True

    def call(self, token_ids, training=False):
        """Read.

        Args:
            token_ids: Int tensor (n, length), 0 for padding.

        Returns:
            `(words, summary)`, float32 tensors (n, length, dim) and (n, 2 * dim).
        """
        mask = ops.not_equal(token_ids, PADDING)  # (n, length)
        x = self.embedding(token_ids) * ops.cast(mask, "float32")[..., None]
        x = self.norm(self.places(x + self.neighbours(x)))  # (n, length, dim)
        summary = largest_of_words(self.features(x), token_ids)
        for block in self.blocks:
            x, _, _ = block(x, mask[:, None], training=training)
        return x, summary

    def compute_output_shape(self, input_shape):
        return (*input_shape, self.dim), (input_shape[0], 2 * self.dim)

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
    arXiv:2310.00426); its summary joins the time in what scales and shifts each part.
    A sentence without tokens, all padding, means that nothing is asked for.

    Args:
        image_shape: (height, width, channels); both sides must be divisible by patch_size.
        vocabulary_size: Int, tokens, padding included.
        context_length: Int, tokens of a sentence at most.
        patch_size: Int, side of a patch in pixels.
        hidden_dim: Int, numbers of a patch and of a word.
        num_layers, num_heads: Ints; the heads divide hidden_dim.
        text_layers: Int, blocks of the `TextEncoder`.

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
        text_layers=0,
        **kwargs,
    ):
        images, time = keras.Input(image_shape, name="images"), keras.Input((), name="time")
        token_ids = keras.Input((context_length,), dtype="int32", name="token_ids")
        sizes = {"num_layers": text_layers, "num_heads": num_heads, "name": "text_encoder"}
        encoder = TextEncoder(vocabulary_size, context_length, hidden_dim, **sizes)
        words, summary = encoder(token_ids)  # (n, length, hidden_dim), (n, 2 * hidden_dim)
        mask = ops.not_equal(token_ids, PADDING)[:, None]  # (n, 1, length)
        told = layers.Dense(hidden_dim)(TimeCode(64)(time))
        # As large as the code of the time, so that the words count from the first steps on.
        normal = keras.initializers.RandomNormal(stddev=0.15)
        summary = layers.Dense(hidden_dim, kernel_initializer=normal)(summary)
        told = layers.Add(dtype="float32")([told, summary])
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
