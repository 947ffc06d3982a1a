"""Makes the notebooks of both languages from the chapters' sources.

    python notebooks/build.py [03_gan ...]          execute the code once, write en/ and zh/
    python notebooks/build.py --text [03_gan ...]   rewrite the text only, keep the outputs
    python notebooks/build.py --try exercises/03_gan  execute without writing
    python notebooks/build.py --check               compare what is committed with the sources
    python notebooks/build.py --pull NOTEBOOK ...   bring edits made in Jupyter to the sources

notebooks/README.md describes the format of a source.
"""

import argparse
import os
import re
import sys
import tempfile
import time
from importlib import metadata
from itertools import zip_longest
from pathlib import Path

import nbformat
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook

sys.path.insert(0, str(Path(__file__).resolve().parent))  # where the tests load this file

from outputs import covered, localise, merge_streams, output_faults, shared
from pieces import BuildError, bare, without_solutions
from pull import pull
from solutions import solutions, solutions_path
from sources import (
    HIDDEN,
    LANGUAGES,
    chapters,
    code_cells,
    is_exercise,
    is_setup,
    label,
    language_faults,
    make_notebooks,
    notebook_path,
    open_answers,
    read_notebook,
    read_source,
    read_stamps,
)

ROOT = Path(__file__).resolve().parents[1]
MAX_BYTES = 2_000_000
ANSWERED = f'tag the code that answers it "{HIDDEN}", or its output gives the answer away'
CHECKED = re.compile(r"(?m)^Exercise (\d+): (passed)?")

# Appended while executing, never saved: Linux counts in KiB, macOS in bytes.
PEAK_MEMORY = """\
import resource, sys
resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
"""


