"""Losses and likelihoods: pure functions of tensors.

First those of adversarial networks: one function for each, of the discriminator's logits of real
and of fake images, which gives both players' losses of each example, to be minimised. Real = 1,
fake = 0; a logit is the discriminator's raw output, D = sigmoid(logit) its probability that an
image is real. To add one, write the function and name it in `GAN_LOSSES`. Then what a variational
autoencoder is made of: log-likelihoods and a divergence, in nats. Last those of pairs.
"""

import math

import keras
from keras import ops

register = keras.saving.register_keras_serializable("aigc_keras")


@register
def minimax(real_logits, fake_logits):
    """The game as first written: -log D(x) - log(1 - D(G(z))) against its negative.

    The generator's gradient vanishes where the discriminator is sure (Goodfellow et al. 2014,
    arXiv:1406.2661).

    Args:
        real_logits, fake_logits: Float tensors (n, 1).

    Returns:
        d_loss, g_loss: float tensors (n, 1), in nats.

    Example:
        >>> d_loss, g_loss = minimax(ops.zeros((1, 1)), ops.zeros((1, 1)))
        >>> round(float(d_loss[0, 0]), 4), round(float(g_loss[0, 0]), 4)
        (1.3863, -0.6931)
    """
    # -log sigmoid(l) = softplus(-l) and -log(1 - sigmoid(l)) = softplus(l): stable for any l.
    d_loss = ops.softplus(-real_logits) + ops.softplus(fake_logits)
    g_loss = -ops.softplus(fake_logits)
    return d_loss, g_loss


@register
def non_saturating(real_logits, fake_logits):
    """-log D(x) - log(1 - D(G(z))) for the discriminator, -log D(G(z)) for the generator.

    The generator's gradient is largest where the discriminator is sure (Goodfellow et al. 2014,
    arXiv:1406.2661).

    Args, Returns: As for `minimax`.

    Example:
        >>> d_loss, g_loss = non_saturating(ops.zeros((1, 1)), ops.zeros((1, 1)))
        >>> round(float(d_loss[0, 0]), 4), round(float(g_loss[0, 0]), 4)
        (1.3863, 0.6931)
    """
    d_loss = ops.softplus(-real_logits) + ops.softplus(fake_logits)
    g_loss = ops.softplus(-fake_logits)
    return d_loss, g_loss


@register
def least_squares(real_logits, fake_logits):
    """Half the squared distances of the logits from 1 (real) and 0 (fake); the generator wants 1.

    Mao et al. 2016, arXiv:1611.04076.

    Args, Returns: As for `minimax`, without a unit.

    Example:
        >>> d_loss, g_loss = least_squares(ops.ones((1, 1)), ops.zeros((1, 1)))
        >>> float(d_loss[0, 0]), float(g_loss[0, 0])
        (0.0, 0.5)
    """
    d_loss = 0.5 * (ops.square(real_logits - 1) + ops.square(fake_logits))
    g_loss = 0.5 * ops.square(fake_logits - 1)
    return d_loss, g_loss


@register
def wasserstein(real_logits, fake_logits):
    """The critic pulls real and fake apart, the generator pushes the fakes up.

    It means something only for a critic whose slope is bounded, as by the gradient penalty that
    `GAN(loss="wasserstein_gp")` adds (Arjovsky et al. 2017, arXiv:1701.07875).

    Args, Returns: As for `minimax`, without a unit.

    Example:
        >>> d_loss, g_loss = wasserstein(ops.ones((1, 1)), -ops.ones((1, 1)))
        >>> float(d_loss[0, 0]), float(g_loss[0, 0])
        (-2.0, 1.0)
    """
    d_loss = fake_logits - real_logits
    g_loss = -fake_logits
    return d_loss, g_loss


@register
def relativistic(real_logits, fake_logits):
    """-log sigmoid(real - fake) for the discriminator, -log sigmoid(fake - real) for the generator.

    Pair by pair: row i of the fakes against row i of the reals (Jolicoeur-Martineau 2018,
    arXiv:1807.00734).

    Args, Returns: As for `minimax`.

    Example:
        >>> d_loss, g_loss = relativistic(ops.ones((1, 1)), ops.ones((1, 1)))
        >>> round(float(d_loss[0, 0]), 4), round(float(g_loss[0, 0]), 4)
        (0.6931, 0.6931)
    """
    d_loss = ops.softplus(fake_logits - real_logits)
    g_loss = ops.softplus(real_logits - fake_logits)
    return d_loss, g_loss


