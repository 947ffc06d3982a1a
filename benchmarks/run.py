"""Every model family of the library against the textbook's way of training the same networks.

    python benchmarks/run.py [--only gan vae ...] [--pairs 7] [--out benchmarks/run.json]
    python benchmarks/run.py --against ../before --out speed.json [--only gan generation/gpt ...]

What is compared is in `families.py`. Parts: each family's training speed, in pairs that alternate
which way comes first; `generation`; `quality/gan` and its like, the seconds of training until the
library's model is as good as the textbook's after 90, on validation data (`quality.py`, which also
measures nanoGPT where a checkout of it is at hand); `memory`, the peak of a process that trains a
little, and of one that only imports; `import`, the seconds of processes that import. A ratio is the
median of the pairs' ratios, with their quartiles. Fractions of the peak rest on the fastest of
several products of two 2048 x 2048 matrices in the same precision, and on operations as
`operations.py` counts them. Parts that are not run keep what the file says, as long as it is of the
same machine and versions; `--only` with no name draws the figure again.

`--against` compares the library of this checkout with that of another one instead, such as
`git worktree add ../before COMMIT`: see `sides.py`. It takes about 8 minutes.
"""

import argparse
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

import families
import keras
import numpy as np
import quality
import sides
import tensorflow as tf
from families import SAME_BATCH, WAYS
from figure import draw
from operations import training_operations

import aigc_keras
from aigc_keras import backend

WRITERS = ("recurrent_text", "gpt")
IMPORTS = {
    "keras": ["-c", "import keras"],
    "aigc_keras": ["-c", "import keras, aigc_keras"],
    "every name of it": [
        "-c",
        "import keras, aigc_keras\nfor name in aigc_keras.__all__: getattr(aigc_keras, name)",
    ],
    "doctor --help": ["-m", "aigc_keras", "doctor", "--help"],
}


def timed(function):
    started = time.perf_counter()
    function()
    return time.perf_counter() - started


def matmul_gflops(dtype, size=2048, times=10):
    matrices = [tf.cast(tf.random.normal((size, size)), dtype) for _ in range(2)]
    multiply = tf.function(tf.matmul)

    def run():
        tf.reduce_sum(multiply(*matrices)[0]).numpy()  # waits for the product

    run()
    return 2 * size**3 / min(timed(run) for _ in range(times)) / 1e9


def compare(ways, pairs, seconds):
    """Units a second of each way, and the rounds' ratios to the textbook, and to its variant."""
    runs, speeds = {}, {name: [] for name in ways}
    for name, way in ways.items():
        way.prepare(way.chunk)()  # builds the graph
        chunks = max(1, round(seconds / timed(way.prepare(way.chunk))))
        runs[name] = way.prepare(chunks * way.chunk), chunks * way.chunk * way.per_step
    for turn in range(pairs):
        for name in list(runs)[:: -1 if turn % 2 else 1]:
            run, amount = runs[name]
            speeds[name].append(amount / timed(run))

    def ratio(name, other):
        return spread([a / b for a, b in zip(speeds[name], speeds[other], strict=True)])

    row = {"per_second": {name: statistics.median(values) for name, values in speeds.items()}}
    row["ratio"] = {name: ratio(name, "textbook") for name in ways if name != "textbook"}
    if SAME_BATCH in ways:
        row["ratio, same batch"] = ratio("library", SAME_BATCH)
    return row


def spread(values):
    quartiles = np.quantile(values, (0.25, 0.75)).tolist()
    return {"median": statistics.median(values), "quartiles": quartiles, "all": values}


def measure_training(family, choices):
    precision = aigc_keras.configure(seed=0)
    ways = {name: families.build(family, name) for name in WAYS[family]}
    row = {"precision": precision} | compare(ways, choices.pairs, choices.seconds)
    operations = training_operations(ways["library"].model)
    gflops = operations * row["per_second"]["library"] / 1e9
    peak = matmul_gflops("bfloat16" if precision == "mixed_bfloat16" else "float32")
    row |= {"operations": operations, "gflops": gflops, "matmul_gflops": peak}
    return row | {"fraction_of_peak": gflops / peak}


def measure_generation(choices):
    """Characters a second, of one text."""
    return {
        family: compare(families.writing(family), choices.pairs, choices.seconds)
        for family in WRITERS
    }


def peak_mib():
    """Of this process. (What `getrusage` says may be the peak of the process that started it.)"""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def in_child(*arguments):
    """The last line that a new Python prints."""
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return (done.stdout.splitlines() or [""])[-1]


