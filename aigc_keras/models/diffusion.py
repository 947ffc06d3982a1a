"""The diffusion model: one denoiser, trained at every noise level, and many ways to use it.

How much noise there is when is in `aigc_keras/schedules.py`; steps, bounds and checks are in
`diffusion_sampling.py`; networks are in `aigc_keras/networks`: `UNet`, `DiT`, `DenseDenoiser`.
"""

import keras
import numpy as np
from keras import ops

from aigc_keras.losses import weighted_mean
from aigc_keras.models import diffusion_sampling as sampling
from aigc_keras.models.base import random_stream, whole_number
from aigc_keras.models.images import (
    ALONE,
    UNLABELLED,
    ImageModel,
    as_images,
    check_images,
    check_output_dtype,
    check_shape,
    check_vectors_fed,
    conditions_of,
    fitting_mask,
    join,
    know_parts,
    plus_minus_one,
    split,
    vectors_of,
)
from aigc_keras.schedules import Schedule, image_and_noise, schedule_of, target_weights

register = keras.saving.register_keras_serializable("aigc_keras")
TARGETS = ("noise", "image", "velocity")


@register
class Diffusion(ImageModel):
    """A denoiser that is trained on all amounts of noise (Ho et al. 2020, arXiv:2006.11239).

    `fit(images)` minimises the squared error of what the denoiser says of images to which noise was
    added: in each step each image gets a time of its own, and with it a share of noise. Sampling
    starts from noise alone and removes it in steps. With target "velocity" and the schedule
    "rectified" this is flow matching (Lipman et al. 2022, arXiv:2210.02747).

    Images are uint8, or float in [0, 1], and scaled to [-1, 1] inside; vectors (n, features) are
    taken as they are. Penalties on weights and `sample_weight` count.

    Args:
        denoiser: Keras model of inputs [noisy images (n, height, width, channels) or vectors
            (n, features), times (n,)] and, with `num_classes`, labels (n,), of which `num_classes`
            itself means none, or with `condition_dim` vectors, of which zeros mean none; its output
            is like the first. `UNet`, `DiT` and `DenseDenoiser` are such networks.
        target: What it predicts: "noise", "image" or "velocity" (`aigc_keras.schedules`).
        schedule: "cosine", "linear", "rectified", or a `Schedule` of one's own, which a saved model
            cannot keep.
        num_classes: Int for a denoiser that is told labels, 0 .. num_classes - 1, trained by
            `fit((images, labels))`; or None.
        condition_dim: Int for a denoiser that is told a vector of so many numbers instead, such as
            attributes, or the token ids of a sentence, trained by `fit((images, vectors))`; or
            None. Methods take the vectors, one or (n, condition_dim), where they would take labels;
            `TextToImage` takes the sentences themselves.
        drop_rate: Float, share of the images whose label or vector is left out in training, so that
            one denoiser serves with and without, and guidance can compare them.
        weight_limit: Float, at least 1, with the target "image", or None: errors of the image weigh
            as those of the velocity do, 1 + signal^2 / noise^2, but at most so much (Hang et al.
            2023, arXiv:2303.09556). None weighs all the same, and little noise is learnt poorly.
        seed: Int for the times and noise of training, or None.
        scaled: Bool: False for feature maps of any floats, such as an encoder's, which are then
            taken as they are. Vectors always are.

    Raises:
        ValueError: an unknown target or schedule, or a denoiser whose inputs do not fit.

    Example:
        >>> from aigc_keras.networks.unet import UNet
        >>> model = Diffusion(UNet((8, 8, 3), filters=(8, 16)), seed=0)
        >>> model.compile("adam")
        >>> history = model.fit(np.zeros((16, 8, 8, 3), "uint8"), verbose=0)
        >>> model.sample(5, num_steps=4, seed=0).shape
        (5, 8, 8, 3)
    """

    def __init__(
        self,
        denoiser,
        *,
        target="velocity",
        schedule="cosine",
        num_classes=None,
        condition_dim=None,
        drop_rate=0.1,
        weight_limit=None,
        seed=None,
        scaled=True,
        **kwargs,
    ):
        if target not in TARGETS:
            raise ValueError(f"target must be one of {', '.join(TARGETS)}, not {target!r}.")
        sampling.check_denoiser(denoiser, num_classes, condition_dim)
        sampling.check_limit(weight_limit, target)
        super().__init__(autocast=False, **kwargs)
        self.denoiser = denoiser
        self.target = target
        self.schedule = schedule_of(schedule)
        self.schedule_name = schedule
        self.num_classes = num_classes
        self.condition_dim = condition_dim
        self.drop_rate = sampling.check_share(drop_rate, "drop_rate")
        self.weight_limit = weight_limit
        self.seed = seed
        self.scaled = bool(scaled) and len(denoiser.inputs[0].shape) > 2
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.built = True

    @property
    def image_shape(self):
        """(height, width, channels) of the images, or (features,) of vectors."""
        return tuple(self.denoiser.inputs[0].shape[1:])

    def _check_batch(self, x, y=None, sample_weight=None):
        if self.scaled or len(self.image_shape) == 1:
            return super()._check_batch(x, y, sample_weight)
        images, conditions = split(x)
        check_shape(images, self.image_shape)
        if self.condition_dim is not None:
            check_vectors_fed(x, self.condition_dim)
        elif (self.num_classes is None) == bool(conditions):
            raise ValueError(ALONE if self.num_classes is None else UNLABELLED)

    def call(self, x, training=False):
        """One pass: noise is added, and the denoiser says what is asked of it.

        Args:
            x: Images (n, height, width, channels), uint8 or float in [0, 1], or vectors
                (n, features); with `num_classes` a pair of them and labels, ints (n,), with
                `condition_dim` one of them and vectors.

        Returns:
            Dict of float32 tensors like the images: "prediction", and the "target" that it is
            compared with; with a `weight_limit` also "weight" (n,).
        """
        images, conditions = split(x)
        images = self._scaled(images)
        count = ops.shape(images)[0]
        # One draw for the batch, the others at even distances from it: times that cover [0, 1]
        # equally scatter the loss less than independent ones (Kingma et al. 2021).
        first = keras.random.uniform((), seed=self.seed_generator)
        t = (first + ops.arange(count, dtype="float32") / ops.cast(count, "float32")) % 1.0
        noise = keras.random.normal(ops.shape(images), seed=self.seed_generator)
        if conditions:
            dropped = keras.random.uniform((count,), seed=self.seed_generator) < self.drop_rate
            dtype = self.denoiser.inputs[2].dtype
            conditions = [without(ops.cast(conditions[0], dtype), dropped, self.num_classes)]
        shape = (-1, *[1] * (len(images.shape) - 1))
        rates = [ops.reshape(rate, shape) for rate in self.schedule.rates(t)]
        weights = target_weights(self.schedule, self.target, rates)
        noisy = rates[0] * images + rates[1] * noise
        prediction = self.denoiser(join(noisy, t, *conditions), training=training)
        found = {"prediction": prediction, "target": weights[0] * images + weights[1] * noise}
        if self.weight_limit is not None:
            signal, rate = (ops.reshape(part, (-1,)) for part in rates)
            ratio = ops.square(signal / ops.maximum(rate, 1e-3))
            found["weight"] = ops.minimum(1 + ratio, self.weight_limit)
        return found

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        """The mean squared error of the prediction, weighted, averaged over values and batch.

        Args:
            y_pred: As from `call`; x and y are not looked at.
            sample_weight: None, or float tensor (n,).
            training: Bool.

        Returns:
            Scalar float tensor.
        """
        errors = ops.square(y_pred["prediction"] - y_pred["target"])
        per_image = ops.mean(errors, axis=tuple(range(1, len(errors.shape))))
        if "weight" in y_pred:
            per_image = y_pred["weight"] * per_image
        return weighted_mean(per_image, sample_weight) + sum(self.losses)

    def estimate(self, noisy, time, labels=None, *, guidance=1.0, negative=None):
        """What the denoiser says of the image and of the noise in noisy images.

        Args:
            noisy: Float array (n, ...), signal * image + noise_rate * noise, the images in [-1, 1].
            time: Float in [0, 1].
            labels: Ints, one or (n,), of a model with `num_classes`, vectors, one or
                (n, condition_dim), of one with that; None for no label.
            guidance: Float: 1 takes what is said with the label; a greater one goes further in the
                direction from what is said without (Ho & Salimans 2022, arXiv:2207.12598).
            negative: As labels: with these instead of without any, so that guidance leads away
                from them, too; None for without.

        Returns:
            `(image, noise)`: float32 NumPy arrays (n, ...).
        """
        noisy = np.asarray(noisy, "float32")
        parts = [self._predict(noisy, time, labels)]
        if guidance != 1 and labels is not None:
            free = self._predict(noisy, time, negative)
            parts = [free + guidance * (parts[0] - free)]
        rates = self._rates(time)
        weights = target_weights(self.schedule, self.target, rates)
        return image_and_noise(noisy, parts[0], rates, weights)

    def sample(self, num_samples, *, labels=None, num_steps=25, seed=None, dtype="uint8", **how):
        """Images drawn from noise.

        Args:
            num_samples: Int.
            labels: With `num_classes` only: int, or ints (num_samples,); with `condition_dim` a
                vector, or (num_samples, condition_dim); None for no label.
            num_steps: Int, steps from noise to image: one evaluation of the denoiser each, two
                with "heun" but for the last; with guidance twice as many.
            seed: Int or None. The same seed gives the same samples.
            dtype: "uint8", or "float32" in [0, 1]. Vectors are float32 as they are.
            **how: `sampler`, "ddim", "ddpm" or "heun"; `eta`, float in [0, 1], DDIM's share of
                fresh noise; `guidance`, float, and `negative`, as for `estimate`;
                `guidance_interval`, two times between which it guides (Kynkäänniemi et
                al. 2024, arXiv:2404.07724).

        Returns:
            NumPy array (num_samples, *image_shape).

        Raises:
            ValueError: num_samples or num_steps below 1, an unknown sampler, or labels of another
                length or range.
        """
        check_output_dtype(dtype)
        rng = random_stream(seed)
        num_samples = whole_number(num_samples, "num_samples")
        noise = rng.standard_normal((num_samples, *self.image_shape), dtype="float32")
        *_, images = self._walk(noise, self._times(num_steps), labels, rng, **how)
        return self._finished(images, dtype)

    def sample_path(self, num_samples, *, labels=None, num_steps=25, seed=None, **how):
        """The way from noise to images, as `sample` takes it.

        Returns:
            float32 NumPy array (num_steps + 1, num_samples, *image_shape): noisy images as the
            denoiser is given them, in [-1, 1] once the noise is gone.
        """
        rng = random_stream(seed)
        num_samples = whole_number(num_samples, "num_samples")
        noise = rng.standard_normal((num_samples, *self.image_shape), dtype="float32")
        return np.stack([noise, *self._walk(noise, self._times(num_steps), labels, rng, **how)])

    def encode(self, images, labels=None, *, num_steps=25):
        """The noise from which `decode` makes these images again, nearly.

        DDIM's steps, taken backwards (Song et al. 2020, arXiv:2010.02502, section 4.3).

        Args:
            images: (n, *image_shape), uint8 or float in [0, 1], or vectors.
            labels: Ints, one or (n,), of a model with `num_classes`; None for no label.
            num_steps: Int.

        Returns:
            float32 NumPy array (n, *image_shape), nearly N(0, 1).
        """
        x = self._given(images)
        times = np.maximum(self._times(num_steps)[::-1], 1e-3)  # nothing is divided by no noise
        *_, noise = self._walk(x, times, labels, None)
        return noise

    def decode(self, noise, labels=None, *, num_steps=25, dtype="uint8", **how):
        """Images of given noise; for the arguments see `encode` and `sample`.

        Raises:
            ValueError: noise of another shape.
        """
        check_output_dtype(dtype)
        noise = np.asarray(noise, "float32")
        if noise.shape[1:] != self.image_shape:
            raise ValueError(f"Noise must be (n, *{self.image_shape}); got {noise.shape}.")
        *_, images = self._walk(noise, self._times(num_steps), labels, random_stream(0), **how)
        return self._finished(images, dtype)

    def interpolate(
        self, start_images, end_images, num_images, labels=None, *, num_steps=25, dtype="uint8"
    ):
        """Walk from some images to others, on a great circle between their noises.

        Args:
            start_images, end_images: (n, *image_shape), uint8 or float in [0, 1].
            num_images: Int, images of a walk, both ends included.
            labels, num_steps, dtype: As for `encode` and `sample`.

        Returns:
            NumPy array (n * num_images, *image_shape), walk after walk.

        Raises:
            ValueError: as many ends as not starts, or num_images below 1.
        """
        num_images = whole_number(num_images, "num_images")
        start = self.encode(start_images, labels, num_steps=num_steps)
        end = self.encode(end_images, labels, num_steps=num_steps)
        if len(start) != len(end):
            raise ValueError(f"Give as many ends as starts; got {len(end)} and {len(start)}.")
        walks = [sampling.slerp(start, end, t) for t in np.linspace(0, 1, num_images)]
        walks = np.stack(walks, axis=1).reshape(-1, *self.image_shape)
        if labels is not None:
            labels = self._conditions(labels, len(start))[0].repeat(num_images, axis=0)
        return self.decode(walks, labels, num_steps=num_steps, dtype=dtype)

    def edit(self, images, strength, labels=None, *, num_steps=25, seed=None, dtype="uint8", **how):
        """Images drawn anew from a middle time on (SDEdit, Meng et al. 2021, arXiv:2108.01073).

        Args:
            images: (n, *image_shape), uint8 or float in [0, 1], or vectors.
            strength: Float in (0, 1]: the time to which noise is added. 1 keeps nothing.
            labels: Ints, one or (n,), what the new images shall show; None for no label.
            num_steps, seed, dtype, **how: As for `sample`.

        Returns:
            NumPy array like `images`.

        Raises:
            ValueError: a strength that is no number above 0 and at most 1.
        """
        check_output_dtype(dtype)
        strength = sampling.check_share(strength, "strength", above=0)
        x, rng = self._given(images), random_stream(seed)
        signal, rate = self._rates(strength)
        x = signal * x + rate * rng.standard_normal(x.shape, dtype="float32")
        *_, edited = self._walk(x, self._times(num_steps, strength), labels, rng, **how)
        return self._finished(edited, dtype)

    def inpaint(
        self,
        images,
        mask,
        labels=None,
        *,
        num_steps=25,
        num_repeats=4,
        guidance=1.0,
        negative=None,
        seed=None,
        dtype="uint8",
    ):
        """Draw what is missing, to fit what is visible (RePaint, Lugmayr et al. 2022).

        Args:
            images: (n, *image_shape), uint8 or float in [0, 1]; masked pixels are not looked at.
            mask: Bool array that broadcasts to `images`, True where pixels are missing.
            labels, guidance, negative: As for `estimate`.
            num_steps, seed, dtype: As for `sample`.
            num_repeats: Int, how often each step is taken.

        Returns:
            NumPy array like `images`: visible pixels as they were, the others drawn. Another seed
            draws others.

        Raises:
            ValueError: a mask of another shape or type.
        """
        check_output_dtype(dtype)
        num_repeats = whole_number(num_repeats, "num_repeats")
        images = np.asarray(images)
        check_shape(images, self.image_shape)
        mask = fitting_mask(mask, images)
        known = self._given(np.where(mask, images.dtype.type(0), images))
        times, rng = self._times(num_steps), random_stream(seed)

        def estimate(x, time):
            return self._estimate(x, time, labels, guidance=guidance, negative=negative)

        found = sampling.repaired(estimate, self._rates, known, mask, times, num_repeats, rng)
        return np.where(mask, self._finished(found, dtype), self._finished(known, dtype))

    def elbo(self, images, labels=None, *, num_levels=1000, num_draws=20, seed=0):
        """A lower bound of log p of each 8-bit image (Kingma et al. 2021, arXiv:2107.00630).

        Args:
            images: (n, *image_shape), uint8, or floats that are multiples of 1/255.
            labels: Ints, one or (n,), of a model with `num_classes`; None for no label.
            num_levels: Int, steps from noise to image that the bound is of.
            num_draws: Int, how many of them are looked at for each image.
            seed: Int.

        Returns:
            float64 NumPy array (n,), in nats; `aigc_keras.metrics.bits_per_dimension` converts.

        Raises:
            ValueError: a model of vectors or of feature maps, which have no bits.
        """
        if not self.scaled:
            raise ValueError("This bound is one of images of 8 bits, and this model has none.")
        values = self._given(images)
        bound = sampling.evidence_lower_bound
        estimate = lambda x, time: self.estimate(x, time, labels)  # noqa: E731
        return bound(estimate, self._rates, values, num_levels, num_draws, random_stream(seed))

    def _walk(
        self,
        x,
        times,
        labels,
        rng,
        sampler="ddim",
        eta=0.0,
        guidance=1.0,
        guidance_interval=(0, 1),
        negative=None,
    ):
        """The noisy images at each time but the first, as `diffusion_sampling.walk` gives them."""
        if sampler not in sampling.SAMPLERS:
            known = ", ".join(sampling.SAMPLERS)
            raise ValueError(f"sampler must be one of {known}, not {sampler!r}.")
        low, high = guidance_interval

        def estimate(x, time):
            weight = guidance if low <= time <= high else 1.0
            return self._estimate(x, time, labels, guidance=weight, negative=negative)

        def weights(time):
            return self.schedule.velocity(*self._rates(time))

        how = {"sampler": sampler, "eta": eta, "rng": rng, "weights": weights}
        yield from sampling.walk(estimate, self._rates, x, times, **how)

    def _estimate(self, x, time, labels, **how):
        """As `estimate`, but of images: what is said lies in [-1, 1], and the noise fits that."""
        image, noise = self.estimate(x, time, labels, **how)
        if self.scaled and time > 1e-3:
            signal, rate = self._rates(time)
            image = np.clip(image, -1, 1)
            noise = (x - signal * image) / rate
        return image, noise

    def _predict(self, noisy, time, labels):
        """What the denoiser says of noisy images at a time: float32 NumPy array like them."""
        count = len(noisy)
        parts = [noisy, np.full(count, time, "float32"), *self._conditions(labels, count)]
        answer = self.compiled_function(self._answer, xla=False)
        found = []
        for i in range(0, count, 500):
            inputs = join(*(part[i : i + 500] for part in parts))
            found.append(ops.convert_to_numpy(answer(inputs)))
        return np.concatenate(found)

    def _answer(self, inputs):
        return self.denoiser(inputs, training=False)

    def _conditions(self, labels, count):
        """The denoiser's third input: [], or a list of one array of `count` labels or vectors."""
        if self.condition_dim is not None:
            vectors = vectors_of(labels, count, self.condition_dim)
            return [vectors.astype(self.denoiser.inputs[2].dtype)]
        if self.num_classes is None:
            return conditions_of(labels, count, None)
        labels = self.num_classes if labels is None else labels
        return conditions_of(labels, count, self.num_classes + 1)  # the last of which is none

    def _rates(self, time):
        return tuple(float(ops.convert_to_numpy(rate)) for rate in self.schedule.rates(time))

    def _times(self, num_steps, first=1.0):
        """Falling times, from the first to 0, at even distances."""
        num_steps = whole_number(num_steps, "num_steps")
        # Nothing can be divided by a signal of 0, as the noise's prediction asks.
        return np.linspace(min(first, 0.999), 0.0, num_steps + 1)

    def _scaled(self, images):
        """A batch as the denoiser sees it, inside a graph: float32, images in [-1, 1]."""
        if self.scaled:
            return plus_minus_one(images)
        return ops.cast(images, "float32")

    def _given(self, images):
        """What a method is given, the same way: float32 NumPy array."""
        images = np.asarray(images)
        check_shape(images, self.image_shape)
        if self.scaled:
            return 2 * check_images(images) - 1
        return images.astype("float32")

    def _finished(self, x, dtype):
        """What was drawn, as it is returned."""
        if self.scaled:
            return as_images((x + 1) / 2, dtype)
        return x.astype("float32")

    def get_config(self):
        if isinstance(self.schedule_name, Schedule):
            raise ValueError("A schedule of one's own cannot be saved: use one that has a name.")
        return super().get_config() | {
            "denoiser": keras.saving.serialize_keras_object(self.denoiser),
            "target": self.target,
            "schedule": self.schedule_name,
            "num_classes": self.num_classes,
            "condition_dim": self.condition_dim,
            "drop_rate": self.drop_rate,
            "weight_limit": self.weight_limit,
            "seed": self.seed,
            "scaled": self.scaled,
        }

    @classmethod
    def from_config(cls, config):
        know_parts()
        denoiser = keras.saving.deserialize_keras_object(config["denoiser"])
        return cls(**config | {"denoiser": denoiser})


def without(conditions, dropped, num_classes=None):
    """The same conditions, but none where `dropped` says so.

    Args:
        conditions: Labels, int tensor (n,), or vectors, float tensor (n, any).
        dropped: Bool tensor (n,).
        num_classes: Int for labels, None for vectors.

    Returns:
        Tensor like `conditions`.

    Example:
        >>> np.array(without(np.array([3, 4]), np.array([True, False]), num_classes=10)).tolist()
        [10, 4]
    """
    if num_classes is not None:
        return ops.where(dropped, num_classes, conditions)
    return ops.where(dropped[:, None], ops.zeros_like(conditions), conditions)
