"""The report of a grading: tables, pages, what is given back, and what shards put together."""

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import tracemalloc
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from aigc_course.command_line import main
from aigc_course.grading import (
    command,
    feedback,
    judge,
    kept,
    names,
    pool,
    report,
    sandbox,
    submissions,
)
from aigc_course.grading.anonymity import Pseudonyms, anonymous

ROOT = Path(__file__).parents[1]
TESTS = '''
import pytest
from aigc_course.checks import same

SETTINGS = {"preload": ["numpy"], "forbidden": [], "seconds": 8, "cell_seconds": 2}


@pytest.mark.points(2, exercise=1)
def test_double(student):
    """Twice the number.
    数的两倍。"""
    same(student.call("double", 3.0), 6.0)
'''
GOOD = "def double(x):\n    return 2 * x"


def notebook(*cells):
    cells = [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells]
    return json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}})


@pytest.fixture
def room(tmp_path):
    """Folders of a lecturer's own tests and of the submissions; no clone is needed for them."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own/test_tiny.py").write_text(TESTS, "utf-8")
    (tmp_path / "handed in").mkdir()
    return tmp_path


def hand_in(room, **files):
    for name, content in files.items():
        hand_in_as(room, f"{name}.ipynb", content)


def hand_in_as(room, path, content):
    path = room / "handed in" / path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def grade(room, *options, out="report"):
    command = ["grade", str(room / "handed in"), "--exercise", "tiny", "--out", str(room / out)]
    return main([*command, "--tests", str(room / "own"), "--unsafe", *options])


def rows(room, out="report"):
    with open(room / out / "grades.csv", encoding="utf-8-sig", newline="") as file:
        return [*csv.DictReader(file)]


def result(submission, name="", notes=(), paths=(), why=("", "")):
    row = {"test": "t", "exercise": 1, "points": 2, "earned": 0, "asks": ["a", "b"]}
    row |= {"why": [*why], "test error": ""}
    return report.Result(submission, "", name, "graded", [row], [*map(list, notes)], paths)


def test_pages_have_safe_names_of_their_own():
    submissions = ["../../etc/passwd", "a/b", "a_b", "李 雷", "x" * 500, "<script>", "\udcff", ""]
    pages = [report._file_name(name) for name in submissions]
    assert len(set(pages)) == len(submissions)
    assert all("/" not in p and ".." not in p and len(p.encode()) < 255 for p in pages)


@pytest.mark.parametrize("sign", "=+-@＝＋－＠﹦−")
@pytest.mark.parametrize(
    "before",
    ["", " ", "\t", "\n", "\u200b", "\ufeff", "\u202e", "\u2066", "\xad", "\u3000", "\xa0", '"',
     "\u2028", "x;", "x\t", "x,", "x; ", "x;\u200b", "x;\ufeff\u200d ", 'x";"', "x|", "x\r"],
)  # fmt: skip
def test_no_cell_of_a_table_runs_as_a_formula(tmp_path, before, sign):
    path = tmp_path / "a.csv"
    report.write_csv(path, ["name"], [[f"{before}{sign}1+1"]])
    with open(path, encoding="utf-8-sig", newline="") as file:
        (_, (cell,)) = csv.reader(file)
    without = re.sub('[\\s\u200b-\u200f\u2028-\u202f\u2066\ufeff\xad\xa0"]', "", cell)
    for piece in re.split(r"[;,|\t\r\n]", cell):
        piece = re.sub('[\\s\u200b-\u200f\u2028-\u202f\u2066\ufeff\xad\xa0"]', "", piece)
        assert not piece.startswith(tuple("=+-@＝＋－＠﹦−")), without


def test_names_and_numbers_stay_as_they_are(tmp_path):
    path = tmp_path / "a.csv"
    row = ["Müller-Lüdenscheidt", "李雷", "a=b", "Lee, Ann", -3, 2.5, "می\u200cخواهم"]
    report.write_csv(path, ["x"] * len(row), [row])
    with open(path, encoding="utf-8-sig", newline="") as file:
        (_, read) = csv.reader(file)
    assert read == [str(cell) for cell in row]


def test_an_anonymous_report_holds_no_name(room):
    hand_in(room, zimmermann=notebook(GOOD, "raise ValueError('Zimmermann: zimmermann.ipynb')"))
    hand_in_as(room, "Quinten Abelmann/quinten_report.rar", "Rar!")
    hand_in_as(room, "xaver/tiny.ipynb", notebook("def double(x): open('xaver_notes.txt')"))
    hand_in_as(room, "yorick.zip", b"PK")
    hand_in_as(room, "wolfgang_11_501_tiny.ipynb", notebook(GOOD))
    hand_in_as(room, "wolfgang_11_601_tiny-1.ipynb", notebook("x = 1"))
    hand_in_as(room, "ulrike_notes.npz", "1")
    roster = room / "roster.csv"
    roster.write_text("id,name,match\ns77,Zimmermann,zimmermann\ns78,Vera Nowak,\n", "utf-8")
    assert grade(room, "--roster", str(roster), out="blind") == 0  # with names, to begin with
    assert (room / "blind/feedback.zip").is_file()
    assert grade(room, "--roster", str(roster), "--anonymous", out="blind") == 0
    shown = [path for path in (room / "blind").rglob("*") if ".graded" not in path.parts]
    texts = [path.name for path in shown]
    texts += [path.read_text("utf-8") for path in shown if path.is_file()]
    named = ("zimmermann", "quinten", "abelmann", "xaver", "yorick", "wolfgang", "ulrike", "s77",
             "s78", "vera", "nowak")  # fmt: skip
    for text in texts:
        assert not [name for name in named if name in text.casefold()]
    assert "remarks are left out" in (room / "blind/index.html").read_text("utf-8")
    assert not (room / "blind/feedback.zip").exists()


def who_is_who(room, out="report"):
    """The lecturer's table: a submission's name or a person's id -> the number."""
    with open(room / out / ".graded/who_is_who.csv", encoding="utf-8-sig", newline="") as file:
        found = [*csv.DictReader(file)]
    return {row["submission"] or row["id"]: row["number"] for row in found}


