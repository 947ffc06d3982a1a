"""How a denoiser is told the time and what to draw: codes, and the scale and shift they decide."""

import keras
from keras import layers, ops

from aigc_keras.networks.attention import sinusoids

register = keras.saving.register_keras_serializable("aigc_keras")


@register
class TimeCode(layers.Layer):
    """Times (n,) in [0, 1] -> sines and cosines (n, dim) of 1,000 times that, float32.

    Args:
        dim: Int, even.

    Example:
        >>> tuple(TimeCode(8)(ops.ones(3)).shape)
        (3, 8)
    """

    def __init__(self, dim, **kwargs):
        super().__init__(autocast=False, **kwargs)
        self.dim = dim

    def call(self, t):
        return sinusoids(1000 * ops.cast(t, "float32"), self.dim)

    def compute_output_shape(self, input_shape):
        return (*input_shape, self.dim)

    def get_config(self):
        return super().get_config() | {"dim": self.dim}


@register
class Conditions(layers.Layer):
    """What to draw, as a vector: a label's own, or a given vector, projected.

    Where there is no condition, as for a share of the training images (Ho & Salimans 2022,
    arXiv:2207.12598), the label is `num_classes`, one more than there are, or the given vector is
    all zeros (`aigc_keras.models.diffusion.without`).

    Args:
        dim: Int, numbers of the result.
        num_classes: Int, labels are ints (n,) in 0 .. num_classes - 1; None for vectors, floats
            (n, any).

    Example:
        >>> part = Conditions(8, num_classes=10)
        >>> tuple(part(ops.convert_to_tensor([3, 10])).shape)  # 10: no label
        (2, 8)
    """

    def __init__(self, dim, num_classes=None, **kwargs):
        super().__init__(autocast=False, **kwargs)
        self.dim = dim
        self.num_classes = num_classes
        if num_classes is None:
            self.project = layers.Dense(dim, dtype=self.dtype_policy)
        else:
            # As large as the code of the time, so that labels count from the first steps on.
            normal = keras.initializers.RandomNormal(stddev=0.5)
            self.project = layers.Embedding(
                num_classes + 1, dim, embeddings_initializer=normal, dtype=self.dtype_policy
            )

    def build(self, input_shape):
        self.project.build(input_shape)
        self.built = True

    def call(self, conditions):
        return ops.cast(self.project(conditions), "float32")

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.dim)

    def get_config(self):
        return super().get_config() | {"dim": self.dim, "num_classes": self.num_classes}


@register
class ScaleShift(layers.Layer):
    """x * (1 + scale) + shift, one scale and shift for each feature, made from a condition.

    Perez et al. 2017, arXiv:1709.07871 (FiLM). At the start of training both are zero and x is left
    as it is.

    Example:
        >>> x, condition = ops.ones((2, 4, 4, 8)), ops.ones((2, 16))
        >>> float(ops.max(ops.abs(ScaleShift()(x, condition) - x)))
        0.0
    """

    def __init__(self, **kwargs):
        super().__init__(autocast=False, **kwargs)

    def build(self, x_shape, condition_shape):
        features = x_shape[-1]
        self.project = layers.Dense(
            2 * features, kernel_initializer="zeros", dtype=self.dtype_policy
        )
        self.project.build(condition_shape)
        self.built = True

    def call(self, x, condition):
        middle = [1] * (len(x.shape) - 2)
        factors = ops.cast(self.project(condition), x.dtype)
        factors = ops.reshape(factors, (-1, *middle, factors.shape[-1]))
        scale, shift = ops.split(factors, 2, axis=-1)
        return x * (1 + scale) + shift

    def compute_output_shape(self, x_shape, condition_shape):
        return x_shape


def time_and_condition(dim, num_classes=None, condition_dim=None):
    """The inputs of a denoiser beside the noisy image, and the vector that they are made into.

    Args:
        dim: Int, even, numbers of that vector.
        num_classes: Int for labels as a condition, or None.
        condition_dim: Int for vectors as a condition, or None.

    Returns:
        List of Keras inputs, the times (n,) and the condition if there is one; Keras tensor
        (n, dim), float32.
    """
    t = keras.Input((), name="time")
    inputs = [t]
    x = layers.Dense(dim)(TimeCode(64)(t))
    if num_classes is not None:
        label = keras.Input((), dtype="int32", name="label")
        inputs.append(label)
        x = layers.Add(dtype="float32")([x, Conditions(dim, num_classes)(label)])
    elif condition_dim is not None:
        vector = keras.Input((condition_dim,), name="condition")
        inputs.append(vector)
        x = layers.Add(dtype="float32")([x, Conditions(dim)(vector)])
    return inputs, layers.Activation("silu", dtype="float32")(
        layers.Dense(dim)(layers.Activation("silu")(x))
    )
