"""From a picture to the logits of a sentence: a Transformer whose encoder reads patches."""

import keras
from keras import layers, ops

from aigc_keras.networks.dit import Positions
from aigc_keras.networks.transformer import Transformer


@keras.saving.register_keras_serializable("aigc_keras")
class ImageToText(Transformer):
    """Token ids in, logits out, with a picture to look at.

    The encoder and decoder of the original Transformer (Vaswani et al. 2017, arXiv:1706.03762);
    the patches of a picture take the place of the words that the encoder reads.

    Args:
        vocabulary_size: Int, how many different token ids there are.
        image_shape: (height, width, channels); both sides must be divisible by patch_size.
        patch_size: Int, side of a patch in pixels.
        **options: Those of `Transformer` from context_length on, but for causal and encoder.

    Raises:
        ValueError: patches that do not divide the image, or as for `Transformer`.

    Example:
        >>> network = ImageToText(50, (8, 8, 3), hidden_dim=8, num_layers=1, num_heads=2)
        >>> source = network.look(np.zeros((2, 8, 8, 3), "float32"))
        >>> logits, caches, weights = network(np.ones((2, 5), "int32"), source=source)
        >>> tuple(logits.shape)
        (2, 5, 50)
    """

    def __init__(self, vocabulary_size, image_shape=(16, 16, 3), patch_size=4, **options):
        height, width, _ = image_shape
        if height % patch_size or width % patch_size:
            raise ValueError(f"Patches of {patch_size} do not divide images {tuple(image_shape)}.")
        super().__init__(vocabulary_size, encoder=True, **options)
        self.vocabulary_size = vocabulary_size
        self.image_shape = tuple(image_shape)
        self.patch_size = patch_size
        self.options = {k: v for k, v in options.items() if k not in ("name", "dtype")}
        self.num_patches = height * width // patch_size**2
        self.patches = layers.Conv2D(
            self.hidden_dim, patch_size, strides=patch_size, dtype="float32"
        )
        self.patches.build((None, *self.image_shape))
        self.patch_places = Positions(dtype="float32")
        self.patch_places.build((None, self.num_patches, self.hidden_dim))

    def look(self, images, training=False):
        """What the encoder makes of pictures.

        Args:
            images: Float tensor (n, *image_shape), in [-1, 1].

        Returns:
            `(source, mask)` as from `encode`: one vector for each patch, all of them to look at.
        """
        x = ops.reshape(self.patches(images), (-1, self.num_patches, self.hidden_dim))
        mask = ops.ones((ops.shape(x)[0], self.num_patches), "bool")
        return self.encode_vectors(self.patch_places(x), mask, training)

    def get_config(self):
        own = {"vocabulary_size": self.vocabulary_size, "image_shape": self.image_shape}
        base = keras.layers.Layer.get_config(self)
        return base | own | {"patch_size": self.patch_size} | self.options
