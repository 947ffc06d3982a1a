"""Generative models, one family per file: an objective, and how to sample from it.

What every model keeps, and `tests/contract.py` tests for each of them:

- `fit` lowers the loss; regularisers and `sample_weight` count; every inherited public method works
  on every subclass, with labels where it takes labels.
- `sample(num_samples, *, seed=None, dtype="uint8")` for images, `generate(prompt, max_new_tokens,
  *, temperature, top_k, top_p, seed=None)` for sequences. The same seed gives the same result, from
  one random stream for a call.
- Images are uint8, or float in [0, 1], for every model and every method. bool, float16, float32 and
  float64 are taken too; floats beyond [0, 1] are refused with a sentence. Models scale inside.
- Saved and loaded, then trained on, a model ends where uninterrupted training ends, also from one
  backend to another. Compiled functions are dropped when it is compiled anew or gets LoRA.
- Colour works wherever grey does.

Adding one means ``models/x.py``, one line in ``tests/contract.py``, ``tests/test_x.py`` for what is
its own, and one line in ``_EXPORTS`` of ``aigc_keras/__init__.py``.
"""

import importlib
import pkgutil


def know_models():
    """Import every family, for Keras makes only models whose classes it knows."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")


def load_model(path):
    """A model of this library from a `.keras` file, whichever it is.

    `keras.saving.load_model` does the same once the model's class has been imported.

    Args:
        path: Str or path of a file that a model's `save` wrote, also one of an earlier version.

    Returns:
        The model, compiled as it was when it was saved.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: a file that is no model.

    Example:
        >>> import tempfile
        >>> from aigc_keras import GPT
        >>> model = GPT(50, hidden_dim=8, num_layers=1, num_heads=2)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     model.save(f"{folder}/gpt.keras")
        ...     type(load_model(f"{folder}/gpt.keras")).__name__
        'GPT'
    """
    import os
    import zipfile

    import keras

    know_models()
    if not isinstance(path, (str, os.PathLike)) or not os.path.isfile(path):
        raise FileNotFoundError(f"There is no file {path}: give the path that save() was given.")
    if not zipfile.is_zipfile(path):
        raise ValueError(
            f"{path} is no whole .keras file: give one that save() wrote, such as model.keras; "
            "weights alone are read by load_weights of a model that is built as theirs was."
        )
    return keras.saving.load_model(path)
