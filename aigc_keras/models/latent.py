"""Diffusion in the codes of an autoencoder, which are far fewer numbers than pixels."""

import keras
import numpy as np
from keras import ops

from aigc_keras.models.base import random_stream
from aigc_keras.models.images import (
    ImageModel,
    as_images,
    check_images,
    check_output_dtype,
    check_shape,
    join,
    know_parts,
    split,
    unit_interval,
)

register = keras.saving.register_keras_serializable("aigc_keras")
ROWS = 500  # images or codes that a network is given at once


@register
class LatentDiffusion(ImageModel):
    """A diffusion model whose images are the codes of an autoencoder (Rombach et al. 2022,
    arXiv:2112.10752).

    Encoder and decoder were trained before, and are frozen here. The codes are brought to mean 0
    and variance 1, by what `adapt(images)` finds; call it first. Then `fit(images)` trains the
    diffusion, encoding anew in each step; `model.diffusion.fit(model.codes(images))` is faster,
    with the codes at hand.

    A VAE's encoder gives a distribution of codes for each image. Where it does, codes are drawn
    from it in training, as Rombach et al. do: dimensions that say nothing of the image then are
    mere noise, and few images are not learnt by heart so soon.

    Args:
        encoder: Keras model, images (n, height, width, channels) in [0, 1] -> codes (n, ...), or
            their means and the logarithms of their variances, as a VAE's encoder gives them.
        decoder: Keras model, codes -> images in [0, 1], or logits of them.
        diffusion: `Diffusion` of the codes, with `scaled=False`.
        from_logits: Bool: whether the decoder gives logits, as that of a VAE with binary pixels.

    Raises:
        ValueError: networks and diffusion that do not fit together.

    Example:
        >>> from aigc_keras import VAE, Diffusion
        >>> from aigc_keras.networks.dit import DenseDenoiser
        >>> vae = VAE(image_shape=(8, 8, 3), latent_dim=4, widths=(16,))
        >>> diffusion = Diffusion(DenseDenoiser(4, width=8), seed=0)
        >>> model = LatentDiffusion(vae.encoder, vae.decoder, diffusion, from_logits=True)
        >>> images = np.zeros((16, 8, 8, 3), "uint8")
        >>> model.adapt(images)
        >>> model.compile("adam")
        >>> history = model.fit(images, verbose=0)
        >>> model.sample(5, num_steps=4, seed=0).shape
        (5, 8, 8, 3)
    """

    def __init__(self, encoder, decoder, diffusion, *, from_logits=False, **kwargs):
        check_parts(encoder, decoder, diffusion)
        super().__init__(autocast=False, **kwargs)
        for layer in (*encoder._flatten_layers(), *decoder._flatten_layers()):
            layer.trainable = False  # (a network that is called frozen in a file is not all so)
        self.encoder = encoder
        self.decoder = decoder
        self.diffusion = diffusion
        self.from_logits = from_logits
        self.num_classes = diffusion.num_classes
        self.condition_dim = diffusion.condition_dim
        shape = diffusion.image_shape
        fixed = {"shape": shape, "trainable": False}
        self.code_mean = self.add_weight(initializer="zeros", name="code_mean", **fixed)
        self.code_deviation = self.add_weight(initializer="ones", name="code_deviation", **fixed)
        self.built = True

    @property
    def image_shape(self):
        """(height, width, channels) of the images."""
        return tuple(self.encoder.inputs[0].shape[1:])

    def adapt(self, images):
        """Take mean and deviation of the codes of these images, each number of a code for itself.

        Args:
            images: (n, *image_shape), uint8 or float in [0, 1].
        """
        means, variances = self._encoded(self._given(images))
        self.code_mean.assign(means.mean(0))
        deviation = np.sqrt(means.var(0) + variances.mean(0))
        self.code_deviation.assign(np.maximum(deviation, 1e-3))

    def codes(self, images, *, seed=None):
        """The codes as the diffusion sees them; drawn ones have mean 0 and variance 1.

        Args:
            images: (n, *image_shape), uint8 or float in [0, 1].
            seed: Int to draw from the distributions that a VAE's encoder gives; None for means.

        Returns:
            float32 NumPy array (n, ...).
        """
        codes, variances = self._encoded(self._given(images))
        if seed is not None:
            draws = random_stream(seed).standard_normal(codes.shape, dtype="float32")
            codes = codes + np.sqrt(variances) * draws
        return (codes - np.asarray(self.code_mean)) / np.asarray(self.code_deviation)

    def images(self, codes, *, dtype="uint8"):
        """The images of such codes.

        Args:
            codes: Float array (n, ...), as from `codes`.
            dtype: "uint8", or "float32" in [0, 1].

        Returns:
            NumPy array (n, *image_shape).
        """
        check_output_dtype(dtype)
        codes = np.asarray(codes, "float32")
        codes = codes * np.asarray(self.code_deviation) + np.asarray(self.code_mean)
        parts = []
        for i in range(0, len(codes), ROWS):
            drawn = self.decoder(ops.convert_to_tensor(codes[i : i + ROWS]), training=False)
            drawn = ops.sigmoid(drawn) if self.from_logits else drawn
            parts.append(ops.convert_to_numpy(drawn))
        return as_images(np.concatenate(parts), dtype)

    def call(self, x, training=False):
        """One pass of the diffusion, on the codes of images; see `Diffusion.call`."""
        images, conditions = split(x)
        codes, log_variances = parted(self.encoder(unit_interval(images), training=False))
        if log_variances is not None:
            draws = keras.random.normal(ops.shape(codes), seed=self.diffusion.seed_generator)
            codes = codes + ops.exp(0.5 * log_variances) * draws
        codes = ops.stop_gradient((codes - self.code_mean) / self.code_deviation)
        return self.diffusion.call(join(codes, *conditions), training=training)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        """That of the diffusion."""
        return self.diffusion.compute_loss(None, None, y_pred, sample_weight, training)

    def sample(self, num_samples, *, labels=None, num_steps=25, seed=None, dtype="uint8", **how):
        """Images of codes that the diffusion draws: arguments and result as for it."""
        check_output_dtype(dtype)
        codes = self.diffusion.sample(
            num_samples, labels=labels, num_steps=num_steps, seed=seed, **how
        )
        return self.images(codes, dtype=dtype)

    def encode(self, images, labels=None, *, num_steps=25):
        """The noise from which `decode` makes these images again, nearly: float32 (n, ...)."""
        return self.diffusion.encode(self.codes(images), labels, num_steps=num_steps)

    def decode(self, noise, labels=None, *, num_steps=25, dtype="uint8", **how):
        """Images of given noise (n, ...), as from `encode`."""
        codes = self.diffusion.decode(noise, labels, num_steps=num_steps, **how)
        return self.images(codes, dtype=dtype)

    def interpolate(
        self, start_images, end_images, num_images, labels=None, *, num_steps=25, dtype="uint8"
    ):
        """Walk from some images to others: arguments and result as for `Diffusion`."""
        ends = self.codes(start_images), self.codes(end_images)
        codes = self.diffusion.interpolate(*ends, num_images, labels, num_steps=num_steps)
        return self.images(codes, dtype=dtype)

    def edit(self, images, strength, labels=None, *, num_steps=25, seed=None, dtype="uint8", **how):
        """Images drawn anew from a middle time on: arguments and result as for `Diffusion`."""
        options = {"num_steps": num_steps, "seed": seed, **how}
        codes = self.diffusion.edit(self.codes(images), strength, labels, **options)
        return self.images(codes, dtype=dtype)

    def _given(self, images):
        images = np.asarray(images)
        check_shape(images, self.image_shape)
        return check_images(images)

    def _encoded(self, images):
        """Means and variances of the codes of float images: float32 NumPy arrays (n, ...)."""
        means, variances = [], []
        for i in range(0, len(images), ROWS):
            outputs = self.encoder(ops.convert_to_tensor(images[i : i + ROWS]), training=False)
            codes, log_variances = parted(outputs)
            means.append(ops.convert_to_numpy(codes))
            found = ops.zeros_like(codes) if log_variances is None else ops.exp(log_variances)
            variances.append(ops.convert_to_numpy(found))
        return np.concatenate(means), np.concatenate(variances)

    def get_config(self):
        return super().get_config() | {
            "encoder": keras.saving.serialize_keras_object(self.encoder),
            "decoder": keras.saving.serialize_keras_object(self.decoder),
            "diffusion": keras.saving.serialize_keras_object(self.diffusion),
            "from_logits": self.from_logits,
        }

    @classmethod
    def from_config(cls, config):
        know_parts()
        names = ("encoder", "decoder", "diffusion")
        parts = {name: keras.saving.deserialize_keras_object(config[name]) for name in names}
        return cls(**config | parts)


