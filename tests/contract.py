"""What every model keeps (`aigc_keras/models/__init__.py` says it), tested for each in small.

A new family is one line in MODELS, and one in CALLS for each public method that no other has.
"""

import inspect
from collections.abc import Callable
from typing import NamedTuple

import keras
import numpy as np
import pytest
from keras import ops

from aigc_keras import (
    CLIP,
    GAN,
    GPT,
    VAE,
    Captioner,
    Diffusion,
    EncoderDecoder,
    FlatAdam,
    LatentDiffusion,
    MaskedLM,
    RecurrentLM,
    TextToImage,
    TwoPlayerAdam,
)
from aigc_keras.models import load_model
from aigc_keras.models.gan import ConditionalGAN, GANEnsemble
from aigc_keras.models.likelihoods import DiscretizedLogistic
from aigc_keras.models.vae import ConditionalVAE
from aigc_keras.networks.clip import PictureEncoder, SentenceEncoder
from aigc_keras.networks.conv import ConvDiscriminator, ConvGenerator
from aigc_keras.networks.dense import DenseDecoder, DenseDiscriminator, DenseEncoder, DenseGenerator
from aigc_keras.networks.dit import DenseDenoiser, DiT
from aigc_keras.networks.image_to_text import ImageToText
from aigc_keras.networks.text_dit import TextDiT
from aigc_keras.networks.unet import UNet
from aigc_keras.vocabulary import CharacterVocabulary

TEXT = "the cat sat on the mat\nand the dog sat on the cat\n" * 8
VOCABULARY = CharacterVocabulary.of(TEXT)
GREY = (8, 8, 1)
COLOUR = (8, 8, 3)
SMALL = {"hidden_dim": 16, "num_layers": 1, "num_heads": 2, "context_length": 16, "seed": 0}
DROPPING = SMALL | {"dropout": 0.2}


def dense_pair(shape=GREY, **options):
    return DenseGenerator(4, (16,), shape, **options), DenseDiscriminator((16,), shape, **options)


def conv_pair(shape=GREY):
    generator = ConvGenerator(4, filters=(4, 2), image_shape=shape)
    return generator, ConvDiscriminator((2, 4), 8, image_shape=shape)


def coders(shape, count):
    return DenseEncoder(2, (16,), shape), DenseDecoder(2, (16,), shape, parameters_per_value=count)


def vae_options(shape=GREY):
    return {"image_shape": shape, "latent_dim": 2, "widths": (16,), "seed": 0}


def latent_diffusion():
    """With codes of 2 numbers, whose mean and deviation were taken of other images."""
    diffusion = Diffusion(DenseDenoiser(2, 16, 1, num_classes=3), num_classes=3, seed=0)
    model = LatentDiffusion(*coders(GREY, 1), diffusion, from_logits=True)
    model.decoder.set_weights([0.3 * np.ones(w.shape) for w in model.decoder.get_weights()])
    model.adapt(np.random.default_rng(1).integers(0, 256, (16, *GREY), dtype="uint8"))
    return model


def text_to_image():
    sizes = {"hidden_dim": 16, "num_layers": 1, "num_heads": 2, "text_layers": 1}
    denoiser = TextDiT(GREY, VOCABULARY.size + 1, context_length=8, **sizes)
    return TextToImage(Diffusion(denoiser, condition_dim=8, seed=0), VOCABULARY)


def clip(loss):
    texts = SentenceEncoder(VOCABULARY.size + 1, context_length=8, dim=16, hidden_dim=16)
    return CLIP(PictureEncoder(GREY, 16, (4, 8)), texts, VOCABULARY, loss=loss)


def captioner():
    return Captioner(VOCABULARY, ImageToText(VOCABULARY.size, GREY, **SMALL))


class Model(NamedTuple):
    """How a model is built, and what it is trained on; the first of a family runs everywhere."""

    family: str
    build: Callable
    data: str = "images"  # or "colours", "labelled", "captioned", "pictures", "text", ...


