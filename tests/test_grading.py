"""The grader against honest, broken and hostile submissions."""

import ast
import csv
import html
import io
import json
import os
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from aigc_course.checks import at
from aigc_course.command_line import main
from aigc_course.grading import states, wire
from aigc_course.grading.sandbox import Ended, LearnerError, Sandbox

TESTS = '''
import numpy as np
import pytest
from aigc_course.checks import same

SETTINGS = {"preload": ["numpy"], "forbidden": ["aigc_keras.losses"], "seconds": 8,
            "cell_seconds": 2}


@pytest.mark.points(2, exercise=1)
def test_double(student, rng):
    """Twice the numbers.
    数的两倍。"""
    x = rng.normal(size=5)
    same(student.call("double", x, seconds=2), 2 * x)


@pytest.mark.points(3, exercise=2)
def test_total(student, rng):
    """The sum of the numbers.
    数的总和。"""
    x = rng.normal(size=(3, 4))
    same(student.call("total", x, seconds=2), np.sum(x))
'''
HIDDEN = '''
import numpy as np
import pytest
from aigc_keras.checks import same  # the old name


@pytest.mark.points(1, exercise=1)
def test_double_of_nothing(student):
    """Twice nothing.
    空数组的两倍。"""
    same(student.double(np.zeros(0)), np.zeros(0))  # a secret of the instructor
'''
DOUBLE = "def double(x):\n    return 2 * x"
TOTAL = "import numpy as np\n\ndef total(x):\n    return np.sum(x)"
GOOD = [DOUBLE, TOTAL]

needs_bubblewrap = pytest.mark.skipif(
    not shutil.which("bwrap") and not os.environ.get("CI"), reason="bubblewrap is not installed"
)


def in_double(line):
    """A submission whose first function does something else first; the second one is right."""
    return [f"import os, sys, signal\ndef double(x):\n    {line}\n    return 2 * x", TOTAL]


def notebook(cells, **more):
    cells = [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells]
    return json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}} | more)


