"""Quiet stand-ins for what a notebook finds around it and a grader does not have, for cells.py.

Each says nothing, does no harm, and is noted for the learner's page where a cell uses it.
"""

import asyncio
import builtins
import contextlib
import getpass
import importlib.abc
import importlib.util
import io
import os
import re
import sys

import IPython
import IPython.core.display_functions
import IPython.core.getipython
import IPython.core.magic
import IPython.display

# Modules that only the place has where a notebook was written, and their parts.
ELSEWHERE = ("google.colab", "kaggle_secrets", "ipywidgets", "nest_asyncio", "tqdm")
HOME, DRIVE = "/submission", "/content"  # in a sandbox: see view.py
ON_DRIVE = re.compile(rf"""{DRIVE}/[^'"\n\\{{}}*?]+""")
UNANSWERED = 20  # answers of `input` before it says that nobody answers
_shell = []  # one entry, the notebook's, once there is one
_asked = []


class Quiet:
    """Stands for anything: can be called, looked into, iterated over and entered."""

    def __call__(self, *arguments, **options):
        return None

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __iter__(self):
        return iter(())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False

    def __bool__(self):
        return False


class Thing(Quiet):
    """Stands for a class of a module that is not here, and for what it makes.

    Called, it gives another one, which has the options as attributes.
    """

    def __call__(self, *arguments, **options):
        made = Thing()
        made.__dict__.update(options)
        return made


class Bar(Quiet):
    """Stands for tqdm's bar: gives what it is given, and draws nothing."""

    write = pandas = staticmethod(lambda *_, **__: None)

    def __init__(self, iterable=(), *_, total=None, **__):
        self.iterable, self.total = iterable, total
        self.n = 0  # a notebook may count in it

    def __iter__(self):
        return iter(self.iterable)

    def __len__(self):
        return len(self.iterable)

    def __bool__(self):
        return True

    def update(self, n=1):
        self.n += n


quiet = Quiet()


def running_line(name):
    """The line of the cell of this name that runs now, or None where none does."""
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename == name:
            return frame.f_lineno
        frame = frame.f_back
    return None


def note(done="stood in for"):
    """Note the line of a cell that runs now, for the learner's page."""
    if _shell:
        _shell[0].note(done)


def meet(shell):
    """The notebook's shell is there: `IPython.get_ipython` gives it, and it takes the notes."""
    _shell[:] = [shell]
    for module in (IPython, IPython.core.getipython, IPython.core.magic):
        module.get_ipython = shell.itself


def install():
    """Put the stand-ins in their places; before any learner's code runs."""
    sys.meta_path.append(_Elsewhere())
    for module in (IPython.display, IPython.core.display_functions):
        module.display = module.clear_output = module.update_display = quiet
    builtins.input = _answer
    getpass.getpass = _answer
    getpass.getuser = os.getlogin = lambda: "learner"
    os.chdir = _change_folder
    builtins.open = io.open = _open


def _answer(prompt="", *_, **__):
    _asked.append(prompt)
    note()
    if len(_asked) > UNANSWERED:
        raise EOFError("nobody answers input() while a notebook is graded")
    return ""


def _change_folder(path, change=os.chdir):
    """`os.chdir`, which stays where it is if there is no such folder here."""
    try:
        change(path)
    except (FileNotFoundError, NotADirectoryError):
        if not a_cell_runs():
            raise
        note()


def a_cell_runs():
    """Whether a cell runs now."""
    return bool(_shell) and running_line(_shell[0]._name) is not None


def _open(file, mode="r", *arguments, open=open, **options):
    """`open`, which finds a file beside the notebook that was somewhere else before."""
    try:
        return open(file, mode, *arguments, **options)
    except FileNotFoundError:
        path = os.fspath(file) if isinstance(file, str | os.PathLike) else ""
        away = isinstance(path, str) and re.match(r"[/~]|[A-Za-z]:[/\\]", path)
        beside = re.split(r"[/\\]", path)[-1] if away else ""
        if not os.path.isfile(beside):
            raise
        note()
        return open(beside, mode, *arguments, **options)


def drive_paths(source):
    """Make the files and folders of a drive that a cell names: they are the notebook's own."""
    here = os.getcwd()
    if not here.startswith(HOME):
        return
    for path in sorted({found.strip() for found in ON_DRIVE.findall(source)}, key=len):
        folder, name = os.path.split(path.rstrip("/"))
        own = os.path.join(here, name)
        target = own if os.path.exists(own) or ("." in name and path[-1] != "/") else here
        with contextlib.suppress(OSError):
            os.makedirs(folder, exist_ok=True)
            os.symlink(target, os.path.join(folder, name))


class _Elsewhere(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds stand-ins for modules that are not installed here."""

    def find_spec(self, name, path=None, target=None):
        top = name == "google" or any(name == e or name.startswith(e + ".") for e in ELSEWHERE)
        return importlib.util.spec_from_loader(name, self, is_package=True) if top else None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        name = module.__name__
        note()
        if name.startswith("tqdm"):
            module.tqdm = module.tqdm_notebook = Bar
            module.trange = module.tnrange = lambda *numbers, **_: Bar(range(*numbers))
            module.tenumerate = lambda iterable, start=0, **_: enumerate(iterable, start)
            module.tzip = lambda *iterables, **_: zip(*iterables, strict=False)
        elif name == "nest_asyncio":
            module.apply = _nest
        elif name == "ipywidgets":
            module.interact = module.interactive = module.interact_manual = _as_it_is
        elif name == "google.colab.files":
            module.upload = module.upload_file = _handed_in
            module.download = module.view = quiet
        elif name in ("google.colab.userdata", "kaggle_secrets"):
            module.get = module.get_secret = lambda *_: ""
        if name != "google":
            module.__getattr__ = lambda part: _part(name, part)


def _part(module, name):
    """A part of such a module: a module of its own where it is one, else nothing in particular."""
    if name.startswith("__"):
        raise AttributeError(name)
    if module == "google.colab":
        return importlib.import_module(f"{module}.{name}")
    return Thing()


def _as_it_is(function=None, *_, **__):
    return function if callable(function) else lambda function: function


def _handed_in():
    """What `files.upload()` gives: the files beside the notebook."""
    found = {}
    for name in filter(os.path.isfile, os.listdir()):
        with open(name, "rb") as file:
            found[name] = file.read()
    return found


def _nest(*_):
    """`nest_asyncio.apply`: `asyncio.run` works within a running loop."""

    def run(coroutine, **_):
        outer = asyncio._get_running_loop()
        asyncio._set_running_loop(None)
        loop = asyncio.new_event_loop()
        try:
            return loop.run_until_complete(coroutine)
        finally:
            loop.close()
            asyncio._set_running_loop(outer)

    asyncio.run = run