def parted(outputs):
    """An encoder's codes, and the logarithms of their variances or None, as float32 tensors."""
    if isinstance(outputs, (list, tuple)):
        codes, log_variances, *_ = [*outputs, None]
    else:
        codes, log_variances = outputs, None
    codes = ops.cast(codes, "float32")
    return codes, None if log_variances is None else ops.cast(log_variances, "float32")


def check_parts(encoder, decoder, diffusion):
    """Raise a ValueError unless encoder, decoder and diffusion fit together."""
    for network in (encoder, decoder):
        if not isinstance(network, keras.Model):
            raise ValueError(f"Encoder and decoder must be Keras models, not {network!r}.")
    if getattr(diffusion, "scaled", True):
        raise ValueError("diffusion must be a Diffusion of codes: build it with scaled=False.")
    shapes = {
        "the encoder's codes": encoder.outputs[0].shape[1:],
        "the decoder's input": decoder.inputs[0].shape[1:],
        "the diffusion's": diffusion.image_shape,
    }
    if len(set(map(tuple, shapes.values()))) > 1:
        found = ", ".join(f"{name} {tuple(shape)}" for name, shape in shapes.items())
        raise ValueError(f"Codes must have one shape throughout; got {found}.")
    if decoder.outputs[0].shape[1:] != encoder.inputs[0].shape[1:]:
        raise ValueError(
            f"The decoder must give images like the encoder's, {encoder.inputs[0].shape[1:]}; it "
            f"gives {decoder.outputs[0].shape[1:]}."
        )
