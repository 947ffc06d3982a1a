"""The course's terms, terms.csv: one list for both languages, of which the glossary is made.

A row holds a term in both languages, its meaning, the chapter that introduces it, and the forms
that no chapter may use for it, as regular expressions. What stands before a parenthesis is the
term; the parenthesis holds its abbreviation, another name, or the field that it belongs to.
wording.py compares the chapters with the list.
"""

import csv
import re

COLUMNS = ("en", "zh", "meaning_en", "meaning_zh", "chapter", "avoid_en", "avoid_zh")
GLOSSARY = "{{glossary}}"
HEADS = {
    "en": "| English | 中文 | Meaning | Chapter |",
    "zh": "| 中文 | English | 含义 | 章 |",
}


def read_terms(root):
    """Returns the rows of the list, a dict each; none where there is no list."""
    path = root / "notebooks" / "terms.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def glossary(root, language):
    """Returns the table of all terms, in the order of the chapters and of the list."""
    terms = sorted(read_terms(root), key=lambda term: term["chapter"])
    if not terms:
        return ""
    first, second = ("en", "zh") if language == "en" else ("zh", "en")
    lines = [HEADS[language], "| --- | --- | --- | --- |"]
    for term in terms:
        chapter = f"[{int(term['chapter'][:2])}]({term['chapter']}.ipynb)"
        meaning = term[f"meaning_{language}"]
        lines.append(f"| {term[first]} | {term[second]} | {meaning} | {chapter} |")
    return "\n".join(lines)


def head(name):
    """Returns a term without its parenthesis."""
    return re.split(r" ?[(（]", name, maxsplit=1)[0]


def names(name):
    """Returns what a term may be called: the term, and what its parentheses hold."""
    return [part.strip() for part in re.split(r"[()（）]", name) if part.strip()]
