"""What a row of the inbox names: the linked relation, or who sent the message (product.md ET-1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from spindle.members.settings import read

RELATION = "relation"
SENDER = "sender"


@dataclass(frozen=True, slots=True)
class InboxDisplay:
    """The company's choice."""

    NAME: ClassVar[str] = "inbox"

    shows: str = RELATION


def shows_sender() -> bool:
    """Whether the rows of the active company name the sender. One query, so once a list."""
    return read(InboxDisplay).shows == SENDER
