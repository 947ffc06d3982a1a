"""What learners hand in: every file belongs to a submission, or is named with its reason."""

import io
import json
import os
import struct
import subprocess
import tempfile
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aigc_course.grading import archives, roster, submissions
from aigc_course.grading import notebook as notebooks
from aigc_course.grading.tree import readable

GOOD = ["def double(x):\n    return 2 * x"]


def notebook(cells=GOOD, outputs=(), **more):
    cells = [
        {"cell_type": "code", "source": cell, "metadata": {}, "outputs": [*outputs]}
        for cell in cells
    ]
    return json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}} | more)


def make_zip(files, method=zipfile.ZIP_STORED):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def lay_out(folder, files, modified=None):
    """Write files by their paths; `modified` gives some of them a time, in seconds."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        os.utime(path, (1e9, (modified or {}).get(name, 1e9)))


def people(*ids, **matches):
    return [roster.Person(id, id.title(), matches.get(id, id), 1.0) for id in ids]


def read(place, exercise="tiny", people=()):
    """The submissions by name, and the paths to look at with their reasons."""
    groups, strays = submissions.survey(place, exercise, people)
    found = [submissions.read_group(group, exercise) for group in groups]
    return {submission.name: submission for submission in found}, dict(strays)


def owners(found):
    """Which person has which submission."""
    return {s.person.id: s for s in found.values() if s.person}


# Notebooks.


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "empty"),
        (b"not json", "format"),
        (b"[1, 2]", "format"),
        (b"[" * 10**5, "format"),
        (b"[]," * (notebooks.MAX_TOKENS // 3 + 1), "format"),
        (b'"' * 10**5 + b"\\", "format"),
        (b"\xff\xfe\x00", "UTF-16"),
        (notebook().encode("utf-16"), "UTF-16"),
        (notebook().encode("utf-16-be"), "UTF-16"),
        (notebook(["# Müller"], ensure_ascii=0).encode().replace(b"\\u00fc", b"\xfc"), "Latin-1"),
        (b'{"cells": 3}', "format"),
        (b'{"cells": [{"cell_type": "code", "source": [1]}]}', "format"),
        (b" " * (submissions.MAX_FILE + 1), "larger"),
    ],
)
def test_a_notebook_that_cannot_be_read_says_why(tmp_path, content, fault):
    (tmp_path / "a.ipynb").write_bytes(content)
    (found,) = submissions.find_submissions(tmp_path, "tiny")
    assert fault in found.fault and found.cells == []
    assert any("\u4e00" <= character <= "\u9fff" for character in found.fault_chinese)


def test_notebooks_of_version_3_are_read(tmp_path):
    cells = [{"cell_type": "code", "input": ["x = 1\n", "y = 2"]}, {"cell_type": "markdown"}]
    old = {"nbformat": 3, "worksheets": [{"cells": cells}]}
    (tmp_path / "a.ipynb").write_text(json.dumps(old), "utf-8")
    assert submissions.find_submissions(tmp_path, "tiny")[0].cells == ["x = 1\ny = 2"]


def test_forty_megabytes_of_outputs_are_dropped():
    picture = {"output_type": "display_data", "data": {"image/png": "A" * 20_000_000}}
    text = {"output_type": "stream", "text": ['a "quoted" [line] \\', '"outputs": [1'] * 1000}
    cells = ['x = {"outputs": [1, [2]]}', "y = '\"outputs\": ['"]
    data = notebook(cells, [picture, text], name='"outputs": [').encode()
    assert len(data) > 40_000_000
    assert notebooks.code_cells(data) == cells


def test_pictures_that_are_pasted_into_the_text_are_dropped():
    code = {"cell_type": "code", "source": GOOD[0], "outputs": [], "metadata": {}}
    pictures = {"a.png": {"image/png": "A" * 20_000_000}, "b.png": {"image/png": "{[" * 10**7}}
    text = {"cell_type": "markdown", "source": "![a](attachment:a.png)", "attachments": pictures}
    assert notebooks.code_cells(json.dumps({"cells": [text, code]}).encode()) == GOOD


@pytest.mark.parametrize("text", ['"' + '\\"' * 100_000, '["outputs", "' + '\\"' * 100_000, '"\\'])
def test_a_string_without_an_end_takes_no_time(text):
    began = time.monotonic()
    with pytest.raises(archives.Unreadable, match="format"):
        notebooks.code_cells(text.encode())
    assert time.monotonic() - began < 5


# Platforms, zips and names.


def test_folders_and_zips_as_platforms_export_them(tmp_path):
    inner = make_zip({"work/tiny.ipynb": notebook(), "work/points.npz": b"1"})
    export = {
        "export/Ann Lee_11_assignsubmission_file_/tiny.ipynb": notebook(),
        "export/Ann Lee_11_assignsubmission_file_/points.npz": b"2",
        "export/Ann Lee_11_assignsubmission_onlinetext_/onlinetext.html": "hello",
        "export/李 雷_12_file_/../../../etc/tiny.ipynb": notebook(),
        "export/Bo_13_file_/handed in.zip": inner,
        "export/Cy_14_file_/notes.txt": "no notebook",
        "export/Di_15_file_/draft.ipynb": notebook(),
        "export/Di_15_file_/other.ipynb": notebook(["x = 1"]),
        "__MACOSX/export/._x": b"",
    }
    (tmp_path / "class.zip").write_bytes(make_zip(export))
    found, strays = read(tmp_path / "class.zip")
    by_name = {name.split("/")[1].partition("_")[0]: s for name, s in found.items()}
    assert sorted(by_name) == sorted(["Ann Lee", "Bo", "Cy", "Di", "李 雷"])
    assert all(name.startswith("export/") for name in found) and list(strays) == [
        "__MACOSX/export/._x"
    ]
    assert by_name["Ann Lee"].files == {"points.npz": b"2", "onlinetext.html": b"hello"}
    assert by_name["Bo"].cells == GOOD and by_name["Bo"].files == {"work/points.npz": b"1"}
    assert by_name["Bo"].folder == "work" and by_name["Bo"].notebook == "work/tiny.ipynb"
    assert "no notebook" in by_name["Cy"].fault and "2 notebooks" in by_name["Di"].fault
    with zipfile.ZipFile(tmp_path / "class.zip") as archive:
        archive.extractall(tmp_path / "class")
    unpacked, _ = read(tmp_path / "class")
    assert {*unpacked} >= {name for name in found if "李" not in name}
    (tmp_path / "bad.zip").write_bytes(b"PK no zip")
    with pytest.raises(submissions.Unreadable, match="zip"):
        submissions.find_submissions(tmp_path / "bad.zip", "tiny")


def test_files_side_by_side_are_put_together_by_the_platforms_number(tmp_path):
    loose = {"lee_11_501_tiny.ipynb": notebook(), "lee_11_502_points.npz": "1"}
    loose |= {"wu_12_503_tiny.ipynb": notebook(), "notes.npz": "2"}
    moodle = "Ann Lee_14_assignsubmission_file_"
    loose |= {f"{moodle}tiny.ipynb": notebook(), f"{moodle}helper.py": "x = 1"}
    board = "Homework_alee_attempt_2026-11-02-10-00-00"
    loose |= {f"{board}.txt": "receipt", f"{board}_tiny.ipynb": notebook()}
    (tmp_path / "loose.zip").write_bytes(make_zip(loose))
    found, strays = read(tmp_path / "loose.zip")
    files = {name.partition("_")[0]: list(s.files) for name, s in found.items()}
    assert (
        files["lee"] == ["points.npz"] and files["wu"] == [] and files["Ann Lee"] == ["helper.py"]
    )
    assert len(found) == 4 and list(strays) == ["notes.npz"]


def test_one_surname_is_not_one_learner(tmp_path):
    lay_out(
        tmp_path,
        {
            "kim_12_501_tiny_ring.npz": "1",
            "kim_13_601_tiny.ipynb": notebook(),
            "kim_13_602_tiny_ring.npz": "2",
            "lee_tiny.ipynb": notebook(),
            "lee_tiny_ring.npz": "3",
        },
    )
    found, strays = read(tmp_path, people=people("12", "13", "14"))
    whose = owners(found)
    assert "no notebook" in whose["12"].fault and "kim_12_501" in whose["12"].fault
    assert whose["13"].files == {"tiny_ring.npz": b"2"}
    assert found["lee_tiny.ipynb"].files == {} and list(strays) == ["lee_tiny_ring.npz"]
    # A number that the platform gave to the file is nobody's id.
    lay_out(tmp_path, {"kim_15_121_tiny.ipynb": notebook()})
    assert "121" not in owners(read(tmp_path, people=people("12", "13", "121"))[0])
    assert owners(read(tmp_path, people=people("12", "13"))[0])["12"].cells == []


BLACKBOARD = "Homework_{}_attempt_2026-11-02-{}-00-00"


@pytest.mark.parametrize(
    ("alice", "bob", "name"),
    [
        (BLACKBOARD.format("alee", 10) + "_tiny.ipynb", BLACKBOARD.format("bob", 11),
         "x_alee_attempt_2099-01-01-00-00-00_tiny.ipynb"),
        (BLACKBOARD.format("a_lee", 10) + "_tiny.ipynb", BLACKBOARD.format("b_lee", 11),
         "tiny.ipynb"),
        ("Ann Lee_11_assignsubmission_file_tiny.ipynb", "Bob_12_assignsubmission_file",
         "Ann Lee_11_assignsubmission_file_tiny.ipynb"),
        ("lee_11_501_tiny.ipynb", "bob_12_601", "lee_11_701_tiny.ipynb"),
    ],
)  # fmt: skip
def test_no_learner_takes_a_classmates_place_by_the_name_of_a_file(tmp_path, alice, bob, name):
    bob = f"{bob}_{name}"
    lay_out(tmp_path, {alice: notebook(), bob: notebook(["x = 1"])}, {bob: 2e9})
    found, strays = read(tmp_path)
    assert {name: s.cells for name, s in found.items()} == {alice: GOOD, bob: ["x = 1"]}
    assert not strays and not any(s.notes for s in found.values())


@pytest.mark.parametrize(
    "name",
    ["hw_2026_11_28_{}", "lab_3_1_{}", "hw_2026_1128_{}", "hw_20261128_1030_{}", "hw_1_2026_{}",
     "class_2024_03_GAN_{}", "lab_3_101_{}", "实验_3_2023001_{}"],
)  # fmt: skip
def test_dates_and_chapters_are_no_numbers_of_a_platform(tmp_path, name):
    both = {f"{name.format(learner)}.ipynb": notebook([learner]) for learner in ("ann", "bob")}
    lay_out(tmp_path, both)
    found, strays = read(tmp_path, "03_gan")
    assert {*found} == {*both} and not strays and not any(s.fault for s in found.values())
    (tmp_path / "more").mkdir()
    lay_out(tmp_path / "more", both)
    whose = owners(read(tmp_path / "more", "03_gan", people("ann", "bob"))[0])
    assert {id: s.cells for id, s in whose.items()} == {"ann": ["ann"], "bob": ["bob"]}


def test_a_learners_number_behind_a_chapters_is_found_in_the_roster(tmp_path):
    names = {number: f"实验_3_{number}_tiny.ipynb" for number in ("20230001", "20230002")}
    lay_out(tmp_path, {name: notebook([number]) for number, name in names.items()})
    assert {*read(tmp_path)[0]} == {*names.values()}
    whose = owners(read(tmp_path, people=people(*names))[0])
    assert {id: s.cells for id, s in whose.items()} == {number: [number] for number in names}


def test_files_of_a_platform_keep_their_capitals(tmp_path):
    lay_out(tmp_path, {"lee_11_501_03_GAN.ipynb": notebook(), "lee_11_502_03_Gan_Ring.npz": "1"})
    lay_out(tmp_path, {"wu_12_503_03_gan.ipynb": notebook()})
    found, _ = read(tmp_path, "03_gan")
    assert found["lee_11_501_03_GAN.ipynb"].files == {"03_Gan_Ring.npz": b"1"}


@pytest.mark.parametrize(
    ("files", "expected", "to_look_at"),
    [
        # One learner alone keeps the folder's name.
        ({"lee/tiny/tiny.ipynb": ""}, ["lee"], []),
        ({"lee/work/tiny.ipynb": ""}, ["lee/work"], []),
        ({"export/lee/tiny.ipynb": ""}, ["export/lee"], []),
        # A folder of flat notebooks in another folder, a stray file beside it.
        ({"export/lee_1_tiny.ipynb": "", "export/wu_2_tiny.ipynb": ""}, ["export/lee_1_tiny.ipynb",
         "export/wu_2_tiny.ipynb"], []),
        ({"a/b/lee.ipynb": "", "a/b/wu.ipynb": ""}, ["a/b/lee.ipynb", "a/b/wu.ipynb"], []),
        ({"e/tiny_李雷.ipynb": "", "e/tiny_韩梅梅.ipynb": "", "late.ipynb": ""},
         ["e/tiny_李雷.ipynb", "e/tiny_韩梅梅.ipynb", "late.ipynb"], []),
        ({"export/lee/tiny.ipynb": "", "export/wu/tiny.ipynb": "", "notes.txt": "x"},
         ["export/lee", "export/wu"], ["notes.txt"]),
        ({"export/lee/tiny.ipynb": "", "export/wu/tiny.ipynb": "", "zhao/tiny.ipynb": ""},
         ["export/lee", "export/wu", "zhao"], []),
        ({"a/lee/tiny.ipynb": "", "a/wu/tiny.ipynb": "", "b/zhao/tiny.ipynb": ""},
         ["a/lee", "a/wu", "b/zhao"], []),
        # The place is one learner's own folder, or seems to be.
        ({"tiny.ipynb": "", "tiny_ring.npz": "x", "data/a.csv": "x", ".DS_Store": "x"},
         ["tiny.ipynb"], []),
        ({"tiny.ipynb": "", "kim_tiny_ring.npz": "x"}, ["tiny.ipynb"], ["kim_tiny_ring.npz"]),
        ({"lee.ipynb": "", "ring.npz": "x"}, ["lee.ipynb"], ["ring.npz"]),
        ({"hw/1.ipynb": "", "hw/2.ipynb": ""}, ["hw/1.ipynb", "hw/2.ipynb"], []),
        ({"a/lee.ipynb": "", "a/wu.ipynb": "", "b/zhao.ipynb": "", "b/kim.ipynb": ""},
         ["a/lee.ipynb", "a/wu.ipynb", "b/kim.ipynb", "b/zhao.ipynb"], []),
        # One learner with several notebooks.
        ({"lee/tiny.ipynb": "", "lee/helper.ipynb": "", "lee/notes.ipynb": ""}, ["lee"], []),
        ({"lee/01_empty.ipynb": "", "lee/tiny.ipynb": ""}, ["lee"], []),
        ({"lee/1/old.ipynb": "", "lee/2/tiny.ipynb": "", "wu/tiny.ipynb": ""}, ["lee", "wu"], []),
        # A file beside the notebook.
        ({"lee/tiny/tiny.ipynb": "", "lee/tiny/helper.py": "x", "wu/tiny/tiny.ipynb": "",
          "wu/tiny/time.txt": "x"}, ["lee", "wu"], []),
        # Names that begin with a dot, and what systems write.
        ({".lee/tiny.ipynb": "", ".wu.ipynb": "", ".DS_Store": "x", "Thumbs.db": "x"},
         [".lee", ".wu.ipynb"], [".DS_Store", "Thumbs.db"]),
        ({"lee/.ipynb_checkpoints/tiny-checkpoint.ipynb": "", "wu/tiny.ipynb": ""},
         ["lee", "wu"], []),
    ],
)  # fmt: skip
def test_learners_are_found_in_folders_of_any_shape(tmp_path, files, expected, to_look_at):
    lay_out(tmp_path, {name: content or notebook() for name, content in files.items()})
    found, strays = read(tmp_path)
    assert (sorted(found), sorted(strays)) == (sorted(expected), sorted(to_look_at))


def test_a_zip_beside_an_export_is_a_submission_of_its_own(tmp_path):
    odd = io.BytesIO()
    with zipfile.ZipFile(odd, "w") as archive:
        member = zipfile.ZipInfo("a")
        member.filename = ""
        archive.writestr(member, b"x")
    export = {"export/lee/tiny.ipynb": notebook(), "export/wu/tiny.ipynb": notebook()}
    lay_out(tmp_path, export | {"odd.zip": odd.getvalue(), "no.zip": b"PK no zip"})
    found, _ = read(tmp_path)
    assert {*found} == {"export/lee", "export/wu", "odd.zip", "no.zip"}
    assert found["odd.zip"].fault and "zip cannot be read" in found["no.zip"].fault


@pytest.mark.parametrize("ending", [".ipynb.txt", ".ipynb.json", ".IPYNB", ".json", ".txt", ""])
def test_a_notebook_of_another_ending_is_one_if_its_content_is(tmp_path, ending):
    lay_out(tmp_path, {f"lee_11_501_tiny{ending}": notebook(), "wu_12_502_tiny.ipynb": notebook()})
    found, strays = read(tmp_path)
    assert [s.cells for s in found.values()] == [GOOD, GOOD] and not strays


@pytest.mark.parametrize("ending", [".rar", ".7z", ".py", ".docx", ".pdf", ".ipynb.pdf"])
def test_what_is_no_notebook_has_a_row_where_it_is_all_that_a_learner_gave(tmp_path, ending):
    odd = f"cy_11_501_tiny{ending}"
    files = {odd: "Rar!", "wu_12_502_tiny.ipynb": notebook(), f"wu_12_503_x{ending}": "x"}
    files |= {f"bo/tiny{ending}": "x", "di/tiny.ipynb": notebook(), f"zoe_tiny{ending}": "x"}
    lay_out(tmp_path, files)
    found, strays = read(tmp_path)
    for name in (odd, "bo", f"zoe_tiny{ending}"):
        assert "no notebook" in found[name].fault and ending in found[name].fault
        assert (
            "Ask for the .ipynb" in found[name].fault and "没有笔记本" in found[name].fault_chinese
        )
    assert found["wu_12_502_tiny.ipynb"].files == {f"x{ending}": b"x"} and not strays


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_a_notebook_that_an_editor_saved_as_text_is_told_what_to_do(tmp_path, encoding):
    lay_out(tmp_path, {"lee/tiny.ipynb.txt": notebook().encode(encoding)})
    found = read(tmp_path)[0]["lee"]
    assert found.cells == GOOD if encoding == "utf-8-sig" else "UTF-16" in found.fault


def test_data_in_a_zip_that_is_named_for_a_notebook_are_no_notebook(tmp_path):
    inside = {"config.json": '{"a": 1}', "work/tiny.ipynb": notebook(), "work/data.txt": "{"}
    lay_out(tmp_path, {"lee/tiny.ipynb.zip": make_zip(inside), "wu/tiny.ipynb": notebook()})
    found = read(tmp_path)[0]["lee"]
    assert found.cells == GOOD and {"config.json", "work/data.txt"} == {*found.files}
    lay_out(tmp_path, {"bo/tiny.ipynb.zip": make_zip({"config.json": '{"a": 1}'})})
    assert "no notebook" in read(tmp_path)[0]["bo"].fault


def test_an_exercise_is_known_under_other_capitals_and_dashes(tmp_path):
    files = {"lee/02-Math.ipynb": notebook(), "lee/01_History.ipynb": notebook(["x = 1"])}
    lay_out(tmp_path, files | {"lee/more.rar": "Rar!"})
    found = read(tmp_path, "02_math")[0]["lee"]
    assert found.cells == GOOD and "more.rar: not opened" in found.notes[0][0]


def raw_name(data, ascii_name, raw):
    """A zip whose member has a name of other bytes, without the flag for UTF-8."""
    assert len(ascii_name) == len(raw)
    return data.replace(ascii_name.encode(), raw)


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("李雷", "gbk"),
        ("韩梅梅", "gb18030"),
        ("王喆", "gbk"),
        ("李雷", "utf-8"),
        ("Müller", "cp437"),
    ],
)
def test_names_in_zips_without_a_flag_are_those_that_were_written(tmp_path, name, encoding):
    raw = name.encode(encoding)
    place = "N" * len(raw)
    data = make_zip({f"{place}_1/tiny.ipynb": notebook(), "zoe_2/tiny.ipynb": notebook()})
    (tmp_path / "class.zip").write_bytes(raw_name(data, place, raw))
    found, _ = read(tmp_path / "class.zip", people=people("1", "2", **{"1": name}))
    assert f"{name}_1" in found and owners(found)["1"].cells == GOOD


def test_the_unicode_path_of_info_zip_counts(tmp_path):
    raw, name = b"???", "李雷.ipynb"
    body = struct.pack("<BI", 1, zlib.crc32(raw)) + name.encode()
    member = zipfile.ZipInfo("???")
    member.extra = struct.pack("<HH", archives.UNICODE_PATH, len(body)) + body
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        archive.writestr(member, notebook())
    assert "李雷.ipynb" in read(tmp_path / "class.zip")[0]


def test_names_of_unpacked_zips_are_read_as_gbk(tmp_path):
    folder = os.path.join(os.fsencode(tmp_path), "李雷".encode("gbk"))
    os.mkdir(folder)
    Path(os.fsdecode(folder), "tiny.ipynb").write_text(notebook(), "utf-8")
    assert [*read(tmp_path)[0]] == ["李雷"]


def test_two_members_of_one_name_are_two_files(tmp_path):
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        archive.writestr("lee/tiny.ipynb", notebook())
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("lee/tiny.ipynb", notebook(["x = 1"]))
    (found,) = read(tmp_path / "class.zip")[0].values()
    assert len(found.paths) == 2 and "tiny (2).ipynb counts" in found.notes[0][0]


# Hostile zips.


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_only_stored_and_deflated_members_are_read(tmp_path, method):
    lay_out(tmp_path, {"lee.zip": make_zip({"tiny.ipynb": notebook()}, method)})
    (found,) = read(tmp_path)[0].values()
    assert "ordinary zip" in found.fault and "zip" in found.fault_chinese
    lay_out(tmp_path, {"lee.zip": make_zip({"tiny.ipynb": notebook()}, zipfile.ZIP_DEFLATED)})
    assert read(tmp_path)[0]["lee.zip"].cells == GOOD


def test_what_is_inflated_in_all_has_a_bound(tmp_path, monkeypatch):
    monkeypatch.setattr(submissions, "MAX_INFLATED", 10_000_000)
    read_bytes = []
    extract = archives.Zips._extract

    def counted(*arguments):
        read_bytes.append(0)
        data = extract(*arguments)
        read_bytes[-1] = len(data)
        return data

    monkeypatch.setattr(archives.Zips, "_extract", counted)
    inner = {f"{n}.zip": make_zip({"x.bin": bytes(2_000_000)}, zipfile.ZIP_DEFLATED)
             for n in range(20)}  # fmt: skip
    bomb = make_zip({**inner, "tiny.ipynb": notebook()}, zipfile.ZIP_DEFLATED)
    lay_out(tmp_path, {"lee.zip": bomb, "wu.ipynb": notebook()})
    found, _ = read(tmp_path)
    assert found["lee.zip"].fault and found["wu.ipynb"].cells == GOOD
    assert sum(read_bytes) < 15_000_000


def test_a_zip_of_a_million_names_is_not_listed(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_MEMBERS", 10)
    many = make_zip({str(number): "" for number in range(11)})
    lay_out(tmp_path, {"lee.zip": many, "wu.ipynb": notebook()})
    assert "too many" in read(tmp_path)[0]["lee.zip"].fault


def test_a_large_zip_has_room_for_a_class_and_not_for_millions(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_ZIP", 1000)
    monkeypatch.setattr(archives, "MAX_MEMBERS", 3)
    monkeypatch.setattr(archives, "MAX_OF_CLASS", 20)
    members = {f"lee/{n}.txt": "" for n in range(19)} | {"lee/tiny.ipynb": notebook()}
    (tmp_path / "class.zip").write_bytes(make_zip(members))
    assert read(tmp_path / "class.zip")[0]["lee"].cells == GOOD
    (tmp_path / "class.zip").write_bytes(make_zip(members | {"one more": ""}))
    with pytest.raises(archives.Unreadable, match="too many"):
        read(tmp_path / "class.zip")
    lay_out(tmp_path / "folder", {"lee.zip": make_zip(members | {"one more": ""})})
    (found,) = read(tmp_path / "folder")[0].values()
    assert found.fault and found.paths == ("lee.zip",)


def test_members_are_counted_wherever_a_piece_of_the_zip_ends(tmp_path):
    for before in range((1 << 20) - 5, (1 << 20) + 2):
        data = bytes(before) + archives.HEADER * 3
        (tmp_path / "a.zip").write_bytes(data)
        assert archives._headers(tmp_path / "a.zip") == archives._headers(io.BytesIO(data)) == 3


def test_folders_within_each_other_without_end_stop_nobody(tmp_path):
    lay_out(tmp_path, {"wu/tiny.ipynb": notebook(), "lee/tiny.ipynb": notebook()})
    lay_out(tmp_path, {f"bo/{'a/' * 40}tiny.ipynb": notebook()})
    here = os.getcwd()
    try:
        os.chdir(tmp_path / "lee")
        for _ in range(1200):
            os.mkdir("a")
            os.chdir("a")
        Path("x.npz").write_bytes(b"1")
        found, strays = read(tmp_path)
    finally:
        os.chdir(here)
        subprocess.run(["rm", "-r", tmp_path / "lee/a"], check=True)  # Python's own way is too deep
    assert [s.cells for s in found.values()] == [GOOD, GOOD, GOOD] and not strays
    assert "too many folders" in found["lee"].notes[0][0] and "过深" in found["lee"].notes[0][1]


@pytest.fixture
def without_rights():
    """A folder of a user who has no other's rights, as which the test runs."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)
        before = os.geteuid()
        try:
            if before == 0:
                os.seteuid(65534)
            yield Path(folder)
        finally:
            for path in Path(folder).glob("*"):
                path.chmod(0o700)
            os.seteuid(before)


