"""Write the diagrams of chapter 3 as SVG, in both languages.

    python notebooks/figures/gan_diagrams.py

Their numbers come from the networks themselves, or are computed here. Run pictures.py afterwards.
"""

import math
from pathlib import Path

import numpy as np
from drawing import BLACK, BLUE, GREEN, GREY, PALE, SMALL, VERMILION, Drawing, write
from keras import layers, ops

from aigc_keras.networks.conv import BatchDeviation, ConvDiscriminator, ConvGenerator
from aigc_keras.networks.dense import DenseDiscriminator, DenseGenerator

HERE = Path(__file__).parent
TO_G = {"colour": VERMILION, "dash": "11 6", "width": 3}  # the gradient of the generator's loss
TO_D = {"colour": BLUE, "dash": "3 4", "width": 3}  # that of the discriminator's


def shape_of(tensor):
    """A tensor's shape as the course writes it: (n, 28, 28, 1)."""
    return "(" + ", ".join(["n", *(str(size) for size in tensor.shape[1:])]) + ")"


def layers_of(network, kind):
    return [layer for layer in network.layers if isinstance(layer, kind)]


def gan(language):
    """Which way numbers go forward, and which gradient goes back to whom."""
    generator, discriminator = ConvGenerator(), ConvDiscriminator()
    noise, image, logit = map(
        shape_of, (generator.inputs[0], generator.outputs[0], discriminator.outputs[0])
    )
    drawing = Drawing(
        language,
        700,
        f"From top to bottom: noise z, of shape {noise}, enters the generator G, which makes fake "
        f"images G(z), of shape {image}. Fake images and real images x of the same shape enter "
        f"the discriminator D, which gives logits, of shape {logit}. The logits enter two losses. "
        "The gradient of G's loss, a dashed line, runs back through the logits, through D, which "
        "it leaves unchanged, and through the fake images into the weights of G. The gradient of "
        "D's loss, a dotted line, runs back into the weights of D and no further. Real images "
        "never enter G.",
        f"自上而下：噪声 z（形状为 {noise}）进入生成器 G，得到假图像 G(z)（形状为 {image}）。"
        f"假图像和同样形状的真实图像 x 都进入判别器 D，D 输出 logit（形状为 {logit}）。"
        "由 logit 算出两个损失。G 的损失的梯度（虚线）往回经过 logit，穿过 D 而不改变 D，"
        "再经过假图像，到达 G 的权重。D 的损失的梯度（点线）往回传，到 D 的权重为止。"
        "真实图像从不进入 G。",
    )
    say = drawing.say
    drawing.vector(235, 26, 12, BLACK)
    drawing.text(322, 26, say(f"noise z  {noise}", f"噪声 z  {noise}"), anchor="start")
    drawing.arrow([(235, 36), (235, 72)])
    drawing.box(30, 74, 300, 80, VERMILION)
    drawing.text(252, 114, say("generator G", "生成器 G"), bold=True)
    drawing.arrow([(235, 154), (235, 188)])
    for x, width, middle, which, words in (
        (30, 300, 244, 5, say("fake images G(z)", "假图像 G(z)")),
        (360, 210, 496, 3, say("real images x", "真实图像 x")),
    ):
        drawing.box(x, 190, width, 72)
        left = 102 if x == 30 else x + 12
        for back in (12, 6, 0):
            drawing.digit(left + back, 212 - back, 40, which, "white")
        drawing.lines(middle, 226, [words, image], SMALL)
    drawing.arrow([(235, 262), (235, 320)])
    drawing.arrow([(496, 262), (496, 320)])
    drawing.box(30, 322, 540, 84, BLUE)
    drawing.text(200, 350, say("discriminator D", "判别器 D"), bold=True)
    drawing.text(200, 378, say("unchanged by G's loss", "G 的损失不改变 D"), SMALL)
    drawing.arrow([(300, 406), (300, 440)])
    drawing.box(
        30, 442, 540, 42, BLACK, [f"logits  {logit}" if language == "en" else f"logit  {logit}"]
    )
    drawing.arrow([(180, 484), (180, 520)])
    drawing.arrow([(420, 484), (420, 520)])
    g_words = [
        say("loss of G", "G 的损失"),
        say("low if fakes pass as real", "假图像被判为真，损失就小"),
    ]
    d_words = [
        say("loss of D", "D 的损失"),
        say("low if D tells them apart", "真假分得清，损失就小"),
    ]
    drawing.box(30, 522, 262, 66, VERMILION, g_words, size=SMALL, bold=1)
    drawing.box(308, 522, 262, 66, BLUE, d_words, size=SMALL, bold=1)
    drawing.box(
        42, 94, 132, 40, VERMILION, [say("weights of G", "G 的权重")], "white", 20, size=SMALL
    )
    drawing.box(426, 344, 132, 40, BLUE, [say("weights of D", "D 的权重")], "white", 20, size=SMALL)
    drawing.arrow([(70, 522), (70, 135)], **TO_G)
    drawing.arrow([(530, 522), (530, 385)], **TO_D)
    drawing.arrow([(30, 618), (84, 618)])
    drawing.arrow([(30, 646), (84, 646)], **TO_G)
    drawing.arrow([(30, 674), (84, 674)], **TO_D)
    meanings = (
        say("forward, from noise and images to the losses", "前向：从噪声和图像算到损失"),
        say(
            "gradient of G's loss: through D, into G's weights",
            "G 的损失的梯度：穿过 D，到达 G 的权重",
        ),
        say("gradient of D's loss: into D's weights alone", "D 的损失的梯度：只到达 D 的权重"),
    )
    for i, words in enumerate(meanings):
        drawing.text(96, 618 + 28 * i, words, SMALL, "start")
    return drawing


