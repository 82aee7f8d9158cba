"""From a command's name to its work, and from what went wrong to a sentence."""

import importlib
import sys

from tools.setup.words import Trouble, say


def run(command: str, words: list[str]) -> int:
    """Run `tools.setup.<command>.main(words)`; its exit code, or 1 with a sentence for a person."""
    try:
        code: int = importlib.import_module(f"tools.setup.{command}").main(words)
    except Trouble as trouble:
        say(str(trouble))
        return 1
    except KeyboardInterrupt:
        return 130
    sys.stdout.flush()
    return code