# Name: code cells, the state to expect, the points of both exercises.
GALLERY = {
    "right": (GOOD, "graded", 2, 3),
    "wrong": (["def double(x): return 3 * x", "def total(x): return 0"], "graded", 0, 0),
    "partly right": ([DOUBLE, "def total(x): return x.mean()"], "graded", 2, 0),
    "not written": (["def double(x): raise NotImplementedError", TOTAL], "graded", 0, 3),
    "returns nothing": (["def double(x): pass", TOTAL], "graded", 0, 3),
    "returns text": (["def double(x): return 'two'", TOTAL], "graded", 0, 3),
    "syntax error": (["def double(x:", TOTAL], "missing exercises", 0, 3),
    "answer deleted": ([TOTAL], "missing exercises", 0, 3),
    "nothing": (["print(1)"], "missing exercises", 0, 0),
    "raises": (in_double("raise ValueError('<b>no</b>')"), "graded", 0, 3),
    "endless cell": (["while True: pass", *GOOD], "timed out", 2, 3),
    "endless function": (in_double("while True: pass"), "timed out", 0, 3),
    "swallows everything": (
        ["while True:\n    try:\n        while True: pass\n    except BaseException: pass", *GOOD],
        "timed out",
        2,
        3,
    ),
    "waits": (in_double("import time; time.sleep(100)"), "timed out", 0, 3),
    "sys.exit": (["import sys; sys.exit(0)", *GOOD], "graded", 2, 3),
    "os._exit": (["import os; os._exit(0)", *GOOD], "crashed", 2, 3),
    "signal": (["import os; os.kill(os.getpid(), 9)", *GOOD], "crashed", 2, 3),
    "segmentation fault": (["import ctypes; ctypes.string_at(0)", *GOOD], "crashed", 2, 3),
    "sys.exit inside": (in_double("sys.exit(0)"), "graded", 0, 3),
    "os._exit inside": (in_double("os._exit(0)"), "crashed", 0, 3),
    "signal inside": (in_double("os.kill(os.getpid(), signal.SIGSEGV)"), "crashed", 0, 3),
    "prints 50 MB": (["for _ in range(50): print('x' * 10**6)", *GOOD], "graded", 2, 3),
    "returns 10 MB of text": (in_double("return 'x' * 10**7"), "graded", 0, 3),
    "returns deep lists": (
        in_double("y = []\n    for _ in range(10**5): y = [y]\n    return y"),
        "graded",
        0,
        3,
    ),
    "test cells edited": (
        ["check = lambda *a: print('Exercise 1: passed.')\ncheck()"],
        "missing exercises",
        0,
        0,
    ),
    "cell twice": (["def double(x): return x", *GOOD, "print(double)"], "graded", 2, 3),
    "magics": (
        ["%matplotlib inline\n!ls", "%%time\n" + DOUBLE, "%%bash\nls", TOTAL],
        "graded",
        2,
        3,
    ),
    "operators first": (
        [
            "def double(x):\n    y = (\n        2e9\n        % 1e9\n    )\n    return 2 * x + y",
            TOTAL,
        ],
        "graded",
        2,
        3,
    ),
    "odd but right": (
        [
            "x = display('shown')\nget_ipython().run_line_magic('time', 'x')\n"
            "import aigc_keras.checks.math as check\ncheck.exercise_1(len)\n" + DOUBLE,
            "import multiprocessing as mp\nlock = mp.Lock()\n" + TOTAL,
        ],
        "graded",
        2,
        3,
    ),
    "as in Jupyter": (
        [
            "from google.colab import drive\ndrive.mount('/content/drive')\n!pip install -q \\\n x",
            "%%writefile helper.py\n" + DOUBLE,
            "from helper import double  # is it?\nimport asyncio\nawait asyncio.sleep(0)",
            "from aigc_keras.checks import math as check\nassert check.exercise_1.passes(double)\n"
            "files = !ls\n" + TOTAL,
        ],
        "graded",
        2,
        3,
    ),
    "stops its group": (
        ["import os, signal\nos.kill(0, signal.SIGSTOP)", *GOOD],
        "timed out",
        2,
        3,
    ),
    "ends its group": (["import os, signal\nos.kill(0, signal.SIGKILL)", *GOOD], "crashed", 2, 3),
    "one reply too many": (
        [
            "import sys, wire\nf = sys._getframe()\n"
            "while f.f_code.co_name != 'serve': f = f.f_back\nJ = f.f_locals['judge']\n"
            "J.sendall(wire.pack({'value': 0.0}) * 3)",
            *GOOD,
        ],
        "graded",
        2,
        3,
    ),
    "not a number": (
        ["import numpy as np\ndef double(x): return 2 * x + np.nan\ndef total(x): return np.inf"],
        "graded",
        0,
        0,
    ),
    "ever more slow cells": (
        ["import time; time.sleep(1)"] * 12 + GOOD,
        "missing exercises",
        0,
        0,
    ),
    "slow cells": (["import time; time.sleep(30)"] * 2 + GOOD, "timed out", 2, 3),
    "a process without a name": (
        [
            "import ctypes, os, time\nctypes.CDLL(None).prctl(15, b'\\xff\\xfe', 0, 0, 0)\n"
            "time.sleep(0.5)\nif os.fork() == 0:\n    while True: time.sleep(1)\ntime.sleep(0.5)",
            *GOOD,
        ],
        "graded",
        2,
        3,
    ),
    "replies that are no replies": (
        [
            "import sys, json\nf = sys._getframe()\n"
            "while f.f_code.co_name != 'serve': f = f.f_back\nJ = f.f_locals['judge']\n"
            "def double(x):\n    t = b'[\"x\",[]]'\n    J.sendall(b'%d\\n' % len(t) + t)",
            TOTAL,
        ],
        "crashed",
        0,
        3,
    ),
    "one array many times": (
        [
            "import sys, json\nf = sys._getframe()\n"
            "while f.f_code.co_name != 'serve': f = f.f_back\nJ = f.f_locals['judge']\n"
            "def double(x):\n"
            "    t = json.dumps([{'dict': [['value', {'list': [{'array': 0}] * 300}]]},"
            " [['|b1', [10**7]]]]).encode()\n    J.sendall(b'%d\\n' % len(t) + t + bytes(10**7))",
            TOTAL,
        ],
        "crashed",
        0,
        3,
    ),
    "checker redefined": (
        [
            "import sys, types\nfrom aigc_keras.checks import math as check\n"
            "m = types.ModuleType('aigc_keras.checks'); m.same = lambda *a, **k: None\n"
            "sys.modules['aigc_keras.checks'] = m\ndef double(x): return x\ndef total(x): return 0"
        ],
        "graded",
        0,
        0,
    ),
    "numpy patched": (
        [
            "import numpy as np\nnp.allclose = lambda *a, **k: True\nnp.isclose = np.allclose\n"
            "np.testing.assert_allclose = np.allclose\ndef double(x): return x\n"
            "def total(x): return 0"
        ],
        "graded",
        0,
        0,
    ),
    "builtins patched": (
        [
            "import builtins\nbuiltins.all = builtins.any = lambda *a: True\n"
            "builtins.AssertionError = KeyError\nbuiltins.abs = lambda x: 0\n"
            "def double(x): return x\ndef total(x): return 0"
        ],
        "graded",
        0,
        0,
    ),
    "pytest patched": (
        [
            "import pytest\npytest.main = lambda *a, **k: 0\npytest.fail = print\n"
            "def double(x): return x\ndef total(x): return 0"
        ],
        "graded",
        0,
        0,
    ),
    "equals everything": (
        [
            "class Same:\n    def __eq__(self, other): return True\n"
            "    def __array__(self, *a, **k): raise TypeError\n"
            "    __sub__ = __rsub__ = __abs__ = lambda self, *a: self\n"
            "    __le__ = __lt__ = __ge__ = __gt__ = __eq__\n"
            "def double(x): return Same()\ndef total(x): return Same()"
        ],
        "graded",
        0,
        0,
    ),
    "a float that equals everything": (
        [
            "class Same(float):\n    def __eq__(self, other): return True\n"
            "def double(x): return [Same(0)] * 5\ndef total(x): return Same(0)"
        ],
        "graded",
        0,
        0,
    ),
    "remembers answers": (
        ["seen = {}\ndef double(x): return seen.get(x.tobytes(), 0 * x)\ndef total(x): return 0"],
        "graded",
        0,
        0,
    ),
    "the judge's own modules": (
        ["import wire\nwire.pack = lambda message: b'0\\n'\n" + DOUBLE, TOTAL],
        "crashed",
        0,
        3,
    ),
    "forged replies": (
        [
            "import os\nfor number in range(3, 256):\n    try: os.write(number, b'4\\nnull')\n"
            "    except OSError: pass",
            "def double(x): return x",
        ],
        "crashed",
        0,
        0,
    ),
    "forged files": (
        [
            "for name in ('grades.csv', 'result.json', '/tmp/result.json', 'test_tiny.py'):\n"
            "    try: open(name, 'w').write('{\"points\": 5}')\n    except OSError: pass",
            "def double(x): return x",
            "def total(x): return 0",
        ],
        "graded",
        0,
        0,
    ),
}
CONFINED = {  # what only isolation holds off
    "10 GB": (in_double("y = bytearray(10 * 2**30)"), "graded", 0, 3),
    "10 GB of ones": (["import numpy as np\ny = np.ones(10 * 2**27)", *GOOD], "graded", 2, 3),
    "fork bomb": (
        ["import os\nwhile True:\n    try: os.fork()\n    except OSError: pass", *GOOD],
        "timed out",
        2,
        3,
    ),
    "fork bomb inside": (
        in_double("\n    ".join(["while True:", "    try: os.fork()", "    except OSError: pass"])),
        "timed out",
        0,
        3,
    ),
    "one large file": (["open('a', 'wb').write(bytes(10**9))", *GOOD], "graded", 2, 3),
    "many files": (
        ["for i in range(10**6): open(str(i), 'wb').write(bytes(10**5))", *GOOD],
        "graded",
        2,
        3,
    ),
    "network": (
        in_double("import urllib.request as u; u.urlopen('http://1.1.1.1', timeout=1)"),
        "graded",
        0,
        3,
    ),
    "the library's answer": (
        ["from aigc_keras.losses import discriminator_loss as double", TOTAL],
        "missing exercises",
        0,
        3,
    ),
    "the library's answer, reloaded": (
        [
            f"import sys\nsys.path.insert(0, {str(Path(__file__).parents[1])!r})\n"
            "sys.modules.pop('aigc_keras', None)\n"
            "from aigc_keras.losses import discriminator_loss as double",
            TOTAL,
        ],
        "missing exercises",
        0,
        3,
    ),
}


