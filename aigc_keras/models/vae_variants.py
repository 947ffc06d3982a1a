"""VAEs that derive from `VAE`: with labels."""

import keras
import numpy as np

from aigc_keras.models.conditions import check_labels
from aigc_keras.models.vae import VAE


@keras.saving.register_keras_serializable("aigc_keras")
class ConditionalVAE(VAE):
    """A VAE whose networks both see the class label (Sohn et al. 2015).

    `fit((images, labels))`. The prior of the code stays N(0, 1) for every class.

    Args:
        num_classes: Int, labels are 0 .. num_classes - 1.
        **kwargs: Those of `VAE`.
    """

    def __init__(self, num_classes, **kwargs):
        self.num_classes = num_classes
        super().__init__(**kwargs)

    def sample(self, num_samples, *, labels=None, seed=None, dtype="uint8", draws=False):
        """Images of given classes.

        Args:
            labels: Int, or ints (num_samples,); None draws them uniformly.
            num_samples, seed, dtype, draws: As in `VAE.sample`.

        Returns:
            NumPy array (num_samples, *image_shape).
        """
        codes = self._draw_codes(num_samples, seed)
        if labels is None:
            labels = np.random.default_rng(seed).integers(self.num_classes, size=num_samples)
        return self.decode(codes, labels, dtype=dtype, draws=draws, seed=seed)

    def _conditions(self, labels, count):
        if labels is None:
            raise ValueError("This VAE needs labels: one, or one for each image or code.")
        return [check_labels(labels, count, self.num_classes)]

    def get_config(self):
        return super().get_config() | {"num_classes": self.num_classes}
