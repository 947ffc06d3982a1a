"""Portraits: the file, how it was drawn, captions that say what is there, and the reader."""

import importlib.util
import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aigc_keras.data import (
    PORTRAIT_ATTRIBUTES,
    attribute_vectors,
    files,
    load_portraits,
    portrait_captions,
    portraits_with,
)
from aigc_keras.data.portraits import check_attributes, columns
from aigc_keras.metrics import PortraitReader, clean_share, corrected_rate, frechet_distance

ROOT = Path(__file__).parents[1]
NAMES = [attribute.name for attribute in PORTRAIT_ATTRIBUTES]
TRAIN, TEST = load_portraits()
EVERY = np.stack([np.arange(90) % len(a.values) for a in PORTRAIT_ATTRIBUTES], axis=1)


# --- the file ---------------------------------------------------------------------------------


def test_shapes_and_types():
    for (images, attributes), n in zip(load_portraits(), (10_000, 2_000), strict=True):
        assert images.shape == (n, 16, 16, 3) and images.dtype == np.uint8
        assert attributes.shape == (n, 9) and attributes.dtype == np.uint8
        images[0], attributes[0] = 7, 0  # a learner may write into them
    assert not np.array_equal(load_portraits()[0][0][0], np.full((16, 16, 3), 7))


def test_no_picture_occurs_twice():
    pictures = [image.tobytes() for image in np.concatenate([TRAIN[0], TEST[0]])]
    assert len(set(pictures)) == 12_000


def test_the_file_is_small():
    assert files.find("portraits.npz").stat().st_size < 1_100_000


def test_attributes_are_named_in_both_languages():
    for attribute in PORTRAIT_ATTRIBUTES:
        assert len(attribute.values) == len(attribute.chinese_values)
        assert len({*attribute.values}) == len({*attribute.chinese_values}) == len(attribute.values)
        assert re.fullmatch(r"[一-鿿]+", attribute.chinese + "".join(attribute.chinese_values))
    with pytest.raises(AttributeError):
        PORTRAIT_ATTRIBUTES[0].name = "beard"


def test_every_value_is_as_frequent_as_was_said():
    for i, attribute in enumerate(PORTRAIT_ATTRIBUTES):
        count = len(attribute.values)
        expected = np.full(count, 1 / count)
        if attribute.values[0] == "none":
            expected = np.array([0.5] + [0.5 / (count - 1)] * (count - 1))
        for _, attributes in (TRAIN, TEST):
            share = np.bincount(attributes[:, i], minlength=count) / len(attributes)
            np.testing.assert_allclose(share, expected, atol=4.5 * (0.25 / len(attributes)) ** 0.5)


def test_attributes_do_not_depend_on_each_other():
    """No chi-squared statistic of two attributes is beyond what chance gives, not even skin's."""
    attributes = np.concatenate([TRAIN[1], TEST[1]]).astype(int)
    for i, j in zip(*np.triu_indices(9, 1), strict=True):
        sizes = [len(PORTRAIT_ATTRIBUTES[k].values) for k in (i, j)]
        table = np.bincount(
            attributes[:, i] * sizes[1] + attributes[:, j], minlength=np.prod(sizes)
        )
        table = table.reshape(sizes)
        expected = table.sum(1, keepdims=True) * table.sum(0, keepdims=True) / table.sum()
        freedom = (sizes[0] - 1) * (sizes[1] - 1)
        chi2 = ((table - expected) ** 2 / expected).sum()
        assert chi2 < freedom + 4 * (2 * freedom) ** 0.5, (NAMES[i], NAMES[j])


@pytest.mark.parametrize("name", NAMES)
def test_an_attribute_is_where_it_should_be(name):
    """The mean picture of each value differs from the others' in the attribute's own place."""
    images, attributes = TRAIN
    rows = {"hat": slice(0, 5), "clothing": slice(13, 16), "mouth": slice(8, 12)}.get(
        name, slice(16)
    )
    column = attributes[:, NAMES.index(name)]
    means = [images[column == value].mean(0) for value in np.unique(column)]
    for i, first in enumerate(means):
        for second in means[i + 1 :]:
            change = abs(first - second).max(-1)
            assert change[rows].max() > 12 and change[rows].max() == change.max()


