"""The reads that pages need; access is the query: what a member may not read is not in it."""

from spindle.archive.queries.conversation import ConversationView, conversation, messages_of
from spindle.archive.queries.counts import FolderCounts, folder_counts
from spindle.archive.queries.filters import Filters
from spindle.archive.queries.inbox import inbox_count, inbox_keys, inbox_page
from spindle.archive.queries.readable import account_ids, accounts_of, deliveries_for, entries_for
from spindle.archive.queries.relation import relation_archive
from spindle.archive.queries.rows import ArchiveRow, InboxRow, LinkedRelation, Message, Page

__all__ = [
    "ArchiveRow",
    "ConversationView",
    "Filters",
    "FolderCounts",
    "InboxRow",
    "LinkedRelation",
    "Message",
    "Page",
    "account_ids",
    "accounts_of",
    "conversation",
    "deliveries_for",
    "entries_for",
    "folder_counts",
    "inbox_count",
    "inbox_keys",
    "inbox_page",
    "messages_of",
    "relation_archive",
]
