"""`bin/corpus`: a mail server, then every file through the real way in."""

from typing import NoReturn

from tools.setup.debian import DOVECOT, ensure
from tools.setup.environment import prepare


def main(words: list[str]) -> NoReturn:
    """Take in the files below the folders typed."""
    ensure(DOVECOT)
    prepare("develop").become("tools.corpus", words)
