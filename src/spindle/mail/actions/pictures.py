"""Pictures from elsewhere: fetched once for a mail and kept for a while; and whose are always shown."""

import secrets
import threading
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.timezone import now

from spindle.archive import blobs
from spindle.archive.models import Entry
from spindle.journal.actions import record
from spindle.mail.models import RemotePicture, TrustedSender
from spindle.mail.network import DnsResolver, NetworkError
from spindle.mail.pictures import Fetched, fetch
from spindle.mail.queries import KEPT_DAYS, kept_picture
from spindle.mail.surroundings import authorities, policy
from spindle.members.models import Member

# Of all threads that draw pages, so many at most wait for strangers' servers.
_AT_ONCE = threading.BoundedSemaphore(6)
_PATIENCE = 15.0
_FORGOTTEN_AT_ONCE = 50
_SALT = 16


class Busy(Exception):
    """Too many pictures are being fetched at this moment."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture to be shown."""

    content_type: str
    data: bytes


def picture_for(entry: Entry, url: str, digest: str, *, may_fetch: bool) -> Shown | None:
    """The picture of this mail at `url`; fetched when it is not kept and may be. None when there is none. Raises Busy.

    Asks the network outside of any transaction.
    """
    kept = kept_picture(entry, digest)
    if kept is not None:
        shown = _read(kept)
        if shown is not None or kept.fault:
            return shown
    return _fetched(entry, url, digest) if may_fetch else None


def trust_sender(address: str, *, by: Member) -> None:
    """From now on pictures in mail from this address are shown without asking, for everybody in the company."""
    with transaction.atomic(using="organisation", durable=True):
        row, made = TrustedSender.objects.get_or_create(address=address, defaults={"by": by})
        if made:
            _note("trusted", row, by)


def distrust_sender(address: str, *, by: Member) -> None:
    """They are held back again."""
    with transaction.atomic(using="organisation", durable=True):
        row = TrustedSender.objects.filter(address=address).first()
        if row is not None:
            _note("distrusted", row, by)
            row.delete()


def _note(verb: str, row: TrustedSender, by: Member) -> None:
    record(
        verb, subject="sender", subject_id=row.pk, by=by.pk, after={"address": row.address}, topics=["inbox"]
    )


def _read(kept: RemotePicture) -> Shown | None:
    if not kept.blob:
        return None
    try:
        return Shown(kept.content_type, blobs.read(kept.blob)[_SALT:])
    except (blobs.BlobMissing, blobs.BlobDamaged):
        return None


def _fetched(entry: Entry, url: str, digest: str) -> Shown | None:
    if not _AT_ONCE.acquire(timeout=_PATIENCE):
        raise Busy
    try:
        found = fetch(url, policy=policy(), resolver=DnsResolver(), authorities=authorities())
    except NetworkError as error:
        _keep(entry, digest, None, fault=error.code)
        return None
    finally:
        _AT_ONCE.release()
    _keep(entry, digest, found, fault="")
    return Shown(found.content_type, found.data)


def _keep(entry: Entry, digest: str, found: Fetched | None, *, fault: str) -> None:
    """The blob first, then its row; what is old goes with the same turn."""
    # With bytes of its own each is a blob that no other row can name, and may be deleted with its row.
    names = blobs.put_many([secrets.token_bytes(_SALT) + found.data]) if found else [""]
    with transaction.atomic(using="organisation", durable=True):
        gone = _forget_old()
        before = RemotePicture.objects.filter(entry=entry, digest=digest).values_list("blob", flat=True)
        gone += [name for name in before if name]
        RemotePicture.objects.update_or_create(
            entry=entry,
            digest=digest,
            defaults={
                "blob": names[0],
                "content_type": found.content_type if found else "",
                "fault": fault,
                "fetched_at": now(),
            },
        )
    if gone:
        blobs.delete(gone)


def _forget_old() -> list[str]:
    """Rows that are past their time, a few at a time; the names of their blobs."""
    until = now() - timedelta(days=KEPT_DAYS)
    old = list(
        RemotePicture.objects.filter(fetched_at__lt=until)
        .order_by("fetched_at")
        .values_list("pk", "blob")[:_FORGOTTEN_AT_ONCE]
    )
    RemotePicture.objects.filter(pk__in=[pk for pk, _blob in old]).delete()
    return [blob for _pk, blob in old if blob]
