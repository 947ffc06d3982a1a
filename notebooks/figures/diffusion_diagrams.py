"""Write the diagrams of chapter 7 as SVG, in both languages.

    python notebooks/figures/diffusion_diagrams.py

Sizes come from the networks themselves; noisy pictures are computed here from pictures of the test
sets and noise that is the same in each run. Run pictures.py afterwards.
"""

import itertools
from pathlib import Path

import numpy as np
from drawing import BLACK, BLUE, GREEN, GREY, PALE, SMALL, VERMILION, Drawing, number, write
from gan_diagrams import kernel_words, layers_of, shape_of
from keras import layers, ops
from transformer_diagrams import circle
from vae_diagrams import BACK

from aigc_keras import schedules
from aigc_keras.data import PORTRAIT_ATTRIBUTES, load_images, load_portraits
from aigc_keras.networks.conditions import Conditions, ScaleShift, TimeCode
from aigc_keras.networks.dit import ConditionalBlock, DiT, Positions
from aigc_keras.networks.unet import PlaceAttention, UNet

HERE = Path(__file__).parent
FIVE = (60, 180, 300, 420, 540)  # the middles of five pictures
SIDE = 84  # of a picture of a digit
THREE, OTHER, FACE = 14, 27, 17  # images of the test sets
STREAM = {"width": 3}  # the residual connection
CONDITION = {"colour": GREEN, "dash": "3 4", "width": 2.4}


def digit(which):
    """A digit of the test set in the halves of its 28 rows and columns: (14, 14) in [-1, 1]."""
    _, (images, _) = load_images("mnist")
    return images[which, ..., 0].reshape(14, 2, 14, 2).mean((1, 3)) / 127.5 - 1


def noise_of(shape, seed):
    """Draws of N(0, 1) that no version of NumPy changes."""
    return np.random.RandomState(seed).standard_normal(shape)


def mixed(image, noise, t):
    """The noisy image at time t, under the cosine schedule."""
    signal, rate = (float(ops.convert_to_numpy(part)) for part in schedules.cosine(t))
    return signal * image + rate * noise


def pixels(drawing, x, y, values, cell, steps=9, frame=BLACK):
    """A picture in cells, from its left upper corner.

    Args:
        drawing: `Drawing`.
        values: Floats (rows, columns) for grey or (rows, columns, 3) for colour: -1 is black, 1
            is white, and what lies beyond is cut off.
        cell: Units, the side of a pixel.
        steps: Int: into so many steps the range is divided, so that cells of a colour join.
    """
    if values.ndim == 2:
        values = np.repeat(values[..., None], 3, axis=-1)
    levels = np.rint((np.clip(values, -1, 1) + 1) / 2 * steps).astype(int)
    paths = {}
    for row, line in enumerate(levels.tolist()):
        column = 0
        for colour, run in itertools.groupby(map(tuple, line)):
            width = len(list(run))
            corner = f"{number(x + column * cell)},{number(y + row * cell)}"
            box = f"M{corner} h{width * cell} v{cell} h-{width * cell} z"
            paths.setdefault(colour, []).append(box)
            column += width
    for colour, runs in sorted(paths.items()):
        shade = "#" + "".join(f"{round(255 * level / steps):02X}" for level in colour)
        drawing.add("path", d=" ".join(runs), fill=shade, shape_rendering="crispEdges")
    rows, columns, _ = levels.shape
    edge = {"x": x, "y": y, "width": columns * cell, "height": rows * cell}
    drawing.add("rect", **edge, fill="none", stroke=frame, stroke_width=2)


def centred(drawing, x, top, values, cell=6, **options):
    """A picture whose upper edge is at top, around x."""
    pixels(drawing, x - values.shape[1] * cell / 2, top, values, cell, **options)


