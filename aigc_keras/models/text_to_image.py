"""Pictures from words: a diffusion model that is told by a sentence what to draw."""

import keras

from aigc_keras.models.base import check_tokens
from aigc_keras.models.images import ImageModel, know_parts, split
from aigc_keras.vocabulary import padded_ids


@keras.saving.register_keras_serializable("aigc_keras")
class TextToImage(ImageModel):
    """A diffusion model and the vocabulary of its prompts (Rombach et al. 2021, arXiv:2112.10752).

    `fit((images, model.tokens(captions)))` trains the denoiser, and the text encoder within it.
    Where a `Diffusion` takes labels, this model takes prompts: a str for all images, or a list of
    str, one for each; None asks for nothing. What it lacks, `model.diffusion` has, for token ids.

    Args:
        diffusion: `Diffusion` whose denoiser has the inputs [noisy images, times (n,), token ids
            (n, length)], where 0 is padding and a row of zeros asks for nothing, such as a
            `TextDiT`, with that length as its condition_dim.
        vocabulary: `CharacterVocabulary` or `BytePairVocabulary`, of one token fewer than the
            denoiser knows, which has the padding besides.

    Raises:
        ValueError: a diffusion that reads no token ids.

    Example:
        >>> from aigc_keras import Diffusion
        >>> from aigc_keras.networks.text_dit import TextDiT
        >>> from aigc_keras.vocabulary import CharacterVocabulary
        >>> letters = CharacterVocabulary.of("a red hat")
        >>> sizes = {"hidden_dim": 16, "num_layers": 1, "num_heads": 2}
        >>> denoiser = TextDiT((8, 8, 3), letters.size + 1, context_length=12, **sizes)
        >>> model = TextToImage(Diffusion(denoiser, condition_dim=12, seed=0), letters)
        >>> model.draw(["a red hat", "a hat"], num_steps=4, seed=0).shape
        (2, 8, 8, 3)
    """

    def __init__(self, diffusion, vocabulary, **kwargs):
        inputs = diffusion.denoiser.inputs
        dtype = keras.backend.standardize_dtype(inputs[-1].dtype)
        if diffusion.condition_dim is None or "int" not in dtype:
            raise ValueError(
                "A model of prompts needs a Diffusion whose denoiser reads token ids, such as "
                "Diffusion(TextDiT(..., context_length=40), condition_dim=40)."
            )
        super().__init__(autocast=False, **kwargs)
        self.diffusion = diffusion
        self.vocabulary = vocabulary
        self.condition_dim = diffusion.condition_dim
        self.built = True

    @property
    def image_shape(self):
        """(height, width, channels) of the images."""
        return self.diffusion.image_shape

    def tokens(self, prompts):
        """The token ids of sentences, as the denoiser reads them.

        Args:
            prompts: List of n str.

        Returns:
            int32 NumPy array (n, length), 0 behind a sentence's end.

        Raises:
            ValueError: a sentence of more tokens than are read.
        """
        return padded_ids(self.vocabulary, prompts, self.condition_dim)

    def call(self, x, training=False):
        """One pass of the diffusion; see `Diffusion.call`."""
        return self.diffusion.call(x, training=training)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        """That of the diffusion."""
        return self.diffusion.compute_loss(None, None, y_pred, sample_weight, training)

    def draw(self, prompts, *, guidance=3.0, negative=None, **how):
        """An image for each prompt, guided.

        Args:
            prompts: List of n str.
            guidance: Float: 1 is the model as it is; more is more obedience and less variety.
            negative: Str, or list of n str: what shall not be there; or None.
            **how: As for `sample`.

        Returns:
            NumPy array (n, *image_shape).
        """
        how |= {"guidance": guidance, "negative": negative}
        return self.sample(len(prompts), labels=prompts, **how)

    def sample(self, num_samples, *, labels=None, num_steps=25, seed=None, dtype="uint8", **how):
        """Images drawn from noise: arguments and result as for `Diffusion`, labels being prompts.

        Raises:
            ValueError: as for `Diffusion`, or another number of prompts than of images.
        """
        options = self._read(num_samples, how)
        options |= {"num_steps": num_steps, "seed": seed, "dtype": dtype}
        labels = self._ids(labels, num_samples)
        return self.diffusion.sample(num_samples, labels=labels, **options)

    def edit(self, images, strength, labels=None, *, num_steps=25, seed=None, dtype="uint8", **how):
        """Images drawn anew from a middle time on: as for `Diffusion`, labels being prompts."""
        options = self._read(len(images), how)
        options |= {"num_steps": num_steps, "seed": seed, "dtype": dtype}
        return self.diffusion.edit(images, strength, self._ids(labels, len(images)), **options)

    def inpaint(self, images, mask, labels=None, **how):
        """Draw what is missing: arguments and result as for `Diffusion`, labels being prompts."""
        options = self._read(len(images), how)
        return self.diffusion.inpaint(images, mask, self._ids(labels, len(images)), **options)

    def _read(self, count, how):
        """The options of a sampler, a negative prompt among them as token ids."""
        return how | {"negative": self._ids(how.get("negative"), count)}

    def _ids(self, prompts, count):
        """Token ids (count, length) of prompts, or None."""
        if prompts is None:
            return None
        prompts = [prompts] * count if isinstance(prompts, str) else list(prompts)
        if len(prompts) != count:
            raise ValueError(f"Give one prompt, or {count} of them; got {len(prompts)}.")
        return self.tokens(prompts)

    def _check_batch(self, x, y=None, sample_weight=None):
        _, captions = split(x)
        if captions and isinstance(captions[0], (str, list)):
            raise ValueError(
                "Captions are fed as token ids: fit((images, model.tokens(captions)))."
            )
        super()._check_batch(x, y, sample_weight)
        check_tokens(captions[0], self.vocabulary.size + 1, "The captions")

    def get_config(self):
        return super().get_config() | {
            "diffusion": keras.saving.serialize_keras_object(self.diffusion),
            "vocabulary": keras.saving.serialize_keras_object(self.vocabulary),
        }

    @classmethod
    def from_config(cls, config):
        import aigc_keras.vocabulary  # noqa: F401 (so that Keras knows them)

        know_parts()
        names = ("diffusion", "vocabulary")
        parts = {name: keras.saving.deserialize_keras_object(config[name]) for name in names}
        return cls(**config | parts)
