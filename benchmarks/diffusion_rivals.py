"""Diffusion of digits in two other ways, for comparison: what `diffusion.py --only rivals` trains.

`KerasExample` follows Keras' code example "Denoising Diffusion Implicit Models" (A. Béres, 2022),
`SmallDiffusion` the package smalldiffusion (Chenyang Yuan) and its U-Net for Fashion-MNIST. Both
are written anew, by what their authors say of them, in plain Keras. They keep the authors' networks
(the first with three sizes for 28 pixels where it has four for 64), losses, schedules, samplers,
optimizers and fixed learning rates. What differs is in their favour, for trainings of two minutes
on a CPU: batches of 64 also for the second, whose authors take 1,024, of which there would be a
handful; averages that begin fast for both, as the second's do; of the last and the averaged weights
those that score better; and the seconds for the building of their graphs are not counted, though
ours are. Images are not mirrored, since digits are not symmetric.
"""

import math
import time
from typing import NamedTuple

import keras
import numpy as np
from keras import layers, ops
from quality import Pace

BATCH = 64


class Rival(keras.Model):
    """A network that is told how noisy an image is and says what the noise is, and its averages.

    Args:
        network: Keras model of inputs [noisy images, noise levels (n,)], with an output like the
            first.
        decay: Float: how much of the averages stays in each step, in the long run.
    """

    def __init__(self, network, decay=0.999):
        super().__init__(autocast=False)
        self.network = network
        self.decay = decay
        self.seed_generator = keras.random.SeedGenerator()
        self.averages = [
            self.add_weight(shape=weight.shape, trainable=False, name=f"average_{i}")
            for i, weight in enumerate(network.weights)
        ]
        for average, weight in zip(self.averages, network.weights, strict=True):
            average.assign(weight)
        self.updates = self.add_weight((), "zeros", trainable=False, name="updates")
        self.built = True

    def train_step(self, data):
        logs = super().train_step(data)
        self.updates.assign_add(1.0)
        decay = ops.minimum(self.decay, (1 + self.updates) / (10 + self.updates))
        for average, weight in zip(self.averages, self.network.weights, strict=True):
            average.assign(decay * average + (1 - decay) * ops.cast(weight, "float32"))
        return logs

    def swap(self):
        """Put the averages in the place of the weights, and the weights in theirs."""
        weights = self.network.get_weights()
        self.network.set_weights([average.numpy() for average in self.averages])
        for average, weight in zip(self.averages, weights, strict=True):
            average.assign(weight)

    def noise_in(self, noisy, level):
        """What the network says, in sampling: float32 NumPy array like `noisy`."""
        parts = []
        for i in range(0, len(noisy), 500):
            rows = noisy[i : i + 500].astype("float32")
            levels = np.full(len(rows), level, "float32")
            parts.append(ops.convert_to_numpy(self.network([rows, levels], training=False)))
        return np.concatenate(parts)


class KerasExample(Rival):
    """Noise predicted with the mean absolute error, on a quarter of a circle without its ends.

    Args:
        images: Uint8 (n, height, width, channels), whose mean and deviation are brought to 0 and 1.
        filters: Ints, channels at each size.
        depth: Int, residual blocks at each size on both ways.
        signal_rates: Floats, the least and the greatest.
    """

    def __init__(self, images, filters=(32, 64, 96), depth=2, signal_rates=(0.02, 0.95)):
        super().__init__(example_network(images.shape[1:], filters, depth))
        self.image_shape = images.shape[1:]
        self.mean, self.deviation = float(images.mean()), float(images.std())
        self.angles = [math.acos(rate) for rate in signal_rates[::-1]]

    def rates(self, t):
        angle = self.angles[0] + t * (self.angles[1] - self.angles[0])
        return ops.cos(angle), ops.sin(angle)

    def call(self, x, training=False):
        images = (ops.cast(x, "float32") - self.mean) / self.deviation
        noise = keras.random.normal(ops.shape(images), seed=self.seed_generator)
        t = keras.random.uniform((ops.shape(images)[0], 1, 1, 1), seed=self.seed_generator)
        signal, rate = self.rates(t)
        noisy = signal * images + rate * noise
        return {
            "noise": noise,
            "found": self.network([noisy, rate[:, 0, 0, 0] ** 2], training=training),
        }

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        return ops.mean(ops.abs(y_pred["found"] - y_pred["noise"]))

    def sample(self, num_samples, *, num_steps=25, seed=None):
        rng = np.random.default_rng(seed)
        x = rng.standard_normal((num_samples, *self.image_shape), dtype="float32")
        times = np.linspace(1, 0, num_steps + 1)
        for now, then in zip(times[:-1], times[1:], strict=True):
            signal, rate = map(float, self.rates(now))
            noise = self.noise_in(x, rate**2)
            images = (x - rate * noise) / signal
            signal, rate = map(float, self.rates(then))
            x = signal * images + rate * noise
        return as_bytes(images * self.deviation + self.mean)


