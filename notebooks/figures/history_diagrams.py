"""Write the diagrams of chapter 1 as SVG, in both languages.

    python notebooks/figures/history_diagrams.py

Run pictures.py afterwards.
"""

from pathlib import Path

from drawing import BLACK, BLUE, GREEN, GREY, PALE, SMALL, VERMILION, Drawing, write

HERE = Path(__file__).parent
TEXT, IMAGE, SOUND, METHOD = "text", "image", "sound", "method"
KINDS = {TEXT: BLUE, IMAGE: VERMILION, SOUND: GREEN, METHOD: BLACK}

# Year, kind, and what happened, in both languages; the chapter's table has a row for each.
EVENTS = [
    (1913, TEXT, "Markov: a chain of letters", "马尔可夫：字母的链"),
    (1948, TEXT, "Shannon: text by counting", "香农：靠计数写作"),
    (1952, TEXT, "Strachey: love letters", "Strachey：情书"),
    (1959, SOUND, "Hiller & Isaacson: music", "Hiller 与 Isaacson：作曲"),
    (1966, TEXT, "ELIZA", "ELIZA"),
    (1986, METHOD, "back-propagation", "反向传播"),
    (1997, TEXT, "LSTM", "LSTM"),
    (2003, TEXT, "neural language model", "神经语言模型"),
    (2006, IMAGE, "deep autoencoder", "深度自编码器"),
    (2013, IMAGE, "VAE", "VAE"),
    (2014, IMAGE, "GAN", "GAN"),
    (2014, TEXT, "attention", "注意力"),
    (2015, IMAGE, "diffusion", "扩散模型"),
    (2016, SOUND, "WaveNet", "WaveNet"),
    (2017, TEXT, "Transformer", "Transformer"),
    (2018, TEXT, "GPT, BERT", "GPT、BERT"),
    (2020, METHOD, "scaling laws", "规模定律"),
    (2020, TEXT, "GPT-3", "GPT-3"),
    (2020, IMAGE, "DDPM", "DDPM"),
    (2021, METHOD, "CLIP", "CLIP"),
    (2021, IMAGE, "latent diffusion", "潜空间扩散"),
    (2022, TEXT, "InstructGPT", "InstructGPT"),
    (2022, IMAGE, "video diffusion", "视频扩散"),
    (2025, TEXT, "DeepSeek-R1", "DeepSeek-R1"),
]
NUMBERS = {15: ("fifteen", "十五"), 17: ("seventeen", "十七"), 24: ("twenty-four", "二十四")}


def mark(drawing, x, y, kind):
    """The sign of a kind: its shape says what its colour says."""
    colour = KINDS[kind]
    if kind == TEXT:
        drawing.add("circle", cx=x, cy=y, r=7, fill=colour)
    elif kind == IMAGE:
        drawing.add("rect", x=x - 6.5, y=y - 6.5, width=13, height=13, fill=colour)
    else:
        down = 6 if kind == SOUND else 8.5
        corners = [(x, y - 8.5), (x + 8, y + 6)] if kind == SOUND else [(x, y - 8.5), (x + 8.5, y)]
        corners += [(x - 8, y + down)] if kind == SOUND else [(x, y + down), (x - 8.5, y)]
        points = " ".join(f"{a:g},{b:g}" for a, b in corners)
        drawing.add("polygon", points=points, fill=colour)


def history_timeline(language):
    """Events at their true place on an axis, joined to a list in which they can be read."""
    late, recent = (sum(year > limit for year, *_ in EVENTS) for limit in (2000, 2012))
    words = [NUMBERS[count] for count in (len(EVENTS), late, recent)]
    top, bottom, first_row, row_height = 90, 860, 90, 33.5
    drawing = Drawing(
        language,
        900,
        f"A line of time from 1910 to 2026, from top to bottom, with {words[0][0]} events. The "
        "earliest are Markov's chain of letters in 1913, Shannon's counting in 1948, Strachey's "
        "love letters in 1952 and music by computer in 1959; after back-propagation in 1986 and "
        f"the LSTM in 1997 the events crowd together: {words[1][0]} are later than 2000, "
        f"{words[2][0]} later than 2012. A disc marks text, a square images and video, a triangle "
        "sound, a diamond general methods.",
        f"自上而下的时间线，从 1910 年到 2026 年，共{words[0][1]}个事件。最早的是 1913 年马尔可夫的"
        "字母链、1948 年香农的计数、1952 年 Strachey 的情书和 1959 年的计算机作曲；"
        "1986 年的反向传播和 1997 年的 LSTM 之后，事件越来越密："
        f"{words[1][1]}个在 2000 年以后，{words[2][1]}个在 "
        "2012 年以后。圆点表示文本，方块表示图像和视频，三角表示声音，菱形表示通用方法。",
    )
    say = drawing.say
    for x, kind, name in (
        (30, TEXT, say("text", "文本")),
        (120, IMAGE, say("images, video", "图像、视频")),
        (300, SOUND, say("sound", "声音")),
        (410, METHOD, say("general method", "通用方法")),
    ):
        mark(drawing, x, 30, kind)
        drawing.text(x + 16, 30, name, SMALL, "start")

    def place(year):
        return top + (year - 1910) / (2026 - 1910) * (bottom - top)

    drawing.line([(90, top - 12), (90, bottom + 12)], BLACK, width=3)
    for year in range(1920, 2021, 20):
        drawing.line([(82, place(year)), (90, place(year))], BLACK)
        drawing.text(74, place(year), str(year), SMALL, "end", colour=GREY)
    for row, (year, kind, english, chinese) in enumerate(EVENTS):
        y = first_row + row * row_height
        drawing.line([(90, place(year)), (190, y), (212, y)], "#B0B0B0", width=1.2)
        mark(drawing, 228, y, kind)
        drawing.text(246, y, str(year), SMALL, "start", colour=GREY)
        drawing.text(300, y, say(english, chinese), anchor="start")
    return drawing


