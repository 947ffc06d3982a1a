"""Write the diagrams of chapter 2 as SVG, in both languages.

    python notebooks/figures/math_diagrams.py

Run pictures.py afterwards.
"""

from math import log, pi
from pathlib import Path

from drawing import BLACK, BLUE, GREEN, GREY, PALE, SMALL, VERMILION, Drawing, write

HERE = Path(__file__).parent
WIDE, TALL, PITCH, TOP = 128, 52, 78, 196  # of the boxes of a section, and the first row's top
LEFT = (8, 160, 312, 464)  # of the four columns
# Rows of each column: what the box says in English and Chinese. The last is a chapter.
COLUMNS = (
    (
        VERMILION,
        (
            (["the value", "of the game"], ["博弈的", "价值"]),
            (["the best", "discriminator"], ["最优", "判别器"]),
            (["what it", "measures"], ["它量的", "是什么"]),
            (["minimax and", "other loss"], ["极小极大与", "另一种损失"]),
            (["two players", "descend"], ["两个玩家", "一起下降"]),
            (["mass travels:", "two sides"], ["要搬多远：", "两面"]),
            (["slopes and", "penalty"], ["斜率与", "梯度惩罚"]),
            (["chapter 3:", "GAN"], ["第 3 章：", "GAN"]),
        ),
    ),
    (
        BLUE,
        (
            (["divergence of", "2 Gaussians"], ["两个高斯", "分布的散度"]),
            (["evidence", "lower bound"], ["证据", "下界"]),
            (["importance", "weights"], ["重要性", "加权下界"]),
            (["gradients", "through a draw"], ["让梯度", "穿过采样"]),
            (["chapter 4:", "VAE"], ["第 4 章：", "VAE"]),
        ),
    ),
    (
        GREEN,
        (
            (["the softmax"], ["softmax"]),
            (["attention is", "an average"], ["注意力是", "加权平均"]),
            (["chapter 6:", "Transformer"], ["第 6 章：", "Transformer"]),
            (["diffusion:", "adding noise"], ["扩散：", "加噪声"]),
            (["planned:", "diffusion"], ["计划中：", "扩散模型"]),
        ),
    ),
    (
        BLACK,
        (
            (["chain rule,", "perplexity"], ["链式法则、", "困惑度"]),
            (["a function,", "iterated"], ["一个函数，", "反复使用"]),
            (["back through", "time"], ["随时间", "反向传播"]),
            (["product of", "Jacobians"], ["雅可比", "矩阵之积"]),
            (["chapter 5:", "RNN"], ["第 5 章：", "RNN"]),
        ),
    ),
)
ENDS = ((0, 7), (1, 4), (2, 2), (2, 4), (3, 4))  # column and row of the boxes of chapters


