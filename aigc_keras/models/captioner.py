"""From a picture to a sentence: a Transformer whose decoder looks at the patches of an image."""

import keras
import numpy as np
from keras import ops

from aigc_keras.models.base import check_tokens
from aigc_keras.models.images import check_images, check_shape, plus_minus_one
from aigc_keras.models.language import START, LanguageModel, check_targets

SCORED = 256  # sentences that one compiled call of `log_prob` reads
FED = (
    "Feed what pairs makes of pictures and captions: x, y, weights = model.pairs(images, "
    "captions), then fit(x, y, sample_weight=weights)."
)


@keras.saving.register_keras_serializable("aigc_keras")
class Captioner(LanguageModel):
    """p(sentence | picture), token by token (Vinyals et al. 2014, arXiv:1411.4555).

    The network looks at the picture once, and for each token at what it has made of it.
    `x, y, weights = model.pairs(images, captions)` and then `fit(x, y, sample_weight=weights)`
    minimise the mean cross-entropy of the captions' tokens.

    Args:
        vocabulary: `CharacterVocabulary` or `BytePairVocabulary`, with the line break.
        network: `networks.image_to_text.ImageToText`, of the vocabulary's size.

    Raises:
        ValueError: a vocabulary without the line break, or one of another size than the network's.

    Example:
        >>> from aigc_keras.networks.image_to_text import ImageToText
        >>> from aigc_keras.vocabulary import CharacterVocabulary
        >>> letters = CharacterVocabulary.of("a red hat" + chr(10))
        >>> sizes = {"hidden_dim": 8, "num_layers": 1, "num_heads": 2}
        >>> model = Captioner(letters, ImageToText(letters.size, (8, 8, 3), **sizes))
        >>> images = np.zeros((2, 8, 8, 3), "uint8")
        >>> x, y, weights = model.pairs(images, ["a red hat", "a hat"])
        >>> tuple(model(x).shape), len(model.generate(images, 5, seed=0))
        ((2, 10, 9), 2)
    """

    def __init__(self, vocabulary, network, **kwargs):
        if isinstance(vocabulary, int) or START not in vocabulary:
            raise ValueError("The vocabulary needs the line break, which ends a sentence.")
        if network.vocabulary_size != vocabulary.size:
            raise ValueError(
                f"The network writes {network.vocabulary_size} different tokens, and the "
                f"vocabulary has {vocabulary.size}: give both the same size."
            )
        super().__init__(vocabulary, autocast=False, **kwargs)
        self.network = network
        self.built = True

    @property
    def image_shape(self):
        """(height, width, channels) of the pictures."""
        return self.network.image_shape

    def pairs(self, images, captions):
        """What `fit` needs: `(x, y, sample_weight)` for pictures and their captions.

        A line break stands before and after each caption. Shorter ones are padded.

        Args:
            images: (n, *image_shape), uint8 or float in [0, 1].
            captions: List of n str without line breaks.

        Returns:
            `x`, a dict of "images" and int32 "answer" (n, length); `y` int32 like "answer", its
            next tokens; `sample_weight` float32 like `y`, 0 on padding.

        Raises:
            ValueError: as many captions as not pictures, or a caption with a line break.
        """
        images = self._pictures(images)
        if isinstance(captions, str) or len(captions) != len(images):
            raise ValueError(f"Give a list of captions, one for each of {len(images)} pictures.")
        if broken := [text for text in captions if START in text]:
            raise ValueError(f"A line break ends a caption, so it cannot stand in {broken[0]!r}.")
        return self._batch(
            images, [self.vocabulary.encode(START + text + START) for text in captions]
        )

    def _batch(self, images, ids):
        """As `pairs`, for token ids with the line breaks around them."""
        length = max(map(len, ids))
        tokens = np.stack([np.pad(row, (0, length - len(row))) for row in ids]).astype("int32")
        mask = np.arange(1, length) < np.array([[len(row)] for row in ids])
        x = {"images": images, "answer": tokens[:, :-1]}
        return x, tokens[:, 1:], mask.astype("float32")

    def call(self, x, training=False):
        """Logits of the next token at every position of the captions.

        Args:
            x: Dict as from `pairs`.

        Returns:
            Float32 tensor (n, length, vocabulary_size).
        """
        source = self.network.look(plus_minus_one(x["images"]), training)
        return self.network(x["answer"], source=source, training=training)[0]

    def initial_state(self, num_texts):
        """The empty state of the decoder, before it has seen a picture: each layer's KV cache."""
        return {"caches": self.network.empty_caches(num_texts), "source": None}

    def advance(self, token_ids, state):
        """Read tokens after those of a state; see `EncoderDecoder.advance`."""
        source = state["source"]
        logits, caches, _ = self.network(token_ids, caches=state["caches"], source=source)
        return logits, {"caches": caches, "source": source}

    def step(self, token_ids, state):
        """`advance` by one token (n,): logits (n, vocabulary_size) and state."""
        logits, state = self.advance(token_ids[:, None], state)
        return logits[:, 0], state

    def generate(self, images, max_new_tokens, **settings):
        """Say what pictures show.

        Args:
            images: (n, *image_shape), uint8 or float in [0, 1].
            max_new_tokens: Int, tokens of a sentence at most.
            **settings: As for `LanguageModel.generate_ids`.

        Returns:
            List of n str, each up to its line break.
        """
        new = self.generate_ids(images, max_new_tokens, **settings)
        return [self.vocabulary.decode(row).partition(START)[0] for row in new]

    def log_prob(self, images, captions):
        """Log-probability of every token of the captions, the line break at the end included.

        Args:
            images, captions: As for `pairs`.

        Returns:
            List of n float32 NumPy arrays, in nats.
        """
        return self._log_prob(*self.pairs(images, captions))

    def log_prob_ids(self, images, captions):
        """As `log_prob`, for token ids.

        Args:
            images: As for `pairs`.
            captions: List of n int arrays (length,), with the line breaks around them.

        Returns:
            List of n float32 NumPy arrays (length - 1,), in nats.

        Raises:
            ValueError: as many captions as not pictures, or an id that is no token.
        """
        images = self._pictures(images)
        _, ids = super()._sequences(captions, at_least=2)
        if len(ids) != len(images):
            raise ValueError(f"Give a list of captions, one for each of {len(images)} pictures.")
        return self._log_prob(*self._batch(images, ids))

    def _log_prob(self, x, y, weights):
        score = self.compiled_function(self._score)
        found = []
        for i in range(0, len(y), SCORED):
            arrays = (x["images"], x["answer"], y)
            rows = [ops.convert_to_tensor(array[i : i + SCORED]) for array in arrays]
            found.append(ops.convert_to_numpy(score(*rows)))
        found = np.concatenate(found)
        return [row[mask > 0] for row, mask in zip(found, weights, strict=True)]

    def _score(self, images, answer, y):
        log_probs = ops.log_softmax(self({"images": images, "answer": answer}), axis=-1)
        return ops.take_along_axis(log_probs, y[..., None], axis=-1)[..., 0]

    def _pictures(self, images):
        images = np.asarray(images)
        check_shape(images, self.image_shape)
        check_images(images)
        return images

    def _sequences(self, prompts, at_least=1):
        """Pictures are what is continued, in the place of token ids."""
        return False, list(self._pictures(prompts))

    def _check_length(self, length):
        """The decoder looks at all patches, whatever its context."""

    def _read(self, ids):
        source = self.network.look(plus_minus_one(np.stack(ids)))
        start = np.tile(self.vocabulary.encode(START), (len(ids), 1))
        state = {"caches": self.network.empty_caches(len(ids)), "source": source}
        logits, state = self.advance(ops.convert_to_tensor(start), state)
        return logits[:, -1], ops.zeros((len(ids), self.vocabulary_size)), state

    def _check_batch(self, x, y=None, sample_weight=None):
        if not isinstance(x, dict) or x.keys() != {"images", "answer"}:
            raise ValueError(FED)
        check_shape(x["images"], self.image_shape)
        check_tokens(x["answer"], self.vocabulary_size, "answer")
        check_targets(x["answer"], y, self.vocabulary_size)

    def fit(self, x=None, y=None, *arguments, **options):
        """As in Keras; targets are needed."""
        if y is None:
            raise ValueError(FED)
        return super().fit(x, y, *arguments, **options)

    def get_config(self):
        return super().get_config() | {"network": keras.saving.serialize_keras_object(self.network)}

    @classmethod
    def from_config(cls, config):
        import aigc_keras.networks.image_to_text  # noqa: F401 (so that Keras knows it)

        network = keras.saving.deserialize_keras_object(config["network"])
        return super().from_config(config | {"network": network})
