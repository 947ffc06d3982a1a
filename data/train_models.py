"""Train the models that come with the course and write data/models/NAME.npz and its manifest.

    python data/train_models.py [NAME ...]    all of them where none is named

Each is trained as in its chapter (the conditional GAN and the models of portraits for longer),
with a seed that was fixed before its scores were seen. A GAN's scores are those of 2,000 samples
against the bundled test images, a GPT's are bits a character on all of the test plays, as in
benchmarks/one_reading.py; they are looked at once, after training. The models of the chapters 4 and
5 are trained by the code cells of these chapters, run in order up to the training.
"""

import argparse
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np

import aigc_keras
from aigc_keras import GAN, Diffusion, TextToImage, TwoPlayerAdam
from aigc_keras.data import attribute_vectors, load_images, load_portraits
from aigc_keras.metrics import ImageScores, PortraitReader, psnr
from aigc_keras.metrics.classifier import classify
from aigc_keras.networks.conv import ConvDiscriminator, ConvGenerator
from aigc_keras.networks.dit import DiT
from aigc_keras.networks.text_dit import TextDiT
from aigc_keras.trained import pack
from aigc_keras.vocabulary import BytePairVocabulary

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "notebooks"))

import one_reading
import text_to_image as words_and_pictures
from sources import read_source

ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / "data" / "models"
SEED = 0
PLAYS_LICENCE = "Apache-2.0; trained on Shakespeare's plays, which are in the public domain"
PORTRAITS_LICENCE = "Apache-2.0; trained on portraits in a style that is under CC0 1.0"
DIGITS_LICENCE = "Apache-2.0; trained on MNIST, whose digits are under CC BY-SA 3.0"


def digits():
    """The digits that chapter 3 learns from: images (7000, 28, 28, 1) uint8 and labels (7000,)."""
    (images, labels), _ = load_images("mnist")
    return images[:7000], labels[:7000]


def long_training(steps):
    """The optimizer of chapter 3's long training: a warm-up, then half a cosine, and averages."""
    learning_rate = keras.optimizers.schedules.CosineDecay(
        0.0, steps * 19 // 20, alpha=0.01, warmup_target=4e-3, warmup_steps=steps // 20
    )
    return TwoPlayerAdam(learning_rate, use_ema=True, ema_momentum=0.995)


def fit_gan(gan, data, optimizer, batch_size, epochs):
    """Train a GAN with averaged weights."""
    gan.compile(optimizer, steps_per_execution=10)
    averaging = keras.callbacks.SwapEMAWeights(swap_on_epoch=True)
    gan.fit(data, batch_size=batch_size, epochs=epochs, verbose=2, callbacks=[averaging])
    return gan


def image_scores(gan, labels=None):
    """Scores of 2,000 samples against the test images, and how many are read as was ordered."""
    (images, _), (test_images, _) = load_images("mnist")
    scores = ImageScores("mnist", test_images, images).score(gan.sample(2000, seed=0))
    if labels is not None:
        read = classify("mnist", gan.sample(len(labels), labels=labels, seed=1))[1]
        scores["obedience"] = float(np.mean(read == labels))
    return scores