def diffusion_idea(language):
    """A digit drowns in noise, by a rule; a network that was trained takes noise away."""
    times = [i / 4 for i in range(5)]
    drawing = Drawing(
        language,
        512,
        "Above, the forward process from left to right, five pictures at the times 0, 0.25, 0.5, "
        "0.75 and 1. The first is an image x_0 of the digit 3; at each arrow noise ε is added, by "
        "the rule x_t = a_t x_0 + s_t ε, and the last is pure noise. This rule is fixed, nothing "
        "of it is learnt. Below, the reverse process from right to left: it begins with fresh pure "
        "noise at time 1; four times a picture enters the denoiser, a box, out of which comes a "
        "picture with less noise; at time 0 a new image is left, a 5. The denoiser is learnt, and "
        "the four boxes are one network.",
        "上半幅是前向过程，自左向右，时刻 0、0.25、0.5、0.75、1 各有一幅图。第一幅是数字 3 的图像 "
        "x_0；每经过一个箭头就按 x_t = a_t x_0 + s_t ε 加入噪声 ε，最后一幅是纯噪声。这个规则是"
        "固定的，不需要学习。下半幅是反向过程，自右向左：从时刻 1 重新抽取的纯噪声出发，图像四次"
        "进入去噪网络（方框），每次出来的图像噪声都更少，到时刻 0 得到一幅新图像，是数字 5。"
        "去噪网络是学出来的，四个方框是同一个网络。",
    )
    say, reach = drawing.say, SIDE / 2
    forward = say("Forward process: noise is added", "前向过程：加入噪声")
    drawing.text(18, 20, forward, anchor="start", bold=True)
    rule = say("a fixed rule; nothing is learnt", "固定的规则，不需要学习")
    drawing.text(18, 46, rule, SMALL, "start")
    image, noise = digit(THREE), noise_of((14, 14), 0)
    for x, t in zip(FIVE, times, strict=True):
        centred(drawing, x, 66, mixed(image, noise, t))
        drawing.text(x, 168, time_words(t), SMALL)
    for left, right in zip(FIVE, FIVE[1:], strict=False):
        drawing.arrow([(left + reach + 3, 108), (right - reach - 3, 108)])
        drawing.text((left + right) / 2, 88, "+ ε", SMALL)
    drawing.text(18, 194, say("image x_0", "图像 x_0"), anchor="start")
    drawing.text(FIVE[2], 194, "x_t = a_t x_0 + s_t ε")
    drawing.text(582, 194, say("pure noise", "纯噪声"), anchor="end")
    drawing.line([(18, 222), (582, 222)], "#C4C4C4", width=1)
    backward = say("Reverse process: noise is taken away", "反向过程：去掉噪声")
    drawing.text(18, 250, backward, anchor="start", bold=True)
    learnt = say(
        "the denoiser is learnt, one network for all steps",
        "去噪网络是学出来的，每一步都用同一个网络",
    )
    drawing.text(18, 276, learnt, SMALL, "start")
    image, noise = digit(OTHER), noise_of((14, 14), 1)
    for x, t in zip(FIVE, times, strict=True):
        centred(drawing, x, 297, mixed(image, noise, t))
        drawing.text(x, 400, time_words(t), SMALL)
    for left, right in zip(FIVE, FIVE[1:], strict=False):
        drawing.arrow([(right - 32, 383), (right - 32, 425)])
        drawing.box(left + 7, 427, right - left - 14, 40, BLUE)
        drawing.text((left + right) / 2, 447, say("denoiser", "去噪网络"), SMALL, bold=True)
        drawing.arrow([(left + 32, 427), (left + 32, 385)])
    drawing.text(18, 492, say("end: a new image", "终点：一幅新图像"), SMALL, "start")
    start = say("start: fresh noise", "起点：重新抽取的噪声")
    drawing.text(582, 492, start, SMALL, "end")
    return drawing


def time_words(t):
    return f"t = {t:g}" if t in (0, 1) else f"{t:g}"


def small_unet():
    """The U-Net of the chapter, for digits and their labels."""
    return UNet(
        (28, 28, 1), filters=(32, 64), num_blocks=1, patch_size=2, num_heads=4, num_classes=10
    )


