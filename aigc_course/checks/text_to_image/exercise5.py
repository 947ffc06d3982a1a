"""The check of exercise 5."""

import numpy as np

from aigc_course.checks import Wrong, check, need, number
from aigc_course.checks.text_to_image.scarf import (
    PHRASES,
    SCARF,
    pairs_to_learn_from,
    said,
    with_scarf,
)

PARTS = ("new_pairs", "mixture", "english", "short")
RIGHT = {"new_pairs": "A", "mixture": "A", "english": "B", "short": "C"}
WHY_NOT = {
    "new_pairs": (
        "does not fit `new_pairs`: with `failing_new_pairs` and your own `mixture`, look at the "
        "columns in which no scarf was asked for.",
        "与 `new_pairs` 不符：请用 `failing_new_pairs` 和你的 `mixture`，"
        "看看没有要求围巾的那几列。",
    ),
    "mixture": (
        "does not fit `mixture`: with your own `new_pairs` and `failing_mixture`, look at the "
        "columns in which no scarf was asked for.",
        "与 `mixture` 不符：请用你的 `new_pairs` 和 `failing_mixture`，看看没有要求围巾的那几列。",
    ),
    "english": (
        'does not fit "english": which captions with a Chinese phrase for the scarf has the model '
        "read then?",
        "与 “english” 不符：这时，模型读过哪些用中文说到围巾的说明？",
    ),
    "short": (
        'does not fit "short": has the model then ever read the word within a sentence?',
        "与 “short” 不符：这时，模型在句子里读到过这个词吗？",
    ),
}


@check
def exercise_5(new_pairs, mixture, symptoms, mended_set, rng):
    pairs_are_right(new_pairs, *pairs_to_learn_from(rng, 12))
    mixture_is_right(mixture, rng)
    pictures, captions = pairs_to_learn_from(rng, 2000)
    found = mended_set(pictures, captions, 5000, int(rng.integers(1000)))
    set_is_right(found, pictures, captions, 5000)
    symptoms_are_right(symptoms)


def pairs_of(got, count, name):
    """Pictures and captions that a function returned, if they are such."""
    if got is None:
        number(got)
    two = isinstance(got, list | tuple) and len(got) == 2
    need(
        two,
        f"`{name}` should return two things, the pictures and the list of their captions.",
        f"`{name}` 应当返回两样：图像和说明的列表。",
    )
    pictures, captions = number(got[0], finite=False), got[1]
    need(
        pictures.dtype == np.uint8,
        f"The pictures that `{name}` returns should be uint8, as they were given; they are "
        f"{pictures.dtype}.",
        f"`{name}` 返回的图像应当与给定的一样是 uint8；现在是 {pictures.dtype}。",
    )
    need(
        pictures.shape == (count, 16, 16, 3),
        f"The pictures that `{name}` returns have the shape {pictures.shape}; it should be "
        f"{(count, 16, 16, 3)}.",
        f"`{name}` 返回的图像，形状是 {pictures.shape}；应当是 {(count, 16, 16, 3)}。",
    )
    texts = isinstance(captions, list | tuple) and all(isinstance(text, str) for text in captions)
    need(
        texts and len(captions) == count,
        f"The captions that `{name}` returns should be a list of {count} texts.",
        f"`{name}` 返回的说明应当是列表，含 {count} 个字符串。",
    )
    return pictures, list(captions)


def pairs_are_right(new_pairs, pictures, captions):
    """`new_pairs` paints the scarf and says so."""
    painted, texts = pairs_of(new_pairs(pictures, captions), len(pictures), "new_pairs")
    _painted_as(painted, pictures)
    bare = all(new == old for new, old in zip(texts, captions, strict=True))
    need(not bare, "The captions do not say that there is a scarf.", "说明里没有写明有围巾。")
    english = [text + PHRASES["en"] for text in captions]
    need(
        texts != english or texts == said(captions),
        "A Chinese caption gets the English phrase: each gets that of its own language.",
        "中文说明加上了英文短语；说明是哪种语言，就应当加哪种语言的短语。",
    )
    right = said(captions)
    wrong = [(new, want) for new, want in zip(texts, right, strict=True) if new != want]
    if wrong:
        new, want = wrong[0]
        raise Wrong(
            f"A caption should be {want!r}; yours is {new[:200]!r}.",
            f"有一句说明应当是 {want!r}，你的是 {new[:200]!r}。",
        )


