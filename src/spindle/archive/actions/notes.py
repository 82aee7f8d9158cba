"""One line in the journal for a batch, and who is told of it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied

from spindle.archive.models import Link
from spindle.journal.actions import record
from spindle.members.models import Member
from spindle.members.rights import Right

# More ids than these are not kept in a line, more open cards not told one by one.
_IDS, _TOPICS = 1000, 20


@dataclass(slots=True)
class Gathered:
    """What a block did, for the one line that its caller writes: the open cards that it touched."""

    topics: set[str] = field(default_factory=set)


_gathering: ContextVar[Gathered | None] = ContextVar("gathering", default=None)


@contextmanager
def gathered() -> Iterator[Gathered]:
    """Within the block no lines are written and nobody is told: bulk work has one line for all its batches."""
    found = Gathered()
    token = _gathering.set(found)
    try:
        yield found
    finally:
        _gathering.reset(token)


def require_writer(by: Member) -> None:
    """Raises `PermissionDenied` for who may only read."""
    if not by.may_write:
        raise PermissionDenied


def require_delete(by: Member) -> None:
    """Raises `PermissionDenied` for who may not delete for all."""
    if not by.has(Right.DELETE):
        raise PermissionDenied


def note(
    verb: str,
    subject: str,
    ids: Sequence[int],
    *,
    by: Member,
    entries: Iterable[int] = (),
    relations: Iterable[int] = (),
    after: dict[str, object] | None = None,
) -> None:
    """Write the line; the inbox is told, and the cards at which the entries stand."""
    told = {*relations, *_cards(entries)}
    topics = [f"relation-{pk}" for pk in sorted(told)[:_TOPICS]]
    if gathering := _gathering.get():
        gathering.topics.update(topics)
        return
    record(
        verb, subject=subject, subject_id=ids[0], by=by.pk,
        after={"ids": list(ids[:_IDS]), "count": len(ids)} | (after or {}),
        topics=["inbox", *topics],
    )  # fmt: skip


def _cards(entry_ids: Iterable[int]) -> set[int]:
    """The relations of entries and their employers, whose archives show them."""
    found = (
        Link.objects.filter(entry__in=list(entry_ids))
        .order_by()
        .values_list("relation_id", "relation__parent_id")
    )
    return {pk for pair in found.distinct()[: 10 * _TOPICS] for pk in pair if pk}
