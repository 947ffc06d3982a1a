"""What `run.py` compares: each model family as the library trains it and as textbooks do.

"library" has the settings of the family's chapter: batch size, steps a call, and the precision that
`configure` picks; its rate is fixed, which takes no less time. "textbook" has the same networks,
plain `fit`, float32 and one step a call, with the batch size of the tutorials; where that differs
from the library's, "textbook, library's batch" has the library's.

The textbook's adversarial models alternate their players with two tapes. The library's first two
also compute a penalty that the textbook's do not have, and all of the library's average their
weights; "library, textbook's loss" does neither, and takes the textbook's batches. In the third,
both sides take one step of the critic and one of the generator for each batch. The textbook's
language models are of Keras' layers, and every position is a target; its Transformer has learned
positions and an output layer of its own, where the library has rotary positions and the
embedding's weights.
"""

import functools
from collections.abc import Callable
from typing import NamedTuple

import gan
import keras
import numpy as np
import tensorflow as tf
import vae
from keras import layers

import aigc_keras
from aigc_keras import GPT, ConditionalGAN, FlatAdam, RecurrentLM, TwoPlayerAdam, data
from aigc_keras.models import gan_networks
from aigc_keras.vocabulary import CharacterVocabulary

SAME_BATCH = "textbook, library's batch"
PLAIN = "library, textbook's loss"
PROMPT = "ROMEO:\n"
RECURRENT = {"window": 32, "batch_size": 32}
TRANSFORMER = {"window": 64, "batch_size": 8}


class Way(NamedTuple):
    """One way of doing a family's work."""

    model: keras.Model
    prepare: Callable  # number of steps -> the function to time
    per_step: int  # images, tokens or characters
    chunk: int  # steps of the shortest run that is timed


class TextbookWGAN(gan.TextbookGAN):
    """Critic and generator of the Wasserstein loss; the penalty's gradient by an inner tape."""

    def d_loss(self, real, fake, labels):
        real_logits = self.discriminator(real, training=True)
        fake_logits = self.discriminator(fake, training=True)
        share = tf.random.uniform((tf.shape(real)[0], 1, 1, 1))
        between = share * real + (1 - share) * fake
        with tf.GradientTape() as tape:
            tape.watch(between)
            logits = self.discriminator(between, training=True)
        slopes = tape.gradient(logits, between)
        norms = tf.sqrt(tf.reduce_sum(tf.square(slopes), axis=(1, 2, 3)) + 1e-12)
        penalty = tf.reduce_mean(tf.square(norms - 1))
        return tf.reduce_mean(fake_logits) - tf.reduce_mean(real_logits) + 10 * penalty

    def g_loss(self, logits):
        return -tf.reduce_mean(logits)


def build(family, name):
    """A way of a family, in its precision, from a fixed seed."""
    aigc_keras.configure(seed=0, verbose=False)
    if name != "library":
        keras.config.set_dtype_policy("float32")
    return WAYS[family][name]()


def training(model, batches, per_step):
    """Training by `fit`, on what `batches(steps)` gives it."""

    def prepare(steps):
        arguments = batches(steps)
        return lambda: model.fit(**arguments, verbose=0)

    return Way(model, prepare, per_step, 4 * max(10, model.steps_per_execution))


def on_digits(model, batch_size, labels=None):
    """Training on images; labels beside them ("x") or as the target ("y")."""
    images, classes = digits()

    def batches(steps):
        rows = np.arange(steps * batch_size) % len(images)
        x, y = images[rows], classes[rows]
        inputs = {None: {"x": x}, "x": {"x": (x, y)}, "y": {"x": x, "y": y}}[labels]
        return inputs | {"batch_size": batch_size}

    return training(model, batches, batch_size)


def on_plays(model, window, batch_size, cut=False):
    """Training on windows of a text: of the library's data set, or cut into arrays beforehand."""

    def batches(steps):
        token_ids = np.resize(text()[1], (steps * batch_size + 1) * window)
        windows = data.TextWindows(token_ids, window, batch_size=batch_size, seed=0)
        if not cut:
            return {"x": windows, "shuffle": False}
        pairs = (windows[i] for i in range(steps))
        x, y = (np.concatenate(part) for part in zip(*pairs, strict=True))
        return {"x": x, "y": y, "batch_size": batch_size}

    return training(model, batches, window * batch_size)


@functools.cache
def digits():
    return data.load_images("mnist")[0]


@functools.cache
def text():
    """The vocabulary of the plays to train on, and their tokens."""
    characters = data.load_text("shakespeare")[0]
    vocabulary = CharacterVocabulary.of(characters)
    return vocabulary, vocabulary.encode(characters)


