"""Figures of the course: one look, colours that colour-blind readers can tell apart.

Every function returns a Matplotlib figure; `show` displays it with a caption in the reader's
language, which is also the text alternative for readers who cannot see it. `table` shows numbers.
"""

import base64
import html
import io
import math
import os
import re
import unicodedata
from numbers import Integral, Real
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.textpath import TextPath

# Okabe & Ito's palette.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
STYLE = {
    "figure.dpi": 110,
    "figure.figsize": (6.4, 3.2),
    "figure.constrained_layout.use": True,
    "axes.prop_cycle": plt.cycler(color=COLOURS),
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": "medium",
    "font.size": 9,
    "image.cmap": "gray",
    "image.interpolation": "nearest",
    "legend.frameon": False,
    "lines.linewidth": 1.6,
}

NO_IPYTHON = (
    "Figures and tables are shown by IPython, which is not installed: run "
    '`pip install "aigc-keras[notebooks]"`, or save a figure with figure.savefig("x.png").'
)
LABEL_SIZE = 8  # points, of what is written beside the images of a grid
LINE = 0.22  # inches, the height of one line of it


def use_style():
    """Give all figures of this process the look of the course."""
    plt.rcParams.update(STYLE)


def language():
    """Tell the language that a live notebook speaks.

    It is that of the environment variable AIGC_KERAS_LANGUAGE ("en" or "zh") where there is one;
    else that of the folder that the notebook lies in, where Jupyter says it; else Chinese on a
    machine whose locale is Chinese. An English locale says nothing, since most servers have it.

    Returns:
        "en", "zh", or "" where nobody knows: then captions are shown in both.

    Example:
        >>> import os
        >>> os.environ["AIGC_KERAS_LANGUAGE"] = "zh"
        >>> language()
        'zh'
        >>> del os.environ["AIGC_KERAS_LANGUAGE"]
    """
    chosen = os.environ.get("AIGC_KERAS_LANGUAGE", "")[:2].lower()
    if chosen in ("en", "zh"):
        return chosen
    folders = re.split(r"[\\/]", os.environ.get("JPY_SESSION_NAME", ""))[:-1]
    for name in reversed(folders):
        if name in ("en", "zh"):
            return name
    locale = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "zh" if locale.lower().startswith("zh") else ""


def show(figure, english, chinese):
    """Display a figure or an animation with its caption below it, and close it.

    The caption, also the picture's text alternative, is in the reader's language (`language`);
    the notebooks of the course keep one language each.

    Args:
        figure: Matplotlib figure, or the path of an animation (`animation`).
        english, chinese: Str, what the figure shows; no caption where they are empty.

    Raises:
        ValueError: neither a figure nor a path.
        ImportError: IPython, which displays, is not installed.
    """
    if not isinstance(figure, (plt.Figure, str, Path)):
        kind = type(figure).__name__
        raise ValueError(
            f"Need a Matplotlib figure, or the path of an animation; got {kind}. Of images, "
            "image_grid(images) makes a figure."
        )
    captions = {"en": english, "zh": chinese}
    if isinstance(figure, plt.Figure):
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png")
        plt.close(figure)
        _display(captions, {"image/png": buffer.getvalue()})
    else:
        _display(captions, {"image/png": _still(figure)}, _moving(figure), quote=True)
    if english or chinese:
        _display(captions, pattern='<p lang="{language}">{}</p>')


def _moving(path):
    """HTML that shows an animation wherever HTML is shown, with a place for its alternative."""
    gif = base64.b64encode(Path(path).read_bytes()).decode("ascii")
    return '<img width="420" src="data:image/gif;base64,' + gif + '" alt="{}">'


def _still(path):
    """The last frame of an animation as PNG, for exports that cannot move."""
    from PIL import Image

    buffer = io.BytesIO()
    with Image.open(path) as moving:
        moving.seek(moving.n_frames - 1)
        moving.save(buffer, format="png")
    return buffer.getvalue()


class Animation(type(Path())):
    """The path of an animation, which a notebook shows as the moving picture that it is."""

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {
            "text/html": _moving(self).format(""),
            "image/png": base64.b64encode(_still(self)).decode("ascii"),
            "text/plain": self.name,
        }


