r"""Train a model of the course over several processes, each with a share of every batch.

    python distributed/train.py gan --out runs/gan --local 2

starts two processes on this machine. On several hosts, start one process on each, with the number
of that host as the id:

    python distributed/train.py gan --out /shared/gan \
        --coordinator first-host:9876 --processes 4 --process-id 0

JAX computes (`pip install jax`, on hosts with GPUs `pip install "jax[cuda13]"`), and every device
of every process takes part. Losses are those of a single process with the same batches. Process 0
writes to `--out`: a line for each epoch to `history.jsonl`, the state after each epoch to `backup`,
and in the end `model.keras`. After an interruption, the same command goes on from the last whole
epoch. `--out` must be a folder that all processes can read.
"""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

SIZES = ("chapter", "small")


def advice(out):
    """What to do after an interruption."""
    if any(Path(out).rglob("latest.weights.h5")):
        return f"The state after the last whole epoch is in {out}: run the same command to go on."
    return "No epoch was finished: run the same command to begin again."


def gan(size):
    """Chapter 3's networks, relativistic loss with R1; the small ones are fully connected."""
    from aigc_keras import GAN, TwoPlayerAdam, data
    from aigc_keras.networks.conv import ConvDiscriminator, ConvGenerator
    from aigc_keras.networks.dense import DenseDiscriminator, DenseGenerator

    (images, _), _ = data.load_images("mnist")
    if size == "small":
        pair = DenseGenerator(8, widths=(32,)), DenseDiscriminator((32,))
        images = images[:128]
    else:
        pair = ConvGenerator(), ConvDiscriminator()
    model = GAN(*pair, loss="relativistic", r1_weight=1.0, seed=0)
    batch_size = 32 if size == "small" else 128
    return model, TwoPlayerAdam(1e-3), data.Batches(images, batch_size=batch_size, seed=0)


def vae(size):
    """Chapter 4's VAE."""
    import keras

    from aigc_keras import VAE, data

    (images, _), _ = data.load_images("mnist")
    if size == "small":
        model, images = VAE(latent_dim=4, widths=(32,), seed=0), images[:128]
    else:
        model = VAE(latent_dim=16, widths=(512,), seed=0)
    batch_size = 32 if size == "small" else 256
    return model, keras.optimizers.Adam(4e-3), data.Batches(images, batch_size=batch_size, seed=0)


def diffusion(size):
    """A U-Net that removes noise from digits."""
    import keras

    from aigc_keras import Diffusion, data
    from aigc_keras.networks.unet import UNet

    (images, _), _ = data.load_images("mnist")
    if size == "small":
        model, images = Diffusion(UNet(filters=(4, 8), num_heads=2), seed=0), images[:128]
    else:
        model = Diffusion(UNet(filters=(32, 64), patch_size=2), seed=0)
    batch_size = 32 if size == "small" else 128
    return model, keras.optimizers.Adam(2e-3), data.Batches(images, batch_size=batch_size, seed=0)


def text_to_image(size):
    """Portraits from sentences in two languages."""
    import keras
    import numpy as np

    from aigc_keras import Diffusion, TextToImage, data
    from aigc_keras.networks.text_dit import TextDiT
    from aigc_keras.vocabulary import CharacterVocabulary

    (images, attributes), _ = data.load_portraits()
    if size == "small":
        images, attributes = images[:64], attributes[:64]
        sizes = {"hidden_dim": 16, "num_layers": 1, "num_heads": 2, "text_layers": 1}
    else:
        sizes = {}
    captions = [
        caption
        for language in ("en", "zh")
        for caption in data.portrait_captions(attributes, language, seed=0)
    ]
    length = max(map(len, captions))
    vocabulary = CharacterVocabulary.of("".join(captions))
    denoiser = TextDiT(images.shape[1:], vocabulary.size + 1, length, **sizes)
    model = TextToImage(Diffusion(denoiser, condition_dim=length, seed=0), vocabulary)
    pairs = np.concatenate([images, images]), model.tokens(captions)
    batch_size = 32 if size == "small" else 64
    return model, keras.optimizers.Adam(2e-3), data.Batches(pairs, batch_size=batch_size, seed=0)


def rnn(size):
    """Chapter 5's GRU on Shakespeare."""
    from aigc_keras import RecurrentLM

    return language_model(RecurrentLM, size, {"hidden_dim": 256}, {"hidden_dim": 16})


def gpt(size):
    """Chapter 6's GPT on Shakespeare."""
    from aigc_keras import GPT

    small = {"hidden_dim": 16, "num_heads": 2, "num_layers": 1, "context_length": 16}
    return language_model(GPT, size, {"num_layers": 2}, small)


def language_model(kind, size, options, small):
    from aigc_keras import FlatAdam, data
    from aigc_keras.vocabulary import CharacterVocabulary

    text, _, _ = data.load_text("shakespeare")
    vocabulary = CharacterVocabulary.of(text)
    if size == "small":
        model = kind(vocabulary, **small, seed=0)
        windows = data.TextWindows(vocabulary.encode(text[:1100]), 16, batch_size=16, seed=0)
    else:
        model = kind(vocabulary, **options, seed=0)
        windows = data.TextWindows(vocabulary.encode(text), 64, batch_size=64, seed=0)
    return model, FlatAdam(3e-3, global_clipnorm=1.0), windows


