"""Whether the chapters call the course's terms as terms.csv does.

    python notebooks/wording.py     say where the list is at fault, or a chapter departs from it

It reads prose, comments and captions, of chapters and exercises.
"""

import ast
import re
import sys
from collections import namedtuple
from pathlib import Path

from pieces import COMMENT, comments
from sources import chapters, is_exercise, read_sections
from terms import COLUMNS, head, names, read_terms

# Terms and forms are looked for in words, not in code, formulas and addresses.
NO_WORDS = re.compile(r"`[^`]*`|\$\$.*?\$\$|\$[^$]+\$|\]\([^)\s]*\)|https?://\S+", re.DOTALL)
QUOTED = re.compile(r"“[^”]*”|《[^》]*》|(?<!\w)\"[^\"]*\"")
BOLD = re.compile(r"\*\*([^*]+)\*\*")

# Words of a source: the language, the line of the file, and what tells where they stand.
Words = namedtuple("Words", "language line text")


def pattern(name, language):
    """Returns the expression that finds a term, in English its plural as well."""
    if language == "zh" and not name.isascii():
        return re.compile(re.escape(name))
    words = r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", name)))
    if words.endswith("y"):
        words = words[:-1] + "(?:y|ie)"
    return re.compile(rf"(?<![A-Za-z]){words}(?:s|es)?(?![A-Za-z])", re.IGNORECASE)


def introduced(term, text):
    """Whether an English text in bold is a term, in the singular or the plural."""
    return bool(pattern(head(term["en"]), "en").fullmatch(text.strip(" .:,")))


def plain(text):
    """Returns text without its code, formulas and addresses; its lines stay as they are."""
    return NO_WORDS.sub(lambda found: " " + "\n" * found[0].count("\n"), text)


def captions(code):
    """Yields the captions of a code cell: triples of language, line and text."""
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call) or "show" not in vars(node.func).values():
            continue  # neither show(...) nor plotting.show(...)
        for language, argument in zip(("en", "zh"), node.args[1:3], strict=False):
            parts = [part for part in ast.walk(argument) if isinstance(part, ast.Constant)]
            text = "".join(part.value for part in parts if isinstance(part.value, str))
            yield language, argument.lineno, text


def words(path, cells):
    """Yields the words of a source's cells: prose, comments, captions."""
    for cell, line in zip(cells, starts(path, cells), strict=True):
        if cell.cell_type == "markdown":
            yield Words(cell.metadata["lang"], line, plain(cell.source))
            continue
        for number, _, comment in comments(cell.source, path.name):
            spoken = COMMENT.match(comment)
            if spoken:
                yield Words(spoken[2], line + number, plain(spoken[3] or ""))
        for language, number, text in captions(cell.source):
            yield Words(language, line + number - 1, plain(text))


def starts(path, cells):
    """Returns the line of the file on which each cell's text begins, counted from 1."""
    lines = path.read_text("utf-8").split("\n")
    marks = [number for number, text in enumerate(lines, 1) if text.startswith("# %%")]
    return [mark + 1 for mark in marks[-len(cells) :]]


def list_faults(terms, known):
    """Yields what is wrong with the list itself."""
    seen = set()
    for number, term in enumerate(terms, 2):
        where = f"terms.csv, line {number} ({term['en']})"
        for column in COLUMNS[:5]:
            if not (term[column] or "").strip() or "|" in term[column]:
                yield f"{where}: {column} is empty, or holds a |"
        if term["chapter"] not in known:
            yield f"{where}: there is no chapter {term['chapter']}"
        if term["en"] in seen:
            yield f"{where}: stands twice in the list"
        seen.add(term["en"])
        for language in ("en", "zh"):
            forms = avoided(term, language)
            if forms and forms.search(head(term[language])):
                yield f"{where}: avoid_{language} forbids the term itself"


def avoided(term, language):
    """Returns the expression that finds what a term must not be called; None without any."""
    forms = term[f"avoid_{language}"]
    if not forms:
        return None
    edges = (r"(?<![A-Za-z])(?:", r")(?![A-Za-z])") if language == "en" else ("", "")
    return re.compile(forms.join(edges), re.IGNORECASE)


def form_faults(terms, where, found):
    """Yields the words of a source that the list forbids; what the articles say may be quoted."""
    articles = "articles" in where
    for language, line, text in found:
        said = QUOTED.sub(" ", text) if articles else text
        for term in terms:
            forms = avoided(term, language)
            for form in forms.finditer(said) if forms else ():
                at = line + said[: form.start()].count("\n")
                yield f"{where}:{at}: {form[0]!r} is called {head(term[language])!r}"


def pair_faults(terms, where, cells):
    """Yields the terms that an English cell has in bold, and that its Chinese twin lacks."""
    if "articles" in where:  # there the articles' short names are in bold
        return
    prose = [cell.source for cell in cells if cell.cell_type == "markdown"]
    for english, chinese in zip(prose[::2], prose[1::2], strict=True):
        for bold in BOLD.findall(english):
            known = [name for term in terms if introduced(term, bold) for name in names(term["zh"])]
            if known and not any(pattern(name, "zh").search(chinese) for name in known):
                yield f"{where}: {bold!r} is {' or '.join(known)}, which its twin lacks"


def absent(terms, name, found):
    """Yields the terms of a chapter that do not occur in it."""
    texts = {
        language: "\n".join(item.text for item in found if item.language == language)
        for language in ("en", "zh")
    }
    for term in terms:
        for language, text in texts.items():
            if term["chapter"] == name and not pattern(head(term[language]), language).search(text):
                yield f"{name}: {head(term[language])!r} does not occur in it"


def faults(root):
    """Returns where the list is at fault, or the chapters and exercises depart from it."""
    terms, sources = read_terms(root), chapters(root)
    told = list(list_faults(terms, [name for name in sources if not is_exercise(name)]))
    for name in sources:
        everything = []
        for section in read_sections(root, name):
            cells = section.notebook.cells
            found = list(words(section.path, cells))
            everything += found
            where = section.path.relative_to(root).as_posix()
            told += [*form_faults(terms, where, found), *pair_faults(terms, where, cells)]
        told += absent(terms, name, everything)
    return told


if __name__ == "__main__":
    found = faults(Path(__file__).resolve().parents[1])
    print(*found, sep="\n")
    sys.exit(bool(found))
