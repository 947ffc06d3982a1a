"""Write the diagrams of chapter 4 as SVG, in both languages.

    python notebooks/figures/vae_diagrams.py

Their sizes come from the networks themselves, for portraits from those that the chapter's cells
build. Run pictures.py afterwards.
"""

import itertools
import sys
from pathlib import Path

import keras
from drawing import BLACK, BLUE, GREEN, GREY, SMALL, VERMILION, Drawing, write
from gan_diagrams import (
    BESIDE,
    convolution,
    layers_of,
    maps_words,
    shape_of,
    step,
    tensor_words,
    transposed,
)
from gan_diagrams import MIDDLE as COLUMN  # of tensors, layer by layer
from keras import layers

from aigc_keras.data import load_portraits
from aigc_keras.networks.dense import DenseDecoder, DenseEncoder

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sources import read_source

HERE = Path(__file__).parent
BACK = {"colour": VERMILION, "dash": "11 6", "width": 3}  # gradients
MIDDLE = 215  # of the column of tensors in the diagrams of a whole VAE


def vae(language):
    """A VAE: encoder, one draw by reparameterisation, decoder, and the two terms of its loss."""
    return autoencoder(language, None)


def conditional_vae(language):
    """The same with the label as a further input of both networks."""
    return autoencoder(language, 10)


def autoencoder(language, num_classes):
    encoder = DenseEncoder(latent_dim=16, widths=(512,), num_classes=num_classes)
    decoder = DenseDecoder(latent_dim=16, widths=(512,), num_classes=num_classes)
    image, code, pixels = map(shape_of, (encoder.inputs[0], encoder.outputs[0], decoder.outputs[0]))
    drawing = Drawing(language, 726, *alternatives(image, code, pixels, num_classes))
    say = drawing.say
    drawing.digit(MIDDLE - 30, 14, 60, 3)
    drawing.lines(262, 44, [say("image x", "图像 x"), image], SMALL, bold=1, anchor="start")
    drawing.arrow([(MIDDLE, 76), (MIDDLE, 108)])
    drawing.box(70, 110, 290, 48, BLUE)
    drawing.text(MIDDLE, 134, say("encoder", "编码器"), bold=True)
    for x, words in ((130, "μ"), (300, "log σ²")):
        drawing.arrow([(x, 158), (x, 192)])
        drawing.vector(x, 206, 8, BLUE)
        drawing.text(x, 232, f"{words}  {code}", SMALL)
    drawing.arrow([(366, 200), (408, 200)])
    kl = say(
        "KL divergence:|how far N(μ, σ²) is|from N(0, I)",
        "KL 散度：|N(μ, σ²) 与|N(0, I) 的差别",
    )
    loss_box(drawing, 162, kl.split("|"))
    drawing.arrow([(130, 246), (185, 290)])
    drawing.arrow([(300, 246), (245, 290)])
    drawing.box(100, 292, 230, 44, BLACK, ["z = μ + σ ε"])
    drawing.vector(500, 314, 8, BLACK)
    drawing.lines(500, 350, [say("noise ε from N(0, I)", "噪声 ε，取自 N(0, I)"), code], SMALL)
    drawing.arrow([(450, 314), (332, 314)])
    drawing.text(300, 362, say("one draw", "一次采样"), SMALL, colour=GREY)
    drawing.arrow([(MIDDLE, 336), (MIDDLE, 388)])
    drawing.box(70, 390, 290, 48, BLUE)
    drawing.text(MIDDLE, 414, say("decoder", "解码器"), bold=True)
    drawing.arrow([(MIDDLE, 438), (MIDDLE, 470)])
    drawing.digit(MIDDLE - 30, 472, 60, 3)
    words = [say("one logit a pixel", "每个像素一个 logit"), pixels]
    drawing.lines(MIDDLE, 560, words, SMALL, bold=1)
    drawing.arrow([(247, 500), (408, 500)])
    loss = say(
        "reconstruction loss:|−log p of x given z,|summed over pixels",
        "重建误差：|给定 z 时 x 的 −log p，|对像素求和",
    )
    loss_box(drawing, 458, loss.split("|"))
    drawing.line([(372, 44), (598, 44), (598, 430), (500, 430)])
    drawing.arrow([(500, 430), (500, 456)])
    if num_classes:
        labels = say("label y", "标签 y")
        drawing.box(8, 258, 80, 56, VERMILION, [labels, "(n,)"], "white", size=SMALL, bold=1)
        drawing.arrow([(40, 258), (40, 134), (68, 134)])
        drawing.arrow([(40, 314), (40, 414), (68, 414)])
    total = say(
        "loss = reconstruction loss + KL divergence = −ELBO", "损失 = 重建误差 + KL 散度 = −ELBO"
    )
    drawing.box(40, 596, 520, 44, BLACK, [total])
    drawing.arrow([(500, 546), (500, 594)])
    gradients(drawing)
    drawing.arrow([(30, 672), (84, 672)])
    drawing.arrow([(30, 702), (84, 702)], **BACK)
    forward = say("forward, from the image to the loss", "前向：从图像算到损失")
    drawing.text(96, 672, forward, SMALL, "start")
    back = say("gradient: into both networks, and none into ε", "梯度：传到两个网络，不传给 ε")
    drawing.text(96, 702, back, SMALL, "start")
    return drawing


