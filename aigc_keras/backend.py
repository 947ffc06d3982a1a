"""The few things that Keras has no neutral call for. No other file names a backend."""

import contextlib
import functools
import os
import platform
from pathlib import Path

import keras
from keras import ops


def input_gradient(function, inputs):
    """Gradient of the sum of `function(inputs)` with respect to `inputs`, differentiable again.

    Args:
        function: Maps a float tensor (n, ...) to a float tensor; row i of its result may depend
            on row i of its argument only.
        inputs: Float tensor (n, ...).

    Returns:
        Float tensor like `inputs`: row i is the gradient of the function's row i.

    Example:
        >>> float(input_gradient(lambda x: x**2, ops.convert_to_tensor([3.0]))[0])
        6.0
    """
    name = keras.backend.backend()
    if name == "tensorflow":
        import tensorflow as tf

        inputs = tf.convert_to_tensor(inputs)
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            outputs = function(inputs)
        return tape.gradient(outputs, inputs)
    if name == "jax":
        import jax

        return jax.grad(lambda x: function(x).sum())(inputs)
    import torch

    inputs = ops.convert_to_tensor(inputs)
    with torch.enable_grad():
        if not inputs.requires_grad:
            inputs = inputs.detach().requires_grad_(True)
        return torch.autograd.grad(function(inputs).sum(), inputs, create_graph=True)[0]


def compile_function(function, variables, xla=True):
    """Compile a function of tensors that reads a model's variables; nothing is drawn or assigned.

    Args:
        function: Maps tensors, or lists and tuples of them, to the same.
        variables: List of the Keras variables that it reads. Their values at the time of each
            call count.
        xla: Bool: False for a plain graph on TensorFlow, which is faster on a CPU unless the
            function loops. (JAX always takes XLA, PyTorch never.)

    Returns:
        A function of the same arguments. (PyTorch runs it as it is, without gradients.)

    Example:
        >>> weight = keras.Variable(2.0)
        >>> double = compile_function(lambda x: weight * x, [weight])
        >>> float(double(ops.convert_to_tensor(3.0)))
        6.0
    """
    name = keras.backend.backend()
    if name == "tensorflow":
        import tensorflow as tf

        return tf.function(function, jit_compile=xla, reduce_retracing=True)
    if name == "jax":
        import jax

        @jax.jit
        def compiled(values, arguments):
            with keras.StatelessScope(zip(variables, values, strict=True)):
                return function(*arguments)

        return lambda *arguments: compiled([v.value for v in variables], arguments)
    import torch

    return torch.no_grad()(function)


def product(x, weights, dtype):
    """x @ weights, computed in another dtype, as float32.

    Args:
        x: Float tensor (..., dim).
        weights: Float tensor (dim, units).
        dtype: Name of a dtype.

    Returns:
        float32 tensor (..., units).

    Example:
        >>> float(product(np.ones((1, 3)), np.ones((3, 1)), "bfloat16")[0, 0])
        3.0
    """
    rows = ops.reshape(x, (-1, x.shape[-1]))
    result = ops.matmul(ops.cast(rows, dtype), ops.cast(weights, dtype))
    return ops.cast(ops.reshape(result, (*ops.shape(x)[:-1], weights.shape[-1])), "float32")


def by_row(layer, x):
    """A Dense layer on the last axis of x, whose other axes are rows of one product.

    Given more than two axes, Keras on TensorFlow works out at every step how to fold them.

    Args:
        layer: Keras layer that takes (n, dim).
        x: Float tensor (..., dim).

    Returns:
        Tensor (..., units).

    Example:
        >>> tuple(by_row(keras.layers.Dense(5), ops.ones((2, 3, 4))).shape)
        (2, 3, 5)
    """
    rows = layer(ops.reshape(x, (-1, x.shape[-1])))
    return ops.reshape(rows, (*ops.shape(x)[:-1], rows.shape[-1]))


@contextlib.contextmanager
def full_precision(*layers):
    """Compute these layers, and those inside them, in float32, whatever they train in.

    Layers with quantised weights keep their own way to compute.

    Args:
        *layers: Keras layers or models.

    Example:
        >>> layer = keras.layers.Dense(1, dtype="mixed_bfloat16")
        >>> with full_precision(layer):
        ...     layer.compute_dtype
        'float32'
    """
    parts = [part for layer in layers for part in layer._flatten_layers()]
    parts = [part for part in parts if part.quantization_mode is None]
    policies = [part.dtype_policy for part in parts]
    try:
        for part in parts:
            part.dtype_policy = "float32"
        yield
    finally:
        for part, policy in zip(parts, policies, strict=True):
            part.dtype_policy = policy


def coarse_only_in(training, layer):
    """The layer's own precision in training, float32 otherwise: a context.

    Example:
        >>> layer = keras.layers.Dense(1, dtype="mixed_bfloat16")
        >>> with coarse_only_in(False, layer):
        ...     layer.compute_dtype
        'float32'
    """
    return contextlib.nullcontext() if training else full_precision(layer)


