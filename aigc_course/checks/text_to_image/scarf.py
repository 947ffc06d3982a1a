"""What exercise 5 teaches: portraits with a scarf, and captions that say so."""

import numpy as np

SCARF = np.array([64, 224, 208], "uint8")
PHRASES = {"en": ", with a scarf", "zh": "，系着围巾"}
COLOURS = (
    ("red", "红"),
    ("green", "绿"),
    ("blue", "蓝"),
    ("grey", "灰"),
    ("brown", "棕"),
    ("violet", "紫"),
    ("yellow", "黄"),
    ("black", "黑"),
)


def may_train():
    """True in a notebook; a grader's learners get a silent check, and train nothing there."""
    return True


def with_scarf(pictures):
    """New pictures in which rows 12 and 13, columns 4 to 11, have the scarf's colour."""
    pictures = pictures.copy()
    pictures[:, 12:14, 4:12] = SCARF
    return pictures


def said(captions):
    """The captions with a phrase that says of the scarf, each in its own language."""
    return [text + PHRASES["en" if text.isascii() else "zh"] for text in captions]


def a_caption(rng, language):
    """A sentence about hair, a hat, a coat and the ground, in "en" or "zh"."""
    hair, hat, coat, ground = (COLOURS[row] for row in rng.integers(len(COLOURS), size=4))
    if language == "en":
        return f"{hair[0]} hair, a {hat[0]} hat and {coat[0]} clothes, on {ground[0]}"
    return f"{hair[1]}色头发，{hat[1]}色帽子，{coat[1]}色衣服，{ground[1]}色背景"


def pairs_to_learn_from(rng, count):
    """Pictures of noise, uint8 (count, 16, 16, 3), and captions, English and Chinese in turns."""
    pictures = rng.integers(0, 256, size=(count, 16, 16, 3), dtype="uint8")
    return pictures, [a_caption(rng, ("en", "zh")[row % 2]) for row in range(count)]
