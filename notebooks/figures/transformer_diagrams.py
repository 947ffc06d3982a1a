"""Write the diagrams of chapter 6 as SVG, in both languages.

    python notebooks/figures/transformer_diagrams.py

Their shapes are those of the library's networks, and the example of attention is computed here. Run
pictures.py afterwards.
"""

import math
from pathlib import Path

import numpy as np
from drawing import BLACK, BLUE, GREEN, GREY, SMALL, VERMILION, Drawing, write

from aigc_keras.networks.transformer import Block, Transformer

HERE = Path(__file__).parent
QUERY = np.array([2.0, 0, 0, 0])
KEYS = np.array([[0, 0, 0, 0], [math.log(2), 0, 0, 0], [math.log(3), 0, 0, 0]])
VALUES = np.array([[6.0, 0], [12, 6], [0, 4]])
STREAM = {"colour": BLACK, "width": 3}  # the residual connection


def example():
    """Scaled products, their exponentials, weights and answer of the worked example."""
    scaled = KEYS @ QUERY / math.sqrt(len(QUERY))
    powers = np.exp(scaled)
    weights = powers / powers.sum()
    return scaled, powers, weights, weights @ VALUES


def circle(drawing, x, y, words="+"):
    drawing.add("circle", cx=x, cy=y, r=15, fill="white", stroke=BLACK, stroke_width=2)
    drawing.text(x, y, words, bold=True)


def transformer_attention(language):
    """One query, three keys and values, in four steps."""
    scaled, powers, weights, answer = example()
    assert np.allclose(scaled, [0, math.log(2), math.log(3)])
    assert np.allclose(powers, [1, 2, 3]) and np.allclose(weights, [1 / 6, 1 / 3, 1 / 2])
    assert np.allclose(answer, [5, 4])
    drawing = Drawing(
        language,
        560,
        "Attention step by step. The query is (2, 0, 0, 0); the three keys are (0, 0, 0, 0), "
        "(ln 2, 0, 0, 0) and (ln 3, 0, 0, 0). 1, dot products: 0, 2 ln 2, 2 ln 3. 2, divided by "
        "the root of d = 2: 0, ln 2, ln 3. 3, softmax: e to the power gives 1, 2, 3; divided by "
        "their sum 6, the weights 1/6, 1/3, 1/2. 4, the weighted mean of the values (6, 0), "
        "(12, 6), (0, 4) is (5, 4).",
        "注意力的计算步骤。查询为 (2, 0, 0, 0)，三个键为 (0, 0, 0, 0)、(ln 2, 0, 0, 0)、"
        "(ln 3, 0, 0, 0)。第 1 步，点积：0、2 ln 2、2 ln 3。第 2 步，除以 d 的平方根 2：0、ln 2、"
        "ln 3。第 3 步，softmax：取指数得 1、2、3，除以总和 6，得权重 1/6、1/3、1/2。第 4 步，值 "
        "(6, 0)、(12, 6)、(0, 4) 的加权平均是 (5, 4)。",
    )
    say, columns = drawing.say, (275, 395, 515)
    drawing.text(20, 30, say("query q", "查询 q"), anchor="start", bold=True)
    drawing.box(120, 10, 170, 40, VERMILION, ["(2, 0, 0, 0)"])
    rows = (
        (92, say("keys", "键"), ["(0, 0, 0, 0)", "(ln 2, 0, 0, 0)", "(ln 3, 0, 0, 0)"], BLUE),
        (180, say("1  dot product with q", "1  与 q 的点积"), ["0", "2 ln 2", "2 ln 3"], None),
        (252, say("2  divided by √d = 2", "2  除以 √d = 2"), ["0", "ln 2", "ln 3"], None),
        (324, say("3  e to the power", "3  取指数"), ["1", "2", "3"], None),
        (390, say("    divided by the sum 6", "    除以总和 6"), ["1/6", "1/3", "1/2"], GREEN),
        (456, say("values", "值"), ["(6, 0)", "(12, 6)", "(0, 4)"], BLUE),
    )
    for y, name, words, colour in rows:
        drawing.text(20, y, name, SMALL, "start", bold=True)
        for x, word in zip(columns, words, strict=True):
            width = 112 if colour else 92
            drawing.box(x - width / 2, y - 19, width, 38, colour or BLACK)
            drawing.text(x, y, word, SMALL)
    for above, below in ((111, 161), (199, 233), (271, 305), (343, 371)):
        for x in columns:
            drawing.arrow([(x, above), (x, below)])
    for x in columns:
        drawing.line([(x, 409), (x, 437)], dash="3 4")
        drawing.line([(x, 475), (x, 496), (395, 496)])
    drawing.arrow([(395, 496), (395, 514)])
    words = say("4  weighted mean", "4  加权平均")
    drawing.text(20, 534, words, SMALL, "start", bold=True)
    drawing.box(325, 515, 140, 38, VERMILION, ["(5, 4)"], bold=1)
    return drawing


