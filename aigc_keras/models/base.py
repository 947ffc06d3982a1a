"""What the course's models share: a look at what is fed, and a file that resumes exactly."""

import contextlib
import functools
import itertools
import os
from numbers import Real
from types import GeneratorType

import keras
import numpy as np
from keras import ops

from aigc_keras import backend

KEPT_FUNCTIONS = 8  # compiled ones of a model


class SeededModel(keras.Model):
    """A model whose file resumes exactly, and which notices when it must be compiled anew.

    Its file holds the states of its seed generators, which Keras leaves out. `fit`, `evaluate`,
    `predict`, their relatives for one batch, and a call look at what they are given before they
    begin: at arrays as a whole, and at the first batch of a data set or a generator. (Other feeds,
    such as PyTorch's loaders, are left to Keras.) What cannot be taken is refused in a sentence.
    """

    _is_checked = False  # whether what is fed has been looked at, as inside `fit`

    def __call__(self, x, *arguments, **options):
        if not self._is_checked:
            self._check_batch(x)
        return super().__call__(x, *arguments, **options)

    def fit(self, x=None, y=None, batch_size=None, epochs=1, verbose="auto", **options):
        """As in Keras; what has an order of its own is not shuffled, and needs no `shuffle=False`.

        That is `aigc_keras.data.Batches` and its like, data sets of tf.data, and generators.
        """
        if batch_size is not None:
            batch_size = whole_number(batch_size, "batch_size")
        epochs = whole_number(epochs, "epochs")
        if getattr(x, "shuffles_itself", False) and options.setdefault("shuffle", False):
            kind = type(x).__name__
            raise ValueError(f"{kind} shuffles by itself: call fit with shuffle=False.")
        if hasattr(x, "element_spec") or isinstance(x, GeneratorType):
            options.setdefault("shuffle", False)  # Keras would warn, of its own default
        held_out = options.get("validation_data")
        if held_out is not None and not isinstance(held_out, GeneratorType):
            _, batch = first_batch(*keras.utils.unpack_x_y_sample_weight(held_out))
            self._check_fed(batch, "validation_data")
        with self._checked(x, y, options.get("sample_weight")) as x:
            counts = {"batch_size": batch_size, "epochs": epochs}
            return super().fit(x, y, verbose=verbose, **counts, **options)

    def evaluate(self, x=None, y=None, *arguments, **options):
        with self._checked(x, y, options.get("sample_weight")) as x:
            return super().evaluate(x, y, *arguments, **options)

    def predict(self, x, *arguments, **options):
        with self._checked(x) as x:
            return super().predict(x, *arguments, **options)

    def train_on_batch(self, x, y=None, sample_weight=None, *arguments, **options):
        with self._checked(x, y, sample_weight) as x:
            return super().train_on_batch(x, y, sample_weight, *arguments, **options)

    def test_on_batch(self, x, y=None, sample_weight=None, *arguments, **options):
        with self._checked(x, y, sample_weight) as x:
            return super().test_on_batch(x, y, sample_weight, *arguments, **options)

    def predict_on_batch(self, x):
        with self._checked(x) as x:
            return super().predict_on_batch(x)

    @contextlib.contextmanager
    def _checked(self, x, y=None, sample_weight=None):
        """Look once at what is fed, and hand it on.

        The steps inside then need not look, nor wait for an accelerator to do so.
        """
        if self._is_checked:  # as in a validation inside `fit`
            yield x
            return
        x, batch = first_batch(x, y, sample_weight)
        self._check_fed(batch, "x")
        self._is_checked = True
        try:
            yield x
        finally:
            self._is_checked = False

    def _check_fed(self, batch, name):
        """`_check_batch` of (x, y, sample_weight), if it is known."""
        if batch is not None:
            x, *rest = batch
            if any(0 in getattr(part, "shape", ())[:1] for part in keras.tree.flatten(x)):
                raise ValueError(f"{name} holds nothing: its first axis has a length of 0.")
            self._check_batch(x, *rest)

    def _check_batch(self, x, y=None, sample_weight=None):
        """Raise a ValueError where the model cannot take this; a subclass says what it takes."""

    def _is_own_loss(self, loss):
        """Whether a loss given to `compile` is what the model minimises by itself."""
        return False

    def save(self, filepath, *arguments, **options):
        with writing_to(filepath):
            return super().save(filepath, *arguments, **options)

    def save_weights(self, filepath, *arguments, **options):
        with writing_to(filepath):
            return super().save_weights(filepath, *arguments, **options)

    def compile(self, *arguments, **options):
        """As in Keras, but the optimizer's variables are made now.

        Keras would make them in the first step, for which TensorFlow then traces the step twice.

        Raises:
            ValueError: a loss other than the model's own.
        """
        loss = arguments[1] if len(arguments) > 1 else options.get("loss")
        if loss is not None and not self._is_own_loss(loss):
            raise ValueError(
                f"{type(self).__name__} has its own loss, so that one given to compile would not "
                "be looked at: leave it out, as in compile(optimizer)."
            )
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
        """What a model of tokens minimises: their mean loss, and its layers' penalties.

        Args:
            losses: Float tensor (n, length).
            sample_weight: None, or float tensor (n, length) or (n,).

        Returns:
            Scalar float tensor: the sum of weight times loss, divided by the sum of the weights,
            plus `self.losses`.
        """
        weights = ops.ones_like(losses)
        if sample_weight is not None:
            weights = ops.cast(sample_weight, losses.dtype)
            if len(weights.shape) == 1:  # one for each row
                weights = weights[:, None]
            weights = ops.broadcast_to(weights, ops.shape(losses))
        mean = ops.sum(losses * weights) / ops.maximum(ops.sum(weights), 1e-9)
        return mean + sum(self.losses)

    def compiled_function(self, method, xla=True, **settings):
        """A method compiled with these settings, kept for later calls.

        The few that were used last are kept, and none when the weights or precisions of the model
        have become others, as by LoRA or quantisation.

        Args:
            method: Bound method of this model: tensors in, tensors out.
            xla: Bool, as for `aigc_keras.backend.compile_function`.
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
            functions[key] = backend.compile_function(function, self.variables, xla)
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


def first_batch(x, y=None, sample_weight=None):
    """What a model is fed, and how it begins.

    Args:
        x, y, sample_weight: As for Keras' `fit`.

    Returns:
        What to feed in place of x, since a generator gives its first batch only once; and
        `(x, y, sample_weight)` of all that is fed, where it is arrays, or of the first batch of a
        data set or a generator; None where there is no looking without taking.

    Raises:
        ValueError: a generator or a data set that gives nothing, or what Keras does not take.

    Example:
        >>> x, batch = first_batch((np.array([i]),) for i in range(3))
        >>> batch[0], len(list(x))
        (array([0]), 3)
    """
    if isinstance(x, GeneratorType):
        first = next(x, None)
        if not isinstance(first, tuple):
            raise ValueError(
                "A generator must give tuples, (x,), (x, y) or (x, y, sample_weight), and not be "
                f"used up; this one gives {type(first).__name__}."
            )
        x = (batch for batch in itertools.chain([first], x))
        return x, keras.utils.unpack_x_y_sample_weight(first)
    if isinstance(x, keras.utils.PyDataset):
        return x, keras.utils.unpack_x_y_sample_weight(x[0])
    if hasattr(x, "element_spec"):  # a data set of tf.data
        first = next(iter(x.take(1)), None)
        if first is None:
            raise ValueError("The data set gives no batch: it is empty.")
        return x, keras.utils.unpack_x_y_sample_weight(first)
    is_known = x is None or hasattr(x, "shape")
    if is_known or isinstance(x, (list, tuple, dict, str, bytes, Real)):
        return x, (x, y, sample_weight)
    return x, None


def values_of(x):
    """The NumPy array behind x, or None where there is none yet, as inside a compiled function."""
    if x is None or isinstance(x, keras.KerasTensor) or not hasattr(x, "shape"):
        return None
    try:
        return np.asarray(ops.convert_to_numpy(x) if ops.is_tensor(x) else x)
    except Exception:  # each backend has an error of its own for a tensor without values
        return None


def check_tokens(token_ids, vocabulary_size, name="x"):
    """Refuse what is no batch of token ids.

    Args:
        token_ids: Array or tensor of ints (n, length), in 0 .. vocabulary_size - 1.
        vocabulary_size: Int.
        name: Str, what the sentence calls them.

    Raises:
        ValueError: something else.

    Example:
        >>> check_tokens(np.array([[0, 1]]), 2)
        >>> check_tokens("to be", 2)
        Traceback (most recent call last):
        ...
        ValueError: x must be token ids, ints (n, length), not str: encode a text with the \
