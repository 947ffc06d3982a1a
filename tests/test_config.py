"""configure() and the doctor."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import keras
import numpy as np
import pytest

from aigc_course import command_line, doctor
from aigc_keras import backend, config
from aigc_keras.data import Batches, files

PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))


@pytest.fixture(autouse=True)
def leave_no_policy_behind(monkeypatch):
    monkeypatch.delenv("AIGC_KERAS_PRECISION", raising=False)
    monkeypatch.delenv("TF_ENABLE_ONEDNN_OPTS", raising=False)
    policy = keras.config.dtype_policy()
    yield
    keras.config.set_dtype_policy(policy)


@pytest.fixture
def cpu(monkeypatch):
    """Return a function that pretends to be a machine without a GPU."""

    def pretend(flags="avx512f avx512_bf16", machine="x86_64", keras_backend="tensorflow"):
        monkeypatch.setattr(backend, "_accelerator", lambda: None)
        monkeypatch.setattr(backend, "_cpu_flags", lambda: set(flags.split()))
        monkeypatch.setattr(backend.platform, "machine", lambda: machine)
        monkeypatch.setattr(keras.backend, "backend", lambda: keras_backend)

    return pretend


@pytest.mark.parametrize(
    ("machine", "onednn", "policy", "reason"),
    [
        ({}, None, "mixed_bfloat16", "avx512_bf16"),
        ({"flags": "amx_bf16 amx_tile"}, "1", "mixed_bfloat16", "amx_bf16"),
        ({"flags": "avx2 avx512f"}, None, "float32", "no bfloat16"),
        ({}, "0", "float32", "oneDNN is off"),
        ({"machine": "aarch64"}, None, "float32", "oneDNN is off"),
        ({"keras_backend": "jax"}, None, "float32", "only TensorFlow"),
        ({"keras_backend": "torch"}, None, "float32", "only TensorFlow"),
    ],
)
def test_precision_on_a_cpu(cpu, monkeypatch, machine, onednn, policy, reason):
    cpu(**machine)
    if onednn:
        monkeypatch.setenv("TF_ENABLE_ONEDNN_OPTS", onednn)
    chosen, why = config.choose_precision()
    assert chosen == policy
    assert reason in why


@pytest.mark.parametrize(
    ("capability", "policy"), [((9, 0), "mixed_bfloat16"), ((7, 5), "float32"), ((0, 0), "float32")]
)
def test_precision_on_a_gpu(monkeypatch, capability, policy):
    monkeypatch.setattr(backend, "_accelerator", lambda: ("gpu", "a GPU", capability))
    assert config.choose_precision()[0] == policy
    assert backend.device() == ("gpu", "a GPU", policy == "mixed_bfloat16")


def test_this_machine_has_a_name():
    kind, name, fast = backend.device()
    assert kind in ("cpu", "gpu", "tpu")
    assert name
    assert isinstance(fast, bool)


@pytest.mark.parametrize("precision", ["float32", "mixed_bfloat16"])
def test_an_explicit_precision_is_honoured(cpu, monkeypatch, precision):
    cpu(flags="")
    monkeypatch.setenv("AIGC_KERAS_PRECISION", "float32")
    assert config.configure(precision=precision, verbose=False) == precision
    assert keras.config.dtype_policy().name == precision


def test_the_environment_variable_takes_the_place_of_auto(cpu, monkeypatch):
    cpu(flags="")
    monkeypatch.setenv("AIGC_KERAS_PRECISION", "mixed_bfloat16")
    assert config.configure(verbose=False) == "mixed_bfloat16"
    monkeypatch.setenv("AIGC_KERAS_PRECISION", "float16")
    with pytest.raises(ValueError, match="AIGC_KERAS_PRECISION must be one of .* not 'float16'"):
        config.configure(verbose=False)


@pytest.mark.parametrize("precision", ["bfloat16", "float64", None])
def test_an_unknown_precision_is_refused(precision):
    with pytest.raises(ValueError, match="precision must be one of auto, float32, mixed_bfloat16"):
        config.configure(precision=precision)


@pytest.mark.parametrize("seed", [-1, 2**32, 1.5, "42", None, True])
def test_an_unusable_seed_is_refused(seed):
    with pytest.raises(ValueError, match="seed must be a whole number"):
        config.configure(seed=seed)


def test_seeds_make_runs_repeatable():
    def draw(seed):
        config.configure(seed=seed, precision="float32", verbose=False)
        ours = keras.ops.convert_to_numpy(keras.random.normal((4,)))
        weights = keras.layers.Dense(2)
        weights.build((None, 3))
        return np.concatenate([ours, np.random.rand(4), weights.get_weights()[0].ravel()])

    np.testing.assert_array_equal(draw(7), draw(7))
    assert not np.array_equal(draw(7), draw(8))


def test_configure_says_what_it_chose_in_one_line(cpu, capsys):
    cpu(flags="")
    config.configure(seed=3)
    (line,) = capsys.readouterr().out.splitlines()
    for part in ("seed 3", "tensorflow on CPU", "precision float32", "no bfloat16 instructions"):
        assert part in line


@pytest.fixture
def healthy(monkeypatch):
    """What the installed package asks for, whether or not it is installed here."""
    project = PROJECT["project"]
    bounds = {line.split(">=")[0]: line for line in project["dependencies"]}
    asked = {name: line.removeprefix(name) for name, line in bounds.items()}
    asked["python"] = project["requires-python"]
    monkeypatch.setattr(doctor, "requirements", lambda: asked)
    return asked


def test_doctor_is_content(healthy, capsys):
    assert command_line.main(["doctor"]) == 0
    out = capsys.readouterr().out
    for part in ("Python", "tensorflow", "keras", "matplotlib", "precision", "in order"):
        assert part in out


def test_doctor_notices_damaged_data(healthy, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(files, "PACKAGED", tmp_path)
    (tmp_path / "mnist.npz").write_bytes(files.find("mnist.npz").read_bytes()[:-1])
    assert command_line.main(["doctor"]) == 1
    problem, remedy = capsys.readouterr().out.splitlines()[-2:]
    assert problem.startswith("PROBLEM  The data file") and "mnist.npz is damaged" in problem
    assert remedy.startswith("REMEDY   reinstall aigc_keras or")


def test_doctor_notices_old_and_missing_packages(healthy, capsys):
    healthy |= {"keras": ">=99", "no-such-package": ">=1"}
    assert command_line.main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert 'pip install --upgrade "keras>=99"' in out
    assert 'pip install "no-such-package>=1"' in out


@pytest.mark.parametrize("version", [(3, 10), (3, 14)])
def test_doctor_notices_an_unsuitable_python(healthy, monkeypatch, capsys, version):
    monkeypatch.setattr(sys, "version_info", (*version, 0, "final", 0))
    assert command_line.main(["doctor"]) == 1
    assert "The course needs Python >=3.11,<3.14" in capsys.readouterr().out


def test_doctor_notices_a_backend_that_does_not_start(healthy, monkeypatch, capsys):
    def fail():
        raise RuntimeError("no device")

    monkeypatch.setattr(backend, "device", fail)
    assert command_line.main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert "PROBLEM  Keras does not start (RuntimeError: no device)" in out
    assert "KERAS_BACKEND=tensorflow|jax|torch" in out


SETTINGS = [  # Keras' file, variables, part of the problem, part of the remedy
    (None, {"AIGC_KERAS_PRECISION": "mixed_float16"}, "must be one of auto, float32", "remove it"),
    (None, {"KERAS_BACKEND": "nonsense"}, "'nonsense', from the variable", "=tensorflow"),
    (None, {"KERAS_BACKEND": "Torch"}, "the course runs on tensorflow, jax, torch", "=tensorflow"),
    (None, {"KERAS_BACKEND": "numpy"}, "'numpy', from the variable", "KERAS_BACKEND=tensorflow"),
    (None, {"KERAS_MAX_EPOCHS": "1"}, "KERAS_MAX_EPOCHS is '1'", "Remove it"),
    (None, {"KERAS_MAX_STEPS_PER_EPOCH": "x"}, "KERAS_MAX_STEPS_PER_EPOCH is 'x'", "Remove it"),
    ("{broken", {}, "keras.json does not hold a JSON object", "Delete this file"),
    ("[1]", {}, "keras.json does not hold a JSON object", "Delete this file"),
    (b"\xff", {}, "keras.json does not hold a JSON object", "Delete this file"),
    ('{"backend": "theano"}', {}, "'theano', from \"backend\" in", "KERAS_BACKEND=tensorflow"),
    ('{"floatx": "float64"}', {}, '"floatx" in', '"floatx": "float32"'),
    ('{"floatx": "float8"}', {}, "is 'float8'", '"floatx": "float32"'),
    ('{"epsilon": 1}', {}, '"epsilon" in', '"epsilon": 1e-07'),
    ('{"image_data_format": "channels_first"}', {}, "is 'channels_first'", '"channels_last"'),
]


@pytest.fixture
def keras_home(monkeypatch, tmp_path):
    """Keras' folder of settings, empty, and no variable that says otherwise; the data are right."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(files, "verify", list)
    for name in ("KERAS_BACKEND", *doctor.LIMITS):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.mark.parametrize(("file", "variables", "problem", "remedy"), SETTINGS)
