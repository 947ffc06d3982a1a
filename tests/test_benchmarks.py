"""Benchmarks: `run.py --against` times the right code, and operations are counted right."""

import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FAMILIES = """
import time
from types import SimpleNamespace

clock = [0.0]
time.perf_counter = lambda: clock[0]  # so that the figures are exact

def way(cost, chunk, per_step):
    def prepare(steps):
        def run():
            clock[0] += steps * cost
        return run
    return SimpleNamespace(prepare=prepare, chunk=chunk, per_step=per_step)

def build(family, name):
    assert name == "library"
    return way({training}, {chunk}, {per_step})

def writing(family):
    return {{"library": way({writing}, 10, 1)}}
"""


@pytest.fixture
def sides(monkeypatch, tmp_path):
    path = ROOT / "benchmarks" / "sides.py"
    spec = importlib.util.spec_from_file_location("sides", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path / "here")
    for name, costs in (
        ("here", {"training": 0.25, "writing": 0.5, "chunk": 4, "per_step": 32}),
        ("before", {"training": 0.5, "writing": 0.25, "chunk": 6, "per_step": 32}),
    ):
        (tmp_path / name / "benchmarks").mkdir(parents=True)
        (tmp_path / name / "aigc_keras").mkdir()
        (tmp_path / name / "aigc_keras" / "__init__.py").touch()
        text = FAMILIES.format(**costs)
        (tmp_path / name / "benchmarks" / "families.py").write_text(text, "utf-8")
    return module


def test_each_side_runs_its_own_code(sides, tmp_path, capsys):
    out = tmp_path / "speed.json"
    units = ["gan", "generation/gpt"]
    sides.compare_all(tmp_path / "before", units, 3, 9.0, out, {"date": "today"})
    results = json.loads(out.read_text("utf-8"))
    assert results["date"] == "today" and list(results["units"]) == units
    training = results["units"]["gan"]
    assert training["ratio"] == {"median": 2.0, "quartiles": [2.0, 2.0], "all": [2.0] * 3}
    assert training["step_seconds"] == {"here": 0.25, "against": 0.5}
    assert training["per_second"] == {"here": 128.0, "against": 64.0}
    assert results["units"]["generation/gpt"]["ratio"]["median"] == 0.5
    assert "gan                          2.000 (2.000 to 2.000)" in capsys.readouterr().out


def test_a_side_that_would_run_other_code_is_refused(sides, tmp_path):
    (tmp_path / "before" / "benchmarks" / "families.py").unlink()
    with pytest.raises(RuntimeError, match="The process ended with 1"):
        sides.compare("gan", tmp_path / "before", 1, 1.0)


def test_operations_are_those_that_were_recorded(monkeypatch):
    """Counted from the shapes of weights, so the same however the networks are written."""
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    families = importlib.import_module("families")
    count = importlib.import_module("operations").training_operations
    models = {
        "gan": lambda: families.gan.ours(1e-3),
        "conditional_gan": families.library_conditional,
        "wasserstein_gan": lambda: families.gan.ours(1e-3, "wasserstein_gp", 0.0),
        "vae": lambda: families.vae.ours(1e-3),
        "recurrent_text": families.library_recurrent,
        "gpt": families.library_gpt,
    }
    recorded = json.loads((ROOT / "benchmarks" / "run.json").read_text("utf-8"))
    for family, build in models.items():
        assert count(build()) == recorded[family]["operations"], family
