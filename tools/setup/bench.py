"""`bin/bench`: the servers and the programs to compare with, then the benchmarks."""

from typing import NoReturn

from tools.setup.debian import CHROMIUM, DOVECOT, MBSYNC, NOTMUCH, POSTGRESQL, ensure
from tools.setup.environment import prepare


def main(words: list[str]) -> NoReturn:
    """Run the benchmarks with the words typed."""
    ensure(DOVECOT, MBSYNC, CHROMIUM)
    if "million" in words:
        ensure(POSTGRESQL, NOTMUCH)
    prepare("develop").become("benchmarks", words)
