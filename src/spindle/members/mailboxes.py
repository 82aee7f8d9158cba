"""The slot through which members get mailboxes: those stand in `channels`, which is above.

The folder that can share an account puts its own object in this slot (`MailConfig.ready`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from spindle.members.models import Member


@dataclass(frozen=True, slots=True)
class TeamMailbox:
    """A mailbox of the company, and the ids of the members in whose inbox its mail arrives."""

    id: int
    address: str
    members: frozenset[int]


class Mailboxes(Protocol):
    """The mailboxes of the company that is active."""

    def all(self) -> tuple[TeamMailbox, ...]:
        """Every one, by address."""

    def share(self, mailbox_id: int, member: Member, *, by: Member) -> None:
        """Its mail arrives in this member's inbox too; nothing happens when it is gone or shared with him already."""

    def unshare(self, mailbox_id: int, member: Member, *, by: Member) -> None:
        """It leaves this member's inbox; nothing happens when it is gone or was not shared with him."""


_mailboxes: list[Mailboxes] = []


def register(given: Mailboxes) -> None:
    """Fill the slot; a second time is a programming error."""
    if _mailboxes:
        raise ValueError("the mailboxes of a company are registered twice")
    _mailboxes.append(given)


def mailboxes() -> Mailboxes:
    """What fills the slot; IndexError before the program has started."""
    return _mailboxes[0]


def mailboxes_of(member: Member, among: Iterable[TeamMailbox]) -> list[TeamMailbox]:
    """Those whose mail arrives in this member's inbox."""
    return [mailbox for mailbox in among if member.pk in mailbox.members]
