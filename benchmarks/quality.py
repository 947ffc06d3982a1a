"""Seconds of training until a model of the library is as good as the textbook's at its end.

What `run.py --only quality/gan` and its like measure, for the families of `RACES`. Two textbook
models train for `limit` seconds, one with the tutorials' learning rate and one with a faster rate,
since the tutorials' is too careful for so short a time. What each has reached, on validation data,
is a goal. The library's model then trains as in its chapter, on the same data, with a schedule that
ends after `share` of these seconds, and is scored on its way until it is as good as the better of
the two. Seconds begin with the first batch and so include the building of the graph, on all sides;
scoring is left out.

    python benchmarks/quality.py --nanogpt ../nanoGPT [--seeds 3] [--out benchmarks/nanogpt.json]

measures nanoGPT instead: a checkout of it, with `data/shakespeare_char` prepared, trains in its
configuration for a CPU, in its own code and in PyTorch; then the library's GPT of the same size
trains on its data, with Muon, and is examined on as many random windows of its validation part as
nanoGPT takes for its own estimate. With `--tune` the last tenth of the training part takes the
place of the validation part, for choices.
"""

import argparse
import json
import math
import pickle
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import families
import gan
import keras
import numpy as np
import vae
from keras import ops

import aigc_keras
from aigc_keras import GPT, data
from aigc_keras.metrics import ImageScores
from aigc_keras.vocabulary import CharacterVocabulary

# nanoGPT's README, "I only have a macbook": 2,000 steps of twelve windows of 64 characters.
NANOGPT = {"block_size": 64, "batch_size": 12, "n_layer": 4, "n_head": 4, "n_embd": 128}
NANOGPT |= {"max_iters": 2000, "lr_decay_iters": 2000, "dropout": 0.0}
OURS = {"steps": 210, "batch_size": 24, "learning_rate": 1.2e-2}  # chosen with --tune


class Pace(keras.callbacks.Callback):
    """A clock that ends a training, drives its learning rate, and scores the model on its way.

    Args:
        limit: Float, seconds from the first batch on, the building of the graph included.
        peak: Float: the rate rises to it in the first tenth of the time and falls along half a
            cosine; None leaves the rate alone.
        score: Function of the model, the lower the better; called about every `limit` / 12
            seconds, with the clock stopped.
        goal: Float: training ends once the score is as low.
        at: "epoch", for averaged weights that are in their place only then, or "batch".
    """

    def __init__(self, limit, peak=None, score=None, goal=None, at="epoch"):
        super().__init__()
        self.limit = limit
        self.peak = peak
        self.score = score
        self.goal = goal
        self.at = at
        self.paused = 0.0
        self.started = None
        self.rows = []

    def seconds(self):
        return time.perf_counter() - self.started - self.paused

    def on_train_batch_begin(self, batch, logs=None):
        if self.started is None:
            self.started = time.perf_counter()
        if self.peak is not None:
            share = min(1.0, self.seconds() / self.limit)
            rate = self.peak * min(share / 0.1, 0.5 + 0.5 * math.cos(math.pi * share))
            self.model.optimizer.learning_rate = max(rate, self.peak / 100)

    def on_train_batch_end(self, batch, logs=None):
        if self.seconds() >= self.limit:
            self.model.stop_training = True
        if self.at == "batch":
            self._look()

    def on_epoch_end(self, epoch, logs=None):
        if self.at == "epoch":
            self._look()

    def _look(self):
        spent = self.seconds()
        last = self.rows[-1][0] if self.rows else 0.0
        if self.score is None or (spent - last < self.limit / 12 and spent < self.limit):
            return
        self.rows.append((spent, float(self.score(self.model))))
        self.paused += self.seconds() - spent
        if self.rows[-1][1] <= self.goal:
            self.model.stop_training = True


class Race(NamedTuple):
    """How a family's two sides are built and fed, and how both are scored."""

    textbook: Callable  # learning rate -> compiled model
    textbook_data: Callable  # -> arguments of fit
    rates: tuple  # the textbook's: the tutorials' and a faster one
    library: Callable  # -> compiled model
    library_data: Callable
    peak: float
    score: Callable  # -> function of a model
    share: float  # of the textbook's seconds
    averages: bool  # whether the library's model is scored with averaged weights


def training_images(batch_size):
    return {"x": families.digits()[0][:7000], "batch_size": batch_size}


def distances():
    images = families.digits()[0]
    scores = ImageScores("mnist", images[7000:], images[:7000])
    return lambda model: scores.frechet(model.sample(2000, seed=0))


def bounds():
    held_out = data.binarize(families.digits()[0][7000:], seed=0)

    def score(model):
        policy = keras.config.dtype_policy()
        twin = vae.scorable(model)
        keras.config.set_dtype_policy(policy)
        return -float(np.mean(twin.elbo(held_out)))

    return score


