"""The reference solutions of the exercises, with the reasons that source/solutions gives for them.

build.py writes them to aigc_course/_solutions, a file for each chapter; a check shows them to a
learner who has passed.
"""

import json
import re

import jupytext
from pieces import BEGIN, END, BuildError, code_pieces, shown
from sentences import faults, join

NUMBER = {"en": re.compile(r"## Exercise (\d+)"), "zh": re.compile(r"## 练习 (\d+)")}


def reasons_path(root, name):
    """The file with the reasons for an exercise such as exercises/03_gan."""
    return root / "notebooks" / "source" / "solutions" / f"{name.rpartition('/')[2]}.py"


def solutions_path(root, name):
    """The file that the checks of an exercise read: its name is that of their module."""
    topic = re.sub(r"^\d\d_", "", name.rpartition("/")[2])
    return root / "aigc_course" / "_solutions" / f"{topic}.json"


def reasons(root, name):
    """Returns the reasons by the number of the exercise and by language."""
    path, found = reasons_path(root, name), {}
    for cell in jupytext.reads(path.read_text("utf-8"), fmt="py:percent").cells:
        language = cell.metadata.get("lang")
        start = NUMBER[language].match(cell.source) if language in NUMBER else None
        if cell.cell_type != "markdown" or not start:
            raise BuildError(
                f"{path}: a cell is prose with lang and begins with ## Exercise N or ## 练习 N, "
                f"unlike {cell.source[:60]!r}"
            )
        for fault in faults(cell.source, language):
            raise BuildError(f"{path}, {start[0]} {fault}")
        text = join(cell.source[start.end() :].strip(), language)
        found.setdefault(start[1], {})[language] = text
    return found


def solved_code(cells, language):
    """Returns the code of the cells that hold a solution, by the number of their exercise."""
    number, found = None, {}
    for cell in cells:
        if cell.cell_type == "markdown":
            start = NUMBER["en"].match(cell.source) if cell.metadata["lang"] == "en" else None
            number = start[1] if start else number
        elif BEGIN in cell.source:
            code = shown(code_pieces(cell.source, language, {}, f"exercise {number}", solved=True))
            lines = [line for line in code.split("\n") if line.strip() not in (BEGIN, END)]
            found.setdefault(number, []).append("\n".join(lines))
    return {number: "\n\n\n".join(codes) for number, codes in found.items()}


def solutions(root, name, cells):
    """Returns what the checks of an exercise read, as JSON; "" where no reasons are written.

    Args:
        root: Path of the checkout.
        name: Str such as "exercises/03_gan".
        cells: The cells of its source.

    Raises:
        BuildError: a solution lacks its reasons in a language, or reasons their solution.
    """
    if not reasons_path(root, name).exists():
        return ""
    given, result = reasons(root, name), {}
    codes = {language: solved_code(cells, language) for language in NUMBER}
    for number in sorted({*given, *codes["en"]}, key=int):
        for language in NUMBER:
            if number not in codes[language] or not given.get(number, {}).get(language):
                raise BuildError(
                    f"{name}: exercise {number} has no solution, or no reasons ({language}) in "
                    f"{reasons_path(root, name)}"
                )
        result[number] = {
            language: f"```python\n{codes[language][number]}\n```\n\n{given[number][language]}"
            for language in NUMBER
        }
    return json.dumps(result, ensure_ascii=False, indent=1) + "\n"