def gradients(drawing):
    """Each way that the gradient takes, beside the arrow of the same numbers forward."""
    for points in (
        [(408, 526), (250, 526)],
        [(195, 470), (195, 440)],
        [(195, 388), (195, 338)],
        [(168, 290), (118, 248)],
        [(262, 290), (312, 248)],
        [(110, 194), (110, 160)],
        [(320, 194), (320, 160)],
        [(408, 222), (366, 222)],
    ):
        drawing.arrow(points, **BACK)


def loss_box(drawing, y, words):
    drawing.box(410, y, 180, 88, GREEN, words, size=SMALL, bold=1)


def alternatives(image, code, pixels, num_classes):
    english = (
        f"From top to bottom: an image x, of shape {image}, enters the encoder, which gives μ and "
        f"log σ², each of shape {code}. Noise ε of the same shape is drawn from a standard normal "
        "distribution, and z = μ + σ ε is computed. The decoder turns z into one logit for each "
        f"pixel, of shape {pixels}. The reconstruction loss compares the logits with x; the KL "
        "divergence is computed from μ and log σ² alone. The loss is their sum. Gradients run back "
        "through the decoder and z into the encoder; ε is an input and receives none."
    )
    chinese = (
        f"自上而下：图像 x（形状为 {image}）进入编码器，编码器输出 μ 和 log σ²（形状都是 {code}）。"
        "从标准正态分布中抽取同样形状的噪声 ε，算出 z = μ + σ ε。解码器由 z 为每个像素算出一个 "
        f"logit（形状为 {pixels}）。重建误差比较这些 logit 与 x；KL 散度只由 μ 和 log σ² 算出。"
        "损失是两者之和。梯度往回经过解码器和 z 传到编码器；ε 是输入，不接收梯度。"
    )
    if num_classes:
        english += (
            " A label y, of shape (n,), is a further input of the encoder and of the decoder."
        )
        chinese += "标签 y（形状为 (n,)）也是编码器和解码器的输入。"
    return english, chinese


def portrait_networks():
    """The convolutional encoder and decoder that the chapter's own cells build."""
    built = {"keras": keras, "layers": layers}
    for cell in read_source(HERE.parents[1], "04_vae"):
        if cell.cell_type == "code" and "portrait_vae" not in cell.source:
            parts = ("def image_features", "def image_of", "portrait_decoder = ")
            if any(part in cell.source for part in parts):
                exec(cell.source, built)
    return built["portrait_encoder"], built["portrait_decoder"]


def portrait(drawing, y):
    """A portrait of the test set, as the networks see it, around the column of tensors."""
    _, (images, _) = load_portraits()
    side, image = 5, images[17]  # whose colours the PNG's palette keeps
    left, top = COLUMN - side * 8, y - side * 8
    for row, pixels in enumerate(image):
        column = 0
        for colour, run in itertools.groupby(map(tuple, pixels.tolist())):
            width = len(list(run))
            place = {"x": left + side * column, "y": top + side * row}
            # Over the edge of the next pixels, which are drawn later: no seams between them.
            reach = {"width": min(width + 0.2, 16 - column), "height": min(1.2, 16 - row)}
            size = {name: side * length for name, length in reach.items()}
            drawing.add("rect", **place, **size, fill="#{:02X}{:02X}{:02X}".format(*colour))
            column += width
    frame = {"x": left, "y": top, "width": 16 * side, "height": 16 * side}
    drawing.add("rect", **frame, fill="none", stroke=BLACK, stroke_width=2)


