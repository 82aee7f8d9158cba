"""A conversation as it is read: its messages, oldest first."""

from dataclasses import dataclass

from django.db.models import Q

from spindle.archive.models import Aside, Attachment, Delivery, Entry
from spindle.archive.queries.readable import account_ids, entries_for
from spindle.archive.queries.rows import (
    Message,
    highlighted_among,
    links_of,
    relations_of,
    unread_among,
)
from spindle.channels.contract import Place
from spindle.members.models import Member

_PUT_AWAY = {Place.TRASH.value, Place.SPAM.value}


@dataclass(frozen=True, slots=True)
class ConversationView:
    """The newest messages of a conversation, oldest first, and whether there are earlier ones."""

    id: int
    messages: tuple[Message, ...]
    has_earlier: bool


def conversation(
    member: Member, conversation_id: int, *, place: str = "", limit: int = 200
) -> ConversationView | None:
    """What this member may read of a conversation; None when that is nothing. Eight SELECTs.

    Messages that lie in trash, spam or drafts are shown only in that folder (`place`), and so is one whose copies
    the member's accounts have all thrown away.
    """
    readable = entries_for(member).filter(conversation=conversation_id)
    found = list(readable.filter(Q(aside=Aside.NOWHERE) | Q(aside=place)).order_by("-pk")[: limit + 1])
    entries = found[limit - 1 :: -1] if len(found) > limit else found[::-1]
    messages = [one for one in _messages(member, entries) if not _thrown_away(one, place)]
    return ConversationView(conversation_id, tuple(messages), len(found) > limit) if messages else None


def _thrown_away(message: Message, place: str) -> bool:
    places = {delivery.place for delivery in message.deliveries}
    return bool(places) and places <= _PUT_AWAY and place not in places


def messages_of(member: Member, entry_ids: list[int]) -> list[Message]:
    """Single entries with all that is shown about them, oldest first."""
    return _messages(member, list(entries_for(member).filter(pk__in=entry_ids).order_by("pk")))


def _messages(member: Member, entries: list[Entry]) -> list[Message]:
    ids = [entry.pk for entry in entries]
    unread = unread_among(member, ids)
    highlighted = highlighted_among(ids)
    links = links_of(ids)
    deliveries: dict[int, list[Delivery]] = {}
    mine = Delivery.objects.filter(entry__in=ids, account__in=account_ids(member))
    for delivery in mine.select_related("account", "moved_by").order_by("pk"):
        deliveries.setdefault(delivery.entry_id, []).append(delivery)
    attachments: dict[int, list[Attachment]] = {}
    for attachment in Attachment.objects.filter(entry__in=ids).order_by("index"):
        attachments.setdefault(attachment.entry_id, []).append(attachment)
    return [
        Message(
            entry=entry,
            unread=entry.pk in unread,
            deliveries=tuple(deliveries.get(entry.pk, ())),
            relations=tuple(relations_of(entry.direction, links.get(entry.pk, ()))),
            attachments=tuple(attachments.get(entry.pk, ())),
            highlighted=entry.pk in highlighted,
        )
        for entry in entries
    ]
