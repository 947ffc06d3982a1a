"""The few things that Keras has no neutral call for. No other file names a backend."""

import keras


def input_gradient(function, inputs):
    """Gradient of the sum of `function(inputs)` with respect to `inputs`, differentiable again.

    Args:
        function: Maps a float tensor (n, ...) to a float tensor; row i of its result may depend
            on row i of its argument only.
        inputs: Float tensor (n, ...).

    Returns:
        Float tensor like `inputs`: row i is the gradient of the function's row i.
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

    inputs = keras.ops.convert_to_tensor(inputs)
    with torch.enable_grad():
        if not inputs.requires_grad:
            inputs = inputs.detach().requires_grad_(True)
        return torch.autograd.grad(function(inputs).sum(), inputs, create_graph=True)[0]
