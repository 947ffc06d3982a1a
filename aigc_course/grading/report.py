"""Writes what a grading found: tables for the gradebook, JUnit XML, and pages to read."""

import csv
import hashlib
import html
import re
import statistics
from typing import NamedTuple
from xml.etree import ElementTree

from aigc_course.grading.feedback import write_feedback
from aigc_course.grading.states import STATES

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "h1,p,li,bdi{overflow-wrap:anywhere}.scroll{overflow-x:auto}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid #bbb;padding:.4rem .6rem;"
    "text-align:left;vertical-align:top;overflow-wrap:break-word;min-width:4rem}.zh{color:#555}"
    ".full{background:#e8f5e9}.none{background:#fdecea}"
    # On a phone the rows of a table stand below each other, each cell with its heading.
    "@media(max-width:600px){body{margin:1rem auto}.cards tr{display:block;margin-bottom:1rem;"
    "border:1px solid #bbb}.cards td{display:block;border:0}"
    ".cards td::before{content:attr(data-label);display:block;font-size:.8rem;color:#555}"
    ".cards td:empty,.cards tr:first-child{display:none}}"
)
INVISIBLE = (  # spaces and what has no width: separators, joiners, directions, byte-order marks
    r"\s\x00-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffd"
    r"\U000e0000-\U000e0fff"
)
SIGNS = "=+\\-@＝＋－＠﹦﹢﹣﹫−⁺⁻⁼₊₋₌"
# A learner's text in a cell must not run as a formula in a spreadsheet, whatever separates cells
# there; nor may it break XML.
FORMULA = re.compile(rf"(^|[;,|\t\r\n])(?=[\"'{INVISIBLE}]*[{SIGNS}])|^(?=[\t\r\n])")
CONTROL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


CARD = ("Exercise<br>练习", "What is asked<br>要求", "Points<br>得分", "Why<br>原因")


class Result(NamedTuple):
    """One line of the report: a submission, or a person who handed in nothing."""

    submission: str
    id: str
    name: str
    state: str
    rows: list
    notes: list
    paths: tuple = ()  # of the files that belong to it, below the place of the submissions

    @property
    def points(self):
        return _sum(row["earned"] for row in self.rows)

    @property
    def has_page(self):
        """Whether there is something to tell a learner: not where nothing was handed in."""
        return self.state != "missing" and self.submission != ""

    def exercise(self, number):
        return _sum(row["earned"] for row in self.rows if row["exercise"] == number)


def write_report(out, exercise, results, protections, remarks, named=True):
    """Write grades.csv, items.csv, grades.xml, index.html, a page for each submission and a zip.

    Args:
        out: Path of an existing folder.
        exercise: Str.
        results: List of `Result`.
        protections: List of str: what shut the learners' code in, and what did not.
        remarks: List of pairs, English and Chinese, for the instructor: what to look at.
        named: Whether the pages are packed under learners' names, to be given back.
    """
    items = _items(results)
    numbers = sorted({item["exercise"] for item in items.values()})
    total = _sum(item["points"] for item in items.values())
    write_csv(
        out / "grades.csv",
        ["id", "name", "submission", "state", "points", "out_of"]
        + [f"exercise_{number}" for number in numbers],
        (
            [r.id, r.name, r.submission, r.state, r.points, total, *map(r.exercise, numbers)]
            for r in results
        ),
    )
    write_csv(
        out / "items.csv",
        ["test", "exercise", "points", "share_earned", "correlation_with_the_rest", "asks"],
        (
            [name, item["exercise"], item["points"], *_statistics(results, name), item["asks"][0]]
            for name, item in items.items()
        ),
    )
    _write_junit(out / "grades.xml", exercise, results)
    (out / "pages").mkdir(exist_ok=True)
    for old in (out / "pages").glob("*.html"):
        old.unlink()
    handed_in = [result for result in results if result.has_page]
    pages = [(result, _page(exercise, result, total)) for result in handed_in]
    for result, page in pages:
        (out / "pages" / _file_name(result.submission)).write_text(page, "utf-8")
    (out / "feedback.zip").unlink(missing_ok=True)
    if named:
        write_feedback(out / "feedback.zip", pages, exercise)
    (out / "index.html").write_text(
        _index(exercise, results, total, items, protections, remarks), "utf-8"
    )


def _sum(points):
    """The sum of whole and half points, an int where it is whole."""
    total = sum(points)
    return int(total) if total == int(total) else total


def _items(results):
    """The tests by name, from the submissions that they ran on."""
    items = {}
    for result in results:
        for row in result.rows:
            items.setdefault(row["test"], row)
    return items


def _statistics(results, name):
    """Share of a test's points that the class earned, and how it goes with the other points."""
    earned, others = [], []
    for result in results:
        row = next((row for row in result.rows if row["test"] == name), None)
        if row and row["points"]:
            earned.append(row["earned"] / row["points"])
            others.append(result.points - row["earned"])
    share = f"{statistics.fmean(earned):.2f}" if earned else ""
    if len(set(earned)) < 2 or len(set(others)) < 2:
        return share, ""
    return share, f"{statistics.correlation(earned, others):.2f}"


def write_csv(path, header, rows):
    """Write a table that spreadsheets show as text: no cell of it runs as a formula.

    Args:
        path: Path of the file.
        header: List of str.
        rows: Iterable of lists of numbers and str.
    """
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for row in rows:
            cells = [x if isinstance(x, (int, float)) else _plain(x) for x in row]
            writer.writerow([x if isinstance(x, (int, float)) else _harmless(x) for x in cells])


