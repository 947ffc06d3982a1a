"""A notebook that runs in Jupyter is graded as Jupyter reads it, and the page says what was not."""

import json
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from aigc_course.grading.sandbox import Sandbox
from aigc_course.grading.student import Student

pytestmark = pytest.mark.skipif(
    not shutil.which("bwrap") and not os.environ.get("CI"), reason="bubblewrap is not installed"
)
TOTAL = "def total(x):\n    return sum(x)"
# What stands there: the cells; each line that the page names, as "cell.line: text: what was done".
CASES = {
    "a comment that asks, beside a magic": (
        ["%matplotlib inline\ndef total(x):\n    s = sum(x)  # sum or mean?\n    return s"],
        ["1.1: %matplotlib inline: left out"],
    ),
    "a comment that asks, beside help": (
        ["len?\nx = 1  # why?\ny = x # ??", TOTAL],
        ["1.1: len?: left out"],
    ),
    "text that ends in a question mark": (['why = """really?\n"""\n%pwd\n' + TOTAL], []),
    "an installation over several lines": (
        ["!pip install --quiet \\\n    pandas \\\n    polars\n%pip install x", TOTAL],
        ["1.1: !pip install --quiet \\: left out", "1.4: %pip install x: left out"],
    ),
    "a shell's lines in a name": (
        ["files = !ls\nold = %pwd\nassert files.s == '' and old, files\n" + TOTAL],
        ["1.1: files = !ls: stood in for"],
    ),
    "a shell within a block": (
        ["for name in 'ab':\n    if name:\n        !mkdir -p {name}\n        a = !ls\n" + TOTAL]
        + ["assert a == ['a', 'b'] and a.n == 'a\\nb', a"],
        ["1.3: !mkdir -p {name}: stood in for", "1.4: a = !ls: stood in for"],
    ),
    "a remainder that begins a line": (
        ["%matplotlib inline\ntwo = (5\n       % 3)\nassert two == 2\n" + TOTAL],
        ["1.1: %matplotlib inline: left out"],
    ),
    "text whose lines look like magics": (
        ['%config x = 1\ntext = """\n!ls\n%time\nwhat?\n"""\nassert "!ls" in text\n' + TOTAL],
        ["1.1: %config x = 1: left out"],
    ),
    "a file written by a cell": (
        [f"%%writefile helper.py\n{TOTAL}", "from helper import total"],
        [],
    ),
    "a file written in two pieces": (
        ["%%file 'two parts.py'\ndef total(x):", "%%writefile -a 'two parts.py'\n    return sum(x)"]
        + ["%run 'two parts.py'"],
        [],
    ),
    "measured cells": (
        [f"%%prun -l 5 -s cumulative\n{TOTAL}", "%%time\nx = 1", "%%timeit -n 3 y = 2\ny + x"]
        + ["assert x == 1 and 'y' not in dir()"],
        [],
    ),
    "measured lines": (
        [TOTAL + "\n%time a = total([1])\nb = %time total([2])\n%timeit -n 10 -r 3 c = total([3])"]
        + ["assert a == 1 and b == 2 and 'c' not in dir()"]
        + ["r = %timeit -o total([4])\nr.average < 1"]
        + ["%prun -s time d = 4\nassert d == 4 and _"],
        [],
    ),
    "a cell that is captured": (
        [f"%%capture out --no-stderr\nprint('hi')\n{TOTAL}", "assert out.stdout == 'hi\\n'"],
        [],
    ),
    "blank lines before a magic": (["\n\n%%time\n" + TOTAL], []),
    "a cell that is indented": (["    x = 1\n    def total(x):\n        return sum(x)"], []),
    "a transcript": ([">>> def total(x):\n...     return sum(x)\n>>> x = 1"], []),
    "other languages": (
        ["%%bash\nls | wc", "%%html\n<b>x</b>", "%%latex\n$x$", "%%javascript\nalert(1)", TOTAL],
        ["1.1: %%bash: left out", "2.1: %%html: left out", "3.1: %%latex: left out"]
        + ["4.1: %%javascript: left out"],
    ),
    "magics without the percent": (
        ["ls", "pip install pandas", "cd .", TOTAL],
        ["1.1: ls: stood in for", "2.1: pip install pandas: left out"],
    ),
    "names like magics": (
        ["ls = [1]\ncat = 2", "ls", "ls.append(3)", "cat", TOTAL + "\nassert ls == [1, 3]"],
        [],
    ),
    "magics of one's own": (
        ["from IPython.core.magic import register_cell_magic, register_line_magic"]
        + ["@register_cell_magic\ndef skip(line, cell): return line\n"]
        + ["@register_line_magic\ndef twice(line): return 2 * int(line)"]
        + ["%%skip this\nno python", "assert _ == 'this'\na = %twice 4\nassert a == 8", TOTAL],
        [],
    ),
    "awaiting": (
        ["import asyncio\nawait asyncio.sleep(0)\nasync def three(): return 3\n" + TOTAL]
        + ["a = await three()\nb = await asyncio.gather(three(), three())\nb"]
        + ["task = asyncio.create_task(three())", "assert await task == 3 and _ == [3, 3]"]
        + ["async with asyncio.Lock():\n    c = [i async for i in agen()] if False else 1"],
        [],
    ),
    "a future of before": (
        [
            "from __future__ import annotations",
            "def total(x: Numbers) -> Number:\n    return sum(x)",
        ],
        [],
    ),
    "Colab": (
        ["from google.colab import drive, files, userdata, output\nimport google.colab.auth"]
        + ["drive.mount('/content/drive')\nfor name in files.upload(): print(name)\n"]
        + ["%cd /content/drive/MyDrive/Colab Notebooks\nuserdata.get('KEY').strip()\n" + TOTAL]
        + ["output.eval_js('1')\nfiles.download('x.npz')\ngoogle.colab.auth.authenticate_user()"],
        ["1.1: from google.colab import drive, files, userdata, output: stood in for"]
        + ["1.2: import google.colab.auth: stood in for"],
    ),
    "files on a drive": (
        ["%%writefile table.csv\n1,2"]
        + ["import os, sys\nbase = '/content/drive/MyDrive/course/'\nos.chdir(base)\n"]
        + ["sys.path.append('/content/drive/MyDrive/course')\nopen(base + 'table.csv').read()\n"]
        + ["open('/content/drive/My Drive/deep/er/table.csv').read()\n" + TOTAL]
        + ["os.makedirs('/content/drive/MyDrive/out', exist_ok=True)"],
        [],
    ),
    "paths of another machine": (
        ["%%writefile table.csv\n1,2", "import os\nos.chdir(r'C:\\Users\\me\\course')"]
        + ["%cd /Users/me/course", "open('/home/me/x/table.csv').read()\n" + TOTAL],
        ["2.2: os.chdir(r'C:\\Users\\me\\course'): stood in for"]
        + ["3.1: %cd /Users/me/course: stood in for"]
        + ["4.1: open('/home/me/x/table.csv').read(): stood in for"],
    ),
    "what Jupyter remembers": (
        ["1 + 1", "assert _ == 2 and Out[1] == 2 and In[1] == '1 + 1' and _i == '1 + 1'"]
        + ["_ + 1", "assert _ == 3 and __ == 2 and _ii.startswith('assert')\n" + TOTAL],
        [],
    ),
    "what Jupyter shows": (
        ["from IPython.display import display, clear_output, HTML, Image\nfrom IPython import *"]
        + ["display(HTML('x'))\nhandle = display(1, display_id=True)\nclear_output()"]
        + ["from IPython import get_ipython\nip = get_ipython()\nif ip is not None:\n"]
        + ["    ip.run_line_magic('time', 'z = 3')\nip.run_cell('w = 4')\n" + TOTAL]
        + ["assert z == 3 and w == 4\nip.events.register('x', len)\nip.config.a.b"],
        [],
    ),
    "widgets": (
        ["from ipywidgets import interact\n@interact(n=(0, 3))\ndef show(n=1): return n\n" + TOTAL]
        + ["assert callable(show)\nimport ipywidgets as w\nw.IntSlider(value=3)"],
        None,
    ),
    "a widget that is asked": (
        ["import ipywidgets as w\ns = w.IntSlider(value=3, max=9)\nassert s.value == 3\n"]
        + ["s.observe(print, names='value')\nb = w.Button(description='go')\nb.on_click(print)\n"]
        + ["box = w.VBox([s, b])\nbox.layout.width = '9em'\nwith w.Output() as out: print(1)\n"]
        + [TOTAL],
        None,
    ),
    "a bar around a loop": (
        ["from tqdm.auto import tqdm, trange\nfrom tqdm import tqdm as other\n"]
        + ["def total(x):\n    bar, s = tqdm(range(len(x)), 'sum', leave=False), 0\n"]
        + ["    for i in bar:\n        s += x[i]\n        bar.set_description(f'{s}')\n"]
        + ["        bar.set_postfix(sum=s)\n        tqdm.write('x')\n"]
        + ["    assert bar and len(bar) == len(x) and list(bar) == [*range(len(x))]\n"]
        + ["    return s\n"]
        + ["for i in trange(1, 3, desc='x'): other.write(str(i))\nassert i == 2"],
        None,
    ),
    "a bar that is moved by hand": (
        ["from tqdm.notebook import tqdm, trange, tnrange\nimport tqdm as t\n"]
        + ["def total(x):\n    s = 0\n    with tqdm(total=len(x)) as bar:\n"]
        + ["        for part in x:\n            s += part\n            bar.update()\n"]
        + ["    bar.close()\n    assert bar.n == bar.total == len(x)\n    return s\n"]
        + ["assert list(tnrange(3)) == [0, 1, 2] and len(t.trange(4)) == 4\n"]
        + ["assert list(t.tqdm(c for c in 'ab')) == ['a', 'b']\n"]
        + ["from tqdm.contrib import tenumerate, tzip\nassert list(tenumerate('a')) == [(0, 'a')]"],
        None,
    ),
    "who one is": (
        ["import getpass, os\nfrom pathlib import Path\nme = getpass.getuser(), os.getlogin()\n"]
        + ["Path.home(), os.path.expanduser('~'), os.environ['USER']\n" + TOTAL],
        [],
    ),
    "a question to the reader": (
        ["name = input('Your name? ')\n" + TOTAL],
        ["1.1: name = input('Your name? '): stood in for"],
    ),
    "a check that is asserted first": (
        ["from aigc_keras.checks import math as check"]
        + ["assert check.exercise_1.passes(len)\nassert check.exercise_1.passes(len) is True\n"]
        + [TOTAL],
        [],
    ),
    "a check that is asked, then asserted": (
        ["from aigc_course.checks import math as check\nok = check.exercise_1.passes(len)\n"]
        + ["assert ok and all([ok])\nif not ok: raise RuntimeError\nassert ok == True, 'no'\n"]
        + ["if not check.exercise_2.passes(len):\n    raise SystemExit('no')\n"]
        + ["if ok:\n    print('fine')\nelse:\n    raise SystemExit('no')\n" + TOTAL],
        [],
    ),
    "work that waits for a check": (
        ["from aigc_course.checks import math as check\ndef mine(): raise NotImplementedError\n"]
        + ["if check.exercise_1.passes(mine):\n    mine()\n" + TOTAL],
        [],
    ),
    "a check of the course's new name, asserted": (
        ["import aigc_course.checks.gan as c\nassert c.exercise_5.passes(len), 'no'\n" + TOTAL],
        [],
    ),
}