@pytest.fixture
def class_of_twelve(room, monkeypatch, in_threads):
    """A room with submissions that earn nothing without being run, and one person without any."""
    nothing = {"state": "graded", "rows": [], "notes": [], "seed": 0}
    monkeypatch.setattr(judge, "grade_in_worker", lambda submission, factor: nothing)
    hand_in(room, **{f"learner{number}": notebook(f"x = {number}") for number in range(11)})
    (room / "roster.csv").write_text("id,name\nlearner3,Ann\ns99,Bo\n", "utf-8")
    return room


def test_who_knows_the_class_cannot_compute_an_anonymous_reports_numbers_and_order(class_of_twelve):
    room, roster = class_of_twelve, ["--roster", str(class_of_twelve / "roster.csv")]
    drawn, orders, pages = [], [], []
    for out in ("first", "second", "third"):
        assert grade(room, "--anonymous", *roster, out=out) == 0
        numbers = who_is_who(room, out)
        shown = [row["submission"].removeprefix("submission ") for row in rows(room, out)]
        assert shown == sorted(numbers.values()) and len({*shown}) == 12
        drawn.append(numbers)
        orders.append(sorted(numbers, key=numbers.get))
        pages.append({path.name for path in (room / out / "pages").iterdir()})
    assert len({*map(tuple, orders)}) == 3 and "s99" in drawn[0] and "learner3.ipynb" in drawn[0]
    assert not pages[0] & pages[1] & pages[2]
    assert len({number for numbers in drawn for number in numbers.values()}) > 30


def test_numbers_stay_whatever_graded_and_who_comes_later(class_of_twelve, capsys):
    room, roster = class_of_twelve, ["--roster", str(class_of_twelve / "roster.csv")]
    for number in "12":
        assert grade(room, "--shard", f"{number}/2", *roster) == 0
    assert grade(room, "--merge", "--anonymous", *roster) == 0
    assert "who_is_who.csv" in capsys.readouterr().out
    numbers = who_is_who(room)
    hand_in(room, learner3=notebook("x = 33"), zoe=notebook("x = 12"))  # changed, and new
    (room / "handed in/learner5.ipynb").unlink()
    assert grade(room, *roster) == 0  # with names, which changes nothing
    assert grade(room, "--anonymous", *roster) == 0
    later = who_is_who(room)
    assert {*numbers} - {*later} == {"learner5.ipynb"} and {*later} - {*numbers} == {"zoe.ipynb"}
    assert all(numbers[name] == later[name] for name in numbers if name in later)
    hand_in(room, learner5=notebook("x = 5"))
    assert grade(room, "--anonymous", *roster) == 0
    assert numbers.items() < who_is_who(room).items()


