"""`python -m aigc_keras grade`: a folder of submissions in, a table of marks and pages out."""

import ast
import re
import sys
from pathlib import Path

from aigc_course.grading import report, submissions
from aigc_course.grading.anonymity import Pseudonyms, anonymous
from aigc_course.grading.kept import Kept, share
from aigc_course.grading.pool import grade_open
from aigc_course.grading.roster import BadRoster, Finder, read_roster
from aigc_course.grading.states import in_chinese

PACKAGED = Path(__file__).resolve().parents[1] / "_exercises"  # in an installed wheel
CHECKOUT = Path(__file__).resolve().parents[2] / "tests" / "exercises"  # also if editable
ISOLATED = [
    "A user without rights, in namespaces of its own: no network, no other process, no file of "
    "yours, of other learners or of the tests; limits on time, memory, disk, processes and output.",
    "没有权限的用户，独立的命名空间：无网络，看不到其他进程，看不到教师、其他学习者和测试的文件；时间、内存、磁盘、进程数和输出都有上限。",
]
UNSAFE = [
    "OFF: learners' code could read and write your files and use the network. Time and memory "
    "were limited, and it ran in processes of its own.",
    "未启用隔离：学习者的代码可以读写你的文件，也可以访问网络。只限制了时间和内存，并在单独的进程中运行。",
]
REMEDY = """\
The submissions would not be shut in: {reason}.
{english}
--unsafe grades without protection: only for code that you trust.
无法隔离学习者的代码：{reason_chinese}。
{chinese}
--unsafe 表示不加保护，仅用于可信的代码。"""
NOT_STARTED = """\
Learners' code cannot be run: {reason}.
{english}
无法运行学习者的代码：{reason_chinese}。
{chinese}"""


class Refused(Exception):
    """The command cannot be carried out, in words for the instructor."""


def add_options(parser):
    """Give an `argparse` parser the options of the command."""
    parser.add_argument("submissions", type=Path, help="a notebook, a folder or a zip")
    parser.add_argument("--exercise", required=True, help="such as 03_gan")
    parser.add_argument("--out", type=Path, required=True, help="folder of the report")
    parser.add_argument(
        "--tests", type=Path, default=find_exercises(), help="folder of the exercises' tests"
    )
    parser.add_argument("--hidden", type=Path, help="folder with your own tests for the exercise")
    parser.add_argument("--roster", type=Path, help="CSV: id, name[, match][, time_factor]")
    parser.add_argument("--jobs", type=int, default=2, help="submissions at a time")
    parser.add_argument("--anonymous", action="store_true", help="no names in the report")
    parser.add_argument(
        "--shard", metavar="I/N", help="grade the I-th of N parts into --out, without a report"
    )
    parser.add_argument("--merge", action="store_true", help="the report of what shards graded")
    parser.add_argument("--unsafe", action="store_true", help="grade even without isolation")


def find_exercises():
    """The folder of the exercises' tests: the installed package's, else the checkout's."""
    return PACKAGED if PACKAGED.is_dir() else CHECKOUT


