"""Run the unit tests and notebooks that a change can have touched: `make test-changed`.

    python tests/changed.py [--list]

Each test file, chapter and exercise has a hash: of its own source, of every file of ours that it
imports, followed from file to file, and of the versions of Python, TensorFlow, Keras and NumPy.
Those whose hash is that of their last passing run are left out. The hashes lie in
.test-changed.json, which `make test` writes too.

Imports are followed without running anything. A name that a lazy `__init__` gives leads to the file
that its table says. Where this cannot be known, more is counted rather than less: a package that
is used otherwise than by its names counts whole; so do, in a test, the packages that a string
mentions, and, where the test reads files beside its own, the files that its strings name.
"""

import argparse
import ast
import fnmatch
import functools
import hashlib
import json
import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RECORD = ".test-changed.json"
PACKAGES = ("aigc_keras", "aigc_course")
VERSIONS = ("tensorflow", "keras", "numpy")
NOT_SOURCES = {"__pycache__", "build", "dist", "runs"}
ELSEWHERE = (
    "Not looked at here: style, other backends, several processes, a fresh installation, and "
    "whether the notebooks agree with their sources. `make test` runs everything."
)


def every_file(root):
    """All files below a folder that are neither hidden nor made by running."""
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name[0] != "." and name not in NOT_SOURCES]
        yield from (Path(folder, name) for name in names)


class Sources:
    """The Python files of a tree, and what each imports of it."""

    def __init__(self, root):
        self.root = Path(root)
        self.files = sorted(every_file(self.root))
        self.paths = {file: file.relative_to(self.root).as_posix() for file in self.files}
        for method in ("attribute", "find", "imports", "nodes"):
            setattr(self, method, functools.cache(getattr(self, method)))

    def nodes(self, path):
        return list(ast.walk(ast.parse(path.read_text("utf-8"))))

    def find(self, module, folder):
        """The file of a dotted module name, or None: beside the importing file, or from the top."""
        for base in (folder, self.root, self.root / "tests"):
            path = base.joinpath(*module.split("."))
            for file in (path.parent / f"{path.name}.py", path / "__init__.py"):
                if file.is_file():
                    return file
        return None

    def attribute(self, package, name, folder):
        """The module that a name of a package is, or comes from; None where it is the package's."""
        init = self.find(package, folder)
        if self.find(f"{package}.{name}", folder):
            return f"{package}.{name}"
        for table in self.nodes(init):  # of a lazy __init__: name -> module
            if isinstance(table, ast.Dict):
                for key, value in zip(table.keys, table.values, strict=True):
                    if (
                        isinstance(key, ast.Constant)
                        and key.value == name
                        and isinstance(value, ast.Constant)
                        and self.find(f"{package}.{value.value}", folder)
                    ):
                        return f"{package}.{value.value}"
        return None

    def is_package(self, module, folder):
        file = self.find(module, folder)
        return file is not None and file.name == "__init__.py"

    def whole(self, package, folder):
        """Every file of a package, the packages within it included."""
        top = self.find(package, folder).parent
        return {file for file in self.files if top in file.parents and file.suffix == ".py"}

    def module(self, name, folder):
        """A module's file and those of the packages around it, whose `__init__` runs first."""
        parts = name.split(".")
        found = {self.find(".".join(parts[:i]), folder) for i in range(1, len(parts) + 1)}
        return found - {None}

    def used(self, nodes, package, folder):
        """The files of ours that a program asks for, by its imports and by names of packages."""
        found = set()
        packages = {}  # name in the program -> package of ours
        for node in nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    found |= self.module(alias.name, folder)
                    bound = alias.name if alias.asname else alias.name.partition(".")[0]
                    packages[alias.asname or bound] = bound
            elif isinstance(node, ast.ImportFrom):
                above = package[: len(package) - node.level + 1] if node.level else ()
                module = ".".join([*above, *([node.module] if node.module else [])])
                found |= self.module(module, folder)
                for alias in node.names if self.is_package(module, folder) else ():
                    if alias.name == "*":
                        found |= self.whole(module, folder)
                    elif target := self.attribute(module, alias.name, folder):
                        found |= self.module(target, folder)
                        packages[alias.asname or alias.name] = target
        packages = {k: v for k, v in packages.items() if self.is_package(v, folder)}
        return found | self.asked(nodes, packages, folder)

    def asked(self, nodes, packages, folder):
        """The files behind `package.name`; all of a package that is used in another way."""
        found = set()
        behind = {}  # node -> package that it stands for

        def package_of(node):
            if isinstance(node, ast.Name):
                return packages.get(node.id)
            return behind.get(node)

        within = set()  # nodes that are asked for a name
        for node in reversed([n for n in nodes if isinstance(n, ast.Attribute)]):
            if outer := package_of(node.value):
                within.add(node.value)
                if target := self.attribute(outer, node.attr, folder):
                    found |= self.module(target, folder)
                    if self.is_package(target, folder):
                        behind[node] = target
        for node in nodes:
            is_name = isinstance(node, ast.Name | ast.Attribute)
            if is_name and node not in within and (package := package_of(node)):
                found |= self.whole(package, folder)
        return found

    def imports(self, path):
        """The files of ours that one file imports, or asks for in other ways."""
        folder = path.parent
        package = folder.relative_to(self.root).parts
        nodes = self.nodes(path)
        found = self.used(nodes, package, folder)
        called = {ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)}
        imports_by_name = called & {"import_module", "importlib.import_module"}
        if imports_by_name and path.name != "__init__.py":
            for name in PACKAGES:
                found |= self.whole(name, folder) if self.find(name, folder) else set()
        if "tests" in package:
            found |= self.named(nodes, folder)
        return found - {path}

    def named(self, nodes, folder):
        """What the strings of a test name: packages, programs that import, files to read."""
        prose = {node.value for node in nodes if isinstance(node, ast.Expr)}
        strings = {
            node.value
            for node in nodes
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in prose
        }
        found = set()
        for name in (name for name in PACKAGES if self.find(name, folder)):
            for text in (text for text in strings if name in text):
                try:
                    used = self.used(list(ast.walk(ast.parse(text))), (), self.root)
                except SyntaxError:
                    used = set()
                found |= used or self.whole(name, folder)
        if any(isinstance(node, ast.Name) and node.id == "__file__" for node in nodes):
            found |= {file for file in self.files if any(self.names(t, file) for t in strings)}
        return found

    def names(self, text, file):
        """Whether a string names a file: its path or a part of it, or a pattern for its name."""
        path = self.paths[file]
        return (
            f"/{text}/" in f"/{path}/"
            or (len(text) > 2 and "/" in text and text in path)
            or ("*" in text and len(text) > 1 and fnmatch.fnmatch(file.name, text))
        )

    def closure(self, paths):
        """These files, and all that they import, directly or not."""
        found = set()
        waiting = set(paths)
        while waiting:
            path = waiting.pop()
            found.add(path)
            if path.suffix == ".py":
                waiting |= self.imports(path) - found
        return found


