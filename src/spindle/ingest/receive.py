"""The one way in: a batch of messages becomes archive entries, linked, threaded, indexed (architecture.md).

Blobs are durable first; then one transaction holds all rows, the index and the channel's own cursor. It can be
killed anywhere and run again: what is known stays as it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction
from django.utils.timezone import now

from spindle.archive import blobs
from spindle.archive.bulk import Lookup, cursor, moment, utc
from spindle.archive.models import Aside, Entry, Tombstone
from spindle.archive.places import aside_of
from spindle.archive.search.index import index
from spindle.archive.time_key import first_key
from spindle.channels.contract import IncomingMessage, Place
from spindle.channels.models import Account
from spindle.ingest import rows
from spindle.ingest.copies import Copies
from spindle.ingest.keys import give_keys
from spindle.ingest.people import address_ids, find_relations, people_of
from spindle.ingest.threads import find_conversations
from spindle.journal.actions import record
from spindle.relations.models import Relation

# Open cards that are told of one batch by name; a stream takes 64 signals at once. All hear "relations".
_TOPICS = 20
_KNOWN: Lookup[tuple[str, int, int]] = Lookup(Entry, "fingerprint", ("fingerprint", "id", "conversation_id"))
_BURIED: Lookup[tuple[str]] = Lookup(Tombstone, "fingerprint", ("fingerprint",))
_RANKED: Lookup[tuple[int, int, datetime]] = Lookup(Relation, "id", ("id", "last_interaction", "created_at"))


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a message: its entry and this account's copy. `known`: the entry was there before it.

    `buried`: it was deleted here for good, and nothing was made of it; it has neither entry nor copy (0).
    """

    entry_id: int
    delivery_id: int
    outcome: Literal["new", "known", "buried"]


def receive(
    account: Account,
    messages: Sequence[IncomingMessage],
    *,
    alongside: Callable[[Sequence[Received]], None] | None = None,
) -> list[Received]:
    """Archive a batch (at most some hundred messages, newest first) of an account; one answer for each, in order.

    `alongside` writes the channel's own rows, such as a cursor, in the same transaction.
    """
    known = _known(messages)
    stored = _store([message for message in messages if message.fingerprint not in known])
    with transaction.atomic(using="organisation", durable=True):
        buried = {name for (name,) in _BURIED.run({message.fingerprint for message in messages})}
        archived = iter(_archive(account, [one for one in messages if one.fingerprint not in buried], stored))
        received = [
            Received(0, 0, "buried") if message.fingerprint in buried else next(archived)
            for message in messages
        ]
        if alongside:
            alongside(received)
    return received


def _known(messages: Sequence[IncomingMessage]) -> dict[str, tuple[int, int]]:
    """Entry and conversation of the messages that are archived already, by fingerprint."""
    found = _KNOWN.run({message.fingerprint for message in messages})
    return {name: (pk, conversation) for name, pk, conversation in found}


def _store(messages: Sequence[IncomingMessage]) -> dict[str, str]:
    """Put the raw messages into the blobs; their names by fingerprint."""
    raw = {message.fingerprint: message.raw for message in messages if message.raw and not message.blob}
    names = dict(zip(raw, blobs.put_many(list(raw.values())), strict=True)) if raw else {}
    return names | {message.fingerprint: message.blob for message in messages if message.blob}


def _archive(account: Account, messages: Sequence[IncomingMessage], stored: dict[str, str]) -> list[Received]:
    known = _known(messages)
    first = {m.fingerprint: m for m in reversed(messages) if m.fingerprint not in known}
    # Purged since we looked: its blob must still come before its row.
    stored |= _store([m for name, m in first.items() if name not in stored])
    fresh = _prepare(list(first.values()), stored)
    entries = known | {new.message.fingerprint: (new.id, new.conversation_id) for new in fresh}
    copies = Copies(account.pk)
    copies.load(entry for entry, _ in known.values())
    for message in messages:
        copies.add(entries[message.fingerprint][0], message)
    _write(fresh, copies, account.kind)
    deliveries = copies.write(dict(entries.values()))
    _link_sent([(entries[m.fingerprint][0], m) for m in messages if m.fingerprint in known], copies)
    _touch_relations(account, fresh, copies)
    return [
        _answer(entries[m.fingerprint][0], deliveries, is_new=first.get(m.fingerprint) is m) for m in messages
    ]


