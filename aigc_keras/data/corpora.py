"""Texts: verified plays and poems that come with the package."""

from aigc_keras.data import files

NAMES = ("shakespeare", "tang_poems")
SCRIPTS = ("simplified", "traditional")


def load_text(name, *, script="simplified"):
    """Load Shakespeare's plays or Tang quatrains, split into three parts.

    "shakespeare" is 37 plays, each in one part (three for validation, three for the test):
    speeches with a blank line between them, each the speaker's name and a colon on a line of its
    own, then the lines spoken. "tang_poems" is 13,473 poems of four lines of 5 or of 7 characters,
    each line ended by a line feed, with a blank line between poems and no punctuation; a twentieth
    is for validation, another for the test, and no line of theirs, nor a near-identical one, is in
    the training part. `data/README.md` says where both come from and how they were cleaned and
    split.

    Args:
        name: str, "shakespeare" or "tang_poems".
        script: str, "simplified" or "traditional": the characters of the poems, which are the same
            poems in the same order, character by character, in both (rhyme books know the
            traditional ones only). No matter for "shakespeare".

    Returns:
        `(train, validation, test)`: three str. Each ends in one line feed, so that two of them are
        joined by "\\n".

    Raises:
        ValueError: unknown name or script, or a damaged file.
        FileNotFoundError: the bundled file is missing.

    Source: William Shakespeare, about 1590 to 1613; Complete Tang Poems (Quan Tangshi), 1705.

    Example:
        >>> train, validation, test = load_text("tang_poems")
        >>> len(train.strip().split("\\n\\n")) > 10 * len(test.strip().split("\\n\\n"))
        True
    """
    if not isinstance(name, str) or name not in NAMES:
        raise ValueError(f"There is no text {name!r}: choose from {', '.join(NAMES)}.")
    if not isinstance(script, str) or script not in SCRIPTS:
        raise ValueError(f"There is no script {script!r}: choose from {', '.join(SCRIPTS)}.")
    arrays = files.load_arrays(f"{name}.npz")
    ending = "" if name == "shakespeare" else f"_{script}"
    parts = (arrays[part + ending] for part in ("train", "validation", "test"))
    return tuple(part.tobytes().decode("utf-8") for part in parts)
