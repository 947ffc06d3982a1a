"""What the course's models share: how they are compiled, and a file that resumes exactly."""

import functools

import keras
import numpy as np
from keras import ops

from aigc_keras import backend

ROUNDING = 1e-4  # how far floats may lie outside [0, 1], as after resizing
KEPT_FUNCTIONS = 8  # compiled ones of a model


class SeededModel(keras.Model):
    """A model whose file resumes exactly, and which notices when it must be compiled anew.

    Its file holds the states of its seed generators, which Keras leaves out.
    """

    def compile(self, *arguments, **options):
        """As in Keras, but the optimizer's variables are made now.

        Keras would make them in the first step, for which TensorFlow then traces the step twice.
        """
        super().compile(*arguments, **options)
        self.__dict__.pop("_compiled_state", None)  # of `compiled_function`
        self._asked_jit_compile = options.get("jit_compile", "auto")
        if self.built:
            self.optimizer.build(self.trainable_variables)

    def get_compile_config(self):
        """As in Keras, but `jit_compile="auto"` is decided anew where the file is loaded.

        Keras would save what it chose here: without XLA on a CPU with TensorFlow, which on JAX
        means one operation at a time.
        """
        config = super().get_compile_config()
        return config and config | {"jit_compile": self._asked_jit_compile}

    def compile_from_config(self, config):
        """Called by Keras when a file is loaded; without it, Keras would not compile the model."""
        from aigc_keras import optimizers  # noqa: F401 (so that Keras knows them)

        self.compile(**keras.saving.deserialize_keras_object(config))

    def make_train_function(self, force=False):
        """As in Keras, which would train the old weights and leave the new ones as they are.

        Raises:
            ValueError: what is trained changed after `compile`, as `enable_lora` changes it.
        """
        known = getattr(self.optimizer, "_trainable_variables", None)
        if self.built and known and set(map(id, known)) != set(map(id, self.trainable_variables)):
            raise ValueError(
                "What is to be trained has changed since the model was compiled (by enable_lora, "
                "quantize or trainable=...): call compile() again before training."
            )
        return super().make_train_function(force)

    def total_loss(self, losses, sample_weight=None):
        """What a model minimises: the weighted mean of its losses, and its layers' penalties.

        Args:
            losses: Float tensor (n, ...).
            sample_weight: None, or float tensor (n,) or like `losses`.

        Returns:
            Scalar float tensor: the sum of weight times loss, divided by the sum of the weights,
            plus `self.losses`.
        """
        return weighted_mean(losses, sample_weight) + sum(self.losses)

    def compiled_function(self, method, **settings):
        """A method compiled with these settings, kept for later calls.

        The few that were used last are kept, and none when the weights or precisions of the model
        have become others, as by LoRA or quantisation.

        Args:
            method: Bound method of this model: tensors in, tensors out.
            **settings: Keyword arguments of the method that are fixed; hashable.

        Returns:
            A function of the method's other arguments.
        """
        layers = self._flatten_layers()
        state = [id(variable) for variable in self.variables]
        state += [(id(layer), layer.dtype_policy.name) for layer in layers]
        if state != self.__dict__.get("_compiled_state"):
            self.__dict__.update(_compiled_state=state, _compiled_functions={})
        functions = self.__dict__["_compiled_functions"]
        key = (method.__name__, *sorted(settings.items()))
        if key in functions:
            functions[key] = functions.pop(key)  # the one used last stands last
        else:
            function = functools.partial(method, **settings)
            functions[key] = backend.compile_function(function, self.variables)
            if len(functions) > KEPT_FUNCTIONS:
                del functions[next(iter(functions))]
        return functions[key]

    def _states(self):
        """The variables that Keras does not save by itself."""
        return [v for v in self.non_trainable_variables if v.path.endswith("seed_generator_state")]

    def save_own_variables(self, store):
        super().save_own_variables(store)
        for i, state in enumerate(self._states()):
            store[f"seed_{i}"] = state

    def load_own_variables(self, store):
        from aigc_keras.models import old_files

        old_files.convert(store)
        super().load_own_variables({k: store[k] for k in list(store.keys()) if k[:5] != "seed_"})
        for i, state in enumerate(self._states()):
            state.assign(store[f"seed_{i}"])