def _painted_as(painted, pictures):
    """The scarf is where it should be, in its colour, and all else as it was."""
    right = with_scarf(pictures)
    if np.array_equal(painted, right):
        return
    turned = pictures.copy()
    turned[:, 4:12, 12:14] = SCARF
    wrong = (
        (pictures, "The pictures have got no scarf.", "图像里没有添上围巾。"),
        (
            turned,
            "Rows and columns have changed places: the second axis of the pictures is that of the "
            "rows.",
            "行和列反了：图像的第二个轴才是行。",
        ),
    )
    for value, english, chinese in wrong:
        if np.array_equal(painted, value):
            raise Wrong(english, chinese)
    inside = np.all(painted[:, 12:14, 4:12] == SCARF)
    need(
        not inside,
        "The scarf is there, but other pixels have changed as well: it takes the rows 12 and 13 "
        "and the columns 4 to 11.",
        "围巾画上了，但别的像素也变了：围巾只占第 12、13 行，第 4 至 11 列。",
    )
    raise Wrong(
        "The pixels in the rows 12 and 13 and the columns 4 to 11 do not all have the colour "
        "`SCARF`.",
        "第 12、13 行，第 4 至 11 列的像素，颜色没有都改成 `SCARF`。",
    )


def a_collection(rng, count):
    """New and old pairs, `count` each, whose pictures and captions are all different."""
    pictures = rng.integers(0, 256, size=(2 * count, 16, 16, 3), dtype="uint8")
    captions = [f"portrait {number_of}" for number_of in range(2 * count)]
    return (pictures[:count], captions[:count]), (pictures[count:], captions[count:])


def mixture_is_right(mixture, rng, count=300, size=400):
    """`mixture` draws half of its pairs from either side, in random order."""
    new, old = a_collection(rng, count)
    seed = int(rng.integers(1000))
    pictures, captions = pairs_of(mixture(new, old, size, seed), size, "mixture")
    places = {text: place for place, text in enumerate(new[1] + old[1])}
    need(
        all(text in places for text in captions),
        "`mixture` returns captions that were not among those given.",
        "`mixture` 返回的说明里，有的不在给定的说明之中。",
    )
    rows = np.array([places[text] for text in captions])
    together = np.all(pictures == np.concatenate([new[0], old[0]])[rows], axis=(1, 2, 3))
    need(
        together.all(),
        f"{1 - together.mean():.0%} of the captions stand beside a picture that is not theirs: "
        "draw numbers of pairs, and take picture and caption of the same one.",
        f"有 {1 - together.mean():.0%} 的说明与图像对不上：应当抽取图文对的编号，"
        "再取同一编号的图像和说明。",
    )
    halves_are_mixed(rows < count)
    need(
        len(set(captions)) > size / 4,
        "The same few pairs come again and again: draw from all of them.",
        "总是那几对图文反复出现：应当从全部图文对里抽取。",
    )
    _, others = pairs_of(mixture(new, old, size, seed + 1), size, "mixture")
    need(
        list(others) != list(captions),
        "Another seed draws the same pairs.",
        "`seed` 不同，抽到的图文对却相同。",
    )


