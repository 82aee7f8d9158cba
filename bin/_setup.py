"""The door of every command in `bin/`: a Python that is new enough, then the command of that name in `tools.setup`.

This file alone must run on old Pythons, so that they can say what they lack; all else is written for 3.11.
"""

import importlib
import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
NEWER = ("python3.13", "python3.12", "python3.11", "python3.14")


def start(command: str) -> None:
    """Run `tools.setup.<command>.main` with the words typed, and leave with its code."""
    _use_a_new_enough_python()
    sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    sys.exit(importlib.import_module("tools.setup.entry").run(command, sys.argv[1:]))


def _use_a_new_enough_python() -> None:
    if sys.version_info >= OLDEST:
        return
    for name in NEWER:
        found = shutil.which(name)
        if found and _is_new_enough(found):
            os.execv(found, [found, *sys.argv])
    here = ".".join(str(part) for part in sys.version_info[:2])
    sys.exit(f"Spindle needs Python 3.11 or newer; this machine has only Python {here} ({sys.executable}).")


def _is_new_enough(python: str) -> bool:
    question = "import sys; sys.exit(sys.version_info < (3, 11))"
    return subprocess.call([python, "-c", question], stderr=subprocess.DEVNULL) == 0
