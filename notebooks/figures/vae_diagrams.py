"""Write the diagrams of chapter 4 as SVG, in both languages.

    python notebooks/figures/vae_diagrams.py

Their sizes come from the networks themselves. Run pictures.py afterwards.
"""

from pathlib import Path

from drawing import BLACK, BLUE, GREEN, GREY, SMALL, VERMILION, Drawing, write

from aigc_keras.networks.dense import DenseDecoder, DenseEncoder

HERE = Path(__file__).parent
BACK = {"colour": VERMILION, "dash": "11 6", "width": 3}  # gradients
MIDDLE = 215  # of the column of tensors


def shape_of(tensor):
    """A tensor's shape as the course writes it: (n, 28, 28, 1)."""
    return "(" + ", ".join(["n", *(str(size) for size in tensor.shape[1:])]) + ")"


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


DIAGRAMS = {f.__name__: f for f in (vae, conditional_vae)}
if __name__ == "__main__":
    write(DIAGRAMS, HERE)
