"""What the prose of chapter 6 and its deeper notebook calls recorded is what was recorded."""

import json
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CHAPTER = "06_transformer"


def spread(values, form):
    mean = format(statistics.mean(values), form)
    if min(values) == max(values):
        return mean
    return f"{mean} ± {statistics.stdev(values):{form}}"


def recorded(name):
    """Each result over the runs that are not broken."""
    runs = json.loads((ROOT / f"benchmarks/bands_{name}.json").read_text("utf-8"))
    results = [run["results"] for run in runs if not run["broken"]]
    assert len(results) == 5
    return {name: [result[name] for result in results] for name in results[0]}


@pytest.fixture(scope="module")
def bands():
    return recorded(CHAPTER)


@pytest.fixture(scope="module")
def deeper():
    return recorded(f"{CHAPTER}_deeper")


def section(name):
    return (ROOT / "notebooks/source" / CHAPTER / f"{name}.py").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "results"),
    [
        ("56_quatrains", {"verse bits, GPT": ".2f", "form": ".0%", "rhyme": ".1%"}),
        ("84_bands", {"test bits, GPT": ".2f", "verse bits, GPT": ".2f"}),
    ],
)
def test_the_prose_names_means_and_deviations(bands, name, results):
    for result, form in results.items():
        shown = spread(bands[result], form)
        assert section(name).count(shown) == 2, f"{result}: {shown}"  # in both languages


def test_networks_and_counting_were_judged_by_one_protocol(bands):
    """The chapter records its own GPT; the n-gram's order is the best on validation text."""
    kept = json.loads((ROOT / "benchmarks/one_reading.json").read_text("utf-8"))
    runs = [run["results"] for run in kept["runs"] if not run["broken"]]
    found = {name: [run[name] for run in runs if name in run] for name in ("GPT, Adam", "GRU")}
    found["GPT"] = bands["test bits, GPT"]
    text = section("40_a_gpt_against_counting")
    for model, name in (("GPT", "GPT, Muon"), ("GPT, Adam", "GPT, Adam"), ("GRU", "GRU, Adam")):
        shown = f" | {spread(found[model], '.2f')} | {len(found[model])} |"
        assert text.count(f"| {name}{shown}") == 2, shown
    same, everything = (kept["counting"][name] for name in ("same text", "all text"))
    assert (same["order"], everything["order"]) == (6, 7)
    assert text.count(f" | {same['bits']:.2f} | |") == 2
    assert set(bands["test bits, n-gram 6"]) == {same["bits"]}
    # The order of the models, and every run of it.
    assert same["bits"] < min(found["GRU"]) and max(found["GRU"]) < min(found["GPT"])
    assert max(found["GPT"]) < min(found["GPT, Adam"])


def test_the_poet_is_ahead_of_the_trigram_in_every_run(bands):
    (trigram,) = set(bands["verse bits, n-gram 3"])
    assert section("56_quatrains").count(f"{trigram:.2f}") == 2
    assert max(bands["verse bits, GPT"]) < trigram - 0.2


def test_the_deeper_notebook_names_what_was_recorded(deeper):
    bands = (ROOT / f"notebooks/source/{CHAPTER}_deeper/84_bands.py").read_text("utf-8")
    for result in ("blank, masked model, both sides", "length kept"):
        shown = spread(deeper[result], ".0%")
        assert bands.count(shown) == 2, f"{result}: {shown}"


def test_what_the_deeper_notebook_says_holds_in_every_run(deeper):
    for run in (
        dict(zip(deeper, values, strict=True)) for values in zip(*deeper.values(), strict=True)
    ):
        same, other = run["answer bits, same length"], run["answer bits, other length"]
        assert same - run["answer bits, its true line"] < 0.05 and 1 < other - same < 2.3
        both = run["blank, masked model, both sides"]
        assert abs(both - run["blank, GPT, left side"]) < 0.05
        assert both < run["blank, n-gram 7, left side"]
        forgotten = run["plays after manual"] - run["plays before"]
        assert 0 < run["plays after plays"] - run["plays before"] < 0.3 * forgotten
        assert abs(run["plays after mixed"] - run["plays after plays"]) < 0.1
        gains = [run["manual before"] - run[f"manual after {x}"] for x in ("mixed", "manual")]
        assert 0.6 * gains[1] < gains[0] < gains[1]
        assert run["manual after manual"] < run["manual after beginner"] - 0.5
