"""What newcomers stumble over is refused in one sentence with its remedy, or simply works."""

import builtins
import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from contract import MODELS, VOCABULARY, build, examples, images_of, own_methods
from keras import ops

import aigc_keras
from aigc_course import command_line
from aigc_course.doctor import check_folder
from aigc_keras import GAN, GPT, VAE, NGram, RecurrentLM, callbacks, metrics, plotting
from aigc_keras.data import Batches, MaskedWindows, TextWindows, binarize
from aigc_keras.models import load_model, vae_inference
from aigc_keras.networks.dense import DenseDiscriminator, DenseGenerator
from aigc_keras.vocabulary import CharacterVocabulary

IMAGE_MODELS = [name for name, model in MODELS.items() if model.family in ("gan", "vae")]
LABELLED = [name for name in IMAGE_MODELS if MODELS[name].data == "labelled"]
UNLABELLED = [name for name in IMAGE_MODELS if name not in LABELLED]
GREY_VAES = [n for n in UNLABELLED if MODELS[n].family == "vae" and MODELS[n].data == "images"]
WRITERS = [name for name, m in MODELS.items() if m.family in ("rnn", "gpt", "seq2seq")]
TOKEN_MODELS = [name for name, model in MODELS.items() if model.data in ("text", "blanks")]
LABELS = np.arange(16, dtype="int32") % 3


def sentence(call, *arguments, **options):
    """The one sentence, or two, with which a call is refused before anything else happens."""
    with pytest.raises((ValueError, OSError, ImportError)) as caught:
        call(*arguments, **options)
    text = str(caught.value)
    assert "\n" not in text and "\x1b" not in text and 20 < len(text) < 330, text
    assert "aigc_keras" in caught.traceback[-1].path.as_posix(), "this is somebody else's error"
    return text


def feeds(model, x):
    """All ways to feed x, which may be a pair of images and labels."""
    return {
        "fit": lambda: model.fit(x, verbose=0),
        "evaluate": lambda: model.evaluate(x, verbose=0),
        "predict": lambda: model.predict(x, verbose=0),
        "train_on_batch": lambda: model.train_on_batch(x),
        "test_on_batch": lambda: model.test_on_batch(x),
        "predict_on_batch": lambda: model.predict_on_batch(x),
        "call": lambda: model(keras.tree.map_structure(ops.convert_to_tensor, x)),
        "generator": lambda: model.fit(((x,) for _ in range(2)), verbose=0),
        "PyDataset": lambda: model.fit(Given((x,)), verbose=0),
        "validation": lambda: model.fit(good_feed(model), validation_data=(x,), verbose=0),
    }


def good_feed(model):
    images = np.zeros((16, *model.image_shape), "uint8")
    return images if model.num_classes is None else (images, LABELS)


class Given(keras.utils.PyDataset):
    """A data set of one batch."""

    def __init__(self, batch):
        super().__init__()
        self.batch = batch

    def __len__(self):
        return 1

    def __getitem__(self, index):
        return self.batch


def with_labels(name, images):
    return (images, LABELS[: len(images)]) if name in LABELLED else images


@pytest.mark.parametrize("name", IMAGE_MODELS)
def test_images_of_another_shape_are_refused_wherever_they_are_fed(name):
    model = build(name)
    images = images_of(name)
    shapes = {"(n, 8, 8, ": images[:, :4], "Reshape": images.reshape(16, -1)}
    shapes |= {"images[None]": images[0]} if name not in LABELLED else {}
    shapes |= {"images[..., None]": images[..., 0]} if images.shape[-1] == 1 else {}
    for remedy, wrong in shapes.items():
        for way, call in feeds(model, with_labels(name, wrong)).items():
            assert remedy in sentence(call), way
    assert "holds nothing" in sentence(model.fit, with_labels(name, images[:0]))


@pytest.mark.parametrize("name", IMAGE_MODELS)
def test_floats_in_a_wrong_range_are_refused_wherever_they_are_fed(name):
    model = build(name)
    images = images_of(name)
    changed = {
        "divide by 255": images.astype("float32"),
        "(images + 1) / 2": images / 127.5 - 1,
        "no finite numbers": np.where(images > 99, np.nan, 0.0),
    }
    for remedy, wrong in changed.items():
        for way, call in feeds(model, with_labels(name, wrong)).items():
            assert remedy in sentence(call), way


