"""Record how often portraits that are drawn from sentences are as the sentences say.

    python benchmarks/text_to_image.py --seeds 3
    python benchmarks/text_to_image.py --validation --change rate=3e-3 --seconds 60

A row for each training is added to benchmarks/text_to_image.json. A training is paced by seconds,
from the building of the networks on, as in `diffusion_recipes.py`. Captions in both languages name
all nine attributes or a random part of them. Certain pairs of values (`NEVER`) are in no training
portrait. What is scored: new orders, each said in English and in Chinese, and orders with the pairs
that were never seen; `--validation` takes them from the portraits kept back for choices. After the
painter, within the same seconds, a decoder learns to name each pixel's colour: "decoded" stands
beside what was drawn.
"""

import argparse
import ast
import json
import statistics
import time
from pathlib import Path

import keras
import numpy as np
from diffusion import nearest
from diffusion_recipes import fit, optimizer_of

import aigc_keras
from aigc_keras import Diffusion, TextToImage, data
from aigc_keras.data import PORTRAIT_ATTRIBUTES, load_portraits, portraits_with
from aigc_keras.metrics import PortraitReader, clean_share, frechet_distance
from aigc_keras.networks.text_dit import TextDiT
from aigc_keras.vocabulary import BytePairVocabulary

FILE = Path(__file__).with_suffix(".json")
TRAINING = 9000  # portraits; the rest is for validation
NEVER = ({"hair_color": "green", "hat": "red"}, {"glasses": "dark", "mouth": "sad"})
GUIDANCES = (1.0, 3.0)  # the second was chosen on validation portraits
NAMES = [attribute.name for attribute in PORTRAIT_ATTRIBUTES]
RECIPE = {
    "optimizer": "Adam",
    "optimizer_options": {"beta_2": 0.99},
    "rate": 2e-3,
    "fixed_rate": None,
    "ema": 0.995,
    "batch_size": 50,
    "hidden_dim": 96,
    "num_layers": 3,
    "text_layers": 0,
    "patch_size": 4,
    "vocabulary_size": 600,
    "context_length": 40,
    "captions": 4,  # of each portrait, half of them in each language
    "whole": 0.8,  # share of the captions that name all nine attributes
    "named": 0.6,  # share of the attributes that the others name
    "drop_rate": 0.1,
    "target": "image",
    "weight_limit": 10.0,
    "precision": "auto",
    "decoder_width": 48,
    "decoder_portraits": 3000,
    "decoder_epochs": 4,
    "seconds": 150.0,  # of them some 12 for the decoder
    "decoder_seconds": 12.0,
}


def seen_never(attributes):
    """Which portraits have a pair of values that is kept out of the training."""
    return np.any([portraits_with(attributes, **pair) for pair in NEVER], axis=0)


def captions_of(attributes, language, seed, whole, named):
    """A caption of each portrait; of the share `whole` they name all, else each by chance."""
    rng = np.random.default_rng(seed)
    mask = rng.random((len(attributes), len(NAMES))) < named
    mask |= rng.random((len(attributes), 1)) < whole
    return data.portrait_captions(attributes, language, seed=seed, named=mask)


def train(images, attributes, recipe, seed):
    """`(model, seconds)` of a `TextToImage` that was trained as the recipe says."""
    started = time.perf_counter()
    sets = [
        captions_of(
            attributes, ("en", "zh")[i % 2], 1000 * seed + i, recipe["whole"], recipe["named"]
        )
        for i in range(recipe["captions"])
    ]
    vocabulary = BytePairVocabulary.of("\n".join(sum(sets, [])), recipe["vocabulary_size"])
    names = ("hidden_dim", "num_layers", "text_layers", "patch_size")
    sizes = {name: recipe[name] for name in names}
    length = recipe["context_length"]
    denoiser = TextDiT(images.shape[1:], vocabulary.size + 1, length, **sizes)
    how = {"drop_rate": recipe["drop_rate"], "target": recipe["target"], "seed": seed}
    how["weight_limit"] = recipe["weight_limit"]
    model = TextToImage(Diffusion(denoiser, condition_dim=length, **how), vocabulary)
    ids = np.concatenate([model.tokens(captions) for captions in sets])
    print(f"longest caption {(ids > 0).sum(1).max()} tokens, mean {(ids > 0).sum(1).mean():.1f}")
    images = np.concatenate([images] * len(sets))
    model.compile(optimizer_of(recipe), steps_per_execution=10)
    rest = recipe["seconds"] - recipe["decoder_seconds"] - (time.perf_counter() - started)
    fit(model, (images, ids), recipe | {"seconds": rest})
    print(int(model.optimizer.iterations), "steps")
    decoder = train_decoder(model, images, sets[0], recipe, seed)
    return model, decoder, time.perf_counter() - started