def joined(cells):
    """Pieces of a case as cells: one that ends in a line break goes on in the next."""
    found, open_cell = [], ""
    for piece in cells:
        open_cell += piece
        if not piece.endswith("\n"):
            found.append(open_cell)
            open_cell = ""
    return found


def submission(cells, files=None, folder=""):
    return SimpleNamespace(cells=cells, files=files or {}, folder=folder)


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox() as opened:
        yield opened


@pytest.fixture
def graded(sandbox):
    """Function of cells: the `Student` after `total([1, 2])` was called, which has to be 3."""
    opened = []

    def run(cells, files=None, folder=""):
        student = Student(sandbox, submission(cells, files, folder), 60)
        opened.append(student)
        assert student.total([1, 2]) == 3, student.cell_errors
        return student

    yield run
    for student in opened:
        student.close()


@pytest.mark.parametrize("name", CASES)
def test_what_runs_in_jupyter_keeps_its_marks(graded, name):
    cells, notes = CASES[name]
    student = graded(joined(cells))
    assert student.cell_errors == {} and student.stops == []
    if notes is not None:
        expected = []
        for note in notes:
            place, _, rest = note.partition(": ")
            cell, line = place.split(".")
            text, _, done = rest.rpartition(": ")
            expected.append(f"code cell {cell}, line {line}: `{text}` was {done}")
        assert [english for english, _ in student.left_out] == expected
        assert all("代码单元格" in chinese for _, chinese in student.left_out)


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith(("a bar", "a widget"))])
def test_a_stand_in_does_what_the_module_would(graded, name):
    first = (
        "import sys\nsys.meta_path.sort(key=lambda finder: type(finder).__name__ != '_Elsewhere')"
    )
    student = graded([first, *joined(CASES[name][0])])  # as where no such module is installed
    assert student.cell_errors == {} and student.stops == []
    assert "was stood in for" in str(student.left_out)


