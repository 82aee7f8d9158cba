"""`bin/check`: the set-up, then `tools.check`."""

import os
from typing import NoReturn

from tools.setup.environment import ROOT, prepare


def main(words: list[str]) -> NoReturn:
    """Run every check, or those named."""
    os.chdir(ROOT)
    prepare("develop").become("tools.check", words)