def test_a_folder_whose_files_are_closed_stops_nobody(without_rights):
    lay_out(without_rights, {"wu/tiny.ipynb": notebook(), "lee/tiny.ipynb": notebook()})
    lay_out(without_rights, {"lee/sub/a.npz": "1", "bo/tiny.ipynb": notebook()})
    (without_rights / "lee").chmod(0o444)  # its names can be read, and nothing else
    (without_rights / "bo").chmod(0)
    found, strays = read(without_rights)
    assert found["wu"].cells == GOOD
    assert "cannot be opened" in found["lee"].fault and "无法打开" in found["lee"].fault_chinese
    assert "cannot be opened" in strays["bo"][0]


def test_zips_within_zips_and_a_damaged_one_beside_a_notebook(tmp_path):
    deep = make_zip({"tiny.ipynb": notebook()})
    for name in ("c", "b", "a"):
        deep = make_zip({f"{name}.zip": deep})
    lay_out(tmp_path, {"lee.zip": deep, "wu/tiny.ipynb": notebook(), "wu/data.zip": b"PK"})
    found, _ = read(tmp_path)
    assert found["lee.zip"].cells == GOOD or found["lee.zip"].fault
    assert found["wu"].cells == GOOD and "data.zip" in found["wu"].notes[0][0]


