"""The first hour of a learner: no red line, a course that installs, one line while training."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import numpy as np
import pytest
from jupyter_client.manager import KernelManager
from nbconvert import HTMLExporter, LatexExporter, MarkdownExporter
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1] / "notebooks"))

import address
import build
import sources
import working_copy

ROOT = Path(__file__).parents[1]


def set_up_cell(language="en"):
    """The set-up cell as chapter 0 carries it."""
    return next(
        cell.source
        for cell in sources.make_notebooks(ROOT, "00_start")[language].cells
        if sources.is_setup(cell)
    )


class Kernel:
    """A kernel as Jupyter starts it: it shows in cells what is written to file descriptor 2."""

    def __init__(self, **environment):
        self.environment = environment

    def __enter__(self):
        # (Within pytest, a kernel leaves file descriptors alone.)
        quieter = ("TF_CPP_MIN_LOG_LEVEL", "MPLBACKEND", "PYTEST_CURRENT_TEST")
        environment = {name: value for name, value in os.environ.items() if name not in quieter}
        environment |= {"PYTHONPATH": str(ROOT), **self.environment}
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


def test_kernels_of_make_lab_keep_them_out_of_cells_without_the_set_up_cell_too(tmp_path):
    dry = subprocess.run(["make", "-n", "lab"], cwd=ROOT, capture_output=True, text=True).stdout
    settings, file = re.search(r"echo '(.*)' > \S+/etc/ipython/(\S+)", dry).groups()
    (tmp_path / "profile_default").mkdir()
    (tmp_path / "profile_default" / file).write_text(settings)
    with Kernel(IPYTHONDIR=str(tmp_path)) as kernel:
        shown = kernel.run('import os; os.write(2, b"failed call to cuInit\\n"); print(1)')
    assert text_of(shown, "stderr") == "" and text_of(shown, "stdout") == "1\n"


CONVOLUTIONAL = """
import numpy as np
import aigc_keras
from aigc_keras import GAN
from aigc_keras.networks.conv import ConvDiscriminator, ConvGenerator

