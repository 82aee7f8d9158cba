"""UIDVALIDITY changed: the mapping is dropped, never the messages (mail.md, rule 5; RFC 9051 §2.3.1.1)."""

from collections.abc import Iterable

from django.db import transaction

from spindle.mail.imap.fetched import Fetched
from spindle.mail.imap.fetching import Part
from spindle.mail.imap.session import Session
from spindle.mail.imap.state import UidRanges
from spindle.mail.models import Folder, Location
from spindle.mail.parsing import parse
from spindle.mail.sync.batches import chunks
from spindle.mail.sync.changes import follow_places
from spindle.mail.sync.incoming import ANSWERED, SEEN

Identity = tuple[str, int]


def begin_anew(folder: Folder, uid_validity: int) -> None:
    """The old UIDs mean nothing any more: their locations wait, stale, to be found again under new ones."""
    with transaction.atomic(using="organisation", durable=True):
        # Stale ones from an earlier change that never came back are of no use for this one.
        Location.objects.filter(folder=folder, stale=True).delete()
        Location.objects.filter(folder=folder).update(stale=True)
        folder.uid_validity = uid_validity
        folder.uid_next, folder.mod_seq, folder.known_uids = 0, None, ""
        folder.fetched, folder.complete = 0, False
        folder.save()


def has_stale(folder: Folder) -> bool:
    """Whether locations wait for their new UIDs."""
    return Location.objects.filter(folder=folder, stale=True).exists()


def find_again(session: Session, folder: Folder, uids: UidRanges) -> None:
    """Give stale locations their new UIDs by Message-ID and size, without fetching the messages again.

    What stays without a match is fetched like new mail; its content tells that we have it.
    """
    known = _stale_by_identity(folder)
    for chunk in chunks(uids.newest_first()):
        found = {fetched.uid: fetched for fetched in session.fetch(chunk, Part.IDENTITY)}
        _relocate(folder, known, found.values())


def drop_stale(folder: Folder) -> None:
    """All UIDs are accounted for again: what is still stale is not in this folder any more."""
    with transaction.atomic(using="organisation", durable=True):
        stale = Location.objects.filter(folder=folder, stale=True)
        deliveries = list(stale.values_list("delivery", flat=True))
        stale.delete()
        follow_places(deliveries)


def _stale_by_identity(folder: Folder) -> dict[Identity, list[int]]:
    rows = Location.objects.filter(folder=folder, stale=True).values_list(
        "pk", "delivery__entry__message_id", "delivery__entry__size"
    )
    known: dict[Identity, list[int]] = {}
    for pk, message_id, size in rows.iterator():
        if message_id:
            known.setdefault((message_id, size), []).append(pk)
    return known


def _relocate(folder: Folder, known: dict[Identity, list[int]], found: Iterable[Fetched]) -> None:
    with transaction.atomic(using="organisation", durable=True):
        covered = []
        for fetched in found:
            identity = (parse(fetched.raw or b"").message_id, fetched.size or -1)
            # Two messages of one identity could be mixed up: they are fetched and told apart by content.
            if len(known.get(identity, ())) != 1:
                continue
            flags = fetched.flags or frozenset()
            Location.objects.filter(pk=known.pop(identity)[0]).update(
                uid=fetched.uid, stale=False, seen=SEEN in flags, answered=ANSWERED in flags
            )
            covered.append(fetched.uid)
        uids = UidRanges.parse(folder.known_uids).add(*covered)
        folder.known_uids, folder.fetched = str(uids), uids.count
        folder.save(update_fields=["known_uids", "fetched"])
