"""CLIP in small: two networks that bring a picture and its sentence to the same place."""

import keras
import numpy as np
from keras import ops

from aigc_keras.losses import sigmoid_pair_losses, softmax_pair_losses, weighted_mean
from aigc_keras.models.base import SeededModel, check_tokens
from aigc_keras.models.images import check_batch, check_images, check_shape, plus_minus_one, split
from aigc_keras.vocabulary import padded_ids

LOSSES = {"softmax": softmax_pair_losses, "sigmoid": sigmoid_pair_losses}
# Where the logits start: their scale, and for "sigmoid" how few pairs fit, as the papers have it.
STARTS = {"softmax": (1 / 0.07, 0.0), "sigmoid": (10.0, -10.0)}
GREATEST_SCALE = 100.0
ROWS = 500  # pictures or sentences that a network is given at once


@keras.saving.register_keras_serializable("aigc_keras")
class CLIP(SeededModel):
    """Contrastive language-image pre-training (Radford et al. 2021, arXiv:2103.00020).

    `fit((images, model.tokens(captions)))` teaches the encoders that the vectors of a picture and
    of its caption point the same way, and those of others do not; a vector's length does not count.
    The cosine of two vectors, times a scale that is learnt, is a logit. Penalties on weights and
    `sample_weight` count.

    Args:
        image_encoder: Keras model of images in [-1, 1] that gives vectors (n, dim), such as
            `PictureEncoder`.
        text_encoder: Keras model of token ids (n, length), 0 for padding, that gives vectors
            (n, dim), such as `SentenceEncoder`.
        vocabulary: `CharacterVocabulary` or `BytePairVocabulary`, of one token fewer than the text
            encoder knows, which has the padding besides.
        loss: "softmax", or "sigmoid" (SigLIP; Zhai et al. 2023, arXiv:2303.15343), which asks of
            each pair by itself whether it fits and has a learnt bias, too.

    Raises:
        ValueError: an unknown loss, or encoders whose vectors differ in length.

    Example:
        >>> from aigc_keras.networks.clip import PictureEncoder, SentenceEncoder
        >>> from aigc_keras.vocabulary import CharacterVocabulary
        >>> letters = CharacterVocabulary.of("a red hat")
        >>> texts = SentenceEncoder(letters.size + 1, context_length=12, dim=16, hidden_dim=8)
        >>> model = CLIP(PictureEncoder((8, 8, 3), 16, (4, 8)), texts, letters)
        >>> model.similarity(np.zeros((3, 8, 8, 3), "uint8"), ["a hat", "a red hat"]).shape
        (3, 2)
    """

    def __init__(self, image_encoder, text_encoder, vocabulary, *, loss="softmax", **kwargs):
        if loss not in LOSSES:
            raise ValueError(f"loss must be one of {', '.join(LOSSES)}, not {loss!r}.")
        lengths = image_encoder.output_shape[-1], text_encoder.output_shape[-1]
        if lengths[0] != lengths[1]:
            raise ValueError(
                f"Both encoders must give vectors of one length; these give {lengths[0]} numbers "
                f"of a picture and {lengths[1]} of a sentence."
            )
        super().__init__(autocast=False, **kwargs)
        self.image_encoder = image_encoder
        self.text_encoder = text_encoder
        self.vocabulary = vocabulary
        self.loss_name = loss
        scale, bias = STARTS[loss]
        self.log_scale = self.add_weight((), keras.initializers.Constant(np.log(scale)))
        self.bias = self.add_weight(
            (), keras.initializers.Constant(bias), trainable=loss == "sigmoid"
        )
        self.built = True

    @property
    def image_shape(self):
        """(height, width, channels) of the pictures."""
        return tuple(self.image_encoder.inputs[0].shape[1:])

    def tokens(self, captions):
        """The token ids of sentences, as the text encoder reads them: int32 (n, length)."""
        return padded_ids(self.vocabulary, captions, self.text_encoder.inputs[0].shape[1])

    def call(self, x, training=False):
        """The vectors of pictures and of their sentences.

        Args:
            x: A pair of images (n, *image_shape), uint8 or float in [0, 1], and token ids
                (n, length).

        Returns:
            Dict of float32 tensors (n, dim) of length 1: "images" and "texts".
        """
        images, token_ids = x
        return {
            "images": unit(self.image_encoder(plus_minus_one(images), training=training)),
            "texts": unit(self.text_encoder(token_ids, training=training)),
        }

    def logits(self, image_codes, text_codes):
        """How well each picture fits each sentence: float32 tensor (n, m).

        Args:
            image_codes, text_codes: Float tensors (n, dim) and (m, dim) of length 1.
        """
        scale = ops.minimum(ops.exp(self.log_scale), GREATEST_SCALE)
        return scale * ops.matmul(image_codes, ops.transpose(text_codes)) + self.bias

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        """The mean loss of the batch's pairs, in nats; `aigc_keras.losses` has both.

        Args:
            y_pred: As from `call`; x and y are not looked at.
            sample_weight: None, or float tensor (n,).

        Returns:
            Scalar float tensor.
        """
        losses = LOSSES[self.loss_name](self.logits(y_pred["images"], y_pred["texts"]))
        return weighted_mean(losses, sample_weight) + sum(self.losses)

    def image_codes(self, images):
        """The vectors of pictures, each of length 1.

        Args:
            images: (n, *image_shape), uint8 or float in [0, 1].

        Returns:
            float32 NumPy array (n, dim).
        """
        images = np.asarray(images)
        check_shape(images, self.image_shape)
        return self._codes(self._image_codes, 2 * check_images(images) - 1)

    def text_codes(self, captions):
        """The vectors of sentences, each of length 1: float32 NumPy array (n, dim)."""
        return self._codes(self._text_codes, self.tokens(captions))

    def similarity(self, images, captions):
        """The cosine between each picture and each sentence.

        Args:
            images: (n, *image_shape), uint8 or float in [0, 1].
            captions: List of m str.

        Returns:
            float32 NumPy array (n, m), in [-1, 1].
        """
        return self.image_codes(images) @ self.text_codes(captions).T

    def _codes(self, method, inputs):
        compute = self.compiled_function(method, xla=False)
        parts = [
            ops.convert_to_numpy(compute(ops.convert_to_tensor(inputs[i : i + ROWS])))
            for i in range(0, len(inputs), ROWS)
        ]
        return np.concatenate(parts)

    def _image_codes(self, images):
        return unit(self.image_encoder(images, training=False))

    def _text_codes(self, token_ids):
        return unit(self.text_encoder(token_ids, training=False))

    def _check_batch(self, x, y=None, sample_weight=None):
        images, captions = split(x)
        if len(captions) != 1 or isinstance(captions[0], (str, list)):
            raise ValueError(
                "Pictures are fed with the token ids of their captions: fit((images, "
                "model.tokens(captions)))."
            )
        check_batch(images, self.image_shape, None)
        check_tokens(captions[0], self.vocabulary.size + 1, "The captions")

    def get_config(self):
        names = ("image_encoder", "text_encoder", "vocabulary")
        parts = {name: keras.saving.serialize_keras_object(getattr(self, name)) for name in names}
        return super().get_config() | parts | {"loss": self.loss_name}

    @classmethod
    def from_config(cls, config):
        import aigc_keras.networks.clip
        import aigc_keras.vocabulary  # noqa: F401 (so that Keras knows what a file names)

        names = ("image_encoder", "text_encoder", "vocabulary")
        parts = {name: keras.saving.deserialize_keras_object(config[name]) for name in names}
        return cls(**config | parts)


def unit(vectors):
    """Vectors of the same direction and of length 1, float32.

    Example:
        >>> float(ops.norm(unit(np.array([[3.0, 4.0]]))))
        1.0
    """
    vectors = ops.cast(vectors, "float32")
    return vectors / ops.maximum(ops.norm(vectors, axis=-1, keepdims=True), 1e-6)
