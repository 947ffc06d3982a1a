r"""Language models on tiny Shakespeare, in nanoGPT's protocol: loss against seconds.

    python benchmarks/language_models.py --text tinyshakespeare.txt --seconds 100
    python benchmarks/language_models.py --text tinyshakespeare.txt --seconds 300 \
        --context-length 64 --learning-rate 6e-3
    python benchmarks/language_models.py --text tinyshakespeare.txt --model gpt --steps 2000

The first 90% of the file train, the last 10% validate, as nanoGPT splits it. The loss is in nats a
character, of random windows from an empty state (nanoGPT's protocol, its window lengths 64 on a CPU
and 256 on a GPU), and of the whole part with the state carried over. Each is printed for the
network alone, for an n-gram counted on the same text, and for the two mixed: the mean of their
probabilities. The rate follows the clock, so that a training fits its seconds on any machine; the
clock starts with the n-gram's counting, runs while the graph is built and stops while losses are
measured. The loss on the way is that of 50 windows of 256, the last one of 400. `--tune` splits the
90% once more: choices are made there. Chosen there: the n-gram's order and equal weights; windows
of 32 with a rate of 8e-3 for 100 seconds, windows of 64 with 6e-3 for 300.

`--model gpt` is the Transformer. With `--hidden-dim 128 --num-layers 4 --context-length 64
--batch-size 12 --learning-rate 1e-3 --weight-decay 0.1 --steps 2000` it has the size, and reads as
much, as nanoGPT's configuration for a CPU, but with rotary positions and averaged weights; with
`--positions learned --ema-momentum 0` it has neither, and only windows of 64 are measured. For 100
seconds, `--hidden-dim 160 --num-layers 2 --context-length 64 --batch-size 12 --learning-rate 3e-3
--weight-decay 0.1 --ema-momentum 0.99` was chosen, with AIGC_KERAS_PRECISION=float32, which takes
less time for Transformers of this size. With `--optimizer muon` (Jordan et al. 2024,
https://kellerjordan.github.io/posts/muon/) the best of those tried in 100 seconds was
`--hidden-dim 128 --num-layers 4 --context-length 64 --batch-size 24 --learning-rate 1.2e-2
--ema-momentum 0`.
"""

import argparse
import json
import math
import time
from pathlib import Path

import keras
import numpy as np
from keras import ops

import aigc_keras
from aigc_keras import GPT, FlatAdam, NGram, RecurrentLM
from aigc_keras.data import TextWindows
from aigc_keras.vocabulary import CharacterVocabulary

GPT_SIZES = ("context_length", "num_heads", "positions")


class Budget(keras.callbacks.Callback):
    """A rate that rises and falls with the clock, losses on the way, and an end on time.

    With `steps`, all three follow the number of steps instead.
    """

    def __init__(self, started, limit, peak, measure, steps=None):
        super().__init__()
        self.started = started
        self.limit = limit
        self.peak = peak
        self.measure = measure
        self.steps = steps
        self.paused = 0.0
        self.rows = []

    def seconds(self):
        return time.perf_counter() - self.started - self.paused

    def share(self):
        if self.steps:
            return min(1.0, int(self.model.optimizer.iterations) / self.steps)
        return min(1.0, self.seconds() / self.limit)

    def on_train_batch_begin(self, batch, logs=None):
        share = self.share()
        rate = self.peak * min(share / 0.1, 0.5 + 0.5 * math.cos(math.pi * share))
        self.model.optimizer.learning_rate = max(rate, self.peak / 100)

    def on_train_batch_end(self, batch, logs=None):
        spent = self.seconds()
        if self.share() >= 1:
            self.model.stop_training = True
        elif self.share() >= (len(self.rows) + 1) / 5:
            self.rows.append((spent, self.measure(self.model)))
            print(f"{spent:6.0f} s  {self.rows[-1][1]:.3f}", flush=True)
            self.paused += self.seconds() - spent


def windows_of(text, length, count=400):
    """Random pieces of a text, one character longer than the window: the last one is a target."""
    starts = np.random.default_rng(0).integers(len(text) - length, size=count)
    return [text[i : i + length + 1] for i in starts]


def network_log_prob(model, texts):
    """log p of each character of the texts but the first, each text read from an empty state."""
    windows = np.stack([model.vocabulary.encode(text) for text in texts])
    logits = model.predict(windows[:, :-1], batch_size=50, verbose=0)
    log_probs = ops.convert_to_numpy(ops.log_softmax(logits, axis=-1))
    return np.take_along_axis(log_probs, windows[:, 1:, None], axis=-1)[..., 0]


def losses(network, counted):
    """Mean losses of the network, the n-gram and their mixture, from log-probabilities."""
    mixed = np.logaddexp(network, counted) - math.log(2)
    pairs = (("network", network), ("n-gram", counted), ("mixed", mixed))
    return {name: round(-float(np.mean(values)), 4) for name, values in pairs}


