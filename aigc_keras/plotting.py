"""Figures of the course: one look, colours that colour-blind readers can tell apart.

Every function returns a Matplotlib figure; `show` displays it together with a description in
words, in English and Chinese, for readers who cannot see it.
"""

import io
import math
import os

import matplotlib.pyplot as plt
import numpy as np

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


def use_style():
    """Give all figures of this process the look of the course."""
    plt.rcParams.update(STYLE)


def show(figure, english, chinese):
    """Display a figure with a text alternative in both languages, and close it.

    Args:
        figure: Matplotlib figure.
        english, chinese: Str, what the figure shows, for readers who cannot see it.
    """
    from IPython.display import display

    text = f"{english}\n{chinese}"
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    plt.close(figure)
    bundle = {"image/png": buffer.getvalue(), "text/plain": text}
    display(bundle, raw=True, metadata={"image/png": {"alt": text}})


def image_grid(images, columns=10, *, titles=None, scale=0.5):
    """Draw images side by side, in rows.

    Args:
        images: (n, height, width, 1 or 3), uint8 or float in [0, 1].
        columns: Int, images a row.
        titles: Sequence of n strings, or None.
        scale: Float, inches of one image's width.

    Returns:
        Matplotlib figure.

    Raises:
        ValueError: images of another shape, or none.
    """
    images = np.asarray(images)
    if images.ndim != 4 or images.shape[-1] not in (1, 3) or not len(images):
        raise ValueError(
            "Need images of shape (n, height, width, 1 or 3), n at least 1; "
            f"got shape {images.shape}."
        )
    rows = math.ceil(len(images) / columns)
    height = scale * images.shape[1] / images.shape[2] + (0.22 if titles is not None else 0)
    figure, axes = plt.subplots(
        rows, columns, figsize=(scale * columns, height * rows), squeeze=False, layout="none"
    )
    top = 1.0 if titles is None else 1 - 0.22 / (height * rows)
    figure.subplots_adjust(0, 0, 1, top, 0.04, 0.04 if titles is None else 0.35)
    for axis in axes.flat:
        axis.axis("off")
    white = 255 if images.dtype == np.uint8 else 1
    for i, (axis, image) in enumerate(zip(axes.flat, images, strict=False)):
        picture = image[..., 0] if image.shape[-1] == 1 else image
        axis.imshow(picture, vmin=0, vmax=white)
        if titles is not None:
            axis.set_title(titles[i], fontsize=8, pad=2)
    return figure


def loss_curves(history, *names, xlabel="epoch", ylabel="loss"):
    """Plot quantities of a training history against epochs.

    Args:
        history: dict of name to list of numbers, as `model.fit(...).history`.
        *names: Which of them; all without any.
        xlabel, ylabel: Axis labels.

    Returns:
        Matplotlib figure.

    Raises:
        ValueError: a name that the history has not.
    """
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
        decode: Maps float codes (n, 2) to uint8 images (n, height, width, 1).
        english, chinese: Str, what the map shows, as in `show`.
        reach: Float: codes from -reach to reach, both ways.
        columns: Int, codes each way.
    """
    if not os.environ.get("AIGC_KERAS_STATIC"):
        _sliders(decode, reach)
    line = np.linspace(-reach, reach, columns, dtype="float32")
    first, second = np.meshgrid(line, line[::-1])
    images = decode(np.stack([first.ravel(), second.ravel()], axis=-1))
    figure, axis = plt.subplots(figsize=(4.6, 4.4))
    axis.imshow(tile(images, columns), extent=(-reach, reach, -reach, reach))
    axis.set(xlabel="first number of the code", ylabel="second number of the code")
    show(figure, english, chinese)


def _sliders(decode, reach):
    try:
        import ipywidgets
    except ImportError:
        return

    def draw(first, second):
        show(image_grid(decode(np.float32([[first, second]])), 1, scale=1.5), "", "")

    ranges = {"min": -reach, "max": reach, "step": 0.1, "continuous_update": False}
    sliders = [ipywidgets.FloatSlider(value=0, **ranges) for _ in range(2)]
    ipywidgets.interact(draw, first=sliders[0], second=sliders[1])


def animation(frames, path, *, columns=10, milliseconds=300):
    """Write the progress of training as an animated GIF.

    Args:
        frames: Sequence of uint8 arrays (n, height, width, 1), the samples of one moment each.
        path: File to write, ending in .gif.
        columns: Int, images a row.
        milliseconds: Int, time of one frame; the last one stays longer.

    Returns:
        The path.

    Raises:
        ValueError: no frames.
    """
    from PIL import Image

    if not len(frames):
        raise ValueError("No frames to animate: train with a callback that keeps samples.")
    pictures = [Image.fromarray(tile(frame, columns)) for frame in frames]
    durations = [milliseconds] * (len(pictures) - 1) + [5 * milliseconds]
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=durations, loop=0)
    return path


def tile(images, columns=10):
    """Join images (n, height, width, 1) to one picture (rows * height, columns * width)."""
    n, height, width, _ = images.shape
    rows = math.ceil(n / columns)
    canvas = np.zeros((rows * columns, height, width), images.dtype)
    canvas[:n] = images[..., 0]
    canvas = canvas.reshape(rows, columns, height, width).swapaxes(1, 2)
    return canvas.reshape(rows * height, columns * width)