MODELS = {
    "GAN": Model("gan", lambda: GAN(*dense_pair(), seed=0)),
    "GAN, convolutional": Model(
        "gan", lambda: GAN(*conv_pair(), loss="relativistic", r1_weight=1.0, seed=0)
    ),
    "GAN, Wasserstein": Model("gan", lambda: GAN(*dense_pair(), loss="wasserstein_gp", seed=0)),
    "GAN, hinge, colour": Model(
        "gan", lambda: GAN(*conv_pair(COLOUR), loss="hinge", seed=0), "colours"
    ),
    "GAN, labels": Model(
        "gan", lambda: GAN(*dense_pair(num_classes=3), num_classes=3, seed=0), "labelled"
    ),
    "GAN, conditional": Model(
        "gan", lambda: ConditionalGAN(*dense_pair(num_classes=3), num_classes=3, seed=0), "labelled"
    ),
    "GAN, ensemble": Model(
        "gan", lambda: GANEnsemble(*zip(dense_pair(), dense_pair(), strict=True), seed=0)
    ),
    "VAE": Model("vae", lambda: VAE(**vae_options())),
    "VAE, 8-bit colour": Model(
        "vae", lambda: VAE(*coders(COLOUR, 2), likelihood=DiscretizedLogistic(), seed=0), "colours"
    ),
    "VAE, real pixels, warm-up": Model(
        "vae", lambda: VAE(likelihood="gaussian", warmup_steps=10, beta=2.0, **vae_options())
    ),
    "VAE, labels": Model("vae", lambda: VAE(num_classes=3, **vae_options()), "labelled"),
    "VAE, conditional": Model("vae", lambda: ConditionalVAE(3, **vae_options()), "labelled"),
    "diffusion": Model("diffusion", lambda: Diffusion(UNet(GREY, (4, 8), num_heads=2), seed=0)),
    "diffusion, flow, colour": Model(
        "diffusion",
        lambda: Diffusion(DiT(COLOUR, 4, 16, 1, 2), schedule="rectified", seed=0),
        "colours",
    ),
    "diffusion, noise, labels": Model(
        "diffusion",
        lambda: Diffusion(
            UNet(GREY, (4, 8), num_heads=2, num_classes=3),
            target="noise",
            schedule="linear",
            num_classes=3,
            seed=0,
        ),
        "labelled",
    ),
    "diffusion, latent, labels": Model("diffusion", latent_diffusion, "labelled"),
    "text to image": Model("text to image", text_to_image, "captioned"),
    "CLIP": Model("clip", lambda: clip("softmax"), "captioned"),
    "CLIP, sigmoid": Model("clip", lambda: clip("sigmoid"), "captioned"),
    "captioner": Model("captioner", captioner, "pictures"),
    "RNN, gru": Model("rnn", lambda: RecurrentLM(VOCABULARY, "gru", hidden_dim=16, seed=0), "text"),
    "RNN, lstm": Model(
        "rnn", lambda: RecurrentLM(VOCABULARY, "lstm", hidden_dim=16, seed=0), "text"
    ),
    "RNN, simple": Model(
        "rnn",
        lambda: RecurrentLM(
            VOCABULARY, "simple", hidden_dim=16, tied_embeddings=True, dropout=0.2, seed=0
        ),
        "text",
    ),
    "GPT": Model("gpt", lambda: GPT(VOCABULARY, **SMALL), "text"),
    "GPT, dropout": Model("gpt", lambda: GPT(VOCABULARY, norm="after", **DROPPING), "text"),
    "encoder-decoder": Model("seq2seq", lambda: EncoderDecoder(VOCABULARY, **SMALL), "pairs"),
    "encoder-decoder, dropout": Model(
        "seq2seq", lambda: EncoderDecoder(VOCABULARY, **DROPPING), "pairs"
    ),
    "masked": Model("masked", lambda: MaskedLM(VOCABULARY, **SMALL), "blanks"),
}
families = [model.family for model in MODELS.values()]
EACH = [
    pytest.param(name, marks=[pytest.mark.backends] if families.index(model.family) == i else [])
    for i, (name, model) in enumerate(MODELS.items())
]
each_model = pytest.mark.parametrize("name", EACH)