def _answer(entry: int, deliveries: dict[int, int], *, is_new: bool) -> Received:
    return Received(entry, deliveries[entry], "new" if is_new else "known")


def _prepare(messages: list[IncomingMessage], stored: dict[str, str]) -> list[rows.NewEntry]:
    """Find key, conversation, people and relations of messages that are not archived yet."""
    if not messages:
        return []
    people = [people_of(message) for message in messages]
    # A draft is nobody's mail yet: it is linked when it is sent.
    linked = [[] if m.place == Place.DRAFTS else who for m, who in zip(messages, people, strict=True)]
    relations = find_relations(list(zip(messages, linked, strict=True)))
    keys = give_keys([message.at for message in messages])
    conversations = find_conversations(messages)
    return [
        rows.NewEntry(key, message, conversation, stored.get(message.fingerprint, ""), who, links)
        for key, message, conversation, who, links in zip(
            keys, messages, conversations, people, relations, strict=True
        )
    ]


def _write(fresh: list[rows.NewEntry], copies: Copies, channel: str) -> None:
    """Insert the entries with all that hangs on them, and index them."""
    if not fresh:
        return
    at = moment(now())
    ids = address_ids(person for new in fresh for person in new.people)
    rows.ENTRIES.run([rows.entry_row(new, channel, aside_of(copies.places(new.id)), at) for new in fresh])
    rows.BODIES.run([rows.body_row(new) for new in fresh])
    rows.ATTACHMENTS.run(rows.all_rows(fresh, rows.attachment_rows))
    rows.PARTICIPANTS.run(rows.all_rows(fresh, lambda new: rows.participant_rows(new, ids)))
    rows.LINKS.run(rows.all_rows(fresh, lambda new: rows.link_rows(new, at)))
    index([rows.text_row(new, channel) for new in fresh])


def _link_sent(known: list[tuple[int, IncomingMessage]], copies: Copies) -> None:
    """Link what was here as a draft and has come again as a message."""
    sent = [(entry, message) for entry, message in known if entry in copies.sent]
    if sent:
        at = moment(now())
        links = find_relations([(message, people_of(message)) for _, message in sent])
        rows.LINKS.run([
            row for (entry, _), found in zip(sent, links, strict=True) for row in rows.links_of(entry, found, at)
        ])  # fmt: skip


def _touch_relations(account: Account, fresh: list[rows.NewEntry], copies: Copies) -> None:
    """Move the relations and their employers up in the list, and tell the open pages."""
    newest: dict[int, int] = {}
    for new in fresh:
        if aside_of(copies.places(new.id)) == Aside.NOWHERE:
            for match in new.relations:
                for relation in (match.relation_id, *match.above):
                    newest[relation] = max(newest.get(relation, 0), new.id)
    _rank(newest)
    if copies.new or copies.moved:
        _tell(account, len(copies.new), newest)


def _tell(account: Account, messages: int, newest: dict[int, int]) -> None:
    """One line for the batch."""
    latest = sorted(newest, key=newest.__getitem__, reverse=True)[:_TOPICS]
    record(
        "received",
        subject="account",
        subject_id=account.pk,
        by=None,
        after={"messages": messages, "relations": len(newest)},
        topics=["inbox", *(["relations"] if newest else []), *(f"relation-{pk}" for pk in latest)],
    )


def _rank(newest: dict[int, int]) -> None:
    """Set what relations are ranked by; where there was no contact yet, also to what is older than the card."""
    if not newest:
        return
    moved = [
        (newest[pk], pk)
        for pk, last, made in _RANKED.run(newest)
        if newest[pk] > last or last == first_key(utc(made))
    ]
    table = Relation._meta.db_table
    with cursor() as open_cursor:
        open_cursor.executemany(f'UPDATE "{table}" SET last_interaction = %s WHERE id = %s', moved)  # noqa: S608
