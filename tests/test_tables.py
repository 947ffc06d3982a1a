"""The tables of README and PLATFORMS are those of the recorded runs."""

import importlib.util
import json
import re
import shutil
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def tables():
    path = ROOT / "benchmarks" / "tables.py"
    spec = importlib.util.spec_from_file_location("tables", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def pages(tables, tmp_path):
    """A copy of the pages that may be spoilt."""
    for page in tables.PAGES:
        shutil.copy(ROOT / page, tmp_path)
    return tmp_path


def test_the_pages_show_the_recorded_runs(tables, capsys):
    tables.main(["--check"])
    assert capsys.readouterr().out == "nothing to write\n"


def test_a_stale_table_is_noticed_and_written_anew(tables, pages):
    page = pages / "README.zh.md"
    right = page.read_text("utf-8")
    changed = re.sub(r"\d\d\.\d%(?= ±)", "11.1%", right, count=1)  # a recorded mean
    assert changed != right
    page.write_text(changed, "utf-8")
    with pytest.raises(SystemExit, match="tables.py`: README.zh.md departs"):
        tables.main(["--check", "--folder", str(pages)])
    assert page.read_text("utf-8") == changed
    tables.main(["--folder", str(pages)])
    assert page.read_text("utf-8") == right


@pytest.mark.parametrize(
    ("found", "instead", "message"),
    [
        ("<!-- results:formats -->", "", "markers of its tables are gone"),
        ("<!-- /results -->", "", "no table 'formats', or its markers are not a pair"),
        ("results:formats", "results:shapes", "no table 'shapes'"),
    ],
)
def test_lost_markers_are_noticed(tables, pages, found, instead, message):
    page = pages / "PLATFORMS.md"
    page.write_text(page.read_text("utf-8").replace(found, instead), "utf-8")
    with pytest.raises(SystemExit, match=f"PLATFORMS.md: .*{message}"):
        tables.main(["--check", "--folder", str(pages)])


def test_every_table_stands_in_both_languages(tables):
    for english, chinese in (("README.md", "README.zh.md"), ("PLATFORMS.md", "PLATFORMS.zh.md")):
        texts = [(ROOT / page).read_text("utf-8") for page in (english, chinese)]
        counts = [[text.count(f"<!-- results:{name} ") for name in tables.TABLES] for text in texts]
        assert counts[0] == counts[1]
        assert sum(counts[0])
    assert all(
        set(sentence) == {"en", "zh"} and len(set(sentence.values())) == 2
        for sentence in tables.CHAPTERS.values()
    )


def test_headlines_are_means_over_all_seeds_and_formats(tables):
    """By another way from the files: no best run, no latest run, and no broken one."""
    runs = json.loads((ROOT / "benchmarks/bands_03_gan.json").read_text("utf-8"))
    distances = [run["results"]["conv"]["frechet"] for run in runs if not run["broken"]]
    assert len(distances) >= 10 and len(distances) < len(runs)
    shown = f"{statistics.mean(distances):.2f} ± {statistics.stdev(distances):.2f}"
    for page in ("README.md", "README.zh.md"):
        assert shown in (ROOT / page).read_text("utf-8")


def test_the_prose_of_chapter_3_names_what_was_recorded():
    runs = json.loads((ROOT / "benchmarks/bands_03_gan.json").read_text("utf-8"))
    results = [run["results"] for run in runs if not run["broken"]]
    assert len(results) == 10

    def spread(name, score, form):
        values = [result[name][score] for result in results]
        return f"{statistics.mean(values):{form}} ± {statistics.stdev(values):{form}}"

    def reach(name):
        values = [result[name]["good"] for result in results]
        return f"{min(values):.0%}", f"{max(values):.0%}"

    bands = (ROOT / "notebooks/source/03_gan/68_bands.py").read_text("utf-8")
    for shown in (
        spread("conv", "frechet", ".2f"),
        spread("conv", "recall", ".2f"),
        spread("conditional", "obedience", ".1%"),
    ):
        assert bands.count(shown) == 2, shown  # in both languages
    collapse = (ROOT / "notebooks/source/03_gan/56_mode_collapse.py").read_text("utf-8")
    for name in ("ring, r1", "ring, equal"):
        least, greatest = reach(name)
        assert f"{least} to {greatest}" in collapse and f"{least} 到 {greatest}" in collapse


def test_chapter_3_tells_what_each_improvement_contributed_as_recorded():
    rows = json.loads((ROOT / "benchmarks/gan_improvements.json").read_text("utf-8"))
    scores = ("frechet", "precision", "recall", "class_kl")
    prose = (ROOT / "notebooks/source/03_gan/52_how_good_is_it.py").read_text("utf-8")
    means = {}
    for variant in dict.fromkeys(row["variant"] for row in rows):
        values = [[row[s] for s in scores] for row in rows if row["variant"] == variant]
        assert len(values) == 5
        columns = list(zip(*values, strict=True))
        means[variant] = dict(zip(scores, map(statistics.mean, columns), strict=True))
        line = " | ".join(f"{statistics.mean(c):.2f} ± {statistics.stdev(c):.2f}" for c in columns)
        assert prose.count(f"| {line} |") == 2, line  # in both languages
    distance = {variant: mean["frechet"] for variant, mean in means.items()}
    assert distance["all four"] < 0.55 * distance["none"]
    assert distance["without R1"] > 1.5 * distance["all four"]
    assert distance["without pairs"] > distance["all four"]
    seeds = statistics.stdev(row["frechet"] for row in rows if row["variant"] == "all four")
    for variant in ("without batch deviation", "without average"):
        assert abs(distance[variant] - distance["all four"]) < seeds


def test_chapter_5_tells_the_cells_apart_as_recorded():
    rows = json.loads((ROOT / "benchmarks/recurrent_cells.json").read_text("utf-8"))
    prose = (ROOT / "notebooks/source/05_rnn/45_training.py").read_text("utf-8")
    assert len(rows) == 10
    for cell in ("gru", "lstm", "simple"):
        values = [row[cell] for row in rows]
        spread = f"{statistics.mean(values):.2f} ± {statistics.stdev(values):.2f}"
        assert prose.count(spread) == 2, spread  # in both languages


def test_the_prose_of_chapter_4_names_what_was_recorded():
    runs = json.loads((ROOT / "benchmarks/bands_04_vae.json").read_text("utf-8"))
    results = [run["results"] for run in runs if not run["broken"]]
    assert len(results) == 10

    def spread(values, form):
        return f"{statistics.mean(values):{form}} ± {statistics.stdev(values):{form}}"

    bands = (ROOT / "notebooks/source/04_vae/84_bands.py").read_text("utf-8")
    for name, form in (
        ("ELBO", ".1f"),
        ("K = 5,000", ".1f"),
        ("Fréchet", ".2f"),
        ("obedience", ".1%"),
    ):
        shown = spread([result[name] for result in results], form)
        assert bands.count(shown) == 2, shown  # in both languages
    deeper = json.loads((ROOT / "benchmarks/bands_04_vae_deeper.json").read_text("utf-8"))
    deeper = [run["results"] for run in deeper if not run["broken"]]
    assert len(deeper) == 10
    prose = (ROOT / "notebooks/source/04_vae_deeper/50_bands.py").read_text("utf-8")
    for name, form in (("bits per dimension", ".3f"), ("hole", ".1f")):
        shown = spread([result[name] for result in deeper], form)
        assert prose.count(shown) == 2, shown
    for name, english, chinese in (
        ("beta 1", "{} to {} were active at $\\beta = 1$", "$\\beta = 1$ 时为 {} 到 {}"),
        ("beta 8", "{} to {} at $\\beta = 8$", "$\\beta = 8$ 时为 {} 到 {}"),
        ("beta 8, warm-up", "{} to {} with annealing", "用 KL 退火时为 {} 到 {}"),
    ):
        counts = [int(result["alive"][name]) for result in deeper]
        for sentence in (english, chinese):
            assert sentence.format(min(counts), max(counts)) in prose
    assert {result["alive"]["beta 8, free bits"] for result in deeper} == {32}
    order = ["beta 1", "beta 8, free bits", "beta 8, warm-up", "beta 8"]
    for result in deeper:  # of minus the ELBO, and of what the four spend on the code
        assert sorted(result["sum"], key=result["sum"].get) == order
        assert sorted(result["rate"], key=result["rate"].get) == order[::-1]
        assert result["rate"]["beta 8, free bits"] < 0.3 * 32
    portraits = [result["portraits"] for result in results if "portraits" in result]
    for values, form in (
        ([run["PSNR"] for run in portraits], ".1f"),
        ([run["read"]["mouth"] for run in portraits], ".0%"),
        ([run["ordered"]["hair_color"] for run in portraits], ".0%"),
    ):
        assert bands.count(spread(values, form)) == 2


def test_the_prose_of_chapter_5_names_what_was_recorded():
    for chapter, name, form, sections in (
        ("05_rnn", "test bits, gru", ".2f", ["05_rnn/75_bands"]),
        (
            "05_rnn_deeper",
            "verse bits, GRU",
            ".2f",
            ["05_rnn_deeper/60_bands", "05_rnn/60_quatrains"],
        ),
        ("05_rnn_deeper", "form", ".0%", ["05_rnn_deeper/60_bands"]),
    ):
        runs = json.loads((ROOT / f"benchmarks/bands_{chapter}.json").read_text("utf-8"))
        values = [run["results"][name] for run in runs if not run["broken"]]
        spread = f"{statistics.mean(values):{form}} ± {statistics.stdev(values):{form}}"
        for section in sections:
            prose = (ROOT / f"notebooks/source/{section}.py").read_text("utf-8")
            assert prose.count(spread) == 2, spread  # in both languages


def test_figures_are_shown_with_their_spread(tables):
    results = tables.Results({"a": tables.Spread((1.0, 2.0, 3.0)), "b": tables.Spread((1, 1, 1))})
    assert "{a:.1f}, {b:.2f}".format_map(results) == "2.0 ± 1.0, 1.00"
    assert "{a minus b:.1f}".format_map(results) == "1.0 ± 1.0"
    with pytest.raises(KeyError, match="No recorded run has the result 'c'"):
        "{c:.1f}".format_map(results)


def test_a_number_format_without_recorded_runs_is_called_so(tables, monkeypatch):
    run = {"precision": "mixed_bfloat16", "broken": False, "results": {"test bits, gru": 2.5}}
    monkeypatch.setattr(tables, "read", lambda name: [run] * 5)
    monkeypatch.setattr(tables, "FORMATS", [("05_rnn", "{test bits, gru:.1f}", "GRU", "GRU")])
    assert list(tables.formats_table("en"))[-1] == "| 5: GRU | not recorded | 2.5 | 5 |"
    assert list(tables.formats_table("zh"))[-1] == "| 第 5 章：GRU | 未记录 | 2.5 | 5 |"


def test_too_few_runs_give_no_headline(tables, monkeypatch):
    run = {"precision": "float32", "broken": False, "results": {"accuracy": 1.0}}
    broken = run | {"broken": True}
    monkeypatch.setattr(tables, "read", lambda name: [run] * 4 + [broken])
    with pytest.raises(SystemExit, match="4 runs in .* are too few"):
        tables.recorded("00_start")
