"""The learner's side of grading: runs a submission's code and answers the judge's calls.

    python runner.py SETTINGS       (JSON; a socket from the judge is standard input)

Started once for many submissions, so that NumPy or Keras are imported once: each submission gets
a fork of this process, which confine.py shuts in before any of the learner's code runs. This file
and those that it imports are all that a sandbox sees of the grader. Nothing here is trusted by the
judge once the learner's code has begun.
"""

import contextlib
import importlib
import json
import os
import random
import socket
import sys
import traceback
import types

import cells
import confine
import numpy as np
import standins
import wire

OWN = ("cells", "confine", "magics", "runner", "standins", "wire")
_defined = {}  # what the judge's code defined, by name


def main():
    settings = json.loads(sys.argv[1])
    judge = socket.socket(fileno=os.dup(0))
    for name in settings["preload"]:
        importlib.import_module(name)
    standins.install()
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
    stream, process = judge.makefile("rb"), os.getpid()
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    sys.path.insert(1, "")  # the working folder, as in Jupyter
    reader = cells.Notebook(module.__dict__)
    actions = {"cell": _cell, "call": _call_by_name, "save": _save, "enter": _enter}
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
        number = request["request"]
        try:
            value = actions[request["do"]](reader, request)
            reply = wire.pack({"value": value, "request": number})
        except BaseException as error:
            reply = wire.pack(_describe(error) | {"request": number})
        if os.getpid() != process:
            os._exit(0)  # a child that the learner's code has forked: its parent answers
        judge.sendall(reply)


def _cell(reader, request):
    return reader.run(request["number"], request["code"])


def _define(reader, request):
    """Code of the judge, in a namespace of its own."""
    given = {}
    exec(request["code"], given)
    _defined[request["name"]] = given[request["name"]]


def _call_by_name(reader, request):
    function = _look_up(reader.names, request["name"])
    seed = request["seed"]
    random.seed(seed)
    np.random.seed(seed)
    if "keras" in sys.modules:
        sys.modules["keras"].utils.set_random_seed(seed)
    return function(
        *map(_value, request["args"]), **{k: _value(v) for k, v in request["kwargs"].items()}
    )


def _look_up(names, dotted):
    first, *rest = dotted.split(".")
    if first not in names:
        raise LookupError(f"missing: {first}")
    found = names[first]
    for part in rest:
        found = getattr(found, part)
    return found


def _value(x):
    """An argument; something that the judge defined here is sent as its name."""
    if type(x) is dict and set(x) == {"defined here"}:
        return _defined[x["defined here"]]
    return x


def _save(reader, request):
    os.makedirs(os.path.dirname(request["name"]) or ".", exist_ok=True)
    with open(request["name"], "wb") as file:
        file.write(request["data"].tobytes())


def _enter(reader, request):
    """Make the notebook's folder the working folder; its modules come before the runner's own."""
    folder = request["folder"] or "."
    os.makedirs(folder, exist_ok=True)
    os.chdir(folder)
    os.environ["PWD"] = os.getcwd()
    if own := [name for name in OWN if os.path.exists(f"{name}.py")]:
        sys.path.insert(0, "")
        for name in own:
            sys.modules.pop(name, None)


def _describe(error):
    kind, line = type(error).__name__, None
    with contextlib.suppress(BaseException):
        for frame in traceback.extract_tb(error.__traceback__):
            if frame.filename.startswith("cell "):
                line = f"{frame.filename}, line {frame.lineno}"
        if isinstance(error, SyntaxError) and error.filename and error.lineno:
            line = f"{error.filename}, line {error.lineno}"
    text = ""
    with contextlib.suppress(BaseException):
        with_place = not isinstance(error, SyntaxError)  # such a text names its place in English
        text = str(error if with_place else error.msg)[:500]
    return {"error": kind, "text": text, "where": line}


if __name__ == "__main__":
    main()
