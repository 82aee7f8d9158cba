"""Everything that changes the archive. Each verb takes several ids at once, and the actor by keyword."""

from spindle.archive.actions.links import link, link_past_mail, unlink, unlink_past_mail
from spindle.archive.actions.marks import highlight, make_private, make_public, remove_highlight
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
    "highlight",
    "link",
    "link_past_mail",
    "make_private",
    "make_public",
    "mark_not_spam",
    "mark_read",
    "mark_spam",
    "mark_unread",
    "remove_highlight",
    "restore_deliveries",
    "restore_entries",
    "trash_deliveries",
    "trash_entries",
    "unfinish",
    "unlink",
    "unlink_past_mail",
]
