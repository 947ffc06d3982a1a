"""Adam for two players at once, and Adam for models of many small variables."""

import keras
import numpy as np
from keras import ops

register = keras.saving.register_keras_serializable("aigc_keras")


@register
class TwoPlayerAdam(keras.optimizers.Adam):
    """Adam for two players in one step, each with its own learning rate and its own turns.

    With the default ratio and turns it is exactly one Adam for each player. It belongs to a `GAN`,
    which tells it which variables are the generator's.

    Args:
        learning_rate: Float or schedule: the generator's learning rate.
        beta_1: Float. DCGAN's practice is 0.5 (Radford et al. 2015, arXiv:1511.06434).
        beta_2: Float.
        discriminator_ratio: Float: the discriminator's learning rate divided by the generator's
            (two time-scale update rule, Heusel et al. 2017, arXiv:1706.08500).
        critic_steps: Int: the discriminator moves every step, the generator every
            `critic_steps`-th. A generator that waits keeps its moments as they are.
        num_generator_variables: Int: how many of the first trainable variables are the
            generator's. `GAN.compile` sets it.
        **kwargs: Those of `keras.optimizers.Adam`, `use_ema` for averaged weights among them. The
            average takes in every step, those in which the generator waits included.

    Raises:
        ValueError: a ratio or turns that make no sense; `global_clipnorm`, which would let one
            player's gradient shorten the other's; or `weight_decay` together with a ratio or
            turns, for Keras' decay knows neither.

    Example:
        >>> optimizer = TwoPlayerAdam(1e-3, discriminator_ratio=4.0, num_generator_variables=1)
        >>> players = [keras.Variable(1.0), keras.Variable(1.0)]
        >>> optimizer.apply([ops.ones(()), ops.ones(())], players)
        >>> [round(float(player.numpy()), 4) for player in players]
        [0.999, 0.996]
    """

    def __init__(
        self,
        learning_rate=2e-4,
        beta_1=0.5,
        beta_2=0.999,
        *,
        discriminator_ratio=1.0,
        critic_steps=1,
        num_generator_variables=None,
        **kwargs,
    ):
        if discriminator_ratio <= 0 or critic_steps < 1 or critic_steps != int(critic_steps):
            raise ValueError(
                "discriminator_ratio must be above 0 and critic_steps an integer of at least 1; "
                f"got {discriminator_ratio} and {critic_steps}."
            )
        if kwargs.get("global_clipnorm") is not None:
            raise ValueError(
                "global_clipnorm would let one player's gradient shorten the other's: use clipnorm."
            )
        is_one_adam = discriminator_ratio == 1 and critic_steps == 1
        if kwargs.get("weight_decay") is not None and not is_one_adam:
            raise ValueError(
                "weight_decay works with discriminator_ratio=1 and critic_steps=1 only: use a "
                "kernel_regularizer in the networks instead."
            )
        super().__init__(learning_rate, beta_1=beta_1, beta_2=beta_2, **kwargs)
        self.discriminator_ratio = discriminator_ratio
        self.critic_steps = int(critic_steps)
        self.num_generator_variables = num_generator_variables

    def build(self, variables):
        count = self.num_generator_variables
        if count is None or not 0 <= count <= len(variables):
            raise ValueError(
                "TwoPlayerAdam must know which variables are the generator's, and "
                f"num_generator_variables={count} does not say so for {len(variables)} variables. "
                "GAN.compile sets it; for a model without two players use keras.optimizers.Adam."
            )
        super().build(variables)

    def update_step(self, gradient, variable, learning_rate):
        index = self._get_variable_index(variable)
        is_critic = index >= self.num_generator_variables
        if is_critic or self.critic_steps == 1:
            rate = learning_rate * self.discriminator_ratio if is_critic else learning_rate
            return super().update_step(gradient, variable, rate)
        # The generator's turn comes every critic_steps-th step; its clock counts its own turns.
        turns = (self.iterations + 1) // self.critic_steps
        is_turn = ops.cast((self.iterations + 1) % self.critic_steps == 0, variable.dtype)
        turns = ops.cast(ops.maximum(turns, 1), variable.dtype)
        m = self._momentums[index]
        v = self._velocities[index]
        gradient = ops.cast(gradient, variable.dtype)
        self.assign_add(m, is_turn * (1 - self.beta_1) * (gradient - m))
        self.assign_add(v, is_turn * (1 - self.beta_2) * (ops.square(gradient) - v))
        if self.amsgrad:
            largest = self._velocity_hats[index]
            self.assign(largest, ops.maximum(largest, v))
            v = largest
        correction = ops.sqrt(1 - self.beta_2**turns) / (1 - self.beta_1**turns)
        rate = is_turn * ops.cast(learning_rate, variable.dtype) * correction
        self.assign_sub(variable, rate * m / (ops.sqrt(v) + self.epsilon))

    def get_config(self):
        return super().get_config() | {
            "discriminator_ratio": self.discriminator_ratio,
            "critic_steps": self.critic_steps,
            "num_generator_variables": self.num_generator_variables,
        }


@register
class FlatAdam(keras.optimizers.Adam):
    """Adam that keeps its moments in two vectors: the same steps, in a graph of fewer operations.

    Keras' Adam writes its formula once for each variable, of which a Transformer has sixteen a
    block; on TensorFlow much of the wait for its first step is spent on them. Every variable needs
    a gradient. Neither for `amsgrad` nor for a strategy of `tf.distribute`.

    Args:
        *args, **kwargs: Those of `keras.optimizers.Adam`.

    Example:
        >>> optimizer = FlatAdam(1e-3)
        >>> weights = [keras.Variable(np.ones(2)), keras.Variable(1.0)]
        >>> optimizer.apply([ops.ones(2), ops.ones(())], weights)
        >>> round(float(weights[1].numpy()), 4)
        0.999
    """

    def build(self, variables):
        if not self.built:
            super(keras.optimizers.Adam, self).build(variables)
            self._ends = np.cumsum([np.prod(v.shape, dtype=int) for v in variables]).tolist()
            self._momentum = self.add_variable((self._ends[-1],), name="momentum")
            self._velocity = self.add_variable((self._ends[-1],), name="velocity")

    def _backend_update_step(self, gradients, variables, learning_rate):
        if self.amsgrad or len(variables) < len(self._ends):
            raise ValueError("FlatAdam needs every variable's gradient, no amsgrad; else use Adam.")
        gradient = ops.concatenate([ops.ravel(gradient) for gradient in gradients])
        count = ops.cast(self.iterations + 1, "float32")
        rate = learning_rate * ops.sqrt(1 - self.beta_2**count) / (1 - self.beta_1**count)
        self._momentum.assign_add((1 - self.beta_1) * (gradient - self._momentum))
        self._velocity.assign_add((1 - self.beta_2) * (ops.square(gradient) - self._velocity))
        steps = rate * self._momentum / (ops.sqrt(self._velocity) + self.epsilon)
        parts = ops.split(steps, self._ends[:-1]) if len(variables) > 1 else [steps]
        for variable, part in zip(variables, parts, strict=True):
            variable.assign_sub(ops.reshape(part, variable.shape))
