"""Benchmarks time the right code, count operations right and keep their rules of comparison."""

import importlib.util
import json
from pathlib import Path
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from aigc_keras.data import load_portraits

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


@pytest.fixture
def diffusion(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    return importlib.import_module("diffusion")


@pytest.fixture
def choices(tmp_path):
    out = str(tmp_path / "rows.json")
    counts = {"seeds": 1, "samples": 2000, "draws": 2}
    return SimpleNamespace(change={}, seconds=None, validation=False, out=out, **counts)


def test_ordered_portraits_are_new(diffusion):
    """No order is one that was trained on, and none comes twice."""
    training = np.array([[0, 1], [2, 3]], "uint8")
    orders = diffusion.new_orders(np.array([[2, 3], [1, 0], [0, 0], [1, 0]], "uint8"), training)
    assert orders.tolist() == [[1, 0], [0, 0]] and orders.dtype == "uint8"
    assert diffusion.new_orders(training, training).shape == (0, 2)
    (_, attributes), (_, test_attributes) = load_portraits()
    orders = diffusion.new_orders(test_attributes, attributes[:9000])
    assert 1500 < len(orders) <= len(test_attributes)
    assert not {*map(tuple, orders)} & {*map(tuple, attributes[:9000])}


def test_portraits_of_the_same_pixels_are_one(diffusion):
    images = np.zeros((4, 2, 2, 3), "uint8")
    images[1, 0, 0, 0] = 9
    images[3, 1, 1, 2] = 9
    kept, attributes = diffusion.without_repeats(images, np.arange(4))
    assert attributes.tolist() == [0, 1, 3] and (kept == images[[0, 1, 3]]).all()


def test_rows_are_means_over_draws(diffusion):
    rows = diffusion.means([{"frechet": 1.0, "recall": 0.5}, {"frechet": 2.0, "recall": 0.5}])
    deviations = {"frechet": 0.5, "recall": 0.0}
    assert rows == {"frechet": 1.5, "recall": 0.5, "deviations": deviations}
    name = {"name": "latent", "scored on": "test", "recipes": {}, "samples": 2000}
    runs = [name | {"rows": {"guidance 1": {"frechet": frechet}}} for frechet in (1.0, 2.0)]
    text = "latent, guidance 1 (test), n = 2: frechet 1.500 ± 0.707"
    assert list(diffusion.summary([*runs, name | {"rows": [{"frechet": 9.0}]}])) == [text]


def test_evaluations_are_counted(diffusion):
    for count in diffusion.EVALUATIONS:
        assert diffusion.steps_of("ddim", count) == diffusion.steps_of("ddpm", count) == count
        assert count - 1 <= 2 * diffusion.steps_of("heun", count) - 1 <= count


def test_recipes_are_changed_in_one_place(diffusion):
    recipes = {"vae": {"rate": 1.0}, "latent": {"rate": 2.0}}
    found = diffusion.changed(recipes, {"latent.rate": 3.0})
    assert found == {"vae": {"rate": 1.0}, "latent": {"rate": 3.0}}
    assert recipes["latent"]["rate"] == 2.0
    with pytest.raises(ValueError, match="no setting 'latent.rat'"):
        diffusion.changed(recipes, {"latent.rat": 3.0})
    assert diffusion.setting("latent.rate=2e-3") == ("latent.rate", 2e-3)
    assert diffusion.setting("latent.target=noise") == ("latent.target", "noise")


def test_tasks_name_all_that_decides_a_row(diffusion, choices):
    found = diffusion.task("latent", 3, choices)
    assert (found["name"], found["seed"], found["scored on"]) == ("latent", 3, "test")
    assert list(found["recipes"]) == ["vae", "latent"]
    assert found == json.loads(json.dumps(found))
    choices.seconds, choices.change = 2.0, {"latent.rate": 1.0}
    other = diffusion.task("latent", 3, choices)["recipes"]
    assert (other["vae"]["seconds"], other["latent"]["seconds"]) == (2.0, 2.0)
    assert other["latent"]["rate"] == 1.0
    recipe = diffusion.task("ablation/straight path", 0, choices)["recipes"]["latent"]
    assert recipe == other["latent"] | {"schedule": "rectified"}
    assert diffusion.task("fashion/gan", 0, choices)["recipes"]["gan"]["seconds"] == 4.0
    for name in ("evaluations", "ablation/no average", "rival/smalldiffusion", "race/latent"):
        assert diffusion.task(name, 0, choices)["scored on"] == "validation"


def test_a_row_that_stands_in_the_file_is_not_measured_again(diffusion, choices, monkeypatch):
    monkeypatch.setattr(diffusion, "machine", lambda: {"cores": 2})
    monkeypatch.setattr(diffusion.subprocess, "run", None)
    row = diffusion.task("latent", 0, choices) | {"seconds": 5.0}
    Path(choices.out).write_text(json.dumps({"machine": {"cores": 2}, "runs": [row]}), "utf-8")
    assert diffusion.do("latent", choices) == row
    monkeypatch.setattr(diffusion, "machine", lambda: {"cores": 4})
    with pytest.raises(SystemExit, match="another machine"):
        diffusion.do("latent", choices)


def test_a_rival_gets_its_best_settings(diffusion):
    asked = []

    def train(settings):
        asked.append(settings)
        speed = {"float32": 3.0, "mixed_bfloat16": 2.0}[settings["precision"]]
        return {"steps_per_second": speed, "frechet": abs(settings["rate"] - 2e-3)}

    best = {"rate": 2e-3, "precision": "float32", "seconds": 8.0}
    assert diffusion.tuned("Keras example", 8.0, train) == best
    tried = [(row["rate"], row["precision"], row.get("seconds")) for row in asked]
    assert tried[:2] == [(1e-3, "float32", None), (1e-3, "mixed_bfloat16", None)]
    assert tried[2:] == [(rate, "float32", 8.0) for rate in (1e-3, 2e-3, 4e-3)]


def test_rivals_draw_what_their_noise_says(diffusion, monkeypatch):
    """With the true noise of a set of one image, every sampler must end at that image."""
    rivals = importlib.import_module("diffusion_rivals")
    image = np.random.default_rng(0).integers(40, 216, (1, 8, 8, 1), dtype="uint8")

    model = rivals.KerasExample(image, filters=(4, 4), depth=1)
    values = (image - model.mean) / model.deviation

    def example_noise(noisy, level):
        return (noisy - np.sqrt(1 - level) * values) / np.sqrt(level)

    monkeypatch.setattr(model, "noise_in", example_noise)
    assert np.abs(model.sample(2, num_steps=5, seed=0) - image.astype(float)).max() <= 1

    model = rivals.SmallDiffusion(image, filters=32)

    def small_noise(noisy, sigma):
        return (noisy * np.sqrt(1 + sigma**2) - (image / 127.5 - 1)) / sigma

    monkeypatch.setattr(model, "noise_in", small_noise)
    sigmas = model.falling_sigmas(4)
    assert len(sigmas) == 5 and sigmas == sorted(sigmas, reverse=True)
    assert sigmas[0] == pytest.approx(20.0) and sigmas[-1] == pytest.approx(0.01)
    for how in ({}, {"gamma": 1.0}, {"gamma": 1.0, "mu": 0.5}):
        drawn = model.sample(2, num_steps=25, seed=0, **how)
        assert np.abs(drawn - image.astype(float)).max() <= 12, how  # what noise is left


def test_rivals_average_their_weights(diffusion):
    """After the first step the averages are 2 parts of 11 of the start; two swaps are none."""
    rivals = importlib.import_module("diffusion_rivals")
    images = np.random.default_rng(0).integers(0, 256, (4, 8, 8, 1), dtype="uint8")
    for model in (
        rivals.KerasExample(images, filters=(4, 4), depth=1),
        rivals.SmallDiffusion(images, filters=32),
    ):
        model.compile(keras.optimizers.AdamW(1e-2), run_eagerly=True)
        start = [average.numpy() for average in model.averages]
        for average, weight in zip(start, model.network.get_weights(), strict=True):
            np.testing.assert_array_equal(average, weight)
        model.fit(images, batch_size=4, verbose=0)
        weights = model.network.get_weights()
        for average, before, weight in zip(model.averages, start, weights, strict=True):
            mean = (2 * before + 9 * weight) / 11
            np.testing.assert_allclose(average.numpy(), mean, rtol=1e-5, atol=1e-7)
        model.swap()
        np.testing.assert_array_equal(model.averages[0].numpy(), weights[0])
        model.swap()
        np.testing.assert_array_equal(model.network.get_weights()[0], weights[0])
        assert model.sample(2, num_steps=2, seed=0).shape == (2, 8, 8, 1)