def train_decoder(model, images, captions, recipe, seed):
    """A function that gives each pixel of drawn images the palette's colour that it should have.

    What it learns from are the model's guesses of training portraits to which noise was added.
    """
    rng, width, guesses = np.random.default_rng(seed), recipe["decoder_width"], []
    palette = np.unique(images.reshape(-1, 3), axis=0).astype("int32")
    count = min(recipe["decoder_portraits"], len(captions))
    for first in range(0, count, 100):
        group, t = slice(first, min(first + 100, count)), rng.uniform(0.1, 0.6)
        signal, noise_rate = (float(rate) for rate in model.diffusion.schedule.rates(t))
        scaled = images[group] / 127.5 - 1
        noisy = signal * scaled + noise_rate * rng.normal(size=scaled.shape)
        guesses.append(model.diffusion.estimate(noisy, t, model.tokens(captions[group]))[0])
    convolution = {"padding": "same", "activation": "relu"}
    hidden = [keras.layers.Conv2D(width, 3, **convolution) for _ in range(3)]
    inputs = keras.layers.Input(images.shape[1:])
    network = keras.Sequential([inputs, *hidden, keras.layers.Conv2D(len(palette), 1)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(keras.optimizers.Adam(2e-3), loss)
    distances = ((images[:count, ..., None, :].astype("int32") - palette) ** 2).sum(-1)
    how = {"batch_size": 50, "epochs": recipe["decoder_epochs"], "verbose": 0}
    network.fit(np.concatenate(guesses), distances.argmin(-1), **how)

    def decoder(drawn):
        return palette[network.predict(drawn / 127.5 - 1, verbose=0).argmax(-1)].astype("uint8")

    return decoder


def draw(model, orders, language, guidance):
    """Portraits from sentences that name all nine attributes."""
    prompts = data.portrait_captions(orders, language, seed=7, named=NAMES)
    return model.draw(prompts, guidance=guidance, seed=0)


def obedience(images, reader, orders, real_features):
    """Shares read as ordered, how cleanly they are drawn, and how far they are from real ones."""
    read = reader.predict(images) == orders
    rates = dict(zip(NAMES, read.mean(0).round(4).tolist(), strict=True))
    return {
        "mean": round(float(read.mean()), 4),
        "all": round(float(read.all(1).mean()), 4),
        "clean": round(float(clean_share(images).mean()), 4),
        "frechet": round(float(frechet_distance(real_features, reader.features(images))), 3),
    } | rates


def measure(recipe, seed, validation, samples, guidances):
    precision = aigc_keras.configure(seed=seed, precision=recipe["precision"], verbose=False)
    (images, attributes), (test_images, test_attributes) = load_portraits()
    kept = images[TRAINING:], attributes[TRAINING:]
    held_images, held = kept if validation else (test_images, test_attributes)
    images, attributes = images[:TRAINING], attributes[:TRAINING]
    known = ~seen_never(attributes)
    images, attributes = images[known], attributes[known]
    model, decoder, seconds = train(images, attributes, recipe, seed)
    told = {tuple(row) for row in attributes.tolist()}
    new = np.array([row for row in held if tuple(row) not in told])
    never = new[seen_never(new)][:samples]
    orders = new[~seen_never(new)][:samples]
    reader, rows = PortraitReader(), {}
    # Real portraits with the same pairs of values, of others that were kept back.
    pairs = seen_never(held)
    real = {"seen pairs": held_images[~pairs], "never seen pairs": held_images[pairs]}
    real = {name: reader.features(pictures) for name, pictures in real.items()}
    for guidance in guidances:
        for name, wanted in (("seen pairs", orders), ("never seen pairs", never)):
            for language in ("en", "zh"):
                drawn, key = draw(model, wanted, language, guidance), f"{name}, {language}"
                key = f"{key}, guidance {guidance:g}"
                rows[key] = obedience(drawn, reader, wanted, real[name])
                decoded = decoder(drawn)
                rows[f"{key}, decoded"] = obedience(decoded, reader, wanted, real[name])
    started = time.perf_counter()
    decoder(model.draw(data.portrait_captions(orders[:9], "en", seed=0), seed=0))
    row = {"precision": precision, "seconds": round(seconds, 1), "rows": rows}
    nine = round(time.perf_counter() - started, 2)
    distance = nearest(draw(model, orders, "en", 3.0), images) / nearest(held_images, images)
    half = len(real["seen pairs"]) // 2
    halves = real["seen pairs"][:half][:samples], real["seen pairs"][half:]
    return row | {
        "seconds for nine": nine,
        "frechet, real": round(float(frechet_distance(halves[1], halves[0])), 3),
        "nearest training portrait, of real ones 1": round(distance, 3),
        "clean, real": round(float(clean_share(held_images[:samples]).mean()), 4),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--validation", action="store_true")
    parser.add_argument("--change", nargs="*", default=[], metavar="SETTING=VALUE")
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--guidances", type=float, nargs="+", default=GUIDANCES)
    parser.add_argument("--samples", type=int, default=500)
    parser.add_argument("--out", default=str(FILE))
    choices = parser.parse_args()
    changes = dict(text.split("=", 1) for text in choices.change)
    recipe = RECIPE | {name: ast.literal_eval(value) for name, value in changes.items()}
    if choices.seconds:
        recipe["seconds"] = choices.seconds
    path = Path(choices.out)
    runs = json.loads(path.read_text("utf-8")) if path.exists() else []
    for seed in range(choices.seeds):
        keras.backend.clear_session()
        row = measure(recipe, seed, choices.validation, choices.samples, choices.guidances)
        runs.append({"seed": seed, "validation": choices.validation, "recipe": recipe} | row)
        path.write_text(json.dumps(runs, indent=1) + "\n", "utf-8")
        for name, scores in row["rows"].items():
            print(name, scores)
    last = [run for run in runs if run["recipe"] == recipe]
    for name in last[0]["rows"]:
        means = [run["rows"][name]["mean"] for run in last]
        print(f"{name}: {statistics.mean(means):.3f}, n = {len(means)}")


if __name__ == "__main__":
    main()
