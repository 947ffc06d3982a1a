"""Reads zips that strangers packed: nothing is unpacked to disk, and all that is read is bounded.

Only stored and deflated members are read: bzip2 and LZMA give gigabytes at once for a few bytes.
"""

import datetime
import functools
import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import NamedTuple

MAX_FILE = 30_000_000  # bytes of one file
MAX_ZIP = 60_000_000  # bytes of a zip within a zip
MAX_MEMBERS = 50_000
MAX_OF_CLASS = 500_000  # members of a zip on disk that is larger than MAX_ZIP
MAX_NAME = 200  # characters of a file's or a folder's name
MAX_DEPTH = 50  # of folders in a zip
OPEN_ZIPS = 4  # kept open at a time
HEADER = b"PK\x01\x02"  # of each member in a zip's directory
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
UTF8_FLAG = 0x800
ENCRYPTED_FLAG = 0x1
UNICODE_PATH = 0x7075  # Info-ZIP's extra field with the name in UTF-8
A_LINK = ("a link: links are not followed", "是链接，不予读取")


class Unreadable(Exception):
    """What is wrong with a submission's files, in words for its author, in both languages."""

    def __init__(self, english, chinese):
        super().__init__(english)
        self.english, self.chinese = english, chinese


class File(NamedTuple):
    """A file that was handed in."""

    path: str  # below the place of the submissions; a zip counts as a folder
    # Takes a number of bytes and returns the content; `Unreadable` if it is longer. With
    # whole=False that is no fault: the beginning is returned.
    read: Callable
    modified: float  # seconds since 1970
    left_out: tuple = ()  # why it is not read, English and Chinese; empty if it can be


class Zips:
    """The zips of a place; the last ones stay open, and a zip within a zip is read again."""

    def __init__(self):
        self._opened = functools.lru_cache(OPEN_ZIPS)(_open)

    def files(self, source, folder):
        """The members of a zip.

        Args:
            source: Path of a zip, or the `File` of one within another zip.
            folder: Str, the path that the members' paths begin with; empty or ending in "/".

        Returns:
            List of `File`, none for folders.

        Raises:
            Unreadable: it is no zip, is empty, or has too many members.
        """
        members = self._opened(source).infolist()
        members = [member for member in members if not member.filename.endswith("/")]
        if not members:
            raise Unreadable("the zip is empty", "zip 压缩包是空的")
        found, counts = {}, {}
        for member in members:
            path = _unused(folder + inside(member_name(member)), found, counts)
            is_link = stat.S_ISLNK(member.external_attr >> 16)
            read = functools.partial(self._extract, source, member, path.rpartition("/")[2])
            found[path] = File(path, read, _modified(member), A_LINK if is_link else ())
        return list(found.values())

    def _extract(self, source, member, name, limit, whole=True):
        if member.compress_type not in METHODS:
            raise Unreadable(
                f"{name} is packed by a method that is not read; pack an ordinary zip (deflate)",
                f"{name} 的压缩方法不受支持；请用普通的 zip（deflate）重新压缩",
            )
        if member.flag_bits & ENCRYPTED_FLAG:
            raise Unreadable(
                f"{name} in the zip has a password; pack it without one",
                f"zip 中的 {name} 设有密码；请去掉密码后重新压缩",
            )
        try:
            with self._opened(source).open(member) as file:
                data = read_pieces(file, limit)
        except Unreadable:
            raise
        except Exception as error:  # damaged zips raise many things
            raise Unreadable(
                f"{name} in the zip cannot be read", f"zip 中的 {name} 无法读取"
            ) from error
        return at_most(data, limit, name, whole)


def _open(source):
    """A zip as `zipfile.ZipFile`; a directory of millions of names is not read."""
    try:
        file = source if isinstance(source, Path) else io.BytesIO(source.read(MAX_ZIP))
        is_large = isinstance(file, Path) and file.stat().st_size > MAX_ZIP
        if _headers(file) > (MAX_OF_CLASS if is_large else MAX_MEMBERS):
            raise Unreadable("the zip holds too many files", "zip 中的文件太多")
        return zipfile.ZipFile(file)
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable("the zip cannot be read", "zip 压缩包无法读取") from error