aigc_keras.configure(precision="float32")
gan = GAN(ConvGenerator(), ConvDiscriminator(), loss="relativistic", r1_weight=1.0)
gan.compile(steps_per_execution=2)
gan.fit(np.zeros((64, 28, 28, 1), "uint8"), batch_size=16, verbose=0)
"""


@pytest.mark.slow
def test_no_graph_of_a_convolutional_gan_is_thrown_away():
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TF_ENABLE_ONEDNN_OPTS": "1"}
    environment.pop("TF_CPP_MIN_LOG_LEVEL", None)
    command = [sys.executable, "-c", CONVOLUTIONAL]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert "remapper failed" not in done.stderr


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


@pytest.fixture
def checkout(tmp_path):
    """A repository with a chapter and its exercises in both languages."""
    for language in ("en", "zh"):
        for name in ("01_tiny", "exercises/01_tiny"):
            publish(tmp_path, "x = 1", f"{language}/{name}")
    (tmp_path / "notebooks/source").mkdir()
    (tmp_path / "notebooks/source/01_tiny.py").touch()
    return tmp_path


def publish(root, code, name="en/01_tiny"):
    """Write a version of a chapter, as `git pull` does."""
    write_notebook(root / f"notebooks/{name}.ipynb", code, "shown by the course\n")


def write_notebook(path, code, shown):
    path.parent.mkdir(parents=True, exist_ok=True)
    cell = new_code_cell(code, id="en-001", outputs=[new_output("stream", text=shown)])
    path.write_text(nbformat.writes(new_notebook(cells=[cell])), "utf-8")


def copied(root):
    """The working copy: path -> (code, what its cell shows)."""
    folder, found = root / "course", {}
    for path in sorted(folder.rglob("*.ipynb")):
        (cell,) = nbformat.read(path, as_version=4).cells
        found[path.relative_to(folder).as_posix()] = (cell.source, cell.outputs[0].text)
    return found


FIRST = ("x = 1", "shown by the course\n")
SECOND = ("x = 2", "shown by the course\n")
MINE = ("x = 1  # mine", "shown to me\n")


def test_a_fresh_copy_holds_chapters_and_exercises_alone(checkout):
    assert working_copy.refresh(checkout, ["zh"]) == []
    assert copied(checkout) == {"zh/01_tiny.ipynb": FIRST, "zh/exercises/01_tiny.ipynb": FIRST}
    working_copy.refresh(checkout)
    assert len(copied(checkout)) == 4 and not list(checkout.glob("course/**/source"))


def test_a_notebook_that_was_only_run_gets_the_new_version(checkout):
    working_copy.refresh(checkout, ["en"])
    mine = checkout / "course/en/01_tiny.ipynb"
    write_notebook(mine, "x = 1", "shown to me\n")
    working_copy.refresh(checkout, ["en"])
    assert copied(checkout)["en/01_tiny.ipynb"] == ("x = 1", "shown to me\n")  # nothing is new
    publish(checkout, "x = 2")
    assert working_copy.refresh(checkout, ["en"]) == []
    assert copied(checkout)["en/01_tiny.ipynb"] == SECOND
    assert len(copied(checkout)) == 2


def test_a_changed_notebook_stays_and_the_new_version_lies_beside_it(checkout, capsys):
    working_copy.refresh(checkout, ["en"])
    mine = checkout / "course/en/01_tiny.ipynb"
    write_notebook(mine, *MINE)
    assert working_copy.refresh(checkout, ["en"]) == []  # nothing is new
    publish(checkout, "x = 2")
    assert working_copy.main(["en"], checkout) == 0
    said = capsys.readouterr().out
    assert "01_tiny_new.ipynb" in said and "新版本放在旁边" in said
    assert copied(checkout)["en/01_tiny.ipynb"] == MINE
    assert copied(checkout)["en/01_tiny_new.ipynb"] == SECOND
    assert working_copy.refresh(checkout, ["en"]) == []  # told once
    publish(checkout, "x = 3")
    assert working_copy.refresh(checkout, ["en"]) == [("en/01_tiny.ipynb", "en/01_tiny_new.ipynb")]
    assert copied(checkout)["en/01_tiny_new.ipynb"][0] == "x = 3"
    write_notebook(checkout / "course/en/01_tiny_new.ipynb", "x = 3  # mine, too", "")
    publish(checkout, "x = 4")
    working_copy.refresh(checkout, ["en"])
    codes = {name: code for name, (code, _) in copied(checkout).items() if "exercises" not in name}
    assert codes == {
        "en/01_tiny.ipynb": "x = 1  # mine",
        "en/01_tiny_new.ipynb": "x = 3  # mine, too",
        "en/01_tiny_new_2.ipynb": "x = 4",
    }


def test_a_deleted_or_renamed_notebook_comes_anew(checkout):
    working_copy.refresh(checkout, ["en"])
    mine = checkout / "course/en/01_tiny.ipynb"
    write_notebook(mine, *MINE)
    mine.rename(mine.with_name("my own.ipynb"))
    (checkout / "course/en/exercises/01_tiny.ipynb").unlink()
    (checkout / "course/en/03_gan_ring.npz").write_bytes(b"learnt")
    working_copy.refresh(checkout, ["en"])
    found = copied(checkout)
    assert found.pop("en/my own.ipynb") == MINE
    assert found == {"en/01_tiny.ipynb": FIRST, "en/exercises/01_tiny.ipynb": FIRST}
    assert (checkout / "course/en/03_gan_ring.npz").exists()


@pytest.mark.parametrize("record", [None, "", "[1]", '{"en/01_tiny.ipynb": 3}'])
def test_where_it_is_unknown_what_was_copied_nothing_is_lost(checkout, record):
    working_copy.refresh(checkout, ["en"])
    write_notebook(checkout / "course/en/01_tiny.ipynb", *MINE)
    (checkout / "course/en/exercises/01_tiny.ipynb").write_text("<<<<<<< broken")
    path = checkout / "course" / working_copy.RECORD
    path.unlink() if record is None else path.write_text(record)
    assert len(working_copy.refresh(checkout, ["en"])) == 2
    assert (checkout / "course/en/exercises/01_tiny.ipynb").read_text() == "<<<<<<< broken"
    (checkout / "course/en/exercises/01_tiny.ipynb").unlink()
    assert copied(checkout)["en/01_tiny.ipynb"] == MINE


@pytest.mark.parametrize(
    ("chosen", "environment", "found"),
    [
        ("", {}, ("en", "zh")),
        ("", {"LANG": "C.UTF-8"}, ("en", "zh")),
        ("", {"LANG": "zh_CN.UTF-8"}, ("zh",)),
        ("", {"LANG": "en_GB.UTF-8"}, ("en",)),
        ("", {"LANG": "de_DE.UTF-8"}, ("en", "zh")),
        ("", {"LANG": "en_US.UTF-8", "LANGUAGE": "zh_CN:en"}, ("zh",)),
        ("", {"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, ("zh",)),
        ("en", {"LANG": "zh_CN.UTF-8"}, ("en",)),
    ],
)
def test_the_copy_is_in_the_language_of_the_reader(chosen, environment, found):
    assert working_copy.languages(chosen, environment) == found


def test_another_language_is_refused_in_a_sentence(checkout, capsys):
    assert working_copy.main(["fr"], checkout) == 2
    assert "not in 'fr'" in capsys.readouterr().err
    assert not (checkout / "course").exists()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_opens_at_the_first_chapter_and_later_at_the_list(checkout, capsys, language):
    def opening():
        capsys.readouterr()
        assert working_copy.main(["--opening", language], checkout) == 0
        return capsys.readouterr().out

    working_copy.refresh(checkout, [language])
    assert opening() == f"{language}/01_tiny.ipynb\n"
    write_notebook(checkout / f"course/{language}/01_tiny.ipynb", *MINE)
    assert opening() == f"{language}\n"
    assert working_copy.main(["--opening", "fr"], checkout) == 2


def test_make_lab_opens_the_copy_and_git_does_not_see_it():
    for options, language in (([], ""), (["LANGUAGE=zh"], "zh")):
        environment = {**os.environ, "LANGUAGE": "en_US:en"}
        dry = ["make", "-n", "lab", *options]
        done = subprocess.run(dry, cwd=ROOT, capture_output=True, text=True, env=environment)
        assert f"notebooks/working_copy.py {language}".strip() in done.stdout
        assert "--ServerApp.root_dir=course" in done.stdout
        opening = re.search(r"default_url=/lab/tree/\$\((.*)\)", done.stdout)[1]
        assert opening.strip().endswith(f"notebooks/working_copy.py --opening {language}".rstrip())
    path = "course/en/01_history.ipynb"
    assert subprocess.run(["git", "check-ignore", "-q", path], cwd=ROOT).returncode == 0


PROGRESS = """
import os
import re
os.environ["AIGC_KERAS_LANGUAGE"] = "{language}"
import keras
import numpy as np
from aigc_keras.callbacks import Progress

