"""Reads the code of a notebook that was handed in; its outputs are dropped before it is parsed."""

import json
import re

from aigc_course.grading.archives import Unreadable

MAX_NOTEBOOK = 80_000_000  # bytes, outputs included
MAX_TEXT = 30_000_000  # characters that are left without outputs
MAX_TOKENS = 3_000_000  # brackets, strings and colons: what a parser would build objects of
MAX_CELLS = 2000
DROPPED = ('"outputs"', '"attachments"')
# A string without an end is taken whole, too: begun anew at each quote, it would take hours.
TOKEN = re.compile(r'"(?>[^"\\]+|\\.)*+"?|[\[\]{}:,]', re.DOTALL)


def code_cells(data):
    """The sources of a notebook's code cells, in version 4 or 3 of the format.

    Args:
        data: Bytes, the file.

    Returns:
        List of str.

    Raises:
        Unreadable: the file is empty, in another encoding than UTF-8, or no notebook.
    """
    text = _without_outputs(_decode(data))
    if len(text) > MAX_TEXT:
        raise Unreadable(
            f"the notebook is larger than {MAX_TEXT // 10**6} MB, its outputs aside",
            f"笔记本去掉输出后仍超过 {MAX_TEXT // 10**6} MB",
        )
    if not text.strip():
        raise Unreadable("the notebook is empty", "笔记本是空的")
    try:
        notebook = json.loads(text)
        cells = notebook.get("cells")
        if cells is None:
            cells = [cell for sheet in notebook["worksheets"] for cell in sheet["cells"]]
        sources = [
            cell.get("source", cell.get("input", ""))
            for cell in cells
            if cell.get("cell_type") == "code"
        ]
        sources = [text if isinstance(text, str) else "".join(text) for text in sources]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _no_notebook() from error
    if len(sources) > MAX_CELLS:
        raise Unreadable(
            "the notebook has more than 2,000 code cells", "笔记本的代码单元格超过 2,000 个"
        )
    return [source.encode("utf-8", "replace").decode() for source in sources]


def _no_notebook():
    return Unreadable("the notebook is not in Jupyter's format", "不是 Jupyter 格式的笔记本")


def _decode(data):
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:4]:
        raise _other_encoding("UTF-16", "UTF-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _other_encoding(
            "another encoding, such as Latin-1 or GBK", "Latin-1、GBK 之类"
        ) from error


def _other_encoding(name, chinese):
    return Unreadable(
        f"the notebook is in {name}, not in Jupyter's format (UTF-8): open the original in "
        "Jupyter, save it there, and hand in that file unchanged",
        f"笔记本的编码是 {chinese}，不是 Jupyter 所用的 UTF-8：请在 Jupyter 中打开原文件并保存，"
        "不要再改动，直接提交",
    )


def _without_outputs(text):
    """The JSON with empty outputs: those with pictures are most of a notebook's size."""
    kept, done = [], 0
    depth, key = 0, ""
    dropped_at, began = None, 0  # the depth of the outputs that are being left out
    for count, token in enumerate(TOKEN.finditer(text)):
        if count > MAX_TOKENS:
            raise _no_notebook()
        word = token[0]
        if word in "[{":
            if dropped_at is None and key in DROPPED:  # outputs are a list, attachments an object
                dropped_at, began = depth, token.start()
            depth += 1
        elif word in "]}":
            depth -= 1
            if depth == dropped_at:
                kept += [text[done:began], "[]"]
                done, dropped_at = token.end(), None
        # A key is the string before a colon, and holds for the value right behind it.
        if word[0] == '"':
            key = word if word in DROPPED else ""
        elif word != ":":
            key = ""
    return "".join([*kept, text[done:]])