def portrait_encoder(language):
    """The convolutional encoder of portraits, from the image to the two halves of its output."""
    network, _ = portrait_networks()
    first, second = layers_of(network, layers.Conv2D)
    (flat,) = layers_of(network, layers.Flatten)
    mean, log_variance = layers_of(network, layers.Dense)
    assert len(layers_of(network, layers.BatchNormalization)) == 2
    assert not first.use_bias and not second.use_bias
    assert mean.units == log_variance.units
    image, eight, four, features, code = map(
        shape_of, (network.inputs[0], first.output, second.output, flat.output, mean.output)
    )
    drawing = Drawing(
        language,
        624,
        f"The convolutional encoder of portraits from top to bottom. A portrait {image}, scaled "
        "to values from −1 to 1; a convolution with kernel 4 × 4 and stride 2, without bias, batch "
        f"normalisation and ReLU give feature maps {eight}; a second such group gives {four}; "
        f"flattened, these are {features}, the features of the portrait; two dense layers of "
        f"{mean.units} units make of them μ and log σ², each {code}. Height and width halve at "
        "each convolution.",
        f"头像的卷积编码器，自上而下：头像 {image}，取值缩放到 −1 与 1 之间；经过卷积核 4 × 4、"
        f"步幅 2、无偏置的卷积、批量归一化和 ReLU，得到特征图 {eight}；再经过同样的一组，"
        f"得到 {four}；展平为 {features}，即头像的特征；两个 {mean.units} 个单元的全连接层"
        f"由它们分别算出 μ 和 log σ²，形状都是 {code}。每经过一次卷积，高和宽减半。",
    )
    say = drawing.say
    normalised = say("no bias; batch normalisation, ReLU", "无偏置；批量归一化，ReLU")
    portrait(drawing, 52)
    tensor_words(drawing, 52, image, say("portrait, values in [0, 1]", "头像，取值在 [0, 1]"))
    scaled = say("scale to [−1, 1]", "缩放到 [−1, 1]")
    step(drawing, 98, 178, [scaled, convolution(drawing, first), normalised])
    drawing.maps(COLUMN, 212, *first.output.shape[1:], 5, BLUE)
    tensor_words(drawing, 212, eight, maps_words(drawing, first.filters))
    step(drawing, 246, 310, [convolution(drawing, second), normalised])
    drawing.maps(COLUMN, 342, *second.output.shape[1:], 5, BLUE)
    tensor_words(drawing, 342, four, maps_words(drawing, second.filters))
    step(drawing, 374, 424, [say("flatten", "展平")])
    drawing.vector(COLUMN, 440, 15, BLUE)
    tensor_words(drawing, 440, features, say("features of the portrait", "头像的特征"))
    for x, words in ((COLUMN - 62, "μ"), (COLUMN + 62, "log σ²")):
        drawing.arrow([(COLUMN + (x - COLUMN) / 3, 456), (x, 546)])
        drawing.vector(x, 562, 8, BLUE)
        drawing.text(x, 594, words, bold=True)
    dense = [
        say("two dense layers,", "两个全连接层，"),
        say(f"{mean.units} units each", f"各 {mean.units} 个单元"),
    ]
    drawing.lines(BESIDE, 501, dense, SMALL, anchor="start", colour=GREY)
    tensor_words(drawing, 574, code, say("each of the two", "两者的形状"))
    return drawing


def portrait_decoder(language):
    """The convolutional decoder of portraits, from the code to the means of the pixels."""
    _, network = portrait_networks()
    (dense,) = layers_of(network, layers.Dense)
    (reshaped,) = layers_of(network, layers.Reshape)
    first, second = layers_of(network, layers.Conv2DTranspose)
    assert not dense.use_bias and not first.use_bias and second.use_bias
    assert len(layers_of(network, layers.BatchNormalization)) == 2
    assert network.layers[-1].activation.__name__ == "sigmoid"
    code, four, eight, image = map(
        shape_of, (network.inputs[0], reshaped.output, first.output, network.outputs[0])
    )
    drawing = Drawing(
        language,
        560,
        f"The convolutional decoder of portraits from top to bottom. A latent code z {code}; a "
        f"dense layer of {dense.units} units without bias, batch normalisation and ReLU, reshaped "
        f"to feature maps {four}; a transposed convolution with kernel 4 × 4 and stride 2, without "
        f"bias, batch normalisation and ReLU give {eight}; a second transposed convolution and "
        f"the sigmoid give {image}, the mean of each value of red, green and blue. Height and "
        "width double at each transposed convolution while the number of feature maps falls.",
        f"头像的卷积解码器，自上而下：潜编码 z {code}；经过 {dense.units} 个单元、无偏置的"
        f"全连接层、批量归一化和 ReLU，变形为特征图 {four}；经过卷积核 4 × 4、步幅 2、"
        f"无偏置的转置卷积、批量归一化和 ReLU，得到 {eight}；再经过一次转置卷积和 sigmoid，"
        f"得到 {image}，即红、绿、蓝各值的均值。每经过一次转置卷积，高和宽加倍，"
        "特征图的张数减少。",
    )
    say = drawing.say
    normalised = say("batch normalisation, ReLU", "批量归一化，ReLU")
    drawing.vector(COLUMN, 28, 8, BLACK)
    tensor_words(drawing, 28, code, say("latent code z", "潜编码 z"))
    words = [
        say(
            f"dense layer, {dense.units} units, no bias", f"全连接层，{dense.units} 个单元，无偏置"
        ),
        normalised,
        say("reshape to feature maps", "变形为特征图"),
    ]
    step(drawing, 48, 142, words)
    drawing.maps(COLUMN, 174, *reshaped.output.shape[1:], 5, BLUE)
    tensor_words(drawing, 174, four, maps_words(drawing, reshaped.output.shape[-1]))
    name, kernel = transposed(drawing, first)
    step(drawing, 206, 290, [name, kernel + say(", no bias", "，无偏置"), normalised])
    drawing.maps(COLUMN, 324, *first.output.shape[1:], 5, BLUE)
    tensor_words(drawing, 324, eight, maps_words(drawing, first.filters))
    step(drawing, 358, 442, [*transposed(drawing, second), "sigmoid"])
    portrait(drawing, 494)
    tensor_words(drawing, 494, image, say("means, values in [0, 1]", "均值，取值在 [0, 1]"))
    return drawing


DIAGRAMS = {f.__name__: f for f in (vae, conditional_vae, portrait_encoder, portrait_decoder)}
if __name__ == "__main__":
    write(DIAGRAMS, HERE)