@pytest.mark.parametrize("name", ["GAN", "VAE, real pixels, warm-up", "GAN, labels"])
def test_the_first_batch_of_a_tf_data_set_is_looked_at(name):
    tf = pytest.importorskip("tensorflow")
    model = build(name)

    def data(images):
        fed = (with_labels(name, images),) if name in LABELLED else images
        return tf.data.Dataset.from_tensor_slices(fed).batch(8)

    images = images_of(name)
    assert "divide by 255" in sentence(model.fit, data(images.astype("float32")))
    assert "images[..., None]" in sentence(model.fit, data(images[..., 0]))
    assert "dataset.batch" in sentence(model.fit, data(images).unbatch())
    assert "empty" in sentence(model.fit, data(images).take(0))
    model.fit(data(images), verbose=0)


def test_a_generator_keeps_its_first_batch():
    model = build("VAE")
    images = images_of("VAE")
    seen = []
    model.fit(
        ((images[:4],) for _ in range(3)),
        steps_per_epoch=3,
        verbose=0,
        callbacks=[
            keras.callbacks.LambdaCallback(on_train_batch_end=lambda b, logs: seen.append(b))
        ],
    )
    assert seen == [0, 1, 2]
    assert "tuples" in sentence(model.fit, (images[:4] for _ in range(3)))
    assert "used up" in sentence(model.fit, (x for x in ()))


@pytest.mark.parametrize("name", UNLABELLED)
def test_targets_that_nobody_looks_at_are_refused(name):
    model = build(name)
    images = images_of(name)
    for call in (
        lambda: model.fit(images, LABELS),
        lambda: model.evaluate(images, LABELS),
        lambda: model.train_on_batch(images, LABELS),
        lambda: model.fit((images, LABELS)),
        lambda: model.fit(Batches(images, LABELS, batch_size=8, seed=0)),
        lambda: model.fit(images, validation_data=(images, LABELS)),
        lambda: model((images, LABELS)),
    ):
        assert "num_classes" in sentence(call)


@pytest.mark.parametrize("name", LABELLED)
def test_labels_belong_beside_the_images(name):
    model = build(name)
    images = images_of(name)
    for call in (
        lambda: model.fit(images, LABELS),
        lambda: model.fit(images),
        lambda: model.predict(images),
        lambda: model.fit(Batches(images, LABELS, batch_size=8, seed=0)),
        lambda: model.fit(Batches(images, batch_size=8, seed=0)),
        lambda: model.fit((images, LABELS), validation_data=(images, LABELS)),
    ):
        assert "(images, labels)" in sentence(call)
    model.fit(Batches((images, LABELS), batch_size=8, seed=0), verbose=0)


@pytest.mark.parametrize("name", LABELLED)
def test_labels_that_are_none_are_refused_wherever_they_are_given(name):
    model = build(name)
    images = images_of(name)
    wrong = {
        "0 .. 2; got 0 to 3": np.arange(16) % 4,
        "0 .. 2; got -1": np.arange(16) % 3 - 1,
        "whole numbers": LABELS + 0.5,
        "16 images but 5": LABELS[:5],
        "argmax": np.eye(3)[LABELS],
        "(n,)": LABELS[:, None],
    }
    for words, labels in wrong.items():
        for way, call in feeds(model, (images, labels)).items():
            assert words in sentence(call), way
    assert "np.array(labels)" in sentence(model.fit, (images, LABELS.tolist()))
    for labels in (3, -1, 1.5, "cat", [0, None, 2], [0, 1], [[0, 1, 2]]):
        assert "label" in sentence(model.sample, 3, labels=labels).lower()


@pytest.mark.parametrize("name", IMAGE_MODELS)
@pytest.mark.parametrize("x", [None, "mnist", 5, {"images": 1}], ids=str)
def test_what_are_no_images_is_refused(name, x):
    model = build(name)
    text = sentence(model.fit, x)
    assert "array" in text or "(images, labels)" in text


