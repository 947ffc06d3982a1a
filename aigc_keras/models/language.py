"""What all language models share: scoring and writing token ids, and text on top of them."""

from numbers import Integral

import keras
import numpy as np
from keras import ops

from aigc_keras import sampling
from aigc_keras.models.base import SeededModel, check_tokens, random_stream, whole_number

START = "\n"  # stands before every text, so that its first token has a probability too
WRITTEN = 1000  # tokens that one compiled call of `generate_ids` writes at most
TARGETS = (
    "Give the next tokens as y, as aigc_keras.data.TextWindows does: fit(ids[:, :-1], ids[:, 1:])."
)
SHOWN = 50  # tokens after which `generate_ids` hands on what it wrote, where that is wanted


class LanguageModel(SeededModel):
    """A model that reads token ids one after the other and predicts the next.

    A subclass has `initial_state(num_texts)`, `advance(token_ids, state)` and
    `step(token_ids, state)`, as `RecurrentLM` has. Everything is done on token ids, be they
    characters, notes or codes of an image; `log_prob` and `generate` put a vocabulary's text around
    it.

    Args:
        vocabulary: `CharacterVocabulary` or `BytePairVocabulary`; or an int, the number of
            different token ids, for a model that knows no text.
        **kwargs: Those of `keras.Model`.
    """

    scored = 1000  # tokens of each sequence that one compiled call of `log_prob_ids` reads

    def __init__(self, vocabulary, **kwargs):
        super().__init__(**kwargs)
        is_size = isinstance(vocabulary, Integral)
        if not is_size:
            check_vocabulary(vocabulary, "number of token ids")
        self.vocabulary = None if is_size else vocabulary
        self.vocabulary_size = int(vocabulary) if is_size else vocabulary.size
        whole_number(self.vocabulary_size, "vocabulary_size")

    def _check_batch(self, x, y=None, sample_weight=None):
        """Refuse what is no batch of token ids, with their targets or without."""
        check_tokens(x, self.vocabulary_size)
        check_targets(x, y, self.vocabulary_size)

    def fit(self, x=None, y=None, *arguments, **options):
        """As in Keras; targets are needed."""
        if y is None and hasattr(x, "shape"):
            raise ValueError(TARGETS)
        return super().fit(x, y, *arguments, **options)

    def _is_own_loss(self, loss):
        """So that one function can train this model and one of plain Keras layers."""
        return (
            isinstance(loss, keras.losses.SparseCategoricalCrossentropy)
            and (loss.get_config()["from_logits"])
        )

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        """Mean cross-entropy of y in nats per token, each counted by its weight.

        Args:
            y: Ints (n, length), the tokens that should have been predicted.
            y_pred: Float32 tensor (n, length, vocabulary_size), logits.
            sample_weight: None, or float tensor (n, length) or (n,).
        """
        losses = keras.losses.sparse_categorical_crossentropy(y, y_pred, from_logits=True)
        return self.total_loss(losses, sample_weight)

    def log_prob_ids(self, sequences):
        """Log-probability of every token but the first, given all tokens before it.

        The state is carried through the whole sequence, however long.

        Args:
            sequences: Ints (length,), at least two; or a list of such. Each is read from an empty
                state.

        Returns:
            Float32 NumPy array (length - 1,), in nats; for a list, a list of arrays.

        Raises:
            ValueError: a sequence of fewer than two tokens, or an id that is no token.
        """
        is_one, ids = self._sequences(sequences, at_least=2)
        lengths = [len(x) - 1 for x in ids]
        self._check_length(max(lengths))
        chunk = min(self.scored, max(lengths))
        padded = np.zeros((len(ids), -(-max(lengths) // chunk) * chunk + 1), "int32")
        for row, x in zip(padded, ids, strict=True):
            row[: len(x)] = x
        score = self.compiled_function(self._score)
        state = self.initial_state(len(ids))
        found = []
        for i in range(0, padded.shape[1] - 1, chunk):
            window = ops.convert_to_tensor(padded[:, i : i + chunk + 1])
            values, state = score(window, state)
            found.append(ops.convert_to_numpy(values))
        found = np.concatenate(found, axis=1)
        found = [row[:length] for row, length in zip(found, lengths, strict=True)]
        return found[0] if is_one else found

    def generate_ids(
        self,
        prompts,
        max_new_tokens,
        *,
        temperature=1.0,
        top_k=None,
        top_p=None,
        repetition_penalty=0.0,
        seed=None,
        on_ids=None,
    ):
        """Continue one sequence or several, token by token, in a compiled loop.

        Args:
            prompts: Ints (length,), at least one; or a list of such, also of different lengths.
            max_new_tokens: Int.
            temperature, top_k, top_p: As in `sampling.sample`.
            repetition_penalty: Float, as in `sampling.repetition`, for all tokens so far.
            seed: Int or None. The same seed gives the same tokens.
            on_ids: None, or a function that is called every 50 tokens with the new ones, like what
                is returned, so that they can be shown while they are written.

        Returns:
            int32 NumPy array (max_new_tokens,), the new tokens; for a list (n, max_new_tokens).
            The code of unknown characters is never written.

        Raises:
            ValueError: an empty prompt, an id that is no token, or a setting that `sampling.check`
                refuses.
        """
        sampling.check(temperature, top_k, top_p, repetition_penalty)
        max_new_tokens = whole_number(max_new_tokens, "max_new_tokens")
        is_one, ids = self._sequences(prompts)
        self._check_length(max(map(len, ids)) + max_new_tokens - 1)  # the last is not read
        uniforms = random_stream(seed).random((max_new_tokens, len(ids)), "float32")
        write = self.compiled_function(
            self._write,
            greedy=temperature == 0,
            with_temperature=temperature not in (0, 1),
            top_k=top_k and int(top_k),
            with_top_p=top_p not in (None, 1),
            with_penalty=repetition_penalty != 0,
        )
        numbers = np.float32([temperature or 1.0, top_p or 1.0, repetition_penalty])
        settings = ops.convert_to_tensor(numbers)
        carry = self._read(ids)
        written = []  # parts, (n, tokens) each
        chunk = SHOWN if on_ids else WRITTEN
        for i in range(0, max_new_tokens, chunk):
            drawn = uniforms[i : i + chunk]
            padded = np.pad(drawn, ((0, WRITTEN - len(drawn)), (0, 0)))  # always of one shape
            length, padded = map(ops.convert_to_tensor, (len(drawn), padded))
            tokens, carry = write(length, padded, settings, carry)
            written.append(ops.convert_to_numpy(tokens)[: len(drawn)].T)
            if on_ids:
                on_ids(written[-1][0] if is_one else written[-1])
        written = np.concatenate(written, axis=1)
        return written[0] if is_one else written

    def log_prob(self, texts):
        """Log-probability of every token of a text, given all tokens before it.

        A line break stands before each text and is not counted.

        Args:
            texts: Str, or a list of str; each is read from an empty state.

        Returns:
            Float32 NumPy array (number of tokens,), in nats; for a list, a list of arrays.

        Raises:
            ValueError: an empty text.
        """
        self._check_vocabulary()
        is_one, parts = check_texts(texts)
        found = self.log_prob_ids([self._with_start(text) for text in parts])
        return found[0] if is_one else found

    def generate(self, prompt, max_new_tokens, *, on_text=None, **settings):
        """Continue one text or several, token by token, in a compiled loop.

        Args:
            prompt: Str, or a list of str. As in training, a line break stands before it.
            max_new_tokens: Int.
            on_text: None, or a function that is called about every 50 tokens with the new text (or
                the list of new texts), so that it can be shown while it is written. A character of
                several tokens is held back until it is whole.
            **settings: temperature, top_k, top_p, repetition_penalty and seed, as for
                `generate_ids`.

        Returns:
            Str (or a list of str): the prompt and its continuation, which never holds a character
            that the vocabulary does not know.

        Raises:
            ValueError: an empty prompt, a character that the vocabulary does not know, or a
                setting that `sampling.check` refuses.
        """
        self._check_vocabulary()
        is_one, prompts = check_prompts(prompt, self.vocabulary.unknown)
        ids = [self._with_start(text) for text in prompts]
        pieces = Pieces(self.vocabulary, len(prompts))

        def hand_on(new_ids):
            new = pieces.add(new_ids)
            on_text(new[0] if is_one else new)

        on_ids = hand_on if on_text else None
        new = self.generate_ids(ids, max_new_tokens, on_ids=on_ids, **settings)
        rest = pieces.rest()
        if on_text and any(rest):
            on_text(rest[0] if is_one else rest)
        decode = self.vocabulary.decode
        texts = [text + decode(row) for text, row in zip(prompts, new, strict=True)]
        return texts[0] if is_one else texts

    def _check_vocabulary(self):
        if self.vocabulary is None:
            raise ValueError("This model knows token ids only: use log_prob_ids and generate_ids.")

    def _with_start(self, text):
        return np.concatenate([self.vocabulary.encode(START), self.vocabulary.encode(text)])

    def _sequences(self, sequences, at_least=1):
        """Whether one sequence was given, and a list of int arrays: valid token ids."""
        if isinstance(sequences, str) or not np.iterable(sequences):
            raise ValueError(
                "Need integer token ids (length,), or a list of such sequences, not "
                f"{sequences!r:.40}: encode a text with the vocabulary."
            )
        if not len(sequences):
            raise ValueError(f"Need at least {at_least} token ids, or a list of such sequences.")
        is_one = np.ndim(sequences[0]) == 0
        ids = [np.asarray(x) for x in ([sequences] if is_one else sequences)]
        for x in ids:
            if x.ndim != 1 or len(x) < at_least or x.dtype.kind not in "iu":
                raise ValueError(
                    f"Need sequences of at least {at_least} integer token ids; "
                    f"got {x.dtype} of shape {x.shape}."
                )
            if x.min() < 0 or x.max() >= self.vocabulary_size:
                raise ValueError(
                    f"Token ids must be in 0 .. {self.vocabulary_size - 1}; "
                    f"got {x.min()} to {x.max()}."
                )
        return is_one, ids

    def _check_length(self, length):
        """Raise a ValueError where the model cannot read so many tokens; most can."""

    def _read(self, ids):
        """What the loop carries after the prompts: logits, counts of tokens, and the state."""
        parts = []
        order = []
        for length in sorted({len(x) for x in ids}):  # prompts of one length at a time
            rows = [i for i, x in enumerate(ids) if len(x) == length]
            tokens = ops.convert_to_tensor(np.stack([ids[i] for i in rows]).astype("int32"))
            logits, state = self.advance(tokens, self.initial_state(len(rows)))
            parts.append((logits[:, -1], state))
            order += rows
        back = ops.convert_to_tensor(np.argsort(order))
        logits, state = keras.tree.map_structure(
            lambda *tensors: ops.take(ops.concatenate(tensors), back, axis=0), *parts
        )
        counts = np.stack([np.bincount(x, minlength=self.vocabulary_size) for x in ids])
        return logits, ops.convert_to_tensor(counts.astype("float32")), state

    def _score(self, window, state):
        logits, state = self.advance(window[:, :-1], state)
        log_probs = ops.log_softmax(logits, axis=-1)
        return ops.take_along_axis(log_probs, window[:, 1:, None], axis=-1)[..., 0], state

    def _write(self, length, uniforms, settings, carry, **kinds):
        """Draw `length` tokens for each sequence, the first rows of the result, and what follows.

        What changes the numbers only, the temperature and so on, comes in a tensor, so that a new
        value needs no new compilation. What it leaves as it is at its usual value, `kinds` says.
        """

        def body(i, values):
            tokens, (logits, counts, state) = values
            drawn = self._choose(logits, counts, uniforms[i], settings, **kinds)
            tokens = ops.slice_update(tokens, (i, 0), drawn[None])
            counts = counts + ops.one_hot(drawn, self.vocabulary_size)
            logits, state = self.step(drawn, state)
            return tokens, (logits, counts, state)

        tokens = ops.zeros(ops.shape(uniforms), "int32")
        return ops.fori_loop(0, length, body, (tokens, carry))

    def _choose(
        self,
        logits,
        counts,
        uniforms,
        settings,
        *,
        greedy,
        with_temperature,
        top_k,
        with_top_p,
        with_penalty,
    ):
        """The next token of each sequence, int32 (n,)."""
        temperature, top_p, penalty = ops.unstack(settings)
        if with_penalty:
            logits = sampling.repetition(logits, counts, penalty)
        unknown = getattr(self.vocabulary, "unknown_id", None)
        if unknown is not None:
            token_ids = ops.arange(self.vocabulary_size)
            logits = ops.where(token_ids == unknown, -np.inf, logits)
        if greedy:
            return ops.cast(ops.argmax(logits, axis=-1), "int32")
        temperature = temperature if with_temperature else 1.0
        top_p = top_p if with_top_p else None
        return sampling.draw(sampling.filtered(logits, temperature, top_k, top_p), uniforms)

    def get_config(self):
        vocabulary = self.vocabulary_size
        if self.vocabulary is not None:
            vocabulary = keras.saving.serialize_keras_object(self.vocabulary)
        return super().get_config() | {"vocabulary": vocabulary}

    @classmethod
    def from_config(cls, config):
        import aigc_keras.vocabulary  # noqa: F401 (so that Keras knows them)

        vocabulary = config["vocabulary"]
        if not isinstance(vocabulary, int):
            vocabulary = keras.saving.deserialize_keras_object(vocabulary)
        return cls(**config | {"vocabulary": vocabulary})


def check_vocabulary(vocabulary, other):
    """Raise a ValueError unless this is a vocabulary; `other` says what else may stand there."""
    if not hasattr(vocabulary, "encode") or not hasattr(vocabulary, "size"):
        raise ValueError(
            "vocabulary must be one, such as CharacterVocabulary.of(text), or the "
            f"{other}; got {vocabulary!r:.40}."
        )


def check_targets(x, y, vocabulary_size):
    """Raise a ValueError unless y, where there is one, is a token id for each of x."""
    if y is not None:
        check_tokens(y, vocabulary_size, "y")
        shapes = tuple(x.shape), tuple(y.shape)
        if shapes[0] != shapes[1]:
            raise ValueError(f"y must have the shape of x, {shapes[0]}; got {shapes[1]}. {TARGETS}")


class Pieces:
    """Text out of tokens that come bit by bit, some of which are parts of a character only.

    Args:
        vocabulary: As for `LanguageModel`.
        num_texts: Int, n.
    """

    def __init__(self, vocabulary, num_texts):
        self.vocabulary = vocabulary
        self.ids = [np.zeros(0, "int32") for _ in range(num_texts)]
        self.texts = [""] * num_texts
        self.shown = [0] * num_texts

    def add(self, new_ids):
        """The new whole characters after further tokens, int (n, k): a list of n str."""
        self.ids = [np.append(ids, new) for ids, new in zip(self.ids, new_ids, strict=True)]
        self.texts = [self.vocabulary.decode(ids) for ids in self.ids]
        # What the bytes at the end mean, only the next token tells.
        return self._show([len(text.rstrip("\ufffd")) for text in self.texts])

    def rest(self):
        """What was held back, now that nothing more comes: a list of n str."""
        return self._show([len(text) for text in self.texts])

    def _show(self, ends):
        new = [
            text[start:end] for text, start, end in zip(self.texts, self.shown, ends, strict=True)
        ]
        self.shown = [max(pair) for pair in zip(self.shown, ends, strict=True)]
        return new


def check_texts(texts):
    """Whether one text was given, and a list of texts, none of them empty.

    Raises:
        ValueError: no text, or an empty one.

    Example:
        >>> check_texts("one")
        (True, ['one'])
    """
    is_one = isinstance(texts, str)
    parts = list_of_texts(texts)
    if not parts or not all(parts):
        raise ValueError("Give at least one text, none of them empty.")
    return is_one, parts


def list_of_texts(texts):
    """One text or several, as a list of str.

    Raises:
        ValueError: what is no text.

    Example:
        >>> list_of_texts(["to be", None])
        Traceback (most recent call last):
        ...
        ValueError: Need a text, or a list of texts, str; got NoneType.
    """
    parts = texts if isinstance(texts, (list, tuple, np.ndarray)) else [texts]
    strange = [type(part).__name__ for part in parts if not isinstance(part, str)]
    if strange:
        raise ValueError(f"Need a text, or a list of texts, str; got {strange[0]}.")
    return [str(part) for part in parts]


def check_prompts(prompt, unknown):
    """As `check_texts`, for what is to be continued.

    Args:
        prompt: Str, or a list of str.
        unknown: The vocabulary's method.

    Raises:
        ValueError: no prompt, an empty one, or a character that the vocabulary does not know.
    """
    is_one = isinstance(prompt, str)
    prompts = list_of_texts(prompt)
    if not prompts or not all(prompts):
        raise ValueError("The prompt is empty: give at least one character.")
    if strange := unknown("".join(prompts)):
        raise ValueError(f"The vocabulary does not know {strange!r}: leave it out.")
    return is_one, prompts