def _harmless(text):
    """A cell's text with an apostrophe wherever a spreadsheet might see a formula begin."""
    return FORMULA.sub(r"\1'", text)


def _plain(text):
    return CONTROL.sub("�", str(text))


def _write_junit(path, exercise, results):
    suites = ElementTree.Element("testsuites", name=exercise)
    for result in results:
        failed = sum(row["earned"] < row["points"] for row in result.rows)
        counts = {"tests": len(result.rows), "failures": failed}
        counts["errors"] = int(result.state == "unreadable")
        named = {"name": _plain(result.submission)} | {k: str(n) for k, n in counts.items()}
        suite = ElementTree.SubElement(suites, "testsuite", named)
        for row in result.rows:
            named = {"classname": exercise, "name": _plain(row["test"])}
            case = ElementTree.SubElement(suite, "testcase", named)
            if row["earned"] < row["points"]:
                message = _plain(row["why"][0] or row["test error"])
                ElementTree.SubElement(case, "failure", message=message)
    ElementTree.ElementTree(suites).write(path, "utf-8", xml_declaration=True)


def _file_name(submission):
    """A file name that no submission's own name can choose."""
    safe = re.sub(r"\W+", "_", submission.removesuffix(".ipynb"))[:60].strip("_")
    return f"{safe or 'submission'}-{_hash(submission)[:8]}.html"


def _hash(name):
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()


def _both(pair):
    english, chinese = (html.escape(_plain(text)) for text in pair)
    return f'{english}<br><span class="zh" lang="zh">{chinese}</span>' if english else ""


def _document(title, body):
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title>"
        f"<style>{STYLE}</style><h1>{html.escape(title)}</h1>{body}</html>\n"
    )


def _table(header, rows):
    """A table of rows, each a pair: a list of cells, and the row's class."""
    head = "".join(f"<th>{cell}</th>" for cell in header)
    labels = [cell.replace("<br>", " ") for cell in header]
    body = "".join(_row(labels, *row) for row in rows)
    return f'<div class="scroll"><table class="cards"><tr>{head}</tr>{body}</table></div>'


def _row(labels, cells, kind):
    """A row; on a phone each cell shows its heading."""
    labelled = zip(labels, cells, strict=True)
    return f'<tr class="{kind}">' + "".join(
        f'<td data-label="{label}">{cell}</td>' for label, cell in labelled
    )


def _page(exercise, result, total):
    rows = []
    for row in result.rows:
        why = row["why"]
        if row["test error"]:
            why = ["Your instructor will look at this one.", "这一项将由教师查看。"]
        kind = "full" if row["earned"] == row["points"] else "none"
        points = f"{row['earned']} / {row['points']}"
        rows.append(([row["exercise"], _both(row["asks"]), points, _both(why)], kind))
    state = _both([f"State: {result.state}", f"状态：{STATES[result.state]}"])
    notes = "".join(f"<li>{_both(note)}</li>" for note in result.notes)
    body = (
        f"<p>{html.escape(_plain(result.name or result.submission))}</p>"
        f"<p><b>{result.points} / {total}</b></p><p>{state}</p>"
        + (f"<ul>{notes}</ul>" if notes else "")
        + _table(CARD, rows)
    )
    return _document(exercise, body)


def _index(exercise, results, total, items, protections, remarks):
    rows = []
    for result in results:
        label = _breakable(_plain(result.submission or "–"))
        if result.has_page:
            label = f'<a href="pages/{_file_name(result.submission)}">{label}</a>'
        who = (html.escape(_plain(text)) for text in (result.id, result.name))
        state = f"{result.state}<br>{STATES[result.state]}"
        rows.append(([*who, label, state, f"{result.points} / {total}"], ""))
    tests = []
    for name, item in items.items():
        asks, found = _both(item["asks"]), _statistics(results, name)
        cells = [item["exercise"], _breakable(name), asks, item["points"], *found]
        tests.append((cells, ""))
    faulty = (row for result in results for row in result.rows if row["test error"])
    errors = sorted({f"{row['test']}: {row['test error']}" for row in faulty})
    remarks = [*map(_both, remarks), *(html.escape(_plain(error)) for error in errors)]
    body = "<h2>Protections 保护措施</h2>" + _list(map(html.escape, protections))
    if remarks:
        body += "<h2>To look at 需要查看</h2>" + _list(remarks)
    header = ("id<br>学号", "name<br>姓名", "submission<br>提交", "state<br>状态", "points<br>得分")
    body += f"<h2>Submissions 提交（{len(results)}）</h2>" + _table(header, rows)
    header = ("exercise<br>练习", "test<br>测试", "what is asked<br>要求", "points<br>分值")
    header += ("share earned<br>得分率", "correlation with the rest<br>与其余得分的相关")
    body += "<h2>Tests 测试</h2>" + _table(header, tests)
    return _document(f"Grades: {exercise}", body)


def _breakable(name):
    """A file's or a test's name, which a narrow cell breaks between its parts, not within them."""
    shown = re.sub("(::|[/_.-])", r"\1<wbr>", html.escape(name))
    return f"<bdi>{shown}</bdi>"


def _list(items):
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
