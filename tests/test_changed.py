"""`make test-changed` on a made-up tree: what a change touches, and what it leaves alone."""

import json

import changed
import pytest
import run_all

TREE = {
    "pyproject.toml": "",
    "aigc_keras/__init__.py": """
from importlib import import_module
_MODULES = {"GAN": "models.gan", "configure": "config"}
def __getattr__(name):
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
""",
    "aigc_keras/config.py": "",
    "aigc_keras/losses.py": "",
    "aigc_keras/models/__init__.py": "",
    "aigc_keras/models/gan.py": "from aigc_keras.models import base\nfrom aigc_keras import losses",
    "aigc_keras/models/base.py": "",
    "aigc_keras/models/vae.py": "def late():\n    from .base import Model",
    "aigc_keras/data/__init__.py": "_MODULES = {'load_text': 'corpora'}",
    "aigc_keras/data/corpora.py": "",
    "aigc_keras/data/images.py": "",
    "aigc_keras/old.py": "from aigc_keras.models.vae import VAE",
    "aigc_course/__init__.py": "",
    "aigc_course/doctor.py": "",
    "tests/conftest.py": "",
    "tests/contract.py": "import aigc_keras.config",
    "tests/test_gan.py": "from aigc_keras import GAN",
    "tests/test_vae.py": "from aigc_keras.models import vae",
    "tests/test_old.py": "from aigc_keras.old import VAE",
    "tests/test_contract.py": "import contract",
    "tests/test_names.py": "import aigc_keras as ak\nak.models.base.Model\nak.data.load_text()",
    "tests/test_all.py": "import aigc_keras\nfor name in dir(aigc_keras): pass",
    "tests/test_program.py": "run(['-c', 'import sys; from aigc_keras import losses'])",
    "tests/test_command.py": "run(['-m', 'aigc_course'])",
    "tests/test_read.py": "ROOT = __file__\nopen(ROOT / 'data' / 'README.md')",
    "tests/test_none.py": '"""Says aigc_keras, imports nothing."""\nimport json',
    "data/README.md": "",
    "notebooks/build.py": "",
    "notebooks/source/03_gan.py": "import aigc_keras\naigc_keras.configure()\naigc_keras.GAN",
    "notebooks/source/05_rnn/10_counts.py": "from aigc_keras.data import load_text",
    "notebooks/source/05_rnn/20_cells.py": "from aigc_keras import losses",
    "notebooks/source/exercises/05_rnn.py": "from aigc_keras import data\ndata.images.load()",
    "notebooks/en/03_gan.ipynb": "{}",
    "notebooks/en/05_rnn.ipynb": "{}",
}
EVERY_TEST = {path for path in TREE if path.startswith("tests/test_")}


@pytest.fixture
def root(tmp_path):
    for name, text in TREE.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def passed(root):
    """Write down that everything has passed, and return what a change then touches."""
    for kind, named in changed.hashes(root, {}).items():
        changed.remember(root, kind, named)

    def touched(path, installed=None):
        if path:
            with (root / path).open("a", encoding="utf-8") as file:
                file.write("\n# changed\n")
        found = changed.changed(root, changed.hashes(root, installed or {}))
        tests = {name.removeprefix("tests/test_").removesuffix(".py") for name in found["tests"]}
        return tests, {*found["chapters"]}, {*found["exercises"]}

    return touched


def test_nothing_is_touched_where_nothing_changed(passed):
    assert passed(None) == (set(), set(), set())


ALL = {path.removeprefix("tests/test_").removesuffix(".py") for path in EVERY_TEST}


