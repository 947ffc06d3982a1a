"""Makes the notebooks of both languages from the chapters' sources.

    python notebooks/build.py [03_gan ...]          execute the code once, write en/ and zh/
    python notebooks/build.py --text [03_gan ...]   rewrite the text only, keep the outputs
    python notebooks/build.py --try exercises/03_gan  execute without writing
    python notebooks/build.py --check               compare what is committed with the sources

notebooks/README.md describes the format of a source.
"""

import argparse
import os
import re
import sys
import tempfile
import time
import tomllib
from importlib import metadata
from itertools import zip_longest
from pathlib import Path

import jupytext
import nbformat
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("en", "zh")
MAX_BYTES = 2_000_000
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}

SETUP_MARK = "# {{setup}}"
SETUP = """\
# Install the course where it is missing or older than this notebook; else change nothing.
import importlib.metadata
import os
import re
import subprocess
import sys

try:
    installed = importlib.metadata.version("aigc-keras")
except importlib.metadata.PackageNotFoundError:
    installed = "0"
found, needed = ([int(n) for n in re.findall("[0-9]+", v)[:3]] for v in (installed, "{{version}}"))
if found < needed:
    address = os.environ.get("AIGC_KERAS_SOURCE", "git+{{repository}}@{{tag}}")
    command = [sys.executable, "-m", "pip", "install", "--quiet", address]
    if subprocess.run(command, check=False).returncode != 0:
        raise RuntimeError(
            f"aigc_keras could not be installed from {address}; pip says why above.\\n"
            f"无法从 {address} 安装 aigc_keras，原因见上方 pip 的信息。"
        )
    importlib.invalidate_caches()"""
# An exercise: what stands between the marks (nbgrader's) is the solution, which learners write.
SOLUTION = re.compile(r"(?ms)^( *)### BEGIN SOLUTION\n.*?^ *### END SOLUTION$")
PLACEHOLDER = 'raise NotImplementedError("Write this step. 请写出这一步。")'
CHECKED = re.compile(r"(?m)^Exercise (\d+): (passed)?")

BADGE_TEXT = {"en": "Open in Colab", "zh": "在 Colab 中打开"}
COLAB = "https://colab.research.google.com"

# Appended while executing, never saved: Linux counts in KiB, macOS in bytes.
PEAK_MEMORY = """\
import resource, sys
resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
"""

# Paths of any machine, then of this one.
PLACES = {Path.home(), ROOT, Path(sys.prefix), Path(tempfile.gettempdir())} - {Path("/")}
MACHINE_PATH = re.compile(
    r"(?<![\w.])(/(home|root|tmp|Users|private|var/folders)/|[A-Z]:\\Users\\|"
    + "|".join(rf"{re.escape(str(place))}\b" for place in PLACES)
    + r")[^\s\"'<>]*|(site|dist)-packages[^\s\"'<>]*"
)
BASE64 = re.compile(r"base64,[A-Za-z0-9+/=\s]+")
TEXT_TYPES = re.compile(r"text/|image/svg|application/(json|javascript)")


class BuildError(Exception):
    """A fault of a source or a notebook, in a sentence for its author."""