def part(drawing, x, y, width, words, colour, height=52):
    """A box around (x, y) with one or two lines of words."""
    drawing.box(x - width / 2, y - height / 2, width, height, colour, words, size=SMALL, bold=1)


def transformer_block(language):
    """Attention and a feed-forward network, each beside a residual connection."""
    block = Block(8, 2, causal=True)
    block.build((None, None, 8))
    wide = block.feed_forward.expand.kernel.shape[-1]
    assert block.norm_first and wide == 4 * 8
    drawing = Drawing(
        language,
        640,
        "A Transformer block from bottom to top. x (n, T, D) goes two ways: straight up, the "
        "residual connection, and through layer normalisation and causal attention with several "
        "heads, whose result is added. Then the same again with layer normalisation and the "
        "feed-forward network, D to 4D, ReLU, 4D to D. The result has the shape (n, T, D) again.",
        "Transformer 块，自下而上。x (n, T, D) 分两路：一路直接向上，即残差连接；另一路经过层归一化"
        "和多头因果注意力，结果加到前一路上。然后再来一次，这回经过层归一化和前馈网络：D 到 4D，"
        "ReLU，4D 到 D。结果的形状仍是 (n, T, D)。",
    )
    say, x, side = drawing.say, 130, 390
    drawing.text(x, 616, "x  (n, T, D)", bold=True)
    drawing.line([(x, 598), (x, 60)], **STREAM)
    drawing.arrow([(x, 60), (x, 48)], **STREAM)
    drawing.text(x, 26, "(n, T, D)", bold=True)
    drawing.lines(
        24, 470, say("residual|connection", "残差|连接").split("|"), SMALL, anchor="start"
    )
    attention = [say("causal attention", "因果注意力"), say("several heads", "多个头")]
    network = [
        say("feed-forward network", "前馈网络"),
        say("D → 4D, ReLU, 4D → D", "D → 4D，ReLU，4D → D"),
    ]
    for bottom, words, colour in ((575, attention, BLUE), (305, network, GREEN)):
        drawing.line([(x, bottom), (side, bottom)])
        drawing.arrow([(side, bottom), (side, bottom - 29)])
        part(drawing, side, bottom - 52, 270, [say("layer normalisation", "层归一化")], BLACK, 42)
        drawing.arrow([(side, bottom - 73), (side, bottom - 101)])
        part(drawing, side, bottom - 132, 270, words, colour, 60)
        drawing.arrow([(side, bottom - 162), (side, bottom - 205), (x + 17, bottom - 205)])
        circle(drawing, x, bottom - 205)
    drawing.text(262, 352, say("added", "相加"), SMALL, colour=GREY)
    drawing.text(262, 82, say("added", "相加"), SMALL, colour=GREY)
    return drawing


def transformer_gpt(language):
    """From token ids to logits."""
    network = Transformer(50, hidden_dim=8, num_layers=2, num_heads=2, positions="learned")
    assert network.embedding.shape == (50, 8) and len(network.blocks) == 2
    drawing = Drawing(
        language,
        640,
        "A GPT from bottom to top. Token ids (n, T) become vectors: each token's row of the "
        "embedding table plus the row of its position, (n, T, D). L blocks follow one another. A "
        "last layer normalisation and the transposed embedding table turn each position into "
        "logits for the next token, (n, T, V).",
        "GPT，自下而上：词元编号 (n, T) 变成向量，即嵌入表中该词元的一行加上该位置的一行，形状 "
        "(n, T, D)。接着是 L 个块。最后经过一次层归一化，再乘以转置的嵌入表，每个位置得到下一个词元"
        "的 logit，形状 (n, T, V)。",
    )
    say, x = drawing.say, 200
    letters = "To be, or n"
    shown = list(zip(range(x - 140, x + 141, 28), letters.replace(" ", "␣"), strict=True))
    for place, letter in shown:
        drawing.box(place - 13, 590, 26, 34, radius=2)
        drawing.text(place, 607, letter)
    drawing.text(380, 607, say("tokens (n, T)", "词元 (n, T)"), SMALL, "start")
    drawing.arrow([(x, 590), (x, 552)])
    tables = [say("embedding table", "嵌入表"), say("+ positions", "+ 位置")]
    part(drawing, x, 520, 290, tables, VERMILION, 62)
    drawing.text(380, 520, say("vectors (n, T, D)", "向量 (n, T, D)"), SMALL, "start")
    drawing.arrow([(x, 489), (x, 455)])
    for y, name in ((430, say("block 1", "块 1")), (322, say("block L", "块 L"))):
        part(drawing, x, y, 290, [name], BLUE, 48)
    drawing.text(380, 430, "(n, T, D)", SMALL, "start")
    drawing.text(380, 322, "(n, T, D)", SMALL, "start")
    drawing.arrow([(x, 406), (x, 347)])
    drawing.text(x + 16, 377, "…", SMALL, "start")
    drawing.arrow([(x, 298), (x, 263)])
    part(drawing, x, 240, 290, [say("layer normalisation", "层归一化")], BLACK, 44)
    drawing.arrow([(x, 218), (x, 183)])
    part(
        drawing,
        x,
        152,
        290,
        [say("embedding table", "嵌入表"), say("transposed", "转置")],
        VERMILION,
        60,
    )
    drawing.arrow([(x, 122), (x, 85)])
    for place, letter in zip((place for place, _ in shown), "o␣be,␣or␣no", strict=True):
        drawing.box(place - 13, 48, 26, 34, GREEN, radius=2)
        drawing.text(place, 65, letter)
    drawing.text(380, 65, say("logits (n, T, V)", "logit (n, T, V)"), SMALL, "start")
    note = say("target: at each place the next token", "目标：每个位置的下一个词元")
    drawing.text(x, 24, note, SMALL, colour=GREY)
    return drawing