def options():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--text", required=True)
    parser.add_argument("--seconds", type=float, nargs="+", default=[100])
    parser.add_argument("--tune", action="store_true")
    parser.add_argument("--steps", type=int, help="train for so many steps, however long it takes")
    parser.add_argument("--model", choices=("recurrent", "gpt"), default="recurrent")
    parser.add_argument("--cell", default="gru")
    parser.add_argument("--hidden-dim", type=int, default=256)
    parser.add_argument("--num-layers", type=int, default=2)
    parser.add_argument("--num-heads", type=int, default=4)
    parser.add_argument("--positions", default="rotary", help="of the GPT")
    parser.add_argument("--weight-decay", type=float, default=0.0)
    parser.add_argument("--ema-momentum", type=float, default=0.98, help="0: none")
    parser.add_argument("--dropout", type=float, default=0.0)
    parser.add_argument("--order", type=int, default=7, help="of the n-gram")
    parser.add_argument("--context-length", type=int, default=32)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--learning-rate", type=float, default=8e-3)
    parser.add_argument("--steps-per-execution", type=int, default=5)
    parser.add_argument("--optimizer", choices=("adam", "muon"), default="adam")
    parser.add_argument("--out", help="JSON file that the results are added to")
    return parser.parse_args()


def build(vocabulary, choices):
    """The model that was asked for, compiled."""
    sizes = {name: getattr(choices, name) for name in ("hidden_dim", "num_layers", "dropout")}
    if choices.model == "gpt":
        sizes |= {name: getattr(choices, name) for name in GPT_SIZES}
        model = GPT(vocabulary, **sizes)
    else:
        model = RecurrentLM(vocabulary, choices.cell, **sizes)
    averaging = {"use_ema": bool(choices.ema_momentum), "ema_momentum": choices.ema_momentum}
    if choices.optimizer == "muon":
        decay = choices.weight_decay or None
        optimizer = keras.optimizers.Muon(
            choices.learning_rate,
            adam_beta_2=0.99,
            weight_decay=decay,
            adam_weight_decay=decay,
            exclude_layers=["places"],
            **averaging,
        )
    else:
        kind = FlatAdam if choices.model == "gpt" else keras.optimizers.AdamW
        optimizer = kind(
            choices.learning_rate,
            weight_decay=choices.weight_decay,
            beta_2=0.99,
            global_clipnorm=1.0,
            **averaging,
        )
    model.compile(
        optimizer,
        steps_per_execution=choices.steps_per_execution,
        jit_compile=choices.model == "gpt",  # on a CPU, compiling pays for it and no other
    )
    return model


def train_and_measure(text, held_out, limit, choices):
    """One row of results: the losses after so many seconds of training on a text."""
    aigc_keras.configure(seed=0)
    vocabulary = CharacterVocabulary.of(text)
    token_ids = vocabulary.encode(text)
    started = time.perf_counter()
    counted = NGram(vocabulary, choices.order).fit(text)
    counting = time.perf_counter() - started
    model = build(vocabulary, choices)
    windows = TextWindows(token_ids, choices.context_length, batch_size=choices.batch_size, seed=0)
    longest = choices.context_length if choices.positions == "learned" else 256
    few = windows_of(held_out, longest, 50)
    budget = Budget(
        started,
        limit,
        choices.learning_rate,
        lambda model: -network_log_prob(model, few).mean(),
        choices.steps,
    )
    callbacks = [keras.callbacks.SwapEMAWeights()] if choices.ema_momentum else []
    model.fit(windows, shuffle=False, epochs=10_000, verbose=0, callbacks=[*callbacks, budget])
    row = {"seconds": budget.seconds(), "of which counting": counting}
    row["steps"] = int(model.optimizer.iterations)
    for length in sorted({min(64, longest), longest}):
        texts = windows_of(held_out, length)
        by_count = np.stack([counted.log_prob(piece)[1:] for piece in texts])
        row[f"windows of {length}"] = losses(network_log_prob(model, texts), by_count)
    if longest == 256:
        row["whole part"] = losses(model.log_prob(held_out), counted.log_prob(held_out))
    return row


def main():
    choices = options()
    text = Path(choices.text).read_text("utf-8")
    text = text[: int(0.9 * len(text))] if choices.tune else text
    cut = int(0.9 * len(text))
    settings = {k: v for k, v in vars(choices).items() if k not in ("text", "seconds", "out")}
    runs = []
    for limit in choices.seconds:
        row = train_and_measure(text[:cut], text[cut:], limit, choices)
        runs.append(row | settings)
        print(json.dumps(row), flush=True)
    if choices.out:
        path = Path(choices.out)
        earlier = json.loads(path.read_text("utf-8")) if path.exists() else []
        path.write_text(json.dumps(earlier + runs, indent=1), "utf-8")


if __name__ == "__main__":
    main()