# How each public method that Keras' models lack is called: model, images, and labels if any.
CALLS = {
    "sample": lambda m, x, y: m.sample(3, seed=0, **y),
    "interpolate": lambda m, x, y: (
        m.interpolate(4, seed=0, **y)
        if isinstance(m, GAN)
        else m.interpolate(x[:2], x[2:4], 4, **y)
    ),
    "encode": lambda m, x, y: m.encode(x, **y),
    "decode": lambda m, x, y: (
        m.decode(
            np.zeros((3, *(m.image_shape if isinstance(m, Diffusion) else [m.latent_dim]))), **y
        )
        if not isinstance(m, LatentDiffusion)
        else m.decode(m.encode(x))
    ),
    "adapt": lambda m, x, y: m.adapt(x) or 0.0,
    "tokens": lambda m, x, y: m.tokens(["the cat"]),
    "image_codes": lambda m, x, y: m.image_codes(x),
    "text_codes": lambda m, x, y: m.text_codes(["the cat", "a dog"]),
    "similarity": lambda m, x, y: m.similarity(x, ["the cat", "a dog"]),
    "logits": lambda m, x, y: m.logits(m.image_codes(x), m.text_codes(["the cat"])),
    "draw": lambda m, x, y: m.draw(["the cat", "a dog"], negative="cat", num_steps=2, seed=0),
    "codes": lambda m, x, y: m.codes(x),
    "images": lambda m, x, y: m.images(np.zeros((3, 2))),
    "estimate": lambda m, x, y: m.estimate(np.zeros(x.shape), 0.5, **y),
    "sample_path": lambda m, x, y: m.sample_path(3, num_steps=2, seed=0, **y),
    "edit": lambda m, x, y: m.edit(x, 0.5, num_steps=2, seed=0, **y),
    "reconstruct": lambda m, x, y: m.reconstruct(x, **y),
    "elbo": lambda m, x, y: m.elbo(binary(x), **y),
    "log_likelihood": lambda m, x, y: m.log_likelihood(binary(x), num_samples=3, **y),
    "inpaint": lambda m, x, y: m.inpaint(x, np.indices(x.shape)[1] > 3, num_steps=2, **y),
    "denoise": lambda m, x, y: m.denoise(x, 0.1, num_steps=2, **y),
    "pixel_log_likelihood": lambda m, x, y: m.pixel_log_likelihood(
        np.ones((2, *x.shape[1:]), "float32"), m.decoder(decoder_inputs(m))
    ),
    "pairs": lambda m, x, y: m.pairs(["cat"] if x is None else x[:1], ["dog"])[1],
    "initial_state": lambda m, x, y: keras.tree.flatten(m.initial_state(2))[0],
    "advance": lambda m, x, y: advanced(m, np.ones((2, 3), "int32"), m.advance),
    "step": lambda m, x, y: advanced(m, np.ones(2, "int32"), m.step),
    "generate": lambda m, x, y: "".join(m.generate("the" if x is None else x, 3, seed=0)),
    "generate_ids": lambda m, x, y: m.generate_ids([1, 2] if x is None else x, 3, seed=0),
    "log_prob": lambda m, x, y: (
        m.log_prob(*["cat", "dog"][: arguments(m.log_prob)])
        if x is None
        else m.log_prob(x[:1], ["dog"])
    ),
    "log_prob_ids": lambda m, x, y: (
        m.log_prob_ids(*[[1, 2], [1, 3]][: arguments(m.log_prob_ids)])
        if x is None
        else m.log_prob_ids(x[:1], [[1, 3]])
    ),
    "attention_weights": lambda m, x, y: m.attention_weights("the"),
    "blanks": lambda m, x, y: m.blanks("t\ufffde"),
    "fill": lambda m, x, y: m.fill("t\ufffde"),
}
IMAGES = ("gan", "vae", "diffusion", "text to image")
PICTURES = (*IMAGES, "clip", "captioner")  # that look at some
HELPERS = {"total_loss", "compiled_function"}  # for those who write a model


def binary(images):
    return np.where(images > 127, 255, 0).astype("uint8")


def decoder_inputs(model):
    codes = np.zeros((2, model.latent_dim), "float32")
    return codes if model.num_classes is None else [codes, np.zeros(2, "int32")]


def advanced(model, ids, read):
    state = model.initial_state(2)
    if isinstance(model, EncoderDecoder):
        source = model.network.encode(np.ones((2, 4), "int32"), np.ones((2, 4), "bool"))
        state = state | {"source": source}
    if isinstance(model, Captioner):
        state = state | {"source": model.network.look(np.zeros((2, *GREY), "float32"))}
    return read(ops.convert_to_tensor(ids), state)[0]


def arguments(method):
    """How many arguments a method takes by position."""
    return len(inspect.signature(method).parameters)


def build(name):
    """The model, the same each time, compiled; no matrix begins at zero."""
    keras.utils.set_random_seed(0)
    model = MODELS[name].build()
    for variable in model.trainable_variables:
        values = ops.convert_to_numpy(variable)
        if values.ndim > 1 and not values.any():
            variable.assign(np.random.default_rng(0).normal(size=values.shape) / 4)
    is_gan = MODELS[name].family == "gan"
    two = TwoPlayerAdam(2e-3, discriminator_ratio=2.0)
    model.compile(two if is_gan else FlatAdam(1e-2))
    return model