class SmallDiffusion(Rival):
    """Noise of any strength added to the image, predicted with the mean squared error.

    Args:
        images: Uint8 (n, height, width, channels), scaled to [-1, 1].
        filters: Int, channels of the two finer sizes; the coarsest has twice as many.
        num_levels: Int: so many noise levels, at even distances of their logarithm.
        least, greatest: Floats, standard deviations of the noise.
    """

    def __init__(self, images, filters=64, num_levels=800, least=0.01, greatest=20.0):
        super().__init__(attending_network(images.shape[1:], filters, (1, 1, 2)))
        self.image_shape = images.shape[1:]
        self.sigmas = np.geomspace(least, greatest, num_levels).astype("float32")

    def call(self, x, training=False):
        images = ops.cast(x, "float32") / 127.5 - 1
        noise = keras.random.normal(ops.shape(images), seed=self.seed_generator)
        count, last = ops.shape(images)[0], len(self.sigmas)
        levels = keras.random.randint((count,), 0, last, seed=self.seed_generator)
        sigma = ops.take(ops.convert_to_tensor(self.sigmas), levels)
        strength = ops.reshape(sigma, (-1, 1, 1, 1))
        noisy = (images + strength * noise) / ops.sqrt(1 + strength**2)
        return {"noise": noise, "found": self.network([noisy, sigma], training=training)}

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        return ops.mean(ops.square(y_pred["found"] - y_pred["noise"]))

    def sample(self, num_samples, *, num_steps=25, gamma=1.6, mu=0.0, seed=None):
        """gamma 1 and mu 0 are DDIM, mu 0.5 is DDPM; a gamma above 1 looks ahead."""
        rng = np.random.default_rng(seed)
        sigmas = self.falling_sigmas(num_steps)
        shape = (num_samples, *self.image_shape)
        x = sigmas[0] * rng.standard_normal(shape, dtype="float32")
        before = None
        for now, then in zip(sigmas[:-1], sigmas[1:], strict=True):
            noise = self.noise_in(x / math.sqrt(1 + now**2), now)
            ahead = noise if before is None else gamma * noise + (1 - gamma) * before
            before = noise
            lower = (then / now**mu) ** (1 / (1 - mu))  # of which then is a geometric mean
            fresh = math.sqrt(max(then**2 - lower**2, 0.0))
            x = x - (now - lower) * ahead
            if fresh:
                x = x + fresh * rng.standard_normal(shape, dtype="float32")
        return as_bytes((x + 1) * 127.5)

    def falling_sigmas(self, num_steps):
        """Floats (num_steps + 1,), from the greatest to the least."""
        shares = 1 - np.arange(num_steps) / num_steps
        places = np.rint(len(self.sigmas) * shares).astype(int) - 1
        return [float(self.sigmas[place]) for place in (*places, 0)]


def as_bytes(images):
    return np.rint(np.clip(images, 0, 255)).astype("uint8")


