"""What `diffusion.py` trains: recipes as numbers, and a function for each model that follows one.

A training is paced by seconds (`quality.Pace`): its learning rate rises for the first tenth of them
and falls along half a cosine, so that a model of any speed is at the end of its schedule when the
time is up. `changed` gives recipes in which something is another way, as in
`{"latent.rate": 2e-3}`; `seconds` are those from the first batch on.
"""

import copy
import math
import time
from typing import NamedTuple

import keras
import numpy as np
from keras import ops
from quality import Pace

from aigc_keras import GAN, VAE, Diffusion, LatentDiffusion, TwoPlayerAdam, data
from aigc_keras.models.diffusion import without
from aigc_keras.models.images import join, plus_minus_one, split
from aigc_keras.networks.conv import ConvDiscriminator, ConvGenerator
from aigc_keras.networks.dit import DenseDenoiser, DiT
from aigc_keras.networks.unet import UNet
from aigc_keras.schedules import target_weights

ADAM = {"optimizer": "Adam", "optimizer_options": {"beta_2": 0.99}}
# Of every diffusion. `rate` is the highest; `fixed_rate` is a share of it for one that stays there,
# or None. `copies` are how often an epoch goes over the images: short ones waste time. `num_steps`
# are those of the sampler whose images are scored: a U-Net draws slowly.
DIFFUSION = ADAM | {"target": "velocity", "schedule": "cosine", "drop_rate": 0.1}
DIFFUSION |= {"even_times": True, "fixed_rate": None, "jit_compile": "auto", "copies": 1}
RECIPES = {
    "vae": {"optimizer": "Muon", "optimizer_options": {"adam_lr_ratio": 0.2}}
    | {"latent_dim": 32, "network": "dense", "widths": (512, 256), "likelihood": "bernoulli"}
    | {"beta": 0.1, "rate": 0.02, "fixed_rate": None, "batch_size": 250, "ema": 0.95}
    | {"seconds": 22.0},
    # `draws` are the codes that are drawn of each image; 0 takes the means, as a plain autoencoder.
    "latent": DIFFUSION
    | {"width": 256, "num_blocks": 4, "labels": True, "draws": 8}
    | {"rate": 4e-3, "batch_size": 500, "ema": 0.99, "precision": "auto", "seconds": 70.0}
    | {"num_steps": 25},
    "pixels": DIFFUSION
    | {"filters": (32, 64), "num_blocks": 1, "patch_size": 2, "num_heads": 4, "labels": True}
    | {"target": "image", "rate": 2e-3, "batch_size": 32, "ema": 0.99}
    | {"precision": "auto", "seconds": 120.0, "num_steps": 10},
    "portraits": DIFFUSION
    | {"patch_size": 4, "hidden_dim": 128, "num_layers": 3, "num_heads": 4}
    | {"rate": 2e-3, "batch_size": 50, "ema": 0.995, "precision": "auto", "seconds": 150.0},
    # As in chapter 3, but for the seconds, which are those of what it is compared with.
    "gan": {"labels": False, "rate": 4e-3, "fixed_rate": None, "batch_size": 128, "ema": 0.995}
    | {"precision": "auto", "seconds": None},
}


class Trained(NamedTuple):
    """A trained model, the seconds that it took, and (seconds, score) of each look on its way.

    Seconds are all from the building of the networks on, but those of scoring.
    """

    model: keras.Model
    seconds: float
    rows: list


class IndependentTimes(Diffusion):
    """A diffusion whose times in a batch are drawn independently, as in DDPM, not spread evenly."""

    def call(self, x, training=False):
        images, labels = split(x)
        images = plus_minus_one(images) if self.scaled else ops.cast(images, "float32")
        count = ops.shape(images)[0]
        t = keras.random.uniform((count,), seed=self.seed_generator)
        noise = keras.random.normal(ops.shape(images), seed=self.seed_generator)
        if labels:
            dropped = keras.random.uniform((count,), seed=self.seed_generator) < self.drop_rate
            labels = [without(ops.cast(labels[0], "int32"), dropped, self.num_classes)]
        shape = (-1, *[1] * (len(images.shape) - 1))
        rates = [ops.reshape(rate, shape) for rate in self.schedule.rates(t)]
        weights = target_weights(self.schedule, self.target, rates)
        noisy = rates[0] * images + rates[1] * noise
        prediction = self.denoiser(join(noisy, t, *labels), training=training)
        return {"prediction": prediction, "target": weights[0] * images + weights[1] * noise}


def changed(recipes, changes):
    """The recipes with other values.

    Args:
        recipes: Dict of dicts, as `RECIPES`, which stays as it is.
        changes: Dict: by "recipe.setting" the new value.

    Raises:
        ValueError: a recipe or setting that there is not.
    """
    recipes = copy.deepcopy(recipes)
    for place, value in changes.items():
        name, _, setting = place.partition(".")
        if setting not in recipes.get(name, {}):
            raise ValueError(f"There is no setting {place!r} in the recipes.")
        recipes[name][setting] = value
    return recipes


def optimizer_of(recipe):
    averages = {"use_ema": True, "ema_momentum": recipe["ema"]} if recipe["ema"] else {}
    kind = getattr(keras.optimizers, recipe["optimizer"])
    rate = recipe["rate"] * (recipe["fixed_rate"] or 1.0)
    return kind(rate, **recipe["optimizer_options"], **averages)


