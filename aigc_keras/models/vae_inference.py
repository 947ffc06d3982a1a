"""What a trained VAE can be asked: how likely an image is, and what a damaged one looked like."""

import contextlib

import numpy as np
from keras import ops

from aigc_keras.backend import input_gradient
from aigc_keras.losses import gaussian_kl, gaussian_log_likelihood
from aigc_keras.models.conditions import join

NUM_STARTS = 50  # codes drawn from the prior that a repair may start from


class Inference:
    """Methods of `VAE`: bounds of log p(image), and repairs by the code that explains an image."""

    def elbo(self, images, labels=None, *, seed=0):
        """The evidence lower bound of each image, with one draw of the code.

        Args:
            images: (n, *image_shape): uint8 for "discretized_logistic", black and white for
                "bernoulli" (`aigc_keras.data.binarize`).
            labels: Ints, one or (n,), of a conditional model only.
            seed: Int.

        Returns:
            float64 NumPy array (n,), in nats. Its mean estimates the bound, and its standard
            deviation divided by sqrt(n) is that mean's standard error.

        Raises:
            ValueError: grey images where the likelihood is defined for binary ones.
        """
        images = self._check_measurable(images)
        rng = np.random.default_rng(seed)
        bounds = []
        with full_precision(self.encoder, self.decoder):
            for part in batches(images, *self._conditions(labels, len(images))):
                z_mean, z_log_var = self.encoder(join(*part), training=False)
                noise = rng.standard_normal(tuple(z_mean.shape), dtype="float32")
                noise = ops.convert_to_tensor(noise)
                z = z_mean + ops.exp(0.5 * z_log_var) * noise
                parameters = self.decoder(join(z, *part[1:]), training=False)
                pixels = self.pixel_log_likelihood(part[0], parameters)
                kl = ops.sum(gaussian_kl(z_mean, z_log_var), axis=-1)
                bounds.append(ops.convert_to_numpy(_sum(pixels) - kl))
        return np.concatenate(bounds).astype("float64")

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
        if num_samples < 1:
            raise ValueError(f"num_samples must be at least 1; got {num_samples}.")
        images = self._check_measurable(images)
        z_mean, z_log_var = (x[:, None] for x in self.encode(images, labels))
        conditions = self._conditions(labels, len(images))
        rng = np.random.default_rng(seed)
        log_weights = np.empty((len(images), num_samples))
        rows = max(1, 4000 // num_samples)  # images at a time
        with full_precision(self.decoder):
            for i in range(0, len(images), rows):
                for j in range(0, num_samples, 4000):
                    here = np.s_[i : i + rows]
                    count = min(4000, num_samples - j)
                    shape = (*z_mean[here].shape[:1], count, self.latent_dim)
                    noise = rng.standard_normal(shape, dtype="float32")
                    z = z_mean[here] + np.exp(0.5 * z_log_var[here]) * noise
                    inputs = [np.repeat(x[here], count, axis=0) for x in (images, *conditions)]
                    z_flat = z.reshape(-1, self.latent_dim)
                    parameters = self.decoder(join(z_flat, *inputs[1:]), training=False)
                    pixels = self.pixel_log_likelihood(inputs[0], parameters)
                    # log p(z) - log q(z | x): the normal densities' constants cancel.
                    ratio = 0.5 * np.sum(noise**2 - z**2 + z_log_var[here], axis=-1)
                    log_likelihood = ops.convert_to_numpy(_sum(pixels)).reshape(shape[:2])
                    log_weights[here, j : j + count] = log_likelihood + ratio
        largest = log_weights.max(axis=1, keepdims=True)
        return largest[:, 0] + np.log(np.mean(np.exp(log_weights - largest), axis=1))

    def inpaint(self, images, mask, labels=None, *, num_steps=100, dtype="uint8"):
        """Fill in what is missing, by the code that best explains what is visible.

        Climbs log p(visible pixels | z) + log p(z) from the best of many starting points: the
        encoder's guess, and draws from the prior.

        Args:
            images: (n, *image_shape), uint8 or float in [0, 1]; masked pixels are not looked at.
            mask: Bool array that broadcasts to `images`, True where pixels are missing.
            labels: Ints, one or (n,), of a conditional model only.
            num_steps: Int, steps of the ascent.
            dtype: "uint8", or "float32" in [0, 1].

        Returns:
            NumPy array like `images`: visible pixels as they were, the others repaired.

        Raises:
            ValueError: a mask of another shape or type.
        """
        values = self._check_images(images)
        mask = np.asarray(mask)
        if mask.dtype != bool:
            raise ValueError(f"The mask must be boolean, True where missing; got {mask.dtype}.")
        try:
            mask = np.broadcast_to(mask, values.shape)
        except ValueError:
            raise ValueError(f"A mask {mask.shape} does not fit images {values.shape}.") from None
        values = np.where(mask, np.float32(0), values)
        visible = (~mask).astype("float32")
        count = np.maximum(visible.sum(axis=(1, 2, 3), keepdims=True), 1)
        fill = values.sum(axis=(1, 2, 3), keepdims=True) / count
        start = np.where(mask, fill, values).astype("float32")

        def explain(parameters, i):
            pixels = self.pixel_log_likelihood(start[i], parameters)
            return _sum(pixels * ops.convert_to_tensor(visible[i]))

        codes = self._explaining_codes(start, labels, explain, num_steps)
        repaired = np.where(mask, self.decode(codes, labels, dtype="float32"), values)
        return np.rint(repaired * 255).astype("uint8") if dtype == "uint8" else repaired

    def denoise(self, images, noise_level, labels=None, *, num_steps=100, dtype="uint8"):
        """Remove normal noise, by the code that best explains the noisy image.

        Args:
            images: (n, *image_shape), uint8 or float; noise may have taken floats out of [0, 1].
            noise_level: Float above 0: the noise's standard deviation in the unit of [0, 1].
            labels, num_steps, dtype: As in `inpaint`.

        Returns:
            NumPy array like `images`.

        Raises:
            ValueError: noise_level not above 0.
        """
        if noise_level <= 0:
            raise ValueError(f"noise_level must be above 0; got {noise_level}.")
        values = self._check_images(images)

        def explain(parameters, i):
            means = self.pixel_means(parameters)
            return _sum(gaussian_log_likelihood(values[i], means, noise_level))

        codes = self._explaining_codes(np.clip(values, 0, 1), labels, explain, num_steps)
        return self.decode(codes, labels, dtype=dtype)

    def _explaining_codes(self, start, labels, explain, num_steps, learning_rate=0.1):
        """Codes (n, latent_dim) that maximise explain(parameters, rows) + log p(z), by Adam."""
        codes = self.encode(start, labels)[0]
        conditions = self._conditions(labels, len(codes))
        others = np.random.default_rng(0).standard_normal((NUM_STARTS, self.latent_dim), "float32")
        with full_precision(self.decoder):
            for first in range(0, len(codes), 500):
                i = np.s_[first : first + 500]

                def objective(z, i=i):
                    inputs = join(z, *(c[i] for c in conditions))
                    explained = explain(self.decoder(inputs, training=False), i)
                    return explained - 0.5 * ops.sum(ops.square(z), axis=-1)

                z, m, v = codes[i], 0.0, 0.0
                best = ops.convert_to_numpy(objective(ops.convert_to_tensor(z)))
                for other in others:
                    candidate = np.broadcast_to(other, z.shape)
                    value = ops.convert_to_numpy(objective(ops.convert_to_tensor(candidate)))
                    z = np.where((value > best)[:, None], candidate, z)
                    best = np.maximum(value, best)
                for step in range(1, num_steps + 1):
                    gradient = input_gradient(objective, ops.convert_to_tensor(z))
                    gradient = ops.convert_to_numpy(gradient)
                    m = 0.9 * m + 0.1 * gradient
                    v = 0.99 * v + 0.01 * gradient**2
                    move = (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.99**step)) + 1e-8)
                    z = z + learning_rate * (1 - (step - 1) / num_steps) * move
                codes[i] = z
        return codes

    def _check_measurable(self, images):
        images = self._check_images(images)
        if self.likelihood == "bernoulli" and not np.all((images == 0) | (images == 1)):
            raise ValueError(
                "A Bernoulli likelihood is one of binary images, and these are grey: pass "
                "aigc_keras.data.binarize(images, seed=0)."
            )
        return images


@contextlib.contextmanager
def full_precision(*networks):
    """Compute the layers of these networks in float32, whatever precision they train in."""
    layers = [layer for network in networks for layer in network._flatten_layers()]
    policies = [layer.dtype_policy for layer in layers]
    try:
        for layer in layers:
            layer.dtype_policy = "float32"
        yield
    finally:
        for layer, policy in zip(layers, policies, strict=True):
            layer.dtype_policy = policy


def batches(*arrays, size=500):
    """Parts of arrays of one length, `size` rows each, as lists."""
    for i in range(0, len(arrays[0]), size):
        yield [array[i : i + size] for array in arrays]


def _sum(pixels):
    return ops.sum(pixels, axis=(1, 2, 3))
