"""The library of this checkout against that of another one: `run.py --against PATH`.

Every unit (a family's training, or its writing) is built by each side's own benchmarks/families.py,
in a process of its own that imports that side's library alone. Both processes stay; they take turns
on the same work, and the one that begins alternates, so that what else the machine does falls on
both; half-way both are started anew, in the other order. A figure is the median of the pairs'
ratios, with their quartiles: 1.1 is a tenth faster here.
"""

import contextlib
import json
import math
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
UNITS = ("gan", "vae", "recurrent_text", "gpt", "generation/recurrent_text", "generation/gpt")


class Side:
    """A process that has built one unit with one checkout, and times it when told to."""

    def __init__(self, checkout, unit):
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(checkout), str(checkout / "benchmarks")]),
            "TF_CPP_MIN_LOG_LEVEL": "3",
        }
        # -P: not the folder of this script, so that `families` is that of the other checkout.
        self.process = subprocess.Popen(
            [sys.executable, "-P", __file__, unit, str(checkout)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.process.communicate()  # ends its input, and so the process

    def answer(self):
        """The next line of ours that the process prints."""
        for line in self.process.stdout:
            if line.startswith("SIDE "):
                return json.loads(line.removeprefix("SIDE "))
        code = self.process.wait()
        self.process.communicate()
        raise RuntimeError(f"The process ended with {code}: see above.")

    def seconds(self, steps):
        """How long so many steps take."""
        print(steps, file=self.process.stdin, flush=True)
        return self.answer()


def serve(unit, checkout):
    """In the process of a side: build the unit, then time what is asked for on each line."""
    import families

    import aigc_keras

    for module in (families, aigc_keras):
        if Path(checkout) not in Path(module.__file__).parents:
            raise ImportError(f"{module.__name__} is that of {module.__file__}, not of {checkout}.")
    if unit.startswith("generation/"):
        way = families.writing(unit.partition("/")[2])["library"]
    else:
        way = families.build(unit, "library")
    way.prepare(way.chunk)()  # builds the graph
    print("SIDE", json.dumps({"chunk": way.chunk, "per_step": way.per_step}), flush=True)
    prepared = {}
    for line in sys.stdin:
        steps = int(line)
        if steps not in prepared:
            prepared[steps] = way.prepare(steps)
        started = time.perf_counter()
        prepared[steps]()
        print("SIDE", json.dumps(time.perf_counter() - started), flush=True)


def take_turns(unit, checkouts, pairs, seconds):
    """Time one unit of both sides, in processes that are started for it in the order given.

    Args:
        unit: Name among `UNITS`.
        checkouts: dict of two names of sides to their paths.
        pairs: Int, how often each side is timed.
        seconds: Float, about how long each time.

    Returns:
        dict of the names to lists of (images, tokens or characters a second, seconds of a step).
    """
    with contextlib.ExitStack() as processes:
        sides = {
            name: processes.enter_context(Side(path, unit)) for name, path in checkouts.items()
        }
        facts = {name: side.answer() for name, side in sides.items()}  # once they are built
        steps = math.lcm(*(fact["chunk"] for fact in facts.values()))
        slowest = max(side.seconds(steps) for side in sides.values())
        steps *= max(1, round(seconds / slowest))
        for side in sides.values():
            side.seconds(steps)  # the first time of an amount is not counted
        rows = {name: [] for name in sides}
        for turn in range(pairs):
            for name in list(sides)[:: -1 if turn % 2 else 1]:
                took = sides[name].seconds(steps)
                rows[name].append((steps * facts[name]["per_step"] / took, took / steps))
    return rows


def compare(unit, other, pairs, seconds):
    """One unit of both sides: half of the pairs in processes of which this side's started first.

    Returns:
        dict: the medians `per_second` (images, tokens or characters) and `step_seconds` of each
        side, and `ratio`, the median, the quartiles and all of the pairs' ratios of `per_second`.
    """
    checkouts = {"here": ROOT, "against": other}
    rows = take_turns(unit, checkouts, (pairs + 1) // 2, seconds)
    if pairs > 1:
        swapped = dict(reversed(checkouts.items()))
        more = take_turns(unit, swapped, pairs // 2, seconds)
        rows = {name: rows[name] + more[name] for name in rows}
    ratios = [a / b for (a, _), (b, _) in zip(rows["here"], rows["against"], strict=True)]
    medians = {name: np.median(values, axis=0).tolist() for name, values in rows.items()}
    return {
        "per_second": {name: speed for name, (speed, _) in medians.items()},
        "step_seconds": {name: step for name, (_, step) in medians.items()},
        "ratio": {
            "median": statistics.median(ratios),
            "quartiles": np.quantile(ratios, (0.25, 0.75)).tolist(),
            "all": ratios,
        },
    }


def commit(checkout):
    """The commit of a checkout, with a plus where files differ from it."""
    command = ["git", "-C", str(checkout), "describe", "--always", "--abbrev=12", "--dirty=+"]
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def compare_all(other, units, pairs, seconds, out, facts):
    """Compare units one after the other, and write what is known after each.

    Args:
        other: Path of the other checkout.
        units: Names among `UNITS`.
        pairs: Int, how often each side is timed.
        seconds: Float, about how long each time.
        out: Path of the JSON file.
        facts: dict that stands first in the file, of machine and versions.
    """
    commits = {"here": commit(ROOT), "against": commit(other)}
    results = {**facts, "commits": commits, "units": {}}
    for unit in units:
        row = compare(unit, other, pairs, seconds)
        results["units"][unit] = row
        out.write_text(json.dumps(results, indent=1), "utf-8")
        low, high = row["ratio"]["quartiles"]
        print(f"{unit:28}{row['ratio']['median']:6.3f} ({low:.3f} to {high:.3f})", flush=True)


if __name__ == "__main__":
    serve(*sys.argv[1:])
