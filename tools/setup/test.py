"""`bin/test`: what the tests need, then pytest with the words typed."""

import os

from tools.setup.debian import CADDY, CHROMIUM, DOVECOT, POSTGRESQL, ensure
from tools.setup.environment import ROOT, Environment, prepare

# One process each is what these want: to be stopped in, or to be spread otherwise.
OWN_SPREAD = {"-n", "--numprocesses", "--dist", "--pdb", "--trace", "-s", "--collect-only", "--co"}
# What has no database need not run on two engines, and a browser's eyes see the same on both.
WITHOUT_DATABASE = (
    "benchmarks",
    "browser",
    "demo",
    "mail/connection",
    "mail/discovery",
    "mail/html",
    "mail/imap",
    "mail/network",
    "mail/parsing",
    "tools",
    "ui",
)


def main(words: list[str]) -> int:
    """Run pytest: all tests when no word says otherwise, on both engines; else what the words say, on the embedded one.

    Tests that look at pages run after the others, in processes of their own: the browser's driver keeps an
    event loop running, in which those of the ground could not tell what they are about.
    """
    ensure(CADDY, CHROMIUM, DOVECOT, POSTGRESQL)
    environment = prepare("develop")
    os.chdir(ROOT)
    if any(not word.startswith("-") for word in words):
        return environment.run("pytest", _spread(words))
    others = environment.run("pytest", _spread(["--ignore=tests/browser", *words]))
    again = _on_postgresql(environment, words)
    pages = environment.run("pytest", _spread(["tests/browser", *words]))
    return others or again or pages


def _on_postgresql(environment: Environment, words: list[str]) -> int:
    os.environ["SPINDLE_TEST_DATABASE"] = "postgresql"
    try:
        passed_over = [f"--ignore=tests/{folder}" for folder in WITHOUT_DATABASE]
        return environment.run("pytest", _spread([*passed_over, *words]))
    finally:
        del os.environ["SPINDLE_TEST_DATABASE"]


def _spread(words: list[str]) -> list[str]:
    """Two processes, a file of tests in one of them, unless the words say otherwise."""
    own = OWN_SPREAD.intersection(word.partition("=")[0] for word in words)
    return words if own else ["-n", "2", "--dist", "loadfile", *words]
