"""Prose: one sentence a line in a source, one line a paragraph in a notebook.

Markdown shows a line break inside a paragraph as a space. Between two English sentences that is
right; between two Chinese ones it is not, so `join` closes the lines without a space there.
Headings, tables, code, formulas that stand alone, HTML and pictures are left as they are.
"""

import re
from dataclasses import dataclass

QUOTE = re.compile(r"(?:[ ]{0,3}>[ ]?)*")
ITEM = re.compile(r"([ ]*)(?:[-*+]|\d{1,9}[.)])[ ]+")
# A line that is never part of a paragraph: heading, table, rule, HTML, picture, placeholder.
ALONE = re.compile(
    r"[ ]*(?:#{1,6}[ ]|\||(?:-{3,}|\*{3,})[ ]*$|</?[A-Za-z!]|!\[.*\)[ ]*$|\[!\[|\{\{\w+\}\}$)"
)
FENCE, FORMULA = re.compile(r"[ ]*(```|~~~)"), re.compile(r"[ ]*\$\$")

# What is never cut: code, formulas, links; of a quotation, all but its last sign.
WHOLE = re.compile(
    r"`[^`]+`|\$\$.+?\$\$|\$[^$]+\$|!?\[[^\]]*\]\([^)]*\)"
    r"|(?<!\w)\"[^\"]*(?=[^\"]\")|“[^”]*(?=[^”]”)|《[^》]*》"
)
CLOSING = "”’』」）》】)\\]\"'"
ENDS = {
    "en": re.compile(rf"[.!?…][{CLOSING}]*"),
    "zh": re.compile(rf"。[{CLOSING}]*|[！？]+"),
}
NEXT = {
    "en": re.compile(r" +[A-Z0-9\"“'(\[*_\x00]"),
    "zh": re.compile(rf"[^\s{CLOSING}，、；：。！？—…]"),
}
FINISHED = {
    "en": re.compile(rf"[.!?…:;][{CLOSING}*_]*$"),
    "zh": re.compile(rf"[。！？][{CLOSING}*_]*$"),
}
ABBREVIATED = re.compile(
    r"(?:^|[\s(\"“*])(?:e\.g|i\.e|et al|cf|vs|approx|resp|ca|pp?|[Ff]igs?|[Ee]qs?|[Nn]os?|[Ss]ec|ch"
    r"|Dr|Mrs?|St|[A-Z])\.$"
)
LABEL = re.compile(r"(\*\*|\*|__|_)(?:(?!\1).)+\1$")  # bold or italic words before a paragraph


@dataclass
class Block:
    """Lines that belong together: a paragraph or list item; or code, a formula, any other line."""

    lines: list
    first: str = ""  # what stands before the text in the first line: quote marks, a list's mark
    rest: str = ""  # and in the lines that follow
    prose: bool = False

    def texts(self):
        """Returns the lines of a paragraph without what stands before their text."""
        first, *others = self.lines
        return [first[len(self.first) :], *(QUOTE.sub("", line, 1).strip() for line in others)]


def blocks(markdown):
    """Returns the blocks of a cell's Markdown, in order."""
    found, inside, quote_before = [], None, None
    for line in markdown.split("\n"):
        quote = QUOTE.match(line)[0]
        text = line[len(quote) :]
        if inside:  # code or a formula, until its closing mark
            found[-1].lines.append(line)
            inside = None if closes(inside, text) else inside
            continue
        opening = FENCE.match(text) or FORMULA.match(text)
        if opening or not text.strip() or ALONE.match(text):
            found.append(Block([line]))
            if opening and not closes(opening[0].strip(), text[opening.end() :]):
                inside = opening[0].strip()
            continue
        item, before = ITEM.match(text), found[-1] if found else None
        open_before = before and before.prose and quote.strip() == quote_before
        if open_before and not item and not before.lines[-1].endswith(("\\", "  ")):
            before.lines.append(line)
        else:
            mark = item[0] if item else re.match(" *", text)[0]
            found.append(Block([line], quote + mark, quote + " " * len(mark), True))
        quote_before = quote.strip()
    return found


def closes(mark, text):
    return text.rstrip().endswith(mark) if mark == "$$" else text.strip().startswith(mark)


def joined(block, language):
    """Returns the text of a block as a notebook holds it."""
    if not block.prose:
        return "\n".join(block.lines)
    whole, *others = block.texts()
    for text in others:
        chinese = language == "zh" and (wide(whole[-1:]) or wide(text[:1]))
        whole += text if chinese else f" {text}"
    return block.first + whole


def wide(character):
    """Whether a character takes the place of two, as Chinese ones and their punctuation do."""
    return bool(
        re.match("[\u2018-\u201d\u2014\u2026\u3000-\u303f\u3400-\u9fff\uff00-\uffef]", character)
    )


def split(block, language):
    """Returns the lines of a block as a source holds them, one sentence each."""
    if not block.prose:
        return block.lines
    text = joined(block, language)[len(block.first) :]
    first, *others = sentences(text, language)
    return [block.first + first, *(block.rest + sentence for sentence in others)]


def sentences(text, language):
    """Returns the sentences of one paragraph."""
    masked = WHOLE.sub(lambda found: "\0" * len(found[0]), text)
    pieces, start = [], 0
    for found in ENDS[language].finditer(masked):
        end = found.end()
        if len(re.findall(r"\*+", masked[start:end])) % 2:  # bold words end here too
            end += len(re.match(r"\**", masked[end:])[0])
        piece, after = text[start:end], text[end:].lstrip()
        if not NEXT[language].match(masked[end:]) or LABEL.fullmatch(piece):
            continue
        if language == "en" and ABBREVIATED.search(piece):
            continue
        if ITEM.match(after) or ALONE.match(after) or FORMULA.match(after) or after[:1] == ">":
            continue  # at the start of a line this would be something else than prose
        pieces.append(piece)
        start = len(text) - len(after)
    return [*pieces, text[start:]]


def join(markdown, language):
    """Returns Markdown with one line a paragraph."""
    return "\n".join(joined(block, language) for block in blocks(markdown))


def split_all(markdown, language):
    """Returns Markdown with one sentence a line."""
    return "\n".join(line for block in blocks(markdown) for line in split(block, language))


def faults(markdown, language):
    """Yields the lines of a source that hold several sentences, or end inside one."""
    for block in blocks(markdown):
        if not block.prose:
            continue
        texts = block.texts()
        for number, text in enumerate(texts, 1):
            if len(sentences(text, language)) > 1:
                yield f"holds more than one sentence in a line: {text[:60]!r}"
            if number < len(texts) and not FINISHED[language].search(text):
                yield f"breaks a line inside a sentence: {text[-60:]!r}"
