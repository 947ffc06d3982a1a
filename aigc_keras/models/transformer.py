"""Transformers: what they share, and GPT, the decoder that writes."""

import keras
from keras import ops

from aigc_keras.layers import Block, causal_mask, sinusoids
from aigc_keras.models.seeded import SeededModel
from aigc_keras.models.text import TextModel, check_prompts
from aigc_keras.recurrence import product

POSITIONS = ("rotary", "learned", "sinusoidal", None)


class Transformer(SeededModel):
    """What all Transformers share: embeddings, a stack of blocks, logits, and the loss.

    Args:
        vocabulary: `CharacterVocabulary` or `BytePairVocabulary`.
        context_length: Int, positions that a position may look at, its own included.
        hidden_dim: Int, numbers at each position.
        num_layers, num_heads: Int; the heads share hidden_dim.
        positions: "rotary", "sinusoidal", "learned", or None: without them, order is lost but for
            what the mask tells.
        norm: "before" each part of a block and once more at the end, or "after" each part, as in
            the original.
        activation: As for `Block`.
        dropout: Float, share of the numbers dropped in training.
        seed: Int for the dropout, or None.

    Raises:
        ValueError: unknown positions, context_length below 1, an odd hidden_dim with sinusoidal
            positions, or what `Block` refuses.
    """

    cross = False  # whether the blocks look at a second sequence

    def __init__(
        self,
        vocabulary,
        *,
        context_length=64,
        hidden_dim=128,
        num_layers=4,
        num_heads=4,
        positions="rotary",
        norm="before",
        activation="gelu",
        dropout=0.0,
        seed=None,
        **kwargs,
    ):
        if positions not in POSITIONS:
            raise ValueError(f"positions must be one of {POSITIONS}, not {positions!r}.")
        if context_length < 1:
            raise ValueError(f"context_length must be at least 1, not {context_length}.")
        if positions == "sinusoidal" and hidden_dim % 2:
            raise ValueError(f"Sinusoidal positions are pairs: hidden_dim={hidden_dim} is odd.")
        super().__init__(**kwargs)
        self.vocabulary, self.context_length = vocabulary, context_length
        self.hidden_dim, self.num_layers, self.num_heads = hidden_dim, num_layers, num_heads
        self.positions, self.norm, self.activation = positions, norm, activation
        self.dropout, self.seed = dropout, seed
        self.embedding = self._weight("embedding", vocabulary.size, hidden_dim)
        self.places = None
        if positions == "learned":
            self.places = self._weight("places", context_length, hidden_dim)
        self.drop = keras.layers.Dropout(dropout, seed=seed, dtype="float32")
        self.blocks, self.last_norm = self._stack(self.cross)
        self.bias = self._weight("bias", vocabulary.size, initializer="zeros")
        self.built = True

    def _weight(self, name, *shape, initializer="uniform"):
        return self.add_weight(shape, initializer, name=name, autocast=False)

    def _stack(self, cross, first_seed=1):
        """Blocks, and the norm that follows them where they norm what they read."""
        options = {"norm": self.norm, "dropout": self.dropout, "cross": cross}
        options |= {"activation": self.activation, "rotary": self.positions == "rotary"}
        blocks = []
        for i in range(self.num_layers):
            options["seed"] = None if self.seed is None else self.seed + first_seed + i
            blocks.append(Block(self.hidden_dim, self.num_heads, **options))
            blocks[-1].build((None, None, self.hidden_dim))
        if self.norm == "after":
            return blocks, None
        norm = keras.layers.LayerNormalization(dtype="float32")
        norm.build((None, None, self.hidden_dim))
        return blocks, norm

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        """Mean cross-entropy of y in nats per token, over those that sample_weight counts."""
        losses = keras.losses.sparse_categorical_crossentropy(y, y_pred, from_logits=True)
        if sample_weight is None:
            return ops.mean(losses)
        weights = ops.cast(sample_weight, losses.dtype)
        return ops.sum(losses * weights) / ops.maximum(ops.sum(weights), 1)

    def _embedded(self, token_ids, start=None, training=False):
        if start is None:
            self._check_length(token_ids.shape[1] or 0)
            start = 0
        x = ops.take(self.embedding, token_ids, axis=0) * self.hidden_dim**0.5
        places = start + ops.arange(ops.shape(token_ids)[1])
        if self.positions == "learned":
            x = x + ops.take(self.places, places, axis=0) * self.hidden_dim**0.5
        elif self.positions == "sinusoidal":
            x = x + sinusoids(places, self.hidden_dim)
        return self.drop(x, training=training)

    def _logits(self, x, training=False):
        """Float32, with the embedding's weights (Press & Wolf 2017, arXiv:1608.05859)."""
        x = x if self.last_norm is None else self.last_norm(x)
        weights = ops.transpose(self.embedding)
        return product(x, weights, self._dtype_of_products(training)) + self.bias

    def _dtype_of_products(self, training):
        return self.compute_dtype if training else "float32"

    def _check_length(self, length):
        if self.positions == "learned" and length > self.context_length:
            raise ValueError(
                f"{length} tokens are more than the {self.context_length} positions that were "
                'learned: shorten the text, or train with positions="rotary".'
            )

    def get_config(self):
        names = ("context_length", "hidden_dim", "num_layers", "num_heads")
        names += ("positions", "norm", "activation", "dropout", "seed")
        vocabulary = keras.saving.serialize_keras_object(self.vocabulary)
        config = {name: getattr(self, name) for name in names}
        return super().get_config() | config | {"vocabulary": vocabulary}

    @classmethod
    def from_config(cls, config):
        vocabulary = keras.saving.deserialize_keras_object(config["vocabulary"])
        return cls(**config | {"vocabulary": vocabulary})


