"""UIDVALIDITY changed: the mapping is dropped, never the messages (mail.md, rule 5; RFC 9051 §2.3.1.1)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from spindle.mail.imap.fetched import Fetched
from spindle.mail.imap.fetching import Part
from spindle.mail.imap.session import Session
from spindle.mail.imap.state import UidRanges
from spindle.mail.models import Buried, Folder, Location, Quarantine
from spindle.mail.parsing import parse
from spindle.mail.sync.batches import chunks
from spindle.mail.sync.changes import drop_drafts, follow_flags, follow_places

# Message-ID, Date and size.
Identity = tuple[str, datetime | None, int]
Flags = frozenset[str]
CHUNK = 500


def begin_anew(folder: Folder, uid_validity: int) -> None:
    """The old UIDs mean nothing any more: their locations wait, stale, to be found again under new ones."""
    with transaction.atomic(using="organisation", durable=True):
        # A number that no server gives, so that those of an earlier change can go on waiting beside them.
        Location.objects.filter(folder=folder, stale=False).update(stale=True, uid=-F("pk"))
        Quarantine.objects.filter(folder=folder).delete()
        folder.uid_validity = uid_validity
        Buried.objects.filter(folder=folder).delete()
        folder.uid_next, folder.mod_seq = 0, None
        folder.fetched, folder.complete = 0, False
        folder.save()
    folder.known.set(UidRanges())


def doubt(folder: Folder, uids: Iterable[int]) -> int:
    """These UIDs are other messages than we took them for: theirs wait, stale, and the UIDs count as unknown.

    How many they were.
    """
    count = 0
    for part in chunks(uids, CHUNK):
        with transaction.atomic(using="organisation", durable=True):
            rows = Location.objects.filter(folder=folder, stale=False, uid__in=part)
            count += rows.update(stale=True, uid=-F("pk"))
        folder.known.take(UidRanges.of(part))
    return count


def has_stale(folder: Folder) -> bool:
    """Whether locations wait for their new UIDs."""
    return Location.objects.filter(folder=folder, uid__lt=0, stale=True).exists()


def stale_by_identity(folder: Folder) -> dict[Identity, list[int]]:
    """The locations that wait, by what tells their messages apart."""
    rows = Location.objects.filter(folder=folder, stale=True).values_list(
        "pk", "delivery__entry__message_id", "delivery__entry__sent_at", "delivery__entry__size"
    )
    waiting: dict[Identity, list[int]] = {}
    for pk, message_id, sent_at, size in rows.iterator():
        if message_id:
            waiting.setdefault((message_id, sent_at, size), []).append(pk)
    return waiting


def look_for(
    session: Session, waiting: Mapping[Identity, list[int]], uids: UidRanges
) -> dict[Identity, list[tuple[int, Flags]]]:
    """UID and flags of the messages on the server that could be the ones that wait; their heads alone are fetched."""
    found: dict[Identity, list[tuple[int, Flags]]] = {}
    for chunk in chunks(uids.newest_first()):
        for fetched in session.fetch(chunk, Part.IDENTITY):
            if (identity := _identity(fetched)) in waiting:
                found.setdefault(identity, []).append((fetched.uid, fetched.flags or frozenset()))
    return found


def _identity(fetched: Fetched) -> Identity:
    head = parse(fetched.raw or b"")
    return head.message_id, head.date, fetched.size or -1


def relocate(
    folder: Folder,
    waiting: Mapping[Identity, list[int]],
    found: Mapping[Identity, list[tuple[int, Flags]]],
) -> None:
    """Give stale locations their new UIDs, without fetching the messages again, and follow their flags.

    Where two could be mixed up, here or on the server, all are fetched like new mail and told apart by content.
    """
    sure = [
        (waiting[identity][0], *there[0])
        for identity, there in found.items()
        if len(there) == len(waiting[identity]) == 1
    ]
    for part in chunks(sure, CHUNK):
        with transaction.atomic(using="organisation", durable=True):
            for pk, uid, _ in part:
                Location.objects.filter(pk=pk).update(uid=uid, stale=False)
            folder.fetched += len(part)
            folder.save(update_fields=["fetched"])
        folder.known.add(uid for _, uid, _ in part)
    follow_flags(folder, {uid: flags for _, uid, flags in sure})


def drop_stale(folder: Folder) -> None:
    """All UIDs are accounted for again: what is still stale is not in this folder any more."""
    waiting = Location.objects.filter(folder=folder, stale=True).order_by("pk")
    while stale := list(waiting.values_list("pk", "delivery")[:CHUNK]):
        with transaction.atomic(using="organisation", durable=True):
            Location.objects.filter(pk__in=[pk for pk, _ in stale]).delete()
            follow_places([delivery for _, delivery in stale])
            drop_drafts([delivery for _, delivery in stale])