@functools.cache
def feed_without_tuning():
    """On TensorFlow, let Keras feed arrays and `PyDataset`s without tf.data's autotuning.

    There is nothing to tune in such a feed, but the tuner's thread sleeps twice as long each time,
    and TensorFlow 2.21 often does not wake it at the end: `fit` returned up to twice as late.
    Data sets of tf.data keep their own options.
    """
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        options = tf.data.Options()
        options.autotune.enabled = False
        with contextlib.suppress(ImportError, AttributeError):  # should Keras rename its own parts
            from keras.src.trainers.data_adapters import array_data_adapter, py_dataset_adapter

            for kind in (array_data_adapter.ArrayDataAdapter, py_dataset_adapter.PyDatasetAdapter):
                tuned = kind.get_tf_dataset
                kind.get_tf_dataset = lambda self, tuned=tuned: tuned(self).with_options(options)


def without_remapper():
    """On TensorFlow and a CPU, leave out the graph optimiser that fuses operations.

    With oneDNN it fuses a convolution, its bias and a leaky ReLU although the gradient still reads
    what the bias gave; the graph that results is thrown away, with "remapper failed:
    INVALID_ARGUMENT" on the terminal. What it does elsewhere makes no training here faster: with
    it, the processor worked 0.98 to 1.07 times as long (medians of 7 pairs of runs in float32: GAN,
    VAE, GRU, GPT, samples, scores).
    """
    if keras.backend.backend() == "tensorflow" and _accelerator() is None:
        import tensorflow as tf

        tf.config.optimizer.set_experimental_options({"remapping": False})


def device():
    """The device that Keras computes on.

    Returns:
        `(kind, name, fast_bfloat16)`: `"cpu"`, `"gpu"` or `"tpu"`; the device's own name;
        whether mixed bfloat16 makes training faster there.
    """
    kind, name, _ = _accelerator() or ("cpu", _cpu_name(), None)
    return kind, name, bfloat16_support()[0]


def bfloat16_support():
    """Whether mixed bfloat16 makes training faster on this device, and the reason in words.

    Returns:
        `(fast, reason)`, a bool and a phrase that fits into a sentence.
    """
    accelerator = _accelerator()
    if accelerator and accelerator[0] == "tpu":
        return True, "a TPU computes in bfloat16"
    if accelerator:
        if accelerator[2] >= (8, 0):
            return True, "this GPU computes in bfloat16"
        return False, "this GPU is not made for bfloat16"
    if keras.backend.backend() != "tensorflow":
        return False, "on a CPU only TensorFlow is faster in bfloat16"
    instructions = sorted({"avx512_bf16", "amx_bf16"} & _cpu_flags())
    if not instructions:
        return False, "this CPU has no bfloat16 instructions"
    if not _onednn_is_on():
        return False, "oneDNN is off, and without it bfloat16 is slow"
    return True, f"this CPU has {' and '.join(instructions)}, and oneDNN is on"


def _accelerator():
    """`(kind, name, capability)` of the GPU or TPU in use, or None.

    The last is NVIDIA's compute capability as a pair, (0, 0) where there is none.
    """
    backend, unknown = keras.backend.backend(), (0, 0)
    if backend == "tensorflow":
        import tensorflow as tf

        if tf.config.list_physical_devices("TPU"):
            return "tpu", "TPU", unknown
        for found in tf.config.list_physical_devices("GPU"):
            details = tf.config.experimental.get_device_details(found)
            capability = details.get("compute_capability") or unknown
            return "gpu", details.get("device_name", "GPU"), capability
    elif backend == "jax":
        import jax

        found = jax.devices()[0]
        if found.platform != "cpu":
            kind = "tpu" if found.platform == "tpu" else "gpu"
            text = str(getattr(found, "compute_capability", ""))
            capability = tuple(map(int, text.split("."))) if text[:1].isdigit() else unknown
            return kind, found.device_kind, capability
    elif backend == "torch":
        import torch

        if torch.cuda.is_available():
            capability = torch.cuda.get_device_capability(0) if torch.version.cuda else unknown
            return "gpu", torch.cuda.get_device_name(0), capability
        if torch.backends.mps.is_available():
            return "gpu", "Apple GPU", unknown
    return None


def _cpu_info(key):
    """The first line of /proc/cpuinfo with this key; empty on systems without that file."""
    file = Path("/proc/cpuinfo")
    lines = file.read_text("utf-8", errors="replace").splitlines() if file.exists() else []
    found = (line.partition(":") for line in lines)
    return next((value.strip() for name, _, value in found if name.strip() == key), "")


def _cpu_name():
    return _cpu_info("model name") or platform.processor() or platform.machine()


def _cpu_flags():
    return set(_cpu_info("flags").split())


def _onednn_is_on():
    """TensorFlow uses oneDNN on x86-64 unless this variable turns it off."""
    is_x86 = platform.machine().lower() in ("x86_64", "amd64")
    return is_x86 and os.environ.get("TF_ENABLE_ONEDNN_OPTS", "1").lower() not in ("0", "false")
