"""Losses and likelihoods: pure functions of tensors.

First those of adversarial networks: a player's loss is to be minimised; real = 1, fake = 0; a
logit is the discriminator's raw output, D = sigmoid(logit) its probability that an image is real.
Then what a variational autoencoder is made of: log-likelihoods and a divergence, in nats.
"""

import math

from keras import ops

GAN_LOSSES = ("minimax", "non_saturating", "least_squares", "wasserstein_gp", "relativistic")


def check_gan_loss(loss):
    """Raise a ValueError that names the known losses unless `loss` is one of them."""
    if loss not in GAN_LOSSES:
        raise ValueError(f"Unknown GAN loss {loss!r}. Choose one of {', '.join(GAN_LOSSES)}.")


def discriminator_loss(real_logits, fake_logits, loss="non_saturating"):
    """The discriminator's (critic's) loss on a batch of real and a batch of fake images.

    Args:
        real_logits: Float tensor (n, 1). Logits of real images.
        fake_logits: Float tensor (n, 1). Logits of generated images.
        loss: "minimax" and "non_saturating": -log D(x) - log(1 - D(G(z))) (Goodfellow et al.
            2014, arXiv:1406.2661). "least_squares": half the squared distances of the logits
            to 1 and 0 (Mao et al. 2016, arXiv:1611.04076). "wasserstein_gp": E[fake] - E[real],
            to which the caller adds the gradient penalty (Arjovsky et al. 2017,
            arXiv:1701.07875). "relativistic": -log sigmoid(real - fake), pair by pair
            (Jolicoeur-Martineau 2018, arXiv:1807.00734).

    Returns:
        Scalar float tensor; in nats for "minimax", "non_saturating" and "relativistic".

    Raises:
        ValueError: unknown `loss`.
    """
    check_gan_loss(loss)
    if loss == "least_squares":
        return 0.5 * (ops.mean(ops.square(real_logits - 1)) + ops.mean(ops.square(fake_logits)))
    if loss == "wasserstein_gp":
        return ops.mean(fake_logits) - ops.mean(real_logits)
    if loss == "relativistic":
        return ops.mean(ops.softplus(fake_logits - real_logits))
    # -log sigmoid(l) = softplus(-l) and -log(1 - sigmoid(l)) = softplus(l): stable for any l.
    return ops.mean(ops.softplus(-real_logits)) + ops.mean(ops.softplus(fake_logits))


def generator_loss(fake_logits, loss="non_saturating", real_logits=None):
    """The generator's loss on the logits of the images it made.

    Args:
        fake_logits: Float tensor (n, 1). Logits of generated images.
        loss: As in `discriminator_loss`. "minimax" is log(1 - D(G(z))), whose gradient
            vanishes where the discriminator is sure; "non_saturating" is -log D(G(z));
            "relativistic" is -log sigmoid(fake - real).
        real_logits: Float tensor (n, 1), for "relativistic" only.

    Returns:
        Scalar float tensor.

    Raises:
        ValueError: unknown `loss`.
    """
    check_gan_loss(loss)
    if loss == "minimax":
        return -ops.mean(ops.softplus(fake_logits))
    if loss == "least_squares":
        return 0.5 * ops.mean(ops.square(fake_logits - 1))
    if loss == "wasserstein_gp":
        return -ops.mean(fake_logits)
    if loss == "relativistic":
        return ops.mean(ops.softplus(real_logits - fake_logits))
    return ops.mean(ops.softplus(-fake_logits))


def gradient_penalty(gradients, target_norm=1.0):
    """Mean squared distance of the gradients' norms from `target_norm`.

    With points drawn uniformly between real and fake images and `target_norm=1`, the penalty
    of WGAN-GP (Gulrajani et al. 2017, arXiv:1704.00028); with real images and
    `target_norm=0`, twice the R1 penalty (Mescheder et al. 2018, arXiv:1801.04406).

    Args:
        gradients: Float tensor (n, ...): the critic's gradient at n inputs.
        target_norm: Float, the norm that costs nothing.

    Returns:
        Scalar float tensor. Its own gradient is finite at a gradient of zero.
    """
    squared_norm = ops.sum(ops.square(ops.reshape(gradients, (ops.shape(gradients)[0], -1))), -1)
    if target_norm == 0:
        return ops.mean(squared_norm)
    return ops.mean(ops.square(ops.sqrt(squared_norm + 1e-12) - target_norm))


def gaussian_kl(z_mean, z_log_var):
    """Kullback-Leibler divergence of N(z_mean, exp(z_log_var)) from N(0, 1), in nats.

    Appendix B of Kingma & Welling 2013, arXiv:1312.6114. The divergence of a whole code is the
    **sum** over its dimensions; a mean over them would weigh it too little.

    Args:
        z_mean, z_log_var: Float tensors (n, latent_dim).

    Returns:
        Float tensor (n, latent_dim), of each dimension apart.
    """
    z_mean, z_log_var = ops.convert_to_tensor(z_mean), ops.convert_to_tensor(z_log_var)
    return 0.5 * (ops.square(z_mean) + ops.exp(z_log_var) - 1 - z_log_var)


def bernoulli_log_likelihood(images, logits):
    """log p of each pixel, black or white, in nats.

    Args:
        images: Float tensor (n, ...) of 0 and 1. For values in between the result is no
            log-likelihood: these probabilities sum to 1 over binary images only.
        logits: Float tensor (n, ...), log-odds of 1.

    Returns:
        Float tensor like `images`: sum over its pixels for the image.
    """
    images, logits = ops.convert_to_tensor(images), ops.convert_to_tensor(logits)
    return images * logits - ops.softplus(logits)


def gaussian_log_likelihood(images, means, standard_deviation):
    """log density of each pixel under a normal distribution, in nats.

    Args:
        images, means: Float tensors (n, ...).
        standard_deviation: Float, of every pixel.

    Returns:
        Float tensor like `images`: sum over its pixels for the image.
    """
    images, means = ops.convert_to_tensor(images), ops.convert_to_tensor(means)
    constant = math.log(standard_deviation) + 0.5 * math.log(2 * math.pi)
    return -0.5 * ops.square((images - means) / standard_deviation) - constant


def discretized_logistic_log_likelihood(images, means, log_scales):
    """log p of each 8-bit pixel, in nats.

    Its distribution is a logistic one, cut into 256 bins; the first and the last bin reach to
    infinity (Salimans et al. 2017, arXiv:1701.05517, with one component). A proper probability:
    it sums to 1 over the 256 values.

    Args:
        images: Float tensor (n, ...), multiples of 1/255 in [0, 1].
        means: Float tensor (n, ...), of the distribution, in the images' unit.
        log_scales: Float tensor (n, ...), natural logarithm of the scale in that unit.

    Returns:
        Float tensor like `images`: sum over its pixels for the image.
    """
    images, means = ops.convert_to_tensor(images), ops.convert_to_tensor(means)
    inverse = ops.exp(-ops.convert_to_tensor(log_scales))
    upper = (images - means + 0.5 / 255) * inverse
    lower = (images - means - 0.5 / 255) * inverse
    # sigmoid(u) - sigmoid(l) = sigmoid(u) sigmoid(-l) (1 - exp(l - u)), stable for any u > l.
    below, above = -ops.softplus(-upper), -ops.softplus(lower)
    inside = below + above + ops.log(-ops.expm1(-inverse / 255))
    is_first, is_last = images < 0.5 / 255, images > 1 - 0.5 / 255
    return ops.where(is_first, below, ops.where(is_last, above, inside))
