"""How many operations the library's training takes, counted from the models' weights."""

import math

from keras import layers

from aigc_keras import GAN, GPT, VAE

COUNTED = ("kernel", "recurrent_kernel", "embedding")  # the last: an output layer's table


def forward(network):
    """Multiply-adds of a network for one image, or for one position of a text.

    Those with the weights of dense, convolutional, recurrent and attention layers; a table that is
    the output layer too is counted there. Left out are biases, norms, activations, look-ups,
    the products of positions with each other in attention, and whatever has no weights.
    """
    total = 0
    for layer in network._flatten_layers():
        own = [weight for weight in layer._trainable_variables if weight.name in COUNTED]
        places = ()
        if isinstance(layer, layers.Conv2DTranspose):
            places = layer.input.shape[1:3]
        elif isinstance(layer, layers.Conv2D):
            places = layer.output.shape[1:3]
        total += math.prod(places) * sum(math.prod(weight.shape) for weight in own)
    return total


def training_operations(model):
    """Operations of training for one image or token, two for each multiply-add.

    A pass forwards and back takes three times the forward one. A GAN makes one through the
    generator, two through the discriminator (real images, generated ones), and one more for the
    generator's loss, which needs no gradient of the discriminator's weights: two forward ones. A
    gradient penalty is a forward pass, the gradient at the images, and the way back through both:
    six; R1 takes an eighth of the images. In a Transformer each position also meets all positions
    of its window, twice in each layer. Optimizer and averaging are left out.
    """
    if isinstance(model, GAN):
        passes = 3 + 3 + 2 + 6 / 8 * bool(model.r1_weight)
        passes += 6 * (model.adversarial_loss == "wasserstein_gp")
        return 2 * (3 * forward(model.generator) + passes * forward(model.discriminator))
    if isinstance(model, VAE):
        return 2 * 3 * (forward(model.encoder) + forward(model.decoder))
    count = forward(model)
    if isinstance(model, GPT):
        network = model.network
        count += 2 * network.num_layers * network.context_length * network.hidden_dim
    return 2 * 3 * count
