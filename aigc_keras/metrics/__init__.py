"""Scores, said exactly: of clouds of points, images and pairs of them, likelihoods, texts."""

from aigc_keras.metrics.bounds import active_units, bits_per_dimension, mean_and_error
from aigc_keras.metrics.distances import (
    frechet_distance,
    kernel_distance,
    mode_coverage,
    precision_recall,
)
from aigc_keras.metrics.image_scores import ImageScores
from aigc_keras.metrics.pairs import psnr, ssim
from aigc_keras.metrics.text import (
    bits_per_character,
    copied_share,
    distinct_n,
    form_share,
    perplexity,
    quatrain_form,
    rhyme_share,
    tone_share,
)

__all__ = [
    "ImageScores",
    "active_units",
    "bits_per_character",
    "bits_per_dimension",
    "copied_share",
    "distinct_n",
    "form_share",
    "frechet_distance",
    "kernel_distance",
    "mean_and_error",
    "mode_coverage",
    "perplexity",
    "precision_recall",
    "psnr",
    "quatrain_form",
    "rhyme_share",
    "ssim",
    "tone_share",
]