@pytest.mark.parametrize(
    ("path", "tests", "chapters", "exercises"),
    [
        ("aigc_keras/losses.py", {"gan", "all", "program"}, {"03_gan", "05_rnn"}, set()),
        ("aigc_keras/models/base.py", {"gan", "vae", "old", "names", "all"}, {"03_gan"}, set()),
        ("aigc_keras/models/vae.py", {"vae", "old", "all"}, set(), set()),
        ("aigc_keras/config.py", {"contract", "all"}, {"03_gan"}, set()),
        # "read" says "data", which may be this folder too: more is counted rather than less.
        ("aigc_keras/data/corpora.py", {"names", "all", "read"}, {"05_rnn"}, set()),
        ("aigc_keras/data/images.py", {"all", "read"}, set(), {"05_rnn"}),
        ("aigc_keras/data/__init__.py", {"names", "all", "read"}, {"05_rnn"}, {"05_rnn"}),
        ("aigc_course/doctor.py", {"command"}, set(), set()),
        ("data/README.md", {"read"}, set(), set()),
        ("tests/contract.py", {"contract"}, set(), set()),
        ("tests/test_none.py", {"none"}, set(), set()),
        ("tests/conftest.py", ALL, set(), set()),
        ("notebooks/source/03_gan.py", set(), {"03_gan"}, set()),
        ("notebooks/source/05_rnn/20_cells.py", set(), {"05_rnn"}, set()),
        ("notebooks/source/exercises/05_rnn.py", set(), set(), {"05_rnn"}),
        ("notebooks/en/05_rnn.ipynb", set(), {"05_rnn"}, set()),
        ("notebooks/build.py", set(), set(), {"05_rnn"}),
        ("pyproject.toml", ALL, {"03_gan", "05_rnn"}, {"05_rnn"}),
    ],
)
def test_a_change_touches_what_imports_it(passed, path, tests, chapters, exercises):
    assert passed(path) == (tests, chapters, exercises)


def test_a_new_section_touches_its_chapter(passed, root):
    (root / "notebooks/source/05_rnn/30_more.py").write_text("", "utf-8")
    assert passed(None) == (set(), {"05_rnn"}, set())


def test_other_versions_touch_everything(passed):
    assert passed(None, {"keras": "4"}) == (ALL, {"03_gan", "05_rnn"}, {"05_rnn"})
    assert set(changed.versions()) == {"python", "tensorflow", "keras", "numpy"}


def test_what_passed_is_remembered_and_what_failed_runs_again(root, capsys):
    ran = []

    def run(folder, command):
        ran.append(command[-1])
        return "03_gan" not in command[-1]

    assert changed.main([], root, run) is True
    assert ran[1:] == [
        "notebooks/en/03_gan.ipynb",
        "notebooks/en/05_rnn.ipynb",
        "exercises/05_rnn",
    ]
    said = capsys.readouterr().out
    assert f"tests: {len(EVERY_TEST)} to run: " in said and "`make test` runs everything" in said
    assert "FAILED among: 03_gan" in said
    ran.clear()
    assert changed.main([], root, lambda *command: run(*command) or True) is False
    assert ran == ["notebooks/en/03_gan.ipynb"]
    said = capsys.readouterr().out
    assert f"tests: 0 to run: none\n       {len(EVERY_TEST)} left out, unchanged since they" in said
    ran.clear()
    assert changed.main([], root, run) is False and ran == []
    assert set(json.loads((root / changed.RECORD).read_text())) == {
        "tests",
        "chapters",
        "exercises",
    }


def test_a_list_runs_nothing(root, capsys):
    assert changed.main(["--list"], root, None) is False
    assert "chapters: 2 to run: 03_gan, 05_rnn" in capsys.readouterr().out
    assert not (root / changed.RECORD).exists()


def test_the_record_is_ignored_by_git():
    assert changed.RECORD in (changed.ROOT / ".gitignore").read_text("utf-8").splitlines()


def test_the_real_tree_is_followed():
    sources = changed.Sources(changed.ROOT)
    found = sources.closure([changed.ROOT / "tests/test_text_metrics.py"])
    paths = {sources.paths[path] for path in found}
    assert {"aigc_keras/metrics/verse.py", "aigc_keras/data/corpora.py"} <= paths
    assert not any(path.startswith("aigc_keras/models/") for path in paths)


def test_the_table_shows_the_budget_beside_the_seconds():
    rows = [
        ("style", "unit tests", "passed", 2.0),
        (run_all.UNIT, "unit tests", "FAILED", 200.4),
        ("exercises", "exercises", "passed", 97.0),
    ]
    lines = run_all.table(rows)
    assert lines[1].split() == ["style", "passed", "2"]
    assert lines[2].endswith("FAILED         200  202 of 300 for unit tests")
    assert lines[3].endswith("passed          97  97 of 120 for exercises")
    assert lines[4].split() == ["together", "299", "of", "2,680"]
    assert {line for _, line, *_ in run_all.PARTS} == set(run_all.BUDGET)
