"""Grades the exercises to chapter 1, history."""

import numpy as np
import pytest

from aigc_course.checks import history as check
from aigc_course.checks import same
from aigc_course.checks.history import same_text

SETTINGS = {
    "preload": ["numpy"],
    "forbidden": [
        "aigc_keras.metrics",
        "aigc_keras.models",
        "aigc_keras.networks",
        "aigc_keras.sampling",
    ],
    "seconds": 90,
}


@pytest.mark.points(1, exercise=1)
def test_bits(student, rng):
    """Bits per character of a text in tokens of any length.
    词元有长有短时，文本的比特/字符。"""
    check.exercise_1.judge(student.bits_per_character, rng)


@pytest.mark.points(1, exercise=1)
def test_bits_do_not_depend_on_the_cut(student, rng):
    """The same text, with the same probability, costs the same however it is cut.
    同一段文本，概率相同，不论怎么切，花费都一样。"""
    choices, length = int(rng.integers(3, 90)), 2 * int(rng.integers(20, 40))
    text = "如是 我聞\n"[:5] * length
    for size in (1, 2, 5 * length):
        log_probs = np.full(5 * length // size, -size * np.log(choices))
        same(student.bits_per_character(log_probs, text), np.log2(choices))


def trained(student):
    """The learner's training, with time for it."""
    return lambda text: student.call("mended_training", text, seconds=15)


@pytest.mark.points(1, exercise=2)
def test_honest_scores(student, rng):
    """The measurement, the reason, and scores that a new text confirms.
    测量、原因，以及与新文本相符的分数。"""
    check.exercise_2.judge(student.copied_share, student.reason, trained(student), rng)


@pytest.mark.points(1, exercise=2)
def test_honest_scores_of_another_source(student, rng):
    """A text in which only one character before counts; nothing copied, all copied, twice the same.
    只与前一个字符有关的文本；一点也没有照抄，全部照抄，以及重复的片段。"""
    check.scores_are_honest(trained(student), rng, 1)
    check.scores_are_honest(trained(student), rng, 2)
    same(student.copied_share(["abcd", "ef"], ["wxyz", "cdef"], 3), 0)
    same(student.copied_share(["一二三四五"], ["二三四", "三", "二三四"], 2), 1)
    same(student.copied_share(["aaaa", "b"], ["aaaab", "baa"], 2), 4 / 6)


@pytest.mark.points(1, exercise=3)
def test_power_law(student, rng):
    """a and b by least squares in logarithms.
    取对数之后，用最小二乘法求 a 和 b。"""
    check.exercise_3.judge(student.fit_power_law, rng)


@pytest.mark.points(1, exercise=3)
def test_power_law_is_found_again(student, rng):
    """An exact law is found again: from two sizes, in any order, as whole numbers, without a floor.
    数据完全服从规律时，应当原样求出 a 和 b：大小只有两个，次序任意，是整数，没有下限。"""
    sizes = np.array([3 * 10**9, 70_000, 12 * 10**6, 900])
    for count, floor in ((4, 1.5), (2, 0.0)):
        a, b = rng.uniform(2, 30), rng.uniform(0.05, 0.4)
        losses = floor + a * sizes[:count].astype("float64") ** -b
        same(student.fit_power_law(sizes[:count], losses, floor), np.array([a, b]), rtol=1e-3)


@pytest.mark.points(1, exercise=4)
def test_best_size(student, rng):
    """N and D of the lowest loss for a budget.
    一笔预算之下，损失最低的 N 和 D。"""
    check.exercise_4.judge(student.best_size, rng)


@pytest.mark.points(1, exercise=4)
def test_best_size_of_any_budget(student, rng):
    """Small and very large budgets, the split far from even, and equal exponents.
    预算很小、很大，分配相差悬殊，以及两个指数相等。"""
    for compute, gap in ((1e9, 0.15), (1e26, 0.2), (1e21, 0.0)):
        alpha = rng.uniform(0.2, 0.3)
        a, b = rng.uniform(100, 200), rng.uniform(400, 900)
        beta = alpha + gap
        terms = np.log(a / b) + np.log(alpha / beta) + beta * np.log(compute / 6)
        n = np.exp(terms / (alpha + beta))
        got = student.best_size(compute, a, alpha, b, beta)
        same(got, np.array([n, compute / 6 / n]), rtol=2e-3)


@pytest.mark.points(1, exercise=5)
def test_frechet(student, rng):
    """The Fréchet distance of two sets of features.
    两批特征之间的弗雷歇距离。"""
    check.exercise_5.judge(student.frechet, rng)


@pytest.mark.points(1, exercise=5)
def test_frechet_of_one_feature(student, rng):
    """A single feature: the gaps of the means and of the deviations, squared and added.
    只有一个特征：均值之差与标准差之差各取平方，再相加。"""
    real, fake = rng.normal(3, 2, size=(30, 1)), rng.normal(-1, 0.5, size=(12, 1))
    gap = real.std(ddof=1) - fake.std(ddof=1)
    same(student.frechet(real, fake), (real.mean() - fake.mean()) ** 2 + gap**2)


@pytest.mark.points(1, exercise=5)
def test_frechet_of_few_rows(student, rng):
    """Fewer rows than features: a set against itself, shifted, enlarged, and against another one.
    行数少于特征数：与自身相比，与平移、放大后的自己相比，与另一批相比。"""
    real, shift = 3 * rng.normal(size=(6, 20)), rng.uniform(1, 2, size=20)
    same(student.frechet(real, real), 0.0, atol=1e-2)
    same(student.frechet(real, real + shift), shift @ shift, rtol=1e-3)
    mean, spread = real.mean(axis=0), real.var(axis=0, ddof=1).sum()
    same(student.frechet(real, 2 * real), mean @ mean + spread, rtol=1e-3)
    first, last = np.arange(20) < 8, np.arange(20) >= 8
    same(student.frechet(real * first, real * last), mean @ mean + spread, rtol=1e-3)


@pytest.mark.points(1, exercise=6)
def test_writer(student, rng):
    """A text continued by counts.
    靠计数续写文本。"""
    check.exercise_6.judge(student.write, rng)


@pytest.mark.points(1, exercise=6)
def test_writer_of_order_one(student, rng):
    """Order 1 has no context; u may be zero or the very sum of some shares; nothing to append.
    阶数为 1 时没有上文；u 为零，或正好等于某个累加的和；一个字符也不接。"""
    letters = rng.permutation(list("dbca"))
    text = "".join(letters) + "abbaddccaaaa"
    text = "".join(sorted(text, key=lambda letter: rng.random()))
    counts = [text.count(letter) for letter in "abcd"]
    starts = np.cumsum([0, *counts[:-1]]) / len(text)
    uniforms = rng.permutation(np.concatenate([starts, starts, [1 - 1e-9]]))
    drawn = "".join("abcd"[np.flatnonzero(starts <= u)[-1]] for u in uniforms)
    same_text(student.write(text, "cab", 1, uniforms), "cab" + drawn)
    same_text(student.write(text, "cab", 1, np.zeros(0)), "cab")


@pytest.mark.points(1, exercise=6)
def test_writer_shortens_what_it_does_not_know(student, rng):
    """Contexts that the text lacks, or has at its very end only; a prompt that is shorter than one.
    上文在文本里没有，或者只在文本末尾出现过；开头不够长，凑不满上文。"""
    one, two, three, four = (str(letter) for letter in rng.permutation(list("klmnopq"))[:4])
    text = f"{one}{two}{three}{one}{two}{four}"
    first, second = sorted([three, four])
    got = student.write(text, one, 6, np.array([rng.uniform(0.1, 0.9), 0.1]))
    same_text(got, one + two + first)
    prompt = three + one + two
    same_text(student.write(text, prompt, 3, np.array([0.9])), prompt + second)
    prompt = "?" + four
    same_text(student.write(text, prompt, 4, np.array([0.0])), prompt + sorted(text)[0])
    same_text(student.write("ababab", "zb", 3, rng.random(4)), "zbabab")
