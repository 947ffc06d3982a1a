"""Scores, said exactly: of clouds of points, images and pairs of them, likelihoods, texts.

Each name is imported on first use, so that scores of texts need no Keras. Which file has what:

- `distances.py`: Fréchet and kernel distance, precision and recall, modes that were found;
- `image_scores.py`: `ImageScores`, these distances in the features of `classifier.py`;
- `portraits.py`: `PortraitReader`, what portraits show, and rates corrected for its errors; how
  cleanly they are drawn;
- `pairs.py`: PSNR and SSIM of an image and its reference;
- `likelihood.py`: bits and perplexity, a mean with its error; `latent.py`: codes in use;
- `diversity.py`: n-grams that differ, and those that are copied;
- `verse.py`: the rules of Chinese quatrains: form, rhymes, tones.
"""

from importlib import import_module

_MODULES = {
    "ImageScores": "image_scores",
    "PortraitReader": "portraits",
    "active_units": "latent",
    "bits_per_character": "likelihood",
    "bits_per_dimension": "likelihood",
    "clean_share": "portraits",
    "copied_share": "diversity",
    "corrected_rate": "portraits",
    "distinct_n": "diversity",
    "form_share": "verse",
    "frechet_distance": "distances",
    "kernel_distance": "distances",
    "mean_and_error": "likelihood",
    "mode_coverage": "distances",
    "perplexity": "likelihood",
    "precision_recall": "distances",
    "psnr": "pairs",
    "quatrain_form": "verse",
    "rhyme_share": "verse",
    "rhymes": "verse",
    "ssim": "pairs",
    "tone_share": "verse",
}

__all__ = sorted(_MODULES)


def __getattr__(name):
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value


def __dir__():
    return sorted({*globals(), *__all__})
