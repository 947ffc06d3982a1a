"""Scores, said exactly: distances between clouds of points, pairs of images, one image scorer."""

from aigc_keras.metrics.bounds import active_units, bits_per_dimension, mean_and_error
from aigc_keras.metrics.distances import (
    frechet_distance,
    kernel_distance,
    mode_coverage,
    precision_recall,
)
from aigc_keras.metrics.image_scores import ImageScores
from aigc_keras.metrics.pairs import psnr, ssim

__all__ = [
    "ImageScores",
    "active_units",
    "bits_per_dimension",
    "frechet_distance",
    "kernel_distance",
    "mean_and_error",
    "mode_coverage",
    "precision_recall",
    "psnr",
    "ssim",
]
