"""A GPT, a GRU and counting after one reading of the same text, judged by one protocol.

    python benchmarks/one_reading.py --seeds 5

Both networks of chapter 6 read the same 800,000 characters once, in windows of 64: the GPT as the
chapter trains it, in float32, with Muon and 781 batches of sixteen; the GRU, and the same GPT once
more, with Adam and 1,562 batches of eight. An n-gram counts the same characters, another one all of
the training text, each of the order that is best on validation text. All are judged on the whole
test text, in bits a character: windows of 64 that begin every 32 characters, of which the last 32
predictions count, so that each is made with 33 to 64 characters in view. Each training is a process
of its own; what stands in one_reading.json is kept. (The chapter's own GPT is recorded with it, in
bands_06_transformer.json; of the runs with Adam about half have products in bfloat16.) `--broken`
breaks the models as bands.py does.
"""

import argparse
import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks/one_reading.json"
READ = 800_000
MODELS = ("GPT", "GPT, Adam", "GRU")


def windowed_bits(model, ids, window=64):
    """Bits a character of a text, each predicted with at least half a window before it."""
    starts = np.arange(0, len(ids) - window, window // 2)
    places = starts[:, None] + np.arange(window)
    logits = model.predict(ids[places], batch_size=256, verbose=0)[:, window // 2 :]
    found = np.take_along_axis(logits, ids[places + 1][:, window // 2 :, None], axis=-1)
    largest = logits.max(axis=-1, keepdims=True)
    sums = np.log(np.exp(logits - largest).sum(axis=-1, keepdims=True)) + largest
    return float((sums - found).mean() / np.log(2))


def rising_and_falling(peak, steps):
    """A learning rate that rises for a tenth of the steps and falls along a cosine."""
    import keras

    return keras.optimizers.schedules.CosineDecay(
        0.0, steps * 9 // 10, alpha=0.01, warmup_target=peak, warmup_steps=steps // 10
    )


def fit(model, token_ids, optimizer, peak, batch_size, **options):
    """Train a model on one reading."""
    from aigc_keras.data import TextWindows

    windows = TextWindows(token_ids, 64, batch_size=batch_size, seed=0)
    optimizer = optimizer(rising_and_falling(peak, len(windows)))
    model.compile(optimizer, steps_per_execution=20, **options)
    model.fit(windows, shuffle=False, verbose=0)


def muon(schedule):
    import keras

    return keras.optimizers.Muon(
        schedule, adam_beta_2=0.99, weight_decay=None, adam_weight_decay=None
    )


def adam(schedule):
    from aigc_keras.optimizers import FlatAdam

    return FlatAdam(schedule, beta_2=0.99, global_clipnorm=1.0)


def trained(name, token_ids, vocabulary):
    """The GPT with one of two optimizers, or the GRU, after one reading."""
    from aigc_keras import GPT, RecurrentLM

    sizes = {"context_length": 64, "hidden_dim": 128, "num_layers": 2, "num_heads": 4}
    sizes |= {"activation": "relu", "seed": 0}
    if name == "GPT":
        model = GPT(vocabulary, **sizes, dtype="float32")
        fit(model, token_ids, muon, 1e-2, 16, jit_compile=True)
    elif name == "GPT, Adam":
        model = GPT(vocabulary, **sizes)
        fit(model, token_ids, adam, 3e-3, 8)
    else:
        model = RecurrentLM(vocabulary, "gru", hidden_dim=256, seed=0)
        fit(model, token_ids, adam, 1e-2, 8)
    return model


def texts():
    from aigc_keras import data
    from aigc_keras.vocabulary import CharacterVocabulary

    train, validation, test = data.load_text("shakespeare")
    return train, validation, test, CharacterVocabulary.of(train)


def one_run(name, seed, broken):
    import aigc_keras

    train, _, test, vocabulary = texts()
    if broken:
        import bands

        exec(bands.BREAK["06_transformer"], {})
    aigc_keras.configure(seed=seed)
    model = trained(name, vocabulary.encode(train[:READ]), vocabulary)
    return {name: round(windowed_bits(model, vocabulary.encode(test)), 4)}


def counting():
    """Bits of the n-gram that is best on validation text, and its order, for both amounts."""
    from aigc_keras import NGram

    train, validation, test, vocabulary = texts()
    found = {}
    for name, text in (("same text", train[:READ]), ("all text", train)):
        bits = {}
        for order in range(3, 10):
            model = NGram(vocabulary, order).fit(text)
            watched = -model.log_prob(validation[:100_000])[32:].mean() / np.log(2)
            bits[order] = (watched, model)
            print(name, order, round(float(watched), 4), flush=True)
        best = min(bits, key=lambda order: bits[order][0])
        log_probs = bits[best][1].log_prob(test)[32:]
        found[name] = {"order": best, "bits": round(float(-log_probs.mean() / np.log(2)), 4)}
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", choices=MODELS, nargs="+", default=MODELS)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--precision", nargs="+", default=["float32"])
    parser.add_argument("--broken", action="store_true")
    parser.add_argument("--one", type=int, help="train with this seed and print the results")
    choices = parser.parse_args()
    if choices.one is not None:
        print("RESULTS", json.dumps(one_run(*choices.model, choices.one, choices.broken)))
        return
    kept = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {"runs": []}
    if "counting" not in kept:
        kept["counting"] = counting()
    wanted = itertools.product(choices.model, range(choices.seeds), choices.precision)
    for model, seed, precision in wanted:
        run = {"seed": seed, "precision": precision, "broken": choices.broken}
        if any(run.items() <= old.items() and model in old["results"] for old in kept["runs"]):
            continue
        arguments = ["--one", str(seed), "--model", model, *["--broken"] * choices.broken]
        done = subprocess.run(
            [sys.executable, __file__, *arguments],
            env={**os.environ, "AIGC_KERAS_PRECISION": precision},
            capture_output=True,
            text=True,
        )
        lines = [line for line in done.stdout.splitlines() if line.startswith("RESULTS")]
        if not lines:
            sys.exit(f"{model}, seed {seed}, {precision}: {done.stderr[-2000:]}")
        kept["runs"].append(run | {"results": json.loads(lines[-1].removeprefix("RESULTS"))})
        RESULTS.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
        print(json.dumps(kept["runs"][-1]), flush=True)


if __name__ == "__main__":
    main()