# --- selecting --------------------------------------------------------------------------------


def test_a_pair_is_withheld_by_its_mask():
    attributes = TRAIN[1]
    mask = portraits_with(attributes, hair_color="green", hat=("red", "blue"))
    expected = (attributes[:, 1] == 4) & ((attributes[:, 4] == 1) | (attributes[:, 4] == 2))
    np.testing.assert_array_equal(mask, expected)
    assert portraits_with(attributes[~mask], hair_color="green", hat="red").sum() == 0
    assert portraits_with(attributes).all()
    assert not portraits_with(attributes, hat=()).any()


def test_vectors_have_a_one_at_each_value():
    vectors = attribute_vectors(TRAIN[1][:50])
    sizes = [len(attribute.values) for attribute in PORTRAIT_ATTRIBUTES]
    parts = np.split(vectors, np.cumsum(sizes)[:-1], axis=1)
    found = np.stack([part.argmax(1) for part in parts], axis=1)
    np.testing.assert_array_equal(found, TRAIN[1][:50])
    assert all((part.sum(1) == 1).all() for part in parts) and vectors.dtype == "float32"


def test_columns_go_by_name():
    assert columns(NAMES) == list(range(9)) and columns([]) == []


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        (EVERY[0], r"have the shape \(n, 9\); got \(9,\). Of one portrait give attributes\[None\]"),
        (EVERY[:, :8], r"have the shape \(n, 9\); got \(90, 8\)"),
        (EVERY.astype(float), "are integers; got float64"),
        (EVERY - 1, "'hair' is a number in 0 .. 2; got -1 to 1"),
        (EVERY + [0, 0, 0, 0, 0, 0, 1, 0, 0], "'earrings' is a number in 0 .. 1; got 1 to 2"),
        (None, "have the shape"),
    ],
)
def test_attributes_that_are_none(attributes, message):
    for function in (
        check_attributes,
        portraits_with,
        lambda a: portrait_captions(a, "en", seed=0),
    ):
        with pytest.raises(ValueError, match=message):
            function(attributes)


def test_unknown_names_are_told_the_known_ones():
    with pytest.raises(ValueError, match="no attribute 'beard': choose from hair, hair_color, gl"):
        portraits_with(EVERY, beard="long")
    with pytest.raises(ValueError, match="no value 'green' of 'hat': choose from none, red, blue"):
        portraits_with(EVERY, hat=("red", "green"))


# --- captions ---------------------------------------------------------------------------------

ENGLISH = {
    "hair": {"short": r"\bshort ", "long": r"\blong ", "braids": r"\bbraids\b"},
    "hair_color": r"\b{} (hair|braids)\b",
    "glasses": {
        "none": r"without glasses\b",
        "clear": r"\bclear glasses",
        "dark": r"dark glasses|sunglasses",
    },
    "mouth": {"smiling": r"\bsmil", "sad": r"\bsad mouth", "open": r"\bopen mouth"},
    "hat": {
        "none": r"without (glasses, |glasses or )?a hat\b",
        **{color: rf"\b{color} hat\b" for color in ("red", "blue", "pink", "violet")},
    },
    "clothing": r"in {}( clothes)?(?=,|$)",
    "earrings": {"none": r"without ([a-z, ]+ or )?earrings", "gold": r"\bgold earrings"},
    "background": r"(on|against)( a)? {}\b",
    "skin": r"\b{} skin",
}
CHINESE = {
    "hair": {"short": "短发", "long": "长发", "braids": "辫子"},
    "hair_color": "{}(头发|短发|长发|辫子)",
    "glasses": {
        "none": "没戴眼镜|眼镜[^，]*都没戴",
        "clear": "(?<!没)戴着?眼镜",
        "dark": "戴着?墨镜",
    },
    "mouth": {
        "smiling": "嘴角向上|面带微笑",
        "sad": "嘴角(向下|下垂)",
        "open": "张着嘴|嘴巴张开",
    },
    "hat": {
        "none": "没戴帽子|帽子[^，]*都没戴",
        **{
            c: f"戴[^，]*{word}色?帽子"
            for c, word in zip(["red", "blue", "pink", "violet"], "红蓝粉紫", strict=True)
        },
    },
    "clothing": "穿{}衣服",
    "earrings": {"none": "没戴耳环|耳环都没戴", "gold": "戴[^，]*金色?耳环"},
    "background": "{}背景|背景是{}",
    "skin": {"light": "肤色浅|浅肤色", "medium": "肤色中等|中等肤色", "dark": "肤色深|深肤色"},
}


