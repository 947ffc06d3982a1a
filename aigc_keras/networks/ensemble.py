"""One network out of several: a mixture of generators, an average of discriminators."""

import keras
from keras import layers, ops

register = keras.saving.register_keras_serializable("aigc_keras")


@register
class Mixture(layers.Layer):
    """Row i of the noise goes through member i mod k: a mixture of k generators in equal shares.

    Args:
        members: List of Keras models, noise (n, latent_dim) or [noise, labels (n,)] -> images.
    """

    def __init__(self, members, **kwargs):
        super().__init__(autocast=False, **kwargs)
        self.members = list(members)
        self.built = True

    def call(self, inputs, training=False):
        count = len(self.members)
        images = []
        for i, member in enumerate(self.members):
            rows = keras.tree.map_structure(lambda x, i=i: x[i::count], inputs)
            images.append(member(rows, training=training))
        # The images come member by member; put them back into the order of the noise.
        noise = keras.tree.flatten(inputs)[0]
        rows = ops.arange(ops.shape(noise)[0])
        order = ops.argsort(ops.concatenate([rows[i::count] for i in range(count)]))
        return ops.take(ops.concatenate(images), order, axis=0)

    def compute_output_shape(self, input_shape):
        first = input_shape[0] if isinstance(input_shape[0], (list, tuple)) else input_shape
        return (first[0], *self.members[0].output_shape[1:])

    def get_config(self):
        return super().get_config() | {"members": keras.saving.serialize_keras_object(self.members)}

    @classmethod
    def from_config(cls, config):
        return cls(**config | {"members": keras.saving.deserialize_keras_object(config["members"])})


def mixture(generators):
    """One generator out of several: each sample comes from one of them, in equal shares.

    After the mixture of Hoang et al. 2017, arXiv:1708.02556, without its classifier.

    Args:
        generators: List of Keras models of the same inputs: noise (n, latent_dim), or
            [noise, labels (n,)].

    Returns:
        Keras model of these inputs -> images like theirs.

    Example:
        >>> from aigc_keras.networks.dense import DenseGenerator
        >>> network = mixture([DenseGenerator(4, (8,), (8, 8, 1)) for _ in range(2)])
        >>> tuple(network(np.zeros((3, 4), "float32")).shape)
        (3, 8, 8, 1)
    """
    inputs = _inputs_like(generators[0])
    return keras.Model(inputs, Mixture(generators)(inputs))


def average_logits(discriminators):
    """One discriminator out of several: the mean of their logits.

    After Durugkar et al. 2016, arXiv:1611.01673.

    Args:
        discriminators: List of Keras models of the same inputs: images, or [images, labels (n,)].

    Returns:
        Keras model of these inputs -> logits (n, 1), float32.

    Example:
        >>> from aigc_keras.networks.dense import DenseDiscriminator
        >>> network = average_logits([DenseDiscriminator((8,), (8, 8, 1)) for _ in range(2)])
        >>> tuple(network(np.zeros((3, 8, 8, 1), "float32")).shape)
        (3, 1)
    """
    inputs = _inputs_like(discriminators[0])
    logits = [discriminator(inputs) for discriminator in discriminators]
    mean = layers.Average(dtype="float32")(logits) if len(logits) > 1 else logits[0]
    return keras.Model(inputs, mean)


def _inputs_like(network):
    inputs = [keras.Input(x.shape[1:], dtype=x.dtype, name=x.name) for x in network.inputs]
    return inputs if len(inputs) > 1 else inputs[0]
