"""The convolutional GAN of chapter 3 against the same networks trained the textbook way.

    python benchmarks/gan.py [--seeds 3] [--out benchmarks/gan.json]

One process, runs interleaved. For each training seed the library trains a fixed number of epochs,
as the chapter does; then the textbook's loop (two tapes, two Adams, alternating updates, plain
`fit`, float32) trains the same two networks on the same images for the same seconds, once with
DCGAN's settings and once with the library's learning rates. Seconds are those of training steps:
building the graph (the first two executions) is left out for all. Scores are taken on the test
images, which nothing was tuned on.
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
from aigc_keras.models.gan import GAN
from aigc_keras.optimizers import TwoPlayerAdam


class TextbookGAN(keras.Model):
    """The training loop of the tutorials: the discriminator's step, then the generator's."""

    def __init__(self, generator, discriminator):
        super().__init__()
        self.generator, self.discriminator = generator, discriminator

    def compile(self, rate, beta_1):
        super().compile()
        self.g_optimizer = keras.optimizers.Adam(rate, beta_1=beta_1)
        self.d_optimizer = keras.optimizers.Adam(rate, beta_1=beta_1)
        self.cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)

    def train_step(self, images):
        real = tf.cast(images, "float32") / 127.5 - 1
        shape = (tf.shape(real)[0], self.generator.input_shape[-1])
        with tf.GradientTape() as tape:
            fake = self.generator(tf.random.normal(shape), training=True)
            real_logits = self.discriminator(real, training=True)
            fake_logits = self.discriminator(fake, training=True)
            d_loss = self.cross_entropy(tf.ones_like(real_logits), real_logits)
            d_loss += self.cross_entropy(tf.zeros_like(fake_logits), fake_logits)
        weights = self.discriminator.trainable_weights
        self.d_optimizer.apply_gradients(zip(tape.gradient(d_loss, weights), weights, strict=True))
        with tf.GradientTape() as tape:
            fake = self.generator(tf.random.normal(shape), training=True)
            logits = self.discriminator(fake, training=True)
            g_loss = self.cross_entropy(tf.ones_like(logits), logits)
        weights = self.generator.trainable_weights
        self.g_optimizer.apply_gradients(zip(tape.gradient(g_loss, weights), weights, strict=True))
        return {"d_loss": d_loss, "g_loss": g_loss}

    sample, _generate, _draw_noise, latent_dim = (
        GAN.sample,
        GAN._generate,
        GAN._draw_noise,
        GAN.latent_dim,
    )


class Clock(keras.callbacks.Callback):
    """Seconds and steps of training after the first two executions; stops when time is up."""

    def __init__(self, limit=float("inf")):
        super().__init__()
        self.limit, self.seconds, self.steps, self.executions = limit, 0.0, 0, 0

    def on_train_batch_begin(self, batch, logs=None):
        self.started, self.first = time.perf_counter(), batch

    def on_train_batch_end(self, batch, logs=None):
        self.executions += 1
        if self.executions > 2:
            self.seconds += time.perf_counter() - self.started
            self.steps += batch - self.first + 1
        if self.seconds >= self.limit:
            self.model.stop_training = True


def report(name, seed, model, clock, batch_size, scores):
    row = {"name": name, "seed": seed, "seconds": clock.seconds, "steps": clock.steps}
    row["images_per_second"] = clock.steps * batch_size / clock.seconds
    row |= {key: mean for key, (mean, _) in scores.score_model(model).items()}
    print(json.dumps(row), flush=True)
    return row