def library_conditional(loss="relativistic", r1_weight=1.0, use_ema=True):
    networks = gan_networks.conv_generator, gan_networks.conv_discriminator
    networks = [network(num_classes=10) for network in networks]
    model = ConditionalGAN(*networks, num_classes=10, loss=loss, r1_weight=r1_weight)
    optimizer = TwoPlayerAdam(2e-3, use_ema=use_ema, ema_momentum=0.995)
    model.compile(optimizer, steps_per_execution=10)
    return model


def library_recurrent():
    model = RecurrentLM(text()[0], "gru", hidden_dim=256, seed=0)
    optimizer = keras.optimizers.Adam(1e-2, beta_2=0.99, global_clipnorm=1.0)
    model.compile(optimizer, steps_per_execution=12)
    return model


def library_gpt():
    sizes = {"context_length": 64, "hidden_dim": 128, "num_layers": 2, "num_heads": 4}
    model = GPT(text()[0], **sizes, activation="relu", seed=0)
    optimizer = FlatAdam(3e-3, beta_2=0.99, global_clipnorm=1.0)
    model.compile(optimizer, steps_per_execution=20)
    return model


def textbook_recurrent(size):
    recurrent = layers.GRU(256, return_sequences=True)
    return compiled(keras.Sequential([layers.Embedding(size, 256), recurrent, layers.Dense(size)]))


def textbook_gpt(size, length=64, dim=128):
    token_ids = keras.Input((length,), dtype="int32")
    places = layers.Embedding(length, dim)(keras.ops.arange(length))
    x = layers.Embedding(size, dim)(token_ids) + places
    for _ in range(2):
        normed = layers.LayerNormalization()(x)
        x = x + layers.MultiHeadAttention(4, dim // 4)(normed, normed, use_causal_mask=True)
        inner = layers.Dense(4 * dim, "relu")(layers.LayerNormalization()(x))
        x = x + layers.Dense(dim)(inner)
    logits = layers.Dense(size)(layers.LayerNormalization()(x))
    return compiled(keras.Model(token_ids, logits))


def compiled(model):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(1e-3), loss)
    return model


WAYS = {
    "gan": {
        "library": lambda: on_digits(gan.ours(1e-3), gan.BATCH),
        "textbook": lambda: on_digits(gan.textbook(2e-4), 64),
        SAME_BATCH: lambda: on_digits(gan.textbook(2e-4), gan.BATCH),
        PLAIN: lambda: on_digits(gan.ours(1e-3, "non_saturating", 0.0, False), 64),
    },
    "conditional_gan": {
        "library": lambda: on_digits(library_conditional(), 64, labels="x"),
        PLAIN: lambda: on_digits(library_conditional("non_saturating", 0.0, False), 64, "x"),
        "textbook": lambda: on_digits(gan.textbook(2e-4, num_classes=10), 64, labels="y"),
    },
    "wasserstein_gan": {
        "library": lambda: on_digits(gan.ours(1e-3, "wasserstein_gp", 0.0), 64),
        PLAIN: lambda: on_digits(gan.ours(1e-3, "wasserstein_gp", 0.0, False), 64),
        "textbook": lambda: on_digits(gan.textbook(2e-4, TextbookWGAN), 64),
    },
    "vae": {
        "library": lambda: on_digits(vae.ours(vae.RATE), vae.BATCH),
        "textbook": lambda: on_digits(vae.textbook(1e-3), 128),
        SAME_BATCH: lambda: on_digits(vae.textbook(1e-3), vae.BATCH),
    },
    "recurrent_text": {
        "library": lambda: on_plays(library_recurrent(), **RECURRENT),
        "textbook": lambda: on_plays(textbook_recurrent(text()[0].size), **RECURRENT, cut=True),
    },
    "gpt": {
        "library": lambda: on_plays(library_gpt(), **TRANSFORMER),
        "textbook": lambda: on_plays(textbook_gpt(text()[0].size), **TRANSFORMER, cut=True),
    },
}


def writing(family):
    """Writing with a family's model, untrained, since what it has learned takes no time.

    "library" is `generate`; "textbook" calls `predict` on the last characters for each new one.
    """
    model = build(family, "library").model
    window = {"recurrent_text": RECURRENT, "gpt": TRANSFORMER}[family]["window"]

    def by_predict(length):
        written = list(model.vocabulary.encode(PROMPT * 10))
        rng = np.random.default_rng(0)
        for _ in range(length):
            logits = model.predict(np.array([written[-window:]]), verbose=0)[0, -1]
            p = np.exp((logits - logits.max()).astype("float64"))
            written.append(rng.choice(len(p), p=p / p.sum()))
        return model.vocabulary.decode(written)

    def generate(length):
        return lambda: model.generate(PROMPT, length, seed=0)

    predict = Way(model, lambda length: lambda: by_predict(length), 1, 12)
    return {"library": Way(model, generate, 1, 1000), "textbook": predict}