def test_links_are_named_and_a_folder_of_links_has_a_row(tmp_path):
    lay_out(tmp_path, {"wu/tiny.ipynb": notebook()})
    (tmp_path / "lee").mkdir()
    (tmp_path / "nothing").mkdir()
    os.symlink("/etc/passwd", tmp_path / "lee/tiny.ipynb")
    os.symlink("/etc/passwd", tmp_path / "wu/other.ipynb")
    os.symlink("/etc", tmp_path / "bo")
    os.mkfifo(tmp_path / "pipe")
    found, strays = read(tmp_path)
    assert {*found} == {"lee", "wu"} and {*strays} == {"bo", "nothing/", "pipe"}
    assert "links" in found["lee"].fault and "not followed" in found["wu"].notes[0][0]


# Several attempts.


@pytest.mark.parametrize(
    ("files", "counts"),
    [
        ({"lee_11_501_tiny.ipynb": 2, "lee_11_601_tiny-1.ipynb": 1}, "lee_11_601_tiny-1.ipynb"),
        ({"lee_11_501_tiny.ipynb": 2, "lee_LATE_11_601_tiny.ipynb": 1},
         "lee_LATE_11_601_tiny.ipynb"),
        ({"lee.ipynb": 0, "lee (1).ipynb": 0}, "lee (1).ipynb"),
        ({"lee.ipynb": 9000, "lee (1).ipynb": 0}, "lee.ipynb"),
        ({"lee.ipynb": 0, "lee-1.ipynb": 0, "lee-2.ipynb": 0}, "lee-2.ipynb"),
        ({"lee_2026-11-02.ipynb": 0, "lee_2026-11-01.ipynb": 9000}, "lee_2026-11-02.ipynb"),
        ({"H_lee_attempt_2026-11-01-10-00-00_tiny.ipynb": 0,
          "H_lee_attempt_2026-11-01-11-00-00_tiny.ipynb": 0},
         "H_lee_attempt_2026-11-01-11-00-00_tiny.ipynb"),
        ({"lee/tiny.ipynb": 0, "lee (1)/tiny.ipynb": 0}, "lee (1)"),
        ({"lee.ipynb": 0, "lee.zip": 9000}, "lee.zip"),
        ({"lee.ipynb": 9000, "lee.zip": 0}, "lee.ipynb"),
    ],
)  # fmt: skip
def test_the_newest_attempt_counts_and_the_others_are_named(tmp_path, files, counts):
    contents = {}
    for number, name in enumerate(files):
        cells = notebook([f"x = {number}"])
        contents[name] = make_zip({"tiny.ipynb": cells}) if name.endswith(".zip") else cells
    lay_out(tmp_path, contents, {name: 1e9 + after for name, after in files.items()})
    if "lee.zip" in files:  # members have times of their own: 1980, or now
        (tmp_path / "lee.zip").write_bytes(zip_of_year(2026 if files["lee.zip"] else 1990))
    found, strays = read(tmp_path)
    assert list(found) == [counts] and not strays
    (note,) = found[counts].notes
    assert "2 submissions" in note[0] or "3 submissions" in note[0]
    assert counts in note[0] and "为准" in note[1]
    assert all(name.split("/")[0] in note[0] for name in files)
    assert len(found[counts].paths) == len(files)