def test_what_names_nobody_is_left_in_an_anonymous_report(tmp_path):
    why = ("03_gan_ring.npz is not there: lee's file", "没有找到 03_gan_ring.npz：lee")
    numbers = Pseudonyms(tmp_path)
    (found,) = anonymous([result("lee/03_gan.ipynb", "Bo Lee", why=why)], "03_gan", numbers)
    assert found.rows[0]["why"] == ["03_gan_ring.npz is not there: …'s file",
                                    "没有找到 03_gan_ring.npz：…"]  # fmt: skip


@pytest.mark.parametrize(
    ("submission", "paths", "expected"),
    [
        ("export/Ann Lee_11_assignsubmission_file_", ["export/Ann Lee_11_assignsubmission_file_/x"],
         "Ann Lee_11_assignsubmission_file_/tiny_feedback.html"),
        ("Ann Lee_11_assignsubmission_file_tiny.ipynb",
         ["Ann Lee_11_assignsubmission_file_tiny.ipynb"],
         "Ann Lee_11_assignsubmission_file_tiny.ipynb.html"),
        ("s/lee_LATE_11_501_tiny-1.ipynb", ["s/lee_LATE_11_501_tiny-1.ipynb"],
         "lee_LATE_11_501_tiny-1.ipynb.html"),
        ("lee_11_501_work.zip", ["lee_11_501_work.zip/tiny.ipynb"], "lee_11_501_work.zip.html"),
        ("a/李雷", ["a/李雷/tiny.ipynb"], "a/李雷/tiny_feedback.html"),
    ],
)  # fmt: skip
def test_feedback_has_the_names_that_a_platform_takes_back(submission, paths, expected):
    assert feedback.feedback_name(result(submission, paths=tuple(paths)), "tiny") == expected


def test_every_page_is_given_back_under_its_learners_name(room):
    hand_in_as(room, "Ann Lee_11_assignsubmission_file_/tiny.ipynb", notebook(GOOD))
    hand_in_as(room, "Bo_12_assignsubmission_file_/notes.txt", "x")
    assert grade(room) == 0
    with zipfile.ZipFile(room / "report/feedback.zip") as archive:
        pages = {name: archive.read(name).decode() for name in archive.namelist()}
    assert {*pages} == {
        "Ann Lee_11_assignsubmission_file_/tiny_feedback.html",
        "Bo_12_assignsubmission_file_/tiny_feedback.html",
    }
    assert "2 / 2" in pages["Ann Lee_11_assignsubmission_file_/tiny_feedback.html"]


def test_pages_fit_a_phone(room):
    hand_in(room, lee=notebook(GOOD))
    grade(room)
    pages = [room / "report/index.html", *(room / "report/pages").glob("*.html")]
    for text in (page.read_text("utf-8") for page in pages):
        assert 'name="viewport" content="width=device-width, initial-scale=1"' in text
        assert text.count("<table") == text.count('<div class="scroll"><table class="cards">')
        cells = re.findall("<td[^>]*>", text)
        assert len(cells) >= 4 and all(re.search('data-label="[^"<]+"', cell) for cell in cells)
        assert "max-width:600px" in text
    assert 'data-label="Points 得分"' in text
    index = pages[0].read_text("utf-8")
    assert "<bdi>test_<wbr>tiny.<wbr>py::<wbr>test_<wbr>double</bdi>" in index  # between words


def test_reasons_are_in_both_languages_and_attempts_are_named(room):
    hand_in(room, lee=notebook("x = 1"), **{"lee (1)": notebook(GOOD)})
    hand_in_as(room, "export.txt", "notes")
    hand_in_as(room, "wu.rar", "Rar!")
    roster = room / "roster.csv"
    roster.write_text("id;name\nlee;Lee\nwu;Wu\nzhao;Zhao\n;\n", "utf-8")
    assert grade(room, "--roster", str(roster)) == 0
    states = {row["id"]: (row["state"], row["points"]) for row in rows(room)}
    assert states == {"lee": ("graded", "2"), "wu": ("unreadable", "0"), "zhao": ("missing", "0")}
    index = (room / "report/index.html").read_text("utf-8")
    assert "lee Lee: 2 submissions: lee (1).ipynb counts" in index and "为准" in index
    assert "export.txt: whose file" in index and "export.txt：无法确定" in index
    (page,) = [p.read_text("utf-8") for p in (room / "report/pages").glob("lee*.html")]
    assert "lee (1).ipynb counts" in page
    (page,) = [p.read_text("utf-8") for p in (room / "report/pages").glob("wu*.html")]
    assert "no notebook" in page and "没有笔记本" in page


