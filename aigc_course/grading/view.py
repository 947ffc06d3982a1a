"""What a learner's process sees: Python, the system's programs, and the course without answers."""

import os
import shutil
import sys
from pathlib import Path

import aigc_keras
from aigc_keras.data.files import find

FOLDER = "/submission"  # where a learner's code may write, in a sandbox
HERE = Path(__file__).resolve().parent
LIBRARY = Path(aigc_keras.__file__).resolve().parent
CHECKS = HERE.parent / "checks"
DATA = find("mnist.npz").parent
OURS = ("aigc_keras", "aigc_course")
NOT_SHOWN = ("checks", "__main__.py", "_data")  # of the library; of aigc_course, all
FORBIDDEN = """\
raise ImportError("This exercise does not allow this module. 本练习不允许使用这个模块。")
"""
QUIET_CHECKS = """\
class _Quiet:
    def __call__(self, *answers, **options):
        return None

    def __getattr__(self, name):
        return self


def __getattr__(name):
    return _Quiet()
"""


def copy_course(course, forbidden, isolated, quiet=()):
    """Copy the course into a folder: silent checks, no grader, no forbidden modules.

    Raises:
        ValueError: a forbidden module of ours that does not exist.
    """
    course.chmod(0o755)
    for name in ("runner.py", "confine.py", "wire.py"):
        shutil.copy(HERE / name, course)
    library = course / "aigc_keras"
    shutil.copytree(LIBRARY, library, ignore=_left_out)
    for package in OURS:
        _write_checks(course / package)
    (course / "aigc_course/__init__.py").touch()
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


def bubblewrap(course, forbidden):
    """The command that shows a process the system's programs, Python and the course, read-only."""
    command = ["bwrap", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    command += ["--die-with-parent", "--new-session", "--hostname", "sandbox"]
    if os.getuid() == 0:  # so that the runner can become an ordinary user
        command += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    command += ["--ro-bind", "/usr", "/usr"]
    for name in ("/bin", "/sbin", "/lib", "/lib32", "/lib64"):
        if Path(name).is_symlink():
            command += ["--symlink", os.readlink(name), name]
        elif Path(name).exists():
            command += ["--ro-bind", name, name]
    command += ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"]
    command += ["--ro-bind-try", "/etc/alternatives", "/etc/alternatives"]
    command += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", FOLDER]
    folders = {Path(sys.base_prefix).resolve(), Path(sys.prefix), Path(sys.prefix).resolve()}
    for folder in sorted(folder for folder in folders if not folder.is_relative_to("/usr")):
        for parent in list(folder.parents)[-2::-1]:  # open to the user that the runner becomes
            command += ["--perms", "0755", "--dir", str(parent)]
        command += ["--ro-bind", str(folder), str(folder)]
    command += ["--ro-bind", str(course), "/course"]
    command += ["--ro-bind", str(DATA), "/course/aigc_keras/_data"]
    for name in {name.partition(".")[0] for name in (*forbidden, *OURS)}:
        for found in _copies(name, folders):
            command += ["--tmpfs", str(found)]
    # Nothing that submissions share is writable: each gets another FOLDER.
    return [*command, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/", "--"]


def _copies(name, folders):
    """All installed copies of a package that a sandbox would show."""
    for folder in {*folders, Path("/usr"), Path("/usr/local")}:
        for above in ("", "envs/*/", "pkgs/*/", "local/"):
            for lib in ("lib", "lib64"):
                yield from folder.glob(f"{above}{lib}/python3*/*-packages/{name}/")
