"""GANs that derive from `GAN`: with labels, and with several players on each side."""

import keras
import numpy as np

from aigc_keras.models.conditions import check_labels
from aigc_keras.models.gan import GAN
from aigc_keras.models.gan_networks import average_logits, mixture

register = keras.saving.register_keras_serializable("aigc_keras")


@register
class ConditionalGAN(GAN):
    """A GAN whose players both see the class label (Mirza & Osindero 2014, arXiv:1411.1784).

    `fit((images, labels))`. Networks as in `GAN`, with inputs [noise, labels] and
    [images, labels], labels int (n,).

    Args:
        num_classes: Int, labels are 0 .. num_classes - 1.
        generator, discriminator, **kwargs: As in `GAN`.
    """

    def __init__(self, generator, discriminator, num_classes, **kwargs):
        super().__init__(generator, discriminator, **kwargs)
        self.num_classes = num_classes

    def sample(self, num_samples, *, labels=None, seed=None, dtype="uint8"):
        """Draw images of given classes.

        Args:
            num_samples, seed, dtype: As in `GAN.sample`.
            labels: Int, or ints (num_samples,); None draws them uniformly.

        Returns:
            NumPy array as from `GAN.sample`.

        Raises:
            ValueError: labels of another length, or outside 0 .. num_classes - 1.
        """
        noise = self._draw_noise(num_samples, seed)
        if labels is None:
            labels = np.random.default_rng(seed).integers(self.num_classes, size=num_samples)
        labels = check_labels(labels, num_samples, self.num_classes)
        return self._generate(noise, [labels], dtype)

    def interpolate(self, num_steps, *, labels=0, num_walks=1, seed=None, dtype="uint8"):
        """Walk between pairs of noise vectors with the class held fast.

        Args:
            labels: Int, or ints (num_walks * num_steps,).
            num_steps, num_walks, seed, dtype: As in `GAN.interpolate`.

        Returns:
            NumPy array as from `GAN.interpolate`.
        """
        noise = self._walk(num_steps, num_walks, seed)
        labels = check_labels(labels, len(noise), self.num_classes)
        return self._generate(noise, [labels], dtype)

    def get_config(self):
        return super().get_config() | {"num_classes": self.num_classes}


@register
class GANEnsemble(GAN):
    """Several generators against several discriminators.

    The discriminators' logits are averaged; each sample is drawn from one of the generators.
    Averaging the generators' images instead would blur them. (The discriminators are those of
    Durugkar et al. 2016, arXiv:1611.01673; the mixture is that of Hoang et al. 2017,
    arXiv:1708.02556, without its classifier.)

    Args:
        generators: List of Keras models as in `GAN`, of one latent_dim.
        discriminators: List of Keras models as in `GAN`.
        **kwargs: As in `GAN`.
    """

    def __init__(self, generators, discriminators, **kwargs):
        super().__init__(mixture(generators), average_logits(discriminators), **kwargs)
        self.generators = list(generators)
        self.discriminators = list(discriminators)

    def interpolate(self, num_steps, *, member=0, num_walks=1, seed=None, dtype="uint8"):
        """Walk through the images of one generator.

        Args:
            member: Int, which generator.
            num_steps, num_walks, seed, dtype: As in `GAN.interpolate`.

        Returns:
            NumPy array as from `GAN.interpolate`.
        """
        noise = self._walk(num_steps, num_walks, seed)
        return self._generate(noise, [], dtype, generator=self.generators[member])

    def get_config(self):
        config = super().get_config()
        del config["generator"], config["discriminator"]
        return config | {
            "generators": keras.saving.serialize_keras_object(self.generators),
            "discriminators": keras.saving.serialize_keras_object(self.discriminators),
        }