def _display(captions, data=None, pattern=None, quote=False):
    """Display data, or HTML around each caption, in the reader's language or in both.

    The metadata say, under "aigc_keras", what differs between the languages; notebooks/build.py
    keeps one of them.
    """
    try:
        from IPython.display import display
    except ImportError:
        raise ImportError(NO_IPYTHON) from None

    texts = {name: {"text/plain": caption} for name, caption in captions.items()}
    if pattern:
        for name, caption in captions.items():
            escaped = html.escape(caption, quote=quote)
            texts[name]["text/html"] = pattern.format(escaped, language=name)
    both = {
        mime: "\n".join(text[mime] for text in texts.values() if text["text/plain"])
        for mime in texts["en"]
    }
    if pattern and quote:  # one picture, described in both
        both["text/html"] = pattern.format(html.escape(both["text/plain"]))
    bundle = (data or {}) | texts.get(language(), both)
    metadata = {"aigc_keras": texts}
    for mime in data or {}:
        metadata[mime] = {"alt": bundle["text/plain"]}
    display(bundle, raw=True, metadata=metadata)


def table(header, rows):
    """Display a table in the reader's language: as HTML, or as aligned text where there is none.

    In an HTML table that is too wide for a phone the header is broken into lines, the columns are
    pushed along, and no number is broken over two lines.

    Args:
        header: List with the name of each column: str, or a pair (English, Chinese).
        rows: List of lists of as many cells: str, such a pair, int, or float, which is shown with
            three significant digits. Give text for any other form, such as "1.96 ± 0.21".

    Raises:
        ValueError: a row of another length than the header.
        ImportError: IPython, which displays, is not installed.

    Example:
        >>> import os
        >>> os.environ["AIGC_KERAS_LANGUAGE"] = "en"
        >>> table([("model", "模型"), ("distance", "距离")], [["GAN", 1.957], ["VAE", 12.0]])
        model  distance
        GAN        1.96
        VAE          12
        >>> del os.environ["AIGC_KERAS_LANGUAGE"]
    """
    for row in rows:
        if len(row) != len(header):
            raise ValueError(f"The header has {len(header)} columns; this row has not: {row}.")
    texts = {}
    for name in ("en", "zh", ""):
        lines = [[_cell_text(cell, name) for cell in row] for row in (header, *rows)]
        texts[name] = {"text/plain": _aligned(lines), "text/html": _html_table(lines, name)}
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        raise ImportError(NO_IPYTHON) from None
    if get_ipython() is None:
        print(texts[language()]["text/plain"])
    else:
        metadata = {"aigc_keras": {name: texts[name] for name in ("en", "zh")}}
        display(texts[language()], raw=True, metadata=metadata)


def _cell_text(cell, name):
    """What a cell of a table says in a language, in both where that is not known."""
    if isinstance(cell, tuple):
        english, chinese = cell
        return {"en": english, "zh": chinese}.get(name, f"{english} {chinese}")
    if isinstance(cell, bool | str) or not isinstance(cell, Real):
        return str(cell)
    is_whole = isinstance(cell, Integral) or (math.isfinite(cell) and cell == int(cell))
    return f"{int(cell):,}" if is_whole else f"{cell:.3g}"


def _is_number(text):
    """Whether a cell holds a number: also one of no size, or none in a column of others."""
    return re.match(r"[-−+±≈]?(\.?\d|inf|nan|∞|$)|none$|无(穷大)?$|[-–—]$", text) is not None