def zip_of_year(year):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(zipfile.ZipInfo("tiny.ipynb", (year, 1, 1, 0, 0, 0)), notebook(["z = 1"]))
    return data.getvalue()


@pytest.mark.parametrize(
    "files",
    [
        ["tiny.ipynb", "tiny (1).ipynb"],  # a chat's names: of two learners, perhaps
        ["作业.ipynb", "作业 (1).ipynb"],
        ["homework.ipynb", "homework (1).ipynb"],
        ["hw1.ipynb", "hw1 (1).ipynb"],
        ["Untitled.ipynb", "Untitled (1).ipynb"],
        ["第三次作业.ipynb", "第三次作业 (1).ipynb"],
        ["solution 2.ipynb", "solution 2 (1).ipynb"],
        ["2026-1.ipynb", "2026-2.ipynb"],
        ["lee_11_501_tiny.ipynb", "lee_12_501_tiny-1.ipynb"],
        ["李雷_20261101_tiny.ipynb", "李雷_20261102_tiny.ipynb"],
    ],
)
def test_in_doubt_two_notebooks_are_two_submissions(tmp_path, files):
    lay_out(tmp_path, {name: notebook([name]) for name in files})
    assert sorted(read(tmp_path)[0]) == sorted(files)


def test_the_exercises_short_name_names_nobody(tmp_path):
    lay_out(tmp_path, {"gan.ipynb": notebook(["a"]), "gan (1).ipynb": notebook(["b"])})
    assert {*read(tmp_path, "03_gan")[0]} == {"gan.ipynb", "gan (1).ipynb"}


