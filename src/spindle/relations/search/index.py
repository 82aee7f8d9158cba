"""Search as you type, on the engine of the active company (measured/search.md, rule 9)."""

from collections.abc import Iterable
from typing import Protocol

from spindle.organisations.active import engine
from spindle.organisations.engine import Engine
from spindle.relations.models import Relation
from spindle.relations.search import fts5, tsvector

_AT_ONCE = 500
Statement = tuple[str, tuple[str, ...]]


class _Index(Protocol):
    def index(self, ids: list[int]) -> None: ...
    def clear(self) -> None: ...
    def is_empty(self) -> bool: ...
    def beginning_with(self, text: str) -> Statement | None: ...
    def containing(self, text: str) -> Statement | None: ...


def index(relation_ids: Iterable[int]) -> None:
    """Write what can be found of these relations anew, in the transaction that changed them."""
    _ours().index(list(relation_ids))


def rebuild() -> None:
    """The whole index from the rows, in the transaction of who calls: after a move from another engine."""
    _ours().clear()
    ids = list(Relation.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), _AT_ONCE):
        _ours().index(ids[start : start + _AT_ONCE])


def ensure() -> None:
    """The same, if there is none: a back-up that was taken on the other engine has the rows alone."""
    if _ours().is_empty() and Relation.objects.exists():
        rebuild()


def beginning_with(text: str) -> Statement | None:
    """SQL and parameters of the ids of relations in which every typed word begins a word; None for no words."""
    return _ours().beginning_with(text)


def containing(text: str) -> Statement | None:
    """The same where every typed word stands somewhere; None when one is too short for that."""
    return _ours().containing(text)


def _ours() -> _Index:
    return tsvector if engine() is Engine.POSTGRESQL else fts5