MIDDLE, BESIDE = 140, 262  # of a column of tensors; where the words beside it begin


def step(drawing, top, bottom, words):
    """An arrow down the column of tensors, with what is done beside it."""
    drawing.arrow([(MIDDLE, top), (MIDDLE, bottom)])
    drawing.lines(BESIDE, (top + bottom) / 2, words, SMALL, anchor="start", colour=GREY)


def tensor_words(drawing, y, shape, meaning):
    drawing.lines(BESIDE, y, [shape, meaning], bold=1, anchor="start")


def kernel_words(layer):
    (size, _), (stride, _) = layer.kernel_size, layer.strides
    return f"{size} × {size}", stride


def convolution(drawing, layer):
    size, stride = kernel_words(layer)
    return drawing.say(f"convolution {size}, stride {stride}", f"卷积 {size}，步幅 {stride}")


def transposed(drawing, layer):
    size, stride = kernel_words(layer)
    kernel = drawing.say(f"kernel {size}, stride {stride}", f"卷积核 {size}，步幅 {stride}")
    return [drawing.say("transposed convolution", "转置卷积"), kernel]


def leaky(drawing, layer):
    slope = f"{layer.negative_slope:g}"
    return drawing.say(f"leaky ReLU (slope {slope} below 0)", f"leaky ReLU（负半轴斜率 {slope}）")


def maps_words(drawing, channels):
    return drawing.say(f"{channels} feature maps", f"{channels} 张特征图")