class ThisPython(AsyncKernelManager):
    """Starts the kernel with the Python that runs this script, whatever `python3` means here.

    What C++ libraries write past Python stays on the terminal: no variable silences all of it.
    """

    @property
    def kernel_spec(self):
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        argv += ["--IPKernelApp.capture_fd_output=False", "--IPKernelApp.log_level=ERROR"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")


def read_stamps(root):
    """Returns the repository, version and tag, which stand in pyproject.toml alone."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    repository, version = project["urls"]["Repository"].rstrip("/"), project["version"]
    return {"repository": repository, "version": version, "tag": f"v{version}"}


def stamp(text, stamps):
    if stamps.get("colab") == "":  # no badge: drop its line
        text = "\n".join(line for line in text.split("\n") if "{{colab}}" not in line)
    for name, value in stamps.items():
        text = text.replace("{{" + name + "}}", value)
    return text


def prose_stamps(stamps, language, name):
    """Adds what only prose may hold: names, and the Colab badge where GitHub has the course."""
    github = re.fullmatch(r"https://github\.com/([^/]+/[^/]+?)(\.git)?", stamps["repository"])
    badge = ""
    if github:
        page = f"{github[1]}/blob/{stamps['tag']}/notebooks/{language}/{name}.ipynb"
        badge = (
            f"[![{BADGE_TEXT[language]}]({COLAB}/assets/colab-badge.svg)]({COLAB}/github/{page})"
        )
    return {**stamps, "language": language, "notebook": name, "colab": badge}


def label(number, cell):
    return f"cell {number} ({cell.source.strip().split(chr(10))[0][:60]!r})"


def read_source(root, name):
    """Returns the cells of a source; raises a BuildError that names its first faulty cell."""
    path = root / "notebooks" / "source" / f"{name}.py"
    if not path.exists():
        raise BuildError(f"there is no chapter {path}")
    cells = jupytext.reads(path.read_text("utf-8"), fmt="py:percent").cells
    awaited = "en"
    for number, cell in enumerate(cells, 1):
        where = f"{path.relative_to(root)}, {label(number, cell)}"
        language = cell.metadata.get("lang")
        if cell.cell_type == "code":
            mark = re.search(r"\{\{(setup|colab|language|notebook)\}\}", cell.source)
            if mark and cell.source != SETUP_MARK:
                raise BuildError(f"{where}: {mark[0]} cannot stand in this code cell")
            if language or not cell.source.strip():
                raise BuildError(f"{where}: a code cell is not empty and has no lang")
            if awaited == "zh":
                raise BuildError(f'{where}: a prose cell with lang="zh" is missing before it')
        elif cell.cell_type != "markdown" or language not in LANGUAGES:
            raise BuildError(f'{where}: a prose cell has lang="en" or lang="zh"')
        elif language != awaited:
            raise BuildError(f'{where}: a prose cell with lang="{awaited}" is missing before it')
        else:
            awaited = "zh" if awaited == "en" else "en"
    if awaited == "zh":
        raise BuildError(f'{where}: a prose cell with lang="zh" is missing after it')
    return cells


def is_exercise(name):
    return name.startswith("exercises/")


def without_solution(code, where):
    """Returns the code of an exercise as learners get it."""
    code = SOLUTION.sub(lambda found: found[1] + PLACEHOLDER, code)
    if re.search(r"(BEGIN|END) SOLUTION", code) or re.search(
        rf"(?m)^{re.escape(PLACEHOLDER)}", code
    ):
        raise BuildError(f"{where}: a solution stands in a function, between its two marks")
    return code


def leaks(root, name, notebook):
    """Yields the lines of an exercise's solutions that stand in a learner's notebook."""
    cells = read_source(root, name)
    given = "\n".join(SOLUTION.sub("", cell.source) for cell in cells)
    everything = "\n".join([nbformat.writes(notebook), *(cell.source for cell in notebook.cells)])
    for cell in cells:
        for solution in SOLUTION.finditer(cell.source):
            for line in map(str.strip, solution[0].splitlines()[1:-1]):
                if len(line) > 20 and line in everything and line not in given:
                    yield line


def make_notebooks(root, name, solved=False):
    """Returns the notebooks of a chapter by language: stamped cells, no outputs.

    Those of exercises hold the solutions only if `solved`.
    """
    source, stamps, notebooks = read_source(root, name), read_stamps(root), {}
    for language in LANGUAGES:
        cells, in_prose = [], prose_stamps(stamps, language, name)
        for cell in source:
            tags = {"tags": cell.metadata["tags"]} if "tags" in cell.metadata else {}
            fixed = {"id": f"{language}-{len(cells) + 1:03d}", "metadata": tags}
            if cell.cell_type == "code":
                code = SETUP if cell.source == SETUP_MARK else cell.source
                if not solved:
                    code = without_solution(code, f"{name}, {label(len(cells) + 1, cell)}")
                cells.append(new_code_cell(stamp(code, stamps), **fixed))
            elif cell.metadata["lang"] == language:
                cells.append(new_markdown_cell(stamp(cell.source, in_prose), **fixed))
        notebooks[language] = new_notebook(cells=cells, metadata=NOTEBOOK_METADATA)
    return notebooks


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def is_setup(cell):
    return cell.source.startswith(SETUP.split("\n")[0])


def output_faults(cell):
    """Yields what must not stand in the outputs of a code cell."""
    for output in cell.outputs:
        kind, texts = output.output_type, []
        if kind == "error":
            yield f"ends in an error ({output.ename})"
        elif kind == "stream":
            texts = [output.text]
            if output.name == "stderr":
                yield f"writes to stderr: {output.text.strip()[:200]}"
            if re.search(r"[\r\b]", output.text):
                yield "shows a progress bar: print lines (Keras: verbose=2) or nothing"
        else:
            texts = [str(data) for mime, data in output.data.items() if TEXT_TYPES.match(mime)]
            if any("jupyter.widget" in mime for mime in output.data):
                yield "shows a widget, which is dead without its kernel"
        if any(re.search(r" at 0x[0-9a-f]+>", text) for text in texts):
            yield "shows an object's address: assign the result, or print what matters of it"
        for path in filter(None, (MACHINE_PATH.search(BASE64.sub("", text)) for text in texts)):
            yield f"shows a path of this machine: {path[0]}"


def merge_streams(outputs):
    """Joins neighbouring pieces of one stream; where a kernel cuts it is chance."""
    merged = []
    for output in outputs:
        if merged and output.output_type == "stream" and merged[-1].get("name") == output.name:
            merged[-1].text += output.text
        else:
            merged.append(output)
    return merged


def execute(name, cells, timeout):
    """Runs code cells in a kernel of their own; returns them with outputs, and the peak in MB."""
    notebook = new_notebook(cells=[new_code_cell(cell.source) for cell in cells])
    notebook.cells.append(new_code_cell(PEAK_MEMORY))
    started = []
    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_manager_class=ThisPython,
        store_widget_state=False,
        on_cell_start=lambda cell, cell_index: started.append(cell),
    )
    with tempfile.TemporaryDirectory() as work, tempfile.TemporaryDirectory() as profile:
        env = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "IPYTHONDIR": profile}
        env["AIGC_KERAS_STATIC"] = "1"  # figures instead of widgets
        env.pop("MPLBACKEND", None)
        try:
            client.execute(cwd=work, env=env)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            reason = re.sub(r"\x1b\[[0-9;]*m", "", getattr(error, "traceback", str(error)))
            raise BuildError(
                f"{name}: code cell {len(started)} failed\n\n{started[-1].source}\n\n{reason}"
            ) from None
    *done, last = notebook.cells
    for number, cell in enumerate(done, 1):
        cell.outputs = merge_streams(cell.outputs)
        for fault in output_faults(cell):
            raise BuildError(f"{name}: code {label(number, cell)} {fault}")
    return done, float(next(o.data["text/plain"] for o in last.outputs if "data" in o))


def fill(notebook, done):
    """Gives the code cells of a notebook the outputs of executed ones."""
    for cell, ran in zip(code_cells(notebook), done, strict=True):
        cell.outputs, cell.execution_count = ran.outputs, ran.execution_count
        cell.metadata["execution"] = ran.metadata.get("execution", {})


def notebook_path(root, language, name):
    return root / "notebooks" / language / f"{name}.ipynb"


def write_notebooks(root, name, notebooks):
    texts = {}
    for language, notebook in notebooks.items():
        nbformat.validate(notebook)
        texts[language] = nbformat.writes(notebook, ensure_ascii=False) + "\n"
        if len(texts[language].encode()) > MAX_BYTES:
            raise BuildError(f"{name}: the {language} notebook is over {MAX_BYTES:,} bytes")
    for language, text in texts.items():
        path = notebook_path(root, language, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")


def read_notebook(path):
    try:
        return nbformat.reads(path.read_text("utf-8"), as_version=4)
    except (OSError, ValueError, nbformat.ValidationError) as error:
        raise BuildError(f"{path}: cannot be read as a notebook ({type(error).__name__})") from None


def try_solutions(root, name, timeout):
    """Executes an exercise with its solutions: every check must pass."""
    cells = code_cells(make_notebooks(root, name, solved=True)["en"])
    done, _ = execute(name, cells, timeout)
    checks = verdicts(done)
    if not checks or not all(passed for _, passed in checks):
        raise BuildError(f"{name}: with the solutions not every check passes: {checks}")


def verdicts(cells):
    """Returns what the checks of executed cells say: pairs (number, "passed" or "")."""
    texts = (output.get("text", "") for cell in cells for output in cell.outputs)
    found = [verdict for text in texts for verdict in CHECKED.findall(text)]
    calls = sum(len(re.findall(r"check\.exercise_\d+\(", cell.source)) for cell in cells)
    if calls != len(found):
        raise BuildError(f"{calls} checks are called, {len(found)} of them say how it went")
    return found


def build(root, name, timeout, write=True):
    """Executes a chapter and writes its notebooks; returns its row of the closing table.

    Exercises run twice: with the solutions, then as learners get them, which is what is written.
    """
    notebooks = make_notebooks(root, name)
    cells, version = code_cells(notebooks["en"]), read_stamps(root)["version"]
    installed = {d.version for d in metadata.distributions(name="aigc-keras")}
    if any(is_setup(cell) for cell in cells) and version not in installed:
        raise BuildError(f"install aigc_keras {version} here first: pip install -e .")
    start = time.perf_counter()
    if is_exercise(name):
        try_solutions(root, name, timeout)
    done, peak = execute(name, cells, timeout)
    if is_exercise(name) and any(passed for _, passed in verdicts(done)):
        raise BuildError(f"{name}: a check passes without its solution: {verdicts(done)}")
    seconds = time.perf_counter() - start
    for notebook in notebooks.values():
        fill(notebook, done)
    if write:
        write_notebooks(root, name, notebooks)
    marked = [cell for cell in cells if "headline" in cell.metadata.get("tags", [])]
    shown = [output for cell in marked[-1:] for output in cell.outputs]
    texts = [o.get("text", "") for o in shown]
    texts += [o.data["text/plain"] for o in shown if o.output_type == "execute_result"]
    return f"{name:<20} {seconds:>7.1f} {peak:>8,.0f} MB  {' '.join(' '.join(texts).split())}"


def rewrite_text(root, name):
    """Writes the prose, tags and stamps of a source into its notebooks; keeps the outputs."""
    notebooks = make_notebooks(root, name)
    for language, notebook in notebooks.items():
        old = code_cells(read_notebook(notebook_path(root, language, name)))
        # The set-up cell may change: it shows nothing where the course is installed.
        new, was = (
            ["" if is_setup(cell) else cell.source for cell in cells]
            for cells in (code_cells(notebook), old)
        )
        if new != was:
            raise BuildError(f"{name}: its code has changed: execute it with build.py {name}")
        fill(notebook, old)
    write_notebooks(root, name, notebooks)


def notebook_faults(notebook, expected):
    """Yields how a committed notebook departs from what its source gives."""

    def content(cell):
        kept = {key: value for key, value in cell.metadata.items() if key != "execution"}
        return cell.cell_type, cell.get("id"), cell.source, kept

    for number, (cell, wanted) in enumerate(zip_longest(notebook.cells, expected.cells), 1):
        if not (cell and wanted and content(cell) == content(wanted)):
            yield f"{label(number, wanted or cell)} differs from the source"
            return
    if notebook.metadata != expected.metadata:
        yield "the notebook's metadata differ from what build.py writes"
    cells = code_cells(notebook)
    if cells and not any(cell.outputs for cell in cells):
        yield "there are no outputs"
    for count, cell in enumerate(cells, 1):
        if cell.execution_count != count:
            yield f"{label(cell.id, cell)} lacks its execution count {count}"
        yield from (f"{label(cell.id, cell)} {fault}" for fault in output_faults(cell))


def check(root):
    """Returns what is wrong with the committed notebooks, a sentence each; executes nothing."""
    faults, names = [], chapters(root)
    for language in LANGUAGES:
        folder = root / "notebooks" / language
        for path in sorted([*folder.glob("*.ipynb"), *folder.glob("exercises/*.ipynb")]):
            if path.relative_to(folder).with_suffix("").as_posix() not in names:
                faults.append(f"{path.relative_to(root)}: has no source")
    for name in names:
        found = {}
        try:
            for language, expected in make_notebooks(root, name).items():
                path = notebook_path(root, language, name)
                found[language] = code_cells(notebook := read_notebook(path))
                where = path.relative_to(root)
                if path.stat().st_size > MAX_BYTES:
                    faults.append(f"{where}: is over {MAX_BYTES:,} bytes")
                faults += [f"{where}: {fault}" for fault in notebook_faults(notebook, expected)]
                faults += [
                    f"{where}: holds a solution: {line}" for line in leaks(root, name, notebook)
                ]
        except BuildError as error:
            faults.append(str(error))
            continue
        for number, (en, zh) in enumerate(zip_longest(found["en"], found["zh"]), 1):
            if not (en and zh and {**en, "id": ""} == {**zh, "id": ""}):
                faults.append(f"{name}: code {label(number, en or zh)} differs between en and zh")
                break
    return faults


def chapters(root):
    """Returns the names of all sources, such as 03_gan, and exercises/03_gan after the chapters."""
    folder = root / "notebooks" / "source"
    found = [*folder.glob("[0-9][0-9]_*.py"), *folder.glob("exercises/[0-9][0-9]_*.py")]
    names = (path.relative_to(folder).with_suffix("").as_posix() for path in found)
    return sorted(names, key=lambda name: (is_exercise(name), name))


def main(arguments=None, root=ROOT):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("chapters", nargs="*", help="such as 03_gan; all where none is named")
    parser.add_argument("--timeout", type=int, default=600, help="seconds for one cell")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--text", action="store_true", help="rewrite text without executing")
    mode.add_argument("--try", action="store_true", dest="dry", help="execute, write nothing")
    mode.add_argument("--check", action="store_true", help="compare notebooks with sources")
    options = parser.parse_args(arguments)
    names = [re.sub(r".*source/|\.py$", "", name) for name in options.chapters] or chapters(root)
    if names == ["exercises"]:
        names = [name for name in chapters(root) if is_exercise(name)]
    rows = [f"{'chapter':<20} {'seconds':>7} {'peak memory':>11}  headline result"]
    try:
        if options.check:
            faults = check(root)
            if faults:
                raise BuildError("\n".join([*faults, "Remedy: run build.py, or build.py --text."]))
            return 0
        for name in names:
            if options.text:
                rewrite_text(root, name)
            else:
                print(f"executing {name}", flush=True)
                rows.append(build(root, name, options.timeout, write=not options.dry))
        return 0
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        if len(rows) > 1:
            print(*rows, sep="\n")


if __name__ == "__main__":
    sys.exit(main())