vocabulary, and cut it with aigc_keras.data.TextWindows.
    """
    if not hasattr(token_ids, "shape"):
        raise ValueError(
            f"{name} must be token ids, ints (n, length), not {type(token_ids).__name__}: encode a "
            "text with the vocabulary, and cut it with aigc_keras.data.TextWindows."
        )
    shape, dtype = tuple(token_ids.shape), keras.backend.standardize_dtype(token_ids.dtype)
    if len(shape) != 2 or "int" not in dtype:
        raise ValueError(f"{name} must be token ids, ints (n, length); got {dtype} {shape}.")
    values = values_of(token_ids)
    if values is None or not values.size:
        return
    least, greatest = values.min(), values.max()
    if least < 0 or greatest >= vocabulary_size:
        raise ValueError(
            f"{name} must be token ids in 0 .. {vocabulary_size - 1}, as of this model's "
            f"vocabulary; got {least} to {greatest}."
        )


def whole_number(value, name, at_least=1):
    """An argument that counts something, as an int: 10, 10.0 and `np.int64(10)` are ten.

    Args:
        value: A number.
        name: Str, the argument's name.
        at_least: Int.

    Returns:
        Int.

    Raises:
        ValueError: no number, no whole one, or a smaller one.

    Example:
        >>> whole_number(10.0, "num_steps")
        10
    """
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    if not is_number or value // 1 != value or value < at_least:
        raise ValueError(f"{name} must be a whole number of at least {at_least}, not {value!r}.")
    return int(value)


def random_stream(seed):
    """The one random stream of a call: a NumPy generator.

    Args:
        seed: Int of at least 0; None for another one each time; or a generator, which is returned.

    Raises:
        ValueError: another seed.

    Example:
        >>> int(random_stream(0).integers(10))
        8
    """
    try:
        return np.random.default_rng(seed)
    except (TypeError, ValueError):
        text = "seed must be None or a whole number of at least 0"
        raise ValueError(f"{text}, not {seed!r}.") from None


@contextlib.contextmanager
def writing_to(path):
    """Say in a sentence why a file cannot be written, where it cannot.

    Args:
        path: Str or path of the file that is written inside.

    Raises:
        FileNotFoundError: its folder does not exist.
        OSError: it cannot be written there.
    """
    try:
        yield
    except OSError as error:
        folder = os.path.dirname(os.path.abspath(path))
        if not os.path.isdir(folder):
            text = f"There is no folder {folder}: make it before you save, with os.makedirs."
            raise FileNotFoundError(text) from None
        raise type(error)(
            f"{path} cannot be written ({error.strerror or error}): save to a folder in which you "
            "may write, such as one below your home folder."
        ) from None
