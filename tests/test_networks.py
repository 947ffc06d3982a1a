"""Networks of images: what they are called is what they are, in files and in print."""

import doctest
import importlib

import keras
import numpy as np
import pytest
from keras import ops

from aigc_keras.networks.conv import (
    ConvDecoder,
    ConvDiscriminator,
    ConvEncoder,
    ConvGenerator,
)
from aigc_keras.networks.dense import (
    DenseDecoder,
    DenseDiscriminator,
    DenseEncoder,
    DenseGenerator,
)
from aigc_keras.networks.ensemble import average_logits, mixture

SHAPE = (8, 8, 3)
NETWORKS = {  # class: its arguments, its outputs' shapes for two images
    DenseGenerator: ({"latent_dim": 2, "widths": (4,)}, [(2, *SHAPE)]),
    DenseDiscriminator: ({"widths": (4,)}, [(2, 1)]),
    DenseEncoder: ({"latent_dim": 2, "widths": (4,)}, [(2, 2), (2, 2)]),
    DenseDecoder: ({"latent_dim": 2, "widths": (4,), "parameters_per_value": 2}, [(2, 8, 8, 6)]),
    ConvGenerator: ({"latent_dim": 2, "filters": (4, 2)}, [(2, *SHAPE)]),
    ConvDiscriminator: ({"filters": (2, 4), "units": 4, "batch_deviation": False}, [(2, 1)]),
    ConvEncoder: ({"latent_dim": 2, "filters": (2, 4), "units": 4}, [(2, 2), (2, 2)]),
    ConvDecoder: (
        {"latent_dim": 2, "filters": (4, 2), "units": 4, "parameters_per_value": 2},
        [(2, 8, 8, 6)],
    ),
}


def inputs_of(network):
    rng = np.random.default_rng(0)
    arrays = []
    for x in network.inputs:
        shape = (2, *x.shape[1:])
        is_label = x.dtype == "int32"
        array = np.array([0, 2], "int32") if is_label else rng.random(shape).astype("float32")
        arrays.append(ops.convert_to_tensor(array))
    return arrays if len(arrays) > 1 else arrays[0]


def outputs_of(network):
    outputs = network(inputs_of(network))
    outputs = outputs if isinstance(outputs, list) else [outputs]
    return [ops.convert_to_numpy(x) for x in outputs]


@pytest.mark.parametrize("num_classes", [None, 3])
@pytest.mark.parametrize("kind", NETWORKS, ids=lambda kind: kind.__name__)
def test_a_network_is_its_class_and_its_arguments(kind, num_classes, tmp_path):
    options, shapes = NETWORKS[kind]
    options = options | {"image_shape": SHAPE, "num_classes": num_classes}
    network = kind(**options)
    for name, value in options.items():
        assert getattr(network, name) == value
    outputs = outputs_of(network)
    assert [x.shape for x in outputs] == shapes
    assert {x.dtype for x in outputs} == {np.dtype("float32")}
    assert kind.__name__ in repr(network)
    network.save(tmp_path / "network.keras")
    loaded = keras.models.load_model(tmp_path / "network.keras")
    assert type(loaded) is kind and loaded.get_config() == network.get_config()
    twin = kind.from_config(network.get_config())
    clone = keras.models.clone_model(network)
    for other in (loaded, twin, clone):
        other.set_weights(network.get_weights())
        for ours, theirs in zip(outputs, outputs_of(other), strict=True):
            np.testing.assert_allclose(theirs, ours, atol=1e-6)


@pytest.mark.parametrize("kind", NETWORKS, ids=lambda kind: kind.__name__)
def test_in_half_precision_the_outputs_stay_float32(kind):
    options, _ = NETWORKS[kind]
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        network = kind(**options, image_shape=SHAPE, num_classes=3)
    finally:
        keras.config.set_dtype_policy("float32")
    assert "bfloat16" in {layer.compute_dtype for layer in network.layers}
    assert {x.dtype for x in outputs_of(network)} == {np.dtype("float32")}


@pytest.mark.parametrize("kind", [ConvGenerator, ConvEncoder, ConvDecoder])
def test_a_size_that_cannot_be_halved_so_often_is_refused(kind):
    with pytest.raises(ValueError, match=r"divisible by 8; got \(28, 28, 1\)"):
        kind(filters=(4, 4, 4), image_shape=(28, 28, 1))


@pytest.mark.parametrize("num_classes", [None, 3])
def test_ensembles_take_labels_and_colour(num_classes):
    options = {"image_shape": SHAPE, "num_classes": num_classes}
    generators = [DenseGenerator(2, (4,), **options) for _ in range(2)]
    mixed = mixture(generators)
    inputs = inputs_of(mixed)
    for row in range(2):
        single = keras.tree.map_structure(lambda x, row=row: x[row : row + 1], inputs)
        expected = ops.convert_to_numpy(generators[row](single))
        found = ops.convert_to_numpy(mixed(inputs))[row : row + 1]
        np.testing.assert_allclose(found, expected, atol=1e-5)
    discriminators = [DenseDiscriminator((4,), **options) for _ in range(3)]
    mean = np.mean([outputs_of(each)[0] for each in discriminators], axis=0)
    np.testing.assert_allclose(outputs_of(average_logits(discriminators))[0], mean, atol=1e-5)


MODULES = "losses optimizers networks.dense networks.conv networks.ensemble models.images "
MODULES += "models.gan models.likelihoods models.vae"


@pytest.mark.parametrize("name", MODULES.split())
def test_examples_in_docstrings_are_right(name):
    module = importlib.import_module(f"aigc_keras.{name}")
    names = vars(module) | {"np": np, "ops": ops, "keras": keras}
    found = doctest.testmod(module, extraglobs=names, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.failed == 0
