"""One line in the journal for a batch, and who is told of it."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied

from spindle.archive.models import Link
from spindle.journal.actions import record
from spindle.members.models import Member
from spindle.members.rights import Right

# More ids than these are not kept in a line, more open cards not told one by one.
_IDS, _TOPICS = 1000, 20


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
    record(
        verb, subject=subject, subject_id=ids[0], by=by.pk,
        after={"ids": list(ids[:_IDS]), "count": len(ids)} | (after or {}),
        topics=["inbox", *(f"relation-{pk}" for pk in sorted(told)[:_TOPICS])],
    )  # fmt: skip


def _cards(entry_ids: Iterable[int]) -> set[int]:
    """The relations of entries and their employers, whose archives show them."""
    found = (
        Link.objects.filter(entry__in=list(entry_ids))
        .order_by()
        .values_list("relation_id", "relation__parent_id")
    )
    return {pk for pair in found.distinct()[: 10 * _TOPICS] for pk in pair if pk}
