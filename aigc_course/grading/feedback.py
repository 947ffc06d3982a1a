"""Packs the pages under the names by which a platform gives them back to learners.

Moodle takes a zip with the participants' folders (View all submissions, Upload multiple feedback
files in a zip), Canvas one with the names of the files that it exported (Upload submissions).
"""

import zipfile

from aigc_course.grading import names


def write_feedback(path, pages, exercise):
    """Write a zip with a page for each submission.

    Args:
        path: Path of the zip.
        pages: List of pairs: a `report.Result` and its page, str.
        exercise: Str.
    """
    part = path.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        taken = set()
        for result, page in pages:
            name = feedback_name(result, exercise)
            stem, number = name.removesuffix(".html"), 2
            while name in taken:
                name = f"{stem} ({number}).html"
                number += 1
            taken.add(name)
            archive.writestr(name, page)
    part.replace(path)


def feedback_name(result, exercise):
    """The path of a submission's page in the zip.

    Args:
        result: `report.Result`.
        exercise: Str.

    Returns:
        Str: in the participant's folder, or the name of the file that was handed in and `.html`.
    """
    name = result.submission
    owned = [part for part in name.split("/") if names.owner(part, exercise)]
    is_file = result.submission in result.paths
    if owned:
        is_file = is_file or owned[0].lower().endswith(".zip")
        name = owned[0]
    name = name.encode("utf-8", "replace").decode()
    return f"{name}.html" if is_file else f"{name}/{exercise}_feedback.html"
