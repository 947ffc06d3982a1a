"""Train the frozen reader of portraits of `aigc_keras.metrics` and write data/portrait_reader.npz.

    python data/train_portrait_reader.py FOLDER

FOLDER holds the packages that `prepare_portraits.py` draws with. The reader sees no picture of the
bundle: it learns from 20,000 drawings of another series, in which every value of an attribute is
equally frequent. The drawings are made unclean, blurred and noisy and of varying contrast, as what
a model generates may be. The reader's errors are counted on 6,000 further drawings of a third
series, made as unclean: with clean ones it has hardly any. Weights are kept as float16.
"""

import sys
from pathlib import Path

import keras
import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import prepare_portraits

from aigc_keras.data import load_portraits
from aigc_keras.data.files import sums
from aigc_keras.metrics.portraits import NAMES, build_reader

DRAWINGS, CALIBRATION = 20_000, 6_000
EPOCHS, BATCH_SIZE = 8, 64


def augment(images, rng):
    """Blur by up to 0.7 of a 3x3 mean, change contrast, add noise: float32."""
    x = images.astype("float32")
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)), "edge")
    around = sum(padded[:, i : i + 16, j : j + 16] for i, j in np.ndindex(3, 3)) / 9
    shape = (len(x), 1, 1, 1)
    x += rng.uniform(0, 0.7, shape).astype("float32") * (around - x)
    x *= rng.uniform(0.9, 1.1, shape).astype("float32")
    x += rng.standard_normal(x.shape, "float32") * rng.uniform(0, 24, shape).astype("float32")
    return np.clip(x, 0, 255)


def train(images, attributes):
    rng = np.random.default_rng(0)
    keras.utils.set_random_seed(0)
    model = build_reader()
    rate = keras.optimizers.schedules.CosineDecay(2e-3, EPOCHS * (len(images) // BATCH_SIZE))
    loss = keras.losses.SparseCategoricalCrossentropy
    losses = {name: loss(from_logits=True) for name in NAMES}
    model.compile(keras.optimizers.AdamW(rate), losses, steps_per_execution=25)
    for epoch in range(EPOCHS):
        keep = rng.permutation(len(images))[: len(images) // BATCH_SIZE * BATCH_SIZE]
        targets = dict(zip(NAMES, attributes[keep].T.astype("int64"), strict=True))
        history = model.fit(
            augment(images[keep], rng), targets, BATCH_SIZE, shuffle=False, verbose=0
        )
        print(f"epoch {epoch + 1} of {EPOCHS}: loss {history.history['loss'][0]:.4f}")
    return model


def read(model, images):
    """The attributes that the model reads, ints (n, 9)."""
    logits = model.predict(images.astype("float32"), batch_size=250, verbose=0)
    return np.stack([part.argmax(-1) for part in logits], axis=1)


def count_errors(found, attributes):
    """By attribute what was taken for what, (values, values)."""
    confusions = {}
    for name, shown, taken in zip(NAMES, attributes.T.astype(int), found.T, strict=True):
        size = len(prepare_portraits.LOOKS[name])
        counts = np.bincount(shown * size + taken, minlength=size * size).reshape(size, size)
        confusions[f"confusion_{name}"] = counts.astype("uint16")
    return confusions


def main(folder):
    images, attributes = prepare_portraits.portraits(folder, DRAWINGS, "reader", {})
    model = train(images, attributes)
    weights = [w.astype("float16") for w in model.get_weights()]
    model.set_weights([w.astype("float32") for w in weights])
    images, attributes = prepare_portraits.portraits(folder, CALIBRATION, "calibration", {})
    print(f"clean drawings: {np.sum(read(model, images) != attributes)} errors")
    images = augment(images, np.random.default_rng(1))
    confusions = count_errors(read(model, images), attributes)
    path = Path(__file__).parent / "portrait_reader.npz"
    arrays = {str(i): w for i, w in enumerate(weights)}
    np.savez_compressed(path, **arrays, **confusions)
    images, attributes = load_portraits()[1]
    accuracy = (read(model, images) == attributes).mean(0)
    for name, share in zip(NAMES, accuracy, strict=True):
        print(f"{name}: {share:.4f} on the test pictures; unclean drawings were taken for:")
        print(confusions[f"confusion_{name}"])
    print(f"{path.name}: {path.stat().st_size:,} bytes, {sums(path)}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