def test_copies_in_one_folder_and_a_zip_of_the_same_name(tmp_path):
    lay_out(
        tmp_path,
        {
            "di/tiny.ipynb": notebook(["x = 1"]),
            "di/tiny (1).ipynb": notebook(["x = 2"]),
            "ed/tiny.ipynb": notebook(),
            "ed/tiny.zip": make_zip({"tiny.ipynb": notebook()}),
            "fu/tiny.ipynb": notebook(["x = 3"]),
            "fu/tiny.zip": zip_of_year(1990),
        },
    )
    found, _ = read(tmp_path)
    assert found["di"].cells == ["x = 2"] and "tiny (1).ipynb counts" in found["di"].notes[0][0]
    assert found["ed"].cells == GOOD and not found["ed"].notes  # it is the same one
    assert found["fu"].cells == ["x = 3"] and "modified last" in found["fu"].notes[0][0]


def test_attempts_of_a_person_of_the_roster_count_once_with_data_handed_in_apart(tmp_path):
    files = {"a/s01_tiny.ipynb": notebook(["x = 1"]), "b/s01-tiny-2.ipynb": notebook(["x = 2"])}
    files |= {"a/s02.ipynb": notebook(), "s01_tiny_ring.npz": "1"}
    lay_out(tmp_path, files)
    whose = owners(read(tmp_path, people=people("s01", "s02", "s03"))[0])
    assert whose["s01"].cells == ["x = 2"] and list(whose["s01"].files) == ["s01_tiny_ring.npz"]
    assert {*whose} == {"s01", "s02"}


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("lee_11_50{}_", {"part.npz", "part-1.npz", "part-2.npz", "tiny_ring.npz",
                          "tiny_ring-1.npz", "v-3.txt", "v.txt"}),
        ("Ann Lee_11_assignsubmission_file_", {"part-1.npz", "part-2.npz", "tiny_ring-1.npz",
                                               "v-3.txt"}),
    ],
)  # fmt: skip
def test_data_whose_names_end_in_numbers_keep_them(tmp_path, front, expected):
    given = ["tiny-1.ipynb", "part-1.npz", "part-2.npz", "tiny_ring-1.npz", "v-3.txt"]
    contents = {name: notebook() if "ipynb" in name else name for name in given}
    files = {front.format(n) + name: contents[name] for n, name in enumerate(given)}
    lay_out(tmp_path, files | {"wu_12_601_tiny.ipynb": notebook(), "zoe_tiny.ipynb": notebook()})
    found = next(s for s in read(tmp_path)[0].values() if len(s.paths) > 1)
    assert {*found.files} == expected and found.cells == GOOD
    assert all(found.files[name] == name.encode() for name in contents if name in found.files)
    if "part.npz" in expected:
        assert found.files["part.npz"] == b"part-2.npz"


