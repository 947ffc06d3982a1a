"""Draw the portraits: a picture of 16x16 pixels for attributes that we choose, and their file.

    pip install --target FOLDER dicebear-core==10.7.0 dicebear-styles==10.6.0 resvg-py==0.5.0
    python data/prepare_portraits.py FOLDER

`dicebear-core` puts the parts of the style "pixel-art" together, `resvg-py` turns the drawing into
pixels. Nothing here is random: what picture number i shows is read from the SHA-256 of its number
and of the name of each choice, so that every machine draws the same pictures in the same order.
"""

import argparse
import hashlib
import io
import json
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
HELP = (
    "get it with `pip install --target FOLDER dicebear-core==10.7.0 dicebear-styles==10.6.0 "
    "resvg-py==0.5.0`"
)
TRAIN, TEST = 10_000, 2_000
SERIES = "portrait"  # of the file; the reader learns from another series

# Attribute: value: what is drawn for it, one of the parts (by their names in the style) and one of
# the shades. Parts that hide another attribute are left out, and so are shades that could be taken
# for another value's, or for what they lie on. Shades are the style's own but where a comment
# says otherwise.
LOOKS = {
    "hair": {
        "short": {"hairVariant": ["short01", "short14", "short15", "short17"]},
        "long": {"hairVariant": ["long02", "long03", "long07", "long09", "long12", "long13"]},
        "braids": {"hairVariant": ["long06", "long18", "long19"]},
    },
    "hair_color": {
        "black": {"hairColor": ["#28150a", "#1c1a22"]},  # the second is ours
        "brown": {"hairColor": ["#603a14", "#6b4018"]},  # the second is ours
        "blond": {"hairColor": ["#f0d060", "#e8c448"]},  # ours: the style's are those of skin
        "red": {"hairColor": ["#e2491b", "#d83a10"]},  # ours: the style's are those of the hat
        "green": {"hairColor": ["#91cb15", "#6fb01c"]},  # the second is ours
        "blue": {"hairColor": ["#009bbd", "#1b8fd0"]},  # the second is ours
    },
    "glasses": {
        "none": {"glassesProbability": [0]},
        "clear": {"glassesVariant": ["light05", "light06", "light07"]},
        "dark": {"glassesVariant": ["dark02", "dark03", "dark06"]},
    },
    "mouth": {
        "smiling": {"mouthVariant": ["happy07", "happy08", "happy09", "happy10", "happy11"]},
        "sad": {"mouthVariant": ["sad01", "sad02", "sad03", "sad08", "sad09"]},
        "open": {"mouthVariant": ["happy01"]},
    },
    "hat": {
        "none": {"hatProbability": [0]},
        "red": {"hatColor": ["#a62116"]},
        "blue": {"hatColor": ["#2663a3"]},
        "pink": {"hatColor": ["#e070a8"]},  # ours, further from violet
        "violet": {"hatColor": ["#8a4fc4"]},  # ours: the style's is near blue
    },
    "clothing": {
        "red": {"clothingColor": ["#d11141", "#ae0001"]},
        "blue": {"clothingColor": ["#428bca", "#03396c"]},
        "green": {"clothingColor": ["#44c585", "#00b159"]},
        "yellow": {"clothingColor": ["#ffd969", "#ffc425"]},
    },
    "earrings": {
        "none": {"accessoriesProbability": [0]},
        "gold": {"accessoriesColor": ["#ffd700"]},
    },
    "background": {  # the style has none: all ours
        "white": {"backgroundColor": ["#f2f2f2"]},
        "blue": {"backgroundColor": ["#a3cdf0"]},
        "green": {"backgroundColor": ["#a9dcae"]},
        "pink": {"backgroundColor": ["#f4b0c8"]},
        "violet": {"backgroundColor": ["#b49ae0"]},
    },
    "skin": {
        "light": {"skinColor": ["#ffdbac", "#f5cfa0"]},
        "medium": {"skinColor": ["#cb9e6e", "#b68655"]},
        "dark": {"skinColor": ["#8d5524", "#7f4a1d"]},  # the second is ours
    },
}
# What else is drawn differs too, and no attribute tells of it.
OTHERWISE = {
    "beardProbability": [0],
    "glassesProbability": [100],
    "hatProbability": [100],
    "accessoriesProbability": [100],
    "glassesVariant": ["light05"],
    "glassesColor": ["#191919", "#323232"],
    "accessoriesVariant": ["variant01"],
    "accessoriesColor": ["#ffd700"],
    "hatVariant": ["variant02", "variant03", "variant06", "variant07", "variant08"],
    "hatColor": ["#2663a3"],
    "mouthColor": ["#de0f0d", "#e35d6a"],
    "eyesColor": ["#647b90"],
    "eyesVariant": [f"variant{i:02d}" for i in (2, 3, 4, 6, 7, 9, 11)],
    "clothesVariant": [f"variant{i:02d}" for i in (1, 2, 3, 4, 5, 6, 8, 11, 12, 13, 14, 17, 23)],
}
ORDER = {"accessories": 1, "hat": 2}  # earrings lie on the hair, which would hide them otherwise
NONE_IN_FILE = {"glasses": 2, "hat": 4}  # how many times as often "none" is as another value


