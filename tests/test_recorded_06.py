"""What the prose of chapter 6 calls recorded is what was recorded."""

import json
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SECTIONS = ROOT / "notebooks/source/06_transformer"


def spread(values, form):
    return f"{statistics.mean(values):{form}} ± {statistics.stdev(values):{form}}"


@pytest.fixture(scope="module")
def bands():
    """Each result over the runs that are not broken."""
    runs = json.loads((ROOT / "benchmarks/bands_06_transformer.json").read_text("utf-8"))
    results = [run["results"] for run in runs if not run["broken"]]
    assert len(results) == 10
    return {name: [result[name] for result in results] for name in results[0]}


def section(name):
    return (SECTIONS / f"{name}.py").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "results"),
    [
        ("56_quatrains", {"verse bits, GPT": ".2f", "form": ".0%", "rhyme": ".1%"}),
        (
            "64_filling_blanks",
            {"blank, masked model, both sides": ".0%", "blank, GPT, left side": ".0%"},
        ),
        (
            "84_bands",
            {
                "test bits, GPT": ".2f",
                "verse bits, GPT": ".2f",
                "blank, masked model, both sides": ".0%",
            },
        ),
    ],
)
def test_the_prose_names_means_and_deviations(bands, name, results):
    for result, form in results.items():
        shown = spread(bands[result], form)
        assert section(name).count(shown) == 2, f"{result}: {shown}"  # in both languages


def test_the_table_of_courses_is_the_recorded_one(bands):
    text = section("72_fine_tuning")
    for course in ("before", "after manual", "after mixed", "after plays", "after beginner"):
        cells = [spread(bands[f"{exam} {course}"], ".2f") for exam in ("plays", "manual")]
        assert text.count(f"| {' | '.join(cells)} |") == 2, course


def test_networks_and_counting_were_judged_by_one_protocol(bands):
    """The GPT's bits stand in both files; the n-gram's order is the best on validation text."""
    recorded = json.loads((ROOT / "benchmarks/one_reading.json").read_text("utf-8"))
    runs = [run["results"] for run in recorded["runs"] if not run["broken"]]
    text = section("40_a_gpt_against_counting")
    for model in ("GPT", "GRU"):
        values = [run[model] for run in runs if model in run]
        assert text.count(f"| {model} | {spread(values, '.2f')} |") == 2
        assert f"{len(values)} of the {model}" in text.replace("trainings ", "")
    assert sorted(round(run["GPT"], 3) for run in runs) == sorted(bands["test bits, GPT"])
    same, everything = (recorded["counting"][name] for name in ("same text", "all text"))
    assert (same["order"], everything["order"]) == (6, 7)
    assert text.count(f" | {same['bits']:.2f} |") == 2
    assert set(bands["test bits, n-gram 6"]) == {round(same["bits"], 3)}
    # The order of the models, and every run of it.
    grus = [run["GRU"] for run in runs if "GRU" in run]
    assert same["bits"] < min(grus) and max(grus) < min(run["GPT"] for run in runs)


def test_the_poet_is_hardly_better_than_the_trigram(bands):
    (trigram,) = set(bands["verse bits, n-gram 3"])
    assert section("56_quatrains").count(f"{trigram:.2f}") == 2
    better = [bits < trigram for bits in bands["verse bits, GPT"]]
    assert any(better) and not all(better)
    assert 0 < trigram - statistics.mean(bands["verse bits, GPT"]) < 0.1
