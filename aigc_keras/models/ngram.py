"""Text before neural networks: templates that are filled in, and counts of what follows what."""

import re
from typing import NamedTuple

import numpy as np
from keras import ops

from aigc_keras import sampling
from aigc_keras.models.base import random_stream, whole_number
from aigc_keras.models.language import START, check_prompts, check_texts, check_vocabulary


class Template:
    """Sentences with slots, filled at random from lists of words: rules alone, nothing learned.

    Args:
        patterns: Strings with slots in braces, such as "The {animal} sleeps."
        words: dict of a slot's name to the list of words that may fill it.

    Raises:
        ValueError: no pattern, or a slot without words.
    """

    SLOT = re.compile(r"\{(.*?)\}")

    def __init__(self, patterns, words):
        if isinstance(patterns, str) or not patterns:
            raise ValueError("patterns must be a list of at least one string.")
        for pattern in patterns:
            for slot in self.SLOT.findall(pattern):
                if isinstance(words.get(slot), str) or not words.get(slot):
                    raise ValueError(f"The slot {{{slot}}} of {pattern!r} has no list of words.")
        self.patterns, self.words = list(patterns), dict(words)

    def generate(self, seed=None):
        """One filled pattern, each slot drawn by itself; the seed is an int or None."""
        rng = random_stream(seed)
        pattern = self.patterns[rng.integers(len(self.patterns))]
        return self.SLOT.sub(
            lambda slot: self.words[slot[1]][rng.integers(len(self.words[slot[1]]))], pattern
        )


