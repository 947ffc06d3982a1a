"""Write the diagrams of chapter 8 as SVG, in both languages.

    python notebooks/figures/text_to_image_diagrams.py

Portraits are those of the test set, noisy ones are computed here with noise that is the same in
each run. Run pictures.py afterwards.
"""

from pathlib import Path

from diffusion_diagrams import STREAM, gated_part, lattice, mixed, noise_of, pixels
from drawing import BLACK, BLUE, GREEN, GREY, PALE, SMALL, VERMILION, Drawing, write

from aigc_keras.data import load_portraits

HERE = Path(__file__).parent
FACE = 4  # a test portrait: short blue hair, dark glasses, open mouth, violet background
FACES = (4, 17, 2)  # of the table of pictures and sentences


def portrait(which):
    """A test portrait as floats (16, 16, 3) in [-1, 1]."""
    _, (images, _) = load_portraits()
    return images[which] / 127.5 - 1


def tokens(drawing, x, y, words):
    """Words in boxes, one beside the other, from the left middle; the ends of the boxes."""
    edges = []
    for word, width in words:
        drawing.box(x, y - 16, width, 32, VERMILION, [word], size=SMALL, radius=4)
        edges.append(x + width / 2)
        x += width + 6
    return edges


def columns_of_numbers(drawing, middles, y, colour=VERMILION, cells=5):
    """A vector under each middle, drawn as a column of cells."""
    for x in middles:
        drawing.grid(x - 7, y, cells, 1, 14, colour, PALE[colour], cell_height=9)


def text_to_image_idea(language):
    """From a sentence and noise to a portrait: words are read once, patches look at them."""
    drawing = Drawing(
        language,
        770,
        "From a sentence to a portrait. Above, the sentence: it is cut into tokens; the text "
        "encoder makes a vector of each token that also knows its neighbours. Below on "
        "the left, the picture: it begins as noise and is cut into patches, 16 tokens. In the "
        "denoiser, three blocks follow each other; in each the patches look at each other, then "
        "at the vectors of the words, which is cross-attention, and then each is worked on by "
        "itself. The result is a picture with less noise, which goes back to the start, many "
        "times; at the end a portrait is left that the sentence describes.",
        "从一句话到一幅头像。上部是句子：先切成词元，文本编码器为每个词元给出一个向量，"
        "其中也包含了上下文。左下是图像：起初只是噪声，切成图块，得到 16 个词元。"
        "去噪网络由三个块首尾相接组成；在每个块里，图块先互相查看，再查看各个词的向量（交叉注意力），"
        "最后各自经过前馈网络。结果是噪声少一些的图像，再送回起点，如此反复多次；最后得到句子所描述的头像。",
    )
    say = drawing.say
    sentence = say("short blue hair, dark glasses, on violet", "蓝色短发，戴墨镜，紫色背景")
    drawing.text(20, 24, say("sentence", "句子"), SMALL, "start", bold=True)
    drawing.text(122, 24, sentence, SMALL, "start")
    drawing.arrow([(300, 40), (300, 62)])
    drawing.text(20, 82, say("tokens", "词元"), SMALL, "start", bold=True)
    widths = (62, 54, 52, 34, 54, 76, 44, 52)
    english = ["short", "blue", "hair", ",", "dark", "glasses", ",", "on"]
    chinese = ["蓝色", "短发", "，", "戴", "墨镜", "，", "紫色", "背景"]
    middles = tokens(drawing, 122, 82, zip(say(english, chinese), widths, strict=True))
    drawing.arrow([(300, 100), (300, 126)])
    words = [
        say("text encoder", "文本编码器"),
        say("convolution over five tokens", "宽五个词元的卷积"),
    ]
    drawing.box(150, 128, 300, 54, BLACK, words, size=SMALL, bold=1)
    drawing.arrow([(300, 182), (300, 208)])
    columns_of_numbers(drawing, middles, 212)
    drawing.lines(
        20, 226, say("a vector|a word", "每个词元|一个向量").split("|"), SMALL, anchor="start"
    )
    corner = (middles[-1] + 7, 262)
    drawing.line([(middles[0] - 7, 262), corner], VERMILION)
    noisy = mixed(portrait(FACE), noise_of((16, 16, 3), 2), 0.55)
    pixels(drawing, 20, 330, noisy, 6, steps=6)
    lattice(drawing, 20, 330, 96, 4)
    drawing.lines(
        68, 452, say("noise, later|noisy picture", "先是噪声，|后是带噪图像").split("|"), SMALL
    )
    drawing.arrow([(118, 378), (213, 378)])
    drawing.lines(156, 350, say("16|patches", "16 个|图块").split("|"), SMALL, colour=GREY)
    drawing.box(196, 288, 396, 330, GREY, (), "none", 12, dash="9 6")
    drawing.text(
        214,
        308,
        say("denoiser: 3 such blocks", "去噪网络：3 个这样的块"),
        SMALL,
        "start",
        bold=True,
    )
    steps = (
        (
            352,
            say("patches look at each other", "图块互相查看"),
            say("self-attention", "自注意力"),
            BLUE,
        ),
        (
            446,
            say("patches look at the words", "图块查看词"),
            say("cross-attention", "交叉注意力"),
            VERMILION,
        ),
        (
            540,
            say("each patch by itself", "每个图块各自处理"),
            say("feed-forward network", "前馈网络"),
            BLUE,
        ),
    )
    for y, what, name, colour in steps:
        drawing.box(215, y - 29, 300, 58, colour, [what, name], size=SMALL, bold=1)
    drawing.arrow([(365, 381), (365, 415)])
    drawing.arrow([(365, 475), (365, 509)])
    drawing.line([(corner[0], 262), (566, 262), (566, 446)], VERMILION)
    drawing.arrow([(566, 446), (517, 446)], VERMILION)
    drawing.line([(365, 569), (365, 662)])
    drawing.line([(365, 662), (68, 662)])
    drawing.arrow([(68, 662), (68, 478)])
    drawing.text(
        210, 684, say("less noise: again, 25 times", "噪声减少一些，再送回去，共 25 步"), SMALL
    )
    drawing.arrow([(365, 662), (446, 662)])
    pixels(drawing, 450, 628, portrait(FACE), 6, steps=6)
    drawing.lines(498, 746, [say("portrait, at the end", "最后：头像")], SMALL, bold=1)
    return drawing


