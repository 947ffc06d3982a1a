"""Who passes an exercise sees a reference solution with its reasons; nobody else does."""

import ast
import json
import re
import sys
from pathlib import Path

import pytest
from test_first_hour import Kernel, text_of

sys.path.insert(0, str(Path(__file__).parents[1] / "notebooks"))

import solutions as builder
from pieces import BuildError
from sources import chapters, is_exercise, read_source

from aigc_course import solutions

ROOT = Path(__file__).parents[1]
EXERCISES = [name for name in chapters(ROOT) if is_exercise(name)]
SOLVED = """
import numpy as np
from aigc_course.checks import gan as check

def discriminator_loss(real_logits, fake_logits):
    return np.mean(np.logaddexp(0, -real_logits)) + np.mean(np.logaddexp(0, fake_logits))

def generator_loss(fake_logits):
    return np.mean(np.logaddexp(0, -fake_logits))

check.exercise_1(discriminator_loss, generator_loss)
"""


def displays(messages):
    return [content["data"] for kind, content in messages if kind == "display_data"]


@pytest.mark.parametrize("name", EXERCISES)
def test_every_exercise_has_a_solution_with_reasons_in_both_languages(name):
    cells = read_source(ROOT, name)
    asked = re.findall(r"(?m)^## Exercise (\d+)", "\n".join(cell.source for cell in cells))
    made = builder.solutions_path(ROOT, name)
    assert made.read_text("utf-8") == builder.solutions(ROOT, name, cells)
    assert list(json.loads(made.read_text("utf-8"))) == asked
    for number in asked:
        texts = solutions.solution(made.stem, number)
        assert list(texts) == ["en", "zh"]
        for text in texts.values():
            code, reasons = re.fullmatch(r"```python\n(.+?)\n```\n\n(.+)", text, re.DOTALL).groups()
            assert any(isinstance(node, ast.FunctionDef) for node in ast.parse(code).body)
            assert "NotImplementedError" not in code and "SOLUTION" not in code
            assert len(reasons) > 80
        reasons = {language: text.partition("\n```\n")[2] for language, text in texts.items()}
        assert re.search("[\u4e00-\u9fff]", reasons["zh"])


@pytest.mark.slow
@pytest.mark.parametrize(("language", "titles"), [("en", ["en"]), ("zh", ["zh"])])
def test_a_passed_check_shows_the_solution_folded_in_the_reader_s_language(language, titles):
    with Kernel(AIGC_KERAS_LANGUAGE=language) as kernel:
        messages = kernel.run(SOLVED)
        wrong = kernel.run("check.exercise_1(generator_loss, generator_loss)")
        silent = kernel.run("check.exercise_1.passes(discriminator_loss, generator_loss)")
    assert "Exercise 1: passed." in text_of(messages, "stdout")
    (shown,) = displays(messages)
    assert shown["text/markdown"] == solutions.folded(
        {name: solutions.solution("gan", "1")[name] for name in titles}, language
    )
    assert "np.logaddexp" in shown["text/markdown"]
    assert not displays(wrong) and "not yet" in text_of(wrong, "stdout")
    assert not displays(silent)


@pytest.mark.slow
def test_figures_for_paper_have_no_solutions():
    with Kernel(AIGC_KERAS_STATIC="1") as kernel:
        messages = kernel.run(SOLVED)
    assert "Exercise 1: passed." in text_of(messages, "stdout") and not displays(messages)


def test_where_the_language_is_unknown_both_are_folded():
    both = solutions.folded({"en": "one", "zh": "一"}, "")
    assert both.count("<details>") == both.count("</details>") == 2
    assert solutions.folded({"en": "one", "zh": "一"}, "zh").count("<details>") == 1


def test_a_lecturer_s_own_exercise_has_none(capsys):
    def exercise_1():
        """Defined outside the course."""

    solutions.show(exercise_1)
    assert solutions.solution("tiny", "1") == {} and capsys.readouterr().out == ""


REASONS = """# %% [markdown] lang="en"
# ## Exercise 1
#
# It is so.

# %% [markdown] lang="zh"
# ## 练习 1
#
# 就是这样。
"""
EXERCISE = """# %% [markdown] lang="en"
# ## Exercise 1 ★ One (2 points)

# %% [markdown] lang="zh"
# ## 练习 1 ★ 一（2 分）

# %%
def one():
    ### BEGIN SOLUTION
    # en: This is the first line.
    # zh: 这是第一行。
    return 1
    ### END SOLUTION
"""


@pytest.fixture
def tiny(tmp_path):
    source = tmp_path / "notebooks" / "source"
    for folder, text in (("exercises", EXERCISE), ("solutions", REASONS)):
        (source / folder).mkdir(parents=True)
        (source / folder / "09_tiny.py").write_text(text, "utf-8")
    return tmp_path


def made(root):
    return builder.solutions(root, "exercises/09_tiny", read_source(root, "exercises/09_tiny"))


def test_code_and_reasons_are_those_of_the_language(tiny):
    assert json.loads(made(tiny)) == {
        "1": {
            "en": "```python\ndef one():\n    # This is the first line.\n    return 1\n```\n\n"
            "It is so.",
            "zh": "```python\ndef one():\n    # 这是第一行。\n    return 1\n```\n\n就是这样。",
        }
    }


def test_reasons_may_be_left_out(tiny):
    (tiny / "notebooks/source/solutions/09_tiny.py").unlink()
    assert made(tiny) == ""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("# ## 练习 1", "# ## 练习 2", "no reasons"),
        ("# 就是这样。", "", "no reasons"),
        ("# ## Exercise 1", "# Because", "begins with"),
        ('# %% [markdown] lang="zh"', "# %% [markdown]", "begins with"),
        ("# It is so.", "# It is so. And so.", "more than one sentence"),
    ],
)
def test_half_written_reasons_are_refused_with_what_to_do(tiny, old, new, said):
    path = tiny / "notebooks/source/solutions/09_tiny.py"
    path.write_text(REASONS.replace(old, new), "utf-8")
    with pytest.raises(BuildError, match=said):
        made(tiny)
