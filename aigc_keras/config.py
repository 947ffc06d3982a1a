"""The one call at the top of every notebook: seeds, precision, and a line that says so."""

import logging
import os

import keras

from aigc_keras import backend

PRECISIONS = ("auto", "float32", "mixed_bfloat16")
VARIABLE = "AIGC_KERAS_PRECISION"


def choose_precision(precision="auto"):
    """Choose between float32 and mixed bfloat16 without setting anything.

    The environment variable `AIGC_KERAS_PRECISION` takes the place of `"auto"`.

    Args:
        precision: `"auto"`, `"float32"` or `"mixed_bfloat16"`.

    Returns:
        `(policy, reason)`: the name of a Keras dtype policy, and why it was chosen.

    Raises:
        ValueError: the precision is none of the three.
    """
    reason, source = "as asked for", "precision"
    if precision == "auto" and os.environ.get(VARIABLE):
        precision, source = os.environ[VARIABLE], VARIABLE
        reason = f"set by {VARIABLE}"
    if precision not in PRECISIONS:
        raise ValueError(f"{source} must be one of {', '.join(PRECISIONS)}, not {precision!r}.")
    if precision != "auto":
        return precision, reason
    fast, reason = backend.bfloat16_support()
    return ("mixed_bfloat16" if fast else "float32"), reason


def configure(seed=42, precision="auto", verbose=True):
    """Set the random seeds and the precision, and say in one line what was chosen and why.

    `"auto"` means mixed bfloat16 (weights, losses and outputs stay float32) where the CPU or
    the GPU is made for it, and float32 elsewhere. On TensorFlow, what Keras feeds from arrays and
    `PyDataset`s is no longer tuned by tf.data, which made `fit` return late; on a CPU the remapper
    is left out, which fails on convolutional GANs.

    Args:
        seed: int from 0 to 2**32 - 1; seeds Python, NumPy and the backend.
        precision: `"auto"`, `"float32"` or `"mixed_bfloat16"`.
        verbose: whether to print the line.

    Returns:
        The name of the Keras dtype policy now in force.

    Raises:
        ValueError: the seed or the precision is not one of those above.
    """
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**32:
        raise ValueError(f"seed must be a whole number from 0 to 2**32 - 1, not {seed!r}.")
    policy, reason = choose_precision(precision)
    logging.getLogger("tensorflow").setLevel(logging.ERROR)  # no advice on tracing in notebooks
    backend.feed_without_tuning()
    backend.without_remapper()
    keras.utils.set_random_seed(seed)
    keras.config.set_dtype_policy(policy)
    if verbose:
        kind, name, _ = backend.device()
        print(
            f"aigc_keras: seed {seed}, {keras.backend.backend()} on {kind.upper()} ({name}), "
            f"precision {policy} ({reason})"
        )
    return policy
