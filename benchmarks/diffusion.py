"""Record what chapter 7's diffusion models reach, beside others that were given the same seconds.

    python benchmarks/diffusion.py --only latent gan --seeds 3
    python benchmarks/diffusion.py --only latent --validation --change latent.rate=2e-3

Each training is a process of its own; a row for it is added to benchmarks/diffusion.json, and one
that stands there with the same settings is not trained again. Recipes are in
`diffusion_recipes.py`; `--change` tries another value, and `--seconds` another time for every
training. Seconds of training begin with the building of the networks.

Digits and clothes are scored by `ImageScores`: the mean over two draws of 2,000 samples against the
2,000 test images, labels drawn from those of the training images. `--validation` scores on the
images kept back for choices instead, digits on `images[7000:8000]`; only so may recipes be chosen.
Every sweep (`evaluations`, guidance of `portraits`, `ablation`, `rivals`) is on validation data
whatever is asked.

What there is to measure: `references` (real images, copies, noise), `latent`, `pixels`, `gan` and
`conditional gan` (chapter 3's, for the seconds of latent), `gan, long` (for those of pixels),
`fashion`, `evaluations`, `portraits`, `ablation`, `pixel ablation`, `rivals`.

`rivals` is about the two ways of `diffusion_rivals.py`. Each is timed in both precisions, and each
of its settings is trained in the faster one, for 60 seconds. Then, for each seed in turn, both
train for 120 seconds with the setting that was best, and after them two models of ours, a latent
diffusion and one of pixels, neither told any labels, whose schedule ends after a third of that
time. They are scored on their way, by 1,000 samples as the rivals are, until they are as good as
both at their end.
"""

import argparse
import ast
import functools
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from diffusion_recipes import (
    RECIPES,
    changed,
    train_gan,
    train_latent,
    train_pixels,
    train_portraits,
)
from diffusion_rivals import RIVALS, speed_of_rival, train_rival
from quality import first_time

import aigc_keras
from aigc_keras import data
from aigc_keras.data import load_images, load_portraits
from aigc_keras.metrics import ImageScores, PortraitReader
from aigc_keras.metrics.classifier import classify, load_classifier
from aigc_keras.metrics.distances import squared_distances

FILE = Path(__file__).with_suffix(".json")
TRAINING = {"mnist": 7000, "fashion_mnist": 9000, "portraits": 9000}  # the rest is for validation
GUIDANCES = (1.0, 1.5, 2.0)
PORTRAIT_GUIDANCES = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
EVALUATIONS = (1, 2, 3, 5, 8, 13, 25, 50, 100)
SAMPLERS = ("ddim", "heun", "ddpm")
NO_LABEL = "told no label"
BOTH = ("vae", "latent")  # the recipes of the latent model
RIVAL_SECONDS, TUNING_SHARE, SHARE = 120.0, 1 / 2, 1 / 3  # of it, for a rate and for ours
TUNING_SEED = 100

# One thing another way, of the latent diffusion and of the one of pixels.
ABLATION = {
    "as it is": {},
    "predicts noise": {"target": "noise"},
    "predicts the image": {"target": "image"},
    "predicts the velocity": {"target": "velocity"},
    "linear schedule": {"schedule": "linear"},
    "straight path": {"schedule": "rectified"},
    "no average": {"ema": None},
    "fixed rate": {"fixed_rate": 1.0},
    "fixed rate, a quarter": {"fixed_rate": 0.25},
    "independent times": {"even_times": False},
}
NO_LABELS = {"no labels": {"labels": False}}
LABELS = {"latent": NO_LABELS | {"means of codes": {"draws": 0}}, "pixels": NO_LABELS}


class Measurement(NamedTuple):
    """What can be measured, by a function of a `Run` that returns a row."""

    function: Callable
    recipes: tuple = ()  # that it depends on
    always_validation: bool = False
    changes: dict = {}  # of the recipes
    like: tuple = ()  # the recipes whose seconds a GAN gets


