"""The variational autoencoder: an encoder, a decoder, and a bound that can be computed.

The distributions of pixels are in `likelihoods.py`, bounds and the search for codes in
`vae_inference.py`, networks in `aigc_keras/networks`.
"""

from numbers import Real

import keras
import numpy as np
from keras import ops

from aigc_keras.losses import gaussian_kl, gaussian_log_likelihood, weighted_mean
from aigc_keras.models import vae_inference
from aigc_keras.models.base import random_stream, whole_number
from aigc_keras.models.images import (
    ImageModel,
    as_images,
    check_binary,
    check_images,
    check_inputs,
    check_output_dtype,
    check_range,
    check_shape,
    conditions_of,
    draw_noise,
    fitting_mask,
    join,
    know_parts,
    split,
    unit_interval,
)
from aigc_keras.models.likelihoods import pixel_likelihood

register = keras.saving.register_keras_serializable("aigc_keras")


@register
class VAE(ImageModel):
    """A variational autoencoder (Kingma & Welling 2013, arXiv:1312.6114).

    `fit(images)` minimises reconstruction_loss + beta * kl_loss, both in nats per image: the
    first summed over pixels, the second over the dimensions of the code. Images are uint8, or
    float in [0, 1]. Penalties on weights and `sample_weight` count.

    Args:
        encoder: Keras model, images (n, height, width, channels) in [0, 1] -> z_mean, z_log_var,
            both (n, latent_dim), such as `ConvEncoder`. Or None, for networks that are built here.
        decoder: Keras model, codes (n, latent_dim) -> parameters of the likelihood (n, height,
            width, parameters_per_value * channels), such as `ConvDecoder`. Or None.
        likelihood: p(x | z), an object from `aigc_keras.models.likelihoods` or the name of one.
            "bernoulli": binary pixels; grey training images are drawn anew as black and white in
            each step. "discretized_logistic": 8-bit pixels. "gaussian": real pixels of the given
            `standard_deviation`.
        standard_deviation: Float, for "gaussian", in the unit of images in [0, 1].
        num_classes: Int for networks that both see the class label, 0 .. num_classes - 1 (Sohn et
            al. 2015), as a second input (n,); trained by `fit((images, labels))`. The prior of the
            code stays N(0, 1) for every class. None for none.
        beta: Float, weight of the divergence (Higgins et al. 2017, "beta-VAE").
        free_bits: Float, nats: a dimension whose divergence, averaged over the batch, is smaller
            costs this much, so that nothing is gained by giving it up (Kingma et al. 2016,
            arXiv:1606.04934).
        warmup_steps: Int: beta grows from 0 over so many steps (Sønderby et al. 2016,
            arXiv:1602.02282).
        seed: Int for the noise of training, or None.
        image_shape, latent_dim, network, widths, units: Of networks that are built here:
            (height, width, channels); length of the code; "dense" or "conv"; units of the
            encoder's hidden layers, or channels of its convolutions, which the decoder has in
            reverse; units of the dense layer beside the code of a "conv" network. The first two
            may stand in the places of encoder and decoder: `VAE((28, 28, 1), 16)`.

    Raises:
        ValueError: an unknown network or likelihood, a size that cannot be halved so often, or
            networks that do not fit together.

    Example:
        >>> vae = VAE(image_shape=(8, 8, 3), latent_dim=4, widths=(16,), seed=0)
        >>> vae.compile("adam")
        >>> history = vae.fit(np.zeros((16, 8, 8, 3), "uint8"), verbose=0)
        >>> vae.sample(5, seed=0).shape
        (5, 8, 8, 3)
    """

    def __init__(
        self,
        encoder=None,
        decoder=None,
        *,
        likelihood="bernoulli",
        standard_deviation=0.1,
        num_classes=None,
        beta=1.0,
        free_bits=0.0,
        warmup_steps=0,
        seed=None,
        image_shape=(28, 28, 1),
        latent_dim=16,
        network="dense",
        widths=(512, 256),
        units=256,
        **kwargs,
    ):
        likelihood = pixel_likelihood(likelihood, standard_deviation)
        if isinstance(encoder, (list, tuple)) or (encoder is None and decoder is None):
            image_shape = image_shape if encoder is None else encoder
            latent_dim = latent_dim if decoder is None else decoder
            sizes = (image_shape, latent_dim, widths, units)
            encoder, decoder = build_networks(network, *sizes, likelihood, num_classes)
        check_networks(encoder, decoder, likelihood, num_classes)
        super().__init__(autocast=False, **kwargs)
        self.encoder = encoder
        self.decoder = decoder
        self.likelihood = likelihood
        self.num_classes = num_classes
        self.beta = check_weight(beta, "beta")
        self.free_bits = check_weight(free_bits, "free_bits")
        self.warmup_steps = warmup_steps
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.steps = self.add_weight(shape=(), dtype="int32", trainable=False, name="steps")
        self.reconstruction_tracker = keras.metrics.Mean("reconstruction_loss")
        self.kl_tracker = keras.metrics.Mean("kl_loss")
        self.built = True

    @property
    def image_shape(self):
        """(height, width, channels) of the images."""
        return tuple(self.encoder.inputs[0].shape[1:])

    @property
    def latent_dim(self):
        """Int: the length of a code."""
        return self.decoder.inputs[0].shape[-1]

    def call(self, x, training=False):
        """One pass.

        Args:
            x: Images (n, *image_shape), uint8 or float in [0, 1]; with `num_classes` a pair of
                them and labels, ints (n,).

        Returns:
            Dict of float tensors: "images", as they are modelled, in [0, 1]; "z_mean" and
            "z_log_var" (n, latent_dim); "parameters" of the likelihood.
        """
        images, conditions = split(x)
        images = unit_interval(images)
        if training and self.likelihood.is_binary:
            draws = keras.random.uniform(ops.shape(images), seed=self.seed_generator)
            images = ops.cast(draws < images, "float32")
        z_mean, z_log_var = self.encoder(join(images, *conditions), training=training)
        noise = keras.random.normal(ops.shape(z_mean), seed=self.seed_generator)
        z = z_mean + ops.exp(0.5 * z_log_var) * noise
        parameters = self.decoder(join(z, *conditions), training=training)
        code = {"z_mean": z_mean, "z_log_var": z_log_var}
        return {"images": images, "parameters": parameters, **code}

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        """Reconstruction and weighted divergence, in nats per image, averaged over the batch.

        Args:
            y_pred: As from `call`; x and y are not looked at.
            sample_weight: None, or float tensor (n,).
            training: Bool.

        Returns:
            Scalar float tensor.
        """
        log_prob = self.likelihood.log_prob(y_pred["images"], y_pred["parameters"])
        per_image = -vae_inference.sum_over_pixels(log_prob)
        reconstruction = weighted_mean(per_image, sample_weight)
        kl = gaussian_kl(y_pred["z_mean"], y_pred["z_log_var"])
        kl = weighted_mean(kl, sample_weight, axis=0)  # (latent_dim,)
        self.reconstruction_tracker.update_state(reconstruction)
        self.kl_tracker.update_state(ops.sum(kl))
        beta = self.beta
        if training and self.warmup_steps:
            self.steps.assign_add(1)
            beta = beta * ops.minimum(1.0, ops.cast(self.steps, "float32") / self.warmup_steps)
        divergence = ops.sum(ops.maximum(kl, self.free_bits))
        return reconstruction + beta * divergence + sum(self.losses)

    def pixel_log_likelihood(self, images, parameters):
        """log p of each value of the images: `likelihood.log_prob`, under an older name."""
        return self.likelihood.log_prob(images, parameters)

    def encode(self, images, labels=None):
        """The codes' distributions.

        Args:
            images: (n, *image_shape), uint8 or float in [0, 1].
            labels: Ints, one or (n,), of a model with `num_classes` only.

        Returns:
            z_mean, z_log_var: float32 NumPy arrays (n, latent_dim).

        Raises:
            ValueError: images of another shape or range, labels where none are taken or none
                where they are needed.
        """
        images = self._check_images(images)
        conditions = conditions_of(labels, len(images), self.num_classes)
        parts = []
        for part in vae_inference.batches(images, *conditions):
            code = self.encoder(join(*part), training=False)
            parts.append([ops.convert_to_numpy(x) for x in code])
        z_mean, z_log_var = zip(*parts, strict=True)
        return np.concatenate(z_mean), np.concatenate(z_log_var)

    def decode(self, codes, labels=None, *, dtype="uint8", draws=False, seed=None):
        """Images of codes.

        Args:
            codes: Float array (n, latent_dim).
            labels: Ints, one or (n,), of a model with `num_classes` only.
            dtype: "uint8", or "float32" in [0, 1].
            draws: Bool: each pixel's mean (False), or a draw from its distribution (True).
            seed: Int, NumPy generator or None, for the draws.

        Returns:
            NumPy array (n, *image_shape).

        Raises:
            ValueError: another dtype, and as in `encode`.
        """
        check_output_dtype(dtype)
        codes = self._check_codes(codes)
        rng = random_stream(seed)
        conditions = conditions_of(labels, len(codes), self.num_classes)
        parts = []
        for part in vae_inference.batches(codes, *conditions):
            parameters = self.decoder(join(*part), training=False)
            if draws:
                parts.append(self.likelihood.draw(parameters, rng))
            else:
                parts.append(ops.convert_to_numpy(self.likelihood.mean(parameters)))
        return as_images(np.concatenate(parts), dtype)

    def sample(self, num_samples, *, labels=None, seed=None, dtype="uint8", draws=False):
        """Images of codes drawn from the prior N(0, 1).

        Args:
            num_samples: Int.
            labels: With `num_classes` only: int, or ints (num_samples,); None draws them uniformly.
            seed: Int or None. The same seed gives the same samples. From one stream come the
                codes, then the labels, then the pixels.
            dtype: "uint8", or "float32" in [0, 1].
            draws: Bool. False returns the **mean** of each pixel's distribution, as nearly all
                published figures do; True returns a draw from it, which is what the model says
                images look like.

        Returns:
            NumPy array (num_samples, *image_shape).

        Raises:
            ValueError: num_samples below 1, another dtype, or labels of another length or range.
        """
        rng = random_stream(seed)
        num_samples = whole_number(num_samples, "num_samples")
        codes = draw_noise(num_samples, self.latent_dim, rng)
        conditions = conditions_of(labels, num_samples, self.num_classes, rng)
        return self.decode(codes, *conditions, dtype=dtype, draws=draws, seed=rng)

    def reconstruct(self, images, labels=None, *, dtype="uint8"):
        """Pixel means of the images' mean codes: NumPy array like `images`."""
        z_mean, _ = self.encode(images, labels)
        return self.decode(z_mean, labels, dtype=dtype)

    def interpolate(self, start_images, end_images, num_steps, labels=None, *, dtype="uint8"):
        """Walk straight from the codes of some images to those of others.

        Args:
            start_images, end_images: (n, *image_shape), uint8 or float in [0, 1].
            num_steps: Int, images of a walk, both ends included.
            labels: Ints, one or (n,), of a model with `num_classes` only: the class of each walk.
            dtype: "uint8", or "float32" in [0, 1].

        Returns:
            NumPy array (n * num_steps, *image_shape), walk after walk.

        Raises:
            ValueError: as in `encode`, num_steps below 1, or as many ends as not starts.
        """
        num_steps = whole_number(num_steps, "num_steps")
        start, _ = self.encode(start_images, labels)
        end, _ = self.encode(end_images, labels)
        if len(start) != len(end):
            raise ValueError(f"Give as many ends as starts; got {len(end)} and {len(start)}.")
        t = np.linspace(0, 1, num_steps, dtype="float32")[:, None]
        walks = (1 - t) * start[:, None] + t * end[:, None]
        if labels is not None:
            labels = np.repeat(np.broadcast_to(labels, len(start)), num_steps)
        return self.decode(walks.reshape(-1, self.latent_dim), labels, dtype=dtype)

    def elbo(self, images, labels=None, *, seed=0):
        """The evidence lower bound of each image, with one draw of the code.

        Args:
            images: (n, *image_shape): uint8 or float in [0, 1]; for "discretized_logistic"
                multiples of 1/255, for "bernoulli" black and white (`aigc_keras.data.binarize`).
            labels: Ints, one or (n,), of a model with `num_classes` only.
            seed: Int.

        Returns:
            float64 NumPy array (n,), in nats. Its mean estimates the bound, and its standard
            deviation divided by sqrt(n) is that mean's standard error.

        Raises:
            ValueError: grey images where the likelihood is defined for binary ones, and as in
                `encode`.
        """
        images = self._check_measurable(images)
        conditions = conditions_of(labels, len(images), self.num_classes)
        parts = (self.encoder, self.decoder, self.likelihood)
        rng = random_stream(seed)
        return vae_inference.evidence_lower_bound(*parts, images, conditions, rng)

    def log_likelihood(self, images, labels=None, *, num_samples=100, seed=0):
        """The importance-weighted bound of each image: log of the mean of p(x, z) / q(z | x).

        Burda et al. 2015, arXiv:1509.00519. With one sample it is the ELBO on average; with more
        it rises towards log p(x), and 5,000 are the custom of published figures.

        Args:
            images, labels, seed: As in `elbo`.
            num_samples: Int, codes drawn for each image.

        Returns:
            float64 NumPy array (n,), in nats, as from `elbo`.

        Raises:
            ValueError: as in `elbo`, or num_samples below 1.
        """
        num_samples = whole_number(num_samples, "num_samples")
        images = self._check_measurable(images)
        z_mean, z_log_var = self.encode(images, labels)
        conditions = conditions_of(labels, len(images), self.num_classes)
        parts = (self.decoder, self.likelihood, images, conditions, z_mean, z_log_var)
        rng = random_stream(seed)
        return vae_inference.importance_weighted_bound(*parts, num_samples, rng)

    def inpaint(self, images, mask, labels=None, *, num_steps=100, dtype="uint8"):
        """Fill in what is missing, by the code that best explains what is visible.

        Climbs log p(visible pixels | z) + log p(z) from the best of many starting points: the
        encoder's guess, and draws from the prior.

        Args:
            images: (n, *image_shape), uint8 or float in [0, 1]; masked pixels are not looked at.
            mask: Bool array that broadcasts to `images`, True where pixels are missing.
            labels: Ints, one or (n,), of a model with `num_classes` only.
            num_steps: Int, steps of the ascent.
            dtype: "uint8", or "float32" in [0, 1].

        Returns:
            NumPy array like `images`: visible pixels as they were, the others repaired.

        Raises:
            ValueError: a mask of another shape or type, and as in `encode`.
        """
        check_output_dtype(dtype)
        num_steps = whole_number(num_steps, "num_steps", at_least=0)
        images = np.asarray(images)
        check_shape(images, self.image_shape)
        mask = fitting_mask(mask, images)
        values = self._check_images(np.where(mask, images.dtype.type(0), images))
        visible = (~mask).astype("float32")
        count = np.maximum(visible.sum(axis=(1, 2), keepdims=True), 1)
        fill = values.sum(axis=(1, 2), keepdims=True) / count  # the mean of what is visible
        start = np.where(mask, fill, values)

        def log_evidence(parameters, rows):
            pixels = self.likelihood.log_prob(start[rows], parameters)
            return vae_inference.sum_over_pixels(pixels * ops.convert_to_tensor(visible[rows]))

        guess = self._explain(start, labels, log_evidence, num_steps)
        return as_images(np.where(mask, guess, values), dtype)

    def denoise(self, images, noise_level, labels=None, *, num_steps=100, dtype="uint8"):
        """Remove normal noise, by the code that best explains the noisy image.

        Args:
            images: (n, *image_shape), uint8 or float. Noise may have taken floats out of [0, 1],
                but no further than 8 noise levels, which normal noise does not reach.
            noise_level: Float above 0: the noise's standard deviation in the unit of [0, 1].
            labels, num_steps, dtype: As in `inpaint`.

        Returns:
            NumPy array like `images`.

        Raises:
            ValueError: noise_level not above 0, floats further out, and as in `encode`.
        """
        if not isinstance(noise_level, Real) or not noise_level > 0:
            raise ValueError(f"noise_level must be a number above 0; got {noise_level!r}.")
        num_steps = whole_number(num_steps, "num_steps", at_least=0)
        images = np.asarray(images)
        check_shape(images, self.image_shape)
        check_range(images, -8 * noise_level, 1 + 8 * noise_level)
        values = images.astype("float32")
        if images.dtype.kind in "iu":
            values = values / 255

        def log_evidence(parameters, rows):
            means = self.likelihood.mean(parameters)
            pixels = gaussian_log_likelihood(values[rows], means, noise_level)
            return vae_inference.sum_over_pixels(pixels)

        guess = self._explain(np.clip(values, 0, 1), labels, log_evidence, num_steps)
        return as_images(guess, dtype)

    def _explain(self, start, labels, log_evidence, num_steps):
        """Float images of the codes that explain best, from the encoder's guess at `start`."""
        codes, _ = self.encode(start, labels)
        conditions = conditions_of(labels, len(codes), self.num_classes)
        search = vae_inference.explaining_codes
        codes = search(self.decoder, log_evidence, codes, conditions, num_steps)
        return self.decode(codes, labels, dtype="float32")

    def _check_images(self, images):
        images = np.asarray(images)
        check_shape(images, self.image_shape)
        return check_images(images)

    def _check_codes(self, codes):
        try:
            codes = np.asarray(codes, "float32")
        except (TypeError, ValueError):
            codes = np.zeros(())
        if codes.shape[1:] != (self.latent_dim,) or codes.ndim != 2:
            raise ValueError(
                f"Codes must be floats (n, {self.latent_dim}), such as the means that encode "
                f"gives, z_mean, z_log_var = encode(images); got shape {codes.shape}."
            )
        return codes

    def _check_measurable(self, images):
        images = np.asarray(images)
        check_shape(images, self.image_shape)
        if self.likelihood.is_binary:
            check_binary(images)
        return check_images(images)

    def _states(self):
        return [*super()._states(), self.steps]

    def get_config(self):
        return super().get_config() | {
            "encoder": keras.saving.serialize_keras_object(self.encoder),
            "decoder": keras.saving.serialize_keras_object(self.decoder),
            "likelihood": keras.saving.serialize_keras_object(self.likelihood),
            "num_classes": self.num_classes,
            "beta": self.beta,
            "free_bits": self.free_bits,
            "warmup_steps": self.warmup_steps,
            "seed": self.seed,
        }

    @classmethod
    def from_config(cls, config):
        know_parts()
        names = {"encoder", "decoder", "likelihood"}
        parts = {name: config[name] for name in names & config.keys()}
        return cls(**config | keras.saving.deserialize_keras_object(parts))