def read(caption, language):
    """What a caption says: by attribute the set of the values that are found in it."""
    found = {}
    for attribute in PORTRAIT_ATTRIBUTES:
        patterns = (ENGLISH if language == "en" else CHINESE)[attribute.name]
        words = attribute.values if language == "en" else attribute.chinese_values
        if isinstance(patterns, str):
            pairs = zip(attribute.values, words, strict=True)
            patterns = {value: patterns.replace("{}", word) for value, word in pairs}
        values = {value for value, pattern in patterns.items() if re.search(pattern, caption)}
        if values:
            found[attribute.name] = values
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("share", [1.0, 0.5, 0.2])
def test_a_caption_says_what_is_named_and_nothing_else(language, share):
    rng = np.random.default_rng(0)
    attributes = TEST[1]
    mask = rng.random(attributes.shape) < share
    captions = portrait_captions(attributes, language, seed=1, named=mask)
    for row, named, caption in zip(attributes, mask, captions, strict=True):
        said = {
            attribute.name: {attribute.values[number]}
            for attribute, number, is_named in zip(PORTRAIT_ATTRIBUTES, row, named, strict=True)
            if is_named
        }
        assert read(caption, language) == said, caption


@pytest.mark.parametrize("language", ["en", "zh"])
def test_captions_are_clean_text(language):
    mask = np.random.default_rng(2).random(TEST[1].shape) < 0.6
    for caption in portrait_captions(TEST[1], language, seed=0, named=mask):
        assert caption == caption.strip() and "  " not in caption and "{" not in caption
        assert not re.search(r",,|，，|, ?$|，$|和$|and$|or$|none", caption)
        if language == "zh":
            assert re.fullmatch(r"[一-鿿，、：]+", caption)
        else:
            assert re.fullmatch(r"[a-z, ]+", caption)


def test_captions_vary_with_the_seed_alone():
    for language in ("en", "zh"):
        first = portrait_captions(EVERY, language, seed=0)
        assert portrait_captions(EVERY.astype("uint8"), language, seed=np.int64(0)) == first
        assert portrait_captions(EVERY[:7], language, seed=0) == first[:7]
        one = EVERY[17:18]
        ways = {portrait_captions(one, language, seed=seed)[0] for seed in range(200)}
        assert len(ways) > 50


def test_captions_name_the_skin_only_when_asked():
    assert not any("skin" in caption for caption in portrait_captions(EVERY, "en", seed=0))
    assert not any("肤" in caption for caption in portrait_captions(EVERY, "zh", seed=0))
    assert all("skin" in caption for caption in portrait_captions(EVERY, "en", seed=0, named=NAMES))
    assert all("肤" in caption for caption in portrait_captions(EVERY, "zh", seed=0, named=NAMES))


def test_captions_that_name_nothing():
    assert {*portrait_captions(EVERY, "zh", seed=0, named=[])} == {"一幅头像"}
    assert {*portrait_captions(EVERY, "en", seed=0, named=[])} == {"a portrait", "a face"}
    assert portrait_captions(EVERY[:0], "en", seed=0) == []