class Run(NamedTuple):
    """What a process is to do: one training, and its scores.

    `rival` has a rival's settings, or the goals of a race.
    """

    seed: int
    validation: bool
    samples: int  # that are scored, in each of so many draws
    draws: int
    recipes: dict
    rival: dict


class Ground(NamedTuple):
    """Images and labels to train on, the scores against those that are held out, and how many."""

    images: np.ndarray
    labels: np.ndarray
    scores: ImageScores
    samples: int
    draws: int

    def distance(self, model):
        """The Fréchet distance of half as many samples, for a race and for what it asks."""
        return self.scores.frechet(model.sample(self.samples // 2, seed=0))


def ground(name, run):
    (images, labels), (test_images, _) = load_images(name)
    cut = TRAINING[name]
    scores = ImageScores(name, images[cut:] if run.validation else test_images, images[:cut])
    return Ground(images[:cut], labels[:cut], scores, run.samples, run.draws)


def means(rows):
    """Of several draws' scores (dicts of floats) the means, and beside them the deviations."""
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    found = {name: round(statistics.mean(column), 4) for name, column in columns.items()}
    deviations = {name: round(statistics.pstdev(column), 4) for name, column in columns.items()}
    return found | {"deviations": deviations}


def legibility(name, images):
    """The share of images of which the classifier gives one class more than 0.9."""
    logits = load_classifier(name).predict(images.astype("float32"), batch_size=250, verbose=0)[1]
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return float(np.mean(odds.max(axis=-1) / odds.sum(axis=-1) > 0.9))


def score_row(model, place, labelled, **how):
    """Scores and seconds of samples, means over draws; with labels the share read as ordered.

    Args:
        model: With `sample`.
        place: `Ground`.
        labelled: Bool: whether it is told labels, drawn from those of the training images.
        **how: Further arguments of `sample`.
    """
    rows = []
    for seed in range(place.draws):
        if labelled:  # (from a stream of their own)
            rng = np.random.default_rng(10_000 + seed)
            how["labels"] = rng.choice(place.labels, place.samples)
        started = time.perf_counter()
        images = model.sample(place.samples, seed=seed, **how)
        seconds = time.perf_counter() - started
        row = place.scores.score(images) | {"legible": legibility(place.scores.name, images)}
        if labelled:
            read = classify(place.scores.name, images)[1]
            row["obeyed"] = float(np.mean(read == how["labels"]))
        rows.append(row | {"sampling_seconds": seconds})
    return means(rows)


def score_rows(trained, place, labelled, guidances=GUIDANCES, **how):
    """The row of a training: its seconds, and scores for each way of drawing from it."""
    model, rows = trained.model, {}
    if not labelled or guidances:
        rows[NO_LABEL] = score_row(model, place, labelled=False, **how)
    if labelled:
        for guidance in guidances or [None]:
            guided = {"guidance": guidance} if guidance else {}
            name = f"guidance {guidance:g}" if guidance else "told labels"
            rows[name] = score_row(model, place, labelled=True, **how, **guided)
    return {"seconds": round(trained.seconds, 2), "rows": rows}


def configured(run, recipe):
    return aigc_keras.configure(seed=run.seed, precision=recipe["precision"], verbose=False)


def references(run):
    """What figures mean: real images, copies, noise; and how held-out images are read."""
    found = {}
    for name in ("mnist", "fashion_mnist"):
        (images, labels), (test_images, test_labels) = load_images(name)
        cut, scores = TRAINING[name], ground(name, run).scores
        held_out = (images[cut:], labels[cut:]) if run.validation else (test_images, test_labels)
        read = float(np.mean(classify(name, held_out[0])[1] == held_out[1]))
        found[name] = scores.reference_rows()
        found[name]["held out"] = {"legible": legibility(name, held_out[0]), "obeyed": read}
    return {"rows": found}


def latent(run, name="mnist", guidances=GUIDANCES):
    precision = configured(run, run.recipes["latent"])
    place = ground(name, run)
    trained = train_latent(place.images, place.labels, run.recipes, run.seed)
    recipe = run.recipes["latent"]
    how = {"num_steps": recipe["num_steps"]}
    row = score_rows(trained, place, recipe["labels"], guidances, **how)
    rebuilt = trained.model.images(trained.model.codes(place.scores.reference_images))
    row["rows"]["autoencoder alone"] = place.scores.score(rebuilt)
    return {"precision": precision} | row


def pixels(run, name="mnist", guidances=GUIDANCES):
    precision = configured(run, run.recipes["pixels"])
    place = ground(name, run)
    trained = train_pixels(place.images, place.labels, run.recipes, run.seed)
    recipe = run.recipes["pixels"]
    how = {"num_steps": recipe["num_steps"]}
    row = score_rows(trained, place, recipe["labels"], guidances, **how)
    return {"precision": precision} | row


def gan(run, name="mnist", labels=False):
    """Chapter 3's GAN, told labels or not."""
    recipe = run.recipes["gan"] | {"labels": labels}
    precision = configured(run, recipe)
    place = ground(name, run)
    trained = train_gan(place.images, place.labels, recipe)
    return {"precision": precision} | score_rows(trained, place, labels, guidances=())


def steps_of(sampler, evaluations):
    """Steps with at most so many evaluations: Heun's takes two a step, but one in the last."""
    return (evaluations + 1) // 2 if sampler == "heun" else evaluations


def evaluations(run):
    """Distance to validation images by sampler and number of evaluations of the denoiser."""
    precision = configured(run, run.recipes["latent"])
    place = ground("mnist", run)
    trained = train_latent(place.images, place.labels, run.recipes, run.seed)
    labelled, rows = run.recipes["latent"]["labels"], []
    for sampler in SAMPLERS:
        for num_steps in sorted({steps_of(sampler, count) for count in EVALUATIONS}):
            how = {"sampler": sampler, "num_steps": num_steps}
            row = score_row(trained.model, place, labelled, **how)
            count = 2 * num_steps - 1 if sampler == "heun" else num_steps
            rows.append(how | {"evaluations": count} | row)
    return {"precision": precision, "seconds": round(trained.seconds, 2), "rows": rows}


def without_repeats(images, attributes):
    """The portraits less those whose every pixel an earlier one has."""
    _, first = np.unique(images.reshape(len(images), -1), axis=0, return_index=True)
    first.sort()
    return images[first], attributes[first]


def new_orders(attributes, training_attributes):
    """The tuples of attributes that no training portrait has, each once, in their order.

    Args:
        attributes, training_attributes: Ints (n, 9) and (m, 9).

    Returns:
        Array (k, 9).
    """
    seen, orders = set(map(tuple, training_attributes.tolist())), []
    for row in attributes.tolist():
        if tuple(row) not in seen:
            seen.add(tuple(row))
            orders.append(row)
    return np.array(orders, attributes.dtype).reshape(-1, attributes.shape[1])


def nearest(images, others):
    """The median pixel distance of images to the nearest of others, values in [0, 1]."""
    flat, rest = (np.reshape(x, (len(x), -1)).astype("float32") / 255 for x in (images, others))
    return float(np.median(np.sqrt(squared_distances(flat, rest).min(axis=1))))


def portrait_row(model, reader, orders, training, real, guidance):
    """How far portraits are as ordered, and how near to training portraits."""
    started = time.perf_counter()
    vectors = data.attribute_vectors(orders)
    images = model.sample(len(orders), labels=vectors, seed=0, guidance=guidance)
    seconds = time.perf_counter() - started
    rates = reader.obeyed(images, orders)
    read = {name: rate["read"] for name, rate in rates.items()}
    return {
        "mean": statistics.mean(read.values()),
        "mean, corrected": statistics.mean(rate["corrected"] for rate in rates.values()),
        "least": min(read, key=read.get),
        "all nine": float(np.mean((reader.predict(images) == orders).all(axis=1))),
        "nearest": nearest(images, training) / nearest(real, training),
        "orders": len(orders),
        "sampling_seconds": seconds,
        "attributes": rates,
    }


def portraits(run):
    """Orders that are new, for each guidance on validation portraits; the best on test ones."""
    recipe = run.recipes["portraits"]
    precision = configured(run, recipe)
    (images, attributes), (test_images, test_attributes) = load_portraits()
    cut = TRAINING["portraits"]
    training, told = without_repeats(images[:cut], attributes[:cut])
    trained = train_portraits(training, told, run.recipes, run.seed)
    reader = PortraitReader()

    def row(orders, real, guidance):
        orders = new_orders(orders, told)[: run.samples]
        return portrait_row(trained.model, reader, orders, training, real, guidance)

    kept = attributes[cut:], images[cut:]
    sweep = {guidance: row(*kept, guidance) for guidance in PORTRAIT_GUIDANCES}
    best = max(sweep, key=lambda guidance: sweep[guidance]["mean"])
    rows = {f"guidance {guidance:g}": found for guidance, found in sweep.items()}
    found = {"precision": precision, "seconds": round(trained.seconds, 2), "best": best}
    found |= {"rows": {"validation": rows}}
    if not run.validation:
        test = {guidance: row(test_attributes, test_images, guidance) for guidance in (1.0, best)}
        found["rows"]["test"] = {f"guidance {g:g}": figures for g, figures in test.items()}
    return found


def rival(run, name):
    """A rival with some settings, scored on validation images; without seconds, its speed."""
    settings = dict(run.rival)
    precision = settings.pop("precision")
    aigc_keras.configure(seed=run.seed, precision=precision, verbose=False)
    place = ground("mnist", run)
    if "seconds" not in settings:
        return {"steps_per_second": speed_of_rival(name, place.images, **settings)}
    return train_rival(name, place.images, place.distance, **settings)


def race(run, recipe):
    """A model of ours, without labels, until it is as good as the best of some goals."""
    names = BOTH if recipe == "latent" else (recipe,)
    whole = sum(run.recipes[name]["seconds"] for name in names)
    changes = {f"{recipe}.labels": False, f"{recipe}.copies": 1}  # it is looked at in each epoch
    for name in names:  # each keeps its share
        share = run.recipes[name]["seconds"] / whole
        changes[f"{name}.seconds"] = run.rival["seconds"] * share
    recipes = changed(run.recipes, changes)
    precision = configured(run, recipes[recipe])
    place = ground("mnist", run)
    train = train_latent if recipe == "latent" else train_pixels
    goals = run.rival["goals"]
    how = {"score": place.distance, "goal": min(goals.values())}
    trained = train(place.images, place.labels, recipes, run.seed, **how)
    reached = {name: first_time(trained.rows, goal) for name, goal in goals.items()}
    row = {"precision": precision, "seconds": round(trained.seconds, 2), "reached": reached}
    return row | {"scores": trained.rows}


def measurements():
    """By name every `Measurement`; of a name with a stroke, what stands before it is its group."""

    def gan_like(*recipes, **how):
        return Measurement(functools.partial(gan, **how), ("gan",), like=recipes)

    found = {
        "references": Measurement(references),
        "latent": Measurement(latent, BOTH),
        "gan": gan_like(*BOTH),
        "conditional gan": gan_like(*BOTH, labels=True),
        "pixels": Measurement(pixels, ("pixels",)),
        "gan, long": gan_like("pixels"),
        "fashion/latent": Measurement(functools.partial(latent, name="fashion_mnist"), BOTH),
        "fashion/gan": gan_like(*BOTH, name="fashion_mnist"),
        "fashion/conditional gan": gan_like(*BOTH, name="fashion_mnist", labels=True),
        "fashion/pixels": Measurement(functools.partial(pixels, name="fashion_mnist"), ("pixels",)),
        "fashion/gan, long": gan_like("pixels", name="fashion_mnist"),
        "evaluations": Measurement(evaluations, BOTH, True),
        "portraits": Measurement(portraits, ("portraits",)),
    }
    for group, recipe, function, used in (
        ("ablation", "latent", latent, BOTH),
        ("pixel ablation", "pixels", pixels, ("pixels",)),
    ):
        for name, changes in (ABLATION | LABELS[recipe]).items():
            if changes and changes.items() <= RECIPES[recipe].items():
                continue  # it is so already
            changes = {f"{recipe}.{setting}": value for setting, value in changes.items()}
            unguided = functools.partial(function, guidances=(1.0,))
            found[f"{group}/{name}"] = Measurement(unguided, used, True, changes)
        found[f"race/{recipe}"] = Measurement(functools.partial(race, recipe=recipe), used, True)
    for name in RIVALS:
        found[f"rival/{name}"] = Measurement(functools.partial(rival, name=name), (), True)
    return found


def task(name, seed, choices, rival=None):
    """All that decides a row: what its process is told, and by what it is found again."""
    measurement = measurements()[name]
    changes = dict(choices.change)
    if choices.seconds is not None:
        timed = (key for key, recipe in RECIPES.items() if recipe["seconds"] is not None)
        changes = {f"{key}.seconds": choices.seconds for key in timed} | changes
    recipes = changed(RECIPES, changes | measurement.changes)
    if measurement.like and recipes["gan"]["seconds"] is None:
        recipes["gan"]["seconds"] = sum(recipes[key]["seconds"] for key in measurement.like)
    validation = choices.validation or measurement.always_validation
    found = {"name": name, "seed": seed, "scored on": "validation" if validation else "test"}
    found |= {"samples": choices.samples, "draws": choices.draws}
    found["recipes"] = {key: recipes[key] for key in measurement.recipes}
    if rival:
        found["rival"] = rival
    return json.loads(json.dumps(found))  # as it will be read from the file


@functools.cache
def machine():
    import run

    return run.machine()


def do(name, choices, seed=0, rival=None):
    """The row of a task: as it stands in the file, or measured in a process of its own."""
    path, wanted = Path(choices.out), task(name, seed, choices, rival)
    results = {"machine": machine(), "runs": []}
    if path.exists():
        results = json.loads(path.read_text("utf-8"))
        if results["machine"] != machine():
            sys.exit(f"{path} is of another machine or other versions: choose another --out.")
    rows = results["runs"]
    for row in rows:
        if wanted.items() <= row.items():
            return row
    command = [sys.executable, __file__, "--task", json.dumps(wanted)]
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    lines = [line for line in done.stdout.splitlines() if line.startswith("ROW ")]
    if not lines:
        sys.exit(f"{name}, seed {seed}: {done.stderr[-3000:]}")
    rows.append(wanted | json.loads(lines[-1].removeprefix("ROW ")))
    path.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    print(json.dumps(rows[-1]), flush=True)
    return rows[-1]


def work(wanted):
    """In its own process: the measurement of a task."""
    run = Run(
        wanted["seed"],
        wanted["scored on"] == "validation",
        wanted["samples"],
        wanted["draws"],
        wanted["recipes"],
        wanted.get("rival", {}),
    )
    return measurements()[wanted["name"]].function(run)


def tuned(name, seconds, train):
    """A rival's settings: the faster precision, and in it the best of what is tried.

    Args:
        name: Str, of `RIVALS`.
        seconds: Float, of each training.
        train: Function of settings that gives a row with "frechet", or without seconds one with
            "steps_per_second".

    Returns:
        Dict.
    """
    options = [option | {"seconds": seconds} for option in RIVALS[name].options]
    first = RIVALS[name].options[0]
    speeds = {
        precision: train(first | {"precision": precision})["steps_per_second"]
        for precision in ("float32", "mixed_bfloat16")
    }
    faster = {"precision": max(speeds, key=speeds.get)}
    return min((option | faster for option in options), key=lambda tried: train(tried)["frechet"])


def measure_rivals(choices):
    """Both rivals with their best settings, and after them ours, for each seed in turn."""
    limit = choices.seconds or RIVAL_SECONDS
    settings = {}
    for name in RIVALS:
        train = functools.partial(do, f"rival/{name}", choices, TUNING_SEED)
        settings[name] = tuned(name, TUNING_SHARE * limit, train) | {"seconds": limit}
    for seed in range(choices.seeds):
        goals = {
            name: do(f"rival/{name}", choices, seed, chosen)["frechet"]
            for name, chosen in settings.items()
        }
        for recipe in ("latent", "pixels"):
            do(f"race/{recipe}", choices, seed, {"goals": goals, "seconds": SHARE * limit})


def summary(rows):
    """A line for each way of drawing that was scored with several seeds: means and deviations."""
    found = {}
    for row in rows:
        ways = row["rows"].items() if isinstance(row.get("rows"), dict) else ()
        for way, scores in ways:
            if "frechet" in scores:
                key = (
                    row["name"],
                    way,
                    row["scored on"],
                    json.dumps(row["recipes"]),
                    row["samples"],
                )
                found.setdefault(key, []).append(scores)
    for (name, way, place, *_), scores in found.items():
        texts = [
            f"{score} {statistics.mean(values):.3f} ± {statistics.stdev(values):.3f}"
            for score in ("frechet", "precision", "recall", "obeyed", "legible")
            if len(values := [row[score] for row in scores if score in row]) > 1
        ]
        if texts:
            yield f"{name}, {way} ({place}), n = {len(scores)}: {', '.join(texts)}"


def setting(text):
    """`("latent.rate", 0.002)` of "latent.rate=2e-3"; a value that is no number may be a word."""
    place, _, value = text.partition("=")
    try:
        return place, ast.literal_eval(value)
    except (ValueError, SyntaxError):
        return place, value


def options():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    groups = list(dict.fromkeys(name.partition("/")[0] for name in measurements()))
    groups = [name for name in groups if name not in ("rival", "race")] + ["rivals"]
    names = ", ".join(groups)
    parser.add_argument("--only", nargs="+", metavar="NAME", default=groups, help=names)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--validation", action="store_true", help="for every choice of a recipe")
    parser.add_argument("--change", nargs="+", type=setting, metavar="RECIPE.SETTING=VALUE")
    parser.add_argument("--seconds", type=float, help="of each training, for a trial")
    parser.add_argument("--samples", type=int, default=2000, help="other numbers are for trials")
    parser.add_argument("--draws", type=int, default=2)
    parser.add_argument("--out", default=str(FILE), help="JSON file")
    parser.add_argument("--task", type=json.loads, help=argparse.SUPPRESS)
    choices = parser.parse_args()
    choices.change = dict(choices.change or {})
    known = {*groups, *measurements()}
    if unknown := set(choices.only) - known:
        parser.error(f"There is no {', '.join(unknown)}: choose from {names}.")
    is_trial = choices.seconds or choices.change or choices.samples != 2000
    if is_trial and choices.out == str(FILE) and not choices.validation:
        parser.error("A trial needs --validation, or an --out of its own.")
    return choices


def main():
    choices = options()
    if choices.task:
        return print("ROW", json.dumps(work(choices.task)))
    for group in choices.only:
        if group == "rivals":
            measure_rivals(choices)
            continue
        names = [name for name in measurements() if group in (name, name.partition("/")[0])]
        for seed in range(choices.seeds):
            for name in names:
                do(name, choices, seed)
    rows = json.loads(Path(choices.out).read_text("utf-8"))["runs"]
    print(*summary(rows), sep="\n")


if __name__ == "__main__":
    main()