def diffusion_training(language):
    """One training step, from an image, a time and noise to the loss, and the gradient's way."""
    network = small_unet()
    shape = shape_of(network.inputs[0])
    assert shape == shape_of(network.outputs[0])
    drawing = Drawing(
        language,
        756,
        "One training step from top to bottom. A time t is drawn from 0 to 1 for each image, and "
        f"the schedule gives its rates a_t and s_t. With them the image x_0, of shape {shape}, and "
        "noise ε of the same shape become the noisy image x_t = a_t x_0 + s_t ε. The denoiser is "
        "given x_t, the time t and the label y, which in 10% of the rows is left out; its "
        "prediction has the shape of x_t. The target is made from the same numbers: the noise ε, "
        "the image x_0 or the velocity v, as was chosen before training. The loss is the squared "
        "error between prediction and target, averaged. The gradient, a dashed line, runs from the "
        "loss through the prediction into the denoiser and no further.",
        "一个训练步，自上而下。为每幅图像在 0 到 1 之间抽取时刻 t，由噪声调度得到系数 a_t 和 s_t。"
        f"图像 x_0（形状为 {shape}）和同样形状的噪声 ε 按这两个系数合成带噪图像 "
        "x_t = a_t x_0 + s_t ε。去噪网络的输入是 x_t、时刻 t 和标签 y，其中 10% 的样本不给标签；"
        "预测的形状与 x_t 相同。目标由同样的数算出：噪声 ε、图像 x_0 或速度 v，训练前选定一种。"
        "损失是预测与目标的平方误差的平均值。梯度（虚线）从损失出发，经过预测传到去噪网络为止。",
    )
    say, main = drawing.say, 215
    image, noise = digit(THREE), noise_of((14, 14), 0)
    drawn = [say("time t", "时刻 t"), say("drawn from 0 to 1", "在 0 到 1 之间抽取")]
    drawing.box(24, 22, 170, 58, VERMILION, drawn, size=SMALL, bold=1)
    drawing.arrow([(109, 80), (109, 106)])
    drawing.box(24, 108, 170, 42, BLACK, [say("schedule", "噪声调度")], size=SMALL, bold=1)
    drawing.arrow([(109, 150), (109, 190)])
    drawing.text(121, 170, "a_t, s_t", SMALL, "start")
    for x, values, words in (
        (310, image, [say("image x_0", "图像 x_0"), shape]),
        (495, noise, [say("noise ε", "噪声 ε"), say("from N(0, I)", "取自 N(0, I)")]),
    ):
        centred(drawing, x, 12, values)
        drawing.lines(x, 123, words, SMALL, bold=1)
        drawing.arrow([(x, 148), (x, 190)])
    drawing.box(
        50, 192, 534, 36, BLACK, [say("for each image: ", "每幅图像：") + "x_0, ε, a_t, s_t"]
    )
    drawing.arrow([(main, 228), (main, 256)])
    drawing.arrow([(500, 228), (500, 256)])
    drawing.box(60, 258, 310, 42, BLACK, ["x_t = a_t x_0 + s_t ε"], "white")
    target = [say("target", "目标"), say("ε, x_0 or v", "ε、x_0 或 v")]
    drawing.box(416, 258, 168, 62, GREEN, target, bold=1)
    drawing.arrow([(main, 300), (main, 330)])
    centred(drawing, main, 333, mixed(image, noise, 0.5))
    drawing.lines(
        main + 54, 375, [say("noisy image x_t", "带噪图像 x_t"), shape], SMALL, 1, anchor="start"
    )
    drawing.arrow([(main, 418), (main, 450)])
    drawing.line([(24, 51), (10, 51), (10, 482), (44, 482)])
    drawing.arrow([(44, 482), (58, 482)])
    drawing.text(34, 466, "t", SMALL)
    drawing.box(60, 452, 310, 60, BLUE)
    drawing.text(main, 482, say("denoiser", "去噪网络"), bold=True)
    label = [say("label y", "标签 y"), say("left out in 10%", "10% 的样本不给")]
    drawing.box(406, 453, 156, 58, VERMILION, label, "white", size=SMALL, bold=1)
    drawing.arrow([(406, 482), (372, 482)])
    drawing.arrow([(main, 512), (main, 548)])
    prediction = [say("prediction, of the same shape as x_t", "预测，形状与 x_t 相同")]
    drawing.box(60, 550, 310, 42, BLACK, prediction, "white", size=SMALL)
    drawing.arrow([(main, 592), (main, 628)])
    drawing.arrow([(574, 320), (574, 628)])
    loss = say("loss: squared error, averaged", "损失：平方误差的平均值")
    drawing.box(60, 630, 524, 42, GREEN, [loss], bold=1)
    drawing.arrow([(main - 30, 628), (main - 30, 594)], **BACK)
    drawing.arrow([(main - 30, 548), (main - 30, 514)], **BACK)
    drawing.arrow([(30, 702), (84, 702)])
    drawing.arrow([(30, 732), (84, 732)], **BACK)
    forward = say("forward, from the image to the loss", "前向：从图像算到损失")
    drawing.text(96, 702, forward, SMALL, "start")
    back = say("gradient: into the denoiser, and no further", "梯度：传到去噪网络为止")
    drawing.text(96, 732, back, SMALL, "start")
    return drawing


def parts_of_unet(network):
    """The layers of a U-Net of two sizes at which its picture shows what comes out."""
    first, half = (layer for layer in layers_of(network, layers.Conv2D) if layer.strides == (2, 2))
    double, last = layers_of(network, layers.Conv2DTranspose)
    low, high = layers_of(network, layers.Concatenate)
    added = [layer for layer in layers_of(network, layers.Add) if len(layer.output.shape) == 4]
    down, deep, attention, up, top = added
    for layer, (skip, kept) in ((low, (attention, deep)), (high, (double, down))):
        assert layer.input[0] is skip.output and layer.input[1] is kept.output
    return {
        "first": first,
        "down": down,
        "half": half,
        "deep": deep,
        "attention": attention,
        "low": low,
        "up": up,
        "double": double,
        "high": high,
        "top": top,
        "last": last,
    }