def clip_pairs(language):
    """CLIP: a table of cosines whose diagonal is to be large."""
    drawing = Drawing(
        language,
        610,
        "CLIP. On the left three portraits, each read by the picture encoder into a vector. Above "
        "three sentences, each read by the text encoder into a vector. In the table every "
        "portrait meets every sentence: each cell is the cosine of the two vectors times a scale. "
        "On the diagonal stand the pairs that belong together, where the numbers are to become "
        "large, and all others are to become small; softmax along each row, and along each column.",
        "CLIP。左边是三幅头像，图像编码器把每幅变成一个向量；上边是三个句子，文本编码器把每句变成一个向量。"
        "表中每幅头像与每个句子各占一格，格中的数是两个向量的余弦乘以尺度。对角线上是配好的图文对，"
        "这里的数要变大，其余的要变小；沿每一行、每一列各做一次 softmax。",
    )
    say = drawing.say
    sentences = say(
        ["short hair,|on violet", "long hair,|in red", "a blue hat,|on white"],
        ["短发，|紫色背景", "长发，|穿红色衣服", "戴蓝帽子，|白色背景"],
    )
    columns = (310, 420, 530)
    rows = (300, 400, 500)
    for x, words in zip(columns, sentences, strict=True):
        drawing.lines(x, 30, words.split("|"), SMALL)
        drawing.arrow([(x, 56), (x, 82)])
        drawing.arrow([(x, 134), (x, 160)])
        drawing.vector(x, 174, 6, VERMILION)
        drawing.arrow([(x, 188), (x, 246)])
    drawing.box(
        256, 84, 328, 48, VERMILION, [say("text encoder", "文本编码器")], size=SMALL, bold=1
    )
    for y, which in zip(rows, FACES, strict=True):
        pixels(drawing, 8, y - 40, portrait(which), 5, steps=6)
        drawing.arrow([(88, y), (106, y)])
        drawing.arrow([(186, y), (204, y)])
        drawing.grid(206, y - 30, 6, 1, 14, BLUE, PALE[BLUE], cell_height=10)
        drawing.arrow([(222, y), (254, y)])
    words = say("picture|encoder", "图像|编码器").split("|")
    drawing.box(108, 250, 78, 300, BLUE, words, size=SMALL, bold=2)
    values = (("21", "3", "−2"), ("1", "19", "4"), ("−3", "5", "20"))
    for i, y in enumerate(rows):
        for j, x in enumerate(columns):
            fill = PALE[GREEN] if i == j else "white"
            drawing.box(
                x - 52,
                y - 46,
                104,
                92,
                GREEN if i == j else BLACK,
                [values[i][j]],
                fill,
                2,
                bold=i == j,
            )
    legend = say(
        "cosine × scale; green pairs are to become large, the rest small",
        "余弦 × 尺度；绿色：图文相配，要变大，其余要变小",
    )
    drawing.text(300, 580, legend, SMALL)
    return drawing