def test_code_beside_jupyters_lines_is_never_changed(graded):
    cells = ['%matplotlib inline\ntext = """\n  what?\n!x\n%y\n"""\nx = 1\n' + TOTAL]
    cells.append("assert text == '\\n  what?\\n!x\\n%y\\n', text")
    assert graded(cells).cell_errors == {}


def test_an_error_is_found_in_the_line_where_it_stands(sandbox):
    cells = ["\n\n!pip install \\\n  x\nfiles = !ls \\\n  -l\nraise ValueError('here')"]
    cells.append("%%time\n\n1 / 0")
    for number, line in ((1, 7), (2, 3)):
        student = Student(sandbox, submission([*cells[number - 1 : number], "f = 1"]), 60)
        with sandbox.session() as session, pytest.raises(Exception) as raised:
            session.request({"do": "cell", "number": 1, "code": cells[number - 1]}, 20)
        assert raised.value.where == f"cell 1, line {line}"
        student.close()


def test_functions_are_found_again_below_a_magic(graded):
    cells = [f"%%time\n{TOTAL}", "import inspect\nsource = inspect.getsource(total)"]
    cells += [f"%time a = 1\n{TOTAL}\n%time b = 2", "again = inspect.getsource(total)"]
    cells += ["assert source.strip() == again.strip() and 'return sum(x)' in source, source"]
    assert graded(cells).cell_errors == {}


