"""Everything that changes the archive. Each verb takes several ids at once, and the actor by keyword."""

from spindle.archive.actions.links import link, link_past_mail, unlink
from spindle.archive.actions.move import (
    copies_of,
    finish,
    finish_conversations,
    mark_not_spam,
    mark_spam,
    restore_deliveries,
    trash_deliveries,
    unfinish,
)
from spindle.archive.actions.read import mark_read, mark_unread
from spindle.archive.actions.trash import restore_entries, trash_entries

__all__ = [
    "copies_of",
    "finish",
    "finish_conversations",
    "link",
    "link_past_mail",
    "mark_not_spam",
    "mark_read",
    "mark_spam",
    "mark_unread",
    "restore_deliveries",
    "restore_entries",
    "trash_deliveries",
    "trash_entries",
    "unfinish",
    "unlink",
]
