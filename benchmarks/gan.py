"""The convolutional GAN of chapter 3 against the same networks trained the textbook way.

    python benchmarks/gan.py [--seeds 3] [--out benchmarks/gan.json]

One process, runs interleaved. For each training seed the library trains a fixed number of epochs,
as the chapter does; then the textbook's loop (two tapes, two Adams, alternating updates, plain
`fit`, float32) trains the same two networks on the same images for the same seconds: with the
usual settings (Adam 2e-4, beta_1 0.5, batches of 64), with a rate five times as high, and with
the library's larger batches too, so that the comparison rests on neither. Seconds are those of
training steps: building the graph (the first two executions) is left out for all. Scores are
taken on the test images, which nothing was tuned on. Speed is measured apart, whole epochs of all
variants in turn, as the median of the rounds' ratios to the textbook; variants without one part
of the method say what that part costs.
"""

import argparse
import json
import statistics
import time

import keras
import numpy as np
import tensorflow as tf

import aigc_keras
from aigc_keras.data import load_images
from aigc_keras.metrics import ImageScores
from aigc_keras.models import gan_networks
from aigc_keras.models.conditions import join
from aigc_keras.models.gan import GAN
from aigc_keras.optimizers import TwoPlayerAdam

BATCH = 128  # of the library; the textbook's is 64
TEXTBOOK = {  # name: learning rate, batch size
    "textbook": (2e-4, 64),
    "textbook, faster rate": (1e-3, 64),
    "textbook, faster rate, larger batch": (2e-3, BATCH),
}


class TextbookGAN(keras.Model):
    """The training loop of the tutorials: the discriminator's step, then the generator's."""

    def __init__(self, generator, discriminator):
        super().__init__()
        self.generator = generator
        self.discriminator = discriminator
        self.latent_dim = generator.inputs[0].shape[-1]

    def compile(self, rate, beta_1):
        super().compile()
        self.g_optimizer = keras.optimizers.Adam(rate, beta_1=beta_1)
        self.d_optimizer = keras.optimizers.Adam(rate, beta_1=beta_1)
        self.cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)

    def train_step(self, data):
        images, *labels = data if isinstance(data, tuple) else (data,)
        real = tf.cast(images, "float32") / 127.5 - 1
        shape = (tf.shape(real)[0], self.latent_dim)
        with tf.GradientTape() as tape:
            fake = self.generator(join(tf.random.normal(shape), *labels), training=True)
            d_loss = self.d_loss(real, fake, labels)
        weights = self.discriminator.trainable_weights
        self.d_optimizer.apply_gradients(zip(tape.gradient(d_loss, weights), weights, strict=True))
        with tf.GradientTape() as tape:
            fake = self.generator(join(tf.random.normal(shape), *labels), training=True)
            g_loss = self.g_loss(self.discriminator(join(fake, *labels), training=True))
        weights = self.generator.trainable_weights
        self.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, weights), weights, strict=True))
        return {"d_loss": d_loss, "g_loss": g_loss}

    def d_loss(self, real, fake, labels):
        real_logits = self.discriminator(join(real, *labels), training=True)
        fake_logits = self.discriminator(join(fake, *labels), training=True)
        loss = self.cross_entropy(tf.ones_like(real_logits), real_logits)
        return loss + self.cross_entropy(tf.zeros_like(fake_logits), fake_logits)

    def g_loss(self, logits):
        return self.cross_entropy(tf.ones_like(logits), logits)

    def sample(self, num_samples, *, seed=None):
        """uint8 images, for the scores; of a model without labels."""
        noise = np.random.default_rng(seed).standard_normal((num_samples, self.latent_dim))
        images = self.generator.predict(noise.astype("float32"), batch_size=500, verbose=0)
        return np.rint(np.clip(127.5 * (images + 1), 0, 255)).astype("uint8")


class Clock(keras.callbacks.Callback):
    """Seconds and steps of training after the first two executions; stops when time is up."""

    def __init__(self, limit=float("inf")):
        super().__init__()
        self.limit = limit
        self.seconds = 0.0
        self.steps = 0
        self.executions = 0

    def on_train_batch_begin(self, batch, logs=None):
        self.started = time.perf_counter()

    def on_train_batch_end(self, batch, logs=None):
        self.executions += 1
        optimizer = getattr(self.model, "g_optimizer", None) or self.model.optimizer
        if self.executions == 2:
            self.first = int(optimizer.iterations.numpy())
        elif self.executions > 2:
            self.seconds += time.perf_counter() - self.started
            self.steps = int(optimizer.iterations.numpy()) - self.first
        if self.seconds >= self.limit:
            self.model.stop_training = True


def report(name, seed, model, clock, batch_size, scores):
    row = {"name": name, "seed": seed, "seconds": clock.seconds, "steps": clock.steps}
    row["images_per_second"] = clock.steps * batch_size / clock.seconds
    row |= {key: mean for key, (mean, _) in scores.score_model(model).items()}
    print(json.dumps(row), flush=True)
    return row


