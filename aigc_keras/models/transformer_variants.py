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
    Arguments: as for `Transformer`; the encoder and the looks at its result know no
    `context_length`.

    Raises:
        ValueError: a vocabulary without the line break.
    """

    cross = True

    def __init__(self, vocabulary, **options):
        if START not in vocabulary:
            raise ValueError("The vocabulary needs the line break, which ends an answer.")
        super().__init__(vocabulary, **options)
        self.encoder_blocks, self.encoder_norm = self._stack(False, 1 + self.num_layers)

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
        if isinstance(sources, str) or not 0 < len(sources) == len(answers):
            raise ValueError("Need two lists of texts, as many sources as answers, at least one.")
        source, source_mask = self._padded([self._lines(text) for text in sources])
        answer, answer_mask = self._padded([self._lines(text) for text in answers])
        x = {"source": source, "source_mask": source_mask, "answer": answer[:, :-1]}
        return x, answer[:, 1:], answer_mask[:, 1:].astype("float32")

    def call(self, x, training=False):
        """Logits of the next token at every position of the answers.

        Args:
            x: Dict as from `pairs`.

        Returns:
            Float32 tensor (n, answer length, vocabulary.size).
        """
        source = self._encoded(x["source"], x["source_mask"], training)
        return self._decoded(x["answer"], training, source)

    def generate(self, prompt, max_new_tokens, **settings):
        """Answer one text or several, as `GPT.generate` continues them.

        Returns:
            Str (or a list of str): the answer alone, up to its line break.

        Raises:
            ValueError: `on_text`, since answers end at different times, or as for `GPT.generate`.
        """
        if settings.get("on_text"):
            raise ValueError("Answers are handed out complete: leave out on_text.")
        prompts = [prompt] if isinstance(prompt, str) else list(prompt)
        self._check_length(1 + max_new_tokens)
        texts = super().generate(prompts, max_new_tokens, **settings)
        pairs = zip(prompts, texts, strict=True)
        answers = [text[len(given) :].partition(START)[0] for given, text in pairs]
        return answers[0] if isinstance(prompt, str) else answers

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
        """What the encoder makes of the source, and where the decoder may look in it."""
        mask, dtype = ops.cast(source_mask, "bool")[:, None], self._dtype_of_products(training)
        x = self._embedded(source, training=training)
        for block in self.encoder_blocks:
            x, _, _ = block(x, mask, dtype=dtype, training=training)
        return x if self.encoder_norm is None else self.encoder_norm(x), mask

    def _lines(self, text):
        if START in text:
            raise ValueError(f"A line break ends a text, so it cannot stand in {text!r}.")
        return self.vocabulary.encode(START + text + START)

    def _padded(self, ids, multiple=1):
        """Token ids side by side, and a mask: in few different lengths, since each is compiled."""
        longest = max(map(len, ids))
        length = max(longest, min(-(-longest // multiple) * multiple, self.context_length))
        mask = np.arange(length) < np.array([[len(x)] for x in ids])
        padded = np.zeros(mask.shape, "int32")
        padded[mask] = np.concatenate(ids)
        return padded, mask

    def _read(self, ids):
        end = self.vocabulary.encode(START)
        source, mask = self._padded([np.concatenate([x, end]) for x in ids], multiple=32)
        source = self._encoded(*map(ops.convert_to_tensor, (source, mask)))
        start = np.tile(end, (len(ids), 1))
        state = [*self.initial_state(len(ids)), source]
        logits, state = self.advance(ops.convert_to_tensor(start), state)
        return logits[:, -1], ops.zeros((len(ids), self.vocabulary.size)), state


@keras.saving.register_keras_serializable("aigc_keras")
class MaskedLM(Transformer):
    """An encoder that fills blanks: p(hidden token | all others), both sides of it.

    The objective of BERT (Devlin et al. 2019, arXiv:1810.04805), without its second one.
    `fit(MaskedWindows(...), shuffle=False)`. The vocabulary's escape code stands for a blank.
    Arguments: as for `Transformer`; context_length counts for learned positions only, as every
    position looks everywhere.

    Raises:
        ValueError: a vocabulary without escape code.
    """

    def __init__(self, vocabulary, **options):
        if not isinstance(vocabulary, CharacterVocabulary) or ESCAPE in vocabulary:
            raise ValueError(
                "MaskedLM needs a CharacterVocabulary whose escape code is free to be the blank."
            )
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
            ValueError: a text without a blank, or with a character that the vocabulary lacks.
        """
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