def _headers(file):
    """How many members a zip's directory has at most, counted in pieces: it may have gigabytes."""
    if not isinstance(file, Path):
        return file.getvalue().count(HEADER)
    count, end = 0, b""
    with open(file, "rb") as opened:
        while piece := opened.read(1 << 20):
            piece = end + piece
            count += piece.count(HEADER)
            end = piece[-len(HEADER) + 1 :]  # too short for a header of its own
    return count


def read_pieces(file, limit):
    """At most `limit` bytes of an open file and one more, in pieces of a megabyte."""
    parts, size = [], 0
    while size <= limit and (part := file.read(min(1 << 20, limit + 1 - size))):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def at_most(data, limit, name, whole=True):
    """The data, if it is not longer than may be read; or its beginning, where that is asked for."""
    if whole and len(data) > limit:
        size = f"{limit // 10**6} MB"
        raise Unreadable(f"{name} is larger than {size}", f"{name} 超过 {size}")
    return data[:limit]


def member_name(member):
    """The name of a zip's member as its author wrote it.

    Without the flag for UTF-8 a zip does not say its encoding: UTF-8 is tried, then GBK, as Windows
    in Chinese writes it, then the code page of old zips.

    Args:
        member: `zipfile.ZipInfo`.

    Returns:
        Str.
    """
    if member.flag_bits & UTF8_FLAG:
        return member.orig_filename
    raw = member.orig_filename.encode("cp437", "replace")
    return _unicode_path(member.extra, raw) or decode_name(raw)


def _unicode_path(extra, raw):
    """The name of Info-ZIP's extra field, if it belongs to this name."""
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        body, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == UNICODE_PATH and len(body) > 5 and body[1:5] == struct.pack("<I", _crc(raw)):
            return body[5:].decode("utf-8", "replace")
    return ""


def _crc(raw):
    return zlib.crc32(raw) & 0xFFFFFFFF


def decode_name(raw):
    """Bytes of a file's name, as UTF-8, GBK or code page 437, whichever fits first."""
    for encoding in ("utf-8", "gb18030"):
        try:
            name = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or not _is_latin(raw, name):
            return name
    return raw.decode("cp437")


def _is_latin(raw, as_chinese):
    """Whether bytes that could be GBK are accented letters: Müller, not one rare character."""
    letters = all(byte <= 0xA5 for byte in raw)  # the code page's letters end there
    common = as_chinese.encode("gb2312", "ignore").decode("gb2312")
    return letters and not any(ord(character) > 127 for character in common)


def inside(name):
    """A name within a zip as a path that stays inside."""
    parts = PurePosixPath(name.replace("\\", "/").replace("\0", "")).parts
    parts = [part for part in parts if part.strip("/") not in ("", "..", ".")]
    deep = "_".join(parts[MAX_DEPTH:])
    parts = [*parts[:MAX_DEPTH], *([deep] if deep else [])]
    return "/".join(map(_shortened, parts)) or "unnamed"


def _shortened(part):
    stem, dot, ending = part.rpartition(".")
    if len(part) <= MAX_NAME or len(ending) > 20:
        return part[:MAX_NAME]
    return stem[: MAX_NAME - len(ending) - 1] + dot + ending


def _unused(path, taken, counts):
    """The path, or for a second member of this name another one, so that none is lost.

    `counts` holds how many there were of each name.
    """
    folder, slash, name = path.rpartition("/")
    stem, dot, ending = name.partition(".")
    free = path
    while free in taken:
        counts[path] = counts.get(path, 1) + 1
        free = f"{folder}{slash}{stem} ({counts[path]}){dot}{ending}"
    return free


def _modified(member):
    try:
        return datetime.datetime(*member.date_time).timestamp()
    except (ValueError, OverflowError):
        return 0.0