class ImageModel(SeededModel):
    """A model of images: uint8, or floats in [0, 1], in every method.

    `fit`, `evaluate`, `predict`, their relatives for one batch, and a call look at what they are
    given before they begin. Inside, `unit_interval` scales.
    """

    def __call__(self, x, *arguments, **options):
        check_feed(x)
        return super().__call__(x, *arguments, **options)

    def fit(self, x=None, *arguments, **options):
        check_feed(x)
        return super().fit(x, *arguments, **options)

    def evaluate(self, x=None, *arguments, **options):
        check_feed(x)
        return super().evaluate(x, *arguments, **options)

    def predict(self, x, *arguments, **options):
        check_feed(x)
        return super().predict(x, *arguments, **options)

    def train_on_batch(self, x, *arguments, **options):
        check_feed(x)
        return super().train_on_batch(x, *arguments, **options)

    def test_on_batch(self, x, *arguments, **options):
        check_feed(x)
        return super().test_on_batch(x, *arguments, **options)

    def predict_on_batch(self, x):
        check_feed(x)
        return super().predict_on_batch(x)


def weighted_mean(values, sample_weight=None):
    """The mean of losses, each counted as often as its weight says.

    Args:
        values: Float tensor (n, ...).
        sample_weight: None, or tensor (n,) or like `values`. A weight for each row counts for
            all its values.

    Returns:
        Scalar float tensor: the sum of weight times value, divided by the sum of the weights; 0
        where all weights are 0.

    Example:
        >>> float(weighted_mean([1.0, 3.0], [3.0, 1.0]))
        1.5
    """
    values = ops.convert_to_tensor(values)
    if sample_weight is None:
        return ops.mean(values)
    weights = ops.cast(sample_weight, values.dtype)
    missing = len(values.shape) - len(weights.shape)
    weights = ops.reshape(weights, (*ops.shape(weights), *[1] * missing))
    weights = ops.broadcast_to(weights, ops.shape(values))
    total = ops.sum(weights)
    mean = ops.sum(weights * values) / ops.where(total == 0, 1.0, total)
    return mean


def check_images(images):
    """Images as float32 in [0, 1], whichever of the accepted forms they come in.

    Args:
        images: Array (n, ...): bool, uint8 or other integers in 0 .. 255, or floats in [0, 1].

    Returns:
        float32 NumPy array of the same shape, in [0, 1].

    Raises:
        ValueError: another dtype, or values outside the range of theirs.

    Example:
        >>> float(check_images(np.array([[255]], "uint8"))[0, 0])
        1.0
    """
    images = np.asarray(images)
    kind = images.dtype.kind
    if kind not in "biuf":
        raise ValueError(f"Images must be uint8, or float in [0, 1]; got {images.dtype}.")
    least, greatest = (images.min(), images.max()) if images.size else (0, 0)
    if kind == "f" and not (least >= -ROUNDING and greatest <= 1 + ROUNDING):
        raise ValueError(
            f"Images of floats must lie in [0, 1]; these reach from {least:.4g} to {greatest:.4g}. "
            "Give uint8 from 0 to 255, or divide by 255."
        )
    if kind in "iu" and not (least >= 0 and greatest <= 255):
        raise ValueError(f"Images of integers must lie in 0 .. 255; got {least} to {greatest}.")
    values = images.astype("float32")
    return values / 255 if kind in "iu" else np.clip(values, 0, 1)


def check_feed(x):
    """Refuse what is fed to a model of images and lies outside the range of its dtype.

    Args:
        x: What Keras' `fit` and `call` take: images, or a pair of them and labels, or a data set
            with `__getitem__`, whose first batch is looked at. Tensors without values pass, and so
            do vectors (n, features), which are no images.

    Raises:
        ValueError: as for `check_images`.
    """
    if isinstance(x, keras.utils.PyDataset):
        x = x[0]
    while isinstance(x, (list, tuple)) and len(x):
        x = x[0]
    values = _values(x)
    if values is not None and values.ndim > 2:
        check_images(values)


def unit_interval(images):
    """A batch of images as float32 in [0, 1], inside a graph: integers are divided by 255.

    Args:
        images: Tensor of bool, integers in 0 .. 255, or floats in [0, 1].

    Returns:
        float32 tensor of the same shape.
    """
    images = ops.convert_to_tensor(images)
    is_integer = "int" in keras.backend.standardize_dtype(images.dtype)
    images = ops.cast(images, "float32")
    return images / 255 if is_integer else images


def _values(x):
    """The NumPy array behind x, or None where there is none yet, as inside a compiled function."""
    if x is None or isinstance(x, keras.KerasTensor) or not hasattr(x, "shape"):
        return None
    try:
        return np.asarray(ops.convert_to_numpy(x) if ops.is_tensor(x) else x)
    except Exception:  # each backend has an error of its own for a tensor without values
        return None
