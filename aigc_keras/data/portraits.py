"""Portraits: small pictures in colour of which every attribute is known, since it was chosen."""

from dataclasses import dataclass

import numpy as np

from aigc_keras.data import files


@dataclass(frozen=True)
class PortraitAttribute:
    """One attribute of the portraits: a column of their attributes, and what its numbers mean.

    Args:
        name: str, the name in programs, such as "hair_color".
        chinese: str, the name in Chinese.
        values: tuple of str: number i in the column means `values[i]`. "none" is absence.
        chinese_values: tuple of str, the same in Chinese.

    Example:
        >>> PORTRAIT_ATTRIBUTES[0].name, PORTRAIT_ATTRIBUTES[0].values
        ('hair', ('short', 'long', 'braids'))
    """

    name: str
    chinese: str
    values: tuple
    chinese_values: tuple


PORTRAIT_ATTRIBUTES = (
    PortraitAttribute("hair", "发型", ("short", "long", "braids"), ("短发", "长发", "辫子")),
    PortraitAttribute(
        "hair_color",
        "发色",
        ("black", "brown", "blond", "red", "green", "blue"),
        ("黑色", "棕色", "金色", "红色", "绿色", "蓝色"),
    ),
    PortraitAttribute("glasses", "眼镜", ("none", "clear", "dark"), ("没戴", "眼镜", "墨镜")),
    PortraitAttribute(
        "mouth", "嘴", ("smiling", "sad", "open"), ("嘴角向上", "嘴角向下", "张着嘴")
    ),
    PortraitAttribute(
        "hat",
        "帽子",
        ("none", "red", "blue", "pink", "violet"),
        ("没戴", "红色", "蓝色", "粉色", "紫色"),
    ),
    PortraitAttribute(
        "clothing",
        "衣服",
        ("red", "blue", "green", "yellow"),
        ("红色", "蓝色", "绿色", "黄色"),
    ),
    PortraitAttribute("earrings", "耳环", ("none", "gold"), ("没戴", "金色")),
    PortraitAttribute(
        "background",
        "背景",
        ("white", "blue", "green", "pink", "violet"),
        ("白色", "蓝色", "绿色", "粉色", "紫色"),
    ),
    PortraitAttribute("skin", "肤色", ("light", "medium", "dark"), ("浅", "中", "深")),
)


def load_portraits():
    """Load 12,000 portraits in colour, 16x16 pixels, with nine attributes of each.

    They were drawn for attributes that had been chosen independently of each other, so that what
    the columns say is true of every picture; `data/README.md` says how, and from which drawings.
    Column i is described by `PORTRAIT_ATTRIBUTES[i]`: hair, hair_color, glasses, mouth, hat,
    clothing, earrings, background, skin. No picture occurs twice, though pictures of the same
    attributes do, in other drawings. For validation take the last of the training pictures: the
    order is already random.

    Returns:
        `(train_images, train_attributes), (test_images, test_attributes)`: uint8
        `(10000, 16, 16, 3)` and `(2000, 16, 16, 3)` in [0, 255], red, green and blue; uint8
        `(10000, 9)` and `(2000, 9)`.

    Raises:
        ValueError: a damaged file.
        FileNotFoundError: the bundled file is missing.

    Source: the style "Pixel Art" by DiceBear, CC0 1.0, drawn with `dicebear-core` 10.7.0.

    Example:
        >>> (train_images, train_attributes), (test_images, test_attributes) = load_portraits()
        >>> train_images.shape, test_attributes.shape, test_attributes.dtype
        ((10000, 16, 16, 3), (2000, 9), dtype('uint8'))
    """
    arrays = files.load_arrays("portraits.npz")
    train, test = (
        (arrays[f"{part}_images"].copy(), arrays[f"{part}_attributes"].copy())
        for part in ("train", "test")
    )
    return train, test