def test_lists_of_images_are_to_be_stacked():
    model = build("VAE")
    images = images_of("VAE")
    assert "np.stack" in sentence(model.fit, list(images))
    assert "np.stack" in sentence(model.fit, images.tolist())
    assert "num_classes" in sentence(model.fit, ((images, LABELS), (images, LABELS)))


NOT_WHOLE = (10.5, "10", None, True, np.nan, -1, [3])


@pytest.mark.parametrize("name", IMAGE_MODELS)
def test_counts_are_whole_numbers_in_whichever_type(name, monkeypatch):
    monkeypatch.setattr(vae_inference, "NUM_STARTS", 1)
    # In the place of Keras' fit stands a function that returns what it is told.
    monkeypatch.setattr(keras.Model, "fit", lambda *_, **options: options)
    model = build(name)
    images = images_of(name)
    labels = {"labels": 1} if name in LABELLED else {}
    calls = {"sample": lambda n: model.sample(n, seed=0)}
    if MODELS[name].family == "gan":
        calls["num_steps"] = lambda n: model.interpolate(n, seed=0)
        calls["num_walks"] = lambda n: model.interpolate(2, num_walks=n, seed=0)
    else:
        black = np.zeros_like(images[:2])
        mask = np.zeros(black.shape, bool)
        calls["interpolate"] = lambda n: model.interpolate(black, black, n, **labels)
        calls["log_likelihood"] = lambda n: model.log_likelihood(black, num_samples=n, **labels)
        calls["inpaint"] = lambda n: model.inpaint(black, mask, num_steps=n, **labels)
        calls["denoise"] = lambda n: model.denoise(black, 0.1, num_steps=n, **labels)
    fed = with_labels(name, images)
    calls["epochs"] = lambda n: model.fit(fed, epochs=n)["epochs"]
    calls["batch_size"] = lambda n: model.fit(fed, batch_size=n if n else 0)["batch_size"]
    for what, call in calls.items():
        for number in NOT_WHOLE:
            text = sentence(call, number)
            assert "must be a whole number of at least" in text, what
        for same in (2.0, np.int64(2), np.float32(2)):
            np.testing.assert_array_equal(call(same), call(2), err_msg=what)


@pytest.mark.parametrize("name", WRITERS)
def test_prompts_are_texts_and_counts_whole_numbers(name):
    model = build(name)
    for prompt in (None, 5, b"the", [1, 2], ["the", None], {"the": 1}, [["the"]]):
        assert "text" in sentence(model.generate, prompt, 3)
    assert "empty" in sentence(model.generate, "", 3)
    for number in NOT_WHOLE:
        text = sentence(model.generate, "the", number)
        assert "max_new_tokens must be a whole number" in text
    expected = model.generate("the", 5, seed=0)
    for same in (5.0, np.int32(5)):
        assert model.generate("the", same, seed=0) == expected
    assert model.generate("the", 5, top_k=2.0, seed=0) == model.generate("the", 5, top_k=2, seed=0)
    for setting in ("temperature", "top_k", "top_p", "repetition_penalty"):
        for value in ("hot", [1], np.nan):
            assert setting in sentence(model.generate, "the", 3, **{setting: value})
    others = [model.log_prob] if name != "masked" and "encoder" not in name else []
    for method in others:
        for texts in (None, 3, [3], b"the"):
            assert "text" in sentence(method, texts)


@pytest.mark.parametrize("name", IMAGE_MODELS + WRITERS)
def test_seeds_are_whole_numbers(name):
    model = build(name)
    for seed in (-1, 1.5, "a"):
        call = model.generate if name in WRITERS else model.sample
        arguments = ("the", 3) if name in WRITERS else (3,)
        assert "seed must be" in sentence(call, *arguments, seed=seed)


