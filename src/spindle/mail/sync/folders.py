"""The account's folders here and on the server."""

from collections.abc import Sequence

from django.db import transaction

from spindle.channels.contract import Place
from spindle.mail.imap.places import FolderInfo, FolderPlace
from spindle.mail.models import Folder, MailAccount

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
    """Take over what LIST told; folders that are gone are marked, their messages stay. In order of use."""
    wanted = {info.raw_name.decode("latin-1"): info for info in found if _is_kept(info, found)}
    with transaction.atomic(using="organisation", durable=True):
        for raw_name, info in wanted.items():
            Folder.objects.update_or_create(
                account=account,
                raw_name=raw_name,
                defaults={"name": info.name[:500], "place": place_of(info), "gone": False},
            )
        Folder.objects.filter(account=account).exclude(raw_name__in=wanted).update(gone=True)
    rows = Folder.objects.filter(account=account, gone=False).select_related("account__account")
    return sorted(rows, key=lambda folder: (_ORDER.index(Place(folder.place)), folder.pk))


def place_of(info: FolderInfo) -> Place:
    """Where a folder's messages stand here."""
    return _PLACES.get(info.place, Place.FINISHED) if info.place else Place.FINISHED


def _is_kept(info: FolderInfo, found: Sequence[FolderInfo]) -> bool:
    """Gmail's labels are views of All Mail; fetching each would fetch everything several times."""
    if not info.selectable or info.is_view:
        return False
    gmail = any(folder.holds_all_mail for folder in found)
    return not gmail or info.place is not None