def halves_are_mixed(is_new):
    """Half of the pairs are new, and they stand in random order."""
    share, half = is_new.mean(), len(is_new) // 2
    need(
        share > 0,
        "`mixture` returns no new pairs.",
        "`mixture` 没有返回新的图文对。",
    )
    need(
        share < 1,
        "`mixture` is still failing: it returns new pairs only, from which nobody can learn what "
        "portraits without a scarf look like.",
        "`mixture` 还有毛病：它只返回新的图文对，从中学不到没有围巾的头像是什么样子。",
    )
    need(
        is_new.sum() == half,
        f"{share:.0%} of the pairs are new; it should be exactly half of them.",
        f"新的图文对占 {share:.0%}；应当恰好占一半。",
    )
    changes = np.mean(is_new[1:] != is_new[:-1])
    need(
        0.3 < changes < 0.7,
        "The pairs are not in random order: new and old ones stand in blocks, or in turns.",
        "次序不是随机的：新的和原来的图文对各成一段，或者轮流出现。",
    )


def set_is_right(got, pictures, captions, count):
    """What the mended program trains on: half with scarf and phrase, half without either."""
    found, texts = pairs_of(got, count, "mended_set")
    known, known_new = set(captions), set(said(captions))
    need(
        known_new.union(known).issuperset(texts),
        "`mended_set` returns captions that are neither given ones nor such with the phrase.",
        "`mended_set` 返回的说明里，有的既不是给定的，也不是加了短语的。",
    )
    told = np.array([text in known_new for text in texts])
    halves_are_mixed(told)
    scarf = np.all(found[:, 12:14, 4:12] == SCARF, axis=(1, 2, 3))
    need(
        not np.all(scarf[~told]),
        "The old portraits wear scarves, too, and their captions do not say so. What does "
        "`new_pairs` do to the array that it is given?",
        "原来的头像也都系上了围巾，说明里却没有写。`new_pairs` 对给它的数组做了什么？",
    )
    need(
        np.array_equal(scarf, told),
        "Some portraits wear a scarf that their caption does not name, or lack one that it names.",
        "有的头像系着围巾而说明没有写，或者说明写了而没有围巾。",
    )
    _same_portraits(found, texts, captions, pictures)


def _same_portraits(found, texts, captions, pictures):
    """Each caption stands beside a portrait that was given with it."""
    by_text = {}
    painted = with_scarf(pictures)
    for place, text in enumerate(captions):
        by_text.setdefault(text, set()).add(pictures[place].tobytes())
    for place, text in enumerate(said(captions)):
        by_text.setdefault(text, set()).add(painted[place].tobytes())
    right = [x.tobytes() in by_text[text] for x, text in zip(found, texts, strict=True)]
    need(
        all(right),
        f"In `mended_set`, {1 - np.mean(right):.0%} of the captions stand beside a portrait that "
        "is not theirs.",
        f"`mended_set` 里有 {1 - np.mean(right):.0%} 的说明与头像对不上。",
    )
    need(
        len(set(texts)) > len(captions) / 2,
        "`mended_set` uses only a few of the given portraits.",
        "`mended_set` 只用了给定头像中的少数几幅。",
    )


def symptoms_are_right(symptoms):
    """Each change has got what comes of it."""
    found = symptoms()
    need(
        isinstance(found, dict) and set(found) == set(PARTS),
        '`symptoms` should return a dict with the keys "new_pairs", "mixture", "english" and '
        '"short".',
        '`symptoms` 应当返回一个字典，键为 "new_pairs"、"mixture"、"english" 和 "short"。',
    )
    for name in PARTS:
        letter = found[name]
        if isinstance(letter, np.ndarray) and letter.dtype.kind == "U" and letter.shape == ():
            letter = str(letter)
        need(
            isinstance(letter, str) and letter.strip(" .\"'()").upper() in tuple("ABCDE"),
            f'In `symptoms`, "{name}" needs one of the letters "A" to "E" as text.',
            f'`symptoms` 里的 "{name}" 应当对应 "A" 到 "E" 中的一个字母（字符串）。',
        )
        letter = letter.strip(" .\"'()").upper()
        if letter != RIGHT[name]:
            english, chinese = WHY_NOT[name]
            raise Wrong(f"{letter} {english}", f"{letter} {chinese}")
