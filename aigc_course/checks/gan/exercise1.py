"""The check of exercise 1."""

import numpy as np

from aigc_course.checks import Mistake, check, need, number, same
from aigc_course.checks.gan.parts import _sigmoid


@check
def exercise_1(discriminator_loss, generator_loss, rng):
    real, fake = rng.normal(2, 3, (7, 1)), rng.normal(-1, 3, (4, 1))
    d_real, d_fake = _sigmoid(real), _sigmoid(fake)
    real_as_1, real_as_0 = -np.log(d_real), -np.log(1 - d_real)
    fake_as_1, fake_as_0 = -np.log(d_fake), -np.log(1 - d_fake)
    loss = real_as_1.mean() + fake_as_0.mean()
    everything = np.concatenate([real_as_1, fake_as_0])
    twice = np.log1p(np.exp(-d_real)).mean() + np.log1p(np.exp(d_fake)).mean()
    same(
        discriminator_loss(real, fake),
        loss,
        Mistake(
            real_as_0.mean() + fake_as_1.mean(),
            "In L_D the labels are the wrong way round: real is 1, fake is 0.",
            "L_D 中标签反了：真是 1，假是 0。",
        ),
        Mistake(
            -loss,
            "Your L_D is the value V, which D maximises; the loss has the opposite sign.",
            "你的 L_D 是价值 V，D 要让它最大；损失的符号相反。",
        ),
        Mistake(
            fake_as_0.mean(),
            "Your L_D looks at the fake logits only; the real ones belong to it too.",
            "你的 L_D 只看了假样本的 logit；真样本的也要算。",
        ),
        Mistake(
            real_as_1.mean(),
            "Your L_D looks at the real logits only; the fake ones belong to it too.",
            "你的 L_D 只看了真样本的 logit；假样本的也要算。",
        ),
        Mistake(
            fake_as_1.mean(),
            "Your L_D never looks at the real logits, and labels the fake ones 1.",
            "你的 L_D 从不看真样本的 logit，又给假样本标了 1。",
        ),
        Mistake(
            loss / 2,
            "Your L_D is half of it: the two means add up, so that D = 1/2 costs 2 ln 2.",
            "你的 L_D 只有一半：两个平均值应当相加，D = 1/2 时为 2 ln 2。",
        ),
        Mistake(
            everything.mean(),
            "Your L_D is one mean over all logits; take the mean of each kind and add the two.",
            "你的 L_D 把所有 logit 放在一起平均了；应当真假各取平均，再相加。",
        ),
        Mistake(
            everything.sum(),
            "Your L_D sums over the logits; an expectation is a mean.",
            "你的 L_D 对 logit 求了和；期望要取平均。",
        ),
        Mistake(twice, "Your L_D applies the sigmoid twice.", "你的 L_D 做了两次 sigmoid。"),
        Mistake(
            loss / np.log(2),
            "Your L_D is in bits; the natural logarithm gives nats.",
            "你的 L_D 以比特为单位；用自然对数才是奈特。",
        ),
    )
    same(
        generator_loss(fake),
        fake_as_1.mean(),
        Mistake(
            fake_as_0.mean(),
            "Your L_G has the label 0: this generator learns to be caught.",
            "你的 L_G 用了标签 0：这样的生成器学的是怎样被抓住。",
        ),
        Mistake(
            -fake_as_0.mean(),
            "Your L_G is the minimax loss, which saturates; the non-saturating one is asked for.",
            "你的 L_G 是会饱和的极小极大损失；这里要的是非饱和损失。",
        ),
        Mistake(-fake_as_1.mean(), "Your L_G has the wrong sign.", "你的 L_G 符号反了。"),
        Mistake(
            fake_as_1.sum(),
            "Your L_G sums over the logits; an expectation is a mean.",
            "你的 L_G 对 logit 求了和；期望要取平均。",
        ),
        Mistake(
            fake_as_1,
            "Your L_G is one number for each logit; take their mean.",
            "你的 L_G 对每个 logit 各给出一个数；应当取平均。",
        ),
        Mistake(
            np.log1p(np.exp(-d_fake)).mean(),
            "Your L_G applies the sigmoid twice.",
            "你的 L_G 做了两次 sigmoid。",
        ),
    )
    low, high = np.full((3, 1), -100.0), np.full((2, 1), 100.0)
    _stable("L_D", discriminator_loss(low, high), 200)
    _stable("L_G", generator_loss(low), 100)


def _stable(name, got, expected):
    found = number(got, finite=False)
    need(
        found.shape == () and np.isfinite(found),
        f"Where D is sure and wrong (logits of ±100), {name} is not finite.",
        f"D 很有把握却判错时（logit 为 ±100），{name} 不是有限的数。",
    )
    need(
        np.isclose(found, expected, 1e-4),
        f"Where D is sure and wrong (logits of ±100), {name} is {float(found):.4g} instead of "
        f"{expected}: something is lost by rounding or clipping.",
        f"D 很有把握却判错时（logit 为 ±100），{name} 是 {float(found):.4g}，应为 {expected}："
        "有的数在舍入或截断中丢失了。",
    )
