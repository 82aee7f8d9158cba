"""What the archive keeps: entries, who they are with, whose copy they are, and where they stand."""

from spindle.archive.models.blob import Pack, PackedBlob
from spindle.archive.models.delivery import Delivery, Operation, OperationKind, Unread
from spindle.archive.models.entry import (
    Aside,
    Attachment,
    Body,
    Conversation,
    Entry,
    FileText,
    MessageReference,
)
from spindle.archive.models.file import FileReading, Outcome
from spindle.archive.models.link import Address, Link, LinkOrigin, Participant, ParticipantRole, RefusedLink
from spindle.archive.models.mark import Highlight
from spindle.archive.models.tombstone import Tombstone

__all__ = [
    "Address",
    "Aside",
    "Attachment",
    "Body",
    "Conversation",
    "Delivery",
    "Entry",
    "FileReading",
    "FileText",
    "Highlight",
    "Link",
    "LinkOrigin",
    "MessageReference",
    "Operation",
    "OperationKind",
    "Outcome",
    "Pack",
    "PackedBlob",
    "Participant",
    "ParticipantRole",
    "RefusedLink",
    "Tombstone",
    "Unread",
]