def measure_memory(choices):
    """Peak MiB of processes that import, and then train for a few calls."""
    names = [f"{family}/{way}" for family in WAYS for way in ("library", "textbook")]
    return {name: float(in_child(__file__, "--memory", name)) for name in ("imports", *names)}


def measure_import(choices):
    seconds = {name: [] for name in IMPORTS}
    for turn in range(min(choices.pairs, 5) + 1):
        for name in list(IMPORTS)[:: -1 if turn % 2 else 1]:
            took = timed(lambda name=name: in_child(*IMPORTS[name]))
            if turn:  # the first one reads the files from the disk
                seconds[name].append(took)
    row = {"seconds": {name: statistics.median(values) for name, values in seconds.items()}}
    for name in ("aigc_keras", "every name of it"):
        more = [b - a for a, b in zip(seconds["keras"], seconds[name], strict=True)]
        row[f"{name} adds"] = spread(more)
    return row


def machine():
    flags = sorted(f for f in backend._cpu_flags() if f in ("avx512_bf16", "amx_bf16"))
    versions = {"python": platform.python_version()}
    versions |= {m.__name__: m.__version__ for m in (tf, keras, np)}
    cores = len(os.sched_getaffinity(0))
    processor = {"name": backend.device()[1], "cores": cores, "bfloat16": flags}
    return {"processor": processor, "versions": versions}


QUALITY = tuple(f"quality/{family}" for family in quality.RACES)
OTHERS = {
    "generation": measure_generation,
    "memory": measure_memory,
    "import": measure_import,
}


def options():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", nargs="*", metavar="PART")
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--seeds", type=int, default=3, help="of the parts `quality/...`")
    parser.add_argument("--out", help="default: benchmarks/run.json; the figure lies beside it")
    parser.add_argument("--quick", action="store_true", help="a trial run; needs --out")
    parser.add_argument("--memory", help="print this process's peak after training FAMILY/WAY")
    parser.add_argument(
        "--against", type=Path, help="another checkout to compare with; needs --out"
    )
    choices = parser.parse_args()
    parts = list(sides.UNITS if choices.against else [*WAYS, *QUALITY, *OTHERS])
    choices.only = parts if choices.only is None else choices.only
    if unknown := set(choices.only) - set(parts):
        parser.error(f"There is no part {', '.join(unknown)}: choose from {', '.join(parts)}.")
    if (choices.quick or choices.against) and not choices.out:
        parser.error(
            "--quick and --against need --out, so that nothing takes the place of results."
        )
    if choices.against and not (choices.against / "benchmarks" / "families.py").is_file():
        parser.error(f"{choices.against} is no checkout: it has no benchmarks/families.py.")
    choices.seconds = 2 if choices.against else 3
    choices.quality_seconds = 90
    if choices.quick:
        choices.seconds = 0.1
        choices.quality_seconds = 4
        choices.pairs = choices.seeds = 1
    return choices


def main():
    choices = options()
    if choices.memory:
        if choices.memory != "imports":
            way = families.build(*choices.memory.split("/"))
            way.prepare(way.chunk)()
        return print(peak_mib())
    here = machine()
    if choices.against:
        facts = here | {"date": datetime.date.today().isoformat()}
        other = choices.against.resolve()
        timing = choices.pairs, choices.seconds
        return sides.compare_all(other, choices.only, *timing, Path(choices.out), facts)

    path = Path(choices.out or "benchmarks/run.json")
    results = json.loads(path.read_text("utf-8")) if path.exists() else here | {"dates": {}}
    if choices.only and any(results[key] != value for key, value in here.items()):
        sys.exit(f"{path} is of another machine or other versions: choose another --out.")
    for part in choices.only:
        keras.utils.clear_session()
        if part in WAYS:
            row = results[part] = measure_training(part, choices)
        elif part in QUALITY:
            family = part.removeprefix("quality/")
            row = quality.measure(family, choices.seeds, choices.quality_seconds)
            results.setdefault("quality", {})[family] = row
        else:
            row = results[part] = OTHERS[part](choices)
        results["dates"][part] = datetime.date.today().isoformat()
        results["matmul_gflops"] = {d: matmul_gflops(d) for d in ("float32", "bfloat16")}
        path.write_text(json.dumps(results, indent=1), "utf-8")
        print(json.dumps({part: row}), flush=True)
    draw(results).savefig(path.with_suffix(".svg"), metadata={"Date": None})


if __name__ == "__main__":
    main()