def math_map(language):
    """Which section of chapter 2 leads to which, and to which chapter."""
    drawing = Drawing(
        language,
        TOP + 8 * PITCH - 14,
        "Probability and expectation lead to Monte Carlo and its error, and to entropy and the "
        "divergences; these lead to maximum likelihood. Below stand four columns. For chapter 3, "
        "the GAN: the value of the game, the best discriminator, what it measures, the minimax "
        "and the other loss, two players descend, how far the mass must travel and the two sides "
        "of that distance, slopes and the gradient penalty. For chapter 4, the VAE: the divergence "
        "of two Gaussians, the evidence lower bound, the importance-weighted bound, gradients "
        "through a draw. For chapter 6, the Transformer: the softmax, attention is a weighted "
        "average. For chapter 5, the RNN: the chain rule and perplexity, a function iterated, "
        "back-propagation through time, which also needs the softmax, a product of Jacobians. "
        "The divergence of two Gaussians also leads to diffusion, a chapter that is planned.",
        "概率与期望引出蒙特卡罗及其误差，也引出熵与散度；熵与散度引出最大似然。下面分四列。"
        "第 3 章 GAN 一列：博弈的价值，最优判别器，它量的是什么，极小极大损失与另一种损失，"
        "两个玩家一起下降，要搬多远与同一个距离的两面，斜率与梯度惩罚。第 4 章 VAE 一列："
        "两个高斯分布的散度，证据下界，重要性加权下界，让梯度穿过采样。第 6 章 Transformer 一列："
        "softmax，注意力是加权平均。第 5 章 RNN 一列：链式法则与困惑度，一个函数反复使用，"
        "随时间反向传播（它也用到 softmax），雅可比矩阵的乘积。"
        "两个高斯分布的散度还引出扩散一节，扩散模型一章在计划中。",
    )
    say = drawing.say
    trunk = (
        (8, 10, say("probability and expectation", "概率与期望")),
        (312, 10, say("Monte Carlo and its error", "蒙特卡罗及其误差")),
        (8, 96, say("entropy and divergences", "熵、交叉熵与散度")),
        (312, 96, say("maximum likelihood", "最大似然")),
    )
    for x, y, words in trunk:
        drawing.box(x, y, 280, 46, BLACK, [words], fill="white", size=SMALL)
    drawing.arrow([(288, 33), (311, 33)])
    drawing.arrow([(148, 56), (148, 94)])
    drawing.arrow([(288, 119), (311, 119)])
    for (colour, boxes), left in zip(COLUMNS, LEFT, strict=True):
        number = LEFT.index(left)
        middle = left + WIDE / 2
        drawing.arrow([(middle, 142), (middle, TOP - 2)])
        for row, (english, chinese) in enumerate(boxes):
            top, end = TOP + row * PITCH, (number, row) in ENDS
            style = {"radius": 24, "bold": 2} if end else {"fill": PALE[colour]}
            drawing.box(left, top, WIDE, TALL, colour, say(english, chinese), size=SMALL, **style)
            follows = row + 1 < len(boxes) and (number, row) not in ENDS
            if follows:
                drawing.arrow([(middle, top + TALL), (middle, top + PITCH - 2)])
    middles = [TOP + row * PITCH + TALL / 2 for row in range(8)]
    drawing.arrow([(288, middles[0]), (299, middles[0]), (299, middles[3]), (311, middles[3])])
    drawing.arrow([(440, middles[0]), (451, middles[0]), (451, middles[2]), (463, middles[2])])
    drawing.box(176, TOP + 6 * PITCH, 76, 36, BLACK, [], fill="white")
    drawing.arrow([(252, TOP + 6 * PITCH + 18), (290, TOP + 6 * PITCH + 18)])
    legend = (say("a section leads to the next", "一节引出下一节"), 18)
    drawing.text(300, TOP + 6 * PITCH + legend[1], legend[0], SMALL, "start", GREY)
    drawing.box(176, TOP + 7 * PITCH, 76, 36, BLACK, [], radius=18)
    words = say("a chapter that uses them", "用到它们的章")
    drawing.text(300, TOP + 7 * PITCH + 18, words, SMALL, "start", GREY)
    return drawing


