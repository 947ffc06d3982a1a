"""What an attack on the grader found: each test is an attack, or an honest neighbour of one."""

import contextlib
import fcntl
import io
import os
import platform
import shutil
import signal
import site
import subprocess
import sys
import tempfile
import time
import tracemalloc
import zipfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from aigc_course.checks import Wrong, number
from aigc_course.grading import confine, judge, sandbox, view
from aigc_course.grading import student as student_module
from aigc_course.grading.arrays import BadArrays, read_arrays
from aigc_course.grading.sandbox import Ended, LearnerError, NotIsolated, Sandbox
from aigc_course.grading.student import Stopped, Student

needs_bubblewrap = pytest.mark.skipif(
    not shutil.which("bwrap") and not os.environ.get("CI"), reason="bubblewrap is not installed"
)
SOCKET = (
    "import sys, wire\nf = sys._getframe()\n"
    "while f.f_code.co_name != 'serve': f = f.f_back\nJ = f.f_locals['judge']\n"
)
SETTINGS = {"seconds": 20}
TESTS = '''
import numpy as np
import pytest
from aigc_course.checks import same


@pytest.mark.points(2, exercise=1)
def test_double(student, rng):
    """Twice the numbers.
    数的两倍。"""
    x = rng.normal(size=5)
    same(student.double(x), 2 * x)


@pytest.mark.points(3, exercise=2)
def test_total(student, rng):
    """The sum of the numbers.
    数的总和。"""
    x = rng.normal(size=5)
    same(student.total(x), np.sum(x))
'''
HIDDEN = '''
import numpy as np
import pytest
from aigc_course.checks import Given, same

@pytest.mark.points(1, exercise=1)
def test_secret(student):
    """A hidden case.
    隐藏的一例。"""
    same(student.double(np.array([0.7351, -1.2047])), np.array([1.4702, -2.4094]))

@pytest.mark.points(1, exercise=2)
def test_secret_code(student):
    """Another one.
    又一例。"""
    same(student.secret_name(Given("def secret_f(z):\\n    return 13", "secret_f")), 1)
'''
RIGHT = ["def double(x): return 2 * x", "def total(x): return x.sum()"]


def ask(opened, code, name="found", seconds=30):
    with opened.session() as session:
        session.request({"do": "cell", "number": 1, "code": code}, 60)
        request = {"do": "call", "name": name, "args": [], "kwargs": {}, "seed": 0}
        return session.request(request, seconds)


def submission(cells, files=None):
    return SimpleNamespace(cells=cells, files=files or {}, folder="")


@pytest.fixture(scope="module")
def shared():
    with Sandbox() as opened:
        yield opened


@pytest.fixture
def graded(tmp_path, shared):
    """Function of cells: what `judge.grade` finds, with the tests above."""

    def run(cells, hidden=False, tests=TESTS, isolated=shared, settings=SETTINGS, time_factor=1.0):
        (tmp_path / "test_tiny.py").write_text(tests, "utf-8")
        (tmp_path / "test_tiny_hidden.py").write_text(HIDDEN, "utf-8")
        names = ["test_tiny.py", "test_tiny_hidden.py"][: 1 + hidden]
        task = judge.Task([str(tmp_path / name) for name in names], settings, True)
        return judge.grade(submission(cells), task, isolated, time_factor)

    return run


def earned(result):
    return [row["earned"] for row in result["rows"]]


