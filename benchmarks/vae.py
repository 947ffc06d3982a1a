"""The VAE of chapter 4 against the same networks trained the textbook way.

    python benchmarks/vae.py [--seeds 3] [--out benchmarks/vae.json]

One process. For each training seed the library trains a fixed number of epochs, as the chapter
does; then the textbook's VAE (float32, plain `fit`, a fixed learning rate) trains the same two
networks on the same images, drawn in black and white anew in each step, for the same seconds: with
the usual settings (Adam 1e-3, batches of 128), with a rate twice as high, and with the library's
larger batches too. Seconds are those of training steps without the first two executions, which
build the graph. Both are scored by the same code, the ELBO on the binarised test images, on which
nothing was tuned; for the library's also the bound with 5,000 codes. Speed is measured apart:
whole epochs in turn, the median of the rounds' ratios to the textbook.
"""

import argparse
import json
import statistics

import keras
from gan import Clock, interleaved_speeds
from keras import ops

import aigc_keras
from aigc_keras import VAE, data, losses, metrics

BATCH, RATE = 250, 0.012  # of the library; the textbook's are 128 and 1e-3
TEXTBOOK = {  # name: learning rate, batch size
    "textbook": (1e-3, 128),
    "textbook, faster rate": (2e-3, 128),
    "textbook, faster rate, larger batch": (4e-3, BATCH),
}


class TextbookVAE(keras.Model):
    """The tutorials' model: sampling, cross-entropy and divergence, one step a call."""

    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder
        self.seed_generator = keras.random.SeedGenerator()

    def call(self, images, training=False):
        images = ops.cast(images, "float32") / 255
        draws = keras.random.uniform(ops.shape(images), seed=self.seed_generator)
        images = ops.cast(draws < images, "float32")
        z_mean, z_log_var = self.encoder(images)
        noise = keras.random.normal(ops.shape(z_mean), seed=self.seed_generator)
        logits = self.decoder(z_mean + ops.exp(0.5 * z_log_var) * noise)
        return {"images": images, "z_mean": z_mean, "z_log_var": z_log_var, "logits": logits}

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        cross_entropy = keras.losses.binary_crossentropy(
            y_pred["images"], y_pred["logits"], from_logits=True
        )
        kl = ops.sum(losses.gaussian_kl(y_pred["z_mean"], y_pred["z_log_var"]), axis=-1)
        return ops.mean(ops.sum(cross_entropy, axis=(1, 2)) + kl)


def ours(rate):
    model = VAE(latent_dim=16, widths=(512,))
    optimizer = keras.optimizers.Adam(rate, beta_2=0.99, use_ema=True, ema_momentum=0.99)
    model.compile(optimizer, steps_per_execution=10)
    return model


def textbook(rate):
    keras.config.set_dtype_policy("float32")
    networks = VAE(latent_dim=16, widths=(512,))
    model = TextbookVAE(networks.encoder, networks.decoder)
    model.compile(keras.optimizers.Adam(rate))
    return model


def scorable(model):
    """The library's VAE with the model's weights, in float32, so that one code scores all."""
    keras.config.set_dtype_policy("float32")
    twin = VAE(latent_dim=16, widths=(512,))
    twin.encoder.set_weights(model.encoder.get_weights())
    twin.decoder.set_weights(model.decoder.get_weights())
    return twin


def measure_speed(images, rounds):
    aigc_keras.configure(seed=0)
    models = {
        "library": (ours(RATE), BATCH),
        "library, textbook's batch": (ours(RATE / 2), 128),
        "textbook, larger batch": (textbook(1e-3), BATCH),
        "textbook": (textbook(1e-3), 128),
    }
    return interleaved_speeds(models, images, rounds)


def options():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=36, help="of the library's training")
    parser.add_argument("--rounds", type=int, default=15, help="of the interleaved timing")
    parser.add_argument("--out", default="benchmarks/vae.json")
    return parser.parse_args()


def train(name, rate, batch_size, training, epochs, limit):
    """Train the library's model for some epochs, or a textbook's for some seconds."""
    callbacks = [Clock(limit)]
    if name == "library":
        steps = epochs * (len(training) // batch_size)
        schedule = keras.optimizers.schedules.CosineDecay(
            0.0, steps * 9 // 10, warmup_target=rate, warmup_steps=steps // 10
        )
        model = ours(schedule)
        callbacks.insert(0, keras.callbacks.SwapEMAWeights(swap_on_epoch=True))
    else:
        epochs = 10_000
        model = textbook(rate)
    model.fit(training, batch_size=batch_size, epochs=epochs, verbose=0, callbacks=callbacks)
    return model, callbacks[-1]


def main():
    choices = options()
    (images, _), (test_images, _) = data.load_images("mnist")
    training, test = images[:7000], data.binarize(test_images, seed=0)
    speed = measure_speed(training, choices.rounds)
    print(json.dumps(speed), flush=True)
    rows = []
    for seed in range(choices.seeds):
        limit = float("inf")
        for name, (rate, batch_size) in {"library": (RATE, BATCH), **TEXTBOOK}.items():
            aigc_keras.configure(seed=seed)
            model, clock = train(name, rate, batch_size, training, choices.epochs, limit)
            twin = scorable(model)
            limit = min(limit, clock.seconds)
            elbo, error = metrics.mean_and_error(twin.elbo(test))
            row = {"name": name, "seed": seed, "seconds": clock.seconds, "steps": clock.steps}
            row |= {"elbo": elbo, "elbo_error": error}
            if name == "library":
                bound = twin.log_likelihood(test[:500], num_samples=5000)
                row["bound_5000"], row["bound_5000_error"] = metrics.mean_and_error(bound)
            rows.append(row)
            print(json.dumps(row), flush=True)
    medians = {
        name: statistics.median(row["elbo"] for row in rows if row["name"] == name)
        for name in dict.fromkeys(row["name"] for row in rows)
    }
    print(json.dumps(medians))
    with open(choices.out, "w", encoding="utf-8") as file:
        json.dump({"median_elbo": medians, "speed": speed, "runs": rows}, file, indent=1)


if __name__ == "__main__":
    main()