def test_words_of_sex_and_origin_are_never_said():
    words = re.compile(
        r"\b(wo)?m[ae]n\b|\bboy|\bgirl|male\b|\bhe\b|\bshe\b|asian|african|european|[男女她他]|[亚非欧美]洲|种"
    )
    for language in ("en", "zh"):
        text = " ".join(portrait_captions(TEST[1], language, seed=0, named=NAMES))
        assert not words.search(text)
        assert "绿帽" not in text and "绿色帽" not in text  # an insult


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"language": "fr"}, 'language "en" or "zh"; got \'fr\''),
        ({"language": ["en"]}, 'language "en" or "zh"; got'),
        ({"seed": -1}, "seed=-1 must be a whole number and not be negative"),
        ({"seed": None}, "seed=None must be"),
        ({"seed": 1.5}, "seed=1.5 must be"),
        ({"named": "hat"}, r"a sequence, such as named=\['hat'\]"),
        ({"named": ["hat", "nose"]}, "no attribute 'nose': choose from"),
        ({"named": np.ones((90, 8), bool)}, r"shape of the attributes, \(90, 9\); got \(90, 8\)"),
    ],
)
def test_bad_requests_for_captions(arguments, message):
    arguments = {"language": "en", "seed": 0, **arguments}
    with pytest.raises(ValueError, match=message):
        portrait_captions(EVERY, **arguments)