@register
def hinge(real_logits, fake_logits):
    """The discriminator wants logits above 1 (real) and below -1 (fake), and no more than that.

    Lim & Ye 2017, arXiv:1705.02894; Miyato et al. 2018, arXiv:1802.05957.

    Args, Returns: As for `minimax`, without a unit.

    Example:
        >>> d_loss, g_loss = hinge(2 * ops.ones((1, 1)), -0.5 * ops.ones((1, 1)))
        >>> float(d_loss[0, 0]), float(g_loss[0, 0])
        (0.5, 0.5)
    """
    d_loss = ops.relu(1 - real_logits) + ops.relu(1 + fake_logits)
    g_loss = -fake_logits
    return d_loss, g_loss


GAN_LOSSES = {
    "minimax": minimax,
    "non_saturating": non_saturating,
    "least_squares": least_squares,
    "wasserstein_gp": wasserstein,  # plus the gradient penalty, which the model adds
    "relativistic": relativistic,
    "hinge": hinge,
}


def check_gan_loss(loss):
    """Raise a ValueError that names the known losses unless `loss` is one of them.

    Example:
        >>> check_gan_loss("hinge")
        >>> check_gan_loss("hing")
        Traceback (most recent call last):
        ...
        ValueError: Unknown GAN loss 'hing'. Choose one of minimax, non_saturating, least_squares, \
        wasserstein_gp, relativistic, hinge.
    """
    if not callable(loss) and loss not in GAN_LOSSES:
        raise ValueError(f"Unknown GAN loss {loss!r}. Choose one of {', '.join(GAN_LOSSES)}.")


def gan_loss(loss):
    """The function of a name in `GAN_LOSSES`; a function is returned as it is.

    Args:
        loss: String, or function of real_logits and fake_logits, both (n, 1), that returns d_loss
            and g_loss, each (n, 1).

    Raises:
        ValueError: a name that is not in `GAN_LOSSES`.

    Example:
        >>> gan_loss("hinge") is hinge
        True
    """
    check_gan_loss(loss)
    return loss if callable(loss) else GAN_LOSSES[loss]


def discriminator_loss(real_logits, fake_logits, loss="non_saturating"):
    """The discriminator's (critic's) loss on a batch of real and a batch of fake images.

    Args:
        real_logits: Float tensor (n, 1). Logits of real images.
        fake_logits: Float tensor (n, 1). Logits of generated images.
        loss: String or function, as for `gan_loss`. The penalty of "wasserstein_gp" is the
            caller's business.

    Returns:
        Scalar float tensor, the mean over the batch; in nats for "minimax", "non_saturating" and
        "relativistic".

    Raises:
        ValueError: unknown `loss`.

    Example:
        >>> round(float(discriminator_loss(ops.zeros((4, 1)), ops.zeros((4, 1)))), 4)
        1.3863
    """
    d_loss, _ = gan_loss(loss)(real_logits, fake_logits)
    return ops.mean(d_loss)


def generator_loss(fake_logits, loss="non_saturating", real_logits=None):
    """The generator's loss on the logits of the images it made.

    Args:
        fake_logits: Float tensor (n, 1). Logits of generated images.
        loss: As in `discriminator_loss`.
        real_logits: Float tensor (n, 1), for "relativistic" only.

    Returns:
        Scalar float tensor, the mean over the batch.

    Raises:
        ValueError: unknown `loss`, or "relativistic" without `real_logits`.

    Example:
        >>> round(float(generator_loss(ops.zeros((4, 1)))), 4)
        0.6931
    """
    function = gan_loss(loss)
    if real_logits is None:
        if function is relativistic:
            raise ValueError("The relativistic loss compares with real images: pass real_logits.")
        real_logits = fake_logits  # the generator's loss does not look at them
    _, g_loss = function(real_logits, fake_logits)
    return ops.mean(g_loss)


def gradient_penalty(gradients, target_norm=1.0, sample_weight=None):
    """Mean squared distance of the gradients' norms from `target_norm`.

    With points drawn uniformly between real and fake images and `target_norm=1`, the penalty
    of WGAN-GP (Gulrajani et al. 2017, arXiv:1704.00028); with real images and
    `target_norm=0`, twice the `r1_penalty`.

    Args:
        gradients: Float tensor (n, ...): the critic's gradient at n inputs.
        target_norm: Float, the norm that costs nothing.
        sample_weight: None, or tensor (n,), as in `weighted_mean`.

    Returns:
        Scalar float tensor. Its own gradient is finite at a gradient of zero.

    Example:
        >>> round(float(gradient_penalty(ops.convert_to_tensor([[3.0, 4.0]]))), 3)
        16.0
    """
    squared_norm = ops.sum(ops.square(ops.reshape(gradients, (ops.shape(gradients)[0], -1))), -1)
    if target_norm == 0:
        return weighted_mean(squared_norm, sample_weight)
    distance = ops.sqrt(squared_norm + 1e-12) - target_norm
    return weighted_mean(ops.square(distance), sample_weight)