def family(process):
    """The numbers of all processes that come from one, as this process sees them."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text(errors="replace")
        except OSError:
            continue
        state, parent = stat.rpartition(")")[2].split()[:2]
        if state != "Z":  # not one that has ended
            parents[int(folder.name)] = int(parent)
    found = {process}
    for _ in parents:
        found |= {number for number, parent in parents.items() if parent in found}
    return found


def left_over(process, before):
    """The processes besides those of before that are still there after a moment."""
    for _ in range(50):
        found = family(process) - before
        if not found:
            break
        time.sleep(0.1)
    return found


# --- Signals, and a guard that says nothing


@needs_bubblewrap
@pytest.mark.parametrize("sign", ["SIGSTOP", "SIGKILL", "SIGTSTP"])
@pytest.mark.parametrize("target", ["0", "-1", "1", "os.getppid()", "-os.getppid()"])
def test_no_signal_reaches_the_guard(shared, sign, target):
    code = f"import os, signal\ntry: os.kill({target}, signal.{sign})\nexcept OSError: pass"
    before = family(shared._process.pid)
    session = shared.session()
    began = time.monotonic()
    try:
        session.request({"do": "cell", "number": 1, "code": code}, 1)
    except Ended as ended:
        assert ended.state in ("timed out", "crashed")
    session.close()
    assert time.monotonic() - began < 5
    assert not left_over(shared._process.pid, before) and not shared._silent


@needs_bubblewrap
def test_processes_with_sessions_of_their_own_end_with_the_submission(shared):
    code = "import os, time\nfor _ in range(3):\n    if os.fork() == 0:\n        os.setsid()\n"
    code += "        if os.fork() == 0:\n            while True: time.sleep(1)\n        os._exit(0)"
    before = family(shared._process.pid)
    assert ask(shared, f"{code}\ndef found(): return 1") == 1
    assert not left_over(shared._process.pid, before)


@needs_bubblewrap
def test_a_silent_guard_is_the_submissions_crash_and_nobody_elses(monkeypatch):
    monkeypatch.setattr(sandbox, "PATIENCE", 1)
    with Sandbox() as opened:
        before = family(opened._process.pid)
        session = opened.session()
        session.request({"do": "cell", "number": 1, "code": "x = 1"}, 10)
        for process in family(opened._process.pid) - before:
            os.kill(process, signal.SIGSTOP)
        with pytest.raises(Ended):
            session.request({"do": "cell", "number": 1, "code": "x = 1"}, 0.5)
        assert ask(opened, "def found(): return 1") == 1  # in processes that are new
        assert not family(opened._process.pid) & before


# --- What a learner's code sees


@needs_bubblewrap
def test_nothing_is_seen_that_python_does_not_need(request):
    places = [Path(sys.prefix), Path(sys.base_prefix), Path("/usr/local/share"), Path("/usr/share")]
    files = []
    for place in filter(lambda place: os.access(place, os.W_OK), places):
        folder = tempfile.mkdtemp(prefix="class", dir=place)
        request.addfinalizer(lambda folder=folder: shutil.rmtree(folder))
        files.append(Path(folder, "lee.ipynb"))
        files[-1].write_text("secret", "utf-8")
        os.chmod(folder, 0o755)
    # Folders above Python itself are there, with nothing else in them.
    above = {str(parent) for place in places[:2] for parent in place.resolve().parents}
    others = {"/usr/bin/env", "/bin/sh", "/usr/local/bin", "/opt", "/home", "/tmp"} - above
    paths = [*map(str, files), *sorted(others)]
    code = f"import os\ndef found(): return [p for p in {paths!r} if os.path.exists(p)]"
    with Sandbox() as opened:
        assert files and ask(opened, code) == []


@needs_bubblewrap
@pytest.mark.parametrize("place", ["packages", "stdlib", "libraries"])
def test_what_must_not_be_seen_is_covered_below_what_is(place, request):
    folders = {"packages": site.getsitepackages()[0], "stdlib": os.path.dirname(os.__file__)}
    folder = Path(folders.get(place, "/usr/lib/x86_64-linux-gnu"))
    if not os.access(folder, os.W_OK):
        pytest.skip(f"{folder} cannot be written")
    room = Path(tempfile.mkdtemp(prefix="class", dir=folder))
    request.addfinalizer(lambda: shutil.rmtree(room))
    room.chmod(0o755)
    (room / "roster.csv").write_text("id", "utf-8")
    (room / "inner").mkdir()
    (room / "inner/lee.ipynb").write_text("{}", "utf-8")
    code = (
        f"import os\ndef found():\n    seen = [f for *_, n in os.walk({str(room)!r}) for f in n]\n"
    )
    code += f"    path = {str(room / 'roster.csv')!r}\n"
    code += "    return [*seen, os.path.exists(path) and os.path.getsize(path)]"
    with Sandbox(secret=[room]) as opened:
        assert ask(opened, code) == [False]
    with Sandbox(secret=[room / "roster.csv", room / "inner"]) as opened:
        assert ask(opened, code) == ["roster.csv", 0]


def test_a_folder_of_python_itself_cannot_be_hidden():
    with pytest.raises(view.Exposed):
        view.hide([site.getsitepackages()[0]], view.shown())
    if shutil.which("bwrap"):
        with pytest.raises(NotIsolated) as refused:
            Sandbox(secret=[site.getsitepackages()[0]])
        assert refused.value.cause == "folder"


def test_a_tasks_tests_and_places_and_the_clone_stay_unseen(monkeypatch):
    found = {}
    monkeypatch.setattr(judge, "Sandbox", lambda **options: found.update(options))
    judge.open_sandbox(judge.Task(["/a/test_x.py", "/b/test_x.py"], {}, True, ("/c", "/d")))
    assert {"/a", "/b", "/c", "/d"} <= set(map(str, found["secret"]))
    assert Path(judge.__file__).parents[2] in found["secret"]


@needs_bubblewrap
@pytest.mark.parametrize("way", ["relative", "through a link", "absolute"])
def test_any_path_to_python_starts_a_sandbox(tmp_path, way):
    python, here = Path(sys.executable), Path(sys.executable).parent
    if way == "through a link":
        (tmp_path / "environment").symlink_to(Path(sys.executable).parents[1])
        python = tmp_path / "environment" / "bin" / python.name
    if way == "relative":
        python, here = Path("..", "bin", python.name), here
    code = "from aigc_course.grading.sandbox import Sandbox\n"
    code += "with Sandbox() as opened, opened.session() as session:\n    "
    code += "session.request({'do': 'cell', 'number': 1, 'code': 'import numpy, matplotlib'}, 60)"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    # Python takes the name that a shell gives as it stands.
    command = ["/bin/sh", "-c", f'exec {python} -c "$0"', code]
    subprocess.run(command, cwd=here, env=environment, check=True)


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("bwrap: No permissions to create new namespace", "namespaces"),
        ("bwrap: setting up uid map: Permission denied", "namespaces"),
        ("ModuleNotFoundError: No module named 'numpy'", "package"),
        ("ImportError: libx.so: cannot open shared object file", "package"),
        ("Segmentation fault", "start"),
    ],
)
def test_the_advice_fits_the_cause(line, cause, tmp_path, monkeypatch):
    (tmp_path / "bwrap").write_text(f'#!/bin/sh\necho "{line}" >&2\nexit 1\n', "utf-8")
    (tmp_path / "bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(NotIsolated) as refused:
        Sandbox()
    assert refused.value.cause == cause and line in str(refused.value)
    assert all(sandbox.REMEDIES[cause])


def test_a_missing_package_and_a_missing_bubblewrap_are_told_apart(monkeypatch):
    with pytest.raises(NotIsolated, match="no_such_package") as refused:
        Sandbox(preload=["no_such_package.part"], isolated=False)
    assert refused.value.cause == "package"
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(NotIsolated, match="bubblewrap") as refused:
        Sandbox()
    assert refused.value.cause == "bubblewrap"


# --- Signs between two learners


@needs_bubblewrap
def test_two_learners_cannot_signal_by_what_both_read(shared):
    lock = """
