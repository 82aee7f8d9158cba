"""The slot through which the door reaches the people inside a company.

`accounts` stands below `members` and may not import it, yet signing up makes the first member.
So `members` puts its own object in this slot (`MembersConfig.ready`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who becomes a member, as what and with what: `role` is a `members.rights.Role` value."""

    identity_id: int
    email: str
    first_name: str
    last_name: str
    role: str
    # Empty: as the company has it.
    language: str = ""
    # Keys of the company's accounts that he is to share, and who said so (a member's id).
    mailboxes: tuple[int, ...] = ()
    inviter: int | None = None


class Person(Protocol):
    """What the door must know of a member: may he come in, in which language and time zone."""

    id: int
    active: bool
    language: str
    time_zone: str


class People(Protocol):
    """The people of the company that is active."""

    def add(self, newcomer: Newcomer) -> int:
        """The member's id; the same identity twice is the same member, active again and with the new role.

        Who was active already keeps the role that he has.
        """

    def add_first(self, newcomer: Newcomer) -> int:
        """The same for who founds the company; his role is administrator, whatever the newcomer says."""

    def find(self, member_id: int, *, today: date) -> Person | None:
        """The member with this id, or None; not active when he is no longer employed on this day."""


_people: list[People] = []


def register(people: People) -> None:
    """Fill the slot; a second time is a programming error."""
    if _people:
        raise ValueError("the people of a company are registered twice")
    _people.append(people)


def people() -> People:
    """What fills the slot; IndexError before the program has started."""
    return _people[0]