def transformer_encoder_decoder(language):
    """The encoder beside the decoder, and where they meet."""
    network = Transformer(50, hidden_dim=8, num_layers=2, num_heads=2, encoder=True)
    assert all(block.cross_attention for block in network.blocks)
    assert not any(block.attention.causal for block in network.encoder_blocks)
    drawing = Drawing(
        language,
        620,
        "Encoder and decoder. Left, from bottom to top: the source (n, S) becomes vectors "
        "(n, S, D) and passes L encoder blocks: self-attention without mask, feed-forward network. "
        "Right: the answer so far, begun with a line break (n, T), becomes vectors (n, T, D) and "
        "passes L decoder blocks: causal self-attention, cross-attention, feed-forward network; on "
        "top, logits of the next token (n, T, V). From the encoder's result an arrow goes into the "
        "cross-attention as keys and values; the queries come from the answer.",
        "编码器与解码器。左侧自下而上：原文 (n, S) 变成向量 (n, S, D)，经过 L 个编码器块：不带"
        "掩码的自注意力、前馈网络。右侧：已写出的答句（以换行开头）(n, T) 变成向量 (n, T, D)，"
        "经过 L 个解码器块：因果自注意力、交叉注意力、前馈网络；最上面是下一个词元的 logit "
        "(n, T, V)。编码器的输出有箭头进入交叉注意力，作为键和值；查询来自答句。",
    )
    say, left, right, width = drawing.say, 140, 455, 226
    for x, frame, top, name in (
        (left, BLUE, 238, say("encoder", "编码器")),
        (right, GREEN, 118, say("decoder", "解码器")),
    ):
        height = 480 - top
        drawing.box(x - 130, top, 260, height, frame, fill="white")
        drawing.text(x - 118, top + 22, name, SMALL, "start", bold=True, colour=frame)
        drawing.text(x + 118, top + 22, say("L blocks", "L 个块"), SMALL, "end", colour=frame)
    network_words = [say("feed-forward network", "前馈网络")]
    part(drawing, left, 300, width, network_words, BLACK, 44)
    part(
        drawing,
        left,
        420,
        width,
        [say("self-attention", "自注意力"), say("no mask", "不带掩码")],
        BLUE,
        60,
    )
    part(drawing, right, 178, width, network_words, BLACK, 44)
    cross = [say("cross-attention", "交叉注意力"), say("keys, values: source", "键、值来自原文")]
    part(drawing, right, 290, width, cross, VERMILION, 60)
    causal = [say("self-attention", "自注意力"), say("causal mask", "因果掩码")]
    part(drawing, right, 420, width, causal, BLUE, 60)
    for x, points in (
        (left, ((536, 451), (390, 323))),
        (right, ((536, 451), (390, 321), (260, 201), (156, 84))),
    ):
        for below, above in points:
            drawing.arrow([(x, below), (x, above)])
    encoded = [(left, 278), (left, 215), (300, 215), (300, 290), (right - width / 2 - 2, 290)]
    drawing.arrow(encoded, VERMILION, width=3)
    drawing.text(left, 190, "(n, S, D)", SMALL)
    part(drawing, left, 562, 250, [say("source (n, S)", "原文 (n, S)"), "白日依山尽"], BLACK, 56)
    answer = say("answer so far (n, T)", "已写出的答句 (n, T)")
    part(drawing, right, 562, 250, [answer, "↵黄河入海"], BLACK, 56)
    logits = say("next token: logits (n, T, V)", "下一个词元的 logit (n, T, V)")
    drawing.box(right - 135, 22, 270, 62, GREEN, [logits, "黄河入海流"], size=SMALL)
    return drawing


DIAGRAMS = {
    f.__name__: f
    for f in (
        transformer_attention,
        transformer_block,
        transformer_gpt,
        transformer_encoder_decoder,
    )
}
if __name__ == "__main__":
    write(DIAGRAMS, HERE)