class Decoder(TextModel, Transformer):
    """A stack that reads from left to right and keeps the keys and values of what it has read."""

    @property
    def scored(self):
        """Tokens of each text that `log_prob` reads at a time."""
        return 2 * self.context_length

    def initial_state(self, num_texts):
        """The empty state: how many tokens were read (n,), and each layer's keys and values."""
        shape = (num_texts, self.num_heads, self.context_length, self.hidden_dim // self.num_heads)
        empty = ops.zeros(shape)
        return [ops.zeros((num_texts,), "int32"), [(empty, empty) for _ in self.blocks]]

    def advance(self, token_ids, state):
        """Read tokens after those of a state, whose keys and values are not computed again.

        Args:
            token_ids: Ints (n, length).
            state: As from `initial_state(n)` or from an earlier call.

        Returns:
            `(logits, state)`: float32 (n, length, vocabulary.size), and the state afterwards.
        """
        (count, pasts, *source), kept = state, []
        length = ops.shape(token_ids)[1]
        mask = causal_mask(length, self.context_length, self.context_length)
        filled = ops.arange(self.context_length + length) >= self.context_length - count[:, None]
        mask = mask & filled[:, None]
        x = self._embedded(token_ids, count[:, None])
        for block, past in zip(self.blocks, pasts, strict=True):
            x, pair, _ = block(x, mask, past, *source)
            kept.append(tuple(tensor[:, :, length:] for tensor in pair))
        return self._logits(x), [count + length, kept, *source]

    def step(self, token_ids, state):
        """`advance` by one token (n,): logits (n, vocabulary.size) and state."""
        logits, state = self.advance(token_ids[:, None], state)
        return logits[:, 0], state

    def _decoded(self, token_ids, training, source=None):
        """Logits at every position, all at once and with nothing kept."""
        mask = causal_mask(ops.shape(token_ids)[1], window=self.context_length)
        x = self._embedded(token_ids, training=training)
        dtype = self._dtype_of_products(training)
        for block in self.blocks:
            x, _, _ = block(x, mask, None, source, dtype=dtype, training=training)
        return self._logits(x, training)


@keras.saving.register_keras_serializable("aigc_keras")
class GPT(Decoder):
    """A decoder: p(next token | the tokens before), as in Radford et al. 2018 and 2019.

    `fit(TextWindows(...), shuffle=False)` as for `RecurrentLM`. A position looks, in each layer,
    at the last `context_length` positions; through several layers more than those count. Where
    positions are learned, a text cannot be longer than that. Arguments: as for `Transformer`.
    """

    def call(self, token_ids, training=False):
        """Logits of the next token at every position.

        Args:
            token_ids: Ints (n, length).

        Returns:
            Float32 tensor (n, length, vocabulary.size).
        """
        return self._decoded(token_ids, training)

    def generate(self, prompt, max_new_tokens, **settings):
        """As `RecurrentLM.generate`, with kept keys and values: constant work for each token."""
        prompt = prompt if isinstance(prompt, str) else list(prompt)
        for text in [prompt] if isinstance(prompt, str) else prompt:
            self._check_length(len(self._with_start(text)) + max_new_tokens)
        return super().generate(prompt, max_new_tokens, **settings)

    def _with_start(self, text):
        ids = super()._with_start(text)
        self._check_length(len(ids) - 1)
        return ids

    def attention_weights(self, text):
        """How much each position of a text looks at which.

        Args:
            text: Str; a line break stands before it, as in training.

        Returns:
            Float32 NumPy array (num_layers, num_heads, length, length), length one more than the
            text's tokens: row i holds the weights of position i, which sum to 1.
        """
        ids = self._with_start(*check_prompts(text, 1, self.vocabulary.unknown))
        mask, found = causal_mask(len(ids), window=self.context_length), []
        x = self._embedded(ops.convert_to_tensor(ids[None]))
        for block in self.blocks:
            x, _, weights = block(x, mask)
            found.append(weights[0])
        return ops.convert_to_numpy(ops.stack(found))