import ctypes, fcntl, os
def found():
    done = []
    for path in ("/course/wire.py", os.__file__, "/dev/null", "/dev/zero"):
        file = open(path, "rb")
        for lock in (lambda: fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB),
                     lambda: fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB),
                     lambda: fcntl.fcntl(file, fcntl.F_OFD_SETLK, bytes(32))):
            try:
                lock()
                done.append(True)
            except OSError:
                done.append(False)
        KEPT.append(file)
    libc = ctypes.CDLL(None, use_errno=True)
    return done, libc.inotify_init(), libc.inotify_init1(0), libc.memfd_create(b"a", 0)
KEPT = []
"""
    with Sandbox() as other, other.session() as session:
        session.request({"do": "cell", "number": 1, "code": lock}, 10)
        request = {"do": "call", "name": "found", "args": [], "kwargs": {}, "seed": 0}
        first = session.request(request, 10)
        with open(os.__file__, "rb") as file:  # nothing of it is seen from outside
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        assert ask(shared, lock) == first
    assert first[1:] == (-1, -1, -1)


@needs_bubblewrap
def test_locks_of_ones_own_seem_to_work(shared):
    code = "import sqlite3\ndef found():\n    with sqlite3.connect('own.db') as base:\n"
    code += "        base.execute('create table t (a)'); base.execute('insert into t values (3)')\n"
    code += "        return base.execute('select a from t').fetchone()[0]"
    assert ask(shared, code) == 3


# --- Memory


@needs_bubblewrap
@pytest.mark.parametrize(
    "start",
    [
        "subprocess.Popen([sys.executable, '-S', '-c', CODE], stdout=writing)",
        "os.posix_spawn(sys.executable, ['p', '-S', '-c', CODE], {}, file_actions="
        "[(os.POSIX_SPAWN_DUP2, writing, 1)])",
        "os.fork() or (os.setsid(), os.fork() and os._exit(0), os.dup2(writing, 1), "
        "os.execv(sys.executable, ['p', '-S', '-c', CODE]))",
    ],
)
def test_the_memory_of_programs_that_a_learner_starts_counts(start):
    code = "import os, subprocess, sys, time\nreading, writing = os.pipe()\n"
    code += "os.set_inheritable(writing, True)\n"
    code += "CODE = 'x = bytearray(b\"x\") * (MB << 20); print(1, flush=True)\\n'\n"
    code += "CODE += 'import time; time.sleep(60)'\n"
    code += "for _ in range(4):\n    START\ngot = b''\n"
    code += (
        "while len(got) < 8: got += os.read(reading, 8)\ntime.sleep(LONG)\ndef found(): return 1"
    )
    with Sandbox(memory=500 * 2**20) as opened:
        code = code.replace("START", start)
        assert ask(opened, code.replace("MB", "60").replace("LONG", "1")) == 1
        with pytest.raises(Ended, match="too much memory"):
            ask(opened, code.replace("MB", "180").replace("LONG", "50"))


@needs_bubblewrap
def test_memory_that_no_process_holds_is_not_to_be_had(shared):
    code = """
