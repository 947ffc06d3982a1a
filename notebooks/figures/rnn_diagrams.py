"""Write the diagrams of chapter 5 as SVG, in both languages.

    python notebooks/figures/rnn_diagrams.py

Run pictures.py afterwards.
"""

from pathlib import Path

from drawing import BLACK, BLUE, GREEN, GREY, SMALL, VERMILION, Drawing, write

HERE = Path(__file__).parent
COLUMNS = (175, 290, 405, 520)  # the middles of four steps
READ, NEXT = "love", "ove,"
HALF = 37  # of a cell's width


def character(drawing, x, y, which, colour=BLACK):
    drawing.box(x - 18, y - 18, 36, 36, colour, [f"{which}"], "white", 4, bold=1)


def operation(drawing, x, y, sign):
    """A circle in which two numbers are multiplied or added."""
    drawing.add("circle", cx=x, cy=y, r=16, fill="white", stroke=BLACK, stroke_width=2)
    drawing.text(x, y, sign, bold=True)


def dot(drawing, x, y):
    drawing.add("circle", cx=x, cy=y, r=4, fill=BLACK)


def cells(drawing, y, states):
    """Four steps of one cell at height y, and the state that goes from one to the next."""
    drawing.text(108, y, "0", SMALL)
    drawing.arrow([(116, y), (COLUMNS[0] - HALF, y)])
    for i, x in enumerate(COLUMNS):
        drawing.box(x - HALF, y - 28, 2 * HALF, 56, BLUE, [drawing.say("cell", "单元")])
        end = COLUMNS[i + 1] - HALF if i < 3 else x + HALF + 36
        drawing.arrow([(x + HALF, y), (end, y)])
        if states:
            drawing.text(x + HALF + 18, y - 16, f"h{'₁₂₃₄'[i]}", SMALL)


def rnn_unrolled(language):
    """One cell along a text: which number goes where."""
    drawing = Drawing(
        language,
        400,
        "The network unrolled over four characters, from left to right. Below, the characters l, "
        "o, v, e enter four boxes, which are the same cell with the same weights. Each box hands "
        "its state h, of shape (n, 128), to the box on its right; the first one receives zeros. "
        "Above each box its state becomes logits, of shape (n, 69), from which the next character "
        "is predicted: o, v, e and a comma.",
        "沿四个字符展开的网络，自左向右。下方的字符 l、o、v、e 依次进入四个方框，"
        "四个方框是同一个单元，"
        "用同一组权重。每个方框把状态 h（形状为 (n, 128)）交给右边的方框，第一个方框收到的是零。"
        "在每个方框上方，由状态算出 logit（形状为 (n, 69)），据此预测下一个字符：o、v、e 和逗号。",
    )
    say = drawing.say
    for words, y in (
        (say("predicts", "预测"), 36),
        ("logits" if language == "en" else "logit", 106),
        (say("reads", "读入"), 296),
    ):
        drawing.text(8, y, words, SMALL, "start")
    drawing.text(8, 130, "(n, 69)", SMALL, "start", GREY)
    drawing.text(8, 194, say("state h", "状态 h"), SMALL, "start")
    drawing.text(8, 218, "(n, 128)", SMALL, "start", GREY)
    cells(drawing, 206, True)
    for x, before, after in zip(COLUMNS, READ, NEXT, strict=True):
        character(drawing, x, 296, before)
        drawing.arrow([(x, 278), (x, 236)])
        drawing.arrow([(x, 178), (x, 132)])
        drawing.box(x - HALF, 96, 2 * HALF, 34, VERMILION, ["69"], size=SMALL)
        drawing.arrow([(x, 96), (x, 58)])
        character(drawing, x, 36, after, VERMILION)
    drawing.text(
        300,
        356,
        say(
            "All four boxes are one cell with the same weights W, U, b.",
            "四个方框是同一个单元，权重 W、U、b 都相同。",
        ),
        SMALL,
    )
    return drawing