def gan_generator(language):
    """The convolutional generator, from noise to image."""
    network = ConvGenerator()
    (dense,) = layers_of(network, layers.Dense)
    (reshaped,) = layers_of(network, layers.Reshape)
    first, second = layers_of(network, layers.Conv2DTranspose)
    (rectifier,) = layers_of(network, layers.LeakyReLU)
    assert not dense.use_bias and len(layers_of(network, layers.BatchNormalization)) == 1
    assert network.layers[-1].activation.__name__ == "tanh"
    noise, seven, fourteen, image = (
        shape_of(x) for x in (network.inputs[0], reshaped.output, first.output, second.output)
    )
    drawing = Drawing(
        language,
        612,
        f"The convolutional generator from top to bottom. Noise z {noise}; a dense layer of "
        f"{dense.units} units without bias, batch normalisation, ReLU, reshaped to feature maps "
        f"{seven}; a transposed convolution with kernel 4 × 4 and stride 2 and a leaky ReLU give "
        f"{fourteen}; a second one and tanh give the image {image} with values from −1 to 1. "
        "Height and width double at each transposed convolution while the number of feature maps "
        "falls.",
        f"卷积生成器，自上而下：噪声 z {noise}；经过 {dense.units} 个单元、无偏置的全连接层、"
        f"批量归一化和 ReLU，变形为特征图 {seven}；经过卷积核 4 × 4、步幅 2 的转置卷积和 "
        f"leaky ReLU，得到 {fourteen}；再经过一次转置卷积和 tanh，得到图像 {image}，取值在 "
        "−1 与 1 之间。每经过一次转置卷积，高和宽加倍，特征图的张数减少。",
    )
    say = drawing.say
    drawing.vector(MIDDLE, 28, 15, BLACK)
    tensor_words(drawing, 28, noise, say("noise z", "噪声 z"))
    words = [
        say(
            f"dense layer, {dense.units} units, no bias", f"全连接层，{dense.units} 个单元，无偏置"
        ),
        say("batch normalisation, ReLU", "批量归一化，ReLU"),
        say("reshape to feature maps", "变形为特征图"),
    ]
    step(drawing, 46, 146, words)
    *_, channels = reshaped.output.shape
    drawing.maps(MIDDLE, 176, *reshaped.output.shape[1:], 5, VERMILION)
    tensor_words(drawing, 176, seven, maps_words(drawing, channels))
    step(drawing, 208, 286, [*transposed(drawing, first), leaky(drawing, rectifier)])
    drawing.maps(MIDDLE, 330, *first.output.shape[1:], 5, VERMILION)
    tensor_words(drawing, 330, fourteen, maps_words(drawing, first.filters))
    step(drawing, 374, 452, [*transposed(drawing, second), "tanh"])
    image_of(drawing, 528, second.output)
    tensor_words(drawing, 528, image, say("image, values in [−1, 1]", "图像，取值在 [−1, 1]"))
    return drawing


def image_of(drawing, y, tensor):
    """An image as the networks see it: pixels of the same size as the feature maps' cells."""
    side = 5 * tensor.shape[1]
    drawing.digit(MIDDLE - side / 2, y - side / 2, side, 3)


def gan_discriminator(language):
    """The convolutional discriminator, from image to logit, each image judged by itself."""
    network = ConvDiscriminator(batch_deviation=False)
    first, second = layers_of(network, layers.Conv2D)
    rectifier, *_ = layers_of(network, layers.LeakyReLU)
    (flat,) = layers_of(network, layers.Flatten)
    dense, last = layers_of(network, layers.Dense)
    tensors = (network.inputs[0], first.output, second.output, dense.output, last.output)
    image, fourteen, seven, hidden, logit = map(shape_of, tensors)
    count = flat.output.shape[-1]
    drawing = Drawing(
        language,
        680,
        f"The convolutional discriminator from top to bottom. An image {image}; a convolution with "
        f"kernel 4 × 4 and stride 2 and a leaky ReLU give feature maps {fourteen}; a second such "
        f"pair gives {seven}; flattened to {count} numbers, a dense layer and a leaky ReLU give "
        f"{hidden}; a dense layer of one unit gives the logit {logit}. Height and width halve at "
        "each convolution.",
        f"卷积判别器，自上而下：图像 {image}；经过卷积核 4 × 4、步幅 2 的卷积和 leaky ReLU，"
        f"得到特征图 {fourteen}；再经过同样的一对，得到 {seven}；展平为 {count} 个数，"
        f"经过全连接层和 leaky ReLU，得到 {hidden}；最后由一个单元的全连接层给出 logit {logit}。"
        "每经过一次卷积，高和宽减半。",
    )
    say = drawing.say
    slope = leaky(drawing, rectifier)
    image_of(drawing, 84, network.inputs[0])
    tensor_words(drawing, 84, image, say("image, scaled to [−1, 1]", "图像，已缩放到 [−1, 1]"))
    step(drawing, 160, 220, [convolution(drawing, first), slope])
    drawing.maps(MIDDLE, 263, *first.output.shape[1:], 5, BLUE)
    tensor_words(drawing, 263, fourteen, maps_words(drawing, first.filters))
    step(drawing, 307, 367, [convolution(drawing, second), slope])
    drawing.maps(MIDDLE, 397, *second.output.shape[1:], 5, BLUE)
    tensor_words(drawing, 397, seven, maps_words(drawing, second.filters))
    words = [
        say(f"flatten to {count} numbers", f"展平为 {count} 个数"),
        say(f"dense layer, {dense.units} units", f"全连接层，{dense.units} 个单元"),
        slope,
    ]
    step(drawing, 432, 524, words)
    drawing.vector(MIDDLE, 544, 15, BLUE)
    tensor_words(drawing, 544, hidden, say("features of the image", "图像的特征"))
    step(drawing, 560, 624, [say("dense layer, 1 unit", "全连接层，1 个单元")])
    drawing.vector(MIDDLE, 644, 1, BLUE, 20, 20)
    tensor_words(drawing, 644, logit, "logit")
    return drawing


