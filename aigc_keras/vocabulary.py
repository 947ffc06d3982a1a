"""Vocabularies: from text to token ids and back, by characters or by pairs of bytes."""

import keras
import numpy as np

ESCAPE = "\ufffd"  # shown in place of a character that the vocabulary does not have
INSTALL = (
    "BytePairVocabulary needs the package tokenizers, which is not installed: "
    'run `pip install "aigc-keras[text]"`.'
)


class _Vocabulary:
    """What both vocabularies share: the way into a model's config and back."""

    unknown_id = None  # the token that stands for unknown characters, where there is one

    def __contains__(self, text):
        """Whether every character of a text is known."""
        return not self.unknown(text)

    @classmethod
    def from_config(cls, config):
        """Rebuild the vocabulary from what `get_config` returned."""
        return cls(**config)


@keras.saving.register_keras_serializable("aigc_keras")
class CharacterVocabulary(_Vocabulary):
    """One token for each character, and token 0 for any other: the escape code.

    Args:
        characters: str of distinct characters; the first is token 1.

    Raises:
        ValueError: a character occurs twice, or what is no str, which every method refuses.

    Example:
        >>> vocabulary = CharacterVocabulary.of("banana")
        >>> vocabulary.decode(vocabulary.encode("nab"))
        'nab'
    """

    unknown_id = 0

    def __init__(self, characters):
        _check_text(characters)
        if len(set(characters)) < len(characters):
            raise ValueError("A character occurs twice: use CharacterVocabulary.of(text).")
        self.characters = characters
        self._codes = _code_points(ESCAPE + characters)
        self._ids = np.zeros(max(map(ord, characters), default=0) + 2, "int32")
        self._ids[self._codes[1:]] = np.arange(1, self.size)

    @classmethod
    def of(cls, text):
        """Return the vocabulary of the characters in a text, sorted by code point."""
        _check_text(text)
        return cls("".join(sorted(set(text))))

    @property
    def size(self):
        """How many tokens there are, the escape code included: int."""
        return len(self.characters) + 1

    def encode(self, text):
        """Return the token ids of a text.

        Args:
            text: str of n characters.

        Returns:
            int32 `(n,)`, in [0, size); 0 where the character is unknown.
        """
        _check_text(text)
        return self._ids[np.minimum(_code_points(text), len(self._ids) - 1)]

    def decode(self, ids):
        """Return the text of token ids, the escape code as U+FFFD.

        Args:
            ids: ints `(n,)`, in [0, size).

        Returns:
            str of n characters.

        Raises:
            ValueError: an id that is no token.
        """
        ids = _checked(ids, self.size)
        return self._codes[ids].tobytes().decode("utf-32-le", "surrogatepass")

    def unknown(self, text):
        """Return the distinct characters of a text that the vocabulary lacks, sorted: str."""
        _check_text(text)
        return "".join(sorted(set(text) - set(self.characters)))

    def get_config(self):
        """Return the constructor's arguments, plain values."""
        return {"characters": self.characters}