model = keras.Sequential([keras.layers.Dense(1)])
model.compile("sgd", "mse")
x = np.zeros((64, 2), "float32")
history = model.fit(x, x[:, :1], batch_size=8, epochs=3, verbose=0, callbacks=[Progress(0)])
"""


def test_a_training_shows_one_line_that_is_written_anew():
    with Kernel() as kernel:
        kernel.run(set_up_cell())
        messages = kernel.run(PROGRESS.format(language="zh"))
    kinds = [kind for kind, _ in messages]
    assert kinds.count("display_data") == 1 and kinds.count("update_display_data") > 10
    assert "stream" not in kinds
    shown = [content for kind, content in messages if kind.endswith("display_data")]
    assert len({content["transient"]["display_id"] for content in shown}) == 1
    texts = [content["data"]["text/plain"] for content in shown]
    assert texts[0] == "第 1 轮，共 3 轮"
    assert re.fullmatch(r"第 2 轮，共 3 轮，还要约 \d+ 秒：loss 0", texts[12])
    assert texts[-1] == "共 3 轮：loss 0"


def test_what_a_training_leaves_in_a_committed_notebook(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    cells = [new_code_cell(PROGRESS.format(language=""))]
    (cell,), _ = build.execute("progress", cells, 300)
    (output,) = cell.outputs
    assert list(build.output_faults(cell)) == []
    found = [build.localise(output, language).data for language in ("en", "zh")]
    assert found == [{"text/plain": "3 epochs: loss 0"}, {"text/plain": "共 3 轮：loss 0"}]


def library_in_use(readme):
    """The code of README's example, its comments aside."""
    code = re.search(r"```python\n(.*?)```", (ROOT / readme).read_text("utf-8"), re.DOTALL)[1]
    return re.sub(r" +#.*", "", code)


def test_readme_shows_five_lines_of_the_library_near_the_top():
    code = library_in_use("README.md")
    assert code == library_in_use("README.zh.md")
    assert len([line for line in code.split("\n") if line and "import" not in line]) == 5
    for readme in ("README.md", "README.zh.md"):
        lines = (ROOT / readme).read_text("utf-8").split("\n")
        assert lines.index("```python") < 45


@pytest.mark.slow
def test_the_five_lines_of_readme_do_what_they_say(tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", library_in_use("README.md")]
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)
    with Image.open(tmp_path / "digits.png") as picture:
        shades = np.asarray(picture.convert("L"))
    assert 0.05 < (shades > 128).mean() < 0.4  # strokes on black


ANIMATION = """
import numpy as np
from aigc_keras import plotting

frames = np.random.default_rng(0).integers(0, 256, (3, 4, 8, 8, 1), "uint8")
path = plotting.animation(frames, "training.gif")
{shown}
"""
MOVING = "data:image/gif;base64,"


@pytest.mark.parametrize("shown", ["path", 'plotting.show(path, "It moves.", "它会动。")'])
def test_an_export_shows_the_animation_and_no_object(monkeypatch, shown):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    (cell,), _ = build.execute("moving", [new_code_cell(ANIMATION.format(shown=shown))], 300)
    assert list(build.output_faults(cell)) == []
    cell.outputs = [build.localise(output, "zh") for output in cell.outputs]
    notebook = new_notebook(cells=[cell])
    for exporter in (HTMLExporter(), MarkdownExporter()):  # the latter as GitHub and blogs take it
        page, _ = exporter.from_notebook_node(notebook)
        assert page.count(MOVING) == 1 and "Posix" not in page and "object at" not in page
    _, resources = LatexExporter().from_notebook_node(notebook)
    (still,) = resources["outputs"].values()  # paper does not move
    assert still.startswith(b"\x89PNG")
