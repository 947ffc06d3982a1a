"""The promises of the repository, read from its files."""

import json
import re
import statistics
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import aigc_keras

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.mark.parametrize(
    "command",
    [
        "import aigc_keras, aigc_course",
        "from aigc_keras import __main__; __main__.main(['--help'])",
        "from aigc_course import __main__; __main__.main(['--help'])",
    ],
)
def test_nothing_heavy_is_imported_early(command):
    code = f"""
import sys
try:
    {command}
except SystemExit as end:
    assert not end.code
assert not {{"keras", "numpy", "tensorflow"}} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


@pytest.mark.parametrize("name", sorted(aigc_keras.__all__))
def test_every_public_name_exists(name):
    assert name in dir(aigc_keras)
    assert getattr(aigc_keras, name) is not None


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'Gan'"):
        aigc_keras.Gan  # noqa: B018


def test_versions_agree():
    version = PROJECT["version"]
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    assert aigc_keras.__version__ == version
    assert re.search(r"^version: (.*)$", citation, re.MULTILINE)[1] == version
    assert re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)[1] == version


def test_dependencies_stand_in_one_place():
    """Every line of environment.yml, and no upper bound but Python's."""
    environment = (ROOT / "environment.yml").read_text("utf-8").splitlines()
    assert [line.strip() for line in environment] == [
        "name: aigc_keras",
        "dependencies:",
        f"- python{PROJECT['requires-python']}",
        "- pip",
        "- pip:",
        "- -e .[notebooks]",
    ]
    extras = PROJECT["optional-dependencies"].values()
    for requirement in [*PROJECT["dependencies"], *(line for extra in extras for line in extra)]:
        assert re.fullmatch(r"[\w-]+>=[\d.]+", requirement)
    assert not list(ROOT.glob("*requirements*.txt"))


def test_the_address_stands_in_one_place():
    address = PROJECT["urls"]["Repository"]
    texts = ["README.md", "README.zh.md", "CONTRIBUTING.md", "CITATION.cff", "Makefile"]
    assert address.startswith("https://")
    assert not [name for name in texts if address in (ROOT / name).read_text("utf-8")]


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_readme_is_complete_in_both_languages(readme):
    text = (ROOT / readme).read_text("utf-8")
    links = re.findall(r"\]\(((?!https?:)[^)]+)\)", text)
    assert [link for link in links if not (ROOT / link).exists()] == []
    for chapter in sorted((ROOT / "notebooks" / "source").glob("*.py")):
        assert f"| `{chapter.stem}` " in text
    for command in ("make lab", "make test", "doctor", "conda env create", "make repository URL="):
        assert command in text


def test_contributing_is_short():
    assert len((ROOT / "CONTRIBUTING.md").read_text("utf-8").splitlines()) <= 60


MAIN_RESULTS = {  # chapter: names of results, as recorded for its bands
    "00_start": ["accuracy"],
    "01_history": ["bits, recurrent", "distance, diffusion"],
    "03_gan": ["conv/frechet", "conditional/frechet"],
    "04_vae": ["ELBO"],
    "05_rnn": ["test bits, gru", "verse bits, GRU"],
    "06_transformer": ["test bits, GPT", "verse bits, GPT"],
}


def in_both_formats(chapter, name):
    """Mean ± standard deviation of a result over the recorded seeds, float32 and bfloat16."""
    runs = json.loads((ROOT / f"benchmarks/bands_{chapter}.json").read_text("utf-8"))
    shown = []
    for precision in ("float32", "mixed_bfloat16"):
        values = []
        for run in runs:
            if run["precision"] == precision and not run["broken"]:
                value = run["results"]
                for part in name.split("/"):
                    value = value[part]
                values.append(value)
        assert len(values) >= 5, (chapter, precision)
        digits = 1 if abs(values[0]) > 20 else 3
        mean, spread = statistics.mean(values), statistics.stdev(values)
        shown.append(f"{mean:.{digits}f} ± {spread:.{digits}f}")
    return shown


@pytest.mark.parametrize("page", ["PLATFORMS.md", "PLATFORMS.zh.md"])
def test_the_page_quotes_the_recorded_runs_of_both_formats(page):
    text = (ROOT / page).read_text("utf-8")
    for chapter, names in MAIN_RESULTS.items():
        for name in names:
            row = " | ".join(in_both_formats(chapter, name))
            assert f"| {row} |" in text, (chapter, name, row)


@pytest.mark.parametrize(
    ("readme", "families"),
    [
        ("README.md", "GAN {}, conditional GAN {}, Wasserstein GAN {}, VAE {}, GRU {}, GPT {}"),
        ("README.zh.md", "GAN {}，条件 GAN {}，Wasserstein GAN {}，VAE {}，GRU {}，GPT {}"),
    ],
)
def test_readme_quotes_the_measured_speed(readme, families):
    measured = json.loads((ROOT / "benchmarks/run.json").read_text("utf-8"))
    names = ("gan", "conditional_gan", "wasserstein_gan", "vae", "recurrent_text", "gpt")
    ratios = (f"{measured[name]['ratio']['library']['median']:.1f}" for name in names)
    writing = measured["generation"]["recurrent_text"]["ratio"]["library"]["median"]
    text = (ROOT / readme).read_text("utf-8").replace("\n", " ")
    assert families.format(*ratios) in text
    assert f"{writing:,.0f}" in text and f"{measured['quality']['median']:.0f} " in text
    assert measured["processor"]["name"] in text and "benchmarks/run.svg" in text
