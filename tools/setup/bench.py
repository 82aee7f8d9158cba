"""`bin/bench`: the mail server and the program to compare with, then the benchmarks."""

from typing import NoReturn

from tools.setup.debian import CHROMIUM, DOVECOT, MBSYNC, ensure
from tools.setup.environment import prepare


def main(words: list[str]) -> NoReturn:
    """Run the benchmarks with the words typed."""
    ensure(DOVECOT, MBSYNC, CHROMIUM)
    prepare("develop").become("benchmarks", words)
