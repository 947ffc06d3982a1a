"""What several checks of this chapter share."""

from aigc_course.checks import need, number


def _pair(got, english, chinese):
    found = number(got)
    need(found.shape == (2,), english, chinese)
    return found
