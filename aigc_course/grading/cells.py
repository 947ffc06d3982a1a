"""Reads and runs the cells of a notebook as Jupyter does, for runner.py; needs IPython.

What Jupyter's own lines ask for is done, stood in for or left out in magics.py and standins.py.
"""

import ast
import asyncio
import builtins
import inspect
import linecache
import re

import standins
from IPython.core.inputtransformer2 import TransformerManager
from magics import Shell

FUTURE = 0x1FE0000  # all flags of `from __future__`, among those of a code object
AUTOMATIC = re.compile(r"[ \t]*([a-z]\w*)(?![.(\[,:]|[ \t]*[-+*/%|&@]?=)\b.*\n?")


class Reader(TransformerManager):
    """IPython's reading of cells, with each line where it was."""

    def __call__(self, source):
        """The Python code of a cell: str to str, with as many lines before each statement."""
        blank = re.match(r"(?:[ \t]*\n)*", source).group().count("\n")
        return "\n" * blank + self.transform_cell(source)

    def do_one_token_transform(self, lines):
        changed, new = super().do_one_token_transform(lines)
        if len(new) < len(lines):  # lines that were continued are one now
            same = (i for i, pair in enumerate(zip(lines, new, strict=False)) if len({*pair}) > 1)
            place = next(same, len(new) - 1) + 1
            new = new[:place] + ["\n"] * (len(lines) - len(new)) + new[place:]
        return changed, new


class Notebook:
    """A namespace in which cells run one after another.

    Args:
        names: Dict, the namespace.
    """

    def __init__(self, names):
        self.names = names
        self._read = Reader()
        self._flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        self._loop = None
        self._shell = Shell(names, self.run_text)
        names.update(get_ipython=self._shell.itself, display=standins.quiet)
        names.update(In=[""], Out={}, _ih=[""], _oh={}, _="", __="", ___="", _i="", _ii="", _iii="")
        names["_ih"], names["_oh"] = names["In"], names["Out"]
        builtins.get_ipython, builtins.display = names["get_ipython"], names["display"]
        standins.meet(self._shell)

    def run(self, number, source):
        """Run a cell.

        Args:
            number: Int, of the code cell.
            source: Str, as it stands in the notebook.

        Returns:
            List of [line, text, what was done], for each line that was not run as in Jupyter.
        """
        name = f"cell {number}"
        before = self.names["In"]
        self.names.update(_i=before[-1], _ii=before[-2:][0], _iii=before[-3:][0])
        before.append(source)
        self._shell.begin(name, source)
        standins.drive_paths(source)
        self.run_text(self._automatic(source), name, last=True)
        return self._shell.notes

    def _automatic(self, source):
        """A cell of one line that begins with the name of a magic: Jupyter adds the percent."""
        found = AUTOMATIC.fullmatch(source)
        word = found.group(1) if found else ""
        free = word not in self.names and not hasattr(builtins, word)
        return f"%{source.strip()}\n" if word in self._shell.automatic and free else source

    def run_text(self, source, name, last=False, names=None):
        """Run text of a cell; returns the value of its last expression.

        Args:
            source: Str, as in a cell.
            name: Str, in the place of a file's name.
            last: Bool, whether the value becomes `_`, as at the end of a cell.
            names: Dict, another namespace than the notebook's.
        """
        names = self.names if names is None else names
        code = self._read(source)
        # Where TensorFlow looks for the source of a function.
        linecache.cache[name] = (len(code), None, code.splitlines(True), name)
        tree = compile(code, name, "exec", self._flags | ast.PyCF_ONLY_AST, dont_inherit=True)
        ending = []
        if tree.body and isinstance(tree.body[-1], ast.Expr):
            ending = [ast.Expression(tree.body.pop().value)]
        self._evaluate(tree, name, "exec", names)
        value = self._evaluate(ending[0], name, "eval", names) if ending else None
        if last and value is not None and not code.rstrip().endswith(";"):
            names.update(___=names.get("__"), __=names.get("_"), _=value)
            names["Out"][len(names["In"]) - 1] = value
        return value

    def _evaluate(self, tree, name, mode, names):
        """Run a piece as Jupyter does: where a loop of asyncio runs, and waiting where it says."""
        code = compile(tree, name, mode, self._flags, dont_inherit=True)
        self._flags |= code.co_flags & FUTURE
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self._loop)
        outside = asyncio._get_running_loop() is None
        if code.co_flags & inspect.CO_COROUTINE and outside:
            return self._loop.run_until_complete(eval(code, names))
        asyncio._set_running_loop(self._loop)
        try:
            value = eval(code, names)
        finally:
            if outside:
                asyncio._set_running_loop(None)
        return value
