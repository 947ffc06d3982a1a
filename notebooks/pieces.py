"""What the cells of a source become in a notebook of one language, piece by piece.

A paragraph becomes one line, comments are those of the language, a placeholder stands for an
exercise's solution. Each piece remembers the lines of the source that it comes from, so that
pull.py can bring an edit back to them.
"""

import io
import re
import tokenize
from dataclasses import dataclass

from sentences import blocks, joined

# An exercise: what stands between the marks (nbgrader's) is the solution, which learners write.
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
PLACEHOLDER = 'raise NotImplementedError("Write this step. 请写出这一步。")'

COMMENT = re.compile(r"( *)# (en|zh):(?: (.*))?$")
# A comment speaks a language if two words follow each other, or it ends like a sentence; not if it
# gives shapes and names, such as `x: (n, 28), float32`. What tools read is for all languages.
SPEAKING = re.compile(r"[\u3400-\uffef]|[A-Za-z_]\w* +[A-Za-z_]|[A-Za-z][.!?]$")
FOR_TOOLS = re.compile(r"# *(?:noqa|fmt:|type:|pragma)")
BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
PICTURE = re.compile(r"(?<=\]\()(?:\.\./)+figures/([\w-]+)\.(svg|png)(?=\))")


class BuildError(Exception):
    """A fault of a source or a notebook, in a sentence for its author."""


@dataclass
class Piece:
    """Lines of a source, and what a notebook shows of them: a line of code, a paragraph of prose,
    or None for nothing."""

    source: list
    shown: str | None


def stamp(line, stamps):
    """Returns a line with its placeholders filled; None for the line of a badge that is none."""
    if stamps.get("colab") == "" and "{{colab}}" in line:
        return None
    for name, value in stamps.items():
        line = line.replace("{{" + name + "}}", value)
    return line


def speaks(comment):
    """Whether a comment has words, so that it must be said in both languages."""
    words = BRACKETS.sub("()", comment)
    return bool(SPEAKING.search(words)) and not FOR_TOOLS.match(comment)


def one_language(comment, where):
    return (
        f"{where}: the comment {comment!r} speaks one language; write it above the line, as "
        "`# en: ...`, and below that `# zh: ...`"
    )


def comments(code, where):
    """Returns the comments of a cell: triples of the number of the line, the column, the text."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(code).readline))
    except (tokenize.TokenError, SyntaxError) as error:
        raise BuildError(f"{where}: is no Python ({error})") from None
    found = [token for token in tokens if token.type == tokenize.COMMENT]
    return [(token.start[0] - 1, token.start[1], token.string) for token in found]


def bare(code):
    """Returns code without comments, and without the lines that held nothing else."""
    lines = code.split("\n")
    for number, column, _ in comments(code, "a code cell"):
        lines[number] = lines[number][:column].rstrip() or None
    return "\n".join(line for line in lines if line is not None)


def prose_pieces(text, language, stamps):
    """Returns the pieces of a prose cell, a paragraph each, which becomes one line."""
    pieces = []
    for block in blocks(text):
        text = stamp(joined(block, language), stamps)
        if text is not None:
            text = PICTURE.sub(lambda found: f"attachment:{found[1]}.png", text)
        pieces.append(Piece(block.lines, text))
    return pieces


def code_pieces(code, language, stamps, where, solved=False):
    """Returns the pieces of a code cell: comments of one language, a placeholder for solutions."""
    pieces, solution, group = [], None, []
    commented = {number for number, _, _ in comments(code, where)}
    for number, line in enumerate(code.split("\n")):
        comment = COMMENT.match(line) if number in commented else None
        if not comment and group:
            pieces += comment_pieces(group, language, where)
            group = []
        if not solved and solution is not None:
            solution.append(line)
            if line.strip() == END:
                pieces.append(Piece(solution, re.match(" *", line)[0] + PLACEHOLDER))
                solution = None
        elif not solved and line.strip() == BEGIN and line.startswith(" "):
            solution = [line]
        elif not solved and line.strip() in (BEGIN, END):
            raise BuildError(f"{where}: a solution stands in a function, between its two marks")
        elif comment:
            if group and follows_chinese(group, comment):
                pieces += comment_pieces(group, language, where)
                group = []
            group.append(line)
        else:
            pieces.append(Piece([line], stamp(line, stamps)))
    if solution is not None:
        raise BuildError(f"{where}: a solution stands in a function, between its two marks")
    return pieces + comment_pieces(group, language, where)


def follows_chinese(group, comment):
    """Whether an English comment begins the next group, after the Chinese lines of this one."""
    return comment[2] == "en" and COMMENT.match(group[-1])[2] == "zh"


def comment_pieces(group, language, where):
    """Returns the pieces of neighbouring comments: lines in English, then the same in Chinese."""
    found = [COMMENT.match(line) for line in group]
    spoken = [match[2] for match in found]
    for one, other in (("en", "zh"), ("zh", "en")):
        if one in spoken and other not in spoken:
            raise BuildError(
                f"{where}: the comment {group[0].strip()!r} lacks its `# {other}: ...` "
                f"{'below' if one == 'en' else 'above'} it"
            )
    for match in found:
        if not match[3]:
            raise BuildError(f"{where}: a comment waits for its words in `# {match[2]}:`")
    if len({match[1] for match in found}) > 1:
        raise BuildError(f"{where}: `# en: ...` and `# zh: ...` stand equally far to the right")
    pieces, waiting = [], []
    for line, match in zip(group, found, strict=True):
        if match[2] == language:
            pieces.append(Piece([*waiting, line], f"{match[1]}# {match[3]}"))
            waiting = []
        else:
            waiting.append(line)
    if pieces:
        pieces[-1].source += waiting
    return pieces


def shown(pieces):
    return "\n".join(piece.shown for piece in pieces if piece.shown is not None)


def without_solutions(code):
    """Returns the lines of an exercise's code that learners get, and those of its solutions."""
    given, hidden, inside = [], [], False
    for line in map(str.strip, code.split("\n")):
        if line in (BEGIN, END):
            inside = line == BEGIN
        else:
            (hidden if inside else given).append(line)
    return given, hidden