def gan_batch_deviation(language):
    """The convolutional discriminator that is told how much the images of a batch differ."""
    network = ConvDiscriminator()
    first, second = layers_of(network, layers.Conv2D)
    rectifier, *_ = layers_of(network, layers.LeakyReLU)
    (deviation,) = layers_of(network, BatchDeviation)
    (flat,) = layers_of(network, layers.Flatten)
    dense, last = layers_of(network, layers.Dense)
    image, fourteen, seven, more, hidden, logit = (
        shape_of(x)
        for x in (
            network.inputs[0],
            first.output,
            second.output,
            deviation.output,
            dense.output,
            last.output,
        )
    )
    count = flat.output.shape[-1]
    drawing = Drawing(
        language,
        800,
        "The discriminator that sees the batch, from top to bottom. An image "
        f"{image}; a convolution with kernel 4 × 4 and stride 2 and a leaky ReLU give feature maps "
        f"{fourteen}; a second such pair gives {seven}; BatchDeviation adds one feature map that "
        f"holds one number, how much the images of the batch differ: {more}; flattened to {count} "
        f"numbers, a dense layer and a leaky ReLU give {hidden}; a dense layer of one unit gives "
        f"the logit {logit}. Height and width halve at each convolution.",
        f"能看到整个批次的判别器，自上而下：图像 {image}；经过卷积核 4 × 4、步幅 2 的卷积"
        f"和 leaky ReLU，得到特征图 {fourteen}；再经过同样的一对，得到 {seven}；"
        "BatchDeviation 添上一张特征图，其中处处是同一个数，即本批图像彼此相差多少，"
        f"得到 {more}；展平为 {count} 个数，经过全连接层和 leaky ReLU，得到 {hidden}；"
        f"最后由一个单元的全连接层给出 logit {logit}。"
        "每经过一次卷积，高和宽减半。",
    )
    say = drawing.say
    slope = leaky(drawing, rectifier)
    image_of(drawing, 84, network.inputs[0])
    tensor_words(drawing, 84, image, say("image, scaled to [−1, 1]", "图像，已缩放到 [−1, 1]"))
    step(drawing, 160, 220, [convolution(drawing, first), slope])
    drawing.maps(MIDDLE, 263, *first.output.shape[1:], 5, BLUE)
    tensor_words(drawing, 263, fourteen, maps_words(drawing, first.filters))
    step(drawing, 307, 367, [convolution(drawing, second), slope])
    drawing.maps(MIDDLE, 397, *second.output.shape[1:], 5, BLUE)
    tensor_words(drawing, 397, seven, maps_words(drawing, second.filters))
    words = say(
        "BatchDeviation: one more map,|the same number everywhere:|how much the images differ",
        "BatchDeviation：再添一张特征图，|处处是同一个数：|本批图像彼此相差多少",
    )
    step(drawing, 428, 502, words.split("|"))
    rows, columns, channels = second.output.shape[1:]
    drawing.maps(MIDDLE - 34, 533, rows, columns, channels, 5, BLUE)
    drawing.text(MIDDLE + 20, 541, "+")
    drawing.grid(MIDDLE + 36, 523, rows, columns, 5, VERMILION, PALE[VERMILION])
    tensor_words(drawing, 533, more, maps_words(drawing, f"{channels} + 1"))
    words = [
        say(f"flatten to {count} numbers", f"展平为 {count} 个数"),
        say(f"dense layer, {dense.units} units", f"全连接层，{dense.units} 个单元"),
        slope,
    ]
    step(drawing, 565, 656, words)
    drawing.vector(MIDDLE, 676, 15, BLUE)
    tensor_words(drawing, 676, hidden, say("features of the image", "图像的特征"))
    step(drawing, 692, 746, [say("dense layer, 1 unit", "全连接层，1 个单元")])
    drawing.vector(MIDDLE, 766, 1, BLUE, 20, 20)
    tensor_words(drawing, 766, logit, "logit")
    return drawing