import ctypes, mmap
libc = ctypes.CDLL(None, use_errno=True)
def found():
    got = [libc.memfd_create(b"a", 0), libc.shmget(0, 1 << 30, 0o1600), libc.unshare(0x10000000),
           libc.mount(b"none", b"/submission", b"tmpfs", 0, None), libc.syscall(425, 8, 0)]
    for file in (-1, *(open(f"/dev/{name}", "r+b").fileno() for name in ("zero", "full", "null"))):
        try:
            mmap.mmap(file, 1 << 20)
            got.append(file)
        except OSError:
            got.append(-1)
    return got, open("/dev/zero", "rb").read(3) == bytes(3)
"""
    assert ask(shared, code) == ([-1] * 9, True)


@needs_bubblewrap
def test_memory_that_the_kernel_holds_for_learners_is_not_to_be_had(shared):
    clone = {"x86_64": 56, "aarch64": 220}[platform.machine()]
    code = f"""
import ctypes, errno, os
libc = ctypes.CDLL(None, use_errno=True)
def clone(flags):
    found = libc.syscall({clone}, flags | 17, 0, 0, 0, 0)
    if found == 0:
        os._exit(0)
    return found
def found():
    namespaces = [1 << 17, *(1 << bit for bit in range(25, 31)), 0x10000000 | 0x08000000]
    return [libc.msgget(0, 0o1600), libc.semget(0, 9, 0o1600), libc.syscall(435, 0, 0),
            *map(clone, namespaces)], ctypes.get_errno() == errno.EPERM
"""
    refused, why = ask(shared, code)
    assert refused == [-1] * 11 and why


PAIRS = """
import os, socket, time
def fill(one, size=1 << 20, options=()):
    one.setblocking(False)
    for option in options:
        one.setsockopt(socket.SOL_SOCKET, option, 1 << 22)
    try:
        while True:
            one.send(bytes(size))
    except BlockingIOError:
        pass
def full_pairs(count):
    for _ in range(count):
        pair = socket.socketpair()
        for one in pair:
            fill(one)
        yield pair
"""
HOARDS = {  # ways to have many sockets, none of which is a process's own memory
    "in many processes": "for _ in range(4):\n    if os.fork() == 0:\n"
    "        kept = [*full_pairs(100)]\n        time.sleep(60)",
    "on their way": "carrier = socket.socketpair()\nfor one, other in full_pairs(120):\n"
    "    socket.send_fds(carrier[0], [b'x'], [one.fileno(), other.fileno()])\n"
    "    one.close(), other.close()\nkept = [*full_pairs(100)]",
    "of which one end is closed": "kept = []\nfor _ in range(2):\n"
    "    for one, other in full_pairs(230):\n        kept.append(one)\n        other.close()\n"
    "    if os.fork() == 0: time.sleep(60)\n    for one in kept: one.close()",
}


@needs_bubblewrap
@pytest.mark.parametrize("way", HOARDS)
def test_what_waits_in_sockets_is_memory_too(way):
    with Sandbox(memory=128 * 2**20) as opened:
        few = f"{PAIRS}\nkept = [*full_pairs(100)]\ntime.sleep(1)\ndef found(): return len(kept)"
        assert ask(opened, few) == 100
        with pytest.raises(Ended, match="too much memory"):
            ask(opened, f"{PAIRS}\n{HOARDS[way]}\ntime.sleep(50)")


@needs_bubblewrap
def test_a_socket_holds_no_more_than_is_counted_for_it(shared):
    code = f"""{PAIRS}
import fcntl, struct
def found():
    held = []
    for size in (1, 700, 4096, 50_000, 106_000, 1 << 20):
        for options in ((), (7,), (32,)):
            one, other = socket.socketpair()
            fill(one, size, options)
            held.append(struct.unpack("i", fcntl.ioctl(one, 0x5411, bytes(4)))[0])  # SIOCOUTQ
    return max(held)
"""
    held = ask(shared, code)
    assert held <= confine.full_socket() < 2 * held


@needs_bubblewrap
def test_there_are_no_sockets_but_pairs_of_streams(shared):
    code = """
import asyncio, ctypes, multiprocessing, socket
libc = ctypes.CDLL(None, use_errno=True)
def found():
    families = range(48)
    refused = [libc.socket(family, 1 + family % 5, 0) for family in families]
    pair = (ctypes.c_int * 2)()
    refused += [libc.socketpair(family, 1, 0, pair) for family in families if family != 1]
    refused += [libc.socketpair(1, kind | flags, 0, pair) for kind in (2, 3, 5)
                for flags in (0, socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK)]
    refused += [libc.vmsplice(1, None, 0, 0)]
    one, other = multiprocessing.Pipe()
    one.send("hello")
    return sorted(set(refused)), other.recv(), asyncio.run(asyncio.sleep(0, "awake"))
"""
    assert ask(shared, code) == ([-1], "hello", "awake")


@needs_bubblewrap
def test_processes_and_threads_of_ones_own_still_start(shared):
    code = """
