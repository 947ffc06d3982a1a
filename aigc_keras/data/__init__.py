"""Data of the course: verified images and texts, batches whose order survives interruptions.

Each name is imported on first use: loading needs no Keras. Which file has what:

- `images.py`: MNIST and Fashion-MNIST; black and white drawings of grey images;
- `portraits.py`: portraits in colour and their attributes; `captions.py`: sentences on them;
- `corpora.py`: Shakespeare's plays and Tang quatrains;
- `batches.py`: shuffled batches of images, windows of texts, with and without blanks;
- `files.py`: the bundled files and their sums;
- `pixels.py`: which forms of images are taken, and how they become one.
"""

from importlib import import_module

_MODULES = {
    "Batches": "batches",
    "MaskedWindows": "batches",
    "PORTRAIT_ATTRIBUTES": "portraits",
    "TextWindows": "batches",
    "attribute_vectors": "portraits",
    "binarize": "images",
    "load_images": "images",
    "load_portraits": "portraits",
    "load_text": "corpora",
    "portrait_captions": "captions",
    "portraits_with": "portraits",
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