class Waves(layers.Layer):
    """Numbers (n,) -> sines and cosines of frequencies from 1 to 1,000, (n, dim) float32."""

    def __init__(self, dim):
        super().__init__(autocast=False)
        self.frequencies = 2 * math.pi * np.geomspace(1, 1000, dim // 2).astype("float32")

    def call(self, level):
        angles = ops.cast(level, "float32")[:, None] * self.frequencies
        return ops.concatenate([ops.sin(angles), ops.cos(angles)], axis=-1)


def example_network(image_shape, filters, depth):
    """The example's U-Net: it is told the noise once, by maps beside the image."""
    images, level = keras.Input(image_shape), keras.Input(())
    size, channels = image_shape[0], image_shape[-1]
    told = layers.Reshape((1, 1, 32))(Waves(32)(level))
    told = layers.UpSampling2D(size, interpolation="nearest")(told)
    x = layers.Concatenate()([layers.Conv2D(filters[0], 1)(images), told])
    skips = []
    for width in filters[:-1]:
        for _ in range(depth):
            x = plain_block(x, width)
            skips.append(x)
        x = layers.AveragePooling2D(2)(x)
    for _ in range(depth):
        x = plain_block(x, filters[-1])
    for width in filters[-2::-1]:
        x = layers.UpSampling2D(2, interpolation="bilinear")(x)
        for _ in range(depth):
            x = plain_block(layers.Concatenate()([x, skips.pop()]), width)
    x = layers.Conv2D(channels, 1, kernel_initializer="zeros", dtype="float32")(x)
    return keras.Model([images, level], x)


def plain_block(x, width):
    """Normalised, two convolutions, and the residual connection."""
    h = layers.BatchNormalization(center=False, scale=False)(x)
    h = layers.Conv2D(width, 3, padding="same", activation="silu")(h)
    h = layers.Conv2D(width, 3, padding="same")(h)
    return layers.Add()([h, x if x.shape[-1] == width else layers.Conv2D(width, 1)(x)])


class TwoWaves(layers.Layer):
    """Noise levels (n,) -> sine and cosine of half their logarithm, (n, 2) float32."""

    def __init__(self):
        super().__init__(autocast=False)

    def call(self, sigma):
        angle = 0.5 * ops.log(ops.cast(sigma, "float32"))[:, None]
        return ops.concatenate([ops.sin(angle), ops.cos(angle)], axis=-1)


def attending_network(image_shape, filters, multiples, blocks=2):
    """smalldiffusion's U-Net: every block is told the noise, and the middle sizes attend."""
    images, sigma = keras.Input(image_shape), keras.Input(())
    told = layers.Dense(4 * filters, activation="silu")(TwoWaves()(sigma))
    told = layers.Activation("silu")(layers.Dense(4 * filters)(told))
    widths = [filters * multiple for multiple in multiples]
    x = layers.Conv2D(filters, 3, padding="same")(images)
    skips = [x]
    for i, width in enumerate(widths):
        if i > 0:
            x = layers.Conv2D(x.shape[-1], 3, strides=2, padding="same")(x)
            skips.append(x)
        for _ in range(blocks):
            x = told_block(x, told, width)
            x = attended(x) if i == 1 else x
            skips.append(x)
    x = told_block(attended(told_block(x, told, widths[-1])), told, widths[-1])
    for i, width in reversed(list(enumerate(widths))):
        for _ in range(blocks + 1):
            x = told_block(layers.Concatenate()([x, skips.pop()]), told, width)
            x = attended(x) if i == 1 else x
        if i > 0:
            x = layers.UpSampling2D(2, interpolation="nearest")(x)
            x = layers.Conv2D(width, 3, padding="same")(x)
    x = layers.Activation("silu")(in_groups(x))
    x = layers.Conv2D(image_shape[-1], 3, padding="same")(x)
    return keras.Model([images, sigma], layers.Activation("linear", dtype="float32")(x))


def in_groups(x):
    return layers.GroupNormalization(32, epsilon=1e-6)(x)


def told_block(x, told, width):
    """Two convolutions, with the noise's code added in between, and the residual connection."""
    h = layers.Activation("silu")(in_groups(x))
    h = layers.Conv2D(width, 3, padding="same")(h)
    h = layers.Add()([h, layers.Reshape((1, 1, width))(layers.Dense(width)(told))])
    h = layers.Dropout(0.1)(layers.Activation("silu")(in_groups(h)))
    h = layers.Conv2D(width, 3, padding="same")(h)
    return layers.Add()([h, x if x.shape[-1] == width else layers.Conv2D(width, 1)(x)])


def attended(x):
    """x plus what each place finds at all others, with one head."""
    _, height, width, channels = x.shape
    h = layers.Reshape((height * width, channels))(in_groups(x))
    h = layers.MultiHeadAttention(1, channels)(h, h)
    return layers.Add()([x, layers.Reshape((height, width, channels))(h)])


class Settings(NamedTuple):
    """A rival's class, its weight decay, and what is tried on validation images.

    That is the authors' learning rate and faster ones; the second, which is large for a CPU, has
    half as many channels as theirs.
    """

    kind: type
    weight_decay: float
    options: list


RIVALS = {
    "Keras example": Settings(KerasExample, 1e-4, [{"rate": 1e-3}, {"rate": 2e-3}, {"rate": 4e-3}]),
    "smalldiffusion": Settings(
        SmallDiffusion,
        1e-2,
        [
            {"rate": 7e-4, "filters": 32},
            {"rate": 2e-3, "filters": 32},
            {"rate": 4e-3, "filters": 32},
        ],
    ),
}


class Ends(keras.callbacks.Callback):
    """When each step ended."""

    def on_train_begin(self, logs=None):
        self.times = [time.perf_counter()]

    def on_train_batch_end(self, batch, logs=None):
        self.times.append(time.perf_counter())


def compiled(name, images, rate, **sizes):
    """A rival with a learning rate, and with the sizes of its network."""
    model = RIVALS[name].kind(images, **sizes)
    model.compile(keras.optimizers.AdamW(rate, weight_decay=RIVALS[name].weight_decay))
    return model


def speed_of_rival(name, images, rate, num_steps=20, **sizes):
    """Steps a second, the first two of `num_steps` left out, which build the graph."""
    ends = Ends()
    few = images[: num_steps * BATCH]
    compiled(name, images, rate, **sizes).fit(few, batch_size=BATCH, verbose=0, callbacks=[ends])
    return (num_steps - 2) / (ends.times[-1] - ends.times[2])


def train_rival(name, images, distance, seconds, rate, **sizes):
    """Train a rival for some seconds, its graph being built before, and score it.

    Args:
        name: Str, of `RIVALS`.
        images: Uint8 (n, 28, 28, 1).
        distance: Function of the model: that of its samples to validation images.
        seconds: Float.
        rate: Float, the learning rate.
        **sizes: Of its network.

    Returns:
        Dict: "seconds", "seconds before" for the building of the graph, "steps", and the distance
        with the last weights, with the averaged ones, and the better of them, "frechet".
    """
    started = time.perf_counter()
    model, pace, ends = compiled(name, images, rate, **sizes), Pace(seconds), Ends()
    few = images[: BATCH + len(images) % BATCH]  # in batches of the same shapes
    model.fit(few, batch_size=BATCH, verbose=0)
    before = time.perf_counter() - started
    options = {"batch_size": BATCH, "epochs": 100_000, "verbose": 0}
    model.fit(images, callbacks=[ends, pace], **options)
    row = {"seconds": pace.seconds(), "seconds before": before}
    row |= {"steps": len(ends.times) - 1, "frechet, last weights": distance(model)}
    model.swap()
    row["frechet, averaged weights"] = distance(model)
    row["frechet"] = min(row["frechet, last weights"], row["frechet, averaged weights"])
    return row
