"""Captions of portraits, in English and Chinese, that say of a picture nothing but what is true."""

from numbers import Integral

import numpy as np

from aigc_keras.data.portraits import PORTRAIT_ATTRIBUTES, check_attributes, columns

# Ways to say each value; "{}" stands for the value, in Chinese for its Chinese name.
ENGLISH = {
    "hair": {"short": ["short {} hair"], "long": ["long {} hair"], "braids": ["{} braids"]},
    "glasses": {"clear": ["clear glasses"], "dark": ["dark glasses", "sunglasses"]},
    "hat": ["a {} hat"],
    "earrings": ["{} earrings"],
    "mouth": {
        "smiling": ["a smiling mouth", "a smile"],
        "sad": ["a sad mouth"],
        "open": ["an open mouth"],
    },
    "skin": ["{} skin", "a {} skin tone"],
    "clothing": ["in {} clothes", "dressed in {}"],
    "background": ["on {}", "on a {} background", "against a {} background"],
}
ENGLISH_ABSENT = {"glasses": "glasses", "hat": "a hat", "earrings": "earrings"}
ENGLISH_START = ["", "", "a portrait with ", "a face with "]
ENGLISH_ORDERS = [
    ("hair", "glasses", "hat", "earrings", "mouth", "skin"),
    ("mouth", "hair", "skin", "earrings", "glasses", "hat"),
    ("hat", "skin", "hair", "mouth", "earrings", "glasses"),
]

CHINESE = {
    "hair": {
        "short": ["{}短发", "留着{}短发", "一头{}短发"],
        "long": ["{}长发", "留着{}长发", "一头{}长发"],
        "braids": ["扎着{}辫子", "梳着{}辫子"],
    },
    "glasses": {"clear": ["眼镜"], "dark": ["墨镜"]},
    "hat": {
        "red": ["红帽子", "红色帽子"],
        "blue": ["蓝帽子", "蓝色帽子"],
        "pink": ["粉色帽子", "粉帽子"],
        "violet": ["紫色帽子", "紫帽子"],
    },
    "earrings": {"gold": ["金耳环", "金色耳环"]},
    "mouth": {
        "smiling": ["嘴角向上", "面带微笑"],
        "sad": ["嘴角向下", "嘴角下垂"],
        "open": ["张着嘴", "嘴巴张开"],
    },
    "skin": {
        "light": ["肤色浅", "浅肤色"],
        "medium": ["肤色中等", "中等肤色"],
        "dark": ["肤色深", "深肤色"],
    },
    "clothing": ["穿{}衣服", "身穿{}衣服"],
    "background": ["{}背景", "背景是{}"],
}
CHINESE_ABSENT = {"glasses": "眼镜", "hat": "帽子", "earrings": "耳环"}
CHINESE_START = ["", "", "一幅头像：", "头像："]
CHINESE_ORDERS = [
    ("background", "hair", "wearing", "absent", "mouth", "clothing", "skin"),
    ("hair", "skin", "mouth", "wearing", "absent", "clothing", "background"),
    ("wearing", "absent", "clothing", "hair", "skin", "mouth", "background"),
]
UNSAID = "skin"  # unless it is asked for


def portrait_captions(attributes, language, *, seed, named=None):
    """A caption of each portrait, true of it, in one of many phrasings.

    A caption names the values of some or all attributes, absences included ("without a hat"), and
    says nothing of the others. A mouth is sad, not a person.

    Args:
        attributes: Integers (n, 9), as `load_portraits` gives them.
        language: "en" or "zh".
        seed: int, not negative, of the phrasings. Same seed, same captions.
        named: Which attributes are named. None: all but the skin's tone; a sequence of names: the
            same ones of every portrait; a bool array (n, 9): of each portrait its own, so that
            captions may leave out what they like.

    Returns:
        list of n str, without a full stop at the end.

    Raises:
        ValueError: attributes of another shape, dtype or range, another language, a seed that is
            negative or no whole number, an unknown name, or a mask of another shape.

    Example:
        >>> from aigc_keras.data import load_portraits
        >>> attributes = load_portraits()[1][1][4:5]
        >>> print(*portrait_captions(attributes, "en", seed=4))
        short blue hair, dark glasses, gold earrings and an open mouth, without a hat,
        in green clothes, on a violet background
        >>> print(*portrait_captions(attributes, "zh", seed=4))
        紫色背景，留着蓝色短发，戴墨镜和金耳环，没戴帽子，张着嘴，穿绿色衣服
        >>> portrait_captions(attributes, "en", seed=4, named=["hair", "hair_color", "hat"])
        ['short blue hair, without a hat']
    """
    attributes = check_attributes(attributes)
    if language not in ("en", "zh"):
        raise ValueError(f'Captions are in language "en" or "zh"; got {language!r}.')
    if not isinstance(seed, Integral) or seed < 0:
        raise ValueError(f"seed={seed!r} must be a whole number and not be negative.")
    named = _mask(named, len(attributes))
    say = _english if language == "en" else _chinese
    # One row of draws a caption, of which every choice takes its own: fewer names, same phrasings.
    draws = np.random.default_rng(seed).integers(0, 60, (len(attributes), 10))
    captions = []
    for row, mask, drawn in zip(attributes, named, draws.tolist(), strict=True):
        said = {
            attribute.name: number
            for attribute, number, is_named in zip(PORTRAIT_ATTRIBUTES, row, mask, strict=True)
            if is_named
        }
        captions.append(say(said, drawn))
    return captions


