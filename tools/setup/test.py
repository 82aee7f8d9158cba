"""`bin/test`: what the tests need, then pytest with the words typed."""

import os

from tools.setup.debian import CHROMIUM, DOVECOT, ensure
from tools.setup.environment import ROOT, prepare

# One process each is what these want: to be stopped in, or to be spread otherwise.
OWN_SPREAD = {"-n", "--numprocesses", "--dist", "--pdb", "--trace", "-s", "--collect-only", "--co"}


def main(words: list[str]) -> int:
    """Run pytest: all tests when no word says otherwise, else what the words say.

    Tests that look at pages run after the others, in processes of their own: the browser's driver keeps an
    event loop running, in which those of the ground could not tell what they are about.
    """
    ensure(DOVECOT, CHROMIUM)
    environment = prepare("develop")
    os.chdir(ROOT)
    if any(not word.startswith("-") for word in words):
        return environment.run("pytest", _spread(words))
    others = environment.run("pytest", _spread(["--ignore=tests/browser", *words]))
    pages = environment.run("pytest", _spread(["tests/browser", *words]))
    return others or pages


def _spread(words: list[str]) -> list[str]:
    """Two processes, a file of tests in one of them, unless the words say otherwise."""
    own = OWN_SPREAD.intersection(word.partition("=")[0] for word in words)
    return words if own else ["-n", "2", "--dist", "loadfile", *words]
