"""`bin/test`: what the tests need, then pytest with the words typed."""

import os
from typing import NoReturn

from tools.setup.debian import CHROMIUM, DOVECOT, ensure
from tools.setup.environment import ROOT, prepare

# One process each is what these want: to be stopped in, or to be spread otherwise.
OWN_SPREAD = {"-n", "--numprocesses", "--dist", "--pdb", "--trace", "-s", "--collect-only", "--co"}


def main(words: list[str]) -> NoReturn:
    """Run pytest in two processes, a file of tests in one of them, unless the words say otherwise."""
    ensure(DOVECOT, CHROMIUM)
    environment = prepare("develop")
    own = OWN_SPREAD.intersection(word.partition("=")[0] for word in words)
    os.chdir(ROOT)
    environment.become("pytest", words if own else ["-n", "2", "--dist", "loadfile", *words])