@pytest.fixture
def class_room(tmp_path):
    """Folders for the tests, the hidden tests and the submissions."""
    for name in ("tests", "hidden", "handed in"):
        (tmp_path / name).mkdir()
    (tmp_path / "tests/test_tiny.py").write_text(TESTS, "utf-8")
    (tmp_path / "hidden/test_tiny.py").write_text(HIDDEN, "utf-8")
    return tmp_path


def hand_in(room, name, cells):
    (room / "handed in" / f"{name}.ipynb").write_text(notebook(cells), "utf-8")


def grade(room, *options, out="report"):
    """Run the command; returns its exit status and the rows of grades.csv by submission."""
    command = ["grade", str(room / "handed in"), "--exercise", "tiny", "--out", str(room / out)]
    status = main([*command, "--tests", str(room / "tests"), *options])
    if status:
        return status, {}
    with open(room / out / "grades.csv", encoding="utf-8-sig") as file:
        return status, {
            row["submission"].removesuffix(".ipynb"): row for row in csv.DictReader(file)
        }


def marks(row):
    return row["state"], int(row["exercise_1"]), int(row["exercise_2"])


@pytest.mark.parametrize("gallery", ["GALLERY", "CONFINED"])
@needs_bubblewrap
def test_gallery(class_room, gallery):
    gallery = globals()[gallery]
    for name, (cells, *_) in gallery.items():
        hand_in(class_room, name, cells)
    hand_in(class_room, "zz honest", GOOD)
    status, rows = grade(class_room)
    assert status == 0
    expected = {name: (state, one, two) for name, (_, state, one, two) in gallery.items()}
    expected["zz honest"] = ("graded", 2, 3)
    assert {name: marks(row) for name, row in rows.items()} == expected
    pages = list((class_room / "report/pages").glob("*.html"))
    assert len(pages) == len(expected)
    assert not any("<b>no</b>" in page.read_text("utf-8") for page in pages)
    assert "namespaces" in (class_room / "report/index.html").read_text("utf-8")
    suites = ElementTree.parse(class_room / "report/grades.xml").getroot()
    assert len(suites) == len(expected)


