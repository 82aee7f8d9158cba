"""What rows of the inbox and of an archive are made of."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from django.db.models import QuerySet

from spindle.archive.models import Attachment, Delivery, Entry, Highlight, Link
from spindle.channels.contract import Direction
from spindle.members.models import Member
from spindle.relations.models import Kind

RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True)
class Page(Generic[RowT]):
    """Rows, newest first, and the key to ask the next page with; None when there is none."""

    rows: tuple[RowT, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class LinkedRelation:
    """A relation that an entry stands at, with its employer. `more`: how many others it stands at."""

    id: int
    name: str
    kind: str
    employer_id: int | None
    employer_name: str
    more: int = 0

    @property
    def is_business(self) -> bool:
        return self.kind == Kind.BUSINESS


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A conversation in a folder: its newest copy there. Both the sender and the linked relation (ET-1)."""

    delivery: Delivery
    entry: Entry
    # Any of its messages in this folder.
    unread: bool
    # How many messages of the conversation this member may read.
    count: int
    relation: LinkedRelation | None
    # Whether one of its messages stands out, and whether this one is private.
    highlighted: bool = False
    private: bool = False

    @property
    def conversation_id(self) -> int:
        return self.entry.conversation_id

    @property
    def unknown_sender(self) -> bool:
        """Whether it came from someone who is no relation (the question mark of product.md 2.4)."""
        return self.relation is None and self.entry.direction == Direction.IN


@dataclass(frozen=True, slots=True)
class ArchiveRow:
    """An entry in a relation's archive. `at_relation`: at whose card it stands, in an employer's merged archive."""

    entry: Entry
    unread: bool
    finished: bool
    at_relation: LinkedRelation


@dataclass(frozen=True, slots=True)
class Message:
    """An entry of a conversation with all that is shown about it."""

    entry: Entry
    unread: bool
    # The copies in this member's accounts.
    deliveries: tuple[Delivery, ...]
    relations: tuple[LinkedRelation, ...]
    attachments: tuple[Attachment, ...]
    highlighted: bool = False


# Who an entry is with: what a hand linked first, then by the header that tells most.
_INCOMING = {"": 0, "from": 1, "reply_to": 2, "to": 3, "cc": 4, "bcc": 5}
_OUTGOING = {"": 0, "to": 1, "cc": 2, "bcc": 3, "reply_to": 4, "from": 5}


@dataclass(frozen=True, slots=True)
class LinkTo:
    """Where an entry stands, and by which of its headers ("": by hand)."""

    role: str
    relation: LinkedRelation


# Fifty rows need eight columns of the three tables, not their hundred fields as objects.
_LINKED = (
    "entry_id", "role", "relation_id", "relation__name", "relation__kind",
    "relation__parent_id", "relation__parent__name", "relation__parent__trashed_at",
)  # fmt: skip


def links_of(entry_ids: Iterable[int]) -> dict[int, list[LinkTo]]:
    """The links of entries to relations in use, with relation and employer. One SELECT."""
    return by_entry(Link.objects.filter(entry__in=list(entry_ids), relation__trashed_at=None))


def by_entry(links: QuerySet[Link]) -> dict[int, list[LinkTo]]:
    """These links as rows show them, by entry. One SELECT."""
    found: dict[int, list[LinkTo]] = {}
    for entry, role, pk, name, kind, parent, parent_name, gone in links.values_list(*_LINKED):
        employed = parent is not None and gone is None
        relation = LinkedRelation(
            pk, name, kind, parent if employed else None, parent_name if employed else ""
        )
        found.setdefault(entry, []).append(LinkTo(role, relation))
    return found


def relations_of(direction: str, links: Iterable[LinkTo]) -> list[LinkedRelation]:
    """The relations behind links, whom the entry is with first; persons before businesses."""
    order = _OUTGOING if direction == Direction.OUT else _INCOMING
    ranked = sorted(links, key=lambda one: (order[one.role], one.relation.is_business, one.relation.id))
    more = len(ranked) - 1
    return [replace(one.relation, more=more) if more else one.relation for one in ranked]


def highlighted_among(entry_ids: Iterable[int]) -> set[int]:
    """Those of the entries that stand out. One SELECT."""
    return set(Highlight.objects.filter(entry__in=list(entry_ids)).values_list("entry_id", flat=True))


def unread_among(member: Member, entry_ids: Iterable[int]) -> set[int]:
    """Those of the entries that the member has not read. One SELECT."""
    return set(member.unread.filter(entry__in=list(entry_ids)).values_list("entry_id", flat=True))