@pytest.mark.parametrize("name", TOKEN_MODELS)
def test_token_ids_are_looked_at_before_training(name):
    model = build(name)
    given = examples(name, model)
    x, y = given["x"], given["y"]
    size = VOCABULARY.size
    for call in (lambda: model.fit("to be"), lambda: model.fit(["to", "be"], ["be", "to"])):
        assert "encode a text" in sentence(call)
    wrong = (x + size, x - 99, x.astype("float32"), x[0])
    for ids in wrong:
        assert "token ids" in sentence(model.fit, ids, ids)
        assert "token ids" in sentence(model, ids)
        assert "token ids" in sentence(model.fit, x, ids)
    assert "as y" in sentence(model.fit, x).replace("give", "as")
    windows = TextWindows(np.arange(size + 200), 8, batch_size=8, seed=0)
    assert f"0 .. {size - 1}" in sentence(model.fit, windows)
    assert "shape of x" in sentence(build("GPT").fit, x, y[:, 1:])


def test_the_encoder_decoder_is_fed_by_pairs():
    model = build("encoder-decoder")
    for call in (
        lambda: model.fit(["a"], ["b"]),
        lambda: model.fit(model.pairs(["cat"], ["dog"])),
        lambda: model.fit("cat"),
        lambda: model(np.ones((2, 3), "int32")),
    ):
        assert "pairs" in sentence(call)
    for texts in (None, [1], 5, "cat"):
        assert "texts" in sentence(model.pairs, texts, ["dog"])


def test_a_data_set_that_shuffles_by_itself_is_not_shuffled_again():
    model = build("VAE")
    batches = Batches(images_of("VAE"), batch_size=4, seed=0)
    model.fit(batches, verbose=0)
    assert "shuffle=False" in sentence(model.fit, batches, shuffle=True)
    assert batches.epoch == 1


@pytest.mark.parametrize("name", GREY_VAES)
def test_elbo_recommends_what_it_then_takes(name):
    """Each remedy that is named is followed, as a reader would, until the images are taken."""
    model = build(name)
    for wrong in (
        images_of(name),
        images_of(name).astype("float32"),
        images_of(name) / 127.5 - 1,
        images_of(name) / 255,
        (images_of(name) > 99).astype("uint8"),
        np.where(images_of(name) > 99, 255.0, 0.0),
        images_of(name)[..., 0],
        images_of(name)[..., 0] / 1.0,
    ):
        images, remedies = wrong, []
        for _ in range(3):
            try:
                model.elbo(images)
                break
            except ValueError as error:
                remedies.append(str(error))
                images = followed(str(error), images)
        assert len(remedies) <= 2 and np.all(np.isfinite(model.elbo(images))), remedies
        assert len(set(map(str, remedies))) == len(remedies)


def followed(text, images):
    """Do what a sentence recommends."""
    for remedy in ("images.astype(bool)", "images[..., None]", "(images + 1) / 2", "images / 255"):
        if remedy in text and "binarize" not in text:
            return eval(remedy, {"images": images})
    if "binarize" in text:
        return eval(text.partition("aigc_keras.data.")[2].rstrip("."), globals() | locals())
    assert "divide by 255" in text, text
    return images / 255


def test_codes_of_another_shape_are_refused():
    model = build("VAE")
    images = images_of("VAE")
    for codes in (np.zeros(2), np.zeros((3, 5)), "code", None, model.encode(images)):
        assert "(n, 2)" in sentence(model.decode, codes)
    for level in (None, "0.1", 0, -1):
        assert "noise_level" in sentence(model.denoise, images, level)


def test_networks_that_do_not_fit_are_refused_when_the_model_is_built():
    shape = (8, 8, 1)
    generator, discriminator = DenseGenerator(4, (8,), shape), DenseDiscriminator((8,), shape)
    other = DenseGenerator(4, (8,), (4, 4, 1))
    assert "generator first" in sentence(GAN, discriminator, generator)
    assert "same image_shape" in sentence(GAN, other, discriminator)
    assert "Keras model" in sentence(GAN, "dense", "dense")
    assert "(28, 28, 1)" in sentence(VAE, (28, 28), 16)
    assert "latent_dim" in sentence(VAE, (8, 8, 1), 0)
    assert "latent_dim" in sentence(VAE, (8, 8, 1), 2.5)
    assert "widths" in sentence(VAE, (8, 8, 1), 2, widths=8)
    assert "beta" in sentence(VAE, (8, 8, 1), 2, beta=None)
    assert VAE((8, 8, 1), 4.0, widths=(8,)).latent_dim == 4