def test_files_beside_the_notebook_are_where_the_notebook_is(graded):
    files = {"work/helper.py": TOTAL.encode(), "work/data/x.txt": b"1", "above.txt": b"2"}
    cells = [
        "from helper import total",
        "import os\nassert os.path.basename(os.getcwd()) == 'work'",
    ]
    cells += ["open('data/x.txt').read() + open('../above.txt').read()\nassert os.listdir('data')"]
    student = graded(cells, files, "work")
    assert student.cell_errors == {} and student.left_out == []


@pytest.mark.parametrize("name", ["wire", "cells", "runner", "magics", "standins", "confine"])
def test_a_module_beside_the_notebook_may_have_any_name(graded, name):
    student = graded([f"from {name} import total"], {f"{name}.py": TOTAL.encode()})
    assert student.cell_errors == {}


def test_questions_end_after_a_while(sandbox):
    student = Student(sandbox, submission(["while input() != 'q': pass", TOTAL]), 60)
    assert student.total([1]) == 1
    assert "nobody answers" in student.cell_errors[1]
    student.close()


def test_a_forked_child_does_not_answer_for_its_parent(sandbox):
    cells = ["import os, time\nif os.fork() == 0:\n    time.sleep(0.3)", TOTAL]
    student = Student(sandbox, submission(cells), 60)
    assert [student.total([n]) for n in range(20)] == list(range(20))
    student.close()


def test_a_restart_notes_nothing_twice(sandbox):
    cells = ["!ls\n" + TOTAL, "import os\ndef die(): os._exit(3)"]
    student = Student(sandbox, submission(cells), 60)
    for _ in range(2):
        with pytest.raises(AssertionError):
            student.die()
        assert student.total([1, 2]) == 3
    assert len(student.left_out) == 1
    student.close()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_set_up_cell_finds_the_course_and_installs_nothing(graded, language):
    path = Path(__file__).parents[1] / "notebooks" / language / "exercises/02_math.ipynb"
    cells = json.loads(path.read_text("utf-8"))["cells"]
    set_up = next("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    forget = "import subprocess\nsubprocess.call = subprocess.run = None\n"
    student = graded([forget + set_up + "\n" + TOTAL])
    assert "installed" in set_up and student.cell_errors == {} and student.left_out == []
    only_ours = "found = [str(f.locate_file('')) for f in distributions(name='aigc-keras')]"
    assert graded([f"{set_up}\n{only_ours}\nassert '/course' in found", TOTAL]).cell_errors == {}