def bits(length=64):
    """Bits per character of validation plays, each with more than half a window in view."""
    vocabulary, _ = families.text()
    token_ids = np.asarray(vocabulary.encode(data.load_text("shakespeare")[1][:40_000]))
    starts = np.arange(0, len(token_ids) - length, length // 2)
    windows = token_ids[starts[:, None] + np.arange(length + 1)]
    return lambda model: cross_entropy(model, windows, length // 2) / math.log(2)


def cross_entropy(model, windows, skipped=0):
    """Nats per character of a model's predictions, those of the first `skipped` left out."""
    logits = model.predict(windows[:, :-1], batch_size=64, verbose=0)[:, skipped:]
    log_probs = ops.convert_to_numpy(ops.log_softmax(logits, axis=-1))
    targets = windows[:, 1 + skipped :, None]
    return -float(np.take_along_axis(log_probs, targets, axis=-1).mean())


def plays(window, batch_size):
    """Windows of the training plays, in an order of their own."""
    return data.TextWindows(families.text()[1], window, batch_size=batch_size, seed=0)


def cut_plays(window, batch_size):
    """The same as arrays, for a textbook's `fit`."""
    token_ids = np.asarray(families.text()[1])
    count = (len(token_ids) - 1) // window
    pieces = token_ids[: count * window].reshape(count, window)
    targets = token_ids[1 : count * window + 1].reshape(count, window)
    return {"x": pieces, "y": targets, "batch_size": batch_size}


def textbook_text(build, rate):
    keras.config.set_dtype_policy("float32")
    model = build(families.text()[0].size)
    model.optimizer.learning_rate = rate
    return model


RACES = {
    "gan": Race(
        textbook=gan.textbook,
        textbook_data=lambda: training_images(64),
        rates=(2e-4, 1e-3),
        library=lambda: gan.ours(1e-3),
        library_data=lambda: training_images(gan.BATCH),
        peak=4e-3,
        score=distances,
        share=0.4,
        averages=True,
    ),
    "vae": Race(
        textbook=vae.textbook,
        textbook_data=lambda: training_images(128),
        rates=(1e-3, 2e-3),
        library=lambda: vae.ours(vae.RATE),
        library_data=lambda: training_images(vae.BATCH),
        peak=vae.RATE / 2,
        score=bounds,
        share=0.3,
        averages=True,
    ),
    "recurrent_text": Race(
        textbook=lambda rate: textbook_text(families.textbook_recurrent, rate),
        textbook_data=lambda: cut_plays(**families.RECURRENT),
        rates=(1e-3, 3e-3),
        library=families.library_recurrent,
        library_data=lambda: {"x": plays(**families.RECURRENT), "shuffle": False},
        peak=1e-2,
        score=bits,
        share=0.5,
        averages=False,
    ),
    "gpt": Race(
        textbook=lambda rate: textbook_text(families.textbook_gpt, rate),
        textbook_data=lambda: cut_plays(**families.TRANSFORMER),
        rates=(1e-3, 2e-3),
        library=lambda: muon_gpt(families.text()[0], num_layers=2),
        library_data=lambda: {"x": plays(window=64, batch_size=24), "shuffle": False},
        peak=1.2e-2,
        score=bits,
        share=0.4,
        averages=False,
    ),
}


def muon_gpt(vocabulary, *, num_layers, seed=0):
    """A GPT in float32, with Muon for its matrices, compiled by XLA.

    On a CPU, XLA pays for float32 Transformers and loses for bfloat16.
    """
    sizes = {"context_length": 64, "hidden_dim": 128, "num_layers": num_layers, "num_heads": 4}
    model = GPT(vocabulary, **sizes, activation="relu", seed=seed, dtype="float32")
    optimizer = keras.optimizers.Muon(
        1e-2, adam_beta_2=0.99, weight_decay=None, adam_weight_decay=None
    )
    model.compile(optimizer, steps_per_execution=10, jit_compile=True)
    return model


def train_textbook(race, seed, rate, limit):
    aigc_keras.configure(seed=seed, verbose=False)
    model = race.textbook(rate)
    pace = Pace(limit)
    model.fit(**race.textbook_data(), epochs=10_000, verbose=0, callbacks=[pace])
    return pace.seconds(), race.score()(model)


def run_race(race, seed, limit):
    """One seed: both textbooks to their end, then the library until it is as good as the better."""
    goals = [train_textbook(race, seed, rate, limit)[1] for rate in race.rates]
    aigc_keras.configure(seed=seed, verbose=False)
    model = race.library()
    at = "epoch" if race.averages else "batch"
    pace = Pace(race.share * limit, race.peak, race.score(), min(goals), at)
    averaging = [keras.callbacks.SwapEMAWeights(swap_on_epoch=True)] if race.averages else []
    model.fit(**race.library_data(), epochs=10_000, verbose=0, callbacks=[*averaging, pace])
    reached = [first_time(pace.rows, goal) for goal in goals]
    return {"seed": seed, "goals": goals, "seconds": reached, "scores": pace.rows}


def first_time(rows, goal):
    """The first of the seconds at which a score was as low as the goal, or None."""
    return next((seconds for seconds, score in rows if score <= goal), None)


def measure(family, seeds, limit):
    """All seeds of one family, and for each rate the median: None where most never got there."""
    race, runs = RACES[family], []
    for seed in range(seeds):
        runs.append(run_race(race, seed, limit))
        print(family, json.dumps(runs[-1]), flush=True)
    medians = []
    for reached in zip(*(run["seconds"] for run in runs), strict=True):
        median = statistics.median(math.inf if seconds is None else seconds for seconds in reached)
        medians.append(None if median == math.inf else median)
    return {"rates": race.rates, "limit": limit, "medians": medians, "runs": runs}


def run_nanogpt(checkout, seed):
    """Train nanoGPT's own code; seconds of its steps, and its loss as it estimates it itself."""
    command = [sys.executable, "train.py", "config/train_shakespeare_char.py"]
    options = NANOGPT | {"device": "cpu", "compile": False, "log_interval": 1}
    options |= {"eval_interval": 2000, "eval_iters": 400, "out_dir": f"out-seed-{seed}"}
    command += [f"--{name}={value}" for name, value in options.items()]
    # Its seed is fixed in its code; each of our seeds shifts it.
    program = (checkout / "train.py").read_text("utf-8").replace("1337 + ", f"{1337 + seed} + ")
    (checkout / f"train_{seed}.py").write_text(program, "utf-8")
    command[1] = f"train_{seed}.py"
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=True)
    (checkout / f"train_{seed}.py").unlink()
    times = [float(ms) for ms in re.findall(r"iter \d+: loss [\d.]+, time ([\d.]+)ms", done.stdout)]
    loss = float(re.findall(r"step 2000: .* val loss ([\d.]+)", done.stdout)[-1])
    # (The first and the last step's times hold the estimates of the loss.)
    row = {"ms_per_step": statistics.median(times), "seconds": sum(times[1:-1]) / 1000}
    return row | {"steps": NANOGPT["max_iters"], "validation loss": loss}


def nanogpt_text(checkout, tune):
    """nanoGPT's characters: the vocabulary, and the tokens to train on and to be examined on."""
    folder = checkout / "data" / "shakespeare_char"
    meta = pickle.loads((folder / "meta.pkl").read_bytes())
    vocabulary = CharacterVocabulary.of("".join(meta["stoi"]))
    parts = []
    for name in ("train", "val"):
        ids = np.fromfile(folder / f"{name}.bin", dtype="uint16")
        text = "".join(meta["itos"][i] for i in ids.tolist())
        parts.append(np.asarray(vocabulary.encode(text)))
    train, held_out = parts
    cut = int(0.9 * len(train))
    return (vocabulary, train[:cut], train[cut:]) if tune else (vocabulary, train, held_out)


class RandomWindows(keras.utils.PyDataset):
    """Windows from random places, as nanoGPT takes them: (batch_size, length) and its targets."""

    def __init__(self, token_ids, length, batch_size, steps, seed):
        super().__init__()
        starts = np.random.default_rng(seed).integers(
            len(token_ids) - length, size=(steps, batch_size)
        )
        self.windows = token_ids[starts[..., None] + np.arange(length + 1)]

    def __len__(self):
        return len(self.windows)

    def __getitem__(self, i):
        return self.windows[i, :, :-1], self.windows[i, :, 1:]


def run_ours(text, seed, steps, batch_size, learning_rate):
    """The library's GPT of nanoGPT's size: seconds from its building on, and its loss."""
    vocabulary, train, held_out = text
    aigc_keras.configure(seed=seed, precision="float32", verbose=False)
    started = time.perf_counter()
    windows = RandomWindows(train, 64, batch_size, steps, seed)
    model = muon_gpt(vocabulary, num_layers=4, seed=seed)
    warmup = steps // 20
    model.optimizer.learning_rate = keras.optimizers.schedules.CosineDecay(
        0.0, steps - warmup, alpha=0.01, warmup_target=learning_rate, warmup_steps=warmup
    )
    model.fit(windows, shuffle=False, verbose=0)
    seconds = time.perf_counter() - started
    exam = RandomWindows(held_out, 64, 1, 4800, seed=0).windows[:, 0]
    row = {"seconds": seconds, "steps": steps, "batch_size": batch_size}
    return row | {"learning_rate": learning_rate, "validation loss": cross_entropy(model, exam)}


def measure_nanogpt(choices):
    """Pairs of trainings, one after the other, and the median share of nanoGPT's seconds."""
    text = nanogpt_text(choices.nanogpt, choices.tune)
    pairs = []
    for seed in range(choices.seeds):
        pair = {"seed": seed, "ours": run_ours(text, seed, **OURS)}
        if not choices.tune:
            pair["nanoGPT"] = run_nanogpt(choices.nanogpt.resolve(), seed)
            pair["share"] = pair["ours"]["seconds"] / pair["nanoGPT"]["seconds"]
        pairs.append(pair)
        print(json.dumps(pair), flush=True)
    return pairs


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--nanogpt", type=Path, metavar="CHECKOUT", required=True)
    parser.add_argument("--tune", action="store_true")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--out", help="JSON file of nanoGPT's results")
    choices = parser.parse_args()
    pairs = measure_nanogpt(choices)
    if choices.out:
        Path(choices.out).write_text(json.dumps(pairs, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
