"""The learner's side of grading: runs a submission's code and answers the judge's calls.

    python runner.py SETTINGS       (JSON; a socket from the judge is standard input)

Started once for many submissions, so that NumPy or Keras are imported once: each submission gets
a fork of this process, which confine.py shuts in before any of the learner's code runs. This file,
confine.py and wire.py are all that a sandbox sees of the grader. Nothing here is trusted by the
judge once the learner's code has begun.
"""

import contextlib
import importlib
import io
import json
import linecache
import os
import random
import re
import socket
import sys
import traceback
import types

import confine
import numpy as np
import wire

_defined = {}  # what the judge's code defined, by name


def main():
    settings = json.loads(sys.argv[1])
    judge = socket.socket(fileno=os.dup(0))
    for name in settings["preload"]:
        importlib.import_module(name)
    confine.measure(settings)
    judge.send(b"ready")
    while True:
        order, files, *_ = socket.recv_fds(judge, 100, 2)
        if not order:
            return
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if os.fork() == 0:
            judge.close()
            confine.guard(settings, *files, serve)
        for file in files:
            os.close(file)


def serve(judge):
    stream = judge.makefile("rb")
    module = types.ModuleType("__main__")
    module.get_ipython, module.display = Quiet, Quiet()
    module._ = None
    module.In, module.Out = {}, {}
    sys.modules["__main__"] = module
    sys.path.insert(1, os.getcwd())
    actions = {"cell": _cell, "call": _call_by_name, "save": _save, "load": _load}
    actions["define"] = _define

    def read(size):
        data = stream.read(size)
        if len(data) < size:
            raise EOFError
        return data

    while True:
        try:
            request = wire.unpack(read)
        except EOFError:
            return
        try:
            reply = {"value": actions[request["do"]](module.__dict__, request)}
            reply = wire.pack(reply)
        except BaseException as error:
            reply = wire.pack(_describe(error))
        judge.sendall(reply)


class Quiet:
    """Stands for what only Jupyter has."""

    def __call__(self, *arguments, **options):
        return None

    def __getattr__(self, name):
        return self


def _cell(names, request):
    source, name = request["code"], f"cell {request['number']}"
    try:
        code = compile(source, name, "exec", dont_inherit=True)
    except SyntaxError:
        source = _without_magics(source)
        code = compile(source, name, "exec", dont_inherit=True)
    # Where TensorFlow looks for the source of a function.
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    exec(code, names)


def _without_magics(source):
    """A cell without Jupyter's own lines; a whole one in another language is left out."""
    head, _, rest = source.lstrip().partition("\n")
    if head.startswith("%%"):
        source = rest if re.match(r"%%(time|timeit|capture)\b", head) else ""
    source = re.sub(r"(?m)^(\s*)%(?:time|timeit)\b *(?:-\S+ *)*", r"\1", source)
    return re.sub(r"(?m)^([ \t]*)[%!].*|^([ \t]*).*\?\??$", r"\1\2pass", source)


def _define(names, request):
    """Code of the judge, in a namespace of its own."""
    given = {}
    exec(request["code"], given)
    _defined[request["name"]] = given[request["name"]]


def _call_by_name(names, request):
    function = _look_up(names, request["name"])
    seed = request["seed"]
    random.seed(seed)
    np.random.seed(seed)
    if "keras" in sys.modules:
        sys.modules["keras"].utils.set_random_seed(seed)
    value = lambda x: _value(names, x)  # noqa: E731
    return function(
        *map(value, request["args"]), **{k: value(v) for k, v in request["kwargs"].items()}
    )


def _look_up(names, dotted):
    first, *rest = dotted.split(".")
    if first not in names:
        raise LookupError(f"missing: {first}")
    found = names[first]
    for part in rest:
        found = getattr(found, part)
    return found


def _value(names, x):
    """An argument; something that the judge defined here is sent as its name."""
    if type(x) is dict and set(x) == {"defined here"}:
        return _defined[x["defined here"]]
    return x


def _save(names, request):
    os.makedirs(os.path.dirname(request["name"]) or ".", exist_ok=True)
    with open(request["name"], "wb") as file:
        file.write(request["data"].tobytes())


def _load(names, request):
    with np.load(io.BytesIO(request["data"]), allow_pickle=False) as file:
        return {name: file[name] for name in file.files[:100]}


def _describe(error):
    kind, line = type(error).__name__, None
    with contextlib.suppress(BaseException):
        for frame in traceback.extract_tb(error.__traceback__):
            if frame.filename.startswith("cell "):
                line = f"{frame.filename}, line {frame.lineno}"
        if isinstance(error, SyntaxError):
            line = f"{error.filename}, line {error.lineno}"
    text = ""
    with contextlib.suppress(BaseException):
        text = str(error)[:500]
    return {"error": kind, "text": text, "where": line}


if __name__ == "__main__":
    main()
