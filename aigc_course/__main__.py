"""`python -m aigc_course` is `python -m aigc_keras`."""

import sys

from aigc_course.command_line import main

if __name__ == "__main__":
    sys.exit(main())
