"""The verbs of the inbox: what each does to the copies behind conversations, and what takes it back (product.md 2.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from spindle.archive import actions
from spindle.channels.contract import Place
from spindle.inbox.queries import entries_of
from spindle.members.models import Member

_KEPT = (Place.INBOX, Place.SENT, Place.FINISHED, Place.DRAFTS)


class Move(Protocol):
    """Moves copies; gives back those that it moved."""

    def __call__(self, delivery_ids: Sequence[int], *, by: Member) -> list[int]: ...


@dataclass(frozen=True, slots=True)
class Verb:
    """A move and its opposite. `places`: where copies are moved from when no folder is named, as after a search."""

    name: str
    do: Move
    undo: Move
    places: tuple[Place, ...]

    def carry_out(self, conversation_ids: Sequence[int], place: Place | None, *, by: Member) -> list[int]:
        """For all that stands of these conversations in the folder, in the member's accounts; the copies moved."""
        places = self.places if place is None else (place,)
        copies = [pk for one in places for pk in actions.copies_of(conversation_ids, one, by=by)]
        return self.do(copies, by=by)


VERBS = {
    verb.name: verb
    for verb in (
        Verb("finish", actions.finish, actions.unfinish, (Place.INBOX,)),
        Verb("reopen", actions.unfinish, actions.finish, (Place.FINISHED,)),
        Verb("trash", actions.trash_deliveries, actions.restore_deliveries, (*_KEPT, Place.SPAM)),
        Verb("restore", actions.restore_deliveries, actions.trash_deliveries, (Place.TRASH,)),
        Verb("spam", actions.mark_spam, actions.mark_not_spam, _KEPT),
        Verb("not-spam", actions.mark_not_spam, actions.mark_spam, (Place.SPAM,)),
    )
}


def mark_conversations_read(conversation_ids: Sequence[int], *, by: Member) -> list[int]:
    """All their messages; the entries that were unread."""
    return actions.mark_read(entries_of(conversation_ids, by, unread=True), by=by)


def mark_conversations_unread(conversation_ids: Sequence[int], *, by: Member) -> list[int]:
    """The newest message of each; the entries that were read."""
    return actions.mark_unread(entries_of(conversation_ids, by, newest=True), by=by)