def evidence_bound(language):
    """The terms of the bound for z ~ N(0, 1), x = z + 0.5 noise, x = 1 and a narrow q."""
    mean, variance = 0.8, 0.2 / 4
    reconstruction = -0.5 * (((1 - mean) ** 2 + variance) / 0.25 + log(2 * pi * 0.25))
    to_prior = 0.5 * (mean**2 + variance - 1 - log(variance))
    evidence = -0.5 * (1 / 1.25 + log(2 * pi * 1.25))
    bound = reconstruction - to_prior
    drawing = Drawing(
        language,
        430,
        f"Levels in nats, from top to bottom: the reconstruction term {reconstruction:.2f}, "
        f"ln p(x) {evidence:.2f}, the ELBO {bound:.2f}. From the reconstruction term the KL "
        f"divergence to the prior, {to_prior:.2f}, leads down to the ELBO; from the ELBO the KL "
        f"divergence to the posterior, {evidence - bound:.2f}, the gap, leads up to ln p(x).",
        f"以奈特为单位的三个高度，自上而下：重建项 {reconstruction:.2f}，ln p(x) {evidence:.2f}，"
        f"ELBO {bound:.2f}。从重建项往下减去对先验的 KL 散度 {to_prior:.2f}，就到 ELBO；"
        f"从 ELBO 往上加上对后验的 KL 散度 {evidence - bound:.2f}（差额），就到 ln p(x)。",
    )
    say = drawing.say

    def height(nats):
        return 60 + (reconstruction - nats) * 240

    drawing.line([(20, height(reconstruction)), (330, height(reconstruction))], BLUE, None, 3)
    drawing.line([(20, height(evidence)), (580, height(evidence))], BLACK, "9 5", 3)
    drawing.line([(20, height(bound)), (580, height(bound))], VERMILION, None, 3)
    words = say("reconstruction", "重建项")
    drawing.text(20, height(reconstruction) - 20, f"{words} {reconstruction:.2f}", anchor="start")
    drawing.text(580, height(evidence) - 20, f"ln p(x) {evidence:.2f}", anchor="end")
    drawing.text(20, height(bound) + 22, f"ELBO {bound:.2f}", anchor="start", bold=True)
    drawing.arrow([(230, height(reconstruction)), (230, height(bound) - 3)], BLUE)
    drawing.arrow([(400, height(bound)), (400, height(evidence) + 3)], VERMILION)
    down = [say("minus KL", "减去对先验的"), say("to the prior", "KL 散度"), f"{to_prior:.2f}"]
    up = [say("plus the gap: KL", "加上差额，即对"), say("to the posterior", "后验的 KL 散度")]
    drawing.lines(242, 190, down, SMALL, anchor="start")
    middle = (height(bound) + height(evidence)) / 2
    drawing.lines(412, middle, [*up, f"{evidence - bound:.2f}"], SMALL, anchor="start")
    return drawing


def unrolled_network(language):
    """A recurrent network over three steps, and the two paths of the gradient."""
    drawing = Drawing(
        language,
        470,
        "Three steps of a recurrent network, side by side. In each step a token x enters the state "
        "h from below, the state gives logits l above it, and these a loss. States are joined from "
        "left to right by U. Dashed arrows show the gradient: it comes down from each step's own "
        "logits, and back from the next state.",
        "循环网络的三个时刻，左右并排。每个时刻，词元 x 从下方进入状态 h，状态向上给出 logit，"
        "再得到损失。状态之间由 U 从左到右相连。虚线箭头是梯度：一路从这个时刻自己的 logit 往下传，"
        "一路从下一个状态往回传。",
    )
    say = drawing.say
    back = {"colour": VERMILION, "dash": "9 5", "width": 2.5}
    for i, step in enumerate(("t−1", "t", "t+1")):
        middle = 100 + 200 * i
        drawing.box(middle - 55, 10, 110, 42, BLACK, [say("loss", "损失")], fill="white")
        drawing.box(middle - 55, 102, 110, 42, BLUE, [f"logit {step}"])
        drawing.box(middle - 55, 204, 110, 52, GREEN, [f"h {step}"], bold=1)
        drawing.box(middle - 55, 316, 110, 42, BLACK, [f"x {step}"])
        drawing.arrow([(middle - 20, 316), (middle - 20, 257)])
        drawing.text(middle - 36, 287, "W", SMALL)
        drawing.arrow([(middle - 20, 204), (middle - 20, 145)])
        drawing.text(middle - 36, 174, "V", SMALL)
        drawing.arrow([(middle - 20, 102), (middle - 20, 53)])
        drawing.arrow([(middle + 20, 52), (middle + 20, 101)], **back)
        drawing.arrow([(middle + 20, 144), (middle + 20, 203)], **back)
        if i < 2:
            drawing.arrow([(middle + 55, 218), (middle + 144, 218)])
            drawing.text(middle + 100, 202, "U", SMALL)
            drawing.arrow([(middle + 145, 244), (middle + 56, 244)], **back)
    drawing.arrow([(45, 400), (105, 400)])
    drawing.text(
        120, 400, say("forward, from tokens to losses", "前向：从词元算到损失"), SMALL, "start"
    )
    drawing.arrow([(45, 440), (105, 440)], **back)
    words = say("gradient: two paths meet in each state", "梯度：两条路径在每个状态处相加")
    drawing.text(120, 440, words, SMALL, "start")
    return drawing


DIAGRAMS = {f.__name__: f for f in (math_map, evidence_bound, unrolled_network)}


if __name__ == "__main__":
    write(DIAGRAMS, HERE)