def fit(model, arrays, recipe, score=None, goal=-math.inf):
    """Train a compiled model for the recipe's seconds, or until its score is as low as the goal.

    Args:
        model: Compiled model.
        arrays: Images, or a pair of them and what they are told; all of the same length.
        recipe: Dict.
        score: Function of the model, the lower the better, or None.
        goal: Float.

    Returns:
        `Pace`.
    """
    peak = None if recipe["fixed_rate"] else recipe["rate"]
    pace = Pace(recipe["seconds"], peak, score, goal)
    averaging = [keras.callbacks.SwapEMAWeights(swap_on_epoch=True)] if recipe["ema"] else []
    arrays = keras.tree.map_structure(
        lambda part: np.concatenate([part] * recipe.get("copies", 1)), arrays
    )
    options = {"batch_size": recipe["batch_size"], "epochs": 100_000, "verbose": 0}
    model.fit(arrays, callbacks=[*averaging, pace], **options)
    return pace


def finished(model, pace, started):
    """`Trained`, of a clock and of when it all began."""
    before = pace.started - started
    rows = [(before + spent, score) for spent, score in pace.rows]
    return Trained(model, time.perf_counter() - started - pace.paused, rows)


def diffusion_of(denoiser, recipe, seed, **options):
    """A compiled `Diffusion`, as a recipe says."""
    kind = Diffusion if recipe["even_times"] else IndependentTimes
    names = ("target", "schedule", "drop_rate")
    model = kind(denoiser, **{name: recipe[name] for name in names}, seed=seed, **options)
    steps = {"steps_per_execution": 10, "jit_compile": recipe["jit_compile"]}
    model.compile(optimizer_of(recipe), **steps)
    return model


def train_vae(images, recipe, seed):
    names = ("latent_dim", "network", "widths", "likelihood", "beta")
    vae = VAE(image_shape=images.shape[1:], seed=seed, **{name: recipe[name] for name in names})
    vae.compile(optimizer_of(recipe), steps_per_execution=10)
    fit(vae, images, recipe)
    return vae


def train_latent(images, labels, recipes, seed, score=None, goal=-math.inf):
    """A VAE, and then a diffusion of its codes: `Trained` with a `LatentDiffusion`.

    Args:
        images: Uint8 (n, height, width, channels).
        labels: Ints (n,), looked at if the recipe has labels.
        recipes: Dict, of which "vae" and "latent" are followed.
        seed: Int.
        score, goal: As for `fit`; scored is the model of images.
    """
    started = time.perf_counter()
    vae, recipe = train_vae(images, recipes["vae"], seed), recipes["latent"]
    classes = 10 if recipe["labels"] else None
    sizes = {"width": recipe["width"], "num_blocks": recipe["num_blocks"]}
    denoiser = DenseDenoiser(vae.latent_dim, num_classes=classes, **sizes)
    diffusion = diffusion_of(denoiser, recipe, seed, num_classes=classes, scaled=False)
    logits = {"from_logits": vae.likelihood.is_binary}
    model = LatentDiffusion(vae.encoder, vae.decoder, diffusion, **logits)
    model.adapt(images)
    seeds = range(recipe["draws"]) if recipe["draws"] else [None]
    codes = np.concatenate([model.codes(images, seed=draw) for draw in seeds])
    labels = np.tile(labels, len(seeds))
    look = None if score is None else lambda _: score(model)
    pace = fit(diffusion, (codes, labels) if classes else codes, recipe, look, goal)
    return finished(model, pace, started)


def train_pixels(images, labels, recipes, seed, score=None, goal=-math.inf):
    """A diffusion of pixels with a U-Net; for the arguments see `train_latent`."""
    started, recipe = time.perf_counter(), recipes["pixels"]
    classes = 10 if recipe["labels"] else None
    names = ("filters", "num_blocks", "patch_size", "num_heads")
    sizes = {name: recipe[name] for name in names}
    denoiser = UNet(images.shape[1:], num_classes=classes, **sizes)
    model = diffusion_of(denoiser, recipe, seed, num_classes=classes)
    pace = fit(model, (images, labels) if classes else images, recipe, score, goal)
    return finished(model, pace, started)


def train_portraits(images, attributes, recipes, seed):
    """A diffusion of portraits that is told all nine attributes, in one vector."""
    started, recipe = time.perf_counter(), recipes["portraits"]
    vectors = data.attribute_vectors(attributes)
    names = ("patch_size", "hidden_dim", "num_layers", "num_heads")
    sizes = {name: recipe[name] for name in names} | {"condition_dim": vectors.shape[1]}
    denoiser = DiT(images.shape[1:], **sizes)
    model = diffusion_of(denoiser, recipe, seed, condition_dim=vectors.shape[1])
    pace = fit(model, (images, vectors), recipe)
    return finished(model, pace, started)


def train_gan(images, labels, recipe):
    """Chapter 3's convolutional GAN with all its improvements, told labels or not."""
    started = time.perf_counter()
    classes = 10 if recipe["labels"] else None
    networks = ConvGenerator(num_classes=classes), ConvDiscriminator(num_classes=classes)
    model = GAN(*networks, loss="relativistic", r1_weight=1.0, num_classes=classes)
    optimizer = TwoPlayerAdam(recipe["rate"], use_ema=True, ema_momentum=recipe["ema"])
    model.compile(optimizer, steps_per_execution=10)
    pace = fit(model, (images, labels) if classes else images, recipe)
    return finished(model, pace, started)