def images_of(name):
    """uint8 images (16, 8, 8, 1 or 3), their upper halves dark."""
    shape = COLOUR if MODELS[name].data == "colours" else GREY
    images = np.random.default_rng(0).integers(0, 256, (16, *shape), dtype="uint8")
    images[:, :4] //= 8
    return images


def examples(name, model):
    """What `fit` takes, the same on every backend: {"x": ...} and so on."""
    data = MODELS[name].data
    if data in ("images", "colours"):
        return {"x": images_of(name)}
    if data == "labelled":
        return {"x": (images_of(name), np.arange(16, dtype="int32") % 3)}
    if data == "captioned":
        return {"x": (images_of(name), model.tokens(["the cat", "the dog"] * 8))}
    if data == "pictures":
        x, y, weights = model.pairs(images_of(name), ["the cat", "the dog"] * 8)
        return {"x": x, "y": y, "sample_weight": weights}
    if data == "pairs":
        words = TEXT.split()[:16]
        x, y, weights = model.pairs(words, [word[::-1] for word in words])
        return {"x": x, "y": y, "sample_weight": weights}
    ids = VOCABULARY.encode(TEXT)[: 17 * 16].reshape(16, 17)
    if data == "text":
        return {"x": ids[:, :-1], "y": ids[:, 1:]}
    hidden = np.random.default_rng(0).random((16, 16)) < 0.2
    x = np.where(hidden, 0, ids[:, 1:])
    return {"x": x, "y": ids[:, 1:], "sample_weight": hidden.astype("float32")}


def outputs(name, model):
    """What the model makes of fixed inputs: {name: float32 array}."""
    x = examples(name, model)["x"]
    family = MODELS[name].family
    made = {}
    if family in IMAGES:
        made["samples"] = model.sample(4, seed=0, dtype="float32")
    if family == "vae":
        labelled = MODELS[name].data == "labelled"
        made["codes"], _ = model.encode(*x) if labelled else model.encode(x)
    if family == "clip":
        made["similarity"] = model.similarity(x[0], ["the cat", "the dog"])
    elif family not in IMAGES:
        made["logits"] = ops.convert_to_numpy(model(x))
    return made


def train(name, model, epochs=1):
    how = {"batch_size": 8, "epochs": epochs, "shuffle": False, "verbose": 0}
    return model.fit(**examples(name, model), **how).history


def loss_of(name, model, sample_weight=None):
    """The loss of one batch, with the random numbers of a model that was just built."""
    data = examples(name, model)
    given = data.get("sample_weight") if sample_weight is None else sample_weight
    x = keras.tree.map_structure(ops.convert_to_tensor, data["x"])
    loss = model.compute_loss(x, data.get("y"), model(x, training=True), given)
    return float(ops.convert_to_numpy(loss))


@each_model
def test_fit_lowers_the_loss(name):
    model = build(name)
    before = outputs(name, model)
    history = train(name, model, epochs=8)
    loss = history["d_loss" if MODELS[name].family == "gan" else "loss"]
    assert np.all(np.isfinite(loss)) and min(loss[1:]) < loss[0]  # a GAN's rises again
    for key, value in outputs(name, model).items():
        assert np.abs(value - before[key]).max() > 1e-3, f"{key} has not changed"


@each_model
def test_penalties_on_weights_count(name):
    plain, model = build(name), build(name)
    variable = next(v for v in model.trainable_variables if len(v.shape) > 1)
    variable.regularizer = keras.regularizers.L2(0.5)
    penalty = 0.5 * np.square(ops.convert_to_numpy(variable)).sum()
    assert penalty > 1e-3
    np.testing.assert_allclose(loss_of(name, model), loss_of(name, plain) + penalty, rtol=1e-4)


# The weights of these are of tokens: tests/test_transformer.py compares them with NumPy.
OTHER_WEIGHTS = {"encoder-decoder", "encoder-decoder, dropout", "masked", "captioner"}


@pytest.mark.parametrize("name", sorted(MODELS.keys() - OTHER_WEIGHTS))
def test_weights_of_rows_count(name):
    """The loss is the mean of those in which one row alone counts."""
    alone = [loss_of(name, build(name), row) for row in np.eye(16, dtype="float32")]
    assert np.std(alone) > 1e-4
    weights = np.ones(16, "float32")
    np.testing.assert_allclose(np.mean(alone), loss_of(name, build(name), weights), rtol=1e-4)
    np.testing.assert_allclose(np.mean(alone), loss_of(name, build(name)), rtol=1e-4)