def unet(language):
    """The U-Net: down to the coarsest feature maps, across, and up again beside two skips."""
    network = small_unet()
    at = parts_of_unet(network)
    shapes = {name: shape_of(layer.output) for name, layer in at.items()}
    (looks,) = layers_of(network, PlaceAttention)
    told = layers_of(network, ScaleShift)
    image, vector = shape_of(network.inputs[0]), shape_of(told[0].input[1])
    heads, channels = looks.num_heads, {name: layer.output.shape[-1] for name, layer in at.items()}
    assert len(told) == 4 and shape_of(network.outputs[0]) == image == shapes["last"]
    assert {kernel_words(at[name]) for name in ("first", "half", "double", "last")} == {
        ("2 × 2", 2)
    }
    assert shapes["first"] == shapes["down"] == shapes["double"] == shapes["top"]
    assert shapes["half"] == shapes["deep"] == shapes["attention"] == shapes["up"]
    fine, coarse = shapes["down"], shapes["deep"]
    rows, columns = at["deep"].output.shape[1:3]
    drawing = Drawing(
        language,
        1062,
        f"The U-Net as a U. Down its left side: the noisy image x_t {image}; a convolution 2 × 2 "
        f"of stride 2 gives feature maps {fine}; a residual block; a convolution 2 × 2 of stride 2 "
        f"gives {coarse}; a residual block. Across the bottom: group normalisation and attention "
        f"with {heads} heads, in which each of the {rows} × {columns} places looks at all others; "
        "the result is added to the input. Up the right side: what the left block gave at this "
        f"size comes over a skip and is concatenated, {shapes['low']}; a residual block gives "
        f"{shapes['up']}; a transposed convolution 2 × 2 of stride 2 gives {shapes['double']}; the "
        f"other skip makes it {shapes['high']}; a residual block gives {shapes['top']}; group "
        "normalisation, SiLU and a transposed convolution 2 × 2 of stride 2 give the prediction "
        f"{image}. A vector c {vector}, made from time and label, enters each of the four residual "
        "blocks, where it scales and shifts the features.",
        f"U 形的 U-Net。左边自上而下：带噪图像 x_t {image}；经过 2 × 2、步幅 2 的卷积，得到特征图 "
        f"{fine}；残差块；再经过 2 × 2、步幅 2 的卷积，得到 {coarse}；残差块。底部："
        f"组归一化和 {heads} 个头的注意力，{rows} × {columns} 个位置中的每一个都看到所有位置，"
        "结果加到输入上。右边自下而上："
        f"左边同一尺寸的残差块的输出经跳跃连接传来，拼接为 {shapes['low']}；残差块，得到 "
        f"{shapes['up']}；经过 2 × 2、步幅 2 的转置卷积，得到 {shapes['double']}；与另一条跳跃连接"
        f"拼接为 {shapes['high']}；残差块，得到 {shapes['top']}；最后经过组归一化、SiLU 和 2 × 2、"
        f"步幅 2 的转置卷积，得到预测 {image}。由时刻和标签算出的向量 c {vector} 进入四个残差块，"
        "对其中的特征做缩放和平移。",
    )
    say, left, right = drawing.say, 118, 400
    picture, noise = digit(THREE), noise_of((14, 14), 0)
    centred(drawing, left, 12, mixed(picture, noise, 0.4))
    centred(drawing, right, 12, picture)
    drawing.lines(left, 122, [say("noisy image x_t", "带噪图像 x_t"), image], bold=1)
    drawing.lines(right, 122, [say("prediction", "预测"), image], bold=1)
    halves = say("convolution 2 × 2,|stride 2", "2 × 2 卷积，|步幅 2").split("|")
    doubles = say("transposed|convolution 2 × 2,|stride 2", "2 × 2 转置卷积，|步幅 2").split("|")
    ends = say(
        "group normalisation,|SiLU, transposed|convolution 2 × 2,|stride 2",
        "组归一化，SiLU，|2 × 2 转置卷积，|步幅 2",
    )
    for x, top, bottom, words in (
        (left, 146, 250, halves),
        (right, 250, 146, ends.split("|")),
        (left, 422, 606, halves),
        (right, 606, 522, doubles),
    ):
        drawing.arrow([(x, top), (x, bottom)])
        y = 562 if top > 400 else 198
        drawing.lines(x + 12, y, words, SMALL, anchor="start", colour=GREY)
    for x, name in ((left, "down"), (right, "top")):
        stage(drawing, x, 252, at[name], 4, shapes[name])
    for x, name in ((left, "deep"), (right, "up")):
        stage(drawing, x, 608, at[name], 4, shapes[name])
    for x, way in ((left, 1), (right, -1)):
        for top in (376, 714):
            ends = [(x, top - 26), (x, top - 2)]
            drawing.arrow(ends[::way])
            block(drawing, x, top, say("residual block", "残差块"), way)
    for y, name, parts in (
        (494, "high", (channels["double"], channels["down"])),
        (832, "low", (channels["attention"], channels["deep"])),
    ):
        assert sum(parts) == channels[name]
        drawing.arrow([(right, y - 28), (right, y - 72)])
        drawing.text(right + 12, y - 48, shapes[name], SMALL, "start")
        joined = say("concatenated", "拼接"), " + ".join(map(str, parts))
        drawing.box(right - 75, y - 27, 150, 54, BLACK, joined, "white", size=SMALL, bold=1)
        drawing.arrow([(left, y), (right - 77, y)])
        drawing.text(259, y - 16, say("skip", "跳跃连接"), SMALL)
        dot(drawing, left, y)
    drawing.line([(left, 760), (left, 838)])
    drawing.arrow([(left, 838), (left, 890)])
    drawing.arrow([(right, 890), (right, 861)])
    looking = [
        say(f"attention, {heads} heads", f"注意力，{heads} 个头"),
        say(
            f"each of {rows} × {columns} places looks at all others",
            f"{rows} × {columns} 个位置各自看到所有位置",
        ),
        say("group normalisation first; result added to input", "先做组归一化，结果加到输入上"),
    ]
    drawing.box(43, 892, 432, 88, GREEN, looking, size=SMALL, bold=1)
    condition(drawing, 24, 1020)
    made = [
        say(
            f"c  {vector}, made from time t and label y:", f"c  {vector}，由时刻 t 和标签 y 算出，"
        ),
        say("scales and shifts the features in each block", "在每个残差块中缩放和平移特征"),
    ]
    drawing.lines(48, 1020, made, SMALL, anchor="start")
    return drawing


