"""What the course's models share: how they are compiled, and a file that resumes exactly."""

import functools

import keras
from keras import ops

from aigc_keras import backend

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
