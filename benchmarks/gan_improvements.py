"""Record what each of chapter 3's four improvements contributes to its convolutional GAN.

    python benchmarks/gan_improvements.py --seeds 5

Trains the GAN of the chapter's long training with all four improvements, with each of them left
out, and with none, once for each seed, and adds a row for each training to
benchmarks/gan_improvements.json; rows that stand there are kept and not trained again. Everything
else is the same: images, 24 epochs in batches of 128, the learning rate. A GAN is scored against
the test images as in the chapter, the mean over two draws of 2,000 samples.

(The learning rate was chosen for the GAN with all four improvements, so the others might gain from
another one: what is measured is what leaving something out costs at these settings.)
"""

import argparse
import json
import statistics
import time
from pathlib import Path

import keras

import aigc_keras
from aigc_keras import GAN, TwoPlayerAdam
from aigc_keras.data import load_images
from aigc_keras.metrics import ImageScores
from aigc_keras.networks.conv import ConvDiscriminator, ConvGenerator

FILE = Path(__file__).with_suffix(".json")
EPOCHS, BATCH = 24, 128
ALL = {"pairs": True, "r1": True, "batch_deviation": True, "average": True}
VARIANTS = {
    "all four": ALL,
    "without pairs": ALL | {"pairs": False},
    "without R1": ALL | {"r1": False},
    "without batch deviation": ALL | {"batch_deviation": False},
    "without average": ALL | {"average": False},
    "none": dict.fromkeys(ALL, False),
}
SCORES = ("frechet", "precision", "recall", "class_kl")


def train(images, seed, pairs, r1, batch_deviation, average):
    """Train the chapter's convolutional GAN with some of the improvements.

    Args:
        images: Uint8 (n, 28, 28, 1).
        seed: Int.
        pairs, r1, batch_deviation, average: Bools, which improvements it has.

    Returns:
        `GAN`.
    """
    aigc_keras.configure(seed=seed, verbose=False)
    steps = EPOCHS * (len(images) // BATCH)
    learning_rate = keras.optimizers.schedules.CosineDecay(
        0.0, steps * 19 // 20, alpha=0.01, warmup_target=4e-3, warmup_steps=steps // 20
    )
    gan = GAN(
        ConvGenerator(),
        ConvDiscriminator(batch_deviation=batch_deviation),
        loss="relativistic" if pairs else "non_saturating",
        r1_weight=1.0 if r1 else 0.0,
    )
    optimizer = TwoPlayerAdam(learning_rate, use_ema=average, ema_momentum=0.995)
    gan.compile(optimizer, steps_per_execution=10)
    callbacks = [keras.callbacks.SwapEMAWeights(swap_on_epoch=True)] if average else []
    gan.fit(images, batch_size=BATCH, epochs=EPOCHS, verbose=0, callbacks=callbacks)
    return gan


def summary(rows):
    """One line for each variant: means and deviations over the seeds."""
    for variant in VARIANTS:
        found = [row for row in rows if row["variant"] == variant]
        if len(found) > 1:
            texts = [
                f"{score} {statistics.mean(values):.2f} ± {statistics.stdev(values):.2f}"
                for score in SCORES
                for values in [[row[score] for row in found]]
            ]
            yield f"{variant:<24} n = {len(found)}: {', '.join(texts)}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, default=5)
    seeds = parser.parse_args().seeds
    rows = json.loads(FILE.read_text("utf-8")) if FILE.exists() else []
    done = {(row["variant"], row["seed"]) for row in rows}
    (images, _), (test_images, _) = load_images("mnist")
    scores = ImageScores("mnist", test_images, images)
    for seed in range(seeds):
        for variant, improvements in VARIANTS.items():
            if (variant, seed) in done:
                continue
            start = time.perf_counter()
            gan = train(images[:7000], seed, **improvements)
            seconds = time.perf_counter() - start
            means = {
                name: mean for name, (mean, _) in scores.score_model(gan, seeds=(0, 1)).items()
            }
            dtype = keras.config.dtype_policy().name
            row = {"variant": variant, "seed": seed, "dtype": dtype}
            row["seconds"] = round(seconds, 1)
            rows.append(row | {score: round(means[score], 4) for score in SCORES})
            FILE.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
            print(rows[-1], flush=True)
    print(*summary(rows), sep="\n")


if __name__ == "__main__":
    main()