def stage(drawing, x, top, layer, cell, shape):
    """Feature maps and their shape below; the block is half as deep as there are channels."""
    rows, columns, channels = layer.output.shape[1:]
    height = rows * cell + 0.25 * channels
    drawing.maps(x, top + height / 2, rows, columns, channels // 2, cell, BLUE)
    drawing.text(x, 334 if top < 300 else 674, shape, bold=True)


def block(drawing, x, top, words, way):
    """A residual block, into which c goes from outside."""
    drawing.box(x - 75, top, 150, 46, BLUE, [words], bold=1)
    edge, outside = x - way * 77, x - way * 103
    drawing.arrow([(outside, top + 23), (edge, top + 23)], GREEN)
    condition(drawing, outside, top + 23)


def condition(drawing, x, y):
    """The vector made from time and label, as a letter in a circle."""
    drawing.add("circle", cx=x, cy=y, r=13, fill=PALE[GREEN], stroke=GREEN, stroke_width=2)
    drawing.text(x, y - 1, "c", bold=True)


def dot(drawing, x, y):
    drawing.add("circle", cx=x, cy=y, r=4.5, fill=BLACK)


def unet_block(language):
    """One residual block, and how time and label become what scales and shifts its features."""
    network = small_unet()
    at = parts_of_unet(network)
    high, top = at["high"], at["top"]
    wide = [layer for layer in layers_of(network, layers.Conv2D) if layer.kernel_size == (3, 3)]
    plain, final = wide[-2:]
    across = [layer for layer in layers_of(network, layers.Conv2D) if layer.kernel_size == (1, 1)]
    assert not plain.use_bias and final.use_bias and across[-1].input is high.output
    assert type(final.kernel_initializer).__name__ == "Zeros"
    (code,), (label,) = layers_of(network, TimeCode), layers_of(network, Conditions)
    told = layers_of(network, ScaleShift)[-1]
    x_shape, out_shape = shape_of(high.output), shape_of(top.output)
    channels, width = top.output.shape[-1], label.dim
    vector, codes = shape_of(told.input[1]), shape_of(code.output)
    assert told.project.units == 2 * channels and label.project.input_dim == 11
    drawing = Drawing(
        language,
        820,
        "A residual block and its condition. Above, how the condition c is made: the time t "
        f"becomes sines and cosines {codes} and goes through a dense layer of {width} units; the "
        f"label y becomes an embedding of {width} numbers; both are added and go through SiLU, a "
        f"dense layer of {width} units and SiLU, which gives c {vector}. Below, the block from top "
        f"to bottom: x {x_shape} goes two ways. One way is group normalisation, SiLU, a "
        f"convolution 3 × 3 without bias that gives {channels} feature maps, group "
        "normalisation, scale and shift, SiLU, and a convolution 3 × 3 that begins with zeros. "
        "Scale and shift come from c through a dense layer that begins with zeros: h becomes "
        "h (1 + scale) + shift. The other way is the residual connection, here with a convolution "
        f"1 × 1 that brings x to {channels} feature maps. The results of both are added, "
        f"{out_shape}.",
        f"残差块和它的条件。上半幅是条件 c 的计算：时刻 t 变成正弦和余弦 {codes}，再经过 {width} "
        f"个单元的全连接层；标签 y 变成 {width} 个数的嵌入；两者相加，经过 SiLU、{width} 个单元的"
        f"全连接层和 SiLU，得到 c {vector}。下半幅是残差块，自上而下：x {x_shape} 分两路。一路依次"
        f"经过组归一化、SiLU、无偏置的 3 × 3 卷积（得到 {channels} 张特征图）、组归一化、"
        "缩放和平移、SiLU，以及初值为零的 3 × 3 卷积。缩放和平移的系数由 c 经过初值为零的全连接层"
        "得到：h 变成 h (1 + 缩放) + 平移。另一路是残差连接，这里用 1 × 1 卷积把 x 变成 "
        f"{channels} 张特征图。两路的结果相加，得到 {out_shape}。",
    )
    say = drawing.say
    dense = say(f"dense, {width}", f"全连接，{width}")
    for y, name, made in (
        (34, say("time t", "时刻 t"), [say("sines and cosines", "正弦和余弦"), codes]),
        (104, say("label y", "标签 y"), [say("embedding", "嵌入"), shape_of(label.output)]),
    ):
        drawing.text(8, y, name, anchor="start", bold=True)
        drawing.arrow([(76, y), (98, y)])
        drawing.box(100, y - 28, 166, 56, VERMILION, made, size=SMALL)
    drawing.arrow([(266, 34), (280, 34)])
    drawing.box(282, 12, 112, 44, BLACK, [dense], size=SMALL)
    drawing.arrow([(338, 56), (338, 87)])
    drawing.arrow([(266, 104), (321, 104)])
    circle(drawing, 338, 104)
    drawing.arrow([(353, 104), (432, 104)])
    drawing.box(434, 64, 152, 80, BLACK, ["SiLU", dense, "SiLU"], size=SMALL)
    drawing.arrow([(510, 144), (510, 176)], GREEN)
    condition(drawing, 510, 191)
    drawing.text(490, 191, vector, SMALL, "end")
    drawing.line([(18, 164), (440, 164)], "#C4C4C4", width=1)

    main, side = 310, 112
    drawing.text(main, 190, "x  " + x_shape, bold=True)
    normalised = [say("group normalisation", "组归一化")]
    rows = (
        (268, normalised, BLACK),
        (326, ["SiLU"], BLACK),
        (392, [say("convolution 3 × 3", "3 × 3 卷积"), say("no bias", "无偏置")], BLUE),
        (458, normalised, BLACK),
        (
            524,
            [
                say("scale and shift", "缩放和平移"),
                say("h (1 + scale) + shift", "h (1 + 缩放) + 平移"),
            ],
            GREEN,
        ),
        (590, ["SiLU"], BLACK),
        (
            656,
            [say("convolution 3 × 3", "3 × 3 卷积"), say("zeros at the start", "初值为零")],
            BLUE,
        ),
    )
    above = 204
    for y, words, colour in rows:
        half = 20 if len(words) == 1 else 28
        drawing.arrow([(main, above), (main, y - half - 2)])
        drawing.box(main - 104, y - half, 208, 2 * half, colour, words, size=SMALL, bold=1)
        above = y + half
    drawing.arrow([(main, above), (main, 717)])
    circle(drawing, main, 734)
    drawing.arrow([(main, 749), (main, 776)])
    drawing.text(main, 796, out_shape, bold=True)
    drawing.line([(main, 222), (side, 222), (side, 420)], **STREAM)
    dot(drawing, main, 222)
    drawing.arrow([(side, 420), (side, 454)], **STREAM)
    own = [
        say("convolution 1 × 1", "1 × 1 卷积"),
        say(f"to {channels} maps", f"变成 {channels} 张"),
    ]
    drawing.box(side - 82, 456, 164, 56, BLUE, own, size=SMALL, bold=1)
    drawing.line([(side, 512), (side, 734)], **STREAM)
    drawing.arrow([(side, 734), (main - 17, 734)], **STREAM)
    beside = say("residual|connection", "残差|连接").split("|")
    drawing.lines(side - 10, 330, beside, SMALL, anchor="end")
    drawing.arrow([(510, 206), (510, 442)], **CONDITION)
    makes = [
        say(f"dense, 2 × {channels}", f"全连接，2 × {channels}"),
        say("zeros at start", "初值为零"),
    ]
    drawing.box(432, 444, 156, 56, BLACK, makes, size=SMALL)
    drawing.line([(510, 500), (510, 524)])
    drawing.arrow([(510, 524), (416, 524)])
    drawing.text(510, 544, say("scale, shift", "缩放，平移"), SMALL)
    return drawing


def dit_block(language):
    """The diffusion Transformer: patches become tokens; a block that c scales, shifts and gates."""
    network = DiT((16, 16, 3), num_layers=3, condition_dim=len(PORTRAIT_ATTRIBUTES))
    blocks = layers_of(network, ConditionalBlock)
    (cut,), (place,) = layers_of(network, layers.Conv2D), layers_of(network, Positions)
    (last,) = layers_of(network, layers.Conv2DTranspose)
    size, stride = kernel_words(cut)
    assert kernel_words(last) == (size, stride) and size == f"{stride} × {stride}"
    count, dim = place.output.shape[1:]
    heads, vector = blocks[0].num_heads, shape_of(blocks[0].input[1])
    assert blocks[0].modulation.units == 6 * dim
    wide = blocks[0].feed_forward.expand.units
    assert wide == 4 * dim and blocks[0].feed_forward.activation == "gelu"
    image, tokens = shape_of(network.inputs[0]), shape_of(place.output)
    assert shape_of(network.outputs[0]) == image
    drawing = Drawing(
        language,
        960,
        f"A diffusion Transformer. Above: the noisy portrait {image} is cut into patches of {size} "
        f"pixels, {count} of them; one dense layer for all patches and learned positions make "
        f"{count} tokens {tokens}. In the middle, framed, the block, of which {len(blocks)} follow "
        "each other. The tokens go straight down, the residual connection, and twice through parts "
        f"whose results are added: layer normalisation, scale and shift, attention with {heads} "
        "heads, gate; then layer normalisation, scale and shift, feed-forward network "
        f"{dim} to {wide} to {dim}, gate. On the right the vector c {vector}, made from time "
        f"and what is to be drawn, goes through one dense layer of 6 × {dim} units, which begins "
        "with zeros and gives both scales, both shifts and both gates; so at the start of training "
        "the gates are zero and the block adds nothing. Below: layer normalisation, scale and "
        f"shift, and a transposed convolution {size} of stride {stride} make the prediction "
        f"{image}.",
        f"扩散 Transformer。上部：带噪头像 {image} 被切成 {count} 个 {size} 像素的图块；"
        f"所有图块共用一个全连接层，再加上学出来的位置向量，得到 {count} 个词元 {tokens}。"
        f"中部方框内是一个块，这样的块共有 {len(blocks)} 个，首尾相接。词元一路直接向下，"
        "即残差连接；另有两个部分，结果都加到这一路上：先是层归一化、缩放和平移、"
        f"{heads} 个头的注意力、门；再是层归一化、缩放和平移、前馈网络（{dim} 到 {wide} 再到 "
        f"{dim}）、门。右边的向量 c {vector} 由时刻和条件算出，经过 6 × {dim} 个单元、"
        "初值为零的全连接层，得到两组缩放、平移和门；因此训练开始时门为零，块什么也不加。"
        f"下部：层归一化、缩放和平移，以及 {size}、步幅 {stride} 的转置卷积，得到预测 {image}。",
    )
    say, main, side, rail = drawing.say, 70, 270, 416
    _, (faces, _) = load_portraits()
    face = mixed(faces[FACE] / 127.5 - 1, noise_of((16, 16, 3), 2), 0.15)
    pixels(drawing, 18, 18, face, 6, steps=6)
    lattice(drawing, 18, 18, 96, 4)
    drawing.lines(66, 150, [say("noisy portrait", "带噪头像"), image], SMALL, bold=1)
    drawing.arrow([(120, 66), (164, 66)])
    for i, j in itertools.product(range(4), range(4)):
        patch = face[4 * i : 4 * i + 4, 4 * j : 4 * j + 4]
        pixels(drawing, 171 + 30 * j, 9 + 30 * i, patch, 6, steps=6)
    pieces = [say(f"{count} patches", f"{count} 个图块"), say(f"{size} pixels", f"{size} 像素")]
    drawing.lines(228, 150, pieces, SMALL, bold=1)
    drawing.arrow([(294, 66), (402, 66)])
    drawing.text(347, 44, say("dense layer", "全连接层"), SMALL, colour=GREY)
    added = say("+ learned|positions", "+ 学出来的|位置向量").split("|")
    drawing.lines(347, 100, added, SMALL, colour=GREY)
    for i in range(count):
        drawing.grid(414 + 11 * i, 30, 8, 1, 8, BLUE, PALE[BLUE], cell_height=9)
    drawing.lines(502, 150, [say(f"{count} tokens", f"{count} 个词元"), tokens], SMALL, bold=1)
    drawing.line([(502, 176), (502, 190), (main, 190), (main, 206)], **STREAM)
    drawing.box(8, 206, 584, 628, GREY, (), "white", 12)
    repeated = say(f"one of {len(blocks)} blocks", f"{len(blocks)} 个块中的一个")
    drawing.text(580, 230, repeated, SMALL, "end", bold=True)
    drawing.line([(main, 206), (main, 834)], **STREAM)
    drawing.arrow([(main, 834), (main, 904)], **STREAM)
    attention = [say("attention", "注意力"), say(f"{heads} heads", f"{heads} 个头")]
    feed_forward = [say("feed-forward network", "前馈网络"), f"{dim} → {wide} → {dim}"]
    gated_part(drawing, 236, attention, main, side, rail)
    gated_part(drawing, 536, feed_forward, main, side, rail)
    drawing.line([(rail, 338), (rail, 770)], **CONDITION)
    condition(drawing, 507, 330)
    made = say("made from time t|and condition", "由时刻 t 和|条件算出").split("|")
    drawing.lines(507, 378, [vector, *made], SMALL)
    drawing.arrow([(507, 414), (507, 450)], **CONDITION)
    factors = [
        say("dense layer,", "全连接层，"),
        say(f"6 × {dim} units,", f"6 × {dim} 个单元，"),
        say("zeros at the start", "初值为零"),
    ]
    drawing.box(430, 452, 154, 84, GREEN, factors, "white", size=SMALL)
    drawing.line([(430, 494), (rail, 494)], **CONDITION)
    ends = [
        say("layer normalisation; scale and shift by c;", "层归一化；由 c 缩放和平移；"),
        say(f"transposed convolution {size}, stride {stride}", f"{size} 转置卷积，步幅 {stride}"),
    ]
    drawing.lines(main + 18, 868, ends, SMALL, anchor="start", colour=GREY)
    drawing.text(18, 926, say("prediction  ", "预测  ") + image, anchor="start", bold=True)
    return drawing


def gated_part(drawing, top, words, main, side, rail):
    """Half of a block: normalised, scaled and shifted, worked on, gated, and added."""
    say, above = drawing.say, top
    drawing.line([(main, top), (side, top)])
    dot(drawing, main, top)
    for y, part, colour in (
        (top + 42, [say("layer normalisation", "层归一化")], BLACK),
        (top + 102, [say("scale and shift", "缩放和平移")], GREEN),
        (top + 168, words, BLUE),
        (top + 234, [say("gate: a factor", "门：乘一个系数")], GREEN),
    ):
        half = 19 if len(part) == 1 else 27
        drawing.arrow([(side, above), (side, y - half - 2)])
        drawing.box(side - 108, y - half, 216, 2 * half, colour, part, size=SMALL, bold=1)
        above = y + half
        if colour == GREEN:
            drawing.arrow([(rail, y), (side + 110, y)], **CONDITION)
    drawing.line([(side, above), (side, above + 20)])
    drawing.arrow([(side, above + 20), (main + 17, above + 20)])
    circle(drawing, main, above + 20)


def lattice(drawing, x, y, side, parts):
    """Lines that cut a picture into patches."""
    for i in range(1, parts):
        at = i * side / parts
        drawing.line([(x + at, y), (x + at, y + side)], "white", width=2.5)
        drawing.line([(x, y + at), (x + side, y + at)], "white", width=2.5)


def latent_diffusion(language):
    """Diffusion in the codes of an autoencoder that was trained before."""
    drawing = Drawing(
        language,
        586,
        "Two ways. On the left, training: an image enters the encoder, which is frozen; its code, "
        "brought to mean 0 and variance 1, is mixed with noise, and the noisy code enters the "
        "denoiser, the only part that is learnt. On the right, sampling: it begins with noise of "
        "the shape of a code; the denoiser takes the noise away in many steps, and a new code is "
        "left; scaled back, it enters the decoder, which is frozen and makes a new image of it. "
        "A dashed frame holds the diffusion, which works with codes alone.",
        "两条路。左边是训练：图像进入冻结的编码器；得到的编码调整到均值为 0、方差为 1，再加入噪声，"
        "带噪的编码进入去噪网络，只有它在这里训练。右边是采样：从形状与编码相同的噪声出发，"
        "去噪网络分多步去掉噪声，得到新的编码；恢复原来的尺度后，编码进入冻结的解码器，"
        "由它得到一幅新图像。虚线框内是扩散过程，只处理编码。",
    )
    say, left, middle, right = drawing.say, 110, 300, 490
    frozen, learnt = say("frozen", "冻结"), say("learnt", "在这里训练")
    drawing.text(left, 16, say("training", "训练"), bold=True)
    drawing.text(right, 16, say("sampling", "采样"), bold=True)
    centred(drawing, left, 33, digit(THREE))
    centred(drawing, right, 33, digit(OTHER))
    drawing.text(left + 52, 75, say("image", "图像"), SMALL, "start")
    drawing.text(right - 52, 75, say("new image", "新图像"), SMALL, "end")
    drawing.arrow([(left, 119), (left, 150)])
    drawing.arrow([(right, 152), (right, 121)])
    drawing.box(left - 85, 152, 170, 58, BLACK, [say("encoder", "编码器"), frozen], bold=1)
    drawing.box(right - 85, 152, 170, 58, BLACK, [say("decoder", "解码器"), frozen], bold=1)
    drawing.box(12, 268, 576, 276, GREY, (), "white", 12, dash="9 6")
    drawing.arrow([(left, 210), (left, 283)])
    scaled = say("to mean 0,|variance 1", "均值调为 0，|方差调为 1").split("|")
    drawing.lines(left + 12, 238, scaled, SMALL, anchor="start", colour=GREY)
    drawing.text(right - 12, 238, say("scaled back", "恢复尺度"), SMALL, "end", colour=GREY)
    code, other, noise, fresh = (noise_of((4, 4), seed) / 2 for seed in (3, 4, 5, 6))
    for x, top, values, words in (
        (left, 285, code, say("code", "编码")),
        (middle, 285, mixed(code, noise, 0.5), say("noisy code", "带噪编码")),
        (left, 411, fresh, say("fresh noise", "新抽取的噪声")),
        (right, 411, other, say("new code", "新的编码")),
    ):
        centred(drawing, x, top, values, 15, frame=BLUE)
        drawing.text(x, top + 76, words, SMALL)
    drawing.arrow([(left + 33, 315), (middle - 33, 315)])
    drawing.text((left + middle) / 2, 297, say("+ noise", "+ 噪声"), SMALL)
    drawing.arrow([(middle, 374), (middle, 410)])
    drawing.text(middle + 12, 390, say("training", "训练"), SMALL, "start", GREY)
    drawing.arrow([(left + 33, 441), (middle - 87, 441)])
    drawing.box(middle - 85, 412, 170, 58, BLUE, [say("denoiser", "去噪网络"), learnt], bold=1)
    drawing.arrow([(middle + 85, 441), (right - 33, 441)])
    drawing.arrow([(right, 408), (right, 212)])
    drawing.line([(middle + 50, 470), (middle + 50, 504), (middle - 50, 504)])
    drawing.arrow([(middle - 50, 504), (middle - 50, 472)])
    drawing.text(middle, 523, say("sampling: in many steps", "采样：分多步"), SMALL)
    drawing.lines(408, 306, say("diffusion|in codes", "扩散|只处理编码").split("|"), SMALL, bold=1)
    meaning = say("frozen: trained before, and not changed here", "冻结：事先训练好，这里不再改变")
    drawing.text(middle, 568, meaning, SMALL)
    return drawing


DIAGRAMS = {
    f.__name__: f
    for f in (
        diffusion_idea,
        diffusion_training,
        unet,
        unet_block,
        dit_block,
        latent_diffusion,
    )
}
if __name__ == "__main__":
    write(DIAGRAMS, HERE)