def units(root):
    """What is run by itself: name -> the files that it starts from, by kind."""
    tests = {}
    for path in sorted((root / "tests").rglob("test_*.py")):
        around = [folder / "conftest.py" for folder in path.parents if root in folder.parents]
        tests[path.relative_to(root).as_posix()] = [path, *filter(Path.is_file, around)]
    chapters = {}
    exercises = {}
    source = root / "notebooks" / "source"
    tools = sorted((root / "notebooks").glob("*.py"))
    for kind, folder in ((chapters, source), (exercises, source / "exercises")):
        for path in sorted(folder.glob("[0-9]*")):  # a file, or a folder of sections
            notebook = root / "notebooks/en" / folder.relative_to(source) / f"{path.stem}.ipynb"
            files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
            extra = tools if kind is exercises else [notebook]
            kind[path.stem] = [file for file in [*files, *extra] if file.is_file()]
    return {"tests": tests, "chapters": chapters, "exercises": exercises}


def versions():
    found = {"python": sys.version}
    for name in VERSIONS:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = None
    return found


def hashes(root, installed=None):
    """Kind -> name of a unit -> hash of all that it stands on."""
    sources = Sources(root)
    content = functools.cache(lambda path: hashlib.sha256(path.read_bytes()).hexdigest())
    common = json.dumps(installed or versions(), sort_keys=True)
    project = root / "pyproject.toml"

    def of(paths):
        files = sources.closure(paths) | ({project} if project.is_file() else set())
        lines = [f"{path.relative_to(root).as_posix()} {content(path)}" for path in sorted(files)]
        return hashlib.sha256("\n".join([common, *lines]).encode()).hexdigest()

    return {
        kind: {name: of(paths) for name, paths in named.items()}
        for kind, named in units(root).items()
    }


def read_record(root):
    path = root / RECORD
    return json.loads(path.read_text("utf-8")) if path.is_file() else {}


def remember(root, kind, passed):
    """Write down the hashes of units that have just passed.

    Args:
        root: Path.
        kind: "tests", "chapters" or "exercises".
        passed: dict of names to hashes, taken before the run began.
    """
    record = read_record(root)
    record[kind] = {**record.get(kind, {}), **passed}
    (root / RECORD).write_text(json.dumps(record, indent=1, sort_keys=True), "utf-8")


def changed(root, now):
    """Of the hashes of now, those that no passing run has had, by kind."""
    record = read_record(root)
    return {
        kind: {
            name: value for name, value in named.items() if record.get(kind, {}).get(name) != value
        }
        for kind, named in now.items()
    }


def commands(kind, names):
    """The runs that test units of a kind: command, and the units that it covers."""
    pytest = [sys.executable, "-m", "pytest", "-q"]
    if kind == "tests":
        if names:
            yield [*pytest, "-n", "2", "--dist", "worksteal", "-m", "not slow", *names], names
    elif kind == "exercises":
        for name in names:
            build = [sys.executable, "notebooks/build.py", "--try"]
            yield [*build, f"exercises/{name}"], [name]
    else:
        nbval = ["--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout=900"]
        for name in names:
            yield [*pytest, *nbval, f"notebooks/en/{name}.ipynb"], [name]


def run(root, command):
    """Whether a command passes. Pytest ends with 5 where no test is left, as in slow ones only."""
    environment = {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3", **os.environ}
    if "-n" in command:
        environment["OMP_NUM_THREADS"] = "1"
    return subprocess.run(command, cwd=root, env=environment).returncode in (0, 5)


def main(arguments=None, root=ROOT, run=run):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--list", action="store_true", help="say what would run, and run nothing")
    choices = parser.parse_args(arguments)
    now = hashes(root)
    touched = changed(root, now)
    failed = []
    for kind, named in touched.items():
        left = [name for name in now[kind] if name not in named]
        print(f"{kind}: {len(named)} to run: {', '.join(named) or 'none'}")
        print(f"{' ' * len(kind)}  {len(left)} left out, unchanged since they passed: ", end="")
        print(", ".join(left) or "none", flush=True)
    for kind, named in touched.items():
        for command, names in commands(kind, list(named)) if not choices.list else ():
            print(f"\n=== {kind}: {', '.join(names)}", flush=True)
            if run(root, command):
                remember(root, kind, {name: named[name] for name in names})
            else:
                failed += names
    print(f"\n{ELSEWHERE}")
    if failed:
        print(f"FAILED among: {', '.join(failed)}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