@pytest.mark.parametrize("make", [GPT, RecurrentLM, lambda vocabulary: NGram(vocabulary, 2)])
def test_a_vocabulary_is_one(make):
    for wrong in (None, "abc", 5.5, ["a"]):
        assert "CharacterVocabulary.of(text)" in sentence(make, wrong)
    for texts in (None, ["ab", "c"], ("ab", "c"), 3, b"abc"):
        assert "one text" in sentence(CharacterVocabulary.of, texts)
        assert "one text" in sentence(VOCABULARY.encode, texts)


def test_n_grams_are_counted_in_a_text():
    model = NGram(VOCABULARY, 2)
    for text in (None, ["the cat"], 3):
        assert "one text" in sentence(model.fit, text)
    for order in (1.5, "2", 0, None):
        assert "order" in sentence(NGram, VOCABULARY, order)


def test_blanks_are_in_a_text():
    model = build("masked")
    for text in (None, ["the \ufffd"], 3):
        assert "one text" in sentence(model.fill, text)
    windows = MaskedWindows(
        np.arange(1, VOCABULARY.size), 4, batch_size=2, seed=0, vocabulary_size=VOCABULARY.size
    )
    model.fit(windows, verbose=0)


@pytest.mark.parametrize("name", MODELS)
def test_a_loss_given_to_compile_is_refused(name):
    model = build(name)
    assert "leave it out" in sentence(model.compile, "adam", loss="mse")


def test_a_language_model_may_be_given_the_loss_that_it_has():
    model = RecurrentLM(VOCABULARY, "gru", hidden_dim=4)
    own = keras.losses.SparseCategoricalCrossentropy
    model.compile("adam", own(from_logits=True))  # as in a function for plain Keras models, too
    assert "leave it out" in sentence(model.compile, "adam", own())


@pytest.mark.parametrize("name", MODELS)
def test_files_that_cannot_be_written_or_read_are_named(name, tmp_path):
    model = build(name)
    missing, file = tmp_path / "missing" / "x", tmp_path / "file"
    file.write_text("no folder")
    for ending, save in ((".keras", model.save), (".weights.h5", model.save_weights)):
        assert "makedirs" in sentence(save, f"{missing}{ending}")
        assert "folder" in sentence(save, f"{file}/x{ending}")
    for path in (tmp_path / "no.keras", tmp_path, None):
        assert "There is no file" in sentence(load_model, path)
    assert ".keras" in sentence(load_model, file)


def test_a_folder_without_permission_is_named(tmp_path, monkeypatch):
    def forbid(*arguments, **options):
        raise PermissionError(13, "Permission denied")

    model = build("VAE")
    monkeypatch.setattr(keras.Model, "save", forbid)
    text = sentence(model.save, tmp_path / "x.keras")
    assert "Permission denied" in text and "may write" in text


def test_the_command_line_names_a_folder_that_cannot_be_written(tmp_path, capsys):
    file = tmp_path / "file"
    file.write_text("no folder")
    ((problem, remedy),) = check_folder({"KERAS_HOME": f"{file}/keras"})
    assert "cannot be written" in problem and "KERAS_HOME" in remedy
    assert list(check_folder({"KERAS_HOME": f"{tmp_path}/keras"})) == []
    notebook = Path(__file__).parents[1] / "notebooks/en/exercises/02_math.ipynb"
    options = ["--exercise", "02_math", "--out", f"{file}/report", "--unsafe"]
    assert command_line.main(["grade", str(notebook), *options]) == 2
    assert "cannot be read or written" in capsys.readouterr().err


def test_callbacks_say_what_they_need_before_training(tmp_path):
    model = build("VAE")
    images = images_of("VAE")
    batches = Batches(images, batch_size=8, seed=0)
    file = tmp_path / "file"
    file.write_text("no folder")
    resume = callbacks.Resume(file / "backup", batches)
    assert "backup" in sentence(model.fit, batches, callbacks=[resume], verbose=0)
    assert "Batches" in sentence(callbacks.Resume, tmp_path / "b", images)
    assert "function" in sentence(callbacks.Score, "frechet")
    for options in ({"num_samples": 2.5}, {"every": 0}):
        assert "whole number" in sentence(callbacks.Samples, **options)
        assert "whole number" in sentence(callbacks.Score, len, **options)
    writer = build("GPT")
    given = examples("GPT", writer)
    for callback in (callbacks.Samples(2), callbacks.Score(len)):
        assert "sample()" in sentence(writer.fit, **given, callbacks=[callback], verbose=0)