def test_doctor_says_which_setting_is_wrong(
    healthy, keras_home, monkeypatch, capsys, file, variables, problem, remedy
):
    if file is not None:
        data = file if isinstance(file, bytes) else file.encode()
        (keras_home / "keras.json").write_bytes(data)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert command_line.main(["doctor"]) == 1
    out = capsys.readouterr().out
    (said,) = (line for line in out.splitlines() if line.startswith("PROBLEM"))
    (advised,) = (line for line in out.splitlines() if line.startswith("REMEDY"))
    assert problem in said and "does not start" not in said
    assert remedy in advised


@pytest.mark.parametrize(
    ("name", "install"), [("jax", "pip install jax"), ("torch", "pytorch.org")]
)
def test_doctor_notices_a_backend_that_is_not_installed(
    healthy, keras_home, monkeypatch, capsys, name, install
):
    monkeypatch.setattr(doctor, "find_spec", lambda name: None)
    (keras_home / "keras.json").write_text(json.dumps({"backend": name}), "utf-8")
    assert command_line.main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert f"backend is '{name}'" in out and "not installed" in out
    assert install in out and "KERAS_BACKEND=tensorflow" in out


def test_doctor_reads_the_settings_that_keras_would(keras_home):
    """The variable goes before the file, an empty one is none, and what Keras wrote is right."""
    (keras_home / "keras.json").write_text('{"backend": "theano"}', "utf-8")
    home = {"KERAS_HOME": str(keras_home)}
    assert len([*doctor.check_settings(home | {"KERAS_BACKEND": ""})]) == 1
    assert [*doctor.check_settings(home | {"KERAS_BACKEND": "tensorflow"})] == []
    (keras_home / "keras.json").unlink()
    code = "import keras; print(keras.backend.backend())"
    environment = {**os.environ, **home, "KERAS_BACKEND": "numpy"}  # starts fast
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    assert (keras_home / "keras.json").is_file()
    assert [*doctor.check_settings(home)] == []


