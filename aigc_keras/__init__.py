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
    "load_model": "models",
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


def __getattr__(name):
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    if name in _EXPORTS:
        value = getattr(import_module(f"{__name__}.{_EXPORTS[name]}"), name)
    elif name == "__version__":
        value = _version()
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__():
    return sorted({*globals(), *__all__})
