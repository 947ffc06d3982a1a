"""Transformers with an encoder: one answers a text with another, one fills blanks."""

import keras
import numpy as np
from keras import ops

from aigc_keras.models.text import START
from aigc_keras.models.transformer import Decoder, Transformer
from aigc_keras.vocabulary import ESCAPE, CharacterVocabulary


@keras.saving.register_keras_serializable("aigc_keras")
class EncoderDecoder(Decoder):
    """The original architecture (Vaswani et al. 2017, arXiv:1706.03762): p(answer | source).

    The encoder reads the whole source, in both directions; each block of the decoder looks at its
    result. `num_layers` blocks each. `x, y, weights = model.pairs(sources, answers)` and then
    `fit(x, y, sample_weight=weights)` minimise the mean cross-entropy of the answers' tokens.
    Arguments: as for `Transformer`.
    """

    cross = True

    def __init__(self, vocabulary, **options):
        super().__init__(vocabulary, **options)
        self.encoder_blocks, self.encoder_norm = self._stack(cross=False)

    def pairs(self, sources, answers):
        """What `fit` needs: `(x, y, sample_weight)` for texts and their answers.

        A line break stands before each text, and ends each answer. Shorter texts are padded; the
        masks say where.

        Args:
            sources, answers: Lists of n str without line breaks.

        Returns:
            `x`, a dict with int32 "source" (n, length), bool "source_mask" of the same shape and
            int32 "answer" (n, answer length); `y` int32 like "answer", its next tokens;
            `sample_weight` float32 like `y`, 0 on padding.

        Raises:
            ValueError: lists of different lengths, or empty ones.
        """
        if not 0 < len(sources) == len(answers):
            raise ValueError(f"There are {len(sources)} sources but {len(answers)} answers.")
        source, source_mask = self._padded([START + text for text in sources])
        answer, answer_mask = self._padded([START + text + START for text in answers])
        x = {"source": source, "source_mask": source_mask, "answer": answer[:, :-1]}
        return x, answer[:, 1:], answer_mask[:, 1:].astype("float32")

    def call(self, x, training=False):
        """Logits of the next token at every position of the answers.

        Args:
            x: Dict as from `pairs`.

        Returns:
            Float32 tensor (n, answer length, vocabulary.size).
        """
        sources = self._encoded(x["source"], x["source_mask"], training)
        return self._decoded(x["answer"], training, sources)

    def generate(self, prompt, max_new_tokens, **settings):
        """Answer one text or several, as `GPT.generate` continues them.

        Returns:
            Str (or a list of str): the answer alone, up to its line break.
        """
        texts = super().generate(prompt, max_new_tokens, **settings)
        if isinstance(prompt, str):
            return texts[len(prompt) :].partition(START)[0]
        pairs = zip(prompt, texts, strict=True)
        return [text[len(given) :].partition(START)[0] for given, text in pairs]

    def log_prob(self, sources, answers):
        """Log-probability of every token of the answers, the line break at the end included.

        Args:
            sources, answers: Lists of n str, as for `pairs`.

        Returns:
            List of n float32 NumPy arrays, in nats.
        """
        x, y, weights = self.pairs(sources, answers)
        log_probs = ops.log_softmax(self.predict(x, batch_size=256, verbose=0), axis=-1)
        found = ops.convert_to_numpy(ops.take_along_axis(log_probs, y[..., None], axis=-1))
        return [row[mask > 0, 0] for row, mask in zip(found, weights, strict=True)]

    def _encoded(self, source, source_mask, training=False):
        """For each block of the decoder: keys, values and mask of the source."""
        mask, dtype = ops.cast(source_mask, "bool")[:, None], self._dtype_of_products(training)
        x = self._embedded(source, training=training)
        for block in self.encoder_blocks:
            x, _, _ = block(x, mask, dtype=dtype, training=training)
        x = x if self.encoder_norm is None else self.encoder_norm(x)
        return [block.source(x, mask, dtype) for block in self.blocks]

    def _padded(self, texts):
        ids = [self.vocabulary.encode(text) for text in texts]
        mask = np.arange(max(map(len, ids))) < np.array([[len(x)] for x in ids])
        padded = np.zeros(mask.shape, "int32")
        padded[mask] = np.concatenate(ids)
        return padded, mask

    def _read(self, ids):
        source, mask = self._padded([self.vocabulary.decode(x) for x in ids])
        sources = self._encoded(*map(ops.convert_to_tensor, (source, mask)))
        start = np.tile(self.vocabulary.encode(START), (len(ids), 1))
        state = [*self.initial_state(len(ids)), sources]
        logits, state = self.advance(ops.convert_to_tensor(start), state)
        return logits[:, -1], ops.zeros((len(ids), self.vocabulary.size)), state


@keras.saving.register_keras_serializable("aigc_keras")
class MaskedLM(Transformer):
    """An encoder that fills blanks: p(hidden token | all others), both sides of it.

    The objective of BERT (Devlin et al. 2019, arXiv:1810.04805), without its second one.
    `fit(MaskedWindows(...), shuffle=False)`. The vocabulary's escape code stands for a blank.
    Arguments: as for `Transformer`.

    Raises:
        ValueError: a vocabulary without escape code.
    """

    def __init__(self, vocabulary, **options):
        if not isinstance(vocabulary, CharacterVocabulary):
            raise ValueError("MaskedLM needs a CharacterVocabulary: its escape code is the blank.")
        super().__init__(vocabulary, **options)

    def call(self, token_ids, training=False):
        """Logits of the token at every position, whether it is hidden or not.

        Args:
            token_ids: Ints (n, length).

        Returns:
            Float32 tensor (n, length, vocabulary.size).
        """
        length, dtype = ops.shape(token_ids)[1], self._dtype_of_products(training)
        everywhere = ops.ones((1, length, length), "bool")
        x = self._embedded(token_ids, training=training)
        for block in self.blocks:
            x, _, _ = block(x, everywhere, dtype=dtype, training=training)
        return self._logits(x, training)

    def blanks(self, text):
        """What could stand in each blank of a text.

        Args:
            text: Str with at least one "\ufffd" (U+FFFD, `vocabulary.ESCAPE`).

        Returns:
            Float32 NumPy array (number of blanks, vocabulary.size), rows sum to 1.

        Raises:
            ValueError: a text without a blank.
        """
        if ESCAPE not in text:
            raise ValueError(f"There is no blank in the text: write {ESCAPE!r} where one is.")
        ids = self.vocabulary.encode(text)
        where = np.array([character == ESCAPE for character in text])
        return ops.convert_to_numpy(ops.softmax(self(ids[None]), axis=-1))[0][where]

    def fill(self, text):
        """The text with the most likely character in each blank, each chosen by itself."""
        best = self.blanks(text)[:, 1:].argmax(axis=-1) + 1  # never the escape code
        characters = iter(self.vocabulary.decode(best))
        return "".join(next(characters) if c == ESCAPE else c for c in text)
