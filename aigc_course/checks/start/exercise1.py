"""The check of exercise 1."""

import numpy as np

from aigc_course.checks import Mistake, check, need, number, same


@check
def exercise_1(to_unit, to_bytes, rng):
    images = rng.integers(3, 200, (4, 5, 3, 1)).astype("uint8")
    _unit_is_right(to_unit, images)
    _bytes_are_right(to_bytes, rng)
    there_and_back(to_unit, to_bytes)


def _unit_is_right(to_unit, images):
    exact = images / 255
    found = number(to_unit(images))
    spans = images.max() - images.min()
    same(
        found,
        exact,
        Mistake(
            images // 255,
            "`to_unit` divides whole numbers: `//` cuts the decimals off.",
            "`to_unit` 做了整数除法：`//` 会截去小数。",
        ),
        Mistake(
            images / 256,
            "`to_unit` divides by 256; then 255 does not become 1.",
            "`to_unit` 除以了 256，这样 255 变不成 1。",
        ),
        Mistake(
            images / 127.5 - 1,
            "`to_unit` maps to [-1, 1]; here the range is [0, 1].",
            "`to_unit` 变到了 [-1, 1]；这里要的是 [0, 1]。",
        ),
        Mistake(
            (images - images.min()) / spans,
            "`to_unit` stretches the images it is given to the whole range; a grey value must "
            "not depend on the other images.",
            "`to_unit` 把所给的图像拉伸到了整个范围；一个灰度值变成多少，不应当取决于别的像素。",
        ),
        Mistake(
            images / images.max(),
            "`to_unit` divides by the largest value that happens to occur; divide by 255.",
            "`to_unit` 除以了碰巧出现的最大值；应当除以 255。",
        ),
        Mistake(
            images.astype("float32"),
            "`to_unit` changes the type only; the values are still from 0 to 255.",
            "`to_unit` 只改了类型，数值仍是 0 到 255。",
        ),
    )
    need(
        found.dtype == "float32",
        f"`to_unit` returns {found.dtype}; networks compute with float32.",
        f"`to_unit` 返回的是 {found.dtype}；网络用 float32 计算。",
    )


def _bytes_are_right(to_bytes, rng):
    grey = rng.integers(1, 255, 12)
    inside = (grey + rng.uniform(0.1, 0.4, 12) * np.resize([-1, 1], 12)) / 255
    outside = np.array([-0.02, -3.0, 1.02, 2.0])
    numbers = np.concatenate([inside, outside]).astype("float32").reshape(4, 4)
    right = np.concatenate([grey, [0, 0, 255, 255]]).reshape(4, 4)
    scaled = numbers.astype("float64") * 255
    found = number(to_bytes(numbers), finite=False)
    same(
        found,
        right,
        Mistake(
            np.trunc(np.clip(scaled, 0, 255)),
            "`to_bytes` cuts the decimals off; round to the nearest grey value.",
            "`to_bytes` 截去了小数；应当四舍五入到最近的灰度值。",
        ),
        Mistake(
            np.round(scaled) % 256,
            "`to_bytes` lets values outside of [0, 1] begin again at the other end; clip them.",
            "`to_bytes` 让超出 [0, 1] 的数从另一端重新数起；应当先截断到 0 和 1。",
        ),
        Mistake(
            np.trunc(scaled) % 256,
            "`to_bytes` neither rounds nor clips.",
            "`to_bytes` 既没有四舍五入，也没有截断到范围之内。",
        ),
        Mistake(
            np.round(scaled),
            "`to_bytes` leaves values outside of 0 to 255; clip them.",
            "`to_bytes` 留下了 0 到 255 之外的数；应当截断。",
        ),
        Mistake(
            np.clip(np.round(numbers), 0, 1),
            "`to_bytes` returns 0 and 1 only: multiply by 255 before you round.",
            "`to_bytes` 只返回 0 和 1：先乘以 255，再四舍五入。",
        ),
    )
    need(
        found.dtype == "uint8",
        f"`to_bytes` returns {found.dtype}; images are stored as uint8.",
        f"`to_bytes` 返回的是 {found.dtype}；图像以 uint8 存放。",
    )


def there_and_back(to_unit, to_bytes):
    """All 256 grey values survive, and the ends of the range are met exactly."""
    grey = np.arange(256).astype("uint8").reshape(16, 16)
    unit = number(to_unit(grey))
    same(unit.min(), 0.0, atol=0)
    same(unit.max(), 1.0, rtol=1e-6)
    back = number(to_bytes(unit.astype("float32")))
    lost = int(np.sum(back != grey)) if back.shape == grey.shape else 256
    need(
        lost == 0,
        f"{lost} of the 256 grey values do not come back.",
        f"256 个灰度值里有 {lost} 个变不回来。",
    )