def own_methods(model):
    """The names of the public methods that our classes add to those of Keras."""
    ours = [kind for kind in type(model).__mro__ if kind.__module__.startswith("aigc_keras")]
    names = {name for kind in ours for name, value in vars(kind).items() if callable(value)}
    return {name for name in names if name[0] != "_" and not hasattr(keras.Model, name)} - HELPERS


@each_model
def test_every_public_method_works(name):
    model = build(name)
    label = {"labelled": np.int32(1), "captioned": "the cat"}.get(MODELS[name].data)
    labels = {} if label is None else {"labels": label}
    names = own_methods(model)
    assert names and names <= CALLS.keys(), f"say in CALLS how to call {names - CALLS.keys()}"
    images = images_of(name) if MODELS[name].family in PICTURES else None
    for method in sorted(names):
        takes = inspect.signature(getattr(model, method)).parameters
        result = CALLS[method](model, images, labels if "labels" in takes else {})
        if not isinstance(result, str):
            for part in keras.tree.flatten(result):
                assert np.all(np.isfinite(ops.convert_to_numpy(part))), method


@each_model
def test_the_same_seed_gives_the_same_result(name):
    model = build(name)
    family = MODELS[name].family
    if family in ("masked", "clip"):
        return
    if family in IMAGES:
        make = lambda seed: model.sample(4, seed=seed).tobytes()  # noqa: E731
        assert model.sample(4, seed=0).dtype == "uint8"
        values = model.sample(4, seed=0, dtype="float32")
        assert values.dtype == "float32" and 0 <= values.min() <= values.max() <= 1
    else:
        prompt = images_of(name)[:1] if family == "captioner" else "the"
        make = lambda seed: str(model.generate(prompt, 16, seed=seed))  # noqa: E731
    assert make(1) == make(1)
    assert len({make(seed) for seed in range(4)}) > 1


@each_model
def test_saved_and_loaded_it_trains_on_as_if_never_stopped(name, tmp_path):
    model = build(name)
    train(name, model)
    model.save(tmp_path / "model.keras")
    twin = load_model(tmp_path / "model.keras")
    for one, other in ((model, twin), (model, twin)):
        ours, theirs = outputs(name, one), outputs(name, other)
        for key, value in ours.items():
            np.testing.assert_allclose(theirs[key], value, atol=1e-5, err_msg=key)
        train(name, model)
        train(name, twin)
    for ours, theirs in zip(model.weights, twin.weights, strict=True):
        ours, theirs = ops.convert_to_numpy(ours), ops.convert_to_numpy(theirs)
        np.testing.assert_allclose(theirs, ours, atol=1e-4, err_msg="weights")


@each_model
def test_results_follow_lora_and_training_asks_to_compile(name):
    model = build(name)
    layers = [layer for layer in model._flatten_layers() if type(layer) is keras.layers.Dense]
    if not layers:  # recurrent cells have no LoRA
        return
    before = outputs(name, model)
    text = MODELS[name].data in ("text", "pairs")
    scores = CALLS["log_prob"](model, None, {}) if text else None
    for layer in layers:
        layer.enable_lora(2)
        layer.lora_kernel_b.assign(np.ones(layer.lora_kernel_b.shape, "float32"))
    for key, value in outputs(name, model).items():
        assert np.abs(value - before[key]).max() > 1e-3, key
    if text:
        assert np.abs(CALLS["log_prob"](model, None, {}) - scores).max() > 1e-3
    with pytest.raises(ValueError, match="call compile"):
        train(name, model)
    adapters = [ops.convert_to_numpy(layer.lora_kernel_b) for layer in layers]
    kernels = [ops.convert_to_numpy(layer._kernel) for layer in layers]
    model.compile(TwoPlayerAdam(2e-3) if MODELS[name].family == "gan" else "adam")
    train(name, model)
    moved = []
    for layer, adapter, kernel in zip(layers, adapters, kernels, strict=True):
        moved.append(np.abs(ops.convert_to_numpy(layer.lora_kernel_b) - adapter).max())
        np.testing.assert_array_equal(ops.convert_to_numpy(layer._kernel), kernel)
    # (A layer of rectified units may be silent for all examples and so learn nothing.)
    assert np.median(moved) > 1e-6