def _terminal_width(text):
    """How many columns a text takes on a terminal: two for each Chinese character."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _numeric(lines):
    """Whether each column of a table, its header aside, holds numbers, which stand to the right."""
    return [
        any(map(str.strip, column[1:])) and all(map(_is_number, column[1:]))
        for column in zip(*lines, strict=True)
    ]


def _aligned(lines):
    """Rows of texts as the lines of one text."""
    widths = [max(map(_terminal_width, column)) for column in zip(*lines, strict=True)]
    numeric = _numeric(lines)
    shown = []
    for line in lines:
        parts = []
        for text, width, is_number in zip(line, widths, numeric, strict=True):
            space = " " * (width - _terminal_width(text))
            parts.append(space + text if is_number else text + space)
        shown.append("  ".join(parts).rstrip())
    return "\n".join(shown)


def _html_table(lines, name):
    """Rows of texts as an HTML table; spaces in a column of numbers are such as do not break."""
    rows = []
    for tag, line in zip(("th", *["td"] * (len(lines) - 1)), lines, strict=True):
        cells = []
        for text, is_number in zip(line, _numeric(lines), strict=True):
            side = "right" if is_number else "left"
            text = text.replace(" ", "\xa0") if is_number and tag == "td" else text
            # The attribute for pages that drop styles, the style for those whose own would win.
            place = f'align="{side}" style="text-align:{side}"'
            cells.append(f"<{tag} {place}>{html.escape(text)}</{tag}>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    lang = f' lang="{name}"' if name else ""
    return f'<div style="overflow-x:auto"><table{lang}>{"".join(rows)}</table></div>'


def image_grid(images, columns=10, *, titles=None, row_labels=None, column_labels=None, scale=0.5):
    """Draw images side by side, in rows.

    Args:
        images: (n, height, width, 1 or 3), uint8 or float in [0, 1].
        columns: Int, images a row.
        titles: Sequence of n strings, one above each image, or None.
        row_labels: Sequence of strings, one to the left of each row, or None.
        column_labels: Sequence of strings, one above each column, or None.
        scale: Float, inches of one image's width.

    Returns:
        Matplotlib figure.

    Raises:
        ValueError: images of another shape, or none; a wrong number of titles or labels.

    Example:
        >>> images = np.zeros((6, 28, 28, 1), "uint8")
        >>> figure = image_grid(images, 3, row_labels=["real", "generated"], column_labels="abc")
        >>> len(figure.axes)
        6
    """
    images = _images(images)
    columns = _columns(columns)
    rows = math.ceil(len(images) / columns)
    for labels, count, what in (
        (titles, len(images), "titles for the images"),
        (row_labels, rows, "labels for the rows"),
        (column_labels, columns, "labels for the columns"),
    ):
        if labels is not None and len(labels) != count:
            raise ValueError(f"Need {count} {what}; got {len(labels)}.")
    figure, axes = _grid_of_axes(images.shape, columns, titles, row_labels, column_labels, scale)
    for axis, image in zip(axes.flat, images, strict=False):
        picture = image[..., 0] if image.shape[-1] == 1 else image
        axis.imshow(picture, cmap="gray", vmin=0, vmax=_white(images))
    for number, title in enumerate(titles if titles is not None else ()):
        axes.flat[number].set_title(title, fontsize=LABEL_SIZE, pad=2)
    for number, label in enumerate(row_labels if row_labels is not None else ()):
        _label(axes[number, 0], label, (0, 0.5), (-4, 0), ha="right", va="center")
    for number, label in enumerate(column_labels if column_labels is not None else ()):
        above = (0, 2 if titles is None else 14)
        _label(axes[0, number], label, (0.5, 1), above, ha="center", va="bottom")
    return figure


def _images(images):
    """Images to be drawn, as an array: (n, height, width, 1 or 3), not empty."""
    images = np.asarray(images)
    if images.ndim != 4 or images.shape[-1] not in (1, 3) or not len(images):
        remedy = {2: " Add two axes: image[None, ..., None]."}.get(images.ndim, "")
        if images.ndim == 3:
            single = images.shape[-1] in (1, 3)
            remedy = "Make a batch of a single image: image[None]"
            remedy = f" {remedy}." if single else " Add the axis of channels: images[..., None]."
        raise ValueError(
            "Need images of shape (n, height, width, 1 or 3), n at least 1; "
            f"got shape {images.shape}.{remedy}"
        )
    if images.dtype.kind not in "biuf":
        raise ValueError(f"Images must be uint8, or float in [0, 1]; got {images.dtype}.")
    if images.dtype.kind == "f" and np.nanmax(np.abs(images)) > 8:  # noise leads out a little
        raise ValueError(
            f"Images of floats must lie in [0, 1]; these reach up to {np.nanmax(images):.4g}. "
            "Give uint8 from 0 to 255, or divide by 255."
        )
    return images


def _columns(columns):
    """A number of columns, as an int."""
    if not isinstance(columns, (Real, np.number)) or columns // 1 != columns or columns < 1:
        raise ValueError(f"columns must be a whole number of at least 1, not {columns!r}.")
    return int(columns)


def _white(images):
    return 255 if images.dtype == np.uint8 else 1


def _grid_of_axes(shape, columns, titles, row_labels, column_labels, scale):
    """Make a figure with room for images of shape (n, height, width, channels) and their labels."""
    rows = math.ceil(shape[0] / columns)
    height = scale * shape[1] / shape[2] + (LINE if titles is not None else 0)
    above = LINE if column_labels is not None else 0
    left = max(map(_width, row_labels), default=0) + 0.1 if row_labels is not None else 0
    size = (left + scale * columns, above + height * rows)
    figure, axes = plt.subplots(rows, columns, figsize=size, squeeze=False, layout="none")
    top = 1 - (above + (LINE if titles is not None else 0)) / size[1]
    figure.subplots_adjust(left / size[0], 0, 1, top, 0.04, 0.04 if titles is None else 0.35)
    for axis in axes.flat:
        axis.axis("off")
    return figure, axes


def _width(label):
    """Measure a label, in inches."""
    lines = [line for line in str(label).split("\n") if line.strip()]
    widths = [TextPath((0, 0), line, size=LABEL_SIZE).get_extents().xmax for line in lines]
    return max(widths, default=0.0) / 72


def _label(axis, text, place, points, **alignment):
    """Write beside an image: at a place on it, from 0 to 1, and so many points away."""
    axis.annotate(
        text, place, points, "axes fraction", "offset points", fontsize=LABEL_SIZE, **alignment
    )


def loss_curves(history, *names, xlabel="epoch", ylabel="loss"):
    """Plot quantities of a training history against epochs.

    Args:
        history: dict of name to list of numbers, as `model.fit(...).history`, or what `fit`
            returns.
        *names: Which of them; all without any.
        xlabel, ylabel: Axis labels.

    Returns:
        Matplotlib figure.

    Raises:
        ValueError: a name that the history has not, or no history.
    """
    history = getattr(history, "history", history)
    if not isinstance(history, dict) or not history or not all(map(np.iterable, history.values())):
        raise ValueError(
            "Need the history of a training, lists of numbers by name: history = model.fit(...); "
            f"got {history!r:.40}."
        )
    names = names or tuple(history)
    missing = [name for name in names if name not in history]
    if missing:
        raise ValueError(f"The history has no {missing}; it has {sorted(history)}.")
    figure, axis = plt.subplots()
    for name in names:
        axis.plot(range(1, len(history[name]) + 1), history[name], label=name)
    axis.set(xlabel=xlabel, ylabel=ylabel)
    axis.legend()
    return figure


def explore(decode, english, chinese, *, reach=2.5, columns=15):
    """Show the images of all codes of two numbers: a map, and sliders where they can run.

    The map is a static figure. In a live notebook with ipywidgets, two sliders above it choose
    one code; set the environment variable AIGC_KERAS_STATIC to leave them out.

    Args:
        decode: Maps float codes (n, 2) to images (n, height, width, 1 or 3), uint8 or float in
            [0, 1].
        english, chinese: Str, what the map shows, as in `show`.
        reach: Float: codes from -reach to reach, both ways.
        columns: Int, codes each way.
    """
    if not os.environ.get("AIGC_KERAS_STATIC"):
        _sliders(decode, reach)
    line = np.linspace(-reach, reach, columns, dtype="float32")
    first, second = np.meshgrid(line, line[::-1])
    images = np.asarray(decode(np.stack([first.ravel(), second.ravel()], axis=-1)))
    figure, axis = plt.subplots(figsize=(4.6, 4.4))
    extent = (-reach, reach, -reach, reach)
    axis.imshow(tile(images, columns), extent=extent, cmap="gray", vmin=0, vmax=_white(images))
    axis.set(xlabel="first number of the code", ylabel="second number of the code")
    show(figure, english, chinese)


def _sliders(decode, reach):
    try:
        import ipywidgets
    except ImportError:
        return

    def draw(first, second):
        show(image_grid(decode(np.float32([[first, second]])), 1, scale=1.5), "", "")

    options = {"min": -reach, "max": reach, "step": 0.1, "continuous_update": False}
    options |= {"value": 0, "style": {"description_width": "initial"}}
    both = ("first number · 第一个数", "second number · 第二个数")
    words = {"en": ("first number", "second number"), "zh": ("第一个数", "第二个数")}
    sliders = [
        ipywidgets.FloatSlider(description=name, **options) for name in words.get(language(), both)
    ]
    ipywidgets.interact(draw, first=sliders[0], second=sliders[1])


def prompt_box(answer, sentence, english, chinese):
    """Show what a sentence draws, and where widgets can run a box for other sentences.

    The pictures of the first sentence are a static figure. In a live notebook with ipywidgets a
    box and a button stand above it; set the environment variable AIGC_KERAS_STATIC to leave them
    out.

    Args:
        answer: Maps a sentence and a seed to images, as `image_grid` takes them, and to what is to
            be said of them: a str, or a pair of it in English and in Chinese.
        sentence: Str, the first one.
        english, chinese: Str, the caption, in which "{sentence}" and "{answer}" are filled in.
    """

    def draw(sentence, seed):
        images, words = answer(sentence, seed)
        captions = [
            text.format(sentence=sentence, answer=_cell_text(words, name))
            for name, text in (("en", english), ("zh", chinese))
        ]
        show(image_grid(images, columns=len(images)), *captions)

    if not os.environ.get("AIGC_KERAS_STATIC"):
        _prompt_widgets(draw, sentence)
    draw(sentence, 0)


def _prompt_widgets(draw, sentence):
    try:
        import ipywidgets
    except ImportError:
        return
    both = ("sentence · 句子", "seed · 种子", "draw · 画")
    words = {"en": ("sentence", "seed", "draw"), "zh": ("句子", "种子", "画")}
    box, seed, button = words.get(language(), both)
    wide = {"style": {"description_width": "initial"}, "layout": {"width": "95%"}}
    ipywidgets.interact_manual.options(manual_name=button)(
        draw,
        sentence=ipywidgets.Text(value=sentence, description=box, **wide),
        seed=ipywidgets.IntSlider(value=0, max=20, description=seed),
    )


def animation(frames, path, *, columns=10, milliseconds=300):
    """Write the progress of training as an animated GIF.

    Args:
        frames: Sequence of arrays (n, height, width, 1 or 3), uint8 or float in [0, 1], the samples
            of one moment each.
        path: File to write, ending in .gif.
        columns: Int, images a row.
        milliseconds: Int, time of one frame; the last one stays longer.

    Returns:
        The path; a cell that ends in it shows the moving picture.

    Raises:
        ValueError: no frames, frames of another shape, or another ending.
        OSError: the file cannot be written there.
    """
    from PIL import Image

    if Path(path).suffix != ".gif":
        raise ValueError(f"The file of an animation ends in .gif; got {str(path)!r}.")
    if not len(frames):
        raise ValueError("No frames to animate: train with a callback that keeps samples.")
    tiles = [tile(frame, columns) for frame in frames]
    if tiles[0].dtype != np.uint8:
        tiles = [np.round(255 * np.clip(picture, 0, 1)).astype("uint8") for picture in tiles]
    pictures = [Image.fromarray(picture) for picture in tiles]
    durations = [milliseconds] * (len(pictures) - 1) + [5 * milliseconds]
    options = {"save_all": True, "append_images": pictures[1:], "duration": durations, "loop": 0}
    try:
        pictures[0].save(path, **options)
    except OSError as error:
        raise type(error)(
            f"{path} cannot be written ({error.strerror or error}): give a file in a folder that "
            "exists, and in which you may write."
        ) from None
    return Animation(path)


def tile(images, columns=10):
    """Join images to one picture, row by row; what is left of the last row stays black.

    Args:
        images: (n, height, width, 1 or 3), uint8 or float.
        columns: Int, images a row.

    Raises:
        ValueError: images of another shape or range.

    Returns:
        (rows * height, columns * width), with a last axis of 3 for colour; dtype as the images.

    Example:
        >>> tile(np.zeros((7, 8, 6, 3), "uint8"), columns=4).shape
        (16, 24, 3)
    """
    images = _images(images)
    columns = _columns(columns)
    n, height, width, channels = images.shape
    rows = math.ceil(n / columns)
    canvas = np.zeros((rows * columns, height, width, channels), images.dtype)
    canvas[:n] = images
    canvas = canvas.reshape(rows, columns, height, width, channels).swapaxes(1, 2)
    picture = canvas.reshape(rows * height, columns * width, channels)
    return picture[..., 0] if channels == 1 else picture