MODELS = {
    "gan": gan,
    "vae": vae,
    "diffusion": diffusion,
    "text-to-image": text_to_image,
    "rnn": rnn,
    "gpt": gpt,
}


def train(choices):
    """One process's part of the training."""
    os.environ["KERAS_BACKEND"] = "jax"
    os.environ.setdefault("JAX_CPU_COLLECTIVES_IMPLEMENTATION", "gloo")
    import keras

    if choices.processes > 1:
        keras.distribution.initialize(choices.coordinator, choices.processes, choices.process_id)

    import aigc_keras
    from aigc_keras.callbacks import Resume

    class Share(keras.utils.PyDataset):
        """The part of each batch that this process feeds to its devices."""

        def __init__(self, batches):
            super().__init__()
            self.batches = batches
            self.on_epoch_begin, self.on_epoch_end = batches.on_epoch_begin, batches.on_epoch_end

        def __len__(self):
            return len(self.batches)

        def __getitem__(self, index):
            size = self.batches.batch_size // choices.processes
            start = choices.process_id * size
            batch = self.batches[index]
            return keras.tree.map_structure(lambda part: part[start : start + size], batch)

    class FirstWrites(Resume):
        """All processes read the backup; the first one writes it."""

        def _save_model(self):
            if first:  # saving makes variables: distributed, all processes would have to make them
                keras.distribution.set_distribution(None)
                super()._save_model()
                keras.distribution.set_distribution(data_parallel)

        def on_train_end(self, logs=None):
            pass  # the backup stays until the model is written

    class History(keras.callbacks.Callback):
        """A line of JSON for each epoch."""

        def __init__(self, path):
            super().__init__()
            self.path = path

        def on_epoch_end(self, epoch, logs=None):
            with self.path.open("a", encoding="utf-8") as file:
                print(json.dumps({"epoch": epoch + 1} | logs), file=file)

    first = choices.process_id == 0
    data_parallel = keras.distribution.DataParallel(auto_shard_dataset=False)
    num_devices = keras.distribution.get_device_count()
    for name in choices.models:
        out = Path(choices.out) / name if len(choices.models) > 1 else Path(choices.out)
        if (out / "model.keras").exists():
            if first:
                print(f"{out / 'model.keras'} is there already: nothing to do.", flush=True)
            continue
        keras.distribution.set_distribution(data_parallel)
        aigc_keras.configure(seed=choices.seed, precision=choices.precision, verbose=first)
        model, optimizer, batches = MODELS[name](choices.size)
        if batches.batch_size % num_devices:
            sys.exit(f"{num_devices} devices cannot share batches of {batches.batch_size} evenly.")
        model.compile(optimizer)
        callbacks = [FirstWrites(out / "backup", batches)]
        if first:
            out.mkdir(parents=True, exist_ok=True)
            callbacks.append(History(out / "history.jsonl"))
        options = {"epochs": choices.epochs, "callbacks": callbacks, "verbose": 2 if first else 0}
        try:
            model.fit(Share(batches), shuffle=False, **options)
        except Exception as error:  # what a lost process raises depends on the kind of network
            print(f"{type(error).__name__}: {error}\nTraining stopped. {advice(out)}")
            sys.stdout.flush()
            os._exit(1)  # an orderly end would wait minutes for the processes that are lost
        keras.distribution.set_distribution(None)
        if first:
            model.save(out / "model.keras")
            shutil.rmtree(out / "backup")
            print(f"{out / 'model.keras'} is written.", flush=True)


def launch(arguments, choices):
    """Start the processes of one machine; when one fails, end them all and say what is left."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, __file__, *arguments, "--coordinator", address]
    command += ["--processes", str(choices.local), "--process-id"]  # with an address: no launch
    workers = [subprocess.Popen([*command, str(i)]) for i in range(choices.local)]
    for i, worker in enumerate(workers):
        print(f"process {i} has the system's number {worker.pid}", flush=True)
    try:
        while True:
            statuses = [worker.poll() for worker in workers]
            failed = [i for i, status in enumerate(statuses) if status]
            if failed:
                i, status = failed[0], statuses[failed[0]]
                how = f"was ended by signal {-status}" if status < 0 else f"failed ({status})"
                sys.exit(f"Process {i} {how}. {advice(choices.out)}")
            if None not in statuses:
                return
            time.sleep(0.1)
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "models", nargs="+", choices=MODELS, metavar="MODEL", help=", ".join(MODELS)
    )
    parser.add_argument("--out", required=True, help="folder for history, backup and model")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--size", choices=SIZES, default="chapter")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--precision", default="auto", help="as for aigc_keras.configure")
    parser.add_argument("--local", type=int, help="start so many processes on this machine")
    parser.add_argument("--coordinator", help="HOST:PORT of process 0, the same for all")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--process-id", type=int, default=0, help="0 to processes - 1")
    choices = parser.parse_args(arguments)
    if choices.processes > 1 and not choices.coordinator:
        parser.error("--processes needs --coordinator HOST:PORT, the address of process 0")
    if not 0 <= choices.process_id < choices.processes:
        parser.error(f"--process-id must be in 0..{choices.processes - 1}")
    if choices.epochs < 1:
        parser.error("--epochs must be at least 1")
    if choices.local is not None and choices.local < 1:
        parser.error("--local must be at least 1")
    if choices.local and not choices.coordinator:
        launch(sys.argv[1:] if arguments is None else arguments, choices)
    else:
        train(choices)


if __name__ == "__main__":
    main()
