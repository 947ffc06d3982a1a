"""`python -m aigc_keras`: the course's command line."""

import sys

from aigc_course.command_line import main

if __name__ == "__main__":
    sys.exit(main())