class ThisPython(AsyncKernelManager):
    """Starts the kernel with the Python that runs this script, whatever `python3` means here.

    What C++ libraries write past Python stays on the terminal: no variable silences all of it.
    """

    @property
    def kernel_spec(self):
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        argv += ["--IPKernelApp.capture_fd_output=False", "--IPKernelApp.log_level=ERROR"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")


def leaks(root, name, notebook):
    """Yields the lines of an exercise's solutions that stand in a learner's notebook."""
    parts = [without_solutions(cell.source) for cell in read_source(root, name)]
    given = "\n".join(line for lines, _ in parts for line in lines)
    everything = "\n".join([nbformat.writes(notebook), *(cell.source for cell in notebook.cells)])
    for line in (line for _, lines in parts for line in lines):
        if len(line) > 20 and line in everything and line not in given:
            yield line


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


def fill(notebook, done, language):
    """Gives the code cells of a notebook the outputs of executed ones, in its language."""
    for cell, ran in zip(code_cells(notebook), done, strict=True):
        hidden = HIDDEN in cell.metadata.get("tags", [])
        cell.outputs = covered([localise(output, language) for output in ran.outputs], hidden)
        cell.execution_count = ran.execution_count
        cell.metadata["execution"] = ran.metadata.get("execution", {})


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
    if is_exercise(name) and (text := solutions(root, name, read_source(root, name))):
        path = solutions_path(root, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")


def try_solutions(root, name, timeout):
    """Executes an exercise with its solutions: every check must pass; returns what they say."""
    cells = code_cells(make_notebooks(root, name, solved=True)["en"])
    done, _ = execute(name, cells, timeout)
    checks = verdicts(done)
    if not checks or not all(passed for _, passed in checks):
        raise BuildError(f"{name}: with the solutions not every check passes: {checks}")
    return ", ".join(f"exercise {number}: {verdict}" for number, verdict in checks)


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
    solved = try_solutions(root, name, timeout) if is_exercise(name) else ""
    done, peak = execute(name, cells, timeout)
    if is_exercise(name) and any(passed for _, passed in verdicts(done)):
        raise BuildError(f"{name}: a check passes without its solution: {verdicts(done)}")
    seconds = time.perf_counter() - start
    for language, notebook in notebooks.items():
        fill(notebook, done, language)
    if write:
        write_notebooks(root, name, notebooks)
    marked = [cell for cell in cells if "headline" in cell.metadata.get("tags", [])]
    shown = [output for cell in marked[-1:] for output in cell.outputs]
    texts = [solved, *(o.get("text", "") for o in shown)]
    texts += [o.data["text/plain"] for o in shown if o.output_type == "execute_result"]
    return f"{name:<20} {seconds:>7.1f} {peak:>8,.0f} MB  {' '.join(' '.join(texts).split())}"


def rewrite_text(root, name):
    """Writes the prose, tags and stamps of a source into its notebooks; keeps the outputs."""
    notebooks = make_notebooks(root, name)
    for language, notebook in notebooks.items():
        old = code_cells(read_notebook(notebook_path(root, language, name)))
        # The set-up cell may change: it shows nothing where the course is installed.
        new, was = (
            ["" if is_setup(cell) else bare(cell.source) for cell in cells]
            for cells in (code_cells(notebook), old)
        )
        if new != was:
            raise BuildError(f"{name}: its code has changed: execute it with build.py {name}")
        fill(notebook, old, language)
    write_notebooks(root, name, notebooks)


def notebook_faults(notebook, expected):
    """Yields how a committed notebook departs from what its source gives."""

    def content(cell):
        kept = {key: value for key, value in cell.metadata.items() if key != "execution"}
        return cell.cell_type, cell.get("id"), cell.source, kept, cell.get("attachments")

    for number, (cell, wanted) in enumerate(zip_longest(notebook.cells, expected.cells), 1):
        if not (cell and wanted and content(cell) == content(wanted)):
            yield f"{label(number, wanted or cell)} differs from the source"
            return
        if cell.cell_type == "code":
            outputs = covered(cell.outputs, HIDDEN in wanted.metadata.get("tags", []))
            if cell.outputs != outputs:
                yield f"{label(number, wanted)} shows the first line of outputs that are hidden"
            if HIDDEN in wanted.metadata.get("tags", []) and not outputs:
                yield f'{label(number, wanted)} has no output to hide: drop its tag "{HIDDEN}"'
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
        try:
            faults += language_faults(root, name)
            faults += [f"{box}: {ANSWERED}" for box in open_answers(root, name)]
            faults += chapter_faults(root, name)
        except BuildError as error:
            faults.append(str(error))
    return faults


def chapter_faults(root, name):
    """Returns what is wrong with the committed notebooks of one chapter."""
    faults, found = [], {}
    for language, expected in make_notebooks(root, name).items():
        path = notebook_path(root, language, name)
        found[language] = code_cells(notebook := read_notebook(path))
        where = path.relative_to(root)
        if path.stat().st_size > MAX_BYTES:
            faults.append(f"{where}: is over {MAX_BYTES:,} bytes")
        faults += [f"{where}: {fault}" for fault in notebook_faults(notebook, expected)]
        if is_exercise(name):
            faults += [f"{where}: holds a solution: {line}" for line in leaks(root, name, notebook)]
    if is_exercise(name):
        path, text = solutions_path(root, name), solutions(root, name, read_source(root, name))
        if text != (path.read_text("utf-8") if path.exists() else ""):
            faults.append(f"{path.relative_to(root)}: differs from the sources of the solutions")
    for number, (en, zh) in enumerate(zip_longest(found["en"], found["zh"]), 1):
        if not (en and zh and in_common(en, "en") == in_common(zh, "zh")):
            faults.append(f"{name}: code {label(number, en or zh)} differs between en and zh")
            break
    return faults


def in_common(cell, language):
    """Returns what a code cell has in common with that of the other language."""
    outputs = [shared(output, language) for output in cell.outputs]
    return {**cell, "id": "", "source": bare(cell.source), "outputs": outputs}


def main(arguments=None, root=ROOT):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("chapters", nargs="*", help="such as 03_gan; all where none is named")
    parser.add_argument("--timeout", type=int, default=600, help="seconds for one cell")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--text", action="store_true", help="rewrite text without executing")
    mode.add_argument("--try", action="store_true", dest="dry", help="execute, write nothing")
    mode.add_argument("--check", action="store_true", help="compare notebooks with sources")
    mode.add_argument("--pull", action="store_true", help="bring edits of notebooks to the sources")
    options = parser.parse_args(arguments)
    try:
        if options.check:
            faults = check(root)
            if faults:
                raise BuildError("\n".join([*faults, "Remedy: run build.py, or build.py --text."]))
        elif options.pull:
            pull_all(root, options.chapters)
        elif options.text:
            for name in chosen(root, options.chapters):
                rewrite_text(root, name)
        else:
            build_all(root, chosen(root, options.chapters), options)
        return 0
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1


def chosen(root, names):
    """Returns the chapters that are named, by name or by a path to a source; all without any."""
    if names == ["exercises"]:
        return [name for name in chapters(root) if is_exercise(name)]
    names = [re.sub(r".*source/|\.py$|/$", "", name) for name in names]
    names = [name if is_exercise(name) else name.split("/")[0] for name in names]
    return list(dict.fromkeys(names)) or chapters(root)


def build_all(root, names, options):
    """Executes chapters, and prints their table, also when one of them fails."""
    rows = [f"{'chapter':<20} {'seconds':>7} {'peak memory':>11}  headline result"]
    try:
        for name in names:
            print(f"executing {name}", flush=True)
            rows.append(build(root, name, options.timeout, write=not options.dry))
    finally:
        if len(rows) > 1:
            print(*rows, sep="\n")


def pull_all(root, names):
    """Pulls the edits of each notebook, and says what it changed."""
    if not names:
        raise BuildError("Which notebook? For example --pull notebooks/zh/03_gan.ipynb")
    for name in names:
        told = pull(root, Path(name))
        print(*(told or [f"{name}: is as its source gives it"]), sep="\n")


if __name__ == "__main__":
    sys.exit(main())
