"""Finds each message's conversation, whatever the order of arrival (mail.md, "Where the time goes").

Messages belong together when one names another's Message-ID, or both name a third's, held or not: a union over
all ids. Of two conversations that turn out to be one the lower id stays. A Message-ID that several different
messages bear (a mailing) joins them with nothing; a subject never joins.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from spindle.archive.bulk import Insert, Lookup, cursor
from spindle.archive.models import Conversation, Delivery, Entry, MessageReference
from spindle.channels.contract import IncomingMessage, Place

# The first references and the latest ones; a hostile message names thousands.
_FIRST, _LAST = 20, 80
_SHORTEST = 6

_INSERT = Insert(MessageReference, ("digest", "conversation_id", "held"), ignore=True)
_KNOWN: Lookup[tuple[int, int, int]] = Lookup(
    MessageReference, "digest", ("digest", "conversation_id", "held")
)


def find_conversations(messages: Sequence[IncomingMessage]) -> list[int]:
    """The conversation of each message (none of them archived yet); joins and makes conversations as needed.

    Must run in the writing transaction.
    """
    batch = _Batch()
    names = [_names(message) for message in messages]
    batch.load({digest for own, refs in names for digest in {own, *refs} if digest is not None})
    for index, (message, (own, refs)) in enumerate(zip(messages, names, strict=True)):
        batch.add(index, own, refs, holds=message.place != Place.DRAFTS)
    return batch.settle(len(messages))


def digest_of(message_id: str) -> int | None:
    """A Message-ID's 64-bit digest; None for what is too short to be one."""
    name = "".join(message_id.split()).strip("<>")
    if len(name) < _SHORTEST:
        return None
    return int.from_bytes(blake2b(name.encode("utf-8", "replace"), digest_size=8).digest(), signed=True)


def _names(message: IncomingMessage) -> tuple[int | None, set[int]]:
    """The message's own digest, and those that it refers to."""
    own = digest_of(message.message_id)
    references = message.references
    if len(references) > _FIRST + _LAST:
        references = references[:_FIRST] + references[-_LAST:]
    return own, {d for d in map(digest_of, references) if d is not None and d != own}


class _Union:
    """Disjoint sets; the representative of a set is arbitrary."""

    def __init__(self) -> None:
        self._parent: dict[Hashable, Hashable] = {}

    def find(self, node: Hashable) -> Hashable:
        root = node
        while (above := self._parent.setdefault(root, root)) != root:
            root = above
        while node != root:
            self._parent[node], node = root, self._parent[node]
        return root

    def join(self, one: Hashable, other: Hashable) -> None:
        self._parent[self.find(one)] = self.find(other)


@dataclass(slots=True)
class _Batch:
    """The ids that a batch names, and which of them belong together."""

    union: _Union = field(default_factory=_Union)
    # What the database knows: digest → (conversation, held).
    known: dict[int, tuple[int, bool]] = field(default_factory=dict)
    held: set[int] = field(default_factory=set)
    newly_held: set[int] = field(default_factory=set)
    named: set[int] = field(default_factory=set)

    def load(self, digests: set[int]) -> None:
        self.named = digests
        for digest, conversation, held in _KNOWN.run(digests):
            self.known[digest] = conversation, bool(held)
            self.union.join(("id", digest), ("conversation", conversation))
        self.held = {digest for digest, (_, held) in self.known.items() if held}

    def add(self, index: int, own: int | None, references: set[int], *, holds: bool) -> None:
        """Join a message with what it names; with its own id only when no other message bears it."""
        self.union.find(("message", index))
        for digest in references:
            self.union.join(("message", index), ("id", digest))
        if own is None or (holds and own in self.held):
            return
        self.union.join(("message", index), ("id", own))
        if holds:
            self.held.add(own)
            self.newly_held.add(own)

    def settle(self, messages: int) -> list[int]:
        """Write what was found; the conversation of each message."""
        existing = self._existing()
        roots = [self.union.find(("message", index)) for index in range(messages)]
        naked = self._roots_without(existing, roots)
        winners = {root: min(found) for root, found in existing.items()} | dict(
            zip(naked, _new_conversations(len(naked)), strict=True)
        )
        _join([(winners[root], one) for root, found in existing.items() for one in found - {winners[root]}])
        self._write_references(winners)
        return [winners[root] for root in roots]

    def _existing(self) -> dict[Hashable, set[int]]:
        found: dict[Hashable, set[int]] = {}
        for conversation in {conversation for conversation, _ in self.known.values()}:
            found.setdefault(self.union.find(("conversation", conversation)), set()).add(conversation)
        return found

    def _roots_without(self, existing: dict[Hashable, set[int]], roots: list[Hashable]) -> list[Hashable]:
        ids = [self.union.find(("id", digest)) for digest in self.named]
        return [root for root in dict.fromkeys([*roots, *ids]) if root not in existing]

    def _write_references(self, winners: dict[Hashable, int]) -> None:
        new = self.named - self.known.keys()
        _INSERT.run([(d, winners[self.union.find(("id", d))], d in self.newly_held) for d in new])
        if known := [digest for digest in self.newly_held if digest in self.known]:
            MessageReference.objects.filter(pk__in=known).update(held=True)


def _new_conversations(count: int) -> list[int]:
    if not count:
        return []
    with cursor() as open_cursor:
        values = ", ".join([f"({open_cursor.db.ops.pk_default_value()})"] * count)
        table = Conversation._meta.db_table
        open_cursor.execute(f'INSERT INTO "{table}" (id) VALUES {values} RETURNING id')  # noqa: S608 (names of ours)
        return [row[0] for row in open_cursor.fetchall()]


def _join(pairs: list[tuple[int, int]]) -> None:
    """Move everything of the second of each pair of conversations to the first."""
    if not pairs:
        return
    with cursor() as open_cursor:
        for model in (Entry, Delivery, MessageReference):
            table = model._meta.db_table
            statement = f'UPDATE "{table}" SET conversation_id = %s WHERE conversation_id = %s'  # noqa: S608
            open_cursor.executemany(statement, pairs)
        table = Conversation._meta.db_table
        open_cursor.executemany(f'DELETE FROM "{table}" WHERE id = %s', [(loser,) for _, loser in pairs])  # noqa: S608