def packages(folder):
    """Return the style, and what draws it, from the packages below `folder`."""
    for path in sorted(Path(folder).rglob("dicebear_styles/pixel-art.json")):
        sys.path.append(str(path.parents[1]))
        try:
            import resvg_py
            from dicebear import Avatar, Style
        except ImportError as error:
            raise SystemExit(f"{error} below {folder}: {HELP}.") from error
        definition = json.loads(path.read_text("utf-8"))
        layers = definition["canvas"]["elements"]
        layers.sort(key=lambda layer: ORDER.get(layer["name"], 0))  # else they stay as they are
        return Style(definition), Avatar, resvg_py.svg_to_bytes
    raise SystemExit(f"No dicebear_styles/pixel-art.json anywhere below {folder}: {HELP}.")


def choose(number, choice, values, series):
    """Return the one of the values that the SHA-256 of number and choice says."""
    digest = hashlib.sha256(f"{series} {number} {choice}".encode()).digest()
    return values[int.from_bytes(digest, "big") % len(values)]


def choose_attributes(number, series=SERIES, none=NONE_IN_FILE):
    """Return the value of each attribute of picture number `number`, each chosen by itself."""
    chosen = {}
    for name, looks in LOOKS.items():
        values = ["none"] * (none.get(name, 1) - 1) + list(looks)
        chosen[name] = choose(number, name, values, series)
    return chosen


def options(number, attributes, series=SERIES):
    """Return what `dicebear` shall draw: a part and a shade of each, chosen by the number."""
    drawn = dict(OTHERWISE)
    for name, value in attributes.items():
        drawn |= LOOKS[name][value]
    return {key: choose(number, key, values, series) for key, values in drawn.items()}


def draw(drawing, wanted):
    """Return the pixels (16, 16, 3), uint8, of a portrait with these options."""
    from PIL import Image

    style, avatar, to_png = drawing
    svg = avatar(style, {"size": 16, "seed": "", **wanted}).to_string()
    with Image.open(io.BytesIO(bytes(to_png(svg_string=svg)))) as image:
        pixels = np.array(image)
    if pixels.shape != (16, 16, 4) or pixels[..., 3].min() < 255:
        raise SystemExit(f"resvg-py drew {pixels.shape} pixels, or some that one can see through.")
    return pixels[..., :3]


def portraits(folder, count, series=SERIES, none=NONE_IN_FILE):
    """Return the first `count` portraits of a series that differ: pixels and attributes, uint8."""
    drawing = packages(folder)
    images, attributes, seen = [], [], set()
    number = 0
    while len(images) < count:
        chosen = choose_attributes(number, series, none)
        image = draw(drawing, options(number, chosen, series))
        number += 1
        if image.tobytes() not in seen:
            seen.add(image.tobytes())
            images.append(image)
            attributes.append([list(LOOKS[name]).index(value) for name, value in chosen.items()])
    return np.stack(images), np.array(attributes, "uint8")


def make_portraits(folder, output):
    """Write portraits.npz: the first 10,000 for training, the next 2,000 for testing."""
    images, attributes = portraits(folder, TRAIN + TEST)
    path = Path(output) / "portraits.npz"
    arrays = {}
    for part, chosen in (("train", slice(TRAIN)), ("test", slice(TRAIN, None))):
        arrays |= {f"{part}_images": images[chosen], f"{part}_attributes": attributes[chosen]}
    np.savez_compressed(path, **arrays)
    print(f"{path.name}: {TRAIN} + {TEST} images, {path.stat().st_size:,} bytes")
    print("  file  ", hashlib.sha256(path.read_bytes()).hexdigest())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", help="where the packages are installed, at any depth")
    parser.add_argument("--output", default=HERE, help="where to write (default: %(default)s)")
    arguments = parser.parse_args()
    make_portraits(arguments.folder, arguments.output)
