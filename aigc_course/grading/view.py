"""What a learner's process sees: Python and its libraries, and the course without answers."""

import os
import shutil
import site
import sys
import sysconfig
from pathlib import Path

import aigc_keras
from aigc_keras.data.files import find

FOLDER = "/submission"  # where a learner's code may write, in a sandbox
HERE = Path(__file__).resolve().parent
LIBRARY = Path(aigc_keras.__file__).resolve().parent
CHECKS = HERE.parent / "checks"
DATA = find("mnist.npz").parent
DRIVE = "/content"  # where notebooks that were written on Colab look for their files
MANY = 60  # files that are shown one by one; a folder with more is shown as a whole
SYSTEM = [  # the system's shared libraries, and the time zones
    *map(Path, ("/usr/lib64", "/usr/share/zoneinfo", "/etc/ld.so.cache", "/etc/alternatives")),
    *(Path(top, "lib", sysconfig.get_config_var("MULTIARCH") or "-") for top in ("/usr", "/")),
    *(Path(name) for name in ("/lib64", "/lib32") if not Path(name).is_symlink()),
]
OURS = ("aigc_keras", "aigc_course")
SCRIPTS = ("runner", "confine", "wire", "cells", "magics", "standins", "quiet_checks")
NOT_SHOWN = ("checks", "__main__.py", "_data")  # of the library; of aigc_course, all
FORBIDDEN = """\
raise ImportError("This exercise does not allow this module. 本练习不允许使用这个模块。")
"""
QUIET_CHECKS = """\
from quiet_checks import Quiet


def __getattr__(name):
    return Quiet()
"""


def copy_course(course, forbidden, isolated, quiet=()):
    """Copy the course into a folder: silent checks, no grader, no forbidden modules.

    Raises:
        ValueError: a forbidden module of ours that does not exist.
    """
    course.chmod(0o755)
    for name in SCRIPTS:
        shutil.copy(HERE / f"{name}.py", course)
    library = course / "aigc_keras"
    shutil.copytree(LIBRARY, library, ignore=_left_out)
    for package in OURS:
        _write_checks(course / package)
    (course / "aigc_course/__init__.py").touch()
    # What the notebooks' set-up cell looks for, so that it finds nothing to install.
    known = course / f"aigc_keras-{aigc_keras.__version__}.dist-info"
    known.mkdir()
    text = f"Metadata-Version: 2.1\nName: aigc-keras\nVersion: {aigc_keras.__version__}\n"
    (known / "METADATA").write_text(text, "utf-8")
    for name in forbidden:
        _forbid(course, name)
    for name in quiet:  # a lecturer's own checks
        (course / f"{name}.py").write_text(QUIET_CHECKS, "utf-8")
    if isolated:
        (library / "_data").mkdir()  # where bubblewrap shows the data
    else:
        (library / "_data").symlink_to(DATA)
    for path in course.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)


def _forbid(course, name):
    """Put a module that refuses to be imported in the place of this one."""
    path = course / name.replace(".", "/")
    source = path.with_suffix(".py")
    if name.partition(".")[0] in OURS and not path.exists() and not source.exists():
        raise ValueError(f"There is no module {name} to forbid.")
    shutil.rmtree(path, ignore_errors=True)
    if name == "aigc_keras":  # all of it, but for the silent checks
        _write_checks(path)
        (path / "__init__.py").write_text(f"def __getattr__(name):\n    {FORBIDDEN}", "utf-8")
    else:
        source.write_text(FORBIDDEN, "utf-8")


def _write_checks(package):
    (package / "checks").mkdir(parents=True)
    for path in CHECKS.glob("[a-z_]*"):  # one for each chapter, and the whole
        (package / "checks" / f"{path.stem}.py").write_text(QUIET_CHECKS, "utf-8")


def _left_out(folder, names):
    """What is not copied: no compiled files either, which would survive their source."""
    return {"__pycache__", *(NOT_SHOWN if Path(folder) == LIBRARY else ())}.intersection(names)


class Exposed(Exception):
    """Something that must stay unseen is a folder that Python needs; says which."""


def executable():
    """The interpreter's path, without ".." and without links among its folders.

    The last name stays, even if it is a link: an environment is found by it.
    """
    path = Path(sys.executable)
    return path.parent.resolve() / path.name


def user_site():
    """The folder of `pip install --user`, where this Python reads it; else None."""
    folder = Path(site.getusersitepackages())
    return folder.resolve() if site.ENABLE_USER_SITE and folder.is_dir() else None