import multiprocessing, os, subprocess, sys, threading
from concurrent.futures import ThreadPoolExecutor
def found():
    child = os.fork()
    if child == 0:
        os._exit(3)
    with ThreadPoolExecutor(4) as pool:
        threads = list(pool.map(abs, [-1, -2]))
    with multiprocessing.get_context("fork").Pool(2) as pool:
        processes = pool.map(abs, [-3, -4])
    program = subprocess.run([sys.executable, "-S", "-c", "print(5)"], capture_output=True)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return status, threads, processes, program.returncode
"""
    assert ask(shared, code) == (3, [1, 2], [3, 4], 0)


# --- Replies


@needs_bubblewrap
@pytest.mark.parametrize(
    "sent",
    [
        "wire.pack({'value': 1.0})",
        "wire.pack({'value': 1.0, 'request': 1})",
        "wire.pack({'value': 1.0, 'request': f.f_locals.get('number')})",
        "wire.pack({'error': 'E', 'text': 't', 'where': None, 'request': 0}) * 20",
        "wire.pack({'value': 1.0, 'request': sys.modules['numpy'].zeros(2)})",
        "wire.pack({'value': 1.0, 'request': [sys.modules['numpy'].zeros(2)]})",
    ],
)
@pytest.mark.parametrize("when", ["while cells run", "in a call", "from a thread"])
def test_an_extra_reply_shifts_no_answer(graded, sent, when):
    cells = [f"{SOCKET}data = {sent}", *RIGHT]
    if when == "while cells run":
        cells.insert(1, "J.sendall(data)")
    elif when == "in a call":
        cells[1] = "def double(x):\n    J.sendall(data)\n    return 2 * x"
    else:
        cells.insert(1, "import threading\nthreading.Timer(0.05, lambda: J.sendall(data)).start()")
    result = graded([*cells, "z = 1"])
    if when == "in a call" and "number" in sent:
        # The very number of this request: an answer of its own, and a wrong one.
        assert earned(result)[1] == 3
    else:
        assert earned(result) == [2, 3]


@needs_bubblewrap
@pytest.mark.parametrize("part", ["value", "error", "text", "where"])
def test_arrays_in_any_part_of_a_reply_are_the_learners_fault(graded, part):
    reply = "{'error': 'E', 'text': 't', 'where': None} | {PART: sys.modules['numpy'].zeros(2)}"
    reply = reply.replace("PART", repr(part))
    cells = [f"{SOCKET}def double(x):\n    number = sys._getframe(2).f_locals['number']"]
    cells[0] += f"\n    J.sendall(wire.pack({reply} | {{'request': number}}))\n    return 2 * x"
    result = graded([*cells, RIGHT[1]])
    assert not any(row["test error"] for row in result["rows"])
    assert earned(result) == [0, 3]


@pytest.mark.parametrize(
    "reply",
    [
        ["a" * 1_000] + ["b"] * 10_000,
        [["b"] * 10_000, ("a" * 1_000,)],
        [["a" * 1_000], *([1.0] * 10_000)],
        "a" * 1_000_000,
        {"a": [1.0] * 10_000},
        [10**400, 1.5],
    ],
)
def test_a_reply_that_is_no_numbers_takes_little_memory(reply):
    tracemalloc.start()
    try:
        with pytest.raises(Wrong, match="type (list|str|dict); it should return numbers"):
            number(reply)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_lists_of_numbers_are_numbers():
    for reply in (3, True, [1, 2.5], [[1, 2], (3, 4)], [np.ones(2), np.zeros(2)], []):
        np.testing.assert_array_equal(number(reply), np.asarray(reply))


# --- Hidden tests


LEAKS = {
    "the text of an error": "raise ValueError('LEAK %r' % (x,))",
    "the name of an error": "raise type('LEAK%r' % (x,), (Exception,), {})()",
    "an error that the wire raises": "raise type('WireError', (Exception,), {})('LEAK%r' % (x,))",
    "a name that is missing": "raise LookupError('missing: LEAK%r' % (x,))",
    "a function's place": "exec(compile('1 / 0', 'cell LEAK%r' % (x,), 'exec'))",
    "a shape": "import numpy as np; return np.zeros((7351, 1))",
    "a number": "return 7351 + 0 * x if len(x) == 2 else 2 * x",
    "a type": "return type('LEAK', (), {})()",
    "the way it ends": "import os; os._exit(73)",
    "a signal": "import os; os.kill(os.getpid(), 11)",
    "text": "return 'LEAK 7351'",
}


@needs_bubblewrap
@pytest.mark.parametrize("way", LEAKS)
def test_hidden_tests_say_fixed_sentences_only(graded, way):
    body = f"    if len(x) != 2: return 2 * x\n    {LEAKS[way]}"
    cells = ["def double(x):\n" + body, RIGHT[1], "def secret_name(f):\n    x = 1, f\n"]
    cells[2] += f"    {LEAKS[way].replace('len(x) == 2', 'True')}"
    result = graded(cells, hidden=True)
    assert earned(result) == [2, 3, 0, 0]
    told = [*result["notes"], *(row["why"] for row in result["rows"])]
    from aigc_course.grading.plugin import HIDDEN as SENTENCES

    allowed = [*SENTENCES.values(), ["", ""]]
    allowed += [[f"a hidden test: {state}", f"隐藏测试：{c}"] for state, c in judge.STATES.items()]
    assert all(pair in allowed for pair in told), told


AFTER_HIDDEN = {  # in a cell of a process that started after a hidden question: what it may leave
    "an error": "raise ValueError('LEAK')",
    "an error of its own": "raise type('LEAK', (Exception,), {})",
    "a line that is stood in for": "get_ipython().system('LEAK')",
    "a line that is left out": "get_ipython().run_line_magic('pip', 'LEAK')",
    "a cell without an end": "while True: pass",
    "a name that is missing": "raise LookupError('missing: LEAK')",
}


@needs_bubblewrap
@pytest.mark.parametrize("way", AFTER_HIDDEN)
def test_a_process_after_a_hidden_question_leaves_no_words(shared, way):
    cells = ["1 / 0", *RIGHT, "import os\ndef end(x): os._exit(0)"]
    student = Student(shared, submission(cells), 60, cell_seconds=1)
    assert student.double(np.ones(2)).tolist() == [2, 2]
    before, student.hidden = judge._notes(student), True
    with pytest.raises(Stopped):
        student.end(np.ones(2))
    cells[0] = AFTER_HIDDEN[way]  # as if it had read the clock, by which the hidden input came
    with contextlib.suppress(Wrong):
        student.total(np.ones(2))
    told = [note for note in judge._notes(student) if note not in before]
    assert {note[0].partition(":")[0] for note in told} == {"a hidden test"}, told
    student.close()


@needs_bubblewrap
def test_what_stopped_a_cell_in_own_tests_is_told_beside_hidden_ones(graded):
    cells = ["!pip install x", "1 / 0", *RIGHT, "def secret_name(f):\n    import os; os._exit(0)"]
    notes = [english for english, _ in graded(cells, hidden=True)["notes"]]
    assert "code cell 2: ZeroDivisionError: division by zero (cell 2, line 1)" in notes
    assert "code cell 1, line 1: `!pip install x` was left out" in notes


@needs_bubblewrap
def test_a_name_that_only_a_hidden_test_asks_for_is_not_told(graded):
    result = graded(RIGHT, hidden=True)
    assert result["state"] == "missing exercises" and earned(result) == [2, 3, 1, 0]
    assert "secret" not in str([result["notes"], [row["why"] for row in result["rows"]]])


# --- Files


def npz(**arrays):
    data = io.BytesIO()
    np.savez_compressed(data, **arrays)
    return data.getvalue()


def packed(data, compression, name="samples.npy"):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        archive.writestr(name, data)
    return file.getvalue()


def header(text, version=1):
    text = text.encode()
    size = len(text).to_bytes(2 if version == 1 else 4, "little")
    return b"\x93NUMPY" + bytes([version, 0]) + size + text


def test_arrays_arrive_as_numpy_wrote_them():
    arrays = {
        "a": np.arange(6.0).reshape(2, 3).T,
        "b": np.asfortranarray(np.arange(6, dtype=">i4").reshape(2, 3)),
        "c": np.float16(3),
        "d": np.zeros((0, 2), bool),
    }
    for save in (np.savez, np.savez_compressed):
        data = io.BytesIO()
        save(data, words=np.array(["not", "numbers"]), **arrays)
        np.testing.assert_equal(read_arrays(data.getvalue()), arrays)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no zip",
        npz(samples=np.zeros(3))[:-30],
        packed(b"no array", zipfile.ZIP_STORED),
        packed(header("{'descr': '<f8', 'fortran_order': False, 'shape': (9,)}\n"), 0),
        packed(header("{'descr': '<f8', 'fortran_order': False, 'shape': (10**12,)}\n"), 0),
        packed(header("{'descr': '<f8', 'fortran_order': False, 'shape': (999999999999,)}\n"), 0),
        packed(header("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}\n") + bytes(8), 0),
        packed(header("__import__('os').abort()\n"), 0),
        packed(header(" " * 70000, version=2), 8),
        packed(bytes(10**6), zipfile.ZIP_BZIP2),
        packed(bytes(10**6), zipfile.ZIP_LZMA),
        npz(samples=np.zeros(9_000_000)),
        npz(**{f"a{i}": np.zeros(1) for i in range(150)}),
    ],
)
def test_hostile_arrays_are_refused(data):
    with pytest.raises(BadArrays) as refused:
        read_arrays(data)
    assert refused.value.english and refused.value.chinese


def test_objects_are_never_made():
    data = io.BytesIO()
    np.savez(data, samples=np.array([{}, print], dtype=object))
    assert read_arrays(data.getvalue()) == {}


@needs_bubblewrap
def test_a_patched_load_earns_nothing(shared):
    cells = ["import numpy as np\nnp.load = lambda *a, **k: FAKE\n"]
    cells[0] += "np.lib.format.read_array = np.load\nclass FAKE: files = ['samples']"
    files = {"ring.npz": npz(samples=np.ones(2)), "empty.npz": b""}
    student = Student(shared, submission(cells, files), 60)
    assert student.load("ring.npz")["samples"].tolist() == [1, 1]
    with pytest.raises(Wrong, match="cannot be read"):
        student.load("empty.npz")
    with pytest.raises(Wrong, match="not there"):
        student.load("other.npz")
    student.close()


ONE, TWO = npz(a=np.ones(1)), npz(a=np.full(1, 2.0))


@pytest.mark.parametrize(
    ("files", "folder", "sentence"),
    [
        ({"ring.npz": ONE, "ring (1).npz": ONE}, "", ""),
        ({"ring.npz": ONE, "ring (1).npz": TWO}, "", ""),
        ({"ring.npz": ONE, "backup/ring.npz": TWO}, "", ""),
        ({"work/ring.npz": ONE, "work/old/ring.npz": TWO, "ring.npz": TWO}, "work", ""),
        ({"work/lee_11_ring.npz": ONE, "backup/ring.npz": TWO}, "work", ""),
        ({"backup/ring.npz": ONE}, "", ""),
        ({"a/ring.npz": ONE, "b/ring.npz": ONE}, "", ""),
        ({"a/ring.npz": ONE, "b/ring.npz": TWO}, "", "several"),
        ({"ring (1).npz": ONE, "ring (2).npz": TWO}, "", "several"),
        ({"string.npz": ONE, "ring.npz/a.npz": ONE}, "", "not there"),
    ],
)
def test_copies_of_a_file_take_no_marks(files, folder, sentence):
    student = Student(None, SimpleNamespace(cells=[], files=files, folder=folder), 60)
    if not sentence:
        assert student.load("ring.npz")["a"].tolist() == [1]
        return
    with pytest.raises(Wrong, match=sentence):
        student.load("ring.npz")
    assert student.missing == ({"ring.npz"} if sentence == "not there" else set())


# --- The instructor's shell


@pytest.fixture
def open_room(tmp_path):
    with Sandbox(isolated=False) as opened:
        yield opened


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PYTEST_ADDOPTS", "-n 2"),
        ("PYTEST_ADDOPTS", "-x"),
        ("PYTEST_ADDOPTS", "-k total"),
        ("PYTEST_ADDOPTS", "--collect-only"),
        ("PYTEST_ADDOPTS", "--deselect test_tiny.py::test_total -p no:python"),
        ("PYTEST_ADDOPTS", "--no-such-option"),
        ("PYTEST_PLUGINS", "no_such_plugin"),
        ("PYTEST_DEBUG", "1"),
    ],
)
def test_options_of_the_instructors_shell_take_no_marks(
    graded, open_room, monkeypatch, name, value
):
    monkeypatch.setenv(name, value)
    result = graded(["def double(x): return x", RIGHT[1]], isolated=open_room)
    assert earned(result) == [0, 3] and result["state"] == "graded"
    assert os.environ[name] == value


@pytest.mark.parametrize("file", ["pytest.ini", "tox.ini", "pyproject.toml", "setup.cfg"])
def test_options_of_ini_files_take_no_marks(graded, open_room, tmp_path, monkeypatch, file):
    sections = {"pytest.ini": "pytest", "tox.ini": "pytest", "setup.cfg": "tool:pytest"}
    section = sections.get(file, "tool.pytest.ini_options")
    value = '"-x -k total"' if file == "pyproject.toml" else "-x -k total"
    (tmp_path / file).write_text(f"[{section}]\naddopts = {value}\n", "utf-8")
    (tmp_path / "conftest.py").write_text("collect_ignore_glob = ['*']\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert earned(graded(RIGHT, isolated=open_room)) == [2, 3]


@pytest.mark.parametrize(
    "change",
    [
        ("import pytest\n", "import pytest\npytest.skip('today', allow_module_level=True)\n"),
        ("def test_total(", "def test_not_total("),
        ("def test_double(", "@pytest.mark.skip(reason='x')\ndef test_double("),
        ("def test_double(", "@pytest.mark.xfail(run=False)\ndef test_double("),
    ],
)
def test_a_test_that_does_not_run_is_an_error_of_the_tests(graded, open_room, change):
    tests = TESTS.replace(*change)
    if "test_not_total" in tests:
        tests += "\ndel test_not_total\n"
    result = graded(RIGHT, tests=tests, isolated=open_room)
    assert result["state"] == "test error"
    assert any(row["test error"] for row in result["rows"])


def test_warnings_are_no_errors_of_learners(graded, open_room):
    tests = TESTS.replace("x = rng", "import warnings; warnings.warn('w')\n    x = rng", 1)
    assert earned(graded(RIGHT, tests=tests, isolated=open_room)) == [2, 3]


def test_each_test_has_numbers_of_its_own_and_the_seed_is_kept(graded, open_room):
    tests = TESTS + "\n    raise ValueError(list(x))\n"
    tests = tests.replace("    same(student.double(x), 2 * x)", "    raise ValueError(list(x))")
    result = graded(RIGHT, tests=tests, isolated=open_room)
    first, second = (row["test error"] for row in result["rows"])
    assert first != second and isinstance(result["seed"], int)
    assert first != graded(RIGHT, tests=tests, isolated=open_room)["rows"][0]["test error"]


def test_the_judge_can_be_imported_without_pytest():
    code = "import sys; sys.modules['pytest'] = None; import aigc_course.grading.judge"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_sandbox_that_breaks_says_so(monkeypatch):
    with pytest.raises(LearnerError, match="ValueError"), Sandbox(isolated=False) as opened:
        ask(opened, "def found(): raise ValueError(3)")


# --- Time


@needs_bubblewrap
def test_more_time_is_more_time_for_cells_too(graded, monkeypatch):
    monkeypatch.setattr(judge, "OWN_TIME", 0)
    settings = {"seconds": 1, "cell_seconds": 1}
    cells = ["import time; time.sleep(1.2)"] * 3 + RIGHT
    result = graded(cells, settings=settings, time_factor=2)
    assert (result["state"], earned(result)) == ("graded", [2, 3]), result["notes"]


def test_a_test_without_an_end_fails_and_so_does_the_next(graded, open_room, monkeypatch):
    monkeypatch.setattr(judge, "OWN_TIME", 0)
    monkeypatch.setattr(judge, "NEXT_TEST", 2)
    tests = TESTS.replace("    x = rng.normal(size=5)", "    while True: pass")
    tests += "\n\n@pytest.mark.points(1, exercise=2)\ndef test_fine(student):\n    pass\n"
    settings = {"seconds": 5, "cell_seconds": 0.1}
    began = time.monotonic()
    result = graded(RIGHT, tests=tests, isolated=open_room, settings=settings)
    assert time.monotonic() - began < 30
    assert (result["state"], earned(result)) == ("timed out", [0, 0, 1])
    note = ["the tests: timed out (they took too long)", "全部测试：超时（用时过长）"]
    assert result["notes"] == [note]


@pytest.mark.parametrize("when", ["while cells run", "in a call"])
def test_a_process_that_the_alarm_interrupted_is_not_asked_again(open_room, monkeypatch, when):
    student = Student(open_room, submission(["x = 1", *RIGHT]), 60)
    asked = "cell" if when == "while cells run" else "call"
    request, rung = sandbox.Session.request, []

    def ring(session, message, seconds):
        if message["do"] == asked and message.get("number", 2) == 2 and not rung:
            rung.append(1)
            raise Stopped("timed out", "the tests took too long")
        return request(session, message, seconds)

    monkeypatch.setattr(sandbox.Session, "request", ring)
    with pytest.raises(Stopped):
        student.double(np.ones(2))
    assert student._session is None
    assert student.double(np.ones(2)).tolist() == [2, 2] and student.total(np.ones(2)) == 2
    student.close()


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        (RIGHT, None),
        (["import time; time.sleep(1)", *RIGHT], "missing exercises"),
        (
            ["def double(x):\n    while True: pass", "def total(x): import os; os._exit(1)"],
            "crashed",
        ),
        (["while True: pass", *RIGHT], "timed out"),
    ],
)
def test_want_of_time_is_told_whatever_the_state(graded, open_room, monkeypatch, cells, state):
    if state == "missing exercises":
        monkeypatch.setattr(student_module, "MAX_LOADING", 0.1)  # 0.4 seconds for all cells
    result = graded(cells, isolated=open_room, settings={"seconds": 20, "cell_seconds": 4})
    assert result["slow"] is (state is not None) and result["state"] == (state or "graded")
    if state == "missing exercises":
        (note,) = (note for note in result["notes"] if "no run" in note[0])
        assert note[0] == "code cells from 2 on: no run, as those before took too long"
        assert "从第 2 个代码单元格起未运行" in note[1]


# --- What a test is worth


@pytest.mark.parametrize(
    ("marker", "points", "exercise"),
    [
        ("points(2, exercise=1)", 2, 1),
        ("points(n=2, exercise=1)", 2, 1),
        ("points(2, 1)", 2, 1),
        ("points(exercise=1, n=0)", 0, 1),
        ("points(1.5, exercise=0)", 1.5, 0),
        ("points(2)", 0, None),
        ("points(exercise=1)", 0, None),
        ("points()", 0, None),
        ("usefixtures()", 0, None),
    ],
)
def test_points_may_be_named_and_are_never_lost_without_a_word(
    graded, open_room, marker, points, exercise
):
    tests = TESTS.replace("points(2, exercise=1)", marker)
    row, other = graded(RIGHT, tests=tests, isolated=open_room)["rows"]
    assert (row["points"], row["earned"], row["exercise"]) == (points, points, exercise or 0)
    assert ("no marker points" in row["test error"]) is (exercise is None)
    assert (other["earned"], other["test error"]) == (3, "")
