"""What the course's models share: how they are compiled, and a file that resumes exactly."""

import keras


class SeededModel(keras.Model):
    """A model whose file holds the states of its seed generators, which Keras leaves out."""

    def compile(self, *arguments, **options):
        """As in Keras, but the optimizer's variables are made now.

        Keras would make them in the first step, for which TensorFlow then traces the step twice.
        """
        super().compile(*arguments, **options)
        if self.built:
            self.optimizer.build(self.trainable_variables)

    def compile_from_config(self, config):
        """Called by Keras when a file is loaded; without it, Keras would not compile the model."""
        self.compile(**keras.saving.deserialize_keras_object(config))

    def _states(self):
        """The variables that Keras does not save by itself."""
        variables = self.non_trainable_variables
        return [v for v in variables if v.path.endswith("seed_generator_state")]

    def save_own_variables(self, store):
        super().save_own_variables(store)
        for i, state in enumerate(self._states()):
            store[f"seed_{i}"] = state

    def load_own_variables(self, store):
        names = [name for name in list(store.keys()) if not name.startswith("seed_")]
        super().load_own_variables({name: store[name] for name in names})
        for i, state in enumerate(self._states()):
            state.assign(store[f"seed_{i}"])