def packages():
    """The folders of installed packages that this Python reads."""
    folders = {*site.getsitepackages(), *map(sysconfig.get_path, ("purelib", "platlib"))}
    found = {Path(folder).resolve() for folder in folders if Path(folder).is_dir()}
    return sorted(found | {user_site()} - {None})


def shown():
    """What a sandbox shows of this machine, read-only, as a dict: place within it -> path here."""
    found = {}
    stdlib = {Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib")}
    bases = {Path(sys.base_prefix), Path(sys.base_exec_prefix)}
    paths = [*packages(), *stdlib, executable().resolve(), *SYSTEM]
    paths += [executable().parent.parent / "pyvenv.cfg"]
    paths += [library for base in bases for library in _libraries(base)]
    for path in filter(Path.exists, paths):
        for place in {path, path.resolve()}:
            # A top folder that is a link, such as /lib, is a link in the sandbox, too.
            if ".." not in place.parts and not Path(*place.parts[:2]).is_symlink():
                found[place] = path.resolve()
    return found


def _libraries(base):
    """The shared libraries beside an interpreter, where they are not the system's."""
    folder = base / "lib"
    files = [path for path in folder.glob("*.so*") if path.is_file()]
    return files if len(files) < MANY else [folder]


def hide(paths, places):
    """Options of bubblewrap that cover what must stay unseen below what is shown.

    Args:
        paths: Paths of files and folders.
        places: Dict, as from `shown`.

    Returns:
        List of str.

    Raises:
        Exposed: one of them is itself a folder that Python needs.
    """
    options = []
    for path in {Path(path).resolve() for path in paths}:
        for place, source in places.items():
            if path == source and path.is_dir():
                raise Exposed(f"{path} is a folder of Python itself, which learners' code reads")
            if path.exists() and path.is_relative_to(source):
                covered = str(place / path.relative_to(source))
                options += (
                    ["--tmpfs", covered] if path.is_dir() else ["--ro-bind", os.devnull, covered]
                )
    return options


def bubblewrap(course, forbidden, secret=()):
    """The command that shows a process Python and the course, read-only.

    Args:
        course: Path of the folder that `copy_course` has filled.
        forbidden: Names of modules that learners do not get.
        secret: Paths that must not be seen even where they lie below a folder that is shown.
    """
    command = ["bwrap", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    command += ["--die-with-parent", "--new-session", "--hostname", "sandbox"]
    if os.getuid() == 0:  # so that the runner can become an ordinary user
        command += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    for name in ("/bin", "/sbin", "/lib", "/lib32", "/lib64"):
        if Path(name).is_symlink():
            command += ["--symlink", os.readlink(name), name]
    places = shown()
    made = set()
    for place in sorted(places):  # a folder before what lies in it
        command += _open_folders(place.parent, made)
        command += ["--ro-bind", str(places[place]), str(place)]
    python = executable()
    if python.is_symlink() and python not in places:
        command += _open_folders(python.parent, made)
        command += ["--symlink", str(python.resolve()), str(python)]
    command += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", FOLDER, "--dir", DRIVE]
    # It reads as zeros, too, but gives no memory that no process holds.
    command += ["--dev-bind", "/dev/full", "/dev/zero"]
    for folder in _other_packages(places):
        command += ["--tmpfs", str(folder)]
    for name in {name.partition(".")[0] for name in (*forbidden, *OURS)}:
        for folder in packages():
            command += hide(filter(Path.exists, [folder / name]), places)
    command += hide(secret, places)
    command += ["--ro-bind", str(course), "/course"]
    command += ["--ro-bind", str(DATA), "/course/aigc_keras/_data"]
    # Nothing that submissions share is writable: each gets another FOLDER.
    return [*command, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/", "--"]


def _open_folders(folder, made):
    """Options that make a folder and those above it, open to the user that the runner becomes."""
    options = []
    for parent in [*list(folder.parents)[-2::-1], folder]:
        if parent not in made and parent != Path("/") and not parent.is_symlink():
            options += ["--perms", "0755", "--dir", str(parent)]
            made.add(parent)
    return options


def _other_packages(places):
    """Folders of packages below those that are shown, which this Python does not read."""
    ours = set(packages())
    for place, source in places.items():
        if source.is_dir() and source not in ours:
            for name in ("site-packages", "dist-packages"):
                if (source / name).is_dir() and (source / name).resolve() not in ours:
                    yield place / name
