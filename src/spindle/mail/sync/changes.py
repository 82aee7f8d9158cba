"""What changed on the server without us: flags, and messages that went away or moved."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from spindle.archive.actions.aside import settle
from spindle.archive.models import Delivery, Unread
from spindle.channels.contract import Place
from spindle.channels.models import AccountMember
from spindle.journal.actions import record
from spindle.mail.imap.state import UidRanges
from spindle.mail.models import Folder, Location
from spindle.mail.sync.incoming import ANSWERED, SEEN

# Of a message's copies in several folders of one account, the first of these is where it stands here.
PREFERENCE = [Place.INBOX, Place.SENT, Place.DRAFTS, Place.FINISHED, Place.SPAM, Place.TRASH]
CHUNK = 500


def follow_flags(folder: Folder, flags: Mapping[int, frozenset[str]]) -> int:
    """Take over \\Seen and \\Answered where the server's own value changed since we last looked.

    Comparing with the server's last value, not with ours, keeps two clients from sending flags back
    and forth. Returns how many changed.
    """
    changed = 0
    uids = list(flags)
    for start in range(0, len(uids), CHUNK):
        with transaction.atomic(using="organisation", durable=True):
            changed += _follow(folder, {uid: flags[uid] for uid in uids[start : start + CHUNK]})
    return changed


def _follow(folder: Folder, flags: Mapping[int, frozenset[str]]) -> int:
    locations = Location.objects.filter(folder=folder, stale=False, uid__in=list(flags)).select_related(
        "delivery"
    )
    moved = []
    for location in locations:
        seen, answered = SEEN in flags[location.uid], ANSWERED in flags[location.uid]
        if (seen, answered) == (location.seen, location.answered):
            continue
        if seen != location.seen:
            _mark_seen(location.delivery, seen=seen)
        location.seen, location.answered = seen, answered
        location.delivery.seen, location.delivery.answered = seen, answered
        moved.append(location)
    Location.objects.bulk_update(moved, ["seen", "answered"])
    Delivery.objects.bulk_update([location.delivery for location in moved], ["seen", "answered"])
    if moved:
        _tell(folder, "flags", len(moved))
    return len(moved)


def _mark_seen(delivery: Delivery, *, seen: bool) -> None:
    if seen:
        members = AccountMember.objects.filter(account_id=delivery.account_id).values("member")
        Unread.objects.filter(entry_id=delivery.entry_id, member__in=members).delete()
        return
    members_ids = AccountMember.objects.filter(account_id=delivery.account_id).values_list(
        "member", flat=True
    )
    Unread.objects.bulk_create(
        [Unread(member_id=member, entry_id=delivery.entry_id) for member in members_ids],
        ignore_conflicts=True,
    )


def follow_vanished(folder: Folder, uids: Sequence[int]) -> int:
    """Messages that left a folder. The archive keeps them; only where they stand here may change.

    Returns how many of them we knew.
    """
    gone = 0
    for start in range(0, len(uids), CHUNK):
        with transaction.atomic(using="organisation", durable=True):
            gone += _vanish(folder, uids[start : start + CHUNK])
    return gone


def _vanish(folder: Folder, uids: Sequence[int]) -> int:
    locations = Location.objects.filter(folder=folder, stale=False, uid__in=list(uids))
    deliveries = list(locations.values_list("delivery", flat=True))
    locations.delete()
    known = UidRanges.parse(folder.known_uids) - UidRanges.of(uids)
    folder.known_uids = str(known)
    folder.fetched = known.count
    folder.save(update_fields=["known_uids", "fetched"])
    follow_places(deliveries)
    if deliveries:
        _tell(folder, "vanished", len(deliveries))
    return len(deliveries)


def follow_places(deliveries: Sequence[int]) -> None:
    """Put deliveries where the server has them now, unless a member put them somewhere himself.

    A message that the server has nowhere any more leaves the inbox and stays in the archive.
    """
    rows = Delivery.objects.filter(pk__in=list(deliveries), moved_by=None).prefetch_related(
        "locations__folder"
    )
    changed = []
    for delivery in rows:
        place = _place(delivery)
        if place != delivery.place:
            delivery.place_before, delivery.place = delivery.place, place
            changed.append(delivery)
    Delivery.objects.bulk_update(changed, ["place", "place_before"])
    settle({delivery.entry_id for delivery in changed}, by=None)


def _place(delivery: Delivery) -> str:
    places = {location.folder.place for location in delivery.locations.all()}
    for place in PREFERENCE:
        if place in places:
            return place
    return Place.FINISHED if delivery.place == Place.INBOX else delivery.place


def _tell(folder: Folder, verb: str, count: int) -> None:
    record(
        verb,
        subject="account",
        subject_id=folder.account_id,
        by=None,
        after={"folder": folder.name, "count": count},
        topics=["inbox"],
    )