def r1_penalty(gradients, sample_weight=None):
    """Half the mean squared gradient of the discriminator at real images.

    R1 of Mescheder et al. 2018, arXiv:1801.04406, before its weight.

    Args:
        gradients: Float tensor (n, ...): the discriminator's gradient at n real images.
        sample_weight: None, or tensor (n,), as in `weighted_mean`.

    Returns:
        Scalar float tensor.

    Example:
        >>> float(r1_penalty(ops.convert_to_tensor([[3.0, 4.0]])))
        12.5
    """
    return gradient_penalty(gradients, target_norm=0, sample_weight=sample_weight) / 2


def gaussian_kl(z_mean, z_log_var):
    """Kullback-Leibler divergence of N(z_mean, exp(z_log_var)) from N(0, 1), in nats.

    Appendix B of Kingma & Welling 2013, arXiv:1312.6114. The divergence of a whole code is the
    **sum** over its dimensions; a mean over them would weigh it too little.

    Args:
        z_mean, z_log_var: Float tensors (n, latent_dim).

    Returns:
        Float tensor (n, latent_dim), of each dimension apart.

    Example:
        >>> np.array(gaussian_kl([[0.0, 2.0]], [[0.0, 0.0]])).tolist()
        [[0.0, 2.0]]
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

    Example:
        >>> round(float(bernoulli_log_likelihood([1.0], [0.0])[0]), 4)  # log(1 / 2)
        -0.6931
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

    Example:
        >>> round(float(gaussian_log_likelihood([0.5], [0.5], 1.0)[0]), 4)  # -log(2 pi) / 2
        -0.9189
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

    Example:
        >>> values = np.arange(256, dtype="float32") / 255
        >>> log_p = discretized_logistic_log_likelihood(values, 0.5 + 0 * values, -2.0 + 0 * values)
        >>> round(float(ops.sum(ops.exp(log_p))), 4)
        1.0
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


def softmax_pair_losses(logits):
    """For each of n pictures and its sentence: is it the one among all that fits the other?

    The mean of two cross-entropies, one over the sentences of the batch and one over the pictures
    (Radford et al. 2021, arXiv:2103.00020). Chance is log n.

    Args:
        logits: Float tensor (n, n): how well picture i fits sentence j; the pairs are i = j.

    Returns:
        Float tensor (n,), in nats.

    Example:
        >>> round(float(softmax_pair_losses(ops.zeros((4, 4)))[0]), 4)  # log 4
        1.3863
    """
    rows, columns = ops.log_softmax(logits, axis=1), ops.log_softmax(logits, axis=0)
    return -(ops.diagonal(rows) + ops.diagonal(columns)) / 2


def sigmoid_pair_losses(logits):
    """For each picture: does it fit this sentence, asked of each of the n sentences by itself?

    The sum of n cross-entropies of two answers (Zhai et al. 2023, arXiv:2303.15343).

    Args:
        logits: As for `softmax_pair_losses`.

    Returns:
        Float tensor (n,), in nats.

    Example:
        >>> round(float(sigmoid_pair_losses(ops.zeros((4, 4)))[0]), 4)  # 4 log 2
        2.7726
    """
    signs = 2 * ops.eye(logits.shape[0] or ops.shape(logits)[0], dtype=logits.dtype) - 1
    return ops.sum(ops.softplus(-signs * logits), axis=1)


def weighted_mean(values, sample_weight=None, axis=None):
    """The mean of losses, each counted as often as its weight says.

    Args:
        values: Float tensor (n, ...).
        sample_weight: None, or tensor (n,) or like `values`. A weight for each row counts for
            all its values.
        axis: None for the mean of all values, 0 for that of each column.

    Returns:
        Float tensor, scalar or, with axis 0, like a row of `values`: the sum of weight times
        value, divided by the sum of the weights; 0 where all weights are 0.

    Example:
        >>> float(weighted_mean([1.0, 3.0], [3.0, 1.0]))
        1.5
    """
    values = ops.convert_to_tensor(values)
    if sample_weight is None:
        return ops.mean(values, axis=axis)
    weights = ops.cast(sample_weight, values.dtype)
    missing = len(values.shape) - len(weights.shape)
    weights = ops.reshape(weights, (*ops.shape(weights), *[1] * missing))
    weights = ops.broadcast_to(weights, ops.shape(values))
    total = ops.sum(weights, axis=axis)
    return ops.sum(weights * values, axis=axis) / ops.where(total == 0, 1.0, total)
