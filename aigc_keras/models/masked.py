"""A masked language model: a Transformer that fills blanks from both sides."""

import keras
import numpy as np
from keras import ops

from aigc_keras.models.base import SeededModel, check_tokens
from aigc_keras.networks.transformer import Transformer
from aigc_keras.vocabulary import ESCAPE, CharacterVocabulary


@keras.saving.register_keras_serializable("aigc_keras")
class MaskedLM(SeededModel):
    """An encoder that fills blanks: p(hidden token | all others), both sides of it.

    The objective of BERT (Devlin et al. 2018, arXiv:1810.04805), without its second one.
    `fit(MaskedWindows(...), shuffle=False)`. The vocabulary's escape code stands for a blank.

    Args:
        vocabulary: `CharacterVocabulary`.
        dtype: Name of a precision, or None for the global one.
        **options: Those of `networks.transformer.Transformer` from context_length on, which counts
            for learned positions only, as every position looks everywhere.

    Raises:
        ValueError: a vocabulary without escape code, or as for `Transformer`.

    Example:
        >>> model = MaskedLM(CharacterVocabulary.of("abc"), hidden_dim=8, num_layers=1, num_heads=2)
        >>> len(model.fill("a" + ESCAPE + "c"))
        3
    """

    def __init__(self, vocabulary, *, name=None, trainable=True, dtype=None, **options):
        if not isinstance(vocabulary, CharacterVocabulary) or ESCAPE in vocabulary:
            raise ValueError(
                "MaskedLM needs a CharacterVocabulary whose escape code is free to be the blank."
            )
        super().__init__(name=name, trainable=trainable, dtype=dtype, autocast=False)
        self.vocabulary = vocabulary
        self.network = Transformer(
            vocabulary.size, causal=False, dtype=self.dtype_policy, **options
        )
        self.options = options
        self.built = True

    def call(self, token_ids, training=False):
        """Logits of the token at every position, whether it is hidden or not.

        Args:
            token_ids: Ints (n, length).

        Returns:
            Float32 tensor (n, length, vocabulary.size).
        """
        return self.network(token_ids, training=training)[0]

    def _check_batch(self, x, y=None, sample_weight=None):
        check_tokens(x, self.vocabulary.size)
        if y is not None:
            check_tokens(y, self.vocabulary.size, "y")

    def fit(self, x=None, y=None, *arguments, **options):
        """As in Keras; targets are needed."""
        if y is None and hasattr(x, "shape"):
            raise ValueError("Give the true tokens as y: aigc_keras.data.MaskedWindows does.")
        return super().fit(x, y, *arguments, **options)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        """Mean cross-entropy of the tokens y in nats, over those that sample_weight counts."""
        losses = keras.losses.sparse_categorical_crossentropy(y, y_pred, from_logits=True)
        return self.total_loss(losses, sample_weight)

    def blanks(self, text):
        """What could stand in each blank of a text.

        Args:
            text: Str with at least one "\ufffd" (U+FFFD, `vocabulary.ESCAPE`).

        Returns:
            Float32 NumPy array (number of blanks, vocabulary.size), rows sum to 1.

        Raises:
            ValueError: a text without a blank, or with a character that the vocabulary lacks.
        """
        if not isinstance(text, str):
            raise ValueError(f"Need one text, a str; got {type(text).__name__}.")
        if ESCAPE not in text:
            raise ValueError(f"There is no blank in the text: write {ESCAPE!r} where one is.")
        unknown = self.vocabulary.unknown(text.replace(ESCAPE, ""))
        if unknown:
            raise ValueError(f"The vocabulary does not know {unknown!r}: leave it out.")
        ids = self.vocabulary.encode(text)
        where = np.array([character == ESCAPE for character in text])
        return ops.convert_to_numpy(ops.softmax(self(ids[None]), axis=-1))[0][where]

    def fill(self, text):
        """The text with the most likely character in each blank, each chosen by itself."""
        best = self.blanks(text)[:, 1:].argmax(axis=-1) + 1  # never the escape code
        characters = iter(self.vocabulary.decode(best))
        return "".join(next(characters) if c == ESCAPE else c for c in text)

    def get_config(self):
        vocabulary = keras.saving.serialize_keras_object(self.vocabulary)
        return super().get_config() | self.options | {"vocabulary": vocabulary}

    @classmethod
    def from_config(cls, config):
        vocabulary = keras.saving.deserialize_keras_object(config["vocabulary"])
        return cls(**config | {"vocabulary": vocabulary})
