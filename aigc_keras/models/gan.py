"""The generative adversarial network: two networks, one loss.

Its networks are built in `gan_networks.py`; `gan_variants.py` holds what derives from it.
"""

import keras
import numpy as np
from keras import ops

from aigc_keras.backend import input_gradient
from aigc_keras.losses import check_gan_loss, discriminator_loss, generator_loss, gradient_penalty
from aigc_keras.models.conditions import join
from aigc_keras.models.seeded import SeededModel
from aigc_keras.optimizers import TwoPlayerAdam

NETWORKS = ("generator", "discriminator", "generators", "discriminators")


@keras.saving.register_keras_serializable("aigc_keras")
class GAN(SeededModel):
    """Two networks trained against each other (Goodfellow et al. 2014, arXiv:1406.2661).

    `fit(images)` trains both: one forward pass, one loss, and the players kept apart by
    `stop_gradient`, so each variable receives the gradient of its own player's loss only. The
    updates are simultaneous; textbooks alternate them. Compile with `TwoPlayerAdam` for a
    learning rate or a number of steps of each player's own.

    Args:
        generator: Keras model, noise (n, latent_dim) -> images (n, height, width, channels) in
            [-1, 1], or vectors (n, features).
        discriminator: Keras model, images or vectors like the generator's -> logits (n, 1).
        loss: "minimax", "non_saturating", "least_squares", "wasserstein_gp" or "relativistic".
        penalty_weight: Float: weight of the gradient penalty of "wasserstein_gp".
        r1_weight: Float: weight of the R1 penalty, half the squared gradient of the discriminator
            at real images (Mescheder et al. 2018, arXiv:1801.04406), taken on the first eighth
            of each batch to save time. 0 for none; together with "relativistic" it makes the
            steady baseline of Huang et al. 2025, arXiv:2501.05441.
        seed: Int for the noise of training, or None.
    """

    def __init__(
        self,
        generator,
        discriminator,
        loss="non_saturating",
        penalty_weight=10.0,
        r1_weight=0.0,
        seed=None,
        **kwargs,
    ):
        check_gan_loss(loss)
        super().__init__(autocast=False, **kwargs)
        self.generator = generator
        self.discriminator = discriminator
        self.adversarial_loss = loss
        self.penalty_weight = penalty_weight
        self.r1_weight = r1_weight
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.d_tracker = keras.metrics.Mean("d_loss")
        self.g_tracker = keras.metrics.Mean("g_loss")
        self.built = True

    @property
    def latent_dim(self):
        """Int: the length of a noise vector."""
        return self.generator.inputs[0].shape[-1]

    def compile(self, optimizer=None, **kwargs):
        """Configure training.

        Args:
            optimizer: `TwoPlayerAdam` (the default), or any Keras optimizer, which then serves
                both players alike.
            **kwargs: Those of `keras.Model.compile`; `steps_per_execution=25` saves much time.
        """
        optimizer = keras.optimizers.get(TwoPlayerAdam() if optimizer is None else optimizer)
        if isinstance(optimizer, TwoPlayerAdam):
            optimizer.num_generator_variables = len(self.generator.trainable_variables)
        super().compile(optimizer=optimizer, **kwargs)

    def _split(self, x):
        """A batch as (images scaled to [-1, 1], list of the conditions)."""
        if isinstance(x, (list, tuple)):
            x, *conditions = x
        else:
            conditions = []
        x = ops.convert_to_tensor(x)
        if "int" in keras.backend.standardize_dtype(x.dtype):
            x = ops.cast(x, "float32") / 127.5 - 1
        return x, conditions

    def call(self, x, training=False):
        """The discriminator's logits of real images, uint8 or scaled to [-1, 1]."""
        images, conditions = self._split(x)
        return self.discriminator(join(images, *conditions), training=training)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        """The sum of both players' losses on one batch; each reaches its own weights only."""
        images, conditions = self._split(x)
        noise_shape = (ops.shape(images)[0], self.latent_dim)
        noise = keras.random.normal(noise_shape, seed=self.seed_generator)
        fakes = self.generator(join(noise, *conditions), training=training)
        fixed_fakes = ops.stop_gradient(fakes)

        # The weights are read once for all passes: TensorFlow may let a second reading of a
        # variable, needed for the generator's gradient alone, happen after its update.
        weights = [ops.copy(v.value) for v in self.discriminator.trainable_variables]
        fixed_weights = [ops.stop_gradient(w) for w in weights]

        def discriminate(weights, images, conditions):
            state = [v.value for v in self.discriminator.non_trainable_variables]
            inputs = join(images, *conditions)
            return self.discriminator.stateless_call(weights, state, inputs, training=training)[0]

        def slopes(images, conditions):
            return input_gradient(lambda x: discriminate(weights, x, conditions), images)

        fake_logits = discriminate(weights, fixed_fakes, conditions)
        fooled_logits = discriminate(fixed_weights, fakes, conditions)
        d_loss = discriminator_loss(y_pred, fake_logits, self.adversarial_loss)
        real_logits = ops.stop_gradient(y_pred)
        g_loss = generator_loss(fooled_logits, self.adversarial_loss, real_logits)
        self.d_tracker.update_state(d_loss)
        self.g_tracker.update_state(g_loss)
        if self.adversarial_loss == "wasserstein_gp":
            # Points drawn uniformly from the lines between real and generated images.
            share_shape = (noise_shape[0],) + (1,) * (len(images.shape) - 1)
            share = keras.random.uniform(share_shape, seed=self.seed_generator)
            between = share * images + (1 - share) * fixed_fakes
            d_loss = d_loss + self.penalty_weight * gradient_penalty(slopes(between, conditions))
        if self.r1_weight:
            eighth = (noise_shape[0] + 7) // 8
            gradients = slopes(images[:eighth], [c[:eighth] for c in conditions])
            d_loss = d_loss + self.r1_weight / 2 * gradient_penalty(gradients, target_norm=0)
        return d_loss + g_loss

    def sample(self, num_samples, *, seed=None, dtype="uint8"):
        """Draw images (or vectors) from the generator.

        Args:
            num_samples: Int.
            seed: Int or None. The same seed gives the same samples.
            dtype: "uint8" or "float32", see Returns.

        Returns:
            NumPy array (num_samples, height, width, channels): uint8, or float32 in [0, 1]. A
            generator of vectors gives (num_samples, features), float32, as it made them.

        Raises:
            ValueError: num_samples below 1, or another dtype.
        """
        return self._generate(self._draw_noise(num_samples, seed), [], dtype)

    def interpolate(self, num_steps, *, num_walks=1, seed=None, dtype="uint8"):
        """Walk the great circle between pairs of noise vectors.

        Args:
            num_steps: Int, images of a walk, both ends included.
            num_walks: Int, how many walks.
            seed: Int or None.
            dtype: As in `sample`.

        Returns:
            NumPy array (num_walks * num_steps, ...), walk after walk, each as from `sample`.
        """
        noise = self._walk(num_steps, num_walks, seed)
        return self._generate(noise, [], dtype)

    def _draw_noise(self, num_samples, seed):
        if num_samples < 1:
            raise ValueError(f"num_samples must be at least 1; got {num_samples}.")
        shape = (num_samples, self.latent_dim)
        return np.random.default_rng(seed).standard_normal(shape, dtype="float32")

    def _walk(self, num_steps, num_walks, seed):
        """Noise (num_walks * num_steps, latent_dim) on great circles between random pairs."""
        start, end = self._draw_noise(2 * num_walks, seed).reshape(2, num_walks, 1, -1)
        cosine = np.sum(start * end, -1) / np.linalg.norm(start, axis=-1)
        cosine = cosine / np.linalg.norm(end, axis=-1)
        angle = np.arccos(np.clip(cosine, -1, 1))[..., None]
        t = np.linspace(0, 1, num_steps, dtype="float32")[:, None]
        noise = (np.sin((1 - t) * angle) * start + np.sin(t * angle) * end) / np.sin(angle)
        return noise.reshape(-1, self.latent_dim)

    def _generate(self, noise, conditions, dtype, generator=None):
        generator = generator or self.generator
        if dtype not in ("uint8", "float32"):
            raise ValueError(f'dtype must be "uint8" or "float32"; got {dtype!r}.')
        parts = []
        for i in range(0, len(noise), 500):
            inputs = [part[i : i + 500] for part in (noise, *conditions)]
            outputs = generator(inputs if conditions else inputs[0], training=False)
            parts.append(ops.convert_to_numpy(ops.cast(outputs, "float32")))
        samples = np.concatenate(parts)
        if samples.ndim == 2:
            return samples
        samples = np.clip((samples + 1) / 2, 0, 1)
        return np.rint(samples * 255).astype("uint8") if dtype == "uint8" else samples

    def get_config(self):
        return super().get_config() | {
            "generator": keras.saving.serialize_keras_object(self.generator),
            "discriminator": keras.saving.serialize_keras_object(self.discriminator),
            "loss": self.adversarial_loss,
            "penalty_weight": self.penalty_weight,
            "r1_weight": self.r1_weight,
            "seed": self.seed,
        }

    @classmethod
    def from_config(cls, config):
        networks = {name: value for name, value in config.items() if name in NETWORKS}
        return cls(**config | keras.saving.deserialize_keras_object(networks))