def gan_digits():
    """The convolutional GAN of chapter 3."""
    images, _ = digits()
    epochs, batch_size = 24, 128
    gan = GAN(ConvGenerator(), ConvDiscriminator(), loss="relativistic", r1_weight=1.0)
    optimizer = long_training(epochs * (len(images) // batch_size))
    fit_gan(gan, images, optimizer, batch_size, epochs)
    settings = "24 epochs of 128, cosine to 4e-3, relativistic, R1 1.0, averages at 0.995"
    return gan, image_scores(gan), settings


def conditional_gan_digits():
    """The conditional GAN of chapter 3, trained as long as the unconditional one."""
    images, labels = digits()
    epochs, batch_size = 24, 128
    gan = GAN(
        ConvGenerator(num_classes=10),
        ConvDiscriminator(num_classes=10),
        loss="relativistic",
        r1_weight=1.0,
        num_classes=10,
    )
    optimizer = long_training(epochs * (len(images) // batch_size))
    fit_gan(gan, (images, labels), optimizer, batch_size, epochs)
    settings = "24 epochs of 128, cosine to 4e-3, relativistic, R1 1.0, averages at 0.995, labels"
    return gan, image_scores(gan, np.repeat(np.arange(10), 200)), settings


def gpt_shakespeare():
    """The GPT of chapter 6, after one reading of 800,000 characters."""
    train, _, test, vocabulary = one_reading.texts()
    gpt = one_reading.trained("GPT", vocabulary.encode(train[: one_reading.READ]), vocabulary)
    scores = {"test bits": one_reading.windowed_bits(gpt, vocabulary.encode(test))}
    return gpt, scores, "800,000 characters once, batches of 16 windows of 64, Muon, peak 1e-2"


def variables_of(chapter, last):
    """The variables of a chapter's code cells, run in order up to one that holds a text."""
    import matplotlib

    matplotlib.use("Agg")
    variables = {}
    for cell in read_source(ROOT, chapter):
        if cell.cell_type == "code" and "bands" not in cell.metadata.get("tags", []):
            call = f'aigc_keras.configure(seed={SEED}, precision="float32")'
            exec(cell.source.replace("aigc_keras.configure()", call), variables)
            if last in cell.source:
                return variables
    raise ValueError(f"No code cell of {chapter} holds {last!r}.")


def vae_digits():
    """The VAE of chapter 4 with codes of 16 numbers."""
    found = variables_of("04_vae", "history = train(digits_vae")
    vae = found["digits_vae"]
    scores = {"ELBO": float(vae.elbo(found["binary_test"]).mean()), **image_scores(vae)}
    return vae, scores, "36 epochs of 250, cosine to 0.012, averages at 0.99"


def vae_portraits():
    """The convolutional VAE of chapter 4 with codes of 32 numbers."""
    found = variables_of("04_vae", "train(portrait_vae")
    vae, images, attributes = (
        found[name] for name in ("portrait_vae", "test_portraits", "test_attributes")
    )
    rebuilt = vae.reconstruct(images)
    scores = {"PSNR": float(psnr(rebuilt, images).mean())}
    scores |= PortraitReader().accuracy(rebuilt, attributes)
    return vae, scores, "12 epochs of 100, cosine to 4e-3, averages at 0.99"


def fit_diffusion(diffusion, data, epochs, batch_size=100, peak=2e-3):
    """Train a diffusion model as chapter 7 does, for longer."""
    steps = epochs * -(-len(data[0]) // batch_size)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, steps * 9 // 10, warmup_target=peak, warmup_steps=steps // 10
    )
    optimizer = keras.optimizers.Adam(rate, beta_2=0.99, use_ema=True, ema_momentum=0.995)
    diffusion.compile(optimizer, steps_per_execution=10)
    averaging = keras.callbacks.SwapEMAWeights(swap_on_epoch=True)
    diffusion.fit(data, batch_size=batch_size, epochs=epochs, verbose=2, callbacks=[averaging])


def diffusion_portraits():
    """The diffusion Transformer of chapter 7, trained six times as long as there."""
    (images, attributes), (_, orders) = load_portraits()
    images, attributes = images[:9000], attributes[:9000]
    network = DiT((16, 16, 3), num_layers=3, condition_dim=34)
    model = Diffusion(network, condition_dim=34, seed=SEED)
    fit_diffusion(model, (images, attribute_vectors(attributes)), epochs=24)
    known = {tuple(row) for row in attributes}
    orders = np.array([row for row in orders if tuple(row) not in known])[:1000]
    scores = {}
    for guidance in (1.0, 2.0):
        vectors = attribute_vectors(orders)
        drawn = model.sample(len(orders), labels=vectors, guidance=guidance, seed=0)
        read = PortraitReader().accuracy(drawn, orders)
        scores |= {f"{name}, w = {guidance:g}": share for name, share in read.items()}
        scores[f"mean, w = {guidance:g}"] = float(np.mean(list(read.values())))
    return model, scores, "24 epochs of 100, cosine to 2e-3, averages at 0.995, velocity"


def text_to_image_portraits():
    """The model of chapter 8, trained four times as long as there."""
    (images, attributes), (_, orders) = load_portraits()
    images, attributes = images[:9000], attributes[:9000]
    known = ~words_and_pictures.seen_never(attributes)
    images, attributes = images[known], attributes[known]
    captions = [
        words_and_pictures.captions_of(attributes, ("en", "zh")[i % 2], i, whole=0.8, named=0.6)
        for i in range(6)
    ]
    vocabulary = BytePairVocabulary.of("\n".join(sum(captions, [])), 600)
    network = TextDiT((16, 16, 3), vocabulary.size + 1, 40, hidden_dim=96, num_layers=3)
    how = {"target": "image", "weight_limit": 10.0, "condition_dim": 40, "seed": SEED}
    model = TextToImage(Diffusion(network, **how), vocabulary)
    ids = np.concatenate([model.tokens(texts) for texts in captions])
    fit_diffusion(model, (np.concatenate([images] * 6), ids), epochs=4, batch_size=50)
    told = {tuple(row) for row in attributes}
    orders = np.array([row for row in orders if tuple(row) not in told])
    never = words_and_pictures.seen_never(orders)
    scores, reader = {}, PortraitReader()
    for name, rows in (("", orders[~never][:500]), ("never seen pairs, ", orders[never][:500])):
        for language in ("en", "zh"):
            row = words_and_pictures.obedience(model, reader, rows, language, guidance=3.0)
            scores |= {f"{name}{language}, {key}": share for key, share in row.items()}
    return (
        model,
        scores,
        "4 readings of 6 captions in batches of 50, cosine to 2e-3, averages at 0.995",
    )


def gru_shakespeare():
    """The GRU of chapter 5, after one reading of 800,000 characters."""
    found = variables_of("05_rnn", "test_bits = {")
    scores = {"test bits": float(found["test_bits"]["gru"])}
    settings = "800,000 characters once, batches of 32 windows of 32, Adam, cosine to 1e-2"
    return found["network"], scores, settings


# Name: chapter, licence, function that trains it.
MODELS = {
    "gan_digits": ("03_gan", DIGITS_LICENCE, gan_digits),
    "conditional_gan_digits": ("03_gan", DIGITS_LICENCE, conditional_gan_digits),
    "vae_digits": ("04_vae", DIGITS_LICENCE, vae_digits),
    "vae_portraits": ("04_vae", PORTRAITS_LICENCE, vae_portraits),
    "gru_shakespeare": ("05_rnn", PLAYS_LICENCE, gru_shakespeare),
    "gpt_shakespeare": ("06_transformer", PLAYS_LICENCE, gpt_shakespeare),
    "diffusion_portraits": ("07_diffusion", PORTRAITS_LICENCE, diffusion_portraits),
    "text_to_image_portraits": ("08_text_to_image", PORTRAITS_LICENCE, text_to_image_portraits),
}


def make(name):
    """Train a model, write its file, and return its row of the manifest."""
    chapter, licence, train = MODELS[name]
    aigc_keras.configure(seed=SEED, precision="float32")
    model, scores, settings = train()
    HERE.mkdir(exist_ok=True)
    path = HERE / f"{name}.npz"
    np.savez_compressed(path, **pack(model))
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=HERE, capture_output=True, text=True, check=True
    )
    return {
        "chapter": chapter,
        "settings": settings,
        "seed": SEED,
        "commit": commit.stdout.strip(),
        "scores": {key: round(value, 4) for key, value in scores.items()},
        "licence": licence,
        "bytes": path.stat().st_size,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="all where none is given")
    names = parser.parse_args().names or list(MODELS)
    if unknown := set(names) - set(MODELS):
        sys.exit(f"No model {', '.join(sorted(unknown))}: choose from {', '.join(MODELS)}.")
    path = HERE / "manifest.json"
    rows = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    for name in names:
        rows[name] = make(name)
        rows = {known: rows[known] for known in MODELS if known in rows}
        path.write_text(json.dumps(rows, indent=2) + "\n", "utf-8")
        print(name, rows[name]["scores"])


if __name__ == "__main__":
    main()
