"""p(image | code): how each value of a pixel is distributed once the decoder has spoken.

The values of an image are independent given its code. A decoder gives `parameters_per_value`
numbers for each of them: `parameters` is (n, height, width, parameters_per_value * channels).
"""

import keras
import numpy as np
from keras import ops

from aigc_keras import losses

register = keras.saving.register_keras_serializable("aigc_keras")


class Likelihood:
    """What every likelihood has; `log_prob`, `mean` and `draw` are its own.

    A new one derives from this class and is registered with Keras, as those below are; its
    attributes are its arguments, which `get_config` names.
    """

    parameters_per_value = 1
    is_binary = False  # whether it is one of black and white, so that grey images must be drawn

    def log_prob(self, images, parameters):
        """log p of each value.

        Args:
            images: Float tensor (n, height, width, channels), in [0, 1].
            parameters: Float tensor, as from the decoder.

        Returns:
            Float tensor like `images`, in nats.
        """
        raise NotImplementedError

    def mean(self, parameters):
        """The mean of each value's distribution: float tensor (n, height, width, channels)."""
        raise NotImplementedError

    def draw(self, parameters, rng):
        """Values drawn from their distribution.

        Args:
            parameters: Float tensor, as from the decoder.
            rng: NumPy generator.

        Returns:
            Float NumPy array (n, height, width, channels).
        """
        raise NotImplementedError

    def get_config(self):
        return {}

    @classmethod
    def from_config(cls, config):
        return cls(**config)


@register
class Bernoulli(Likelihood):
    """Black or white; the parameter is the log-odds of white.

    Grey training images are drawn anew as black and white in each step.

    Example:
        >>> log_prob = Bernoulli().log_prob(ops.ones((1, 1, 1, 1)), ops.zeros((1, 1, 1, 1)))
        >>> round(float(log_prob[0, 0, 0, 0]), 4)
        -0.6931
    """

    is_binary = True

    def log_prob(self, images, parameters):
        return losses.bernoulli_log_likelihood(images, parameters)

    def mean(self, parameters):
        return ops.sigmoid(parameters)

    def draw(self, parameters, rng):
        mean = ops.convert_to_numpy(self.mean(parameters))
        return (rng.uniform(size=mean.shape) < mean).astype("float32")


@register
class Gaussian(Likelihood):
    """Real values, normal around the parameter.

    Args:
        standard_deviation: Float above 0, in the unit of images in [0, 1].

    Raises:
        ValueError: a standard deviation that is not above 0.

    Example:
        >>> log_prob = Gaussian(1.0).log_prob(ops.zeros((1, 1, 1, 1)), ops.zeros((1, 1, 1, 1)))
        >>> round(float(log_prob[0, 0, 0, 0]), 4)
        -0.9189
    """

    def __init__(self, standard_deviation=0.1):
        if not standard_deviation > 0:
            raise ValueError(f"standard_deviation must be above 0; got {standard_deviation}.")
        self.standard_deviation = standard_deviation

    def log_prob(self, images, parameters):
        return losses.gaussian_log_likelihood(images, parameters, self.standard_deviation)

    def mean(self, parameters):
        return ops.convert_to_tensor(parameters)

    def draw(self, parameters, rng):
        mean = ops.convert_to_numpy(parameters)
        return mean + self.standard_deviation * rng.standard_normal(mean.shape)

    def get_config(self):
        return {"standard_deviation": self.standard_deviation}


@register
class DiscretizedLogistic(Likelihood):
    """8-bit values: a logistic distribution, cut into 256 bins (Salimans et al. 2017).

    arXiv:1701.05517, with one component. The parameters are first the centres of all channels, less
    a half, then their log-scales, plus 2.

    Example:
        >>> mean = DiscretizedLogistic().mean(ops.zeros((1, 1, 1, 2)))
        >>> round(float(mean[0, 0, 0, 0]), 4)
        0.5
    """

    parameters_per_value = 2

    def log_prob(self, images, parameters):
        means, log_scales = self._means_and_log_scales(parameters)
        return losses.discretized_logistic_log_likelihood(images, means, log_scales)

    def mean(self, parameters):
        # What lies beyond black and white counts as black and white, so the mean is the
        # integral from 0 to 1 of P(value > t) = sigmoid((centre - t) / scale).
        means, log_scales = self._means_and_log_scales(parameters)
        scales = ops.exp(log_scales)
        return scales * (ops.softplus(means / scales) - ops.softplus((means - 1) / scales))

    def draw(self, parameters, rng):
        means, log_scales = self._means_and_log_scales(parameters)
        means = ops.convert_to_numpy(means)
        uniform = rng.uniform(1e-6, 1 - 1e-6, means.shape)
        logistic = np.log(uniform) - np.log1p(-uniform)
        return means + np.exp(ops.convert_to_numpy(log_scales)) * logistic

    def _means_and_log_scales(self, parameters):
        means, log_scales = ops.split(ops.convert_to_tensor(parameters), 2, axis=-1)
        return means + 0.5, ops.clip(log_scales - 2.0, -9.0, 2.0)


LIKELIHOODS = {
    "bernoulli": Bernoulli,
    "discretized_logistic": DiscretizedLogistic,
    "gaussian": Gaussian,
}


def pixel_likelihood(likelihood, standard_deviation):
    """The object of a name in `LIKELIHOODS`; an object is returned as it is.

    Args:
        likelihood: String, or `Likelihood`.
        standard_deviation: Float, for "gaussian".

    Raises:
        ValueError: a name that is not in `LIKELIHOODS`.

    Example:
        >>> pixel_likelihood("gaussian", 0.5).standard_deviation
        0.5
    """
    if isinstance(likelihood, Likelihood):
        return likelihood
    if likelihood not in LIKELIHOODS:
        raise ValueError(
            f"Unknown likelihood {likelihood!r}. Choose one of {', '.join(LIKELIHOODS)}."
        )
    if likelihood == "gaussian":
        return Gaussian(standard_deviation)
    return LIKELIHOODS[likelihood]()
