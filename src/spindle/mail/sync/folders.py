"""The account's folders here and on the server."""

from collections.abc import Sequence

from django.db import transaction

from spindle.channels.contract import Place
from spindle.mail.imap.places import FolderInfo, FolderPlace
from spindle.mail.models import Folder, Location, MailAccount
from spindle.mail.sync.batches import chunks
from spindle.mail.sync.changes import CHUNK, follow_places

# What is neither in the inbox nor sent, deleted or spam has been dealt with: it goes to Finished.
_PLACES = {
    FolderPlace.INBOX: Place.INBOX,
    FolderPlace.SENT: Place.SENT,
    FolderPlace.TRASH: Place.TRASH,
    FolderPlace.SPAM: Place.SPAM,
    FolderPlace.DRAFTS: Place.DRAFTS,
}
_ORDER = [Place.INBOX, Place.SENT, Place.FINISHED, Place.DRAFTS, Place.TRASH, Place.SPAM]


def follow_folders(account: MailAccount, found: Sequence[FolderInfo]) -> list[Folder]:
    """Take over what LIST told; folders that are gone are marked, their messages stay. In order of use.

    An answer without any folder is an accident of the server's, and changes nothing.
    """
    wanted = {info.raw_name.decode("latin-1"): info for info in found if _is_kept(info, found)}
    kept = {
        row.raw_name: row for row in Folder.objects.filter(account=account).select_related("account__account")
    }
    if wanted:
        _follow(account, kept, wanted)
    rows = [row for row in kept.values() if not row.gone]
    return sorted(rows, key=lambda folder: (_ORDER.index(Place(folder.place)), folder.pk))


def _follow(account: MailAccount, kept: dict[str, Folder], wanted: dict[str, FolderInfo]) -> None:
    turned = []
    for raw_name, row in kept.items():
        info = wanted.get(raw_name)
        now = (info.name[:500], place_of(info).value, False) if info else (row.name, row.place, True)
        if now != (row.name, row.place, row.gone):
            turned += [row] if row.gone != now[2] else []
            row.name, row.place, row.gone = now
            row.save(update_fields=["name", "place", "gone"])
    for raw_name in wanted.keys() - kept.keys():
        info = wanted[raw_name]
        kept[raw_name] = Folder.objects.create(
            account=account, raw_name=raw_name, name=info.name[:500], place=place_of(info).value
        )
    for row in turned:
        _place_anew(row)


def _place_anew(folder: Folder) -> None:
    """The messages of a folder that went or came back stand where else the server has them."""
    deliveries = Location.objects.filter(folder=folder).order_by("pk").values_list("delivery", flat=True)
    for part in chunks(list(deliveries), CHUNK):
        with transaction.atomic(using="organisation", durable=True):
            follow_places(part)


def place_of(info: FolderInfo) -> Place:
    """Where a folder's messages stand here."""
    return _PLACES.get(info.place, Place.FINISHED) if info.place else Place.FINISHED


def _is_kept(info: FolderInfo, found: Sequence[FolderInfo]) -> bool:
    """Gmail's labels are views of All Mail; fetching each would fetch everything several times."""
    if not info.selectable or info.is_view:
        return False
    gmail = any(folder.holds_all_mail for folder in found)
    return not gmail or info.place is not None
