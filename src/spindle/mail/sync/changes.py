"""What changed on the server without us: flags, and messages that went away or moved."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Count

from spindle.archive.actions.aside import settle
from spindle.archive.actions.bury import remove_entries
from spindle.archive.models import Aside, Delivery, LinkOrigin, Unread
from spindle.channels.contract import Direction, Place
from spindle.channels.models import AccountMember
from spindle.journal.actions import record
from spindle.mail.imap.state import UidRanges
from spindle.mail.models import Buried, Folder, Location, Quarantine
from spindle.mail.sync.batches import chunks
from spindle.mail.sync.incoming import ANSWERED, SEEN

# Of a message's copies in several folders of one account, the first of these is where it stands here.
PREFERENCE = [Place.INBOX, Place.SENT, Place.DRAFTS, Place.FINISHED, Place.SPAM, Place.TRASH]
NEVER_UNREAD = {Place.SENT, Place.DRAFTS, Place.TRASH}
CHUNK = 500


def follow_flags(folder: Folder, flags: Mapping[int, frozenset[str]]) -> int:
    """Take over \\Seen and \\Answered where the server's own value changed since we last looked.

    Comparing with the server's last value, not with ours, keeps two clients from sending flags back
    and forth. Returns how many changed.
    """
    changed = 0
    for uids in chunks(flags, CHUNK):
        # Mostly there is nothing to do, and then nobody needs to wait for our turn to write.
        if ids := _differing(folder, {uid: flags[uid] for uid in uids}):
            with transaction.atomic(using="organisation", durable=True):
                changed += _follow(folder, ids, flags)
    return changed


def _differing(folder: Folder, flags: Mapping[int, frozenset[str]]) -> list[int]:
    rows = Location.objects.filter(folder=folder, stale=False, uid__in=list(flags))
    return [
        pk
        for pk, uid, *kept in rows.values_list("pk", "uid", "seen", "answered")
        if kept != [SEEN in flags[uid], ANSWERED in flags[uid]]
    ]


def _follow(folder: Folder, ids: Sequence[int], flags: Mapping[int, frozenset[str]]) -> int:
    locations = list(Location.objects.filter(pk__in=ids).select_related("delivery__entry"))
    turned = {True: list[Delivery](), False: list[Delivery]()}
    for location in locations:
        seen, answered = SEEN in flags[location.uid], ANSWERED in flags[location.uid]
        if seen != location.seen:
            turned[seen].append(location.delivery)
        location.seen, location.answered = seen, answered
        location.delivery.seen, location.delivery.answered = seen, answered
    Location.objects.bulk_update(locations, ["seen", "answered"])
    Delivery.objects.bulk_update([location.delivery for location in locations], ["seen", "answered"])
    _mark(folder, read=turned[True], unread=turned[False])
    if locations:
        _tell(folder, "flags", len(locations))
    return len(locations)


def _mark(folder: Folder, *, read: Sequence[Delivery], unread: Sequence[Delivery]) -> None:
    """For all members of the account; what we sent ourselves is never unread."""
    members = list(
        AccountMember.objects.filter(account_id=folder.account_id).values_list("member", flat=True)
    )
    Unread.objects.filter(entry__in=[it.entry_id for it in read], member__in=members).delete()
    Unread.objects.bulk_create(
        [
            Unread(member_id=member, entry_id=delivery.entry_id)
            for delivery in unread
            if delivery.entry.direction == Direction.IN and delivery.place not in NEVER_UNREAD
            for member in members
        ],
        ignore_conflicts=True,
    )


def follow_vanished(folder: Folder, uids: Sequence[int]) -> int:
    """Messages that left a folder. The archive keeps them; only where they stand here may change.

    Returns how many of them we knew.
    """
    gone = 0
    for part in chunks(uids, CHUNK):
        with transaction.atomic(using="organisation", durable=True):
            gone += _vanish(folder, part)
        folder.known.take(UidRanges.of(part))
    return gone


def _vanish(folder: Folder, uids: Sequence[int]) -> int:
    locations = Location.objects.filter(folder=folder, stale=False, uid__in=list(uids))
    deliveries = list(locations.values_list("delivery", flat=True))
    locations.delete()
    Quarantine.objects.filter(folder=folder, uid__in=list(uids)).delete()
    Buried.objects.filter(folder=folder, uid__in=list(uids)).delete()
    folder.fetched = (folder.known.ranges - UidRanges.of(uids)).count
    folder.save(update_fields=["fetched"])
    follow_places(deliveries)
    drop_drafts(deliveries)
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
            delivery.place_before, delivery.place = _place_before(delivery, place), place
            changed.append(delivery)
    Delivery.objects.bulk_update(changed, ["place", "place_before"])
    settle({delivery.entry_id for delivery in changed}, by=None)


def _place_before(delivery: Delivery, place: str) -> str:
    """Where undo puts it. A move from the inbox to the trash may reach us in two steps, with Finished in between."""
    aside = place in {Place.TRASH, Place.SPAM}
    in_between = delivery.place == Place.FINISHED and delivery.place_before == Place.INBOX
    return Place.INBOX if aside and in_between else delivery.place


def drop_drafts(deliveries: Sequence[int]) -> None:
    """Drafts that the server has nowhere any more were sent, replaced or thrown away: nothing of them stays here.

    Unless a member did something with one, or another account has it.
    """
    rows = Delivery.objects.filter(pk__in=list(deliveries), place=Place.DRAFTS, moved_by=None, locations=None)
    alone = (
        rows.filter(entry__aside=Aside.DRAFTS).annotate(copies=Count("entry__deliveries")).filter(copies=1)
    )
    remove_entries(list(alone.exclude(entry__links__origin=LinkOrigin.HAND).values_list("entry", flat=True)))


def _place(delivery: Delivery) -> str:
    places = {location.folder.place for location in delivery.locations.all() if not location.folder.gone}
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