def test_a_page_says_what_of_a_notebook_was_not_run(class_room):
    hand_in(class_room, "right", ["%matplotlib inline\n!pip install x", *GOOD])
    _, rows = grade(class_room, "--unsafe")
    assert marks(rows["right"]) == ("graded", 2, 3)
    (page,) = (path.read_text("utf-8") for path in (class_room / "report/pages").glob("*.html"))
    assert "code cell 1, line 2: `!pip install x` was left out" in page
    assert "第 1 个代码单元格第 1 行：`%matplotlib inline` 未执行" in page


def ask(sandbox, code, name="found"):
    with sandbox.session() as session:
        session.request({"do": "cell", "number": 1, "code": code}, 60)
        request = {"do": "call", "name": name, "args": [], "kwargs": {}, "seed": 0}
        return session.request(request, 30)


@needs_bubblewrap
def test_a_sandbox_shows_no_file_of_ours_and_nothing_of_other_submissions(tmp_path):
    secret = tmp_path / "solution.txt"
    secret.write_text("secret", "utf-8")
    walk = f"""
import os
def found():
    seen = [path for path in ({str(secret)!r}, {str(Path(__file__))!r}, '/etc/passwd', '/home')
            if os.path.exists(path)]
    course = [file for folder, _, files in os.walk('/course') for file in files]
    seen += [name for name in course if name in ('losses.py', 'test_tiny.py', 'math.py')]
    writable = [path for path in ('/', '/dev', '/dev/shm', '/tmp', '/course', '/usr', '/var/tmp')
                if os.access(path, os.W_OK)]
    return seen, writable, os.listdir('/dev/shm'), os.listdir('.'), os.getuid(), os.listdir('/proc')
"""
    mine = "for name in ('mine', '/dev/shm/mine'): open(name, 'w').write('x')"
    with Sandbox(forbidden=["aigc_keras.losses", "aigc_keras.checks", "aigc_course"]) as sandbox:
        first = sandbox.session()
        first.request({"do": "cell", "number": 1, "code": mine}, 10)
        seen, writable, shared, here, user, processes = ask(sandbox, walk)
        first.close()
    assert seen in ([], ["losses.py"])  # the stub that refuses
    assert writable == ["/dev/shm"] and shared == here == [] and user != 0  # its own /dev/shm
    assert sorted(processes) == ["cpuinfo", "self"]