@keras.saving.register_keras_serializable("aigc_keras")
class BytePairVocabulary(_Vocabulary):
    """Byte-level byte-pair encoding: frequent strings are one token, and no text is unknown.

    Every byte is a token; each further token joins the two that most often stood side by side in
    the text the vocabulary was fitted to, within a word and the space before it. No token goes
    beyond the end of a line. `BytePairVocabulary.of(text)` fits one.

    Args:
        tokenizer: str, the JSON of a tokenizer of Hugging Face's `tokenizers`.

    Raises:
        ImportError: the package tokenizers is not installed.

    Source: Sennrich, Haddow and Birch, "Neural machine translation of rare words with subword
    units", arXiv:1508.07909; by bytes: Radford et al., "Language models are unsupervised multitask
    learners", 2019.

    Example:
        >>> vocabulary = BytePairVocabulary.of("banana " * 50, 270)
        >>> vocabulary.decode(vocabulary.encode("香蕉"))
        '香蕉'
    """

    def __init__(self, tokenizer):
        self.tokenizer = tokenizer
        self._tokenizer = _tokenizers().Tokenizer.from_str(tokenizer)

    @classmethod
    def of(cls, text, size=1000):
        """Fit a vocabulary to a text.

        Args:
            text: str.
            size: int, tokens, at least 256; fewer come out of a text with too few pairs.

        Returns:
            BytePairVocabulary.

        Raises:
            ValueError: size below 256.
            ImportError: the package tokenizers is not installed.
        """
        _check_text(text)
        if size < 256:
            raise ValueError(f"size={size} must be at least 256: every byte is a token.")
        tokenizers = _tokenizers()
        byte_level = tokenizers.pre_tokenizers.ByteLevel
        fitted = tokenizers.Tokenizer(tokenizers.models.BPE())
        fitted.pre_tokenizer = byte_level(add_prefix_space=False)
        fitted.decoder = tokenizers.decoders.ByteLevel()
        trainer = tokenizers.trainers.BpeTrainer(
            vocab_size=size, initial_alphabet=sorted(byte_level.alphabet()), show_progress=False
        )
        fitted.train_from_iterator(text.splitlines(keepends=True), trainer)
        return cls(fitted.to_str())

    @property
    def size(self):
        """How many tokens there are: int."""
        return self._tokenizer.get_vocab_size()

    def encode(self, text):
        """Return the token ids of a text: int32 `(n,)`, in [0, size)."""
        _check_text(text)
        lines = text.splitlines(keepends=True)  # each by itself, which takes far less memory
        return np.array([i for line in lines for i in self._tokenizer.encode(line).ids], "int32")

    def decode(self, ids):
        """Return the text of token ids, U+FFFD for bytes that are no whole character.

        Args:
            ids: ints `(n,)`, in [0, size).

        Returns:
            str.

        Raises:
            ValueError: an id that is no token.
        """
        return self._tokenizer.decode(_checked(ids, self.size).tolist())

    def unknown(self, text):
        """Return "": no character is unknown."""
        return ""

    def get_config(self):
        """Return the constructor's arguments, plain values."""
        return {"tokenizer": self.tokenizer}


def padded_ids(vocabulary, texts, length):
    """The token ids of texts as rows of one length: each id plus one, and 0 behind a text's end.

    Args:
        vocabulary: `CharacterVocabulary` or `BytePairVocabulary`.
        texts: List of n str, each of at most `length` tokens.
        length: int.

    Returns:
        int32 `(n, length)`, in [0, vocabulary.size].

    Raises:
        ValueError: one str instead of a list, or a text of more tokens.

    Example:
        >>> padded_ids(CharacterVocabulary.of("abc"), ["a", "cab"], 4).tolist()
        [[2, 0, 0, 0], [4, 2, 3, 0]]
    """
    if isinstance(texts, str):
        raise ValueError("Give a list of texts: [text] for a single one.")
    ids = np.zeros((len(texts), length), "int32")
    for row, text in zip(ids, texts, strict=True):
        found = vocabulary.encode(text)
        if len(found) > length:
            raise ValueError(
                f"{text!r:.60} has {len(found)} tokens, and at most {length} are read: say it in "
                "fewer words."
            )
        row[: len(found)] = found + 1
    return ids


def _check_text(text):
    if not isinstance(text, str):
        kind = type(text).__name__
        raise ValueError(f"Need one text, a str, not {kind}: join several with '\\n'.join(texts).")


def _code_points(text):
    """The characters of a text as uint32 (n,)."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "uint32")


def _checked(ids, size):
    """Token ids as an int array (n,), if they are."""
    ids = np.asarray(ids)
    if ids.shape == (0,):
        return ids.astype("int64")
    if ids.ndim != 1 or not np.issubdtype(ids.dtype, np.integer):
        raise ValueError(f"Need integer ids of shape (n,); got {ids.dtype} of shape {ids.shape}.")
    if not 0 <= ids.min() <= ids.max() < size:
        raise ValueError(f"Ids from {ids.min()} to {ids.max()} must be in 0..{size - 1}.")
    return ids


def _tokenizers():
    """Return the package tokenizers."""
    try:
        import tokenizers
    except ImportError as error:
        raise ImportError(INSTALL) from error
    return tokenizers
