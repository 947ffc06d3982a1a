"""The variational autoencoder: an encoder, a decoder, and a bound that can be computed.

Its networks are built in `vae_networks.py`; the distributions of pixels are in `vae_pixels.py`,
bounds and repairs in `vae_inference.py`.
"""

import keras
import numpy as np
from keras import ops

from aigc_keras import losses
from aigc_keras.models.conditions import join
from aigc_keras.models.seeded import SeededModel
from aigc_keras.models.vae_inference import Inference, batches
from aigc_keras.models.vae_networks import build_decoder, build_encoder
from aigc_keras.models.vae_pixels import LIKELIHOODS, PixelDistribution


@keras.saving.register_keras_serializable("aigc_keras")
class VAE(PixelDistribution, Inference, SeededModel):
    """A variational autoencoder (Kingma & Welling 2013, arXiv:1312.6114).

    `fit(images)` minimises reconstruction_loss + beta * kl_loss, both in nats per image: the
    first summed over pixels, the second over the dimensions of the code. Images are uint8, or
    float in [0, 1].

    Args:
        image_shape: (height, width, channels).
        latent_dim: Int, length of the code.
        network: "dense" or "conv".
        widths: Ints, units of the encoder's hidden layers, or channels of its convolutions; the
            decoder has them in reverse.
        units: Int, units of the dense layer beside the code of a "conv" network.
        likelihood: p(x | z). "bernoulli": binary pixels; grey training images are drawn anew as
            black and white in each step. "discretized_logistic": 8-bit pixels. "gaussian": real
            pixels of the given `standard_deviation`.
        standard_deviation: Float, for "gaussian", in the unit of images in [0, 1].
        beta: Float, weight of the divergence (Higgins et al. 2017, "beta-VAE").
        free_bits: Float, nats: a dimension whose divergence, averaged over the batch, is smaller
            costs this much, so that nothing is gained by giving it up (Kingma et al. 2016,
            arXiv:1606.04934).
        warmup_steps: Int: beta grows from 0 over so many steps (Sønderby et al. 2016,
            arXiv:1602.02282).
        seed: Int for the noise of training, or None.

    Raises:
        ValueError: an unknown network or likelihood, or a size that cannot be halved so often.
    """

    num_classes = None

    def __init__(
        self,
        image_shape=(28, 28, 1),
        latent_dim=16,
        *,
        network="dense",
        widths=(512, 256),
        units=256,
        likelihood="bernoulli",
        standard_deviation=0.1,
        beta=1.0,
        free_bits=0.0,
        warmup_steps=0,
        seed=None,
        **kwargs,
    ):
        if likelihood not in LIKELIHOODS:
            raise ValueError(
                f"Unknown likelihood {likelihood!r}. Choose one of {', '.join(LIKELIHOODS)}."
            )
        super().__init__(autocast=False, **kwargs)
        self.image_shape, self.latent_dim = tuple(image_shape), latent_dim
        self.network, self.widths, self.units = network, tuple(widths), units
        self.likelihood, self.standard_deviation = likelihood, standard_deviation
        self.beta, self.free_bits, self.warmup_steps = beta, free_bits, warmup_steps
        self.seed = seed
        shapes = network, self.image_shape, latent_dim, self.widths, units
        self.encoder = build_encoder(*shapes, num_classes=self.num_classes)
        channels = LIKELIHOODS[likelihood] * image_shape[-1]
        self.decoder = build_decoder(*shapes, channels, num_classes=self.num_classes)
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.steps = self.add_weight(
            shape=(), initializer="zeros", dtype="int32", trainable=False, name="steps"
        )
        self.reconstruction_tracker = keras.metrics.Mean("reconstruction_loss")
        self.kl_tracker = keras.metrics.Mean("kl_loss")
        self.built = True

    def _split(self, x):
        """A batch as (float images in [0, 1], list of the conditions)."""
        images, conditions = (x[0], list(x[1:])) if isinstance(x, (list, tuple)) else (x, [])
        images = ops.convert_to_tensor(images)
        if "int" in keras.backend.standardize_dtype(images.dtype):
            images = ops.cast(images, "float32") / 255
        return images, conditions

    def call(self, x, training=False):
        """One pass: dict of the modelled images, z_mean, z_log_var and the pixels' parameters."""
        images, conditions = self._split(x)
        if training and self.likelihood == "bernoulli":
            draws = keras.random.uniform(ops.shape(images), seed=self.seed_generator)
            images = ops.cast(draws < images, "float32")
        z_mean, z_log_var = self.encoder(join(images, *conditions), training=training)
        noise = keras.random.normal(ops.shape(z_mean), seed=self.seed_generator)
        z = z_mean + ops.exp(0.5 * z_log_var) * noise
        parameters = self.decoder(join(z, *conditions), training=training)
        code = {"z_mean": z_mean, "z_log_var": z_log_var}
        return {"images": images, "parameters": parameters, **code}

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        """Reconstruction and weighted divergence, in nats per image, averaged over the batch."""
        pixels = self.pixel_log_likelihood(y_pred["images"], y_pred["parameters"])
        reconstruction = -ops.mean(ops.sum(pixels, axis=(1, 2, 3)))
        kl = ops.mean(losses.gaussian_kl(y_pred["z_mean"], y_pred["z_log_var"]), axis=0)
        self.reconstruction_tracker.update_state(reconstruction)
        self.kl_tracker.update_state(ops.sum(kl))
        beta = self.beta
        if training and self.warmup_steps:
            self.steps.assign_add(1)
            beta = beta * ops.minimum(1.0, ops.cast(self.steps, "float32") / self.warmup_steps)
        return reconstruction + beta * ops.sum(ops.maximum(kl, self.free_bits))

    def encode(self, images, labels=None):
        """The codes' distributions.

        Args:
            images: (n, *image_shape), uint8 or float in [0, 1].
            labels: Ints, one or (n,), of a conditional model only.

        Returns:
            z_mean, z_log_var: float32 NumPy arrays (n, latent_dim).
        """
        images = self._check_images(images)
        inputs = [images, *self._conditions(labels, len(images))]
        parts = [self.encoder(join(*p), training=False) for p in batches(*inputs)]
        return tuple(np.concatenate([ops.convert_to_numpy(p[i]) for p in parts]) for i in (0, 1))

    def decode(self, codes, labels=None, *, dtype="uint8", draws=False, seed=None):
        """Images of codes.

        Args:
            codes: Float array (n, latent_dim).
            labels: Ints, one or (n,), of a conditional model only.
            dtype: "uint8", or "float32" in [0, 1].
            draws: Bool: each pixel's mean (False), or a draw from its distribution (True).
            seed: Int or None, for the draws.

        Returns:
            NumPy array (n, *image_shape).

        Raises:
            ValueError: another dtype.
        """
        if dtype not in ("uint8", "float32"):
            raise ValueError(f'dtype must be "uint8" or "float32"; got {dtype!r}.')
        codes = np.asarray(codes, "float32")
        rng = np.random.default_rng(seed)
        parts = []
        for part in batches(codes, *self._conditions(labels, len(codes))):
            parameters = self.decoder(join(*part), training=False)
            mean = ops.convert_to_numpy(self.pixel_means(parameters))
            parts.append(self._draw(parameters, rng) if draws else mean)
        images = np.clip(np.concatenate(parts), 0, 1).astype("float32")
        return np.rint(images * 255).astype("uint8") if dtype == "uint8" else images

    def sample(self, num_samples, *, seed=None, dtype="uint8", draws=False):
        """Images of codes drawn from the prior N(0, 1).

        Args:
            num_samples: Int.
            seed: Int or None. The same seed gives the same samples.
            dtype: "uint8", or "float32" in [0, 1].
            draws: Bool. False returns the **mean** of each pixel's distribution, as nearly all
                published figures do; True returns a draw from it, which is what the model says
                images look like.

        Returns:
            NumPy array (num_samples, *image_shape).

        Raises:
            ValueError: num_samples below 1, or another dtype.
        """
        codes = self._draw_codes(num_samples, seed)
        return self.decode(codes, dtype=dtype, draws=draws, seed=seed)

    def _draw_codes(self, num_samples, seed):
        if num_samples < 1:
            raise ValueError(f"num_samples must be at least 1; got {num_samples}.")
        shape = (num_samples, self.latent_dim)
        return np.random.default_rng(seed).standard_normal(shape, dtype="float32")

    def reconstruct(self, images, labels=None, *, dtype="uint8"):
        """Pixel means of the images' mean codes: NumPy array like `images`."""
        return self.decode(self.encode(images, labels)[0], labels, dtype=dtype)

    def interpolate(self, start_images, end_images, num_steps, *, dtype="uint8"):
        """Walk straight from the codes of some images to those of others.

        Args:
            start_images, end_images: (n, *image_shape), uint8 or float in [0, 1].
            num_steps: Int, images of a walk, both ends included.
            dtype: "uint8", or "float32" in [0, 1].

        Returns:
            NumPy array (n * num_steps, *image_shape), walk after walk.
        """
        start, end = (self.encode(images)[0][:, None] for images in (start_images, end_images))
        t = np.linspace(0, 1, num_steps, dtype="float32")[:, None]
        return self.decode(((1 - t) * start + t * end).reshape(-1, self.latent_dim), dtype=dtype)

    def _check_images(self, images):
        images = np.asarray(images)
        if images.shape[1:] != self.image_shape:
            raise ValueError(f"Images must be (n, *{self.image_shape}); got {images.shape}.")
        return images.astype("float32") / 255 if images.dtype.kind in "iu" else images

    def _conditions(self, labels, count):
        if labels is not None:
            raise ValueError("This VAE takes no labels: use ConditionalVAE.")
        return []

    def _states(self):
        return [*super()._states(), self.steps]

    def get_config(self):
        names = (
            "image_shape",
            "latent_dim",
            "network",
            "widths",
            "units",
            "likelihood",
            "standard_deviation",
            "beta",
            "free_bits",
            "warmup_steps",
            "seed",
        )
        return super().get_config() | {name: getattr(self, name) for name in names}