# --- prepare_portraits.py ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def prepare():
    path = ROOT / "data" / "prepare_portraits.py"
    spec = importlib.util.spec_from_file_location("prepare_portraits", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_library_describes_what_is_drawn(prepare):
    drawn = {name: tuple(looks) for name, looks in prepare.LOOKS.items()}
    assert drawn == {attribute.name: attribute.values for attribute in PORTRAIT_ATTRIBUTES}
    assert list(drawn) == NAMES


def test_the_files_attributes_are_those_of_its_numbers(prepare):
    """No picture came twice, so that row i is number i: the choices need no package to be made."""
    both = np.concatenate([TRAIN[1], TEST[1]])
    for number in range(0, 12_000, 37):
        chosen = prepare.choose_attributes(number)
        row = [list(prepare.LOOKS[name]).index(value) for name, value in chosen.items()]
        assert both[number].tolist() == row


def test_no_shade_stands_for_two_values(prepare):
    for looks in prepare.LOOKS.values():
        used = [option for drawn in looks.values() for part in drawn.values() for option in part]
        assert len(used) == len(set(used))


def fake_drawing(transparent=False):
    """As `packages` gives them, but a picture is its clothing's colour, and the mouth's."""

    def avatar(style, wanted):
        wanted = {**wanted, "style": style}
        return type("Drawn", (), {"to_string": lambda self: repr(sorted(wanted.items()))})()

    def to_png(svg_string):
        colors = [re.search(rf"'{x}Color', '#(\w+)'", svg_string)[1] for x in ("clothing", "mouth")]
        pixels = np.zeros((16, 16, 4), "uint8")
        pixels[:8, :, :3], pixels[8:, :, :3] = (list(bytes.fromhex(color)) for color in colors)
        pixels[..., 3] = 254 if transparent else 255
        file = io.BytesIO()
        Image.fromarray(pixels).save(file, "PNG")
        return list(file.getvalue())

    return "pixel-art", avatar, to_png


def test_prepare_writes_different_pictures(prepare, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(prepare, "packages", lambda folder: fake_drawing())
    monkeypatch.setattr(prepare, "TRAIN", 12)
    monkeypatch.setattr(prepare, "TEST", 4)
    prepare.make_portraits(tmp_path, tmp_path)
    first = (tmp_path / "portraits.npz").read_bytes()
    prepare.make_portraits(tmp_path, tmp_path)
    assert (tmp_path / "portraits.npz").read_bytes() == first
    assert "12 + 4 images" in capsys.readouterr().out
    with np.load(tmp_path / "portraits.npz") as made:
        images = np.concatenate([made["train_images"], made["test_images"]])
        attributes = np.concatenate([made["train_attributes"], made["test_attributes"]])
    assert len({image.tobytes() for image in images}) == 16  # 8 shades of clothing, 2 of mouths
    clothing = prepare.LOOKS["clothing"]
    for image, row in zip(images, attributes, strict=True):
        (shades,) = clothing[list(clothing)[row[5]]].values()
        assert "#" + bytes(image[0, 0]).hex() in shades


def test_prepare_refuses_what_one_sees_through(prepare):
    wanted = prepare.options(0, prepare.choose_attributes(0))
    with pytest.raises(SystemExit, match="some that one can see through"):
        prepare.draw(fake_drawing(transparent=True), wanted)


def test_prepare_names_what_is_missing(prepare, tmp_path):
    with pytest.raises(SystemExit, match="pixel-art.json.*pip install --target FOLDER dicebear"):
        prepare.make_portraits(tmp_path, tmp_path)


# --- the reader -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reader():
    return PortraitReader()


def test_the_reader_knows_the_test_pictures(reader):
    accuracy = reader.accuracy(*TEST)
    assert list(accuracy) == NAMES
    assert min(accuracy.values()) > 0.999


def test_the_reader_expects_no_combination(reader):
    """It was counted on drawings of all values, each as frequent as the others."""
    for attribute in PORTRAIT_ATTRIBUTES:
        confusion = reader.confusion(attribute.name)
        size = len(attribute.values)
        assert confusion.shape == (size, size) and confusion.sum() == 6_000
        np.testing.assert_allclose(confusion.sum(1) / 6_000, 1 / size, atol=0.03)
        assert confusion.diagonal().sum() / 6_000 > 0.97


def test_the_reader_is_small():
    assert files.find("portrait_reader.npz").stat().st_size < 300_000


def test_the_reader_takes_every_form_of_images(reader):
    images = TEST[0][:40]
    expected = reader.predict(images)
    assert expected.dtype == np.uint8 and expected.shape == (40, 9)
    for dtype in ("float16", "float32", "float64"):
        np.testing.assert_array_equal(reader.predict((images / 255).astype(dtype)), expected)
    assert reader.predict(images[:1] > 127).shape == (1, 9)


def test_the_reader_sees_what_is_changed(reader):
    """The rows of the hat from another picture of the same hair and skin: its hat alone is read."""
    images, attributes = TEST
    same = attributes[:, [0, 1, 2, 8]]
    found = reader.predict(images[:1])[0]
    for other in np.flatnonzero((same == same[0]).all(1))[1:]:
        changed = images[0].copy()
        changed[:5] = images[other, :5]
        read = reader.predict(changed[None])[0]
        kept = [NAMES.index(name) for name in ("mouth", "clothing", "earrings", "skin")]
        np.testing.assert_array_equal(read[kept], found[kept])
        assert read[4] == attributes[other, 4]


def test_wishes_that_are_met_and_some_that_are_not(reader):
    images, attributes = TEST
    rates = reader.obeyed(images, attributes)
    assert list(rates) == NAMES
    for rate in rates.values():
        assert rate["read"] > 0.999
        assert rate["low"] <= rate["corrected"] <= rate["high"] <= 1 and rate["low"] > 0.99
    wanted = attributes.copy()
    wanted[:500, 8] = (wanted[:500, 8] + 1) % 3  # another tone than is shown, for a quarter
    (rate,) = reader.obeyed(images, wanted, names=["skin"]).values()
    assert rate["read"] == pytest.approx(0.75, abs=0.001)
    assert rate["low"] < 0.75 < rate["high"] and rate["high"] - rate["low"] < 0.05
    one = np.tile(attributes[:1], (len(images), 1))  # a single wanted value
    assert reader.obeyed(images, one)["hat"]["read"] == np.mean(attributes[:, 4] == one[0, 4])


@pytest.mark.parametrize(
    ("images", "message"),
    [
        (TEST[0][0], r"got \(16, 16, 3\). Of one image give images\[None\]"),
        (TEST[0][:2, ..., :1], r"got \(2, 16, 16, 1\)"),
        (TEST[0][:0], r"at least one image"),
        (TEST[0][:2].astype("float32"), "must lie in"),
    ],
)
def test_the_reader_refuses_other_images(reader, images, message):
    with pytest.raises(ValueError, match=message):
        reader.predict(images)


def test_features_tell_other_portraits_from_the_same(reader):
    images, attributes = TEST
    hats = portraits_with(attributes, hat="red")
    real = reader.features(images[:1000])
    assert real.shape == (1000, 64) and real.dtype == np.float32
    others = frechet_distance(real, reader.features(images[1000:]))
    assert others < 0.5
    assert frechet_distance(real, reader.features(images[hats])) > 5 * others
    assert frechet_distance(real, reader.features(images[1000:, ::-1])) > 10 * others
    with pytest.raises(ValueError, match="16, 16, 3"):
        reader.features(images[:3, :8])


def test_the_reader_refuses_what_does_not_match(reader):
    with pytest.raises(ValueError, match="3 images and attributes of 2: give as many"):
        reader.accuracy(TEST[0][:3], TEST[1][:2])
    with pytest.raises(ValueError, match="no attribute 'nose'"):
        reader.confusion("nose")
    with pytest.raises(ValueError, match="no attribute 'nose'"):
        reader.obeyed(TEST[0][:3], TEST[1][:3], names=["nose"])
    with pytest.raises(ValueError, match="are integers"):
        reader.obeyed(TEST[0][:3], TEST[1][:3] / 1)


# --- corrected rates --------------------------------------------------------------------------


def test_a_perfect_counter_needs_no_correction():
    estimate, low, high = corrected_rate(30, 100, (1.0, 10**6), (1.0, 10**6))
    assert estimate == pytest.approx(0.3)
    # Agresti and Coull's interval, which this one is for a counter that is known not to err.
    middle, n = (30 + 1.96**2 / 2) / (100 + 1.96**2), 100 + 1.96**2
    reach = 1.96 * (middle * (1 - middle) / n) ** 0.5
    np.testing.assert_allclose([low, high], [middle - reach, middle + reach], atol=1e-4)


@pytest.mark.parametrize("true", [0.0, 0.1, 0.5, 0.98])
@pytest.mark.parametrize("sensitivity", [(0.97, 1000), (0.9, 300)])
def test_intervals_hold_the_truth_in_95_of_100_cases(true, sensitivity):
    """The counter's own rates are measured too, each time anew."""
    rng = np.random.default_rng(0)
    (right, known), rest, count, times = sensitivity, 0.95, 500, 1000
    hits = rng.binomial(count, true * right + (1 - true) * (1 - rest), times)
    rights, rests = rng.binomial(known, right, times), rng.binomial(known, rest, times)
    estimates, lows, highs = np.transpose(
        [
            corrected_rate(int(h), count, (a / known, known), (b / known, known))
            for h, a, b in zip(hits, rights, rests, strict=True)
        ]
    )
    assert np.mean((lows <= true) & (true <= highs)) > 0.935
    assert (lows <= estimates).all() and (estimates <= highs).all()
    assert abs(estimates.mean() - true) < 0.01
    assert abs(np.mean(hits / count) - true) > 0.002  # which the correction has put right


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((3, 2, (1, 9), (1, 9)), "hits=3 must be in 0 .. count=2"),
        ((0, 0, (1, 9), (1, 9)), "count at least 1"),
        ((1, 2, (0.4, 9), (0.6, 9)), "no better than chance"),
    ],
)
def test_rates_that_cannot_be_corrected(arguments, message):
    with pytest.raises(ValueError, match=message):
        corrected_rate(*arguments)


def test_clean_pictures_have_few_colours():
    rng = np.random.default_rng(0)
    flat = rng.integers(0, 256, (8, 3))[rng.integers(8, size=(1, 16, 16))].astype("uint8")
    assert clean_share(flat) == 1
    near = np.clip(flat + rng.integers(-4, 5, flat.shape), 0, 255).astype("uint8")
    assert clean_share(near) > 0.95
    assert clean_share(rng.integers(0, 256, (1, 16, 16, 3), dtype="uint8")) < 0.1
    half = flat.copy()
    half[:, :8] = rng.integers(0, 256, (1, 8, 16, 3))
    assert 0.5 <= clean_share(half) < 0.6
    np.testing.assert_allclose(clean_share(half / 255), clean_share(half))
    images, _ = load_portraits()[1]
    assert clean_share(images[:200]).mean() > 0.95