def test_doctor_notices_that_the_package_is_not_installed(monkeypatch, capsys):
    monkeypatch.setattr(doctor, "requirements", dict)
    assert command_line.main(["doctor"]) == 1
    assert "not installed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("version", "bounds", "answer"),
    [
        ("3.13.0", ">=3.11,<3.14", True),
        ("3.14", ">=3.11,<3.14", False),
        ("2.20.0rc1", ">=2.20", True),
        ("2.9.1", ">=2.20", False),
        ("2", ">=2.0", True),
        ("1.26", "", True),
    ],
)
def test_versions_compare_as_numbers(version, bounds, answer):
    assert doctor.satisfies(version, bounds) is answer


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="TensorFlow's input")
def test_nothing_is_tuned_where_keras_feeds_arrays():
    from keras.src.trainers.data_adapters import array_data_adapter, py_dataset_adapter

    config.configure(verbose=False)
    config.configure(verbose=False)  # once is enough
    array = np.zeros((8, 2), "float32")
    batches = Batches(array, batch_size=4, seed=0)
    for adapter in (
        array_data_adapter.ArrayDataAdapter(array, batch_size=4),
        py_dataset_adapter.PyDatasetAdapter(batches, shuffle=False),
    ):
        dataset = adapter.get_tf_dataset()
        assert dataset.options().autotune.enabled is False
        assert len(list(dataset)) == 2
