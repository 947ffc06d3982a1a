"""One scorer for every model that makes grey 28x28 images: GAN, VAE, diffusion."""

import numpy as np

from aigc_keras.metrics.classifier import check_name, classify, grey_images
from aigc_keras.metrics.distances import (
    frechet_distance,
    kernel_distance,
    precision_recall,
    squared_distances,
)


class ImageScores:
    """Scores generated images against reference images that no model has trained on.

    Distances are taken in the features of our own frozen classifier of the data set, so the
    first is the Fréchet distance in those features, not FID. Figures compare only at one number
    of images; beside a model's belong those of `reference_rows`.

    Images are grey, of 28x28 pixels, since the classifiers are: uint8, or bool, or floats in
    [0, 1]. All are scored as uint8, as they would be saved, so that one image has one score.

    Args:
        name: "mnist" or "fashion_mnist": whose classifier.
        reference_images: Array (n, 28, 28, 1), n at least 4, the test images, or validation
            images while training.
        training_images: Array (m, 28, 28, 1), what the models learn from: to detect copies.

    Raises:
        ValueError: a name that has no classifier, or images of another shape, dtype or range.

    Example:
        >>> from aigc_keras.data import load_images
        >>> (training_images, _), (test_images, _) = load_images("mnist")
        >>> scores = ImageScores("mnist", test_images[:200], training_images[:200])
        >>> scores.frechet(test_images[:200]) < 1e-6 < scores.frechet(255 - test_images[:200])
        True
    """

    def __init__(self, name, reference_images, training_images):
        check_name(name)
        self.name = name
        self.reference_images = grey_images(reference_images)
        self.training_images = grey_images(training_images)
        self.reference_features, self.reference_labels = classify(name, self.reference_images)
        # How near a real image that was never trained on comes to its nearest training image.
        self._usual_nearest = np.median(self._nearest_training(self.reference_images)[0])

    def score(self, images):
        """All scores of a set of images.

        Args:
            images: Array (n, 28, 28, 1); n = 2,000 throughout the course.

        Returns:
            dict of floats: `frechet` and `kernel` distance (lower is better); `precision`
            (fidelity) and `recall` (coverage), `class_recall`, recall within each class,
            averaged; `class_kl`, Kullback-Leibler divergence in nats of the classes' histogram
            from the reference's; `nearest`, the median pixel distance to the nearest training
            image divided by that of real images (0: copies).

        Raises:
            ValueError: images of another shape, dtype or range, or fewer than 4.
        """
        images = grey_images(images)
        features, labels = classify(self.name, images)
        precision, recall = precision_recall(self.reference_features, features)
        nearest = np.median(self._nearest_training(images)[0])
        return {
            "frechet": frechet_distance(self.reference_features, features),
            "kernel": kernel_distance(self.reference_features, features),
            "precision": precision,
            "recall": recall,
            "class_recall": self._class_recall(features, labels),
            "class_kl": self._class_kl(labels),
            "nearest": float(nearest / self._usual_nearest),
        }

    def score_model(self, model, *, num_samples=2000, seeds=(0, 1, 2)):
        """Mean and standard deviation of the scores over sampling seeds.

        Args:
            model: Anything with `sample(num_samples, seed=)` that gives grey 28x28 images.
            num_samples: Int.
            seeds: Ints, one set of samples each; at least one.

        Returns:
            dict of (mean, deviation) under the names of `score`.

        Raises:
            ValueError: no seed, or samples of another shape, dtype or range.
        """
        if not len(seeds):
            raise ValueError("Need at least one seed to sample with, such as seeds=(0, 1, 2).")
        rows = [self.score(model.sample(num_samples, seed=seed)) for seed in seeds]
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        return {name: (float(np.mean(c)), float(np.std(c))) for name, c in columns.items()}

    def frechet(self, images):
        """The Fréchet distance alone, of images as in `score`: float."""
        return frechet_distance(self.reference_features, classify(self.name, images)[0])

    def class_histogram(self, images):
        """How many of the images the classifier takes for each class: ints (10,)."""
        return np.bincount(classify(self.name, images)[1], minlength=10)

    def nearest_training_images(self, images):
        """The training image nearest to each image by pixels: uint8 (n, 28, 28, 1)."""
        return self.training_images[self._nearest_training(grey_images(images))[1]]

    def reference_rows(self, num_samples=2000, seed=0):
        """The rows that give figures their meaning, scored like a model's samples.

        Args:
            num_samples: Int, at most the number of training images.
            seed: Int.

        Returns:
            dict of row name to `score`'s dict: "real" training images, the floor ("nearest" is
            left out: they are their own nearest); "copies", 100 training images over and over;
            "noise", uniform pixels.

        Raises:
            ValueError: more samples than there are training images, or fewer than 4.
        """
        if not 4 <= num_samples <= len(self.training_images):
            raise ValueError(
                f"num_samples={num_samples} must be in 4 .. {len(self.training_images)}, the "
                "number of training images."
            )
        rng = np.random.default_rng(seed)
        real = self.training_images[rng.permutation(len(self.training_images))[:num_samples]]
        copies = real[np.arange(num_samples) % 100]
        noise = rng.integers(0, 256, (num_samples, 28, 28, 1), dtype="uint8")
        rows = {"real": real, "copies": copies, "noise": noise}
        rows = {name: self.score(images) for name, images in rows.items()}
        del rows["real"]["nearest"]
        return rows

    def _nearest_training(self, images):
        """Pixel distance in [0, 28] to, and index of, the training image nearest to each."""
        flat, train = (
            np.reshape(x, (len(x), -1)).astype("float32") / 255
            for x in (images, self.training_images)
        )
        squares = squared_distances(flat, train)
        return np.sqrt(squares.min(axis=1)), squares.argmin(axis=1)

    def _class_kl(self, labels):
        """KL(generated || reference) of the histograms of classes, in nats."""
        counts = [np.bincount(x, minlength=10) for x in (labels, self.reference_labels)]
        p, q = (c / c.sum() for c in counts)
        seen = p > 0
        return float((p[seen] * np.log(p[seen] / np.maximum(q[seen], 1e-12))).sum())

    def _class_recall(self, features, labels, k=3):
        """Recall among the images that the classifier takes for one class, averaged."""
        recalls = []
        for c in np.unique(self.reference_labels):
            real, fake = self.reference_features[self.reference_labels == c], features[labels == c]
            enough = min(len(real), len(fake)) > k
            recalls.append(precision_recall(real, fake, k)[1] if enough else 0.0)
        return float(np.mean(recalls))