def rnn_teacher_forcing(language):
    """Where the next input comes from, in training and in writing."""
    drawing = Drawing(
        language,
        700,
        "Teacher forcing, above, and writing, below. Above: the true characters l, o, v, e enter "
        "the cell one after the other; each state predicts a character, whose loss compares it "
        "with the true next character, o, v, e and a comma; what was predicted enters nowhere. "
        "Below: only the first character is given; each character that is drawn from the "
        "prediction becomes the next input.",
        "上半幅是强制教学，下半幅是写作。上半幅：真实的字符 l、o、v、e 依次进入单元；"
        "每个状态都给出预测，"
        "由损失与真实的下一个字符 o、v、e、逗号比较；预测的结果不会成为输入。下半幅："
        "只有第一个字符是给定的；"
        "按预测抽到的每个字符都成为下一个输入。",
    )
    say = drawing.say
    drawing.text(
        8, 26, say("Training: teacher forcing", "训练：强制教学"), anchor="start", bold=True
    )
    for words, y in (
        (say("true next", "真实的下个"), 72),
        (say("loss", "损失"), 134),
        (say("true text", "真实文本"), 304),
    ):
        drawing.text(8, y, words, SMALL, "start")
    cells(drawing, 220, False)
    for x, before, after in zip(COLUMNS, READ, NEXT, strict=True):
        character(drawing, x, 72, after)
        drawing.arrow([(x, 90), (x, 115)])
        drawing.box(x - HALF, 117, 2 * HALF, 34, VERMILION, ["−log p"], size=SMALL)
        drawing.arrow([(x, 192), (x, 153)])
        character(drawing, x, 304, before)
        drawing.arrow([(x, 286), (x, 250)])
    top = 340
    drawing.line([(8, top + 12), (592, top + 12)], GREY, "4 4", 1.2)
    drawing.text(8, top + 44, say("Writing", "写作"), anchor="start", bold=True)
    for words, y in (
        (say("drawn", "抽到的"), top + 96),
        ("p", top + 158),
        (say("its input", "输入"), top + 328),
    ):
        drawing.text(8, y, words, SMALL, "start")
    cells(drawing, top + 244, False)
    drawn = "oes "
    for i, x in enumerate(COLUMNS):
        entered = "l" if i == 0 else drawn[i - 1]
        character(drawing, x, top + 96, drawn[i].replace(" ", "␣"), GREEN)
        drawing.arrow([(x, top + 141), (x, top + 116)])
        drawing.box(x - HALF, top + 141, 2 * HALF, 34, GREEN, ["softmax"], size=SMALL)
        drawing.arrow([(x, top + 216), (x, top + 177)])
        character(drawing, x, top + 328, entered, GREEN if i else BLACK)
        drawing.arrow([(x, top + 310), (x, top + 274)])
        if i < 3:
            way = x + 57
            corners = [(x + 18, top + 96), (way, top + 96), (way, top + 328)]
            drawing.arrow([*corners, (COLUMNS[i + 1] - 18, top + 328)], GREEN, "6 4")
    return drawing


def rnn_gru(language):
    """What the two gates of a GRU do to its state."""
    drawing = Drawing(
        language,
        470,
        "A GRU. The old state h runs along the top to the right. It is multiplied by the update "
        "gate z; then the candidate, multiplied by 1 minus z, is added, which gives the new state. "
        "The candidate is a tanh of the input x and of the old state, the latter multiplied by the "
        "reset gate r. Both gates are sigmoids of x and the old h.",
        "GRU。旧状态 h 沿上方向右：先乘以更新门 z，再加上候选状态与 1 减 z 的乘积，得到新状态。"
        "候选状态由输入 x 和旧状态经 tanh 得到，其中旧状态先乘以重置门 r。"
        "两个门都由 x 和旧的 h 经 sigmoid 得到。",
    )
    say = drawing.say
    drawing.text(10, 70, say("old h", "旧的 h"), anchor="start", bold=True)
    drawing.arrow([(70, 70), (284, 70)])
    drawing.arrow([(316, 70), (424, 70)])
    drawing.arrow([(456, 70), (516, 70)])
    drawing.text(522, 70, say("new h", "新的 h"), anchor="start", bold=True)
    operation(drawing, 300, 70, "×")
    operation(drawing, 440, 70, "+")
    drawing.box(
        240, 148, 120, 60, VERMILION, [say("update", "更新门"), say("gate z", "z")], size=SMALL
    )
    drawing.arrow([(300, 148), (300, 87)])
    operation(drawing, 440, 178, "×")
    drawing.arrow([(360, 178), (423, 178)])
    drawing.text(392, 160, "1 − z", SMALL)
    drawing.arrow([(440, 162), (440, 87)])
    drawing.box(380, 250, 120, 60, GREEN, [say("candidate", "候选状态"), "tanh"], size=SMALL)
    drawing.arrow([(440, 250), (440, 195)])
    dot(drawing, 130, 70)
    drawing.arrow([(130, 70), (130, 263)])
    operation(drawing, 130, 280, "×")
    drawing.arrow([(146, 280), (379, 280)])
    drawing.box(
        70, 334, 120, 60, VERMILION, [say("reset", "重置门"), say("gate r", "r")], size=SMALL
    )
    drawing.arrow([(130, 334), (130, 297)])
    drawing.text(16, 422, "x", anchor="start", bold=True)
    drawing.line([(34, 422), (440, 422)], BLUE)
    for x, y in ((130, 395), (300, 209), (440, 311)):
        drawing.arrow([(x, 422), (x, y)], BLUE)
    drawing.text(
        300,
        450,
        say(
            "Both gates read x and the old h; z and r lie between 0 and 1.",
            "两个门都读取 x 和旧的 h；z 和 r 的值在 0 与 1 之间。",
        ),
        SMALL,
    )
    return drawing


