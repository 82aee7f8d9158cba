"""What the set-up says: whole sentences, on standard error, so that a command's own output stays clean."""

import sys


class Trouble(Exception):
    """What stops the set-up, as a sentence that says what to do."""


def say(sentence: str) -> None:
    """Print one line at once."""
    print(sentence, file=sys.stderr, flush=True)