INPUT = np.array([[1, 2], [3, 4]])
KERNEL = np.array([[0, 1, 1, 0], [1, 3, 2, 1], [1, 2, 2, 1], [0, 1, 1, 0]])
STRIDE = 2


def rows(matrix):
    """A matrix in words: its rows one after the other, without brackets."""
    return " / ".join(" ".join(map(str, row)) for row in matrix)


def stamped():
    """What each input value stamps, (2, 2, 6, 6) with NaN where it does not reach, and the sum."""
    side = STRIDE * (len(INPUT) - 1) + len(KERNEL)
    stamps = np.full((*INPUT.shape, side, side), np.nan)
    for (i, j), value in np.ndenumerate(INPUT):
        rows, columns = (slice(STRIDE * k, STRIDE * k + len(KERNEL)) for k in (i, j))
        stamps[i, j, rows, columns] = value * KERNEL
    total = np.nansum(stamps, axis=(0, 1))
    inputs = INPUT[None, :, :, None].astype("float32")
    kernel = KERNEL[:, :, None, None].astype("float32")
    for padding, expected in (("valid", total), ("same", total[1:-1, 1:-1])):
        found = ops.conv_transpose(inputs, kernel, strides=STRIDE, padding=padding)
        np.testing.assert_allclose(ops.convert_to_numpy(found)[0, :, :, 0], expected, atol=1e-4)
    return stamps, total


