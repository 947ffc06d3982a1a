"""Every external link and identifier that the course cites, and whether it leads where it should.

    python notebooks/references.py            compare references.csv with what the course cites
    python notebooks/references.py --online   ask each address and note the day (make links)

references.csv has a row for each: the identifier, the title of the work (of a page, what it is),
and the day on which it was last found online under that title; empty where it never was asked.
"""

import argparse
import csv
import datetime
import html
import json
import re
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "notebooks" / "references.csv"
SOURCES = ("*.md", "data/*.md", "notebooks/*.md", "notebooks/source/*/*.py", "aigc_keras/**/*.py")
CITED = re.compile(
    r"arXiv:[0-9a-z./-]*[0-9]|\b10\.[0-9]{4,9}/[-.;()/:\w]*[\w/]|https?://[^\s\"'`<>()|，。；）]*[\w/]",
    re.ASCII,
)
NO_PAGES = (  # two placeholders, and a host that answers for its files only
    "https://github.com/you/",
    "https://github.com/OWNER/",
    "https://storage.googleapis.com/tensorflow/tf-keras-datasets",
)
FORMS = {
    # Year and month, then four digits, five since 2015.
    "arXiv": re.compile(
        r"arXiv:(?:(?:0[7-9]|1[0-4])(?=\d\d\.\d{4}$)|(?:1[5-9]|2\d)(?=\d\d\.\d{5}$))"
        r"(?:0[1-9]|1[0-2])\.\d+"
    ),
    "DOI": re.compile(r"10\.\d{4,9}/[-.;()/:\w]+"),
    "page": re.compile(r"https://[\w.-]+\.[a-z]+(?::\d+)?(?:/[^\s]*)?"),
}
ADDRESSES = {"arXiv": "https://export.arxiv.org/abs/", "DOI": "https://doi.org/", "page": ""}


def kind(identifier):
    """ "arXiv", "DOI" or "page"; None for an identifier of no such form."""
    return next((name for name, form in FORMS.items() if form.fullmatch(identifier)), None)


def cited(root=ROOT):
    """dict of each identifier that the course cites to the first file that does."""
    found = {}
    for pattern in SOURCES:
        for path in sorted(root.glob(pattern)):
            for identifier in CITED.findall(path.read_text("utf-8")):
                if not identifier.startswith(NO_PAGES):
                    found.setdefault(identifier, str(path.relative_to(root)))
    return found


def read_list(path=LIST):
    """The rows of references.csv, each a dict of identifier, title and checked."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_list(rows, path=LIST):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["identifier", "title", "checked"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: row["identifier"]))


def problems(rows, found):
    """What is wrong with the list, a line each: nothing if it says what the course cites."""
    listed = [row["identifier"] for row in rows]
    lines = [f"{name} stands twice in the list" for name in set(listed) if listed.count(name) > 1]
    lines += [f"{name} ({found[name]}) is not in the list" for name in found if name not in listed]
    lines += [f"{name} is in the list, but cited nowhere" for name in listed if name not in found]
    lines += [f"{name} is neither arXiv number, DOI nor https" for name in listed if not kind(name)]
    lines += [f"{row['identifier']} has no title" for row in rows if not row["title"].strip()]
    return sorted(lines)


def same(title, other):
    """Whether two titles agree in their letters and digits."""
    one, other = (re.sub(r"[\W_]", "", text.casefold()) for text in (title, other))
    return bool(one) and (one in other or other in one)


def title_online(identifier):
    """The title of a work as its register gives it; None for a page, which has only to answer.

    Raises:
        OSError: no connection, or an answer that is an error.
        ValueError: an answer without a title.
    """
    what = kind(identifier)
    headers = {"User-Agent": "aigc_keras references"}
    if what == "DOI":
        headers["Accept"] = "application/vnd.citationstyles.csl+json"
    address = ADDRESSES[what] + identifier.removeprefix("arXiv:")
    request = urllib.request.Request(address, headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        text = answer.read().decode("utf-8", "replace")
    if what == "page":
        return None
    if what == "DOI":
        return str(json.loads(text)["title"])
    title = re.search(r'<meta name="citation_title" content="([^"]*)"', text)
    if not title:
        raise ValueError("no title in the answer")
    return html.unescape(title[1])


def check_online(rows, today, pause=1.0):
    """Ask for every row, note the day where the answer is right.

    Args:
        rows: As from `read_list`; `checked` is set where the answer agrees with the title.
        today: String, the day as YYYY-MM-DD.
        pause: Float, seconds between two questions.

    Returns:
        List of strings, a line for each row that could not be confirmed.
    """
    lines, answered = [], False
    for row in rows:
        try:
            title = title_online(row["identifier"])
        except (OSError, ValueError, KeyError) as error:
            lines.append(f"{row['identifier']}: {error}")
            answered |= not isinstance(error, OSError) or isinstance(error, urllib.error.HTTPError)
            if not answered and len(lines) == 3:
                return [*lines, "Is there a network? Nothing answered; the rest was not asked."]
        else:
            answered = True
            if title is None or same(row["title"], title):
                row["checked"] = today
            else:
                lines.append(f"{row['identifier']}: is called {title!r}, not {row['title']!r}")
        time.sleep(pause)
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--online", action="store_true")
    choices = parser.parse_args()
    rows = read_list()
    lines = problems(rows, cited())
    if choices.online and not lines:
        lines = check_online(rows, datetime.date.today().isoformat())
        write_list(rows)
    print("\n".join(lines) or f"{len(rows)} references: all in order.")
    never = sum(not row["checked"] for row in rows)
    print(f"{len(rows) - never} of {len(rows)} have been found online; the list says when.")
    sys.exit(bool(lines))


if __name__ == "__main__":
    main()