@pytest.mark.parametrize(
    ("forbidden", "line", "allowed"),
    [
        ("aigc_keras.losses", "from aigc_keras import losses", False),
        ("aigc_keras.losses", "import aigc_keras.models.gan", False),  # it needs the losses
        ("aigc_keras.losses", "from aigc_keras import data", True),
        ("aigc_keras.losses", "from aigc_keras.checks import gan; gan.exercise_1(len)", True),
        ("aigc_keras.losses", "from aigc_course.checks import gan; gan.exercise_1(len)", True),
        ("aigc_keras.losses", "import aigc_course.grading", False),
        ("aigc_keras.losses", "import aigc_course.doctor", False),
        ("aigc_keras", "from aigc_keras import data", False),
        ("aigc_keras", "import aigc_keras.losses", False),
        ("aigc_keras", "from aigc_keras.checks import gan; gan.exercise_1.passes(len)", True),
        ("aigc_course", "import aigc_course", False),
        ("scipy", "import scipy.optimize", False),
    ],
)
@needs_bubblewrap
def test_an_exercise_says_which_modules_its_learners_get(forbidden, line, allowed):
    with Sandbox(forbidden=[forbidden]) as sandbox:
        if allowed:
            assert ask(sandbox, f"{line}\ndef found(): return 1") == 1
        else:
            with pytest.raises(LearnerError, match="ImportError|ModuleNotFoundError"):
                ask(sandbox, f"{line}\ndef found(): return 1")


@needs_bubblewrap
def test_a_forbidden_module_has_no_other_copy():
    look = "import glob, sys\ndef found():\n    seen = glob.glob('/course/**/*', recursive=True)\n"
    look += "    for place in (sys.prefix, sys.base_prefix, '/usr', '/usr/local'):\n"
    look += "        seen += glob.glob(place + '/lib/python3*/*-packages/*/*.*')\n"
    look += "    return [p for p in seen if '/course' in p and ('losses' in p or '.pyc' in p)\n"
    look += "            or '-packages/scipy/' in p or '-packages/aigc_keras/' in p"
    look += "            or '-packages/aigc_course/' in p]"
    with Sandbox(forbidden=["aigc_keras.losses", "scipy"]) as sandbox:
        assert ask(sandbox, look) == ["/course/aigc_keras/losses.py"]  # the stub that refuses


@needs_bubblewrap
def test_compiled_functions_find_their_source_and_given_code_its_own_names():
    code = "import inspect\ncritic = 3\ndef found(f): return f(critic), inspect.getsource(found)"
    with Sandbox() as sandbox, sandbox.session() as session:
        session.request({"do": "cell", "number": 7, "code": code}, 10)
        given = "critic = 5\ndef f(x): return x + critic"
        session.request({"do": "define", "code": given, "name": "f"}, 10)
        request = {"do": "call", "name": "found", "args": [{"defined here": "f"}], "seed": 0}
        value, source = session.request(request | {"kwargs": {}}, 10)
    assert value == 8 and source.startswith("def found")


@pytest.mark.parametrize("name", ["aigc_keras.answers", "aigc_course.answers"])
def test_a_module_that_does_not_exist_cannot_be_forbidden(name):
    with pytest.raises(ValueError, match="no module"):
        Sandbox(forbidden=[name], isolated=False)


@needs_bubblewrap
def test_a_sandbox_has_no_network_and_learners_cannot_meet_in_it():
    connect = "import socket, urllib.request\ndef found():\n    "
    with Sandbox() as sandbox:
        for line in (
            "socket.socket().bind(('127.0.0.1', 9999))",
            "socket.socket(socket.AF_UNIX).bind('\\0meet')",
            "socket.create_connection(('1.1.1.1', 80), 2)",
            "socket.getaddrinfo('example.org', 80)",
            "urllib.request.urlopen('http://example.org', timeout=2)",
        ):
            with pytest.raises(LearnerError, match="OSError|gaierror|URLError"):
                ask(sandbox, connect + line)