def test_in_doubt_nobody_is_missing(room):
    hand_in_as(room, "kim_tiny_ring.npz", "1")
    hand_in_as(room, "lee_tiny.ipynb", notebook(GOOD))
    roster = room / "roster.csv"
    roster.write_text("id,name,match\n1,Kim A,kim\n2,Kim B,kim\n3,Lee,lee\n4,Wu,wu\n", "utf-8")
    assert grade(room, "--roster", str(roster)) == 0
    states = {row["id"]: row["state"] for row in rows(room)}
    assert states == {"1": "unreadable", "2": "unreadable", "3": "graded", "4": "missing"}
    index = (room / "report/index.html").read_text("utf-8")
    assert "1 Kim A: perhaps this person" in index and "2 Kim B：可能是" in index
    assert len([*(room / "report/pages").glob("*")]) == 1


def test_help_and_a_refusal_need_no_pytest():
    code = """
import sys
sys.modules["pytest"] = None
from aigc_course.command_line import main
try:
    main(["grade", "--help"])
except SystemExit as end:
    assert not end.code
assert not {"numpy", "keras", "tensorflow"} & {name for name in sys.modules}
sys.exit(main(["grade", ".", "--exercise", "x", "--out", "/tmp/none"]))
"""
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 2 and "--shard" in found.stdout
    assert "needs pytest" in found.stderr and "Traceback" not in found.stderr


# Shards.


def contents(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.slow
def test_four_shards_merged_equal_a_single_run(room, capsys):
    for number in range(6):
        factor = 2 if number % 3 else number
        cell = f"def double(x):\n    return {factor} * x  # by learner {number}"
        hand_in_as(room, f"learner{number:02d}_{number}_50{number}_tiny.ipynb", notebook(cell))
    hand_in_as(room, "cy_77_501_tiny.rar", "Rar!")
    hand_in_as(room, "stray.npz", "1")
    assert grade(room, out="single") == 0
    capsys.readouterr()
    assert grade(room, "--merge") == 2
    assert "6 of 7 submissions are not graded yet" in capsys.readouterr().err
    for number in (3, 1, 4):
        assert grade(room, "--shard", f"{number}/4") == 0
    assert not (room / "report/index.html").exists()
    assert grade(room, "--merge") == 2 and "shards again" in capsys.readouterr().err
    assert grade(room, "--shard", "2/4") == grade(room, "--merge") == 0
    capsys.readouterr()
    assert grade(room, "--shard", "2/4") == 0  # once more: nothing is graded twice
    assert "graded" not in capsys.readouterr().err.replace(".graded", "")
    for name in ("grades.csv", "items.csv", "grades.xml", "index.html"):
        assert (room / "report" / name).read_bytes() == (room / "single" / name).read_bytes()
    assert contents(room / "report/feedback.zip") == contents(room / "single/feedback.zip")
    assert not [*(room / "report/.graded").glob("*.part")]


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--shard", "0/4"], "I/N"),
        (["--shard", "5/4"], "I/N"),
        (["--shard", "x"], "I/N"),
        (["--shard", "1/4", "--merge"], "--merge"),
    ],
)
def test_a_shard_that_makes_no_sense_is_refused(room, capsys, options, word):
    hand_in(room, lee=notebook(GOOD))
    assert grade(room, *options) == 2 and word in capsys.readouterr().err


def test_a_resubmission_is_graded_anew(room):
    """The digest tells which of two notebooks counted."""
    first, second = notebook("x = 1"), notebook(GOOD)
    hand_in_as(room, "lee/tiny.ipynb", first)
    hand_in_as(room, "lee/01_empty.ipynb", second)
    grade(room)
    assert rows(room)[0]["points"] == "0"
    hand_in_as(room, "lee/tiny.ipynb", second)
    hand_in_as(room, "lee/01_empty.ipynb", first)
    grade(room)
    assert rows(room)[0]["points"] == "2"


