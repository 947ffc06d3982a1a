"""The old name of `aigc_course.checks`, which the exercises' notebooks import."""

import pkgutil
import sys
from importlib import import_module

from aigc_course import checks

for module in pkgutil.walk_packages(checks.__path__, "aigc_course.checks."):
    # The same module under both names, so that no class exists twice.
    sys.modules[module.name.replace("aigc_course", "aigc_keras", 1)] = import_module(module.name)
sys.modules[__name__] = checks