@needs_bubblewrap
def test_processes_and_memory_that_are_left_over_end_with_the_submission():
    code = (
        "import os, time\nif os.fork() == 0:\n    while True: time.sleep(1)\ndef found(): return 1"
    )
    with Sandbox() as sandbox:
        assert ask(sandbox, code) == 1
    # Small figures: on a busy machine children need long to fill a gigabyte.
    children = "import mmap, os, time\nfor _ in range(COUNT):\n    if os.fork() == 0:\n        "
    children += "HOLD\n        time.sleep(60)\ntime.sleep(50)"
    private = "m = mmap.mmap(-1, MB << 20, flags=2)\n        "
    private += "for j in range(0, len(m), 4096): m[j] = 1"
    with Sandbox(memory=300 * 2**20) as sandbox:
        for hold, count, size in ((private, 3, 150), ("x = bytearray(MB << 20)", 40, 12)):
            crowd = children.replace("HOLD", hold).replace("COUNT", str(count))
            with pytest.raises(Ended, match="memory"):
                ask(sandbox, crowd.replace("MB", str(size)))
        assert ask(sandbox, code) == 1


def test_without_isolation_the_command_refuses_or_says_so(class_room, monkeypatch, capsys):
    hand_in(class_room, "right", GOOD)
    monkeypatch.setenv("PATH", "/nonexistent")
    assert grade(class_room) == (2, {})
    assert "bubblewrap" in capsys.readouterr().err
    status, rows = grade(class_room, "--unsafe")
    assert status == 0 and marks(rows["right"]) == ("graded", 2, 3)
    assert "OFF: learners" in (class_room / "report/index.html").read_text("utf-8")


def test_hidden_tests_count_and_stay_hidden(class_room):
    hand_in(class_room, "right", GOOD)
    hand_in(class_room, "wrong", ["def double(x): return x[0] * 2", TOTAL])
    _, rows = grade(class_room, "--hidden", str(class_room / "hidden"), "--unsafe")
    assert [int(rows[name]["points"]) for name in ("right", "wrong")] == [6, 3]
    assert rows["right"]["out_of"] == "6"
    texts = [path.read_text("utf-8") for path in (class_room / "report/pages").glob("*.html")]
    assert not any("secret" in text for text in texts) and all("Twice nothing" in t for t in texts)
    assert grade(class_room, "--hidden", str(class_room / "tests/none"))[0] == 2


def test_a_stopped_run_goes_on_and_grades_only_what_changed(class_room, capsys):
    for name in ("one", "two", "three"):
        hand_in(class_room, name, GOOD)
    grade(class_room, "--unsafe", "--jobs", "1")
    assert "graded 1 of 1" in capsys.readouterr().err  # equal notebooks are graded once
    hand_in(class_room, "two", [DOUBLE])
    grade(class_room, "--unsafe")
    assert "graded 1 of 1" in capsys.readouterr().err
    grade(class_room, "--unsafe")
    assert "graded" not in capsys.readouterr().err


def test_a_faulty_test_is_the_instructors_not_the_learners(class_room):
    path = class_room / "tests/test_tiny.py"
    path.write_text(
        TESTS.replace('same(student.call("double"', 'undefined(student.call("double"'), "utf-8"
    )
    hand_in(class_room, "right", GOOD)
    _, rows = grade(class_room, "--unsafe")
    assert marks(rows["right"]) == ("test error", 0, 3)
    assert "NameError" in (class_room / "report/index.html").read_text("utf-8")


def test_people_missing_double_and_unknown(class_room):
    for name in ("s01_tiny", "s02_tiny", "s02_tiny-1", "other"):
        hand_in(class_room, name, GOOD)
    roster = class_room / "roster.csv"
    roster.write_text(
        "id,name,time_factor\ns01,=cmd|' /C calc'!A0,1.5\ns02,李雷,\ns03,Ann,\n", "utf-8"
    )
    _, rows = grade(class_room, "--roster", str(roster), "--unsafe")
    assert rows["s01_tiny"]["name"].startswith("'=") and rows["s02_tiny-1"]["name"] == "李雷"
    assert rows[""]["id"] == "s03" and rows[""]["state"] == "missing"
    index = (class_room / "report/index.html").read_text("utf-8")
    assert "s02 李雷: 2 submissions" in index and "other.ipynb: fits no row" in index
    _, rows = grade(class_room, "--roster", str(roster), "--unsafe", "--anonymous", out="blind")
    assert all(row["name"] == row["id"] == "" for row in rows.values())
    texts = [p.read_text("utf-8") for p in (class_room / "blind").rglob("*.html")]
    assert not any("s01" in text or "李雷" in text for text in texts)
    roster.write_text("id,name,time_factor\ns01,A,fast\n", "utf-8")
    assert grade(class_room, "--roster", str(roster), "--unsafe")[0] == 2