def rnn_lstm(language):
    """What the three gates of an LSTM do to its two states."""
    drawing = Drawing(
        language,
        470,
        "An LSTM. The old cell state c runs along the top to the right. It is multiplied by the "
        "forget gate f; then the candidate, multiplied by the input gate i, is added, which gives "
        "the new cell state. The new hidden state h is the tanh of the new c, multiplied by the "
        "output gate o. The three gates, sigmoids, and the candidate, a tanh, read the input x "
        "and the old h.",
        "LSTM。旧的细胞状态 c 沿上方向右：先乘以遗忘门 f，再加上候选内容与输入门 i 的乘积，"
        "得到新的细胞状态。"
        "新的隐藏状态 h 等于新的 c 的 tanh 乘以输出门 o。三个门（sigmoid）和候选内容（tanh）"
        "都读取输入 x 和旧的 h。",
    )
    say = drawing.say
    drawing.text(10, 70, say("old c", "旧的 c"), anchor="start", bold=True)
    drawing.arrow([(70, 70), (134, 70)])
    drawing.arrow([(166, 70), (334, 70)])
    drawing.arrow([(366, 70), (522, 70)])
    drawing.text(528, 70, say("new c", "新的 c"), anchor="start", bold=True)
    operation(drawing, 150, 70, "×")
    operation(drawing, 350, 70, "+")
    gates = {
        (105, 148): (say("forget", "遗忘门"), say("gate f", "f")),
        (215, 148): (say("input", "输入门"), say("gate i", "i")),
        (500, 230): (say("output", "输出门"), say("gate o", "o")),
    }
    for (x, y), words in gates.items():
        drawing.box(x, y, 90, 60, VERMILION, words, size=SMALL)
    drawing.arrow([(150, 148), (150, 87)])
    operation(drawing, 350, 178, "×")
    drawing.arrow([(305, 178), (333, 178)])
    drawing.arrow([(350, 162), (350, 87)])
    drawing.box(295, 250, 110, 60, GREEN, [say("candidate", "候选内容"), "tanh"], size=SMALL)
    drawing.arrow([(350, 250), (350, 195)])
    dot(drawing, 455, 70)
    drawing.arrow([(455, 70), (455, 129)])
    drawing.box(420, 131, 70, 44, GREEN, ["tanh"], size=SMALL)
    drawing.arrow([(455, 175), (455, 243)])
    operation(drawing, 455, 260, "×")
    drawing.arrow([(500, 260), (472, 260)])
    drawing.arrow([(455, 276), (455, 330)])
    drawing.text(455, 348, say("new h", "新的 h"), bold=True)
    drawing.text(10, 390, say("x, old h", "x，旧的 h"), anchor="start", bold=True)
    drawing.line([(100, 390), (545, 390)], BLUE)
    for x, y in ((150, 209), (260, 209), (350, 311), (545, 291)):
        drawing.arrow([(x, 390), (x, y)], BLUE)
    drawing.text(
        300,
        436,
        say(
            "The gates f, i and o lie between 0 and 1.",
            "三个门 f、i、o 的值都在 0 与 1 之间。",
        ),
        SMALL,
    )
    return drawing


DIAGRAMS = {f.__name__: f for f in (rnn_unrolled, rnn_teacher_forcing, rnn_lstm, rnn_gru)}
if __name__ == "__main__":
    write(DIAGRAMS, HERE)