def portraits_with(attributes, **values):
    """Say of each portrait whether it has all the wanted values: a mask to select by.

    What a model shall not see is left out by the mask's opposite, `images[~mask]`.

    Args:
        attributes: Integers (n, 9), as `load_portraits` gives them.
        **values: By name of the attribute the wanted value, or a tuple of values any of which
            will do: `hat="red"`, `glasses=("clear", "dark")`.

    Returns:
        bool array (n,).

    Raises:
        ValueError: attributes of another shape, dtype or range, an unknown attribute or value.

    Example:
        >>> images, attributes = load_portraits()[1]
        >>> mask = portraits_with(attributes, hair_color="green", hat=("red", "blue"))
        >>> images[mask].shape, images[~mask].shape
        ((78, 16, 16, 3), (1922, 16, 16, 3))
    """
    attributes = check_attributes(attributes)
    mask = np.ones(len(attributes), bool)
    for name, wanted in values.items():
        column = columns([name])[0]
        known = PORTRAIT_ATTRIBUTES[column].values
        wanted = (wanted,) if isinstance(wanted, str) else tuple(wanted)
        if unknown := [value for value in wanted if value not in known]:
            raise ValueError(
                f"There is no value {unknown[0]!r} of {name!r}: choose from {', '.join(known)}."
            )
        mask &= np.isin(attributes[:, column], [known.index(value) for value in wanted])
    return mask


def attribute_vectors(attributes):
    """Attributes as a network is told them: a 1 at each value that a portrait has, else 0.

    Args:
        attributes: Integers (n, 9), as `load_portraits` gives them.

    Returns:
        float32 array (n, 34): the values of the first attribute, then those of the second, and so
        on; nine numbers of each row are 1.

    Raises:
        ValueError: attributes of another shape, dtype or range.

    Example:
        >>> vectors = attribute_vectors([[0, 1, 0, 2, 4, 3, 1, 4, 2]])
        >>> vectors.shape, vectors[0, :9].tolist()  # short hair, brown
        ((1, 34), [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0])
    """
    attributes = check_attributes(attributes)
    parts = [
        np.eye(len(attribute.values), dtype="float32")[attributes[:, i]]
        for i, attribute in enumerate(PORTRAIT_ATTRIBUTES)
    ]
    return np.concatenate(parts, axis=1)


def columns(names):
    """The columns of attributes of these names.

    Args:
        names: Sequence of str.

    Returns:
        list of int.

    Raises:
        ValueError: an unknown name.

    Example:
        >>> columns(["hat", "hair"])
        [4, 0]
    """
    known = [attribute.name for attribute in PORTRAIT_ATTRIBUTES]
    if unknown := [name for name in names if name not in known]:
        raise ValueError(
            f"Portraits have no attribute {unknown[0]!r}: choose from {', '.join(known)}."
        )
    return [known.index(name) for name in names]


def check_attributes(attributes):
    """Attributes of portraits, or a sentence that says what is wrong with them.

    Args:
        attributes: Array (n, 9) of integers of any type, each below its attribute's number of
            values.

    Returns:
        int64 array (n, 9).

    Raises:
        ValueError: another shape, dtype or range.

    Example:
        >>> check_attributes([[0, 1, 0, 2, 4, 3, 1, 4, 2]]).shape
        (1, 9)
    """
    attributes = np.asarray(attributes)
    count = len(PORTRAIT_ATTRIBUTES)
    if attributes.ndim != 2 or attributes.shape[1] != count:
        one = attributes.shape == (count,)
        hint = " Of one portrait give attributes[None]." if one else ""
        raise ValueError(
            f"Attributes of portraits have the shape (n, {count}); got {attributes.shape}.{hint}"
        )
    if attributes.dtype.kind not in "iu":
        raise ValueError(f"Attributes of portraits are integers; got {attributes.dtype}.")
    for column, attribute in zip(attributes.T, PORTRAIT_ATTRIBUTES, strict=True):
        last = len(attribute.values) - 1
        if column.size and not 0 <= column.min() <= column.max() <= last:
            raise ValueError(
                f"The attribute {attribute.name!r} is a number in 0 .. {last}; "
                f"got {column.min()} to {column.max()}."
            )
    return attributes.astype("int64")