def test_what_makes_no_sense_is_refused_with_a_sentence(class_room, capsys):
    hand_in(class_room, "right", GOOD)
    for options, word in (
        (["--jobs", "0"], "jobs"),
        (["--roster", str(class_room / "none.csv")], "none.csv"),
        (["--exercise", "other"], "tiny"),
        (["--out", str(class_room / "handed in/report")], "somewhere else"),
        (["--hidden", str(class_room)], "has no test_tiny"),
    ):
        assert grade(class_room, "--unsafe", *options) == (2, {})
        assert word in capsys.readouterr().err


def test_names_in_any_writing_and_of_any_bytes_are_graded(class_room):
    names = ["李 雷 (1)", "a 'b' & <c>", "\udcff bytes", "=1+1", "long " * 40]
    for name in names:
        hand_in(class_room, name, GOOD)
    _, rows = grade(class_room, "--unsafe")
    assert [row["points"] for row in rows.values()] == ["5"] * len(names)
    assert "'=1+1" in rows and len(list((class_room / "report/pages").glob("*"))) == len(names)


class Exact(io.BytesIO):
    def __call__(self, size):
        data = self.read(size)
        if len(data) < size:
            raise EOFError
        return data


@pytest.mark.parametrize(
    "message",
    [
        None,
        True,
        -3,
        2.5,
        "text 文字",
        [1, (2, [3.0])],
        [np.str_("a"), np.longdouble(2)],
        {"a": None},
        np.arange(6, dtype="int16").reshape(2, 3),
        np.zeros((0, 3), "float32"),
        [np.float64(2), np.bool_(True)],
        np.array(1 + 2**60),
    ],
)
def test_messages_arrive_as_they_were_sent(message):
    np.testing.assert_equal(wire.unpack(Exact(wire.pack(message))), message)


@pytest.mark.parametrize("message", [object(), np.array([object()]), {1: 2}, 1j, b"x", 2**70])
def test_only_data_can_be_sent(message):
    with pytest.raises(wire.WireError):
        wire.pack(message)


@pytest.mark.parametrize(
    "data",
    [
        b"x\n",
        b"9999999999",
        b"99999999\n",
        b"4\nnope",
        b"2\n[]",
        b'28\n[{"array":0},[["|O8",[1]]]] ',
        b'33\n[{"array":0},[["<f8",[99999999]]]]',
        b'26\n[{"array":0},[["<f8",[-1]]]',
        b'12\n[{"text":3},[]]',
        b'16\n[{"array":5},[]]',
        b'18\n[{"a":1,"b":2},[]]',
        b"200000\n" + b"[" * 200000,
        b'19\n[{"list":null},[]] ',
    ],
)
def test_hostile_messages_are_refused(data):
    with pytest.raises((wire.WireError, EOFError)):
        wire.unpack(Exact(data))


# What a learner's page says in Chinese.

SPOKEN = {  # name: code cells; every way in which a process, a cell or a value is told of
    "raises": in_double("raise ValueError('no')"),
    "syntax error": ["def double(x:", "x = 1\nfail()\n", "!ls\n" + TOTAL],
    "endless function": in_double("while True: pass"),
    "endless cell": ["while True: pass", *GOOD],
    "os._exit inside": in_double("os._exit(3)"),
    "signal inside": in_double("os.kill(os.getpid(), signal.SIGSEGV)"),
    "returns an object": in_double("return object()"),
    "returns deep lists": GALLERY["returns deep lists"][0],
    "returns a sentence": in_double("raise type('WireError', (Exception,), {})('ha ha ha')"),
    "replies that are no replies": GALLERY["replies that are no replies"][0],
    "one array many times": GALLERY["one array many times"][0],
    "the judge's own modules": GALLERY["the judge's own modules"][0],
    "a place of its own": [
        "exec(compile('\\n\\ndef double(x): return x + nothing', 'cell of mine', 'exec'))",
        "raise SyntaxError('no place')",
    ],
    "nothing": ["print(1)"],
}
NOT_OURS = r"`[^`]*`|\w*(Error|Exception)\b: [^（。]*"  # code, and what an exception says
ENGLISH = r"[A-Za-z]{2,}(?:[ ,]+\d*[ ,]*[A-Za-z]+)+|\w+ \d+, \w+ \d+"  # two words and more