# The digest.


def test_the_digest_tells_which_notebook_is_graded_and_from_where(tmp_path):
    first, second = notebook(["x = 1"]), notebook(["y = 2"])
    layouts = {
        "a": {"tiny.ipynb": first, "01_other.ipynb": second},
        "b": {"tiny.ipynb": second, "01_other.ipynb": first},
        "c": {"sub/tiny.ipynb": first, "01_other.ipynb": second},
        "d": {"tiny.ipynb": first, "01_other.ipynb": second, "x.npz": b"1"},
        "e": {"tiny.ipynb": first, "01_other.ipynb": second, "y.npz": b"1"},
    }
    for name, files in layouts.items():
        lay_out(tmp_path / name, files)
    found, _ = read(tmp_path)
    assert len(found) == 5 and len({s.digest for s in found.values()}) == 5
    again, _ = read(tmp_path)
    assert [s.digest for s in again.values()] == [s.digest for s in found.values()]


# The roster.


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("id,name\nlee,李雷\n", "utf-8"),
        ("id,name\nlee,李雷\n", "utf-8-sig"),
        ("id;name\nlee;李雷\n", "utf-8"),
        ("sep=;\nid;name;time_factor\nlee;李雷;1,5\n", "utf-8"),
        ("ID\tName\r\nlee\t李雷\r\n", "gb18030"),
        ("\nid,name\nlee,李雷\n,\n , \n\n", "gbk"),
        ('id,name\n"lee",李雷,beyond\n', "utf-8"),
    ],
)
def test_rosters_as_spreadsheets_write_them(tmp_path, text, encoding):
    path = tmp_path / "roster.csv"
    path.write_bytes(text.encode(encoding))
    (person,) = roster.read_roster(path)
    assert person[:3] == ("lee", "李雷", "lee")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", ["empty"]),
        (b"number;name\n1;Lee\n", ["number, name", "no id"]),
        (b"id,name\n,\n", ["no row"]),
        (b"student\n1\n", ["student", "no id and no name"]),
        (b"id,name\nlee,Lee\n,Wu\n", ["line 3", "no id"]),
        (b'id,name\n"a\nb",Lee\n,Wu\n', ["line 4"]),
        (b"id,name\nlee,Lee\nlee,Lea\n", ["twice", "lee"]),
        (b"id,name,time_factor\nlee,Lee,fast\n", ["line 2", "time_factor"]),
        ("id,name\nlee,Lee\n".encode("utf-16"), ["UTF-16"]),
        (b"id,name\nlee,L\xff\xff\n", ["neither"]),
    ],
)
def test_a_roster_is_refused_with_what_is_there(tmp_path, data, words):
    path = tmp_path / "roster.csv"
    path.write_bytes(data)
    with pytest.raises(roster.BadRoster) as refusal:
        roster.read_roster(path)
    assert all(word in str(refusal.value) for word in words)


