"""What the course's models share: a file that also holds the state of their random numbers."""

import keras


class SeededModel(keras.Model):
    """A model whose file holds the states of its seed generators, for exact resumption.

    Keras leaves them out of its files.
    """

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
