"""The command line: `doctor`, `grade`, and `hand-out` for an exercise of one's own."""

import argparse
import sys


def main(arguments=None):
    """Run a command.

    Args:
        arguments: List of str, as they stand behind `python -m aigc_keras`; None for `sys.argv`.

    Returns:
        The exit status: 0; 1 when the doctor finds something wrong, 2 when grading is refused.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    parser = argparse.ArgumentParser(prog="python -m aigc_keras", description="The course's helper")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("doctor", help="check Python, packages, device and data, with remedies")
    grade = commands.add_parser("grade", help="grade the submissions of an exercise")
    if arguments[:1] == ["grade"]:
        from aigc_course.grading import command

        command.add_options(grade)
        return command.run(parser.parse_args(arguments))
    hand_out = commands.add_parser("hand-out", help="make the learners' copy of your own exercise")
    if arguments[:1] == ["hand-out"]:
        from aigc_course import handout

        handout.add_options(hand_out)
        return handout.run(parser.parse_args(arguments))
    parser.parse_args(arguments)
    from aigc_course.doctor import doctor

    return doctor()
