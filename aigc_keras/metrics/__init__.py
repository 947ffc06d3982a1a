"""Scores, said exactly: distances between clouds of points, and one scorer for images."""

from aigc_keras.metrics.distances import (
    frechet_distance,
    kernel_distance,
    mode_coverage,
    precision_recall,
)
from aigc_keras.metrics.image_scores import ImageScores

__all__ = [
    "ImageScores",
    "frechet_distance",
    "kernel_distance",
    "mode_coverage",
    "precision_recall",
]
