"""All files of the place where the submissions lie, as a tree; zips are folders in it."""

import contextlib
import functools
import os
import re
from pathlib import Path, PurePosixPath

from aigc_course.grading.archives import (
    A_LINK,
    MAX_DEPTH,
    MAX_ZIP,
    File,
    Unreadable,
    Zips,
    at_most,
    read_pieces,
)

MAX_LISTED = 2_000_000_000  # bytes of zips within the zip of a class that are read to list them
# Files that systems and Jupyter write by themselves.
JUNK = re.compile(
    r"(^|/)(__MACOSX|\._[^/]*|\.DS_Store|\.ipynb_checkpoints|__pycache__|\.git|\.svn|\.idea|"
    r"\.vscode|\.Trash[^/]*|Thumbs\.db|desktop\.ini)(/|$)"
)
NO_FILE = ("neither a file nor a folder", "既不是文件，也不是文件夹")
TOO_DEEP = ("too many folders within each other, not read", "文件夹嵌套过深，不予读取")
CLOSED = ("it or its folder cannot be opened", "无法打开它或它所在的文件夹")
ZIP = re.compile(r"(?i)\.zip$")


class Folder:
    """A folder, or a zip.

    Attributes:
        path: Str, below the place of the submissions; empty for the place itself.
        folders: Dict of `Folder` by name.
        files: Dict of `File` by name.
        junk: List of `File`: what systems wrote into it or below.
    """

    def __init__(self, path=""):
        self.path = path
        self.folders, self.files = {}, {}
        self.junk = []

    def all_files(self):
        """List of `File`: all below it."""
        found = [*self.files.values(), *self.junk]
        for folder in self.folders.values():
            found += folder.all_files()
        return found

    def add(self, file):
        """Put a file in its place, and make the folders that lead there."""
        *above, name = file.path[len(self.path) :].lstrip("/").split("/")
        folder = self
        for part in above:
            if JUNK.search(part):
                break
            folder = folder.folder(part)
        if JUNK.search(file.path[len(folder.path) :]):
            folder.junk.append(file)
        elif name in folder.files or name in folder.folders:  # other bytes that are read alike
            self.add(file._replace(path=f"{file.path.removesuffix(name)}_{name}"))
        else:
            folder.files[name] = file

    def folder(self, name):
        """The folder of this name in it, made where there is none."""
        if name not in self.folders:
            same = self.files.pop(name, None)  # zips may hold a file and a folder of one name
            self.folders[name] = Folder(f"{self.path}/{name}".lstrip("/"))
            if same:
                self.add(same)
        return self.folders[name]


def look_into(place):
    """Find all files of a place.

    Args:
        place: Path of a file, a folder or a zip.

    Returns:
        `Folder`. Zips in it are folders too, if they can be read; those within such a zip, only
        where the place is a zip itself.

    Raises:
        Unreadable: there is nothing at that place, or it is a zip that cannot be read.
    """
    zips, root = Zips(), Folder()
    left = MAX_LISTED
    if place.is_dir():
        _add_folder(root, place, zips)
    elif place.is_file() and ZIP.search(place.name):
        for file in zips.files(place, ""):
            # A learner's zip is opened here too, so that it is known what is in it.
            if ZIP.search(file.path) and left > 0:
                left -= _size(file)
                _add_or_open(root, file, file, zips)
            else:
                root.add(file)
    elif place.is_file():
        root.add(
            File(readable(place.name), functools.partial(_read_file, place), place.stat().st_mtime)
        )
    else:
        raise Unreadable(f"There is no file or folder {place}.", f"找不到文件或文件夹 {place}。")
    return root


def _size(file):
    """Bytes of a zip in a zip; 0 of what is none by its first bytes."""
    try:
        return len(file.read(MAX_ZIP)) if file.read(2, whole=False) == b"PK" else 0
    except Unreadable:
        return MAX_ZIP


def _add_folder(root, place, zips):
    closed = []
    for above, folders, names in os.walk(
        place, onerror=lambda error: closed.append(error.filename)
    ):
        folders.sort()
        here = Path(above)
        if len(here.relative_to(place).parts) >= MAX_DEPTH:
            path = readable(here.relative_to(place))
            root.add(File(f"{path}/(...)", _nothing, 0.0, TOO_DEEP))
            folders.clear()
            continue
        links = [name for name in folders if os.path.islink(here / name)]
        for name in sorted([*names, *links]):
            path = readable((here / name).relative_to(place))
            _add_path(root, path, here / name, zips)
        if not folders and not names and here != place:
            _make(root, readable(here.relative_to(place)))
    for path in closed:
        root.add(File(readable(Path(path).relative_to(place)), _nothing, 0.0, CLOSED))


def _make(root, path):
    """An empty folder."""
    folder = root
    for part in path.split("/"):
        folder = folder.folder(part)


def _add_path(root, name, path, zips):
    # Unlike the methods of Path, these raise nothing where a folder is closed.
    if os.path.islink(path):
        root.add(File(name, _nothing, 0.0, A_LINK))
    elif not os.path.isfile(path):
        root.add(File(name, _nothing, 0.0, NO_FILE if os.path.lexists(path) else CLOSED))
    else:
        file = File(name, functools.partial(_read_file, path), os.path.getmtime(path))
        _add_or_open(root, file, path, zips)


def _add_or_open(root, file, source, zips):
    """Add a file, or what is in it if it is a zip; one that cannot be read stays a file."""
    found = [file]
    if ZIP.search(file.path) and not file.left_out and not JUNK.search(file.path):
        with contextlib.suppress(Unreadable):
            found = zips.files(source, f"{file.path}/")
    for member in found:
        root.add(member)


def _nothing(limit, whole=True):
    return b""


def _read_file(path, limit, whole=True):
    try:
        with open(path, "rb") as file:
            data = read_pieces(file, limit)
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be opened", f"无法打开 {path.name}") from error
    return at_most(data, limit, path.name, whole)


def readable(path):
    """A path as text; names that are not UTF-8, as some programs unpack zips, are read as GBK."""
    text = PurePosixPath(path).as_posix()
    if text.isprintable() or not any("\ud800" <= character <= "\udfff" for character in text):
        return text
    raw = os.fsencode(text)
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        return text
