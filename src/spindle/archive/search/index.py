"""The full-text index of entries, on the engine of the active company."""

from collections.abc import Sequence
from typing import Protocol

from spindle.archive.models import Entry
from spindle.archive.search import fts5, tsvector
from spindle.archive.search.asked import Word
from spindle.archive.search.lists import Range
from spindle.archive.search.texts import Text, texts_of
from spindle.organisations.active import engine
from spindle.organisations.engine import Engine

_AT_ONCE = 500


class _Index(Protocol):
    def index(self, texts: Sequence[Text]) -> None: ...
    def replace(self, texts: Sequence[Text]) -> None: ...
    def forget(self, entry_ids: Sequence[int]) -> None: ...
    def clear(self) -> None: ...
    def is_empty(self) -> bool: ...
    def newest(
        self, words: Sequence[Word], among: Range, *, limit: int, enough: int
    ) -> tuple[list[int], bool]: ...


def index(texts: Sequence[Text]) -> None:
    """Take new entries into the index, in the transaction that writes them."""
    _ours().index(texts)


def replace(texts: Sequence[Text]) -> None:
    """Take entries into the index anew, in the transaction that changed them."""
    _ours().replace(texts)


def forget(entry_ids: Sequence[int]) -> None:
    """Take entries out of the index."""
    _ours().forget(entry_ids)


def rebuild() -> None:
    """The whole index from the rows, in the transaction of who calls: after a move from another engine."""
    _ours().clear()
    last = 0
    while ids := list(
        Entry.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]
    ):
        index(texts_of(ids))
        last = ids[-1]


def ensure() -> None:
    """The same, if there is none: a back-up that was taken on the other engine has the rows alone."""
    if _ours().is_empty() and Entry.objects.exists():
        rebuild()


def walks() -> bool:
    """Whether short beginnings are better looked for in the newest entries themselves first."""
    return engine() is Engine.SQLCIPHER


def newest(words: Sequence[Word], among: Range, *, limit: int, enough: int) -> tuple[list[int], bool]:
    """The newest entries in the range in which all words are found and none of the negated ones, at most `limit`.

    Rights are within the limit, for `among.entries` is part of the query (measured/search.md, rules 3 and 4). False
    where it stopped early, with `enough` of them or more, because to go on would have been slow.
    """
    return _ours().newest(words, among, limit=limit, enough=enough)


def _ours() -> _Index:
    return tsvector if engine() is Engine.POSTGRESQL else fts5