@register
class ConditionalVAE(VAE):
    """The older name of a `VAE` with `num_classes`.

    Args:
        num_classes: Int, labels are 0 .. num_classes - 1.
        *arguments, **options: Those of `VAE`.
    """

    def __init__(self, num_classes, *arguments, **options):
        super().__init__(*arguments, num_classes=num_classes, **options)


def check_weight(value, name):
    """The number itself; raises a ValueError unless it is one of at least 0."""
    if not isinstance(value, Real) or not value >= 0:
        raise ValueError(f"{name} must be a number of at least 0, not {value!r}.")
    return value


def build_networks(network, image_shape, latent_dim, widths, units, likelihood, num_classes):
    """The encoder and decoder of a `VAE` that is given none; for the arguments see there."""
    from aigc_keras.networks.conv import ConvDecoder, ConvEncoder
    from aigc_keras.networks.dense import DenseDecoder, DenseEncoder

    latent_dim = whole_number(latent_dim, "latent_dim")
    if not isinstance(image_shape, (list, tuple)) or len(image_shape) != 3:
        text = "image_shape must be (height, width, channels), such as (28, 28, 1)"
        raise ValueError(f"{text}, not {image_shape!r}.")
    if not isinstance(widths, (list, tuple)):
        raise ValueError(
            f"widths must be one number for each layer, as (512, 256), not {widths!r}."
        )
    code = {"latent_dim": latent_dim, "image_shape": image_shape, "num_classes": num_classes}
    reverse = tuple(widths)[::-1]
    count = likelihood.parameters_per_value
    if network == "dense":
        encoder = DenseEncoder(widths=widths, **code)
        return encoder, DenseDecoder(widths=reverse, parameters_per_value=count, **code)
    if network == "conv":
        encoder = ConvEncoder(filters=widths, units=units, **code)
        options = {"units": units, "parameters_per_value": count}
        return encoder, ConvDecoder(filters=reverse, **options, **code)
    raise ValueError(f'network must be "dense" or "conv"; got {network!r}.')


def check_networks(encoder, decoder, likelihood, num_classes):
    """Raise a ValueError unless encoder, decoder and likelihood fit together."""
    if encoder is None or decoder is None:
        raise ValueError("Give both encoder and decoder, or neither.")
    for network in (encoder, decoder):
        check_inputs(network, num_classes)
    height, width, channels = encoder.inputs[0].shape[1:]
    wanted = (height, width, channels * likelihood.parameters_per_value)
    found = tuple(decoder.outputs[0].shape[1:])
    if found != wanted:
        raise ValueError(
            f"The decoder must give {wanted} for these images and this likelihood; it gives "
            f"{found}."
        )
    length = decoder.inputs[0].shape[-1]
    if [x.shape[-1] for x in encoder.outputs] != [length, length]:
        raise ValueError(
            f"The encoder must give two outputs of length {length}, as the codes have."
        )