def test_pictures_are_refused_with_their_remedy(tmp_path):
    images = np.zeros((6, 8, 8, 1), "uint8")
    for draw in (plotting.image_grid, plotting.tile):
        assert "images[..., None]" in sentence(draw, images[..., 0])
        assert "image[None]" in sentence(draw, images[0])
        assert "divide by 255" in sentence(draw, images + 200.0)
        assert "shape" in sentence(draw, None)
        for columns in (0, 2.5, "4", None):
            assert "columns" in sentence(draw, images, columns)
        draw(images, 4.0)
    gif = tmp_path / "x.gif"
    assert "images[..., None]" in sentence(plotting.animation, [images[..., 0]], gif)
    assert ".gif" in sentence(plotting.animation, [images], tmp_path / "x")
    assert "folder" in sentence(plotting.animation, [images], tmp_path / "no" / "x.gif")
    assert "image_grid" in sentence(plotting.show, images, "a", "b")
    for history in (None, {}, 3, {"loss": 3}):
        assert "history" in sentence(plotting.loss_curves, history)


def test_scores_say_which_axis_is_missing():
    images = np.zeros((6, 28, 28, 1), "uint8")
    flat = images[..., 0]
    for score in (metrics.psnr, metrics.ssim):
        assert "images[..., None]" in sentence(score, flat, flat)
        assert "divide by 255" in sentence(score, images + 99.0, images)
    assert "images[..., None]" in sentence(metrics.ImageScores, "mnist", flat, images)


def test_loss_curves_take_what_fit_returns():
    history = build("VAE").fit(images_of("VAE"), verbose=0)
    assert plotting.loss_curves(history, "loss").axes[0].get_lines()


def test_figures_are_shown_by_ipython_which_may_be_missing(monkeypatch):
    real = builtins.__import__

    def without(name, *arguments, **options):
        if name.startswith("IPython"):
            raise ImportError(name)
        return real(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    text = sentence(plotting.show, plotting.image_grid(np.zeros((1, 8, 8, 1))), "a", "b")
    assert "pip install" in text and "savefig" in text


@pytest.mark.parametrize("use", ["aigc_keras.configure()", "aigc_keras.VAE", "aigc_keras.losses"])
def test_a_backend_that_is_not_there_is_named(use):
    environment = os.environ | {"KERAS_BACKEND": "theano", "TF_CPP_MIN_LOG_LEVEL": "3"}
    environment["PYTHONPATH"] = str(Path(aigc_keras.__file__).parents[1])
    command = [sys.executable, "-c", f"import aigc_keras\n{use}"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True)
    last = result.stderr.strip().splitlines()[-1]
    assert result.returncode and last.startswith("ImportError: ")
    assert "theano" in last and "tensorflow, jax or torch" in last and "doctor" in last
    assert result.stderr.count("Traceback") == 1


def test_every_method_that_takes_images_looks_at_their_shape():
    """A VAE's methods by name: a new one that takes images must be looked at here."""
    taking = {
        "encode",
        "reconstruct",
        "interpolate",
        "elbo",
        "log_likelihood",
        "inpaint",
        "denoise",
    }
    others = {"sample", "decode", "pixel_log_likelihood"}
    for name in GREY_VAES:
        model = build(name)
        assert own_methods(model) == taking | others
        flat = np.zeros((2, 8, 8), "uint8")
        more = {"interpolate": (flat, 3), "inpaint": (flat > 9,), "denoise": (0.1,)}
        for method in taking:
            call = getattr(model, method)
            assert "images[..., None]" in sentence(call, flat, *more.get(method, ())), method
    assert binarize(np.zeros((1, 8, 8, 1)), seed=0).shape == (1, 8, 8, 1)