# What fails, and what is stopped.


@pytest.fixture
def in_threads(monkeypatch):
    """Graders in threads of this process, so that a test can replace what they do."""
    monkeypatch.setattr(
        pool, "ProcessPoolExecutor", lambda workers, *_: ThreadPoolExecutor(workers)
    )


def test_where_the_grader_itself_failed_the_next_run_grades_again(
    room, monkeypatch, in_threads, capsys
):
    hand_in(room, lee=notebook(GOOD))
    right = {"state": "graded", "rows": [], "notes": [], "seed": 0}
    answers = [RuntimeError("a fault of ours"), right, RuntimeError("never asked for")]

    def graded(submission, factor):
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(judge, "grade_in_worker", graded)
    states = []
    for _ in range(3):
        assert grade(room) == 0
        states.append(rows(room)[0]["state"])
        index = (room / "report/index.html").read_text("utf-8")
        to_look_at = index.partition("To look at")[2].partition("<h2>")[0]
        assert ("a fault of ours" in to_look_at) == (states[-1] == "test error")
        assert ("评分程序自身出错" in to_look_at) == (states[-1] == "test error")
    assert states == ["test error", "graded", "graded"] and len(answers) == 1


@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError(28, "full", "report")])
def test_a_run_that_is_stopped_begins_no_further_submission(
    room, monkeypatch, in_threads, capsys, stop
):
    hand_in(room, **{f"learner{number}": notebook(f"x = {number}") for number in range(9)})
    begun, stopped = [], threading.Event()

    def graded(submission, factor):
        begun.append(submission.name)
        if len(begun) > 1:
            stopped.wait(20)
            time.sleep(0.5)
        return {"state": "graded", "rows": [], "notes": [], "seed": 0}

    def write(*_):
        stopped.set()
        raise stop

    monkeypatch.setattr(judge, "grade_in_worker", graded)
    monkeypatch.setattr(kept.Kept, "write", write)
    assert grade(room, "--jobs", "1") == (130 if stop is KeyboardInterrupt else 2)
    assert len(begun) < 4


def lay_out_class(room, count, packed):
    """A class whose files take a megabyte each, as folders or as a platform's zip of zips."""
    place = room / f"class of {count}"
    for number in range(count):
        place.mkdir(exist_ok=True)
        files = {"tiny.ipynb": notebook(f"x = {number}"), "data.npz": os.urandom(10**6)}
        if packed:
            with zipfile.ZipFile(place / f"learner{number}.zip", "w") as archive:
                for name, content in files.items():
                    archive.writestr(name, content)
            continue
        (place / f"learner{number}").mkdir()
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            (place / f"learner{number}" / name).write_bytes(data)
    if packed == "zip of zips":
        place = Path(shutil.make_archive(str(place), "zip", place))
    return place


@pytest.mark.parametrize("packed", ["", "zips", "zip of zips"])
def test_a_class_takes_no_more_memory_than_a_few_of_it(room, monkeypatch, in_threads, packed):
    """The bytes of a submission are in memory while it is graded, and not before or after."""
    read = []

    def graded(submission, factor):
        read.append(len(submission.files["data.npz"]))
        return {"state": "graded", "rows": [], "notes": [], "seed": 0}

    monkeypatch.setattr(judge, "grade_in_worker", graded)
    peaks = {}
    for count in (8, 40):
        place = lay_out_class(room, count, packed)
        out = room / f"report of {count}"
        words = ["grade", str(place), "--exercise", "tiny", "--out", str(out), "--unsafe"]
        tracemalloc.start()
        assert main([*words, "--tests", str(room / "own")]) == 0
        peaks[count] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert read == [10**6] * 48
    assert peaks[40] < peaks[8] + 3 * 10**6


