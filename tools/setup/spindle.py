"""`bin/spindle`: the command line from a clone, on the data folder that `bin/serve` has."""

import os
from typing import NoReturn

from tools.setup.environment import ROOT, prepare


def main(words: list[str]) -> NoReturn:
    """Become `spindle` with the words typed."""
    os.environ.setdefault("SPINDLE_DATA", str(ROOT / ".data"))
    prepare("run").become("spindle.config.cli", words)
