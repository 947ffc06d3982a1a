"""Train the frozen classifiers of `aigc_keras.metrics` and write data/classifier_*.npz.

    python data/train_classifiers.py FOLDER

FOLDER holds the unpacked packages that `prepare.py` reads. No test image of the bundle is ever
seen: the MNIST classifier learns from the 8,000 bundled training images, the one of Fashion-MNIST
from the 50,000 official training images that are not in the bundle. Training images are shifted,
brightened and darkened, and given a little noise, so that the features tell shapes from shapes
rather than clean pixels from slightly unclean ones. Weights are kept as float16.
"""

import sys
from pathlib import Path

import keras
import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import prepare

from aigc_keras.data import load_images
from aigc_keras.data.files import sums
from aigc_keras.metrics.classifier import build_classifier


def augment(images, rng, flip):
    """Shift by up to 2 pixels, change contrast, add noise, mirror half of them if `flip`."""
    padded = np.pad(images, ((0, 0), (2, 2), (2, 2), (0, 0)))
    out = np.empty(images.shape, "float32")
    for i, (dy, dx) in enumerate(rng.integers(0, 5, (len(images), 2))):
        out[i] = padded[i, dy : dy + 28, dx : dx + 28]
    if flip:
        mirrored = rng.random(len(out)) < 0.5
        out[mirrored] = out[mirrored, :, ::-1]
    shape = (len(out), 1, 1, 1)
    out *= rng.uniform(0.8, 1.2, shape).astype("float32")
    out += rng.standard_normal(out.shape, "float32") * rng.uniform(0, 20, shape).astype("float32")
    return np.clip(out, 0, 255)


def train(images, labels, epochs, flip, batch_size=64):
    rng = np.random.default_rng(0)
    keras.utils.set_random_seed(0)
    model = build_classifier()
    rate = keras.optimizers.schedules.CosineDecay(2e-3, epochs * (len(images) // batch_size))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.AdamW(rate), [None, loss], steps_per_execution=25)
    for epoch in range(epochs):
        keep = rng.permutation(len(images))[: len(images) // batch_size * batch_size]
        model.fit(augment(images[keep], rng, flip), labels[keep], batch_size, shuffle=False)
        print(f"epoch {epoch + 1} of {epochs}")
    return model


def main(folder):
    for name, epochs in (("mnist", 16), ("fashion_mnist", 4)):
        (images, labels), (test_images, test_labels) = load_images(name)
        if name == "fashion_mnist":
            images, labels = prepare.read_fashion_outside_bundle(folder)
        model = train(images, labels.astype("int64"), epochs, flip=name == "fashion_mnist")
        weights = [w.astype("float16") for w in model.get_weights()]
        model.set_weights([w.astype("float32") for w in weights])
        guesses = model.predict(test_images.astype("float32"), verbose=0)[1].argmax(-1)
        path = Path(__file__).parent / f"classifier_{name}.npz"
        np.savez_compressed(path, **{str(i): w for i, w in enumerate(weights)})
        print(f"{path.name}: test accuracy {np.mean(guesses == test_labels):.4f}, {sums(path)}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
