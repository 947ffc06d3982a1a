"""Sets the repository's public address, stamps it into the chapters, and says what to push.

python notebooks/address.py https://github.com/you/aigc_keras
"""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # where the tests load this file

import build
from sources import read_stamps

ROOT = Path(__file__).resolve().parents[1]
USAGE = "Usage: make repository URL=https://github.com/you/aigc_keras"


def set_address(root, address):
    """Write the address into pyproject.toml, the one place where it stands."""
    file = root / "pyproject.toml"
    line = f'Repository = "{address}"'
    text = re.sub(r"(?m)^Repository = .*", lambda _: line, file.read_text("utf-8"))
    file.write_text(text, "utf-8")


def to_push(root):
    """Return the two commands after which badges and set-up cells find the course.

    The badge and the set-up cell name a tag, so that an old notebook goes on working: whoever
    publishes the course pushes the branch and that tag.
    """
    stamps = read_stamps(root)
    push = f"git push {stamps['repository']} HEAD"
    return [push, f"{push}:refs/tags/{stamps['tag']}"]


def main(arguments=None, root=ROOT):
    """Set the address; return the exit status.

    Args:
        arguments: List with the address alone; None for `sys.argv`.
        root: Path of the checkout.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    if len(arguments) != 1 or not re.fullmatch(r"https://\S+", arguments[0]):
        print(USAGE, file=sys.stderr)
        return 2
    set_address(root, arguments[0])
    status = build.main(["--text"], root)
    if status == 0:
        print("Commit what changed; then these two make badges and set-up cells work:")
        print("先提交改动，再运行下面两条命令，Colab 徽章和安装单元格才能用：")
        print(*(f"    {command}" for command in to_push(root)), sep="\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