def run(options):
    """Carry out the command; returns the exit status: 0, or 2 where it refuses."""
    try:
        import pytest  # noqa: F401 (`--help` does without)

        from aigc_course.grading import judge  # noqa: F401 (needs Linux)
    except ImportError as error:
        print(
            f'Grading is for Linux and needs pytest ({error}): pip install "aigc-keras[grading]"\n'
            '评分需要 Linux 和 pytest：pip install "aigc-keras[grading]"',
            file=sys.stderr,
        )
        return 2
    try:
        _grade_all(options)
    except (Refused, BadRoster, submissions.Unreadable) as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except OSError as error:
        if not error.filename:
            raise
        print(f"{error.filename} cannot be read or written: {error.strerror}.", file=sys.stderr)
        print(f"{error.filename} 无法读写：请换一个可以读写的文件夹。", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.", file=sys.stderr)
        print("已停止；再次运行同一命令即可继续。", file=sys.stderr)
        return 130
    return 0


def read_task(exercise, tests, hidden=None):
    """The tests of an exercise and their settings; says nothing about isolation yet.

    Raises:
        Refused: there is no such exercise, or the hidden folder has no test for it.
    """
    from aigc_course.grading import judge

    own = tests / f"test_{exercise}.py"
    if not own.is_file():
        known = sorted(path.stem.removeprefix("test_") for path in tests.glob("test_*.py"))
        known = ", ".join(known) or "none; --tests is the folder tests/exercises of the course"
        raise Refused(f"There are no tests {own}. Exercises: {known}.")
    files = [own]
    if hidden:
        files += sorted(hidden.glob(f"test_{exercise}*.py"))
        if len(files) == 1:
            raise Refused(f"{hidden} has no test_{exercise}*.py.")
    tests = [test for path in files for test in _tests_of(path)]
    if twice := sorted({test for test in tests if tests.count(test) > 1}):
        raise Refused(
            f"Two tests have the name {twice[0]}, and the marks of one would be lost: give the "
            "test or its file another name.\n"
            f"有两个测试都叫 {twice[0]}，其中一个的分数会丢失：请修改测试或文件的名称。"
        )
    settings = {}
    for node in ast.parse(own.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "SETTINGS":
            settings = ast.literal_eval(node.value)
    return judge.Task([str(path.resolve()) for path in files], settings, isolated=True)


def _tests_of(path):
    """The tests of a file as the report names them, twice where several classes have one."""
    try:
        module = ast.parse(path.read_text("utf-8"))
    except (SyntaxError, ValueError):  # told where it is run
        return []
    scopes = [module, *(node for node in module.body if isinstance(node, ast.ClassDef))]
    names = [
        {node.name for node in scope.body if isinstance(node, ast.FunctionDef)} for scope in scopes
    ]
    return [f"{path.name}::{name}" for scope in names for name in scope if name.startswith("test")]


def _grade_all(options):
    shard = _shard(options)
    task = read_task(options.exercise, options.tests, options.hidden)
    places = (options.submissions, options.out, options.hidden, options.roster)
    task = task._replace(secret=tuple(str(place) for place in places if place))
    people = read_roster(options.roster) if options.roster else []
    groups, strays = submissions.survey(options.submissions, options.exercise, people)
    if not groups:
        raise Refused(f"There is no notebook in {options.submissions}.")
    if shard:
        groups = share(groups, shard)
    handed_in = [submissions.take_in(group, options.exercise) for group in groups]
    factors = {s.name: s.person.time_factor for s in handed_in if s.person}
    if options.merge:
        done, isolated = _merged(handed_in, factors, task, options)
    else:
        task = _tried(task, options.unsafe)
        done, isolated = Kept(options.out, task), task.isolated
        grade_open(handed_in, factors, task, done, options)
    if shard:
        print(f"{len(handed_in)} submissions of shard {options.shard}: {done.folder}")
        return
    apart = [path for path, _ in strays] + [s.name for s in handed_in if not s.person]
    perhaps = _perhaps(apart, people, options.exercise)
    results, remarks = _results(handed_in, people, done, factors, perhaps)
    remarks = [(f"{path}: {english}", f"{path}：{zh}") for path, (english, zh) in strays] + remarks
    if options.anonymous:
        pseudonyms = Pseudonyms(done.folder)
        results = anonymous(results, options.exercise, pseudonyms)
        remarks = _counted(remarks)
        print(f"Who is who, for you alone 匿名对照表，请勿外传: {pseudonyms.write()}")
    protections = ISOLATED if isolated else UNSAFE
    report.write_report(
        options.out, options.exercise, results, protections, remarks, not options.anonymous
    )
    print(f"{len(handed_in)} submissions: {options.out / 'index.html'}")


def _shard(options):
    """The shard as a pair of ints, or None; refuses options that make no sense."""
    if options.jobs < 1:
        raise Refused("--jobs is a whole number of at least 1.")
    if options.out.resolve().is_relative_to(options.submissions.resolve()):
        raise Refused("Write the report somewhere else than among the submissions.")
    if not options.shard:
        return None
    found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", options.shard)
    number, count = map(int, found.groups()) if found else (0, 0)
    if not 1 <= number <= count:
        raise Refused("--shard is I/N with I from 1 to N, such as 2/4.")
    if options.merge:
        raise Refused("--shard grades and --merge reports: run --merge when all shards are done.")
    return number, count


def _tried(task, unsafe):
    """The task, isolated as this machine can; refuses where it cannot, unless `unsafe`.

    What is tried is what the graders start, with all packages of the exercise.
    """
    from aigc_course.grading import judge
    from aigc_course.grading.sandbox import REMEDIES, Ended, LearnerError, NotIsolated

    try:
        with judge.open_sandbox(task) as sandbox, sandbox.session() as session:
            session.request({"do": "cell", "number": 0, "code": "pass"}, 30)
    except (NotIsolated, Ended, LearnerError) as error:
        cause = getattr(error, "cause", "start")
        may_do_without = task.isolated and cause != "package"  # without those nothing runs anywhere
        if unsafe and may_do_without:
            return _tried(task._replace(isolated=False), unsafe)
        english, chinese = REMEDIES[cause]
        text = REMEDY if may_do_without else NOT_STARTED
        reason = str(error).rstrip(".; ")
        told = {"reason": reason, "reason_chinese": in_chinese(reason)}
        raise Refused(text.format(**told, english=english, chinese=chinese)) from None
    return task


def _merged(handed_in, factors, task, options):
    """What shards have kept, and whether all of it was graded in isolation."""
    for isolated in (True, False) if options.unsafe else (True,):
        done = Kept(options.out, task._replace(isolated=isolated))
        open_ones = [s.name for s in handed_in if done.read(s, factors.get(s.name, 1.0)) is None]
        if not open_ones:
            return done, isolated
    raise Refused(
        f"{len(open_ones)} of {len(handed_in)} submissions are not graded yet, such as "
        f"{', '.join(open_ones[:3])}. Run the shards again with the same options; they go on."
    )


def _counted(remarks):
    """Remarks without names: how many there are."""
    count = len(remarks)
    english = f"{count} remarks are left out, as they hold names: see the report with names."
    return [(english, f"{count} 条说明含有姓名，此处省略：请看未匿名的报告。")] if count else []


def _absent(person, perhaps):
    """The result of a person without a submission of their own; in doubt it is not "missing"."""
    identity = ("", person.id, person.name)
    if not perhaps:
        return report.Result(*identity, "missing", [], [])
    paths = ", ".join(perhaps)
    note = [
        f"perhaps this person's, as it fits several: {paths}",
        f"可能是此人的提交（同时与多人相符）：{paths}",
    ]
    return report.Result(*identity, "unreadable", [], [note], tuple(perhaps))


def _perhaps(paths, people, exercise):
    """Paths that were given to nobody, by the ids of the persons whose they may be."""
    finder, found = Finder(people, exercise), {}
    for path in paths:
        for person in {person.id: person for person in finder.possible(path)}.values():
            found.setdefault(person.id, []).append(path)
    return found


def _results(handed_in, people, done, factors, perhaps):
    """Results for the report, and what to look at, as pairs."""
    results, remarks = [], []
    count = {}  # a person's id -> how many submissions
    for submission in handed_in:
        found = done.read(submission, factors.get(submission.name, 1.0))
        person, name = submission.person, submission.name
        who = f"{person.id} {person.name}" if person else name
        told = [*submission.notes, *(found["notes"] if found.get("again") else [])]
        remarks += [(f"{who}: {note[0]}", f"{who}：{note[1]}") for note in told]
        if person:
            count[person.id] = count.get(person.id, 0) + 1
        elif people:
            english = f"{name}: fits no row of the roster, or several"
            remarks.append((english, f"{name}：与名单中的任何一行都不符，或与多行相符"))
        identity = (person.id, person.name) if person else ("", "")
        notes = [*map(list, submission.notes), *found["notes"]]
        graded = (found["state"], found["rows"], notes)
        results.append(report.Result(name, *identity, *graded, submission.paths))
    for person in people:
        if person.id not in count:
            absent = _absent(person, perhaps.get(person.id))
            results.append(absent)
            who = f"{person.id} {person.name}"
            remarks += [(f"{who}: {english}", f"{who}：{zh}") for english, zh in absent.notes]
        elif count[person.id] > 1:
            number, who = count[person.id], f"{person.id} {person.name}"
            remarks.append((f"{who}: {number} submissions", f"{who}：{number} 份提交"))
    return results, remarks
