"""How these files were made, with version 0.1.0 of the library: it cannot run with a later one.

Three small models, each trained for three steps, and what they then give, before and after three
more steps, in `expected.npz`.
"""

from pathlib import Path

import keras
import numpy as np

from aigc_keras import GAN, GPT, FlatAdam, TwoPlayerAdam, configure
from aigc_keras.models.gan_networks import conv_discriminator, conv_generator
from aigc_keras.models.vae_variants import ConditionalVAE
from aigc_keras.vocabulary import CharacterVocabulary

FOLDER = Path(__file__).parent
TEXT = "the cat sat on the mat\nand the dog sat on the cat\n" * 4


def inputs():
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (8, 8, 8, 1), dtype="uint8")
    labels = rng.integers(0, 3, 8).astype("int32")
    ids = CharacterVocabulary.of(TEXT).encode(TEXT)[: 17 * 8].reshape(8, 17)
    return images, labels, ids


def main():
    configure(seed=0, precision="float32", verbose=False)
    images, labels, ids = inputs()
    shape = {"image_shape": (8, 8, 1)}
    generator = conv_generator(4, filters=(4, 2), **shape)
    gan = GAN(generator, conv_discriminator((2, 4), 8, **shape), seed=0)
    gan.compile(TwoPlayerAdam(1e-2))
    vae = ConditionalVAE(
        3, latent_dim=2, widths=(8,), likelihood="discretized_logistic", seed=0, **shape
    )
    vae.compile(keras.optimizers.Adam(1e-2))
    gpt = GPT(
        CharacterVocabulary.of(TEXT),
        context_length=16,
        hidden_dim=8,
        num_layers=2,
        num_heads=2,
        seed=0,
    )
    gpt.compile(FlatAdam(1e-2))
    expected = {}
    for name, model in (("gan", gan), ("vae", vae), ("gpt", gpt)):
        batch = {"gan": (images,), "vae": ((images, labels),), "gpt": (ids[:, :-1], ids[:, 1:])}
        for stage in ("saved", "trained on"):
            for _ in range(3):
                model.train_on_batch(*batch[name])
            if stage == "saved":
                model.save(FOLDER / f"{name}.keras")
            if name == "gan":
                found = model.sample(4, seed=0, dtype="float32")
            elif name == "vae":
                found = model.encode(images, labels)[0]
            else:
                found = model.predict(ids[:, :-1], verbose=0)
            expected[f"{name}, {stage}"] = found
    np.savez(FOLDER / "expected.npz", **expected)


if __name__ == "__main__":
    main()
