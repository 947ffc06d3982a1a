"""Recurrent language models: text in, text out, one state carried from token to token."""

import keras
from keras import ops

from aigc_keras.backend import coarse_only_in, product
from aigc_keras.models.language import LanguageModel
from aigc_keras.networks import recurrent

CELLS = {
    "simple": keras.layers.SimpleRNN,
    "lstm": keras.layers.LSTM,
    "gru": keras.layers.GRU,
}


@keras.saving.register_keras_serializable("aigc_keras")
class RecurrentLM(LanguageModel):
    """A recurrent language model: p(next token | all tokens before) from one running state.

    `fit(TextWindows(...), shuffle=False)` minimises the mean cross-entropy in nats per token;
    every position of a window is a target, and every window starts from an empty state.

    Args:
        vocabulary: As for `LanguageModel`.
        cell: "simple" (Elman 1990), "lstm" (Hochreiter & Schmidhuber 1997) or "gru" (Cho et al.
            2014, arXiv:1406.1078).
        hidden_dim: Int, numbers in the state of each layer.
        num_layers: Int.
        embedding_dim: Int, or None for hidden_dim.
        tied_embeddings: Bool: whether the output layer reuses the embedding's weights (Press &
            Wolf 2016, arXiv:1608.05859); embedding_dim is hidden_dim then.
        dropout: Float, share of the numbers dropped between layers in training.
        seed: Int for the dropout, or None.

    Raises:
        ValueError: an unknown cell, or tied embeddings of another length than the state.

    Example:
        >>> from aigc_keras.vocabulary import CharacterVocabulary
        >>> model = RecurrentLM(CharacterVocabulary.of("abc "), "gru", hidden_dim=8)
        >>> len(model.generate("ab", 10, seed=0))
        12
    """

    def __init__(
        self,
        vocabulary,
        cell="gru",
        *,
        hidden_dim=256,
        num_layers=1,
        embedding_dim=None,
        tied_embeddings=False,
        dropout=0.0,
        seed=None,
        **kwargs,
    ):
        if cell not in CELLS:
            raise ValueError(f"Unknown cell {cell!r}. Choose one of {', '.join(CELLS)}.")
        if tied_embeddings and embedding_dim not in (None, hidden_dim):
            raise ValueError(f"Tied embeddings need embedding_dim={hidden_dim}, the hidden_dim.")
        super().__init__(vocabulary, **kwargs)
        self.cell = cell
        self.hidden_dim = hidden_dim
        self.num_layers = num_layers
        self.embedding_dim = embedding_dim or hidden_dim
        self.tied_embeddings = tied_embeddings
        self.dropout = dropout
        self.seed = seed
        self.embedding = keras.layers.ReversibleEmbedding(self.vocabulary_size, self.embedding_dim)
        self.embedding.build((None, None))
        self.recurrent = []
        for i in range(num_layers):
            layer = CELLS[cell](hidden_dim, return_sequences=True, return_state=True)
            layer.build((None, None, hidden_dim if i else self.embedding_dim))
            self.recurrent.append(layer)
        self.drop = keras.layers.Dropout(dropout, seed=seed)
        if not tied_embeddings:
            self.kernel = self._weight("kernel", hidden_dim, self.vocabulary_size)
        self.bias = self._weight("bias", self.vocabulary_size, initializer="zeros")
        self.built = True

    def _weight(self, name, *shape, initializer=None):
        return self.add_weight(shape, initializer, name=name, autocast=False)

    def call(self, token_ids, training=False):
        """Logits of the next token at every position.

        Args:
            token_ids: Ints (n, length).

        Returns:
            Float32 tensor (n, length, vocabulary_size).
        """
        return self.advance(token_ids, self.initial_state(ops.shape(token_ids)[0]), training)[0]

    def initial_state(self, num_texts):
        """The empty state before a text: a list of each layer's tensors, all zero."""
        return [
            [ops.cast(tensor, "float32") for tensor in layer.get_initial_state(num_texts)]
            for layer in self.recurrent
        ]

    def advance(self, token_ids, state, training=False):
        """Read tokens from a given state.

        Args:
            token_ids: Ints (n, length).
            state: As from `initial_state(n)` or from an earlier call.

        Returns:
            `(logits, state)`: float32 (n, length, vocabulary_size), and the state afterwards.
        """
        x = self.embedding(ops.transpose(token_ids))  # (length, n, embedding_dim)
        after = []
        for layer, before in zip(self.recurrent, state, strict=True):
            x, states = recurrent.read(layer.cell, self.drop(x, training=training), before)
            after.append(states)
        x = ops.transpose(self.drop(x, training=training), (1, 0, 2))
        return self._logits(x, training), after

    def step(self, token_ids, state):
        """`advance` by one token (n,), without a loop: logits (n, vocabulary_size) and state."""
        x = self.embedding(token_ids)  # (n, embedding_dim)
        after = []
        for layer, before in zip(self.recurrent, state, strict=True):
            after.append(recurrent.step(layer.cell, x, before))
            x = after[-1][0]
        return self._logits(x), after

    def _logits(self, hidden, training=False):
        """Float32; in training from a product in the compute dtype, as in all other layers."""
        if not self.tied_embeddings:
            dtype = self.compute_dtype if training else "float32"
            return product(hidden, self.kernel, dtype) + self.bias
        with coarse_only_in(training, self.embedding):
            return ops.cast(self.embedding(hidden, reverse=True), "float32") + self.bias

    def get_config(self):
        names = ("cell", "hidden_dim", "num_layers", "embedding_dim", "tied_embeddings")
        config = {name: getattr(self, name) for name in (*names, "dropout", "seed")}
        return super().get_config() | config
