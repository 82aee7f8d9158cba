"""Gmail keeps one message in several folders (All Mail and each label); it is fetched once.

Every folder is followed all the same, so that nothing is lost whatever stands where: only the second copy of a message
is noted instead of downloaded, by the number that Gmail gives each message (X-GM-MSGID).
"""

from collections.abc import Sequence

from django.db import transaction

from spindle.mail.imap.fetched import Fetched
from spindle.mail.models import Folder, Location, Quarantine
from spindle.mail.sync.changes import follow_places
from spindle.mail.sync.incoming import ANSWERED, SEEN
from spindle.mail.sync.store import LOCATIONS, cover


def note_copies(folder: Folder, found: Sequence[Fetched]) -> set[int]:
    """Of these messages those that are here by another folder of the account are noted to stand in this one too.

    Their UIDs in this folder; nothing is to be fetched for them.
    """
    elsewhere = Location.objects.filter(
        folder__account=folder.account_id,
        stale=False,
        gmail_id__in=[it.gmail_id for it in found if it.gmail_id],
    )
    known = dict(elsewhere.values_list("gmail_id", "delivery_id"))
    copies = [it for it in found if it.gmail_id in known]
    if copies:
        with transaction.atomic(using="organisation", durable=True):
            LOCATIONS.run([
                (folder.pk, it.uid, known[it.gmail_id], *_flags(it), False, it.gmail_id)
                for it in copies
            ])  # fmt: skip
            Quarantine.objects.filter(folder=folder, uid__in=[it.uid for it in copies]).delete()
            follow_places([known[it.gmail_id] for it in copies])
            cover(folder, [it.uid for it in copies])
    return {it.uid for it in copies}


def _flags(fetched: Fetched) -> tuple[bool, bool]:
    flags = fetched.flags or frozenset()
    return SEEN in flags, ANSWERED in flags
