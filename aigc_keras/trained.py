"""The trained models that come with the course: `load_trained(name)`.

Each is a file `data/models/NAME.npz`, with the model's configuration as JSON and its weights as
float16; `data/models/manifest.json` says how each was trained, how good it is and what may be done
with it. `data/train_models.py` makes them.
"""

import hashlib
import io
import json

import numpy as np

from aigc_keras.data.files import REMEDY, find


def manifest():
    """What is known of every trained model that comes with the course.

    Returns:
        dict: by name of the model a dict with its `chapter`, `seed`, `settings`, `commit`,
        `scores`, `licence`, `bytes` and `sha256`.

    Raises:
        FileNotFoundError: the list is missing.

    Example:
        >>> manifest()["gan_digits"]["chapter"]
        '03_gan'
    """
    return json.loads(find("models/manifest.json").read_text("utf-8"))


def load_trained(name):
    """A trained model of the course, ready to sample from and to train on.

    Its weights were stored as float16 and are float32 again; it comes uncompiled, without the
    state of its optimizer. Each name's training and scores are in `trained.manifest()`.

    Args:
        name: Str, such as "gan_digits" or "gpt_shakespeare".

    Returns:
        The model, of the class that the chapter trained.

    Raises:
        ValueError: a name that is not in the manifest, or a file that is not the recorded one.
        FileNotFoundError: the file is missing.

    Example:
        >>> load_trained("conditional_gan_digits").sample(2, labels=[3, 7], seed=0).shape
        (2, 28, 28, 1)
    """
    known = manifest()
    if not isinstance(name, str) or name not in known:
        raise ValueError(f"There is no trained model {name!r}: choose from {', '.join(known)}.")
    path = find(f"models/{name}.npz")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != known[name]["sha256"]:
        raise ValueError(f"The trained model {path} is damaged (its SHA-256 is wrong): {REMEDY}.")
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return _unpack(dict(arrays))


def pack(model):
    """The arrays that `load_trained` makes the same model of: its configuration and weights.

    Args:
        model: A model of this library.

    Returns:
        dict of str to NumPy array: "configuration", JSON as uint8, and "weight_000" and so on.

    Raises:
        ValueError: a weight that float16 cannot hold.

    Example:
        >>> from aigc_keras import GAN
        >>> from aigc_keras.networks.dense import DenseDiscriminator, DenseGenerator
        >>> arrays = pack(GAN(DenseGenerator(2, (4,)), DenseDiscriminator((4,))))
        >>> sorted(arrays)[:2], arrays["weight_000"].dtype
        (['configuration', 'weight_000'], dtype('float16'))
    """
    import keras

    configuration = keras.saving.serialize_keras_object(model)
    configuration.pop("compile_config", None)
    text = json.dumps(configuration, sort_keys=True)
    arrays = {"configuration": np.frombuffer(text.encode(), "uint8")}
    for number, weight in enumerate(model.get_weights()):
        with np.errstate(over="ignore"):
            stored = weight.astype("float16")
        if not np.isfinite(stored).all():
            raise ValueError(f"Weight {number} of {model.name} has numbers beyond float16.")
        arrays[f"weight_{number:03d}"] = stored
    return arrays


def _unpack(arrays):
    """The model of the arrays that `pack` made."""
    import keras

    from aigc_keras.models import know_models

    know_models()
    configuration = json.loads(arrays.pop("configuration").tobytes())
    model = keras.saving.deserialize_keras_object(configuration)
    model.set_weights([arrays[key].astype("float32") for key in sorted(arrays)])
    return model