def chinese_lines(report):
    """The Chinese lines of a report's pages: pairs of the page's name and the line."""
    for page in sorted(report.rglob("*.html")):
        for line in re.findall('<span class="zh" lang="zh">(.*?)</span>', page.read_text("utf-8")):
            yield page.name, html.unescape(line)


@needs_bubblewrap
def test_chinese_lines_of_pages_hold_no_english(class_room):
    for name, cells in SPOKEN.items():
        hand_in(class_room, name, cells)
    (class_room / "handed in/no notebook.ipynb").write_text("[]", "utf-8")
    (class_room / "handed in/other.ipynb").write_bytes(notebook(GOOD).encode("utf-16"))
    (class_room / "handed in/packed.rar").write_bytes(b"Rar!")
    path = class_room / "tests/test_tiny.py"
    path.write_text(TESTS.replace('"seconds": 8', '"seconds": 1.5'), "utf-8")
    assert grade(class_room)[0] == 0
    lines = list(chinese_lines(class_room / "report"))
    english = {
        (page, line) for page, line in lines if re.search(ENGLISH, re.sub(NOT_OURS, "", line))
    }
    assert english == set()
    told = {line for _, line in lines}
    assert any(re.fullmatch(r"double：超时（[\d.]+ 秒内没有返回）", line) for line in told)
    assert "启动时：超时（整份提交的时间已用完）" in told
    assert "运行出错：ValueError: no（第 1 个代码单元格第 3 行）。" in told
    assert (
        "第 1 个代码单元格：SyntaxError: '(' was never closed（第 1 个代码单元格第 1 行）" in told
    )
    assert "进程崩溃（进程自行退出，状态码 3）。" in told
    assert "返回的是类型为 object 的对象，不是数、数组或文本。" in told


def reasons_in_our_code():
    """What the grader gives as a reason anywhere, with 7 in the place of what is filled in."""
    grading = Path(states.__file__).parent
    for tree in (ast.parse(path.read_text("utf-8")) for path in grading.glob("*.py")):
        inner = {id(x) for f in ast.walk(tree) if isinstance(f, ast.JoinedStr) for x in f.values}
        for node in (node for node in ast.walk(tree) if id(node) not in inner):
            called = isinstance(node, ast.Call) and getattr(node.func, "id", "")
            if called in ("Ended", "NotIsolated", "WireError", "Exposed"):
                text = text_of(node.args[called == "Ended"])
                yield f"it sent {text}" if text and called == "WireError" else text
            elif isinstance(node, ast.Constant | ast.JoinedStr):
                text = text_of(node) or ""
                yield text if text.startswith("crashed: ") and " " in text[9:] else None


def text_of(node):
    """The text of a constant or an f-string; None where that is nothing but what is filled in."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    if not any(isinstance(part, ast.Constant) and part.value != "it sent " for part in parts):
        return None
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in parts)


def test_every_reason_of_the_grader_has_its_chinese():
    reasons = set(filter(None, reasons_in_our_code()))
    assert len(reasons) > 15 and "its process is gone" in reasons
    assert {r for r in reasons if re.search("`|[a-z]+ [a-z]+", states.in_chinese(r))} == set()


@pytest.mark.parametrize(
    ("where", "english", "chinese"),
    [
        (None, "", ""),
        ("cell 7, line 3", " (cell 7, line 3)", "（第 7 个代码单元格第 3 行）"),
        ("helper.py, line 3", " (helper.py, line 3)", "（`helper.py` 第 3 行）"),
        ("somewhere else", " (somewhere else)", ""),  # a learner's process may say anything
    ],
)
def test_places_are_named_in_both_languages(where, english, chinese):
    assert at(where) == (english, chinese)