def transposed_convolution(language):
    """Each input value stamps a scaled copy of the kernel; the stamps add up."""
    stamps, total = stamped()
    reach = np.sum(~np.isnan(stamps), axis=(0, 1))
    i, j = 2, 2  # the cell that all four stamps reach
    terms = [int(value) for value in stamps[:, :, i, j].ravel()]
    sum_words = " + ".join(map(str, terms)) + f" = {int(total[i, j])}"
    numbers, weights, small = rows(INPUT), rows(KERNEL), rows(total[1:-1, 1:-1].astype(int))
    drawing = Drawing(
        language,
        560,
        f"A transposed convolution in numbers. Row by row, the input is {numbers}, the kernel "
        f"{weights}, the stride 2. Each of the four input values stamps the kernel, "
        "multiplied by that value, on a field of 6 × 6; the stamps lie two cells apart. Where they "
        f'overlap they add up; in row 3, column 3 all four do: {sum_words}. With padding="same" '
        f"the border is cut off, which leaves the output of 4 × 4: {small}.",
        f"用数字表示的转置卷积。各行依次写出：输入为 {numbers}，卷积核为 {weights}，步幅为 2。"
        "四个输入值分别与卷积核相乘，结果放到 6 × 6 的格子上，相邻两份错开两格。重叠处相加；"
        f'第 3 行第 3 列四份都有：{sum_words}。用 padding="same" 时裁掉最外一圈，剩下 4 × 4 的'
        f"输出：{small}。",
    )
    say = drawing.say
    cell, pale = 26, {colour: lambda i, j, fill=fill: fill for colour, fill in PALE.items()}
    drawing.text(98, 22, say("input, 2 × 2", "输入，2 × 2"), bold=True)
    drawing.numbers(98 - cell, 64, INPUT.tolist(), cell, VERMILION, pale[VERMILION])
    drawing.text(272, 22, say("kernel, 4 × 4", "卷积核，4 × 4"), bold=True)
    drawing.numbers(272 - 2 * cell, 38, KERNEL.tolist(), cell, BLUE, pale[BLUE])
    apart = say("stride 2: copies lie|two cells apart", "步幅 2：相邻两份|错开两格").split("|")
    drawing.lines(368, 90, apart, SMALL, anchor="start")
    for (row, column), value in np.ndenumerate(INPUT):
        x, y = 20 + 174 * column, 194 + 200 * row
        drawing.text(x + 3 * cell, y - 17, say(f"{value} × kernel", f"{value} × 卷积核"))
        table = [[None if np.isnan(v) else v for v in line] for line in stamps[row, column]]
        drawing.numbers(x, y, table, cell, BLUE, pale[BLUE])
        ring(drawing, x, y, cell)
    drawing.arrow([(357, 372), (390, 372)])
    x, y = 400, 294
    darker = say("darker where more|copies overlap", "颜色越深，|重叠的份数越多").split("|")
    drawing.lines(x + 3 * cell, 214, darker, SMALL, colour=GREY)
    drawing.text(x + 3 * cell, y - 17, say("their sum, 6 × 6", "四份之和，6 × 6"), bold=True)
    shades = {1: "white", 2: PALE[GREEN], 4: "#8FD3BB"}
    drawing.numbers(x, y, total.tolist(), cell, GREEN, lambda i, j: shades[int(reach[i, j])])
    frame = {"x": x + cell, "y": y + cell, "width": 4 * cell, "height": 4 * cell}
    drawing.add("rect", **frame, fill="none", stroke=BLACK, stroke_width=3.5)
    ring(drawing, x, y, cell)
    drawing.lines(x + 3 * cell, 480, [say("in the ring:", "圈中："), sum_words], SMALL)
    inside = say(
        'in the frame: the output|for padding="same"', '框内：padding="same"|时的输出'
    ).split("|")
    drawing.lines(x + 3 * cell, 532, inside, SMALL)
    return drawing


def ring(drawing, x, y, cell, row=2, column=2):
    """Marks one cell of a grid."""
    place = {"cx": x + (column + 0.5) * cell, "cy": y + (row + 0.5) * cell, "r": 0.46 * cell}
    drawing.add("circle", **place, fill="none", stroke=VERMILION, stroke_width=2.4)


def cloud(centre, count):
    """Points around a centre, the nearer the denser: no chance, so that each run draws the same."""
    radius, angle = 22, math.pi * (3 - math.sqrt(5))
    return [
        (
            centre[0] + radius * math.sqrt(i + 0.5) * math.cos(i * angle),
            centre[1] + radius * math.sqrt(i + 0.5) * math.sin(i * angle),
        )
        for i in range(count)
    ]


