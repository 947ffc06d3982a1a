"""Shows the reference solution of an exercise, with its reasons, once its check has passed.

The texts are made from notebooks/source by notebooks/build.py and lie in _solutions, a file for
each chapter: {"1": {"en": Markdown, "zh": Markdown}, ...}, where "1" is the exercise's number.
"""

import json
import os
import sys
from importlib import resources

TITLES = {
    "en": "A reference solution, and the reasons for it",
    "zh": "参考解答与理由",
}


def solution(chapter, number):
    """The reference solution of an exercise.

    Args:
        chapter: Str, the module of its checks, such as "gan".
        number: Str, such as "1".

    Returns:
        Dict from "en" and "zh" to Markdown; empty where the course has none, as for a lecturer's
        own exercises.

    Example:
        >>> sorted(solution("gan", "1"))
        ['en', 'zh']
    """
    path = resources.files("aigc_course") / "_solutions" / f"{chapter}.json"
    if not path.is_file():
        return {}
    return json.loads(path.read_text("utf-8")).get(number, {})


def folded(texts, language):
    """Markdown with the solution folded away: in one language, or both where none is known."""
    chosen = [language] if language in texts else list(texts)
    return "\n\n".join(
        f"<details><summary>{TITLES[name]}</summary>\n\n{texts[name]}\n\n</details>"
        for name in chosen
    )


def show(function):
    """Display, in a live notebook, the solution that belongs to a check.

    Args:
        function: The check, such as `exercise_1` of aigc_course.checks.gan.exercise1.
    """
    package, _, module = function.__module__.partition(".checks.")
    if package != "aigc_course" or os.environ.get("AIGC_KERAS_STATIC"):
        return
    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython
    from IPython.display import display

    texts = solution(module.partition(".")[0], function.__name__.rpartition("_")[2])
    if not texts or get_ipython() is None:
        return
    from aigc_keras.plotting import language

    plain = "\n".join(TITLES.values())
    display({"text/markdown": folded(texts, language()), "text/plain": plain}, raw=True)
