r"""The recurrent model on tiny Shakespeare, in nanoGPT's protocol: loss against seconds.

    python benchmarks/text.py --text tinyshakespeare.txt --seconds 100
    python benchmarks/text.py --text tinyshakespeare.txt --seconds 300 --context-length 64 \
        --learning-rate 6e-3

The first 90% of the file train, the last 10% validate, as nanoGPT splits it. The loss is in nats a
character, of random windows from an empty state (nanoGPT's protocol, its window lengths 64 on a CPU
and 256 on a GPU), and of the whole part with the state carried over. N-grams are fitted to the same
text and scored on the whole part. The rate follows the clock, so that a training fits its seconds
on any machine; the clock runs while the graph is built and stops while losses are measured. The
loss on the way is that of 50 windows of 256, the last one of 400. `--tune` splits the 90% once
more: choices are made there. Chosen there, windows of 32 with a rate of 8e-3 for 100 seconds,
windows of 64 with 6e-3 for 300.
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
from aigc_keras import NGram, RecurrentLM
from aigc_keras.data import TextWindows
from aigc_keras.vocabulary import CharacterVocabulary


class Budget(keras.callbacks.Callback):
    """A rate that rises and falls with the clock, losses on the way, and an end on time."""

    def __init__(self, limit, peak, measure, every):
        super().__init__()
        self.limit, self.peak, self.measure, self.every = limit, peak, measure, every
        self.paused, self.rows = 0.0, []

    def seconds(self):
        return time.perf_counter() - self.started - self.paused

    def on_train_begin(self, logs=None):
        self.started = time.perf_counter()

    def on_train_batch_begin(self, batch, logs=None):
        share = min(1.0, self.seconds() / self.limit)
        rate = self.peak * min(share / 0.1, 0.5 + 0.5 * math.cos(math.pi * share))
        self.model.optimizer.learning_rate = max(rate, self.peak / 100)

    def on_train_batch_end(self, batch, logs=None):
        spent = self.seconds()
        if spent >= self.limit:
            self.model.stop_training = True
        elif spent >= self.every * (len(self.rows) + 1):
            self.rows.append((spent, self.measure(self.model)))
            print(f"{spent:6.0f} s  {self.rows[-1][1]:.3f}", flush=True)
            self.paused += self.seconds() - spent


def window_loss(model, ids, length, count=400):
    """Mean loss of random windows, each read from an empty state."""
    starts = np.random.default_rng(0).integers(len(ids) - length, size=count)
    windows = np.stack([ids[i : i + length + 1] for i in starts])
    logits = model.predict(windows[:, :-1], batch_size=50, verbose=0)
    return float(ops.mean(model.compute_loss(y=windows[:, 1:], y_pred=logits)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--text", required=True)
    parser.add_argument("--seconds", type=float, nargs="+", default=[100])
    parser.add_argument("--tune", action="store_true")
    parser.add_argument("--cell", default="gru")
    parser.add_argument("--hidden-dim", type=int, default=256)
    parser.add_argument("--num-layers", type=int, default=2)
    parser.add_argument("--dropout", type=float, default=0.0)
    parser.add_argument("--context-length", type=int, default=32)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--learning-rate", type=float, default=8e-3)
    parser.add_argument("--steps-per-execution", type=int, default=5)
    parser.add_argument("--out", help="JSON file that the results are added to")
    choices = parser.parse_args()

    text = Path(choices.text).read_text("utf-8")
    text = text[: int(0.9 * len(text))] if choices.tune else text
    cut = int(0.9 * len(text))
    vocabulary = CharacterVocabulary.of(text[:cut])
    train_ids, held_out = vocabulary.encode(text[:cut]), text[cut:]
    held_out_ids = vocabulary.encode(held_out)
    settings = {k: v for k, v in vars(choices).items() if k not in ("text", "seconds", "out")}
    runs = []
    for order in (5, 6, 7):
        start = time.perf_counter()
        counted = NGram(vocabulary, order).fit(text[:cut])
        row = {"n-gram": order, "seconds": time.perf_counter() - start}
        runs.append(row | {"whole part": -float(counted.log_prob(held_out).mean())})
        print(json.dumps(runs[-1]), flush=True)
    for limit in choices.seconds:
        aigc_keras.configure(seed=0)
        model = RecurrentLM(
            vocabulary,
            choices.cell,
            hidden_dim=choices.hidden_dim,
            num_layers=choices.num_layers,
            dropout=choices.dropout,
        )
        optimizer = keras.optimizers.Adam(
            choices.learning_rate, beta_2=0.99, global_clipnorm=1.0, use_ema=True, ema_momentum=0.98
        )
        model.compile(optimizer, steps_per_execution=choices.steps_per_execution)
        windows = TextWindows(
            train_ids, choices.context_length, batch_size=choices.batch_size, seed=0
        )
        budget = Budget(
            limit, choices.learning_rate, lambda m: window_loss(m, held_out_ids, 256, 50), limit / 5
        )
        averaging = keras.callbacks.SwapEMAWeights()
        model.fit(windows, shuffle=False, epochs=10_000, verbose=0, callbacks=[averaging, budget])
        row = {"seconds": budget.seconds(), "steps": int(model.optimizer.iterations)}
        row |= {f"windows of {n}": window_loss(model, held_out_ids, n) for n in (64, 256)}
        row["whole part"] = -float(model.log_prob(held_out).mean())
        runs.append(row | settings)
        print(json.dumps(row), flush=True)
    if choices.out:
        path = Path(choices.out)
        earlier = json.loads(path.read_text("utf-8")) if path.exists() else []
        path.write_text(json.dumps(earlier + runs, indent=1), "utf-8")


if __name__ == "__main__":
    main()