def ours(rate, loss="relativistic", r1_weight=1.0, use_ema=True):
    networks = gan_networks.conv_generator(), gan_networks.conv_discriminator()
    model = GAN(*networks, loss=loss, r1_weight=r1_weight)
    optimizer = TwoPlayerAdam(rate, use_ema=use_ema, ema_momentum=0.995)
    model.compile(optimizer, steps_per_execution=10)
    return model


def textbook(rate, kind=TextbookGAN, **options):
    keras.config.set_dtype_policy("float32")
    model = kind(gan_networks.conv_generator(**options), gan_networks.conv_discriminator(**options))
    model.compile(rate, beta_1=0.5)
    return model


def train_ours(images, epochs, clock=None):
    steps = epochs * (len(images) // BATCH)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, steps * 19 // 20, alpha=0.01, warmup_target=4e-3, warmup_steps=steps // 20
    )
    model = ours(rate)
    clock = clock or Clock()
    averaging = keras.callbacks.SwapEMAWeights(swap_on_epoch=True)
    model.fit(images, batch_size=BATCH, epochs=epochs, verbose=0, callbacks=[averaging, clock])
    return model, clock


def train_textbook(images, limit, rate, batch_size):
    model = textbook(rate)
    clock = Clock(limit)
    model.fit(images, batch_size=batch_size, epochs=10_000, verbose=0, callbacks=[clock])
    return model, clock


def interleaved_speeds(models, images, rounds):
    """Images a second of whole epochs, in turn, of name -> (model, batch size).

    Returns name -> (median, median and quartiles of the ratio to the last model's).
    """
    speeds = {name: [] for name in models}
    for turn in range(rounds + 1):
        for name, (model, batch_size) in models.items():
            start = time.perf_counter()
            model.fit(images, batch_size=batch_size, verbose=0)
            if turn:  # the first epoch builds the graph
                speeds[name].append(len(images) / (time.perf_counter() - start))
    baseline = list(speeds.values())[-1]
    ratios = {
        name: [a / b for a, b in zip(values, baseline, strict=True)]
        for name, values in speeds.items()
    }
    return {
        name: {
            "images_per_second": statistics.median(speeds[name]),
            "ratio": statistics.median(ratios[name]),
            "ratio_quartiles": statistics.quantiles(ratios[name], n=4)[::2],
        }
        for name in models
    }


def measure_speed(images, rounds):
    aigc_keras.configure(seed=0)
    models = {
        "library": (ours(1e-3), BATCH),
        "library, textbook's batch": (ours(1e-3), 64),
        "library without R1": (ours(1e-3, r1_weight=0.0), BATCH),
        "library without R1, averaged weights": (ours(1e-3, r1_weight=0.0, use_ema=False), BATCH),
        "textbook, larger batch": (textbook(2e-4), BATCH),
        "textbook": (textbook(2e-4), 64),
    }
    return interleaved_speeds(models, images, rounds)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=36, help="of the library's training")
    parser.add_argument("--rounds", type=int, default=9, help="of the interleaved timing")
    parser.add_argument("--out", default="benchmarks/gan.json")
    choices = parser.parse_args()

    (images, _), (test_images, _) = load_images("mnist")
    training = images[:7000]
    scores = ImageScores("mnist", test_images, images)
    speed = measure_speed(training, choices.rounds)
    print(json.dumps(speed, indent=1), flush=True)
    rows = []
    for seed in range(choices.seeds):
        aigc_keras.configure(seed=seed)
        model, clock = train_ours(training, choices.epochs)
        limit = clock.seconds
        rows.append(report("library", seed, model, clock, BATCH, scores))
        for name, (rate, batch_size) in TEXTBOOK.items():
            aigc_keras.configure(seed=seed)
            model, clock = train_textbook(training, limit, rate, batch_size)
            rows.append(report(name, seed, model, clock, batch_size, scores))

    floor = scores.reference_rows()["real"]["frechet"]
    summary = {"floor": floor}
    for name in dict.fromkeys(row["name"] for row in rows):
        of = [row for row in rows if row["name"] == name]
        summary[name] = {
            key: statistics.median(row[key] for row in of)
            for key in ("seconds", "frechet", "recall", "class_kl")
        }
    distance = summary["library"]["frechet"]
    summary["distance_ratio"] = distance / summary["textbook"]["frechet"]
    summary["distance_ratio_to_better_textbook"] = distance / min(
        summary[name]["frechet"] for name in summary if name.startswith("textbook")
    )
    summary["distance_in_floors"] = distance / floor
    print(json.dumps(summary, indent=1))
    with open(choices.out, "w", encoding="utf-8") as file:
        json.dump({"medians": summary, "speed": speed, "runs": rows}, file, indent=1)


if __name__ == "__main__":
    main()
