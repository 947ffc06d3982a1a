"""A Transformer of encoder and decoder, which answers a text with another."""

import keras
import numpy as np
from keras import ops

from aigc_keras.models.base import check_tokens, whole_number
from aigc_keras.models.language import (
    START,
    LanguageModel,
    check_prompts,
    check_targets,
    list_of_texts,
)
from aigc_keras.networks.transformer import Transformer

SCORED = 256  # answers that one compiled call of `log_prob` reads


@keras.saving.register_keras_serializable("aigc_keras")
class EncoderDecoder(LanguageModel):
    """The original architecture (Vaswani et al. 2017, arXiv:1706.03762): p(answer | source).

    The encoder reads the whole source, in both directions; each block of the decoder looks at its
    result. `num_layers` blocks each. `x, y, weights = model.pairs(sources, answers)` and then
    `fit(x, y, sample_weight=weights)` minimise the mean cross-entropy of the answers' tokens.

    Args:
        vocabulary: `CharacterVocabulary` or `BytePairVocabulary`, with the line break.
        dtype: Name of a precision, or None for the global one.
        **options: Those of `networks.transformer.Transformer` from context_length on. The encoder
            and the looks at its result know no `context_length`.

    Raises:
        ValueError: a vocabulary without the line break, or as for `Transformer`.

    Example:
        >>> from aigc_keras.vocabulary import CharacterVocabulary
        >>> letters = CharacterVocabulary.of("abc" + chr(10))
        >>> model = EncoderDecoder(letters, hidden_dim=8, num_layers=1, num_heads=2)
        >>> x, y, weights = model.pairs(["abc"], ["cba"])
        >>> tuple(model(x).shape)
        (1, 4, 5)
    """

    def __init__(self, vocabulary, *, name=None, trainable=True, dtype=None, **options):
        if isinstance(vocabulary, int) or START not in vocabulary:
            raise ValueError("The vocabulary needs the line break, which ends an answer.")
        super().__init__(vocabulary, name=name, trainable=trainable, dtype=dtype, autocast=False)
        self.network = Transformer(
            self.vocabulary_size, encoder=True, dtype=self.dtype_policy, **options
        )
        self.options = options
        self.built = True

    def pairs(self, sources, answers):
        """What `fit` needs: `(x, y, sample_weight)` for texts and their answers.

        A line break stands before and after each text. Shorter texts are padded; the masks say
        where.

        Args:
            sources, answers: Lists of n str without line breaks.

        Returns:
            `x`, a dict with int32 "source" (n, length), bool "source_mask" of the same shape and
            int32 "answer" (n, answer length); `y` int32 like "answer", its next tokens;
            `sample_weight` float32 like `y`, 0 on padding.

        Raises:
            ValueError: no text, a str instead of a list, lists of different lengths, or a text
                that holds a line break.
        """
        is_text = isinstance(sources, str) or isinstance(answers, str)
        if is_text or not np.iterable(sources) or not np.iterable(answers):
            raise ValueError("Need two lists of texts, as many sources as answers, at least one.")
        sources, answers = list_of_texts(list(sources)), list_of_texts(list(answers))
        if not 0 < len(sources) == len(answers):
            raise ValueError("Need two lists of texts, as many sources as answers, at least one.")
        return self._batch(
            [self._lines(text) for text in sources], [self._lines(text) for text in answers]
        )

    def _batch(self, sources, answers):
        """As `pairs`, for token ids with the line breaks around them."""
        source, source_mask = self._padded(sources)
        answer, answer_mask = self._padded(answers)
        x = {"source": source, "source_mask": source_mask, "answer": answer[:, :-1]}
        return x, answer[:, 1:], answer_mask[:, 1:].astype("float32")

    def _check_batch(self, x, y=None, sample_weight=None):
        if not isinstance(x, dict) or x.keys() != {"source", "source_mask", "answer"}:
            raise ValueError(
                "Feed what pairs makes of lists of texts: x, y, weights = model.pairs(sources, "
                "answers), then fit(x, y, sample_weight=weights)."
            )
        for name in ("source", "answer"):
            check_tokens(x[name], self.vocabulary_size, name)
        check_targets(x["answer"], y, self.vocabulary_size)

    def fit(self, x=None, y=None, *arguments, **options):
        """As in Keras; targets are needed."""
        if y is None and isinstance(x, dict):
            raise ValueError("Give y as well: fit(x, y, sample_weight=weights), all from pairs.")
        return super().fit(x, y, *arguments, **options)

    def call(self, x, training=False):
        """Logits of the next token at every position of the answers.

        Args:
            x: Dict as from `pairs`.

        Returns:
            Float32 tensor (n, answer length, vocabulary_size).
        """
        source = self.network.encode(x["source"], x["source_mask"], training)
        return self.network(x["answer"], source=source, training=training)[0]

    def initial_state(self, num_texts):
        """The empty state of the decoder, before it is told of a source: each layer's KV cache."""
        return {"caches": self.network.empty_caches(num_texts), "source": None}

    def advance(self, token_ids, state):
        """Read tokens of answers after those of a state.

        Args:
            token_ids: Ints (n, length).
            state: Dict of "caches" and "source", what the encoder made of the source.

        Returns:
            `(logits, state)`: float32 (n, length, vocabulary_size), and the state afterwards.
        """
        source = state["source"]
        logits, caches, _ = self.network(token_ids, caches=state["caches"], source=source)
        return logits, {"caches": caches, "source": source}

    def step(self, token_ids, state):
        """`advance` by one token (n,): logits (n, vocabulary_size) and state."""
        logits, state = self.advance(token_ids[:, None], state)
        return logits[:, 0], state

    def generate(self, prompt, max_new_tokens, **settings):
        """Answer one text or several.

        Args:
            prompt: Str, or a list of str, without line breaks: the sources.
            max_new_tokens: Int, tokens of an answer at most.
            **settings: As for `LanguageModel.generate`, but for on_text.

        Returns:
            Str (or a list of str): the answer alone, up to its line break.

        Raises:
            ValueError: a source with a line break, `on_text`, since answers end at different
                times, or as for `LanguageModel.generate`.
        """
        if settings.pop("on_text", None):
            raise ValueError("Answers are handed out complete: leave out on_text.")
        is_one, sources = check_prompts(prompt, self.vocabulary.unknown)
        new = self.generate_ids([self._lines(text) for text in sources], max_new_tokens, **settings)
        answers = [self.vocabulary.decode(row).partition(START)[0] for row in new]
        return answers[0] if is_one else answers

    def generate_ids(self, prompts, max_new_tokens, **settings):
        """The tokens of answers to sources, as `LanguageModel.generate_ids` continues sequences.

        Args:
            prompts: Ints (length,), a source with the line breaks around it; or a list of such.
            max_new_tokens, **settings: As for `LanguageModel.generate_ids`.

        Returns:
            int32 NumPy array (max_new_tokens,) or (n, max_new_tokens); what comes after an answer's
            line break means nothing.
        """
        max_new_tokens = whole_number(max_new_tokens, "max_new_tokens")
        self.network.check_length(max_new_tokens)
        return super().generate_ids(prompts, max_new_tokens, **settings)

    def log_prob(self, sources, answers):
        """Log-probability of every token of the answers, the line break at the end included.

        Args:
            sources, answers: Lists of n str, as for `pairs`; or one str each.

        Returns:
            List of n float32 NumPy arrays, in nats; one array for str.

        Raises:
            ValueError: as for `pairs`.
        """
        is_one = isinstance(sources, str) and isinstance(answers, str)
        if is_one:
            sources = [sources]
            answers = [answers]
        return self._log_prob(*self.pairs(sources, answers), is_one)

    def log_prob_ids(self, sources, answers):
        """As `log_prob`, for token ids.

        Args:
            sources, answers: Ints (length,), with the line breaks around them; or lists of n such.

        Returns:
            Float32 NumPy array (length of the answer - 1,), in nats; for lists, a list of n.

        Raises:
            ValueError: fewer than two tokens, an id that is no token, or lists of different
                lengths.
        """
        is_one, sources = self._sequences(sources, at_least=2)
        _, answers = self._sequences(answers, at_least=2)
        if len(sources) != len(answers):
            raise ValueError(f"There are {len(sources)} sources but {len(answers)} answers.")
        return self._log_prob(*self._batch(sources, answers), is_one)

    def _log_prob(self, x, y, weights, is_one):
        score = self.compiled_function(self._score_answers)
        found = []
        for i in range(0, len(y), SCORED):
            arrays = [x["source"], x["source_mask"], x["answer"], y]
            arrays = [ops.convert_to_tensor(array[i : i + SCORED]) for array in arrays]
            found.append(ops.convert_to_numpy(score(*arrays)))
        found = np.concatenate(found)
        found = [row[mask > 0] for row, mask in zip(found, weights, strict=True)]
        return found[0] if is_one else found

    def _score_answers(self, source, source_mask, answer, y):
        x = {"source": source, "source_mask": source_mask, "answer": answer}
        log_probs = ops.log_softmax(self(x), axis=-1)
        return ops.take_along_axis(log_probs, y[..., None], axis=-1)[..., 0]

    def _lines(self, text):
        if START in text:
            raise ValueError(f"A line break ends a text, so it cannot stand in {text!r}.")
        return self.vocabulary.encode(START + text + START)

    def _padded(self, ids, multiple=1):
        """Token ids side by side, and a mask: in few different lengths, since each is compiled."""
        longest = max(map(len, ids))
        rounded = min(-(-longest // multiple) * multiple, self.network.context_length)
        length = max(longest, rounded)
        mask = np.arange(length) < np.array([[len(x)] for x in ids])
        padded = np.zeros(mask.shape, "int32")
        padded[mask] = np.concatenate(ids)
        return padded, mask

    def _check_length(self, length):
        """The source is checked where it is encoded, the answer by `generate_ids`."""

    def _read(self, ids):
        arrays = self._padded(ids, multiple=32)
        source = self.network.encode(*map(ops.convert_to_tensor, arrays))
        start = np.tile(self.vocabulary.encode(START), (len(ids), 1))
        state = {"caches": self.network.empty_caches(len(ids)), "source": source}
        logits, state = self.advance(ops.convert_to_tensor(start), state)
        return logits[:, -1], ops.zeros((len(ids), self.vocabulary_size)), state

    def get_config(self):
        return super().get_config() | self.options
