"""Messages and the cursor that covers them, in one transaction (mail-practice: cursor rules)."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.timezone import now

from spindle.archive.bulk import Insert
from spindle.ingest.receive import Received, receive
from spindle.mail.models import Buried, Folder, Location, Quarantine
from spindle.mail.sync.changes import follow_places
from spindle.mail.sync.incoming import ANSWERED, SEEN, Arrival, incoming
from spindle.mail.sync.own import own_addresses
from spindle.mail.sync.parsers import Read

LOCATIONS = Insert(
    Location, ("folder_id", "uid", "delivery_id", "seen", "answered", "stale", "gmail_id"), ignore=True
)

# Kept as a word of ours, and said in the reader's language.
UNREADABLE = "spindle: took too long to read"
_BURIED = Insert(Buried, ("folder_id", "uid"), ignore=True)


def store(folder: Folder, arrivals: Sequence[Arrival], mails: Sequence[Read]) -> list[Received]:
    """Bring a batch into the archive; UIDs count as known only together with their messages.

    Safe to repeat after a crash: the same batch gives the same entries, deliveries and locations. What could not be
    read in time is set aside.
    """
    read = [(arrival, mail) for arrival, mail in zip(arrivals, mails, strict=True) if mail is not None]
    for arrival, mail in zip(arrivals, mails, strict=True):
        if mail is None:
            set_aside(folder, arrival.uid, UNREADABLE)
    own, moment = own_addresses(), now()
    messages = [incoming(arrival, mail, folder=folder, own=own, now=moment) for arrival, mail in read]
    arrivals = [arrival for arrival, _ in read]
    return receive(
        folder.account.account,
        messages,
        alongside=lambda received: _advance(folder, arrivals, received),
    )


def _advance(folder: Folder, arrivals: Sequence[Arrival], received: Sequence[Received]) -> None:
    pairs = list(zip(arrivals, received, strict=True))
    LOCATIONS.run([
        (folder.pk, arrival.uid, known.delivery_id, SEEN in arrival.flags, ANSWERED in arrival.flags, False,
         arrival.gmail_id)
        for arrival, known in pairs
        if known.outcome != "buried"
    ])  # fmt: skip
    _BURIED.run([(folder.pk, arrival.uid) for arrival, known in pairs if known.outcome == "buried"])
    # Known here already, in another folder: it may stand elsewhere now.
    follow_places([known.delivery_id for known in received if known.outcome == "known"])
    Quarantine.objects.filter(folder=folder, uid__in=[arrival.uid for arrival in arrivals]).delete()
    cover(folder, [arrival.uid for arrival in arrivals])


def set_aside(folder: Folder, uid: int, reason: str) -> None:
    """The server will not hand this message over: it is noted with its reason, and the rest goes on."""
    with transaction.atomic(using="organisation", durable=True):
        row, made = Quarantine.objects.get_or_create(folder=folder, uid=uid, defaults={"reason": reason})
        if not made:
            row.tries += 1
            row.reason = reason
            row.at = now()
            row.save()
        cover(folder, [uid])


def forget(folder: Folder, uids: Sequence[int]) -> None:
    """UIDs that the server does not have (any more) are accounted for, or they would be asked for for ever."""
    with transaction.atomic(using="organisation", durable=True):
        Quarantine.objects.filter(folder=folder, uid__in=uids).delete()
        cover(folder, uids)


def cover(folder: Folder, uids: Sequence[int]) -> None:
    """The rows say which UIDs are accounted for; here it is only counted, and remembered once it is committed."""
    folder.fetched += folder.known.new_among(uids)
    folder.save(update_fields=["fetched"])
    transaction.on_commit(lambda: folder.known.add(uids), using="organisation")
