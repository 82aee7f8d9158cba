"""The full-text index of entries, on the engine of the active company."""

from collections.abc import Sequence

from spindle.archive.search import fts5
from spindle.archive.search.texts import Text


def index(texts: Sequence[Text]) -> None:
    """Take new entries into the index, in the transaction that writes them."""
    fts5.index(texts)


def replace(texts: Sequence[Text]) -> None:
    """Take entries into the index anew, in the transaction that changed them."""
    fts5.replace(texts)
