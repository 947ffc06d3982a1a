"""Bounds of log p(image), and the search for the code that explains an image: plain functions.

They take an encoder, a decoder and a likelihood, whatever model these belong to; `VAE` calls them.
"""

import numpy as np
from keras import ops

from aigc_keras.backend import full_precision, input_gradient
from aigc_keras.losses import gaussian_kl
from aigc_keras.models.images import join

NUM_STARTS = 50  # codes drawn from the prior that a search may start from


def evidence_lower_bound(encoder, decoder, likelihood, images, conditions, rng):
    """The evidence lower bound of each image, with one draw of the code.

    Kingma & Welling 2013, arXiv:1312.6114.

    Args:
        encoder: Keras model, images -> z_mean, z_log_var.
        decoder: Keras model, codes -> parameters of the likelihood.
        likelihood: `aigc_keras.models.likelihoods.Likelihood`.
        images: float32 NumPy array (n, height, width, channels) in [0, 1].
        conditions: List of further inputs of both networks, each (n,).
        rng: NumPy generator.

    Returns:
        float64 NumPy array (n,), in nats.
    """
    bounds = []
    with full_precision(encoder, decoder):
        for rows, *labels in batches(images, *conditions):
            z_mean, z_log_var = encoder(join(rows, *labels), training=False)
            noise = rng.standard_normal(tuple(z_mean.shape), dtype="float32")
            z = z_mean + ops.exp(0.5 * z_log_var) * ops.convert_to_tensor(noise)
            parameters = decoder(join(z, *labels), training=False)
            kl = ops.sum(gaussian_kl(z_mean, z_log_var), axis=-1)
            bound = sum_over_pixels(likelihood.log_prob(rows, parameters)) - kl
            bounds.append(ops.convert_to_numpy(bound))
    return np.concatenate(bounds).astype("float64")


def importance_weighted_bound(
    decoder, likelihood, images, conditions, z_mean, z_log_var, num_samples, rng
):
    """The importance-weighted bound of each image: log of the mean of p(x, z) / q(z | x).

    Burda et al. 2015, arXiv:1509.00519.

    Args:
        decoder, likelihood, images, conditions, rng: As in `evidence_lower_bound`.
        z_mean, z_log_var: float32 NumPy arrays (n, latent_dim), of q.
        num_samples: Int, codes drawn for each image.

    Returns:
        float64 NumPy array (n,), in nats.
    """
    log_weights = np.empty((len(images), num_samples))
    z_mean = z_mean[:, None]  # (n, 1, latent_dim): the second axis is that of the draws
    z_log_var = z_log_var[:, None]
    images_at_once = max(1, 4000 // num_samples)
    with full_precision(decoder):
        for i in range(0, len(images), images_at_once):
            here = np.s_[i : i + images_at_once]
            for j in range(0, num_samples, 4000):
                count = min(4000, num_samples - j)
                shape = (len(z_mean[here]), count, z_mean.shape[-1])
                noise = rng.standard_normal(shape, dtype="float32")
                z = z_mean[here] + np.exp(0.5 * z_log_var[here]) * noise
                labels = [np.repeat(condition[here], count) for condition in conditions]
                codes = z.reshape(-1, z.shape[-1])
                parameters = decoder(join(codes, *labels), training=False)
                pixels = likelihood.log_prob(np.repeat(images[here], count, axis=0), parameters)
                log_likelihood = ops.convert_to_numpy(sum_over_pixels(pixels))
                # log p(z) - log q(z | x): the normal densities' constants cancel.
                ratio = 0.5 * np.sum(noise**2 - z**2 + z_log_var[here], axis=-1)
                log_weights[here, j : j + count] = log_likelihood.reshape(shape[:2]) + ratio
    largest = log_weights.max(axis=1, keepdims=True)
    return largest[:, 0] + np.log(np.mean(np.exp(log_weights - largest), axis=1))


def explaining_codes(decoder, log_evidence, codes, conditions, num_steps, learning_rate=0.1):
    """Codes that maximise log p(what is seen | z) + log p(z): the best start, then Adam.

    Args:
        decoder: Keras model, codes -> parameters.
        log_evidence: Function of parameters and a slice of rows that returns the log-probability
            of what is seen of these rows, a tensor (number of rows,).
        codes: float32 NumPy array (n, latent_dim), the first guess; beside it stand draws from
            the prior, always the same.
        conditions: List of further inputs of the decoder, each (n,).
        num_steps: Int, steps of the ascent.
        learning_rate: Float, of the first step; it falls to 0 in a straight line.

    Returns:
        float32 NumPy array (n, latent_dim).
    """
    starts = np.random.default_rng(0).standard_normal((NUM_STARTS, codes.shape[-1]), "float32")
    found = []
    with full_precision(decoder):
        for first in range(0, len(codes), 500):
            rows = np.s_[first : first + 500]
            labels = [condition[rows] for condition in conditions]

            def objective(z, rows=rows, labels=labels):
                parameters = decoder(join(z, *labels), training=False)
                return log_evidence(parameters, rows) - 0.5 * ops.sum(ops.square(z), axis=-1)

            z = best_start(objective, codes[rows], starts)
            found.append(climb(objective, z, num_steps, learning_rate))
    return np.concatenate(found)


def best_start(objective, codes, starts):
    """For each row the best of its code and of the starts, by `objective`: NumPy array (n, d)."""
    best = ops.convert_to_numpy(objective(ops.convert_to_tensor(codes)))
    for start in starts:
        candidate = np.broadcast_to(start, codes.shape)
        value = ops.convert_to_numpy(objective(ops.convert_to_tensor(candidate)))
        codes = np.where((value > best)[:, None], candidate, codes)
        best = np.maximum(value, best)
    return codes


def climb(objective, z, num_steps, learning_rate):
    """Adam on each row of z, uphill, at a rate that falls to 0: NumPy array like z."""
    m = np.zeros_like(z)
    v = np.zeros_like(z)
    for step in range(1, num_steps + 1):
        gradient = ops.convert_to_numpy(input_gradient(objective, ops.convert_to_tensor(z)))
        m = 0.9 * m + 0.1 * gradient
        v = 0.99 * v + 0.01 * gradient**2
        move = (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.99**step)) + 1e-8)
        z = z + learning_rate * (1 - (step - 1) / num_steps) * move
    return z


def batches(*arrays, size=500):
    """Parts of arrays of one length, `size` rows each, as lists."""
    for i in range(0, len(arrays[0]), size):
        yield [array[i : i + size] for array in arrays]


def sum_over_pixels(values):
    """Sums over all but the first axis: tensor (n,)."""
    return ops.sum(values, axis=(1, 2, 3))