def _mask(named, count):
    """What `named` means, as bools (count, 9)."""
    names = [attribute.name for attribute in PORTRAIT_ATTRIBUTES]
    if named is None:
        named = [name for name in names if name != UNSAID]
    if isinstance(named, str):
        raise ValueError(f"Give named as a sequence, such as named=[{named!r}].")
    mask = np.asarray(named)
    if mask.dtype == bool:
        if mask.shape != (count, len(names)):
            raise ValueError(
                f"A mask of what is named has the shape of the attributes, {(count, len(names))}; "
                f"got {mask.shape}."
            )
        return mask
    chosen = columns(list(named))
    return np.tile(np.isin(np.arange(len(names)), chosen), (count, 1))


def _phrases(said, drawn, ways, chinese):
    """The phrase for each thing that is there, and the names of those that are named as absent.

    Hair and its colour are one phrase, also if only one of them is named.
    """
    phrases, absent = {}, []
    for place, attribute in enumerate(PORTRAIT_ATTRIBUTES):
        name = attribute.name
        if name not in said or name == "hair_color":
            continue
        value = attribute.values[said[name]]
        if value == "none":
            absent.append(name)
            continue
        choices = ways[name][value] if isinstance(ways[name], dict) else ways[name]
        word = attribute.chinese_values[said[name]] if chinese else value
        if name == "hair":
            word = _color(said, chinese)
        phrases[name] = choices[drawn[place] % len(choices)].format(word)
    if "hair" not in said and "hair_color" in said:
        phrases["hair"] = _color(said, chinese) + ("头发" if chinese else " hair")
    return {name: phrase.strip().replace("  ", " ") for name, phrase in phrases.items()}, absent


def _color(said, chinese):
    """The word for the colour of the hair, empty where it is not named."""
    attribute = PORTRAIT_ATTRIBUTES[columns(["hair_color"])[0]]
    words = attribute.chinese_values if chinese else attribute.values
    return words[said["hair_color"]] if "hair_color" in said else ""


def _list(items, comma, last):
    """ "a, b and c" with these words between."""
    return last.join([comma.join(items[:-1]), items[-1]] if len(items) > 1 else items)


def _english(said, drawn):
    phrases, absent = _phrases(said, drawn, ENGLISH, chinese=False)
    order = ENGLISH_ORDERS[drawn[-1] % len(ENGLISH_ORDERS)]
    things = [phrases[name] for name in order if name in phrases]
    start = ENGLISH_START[drawn[1] % len(ENGLISH_START)]
    rest = [phrases[name] for name in ("clothing", "background") if name in phrases]
    if absent:
        rest.insert(0, "without " + _list([ENGLISH_ABSENT[x] for x in absent], ", ", " or "))
    if things:
        return ", ".join([start + _list(things, ", ", " and "), *rest])
    start = start.removesuffix(" with ") or "a portrait"
    return " ".join([start, *rest[:1]]) + "".join(f", {clause}" for clause in rest[1:])


def _chinese(said, drawn):
    phrases, absent = _phrases(said, drawn, CHINESE, chinese=True)
    worn = [phrases.pop(name) for name in ("glasses", "hat", "earrings") if name in phrases]
    if worn:
        verb = ("戴", "戴着")[drawn[2] % 2]
        phrases["wearing"] = verb + _list(worn, "、", "和")
    if absent:
        things = [CHINESE_ABSENT[name] for name in absent]
        several = _list(things, "、", "和") + "都没戴"
        phrases["absent"] = several if len(things) > 1 else "没戴" + things[0]
    order = CHINESE_ORDERS[drawn[-1] % len(CHINESE_ORDERS)]
    clauses = "，".join(phrases[name] for name in order if name in phrases)
    return CHINESE_START[drawn[1] % len(CHINESE_START)] + clauses if clauses else "一幅头像"
