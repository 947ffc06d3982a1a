"""What the course's models share: how they are compiled, and a file that resumes exactly."""

import keras


class SeededModel(keras.Model):
    """A model whose file holds the states of its seed generators, which Keras leaves out."""

    def compile(self, *arguments, **options):
        """As in Keras, but the optimizer's variables are made now.

        Keras would make them in the first step, for which TensorFlow then traces the step twice.
        """
        super().compile(*arguments, **options)
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
        self.compile(**keras.saving.deserialize_keras_object(config))

    def _states(self):
        """The variables that Keras does not save by itself."""
        return [v for v in self.non_trainable_variables if v.path.endswith("seed_generator_state")]

    def save_own_variables(self, store):
        super().save_own_variables(store)
        for i, state in enumerate(self._states()):
            store[f"seed_{i}"] = state

    def load_own_variables(self, store):
        super().load_own_variables({k: store[k] for k in list(store.keys()) if k[:5] != "seed_"})
        for i, state in enumerate(self._states()):
            state.assign(store[f"seed_{i}"])
