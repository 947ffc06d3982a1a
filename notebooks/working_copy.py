"""Makes or refreshes the learner's copy of the chapters and exercises, which git ignores.

    python notebooks/working_copy.py [en|zh]    the folder course/, in one language or in both
    python notebooks/working_copy.py --opening [en|zh]    what to open in it, for `make lab`

A notebook that is not there is copied. One whose cells are as they were copied is replaced by a
newer version. One whose cells the learner has changed stays, and the newer version is put beside
it under a name of its own. Nothing is ever deleted, and nothing else in the folder is touched.
"""

import hashlib
import json
import os
import shutil
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[1]
FOLDER = "course"
LANGUAGES = ("en", "zh")
RECORD = ".copied.json"  # what was copied last: path -> its cells' and its file's SHA-256
# gettext's own order; LANGUAGE is also what `make lab LANGUAGE=zh` sets.
VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def languages(chosen, environment):
    """Return the languages to copy: the chosen one, else the locale's, else both.

    Args:
        chosen: Str such as "zh"; "" where nobody chose.
        environment: Mapping of str to str, such as `os.environ`.

    Raises:
        ValueError: a chosen language that the course has not.
    """
    if chosen:
        if chosen not in LANGUAGES:
            raise ValueError(
                f"The course is in English (en) and Chinese (zh), not in {chosen!r}. "
                f"本课程只有英文（en）和中文（zh），没有 {chosen!r}。"
            )
        return (chosen,)
    said = next(filter(None, map(environment.get, VARIABLES)), "")[:2].lower()
    return (said,) if said in LANGUAGES else LANGUAGES


def cells_of(path):
    """Return the hash of a notebook's cells, outputs left out; of the whole file if it is none."""
    content = path.read_bytes()
    try:
        notebook = nbformat.reads(content.decode("utf-8"), as_version=4)
        content = json.dumps([(cell.cell_type, cell.source) for cell in notebook.cells]).encode()
    except (ValueError, nbformat.ValidationError, KeyError, AttributeError):
        pass
    return hashlib.sha256(content).hexdigest()


def file_of(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_record(folder):
    """Return what was copied last; nothing where that is unknown: then every notebook stays."""
    try:
        record = json.loads((folder / RECORD).read_text("utf-8"))
        return {path: (str(cells), str(file)) for path, (cells, file) in record.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def write_record(folder, record):
    unfinished = folder / f"{RECORD}.unfinished"
    unfinished.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", "utf-8")
    unfinished.replace(folder / RECORD)


def untouched(path, name, record):
    """Whether a notebook is not there, or its cells are as they were copied."""
    return not path.exists() or (name in record and cells_of(path) == record[name][0])


def beside(folder, name, record):
    """Return a free name for the newer version of a changed notebook: 03_gan_new.ipynb, ..."""
    stem, number = name.removesuffix(".ipynb"), 1
    while True:
        other = f"{stem}_new{'' if number == 1 else f'_{number}'}.ipynb"
        if untouched(folder / other, other, record):
            return other
        number += 1


def copy(notebook, folder, name, record):
    """Copy a notebook of the repository, and remember what was copied."""
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(notebook, target)
    record[name] = (cells_of(target), file_of(target))


def refresh(root, chosen=LANGUAGES):
    """Bring the working copy up to date.

    Args:
        root: Path of the checkout.
        chosen: The languages to copy.

    Returns:
        List of pairs (path of a changed notebook that stayed, path of the newer version beside it),
        both within the folder.
    """
    folder, kept = root / FOLDER, []
    folder.mkdir(exist_ok=True)
    record = read_record(folder)
    for language in chosen:
        for notebook in sorted((root / "notebooks" / language).rglob("[0-9]*.ipynb")):
            name = notebook.relative_to(root / "notebooks").as_posix()
            target, given = folder / name, file_of(notebook)
            if target.exists() and record.get(name, ("", ""))[1] == given:
                continue
            if untouched(target, name, record) or cells_of(target) == cells_of(notebook):
                copy(notebook, folder, name, record)
                continue
            newer = beside(folder, name, record)
            copy(notebook, folder, newer, record)
            record[name] = (record.get(name, ("", ""))[0], given)  # this version has been given
            kept.append((name, newer))
    write_record(folder, record)
    return kept


def opening(folder, language):
    """Return what a learner sees first, a path within the copy.

    That is the first chapter. Once it has been saved it is the list of the chapters, as
    JupyterLab itself opens again what was open last.
    """
    name = f"{language}/{min(path.name for path in (folder / language).glob('[0-9]*.ipynb'))}"
    is_new = read_record(folder).get(name, ("", ""))[1] == file_of(folder / name)
    return name if is_new else language


def main(arguments=None, root=ROOT, environment=os.environ):
    """Refresh the copy, and say in one sentence what became of it; return the exit status.

    With `--opening`, only print what to open in it.
    """
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    asked = "--opening" in arguments and not arguments.remove("--opening")
    try:
        chosen = languages((arguments or [""])[0], environment)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    if asked:
        print(opening(root / FOLDER, chosen[0]))
        return 0
    kept = refresh(root, chosen)
    print(
        f"Your copy of the course is {FOLDER}/: notebooks whose cells you changed stay as they "
        "are, others are brought up to date; delete or rename one to get it anew. "
        "(中文: make lab LANGUAGE=zh)"
    )
    print(
        f"你的课程副本在 {FOLDER}/：改过单元格的笔记本原样保留，其余更新到最新；"
        "想要一份新的，删掉旧的或给它改名即可。（English: make lab LANGUAGE=en）"
    )
    for name, newer in kept:
        print(f"{FOLDER}/{name}: changed by you; the new version is beside it, {newer}")
        print(f"{FOLDER}/{name}：你改过，原样保留；新版本放在旁边：{newer}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