def test_what_changes_while_others_are_graded_is_told_and_graded_by_the_next_run(
    room, monkeypatch, in_threads
):
    """What is kept is kept for what was graded, never for what had been there before."""
    hand_in(room, ann=notebook("x = 1"), bob=notebook("x = 2"), cy=notebook("x = 3"))
    seen = []

    def graded(submission, factor):
        seen.append(submission.cells)
        return {"state": "graded", "rows": [], "notes": [], "seed": 0}

    def take_in(group, exercise):
        found = before(group, exercise)
        if group.name == "bob.ipynb":
            hand_in(room, bob=notebook("x = 4"))
        return found

    before = submissions.take_in
    monkeypatch.setattr(judge, "grade_in_worker", graded)
    monkeypatch.setattr(submissions, "take_in", take_in)
    assert grade(room) == 0
    assert [row["state"] for row in rows(room)] == ["graded", "test error", "graded"]
    index = (room / "report/index.html").read_text("utf-8")
    assert "bob.ipynb: its files have changed" in index and "提交的文件有改动" in index
    assert grade(room) == 0
    assert [row["state"] for row in rows(room)] == ["graded"] * 3
    assert sorted(seen) == [["x = 1"], ["x = 3"], ["x = 4"]]


def test_an_interrupted_run_ends_and_the_same_command_goes_on(room):
    slow = "import time\ntime.sleep(0.5)\n"
    hand_in(room, **{f"learner{n}": notebook(f"{slow}x = {n}", GOOD) for n in range(8)})
    command = [sys.executable, "-m", "aigc_keras", "grade", str(room / "handed in")]
    command += ["--exercise", "tiny", "--tests", str(room / "own"), "--out", str(room / "report")]
    command += ["--jobs", "1", "--unsafe"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True) as process:
        told = b""
        while b"graded 1 of 8" not in told:
            told += process.stderr.read1()
        os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C does
        told += process.communicate(timeout=100)[1]
    assert process.returncode == 130 and b"Stopped" in told
    assert 1 <= len([*(room / "report/.graded").glob("*.json")]) < 8


@pytest.mark.parametrize("module", ["a_package_of_tomorrow", "asyncio.windows_events"])
def test_what_dies_on_import_is_refused_before_anything_is_graded(room, capsys, module):
    deadly = TESTS.replace('["numpy"]', f'["{module}"]')
    (room / "own/test_tiny.py").write_text(deadly, "utf-8")
    hand_in(room, lee=notebook(GOOD))
    assert grade(room) == 2
    told = capsys.readouterr().err
    assert "cannot be run" in told and "无法运行" in told
    assert not [*(room / "report/.graded").glob("*.json")]


@pytest.mark.parametrize(
    "error", [sandbox.NotIsolated("it died"), sandbox.LearnerError("E", "x", None)]
)
def test_without_isolation_it_is_tried_too(monkeypatch, error):
    tried = []

    def open_sandbox(task):
        tried.append(task.isolated)
        raise error

    monkeypatch.setattr(judge, "open_sandbox", open_sandbox)
    task = judge.Task(["test_tiny.py"], {}, isolated=True)
    for unsafe, expected in ((False, [True]), (True, [True, False])):
        tried.clear()
        with pytest.raises(command.Refused) as refusal:
            command._tried(task, unsafe)
        assert tried == expected and ("--unsafe" in str(refusal.value)) != unsafe


def test_two_tests_of_one_name_are_refused(room, capsys):
    hand_in(room, lee=notebook(GOOD))
    (room / "hidden").mkdir()
    hidden = room / "hidden/test_tiny.py"
    classes = "".join(
        f"class Test{name}:\n    def test_more(self):\n        pass\n" for name in "AB"
    )
    for text, name in ((TESTS, "test_double"), (classes, "test_more")):
        hidden.write_text(text, "utf-8")
        assert grade(room, "--hidden", str(room / "hidden")) == 2
        told = capsys.readouterr().err
        assert f"name test_tiny.py::{name}," in told and "有两个测试" in told


@pytest.mark.parametrize(
    ("name", "text"),
    [("test_tiny_more.py", TESTS), ("test_tiny.py", TESTS.replace("test_double", "test_again")),
     ("test_tiny_x.py", "def (")],
)  # fmt: skip
def test_tests_of_different_names_are_taken(room, name, text):
    (room / "hidden").mkdir()
    (room / "hidden" / name).write_text(text, "utf-8")
    task = command.read_task("tiny", room / "own", room / "hidden")
    assert [Path(path).name for path in task.tests] == ["test_tiny.py", name]


