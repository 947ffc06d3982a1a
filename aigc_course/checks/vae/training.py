"""What exercise 3 trains on, and how the trained VAE is judged."""

import numpy as np

from aigc_course.checks import Wrong, need, number
from aigc_course.checks.vae.parts import _pixel_costs

# How far above the best possible loss a trained VAE may lie, as a share of the way to the loss of
# a model without a code. Measured over five seeds on the images of the check, and two to six on
# those of the grader and on three other sizes: the reference solution has 0.10 to 0.18 (on one set
# of images its standard deviation is 0.004), beta = 1/4 has 0.34 to 0.39 on the check's and the
# grader's, the divergence averaged over 16 dimensions 0.51 to 0.82, dead codes 1.0.
WAY = 0.25


def flipped_patterns(rng, size, classes, flip, n):
    """Images of a few random patterns, each pixel flipped with the probability `flip`.

    Returns training images (n, *size, 1), 400 new ones, float32, 0 or 1, and for the new ones, in
    nats per image, the smallest loss that any model can have and that of a model without a code.
    """
    patterns = rng.integers(0, 2, (classes, *size, 1))
    chosen = patterns[rng.integers(classes, size=n + 400)]
    images = np.where(rng.random(chosen.shape) < flip, 1 - chosen, chosen)
    train, new = images[:n], images[n:]
    flipped = np.sum(new[:, None] != patterns, axis=(2, 3, 4))  # (400, classes)
    log_p = flipped * np.log(flip) + (patterns[0].size - flipped) * np.log(1 - flip)
    best = np.log(classes) - np.mean(np.logaddexp.reduce(log_p, axis=1))
    white = (train.sum(axis=0) + 1) / (n + 2)
    without = -np.mean(np.sum(np.log(np.where(new == 1, white, 1 - white)), axis=(1, 2, 3)))
    return train.astype("float32"), new.astype("float32"), best, without


def weights_of(result, pixels):
    """What `mended_training` returned, as eight arrays of float64, or `Wrong`."""
    need(
        isinstance(result, list | tuple) and len(result) == 8,
        "`mended_training` should return eight arrays, as `train_vae` does: weights and biases of "
        "the encoder's two layers, then of the decoder's.",
        "`mended_training` 应当像 `train_vae` 那样返回八个数组：先是编码器两层的权重和偏置，"
        "再是解码器的。",
    )
    arrays = [number(part, finite=False).astype("float64") for part in result]
    need(
        all(np.all(np.isfinite(array)) for array in arrays),
        "The weights that `mended_training` returns hold NaN or infinity: has each term of the "
        "loss the right sign, and is `exp` where it belongs?",
        "`mended_training` 返回的权重中有 NaN 或无穷大：损失各项的符号对吗？`exp` 用对地方了吗？",
    )
    shapes = [array.shape for array in arrays]
    fits = all(len(shape) == 2 - i % 2 for i, shape in enumerate(shapes)) and shapes == [
        (pixels, shapes[0][1]),
        shapes[0][1:],
        (shapes[0][1], 2 * shapes[4][0]),
        (2 * shapes[4][0],),
        shapes[4],
        shapes[4][1:],
        (shapes[4][1], pixels),
        (pixels,),
    ]
    need(
        fits,
        f"The arrays of `mended_training` have the shapes {shapes}; for images of {pixels} pixels "
        "they are no encoder and decoder in this order.",
        f"`mended_training` 返回的数组形状是 {shapes}；图像有 {pixels} 个像素，"
        "这些数组不能依次构成编码器和解码器。",
    )
    return arrays


def cost_and_price(weights, images, rng):
    """Reconstruction loss and divergence of a VAE of eight arrays, in nats per image."""
    x = np.reshape(images, (len(images), -1))
    hidden = np.maximum(x @ weights[0] + weights[1], 0)
    z_mean, z_log_var = np.split(hidden @ weights[2] + weights[3], 2, axis=1)
    with np.errstate(over="ignore", invalid="ignore"):
        variance = np.exp(z_log_var)
        costs = []
        for _ in range(5):
            z = z_mean + np.sqrt(variance) * rng.normal(size=z_mean.shape)
            hidden = np.maximum(z @ weights[4] + weights[5], 0)
            costs.append(_pixel_costs(x, hidden @ weights[6] + weights[7]).sum(axis=1))
        price = np.mean(np.sum((z_mean**2 + variance - 1 - z_log_var) / 2, axis=1))
    return np.mean(costs), price


def serves_well(mended_training, rng, size, classes, flip=0.1, n=1200):
    """The trained VAE's negative ELBO on new images is near the best that is possible."""
    images, new, best, without = flipped_patterns(rng, size, classes, flip, n)
    weights = weights_of(mended_training(images), images[0].size)
    cost, price = cost_and_price(weights, new, rng)
    way = (cost + price - best) / (without - best)
    if way <= WAY:
        return
    found = f"{cost:.3g} + {price:.3g}"
    if not cost + price < 50 * without:
        raise Wrong(
            f"With the weights of `mended_training` new images cost {found} nats, reconstruction "
            "and divergence: that is absurd. Has each term of the loss the right sign, and is "
            "`exp` where it belongs?",
            f"用 `mended_training` 的权重，新图像的损失是 {found} 奈特（重建误差加散度），"
            "大得离谱。损失各项的符号对吗？`exp` 用对地方了吗？",
        )
    if not cost < 1.03 * without:
        raise Wrong(
            f"With the weights of `mended_training` new images cost {found} nats, reconstruction "
            f"and divergence; even without a code it would be {without:.1f}. Was the VAE trained?",
            f"用 `mended_training` 的权重，新图像的损失是 {found} 奈特（重建误差加散度）；"
            f"连编码都不用，也只有 {without:.1f}。这个 VAE 训练过吗？",
        )
    if price < 0.5:
        raise Wrong(
            f"The codes of `mended_training` have died: new images cost {found} nats, "
            "reconstruction and divergence. The divergence counts for too much.",
            f"`mended_training` 的编码“死”了：新图像的损失是 {found} 奈特（重建误差加散度）。"
            "散度的权重太大。",
        )
    if price > 4 * np.log(classes):
        raise Wrong(
            f"The codes of `mended_training` are still too dear: new images cost {found} nats, "
            f"reconstruction and divergence; {best:.1f} in all are possible. The divergence "
            "counts for too little, or not at all.",
            f"`mended_training` 的编码花费仍然太大：新图像的损失是 {found} 奈特（重建误差加散度）；"
            f"两项合计最少可以到 {best:.1f}。散度的权重太小，或者根本没有算进去。",
        )
    raise Wrong(
        f"With the weights of `mended_training` new images cost {found} nats, reconstruction and "
        f"divergence; {best + WAY * (without - best):.1f} in all are allowed. Does the divergence "
        "count for more than once, or were there too few steps?",
        f"用 `mended_training` 的权重，新图像的损失是 {found} 奈特（重建误差加散度）；"
        f"两项合计最多 {best + WAY * (without - best):.1f}。"
        "散度的权重是不是大于一，或者训练的步数太少？",
    )