# Each method: part of AI, column, whether it generates, and its name in both languages, in lines.
METHODS = [
    ("AI", 0, True, "templates", "模板"),
    ("AI", 0, False, "grammar rules", "语法规则"),
    ("AI", 2, False, "edge detector", "边缘检测"),
    ("AI", 1, False, "path search", "路径搜索"),
    ("ML", 0, True, "n-grams", "n 元模型"),
    ("ML", 0, False, "spam filter", "垃圾邮件过滤"),
    ("ML", 2, True, "texture synthesis", "纹理合成"),
    ("ML", 2, False, "face detector", "人脸检测"),
    ("ML", 1, False, "decision tree", "决策树"),
    ("DL", 0, True, "RNN, GPT", "RNN、GPT"),
    ("DL", 0, False, "BERT", "BERT"),
    ("DL", 1, True, "text to image", "文生图"),
    ("DL", 1, False, "CLIP", "CLIP"),
    ("DL", 1, True, "WaveNet (sound)", "WaveNet（声音）"),
    ("DL", 2, True, "VAE, GAN", "VAE、GAN"),
    ("DL", 2, True, "diffusion", "扩散模型"),
    ("DL", 2, False, "ResNet", "ResNet"),
]


def history_map(language):
    """Artificial intelligence, machine learning and deep learning as nested boxes of methods."""
    drawing = Drawing(
        language,
        560,
        "Three nested boxes: deep learning inside machine learning inside artificial intelligence. "
        "Each holds methods in three columns: language, both fields or neither, and vision. A "
        "filled dot marks a method that generates, an empty one a method that does not. In "
        "artificial intelligence without learning: templates generate; grammar rules, path search "
        "and edge detectors do not. In machine learning without deep networks: n-grams and texture "
        "synthesis generate; spam filters, decision trees and face detectors do not. In deep "
        "learning: RNN and GPT, text to image, WaveNet for sound, VAE, GAN and diffusion generate; "
        "BERT, CLIP and ResNet do not.",
        "三个嵌套的方框：深度学习在机器学习之内，机器学习在人工智能之内。每个方框里的方法分三栏："
        "语言、兼属两者或不属两者、视觉。实心点表示会生成，空心点表示不生成。人工智能中不靠学习的："
        "模板会生成；语法规则、路径搜索、边缘检测不生成。机器学习中不用深度网络的："
        "n 元模型、纹理合成会生成；垃圾邮件过滤、决策树、人脸检测不生成。"
        "深度学习：RNN 与 GPT、文生图、生成声音的 "
        "WaveNet、VAE、GAN 与扩散模型会生成；BERT、CLIP、ResNet 不生成。",
    )
    say = drawing.say
    columns = (42, 222, 400)
    heads = (
        say("language", "语言"),
        say("both, or neither", "两者兼属或其他"),
        say("vision", "视觉"),
    )
    for x, head in zip(columns, heads, strict=True):
        drawing.text(x - 8, 22, head, SMALL, "start", colour=GREY)
    tops = {"AI": 44, "ML": 176, "DL": 312}
    names = {
        "AI": say("artificial intelligence", "人工智能"),
        "ML": say("machine learning", "机器学习"),
        "DL": say("deep learning", "深度学习"),
    }
    colours = {"AI": BLACK, "ML": GREEN, "DL": BLUE}
    for inset, (part, top) in enumerate(tops.items()):
        gap = 8 * inset
        size = {"width": 584 - 2 * gap, "height": 500 - gap - top}
        drawing.box(8 + gap, top, **size, colour=colours[part])
        drawing.text(columns[0] - 8, top + 24, names[part], anchor="start", bold=True)
    rows = {}
    for part, column, generates, english, chinese in METHODS:
        row = rows[part, column] = rows.get((part, column), -1) + 1
        x, y = columns[column], tops[part] + 58 + 32 * row
        dot(drawing, x, y, generates)
        drawing.text(x + 14, y, say(english, chinese), SMALL, "start")
    for x, generates, words in (
        (42, True, say("generates", "会生成")),
        (222, False, say("does not generate", "不生成")),
    ):
        dot(drawing, x, 530, generates)
        drawing.text(x + 14, 530, words, SMALL, "start")
    return drawing


def dot(drawing, x, y, filled):
    fill = VERMILION if filled else PALE[BLACK]
    drawing.add("circle", cx=x, cy=y, r=6, fill=fill, stroke=VERMILION, stroke_width=2.2)


DIAGRAMS = {f.__name__: f for f in (history_timeline, history_map)}
if __name__ == "__main__":
    write(DIAGRAMS, HERE)