def reading_block(language):
    """A block of the denoiser that reads: three parts, each scaled, shifted and gated."""
    drawing = Drawing(
        language,
        1000,
        "A block that reads. The tokens of the patches go straight down, the residual connection, "
        "and three times through parts whose results are added. Each part: layer normalisation, "
        "scale and shift, its work, gate. The work of the first is self-attention of the patches; "
        "of the second cross-attention, whose queries come from the patches and whose keys and "
        "values come from the vectors of the words; of the third a feed-forward network. Scales, "
        "shifts and gates come from the vector c, made from the time and the summary of the "
        "sentence.",
        "会查看句子的块。图块的词元一路直接向下，即残差连接；另有三个部分，结果都加到这一路上。"
        "每个部分依次是：层归一化、缩放和平移、本部分的运算、门。第一个部分是图块之间的自注意力；"
        "第二个是交叉注意力，查询来自图块，键和值来自各个词的向量；第三个是前馈网络。"
        "缩放、平移和门都由向量 c 给出，c 由时刻和句子的概要算出。",
    )
    say, main, side, rail = drawing.say, 60, 250, 396
    drawing.text(main, 18, say("16 patches", "16 个图块"), SMALL, bold=True)
    drawing.line([(main, 34), (main, 944)], **STREAM)
    drawing.arrow([(main, 944), (main, 980)], **STREAM)
    parts = (
        (52, [say("self-attention", "自注意力"), say("of the patches", "图块之间")]),
        (360, [say("cross-attention", "交叉注意力"), say("patches → words", "图块查看词")]),
        (668, [say("feed-forward network", "前馈网络")]),
    )
    for top, words in parts:
        gated_part(drawing, top, words, main, side, rail)
    drawing.line([(rail, 154), (rail, 902)], GREEN, "3 4", 2.4)
    drawing.lines(
        500,
        130,
        say("c: time and|summary of words", "c：由时刻和句子的|概要算出").split("|"),
        SMALL,
        colour=GREEN,
    )
    drawing.line([(500, 156), (500, 190)], GREEN, "3 4", 2.4)
    drawing.line([(500, 190), (rail, 190)], GREEN, "3 4", 2.4)
    columns_of_numbers(drawing, (446, 470, 494, 518, 542, 566), 488)
    drawing.lines(506, 458, [say("word vectors", "各个词的向量")], SMALL, colour=VERMILION)
    drawing.text(500, 554, say("keys, values", "键、值"), SMALL, colour=VERMILION)
    drawing.arrow([(436, 528), (360, 528)], VERMILION)
    drawing.text(180, 968, say("to the next block", "到下一个块"), SMALL)
    return drawing


DIAGRAMS = {f.__name__: f for f in (text_to_image_idea, clip_pairs, reading_block)}
if __name__ == "__main__":
    write(DIAGRAMS, HERE)
