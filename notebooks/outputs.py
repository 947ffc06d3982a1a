"""What code cells show: what must not stand there, and what each language gets of it.

Both notebooks of a chapter share one execution. `plotting.show` displays a figure and below it a
caption, and says in their metadata, under "aigc_keras", what either holds in each language:

    {"en": {"text/plain": ...}, "zh": {"text/plain": ...}}

`localise` keeps one of them, and leaves the language's name there.
"""

import copy
import re
import sys
import tempfile
from pathlib import Path

from nbformat.v4 import new_output
from sources import LANGUAGES

ROOT = Path(__file__).resolve().parents[1]
# Paths of any machine, then of this one.
PLACES = {Path.home(), ROOT, Path(sys.prefix), Path(tempfile.gettempdir())} - {Path("/")}
MACHINE_PATH = re.compile(
    r"(?<![\w.])(/(home|root|tmp|Users|private|var/folders)/|[A-Z]:\\Users\\|"
    + "|".join(rf"{re.escape(str(place))}\b" for place in PLACES)
    + r")[^\s\"'<>]*|(site|dist)-packages[^\s\"'<>]*"
)
BASE64 = re.compile(r"base64,[A-Za-z0-9+/=\s]+")
TEXT_TYPES = re.compile(r"text/|image/svg|application/(json|javascript)")


def output_faults(cell):
    """Yields what must not stand in the outputs of a code cell."""
    for output in cell.outputs:
        kind, texts = output.output_type, []
        if kind == "error":
            yield f"ends in an error ({output.ename})"
        elif kind == "stream":
            texts = [output.text]
            if output.name == "stderr":
                yield f"writes to stderr: {output.text.strip()[:200]}"
            if re.search(r"[\r\b]", output.text):
                yield "shows a progress bar: train with the callback Progress, or print lines"
        else:
            texts = [str(data) for mime, data in output.data.items() if TEXT_TYPES.match(mime)]
            if any("jupyter.widget" in mime for mime in output.data):
                yield "shows a widget, which is dead without its kernel"
        if any(re.search(r" at 0x[0-9a-f]+>", text) for text in texts):
            yield "shows an object's address: assign the result, or print what matters of it"
        for path in filter(None, (MACHINE_PATH.search(BASE64.sub("", text)) for text in texts)):
            yield f"shows a path of this machine: {path[0]}"


def merge_streams(outputs):
    """Joins neighbouring pieces of one stream; where a kernel cuts it is chance."""
    merged = []
    for output in outputs:
        if merged and output.output_type == "stream" and merged[-1].get("name") == output.name:
            merged[-1].text += output.text
        else:
            merged.append(output)
    return merged


def covered(outputs, hidden):
    """Returns outputs with an empty one before them where they are hidden, else without it.

    JupyterLab writes the first line of the first output beside the dots that open hidden ones; an
    output without data has none, and is shown nowhere.
    """
    kept = [output for output in outputs if output.get("data", True)]
    return [new_output("display_data"), *kept] if hidden and kept else kept


def localise(output, language):
    """Returns an output as the notebook of one language shows it."""
    texts = output.get("metadata", {}).get("aigc_keras")
    if not isinstance(texts, dict):
        return output
    output = copy.deepcopy(output)
    output.data.update(texts[language])
    output.metadata["aigc_keras"] = language
    for mime in output.metadata:
        if mime.startswith("image/"):
            output.metadata[mime]["alt"] = output.data["text/plain"]
    return output


def shared(output, language):
    """Returns what an output must have in common with that of the other language's notebook."""
    output = copy.deepcopy(output)
    if output.get("metadata", {}).get("aigc_keras") == language:
        output.metadata["aigc_keras"] = list(LANGUAGES)
        output.data = {mime: data for mime, data in output.data.items() if "text/" not in mime}
        for mime in output.metadata:
            if mime.startswith("image/"):
                output.metadata[mime].pop("alt", None)
    return output
