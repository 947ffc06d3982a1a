"""distributed/train.py: several processes, the losses of one, and what a lost process leaves."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import keras
import numpy as np
import pytest

# Known to Keras when files are loaded:
from aigc_keras import GAN, GPT, VAE, Diffusion, RecurrentLM, TextToImage

pytestmark = pytest.mark.slow
SCRIPT = Path(__file__).parents[1] / "distributed" / "train.py"
MODELS = {"gan": GAN, "vae": VAE, "diffusion": Diffusion, "text-to-image": TextToImage}
MODELS |= {"rnn": RecurrentLM, "gpt": GPT}


def start(out, *arguments):
    command = [sys.executable, str(SCRIPT), *arguments, "--out", str(out), "--size", "small"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True)


def run(out, *arguments):
    process = start(out, *arguments)
    written, complaints = process.communicate(timeout=600)
    assert process.returncode == 0, f"{written[-1000:]}\n{complaints[-3000:]}"
    return written


def history(out):
    """The losses of each epoch, {epoch: {name: value}}."""
    file = out / "history.jsonl"
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    rows = [json.loads(line) for line in lines]
    return {row.pop("epoch"): row for row in rows}


def wait_for_epochs(process, out, count):
    while len(history(out)) < count:
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)


def assert_same_losses(found, wanted):
    assert found.keys() == wanted.keys()
    for epoch, losses in wanted.items():
        assert found[epoch].keys() == losses.keys()
        for name, value in losses.items():
            np.testing.assert_allclose(found[epoch][name], value, rtol=1e-4, err_msg=name)


@pytest.fixture(scope="module")
def one_process(tmp_path_factory):
    """All models trained by a single process."""
    out = tmp_path_factory.mktemp("one")
    run(out, *MODELS, "--epochs", "2")
    return out


@pytest.mark.parametrize("count", [2, 4])
def test_losses_are_those_of_one_process(count, one_process, tmp_path):
    run(tmp_path, *MODELS, "--epochs", "2", "--local", str(count))
    for name in MODELS:
        losses = history(one_process / name)
        assert len(losses) == 2 and losses[1]["loss"] != losses[2]["loss"]
        assert_same_losses(history(tmp_path / name), losses)
        model, wanted = (
            keras.models.load_model(folder / name / "model.keras")
            for folder in (tmp_path, one_process)
        )
        assert isinstance(model, MODELS[name])
        for ours, theirs in zip(model.weights, wanted.weights, strict=True):
            if "float" in ours.dtype:
                np.testing.assert_allclose(ours, theirs, atol=1e-4, err_msg=ours.path)
        assert not (tmp_path / name / "backup").exists()


def test_after_a_killed_process_the_same_command_goes_on(one_process, tmp_path):
    arguments = ("vae", "--epochs", "60")
    run(tmp_path / "undisturbed", *arguments)
    out = tmp_path / "killed"
    process = start(out, *arguments, "--local", "2")
    wait_for_epochs(process, out, 3)
    numbers = [process.stdout.readline() for _ in range(2)]
    os.kill(int(re.search(r"process 1 .* (\d+)$", numbers[1])[1]), signal.SIGKILL)
    _, complaints = process.communicate(timeout=60)
    assert process.returncode == 1
    assert re.search(r"Process [01] (was ended by signal 9|failed)", complaints)
    assert f"is in {out}: run the same command to go on" in complaints
    done = len(history(out))
    assert 3 <= done < 60 and not (out / "model.keras").exists()

    written = run(out, *arguments, "--local", "2")
    assert f"Epoch {done + 1}/60" in written or f"Epoch {done + 2}/60" in written
    assert "Epoch 1/60" not in written
    found, wanted = history(out), history(tmp_path / "undisturbed")
    assert_same_losses(found, {epoch: wanted[epoch] for epoch in found})
    assert len(found) >= 59 and 60 in found  # a line may be lost between backup and history
    assert "nothing to do" in run(out, *arguments, "--local", "2")


def test_a_process_that_loses_another_ends_and_says_so(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    with_address = ("--coordinator", address, "--processes", "2", "--process-id")
    first, second = (
        start(tmp_path, "rnn", "--epochs", "100000", *with_address, str(i)) for i in range(2)
    )
    try:
        wait_for_epochs(first, tmp_path, 2)
        second.kill()
        written, _ = first.communicate(timeout=60)  # long before JAX's heartbeat would tell
    finally:
        first.kill()
        second.kill()
        second.communicate()
    assert first.returncode == 1
    assert "Training stopped" in written and str(tmp_path) in written
    assert (tmp_path / "backup" / "latest.weights.h5").exists()


@pytest.mark.parametrize(
    "arguments, complaint",
    [
        (["gan", "--processes", "2"], "--processes needs --coordinator"),
        (["gan", "--process-id", "1"], "--process-id must be in 0..0"),
        (["gan", "--local", "0"], "--local must be at least 1"),
        (["gan", "--epochs", "0"], "--epochs must be at least 1"),
        (["vae", "--local", "3"], "3 devices cannot share batches of 32 evenly"),
        (["music"], "invalid choice"),
    ],
)
def test_a_mistaken_command_is_explained(arguments, complaint, tmp_path):
    process = start(tmp_path, *arguments)
    assert complaint in process.communicate(timeout=300)[1]
    assert process.returncode not in (0, None) and not list(tmp_path.iterdir())
