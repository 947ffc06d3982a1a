"""The generative adversarial network: two networks, one loss.

Its losses are in `aigc_keras/losses.py`, networks to give it in `aigc_keras/networks`.
"""

import keras
import numpy as np
from keras import ops

from aigc_keras.backend import input_gradient
from aigc_keras.losses import gan_loss, gradient_penalty, r1_penalty, weighted_mean
from aigc_keras.models.images import (
    ImageModel,
    as_images,
    check_inputs,
    check_output_dtype,
    conditions_of,
    draw_noise,
    join,
    know_parts,
    plus_minus_one,
    split,
)
from aigc_keras.networks.ensemble import average_logits, mixture
from aigc_keras.optimizers import TwoPlayerAdam

register = keras.saving.register_keras_serializable("aigc_keras")


@register
class GAN(ImageModel):
    """Two networks trained against each other (Goodfellow et al. 2014, arXiv:1406.2661).

    `fit(images)` trains both: one forward pass, one loss, and the players kept apart by
    `stop_gradient`, so each variable receives the gradient of its own player's loss only. The
    updates are simultaneous; textbooks alternate them. Compile with `TwoPlayerAdam` for a
    learning rate or a number of steps of each player's own.

    Images are uint8, or float in [0, 1], and scaled to the generator's [-1, 1] inside; vectors
    (n, features) are taken as they are. Penalties on weights (`kernel_regularizer`) and
    `sample_weight` count for both players: a weight is that of a real image and of the fake in the
    same row. Where the discriminator keeps averages of its batches, as batch normalisation does,
    they take in the real images of a step, then its fakes.

    Args:
        generator: Keras model, noise (n, latent_dim) -> images (n, height, width, channels) in
            [-1, 1], or vectors (n, features).
        discriminator: Keras model, images or vectors like the generator's -> logits (n, 1).
        loss: A name in `aigc_keras.losses.GAN_LOSSES`: "minimax", "non_saturating",
            "least_squares", "wasserstein_gp", "relativistic" or "hinge". Or a function of one's
            own, (real_logits, fake_logits) -> d_loss, g_loss, each (n, 1); to be saved, it must
            be registered with Keras.
        penalty_weight: Float: weight of the gradient penalty of "wasserstein_gp".
        r1_weight: Float: weight of the R1 penalty, half the squared gradient of the discriminator
            at real images (Mescheder et al. 2018, arXiv:1801.04406), taken on the first eighth
            of each batch to save time. 0 for none; together with "relativistic" it makes the
            steady baseline of Huang et al. 2025, arXiv:2501.05441.
        seed: Int for the noise of training, or None.
        num_classes: Int for players that both see the class label, 0 .. num_classes - 1 (Mirza &
            Osindero 2014, arXiv:1411.1784): networks of inputs [noise, labels] and
            [images, labels], labels int (n,), trained by `fit((images, labels))`. None for none.

    Raises:
        ValueError: an unknown loss, or networks whose inputs do not fit `num_classes`.

    Example:
        >>> from aigc_keras.networks.dense import DenseDiscriminator, DenseGenerator
        >>> shape = (8, 8, 3)
        >>> networks = DenseGenerator(4, (8,), shape), DenseDiscriminator((8,), shape)
        >>> gan = GAN(*networks, loss="hinge", seed=0)
        >>> gan.compile(TwoPlayerAdam(1e-3))
        >>> history = gan.fit(np.zeros((16, 8, 8, 3), "uint8"), verbose=0)
        >>> gan.sample(5, seed=0).shape
        (5, 8, 8, 3)
    """

    def __init__(
        self,
        generator,
        discriminator,
        loss="non_saturating",
        penalty_weight=10.0,
        r1_weight=0.0,
        seed=None,
        num_classes=None,
        **kwargs,
    ):
        player_losses = gan_loss(loss)
        check_inputs(generator, num_classes)
        check_inputs(discriminator, num_classes)
        super().__init__(autocast=False, **kwargs)
        self.generator = generator
        self.discriminator = discriminator
        self.adversarial_loss = loss
        self.player_losses = player_losses
        self.penalty_weight = penalty_weight
        self.r1_weight = r1_weight
        self.seed = seed
        self.num_classes = num_classes
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
        own = getattr(optimizer, "inner_optimizer", optimizer)  # inside a scaling of the loss
        if isinstance(own, TwoPlayerAdam):
            own.num_generator_variables = len(self.generator.trainable_variables)
        super().compile(optimizer=optimizer, **kwargs)

    def _split(self, x):
        """A batch as (images scaled to [-1, 1] or vectors, list of the conditions)."""
        images, conditions = split(x)
        images = ops.convert_to_tensor(images)
        if len(images.shape) > 2:
            return plus_minus_one(images), conditions
        return ops.cast(images, "float32"), conditions

    def call(self, x, training=False):
        """The discriminator's logits of real images.

        Args:
            x: Images (n, height, width, channels), uint8 or float in [0, 1], or vectors
                (n, features); with `num_classes` a pair of them and labels, ints (n,).

        Returns:
            Float tensor (n, 1).
        """
        images, conditions = self._split(x)
        return self.discriminator(join(images, *conditions), training=training)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        """The sum of both players' losses on one batch; each reaches its own weights only.

        Args:
            x, y_pred: As `call` takes and gives them; y is not looked at.
            sample_weight: None, or float tensor (n,).
            training: Bool.

        Returns:
            Scalar float tensor.
        """
        images, conditions = self._split(x)
        noise_shape = (ops.shape(images)[0], self.latent_dim)
        noise = keras.random.normal(noise_shape, seed=self.seed_generator)
        fakes = self.generator(join(noise, *conditions), training=training)
        fixed_fakes = ops.stop_gradient(fakes)

        # The weights are read once for all passes: TensorFlow may let a second reading of a
        # variable, needed for the generator's gradient alone, happen after its update.
        weights = [ops.copy(v.value) for v in self.discriminator.trainable_variables]
        fixed_weights = [ops.stop_gradient(w) for w in weights]
        state = [ops.copy(v.value) for v in self.discriminator.non_trainable_variables]

        def discriminate(weights, images, conditions):
            inputs = join(images, *conditions)
            return self.discriminator.stateless_call(weights, state, inputs, training=training)

        fake_logits, new_state = discriminate(weights, fixed_fakes, conditions)
        fooled_logits, _ = discriminate(fixed_weights, fakes, conditions)
        if training:  # averages take in the fakes, too
            variables = self.discriminator.non_trainable_variables
            for variable, value in zip(variables, new_state, strict=True):
                variable.assign(ops.stop_gradient(value))

        d_losses, _ = self.player_losses(y_pred, fake_logits)
        _, g_losses = self.player_losses(ops.stop_gradient(y_pred), fooled_logits)
        d_loss = weighted_mean(d_losses, sample_weight)
        g_loss = weighted_mean(g_losses, sample_weight)
        self.d_tracker.update_state(d_loss)
        self.g_tracker.update_state(g_loss)

        def slopes(images, conditions):
            return input_gradient(lambda x: discriminate(weights, x, conditions)[0], images)

        penalty = self._penalty(slopes, images, fixed_fakes, conditions, sample_weight)
        return d_loss + penalty + g_loss + sum(self.losses)

    def _penalty(self, slopes, images, fakes, conditions, sample_weight):
        """What the discriminator pays for its slopes, a function of images and conditions."""
        penalty = 0.0
        count = ops.shape(images)[0]
        if self.adversarial_loss == "wasserstein_gp":
            # Points drawn uniformly from the lines between real and generated images.
            share_shape = (count,) + (1,) * (len(images.shape) - 1)
            share = keras.random.uniform(share_shape, seed=self.seed_generator)
            between = share * images + (1 - share) * fakes
            gradients = slopes(between, conditions)
            norms = gradient_penalty(gradients, sample_weight=sample_weight)
            penalty = penalty + self.penalty_weight * norms
        if self.r1_weight:
            # The first eighth stands for the whole batch, with its share of the weights.
            eighth = (count + 7) // 8
            gradients = slopes(images[:eighth], [c[:eighth] for c in conditions])
            if sample_weight is None:
                norms = r1_penalty(gradients)
            else:
                weights = sample_weight[:eighth]
                share = ops.mean(weights) / ops.maximum(ops.mean(sample_weight), 1e-9)
                norms = r1_penalty(gradients, weights) * share
            penalty = penalty + self.r1_weight * norms
        return penalty

    def sample(self, num_samples, *, labels=None, seed=None, dtype="uint8"):
        """Draw images (or vectors) from the generator.

        Args:
            num_samples: Int.
            labels: With `num_classes` only: int, or ints (num_samples,); None draws them uniformly.
            seed: Int or None. The same seed gives the same samples. From one stream come the
                noise, then the labels.
            dtype: "uint8" or "float32", see Returns.

        Returns:
            NumPy array (num_samples, height, width, channels): uint8, or float32 in [0, 1]. A
            generator of vectors gives (num_samples, features), float32, as it made them.

        Raises:
            ValueError: num_samples below 1, another dtype, labels of another length or range, or
                for a model that takes none.
        """
        rng = np.random.default_rng(seed)
        noise = draw_noise(num_samples, self.latent_dim, rng)
        conditions = conditions_of(labels, num_samples, self.num_classes, rng)
        return self._generate(noise, conditions, dtype)

    def interpolate(self, num_steps, *, labels=None, num_walks=1, seed=None, dtype="uint8"):
        """Walk the great circle between pairs of noise vectors, with the class held fast.

        Args:
            num_steps: Int, images of a walk, both ends included.
            labels: With `num_classes` only: int, or ints (num_walks,); None draws them uniformly.
            num_walks: Int, how many walks.
            seed: Int or None.
            dtype: As in `sample`.

        Returns:
            NumPy array (num_walks * num_steps, ...), walk after walk, each as from `sample`.

        Raises:
            ValueError: as in `sample`, or num_steps below 1.
        """
        return self._walk_through(self.generator, num_steps, labels, num_walks, seed, dtype)

    def _walk_through(self, generator, num_steps, labels, num_walks, seed, dtype):
        rng = np.random.default_rng(seed)
        noise = draw_noise(2 * num_walks, self.latent_dim, rng)
        noise = great_circles(noise[:num_walks], noise[num_walks:], num_steps)
        conditions = conditions_of(labels, num_walks, self.num_classes, rng)
        conditions = [np.repeat(condition, num_steps) for condition in conditions]
        return self._generate(noise, conditions, dtype, generator)

    def _generate(self, noise, conditions, dtype, generator=None):
        """Images of noise, 500 at a time."""
        check_output_dtype(dtype)
        generator = generator or self.generator
        parts = []
        for i in range(0, len(noise), 500):
            inputs = join(*(part[i : i + 500] for part in (noise, *conditions)))
            outputs = generator(inputs, training=False)
            parts.append(ops.convert_to_numpy(ops.cast(outputs, "float32")))
        samples = np.concatenate(parts)
        return samples if samples.ndim == 2 else as_images((samples + 1) / 2, dtype)

    def get_config(self):
        return super().get_config() | {
            "generator": keras.saving.serialize_keras_object(self.generator),
            "discriminator": keras.saving.serialize_keras_object(self.discriminator),
            "loss": keras.saving.serialize_keras_object(self.adversarial_loss),
            "penalty_weight": self.penalty_weight,
            "r1_weight": self.r1_weight,
            "seed": self.seed,
            "num_classes": self.num_classes,
        }

    @classmethod
    def from_config(cls, config):
        know_parts()
        names = {"generator", "discriminator", "generators", "discriminators", "loss"}
        parts = {name: config[name] for name in names & config.keys()}
        return cls(**config | keras.saving.deserialize_keras_object(parts))


