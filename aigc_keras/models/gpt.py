"""GPT: a Transformer that predicts the next token from those before it."""

import keras
from keras import ops

from aigc_keras.models.language import LanguageModel, check_prompts
from aigc_keras.networks.transformer import Transformer


@keras.saving.register_keras_serializable("aigc_keras")
class GPT(LanguageModel):
    """A decoder: p(next token | the tokens before), as in Radford et al. 2018 and 2019.

    `fit(TextWindows(...), shuffle=False)` minimises the mean cross-entropy in nats per token; every
    position of a window is a target. A position looks, in each layer, at the last `context_length`
    positions; through several layers more than those count. Where positions are learned, a text
    cannot be longer than that.

    Args:
        vocabulary: As for `LanguageModel`.
        dtype: Name of a precision, or None for the global one.
        **options: Those of `networks.transformer.Transformer` from context_length on: the model's
            `network` is built from them.

    Raises:
        ValueError: as for `Transformer`.

    Example:
        >>> from aigc_keras.vocabulary import CharacterVocabulary
        >>> model = GPT(CharacterVocabulary.of("abc "), hidden_dim=8, num_layers=1, num_heads=2)
        >>> len(model.generate("ab", 10, seed=0))
        12
    """

    def __init__(self, vocabulary, *, name=None, trainable=True, dtype=None, **options):
        super().__init__(vocabulary, name=name, trainable=trainable, dtype=dtype, autocast=False)
        self.network = Transformer(self.vocabulary_size, dtype=self.dtype_policy, **options)
        self.options = options
        self.built = True

    def call(self, token_ids, training=False):
        """Logits of the next token at every position, all at once and with nothing kept.

        Args:
            token_ids: Ints (n, length).

        Returns:
            Float32 tensor (n, length, vocabulary_size).
        """
        return self.network(token_ids, training=training)[0]

    @property
    def scored(self):
        """Tokens of each sequence that `log_prob_ids` reads at a time."""
        return 2 * self.network.context_length

    def initial_state(self, num_texts):
        """The empty state: each layer's KV cache, as from `SelfAttention.empty_cache`."""
        return self.network.empty_caches(num_texts)

    def advance(self, token_ids, state):
        """Read tokens after those of a state, whose keys and values are not computed again.

        Args:
            token_ids: Ints (n, length).
            state: As from `initial_state(n)` or from an earlier call.

        Returns:
            `(logits, state)`: float32 (n, length, vocabulary_size), and the state afterwards.
        """
        logits, state, _ = self.network(token_ids, caches=state)
        return logits, state

    def step(self, token_ids, state):
        """`advance` by one token (n,): logits (n, vocabulary_size) and state."""
        logits, state = self.advance(token_ids[:, None], state)
        return logits[:, 0], state

    def attention_weights(self, text):
        """How much each position of a text looks at which.

        Args:
            text: Str; a line break stands before it, as in training.

        Returns:
            Float32 NumPy array (num_layers, num_heads, length, length), length one more than the
            text's tokens: row i holds the weights of position i, which sum to 1.
        """
        self._check_vocabulary()
        is_one, texts = check_prompts(text, self.vocabulary.unknown)
        if not is_one:
            raise ValueError(f"Need one text, a str; got {len(texts)} in a list.")
        (text,) = texts
        ids = self._with_start(text)
        self._check_length(len(ids))
        _, _, weights = self.network(ops.convert_to_tensor(ids[None]))
        return ops.convert_to_numpy(ops.concatenate(weights))

    def _check_length(self, length):
        self.network.check_length(length)

    def get_config(self):
        return super().get_config() | self.options
