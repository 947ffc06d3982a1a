"""Helper library of the course: models, data, scores and plots for AI-generated content.

Everything is imported on first use, so ``import aigc_keras`` itself loads nothing.
"""

from importlib import import_module

_MODULES = {
    "backend",
    "callbacks",
    "config",
    "data",
    "layers",
    "losses",
    "metrics",
    "models",
    "networks",
    "optimizers",
    "plotting",
    "recurrence",
    "sampling",
    "schedules",
    "trained",
    "vocabulary",
}
_EXPORTS = {
    "configure": "config",
    "GAN": "models.gan",
    "ConditionalGAN": "models.gan",
    "GANEnsemble": "models.gan",
    "TwoPlayerAdam": "optimizers",
    "FlatAdam": "optimizers",
    "RecurrentLM": "models.rnn",
    "NGram": "models.ngram",
    "Template": "models.ngram",
    "GPT": "models.gpt",
    "EncoderDecoder": "models.seq2seq",
    "MaskedLM": "models.masked",
    "VAE": "models.vae",
    "ConditionalVAE": "models.vae",
    "Diffusion": "models.diffusion",
    "LatentDiffusion": "models.latent",
    "TextToImage": "models.text_to_image",
    "CLIP": "models.clip",
    "Captioner": "models.captioner",
    "load_model": "models",
    "load_trained": "trained",
}

__all__ = ["__version__", *sorted(_MODULES), *_EXPORTS]


def _version():
    from importlib import metadata

    try:
        return metadata.version("aigc-keras")
    except metadata.PackageNotFoundError:  # a checkout that was never installed
        import tomllib
        from pathlib import Path

        pyproject = Path(__file__).parents[1] / "pyproject.toml"
        return tomllib.loads(pyproject.read_text("utf-8"))["project"]["version"]


def _load(name):
    """Import a module of ours, and say in a sentence where Keras itself does not start."""
    try:
        return import_module(f"{__name__}.{name}")
    except (ImportError, ValueError) as error:
        import os
        import sys

        if hasattr(sys.modules.get("keras"), "Model") or "keras" not in _origin(error):
            raise
        chosen = os.environ.get("KERAS_BACKEND", "of its file of settings, or tensorflow")
        reason = str(error).strip().partition("\n")[0].rstrip(".")
        raise ImportError(
            f"Keras does not start with the backend {chosen} ({reason}). Set KERAS_BACKEND to "
            "tensorflow, jax or torch, whichever is installed, and start Python anew; "
            "`python -m aigc_keras doctor` tells more."
        ) from None


def _origin(error):
    """The files through which an exception came, joined."""
    import traceback

    return "\n".join(frame.filename for frame in traceback.extract_tb(error.__traceback__))


def __getattr__(name):
    if name in _MODULES:
        return _load(name)
    if name in _EXPORTS:
        value = getattr(_load(_EXPORTS[name]), name)
    elif name == "__version__":
        value = _version()
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__():
    return sorted({*globals(), *__all__})
