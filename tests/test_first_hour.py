"""The first hour of a learner: no red line, a course that installs, one line while training."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from jupyter_client.manager import KernelManager

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "notebooks"))

import address
import sources


def set_up_cell(language="en"):
    """The set-up cell as chapter 0 carries it."""
    return next(
        cell.source
        for cell in sources.make_notebooks(ROOT, "00_start")[language].cells
        if sources.is_setup(cell)
    )


class Kernel:
    """A kernel as Jupyter starts it: it shows in cells what is written to file descriptor 2."""

    def __enter__(self):
        # (Within pytest, a kernel leaves file descriptors alone.)
        quieter = ("TF_CPP_MIN_LOG_LEVEL", "MPLBACKEND", "PYTEST_CURRENT_TEST")
        environment = {name: value for name, value in os.environ.items() if name not in quieter}
        environment["PYTHONPATH"] = str(ROOT)
        self.manager = KernelManager()
        self.manager.kernel_spec.argv[0] = sys.executable
        self.manager.start_kernel(env=environment, stderr=subprocess.PIPE)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)
        return self

    def __exit__(self, *error):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def run(self, code, wait=0.5):
        """Run a cell; return its messages as pairs (type, content), errors raised."""
        messages = []

        def keep(message):
            messages.append((message["msg_type"], message["content"]))

        reply = self.client.execute_interactive(code, timeout=300, output_hook=keep)
        assert reply["content"]["status"] == "ok", reply["content"]
        time.sleep(wait)  # what file descriptors bring comes later than the reply
        while self.client.iopub_channel.msg_ready():
            keep(self.client.get_iopub_msg(timeout=1))
        return messages


def text_of(messages, name):
    """What cells show on one stream, stdout or stderr."""
    return "".join(
        content["text"]
        for kind, content in messages
        if kind == "stream" and content["name"] == name
    )


TRAINING = """
import keras
import numpy as np

import aigc_keras
from aigc_keras import GAN, GPT, VAE
from aigc_keras.networks.conv import ConvDiscriminator, ConvGenerator
from aigc_keras.vocabulary import CharacterVocabulary

aigc_keras.configure()
images = np.random.default_rng(0).integers(0, 256, (64, 28, 28, 1), dtype="uint8")
ids = np.random.default_rng(0).integers(1, 4, (64, 17))
gan = GAN(ConvGenerator(), ConvDiscriminator(), loss="relativistic", r1_weight=1.0)
gan.compile()
gan.fit(images, batch_size=32, verbose=0)
vae = VAE(latent_dim=2, widths=(8,))
vae.compile()
vae.fit(images, batch_size=32, verbose=0)
small = dict(num_layers=1, num_heads=1, hidden_dim=8, context_length=16)
gpt = GPT(CharacterVocabulary("abc"), **small)
gpt.compile("adam")
gpt.fit(ids[:, :-1], ids[:, 1:], batch_size=32, verbose=0)
print(gpt.generate("ab", 3, seed=0)[:2])
"""


@pytest.mark.slow
def test_a_live_chapter_shows_no_red_line():
    with Kernel() as kernel:
        shown = kernel.run(set_up_cell())
        shown += kernel.run(TRAINING)
        assert text_of(shown, "stderr") == ""
        assert "ab\n" in text_of(shown, "stdout")
        kernel.run('import os; os.write(2, b"failed call to cuInit\\n")')
        shown = kernel.run("import sys, warnings; warnings.warn('Look at this.')")
        assert "Look at this." in text_of(shown, "stderr")  # Python's own warnings stay


def test_messages_of_c_libraries_go_to_the_terminal_of_jupyter():
    write = 'import os; os.write(2, b"E0000 remapper failed\\n")'
    with Kernel() as kernel:
        assert "remapper" in text_of(kernel.run(write), "stderr")  # as Jupyter starts a kernel
        kernel.run(set_up_cell("zh"))
        kernel.run(set_up_cell("zh"))  # twice is once
        assert "remapper" not in text_of(kernel.run(write), "stderr")
        started = time.perf_counter()
        process = kernel.manager.provisioner.process
        kernel.client.shutdown()
        process.wait(timeout=30)
        assert time.perf_counter() - started < 10  # nothing waits for what is read no more
        assert b"remapper failed" in process.stderr.read()


PYPROJECT = """\
[project]
version = "1.2.3"
[project.urls]
Repository = "https://github.com/OWNER/aigc_keras"
"""


def test_the_address_comes_with_the_commands_that_publish_it(tmp_path, capsys):
    (tmp_path / "notebooks/source").mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    for wrong in ([], [""], ["http://a.org"], ["git@github.com:a/b"]):
        assert address.main(wrong, tmp_path) == 2
    assert (tmp_path / "pyproject.toml").read_text() == PYPROJECT
    assert address.main(["https://github.com/you/course"], tmp_path) == 0
    assert 'Repository = "https://github.com/you/course"' in (
        tmp_path / "pyproject.toml"
    ).read_text("utf-8")
    commands = [line.strip() for line in capsys.readouterr().out.split("\n") if "git " in line]
    assert commands == [
        "git push https://github.com/you/course HEAD",
        "git push https://github.com/you/course HEAD:refs/tags/v1.2.3",
    ]


def test_those_commands_push_branch_and_tag(tmp_path):
    served, course = tmp_path / "served.git", tmp_path / "course"
    git = ["git", "-C", course, "-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", served], check=True)
    subprocess.run(["git", "init", "-q", "-b", "main", course], check=True)
    (course / "pyproject.toml").write_text(
        PYPROJECT.replace("https://github.com/OWNER/aigc_keras", served.as_uri())
    )
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "Course"], check=True)
    for command in address.to_push(course):
        subprocess.run(command.split(), cwd=course, check=True, capture_output=True)
    found = subprocess.run(["git", "ls-remote", served], capture_output=True, text=True).stdout
    assert [line.split("\t")[1] for line in found.splitlines()] == [
        "HEAD",
        "refs/heads/main",
        "refs/tags/v1.2.3",
    ]
