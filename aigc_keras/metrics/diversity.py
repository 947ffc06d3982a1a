"""How varied texts are, and how much of them is copied."""

from numbers import Integral


def distinct_n(texts, n):
    """Number of different n-grams in all texts together over their number of tokens.

    It falls as more text is scored: compare figures of equally much text only. A loop scores low,
    and so does a small vocabulary; random tokens score high.

    Args:
        texts: List of strings, whose tokens are characters, or of lists of words.
        n: Int >= 1. No n-gram reaches from one text into the next.

    Returns:
        Float in [0, 1].

    Raises:
        ValueError: no list of texts, n below 1, or no token.

    Source: Li, Galley, Brockett, Gao and Dolan, "A diversity-promoting objective function for
    neural conversation models", 2015, arXiv:1510.03055.

    Example:
        >>> distinct_n(["abab"], 2)
        0.5
    """
    if isinstance(texts, str) or not all(hasattr(text, "__len__") for text in texts):
        raise ValueError(
            "Need a list of texts, strings or lists of words; got one string, or what is no text."
        )
    if not isinstance(n, Integral) or n < 1:
        raise ValueError(f"n must be at least 1, a whole number, not {n!r}.")
    num_tokens = sum(len(text) for text in texts)
    if not num_tokens:
        raise ValueError("Need at least one token; got none.")
    found = {tuple(text[i : i + n]) for text in texts for i in range(len(text) - n + 1)}
    return len(found) / num_tokens


def copied_share(text, training_text, n):
    """Share of a text's n-grams of characters that stand somewhere in the training text.

    Held-out text of the same source gives the figure its meaning: common phrases are in both.

    Args:
        text, training_text: Strings.
        n: Int >= 1, characters.

    Returns:
        Float in [0, 1].

    Raises:
        ValueError: no strings, n below 1, or a text of fewer than n characters.

    Example:
        >>> copied_share("to be!", "to be or not to be", 5)
        0.5
    """
    if not isinstance(text, str) or not isinstance(training_text, str):
        raise ValueError(
            f"Need two strings; got {type(text).__name__} and {type(training_text).__name__}. "
            "Join a list of texts first."
        )
    if not isinstance(n, Integral) or not 1 <= n <= len(text):
        raise ValueError(f"n must be in 1 .. {len(text)}, the text's length, not {n!r}.")
    grams = [text[i : i + n] for i in range(len(text) - n + 1)]
    # From the short text's side: a set of all n-grams of millions of characters would be huge.
    known = set(grams).intersection(
        training_text[i : i + n] for i in range(len(training_text) - n + 1)
    )
    return sum(gram in known for gram in grams) / len(grams)
