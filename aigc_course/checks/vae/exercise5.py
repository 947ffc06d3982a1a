"""The check of exercise 5."""

import numpy as np

from aigc_course.checks import Mistake, check, need, number, same


def _log_densities(values, means, variances):
    return -0.5 * ((values - means) ** 2 / variances + np.log(2 * np.pi * variances))


@check
def exercise_5(weighted_bound, rng):
    pixels, dim = 7, 3
    count, deviation = 4, 0.8
    w, x = rng.normal(size=(pixels, dim)), rng.normal(size=pixels)
    z_mean, z_log_var = rng.normal(size=(2, dim)) * 0.5 - [[0], [1]]
    noise = rng.normal(size=(count, dim))
    bound, mistakes = _bound_and_mistakes(x, w, deviation, z_mean, z_log_var, noise)
    same(weighted_bound(x, w, deviation, z_mean, z_log_var, noise), bound, *mistakes)
    x, w = rng.normal(size=300) * 3, rng.normal(size=(300, dim))
    bound, mistakes = _bound_and_mistakes(x, w, deviation, z_mean, z_log_var, noise)
    found = number(weighted_bound(x, w, deviation, z_mean, z_log_var, noise), finite=False)
    need(
        found.shape != () or np.isfinite(found),
        "Right for 7 components, but with 300 the weights underflow: take out the largest "
        "logarithm before you go back to weights.",
        "7 个分量时是对的，但有 300 个分量时权重下溢成零：从对数还原成权重之前，先提出最大的一项。",
    )
    same(found, bound, *mistakes)


def _bound_and_mistakes(x, w, deviation, z_mean, z_log_var, noise):
    def bounds(z, latent_variance, pixel_variance=deviation**2):
        parts = np.array(
            [
                [
                    _log_densities(x, w @ code, pixel_variance).sum(),
                    _log_densities(code, 0, 1).sum(),
                    -_log_densities(code, z_mean, latent_variance).sum(),
                ]
                for code in z
            ]
        )
        return np.logaddexp.reduce(parts.sum(axis=1)) - np.log(len(z)), parts

    def total(log_weights):
        return np.logaddexp.reduce(log_weights) - np.log(len(log_weights))

    variance = np.exp(z_log_var)
    bound, parts = bounds(z_mean + np.sqrt(variance) * noise, variance)
    log_weights = parts.sum(axis=1)
    unit = len(x) * np.log(deviation)
    return bound, [
        Mistake(
            log_weights,
            "These are the logarithms of the weights; the bound is a single number.",
            "这是各个权重的对数；下界是一个数。",
        ),
        Mistake(
            log_weights.mean(),
            "You average the logarithms, which gives the ELBO; average the weights first.",
            "你平均的是对数，得到的是 ELBO；应当先对权重求平均。",
        ),
        Mistake(
            bound + np.log(len(noise)),
            "You sum the weights; the bound takes their mean.",
            "你对权重求了和；下界要的是平均值。",
        ),
        Mistake(
            log_weights.max(),
            "This is the largest weight only; the bound takes the mean of all.",
            "这只是最大的权重；下界要对全部权重求平均。",
        ),
        Mistake(
            total(parts[:, 0]),
            "Your weights are p(x | z) alone, which is right only for codes from the prior.",
            "你的权重只有 p(x | z)，这只在编码抽自先验时才对。",
        ),
        Mistake(
            total(parts[:, :2].sum(axis=1)),
            "Your weights lack the division by q(z | x).",
            "你的权重没有除以 q(z | x)。",
        ),
        Mistake(
            total(parts[:, 0] + parts[:, 2]),
            "Your weights lack the prior p(z).",
            "你的权重缺了先验 p(z)。",
        ),
        Mistake(
            total(parts @ [1, 1, -1]),
            "You multiply by q(z | x); the weights divide by it.",
            "你乘了 q(z | x)；权重应当除以它。",
        ),
        Mistake(
            bound - 0.5 * z_log_var.sum(),
            "Your q(z | x) is the density of the noise; that of the code has σ in it too.",
            "你的 q(z | x) 是噪声的密度；编码的密度里还有 σ。",
        ),
        Mistake(
            bound + unit,
            "The density of x lacks its factor 1/s.",
            "x 的密度缺了因子 1/s。",
        ),
        Mistake(
            bound + unit + 0.5 * len(x) * np.log(2 * np.pi),
            "The density of x lacks its constants.",
            "x 的密度缺了常数。",
        ),
        Mistake(
            bound + unit + 0.5 * len(x) * np.log(2 * np.pi) - 0.5 * z_log_var.sum(),
            "Your densities lack their constants.",
            "你的几个密度都缺了常数。",
        ),
        Mistake(
            bounds(z_mean + np.sqrt(variance) * noise, variance, deviation)[0],
            "You took s for the variance of x; it is the standard deviation.",
            "你把 s 当成了 x 的方差；它是标准差。",
        ),
        Mistake(
            bound + 0.5 * len(x) * np.log(2 * np.pi),
            "The density of x lacks its factor 1/sqrt(2π).",
            "x 的密度缺了因子 1/sqrt(2π)。",
        ),
        Mistake(
            bound + unit - len(x) * np.log(deviation**2),
            "You took s for a variance in the constant; it is a standard deviation.",
            "在常数项里你用错了 s；它是标准差。",
        ),
        Mistake(
            bounds(z_mean + variance * noise, variance)[0],
            "Your codes are drawn with the variance in the place of the standard deviation.",
            "抽取编码时，你把方差用在了标准差的位置上。",
        ),
        Mistake(
            bounds(np.repeat(z_mean[None], len(noise), 0), variance)[0],
            "Your codes all equal the mean: draw them with the noise.",
            "你的编码全是均值：要用噪声来抽取。",
        ),
        Mistake(
            bound / len(x),
            "You divide by the number of components; the bound is for the whole of x.",
            "你除以了分量的个数；下界是对整个 x 而言的。",
        ),
    ]