class NGram:
    """Predicts a token from the order - 1 tokens before it, by counts with Kneser-Ney smoothing.

    The interpolated form (Kneser & Ney 1995, "Improved backing-off for m-gram language
    modeling"; Chen & Goodman 1998, "An empirical study of smoothing techniques for language
    modeling", Harvard TR-10-98). With h the n - 1 tokens before w, and h' the last n - 2 of them,

        p_n(w|h) = max(c(hw) - D_n, 0) / c(h) + D_n types(h) / c(h) * p_{n-1}(w|h'),

    where c(h) is the sum of c(hw) over w, types(h) the number of w with c(hw) > 0, p_n = p_{n-1}
    where c(h) = 0, and p_0 is uniform over the vocabulary, so no probability is zero. For
    n = order, c(hw) counts how often hw occurs; below, the different tokens before hw.

    A line break stands before every text and is never scored. A token nearer to the beginning
    than order - 1 is predicted by p_n of all tokens before it, the line break included.

    Args:
        vocabulary: `CharacterVocabulary` or `BytePairVocabulary`.
        order: Int >= 1: the length of the longest n-grams, the predicted token included.
        discount: None, or D_n of all orders, in (0, 1]. None: n1 / (n1 + 2 n2) for each order,
            n1 and n2 being how many n-grams have a count of 1 and of 2; 0.5 where none has 1.

    Raises:
        ValueError: an order or a discount outside its range.
    """

    def __init__(self, vocabulary, order, discount=None):
        check_vocabulary(vocabulary, "text's own: NGram(vocabulary, order)")
        order = whole_number(order, "order")
        if discount is not None and not 0 < discount <= 1:
            raise ValueError(f"discount must be None or above 0 and at most 1, not {discount}.")
        self.vocabulary = vocabulary
        self.order = order
        self.discount = discount
        self._start = np.asarray(vocabulary.encode(START), "int64")
        self._levels = None

    def fit(self, text):
        """Count a text's n-grams of all lengths up to `order`; replaces earlier counts.

        Args:
            text: String.

        Returns:
            The model itself.

        Raises:
            ValueError: a text of fewer than `order` tokens.
        """
        token_ids = self._encode(text)
        if len(token_ids) - len(self._start) < self.order:
            raise ValueError(f"Need a text of at least {self.order} tokens to count n-grams.")
        # An n-gram is known by its place among all different ones, sorted by (place of its first
        # n - 1 tokens among the (n-1)-grams, last token): one integer, however long it is.
        places = np.zeros(len(token_ids) + 1, "int64")  # the empty 0-gram before each token
        size = self.vocabulary.size
        num_contexts = 1
        found = []
        for n in range(1, self.order + 1):
            suffixes = places[1:]
            keys = places[:-1] * size + token_ids[n - 1 :]
            keys, places, counts = _different(keys, num_contexts * size)
            if found:
                suffix = np.empty_like(keys)  # of each different n-gram; it has one more before it
                suffix[places] = suffixes
                found[-1][1] = np.bincount(suffix, minlength=num_contexts)
            found.append([keys, counts, num_contexts])
            num_contexts = len(keys)
        self._levels = [self._level(*row) for row in found]
        return self

    def log_prob(self, texts):
        """log p of each token given those before it.

        Args:
            texts: String, or a list of strings, each read by itself.

        Returns:
            float64 (number of tokens,), in nats; for a list, a list of arrays.

        Raises:
            ValueError: an empty text, or a model that has not been fitted.
        """
        is_one, parts = check_texts(texts)
        found = [self._log_prob(self._encode(text)) for text in parts]
        return found[0] if is_one else found

    def _log_prob(self, token_ids):
        p = np.full(len(token_ids), 1 / self.vocabulary.size)
        for level, contexts, places in self._walk(token_ids):
            counts = np.where(places < 0, 0, level.counts[places])
            p = level.interpolate(counts, contexts[:-1], p)
        return np.log(p[len(self._start) :])

    def distribution(self, context):
        """The probability of each token after the beginning of a text.

        Args:
            context: String, all of the text so far, possibly empty.

        Returns:
            float64 (vocabulary size,), sums to 1.

        Raises:
            ValueError: a model that has not been fitted.
        """
        return self._distribution(self._encode(context))

    def generate(
        self, prompt, max_new_tokens, *, temperature=1.0, top_k=None, top_p=None, seed=None
    ):
        """Continue one text or several, token by token.

        Args:
            prompt: String of at least one character, all known to the vocabulary; or a list.
            max_new_tokens: Int >= 1.
            temperature, top_k, top_p: As in `sampling.sample`.
            seed: Int or None. The same seed gives the same text.

        Returns:
            String (or a list): the prompt and its continuation, without characters that the
            vocabulary does not know.

        Raises:
            ValueError: an empty prompt, a character that the vocabulary does not know, an
                argument outside its range, or a model that has not been fitted.
        """
        sampling.check(temperature, top_k, top_p)
        max_new_tokens = whole_number(max_new_tokens, "max_new_tokens")
        is_one, prompts = check_prompts(prompt, self.vocabulary.unknown)
        rng = random_stream(seed)
        rows = [self._encode(text) for text in prompts]
        for _ in range(max_new_tokens):
            logits = np.log([self._distribution(row) for row in rows])
            if self.vocabulary.unknown_id is not None:
                logits[:, self.vocabulary.unknown_id] = -np.inf
            new = logits.argmax(axis=-1)
            if temperature:
                logits = sampling.filtered(logits, temperature, top_k and int(top_k), top_p)
                uniforms = rng.random(len(rows), "float32")
                new = ops.convert_to_numpy(sampling.draw(logits, uniforms))
            rows = [np.append(row, token) for row, token in zip(rows, new, strict=True)]
        new = [self.vocabulary.decode(row[-max_new_tokens:]) for row in rows]
        texts = [first + second for first, second in zip(prompts, new, strict=True)]
        return texts[0] if is_one else texts

    def _encode(self, text):
        if not isinstance(text, str):
            raise ValueError(f"Need one text, a str; got {type(text).__name__}.")
        return np.concatenate([self._start, self.vocabulary.encode(text)])

    def _level(self, keys, counts, num_contexts):
        """What `fit` keeps of the n-grams of one length."""
        contexts = keys // self.vocabulary.size
        discount = self.discount
        if discount is None:
            n1, n2 = np.sum(counts == 1), np.sum(counts == 2)
            discount = n1 / (n1 + 2 * n2) if n1 else 0.5
        totals = np.bincount(contexts, counts, minlength=num_contexts)
        types = np.bincount(contexts[counts > 0], minlength=num_contexts)
        return _Level(keys, counts, totals, types, discount)

    def _walk(self, token_ids):
        """Look up a text's n-grams, for n = 1, 2, ...

        Yields:
            level; int64 (n + 1,), the place of the context before each token and after the last;
            int64 (n,), the place of the n-gram that each token ends. -1 where there is none.
        """
        if self._levels is None:
            raise ValueError("This model has counted nothing yet: call fit first.")
        contexts = np.zeros(len(token_ids) + 1, "int64")
        for level in self._levels:
            keys = contexts[:-1] * self.vocabulary.size + token_ids
            places = np.minimum(np.searchsorted(level.keys, keys), len(level.keys) - 1)
            known = (contexts[:-1] >= 0) & (level.keys[places] == keys)
            places = np.where(known, places, -1)
            yield level, contexts, places
            contexts = np.append(-1, places)

    def _distribution(self, token_ids):
        size = self.vocabulary.size
        p = np.full(size, 1 / size)
        for level, contexts, _ in self._walk(token_ids[max(0, len(token_ids) - self.order + 1) :]):
            context = contexts[-1]
            first, end = np.searchsorted(level.keys, [context * size, (context + 1) * size])
            counts = np.zeros(size)
            counts[level.keys[first:end] - context * size] = level.counts[first:end]
            p = level.interpolate(counts, context, p)
        return p


def _different(keys, limit):
    """The different keys below a limit in order, the place of each key among them, and counts."""
    if limit > 8 * len(keys):
        return np.unique(keys, return_inverse=True, return_counts=True)
    counts = np.bincount(keys, minlength=limit)  # a table of all keys is faster than sorting
    return np.flatnonzero(counts), (np.cumsum(counts > 0) - 1)[keys], counts[counts > 0]


class _Level(NamedTuple):
    """The different n-grams of one length, sorted by key, and what their contexts add up to."""

    keys: np.ndarray  # place of the context * vocabulary size + last token
    counts: np.ndarray  # c(hw), one for each key
    totals: np.ndarray  # c(h), one for each context
    types: np.ndarray  # types(h), one for each context
    discount: float

    def interpolate(self, counts, contexts, p):
        """p_n from the counts c(hw), the places of h (-1: unknown) and p = p_{n-1}(w|h')."""
        total = np.where(contexts < 0, 0, self.totals[contexts])
        left_over = self.discount * self.types[contexts]
        higher = (np.maximum(counts - self.discount, 0) + left_over * p) / np.maximum(total, 1)
        return np.where(total > 0, higher, p)