def wgan_interpolation(language):
    """Where the gradient penalty of the Wasserstein critic is taken."""
    drawing = Drawing(
        language,
        544,
        "A plane with two clouds of points: generated images as triangles, lower left, and real "
        "images as discs, upper right. Thin lines join random pairs of one generated and one real "
        "image. On each line lies a random point x̂, a square. From each square goes an arrow, the "
        "critic's gradient; the arrows point from the generated towards the real images and all "
        "have length 1, which is the slope that the penalty (‖∇D(x̂)‖ − 1)² asks for at these "
        "points.",
        "平面上的两团点：左下方的三角形是生成图像，右上方的圆点是真实图像。细线连接随机配对的"
        "一幅生成图像和一幅真实图像，每条线上随机取一点 x̂，画成方块。每个方块上有一个箭头，"
        "表示评论家在该处的梯度；箭头从生成图像一侧指向真实图像一侧，长度都是 1，"
        "这正是惩罚 (‖∇D(x̂)‖ − 1)² 在这些点上要求的斜率。",
    )
    say = drawing.say
    generated, real = (104, 300), (494, 128)
    fakes, reals = cloud(generated, 12), cloud(real, 12)
    across = math.dist(generated, real)
    gradient = [54 * (b - a) / across for a, b in zip(generated, real, strict=True)]
    points = []
    for i, j, share in PAIRS:
        drawing.line([fakes[i], reals[j]], "#8A8A8A", width=1.3)
        ends = zip(fakes[i], reals[j], strict=True)
        points.append([share * b + (1 - share) * a for a, b in ends])
    for point in fakes:
        triangle(drawing, *point)
    for point in reals:
        disc(drawing, *point)
    for x, y in points:
        drawing.arrow([(x, y), (x + gradient[0], y + gradient[1])], BLACK, width=2.6)
        square(drawing, x, y)
    drawing.text(real[0], 22, say("real images x", "真实图像 x"), bold=True)
    drawing.text(20, 404, say("generated images G(z)", "生成图像 G(z)"), anchor="start", bold=True)
    x, y = points[0]
    drawing.line([(x + 20, y - 16), (x - 48, y - 58)], GREY, width=1.3)
    drawing.text(x - 100, y - 74, say("slope 1 wanted here", "此处的斜率应为 1"))
    drawing.line([(30, 430), (570, 430)], "#C4C4C4", width=1)
    square(drawing, 58, 458)
    drawing.arrow([(30, 490), (84, 490)], BLACK, width=2.6)
    drawing.text(105, 458, "x", SMALL)  # fonts have no x with a hat: the hat is drawn
    drawing.line([(100.5, 453), (105, 448.5), (109.5, 453)], width=1.4)
    between = say(
        "= u x + (1 − u) G(z), with u random in (0, 1)",
        "= u x + (1 − u) G(z)，u 在 (0, 1) 中随机取",
    )
    drawing.text(117, 458, between, SMALL, "start")
    slope = say(
        "gradient of the critic D there; its length is the slope",
        "评论家 D 在该点的梯度，其长度就是斜率",
    )
    drawing.text(100, 490, slope, SMALL, "start")
    penalty = say(
        "penalty: (slope − 1)², zero where the slope is 1", "惩罚：(斜率 − 1)²，斜率为 1 时等于零"
    )
    drawing.text(100, 522, penalty, SMALL, "start")
    return drawing


# A generated image, a real one, and the share of the real one in the point between them.
PAIRS = ((10, 4, 0.75), (11, 6, 0.27), (8, 11, 0.51), (5, 9, 0.56), (9, 7, 0.42))


def triangle(drawing, x, y):
    drawing.add(
        "polygon",
        points=f"{x:.1f},{y - 8:.1f} {x + 7.5:.1f},{y + 6:.1f} {x - 7.5:.1f},{y + 6:.1f}",
        fill=VERMILION,
    )


def disc(drawing, x, y):
    drawing.add("circle", cx=x, cy=y, r=6.5, fill=BLUE)


def square(drawing, x, y):
    place = {"x": x - 6.5, "y": y - 6.5, "width": 13, "height": 13}
    drawing.add("rect", **place, fill="white", stroke=BLACK, stroke_width=2.6)


