import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from aigc_keras import plotting

IMAGES = np.random.default_rng(0).integers(0, 256, (7, 8, 6, 1), dtype="uint8")


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_image_grid_shows_every_image_in_order_with_white_as_white():
    figure = plotting.image_grid(IMAGES, columns=3, titles=list("abcdefg"))
    shown = [axis for axis in figure.axes if axis.images]
    assert len(figure.axes) == 9 and len(shown) == 7
    for axis, image, title in zip(shown, IMAGES, "abcdefg", strict=True):
        np.testing.assert_array_equal(axis.images[0].get_array(), image[..., 0])
        assert axis.images[0].get_clim() == (0, 255) and axis.get_title() == title
    with pytest.raises(ValueError, match="shape"):
        plotting.image_grid(IMAGES[..., 0])


def test_loss_curves_label_what_they_draw():
    figure = plotting.loss_curves({"d_loss": [3, 2], "g_loss": [1, 2]}, "g_loss")
    (axis,) = figure.axes
    assert axis.get_xlabel() == "epoch" and axis.get_ylabel() == "loss"
    assert [line.get_label() for line in axis.lines] == ["g_loss"]
    np.testing.assert_array_equal(axis.lines[0].get_xdata(), [1, 2])
    with pytest.raises(ValueError, match="d_loss"):
        plotting.loss_curves({"d_loss": [1]}, "loss")


def test_tile_puts_images_row_by_row():
    picture = plotting.tile(IMAGES, columns=4)
    assert picture.shape == (16, 24)
    np.testing.assert_array_equal(picture[:8, 6:12], IMAGES[1, ..., 0])
    np.testing.assert_array_equal(picture[8:, :6], IMAGES[4, ..., 0])
    assert (picture[8:, 18:] == 0).all()


def test_animation_holds_every_frame(tmp_path):
    path = plotting.animation([IMAGES, 255 - IMAGES, IMAGES], tmp_path / "a.gif", columns=4)
    with Image.open(path) as gif:
        assert gif.n_frames == 3 and gif.size == (24, 16)
    with pytest.raises(ValueError, match="frames"):
        plotting.animation([], tmp_path / "b.gif")


def test_show_gives_the_picture_and_both_texts(monkeypatch):
    seen = []
    monkeypatch.setattr("IPython.display.display", lambda *a, **k: seen.append((a, k)))
    plotting.show(plotting.image_grid(IMAGES), "seven images", "七幅图像")
    (bundle,), keywords = seen[0]
    assert bundle["image/png"].startswith(b"\x89PNG")
    assert bundle["text/plain"] == "seven images\n七幅图像"
    assert keywords["metadata"]["image/png"]["alt"] == bundle["text/plain"]
    assert not plt.get_fignums()


def test_the_map_of_codes_puts_the_first_number_right_and_the_second_up(monkeypatch):
    shown, codes = [], []
    monkeypatch.setattr(plotting, "show", lambda figure, *texts: shown.append(figure))
    monkeypatch.setenv("AIGC_KERAS_STATIC", "1")

    def decode(z):
        codes.append(z)
        grey = 100 + 20 * z[:, 0] + 5 * z[:, 1]
        return np.broadcast_to(grey[:, None, None, None], (len(z), 2, 2, 1)).astype("uint8")

    plotting.explore(decode, "map", "图", reach=2, columns=3)
    picture = shown[0].axes[0].images[0]
    assert picture.get_extent() == [-2, 2, -2, 2]
    values = np.asarray(picture.get_array())
    assert values.shape == (6, 6) and len(codes) == 1 and codes[0].shape == (9, 2)
    assert values[0, 0] == 100 - 40 + 10 and values[-1, -1] == 100 + 40 - 10
    plt.close(shown[0])


def test_sliders_draw_the_image_of_their_code_where_widgets_run(monkeypatch):
    ipywidgets = pytest.importorskip("ipywidgets")
    monkeypatch.delenv("AIGC_KERAS_STATIC", raising=False)
    monkeypatch.setattr(plotting, "show", lambda *arguments: plt.close(arguments[0]))
    calls, codes = [], []
    monkeypatch.setattr(
        ipywidgets, "interact", lambda draw, **sliders: calls.append((draw, sliders))
    )

    def decode(z):
        codes.append(z)
        return np.zeros((len(z), 2, 2, 1), "uint8")

    plotting.explore(decode, "map", "图", columns=2)
    ((draw, sliders),) = calls
    assert set(sliders) == {"first", "second"} and sliders["first"].max == 2.5
    draw(1.5, -2.0)
    np.testing.assert_array_equal(codes[-1], [[1.5, -2.0]])
