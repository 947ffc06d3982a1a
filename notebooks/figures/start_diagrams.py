"""Write the diagrams of chapter 0 as SVG, in both languages.

    python notebooks/figures/start_diagrams.py

Run pictures.py afterwards.
"""

from pathlib import Path

from drawing import BLACK, BLUE, GREEN, SMALL, VERMILION, Drawing, write
from gan_diagrams import MIDDLE, layers_of, shape_of, step, tensor_words
from keras import Input, Sequential, layers

HERE = Path(__file__).parent


def classifier():
    """The network of chapter 0, whose sizes the drawing takes."""
    return Sequential(
        [
            Input((28, 28, 1)),
            layers.Rescaling(1 / 255),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )


def start_classifier(language):
    """The classifier, from an image to ten probabilities."""
    network = classifier()
    (flat,) = layers_of(network, layers.Flatten)
    hidden, last = layers_of(network, layers.Dense)
    image, row, units, answer = (
        shape_of(x) for x in (network.inputs[0], flat.output, hidden.output, last.output)
    )
    drawing = Drawing(
        language,
        500,
        f"The classifier from top to bottom. An image {image} in bytes; rescaling to numbers "
        f"from 0 to 1 and flattening give a row of numbers {row}; a dense layer of "
        f"{hidden.units} units and ReLU give hidden units {units}; a dense layer of "
        f"{last.units} units and softmax give probabilities {answer}.",
        f"分类器，自上而下：字节形式的图像 {image}；缩放到 0 与 1 之间并展平，成为一行数 {row}；"
        f"{hidden.units} 个单元的全连接层和 ReLU 给出隐藏单元 {units}；"
        f"{last.units} 个单元的全连接层和 softmax 给出概率 {answer}。",
    )
    say = drawing.say
    drawing.digit(MIDDLE - 55, 12, 110, 3)
    tensor_words(drawing, 67, image, say("image, 0 to 255", "图像，0 到 255"))
    step(
        drawing,
        126,
        196,
        [say("divide by 255", "除以 255"), say("flatten: one row an image", "展平：每幅图像一行")],
    )
    drawing.vector(MIDDLE, 214, 19, BLACK)
    tensor_words(drawing, 214, row, say("one number a pixel", "每个像素一个数"))
    step(
        drawing,
        232,
        312,
        [
            say(f"dense layer, {hidden.units} units", f"全连接层，{hidden.units} 个单元"),
            say("ReLU: negative becomes 0", "ReLU：负数变成 0"),
        ],
    )
    drawing.vector(MIDDLE, 330, 13, BLUE)
    tensor_words(drawing, 330, units, say("hidden units", "隐藏单元"))
    step(
        drawing,
        348,
        428,
        [
            say(f"dense layer, {last.units} units", f"全连接层，{last.units} 个单元"),
            say("softmax: positive, sum 1", "softmax：都为正，和为 1"),
        ],
    )
    drawing.vector(MIDDLE, 446, 10, VERMILION, 16)
    for label in range(10):
        drawing.text(MIDDLE - 72 + 16 * label, 472, str(label), SMALL)
    tensor_words(drawing, 456, answer, say("a probability for each label", "每个标签一个概率"))
    return drawing


TO_WEIGHTS = {"colour": VERMILION, "dash": "11 6", "width": 3}


def start_step(language):
    """One training step: forward to the loss, back to the gradient, and a move of the weights."""
    drawing = Drawing(
        language,
        470,
        "One training step. A batch of images x and the weights w enter the model, which gives "
        "probabilities; with the labels y they give the loss, one number. The gradient, a dashed "
        "line, runs back from the loss through the model to the weights, one number for each "
        "weight. Each weight then moves by minus the learning rate times its gradient, and the "
        "next batch follows.",
        "一个训练步。一批图像 x 和权重 w 进入模型，得到概率；概率与标签 y 一起得到损失，一个数。"
        "梯度（虚线）从损失出发，往回穿过模型，到达权重，每个权重一个数。"
        "然后每个权重逆着自己的梯度挪动，挪动的量是学习率乘以梯度；再取下一批。",
    )
    say = drawing.say
    drawing.box(30, 20, 250, 60, BLACK, [say("a batch of images x", "一批图像 x")])
    drawing.arrow([(155, 80), (155, 130)])
    drawing.box(30, 132, 250, 60, BLUE, [say("model", "模型")], bold=1)
    drawing.arrow([(155, 192), (155, 242)])
    drawing.box(30, 244, 250, 60, BLACK, [say("probabilities", "概率")])
    drawing.arrow([(155, 304), (155, 354)])
    drawing.box(30, 356, 250, 60, BLACK, [say("loss: one number", "损失：一个数")], bold=1)
    drawing.box(350, 244, 220, 60, BLACK, [say("labels y", "标签 y")])
    drawing.arrow([(400, 304), (400, 375), (282, 375)])
    drawing.box(350, 132, 220, 60, BLUE, [say("weights w", "权重 w")], bold=1)
    drawing.arrow([(350, 150), (282, 150)])
    drawing.arrow([(60, 356), (60, 178), (348, 178)], **TO_WEIGHTS)
    drawing.box(350, 20, 220, 60, GREEN, ["w ← w − η · " + say("gradient", "梯度")], size=SMALL)
    drawing.arrow([(460, 80), (460, 130)])
    drawing.arrow([(30, 446), (84, 446)], **TO_WEIGHTS)
    drawing.text(
        96, 446, say("gradient, by back-propagation", "梯度，由反向传播求出"), SMALL, "start"
    )
    return drawing


DIAGRAMS = {f.__name__: f for f in (start_classifier, start_step)}
if __name__ == "__main__":
    write(DIAGRAMS, HERE)