def dense_gan(language):
    """Both fully connected networks, as bars as wide as their layers."""
    generator, discriminator = DenseGenerator(), DenseDiscriminator()
    down, up = (layers_of(network, layers.Dense) for network in (generator, discriminator))
    sizes = [generator.latent_dim, *(layer.units for layer in down)]
    back = [discriminator.layers[1].output.shape[-1], *(layer.units for layer in up)]
    drawing = Drawing(
        language,
        600,
        f"Two stacks of dense layers, as bars as wide as their number of units. Left, from top to "
        f"bottom, the generator: noise z, {', '.join(map(str, sizes))}, with ReLU after the hidden "
        f"layers and tanh after the last, reshaped to an image. Right, from bottom to top, the "
        f"discriminator: the image flattened, {', '.join(map(str, back))}, with leaky ReLU after "
        "the hidden layers; the last number is the logit.",
        f"两叠全连接层，条形的宽度与单元数成正比。左边自上而下是生成器：噪声 z，依次为 "
        f"{'、'.join(map(str, sizes))}，隐藏层之后是 ReLU，最后一层之后是 tanh，再变形为图像。"
        f"右边自下而上是判别器：图像展平，依次为 {'、'.join(map(str, back))}，隐藏层之后是 "
        "leaky ReLU，最后一个数是 logit。",
    )
    say = drawing.say
    drawing.text(150, 22, say("generator G", "生成器 G"), bold=True)
    drawing.text(450, 22, say("discriminator D", "判别器 D"), bold=True)
    rows = [62 + 82 * i for i in range(len(sizes))]
    assert len(back) == len(sizes) and generator.layers[-2].activation.__name__ == "tanh"
    bars(
        drawing, 150, rows, sizes, VERMILION, [activation(layer) for layer in down[:-1]] + ["tanh"]
    )
    between = [activation(layer) for layer in layers_of(discriminator, layers.LeakyReLU)]
    bars(drawing, 450, rows[::-1], back, BLUE, [*between, ""])
    drawing.text(172, rows[0], say("noise z", "噪声 z"), SMALL, "start")
    drawing.text(466, rows[0], "logit", SMALL, "start")
    bottom = rows[-1] + 16
    drawing.arrow([(150, bottom), (150, bottom + 62), (268, bottom + 62)])
    drawing.digit(272, bottom + 34, 56, 3)
    drawing.arrow([(328, bottom + 62), (450, bottom + 62), (450, bottom + 2)])
    drawing.text(205, bottom + 46, say("reshape", "变形"), SMALL)
    drawing.text(392, bottom + 46, say("flatten", "展平"), SMALL)
    image = shape_of(generator.outputs[0])
    drawing.text(300, bottom + 110, say(f"image {image}", f"图像 {image}"), bold=True)
    note = say(
        "An arrow between two bars is a dense layer;|the width of a bar shows its number of units.",
        "两个条形之间的箭头是一个全连接层；|条形的宽度表示单元数。",
    )
    drawing.lines(300, bottom + 154, note.split("|"), SMALL, colour=GREY)
    return drawing


def activation(layer):
    """The name of a layer's activation as the course writes it."""
    if isinstance(layer, layers.LeakyReLU):
        return "leaky ReLU"
    return {"relu": "ReLU"}[layer.activation.__name__]


def bars(drawing, x, rows, sizes, colour, activations):
    """A stack of dense layers: bars as wide as their units, joined by arrows."""
    half = 15
    for y, size in zip(rows, sizes, strict=True):
        width = max(size * 250 / 1024, 6)
        drawing.box(x - width / 2, y - half, width, 2 * half, colour, radius=2)
        if width > 50:
            drawing.text(x, y, str(size), bold=True)
        else:
            drawing.text(x - width / 2 - 8, y, str(size), anchor="end", bold=True)
    for above, below, words in zip(rows, rows[1:], activations, strict=False):
        way = math.copysign(half + 1, below - above)
        drawing.arrow([(x, above + way), (x, below - way)])
        if words:
            drawing.text(x + 12, (above + below) / 2, words, SMALL, "start", colour=GREY)


DIAGRAMS = {
    f.__name__: f
    for f in (
        gan,
        gan_generator,
        gan_discriminator,
        gan_batch_deviation,
        transposed_convolution,
        wgan_interpolation,
        dense_gan,
    )
}
if __name__ == "__main__":
    write(DIAGRAMS, HERE)
