"""What all language models of the course share: the score of a text, and writing one."""

import keras
import numpy as np
from keras import ops

from aigc_keras import sampling, vocabulary  # noqa: F401 (the second for files of models)
from aigc_keras.backend import compile_function

START = "\n"  # stands before every text, so that its first token has a probability too
WRITTEN = 1000  # tokens that one compiled call of `generate` writes at most
SHOWN = 50  # tokens after which `generate` hands on what it wrote, where that is wanted


def check_prompts(prompt, max_new_tokens, unknown):
    """The arguments of `generate`: the prompts as a list; `unknown` is the vocabulary's method."""
    prompts = [prompt] if isinstance(prompt, str) else list(prompt)
    if not prompts or not all(prompts):
        raise ValueError("The prompt is empty: give at least one character.")
    if strange := unknown("".join(prompts)):
        raise ValueError(f"The vocabulary does not know {strange!r}: leave it out.")
    if max_new_tokens < 1:
        raise ValueError(f"max_new_tokens must be at least 1; got {max_new_tokens}.")
    return prompts


class TextModel:
    """`log_prob` and `generate` for a model that reads tokens one after the other.

    The model has a `vocabulary`, `initial_state(num_texts)`, `advance(token_ids, state)` and
    `step(token_ids, state)`, as `RecurrentLM` has.
    """

    scored = 1000  # tokens of each text that one compiled call of `log_prob` reads

    def log_prob(self, texts):
        """Log-probability of every token of a text, given all tokens before it.

        The state is carried through the whole text, however long. A line break stands before each
        text and is not counted.

        Args:
            texts: Str, or a list of str; each is read from an empty state.

        Returns:
            Float32 NumPy array (number of tokens,), in nats; for a list, a list of arrays.

        Raises:
            ValueError: an empty text.
        """
        parts = [texts] if isinstance(texts, str) else list(texts)
        if not parts or not all(parts):
            raise ValueError("Give at least one text, none of them empty.")
        ids = [self._with_start(text) for text in parts]
        lengths = [len(x) - 1 for x in ids]
        chunk = min(self.scored, max(lengths))
        padded = np.zeros((len(ids), -(-max(lengths) // chunk) * chunk + 1), "int32")
        for row, x in zip(padded, ids, strict=True):
            row[: len(x)] = x
        score, state, found = self._compiled(self._score), self.initial_state(len(ids)), []
        for i in range(0, padded.shape[1] - 1, chunk):
            window = ops.convert_to_tensor(padded[:, i : i + chunk + 1])
            values, state = score(window, state)
            found.append(ops.convert_to_numpy(values))
        found = np.concatenate(found, axis=1)
        found = [row[:length] for row, length in zip(found, lengths, strict=True)]
        return found[0] if isinstance(texts, str) else found

    def generate(
        self,
        prompt,
        max_new_tokens,
        *,
        temperature=1.0,
        top_k=None,
        top_p=None,
        repetition_penalty=0.0,
        seed=None,
        on_text=None,
    ):
        """Continue one text or several, token by token, in a compiled loop.

        Args:
            prompt: Str, or a list of str. As in training, a line break stands before it.
            max_new_tokens: Int.
            temperature, top_k, top_p: As in `sampling.sample`.
            repetition_penalty: Float, as in `sampling.repetition`, for all tokens so far.
            seed: Int or None. The same seed gives the same text.
            on_text: None, or a function that is called every 50 tokens with the new text (or
                the list of new texts), so that it can be shown while it is written.

        Returns:
            Str (or a list of str): the prompt and its continuation.

        Raises:
            ValueError: an empty prompt, a character that the vocabulary does not know, or a
                setting that `sampling.check` refuses.
        """
        sampling.check(temperature, top_k, top_p)
        prompts = check_prompts(prompt, max_new_tokens, self.vocabulary.unknown)
        ids = [self._with_start(text) for text in prompts]
        uniforms = np.random.default_rng(seed).random((max_new_tokens, len(ids)), "float32")
        settings = {"penalty": repetition_penalty, "temperature": temperature}
        write = self._compiled(self._write, **settings, top_k=top_k, top_p=top_p)
        carry, written, chunk = self._read(ids), [], SHOWN if on_text else WRITTEN
        for i in range(0, max_new_tokens, chunk):
            drawn = uniforms[i : i + chunk]
            padded = np.pad(drawn, ((0, WRITTEN - len(drawn)), (0, 0)))  # always of one shape
            tokens, carry = write(*map(ops.convert_to_tensor, (len(drawn), padded)), carry)
            tokens = ops.convert_to_numpy(tokens)[: len(drawn)]
            written.append(tokens)
            if on_text:
                pieces = [self.vocabulary.decode(column) for column in tokens.T]
                on_text(pieces[0] if isinstance(prompt, str) else pieces)
        texts = [
            text + self.vocabulary.decode(column)
            for text, column in zip(prompts, np.concatenate(written).T, strict=True)
        ]
        return texts[0] if isinstance(prompt, str) else texts

    def _with_start(self, text):
        return np.concatenate([self.vocabulary.encode(START), self.vocabulary.encode(text)])

    def _read(self, ids):
        """What the loop carries after the prompts: logits, counts of tokens, and the state."""
        parts, order = [], []
        for length in sorted({len(x) for x in ids}):  # prompts of one length at a time
            rows = [i for i, x in enumerate(ids) if len(x) == length]
            tokens = ops.convert_to_tensor(np.stack([ids[i] for i in rows]))
            logits, state = self.advance(tokens, self.initial_state(len(rows)))
            parts.append((logits[:, -1], state))
            order += rows
        back = ops.convert_to_tensor(np.argsort(order))
        logits, state = keras.tree.map_structure(
            lambda *tensors: ops.take(ops.concatenate(tensors), back, axis=0), *parts
        )
        counts = np.stack([np.bincount(x, minlength=self.vocabulary.size) for x in ids])
        return logits, ops.convert_to_tensor(counts.astype("float32")), state

    def _score(self, window, state):
        logits, state = self.advance(window[:, :-1], state)
        log_probs = ops.log_softmax(logits, axis=-1)
        return ops.take_along_axis(log_probs, window[:, 1:, None], axis=-1)[..., 0], state

    def _write(self, length, uniforms, carry, *, penalty, temperature, top_k, top_p):
        """Draw `length` tokens for each text, the first rows of the result, and what follows."""

        def body(i, values):
            tokens, (logits, counts, state) = values
            logits = sampling.repetition(logits, counts, penalty) if penalty else logits
            if temperature:
                drawn = sampling.draw(
                    sampling.filtered(logits, temperature, top_k, top_p), uniforms[i]
                )
            else:
                drawn = ops.cast(ops.argmax(logits, axis=-1), "int32")
            tokens = ops.slice_update(tokens, (i, 0), drawn[None])
            counts = counts + ops.one_hot(drawn, self.vocabulary.size)
            logits, state = self.step(drawn, state)
            return tokens, (logits, counts, state)

        tokens = ops.zeros(ops.shape(uniforms), "int32")
        return ops.fori_loop(0, length, body, (tokens, carry))

    def _compiled(self, method, **settings):
        """The method compiled with these settings, kept for later calls."""
        key = (method.__name__, *settings.values())
        cache = self.__dict__.setdefault("_compiled_functions", {})
        if key not in cache:
            function = lambda *arguments: method(*arguments, **settings)  # noqa: E731
            cache[key] = compile_function(function, self.variables)
        return cache[key]
