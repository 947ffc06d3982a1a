"""p(image | code): how each pixel is distributed once the decoder has spoken."""

import numpy as np
from keras import ops

from aigc_keras import losses

# The name of a likelihood, and how many parameters it needs for each pixel value.
LIKELIHOODS = {"bernoulli": 1, "discretized_logistic": 2, "gaussian": 1}


class PixelDistribution:
    """Methods of `VAE` that depend on its likelihood; pixels are independent given the code."""

    def pixel_log_likelihood(self, images, parameters):
        """log p of each pixel of the images, from the decoder's parameters: tensor, in nats."""
        if self.likelihood == "bernoulli":
            return losses.bernoulli_log_likelihood(images, parameters)
        if self.likelihood == "gaussian":
            return losses.gaussian_log_likelihood(images, parameters, self.standard_deviation)
        means, log_scales = self._logistic(parameters)
        return losses.discretized_logistic_log_likelihood(images, means, log_scales)

    def pixel_means(self, parameters):
        """The mean of each pixel's distribution: float tensor (n, *image_shape)."""
        if self.likelihood == "discretized_logistic":
            # What lies beyond black and white counts as black and white, so the mean is the
            # integral from 0 to 1 of P(value > t) = sigmoid((centre - t) / scale).
            means, log_scales = self._logistic(parameters)
            scales = ops.exp(log_scales)
            return scales * (ops.softplus(means / scales) - ops.softplus((means - 1) / scales))
        return ops.sigmoid(parameters) if self.likelihood == "bernoulli" else parameters

    def _logistic(self, parameters):
        means, log_scales = ops.split(parameters, 2, axis=-1)
        return means + 0.5, ops.clip(log_scales - 2.0, -9.0, 2.0)

    def _draw(self, parameters, rng):
        mean = ops.convert_to_numpy(self.pixel_means(parameters))
        if self.likelihood == "bernoulli":
            return rng.uniform(size=mean.shape) < mean
        if self.likelihood == "gaussian":
            return mean + self.standard_deviation * rng.standard_normal(mean.shape)
        centre, log_scale = (ops.convert_to_numpy(x) for x in self._logistic(parameters))
        uniform = rng.uniform(1e-6, 1 - 1e-6, mean.shape)
        return centre + np.exp(log_scale) * (np.log(uniform) - np.log1p(-uniform))