# Every file, over made-up folders.

NAMES = st.sampled_from(
    ["lee", "wu_2", "李雷", "Ann Lee_11_assignsubmission_file_", "kim_12_501", ".dot", "export",
     "lee (1)", "lee-1", "02", "tiny", "\udcc0\udcee\udcc0\udcd7", "__MACOSX", "a b", "Müller"]
)  # fmt: skip
ENDINGS = st.sampled_from(
    [".ipynb", ".IPYNB", ".ipynb.txt", ".ipynb.json", ".npz", ".rar", ".py", "", ".txt", ".zip",
     "_tiny.ipynb", "_tiny-1.ipynb", "_tiny (1).ipynb", "_tiny_ring.npz", ".DS_Store"]
)  # fmt: skip
CONTENTS = st.sampled_from([notebook(), notebook(["x = 1"]), "", "text", "link", "PK"])
FILES = st.tuples(st.lists(NAMES, max_size=3), NAMES, ENDINGS, CONTENTS)
TREES = st.lists(FILES, min_size=1, max_size=8)


def holds(inside, name):
    """Whether a zip has a folder of this name, too; then the file gets another one."""
    return any(other.startswith(f"{name}/") for other in inside)


def plant(folder, tree, zipped):
    """Write a tree below a folder; returns the paths of its files, and of the zip's in it."""
    expected = set()
    for above, name, ending, content in tree:
        path = folder.joinpath(*above, name + ending)
        blocked = any(parent.is_file() or parent.is_symlink() for parent in path.parents)
        short = readable(path.relative_to(folder))
        alike = any(f"{short}/".startswith(f"{e}/") or e.startswith(f"{short}/") for e in expected)
        if blocked or alike:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        if content == "link":
            os.symlink("/etc/passwd", path)
        else:
            path.write_text(content, "utf-8")
        expected.add(short)
    if zipped and not os.path.lexists(folder / "more.zip"):
        inside = {"/".join([*above, name + ending]): text for above, name, ending, text in zipped}
        inside = {
            name: text
            for name, text in inside.items()
            if name.isprintable() and not holds(inside, name)
        }
        if inside:
            (folder / "more.zip").write_bytes(make_zip(inside))
            expected |= {f"more.zip/{name}" for name in inside}
    return expected


@settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck])
@given(TREES, TREES | st.none(), st.booleans())
def test_every_file_belongs_to_one_submission_or_is_named(tmp_path_factory, tree, zipped, known):
    folder = tmp_path_factory.mktemp("made up")
    expected = plant(folder, tree, zipped)
    class_list = people("lee", "wu", "12", "11") if known else []
    found, strays = read(folder, people=class_list)
    belonging = [path for s in found.values() for path in s.paths]
    assert len(belonging) == len({*belonging}) and not {*belonging} & {*strays}
    assert {*belonging, *(path for path in strays if not path.endswith("/"))} == expected
    for english, chinese in strays.values():
        assert english and any("\u4e00" <= character <= "\u9fff" for character in chinese)
    for submission in found.values():
        assert submission.cells or submission.fault or submission.digest
        assert bool(submission.fault) == bool(submission.fault_chinese)


WORDS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0") | st.sampled_from("/_-. ()\\"),
    min_size=1,
    max_size=20,
)
MEMBERS = st.dictionaries(
    st.builds("{}{}".format, WORDS, st.sampled_from(["", ".ipynb", ".npz", "_1_2_tiny.ipynb"])),
    CONTENTS,
    min_size=1,
    max_size=5,
)


@settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck])
@given(MEMBERS, st.dictionaries(st.sampled_from(["a.zip", "x/b.zip", "x/c.zip"]), MEMBERS))
def test_every_file_of_a_zip_and_of_the_zips_in_it_is_counted(tmp_path_factory, members, inner):
    place = tmp_path_factory.mktemp("made up") / "class.zip"
    expected = 0
    for name, inside in inner.items():
        members = members | {name: make_zip(inside)}
        expected += sum(not inner_name.endswith("/") for inner_name in inside) or 1
    expected += sum(not name.endswith("/") for name in members if name not in inner)
    place.write_bytes(make_zip(members))
    if not expected:
        return
    found, strays = read(place)
    files = [path for s in found.values() for path in s.paths]
    files += [path for path in strays if not path.endswith("/")]
    assert len(files) == len({*files}) == expected


def test_a_hostile_zip_is_read_in_bounded_time_and_depth(tmp_path):
    names = {"a/" * 30_000 + "x.ipynb": notebook(), "b" * 60_000 + ".npz": b"1"}
    names |= {"(1)" * 20_000 + ".npz": b"1", "c.txt": bytes(30_000_000)}
    with zipfile.ZipFile(tmp_path / "lee.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in names.items():
            archive.writestr(name, content)
        with pytest.warns(UserWarning, match="Duplicate"):
            for _ in range(3000):
                archive.writestr("same.txt", b"")
    lay_out(tmp_path, {"wu.ipynb": notebook()})
    found, _ = read(tmp_path)
    assert "files" in found["lee.zip"].fault and found["wu.ipynb"].cells == GOOD
    assert len(found["lee.zip"].paths) == 3004