@register
class ConditionalGAN(GAN):
    """The older name of a `GAN` with `num_classes`.

    Args:
        generator, discriminator, num_classes, **kwargs: As in `GAN`.
    """

    def __init__(self, generator, discriminator, num_classes, **kwargs):
        super().__init__(generator, discriminator, num_classes=num_classes, **kwargs)


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

    Example:
        >>> from aigc_keras.networks.dense import DenseDiscriminator, DenseGenerator
        >>> generators = [DenseGenerator(4, (8,), (8, 8, 1)) for _ in range(2)]
        >>> gan = GANEnsemble(generators, [DenseDiscriminator((8,), (8, 8, 1))])
        >>> gan.sample(5, seed=0).shape
        (5, 8, 8, 1)
    """

    def __init__(self, generators, discriminators, **kwargs):
        super().__init__(mixture(generators), average_logits(discriminators), **kwargs)
        self.generators = list(generators)
        self.discriminators = list(discriminators)

    def interpolate(
        self, num_steps, *, member=0, labels=None, num_walks=1, seed=None, dtype="uint8"
    ):
        """Walk through the images of one generator.

        Args:
            member: Int, which generator.
            num_steps, labels, num_walks, seed, dtype: As in `GAN.interpolate`.

        Returns:
            NumPy array as from `GAN.interpolate`.
        """
        generator = self.generators[member]
        return self._walk_through(generator, num_steps, labels, num_walks, seed, dtype)

    def get_config(self):
        config = super().get_config()
        del config["generator"], config["discriminator"]
        return config | {
            "generators": keras.saving.serialize_keras_object(self.generators),
            "discriminators": keras.saving.serialize_keras_object(self.discriminators),
        }


def great_circles(start, end, num_steps):
    """Vectors on the great circles from some vectors to others.

    Args:
        start, end: Float arrays (n, d).
        num_steps: Int, vectors of a walk, both ends included.

    Returns:
        float32 NumPy array (n * num_steps, d), walk after walk. Where two vectors lie on one line
        there is no such circle, and the walk is straight.

    Raises:
        ValueError: num_steps below 1.

    Example:
        >>> great_circles(np.array([[2.0, 0.0]]), np.array([[0.0, 2.0]]), 3)[1].round(3).tolist()
        [1.4140000343322754, 1.4140000343322754]
    """
    if num_steps < 1:
        raise ValueError(f"num_steps must be at least 1; got {num_steps}.")
    start, end = start[:, None], end[:, None]
    cosine = np.sum(start * end, axis=-1, keepdims=True)
    cosine = cosine / np.linalg.norm(start, axis=-1, keepdims=True)
    cosine = cosine / np.linalg.norm(end, axis=-1, keepdims=True)
    angle = np.arccos(np.clip(cosine, -1, 1))
    t = np.linspace(0, 1, num_steps, dtype="float32")[:, None]
    sine = np.sin(angle)
    on_one_line = sine < 1e-3
    sine = np.where(on_one_line, 1, sine)
    circle = (np.sin((1 - t) * angle) * start + np.sin(t * angle) * end) / sine
    walks = np.where(on_one_line, (1 - t) * start + t * end, circle)
    return walks.reshape(-1, walks.shape[-1]).astype("float32")
