"""What several checks of this chapter share."""

import numpy as np


def _pixel_costs(images, logits):
    """-log p of binary pixels, from how far each logit lies on the right side of zero."""
    right = np.where(images == 1, logits, -logits)
    return np.maximum(-right, 0) + np.log1p(np.exp(-np.abs(right)))


def _divergences(z_mean, variance):
    return (z_mean**2 + variance - np.log(variance) - 1) / 2