def test_what_is_kept_depends_on_all_that_lies_beside_the_tests(room):
    submission = SimpleNamespace(digest="d", fault="")
    own, out = room / "own", room / "own/report"
    (room / "elsewhere").mkdir()
    (own / "linked").symlink_to(room / "elsewhere")
    (own / "loop").symlink_to(own)
    (own / "ann.ipynb").write_text("handed in", "utf-8")
    task = command.read_task("tiny", own)._replace(secret=(str(own / "ann.ipynb"), str(out)))

    def place():
        return kept.Kept(out, task).path(submission, 1.0).name

    def write(path, content):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return place()

    before = place()
    for path in ("test_other.py", "__pycache__/check.pyc", ".git/HEAD", "report/index.html",
                 "ann.ipynb", "another report/.graded/a.json"):  # fmt: skip
        assert write(own / path, b"of others") == before
    files = ["expected.npz", "data/expected.npz", "data/deep/a", "data/test_1.py", "linked/b", "c"]
    found = [before, *(write(own / path, content) for path in files for content in (b"\xff", b""))]
    (own / "data/deep/a").rename(own / "data/deep/d")
    assert len({*found, place()}) == 2 * len(files) + 2


def test_what_is_kept_on_one_machine_holds_on_another(room):
    """Only contents and names below the folders count, not where the folders lie."""
    submission, found = SimpleNamespace(digest="d", fault=""), set()
    for place in (room / "zzz", room / "aaa/bbb"):
        shutil.copytree(room / "own", place / "own")
        shutil.copytree(room / "own", place / "hidden")
        (place / "hidden/test_tiny.py").rename(place / "hidden/test_tiny_more.py")
        task = command.read_task("tiny", place / "own", place / "hidden")
        task = task._replace(secret=(str(place / "hidden"),))
        found.add(kept.Kept(place, task).path(submission, 1.0).name)
    assert len(found) == 1


def test_a_person_is_named_once_for_a_path_that_names_them_twice():
    people = [SimpleNamespace(id="1", match="kim"), SimpleNamespace(id="2", match="kim")]
    assert command._perhaps(["kim/kim.ipynb"], people, "tiny") == {
        "1": ["kim/kim.ipynb"],
        "2": ["kim/kim.ipynb"],
    }


def test_an_array_of_slurm_grades_shards_and_merges(tmp_path):
    fake = tmp_path / "python"
    fake.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n', "utf-8")
    fake.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "SUBMISSIONS": "/s/a b", "REPORT": "/s/r"}
    environment |= {"EXERCISE": "tiny", "SLURM_ARRAY_TASK_ID": "3", "SLURM_ARRAY_TASK_COUNT": "4"}
    command = ["bash", ROOT / "distributed/grade.slurm", "--roster", "r.csv"]
    start = ["-m", "aigc_keras", "grade", "/s/a b", "--exercise", "tiny", "--out", "/s/r"]
    for more, expected in (
        ([], ["--jobs", "2", "--shard", "3/4", "--roster", "r.csv"]),
        (["--merge"], ["--jobs", "2", "--roster", "r.csv", "--merge"]),
    ):
        printed = subprocess.check_output([*command, *more], env=environment, text=True)
        assert printed.splitlines() == [*start, *expected]


def test_an_indexed_job_of_kubernetes_grades_shards_and_merges():
    yaml = pytest.importorskip("yaml")
    graded, merged = yaml.safe_load_all((ROOT / "distributed/grade.yaml").read_text("utf-8"))
    spec = graded["spec"]
    container = spec["template"]["spec"]["containers"][0]
    shards = int(container["env"][0]["value"])
    assert spec["completionMode"] == "Indexed"
    assert spec["completions"] == shards >= spec["parallelism"]
    line = "for JOB_COMPLETION_INDEX in 0 3; do echo " + container["args"][0].removeprefix("exec")
    environment = {"SHARDS": str(shards)}
    printed = subprocess.check_output(["sh", "-c", f"{line}; done"], env=environment, text=True)
    assert re.findall(r"--shard (\S+)", printed) == ["1/4", "4/4"]
    merge = merged["spec"]["template"]["spec"]["containers"][0]
    common = printed.splitlines()[0].partition(" --shard")[0].split()
    assert [*merge["command"], *merge["args"]] == [*common, "--merge"]


def test_copies_are_told_from_names():
    assert names.newest([("a.ipynb", 5), ("b.ipynb", 9)])[0] == 1
    assert not names.is_plain("lee (1).ipynb") and names.is_plain("李雷.ipynb")
